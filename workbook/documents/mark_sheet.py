"""How a form of marks looks on paper: a header of two tiers, subjects set upright, rows of totals, print set-up.

Apart from :mod:`workbook.documents.fund_sheet` because the forms of marks have headers over several columns and
percentages with one decimal.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import pandas as pd
import xlsxwriter

from workbook.documents.fund_sheet import DRAFT
from workbook.estimates import half_up
from workbook.school.forms import CREATED
from workbook.school.remarks import safe_text

__all__ = ["Column", "Form", "write_forms"]

_INK, _PALE, _LINE, _MUTED, _TOTAL = "#1F4E79", "#DCE6F1", "#9AA5B1", "#52606D", "#EEF2F6"
_FORMATS = {
    "text": {"num_format": "@"}, "center": {"num_format": "@", "align": "center"},
    "int": {"num_format": "0", "align": "center"}, "percent": {"num_format": "0.0", "align": "center"},
    "number": {"num_format": "0.00", "align": "center"}, "change": {"num_format": "+0.0;-0.0;0.0", "align": "center"},
}  # fmt: skip
_DIGITS = {"int": 0, "percent": 1, "number": 2, "change": 1}
_LINE_HEIGHT = 15.5
_FITS = 0.95
"""Letters of Russian text that fit one letter of column width."""
_UPRIGHT = 6.2
"""Points of height that one letter of an upright header takes."""
_TALLEST = 26


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a form.

    Attributes
    ----------
    name, header : str
        Column of the frame and its Russian header.
    kind : str
        ``text``, ``center``, ``int``, ``percent`` (one decimal), ``number`` (two) or ``change`` (signed).
    width : float
        In letters.
    group : str
        Header over neighbouring columns of the same group; empty for a header of its own.
    upright : bool
        Set the header from bottom to top.
    """

    name: str
    header: str
    kind: str = "int"
    width: float = 9
    group: str = ""
    upright: bool = False


@dataclass(frozen=True)
class Form:
    """One printed form.

    Attributes
    ----------
    name : str
        On the tab, at most 31 letters.
    heading : str
        What the form is.
    columns : tuple of Column
    frame : pandas.DataFrame
        May hold more columns; rows whose ``kind`` is not «строка» are totals.
    lines, notes : tuple of str
        Sentences above and below the table.
    signatures : tuple of str
        Who signs.
    portrait : bool
    one_page : bool
        Shrink the form to one page: a class must not be torn in two.
    """

    name: str
    heading: str
    columns: tuple[Column, ...]
    frame: pd.DataFrame
    lines: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()
    portrait: bool = False
    one_page: bool = False


def write_forms(forms: Sequence[Form], title: str, foot: str) -> bytes:
    """Write forms into one XLSX, a sheet each; texts are never formulas or links.

    Parameters
    ----------
    forms : sequence of Form
    title : str
        Title of the document in its properties.
    foot : str
        At the foot of every printed page.
    """
    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"title": title, "author": "Рабочая тетрадь ВСОКО", "created": CREATED, "comments": DRAFT})
    looks = _Looks(book)
    for form in forms:
        _Page(book.add_worksheet(form.name), form, looks).write(foot)
    book.close()
    return target.getvalue()


