"""A cut score: where a mark begins on the scale of sums, how sure that is, and in which whole point it ends up.

Apart from the methods because every one of them answers with such a value, and they are compared as such.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from workbook.errors import MissingData, Reason
from workbook.estimates import half_up, mean
from workbook.settings import StandardRules

__all__ = ["FEW", "MARKS", "OK", "REFUSED", "Cut", "cut_table", "final_round", "panel_cut", "rounded", "rows_of"]

MARKS = (3, 4, 5)
"""Marks that have a lower bound; below the first of them is «2»."""

OK, FEW, REFUSED = "есть", "мало данных", "не построен"


@dataclass(frozen=True)
class Cut:
    """The lower bound of a mark by one method.

    Attributes
    ----------
    method : str
        «Ангофф», «Эбел», «закладка», «Хофсти», «Бойк», «пограничная группа» or «обычные пороги».
    mark : int
        3, 4 or 5.
    value : float
        On the scale of the work; NaN when the method could not say.
    se, low, high : float
        Standard error and 95 % interval on the same scale; NaN when n does not allow them.
    n : int
        Experts, or pupils of the borderline group.
    verdict : str
        «есть», «мало данных» or «не построен».
    reason : str
        Russian sentence; empty when all is well.
    """

    method: str
    mark: int
    value: float
    se: float = math.nan
    low: float = math.nan
    high: float = math.nan
    n: int = 0
    verdict: str = OK
    reason: str = ""


def cut_table(cuts: Iterable[Cut]) -> pd.DataFrame:
    """Lay cuts in a table: method, mark, value, se, low, high, n, verdict, reason."""
    columns = [item.name for item in dataclasses.fields(Cut)]
    return pd.DataFrame([dataclasses.astuple(cut) for cut in cuts], columns=columns)


def rounded(value: float, rule: str) -> float:
    """Turn a cut into the least whole sum that earns the mark.

    Parameters
    ----------
    value : float
        The cut; NaN stays.
    rule : str
        «вверх», «к ближайшему» or «вниз» (``settings.standard.rounding``).

    Examples
    --------
    >>> rounded(12.3, "вверх"), rounded(12.3, "к ближайшему"), rounded(12.0, "вверх")
    (13.0, 12.0, 12.0)
    """
    if not math.isfinite(value):
        return math.nan
    if rule == "к ближайшему":
        return half_up(value)
    # A cut computed as 12.000000000001 is 12 for people.
    return float(math.ceil(value - 1e-9) if rule == "вверх" else math.floor(value + 1e-9))


def rows_of(judgements: pd.DataFrame, test: str, method: str) -> pd.DataFrame:
    """Take the judgements of one method about one work.

    Parameters
    ----------
    judgements : pandas.DataFrame
        fos, expert, method, round, mark, item, pupil, quantity, value.
    test, method : str

    Raises
    ------
    MissingData
        There are none.
    """
    rows = judgements[(judgements["fos"] == test) & (judgements["method"] == method)]
    rows = rows.dropna(subset=["expert", "mark", "value"])
    if rows.empty:
        raise MissingData(
            f"Суждений экспертов по методу «{method}» о работе «{test}» нет.", Reason.TABLE_EMPTY, ("judgements",)
        )
    return rows.astype({"mark": int, "value": float, "round": int, "expert": str}).reset_index(drop=True)


def final_round(rows: pd.DataFrame) -> pd.DataFrame:
    """Keep what each expert said last: the rows of the expert's highest round, mark by mark."""
    last = rows.groupby(["expert", "mark"])["round"].transform("max")
    return rows[rows["round"] == last].reset_index(drop=True)


def panel_cut(method: str, mark: Any, values: pd.Series[float], rules: StandardRules) -> Cut:
    """Average the experts' cuts, with the standard error across experts and Student's interval.

    Parameters
    ----------
    method : str
    mark : int
    values : pandas.Series
        One cut per expert.
    rules : StandardRules
        ``experts_n``: with fewer experts there is a value without an interval, and the verdict «мало данных».
    """
    found = mean(values)
    if found.n < rules.experts_n:
        reason = f"Экспертов {found.n}, нужно не меньше {rules.experts_n}: о разбросе мнений судить нельзя."
        return Cut(method, int(mark), found.value, n=found.n, verdict=FEW, reason=reason)
    error = float(values.std(ddof=1)) / math.sqrt(found.n)
    return Cut(method, int(mark), found.value, error, found.low, found.high, found.n)
