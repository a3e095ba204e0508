"""The numbers of a report in one table, and the same numbers for the machine that collects reports.

Apart because this block is the only one that carries data besides HTML: the runner reads them from the cell's output.
"""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from workbook.display import numbers
from workbook.display.blocks import Block
from workbook.display.tables import Table, col
from workbook.estimates import RESULT_COLUMNS

__all__ = ["RESULTS_MIME", "Results"]

RESULTS_MIME = "application/vnd.workbook.results+json"
"""The type under which a notebook's output holds its tidy results."""


_DIGITS = {"шт.": 0, "чел.": 0, "отметка": 2, "": None, "единиц": None}
"""Decimal places by unit; None writes as many as the value has, at most two."""

_OF_FRACTION = {"баллов": "балла", "единиц": "единицы"}
"""A fraction takes the genitive singular: «76,7 балла»."""


class Results(Block):
    """«Показатели отчёта»: a compact table, and the tidy rows for the results store.

    Parameters
    ----------
    frame : DataFrame
        From :func:`workbook.estimates.results_table`.
    limit : int or None
        Rows shown; the rows for the machine are always all.
    """

    def __init__(self, frame: pd.DataFrame, limit: int | None = 60) -> None:
        absent = [name for name in RESULT_COLUMNS if name not in frame.columns]
        if absent:
            raise KeyError(f"results lack the columns {absent}")
        self.frame = frame[list(RESULT_COLUMNS)].reset_index(drop=True)
        self.limit = limit

    def body(self) -> str:
        """Return the table that people read."""
        shown = pd.DataFrame(
            {
                "title": self.frame["title"],
                "group": self.frame["group"].where(self.frame["group"] != "", "школа"),
                "value": [_value(row) for row in self.frame.itertuples()],
                "low": self.frame["low"],
                "high": self.frame["high"],
                "n": self.frame["n"].astype("Int64").mask(self.frame["n"] == 0),
                "verdict": self.frame["verdict"],
                "note": self.frame["note"],
            }
        )
        columns = {
            "title": col("Показатель"),
            "group": col("Группа"),
            "value": col("Значение", align="right"),
            "interval": col("Интервал 95 %", "interval", low="low", high="high"),
            "n": col("n", "int"),
            "verdict": col("Вывод", "flag"),
        }
        if (shown["note"] != "").any():
            columns["note"] = col("Примечание")
        return Table(shown, columns, caption="Показатели отчёта", limit=self.limit).body()

    def records(self) -> list[dict[str, Any]]:
        """Return the rows as plain values; a missing number is None."""
        return [{str(name): _plain(value) for name, value in row.items()} for row in self.frame.to_dict("records")]

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:  # noqa: ARG002
        return {"text/html": self.html(), "text/plain": repr(self), RESULTS_MIME: self.records()}


def _value(row: Any) -> str:
    text = numbers.number(row.value, _DIGITS.get(row.unit, 1))
    if row.unit in ("", "отметка") or text == numbers.MISSING:
        return text
    unit = _OF_FRACTION.get(row.unit, row.unit) if "," in text else row.unit
    return f"{text}{numbers.NBSP}{unit}"


def _plain(value: Any) -> Any:
    value = value.item() if hasattr(value, "item") else value
    return None if value is pd.NA or (isinstance(value, float) and not math.isfinite(value)) else value
