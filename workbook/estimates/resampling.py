"""Intervals for statistics that have no formula: a seeded bootstrap in plain NumPy.

Apart from the formulas because it costs time and needs a seed; seaborn's own bootstraps are neither seeded nor fast.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from workbook.estimates.intervals import Estimate

__all__ = ["bootstrap"]

_CELLS = 4_000_000
"""Resampled numbers held in memory at once (32 MB)."""


def bootstrap(
    data: pd.Series | pd.DataFrame | np.ndarray[Any, Any] | list[float],
    statistic: Callable[..., Any],
    *,
    seed: int,
    draws: int = 1000,
    confidence: float = 0.95,
) -> Estimate:
    """Percentile bootstrap interval of any statistic of independent observations.

    Parameters
    ----------
    data : one-dimensional numbers, or a DataFrame with one observation a row
        Missing numbers are left out; a DataFrame is taken as it is.
    statistic : callable
        For numbers: takes an array and, if it has an argument ``axis`` (as NumPy's functions do), is called once for
        many resamples. For a DataFrame: takes the resampled frame and returns a number.
    seed : int
        The same seed gives the same interval.
    draws : int
        Resamples.
    confidence : float
        Coverage of the interval.

    Returns
    -------
    Estimate
        The statistic of the data and the interval; without an interval when there are fewer than two observations
        or the statistic was missing in more than a tenth of the resamples.

    References
    ----------
    Efron B., Tibshirani R. (1993). An Introduction to the Bootstrap, ch. 13.

    Examples
    --------
    >>> e = bootstrap([1.0, 2.0, 3.0, 4.0, 5.0], np.median, seed=1)
    >>> e.value, e.low <= e.value <= e.high
    (3.0, True)
    """
    if draws < 1:
        raise ValueError(f"draws must be positive: {draws}")
    rng = np.random.default_rng(seed)
    if isinstance(data, pd.DataFrame):
        n = len(data)
        value = float(statistic(data)) if n else math.nan
        found = [float(statistic(data.iloc[rng.integers(0, n, n)])) for _ in range(draws)] if n > 1 else []
        return _percentile(value, np.array(found, dtype="float64"), n, confidence)
    x = pd.Series(data).astype("float64").to_numpy(na_value=np.nan)
    x = x[~np.isnan(x)]
    n = len(x)
    value = float(statistic(x)) if n else math.nan
    if n < 2:
        return Estimate(value, math.nan, math.nan, n)
    by_axis = _takes_axis(statistic)
    step = max(1, _CELLS // n)
    pieces = []
    for start in range(0, draws, step):
        sample = x[rng.integers(0, n, (min(step, draws - start), n))]
        pieces.append(statistic(sample, axis=-1) if by_axis else [statistic(row) for row in sample])
    return _percentile(value, np.concatenate([np.asarray(piece, dtype="float64") for piece in pieces]), n, confidence)


def _takes_axis(statistic: Callable[..., Any]) -> bool:
    try:
        return "axis" in inspect.signature(statistic).parameters
    except ValueError:
        return False


def _percentile(value: float, found: np.ndarray[Any, Any], n: int, confidence: float) -> Estimate:
    good = found[np.isfinite(found)]
    if n < 2 or len(good) < 0.9 * len(found):
        return Estimate(value, math.nan, math.nan, n)
    tail = (1 - confidence) / 2
    low, high = np.quantile(good, [tail, 1 - tail])
    return Estimate(value, float(low), float(high), n)
