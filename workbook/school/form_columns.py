"""How one column looks and what it allows in a form: width, number format, note, validation, drop-down list.

Apart from the form because these are rules of kinds, while the form is the order of sheets.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from typing import Any

from workbook.school.schema import Column, Kind, Table

__all__ = ["LISTS", "Lists", "comment", "number_format", "validation", "width"]

LISTS = "Списки"
"""Title of the sheet with the values of drop-down lists."""

_YEARS = tuple(f"{year}/{year + 1}" for year in range(2020, 2036))
_EARLIEST, _LATEST = datetime.date(2000, 1, 1), datetime.date(2099, 12, 31)
_UNBOUNDED = 1_000_000_000
_TITLE_LETTERS, _MESSAGE_LETTERS = 32, 255
_NARROW, _WIDE = 12, 44
_TEXT_KINDS = (Kind.TEXT, Kind.CODE, Kind.YEAR, Kind.CLASS)


def number_format(column: Column) -> str:
    """Return Excel's number format: text for codes, so that КЭС «2.3» becomes neither a date nor a number."""
    if column.kind in _TEXT_KINDS:
        return "@"
    if column.kind is Kind.DATE:
        return "dd.mm.yyyy"
    return "0" if column.kind is Kind.INTEGER else "General"


def width(column: Column) -> float:
    """Return a width in letters that shows the bold header, the example and the longest allowed value wholly."""
    longest = max((len(value) for value in column.allowed), default=0)
    wanted = max(len(column.header) * 1.2 + 3, len(column.example) + 3, longest + 4)
    return round(min(max(wanted, _NARROW), _WIDE), 1)


def comment(column: Column, table: Table | None = None) -> str:
    """Write the note of a header: meaning, kind and unit, example, allowed values, whether it is required.

    Parameters
    ----------
    column : Column
    table : Table, optional
        For the first column: the note also shows one whole row as an example.
    """
    kind = f"{column.kind.value}, {column.unit}" if column.unit else column.kind.value
    lines = [f"{column.meaning}.", f"Что писать: {kind}.", f"Пример: {column.example}"]
    if column.allowed:
        lines.append(f"Допустимо: {', '.join(column.allowed)}.")
    bounds = _bounds(column)
    if bounds:
        lines.append(f"Допустимо: {bounds}.")
    if column.refers:
        lines.append("Значение должно быть в соответствующем листе.")
    lines.append("Обязательно в каждой строке." if column.required else "Можно не заполнять.")
    if table is not None:
        lines.append("Пример строки: " + " | ".join(item.example for item in table.columns))
    return "\n".join(lines)


def validation(column: Column, lists: Lists) -> dict[str, Any]:
    """Return XlsxWriter's validation of the column: list, limits or only a prompt, all words Russian."""
    source = lists.source(column)
    rule: dict[str, Any] = {"validate": "any"}
    error = ""
    if source:
        rule = {"validate": "list", "source": f"={source}"}
        error = "Выберите значение из списка"
        error += f": {', '.join(column.allowed)}." if column.allowed else " или сначала внесите его в свой лист."
        if not column.allowed:
            # A year or a code that is not listed yet may still be right.
            rule |= {"error_type": "warning", "ignore_blank": False}
    elif column.kind is Kind.DATE:
        rule = {"validate": "date", "criteria": "between", "minimum": _EARLIEST, "maximum": _LATEST}
        error = "Нужна дата в виде ДД.ММ.ГГГГ, например 01.09.2025."
    elif column.kind in {Kind.INTEGER, Kind.NUMBER}:
        rule = {
            "validate": "integer" if column.kind is Kind.INTEGER else "decimal", "criteria": "between",
            "minimum": -_UNBOUNDED if column.low is None else column.low,
            "maximum": _UNBOUNDED if column.high is None else column.high,
        }  # fmt: skip
        noun = "целое число" if column.kind is Kind.INTEGER else "число"
        tail = "" if column.kind is Kind.INTEGER else " Дробную часть отделяйте запятой."
        error = f"Нужно {' '.join((noun, _bounds(column))).strip()}.{tail}"
    rule |= {
        "input_title": column.header[:_TITLE_LETTERS],
        "input_message": _short(f"{column.meaning}. Пример: {column.example}"),
    }
    if error:
        rule |= {"error_title": "Проверьте значение", "error_message": _short(error)}
    return rule