class _Looks:
    """Formats of the book, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._cells: dict[tuple[str, bool], Any] = {}
        self.title = book.add_format({"bold": True, "font_size": 15, "font_color": _INK, "valign": "vcenter",
                                      "text_wrap": True})  # fmt: skip
        self.draft = book.add_format({"italic": True, "font_color": "#A33108", "valign": "vcenter"})
        self.line = book.add_format({"text_wrap": True, "valign": "top", "font_color": _MUTED})
        head = {"bold": True, "bg_color": _PALE, "font_color": _INK, "border": 1, "border_color": _LINE,
                "text_wrap": True, "valign": "vcenter", "align": "center"}  # fmt: skip
        self.head = book.add_format(head)
        self.upright = book.add_format(head | {"rotation": 90})
        self.sign = book.add_format({"valign": "bottom"})

    def cell(self, kind: str, total: bool) -> Any:
        """Return the format of a cell of this kind, in a plain row or a row of totals."""
        if (kind, total) not in self._cells:
            look = {"border": 1, "border_color": _LINE, "valign": "top", "text_wrap": True} | _FORMATS[kind]
            look |= {"bold": True, "bg_color": _TOTAL} if total else {}
            self._cells[kind, total] = self._book.add_format(look)
        return self._cells[kind, total]


class _Page:
    """One sheet while it is written: the row that comes next."""

    def __init__(self, page: Any, form: Form, looks: _Looks) -> None:
        self.page, self.form, self.looks = page, form, looks
        self.row = 0
        self.last = len(form.columns) - 1
        self.wide = sum(column.width for column in form.columns)

    def write(self, foot: str) -> None:
        """Write the whole form."""
        for place, column in enumerate(self.form.columns):
            self.page.set_column(place, place, column.width)
        self._sentence(self.form.heading, self.looks.title, 21)
        self._sentence(DRAFT, self.looks.draft)
        for text in self.form.lines:
            self._sentence(text, self.looks.line)
        first = self._head()
        for record in self.form.frame.to_dict("records"):
            self._record(record)
        for text in self.form.notes:
            self._sentence(text, self.looks.line)
        for who in self.form.signatures:
            self.page.set_row(self.row, 27)
            blank = f"{who}: ______________ / ______________________    «____» ____________ 20____ г."
            self.page.write_string(self.row, 0, blank, self.looks.sign)
            self.row += 1
        self._print(foot, first)

    def _sentence(self, text: str, look: Any, height: float = _LINE_HEIGHT) -> None:
        self.page.merge_range(self.row, 0, self.row, self.last, safe_text(text), look)
        self.page.set_row(self.row, height * _lines(text, self.wide * (0.7 if height > _LINE_HEIGHT else 1)))
        self.row += 1

    def _head(self) -> int:
        """Write the header of two tiers (of one when nothing is grouped); return its first row."""
        columns, first = self.form.columns, self.row
        tiers = 2 if any(column.group for column in columns) else 1
        low = first + tiers - 1
        place = 0
        for group, run in groupby(columns, key=lambda column: column.group):
            size = len(list(run))
            if group and size > 1:
                self.page.merge_range(first, place, first, place + size - 1, group, self.looks.head)
            elif group:
                self.page.write_string(first, place, group, self.looks.head)
            place += size
        for place, column in enumerate(columns):
            look = self.looks.upright if column.upright else self.looks.head
            if tiers == 2 and not column.group:
                self.page.merge_range(first, place, low, place, safe_text(column.header), look)
            else:
                self.page.write_string(low, place, safe_text(column.header), look)
        upright = [_UPRIGHT * max(len(line) for line in column.header.split("\n")) + 8
                   for column in columns if column.upright]  # fmt: skip
        plain = [_LINE_HEIGHT * _lines(column.header, 0.85 * column.width)
                 for column in columns if not column.upright and (column.group or tiers == 1)]  # fmt: skip
        tall = [_LINE_HEIGHT * _lines(column.header, 0.85 * column.width) - _LINE_HEIGHT * (tiers - 1)
                for column in columns if not column.upright and not column.group]  # fmt: skip
        self.page.set_row(low, min(max([*upright, *plain, *tall, 20.0]), 200))
        if tiers == 2:
            self.page.set_row(first, self._group_height())
        self.row = low + 1
        return first

    def _group_height(self) -> float:
        heights = [
            _lines(group, 0.85 * sum(column.width for column in run))
            for group, run in ((name, list(part)) for name, part in groupby(self.form.columns, key=lambda c: c.group))
            if group
        ]
        return _LINE_HEIGHT * max(heights, default=1) + 3

    def _record(self, record: dict[Any, Any]) -> None:
        total = record.get("kind", "строка") != "строка"
        tall = 1
        for place, column in enumerate(self.form.columns):
            value, look = record[column.name], self.looks.cell(column.kind, total)
            if value is None or pd.isna(value):
                self.page.write_string(self.row, place, "" if column.kind == "text" else "—", look)
            elif column.kind in ("text", "center"):
                self.page.write_string(self.row, place, safe_text(str(value)), look)
                tall = max(tall, _lines(str(value), column.width))
            else:
                self.page.write_number(self.row, place, half_up(float(value), _DIGITS[column.kind]), look)
        self.page.set_row(self.row, _LINE_HEIGHT * min(tall, _TALLEST))
        self.row += 1

    def _print(self, foot: str, first: int) -> None:
        low = first + (1 if any(column.group for column in self.form.columns) else 0)
        page = self.page
        page.hide_gridlines(2)
        page.set_paper(9)
        if self.form.portrait:
            page.set_portrait()
        else:
            page.set_landscape()
        page.fit_to_pages(1, 1 if self.form.one_page else 0)
        page.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.6)
        page.set_header(f"&R&9{DRAFT}")
        page.set_footer(f"&L&9{foot.replace('&', '&&')} · {self.form.name}&R&9Страница &P из &N")
        page.repeat_rows(first, low)
        page.freeze_panes(low + 1, 1)


def _lines(text: str, width: float) -> int:
    """Count the lines that a text takes in so many letters, words kept whole."""
    room, lines = max(int(_FITS * width), 1), 0
    for paragraph in text.split("\n"):
        lines, left = lines + 1, room
        for word in paragraph.split(" "):
            if len(word) > left and left < room:
                lines, left = lines + 1, room
            lines += max(len(word) - 1, 0) // room
            left -= len(word) % room + 1
    return lines
