"""Checks one table against its schema and collects every fault at once, each with its cell.

Apart from reading because it sees plain rows and no files; apart from references because it sees one table alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import Any

import numpy as np
import pandas as pd

from workbook.errors import Reason
from workbook.school.columns import Cells, read_column
from workbook.school.grid import Checked, Grid, Mask
from workbook.school.headers import Headers, find_headers
from workbook.school.origin import Finding, Origin, column_letter
from workbook.school.problems import Problem, Severity
from workbook.school.rows import check_rows
from workbook.school.schema import Kind, Table

__all__ = ["check_table", "in_reading_order"]


def check_table(grid: Grid, table: Table) -> Checked:
    """Check one table and keep the rows that can be used.

    Parameters
    ----------
    grid : Grid
        The sheet; title rows may stand above the header.
    table : Table

    Returns
    -------
    Checked
        A row with a fault in a required cell is set aside; a fault in an optional cell leaves the value missing.
    """
    headers = find_headers(grid.rows, table)
    body = grid.rows[headers.row + 1 :]
    filled = np.fromiter((not _blank(row) for row in body), dtype=bool, count=len(body))
    origin = Origin(table, grid.file, grid.sheet, headers.letters, np.flatnonzero(filled) + headers.row + 2)
    if not len(origin.rows):
        if grid.sheet:  # an unfilled sheet of the form is no complaint: every table is optional
            return Checked(None, origin)
        text = f"в таблице «{table.title}» нет ни одной заполненной строки. Заполните таблицу или удалите её."
        return Checked(None, origin, (origin.of_table(Finding(Reason.TABLE_EMPTY, Severity.WARNING, text)),))
    problems = headers.problems(origin)
    columns = _columns([row for row, keep in zip(body, filled, strict=True) if keep])
    problems += _headless(columns, headers, grid, origin)
    if any(column.required and column.name not in headers.positions for column in table.columns):
        return Checked(None, origin, tuple(in_reading_order(problems)))
    wide = _too_wide(columns, headers, grid)
    problems += origin.of_cells(table.columns[0].name, np.flatnonzero(wide), _WIDE)
    frame, bad, found = _read_columns(columns, headers, origin, wide)
    seen = {
        column.name: frozenset(frame[column.name].dropna().unique())
        for column in table.columns
        if column.kind is Kind.CODE
    }
    checked = check_rows(Checked(frame, origin, (*problems, *found), seen).without(bad))
    return Checked(checked.frame, checked.origin, tuple(in_reading_order(checked.problems)), seen)


def in_reading_order(problems: Iterable[Problem]) -> list[Problem]:
    """Sort the problems of one table as a person reads it: the table, its header, then row by row from the left."""
    return sorted(problems, key=lambda item: (item.row or 0, len(item.cell), item.cell, item.reason))


_WIDE = Finding(
    Reason.ROW_WIDE,
    Severity.ERROR,
    "в строке больше значений, чем столбцов в заголовке. Частая причина — запятая внутри значения («58,4») при "
    "разделителе «,»: возьмите такое значение в кавычки или сохраните файл с разделителем «;».",
    tail=("Строка не учтена.", "Строки не учтены."),
)


def _read_columns(
    columns: list[Cells], headers: Headers, origin: Origin, wide: Mask
) -> tuple[pd.DataFrame, Mask, list[Problem]]:
    frame: dict[str, Any] = {}
    problems: list[Problem] = []
    bad = wide.copy()
    for column in origin.table.columns:
        position = headers.positions.get(column.name)
        if position is None or position >= len(columns):
            cells = np.full(len(wide), "", dtype=object)
        else:
            cells = columns[position]
        values, faulty, found = read_column(cells, column, origin, ~wide)
        frame[column.name] = values
        problems += found
        if column.required:
            bad |= faulty
    return pd.DataFrame(frame), bad, problems


def _blank(row: Sequence[object]) -> bool:
    return all(_is_empty(cell) for cell in row)


def _is_empty(cell: object) -> bool:
    return cell is None or cell == "" or (isinstance(cell, str) and not cell.strip())


def _columns(rows: Sequence[Sequence[object]]) -> list[Cells]:
    columns = []
    for cells in zip_longest(*rows):
        array = np.empty(len(rows), dtype=object)
        array[:] = cells
        columns.append(array)
    return columns


def _headless(columns: list[Cells], headers: Headers, grid: Grid, origin: Origin) -> list[Problem]:
    """Warn of filled columns that stand under an empty header (inside the table, or anywhere in a workbook)."""
    named = {*headers.positions.values(), *headers.strangers, *headers.doubles}
    last = len(columns) if grid.sheet else len(grid.rows[headers.row])
    found = []
    for position in range(min(last, len(columns))):
        if position in named or all(_is_empty(cell) for cell in columns[position]):
            continue
        cell = f"{column_letter(position)}{headers.row + 1}"
        text = f"в столбце {column_letter(position)} есть значения, но нет заголовка. Столбец не учтён; подпишите его."
        finding = Finding(Reason.HEADER_UNKNOWN, Severity.WARNING, text)
        found.append(origin.of_table(finding, cell=cell, row=headers.row + 1))
    return found


def _too_wide(columns: list[Cells], headers: Headers, grid: Grid) -> Mask:
    """Mark rows of a text file that hold values beyond the header row: their cells have slipped."""
    bad = np.zeros(len(columns[0]), dtype=bool)
    if not grid.sheet:
        for cells in columns[len(grid.rows[headers.row]) :]:
            bad |= np.array([not _is_empty(cell) for cell in cells])
    return bad
