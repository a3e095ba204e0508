"""Sections of the municipality: schools side by side by one indicator, with what chance alone could do.

Apart from the other sections of the municipality because these show numbers against numbers; the order of schools is
always that of their names.
"""

from __future__ import annotations

from contextlib import suppress

import pandas as pd

from workbook.display import charts, numbers
from workbook.display.blocks import Block, Finding, Findings, Stack, Text, Tile, Tiles
from workbook.display.figure import Chart
from workbook.display.tables import Table, col
from workbook.display.vsoko_district_funnel import funnel
from workbook.display.vsoko_words import listed, lower
from workbook.errors import MissingData
from workbook.vsoko.district import District
from workbook.vsoko.district_compare import INSIDE, OUTSIDE, WATCH, Comparison, layers
from workbook.vsoko.district_matrix import common_deficits, marked_share, marker_matrix
from workbook.vsoko.district_rows import FEW
from workbook.vsoko.district_trend import trends

__all__ = ["schools", "schools_of", "side_by_side", "spread", "summary", "years"]

_DRAWN = 60
"""Schools up to which a chart in rows is drawn; of more a table shows the first."""


def schools(n: int) -> str:
    """Write how many schools: «8 школ»."""
    return numbers.count(n, "школа", "школы", "школ")


def schools_of(n: int) -> str:
    """Write of how many schools: «8 школ», «21 школы»."""
    return numbers.count(n, "школы", "школ", "школ")


def summary(district: District, indicator: str) -> Block:
    """Say in a minute how many schools stand here, what differs beyond chance and what many of them share."""
    tiles = [Tile("Школ рядом", numbers.number(len(district.schools), 0), f"{district.year} учебный год")]
    found: list[Finding] = []
    with suppress(MissingData):
        one = district.compared(indicator)
        tiles.append(Tile(one.title, _written(one.pooled, one.unit), f"по муниципалитету; {schools(len(one.table))}"))
        found += _apart(one, district)
    with suppress(MissingData):
        matrix = marker_matrix(district.rows, district.settings)
        marked, told = marked_share(matrix)
        tiles.append(Tile("Школы с признаками", f"{marked} из {told}", "возможная необъективность"))
        if marked:
            found.append(
                Finding("warn", f"Возможные признаки необъективности — у {marked} из {told} школ с данными. Это повод "
                        "перепроверить работы, а не вывод.")
            )  # fmt: skip
    with suppress(MissingData):
        common = common_deficits(district.rows, district.settings)
        wide = common.loc[common["common"]]
        tiles.append(Tile("Общие дефициты", numbers.number(len(wide), 0), "у половины школ и больше"))
        if len(wide):
            found.append(
                Finding("warn", f"Общее для многих школ: {listed(map(lower, wide['title']))}. Здесь нужна общая мера.")
            )
    found.append(
        Finding("info", "Это не рейтинг: школы стоят по алфавиту, у каждого числа — интервал, вместо места — границы, "
                "в которых оно может лежать.")
    )  # fmt: skip
    return Stack([Tiles(tiles), Findings(found, title="Главное", urgent_first=True)])


def side_by_side(district: District, indicator: str) -> Block:
    """Show the chosen schools by one indicator: value, interval, n, range of places."""
    found = district.compared(indicator)
    table = _named(found, district)
    if table.empty:
        raise MissingData("У школ этой группы показателя нет или наблюдений мало: выберите другую группу.")
    blocks: list[Block] = []
    if len(table) <= _DRAWN:
        drawn = charts.intervals(
            table.loc[table["value"].notna()], "name", "value", n="n", unit=found.unit, target=found.target,
            title=_axis(found),
        )  # fmt: skip
        blocks.append(Chart(drawn, f"{found.title}: что известно о каждой школе?", f"{found.title} по школам"))
    place = f"{numbers.number(district.settings.district.together)}{numbers.NBSP}%"
    note = (
        f"Порядок — по названиям. «Место от–до» считается от наибольшего значения: с надёжностью {place} места всех "
        "школ лежат в этих границах; одно место без границ не печатается. «Вывод школы» — из её собственного отчёта. "
        "Меньше "
        f"{numbers.count(district.settings.privacy.small_cell, 'наблюдения', 'наблюдений', 'наблюдений')} — «мало "
        "данных», такие школы не входят ни в один итог."
    )
    columns = {
        "name": col("Школа"), "value": col(_head(found), "number", 2 if found.unit == "отметка" else 1),
        "ends": col("Интервал 95\u00a0%", "interval", 2 if found.unit == "отметка" else 1, low="low", high="high"),
        "n": col("n", "int"), "place": col("Место от–до", align="right"), "said": col("Относительно муниципалитета"),
        "verdict": col("Вывод школы", "flag"),
    }  # fmt: skip
    blocks.append(Table(table, columns, caption=found.title, note=note, limit=_DRAWN))
    blocks.append(Findings(_groups(found, district)))
    return Stack(blocks)


