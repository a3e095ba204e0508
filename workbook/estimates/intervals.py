"""A number and how far it can be trusted: every share and mean comes with its interval and n.

Apart because the kit never shows a bare percentage of nine pupils, and this is the one value that prevents it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["NORMAL_95", "Estimate", "difference", "mean", "mean_difference", "mean_table", "share", "share_table"]

NORMAL_95 = NormalDist().inv_cdf(0.975)
"""Standard errors on each side of a normal 95 % interval, 1.96."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value, the interval around it and the number of observations behind it.

    Attributes
    ----------
    value, low, high : float
        In the unit of the quantity (shares in percent, 0..100); nan where n does not allow to say.
    n : int
        Observations used.
    """

    value: float
    low: float
    high: float
    n: int

    @property
    def known(self) -> bool:
        """Whether both ends of the interval exist."""
        return math.isfinite(self.low) and math.isfinite(self.high)

    def excludes(self, target: float) -> bool:
        """Whether the interval exists and lies wholly above or wholly below the target."""
        return self.known and not self.low <= target <= self.high


def _z(confidence: float) -> float:
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1: {confidence}")
    return NormalDist().inv_cdf(0.5 + confidence / 2)


def _t(df: Any, confidence: float) -> Any:
    # Imported here: scipy.special takes as long to open as the rest of this package, and shares do not need it.
    from scipy.special import stdtrit

    return stdtrit(df, 0.5 + confidence / 2)


def share(successes: int, n: int, *, confidence: float = 0.95) -> Estimate:
    """Share in percent with Wilson's interval (доля и доверительный интервал Уилсона).

    Parameters
    ----------
    successes, n : int
        Counts; ``0 <= successes <= n``.
    confidence : float
        Coverage of the interval.

    Returns
    -------
    Estimate
        In percent; all nan when ``n`` is 0.

    Raises
    ------
    ValueError
        Counts that cannot be.

    References
    ----------
    Wilson E. B. (1927). Probable inference, the law of succession, and statistical inference. JASA, 22, 209–212.
    Checked against methods.md §2.4: 9/30, 30/100, 3/10.

    Examples
    --------
    >>> e = share(9, 30)
    >>> round(e.value, 1), round(e.low, 1), round(e.high, 1), e.n
    (30.0, 16.7, 47.9, 30)
    """
    if n < 0 or not 0 <= successes <= n:
        raise ValueError(f"impossible counts: {successes} of {n}")
    value, low, high = _wilson(np.array([successes], dtype="float64"), np.array([n], dtype="float64"), _z(confidence))
    return Estimate(float(value[0]), float(low[0]), float(high[0]), int(n))


def share_table(frame: pd.DataFrame, successes: str, n: str, *, confidence: float = 0.95) -> pd.DataFrame:
    """Add ``percent``, ``low``, ``high`` (percent, Wilson) to a table of counts.

    Parameters
    ----------
    frame : DataFrame
        One group a row.
    successes, n : str
        Columns with the counts. A missing count gives missing results; so does n = 0.
    confidence : float
        Coverage of each interval.

    Returns
    -------
    DataFrame
        A copy with three more float64 columns.

    Raises
    ------
    ValueError
        Some row counts more successes than pupils, or a negative number.

    Examples
    --------
    >>> share_table(pd.DataFrame({"k": [3], "n": [10]}), "k", "n").round(1).iloc[0].tolist()
    [3.0, 10.0, 30.0, 10.8, 60.3]
    """
    k = np.asarray(frame[successes].astype("float64").to_numpy(na_value=np.nan), "float64")
    whole = np.asarray(frame[n].astype("float64").to_numpy(na_value=np.nan), "float64")
    if ((k < 0) | (whole < 0) | (k > whole)).any():
        raise ValueError(f"impossible counts in columns {successes!r} of {n!r}")
    value, low, high = _wilson(k, whole, _z(confidence))
    return frame.assign(percent=value, low=low, high=high)


_Array = np.ndarray[Any, np.dtype[np.float64]]


def _wilson(k: _Array, n: _Array, z: float) -> tuple[_Array, _Array, _Array]:
    with np.errstate(divide="ignore", invalid="ignore"):
        p = k / n
        centre = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    # At 0 and n the formula gives the ends exactly; rounding errors must not push the value outside its interval.
    low = np.where(k == 0, 0.0 * p, np.minimum(centre - half, p))
    high = np.where(k == n, 1.0 * p, np.maximum(centre + half, p))
    return 100 * p, 100 * low, 100 * high


def _numbers(values: Iterable[float] | pd.Series) -> _Array:
    column = values if isinstance(values, pd.Series) else pd.Series(list(values), dtype="float64")
    array = column.astype("float64").to_numpy(na_value=np.nan)
    return np.asarray(array[~np.isnan(array)], dtype="float64")


def mean(values: Iterable[float] | pd.Series, *, confidence: float = 0.95) -> Estimate:
    """Mean with Student's interval, x̄ ± t·s/√n (среднее и доверительный интервал).

    Parameters
    ----------
    values : iterable of float
        Observations; missing ones are left out.
    confidence : float
        Coverage of the interval.

    Returns
    -------
    Estimate
        In the unit of the values. One observation gives a value without an interval, none gives nan.

    References
    ----------
    Student (1908). The probable error of a mean. Biometrika, 6, 1–25.

    Examples
    --------
    >>> e = mean([3, 4, 5])
    >>> round(e.value, 2), round(e.low, 2), round(e.high, 2), e.n
    (4.0, 1.52, 6.48, 3)
    """
    x = _numbers(values)
    n = len(x)
    if n == 0:
        return Estimate(math.nan, math.nan, math.nan, 0)
    centre = float(x.mean())
    if n == 1:
        return Estimate(centre, math.nan, math.nan, 1)
    half = float(_t(n - 1, confidence)) * float(x.std(ddof=1)) / math.sqrt(n)
    return Estimate(centre, centre - half, centre + half, n)


def mean_table(
    frame: pd.DataFrame, value: str, by: list[str], *, confidence: float = 0.95, observed: bool = True
) -> pd.DataFrame:
    """Mean, standard deviation and Student's interval of a column in each group.

    Parameters
    ----------
    frame : DataFrame
        One observation a row.
    value : str
        Numeric column; rows where it is missing are left out.
    by : list of str
        Grouping columns.
    confidence : float
        Coverage of each interval.
    observed : bool
        Of categorical grouping columns, show only combinations that occur.

    Returns
    -------
    DataFrame
        Columns of ``by``, then ``mean``, ``sd``, ``low``, ``high`` (unit of the value) and ``n``; groups sorted.
    """
    kept = frame.dropna(subset=[value]).astype({value: "float64"})
    table = kept.groupby(by, observed=observed)[value].agg(mean="mean", sd="std", n="count").reset_index()
    n = table["n"].to_numpy(dtype="float64")
    t = np.asarray(_t(np.where(n > 1, n - 1, np.nan), confidence), dtype="float64")
    half = t * table["sd"].to_numpy(dtype="float64") / np.sqrt(n)
    table = table.assign(low=table["mean"] - half, high=table["mean"] + half)
    return table[[*by, "mean", "sd", "low", "high", "n"]]


def difference(successes: int, n: int, successes_2: int, n_2: int, *, confidence: float = 0.95) -> Estimate:
    """First share minus second share in percentage points, independent groups (разность долей).

    Parameters
    ----------
    successes, n, successes_2, n_2 : int
        Counts of the first and of the second group.
    confidence : float
        Coverage of the interval.

    Returns
    -------
    Estimate
        In percentage points; ``n`` is the size of both groups together.

    References
    ----------
    Newcombe R. G. (1998). Interval estimation for the difference between independent proportions. Statistics in
    Medicine, 17, 873–890, method 10; its example 56/70 against 48/80 gives 20,0 (5,2–33,4).

    Examples
    --------
    >>> e = difference(56, 70, 48, 80)
    >>> round(e.value, 1), round(e.low, 1), round(e.high, 1)
    (20.0, 5.2, 33.4)
    """
    one, two = share(successes, n, confidence=confidence), share(successes_2, n_2, confidence=confidence)
    gap = one.value - two.value
    low = gap - math.hypot(one.value - one.low, two.high - two.value)
    high = gap + math.hypot(one.high - one.value, two.value - two.low)
    return Estimate(gap, low, high, int(n + n_2))


def mean_difference(
    first: Iterable[float] | pd.Series, second: Iterable[float] | pd.Series, *, confidence: float = 0.95
) -> Estimate:
    """First mean minus second mean of independent groups with unequal spreads (разность средних).

    Parameters
    ----------
    first, second : iterable of float
        Observations; missing ones are left out.
    confidence : float
        Coverage of the interval.

    Returns
    -------
    Estimate
        In the unit of the values; without an interval when a group has fewer than two observations.

    References
    ----------
    Welch B. L. (1947). The generalization of Student's problem. Biometrika, 34, 28–35.
    """
    a, b = _numbers(first), _numbers(second)
    n = len(a) + len(b)
    if not len(a) or not len(b):
        return Estimate(math.nan, math.nan, math.nan, n)
    gap = float(a.mean() - b.mean())
    if len(a) < 2 or len(b) < 2:
        return Estimate(gap, math.nan, math.nan, n)
    va, vb = float(a.var(ddof=1)) / len(a), float(b.var(ddof=1)) / len(b)
    if va + vb == 0:
        return Estimate(gap, gap, gap, n)
    df = (va + vb) ** 2 / (va**2 / (len(a) - 1) + vb**2 / (len(b) - 1))
    half = float(_t(df, confidence)) * math.sqrt(va + vb)
    return Estimate(gap, gap - half, gap + half, n)
