"""How a sheet of a printed book looks: heading, draft mark, tables one under another, widths, print set-up.

Apart from the fund's book because that one says what is on its sheets, and this one how they are laid out.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import xlsxwriter

from workbook.school.forms import CREATED
from workbook.school.remarks import safe_text

__all__ = ["DRAFT", "Field", "Part", "Sheet", "write_book"]

DRAFT = "Черновик — решение принимает человек"


_INK, _PALE, _LINE, _MUTED = "#1F4E79", "#DCE6F1", "#9AA5B1", "#52606D"
_FILLS = {"bad": "#FCEAE3", "warn": "#FDF4DF", "ok": "#E7F4EF"}
_FORMATS = {
    "text": {"num_format": "@"}, "int": {"num_format": "0", "align": "center"},
    "number": {"num_format": "0.00", "align": "center"}, "share": {"num_format": '0" %"', "align": "center"},
    "date": {"num_format": "dd.mm.yyyy", "align": "center"}, "center": {"num_format": "@", "align": "center"},
}  # fmt: skip
_NOTHING = "—"
_LINE_HEIGHT = 15.5
_FITS = 0.97
"""Letters of Russian text that fit one letter of column width: «ш» is wider than the zero Excel measures by."""
_TALLEST = 26
"""Excel takes no row higher than 409 points."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a table.

    Attributes
    ----------
    name : str
        Column of the frame.
    header : str
        Russian header.
    kind : str
        ``text``, ``center``, ``int``, ``number`` (two places), ``share`` (0..100) or ``date``.
    """

    name: str
    header: str
    kind: str = "text"


@dataclass(frozen=True)
class Part:
    """One table of a sheet with its title.

    Attributes
    ----------
    title : str
        Above the table; may be empty.
    fields : tuple of Field
    frame : pandas.DataFrame
        May hold more columns; a column ``tone`` («bad», «warn», «ok» or empty) colours rows.
    note : str
        Below the table.
    """

    title: str
    fields: tuple[Field, ...]
    frame: pd.DataFrame
    note: str = ""


@dataclass(frozen=True)
class Sheet:
    """One sheet of the book.

    Attributes
    ----------
    name : str
        On the tab, at most 31 letters.
    heading : str
        What the sheet is.
    widths : tuple of float
        Of the columns, in letters.
    parts : tuple of Part
    lines : tuple of str
        Sentences under the heading.
    signatures : tuple of str
        Who signs; empty for a sheet that nobody signs.
    portrait : bool
    """

    name: str
    heading: str
    widths: tuple[float, ...]
    parts: tuple[Part, ...]
    lines: tuple[str, ...] = ()
    signatures: tuple[str, ...] = field(default=())
    portrait: bool = False


def write_book(sheets: Sequence[Sheet], title: str, code: str) -> bytes:
    """Write the sheets into one XLSX.

    Parameters
    ----------
    sheets : sequence of Sheet
    title : str
        Title of the document in its properties.
    code : str
        Code of the assessment tool: at the foot of every printed page.
    """
    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    book.set_properties({"title": title, "author": "Рабочая тетрадь ВСОКО", "created": CREATED, "comments": DRAFT})
    styles = _Styles(book)
    for sheet in sheets:
        _write_sheet(book.add_worksheet(sheet.name), sheet, code, styles)
    book.close()
    return target.getvalue()


class _Styles:
    """Formats of the book, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._cells: dict[tuple[str, str], Any] = {}
        self.title = book.add_format({"bold": True, "font_size": 16, "font_color": _INK, "valign": "vcenter"})
        self.draft = book.add_format({"italic": True, "font_color": "#A33108", "valign": "vcenter"})
        self.line = book.add_format({"text_wrap": True, "valign": "top", "font_color": _MUTED})
        self.part = book.add_format({"bold": True, "font_size": 12, "font_color": _INK})
        self.head = book.add_format({
            "bold": True, "bg_color": _PALE, "font_color": _INK, "border": 1, "border_color": _LINE,
            "text_wrap": True, "valign": "vcenter", "align": "center",
        })  # fmt: skip
        self.sign = book.add_format({"valign": "bottom"})

    def cell(self, kind: str, tone: str) -> Any:
        """Return the format of a cell of this kind in a row of this tone."""
        if (kind, tone) not in self._cells:
            look = {"border": 1, "border_color": _LINE, "valign": "top", "text_wrap": True} | _FORMATS[kind]
            if tone:
                look["bg_color"] = _FILLS[tone]
            self._cells[kind, tone] = self._book.add_format(look)
        return self._cells[kind, tone]


