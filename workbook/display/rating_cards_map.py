"""The offer map on a page: holes in words first, then directions, classes and months as maps.

Apart from the registry because here a reader looks for what is not there.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from workbook.display import charts, numbers
from workbook.display.blocks import Block, Details, Finding, Findings, Stack, finding
from workbook.display.figure import Chart
from workbook.display.rating_words import HEADS, grade_ranges, listed
from workbook.display.tables import Table, col
from workbook.rating import CardDesk, OfferMap

__all__ = ["clash_findings", "coverage", "hole_findings", "load", "month_name"]

_MONTHS = ("янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_ADJECTIVES = {
    "интеллектуальное": "интеллектуального", "творческое": "творческого", "спортивное": "спортивного",
    "социальное": "социального", "патриотическое": "патриотического", "экологическое": "экологического",
    "лидерское": "лидерского",
}  # fmt: skip


def month_name(month: Any) -> str:
    """Write a month as people do: «сен 2025»."""
    return f"{_MONTHS[month.month - 1]} {month.year}"


def hole_findings(offer: OfferMap) -> list[Finding]:
    """Say which classes are offered nothing in which directions; classes with the same gaps are named together.

    Parameters
    ----------
    offer : OfferMap
    """
    holes = offer.holes
    if holes.empty:
        return [finding("ok", "Каждому классу предложены мероприятия всех направлений.")]
    found = []
    classes = offer.by_direction["class_"].nunique()
    nowhere = [str(name) for name, rows in holes.groupby("direction", sort=False) if len(rows) == classes]
    if nowhere:
        found.append(finding("bad", f"Ни одному классу не предложено ни одного {_adjectives(nowhere)} мероприятия."))
    gaps = holes[~holes["direction"].isin(nowhere)].groupby("class_", sort=False)["direction"].agg(tuple)
    alike: dict[tuple[str, ...], list[str]] = {}
    for name, directions in gaps.items():
        alike.setdefault(directions, []).append(str(name))
    for directions, names in sorted(alike.items(), key=lambda item: (-len(item[0]), item[1][0])):
        found.append(finding("warn", f"{listed(names, 9)}: нет ни одного {_adjectives(directions)} мероприятия."))
    return found


def clash_findings(desk: CardDesk) -> list[Finding]:
    """Say in how many months classes are asked to be in two places.

    Parameters
    ----------
    desk : CardDesk
    """
    met, full = desk.offer.clashes, desk.offer.load
    found = []
    for row in met.head(3).to_dict("records"):
        days = "–".join(dict.fromkeys(numbers.date(row[end]) for end in ("starts", "ends")))
        found.append(
            finding(
                "warn",
                f"Накладка {days}: {row['first']} ({row['first_title']}) и {row['second']} ({row['second_title']}) — "
                f"{listed(row['classes'])}.",
            )
        )
    if len(met) > 3:
        rest = numbers.count(len(met) - 3, "накладка", "накладки", "накладок")
        found.append(finding("warn", f"И ещё {rest}: все — в разделе «Карта предложения»."))
    crowded = full[full["events"] > desk.limits.month_events]
    if len(crowded):
        words = [
            f"{month_name(month)} — {grade_ranges(rows['grade'].astype(int))}"
            for month, rows in crowded.groupby("month")
        ]
        limit = numbers.count(desk.limits.month_events, "события", "событий", "событий")
        found.append(finding("info", f"Больше {limit} за месяц предложено параллелям: {'; '.join(words)}."))
    return found


def coverage(desk: CardDesk) -> Block:
    """Show what is offered to whom and when.

    Parameters
    ----------
    desk : CardDesk
    """
    offer = desk.offer
    classes = list(dict.fromkeys(offer.by_direction["class_"]))
    names = list(dict.fromkeys(offer.by_direction["direction"]))
    by_class = offer.by_direction.pivot(index="class_", columns="direction", values="events")
    by_class = by_class.reindex(index=classes, columns=names).astype("float64")
    by_month = offer.school.pivot(index="direction", columns="month", values="events").reindex(names)
    by_month = by_month.astype("float64").rename(columns=month_name)
    quiet = [str(name) for name in by_month.columns if not by_month[name].any()]
    found = hole_findings(offer) + _idle_findings(offer, quiet) + _rare_findings(by_month)
    return Stack(
        [
            Findings(found),
            Chart(
                charts.heatmap(by_class.where(by_class > 0).rename(columns=HEADS), 0, "событий за период", low=0),
                title="Что предложено каждому классу?",
                alt="Классы по строкам, направления по столбцам, число событий за период",
                note="Прочерк — дыра: классу в этом направлении не предложено ничего. Платные конкурсы, не приносящие "
                "баллов, предложением не считаются.",
            ),
            Chart(
                charts.heatmap(by_month.where(by_month > 0), 0, "событий, открытых хотя бы одному классу", low=0),
                title="В каких месяцах есть что предложить?",
                alt="Направления по строкам, месяцы по столбцам, число событий",
                note="Событие, которое длится несколько месяцев, стоит в каждом из них.",
            ),
        ]
    )


def load(desk: CardDesk) -> Block:
    """Show how full the months of each class are and where two events ask for the same children.

    Parameters
    ----------
    desk : CardDesk
    """
    rows = desk.offer.load
    classes = list(dict.fromkeys(rows["class_"]))
    grid = rows.pivot(index="class_", columns="month", values="events").reindex(classes).astype("float64")
    found = clash_findings(desk) or [finding("ok", "Накладок и переполненных месяцев нет.")]
    blocks: list[Block] = [
        Findings(found),
        Chart(
            charts.heatmap(grid.where(grid > 0).rename(columns=month_name), 0, "событий в месяц", low=0),
            title="Сколько всего предложено классу в каждом месяце?",
            alt="Классы по строкам, месяцы по столбцам, число событий",
            note="Прочерк — в этом месяце классу не предложено ничего.",
        ),
    ]
    met = desk.offer.clashes
    if len(met):
        columns = {
            "starts": col("С", "date"), "ends": col("По", "date"), "first": col("Карта"),
            "first_title": col("Название"), "second": col("и карта"), "second_title": col("Название"),
            "classes": col("Классы"),
        }  # fmt: skip
        note = (
            f"Накладка — два очных мероприятия не длиннее {desk.limits.present_days} дн., у которых совпал хотя бы "
            "один день и хотя бы один класс. Этапы одного события не сравниваются."
        )
        shown = met.assign(classes=[", ".join(names) for names in met["classes"]])
        blocks.append(Details(f"Все накладки: {len(met)}", Table(shown, columns, note=note), opened=len(met) <= 10))
    return Stack(blocks)


def _idle_findings(offer: OfferMap, quiet: list[str]) -> list[Finding]:
    found = []
    if quiet:
        found.append(finding("warn", f"Месяцы без единого события для всей школы: {listed(quiet)}."))
    idle = offer.idle.assign(name=offer.idle["month"].map(month_name).astype("str"))
    idle = idle[~idle["name"].isin(quiet)]
    months = offer.load["month"].nunique() - len(quiet)
    most = idle.groupby("class_", sort=False).size()
    bare = most[most * 2 >= months]
    if len(bare):
        found.append(
            finding(
                "warn",
                "В половине месяцев и больше нечего предложить: "
                f"{listed(f'{name} ({n})' for name, n in bare.items())}; "
                "в скобках — сколько пустых месяцев, кроме общих.",
            )
        )
    return found


def _rare_findings(by_month: pd.DataFrame) -> list[Finding]:
    """Say which directions are met in a few months only."""
    busy = (by_month > 0).sum(axis=1)
    rare = busy[(busy > 0) & (busy * 2 < len(by_month.columns))]
    if rare.empty:
        return []
    words = listed(
        f"{name} ({', '.join(month for month, n in by_month.loc[name].items() if n)})" for name in rare.index
    )
    return [finding("info", f"Меньше половины месяцев года заняты у направлений: {words}.")]


def _adjectives(directions: Iterable[str]) -> str:
    words = [_ADJECTIVES.get(name, name) for name in directions]
    return " и ".join(filter(None, (", ".join(words[:-1]), words[-1])))
