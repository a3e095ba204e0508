"""Schools side by side by one indicator: how sure each number is, and what cannot be told apart.

Apart from the context because here only chance is taken into account. A place never stands alone: it is given as the
range in which the places of all schools lie at once.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
import pandas as pd

from workbook.errors import MissingData, Reason
from workbook.estimates import NORMAL_95
from workbook.settings import DistrictRules, Settings

__all__ = ["INSIDE", "OUTSIDE", "WATCH", "Comparison", "comparable", "compare", "funnel_lines", "layers"]

INSIDE, WATCH, OUTSIDE = "в пределах случайного", "на границе случайного", "за пределами случайного"
_CONCLUSIONS = ("marker-", "criterion-")
"""Codes that conclude from other indicators and have tables of their own."""

_UNITS = ("%", "п.п.", "баллов", "отметка")
_FIRST = ("confirmed-percent", "balance-points", "general-quality-percent", "quality-percent", "success-percent")
_SAME = 1e-6
"""Percentage points by which the middle of a stored interval may differ from Wilson's: the store rounds nothing, and of
a large school the middle lies only thousandths of a point from the value, where an interval of a mean has it."""

_Floats = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, eq=False)
class Comparison:
    """Schools by one indicator.

    Attributes
    ----------
    indicator, title, unit : str
    target : float or None
        What the deficit map aims at.
    pooled : float
        Of the schools with enough data, sums first: ``Σ(value·n) / Σn``.
    share : bool
        A share with Wilson's interval; otherwise a mean.
    spread : float
        For a mean: the standard deviation of one observation within schools; nan for a share.
    table : DataFrame
        Index school; columns value, low, high (95 %), n, size (effective number of observations), sure_low, sure_high
        (all schools at once), place_from, place_to (counted from the largest value), zone, side («выше», «ниже»),
        verdict (of the school's own report), note. Only schools with enough data.
    hidden : tuple of str
        Codes of schools with too few observations: no number of theirs is anywhere in this value.
    """

    indicator: str
    title: str
    unit: str
    target: float | None
    pooled: float
    share: bool
    spread: float
    table: pd.DataFrame
    hidden: tuple[str, ...]


def comparable(rows: pd.DataFrame, settings: Settings) -> dict[str, str]:
    """List the indicators that at least two schools have with an interval and enough data: code → title."""
    whole = _whole(rows)
    kept = whole.loc[_enough(whole, settings.privacy.small_cell)]
    counted = kept.groupby("indicator")["school"].nunique()
    titles = kept.drop_duplicates("indicator", keep="last").set_index("indicator")["title"]
    known = [str(code) for code in counted.index[counted.ge(2)]]
    first = [code for code in _FIRST if code in known]
    rest = sorted(set(known) - set(first), key=lambda code: str(titles[code]))
    offered: dict[str, str] = {}
    for code in (*first, *rest):
        if str(titles[code]) not in offered.values():  # two reports may give the same indicator codes of their own
            offered[code] = str(titles[code])
    return offered


def compare(rows: pd.DataFrame, indicator: str, settings: Settings, target: float | None = None) -> Comparison:
    """Set schools side by side by one indicator.

    Parameters
    ----------
    rows : DataFrame
        Settled rows of one year; only those of whole schools with an interval are taken.
    indicator : str
        Code.
    settings : Settings
        ``privacy.small_cell`` and the rules of the municipality.
    target : float, optional

    Returns
    -------
    Comparison

    Raises
    ------
    MissingData
        Fewer than two schools have the indicator with an interval and enough data.

    Notes
    -----
    Twelve marks of a pupil are not twelve observations, and the intervals of the store know it: the effective number
    of observations is read back from Wilson's interval. Limits of the funnel: exact binomial tails at that number,
    for a mean normal ones with the spread within schools (Spiegelhalter, *Statistics in Medicine* 24, 2005,
    1185–1202). Places: the joint confidence region of Klein, Wright, Wieczorek (*JRSS C* 69, 2020, 589–606) from
    intervals at the confidence ``1 − (1 − α)^(1/J)``.
    """
    mine = _whole(rows)
    mine = mine.loc[mine["indicator"].eq(indicator)].drop_duplicates("school", keep="last")
    enough = _enough(mine, settings.privacy.small_cell)
    table = mine.loc[enough].set_index("school").sort_index()
    if len(table) < 2:
        raise MissingData(
            "Показатель с интервалом и достаточным числом наблюдений есть меньше чем у двух школ: сравнивать нечего.",
            Reason.TABLE_EMPTY,
        )
    unit, title = str(table["unit"].iloc[-1]), str(table["title"].iloc[-1])
    value, low, high, n = (table[name].to_numpy("float64") for name in ("value", "low", "high", "n"))
    share = _is_share(value, low, high, unit)
    error = (high - low) / (2 * NORMAL_95)
    size = _effective(value, low, high) if share else n
    spread = math.nan if share else math.sqrt(float((error**2 * n * n).sum() / n.sum()))
    pooled = float((value * n).sum() / n.sum())
    rules = settings.district
    sure_low, sure_high = _sure(value, error, size, share, rules)
    zone, side = _zones(value, size, pooled, spread, rules)
    found = pd.DataFrame(
        {
            "value": value, "low": low, "high": high, "n": n.astype(int), "size": size, "sure_low": sure_low,
            "sure_high": sure_high, **_places(sure_low, sure_high), "zone": zone, "side": side,
            "verdict": table["verdict"].to_numpy(), "note": table["note"].to_numpy(),
        },
        index=table.index,
    )  # fmt: skip
    hidden = tuple(sorted(mine.loc[~enough, "school"]))
    return Comparison(indicator, title, unit, target, pooled, share, spread, found, hidden)


def funnel_lines(found: Comparison, sizes: Sequence[float], confidence: float) -> tuple[_Floats, _Floats]:
    """Return the lower and upper limit of the funnel at these effective sizes, in the unit of the indicator."""
    n = np.asarray(sizes, "float64")
    tail = (1 - confidence / 100) / 2
    if not found.share:
        half = NormalDist().inv_cdf(1 - tail) * found.spread / np.sqrt(n)
        return found.pooled - half, found.pooled + half
    p = found.pooled / 100
    low, high = np.zeros_like(n), n.copy()
    for _ in range(50):  # halve the range of counts: the tails are monotonous and have no closed inverse
        middle = (low + high) / 2
        inside = _below(middle, n, p) > tail
        low, high = np.where(inside, low, middle), np.where(inside, middle, high)
    lower = 100 * np.where(_below(np.zeros_like(n), n, p) > tail, 0.0, low) / n
    low, high = np.zeros_like(n), n.copy()
    for _ in range(50):
        middle = (low + high) / 2
        inside = _above(middle, n, p) > tail
        low, high = np.where(inside, middle, low), np.where(inside, high, middle)
    return lower, 100 * np.where(_above(n, n, p) > tail, n, high) / n


def layers(table: pd.DataFrame) -> list[list[str]]:
    """Part schools into groups that do not overlap: within a group no gap is sure, between groups every one is.

    Parameters
    ----------
    table : DataFrame
        :attr:`Comparison.table`.

    Returns
    -------
    list of list of str
        Codes, the group of the smallest values first; one group when nothing can be parted.
    """
    groups: list[list[str]] = []
    reach = -math.inf
    for row in table.sort_values("sure_low").itertuples():
        if not groups or float(row.sure_low) > reach:  # type: ignore[arg-type]
            groups.append([])
        groups[-1].append(str(row.Index))
        reach = max(reach, float(row.sure_high))  # type: ignore[arg-type]
    return groups


def _whole(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of whole schools that carry an interval in a unit that can be compared."""
    return rows.loc[
        rows["group"].eq("") & ~rows["indicator"].str.startswith(_CONCLUSIONS) & rows["unit"].isin(_UNITS)
        & rows["value"].notna() & rows["low"].notna() & rows["high"].gt(rows["low"])
    ]  # fmt: skip


def _enough(rows: pd.DataFrame, least: int) -> pd.Series:
    """Whether enough independent observations stand behind a row, not only enough marks."""
    value, low, high = (rows[name].to_numpy("float64") for name in ("value", "low", "high"))
    size = np.full(len(rows), np.inf)
    percents = rows["unit"].eq("%").to_numpy()
    close = percents & _wilson_fits(value, low, high)
    size[close] = _effective(value[close], low[close], high[close])
    return rows["n"].ge(least) & pd.Series(size >= least - 0.5, index=rows.index)


def _effective(value: _Floats, low: _Floats, high: _Floats) -> _Floats:
    """Number of independent observations at which Wilson's interval is as wide as the stored one."""
    a = _wilson_ratio(value, low, high)
    return np.asarray(NORMAL_95**2 / a)


def _wilson_ratio(value: _Floats, low: _Floats, high: _Floats) -> _Floats:
    """Solve ``h²(1+a)² = a·p(1−p) + a²/4`` for ``a = z²/n``, h half the width of the interval."""
    p, h = value / 100, np.minimum((high - low) / 200, 0.4999)
    two, one, none = h**2 - 0.25, 2 * h**2 - p * (1 - p), h**2
    root = np.sqrt(np.maximum(one**2 - 4 * two * none, 0))
    return np.asarray((-one - root) / (2 * two))


def _wilson_fits(value: _Floats, low: _Floats, high: _Floats) -> np.ndarray[Any, np.dtype[np.bool_]]:
    a = _wilson_ratio(value, low, high)
    centre = 100 * (value / 100 + a / 2) / (1 + a)
    return np.asarray(np.abs(centre - (low + high) / 2) < _SAME)


def _is_share(value: _Floats, low: _Floats, high: _Floats, unit: str) -> bool:
    """Whether all the intervals are Wilson's; one of a mean is symmetric and would not fit."""
    return unit == "%" and bool(_wilson_fits(value, low, high).all())


def _sure(value: _Floats, error: _Floats, size: _Floats, share: bool, rules: DistrictRules) -> tuple[_Floats, _Floats]:
    """Intervals that hold for all schools at once with the confidence asked for (Šidák)."""
    each = (rules.together / 100) ** (1 / len(value))
    z = NormalDist().inv_cdf(0.5 + each / 2)
    if not share:
        return value - z * error, value + z * error
    p = value / 100
    centre = (p + z * z / (2 * size)) / (1 + z * z / size)
    half = z * np.sqrt(p * (1 - p) / size + z * z / (4 * size**2)) / (1 + z * z / size)
    return 100 * np.maximum(centre - half, 0), 100 * np.minimum(centre + half, 1)


def _places(low: _Floats, high: _Floats) -> dict[str, np.ndarray[Any, np.dtype[np.int64]]]:
    """From one more than the schools surely above to as many as are not surely below."""
    schools = len(low)
    above = schools - np.searchsorted(np.sort(low), high, side="right")
    below = np.searchsorted(np.sort(high), low, side="left")
    return {"place_from": (1 + above).astype("int64"), "place_to": (schools - below).astype("int64")}


def _zones(
    value: _Floats, size: _Floats, pooled: float, spread: float, rules: DistrictRules
) -> tuple[list[str], list[str]]:
    if math.isnan(spread):
        k = np.clip(value / 100 * size, 0, size)
        tail = np.minimum(_below(k, size, pooled / 100), _above(k, size, pooled / 100))
    else:
        from scipy.special import ndtr

        tail = ndtr(-np.abs(value - pooled) * np.sqrt(size) / spread)
    inner, outer = ((1 - limit / 100) / 2 for limit in (rules.inner, rules.outer))
    zones = [OUTSIDE if one <= outer else WATCH if one <= inner else INSIDE for one in tail]
    return zones, ["выше" if one > pooled else "ниже" for one in value]


def _below(k: _Floats, n: _Floats, p: float) -> _Floats:
    """``P(X ≤ k)`` of the binomial law, continued to sizes that are no whole numbers."""
    from scipy.special import betainc

    return np.asarray(np.where(k >= n, 1.0, betainc(np.maximum(n - k, 1e-9), k + 1, 1 - p)))


def _above(k: _Floats, n: _Floats, p: float) -> _Floats:
    """``P(X ≥ k)``."""
    from scipy.special import betainc

    return np.asarray(np.where(k <= 0, 1.0, betainc(np.maximum(k, 1e-9), n - k + 1, p)))