def _short(text: str) -> str:
    return text if len(text) <= _MESSAGE_LETTERS else text[: _MESSAGE_LETTERS - 1] + "…"


def _bounds(column: Column) -> str:
    """Say the limits of a number in Russian, or nothing."""
    low, high = (f"{bound:g}".replace(".", ",") if bound is not None else "" for bound in (column.low, column.high))
    if low and high:
        return f"от {low} до {high}"
    return f"не меньше {low}" if low else f"не больше {high}" if high else ""


class Lists:
    """The named ranges behind the drop-down lists of one workbook.

    Parameters
    ----------
    tables : sequence of Table
        The tables of the workbook; equal lists are kept once, codes refer to the sheet that introduces them.
    last_row : int
        Last row (from 0) of the ranges of codes.
    """

    def __init__(self, tables: Sequence[Table], last_row: int) -> None:
        self._names: dict[tuple[str, ...], str] = {}
        self._titles: dict[str, str] = {}
        self._codes: dict[str, tuple[str, str]] = {}
        referred = {column.refers for table in tables for column in table.columns if column.refers}
        for table in tables:
            for index, column in enumerate(table.columns):
                values = _YEARS if column.kind is Kind.YEAR else column.allowed
                if values and values not in self._names:
                    title = "Учебный год" if column.kind is Kind.YEAR else f"{table.title}: {column.header}"
                    name = "Учебный год" if column.kind is Kind.YEAR else f"{table.title} {column.header}"
                    self._names[values] = self._unused(f"Список {name}")
                    self._titles[self._names[values]] = title
                key = f"{table.name}.{column.name}"
                if key in referred:
                    letter = _letter(index)
                    sheet = f"'{table.title}'"
                    # The range ends where the codes end: the list shows no thousand blank lines.
                    place = (
                        f"={sheet}!${letter}$2:INDEX({sheet}!${letter}$2:${letter}${last_row + 1},"
                        f"MAX(1,COUNTA({sheet}!${letter}$2:${letter}${last_row + 1})))"
                    )
                    self._codes[key] = (f"Коды_{re.sub(r'[^0-9A-Za-zА-Яа-яЁё]+', '_', table.title)}", place)

    def source(self, column: Column) -> str:
        """Return the name of the range for this column, or an empty string."""
        if column.kind is Kind.YEAR:
            return self._names.get(_YEARS, "")
        if column.allowed:
            return self._names.get(column.allowed, "")
        return self._codes.get(column.refers, ("", ""))[0]

    def write(self, book: Any) -> None:
        """Add the sheet «Списки» and define all names."""
        page = book.add_worksheet(LISTS)
        page.set_tab_color("#7F7F7F")
        head = book.add_format({"bold": True, "bg_color": "#D9D9D9", "border": 1, "text_wrap": True, "valign": "top"})
        left = book.add_format({"align": "left"})
        for column, (values, name) in enumerate(self._names.items()):
            page.set_column(column, column, max(16, *(len(value) + 2 for value in values)))
            page.write_string(0, column, self._titles[name], head)
            for row, value in enumerate(values, start=1):
                # A typed 5 is a number: a list with the text «5» would refuse it.
                if value.isascii() and value.isdigit():
                    page.write_number(row, column, int(value), left)
                else:
                    page.write_string(row, column, value)
            letter = _letter(column)
            book.define_name(name, f"={LISTS}!${letter}$2:${letter}${len(values) + 1}")
        for name, place in self._codes.values():
            book.define_name(name, place)
        page.set_row(0, 48)
        page.freeze_panes(1, 0)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)

    def _unused(self, words: str) -> str:
        """Turn words into a name that Excel takes and nobody has."""
        clean = re.sub(r"[^0-9A-Za-zА-Яа-яЁё]+", "_", words).strip("_")
        name, number = clean, 1
        while name in self._names.values():
            number += 1
            name = f"{clean}_{number}"
        return name


def _letter(index: int) -> str:
    """Turn 0 into «A», 27 into «AB»."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
