"""Direction over three to six years, without pretending that three points prove anything.

Apart because a straight line through few points is the most abused figure of school reports.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from workbook.estimates.intervals import Estimate

__all__ = ["Trend", "theil_sen"]


@dataclass(frozen=True, slots=True)
class Trend:
    """The slope of a short series.

    Attributes
    ----------
    slope : Estimate
        Median change per unit of time (Theil–Sen); ``low``, ``high`` are slopes between pairs of points.
    confidence : float
        The coverage that this number of points can give to that interval: two thirds for three points, about 0.92
        for four, at least what was asked for from five; nan for fewer than three.
    direction : str
        «рост», «снижение» — the interval excludes zero at the coverage asked for; «возможный рост», «возможное
        снижение» — every pair of points agrees, but the points are too few; «без изменений» — all equal; «колебания»
        — otherwise; «мало точек» — fewer than three.
    n : int
        Points used.
    """

    slope: Estimate
    confidence: float
    direction: str
    n: int


def theil_sen(times: Iterable[float], values: Iterable[float], *, confidence: float = 0.95) -> Trend:
    """Theil–Sen slope with an exact interval for few points (тренд по Тейлу — Сену).

    Parameters
    ----------
    times : iterable of float
        Years as numbers, all different.
    values : iterable of float
        The indicator; points with a missing value are left out.
    confidence : float
        Coverage asked for.

    Returns
    -------
    Trend

    Raises
    ------
    ValueError
        Unequal lengths or a repeated time.

    References
    ----------
    Sen P. K. (1968). Estimates of the regression coefficient based on Kendall's tau. JASA, 63, 1379–1389.

    Examples
    --------
    >>> t = theil_sen([2024, 2025, 2026], [90.0, 93.0, 94.0])
    >>> t.slope.value, t.direction, round(t.confidence, 2)
    (2.0, 'возможный рост', 0.67)
    """
    x, y = (pd.Series(list(side), dtype="float64").to_numpy() for side in (times, values))
    if len(x) != len(y):
        raise ValueError(f"{len(x)} times, {len(y)} values")
    kept = ~(np.isnan(x) | np.isnan(y))
    x, y = x[kept], y[kept]
    n = len(x)
    if len(set(x.tolist())) != n:
        raise ValueError("times repeat")
    slopes = sorted((y[j] - y[i]) / (x[j] - x[i]) for i, j in combinations(range(n), 2))
    value = float(np.median(slopes)) if slopes else math.nan
    if n < 3:
        return Trend(Estimate(value, math.nan, math.nan, n), math.nan, "мало точек", n)
    drop, reached = _ends(n, confidence)
    estimate = Estimate(value, float(slopes[drop]), float(slopes[-1 - drop]), n)
    return Trend(estimate, reached, _direction(estimate, reached >= confidence), n)


def _ends(n: int, confidence: float) -> tuple[int, float]:
    """How many slopes to drop at each end, and the coverage of what is left."""
    counts = np.array([1.0])
    for size in range(2, n + 1):
        counts = np.convolve(counts, np.ones(size)) / size
    tails = np.cumsum(counts)
    fitting = np.flatnonzero(1 - 2 * tails >= confidence)
    drop = int(fitting[-1]) if len(fitting) else 0
    return drop, float(1 - 2 * tails[drop])


def _direction(slope: Estimate, enough: bool) -> str:
    if slope.low == slope.high == 0:
        return "без изменений"
    if slope.low > 0:
        return "рост" if enough else "возможный рост"
    if slope.high < 0:
        return "снижение" if enough else "возможное снижение"
    return "колебания"
