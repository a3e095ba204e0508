"""Sections on groups of levels: what works say, what teachers decided, who differs, when to look again.

Apart from the composite because a group says what to offer next; it is never shown to other pupils.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from workbook.display import charts, numbers
from workbook.display.blocks import Block, Details, Finding, Findings, Stack, Text
from workbook.display.figure import Chart
from workbook.display.tables import Column, Table, col
from workbook.display.vsoko_words import listed
from workbook.errors import DataRefused, MissingData
from workbook.vsoko.composite_results import public_counts
from workbook.vsoko.level_groups import EDGE, GROUPS, LevelGroups
from workbook.vsoko.level_moves import append_move

__all__ = ["NAMES", "groups", "moves", "next_decision", "people_of"]

NAMES = {"А": "А — поддержка", EDGE: "граница А–Б", "Б": "Б — базовый с заданиями выше", "В": "В — повышенный"}
_SECRET = "Группу ученика видят он, родители и учитель; другим ученикам списки не показывают."
_SHOWN = 30


def groups(found: LevelGroups, public: bool = False) -> Block:
    """Show how many pupils are in each group, and the gap between groups."""
    minimum = int(found.school.settings.privacy.small_cell)
    rules, school = found.rules, found.school.settings.objectivity
    early = found.counts.loc[found.counts["provisional"] > 0, "subject"]
    said = [
        Finding("info", f"Правило: А — заданий Б сделано меньше {numbers.number(school.base_enough - school.base_zone)}"
                        f"{numbers.NBSP}%; до {numbers.number(school.base_enough)}{numbers.NBSP}% — граница; В — "
                        f"заданий Б от {numbers.number(school.base_enough)}{numbers.NBSP}% и заданий П и В от "
                        f"{numbers.number(school.raised_enough)}{numbers.NBSP}%; остальные — Б. Решение учителя "
                        "важнее расчёта.")
    ]  # fmt: skip
    if len(early):
        said.append(
            Finding("neutral", f"Нужна ещё одна работа: {listed(early)}. По одной работе группа предварительная, нужно "
                               f"не меньше {rules.min_works}.")
        )  # fmt: skip
    late = found.overdue
    if len(late) and not public:
        said.append(Finding("warn", f"На {numbers.date(found.day)} срок пересмотра прошёл: {_by_subject(late)}."))
    if public:
        return Stack([Findings(said), _public(found, minimum)])
    chart = Chart(
        charts.stacked_shares(found.counts, "subject", {name: NAMES[name] for name in GROUPS}),
        "Сколько учеников в каждой группе?", "Доли групп уровней по предметам",
        note="Действующая группа: решение учителя, а где его нет — расчёт.",
    )  # fmt: skip
    heads = {name: col(NAMES[name], "int") for name in GROUPS}
    table = Table(found.counts, {"subject": col("Предмет"), **heads, "n": col("Всего", "int"),
                                 "provisional": col("Предварительно", "int")},
                  caption="Группы по предметам")  # fmt: skip
    return Stack([Findings(said), chart, table, Details("Разрыв между группами", _gaps(found))])


def people_of(found: LevelGroups, class_: str, subject: str, public: bool = False) -> Block:
    """Show the pupils of a class with their groups; an empty class or subject takes all."""
    if public:
        return Stack([])
    rows = found.table
    if class_:
        rows = rows.loc[rows["class_"].eq(class_)]
    if subject:
        rows = rows.loc[rows["subject"].eq(subject)]
    where = ", ".join(filter(None, (class_, subject))) or "все классы и предметы"
    if rows.empty:
        return Text(f"Групп уровней нет: {where}. Работ с заданиями разных уровней по ним не сдано.", tone="quiet")
    shown = rows.assign(
        computed=rows["computed"].replace("", numbers.MISSING), decided=rows["decided"].replace("", numbers.MISSING),
        state=[_state(row) for row in rows.to_dict("records")],
        term=[_term(row["next_from"], row["next_to"]) for row in rows.to_dict("records")],
    )  # fmt: skip
    columns = {**_pupil_columns(), "group": col("Группа сейчас"), "computed": col("По расчёту"),
               "decided": col("Решение учителя"), "state": col("Что учесть"), "term": col("Пересмотр")}  # fmt: skip
    weeks = f"{found.rules.weeks_from}–{found.rules.weeks_to} недель"
    note = f"{_SECRET} Порядок — по группе и коду. Пересмотр — через {weeks} после решения или работы."
    table = Table(shown, columns, note=note, row_class=lambda row: "warn" if row["differs"] else "")
    return Details(f"Ученики по группам: {where} ({numbers.number(len(shown), 0)})", table)


def moves(found: LevelGroups, public: bool = False) -> Block:
    """Show who differs from the computed group and why, and how groups moved."""
    if public:
        return Text("Решения об учениках в виде для публикации не показываются.", tone="quiet")
    table = found.table
    differs = table.loc[table["differs"]]
    decided = int(table["decided"].ne("").sum())
    if not decided:
        return Text("Решений учителей в таблице «Группы уровней» нет: действует расчёт. Решение вносят полями ниже на "
                    "живой странице.", tone="quiet")  # fmt: skip
    said = [
        Finding("info", f"Решения есть по {numbers.number(decided, 0)} "
                        f"{numbers.plural(decided, 'паре', 'парам', 'парам')} «ученик — предмет»; расходятся с "
                        f"расчётом {numbers.number(len(differs), 0)}. Это не ошибка учителя: он "
                        "знает больше, чем одна работа.")
    ]  # fmt: skip
    empty = int(differs["ground"].fillna("").eq("").sum())
    if empty:
        said.append(Finding("warn", f"Без основания: {numbers.number(empty, 0)}. Допишите, почему группа другая."))
    if found.unknown:
        said.append(
            Finding("warn", f"Решений об учениках не из списка {found.year}: {numbers.number(found.unknown, 0)}.")
        )
    said += _steps(found)
    blocks: list[Block] = [Findings(said)]
    if len(differs):
        columns = {**_pupil_columns(), "computed": col("По расчёту"), "decided": col("Решение"), "by": col("Кто решил"),
                   "date": col("Дата", "date"), "ground": col("Основание"), "term": col("Пересмотр")}  # fmt: skip
        columns.pop("works")
        terms = [_term(row["next_from"], row["next_to"]) for row in differs.to_dict("records")]
        blocks.append(
            Table(
                differs.assign(term=terms), columns, caption="Решение расходится с расчётом", note=_SECRET, limit=_SHOWN
            )
        )
    log = {"date": col("Дата", "date"), "pupil": col("Ученик"), "subject": col("Предмет"), "level_group": col("Группа"),
           "by": col("Кто решил"), "ground": col("Основание")}  # fmt: skip
    note = "Строки только добавляют: прежнее решение остаётся."
    blocks.append(Details("Журнал решений", Table(found.moves[::-1], log, note=note)))
    return Stack(blocks)


def next_decision(found: LevelGroups, text: str, *, live: bool = True) -> Block:
    """Check a decision that a person wants to write and show the row, or say why it cannot be written.

    Parameters
    ----------
    found : LevelGroups
    text : str
        Lines «Заголовок: значение» of «Группы уровней».
    live : bool
        Whether the reader has the fields before them.
    """
    if not text.strip():
        words = (
            "Заполните поля решения: день, код ученика, предмет, группа, код учителя, основание. Программа проверит и "
            "допишет строку; прежние строки не меняются."
            if live
            else "Решение о группе вносят на живой странице; она же выдаёт таблицу «Группы уровней» для папки школы."
        )
        return Text(words, tone="quiet")
    try:
        log = append_move(found, text)
    except DataRefused as refusal:
        return Findings([Finding("bad", f"Решение не записано. {refusal.message}")])
    row = log.iloc[-1]
    mine = log.loc[log["pupil"].eq(row["pupil"]) & log["subject"].eq(row["subject"])].reset_index(drop=True)
    columns = {"date": col("Дата", "date"), "level_group": col("Группа"), "by": col("Кто решил"),
               "ground": col("Основание")}  # fmt: skip
    weeks = (pd.Timedelta(weeks=found.rules.weeks_from), pd.Timedelta(weeks=found.rules.weeks_to))
    term = _term(row["date"] + weeks[0], row["date"] + weeks[1])
    said = f"Решение можно записать: {row['pupil']}, {row['subject']} — группа {row['level_group']}. Пересмотр: {term}."
    note = "Последняя строка новая. Положите файл в папку школы вместо прежнего: до этого ничего не изменилось."
    return Stack([Findings([Finding("ok", said)]), Table(mine, columns, "Решения об этом ученике по предмету", note)])


def _public(found: LevelGroups, minimum: int) -> Block:
    table = public_counts(found, minimum)
    if table["count"].isna().all():
        raise MissingData(f"Для публикации групп уровней мало учеников: в каждой меньше {minimum} или вычислялось бы.")
    shown = table.assign(share=100 * table["count"].astype("Float64") / table["n"].astype("Float64"))
    columns = {"subject": col("Предмет"), "group": col("Группа"), "count": col("Учеников", "int"),
               "n": col("Из", "int"), "share": col("Доля", "percent", 0)}  # fmt: skip
    return Table(
        shown, columns, caption="Группы уровней для публикации", note="«—» — скрыто: мало учеников или вычислялось бы."
    )


def _gaps(found: LevelGroups) -> Block:
    rows = []
    for row in found.gaps.to_dict("records"):
        gap = row["gap"]
        rows.append({"subject": row["subject"], "pair": f"{row['upper']} − {row['lower']}", "value": gap.value,
                     "low": gap.low, "high": gap.high, "n": gap.n})  # fmt: skip
    table = pd.DataFrame(rows, columns=["subject", "pair", "value", "low", "high", "n"])
    columns = {"subject": col("Предмет"), "pair": col("Группы"), "value": col("Разрыв, п.п. баллов работы", "change"),
               "ends": col("Интервал 95\u00a0%", "interval", 1, low="low", high="high"),
               "n": col("Учеников", "int")}  # fmt: skip
    note = (
        "Группы составлены по этим же работам, поэтому разрыв есть всегда. Смысл — в его изменении: если после "
        "пересмотра он растёт, группа А отстаёт."
    )
    return Table(table, columns, note=note)


def _steps(found: LevelGroups) -> list[Finding]:
    if found.steps.empty:
        return []
    last = found.steps.iloc[-1]
    return [
        Finding(
            "info",
            f"Движение групп: выше — {numbers.number(last['up'], 0)}, ниже — {numbers.number(last['down'], 0)}, без "
            f"перемен — {numbers.number(last['same'], 0)}. Поднялись {numbers.estimate(last['share'], digits=0)}.",
        )
    ]


def _pupil_columns() -> dict[str, Column]:
    return {"class_": col("Класс"), "pupil": col("Ученик"), "subject": col("Предмет"), "works": col("Работ", "int"),
            "base_percent": col("Задания Б", "percent", 0),
            "raised_percent": col("Задания П и В", "percent", 0)}  # fmt: skip


def _term(begin: Any, end: Any) -> str:
    """Write the term of the next regrouping; one that falls into the summer waits for September."""
    if pd.isna(end):
        return numbers.MISSING
    if end.month in (6, 7, 8):
        return f"в сентябре {end.year}"
    return f"{numbers.date(begin)} – {numbers.date(end)}"


def _by_subject(rows: pd.DataFrame) -> str:
    return listed(f"{name} — {numbers.number(n, 0)}" for name, n in rows["subject"].value_counts().items())


def _state(row: dict[object, object]) -> str:
    parts = []
    if row["differs"]:
        parts.append("решение расходится с расчётом")
    if row["provisional"]:
        parts.append("нужна ещё одна работа")
    if row["one_item"]:
        parts.append("одно задание меняет группу")
    return "; ".join(parts) or numbers.MISSING
