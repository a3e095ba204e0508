"""Marks of periods from any layout: cells read, faults and doubles told, the table «Отметки за период» made.

Apart because the summary sheet and the pupil's report give the same marks in two shapes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from workbook.errors import Reason
from workbook.school.intake.bank import typed
from workbook.school.intake.place import Place
from workbook.school.layouts.mark_words import Sign, period_sign
from workbook.school.layouts.notes import Cell, at_cells
from workbook.school.origin import Finding
from workbook.school.problems import Problem, Severity
from workbook.school.repairs import fold

__all__ = ["PeriodMark", "period_table", "read_mark_cells"]

_TAIL = ("Значение не учтено.", "Значения не учтены.")


@dataclass(frozen=True, slots=True)
class PeriodMark:
    """A mark of a period and the cell it stood in."""

    place: Place
    cell: Cell
    year: str
    pupil: str
    subject: str
    period: str
    mark: str
    teacher: str = ""


def read_mark_cells(place: Place, cells: Sequence[Cell], header: str) -> tuple[list[str], list[Problem]]:
    """Read cells of marks of periods; what is no mark becomes an empty text and is told.

    Parameters
    ----------
    place : Place
    cells : sequence of Cell
    header : str
        Subject of the column.

    Returns
    -------
    tuple of list of str and list of Problem
    """
    signs = [period_sign(cell.text) for cell in cells]
    said = {
        Sign.DEBT: (Severity.WARNING, "точка — долг, а не отметка за период; отметки нет. Поставьте отметку или н/а."),
        Sign.ABSENT: (Severity.ERROR, "отметка об отсутствии стоит вместо отметки за период."),
        Sign.SEVERAL: (Severity.ERROR, "несколько отметок в клетке отметки за период: какая верна, не видно."),
        Sign.UNKNOWN: (Severity.ERROR, "это не отметка за период. Допустимо: 5, 4, 3, 2, н/а, осв, зч, незач."),
    }
    problems: list[Problem] = []
    for sign, (severity, text) in said.items():
        bad = [cell for cell, value in zip(cells, signs, strict=True) if value is sign]
        tail = _TAIL if severity is Severity.ERROR else ("", "")
        problems += at_cells(place, Finding(Reason.VALUE_CHOICE, severity, text, tail=tail), bad, header)
    respelt = [
        cell for cell, value in zip(cells, signs, strict=True)
        if not isinstance(value, Sign) and fold(cell.text).strip() != fold(value)
    ]  # fmt: skip
    finding = Finding(Reason.VALUE_REPAIRED, Severity.REPAIR, "отметки записаны, как принято: 4, н/а, осв, зч, незач.")
    problems += at_cells(place, finding, respelt, header)
    return ["" if isinstance(value, Sign) else value for value in signs], problems


def period_table(marks: Sequence[PeriodMark]) -> tuple[pd.DataFrame, list[Problem]]:
    """Make the table; of two marks of one pupil, subject and period the first stays, and a difference is an error.

    Parameters
    ----------
    marks : sequence of PeriodMark

    Returns
    -------
    tuple of DataFrame and list of Problem
    """
    first: dict[tuple[str, ...], PeriodMark] = {}
    same: dict[Place, list[Cell]] = {}
    other: dict[Place, list[Cell]] = {}
    for mark in marks:
        earlier = first.setdefault((mark.year, mark.pupil, mark.subject, mark.period), mark)
        if earlier is not mark:
            (same if earlier.mark == mark.mark else other).setdefault(mark.place, []).append(mark.cell)
    problems: list[Problem] = []
    for place, cells in same.items():
        text = "отметка этого ученика по предмету за период уже есть, такая же; повтор не учтён."
        problems += at_cells(place, Finding(Reason.ROW_DOUBLE, Severity.REPAIR, text), cells)
    for place, cells in other.items():
        text = "у этого ученика по предмету за период уже стоит другая отметка. Учтена первая; оставьте одну, верную."
        problems += at_cells(place, Finding(Reason.ROW_DOUBLE, Severity.ERROR, text), cells)
    records = [
        {
            "year": mark.year, "pupil": mark.pupil, "subject": mark.subject, "period": mark.period, "mark": mark.mark,
            "teacher": mark.teacher,
        }
        for mark in first.values()
    ]  # fmt: skip
    return typed(records, "period_marks"), problems
