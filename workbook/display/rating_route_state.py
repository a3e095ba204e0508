"""Routes of the school on a day: who has one, what is done, what is missing; and one pupil's steps, planned and done.

Apart from the proposal, because here only what people agreed is shown. Pupils stand by class and code: a route is
compared with its own goal and with nobody else's.
"""

from __future__ import annotations

import pandas as pd

from workbook.display import numbers
from workbook.display.blocks import Block, Finding, Findings, Stack, Text, Tiles, finding, tile
from workbook.display.rating_words import listed, of_people, of_points, people, points, scored
from workbook.display.tables import Table, col
from workbook.rating import Progress, RouteState

__all__ = ["progress", "state"]

_OPEN = ("отмечено, записи нет", "есть запись, шаг не отмечен", "срок прошёл")


def progress(found: Progress, state: RouteState) -> Block:
    """Show one pupil's agreed steps against the journal.

    Parameters
    ----------
    found : Progress
    state : RouteState
        Gives the day.
    """
    day = numbers.date(state.day)
    said = [finding("info", f"На {day} засчитано {points(found.total)}; {_aim(found)}.")]
    if found.steps.empty:
        said.append(finding("warn", "Шагов в маршруте не записано: внесите их в таблицу «Шаги маршрутов»."))
        return Findings(said)
    counts = found.steps["standing"].value_counts()
    told = "; ".join(f"{name} — {counts[name]}" for name in counts.index)
    said.append(finding("info", f"Шаги: {told}."))
    for name in _OPEN:
        rows = found.steps[found.steps["standing"] == name]
        if len(rows):
            said.append(finding("warn", f"{name[0].upper()}{name[1:]}: {listed(rows['title'])}."))
    view = found.steps.assign(
        title=found.steps["title"].fillna(found.steps["card"]),
        points=(found.steps["counted"] / 100).where(found.steps["result"] != ""),
        result=found.steps["result"].where(found.steps["result"] != "", "—"),
        said=found.steps["reflection"].fillna("—"),
    )
    columns = {
        "starts": col("Начало", "date"),
        "title": col("Шаг"),
        "standing": col(f"На {day}"),
        "result": col("Результат в журнале"),
        "points": col("Засчитано", "number", 2),
        "said": col("Слова ученика"),
    }
    return Stack([Findings(said), Table(view, columns, f"Договорились и сделано: {found.pupil}")])


def state(found: RouteState) -> Block:
    """Show all routes of the school by class and code, with what is missing."""
    table = found.routes
    steps = int(table[["planned", "done", "dropped"]].to_numpy().sum())
    yes = int((table["consent"] == "да").sum())
    aimed = table["reached"].notna()
    tiles = [
        tile("С маршрутом", numbers.number(len(table), 0), f"из {of_people(len(found.roster))} этих параллелей "
             "и старше"),
        tile("Шагов выполнено", numbers.number(int(table["done"].sum()), 0), f"из {numbers.number(steps, 0)}; снято "
             f"{numbers.number(int(table['dropped'].sum()), 0)}"),
        tile("Достигли своей цели", numbers.number(int(table.loc[aimed, "reached"].sum()), 0),
             f"из {of_people(int(aimed.sum()))}, назвавших её в баллах"),
        tile("Согласие есть", numbers.number(yes, 0), f"из {numbers.number(len(table), 0)}",
             "хорошо" if yes == len(table) else "внимание"),
    ]  # fmt: skip
    view = table.assign(
        goal_score=[scored(value) for value in table["goal_points"]],
        all=[f"{row.planned} / {row.done} / {row.dropped}" for row in table.itertuples()],
        now=[scored(value) for value in table["total"]],
        consent=table["consent"].where(table["consent"].notna(), "не получено"),
        support=table["support"].where(table["support"].notna(), "не назначен"),
    )
    columns = {
        "class_": col("Класс"),
        "pupil": col("Код ученика"),
        "goal_score": col("Цель", align="right"),
        "now": col("Засчитано", align="right"),
        "all": col("Шаги", align="right"),
        "overdue": col("Срок прошёл", "int"),
        "silent": col("Без слов ученика", "int"),
        "consent": col("Согласие"),
        "support": col("Кто помогает"),
    }
    note = (
        "Шаги: запланировано / выполнено / снято. Порядок — по классу и коду; это не рейтинг. Каждый сравнивается "
        "только со своей целью."
    )
    return Stack(
        [
            Text(f"Состояние на {numbers.date(found.day)}."),
            Tiles(tiles),
            Findings(_missing(found), title="Чего не хватает"),
            Table(view, columns, "Маршруты школы", note),
        ]
    )


def _missing(found: RouteState) -> list[Finding]:
    table, said = found.routes, []
    refused, silent = table[table["consent"] == "нет"], table[table["consent"].isna()]
    if len(refused):
        said.append(finding("warn", f"Родители отказали: {_who(refused)}. Страницу вне школы не показывать."))
    if len(silent):
        said.append(finding("warn", f"Согласие не получено: {_who(silent)}."))
    for name, words in (
        ("overdue", "Срок шага прошёл, а он не отмечен"),
        ("undocumented", "Шаг отмечен выполненным, а записи в журнале нет"),
        ("unmarked", "Запись в журнале есть, а шаг не отмечен"),
        ("silent", "Нет слов ученика о законченных шагах"),
    ):
        rows = table[table[name] > 0]
        if len(rows):
            n = numbers.count(int(rows[name].sum()), "шаг", "шага", "шагов")
            said.append(finding("warn" if name == "overdue" else "info", f"{words}: {n} — {_who(rows)}."))
    empty = table[(table["planned"] + table["done"] + table["dropped"]) == 0]
    if len(empty):
        said.append(finding("warn", f"Маршрут без единого шага: {_who(empty)}."))
    alone = table[table["support"].isna()]
    if len(alone):
        said.append(finding("warn", f"Взрослый не назначен: {_who(alone)}."))
    return said


def _who(rows: pd.DataFrame) -> str:
    return f"{people(len(rows))} ({listed(rows['pupil'])})"


def _aim(found: Progress) -> str:
    if found.goal is None:
        return "цель в баллах не названа"
    if found.total >= found.goal:
        return f"цель {scored(found.goal)} достигнута"
    return f"до цели {scored(found.goal)} не хватает {of_points(found.goal - found.total)}"
