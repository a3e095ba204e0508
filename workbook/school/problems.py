"""The complaint as a value: each trouble of reading is a :class:`Problem`, and a list of them is all that it says.

Apart from reading because forms, pages, the command line and the snapshot all carry the same list.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pandas as pd

from workbook.errors import Reason

__all__ = ["Problem", "Severity", "counted", "problems_json", "problems_table", "read_problems_json", "summary"]


class Severity(StrEnum):
    """How much a problem costs; the value is the Russian word that people read."""

    ERROR = "ошибка"
    WARNING = "предупреждение"
    REPAIR = "исправлено"


@dataclass(frozen=True, slots=True)
class Problem:
    """One trouble (or one repair) with its place and what to do about it.

    Attributes
    ----------
    file, sheet, cell : str
        Where: file name inside the school's folder, sheet title (empty for CSV and Parquet), address such as ``C17``
        (empty when the whole file or table is meant). A group of equal problems carries its first cell.
    header, value : str
        Russian header of the column and what stood in the cell; empty when the value must not be repeated (a name).
    reason : Reason
        Stable code.
    severity : Severity
        «ошибка», «предупреждение», «исправлено».
    message : str
        One to four Russian sentences: place, what came, what is allowed, what to do.
    suggestion : str
        The value that would pass, or empty.
    table, row, column : str, int or None, str
        English table name, row of the sheet as a person sees it, English column name.
    count : int
        How many cells the problem speaks for; more than one in a group of equal problems.
    cells : tuple of str
        Addresses of a group, the first thousand at most; empty for a single cell.
    """

    file: str
    sheet: str
    cell: str
    header: str
    value: str
    reason: Reason
    severity: Severity
    message: str
    suggestion: str = ""
    table: str = ""
    row: int | None = None
    column: str = ""
    count: int = 1
    cells: tuple[str, ...] = ()

    def as_mapping(self) -> dict[str, Any]:
        """Return plain values, ready for JSON."""
        return {name: _plain(getattr(self, name)) for name in self.__slots__}


_HEADERS = {
    "severity": "Важность",
    "file": "Файл",
    "sheet": "Лист",
    "cell": "Ячейка",
    "header": "Столбец",
    "value": "Значение",
    "message": "Что не так и что сделать",
    "suggestion": "Возможно",
    "count": "Ячеек",
    "reason": "Код правила",
}


def problems_table(problems: Iterable[Problem]) -> pd.DataFrame:
    """Lay problems out as a table with Russian headers, in the given order.

    Parameters
    ----------
    problems : iterable of Problem

    Returns
    -------
    DataFrame
        Columns «Важность», «Файл», «Лист», «Ячейка», «Столбец», «Значение», «Что не так и что сделать», «Возможно»,
        «Ячеек» (int64), «Код правила»; the rest is text.
    """
    listed = list(problems)
    columns = {
        header: pd.Series([_plain(getattr(item, name)) for item in listed], dtype="int64" if name == "count" else "str")
        for name, header in _HEADERS.items()
    }
    return pd.DataFrame(columns)


def problems_json(problems: Iterable[Problem]) -> str:
    """Write problems as JSON text with readable Cyrillic; :func:`read_problems_json` reads it back."""
    return json.dumps([item.as_mapping() for item in problems], ensure_ascii=False, indent=1)


def read_problems_json(text: str) -> tuple[Problem, ...]:
    """Read problems back from the text of :func:`problems_json`.

    Raises
    ------
    ValueError, TypeError, KeyError
        The text was not written by :func:`problems_json`.
    """
    return tuple(
        Problem(
            **{
                **entry,
                "reason": Reason(entry["reason"]),
                "severity": Severity(entry["severity"]),
                "cells": tuple(entry["cells"]),
            }
        )
        for entry in json.loads(text)
    )


def summary(problems: Sequence[Problem]) -> str:
    """Say in one Russian sentence how the data stand; counts are of cells, not of list rows.

    Examples
    --------
    >>> summary([])
    'Замечаний нет.'
    """
    tally = dict.fromkeys(Severity, 0)
    for item in problems:
        tally[item.severity] += item.count
    words = {
        Severity.ERROR: ("ошибка", "ошибки", "ошибок"),
        Severity.WARNING: ("предупреждение", "предупреждения", "предупреждений"),
        Severity.REPAIR: ("исправление", "исправления", "исправлений"),
    }
    parts = [counted(n, *words[severity]) for severity, n in tally.items() if n]
    if not parts:
        return "Замечаний нет."
    listed = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} и {parts[-1]}"
    if not tally[Severity.ERROR]:
        tail = "ошибок нет, все строки учтены" if not tally[Severity.WARNING] else "ошибок нет"
        return f"Найдено: {listed}; {tail}."
    return f"Найдено: {listed}; данные с ошибками в расчёт не входят."


def counted(n: int, one: str, few: str, many: str) -> str:
    """Join a count with its noun in the right Russian form.

    Examples
    --------
    >>> counted(21, "ячейка", "ячейки", "ячеек"), counted(12, "ячейка", "ячейки", "ячеек")
    ('21 ячейка', '12 ячеек')
    """
    tens, ones = n % 100, n % 10
    if ones == 1 and tens != 11:
        return f"{n} {one}"
    if 2 <= ones <= 4 and not 12 <= tens <= 14:
        return f"{n} {few}"
    return f"{n} {many}"


def _plain(value: object) -> Any:
    if isinstance(value, StrEnum):
        return str(value)
    return list(value) if isinstance(value, tuple) else value
