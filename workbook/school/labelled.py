"""A filled form as plain cells: the value beside its label, the cell that may be absent, a cell as a person types it.

Apart from the forms because the sheet of an expert and the sheet of the jury are laid out alike.
"""

from __future__ import annotations

from datetime import date, datetime, time

from workbook.school.isolation import Cell
from workbook.school.repairs import fold

__all__ = ["SEARCHED", "Rows", "at", "beside", "written"]

Rows = list[list[Cell]]

SEARCHED = 60
"""Rows in which labels and headers are looked for."""


def beside(rows: Rows, label: str) -> tuple[int, int] | None:
    """Return the place of the value beside a label: the next filled cell of the row, else the cell after the label."""
    for index, row in enumerate(rows[:SEARCHED]):
        for column, cell in enumerate(row):
            if fold(written(cell)).strip().rstrip(":").strip() == fold(label):
                filled = (place for place in range(column + 1, len(row)) if row[place] not in (None, ""))
                return index, next(filled, column + 1)
    return None


def at(rows: Rows, row: int, column: int) -> Cell:
    """Return a cell; rows may be shorter than the sheet."""
    return rows[row][column] if column < len(rows[row]) else None


def written(cell: Cell) -> str:
    """Write a cell as a person would type it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "да" if cell else "нет"
    if isinstance(cell, float):
        return f"{cell:.15g}".replace(".", ",")
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ", timespec="seconds")
    return cell.isoformat() if isinstance(cell, date) else str(cell)