def spread(district: District, indicator: str) -> Block:
    """Show the funnel: which schools differ from the mean of the municipality more than chance would allow."""
    found = district.compared(indicator)
    names = {code: district.names[code] for code in district.shown if code in found.table.index}
    rules = district.settings.district
    table = found.table
    outside, watched = int(table["zone"].eq(OUTSIDE).sum()), int(table["zone"].eq(WATCH).sum())
    chance = len(table) * (1 - rules.inner / 100)
    words = (
        f"За внутренним пределом ({numbers.percent(rules.inner, 0)}) — {outside + watched} из "
        f"{schools_of(len(table))}; одной случайностью там оказалось бы около {numbers.number(chance, 1)}. За внешним "
        f"({numbers.percent(rules.outer)}) — {outside}. Предел говорит, что отличие не случайно, но не причины: "
        "другие дети, другие задания, другой порядок проверки или работа школы."
    )
    chart = Chart(
        funnel(found, names, rules), "Кто отличается больше, чем позволяет случай?",
        f"Воронка: {found.title} против числа наблюдений", n=len(table),
    )  # fmt: skip
    return Stack([chart, Text(words)])


def years(district: District, indicator: str) -> Block:
    """Show where each school goes over the years that the store holds."""
    table = trends(district.history, indicator, district.settings)
    table = table.loc[[code for code in district.shown if code in table.index]]
    named = table.assign(name=[district.names[str(code)] for code in table.index])
    known = [name for name in table.columns if name[:1].isdigit()]
    columns = {
        "name": col("Школа"), **{year: col(year, "number", 1) for year in known},
        "slope": col("За год в среднем", "change"), "direction": col("Направление"),
    }  # fmt: skip
    note = (
        "Наклон по Тейлу — Сену. По трём-четырём точкам можно говорить только о возможном росте или снижении, даже "
        "если все годы согласны."
    )
    return Table(named, columns, caption="Школа рядом со своим прошлым", note=note, limit=_DRAWN)


def _named(found: Comparison, district: District) -> pd.DataFrame:
    """Rows of the chosen schools in the order of names, those with too few data without any number."""
    kept = [code for code in district.shown if code in found.table.index or code in found.hidden]
    table = found.table.reindex(kept)
    few = table["value"].isna()
    place = [
        numbers.MISSING if hidden or first == last else f"{int(first)}–{int(last)}"
        for hidden, first, last in zip(few, table["place_from"], table["place_to"], strict=True)
    ]
    said = [
        FEW if hidden else zone if zone == INSIDE else f"{zone}, {side}"
        for hidden, zone, side in zip(few, table["zone"], table["side"], strict=True)
    ]
    return table.assign(
        name=[district.names[code] for code in kept], place=place, said=said, verdict=table["verdict"].mask(few, FEW),
        n=table["n"].astype("Int64"), zone=table["zone"].fillna(FEW),
    )  # fmt: skip


def _apart(found: Comparison, district: District) -> list[Finding]:
    table = found.table
    far = set(table.index[table["zone"].eq(OUTSIDE)])
    outside = [code for code in district.names if code in far]
    if not outside:
        return [
            Finding("ok", f"{found.title}: ни одна школа не отличается от среднего больше, чем позволяет случай.")
        ]  # fmt: skip
    said = []
    for side in ("выше", "ниже"):
        mine = [district.names[code] for code in outside if table.at[code, "side"] == side]
        said += [f"{side} — {listed(mine)}"] if mine else []
    return [
        Finding("info", f"{found.title}: от среднего по муниципалитету ({_written(found.pooled, found.unit)}) не "
                f"случайно {numbers.plural(len(outside), 'отличается', 'отличаются', 'отличаются')} "
                f"{schools(len(outside))}: {'; '.join(said)}.")
    ]  # fmt: skip


def _groups(found: Comparison, district: District) -> list[Finding]:
    """Say which schools can be told apart, and that within a group nobody is before anybody."""
    parts = layers(found.table)
    if len(parts) == 1:
        return [
            Finding("info", "На устойчивые группы школы по этому показателю не делятся: соседние интервалы "
                    "пересекаются, порядок внутри мог быть другим.")
        ]  # fmt: skip
    if len(parts) > 6:
        return [Finding("info", f"Устойчивых групп школ: {len(parts)}; внутри группы различия не надёжны.")]
    said = [listed([name for code, name in district.names.items() if code in part], 12) for part in reversed(parts)]
    whole = "; ".join(f"{number}) {names}" for number, names in enumerate(said, start=1))
    return [
        Finding("info", f"Группы, которые надёжно отличаются одна от другой, от больших значений к меньшим: {whole}. "
                "Внутри группы порядка нет.")
    ]  # fmt: skip


def _written(value: float, unit: str) -> str:
    text = numbers.number(value, 2 if unit == "отметка" else 1)
    return text if unit in ("", "отметка") else f"{text}{numbers.NBSP}{unit}"


def _head(found: Comparison) -> str:
    return f"Значение, {found.unit}" if found.unit not in ("", "отметка") else "Значение"


def _axis(found: Comparison) -> str:
    return f"{found.title}, {found.unit}" if found.unit else found.title
