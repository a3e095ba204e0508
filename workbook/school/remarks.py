"""The red pen: problems as coloured cells, notes and the sheet «Замечания».

Apart from the forms because a blank form filled by the kit and a school's own workbook are marked in the same way.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

__all__ = ["REMARKS", "Marks", "Remark", "address", "safe_text", "write_remarks"]

REMARKS = "Замечания"
"""Title of the sheet that lists all problems."""

_FILLS = {
    "ошибка": {"bg_color": "#F8C9C4", "font_color": "#8B0000"},
    "предупреждение": {"bg_color": "#FFE699", "font_color": "#5F4B00"},
    "исправлено": {"bg_color": "#D3DCE8", "font_color": "#2F3E55"},
}
_ORDER = tuple(_FILLS)
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_LAST_COLUMN, _LAST_ROW = 16_383, 1_048_575
# Excel opens slowly beyond some thousand notes; the list on the last sheet is always whole.
_MOST_NOTES = 2_000
_CELL_LETTERS = 32_767
_MOST_LINES = 20
_NOTE_LETTERS = 1_500
_COLUMNS = (
    ("№", 5), ("Важность", 16), ("Файл", 15), ("Лист", 20), ("Ячейка", 8), ("Столбец", 18), ("Значение", 16),
    ("Что не так и что сделать", 60), ("Возможно", 15), ("Ячеек", 8), ("Код правила", 17),
)  # fmt: skip


class Remark(Protocol):
    """What a problem must carry to be marked; :class:`workbook.school.problems.Problem` does."""

    @property
    def file(self) -> str:
        """File name inside the school's folder."""

    @property
    def sheet(self) -> str:
        """Sheet title, empty for a text file."""

    @property
    def cell(self) -> str:
        """Address such as «C17», empty when a whole table is meant."""

    @property
    def header(self) -> str:
        """Russian header of the column."""

    @property
    def value(self) -> str:
        """What stood in the cell."""

    @property
    def reason(self) -> str:
        """Stable code."""

    @property
    def severity(self) -> str:
        """«ошибка», «предупреждение» or «исправлено»."""

    @property
    def message(self) -> str:
        """What is wrong and what to do."""

    @property
    def suggestion(self) -> str:
        """A value that would pass, or empty."""


@dataclass(slots=True)
class Marks:
    """The marks of one sheet by cell; the gravest severity gives the colour, all messages stand in the note.

    Attributes
    ----------
    severity : dict
        (row, column) from 0 → «ошибка», «предупреждение» or «исправлено».
    notes : dict
        (row, column) → messages.
    """

    severity: dict[tuple[int, int], str] = field(default_factory=dict)
    notes: dict[tuple[int, int], list[str]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, problems: Iterable[Remark], titles: Iterable[str]) -> Marks:
        """Collect the problems of a sheet known under any of these titles (sheet, file name, file stem)."""
        marks = cls()
        known = {title.casefold() for title in titles if title}
        for problem in problems:
            place = problem.sheet or problem.file
            if place.casefold() not in known:
                continue
            for text in getattr(problem, "cells", ()) or (problem.cell,):
                spot = address(text)
                if spot is None:
                    continue
                present = marks.severity.get(spot)
                if present is None or _rank(problem.severity) < _rank(present):
                    marks.severity[spot] = str(problem.severity)
                marks.notes[spot].append(problem.message)
        return marks

    def style(self, spot: tuple[int, int]) -> dict[str, Any]:
        """Return the format properties of a cell, empty when it is not marked."""
        severity = self.severity.get(spot)
        return {} if severity is None else {**_FILLS[severity], "border": 1, "border_color": "#7F7F7F"}

    def write_notes(self, page: Any) -> None:
        """Put the messages beside their cells, errors first."""
        spots = sorted(self.notes, key=lambda spot: (_rank(self.severity[spot]), spot))
        for row, column in spots[:_MOST_NOTES]:
            text = "\n\n".join(dict.fromkeys(self.notes[row, column]))[:_NOTE_LETTERS]
            page.write_comment(row, column, text, {"width": 340, "height": 24 + 17 * (1 + len(text) // 45)})


def _rank(severity: str) -> int:
    return _ORDER.index(str(severity))


def address(text: str) -> tuple[int, int] | None:
    """Turn «C17» into (16, 2); anything else into None.

    Examples
    --------
    >>> address("C17"), address("")
    ((16, 2), None)
    """
    match = _ADDRESS.fullmatch(text)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    row = int(match[2]) - 1
    return (row, column - 1) if row <= _LAST_ROW and column - 1 <= _LAST_COLUMN else None


def safe_text(text: str) -> str:
    """Make text that XLSX can hold: no lone surrogates, at most 32 767 letters (XlsxWriter drops longer ones)."""
    return text.encode("utf-8", "replace").decode()[:_CELL_LETTERS]


def write_remarks(book: Any, problems: Sequence[Remark], sheets: Mapping[str, str]) -> None:
    """Add the sheet «Замечания» with a filter, one row a problem, each cell address a link.

    Parameters
    ----------
    book : xlsxwriter.Workbook
        The workbook; the sheet comes last.
    problems : sequence of Remark
        All problems, in the order of the list.
    sheets : mapping of str to str
        Place of a problem (sheet title or file name, any case) → title of the sheet in this workbook.
    """
    page = book.add_worksheet(REMARKS)
    page.set_tab_color("#C00000")
    head = book.add_format({"bold": True, "bg_color": "#404040", "font_color": "#FFFFFF", "border": 1, "valign": "top"})
    plain = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#BFBFBF"}
    text = book.add_format(plain)
    severity_style = {name: book.add_format({**plain, **fill, "bold": True}) for name, fill in _FILLS.items()}
    link = book.add_format({**plain, "font_color": "#0563C1", "underline": 1})
    for column, (title, width) in enumerate(_COLUMNS):
        page.write_string(0, column, title, head)
        page.set_column(column, column, width)
    ordered = sorted(problems, key=lambda problem: _rank(problem.severity))
    for row, problem in enumerate(ordered, start=1):
        severity = str(problem.severity)
        values = (
            severity, problem.file, problem.sheet, problem.cell, problem.header, problem.value, problem.message,
            problem.suggestion,
        )  # fmt: skip
        page.write_number(row, 0, row, text)
        for column, value in enumerate(values, start=1):
            page.write_string(row, column, safe_text(value), severity_style[severity] if column == 1 else text)
        # LibreOffice does not stretch rows by itself; a line of the message column holds some 55 letters.
        lines = max(1 + len(problem.message) // 55, 1 + len(problem.value) // 14)
        page.set_row(row, 15 * min(lines, _MOST_LINES))
        page.write_number(row, 9, getattr(problem, "count", 1), text)
        page.write_string(row, 10, str(problem.reason), text)
        target = sheets.get((problem.sheet or problem.file).casefold(), "")
        if target and address(problem.cell):
            quoted = target.replace("'", "''")
            page.write_url(row, 4, f"internal:'{quoted}'!{problem.cell}", link, problem.cell)
    page.autofilter(0, 0, max(len(ordered), 1), len(_COLUMNS) - 1)
    page.freeze_panes(1, 0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_footer("&LЗамечания к данным&RСтраница &P из &N")
