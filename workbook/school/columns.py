"""Reads one column: types its values and gathers its faults and repairs into problems.

Apart from the table's checks because the trick that keeps fifty thousand rows cheap lives here: each distinct value is
read once and spread over its rows.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbook.errors import Reason
from workbook.school.cells import Fault, Reading, read_cell, requirement
from workbook.school.grid import ROW_TAIL, VALUE_TAIL, Mask
from workbook.school.origin import Finding, Origin
from workbook.school.problems import Problem, Severity
from workbook.school.repairs import shown
from workbook.school.schema import Column, Kind

__all__ = ["Cells", "read_column"]

Cells = npt.NDArray[np.object_]
Positions = npt.NDArray[np.int64]

_ONE_BY_ONE = 20  # repairs of one sort in one column: more of them are one line of the list
pd.set_option("mode.string_storage", "python")
# A report filters and groups tables of some thousand rows thousands of times. Texts kept by Arrow cost a conversion in
# each of these steps: with them as Python's own strings the cells of 31_marks take a fifth less time, 20_rating's a
# tenth. The values, their order and what is missing stay the same.

_DISTINCT = 100  # different wrong values of one column: after so many the rest is one line of the list


def read_column(cells: Cells, column: Column, origin: Origin, live: Mask) -> tuple[Any, Mask, list[Problem]]:
    """Read a column.

    Parameters
    ----------
    cells : array of object
        Plain cells, one a row.
    column : Column
    origin : Origin
        Of these rows.
    live : array of bool
        Rows that are still worth a complaint.

    Returns
    -------
    values : extension array of the column's dtype
        Missing where a cell is empty or faulty.
    bad : array of bool
        Rows whose cell is faulty, or empty although required.
    problems : list of Problem
    """
    if not all(type(cell) is str for cell in cells):
        cells = np.array([_text(cell, column.kind) for cell in cells], dtype=object)
    codes, distinct = pd.factorize(cells)
    readings = [read_cell(text, column) for text in distinct]
    values = _typed([reading.value for reading in readings], column.kind).take(codes)
    rows_of = _Places(codes, len(readings), live)
    tail = ROW_TAIL if column.required else VALUE_TAIL
    faulty = [code for code, reading in enumerate(readings) if reading.fault is not None]
    empty = [code for code, reading in enumerate(readings) if reading.value is None and reading.fault is None]
    findings = [(code, _of_fault(readings[code].fault, distinct[code], tail)) for code in faulty]
    problems = _listed(findings, rows_of, column, origin)
    bad = np.isin(codes, faulty)
    if column.required and empty:
        text = f"не заполнен обязательный столбец «{column.header}». {requirement(column)}"
        finding = Finding(Reason.VALUE_MISSING, Severity.ERROR, text, tail=_advised("Заполните", tail))
        problems += origin.of_cells(column.name, rows_of.of(*empty), finding)
        bad |= np.isin(codes, empty)
    problems += _repaired(readings, distinct, rows_of, column, origin)
    return values, bad, problems


class _Places:
    """Rows of each distinct value, found by one sort instead of one search a value."""

    def __init__(self, codes: npt.NDArray[np.int64], distinct: int, live: Mask) -> None:
        rows = np.flatnonzero(live)
        order = rows[np.argsort(codes[rows], kind="stable")]
        self._order = order
        self._starts = np.searchsorted(codes[order], np.arange(distinct + 1))

    def of(self, *codes: int) -> Positions:
        parts = [self._order[self._starts[code] : self._starts[code + 1]] for code in codes]
        return np.sort(np.concatenate(parts)) if parts else np.empty(0, dtype=np.int64)


def _text(cell: object, kind: Kind) -> str:
    """Write a cell as text, as a person would type it; codes keep a decimal point (КЭС 2.3), dates are ISO."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "да" if cell else "нет"
    if isinstance(cell, float):
        text = f"{cell:.0f}" if cell.is_integer() and abs(cell) < 1e15 else f"{cell:.15g}"
        return text.replace(".", ",") if kind in (Kind.NUMBER, Kind.INTEGER) else text
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ", timespec="seconds")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _typed(values: list[Any], kind: Kind) -> Any:
    if kind is Kind.DATE:
        return pd.Series(np.array(values, dtype="datetime64[us]")).array
    if kind is Kind.NUMBER:
        return pd.Series(np.array(values, dtype="float64")).array
    return pd.Series(values, dtype=kind.dtype).array


def _of_fault(fault: Fault | None, text: str, tail: tuple[str, str]) -> Finding:
    assert fault is not None
    if fault.hidden:
        return Finding(fault.reason, Severity.ERROR, fault.text, tail=tail)
    hint = f" Возможно, имелось в виду «{fault.suggestion}»." if fault.suggestion else ""
    return Finding(
        fault.reason, Severity.ERROR, fault.text + hint, shown(text), fault.suggestion, _advised("Исправьте", tail)
    )


def _advised(verb: str, tail: tuple[str, str]) -> tuple[str, str]:
    return f"{verb} ячейку. {tail[0]}", f"{verb} ячейки. {tail[1]}"


def _listed(findings: list[tuple[int, Finding]], rows_of: _Places, column: Column, origin: Origin) -> list[Problem]:
    """List each wrong value with its cells; after a hundred different ones the rest of a reason becomes one line."""
    problems: list[Problem] = []
    for reason in dict.fromkeys(finding.reason for _, finding in findings):
        same = [(code, finding) for code, finding in findings if finding.reason is reason]
        alone, rest = same[:_DISTINCT], same[_DISTINCT:]
        if reason is Reason.NAME_NOT_CODE:
            alone, rest = [], same
        for code, finding in alone:
            problems += origin.of_cells(column.name, rows_of.of(code), finding)
        if rest:
            first = rest[0][1]
            if reason is not Reason.NAME_NOT_CODE:
                first = replace(first, text=f"например, {first.text}")
            problems += origin.of_cells(column.name, rows_of.of(*(code for code, _ in rest)), first)
    return problems


def _repaired(
    readings: list[Reading], distinct: Any, rows_of: _Places, column: Column, origin: Origin
) -> list[Problem]:
    sorts: dict[tuple[str, ...], list[int]] = {}
    for code, reading in enumerate(readings):
        if reading.repairs and (reading.value is not None or not column.required):
            sorts.setdefault(reading.repairs, []).append(code)
    problems: list[Problem] = []
    for codes in sorts.values():
        rows = rows_of.of(*codes)
        if len(rows) > _ONE_BY_ONE:
            finding = _of_repair(readings[codes[0]], distinct[codes[0]])
            if len(codes) > 1:
                finding = replace(finding, text=f"например, {finding.text}")
            problems += origin.of_cells(column.name, rows, finding)
            continue
        for code in codes:
            problems += origin.of_cells(column.name, rows_of.of(code), _of_repair(readings[code], distinct[code]))
    return problems


def _of_repair(reading: Reading, text: str) -> Finding:
    value = _as_written(reading.value)
    what = f" прочитано как «{shown(value)}»" if value else " прочитано как пустая ячейка"
    if shown(value) == shown(text):  # the difference is not to be seen
        what = ""
    return Finding(
        Reason.VALUE_REPAIRED,
        Severity.REPAIR,
        f"«{shown(text)}»{what}: {', '.join(reading.repairs)}. Исправлять файл не обязательно.",
        shown(text),
        shown(value),
    )


def _as_written(value: object) -> str:
    """Write a value as the form shows it: 01.11.2025, 58,4."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    return f"{value:.15g}".replace(".", ",") if isinstance(value, float) else str(value)
