"""Sections of the municipality on conclusions: markers of objectivity, seven criteria, common deficits, next steps.

Apart from the numbers because here schools' own reports speak; the municipality only counts how many say the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

import pandas as pd

from workbook.display import numbers
from workbook.display.blocks import Block, Finding, Findings, Stack, badge
from workbook.display.markup import escape
from workbook.display.tables import Table, col
from workbook.display.vsoko_words import listed, lower
from workbook.errors import MissingData
from workbook.vsoko.district import District
from workbook.vsoko.district_compare import OUTSIDE
from workbook.vsoko.district_exchange import exchange
from workbook.vsoko.district_matrix import (
    CLEAR,
    DOUBTFUL,
    EXPLAINED,
    FAILED,
    MET,
    POSSIBLE,
    WATCH,
    common_deficits,
    criteria_matrix,
    marked_share,
    marker_matrix,
    signs,
)
from workbook.vsoko.district_rows import FEW

__all__ = ["common", "criteria", "markers", "next_steps"]

_LIMIT = 60
_MANY = 2
"""Signs from which a second look is proposed."""

_TONES = {
    POSSIBLE: "warn", CLEAR: "ok", WATCH: "info", EXPLAINED: "info", MET: "ok", FAILED: "warn", DOUBTFUL: "info",
    FEW: "neutral",
}  # fmt: skip


_SHORT = {
    POSSIBLE: "возможно", CLEAR: "нет", WATCH: "наблюдать", EXPLAINED: "объяснено", MET: "да", FAILED: "нет",
    DOUBTFUL: "проверить", FEW: "мало",
}  # fmt: skip
"""Words of a narrow cell: the caption asks, the cell answers."""


class _Matrix(Block):
    """Schools by questions: a short word with its icon in each cell, a column named by the number of its question."""

    def __init__(self, matrix: pd.DataFrame, names: Mapping[str, str], caption: str, note: str) -> None:
        self.matrix, self.names, self.caption, self.note = matrix, names, caption, note

    def body(self) -> str:
        heads = "".join(
            f'<th scope="col" title="{escape(name)}">{escape(str(name).partition(".")[0])}</th>'
            for name in self.matrix.columns
        )
        rows = "".join(
            f"<tr><td>{escape(self.names[str(code)])}</td>"
            + "".join(f"<td>{badge(_SHORT.get(word, word), _TONES.get(word, 'neutral'))}</td>" for word in row)
            + "</tr>"
            for code, row in zip(self.matrix.index, self.matrix.head(_LIMIT).to_numpy().tolist(), strict=False)
        )
        return (
            f'<div class="wb-scroll wb-wide" tabindex="0" role="region" aria-label="{escape(self.caption)}">'
            f'<table class="wb-table"><caption>{escape(self.caption)}</caption><thead><tr><th scope="col">Школа</th>'
            f'{heads}</tr></thead><tbody>{rows}</tbody></table></div><p class="wb-note">{escape(self.note)}</p>'
        )


def markers(district: District) -> Block:
    """Show which schools have possible markers of objectivity, and the share of the municipality."""
    matrix = marker_matrix(district.rows, district.settings)
    marked, told = marked_share(matrix)
    shown = matrix.loc[[code for code in district.shown if code in matrix.index]]
    counted = signs(matrix).fillna(0)
    many = [name for code, name in district.names.items() if code in counted.index and counted[code] >= _MANY]
    share = numbers.percent(100 * marked / told) if told else numbers.MISSING
    found = [
        Finding("warn" if marked else "ok", f"Школ с возможными признаками: {marked} из {told} с данными ({share}).")
    ]  # fmt: skip
    if many:
        found.append(
            Finding("warn", f"Два признака и больше: {listed(many)}. Следующий шаг — перепроверка части работ другой "
                    "комиссией вместе со школой.")
        )  # fmt: skip
    note = (
        f"{'; '.join(str(name).replace('. ', ' — ', 1) for name in matrix.columns)}. "
        "Признак — «возможно», а не вывод: порог и доказательства стоят в отчёте школы «Объективность». «Мало данных» "
        "не значит «всё хорошо». M7 говорит о задании, а не об отметках школы, и в счёт школ не входит."
    )
    return Stack([Findings(found), _Matrix(shown, district.names, "Есть ли признак?", note)])


def criteria(district: District) -> Block:
    """Show the seven criteria of each school and how many schools meet each."""
    matrix = criteria_matrix(district.rows, district.settings)
    shown = matrix.loc[[code for code in district.shown if code in matrix.index]]
    counts = pd.DataFrame(
        [
            {"name": name, "met": int(column.eq(MET).sum()), "not": int(column.eq(FAILED).sum()),
             "check": int(column.eq(DOUBTFUL).sum()), "few": int(column.eq(FEW).sum())}
            for name, column in matrix.items()
        ]
    )  # fmt: skip
    columns = {
        "name": col("Критерий"), "met": col("Выполнен", "int"), "not": col("Не выполнен", "int"),
        "check": col("Нужна проверка", "int"), "few": col("Мало данных", "int"),
    }  # fmt: skip
    note = (
        "Номера — из таблицы выше. Что значит «выполнен», записано в методике каждой школы; «проверить» — отметкам не "
        "верят другие работы."
    )
    return Stack([
        Table(counts, columns, caption="Сколько школ выполняют критерий"),
        _Matrix(shown, district.names, "Критерий выполнен?", note),
    ])  # fmt: skip


def common(district: District) -> Block:
    """Show which indicators many schools' own reports found below their target."""
    table = common_deficits(district.rows, district.settings)
    shown = table.assign(
        of=[f"{below} из {told}" for below, told in zip(table["below"], table["told"], strict=True)],
        said=["общий" if one else "" for one in table["common"]],
    )
    columns = {"title": col("Показатель"), "of": col("Школ", align="right"), "percent": col("Доля школ", "share_bar"),
               "said": col("Дефицит")}  # fmt: skip
    limit = numbers.number(district.settings.district.common_share)
    note = (
        f"Считаются школы, чей собственный отчёт говорит «внимание». «Общий» — от {limit}\u00a0% школ с данными: для "
        "него дешевле одна мера муниципалитета, чем много школьных."
    )
    return Table(shown, columns, caption="Что ниже цели у многих", note=note, limit=_LIMIT)


