"""Says what is wrong at cells of an export: one sentence for equal faults, with the address of the first of them.

Apart from :class:`workbook.school.intake.place.Place` because an export is mended cell by cell by the person who reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workbook.errors import Reason
from workbook.school.intake.place import Place, listed
from workbook.school.origin import Finding, column_letter
from workbook.school.problems import Problem, Severity
from workbook.school.repairs import shown

__all__ = ["Cell", "at_cells", "at_rows", "of_sheet"]

_KEPT = 1_000


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of an export: its row as a person sees it, its column from 0, its text."""

    row: int
    column: int
    text: str = ""

    @property
    def address(self) -> str:
        """As spreadsheets write it: «C17»."""
        return f"{column_letter(self.column)}{self.row}"


def of_sheet(place: Place, reason: Reason, severity: Severity, text: str, count: int = 1) -> Problem:
    """Speak about a sheet as a whole.

    Parameters
    ----------
    place : Place
    reason : Reason
    severity : Severity
    text : str
        Begins with a small letter, ends with a full stop.
    count : int
        How many things are meant.
    """
    return place.whole(Finding(reason, severity, text), count=count)


def at_rows(place: Place, finding: Finding, rows: Sequence[int]) -> list[Problem]:
    """Speak about rows, numbered as a person sees them; no rows, no problem."""
    return [place.rows(finding, sorted(rows))] if rows else []


def at_cells(place: Place, finding: Finding, cells: Sequence[Cell], header: str = "") -> list[Problem]:
    """Speak about equal faults of several cells in one sentence.

    Parameters
    ----------
    place : Place
    finding : Finding
        Its value is replaced by what stands in the first cell, unless that is a name.
    cells : sequence of Cell
    header : str
        Header of their column, when it is one.

    Returns
    -------
    list of Problem
        One, or none when there are no cells.
    """
    if not cells:
        return []
    addresses = [cell.address for cell in cells]
    word = "ячейка" if len(cells) == 1 else "ячейки"
    text = f"{finding.text} {finding.tail[len(cells) > 1]}".strip()
    message = f"{place}, {word} {listed(addresses)}: {text}"
    return [
        Problem(
            place.file, place.sheet, addresses[0], header, shown(cells[0].text), finding.reason, finding.severity,
            message, finding.suggestion, place.table, cells[0].row, count=len(cells),
            cells=tuple(addresses[:_KEPT]) if len(cells) > 1 else (),
        )
    ]  # fmt: skip
