"""Where an answer file speaks from: turns a finding about a column, a cell or the whole file into a :class:`Problem`.

Apart because every step of the intake complains, and :class:`workbook.school.origin.Origin` knows only own tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workbook.school.origin import Finding, column_letter
from workbook.school.problems import Problem

__all__ = ["Place", "listed"]

_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Place:
    """A file and its sheet.

    Attributes
    ----------
    file, sheet : str
        ``sheet`` is empty for a text.
    table : str
        English name of the table that comes of it.
    """

    file: str
    sheet: str = ""
    table: str = "responses"

    def __str__(self) -> str:
        return f"{self.file}, лист «{self.sheet}»" if self.sheet else self.file

    def whole(self, finding: Finding, *, count: int = 1) -> Problem:
        """Speak about the file as a whole; ``count`` is how many cells or columns are meant."""
        return self._problem(finding, f"{self}: {_sentence(finding)}", "", "", count)

    def column(self, finding: Finding, position: int, header: str, *, count: int = 1) -> Problem:
        """Speak about a column, counted from 0."""
        letter = column_letter(position)
        return self._problem(finding, f"{self}, столбец {letter}: {_sentence(finding)}", f"{letter}1", header, count)

    def rows(self, finding: Finding, rows: Sequence[int]) -> Problem:
        """Speak about rows, numbered as a person sees them."""
        word = "строка" if len(rows) == 1 else "строки"
        text = f"{self}, {word} {listed([str(row) for row in rows])}: {_sentence(finding)}"
        return self._problem(finding, text, f"A{rows[0]}", "", len(rows))

    def _problem(self, finding: Finding, message: str, cell: str, header: str, count: int) -> Problem:
        return Problem(
            self.file, self.sheet, cell, header, finding.value, finding.reason, finding.severity, message,
            finding.suggestion, self.table, count=count,
        )  # fmt: skip


def listed(words: Sequence[str], most: int = _SHOWN) -> str:
    """Join words with commas; the many are cut with their number.

    Examples
    --------
    >>> listed(["а", "б"]), listed(["1", "2", "3"], most=2)
    ('а, б', '1, 2 и ещё 1')
    """
    shown = ", ".join(words[:most])
    return shown if len(words) <= most else f"{shown} и ещё {len(words) - most}"


def _sentence(finding: Finding) -> str:
    return f"{finding.text} {finding.tail[0]}".strip()
