"""Sections on marks and pupils: classes, subjects, categories and the reserve.

Apart from objectivity and deficits because here nothing is compared with the outside: it is what the journal says.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from workbook.display import charts, numbers
from workbook.display.blocks import Block, Details, Finding, Findings, Stack
from workbook.display.figure import Chart
from workbook.display.tables import Table, col
from workbook.display.vsoko_words import listed, people, percent_of, value
from workbook.settings import Settings
from workbook.vsoko.scope import Scope

__all__ = ["classes", "pupils", "subjects"]

_CHART_ROWS = 40


def classes(scope: Scope) -> Block:
    """Show the indicators of marks by class."""
    table = scope.indicators(["grade", "class_"])
    target = float(scope.settings.deficits.targets["качество"])
    below = table.loc[(table["quality_high"] < target) & ~table["small"]]
    small = table.loc[table["small"]]
    found = []
    if len(below):
        found.append(
            Finding(
                "warn",
                f"Качество ниже цели {percent_of(target)} вместе с интервалом: "
                f"{listed(below.sort_values('quality_percent')['class_'])}. Начните с них: какие предметы тянут вниз, "
                "видно на тепловой карте ниже.",
            )
        )
    else:
        found.append(_none_below(table, f"Классов, где качество надёжно ниже цели {percent_of(target)}, нет."))
    failing = table.loc[table["n2"] + table["absent"] > 0]
    if len(failing):
        marks = int((failing["n2"] + failing["absent"]).sum())
        worst = failing.assign(bad=failing["n2"] + failing["absent"]).sort_values("bad", ascending=False, kind="stable")
        named = worst["class_"] + " (" + worst["bad"].astype(str) + ")"
        found.append(
            Finding(
                "info",
                f"Отметок «2» и «н/а» — {marks}: {listed(named)}.",
            )
        )
    if len(small):
        found.append(Finding("neutral", _small_words(small["class_"], scope.settings.marks.small_n)))
    return Stack(
        [
            Findings(found),
            Chart(
                charts.intervals(
                    table.head(_CHART_ROWS), label="class_", value="quality_percent", low="quality_low",
                    high="quality_high", n="pupils", unit="%", target=target,
                ),
                title="В каких классах качество знаний отличается от цели надёжно?",
                alt="Точки с интервалами: качество знаний по классам и цель школы",
                note="Интервал 95 % учитывает, что отметки одного ученика зависимы.",
                n=int(table["pupils"].sum()),
            ),
            Details("Таблица по классам", _marks_table(table, {"class_": col("Класс")})),
        ]
    )  # fmt: skip


def subjects(scope: Scope, rules: Settings) -> Block:
    """Show the indicators of marks by subject and the heat map of quality by subject and parallel."""
    table = scope.indicators(["subject"], rules).sort_values("quality_percent").reset_index(drop=True)
    fine = scope.indicators(["subject", "grade"], rules)
    target = float(rules.deficits.targets["качество"])
    weak = fine.loc[(fine["quality_high"] < target) & ~fine["small"]].sort_values("quality_percent")
    found = []
    if len(weak):
        named = weak["subject"] + ", " + weak["grade"].astype(str) + " кл. (" + weak["quality_percent"].map(
            numbers.percent) + ")"  # fmt: skip
        found.append(
            Finding("warn", f"Качество надёжно ниже цели {percent_of(target)} чаще всего здесь: {listed(named)}.")
        )
    else:
        found.append(
            _none_below(fine, f"Предметов и параллелей, где качество надёжно ниже цели {percent_of(target)}, нет.")
        )
    if len(table) > 1:
        low, high = table.iloc[0], table.iloc[-1]
        found.append(
            Finding(
                "info",
                f"Самое низкое качество — {low['subject']}: {value(low, 'quality')}; самое высокое — "
                f"{high['subject']}: {value(high, 'quality')}. Предметы различаются трудностью и требованиями: "
                "это не сравнение учителей.",
            )
        )
    found.append(
        Finding("info", f"СОУ считается так: «н/а» — {_absent_words(rules.marks.sou_absent)} (методика школы).")
    )
    heat = fine.pivot(index="subject", columns="grade", values="quality_percent").reindex(table["subject"])
    heat.columns = pd.Index([f"{grade} кл." for grade in heat.columns])
    blocks: list[Block] = [
        Findings(found),
        Chart(
            charts.stacked_shares(
                table, "subject", {"n5": "«5»", "n4": "«4»", "n3": "«3»", "n2": "«2»", "absent": "«н/а»"}
            ),
            title="Из каких отметок складывается результат предмета?",
            alt="Полосы: доли отметок 5, 4, 3, 2 и н/а по предметам",
            n=int(table["n"].sum()),
        ),
    ]
    if heat.shape[1] > 1:
        blocks.append(
            Chart(
                charts.heatmap(heat, 0, "Качество знаний, %", low=0, high=100),
                title="Где качество низкое: предмет или параллель?",
                alt="Тепловая карта: качество знаний по предметам и параллелям, проценты",
                note="Прочерк — предмета в параллели нет.",
            )
        )
    blocks.append(Details("Таблица по предметам", _marks_table(table, {"subject": col("Предмет")})))
    return Stack(blocks)


def pupils(scope: Scope) -> Block:
    """Show the categories of pupils by class and the reserve of quality (codes only)."""
    table = scope.category_table(["grade", "class_"])
    total = scope.category_table([]).iloc[0]
    reserve = scope.pupil_list("с одной «3»")
    failing = scope.pupil_list("неуспевающий")
    gain = float(total["reserve_percent"] - total["quality_percent"])
    found = [
        Finding(
            "info",
            f"Без троек закончили {people(total['отличник'] + total['с одной «4»'] + total['хорошист'])}"
            f" из {int(total['n'])}: общее качество {value(total, 'quality')}.",
        )
    ]  # fmt: skip
    if len(reserve):
        frequent = reserve["subjects"].value_counts()
        named = pd.Series([f"{subject} ({count})" for subject, count in frequent.items()])
        found.append(
            Finding(
                "info",
                f"Резерв — {people(len(reserve))} с одной «3»: с ними качество было бы "
                f"выше на {numbers.number(gain, 1)} п.п. Чаще всего эта «3» — {listed(named, 4)}.",
            )
        )
    if len(failing):
        verb = numbers.plural(len(failing), "Не успевает", "Не успевают", "Не успевают")
        found.append(
            Finding(
                "warn",
                f"{verb} {people(len(failing))}: общая успеваемость "
                f"{value(total, 'success')}. Список кодов — для работы внутри школы.",
            )
        )
    else:
        found.append(Finding("ok", f"Неуспевающих нет; общая успеваемость {value(total, 'success')}."))
    columns = {
        "class_": col("Класс"), "n": col("Все", "int"), "отличник": col("На «5»", "int"),
        "с одной «4»": col("Одна «4»", "int"), "хорошист": col("«4», «5»", "int"),
        "с одной «3»": col("Одна «3»", "int"), "успевающий": col("Две «3» +", "int"),
        "неуспевающий": col("Есть «2»", "int"), "не аттестован": col("н/а", "int"),
        "success_percent": col("Успева\u00adемость", "percent"), "quality_percent": col("Качество", "percent"),
        "quality": col("95 % интервал", "interval", low="quality_low", high="quality_high"),
        "reserve_percent": col("С резервом", "percent"),
    }  # fmt: skip
    codes = {"class_": col("Класс"), "pupil": col("Код ученика"), "subjects": col("Предмет")}
    note = "Считаются ученики, а не отметки: каждый — в первой подходящей группе. Учитываются все предметы ученика."
    return Stack(
        [
            Findings(found),
            Table(table, columns, caption="Группы учеников по классам", note=note, row_class=_small_row),
            Details(f"Резерв: коды учеников с одной «3» ({len(reserve)})", Table(reserve, codes)),
            Details(f"Коды неуспевающих ({len(failing)})", Table(failing, codes)),
        ]
    )


def _marks_table(table: pd.DataFrame, head: dict[str, object]) -> Table:
    columns = {
        **head,
        "pupils": col("Учеников", "int"), "n": col("Отметок", "int"), "n5": col("«5»", "int"), "n4": col("«4»", "int"),
        "n3": col("«3»", "int"), "n2": col("«2»", "int"), "absent": col("н/а", "int"), "exempt": col("осв", "int"),
        "success_percent": col("Успеваемость", "percent"), "quality_percent": col("Качество", "percent"),
        "quality": col("95 % интервал качества", "interval", low="quality_low", high="quality_high"),
        "sou_percent": col("СОУ", "percent"), "mean_mark": col("Средний балл", "number", 2),
    }  # fmt: skip
    note = "«осв» в знаменатель не входят, «н/а» входят. Серым — малая выборка."
    return Table(table, columns, note=note, row_class=_small_row)  # type: ignore[arg-type]


def _none_below(table: pd.DataFrame, words: str) -> Finding:
    """Say that nothing lies below, unless every group is too small to tell."""
    if table["small"].all():
        return Finding("neutral", "Все группы меньше порога малой выборки: надёжного вывода о качестве нет.")
    return Finding("ok", words)


def _small_words(names: Iterable[object], small_n: int) -> str:
    return f"Малая выборка (меньше {small_n} учеников): {listed(names)}. По таким группам выводы не делаются."


def _absent_words(reading: str) -> str:
    return "вне расчёта" if reading == "вне расчёта" else f"вес {reading}"


def _small_row(row: pd.Series) -> str:
    return "neutral" if row["small"] else ""
