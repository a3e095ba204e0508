"""Sections of the criteria that rest on conditions: profile classes, the fund of tools, competences of teachers.

Apart from the sections of results because these are full counts of what the school itself does.
"""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from workbook.display import numbers, palette, theme
from workbook.display.blocks import Block, Details, Finding, Findings, Stack
from workbook.display.figure import Chart, Drawing
from workbook.display.tables import Table, col
from workbook.display.vsoko_criteria import answer
from workbook.vsoko.criteria import Criteria

__all__ = ["fos", "growth", "kept"]

_MONTHS = ("янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_LISTED = 12
_SPARED = 3
"""So few rows more are shown, not announced."""


def kept(criteria: Criteria) -> Block:
    """Show who stayed in the profile classes; those who moved house stand apart."""
    table = criteria.kept.loc[criteria.kept["profiled"]].sort_values(["year", "class_"], ascending=[False, True])
    if not table["year"].eq(criteria.year).any():
        return Findings([Finding("neutral", f"Критерий 4. {criteria.of(4).reason}.")])
    table = table.assign(named=table["class_"] + ", " + table["profile"])
    columns = {
        "year": col("Учебный год"), "named": col("Класс"),
        "start": col("Начали год", "int"), "moved": col("Переехали", "int"), "lost": col("Ушли", "int"),
        "end": col("Окончили", "int"), "adjusted_percent": col("Сохранность", "percent"),
        "arrived": col("Пришли в году", "int"),
    }  # fmt: skip
    note = (
        "Начали — зачисленные до 20 сентября. Сохранность — окончившие из начавших, переехавшие не в счёт. "
        "Это сплошной учёт: интервала нет."
    )
    profiled = Table(table, columns, caption="Профильные классы", note=note,
                     row_class=lambda row: "warn" if row["lost"] and row["year"] == criteria.year else "")  # fmt: skip
    return Stack([Findings([answer(criteria.of(4))]), profiled])


def fos(criteria: Criteria) -> Block:
    """Show the curve of the fund to date and what is not ready, by subject."""
    tools = criteria.fos
    late = tools.loc[~tools["ready"]]
    blocks: list[Block] = [Findings([answer(criteria.of(6))])]
    blocks.append(
        Chart(
            _curve(criteria.fos_curve),
            "Успевает ли фонд за планом?",
            "Ступенчатые линии по месяцам: доля средств, срок которых наступил, и доля готовых",
            "Готово — принято экспертизой и обновлено в срок; внешние работы в план школы не входят.",
            n=len(tools),
        )
    )
    if len(late):
        by = late.groupby("subject").agg(count=("fos", "size"), why=("state", _reasons)).reset_index()
        by["plan"] = by["subject"].map(tools.groupby("subject").size())
        by = by.sort_values(["count", "subject"], ascending=[False, True])
        columns = {"subject": col("Предмет"), "count": col("Не готово", "int"), "plan": col("По плану", "int"),
                   "why": col("Почему")}  # fmt: skip
        each = {"fos": col("Код"), "subject": col("Предмет"), "grade": col("Класс", "int"),
                "control_type": col("Вид контроля"), "due": col("Срок", "date"), "revised": col("Обновлено", "date"),
                "state": col("Чего не хватает")}  # fmt: skip
        blocks.append(Table(by, columns, caption="Что не готово, по предметам",
                            limit=_LISTED if len(by) > _LISTED + _SPARED else None))  # fmt: skip
        blocks.append(Details(f"Список средств ({len(late)})", Table(late, each)))
    return Stack(blocks)


def growth(criteria: Criteria) -> Block:
    """Show the change of teachers by domain; the report of growth tells the rest."""
    changes = criteria.growth.changes
    shown = changes.assign(
        way=[f"{numbers.number(row.before, 1)} → {numbers.number(row.after, 1)}" for row in changes.itertuples()],
        said=[_p(row) for row in changes["p_value"]],
    )
    columns = {
        "domain": col("Область"), "n": col("Учителей", "int"), "way": col("До → после", align="right"),
        "change": col("Изменение", "change"), "ends": col("Интервал 95\u00a0%", "interval", low="low", high="high"),
        "improved": col("Выросли", "percent", 0), "said": col("p", align="right"), "verdict": col("Вывод"),
    }  # fmt: skip
    note = (
        "Правило программы «среднее после > среднего до» выполняется и при случайном изменении, поэтому рядом вывод "
        "критерия Уилкоксона. Способы, уроки и маршруты — в тетради «Профессиональный рост педагогов»."
    )
    return Stack([Findings([answer(criteria.of(7))]), Table(shown, columns, caption="Индекс компетенций", note=note)])


def _p(value: float) -> str:
    if math.isnan(value):
        return "—"
    return "< 0,001" if value < 0.0005 else numbers.number(value, 3)


def _reasons(states: pd.Series) -> str:
    return "; ".join(f"{name} — {n}" for name, n in states.value_counts().sort_index().items())


def _curve(table: pd.DataFrame) -> Drawing:
    """Draw plan and fact as steps by the day, with words at their ends instead of a legend."""
    with theme.context():
        figure: Any = Drawing(figsize=(theme.WIDTH, 2.7))
        axes: Any = figure.add_subplot()
        places = list(range(len(table)))
        for name, word, colour, dash in (("planned", "срок наступил", palette.MUTED, (0, (4, 3))),
                                         ("ready", "готово", palette.ACCENT, "solid")):  # fmt: skip
            axes.plot(places, table[name], color=colour, linestyle=dash, marker="o", markersize=4)
            last = float(table[name].iloc[-1])
            other = float(table["ready" if name == "planned" else "planned"].iloc[-1])
            shift = 0 if abs(last - other) > 12 else 6 if last > other or (last == other and name == "planned") else -6
            axes.text(len(table) - 0.85, last + shift, f"{word} {numbers.percent(last, 0)}", va="center", color=colour)
        axes.set_ylim(-4, 112)
        axes.set_xlim(-0.3, len(table) + 1.6)
        axes.set_xticks(places, [_MONTHS[day.month - 1] for day in table["day"]])
        axes.set_yticks([0, 50, 100])
        axes.set_ylabel("% плана года")
        axes.grid(axis="y", visible=True)
        figure.note = f"На конец месяца; последняя точка — {numbers.date(table['day'].iloc[-1])}."
    return figure  # type: ignore[no-any-return]
