"""The tidy results of a report: one number a row, in the same columns for every notebook.

Apart because the runner stores these rows and the district notebook reads them, whatever method made them.
"""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

__all__ = ["RESULT_COLUMNS", "VERDICTS", "Result", "results_table"]

VERDICTS = ("", "хорошо", "внимание", "плохо", "мало данных")
"""What a row may say about its value; an empty verdict states a fact only."""

_HEADLINES = 4
_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Result:
    """One number of a report, ready to be stored and compared with other schools.

    Attributes
    ----------
    indicator : str
        Stable English code in kebab-case: ``"quality-percent"``.
    title : str
        Russian name that people read.
    value : float
        In ``unit``; nan when the data did not allow it.
    group : str
        What part of the school it is about («7 А», «математика»); empty for the whole school.
    low, high : float
        The interval, nan when there is none.
    n : int
        Observations behind the value.
    unit : str
        «%», «баллов», «отметка», «шт.»; empty for a pure number.
    headline : bool
        Shown on the index page; at most four in a report.
    verdict : str
        One of :data:`VERDICTS`.
    note : str
        One Russian remark.
    """

    indicator: str
    title: str
    value: float
    group: str = ""
    low: float = math.nan
    high: float = math.nan
    n: int = 0
    unit: str = ""
    headline: bool = False
    verdict: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse a code that would not be stable and a verdict that no page can show."""
        if not _CODE.fullmatch(self.indicator):
            raise ValueError(f"indicator must be kebab-case: {self.indicator!r}")
        if self.verdict not in VERDICTS:
            raise ValueError(f"unknown verdict: {self.verdict!r}")


RESULT_COLUMNS = tuple(item.name for item in dataclasses.fields(Result))
"""Columns of the results table, in order."""

_DTYPES = {
    "indicator": "str", "title": "str", "value": "float64", "group": "str", "low": "float64", "high": "float64",
    "n": "int64", "unit": "str", "headline": "bool", "verdict": "str", "note": "str",
}  # fmt: skip


def results_table(rows: Iterable[Result]) -> pd.DataFrame:
    """Put results in the table that the results store takes.

    Parameters
    ----------
    rows : iterable of Result

    Returns
    -------
    DataFrame
        Columns :data:`RESULT_COLUMNS` with fixed types, also when there are no rows.

    Raises
    ------
    ValueError
        Two rows with the same indicator and group, or more than four headlines.
    """
    rows = list(rows)
    if sum(row.headline for row in rows) > _HEADLINES:
        raise ValueError(f"more than {_HEADLINES} headlines")
    keys = [(row.indicator, row.group) for row in rows]
    doubles = sorted({key for key in keys if keys.count(key) > 1})
    if doubles:
        raise ValueError(f"results repeat: {doubles}")
    columns = {name: pd.Series([getattr(row, name) for row in rows], dtype=_DTYPES[name]) for name in RESULT_COLUMNS}
    return pd.DataFrame(columns)
