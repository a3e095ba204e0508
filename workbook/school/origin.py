"""Where a table came from: turns rows and columns of a frame back into the cells that a person sees.

Apart from the checks because each of them speaks of places, and a group of equal complaints is put together here once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from workbook.errors import Reason
from workbook.school.problems import Problem, Severity, counted
from workbook.school.schema import Table

__all__ = ["Finding", "Origin", "column_letter"]

Positions = npt.NDArray[np.int64]

_ONE_BY_ONE = 20  # more equal complaints of one column are one line of the list: nobody reads three hundred
_CELLS_KEPT = 1000  # addresses kept in a group, enough to colour the cells of a workbook
_FIRST = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """What is to be said about equal cells, without their place.

    Attributes
    ----------
    reason, severity : Reason, Severity
    text : str
        What came, what is allowed and what to do, beginning with a small letter.
    value, suggestion : str
    tail : tuple of str
        What became of the row or value, for one cell and for several: («Строка не учтена.», «Строки не учтены.»).
    """

    reason: Reason
    severity: Severity
    text: str
    value: str = ""
    suggestion: str = ""
    tail: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Origin:
    """File, sheet, column letters and sheet rows of one table.

    Attributes
    ----------
    table : Table
    file, sheet : str
        ``sheet`` is empty for CSV and Parquet.
    letters : mapping of str to str
        English column name → letter of the column in the sheet.
    rows : array of int64
        Row number in the sheet, as a person sees it, for each row of the frame.
    """

    table: Table
    file: str
    sheet: str
    letters: Mapping[str, str]
    rows: Positions

    @property
    def place(self) -> str:
        """The file, and the sheet if there is one, as a message begins."""
        return f"{self.file}, лист «{self.sheet}»" if self.sheet else self.file

    def kept(self, mask: npt.NDArray[np.bool_]) -> Origin:
        """Return the origin of the rows that stay."""
        return replace(self, rows=self.rows[mask])

    def of_table(self, finding: Finding, column: str = "", cell: str = "", row: int | None = None) -> Problem:
        """Complain about the table as a whole, or about one header cell of it."""
        place = f"{self.place}, ячейка {cell}" if cell else self.place
        return self._problem(finding, f"{place}: {finding.text}", column, cell, row)

    def of_cells(self, column: str, positions: Positions, finding: Finding) -> list[Problem]:
        """Complain about equal cells of one column: one by one, or as a group when there are more than twenty.

        Parameters
        ----------
        column : str
            English name; its letter makes the address.
        positions : array of int64
            Row positions in the frame.
        finding : Finding
        """
        letter = self.letters.get(column, "")
        rows = self.rows[positions].tolist()
        if len(rows) <= _ONE_BY_ONE:
            text = _sentence(finding.text, finding.tail[0])
            return [
                self._problem(
                    finding, f"{self.place}, {_cell_words(letter, row)}: {text}", column, f"{letter}{row}", row
                )
                for row in rows
            ]
        cells = tuple(f"{letter}{row}" for row in rows[:_CELLS_KEPT])
        header = self.table.column(column).header
        place = (
            f"{self.place}, столбец «{header}», {counted(len(rows), 'ячейка', 'ячейки', 'ячеек')} "
            f"(первые: {', '.join(cells[:_FIRST])})"
        )
        problem = self._problem(
            finding, f"{place}: {_sentence(finding.text, finding.tail[1])}", column, cells[0], rows[0]
        )
        return [replace(problem, count=len(rows), cells=cells)]

    def _problem(self, finding: Finding, message: str, column: str, cell: str, row: int | None) -> Problem:
        header = self.table.column(column).header if column else ""
        return Problem(
            self.file, self.sheet, cell, header, finding.value, finding.reason, finding.severity, message,
            finding.suggestion, self.table.name, row, column,
        )  # fmt: skip


def column_letter(position: int) -> str:
    """Name a column as spreadsheets do: 0 → ``A``, 25 → ``Z``, 26 → ``AA``."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _cell_words(letter: str, row: int) -> str:
    return f"ячейка {letter}{row}" if letter else f"строка {row}"


def _sentence(text: str, tail: str) -> str:
    return f"{text} {tail}" if tail else text