def _write_sheet(page: Any, sheet: Sheet, code: str, styles: _Styles) -> None:
    last = len(sheet.widths) - 1
    for column, width in enumerate(sheet.widths):
        page.set_column(column, column, width)
    page.merge_range(0, 0, 0, last, sheet.heading, styles.title)
    page.set_row(0, 26)
    page.merge_range(1, 0, 1, last, DRAFT, styles.draft)
    row = 2
    for text in sheet.lines:
        _sentence(page, row, last, text, (sum(sheet.widths), styles))
        row += 1
    first_head = None
    for part in sheet.parts:
        row += 1
        if part.title:
            page.write_string(row, 0, safe_text(part.title), styles.part)
            row += 1
        first_head = row if first_head is None else first_head
        row = _write_part(page, part, row, (sheet.widths, styles))
        if part.note:
            _sentence(page, row, last, part.note, (sum(sheet.widths), styles))
            row += 1
    row += 1
    for who in sheet.signatures:
        page.write_string(row, 0, f"{who}: ______________ / ______________________    «____» ____________ 20____ г.",
                          styles.sign)  # fmt: skip
        page.set_row(row, 26)
        row += 1
    _set_page(page, sheet, code, first_head)


def _sentence(page: Any, row: int, last: int, text: str, how: tuple[float, _Styles]) -> None:
    width, styles = how
    page.merge_range(row, 0, row, last, safe_text(text), styles.line)
    page.set_row(row, _LINE_HEIGHT * _lines(text, width))


def _lines(text: str, width: float) -> int:
    """Count the lines that a text takes in so many letters, words kept whole."""
    room, lines = max(int(_FITS * width), 1), 0
    if len(text) <= room and "\n" not in text:
        return 1
    for paragraph in text.split("\n"):
        lines, left = lines + 1, room
        for word in paragraph.split(" "):
            if len(word) > left and left < room:
                lines, left = lines + 1, room
            lines += max(len(word) - 1, 0) // room
            left -= len(word) % room + 1
    return lines


def _write_part(page: Any, part: Part, row: int, how: tuple[tuple[float, ...], _Styles]) -> int:
    widths, styles = how
    for column, one in enumerate(part.fields):
        page.write_string(row, column, one.header, styles.head)
    # Headers are bold, hence wider.
    page.set_row(row, _LINE_HEIGHT * max(_lines(one.header, 0.85 * width) for one, width in zip(part.fields, widths,
                                                                                           strict=False)))  # fmt: skip
    asked = [*dict.fromkeys(one.name for one in part.fields), "tone"]
    for record in part.frame.filter(asked).to_dict("records"):
        row += 1
        tone = str(record.get("tone") or "")
        tall = 1
        for column, one in enumerate(part.fields):
            value = record[one.name]
            _write_cell(page, (row, column), value, one.kind, styles.cell(one.kind, tone))
            if one.kind in ("text", "center") and isinstance(value, str):
                tall = max(tall, _lines(value, widths[column]))
        # Not every program fits the height of wrapped rows when it opens or prints a book.
        page.set_row(row, _LINE_HEIGHT * min(tall, _TALLEST))
    return row + 1


def _write_cell(page: Any, place: tuple[int, int], value: Any, kind: str, look: Any) -> None:
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        page.write_string(*place, _NOTHING if kind != "text" else "", look)
    elif kind == "date":
        page.write_datetime(*place, pd.Timestamp(value).to_pydatetime(), look)
    elif kind in ("text", "center"):
        page.write_string(*place, safe_text(str(value)), look)
    else:
        page.write_number(*place, float(value), look)


def _set_page(page: Any, sheet: Sheet, code: str, first_head: int | None) -> None:
    page.hide_gridlines(2)
    page.set_paper(9)
    if sheet.portrait:
        page.set_portrait()
    else:
        page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.6)
    page.set_header(f"&R&9{DRAFT}")
    page.set_footer(f"&L&9{code.replace('&', '&&')} · {sheet.name}&R&9Страница &P из &N")
    # With one table the header repeats on each page; with several it would be the wrong one.
    if len(sheet.parts) == 1 and first_head is not None:
        page.repeat_rows(first_head)
        page.freeze_panes(first_head + 1, 0)
