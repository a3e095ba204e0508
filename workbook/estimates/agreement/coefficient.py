"""A coefficient of agreement as a value, and the bootstrap over units that gives it an interval.

Apart from the coefficients because each of them is only a formula; what a refusal or an interval looks like is here.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbook.errors import DataRefused, Reason

__all__ = ["Bootstrap", "Coefficient", "Floats", "Ratings", "complete", "estimated", "matrix", "undefined"]

Floats = NDArray[np.float64]
Ratings = pd.DataFrame | NDArray[Any]

_DEFINED = 0.9
"""Part of the resamples in which a coefficient must exist for an interval to be given."""

_CELLS = 4_000_000
"""Numbers of the resamples held in memory at once (32 MB)."""


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A coefficient of agreement with its interval.

    Attributes
    ----------
    value, low, high : float
        1 is perfect agreement; nan where the data do not allow to say.
    units, raters : int
        Units (objects, criteria, items) and raters behind the value.
    reason : str
        Russian sentence: why there is no value or no interval; empty when both exist or no interval was asked for.
    """

    value: float
    low: float
    high: float
    units: int
    raters: int
    reason: str = ""

    @property
    def known(self) -> bool:
        """Whether the value exists."""
        return math.isfinite(self.value)


@dataclass(frozen=True, slots=True)
class Bootstrap:
    """How an interval is resampled: percentile bootstrap over units (критерии, задания), raters fixed.

    Attributes
    ----------
    seed : int
        The same seed gives the same interval.
    draws : int
        Resamples.
    confidence : float
        Coverage of the interval.

    References
    ----------
    Efron B., Tibshirani R. (1993). An Introduction to the Bootstrap, ch. 13. With a dozen units the interval is
    somewhat too narrow; reports call it «ориентировочно».
    """

    seed: int = 1
    draws: int = 1000
    confidence: float = 0.95

    def weights(self, units: int) -> Floats:
        """Return how often each unit stands in each resample, shape (draws, units)."""
        if self.draws < 1:
            raise ValueError(f"draws must be positive: {self.draws}")
        rng = np.random.default_rng(self.seed)
        return rng.multinomial(units, np.full(units, 1 / units), size=self.draws).astype("float64")


def matrix(ratings: Ratings) -> Floats:
    """Return ratings as numbers, units × raters, gaps as nan.

    Raises
    ------
    DataRefused
        Text or infinity among the ratings.
    ValueError
        Not a table with two sides.
    """
    try:
        if isinstance(ratings, pd.DataFrame):
            values = ratings.astype("float64").to_numpy(na_value=np.nan)
        else:
            values = np.asarray(ratings, dtype="float64")
    except (TypeError, ValueError) as error:
        raise DataRefused("Оценка — число или пустая ячейка, а среди оценок есть текст.", Reason.VALUE_TYPE) from error
    if values.ndim != 2:
        raise ValueError(f"ratings must be units × raters, not {values.ndim}-dimensional")
    if np.isinf(values).any():
        raise DataRefused("Оценка — число или пустая ячейка, а среди оценок есть бесконечность.", Reason.VALUE_RANGE)
    return np.asarray(values, dtype="float64")


def complete(values: Floats) -> Floats:
    """Return the units that every rater has rated."""
    return np.asarray(values[~np.isnan(values).any(axis=1)], dtype="float64")


def undefined(units: int, raters: int, reason: str) -> Coefficient:
    """Return a coefficient that does not exist, with the reason."""
    return Coefficient(math.nan, math.nan, math.nan, units, raters, reason)


def estimated(
    statistic: Callable[[Floats], Floats], shape: tuple[int, int], bootstrap: Bootstrap | None, reason: str
) -> Coefficient:
    """Put value and interval of a coefficient together.

    Parameters
    ----------
    statistic : callable
        Unit weights, shape (draws, units) → values, shape (draws,); nan where the coefficient does not exist.
    shape : pair of int
        Units and raters.
    bootstrap : Bootstrap or None
        None leaves the interval out.
    reason : str
        Why the value does not exist, should it come out as nan.
    """
    units, raters = shape
    value = float(statistic(np.ones((1, units)))[0])
    if not math.isfinite(value):
        return undefined(units, raters, reason)
    if bootstrap is None:
        return Coefficient(value, math.nan, math.nan, units, raters)
    weights = bootstrap.weights(units)
    step = max(1, _CELLS // max(units, 1))
    found = np.concatenate([statistic(weights[start : start + step]) for start in range(0, len(weights), step)])
    good = found[np.isfinite(found)]
    if units < 3 or len(good) < _DEFINED * len(found):
        why = "Интервала нет: единиц слишком мало или оценки почти все одинаковы."
        return Coefficient(value, math.nan, math.nan, units, raters, why)
    tail = (1 - bootstrap.confidence) / 2
    low, high = np.quantile(good, [tail, 1 - tail])
    return Coefficient(value, min(float(low), value), max(float(high), value), units, raters)