def next_steps(district: District, indicator: str) -> Block:
    """Say what a methodist does with this page."""
    steps: list[Finding] = []
    with suppress(MissingData):
        found = district.compared(indicator)
        far = set(found.table.index[found.table["zone"].eq(OUTSIDE)])
        apart = [name for code, name in district.names.items() if code in far]
        if apart:
            steps.append(
                Finding("info", f"{found.title}: вместе со школами разобрать, что стоит за отличием: {listed(apart)}. "
                        "Сначала данные и порядок проверки, потом дети, потом работа школы.")
            )  # fmt: skip
        if found.hidden:
            steps.append(
                Finding("neutral", f"Мало данных: {listed(district.names[code] for code in found.hidden)}. Судить по "
                        "нескольким годам вместе или по отчёту самой школы.")
            )  # fmt: skip
    with suppress(MissingData):
        marked = marked_share(marker_matrix(district.rows, district.settings))[0]
        if marked:
            steps.append(
                Finding("warn", f"Назначить взаимопроверку части работ в {schools_in(marked)} с возможными признаками "
                        "и столько же — в школах без них, чтобы никого не назвать заранее.")
            )  # fmt: skip
    with suppress(MissingData):
        table = common_deficits(district.rows, district.settings)
        wide = [lower(title) for title in table.loc[table["common"], "title"]]
        if wide:
            steps.append(Finding("info", f"Внести в план муниципалитета общую меру: {listed(wide)}."))
    with suppress(MissingData):
        pairs = exchange(district.schools, district.settings.district)
        able = int(pairs["helpers"].map(bool).sum())
        if able:
            steps.append(
                Finding("info", f"Договориться о помощи: {numbers.count(able, 'запрос', 'запроса', 'запросов')} из "
                        f"{len(pairs)} может закрыть школа муниципалитета.")
            )  # fmt: skip
    steps.append(
        Finding("info", "Перед совещанием показать каждой школе её строку: школа знает о себе больше таблицы.")
    )
    return Findings(steps)


def schools_in(n: int) -> str:
    """Write in how many schools: «3 школах»."""
    return f"{n}{numbers.NBSP}{'школе' if n % 10 == 1 and n % 100 != 11 else 'школах'}"
