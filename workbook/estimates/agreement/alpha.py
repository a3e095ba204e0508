"""Krippendorff's α: one coefficient for any number of raters, four kinds of scale, and gaps.

Apart from κ because it works with pairs of values, not with people: who rated what does not enter.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from workbook.errors import DataRefused, Reason
from workbook.estimates.agreement.coefficient import (
    Bootstrap,
    Coefficient,
    Floats,
    Ratings,
    estimated,
    matrix,
    undefined,
)

__all__ = ["krippendorff_alpha"]

_FEW = "Для α нужны хотя бы две единицы, которые оценили не меньше двух экспертов."
_EQUAL = "Все оценки одинаковы: α не определена, потому что расходиться было не в чем."


def krippendorff_alpha(ratings: Ratings, metric: str = "ordinal", *, bootstrap: Bootstrap | None = None) -> Coefficient:
    """Krippendorff's α (α Криппендорфа).

    Parameters
    ----------
    ratings : DataFrame or array, shape (units, raters)
        Numbers; a gap is nan. A unit with fewer than two ratings does not count.
    metric : str
        How far two values are apart: ``"nominal"``, ``"ordinal"``, ``"interval"`` or ``"ratio"``.
    bootstrap : Bootstrap or None
        Resampling of the interval over units (Krippendorff's own resampling draws single disagreements and gives
        narrower intervals).

    Returns
    -------
    Coefficient

    Raises
    ------
    ValueError
        Unknown metric.
    DataRefused
        Negative values with the metric of ratios; text or infinity among the ratings.

    References
    ----------
    Krippendorff K. (2019). Content Analysis, 4th ed., ch. 12: α = 1 − (n − 1)·Σ o·δ² / Σ n·n·δ².
    Example C of Krippendorff K. (2011), Computing Krippendorff's Alpha-Reliability: .743, .815, .849, .797.

    Examples
    --------
    >>> round(krippendorff_alpha(np.array([[0, 0], [1, 1], [0, 1], [0, 0]]), "nominal").value, 3)
    0.533
    """
    if metric not in _METRICS:
        raise ValueError(f"unknown metric: {metric!r}; known: {', '.join(_METRICS)}")
    values = matrix(ratings)
    if metric == "ratio" and (values < 0).any():
        raise DataRefused(
            "Шкала отношений начинается с нуля, а среди оценок есть отрицательные. Возьмите шкалу интервалов.",
            Reason.VALUE_RANGE,
        )
    raters = values.shape[1]
    values = values[(~np.isnan(values)).sum(axis=1) >= 2]
    if len(values) < 2:
        return undefined(len(values), raters, _FEW)
    scale = np.unique(values[~np.isnan(values)])
    counts = (values[:, :, None] == scale).sum(axis=1).astype("float64")
    sizes = counts.sum(axis=1)
    pairs = counts[:, :, None] * counts[:, None, :] - counts[:, :, None] * np.eye(len(scale))
    pairs /= (sizes - 1)[:, None, None]
    distance = _METRICS[metric]

    def statistic(weights: Floats) -> Floats:
        frequency = weights @ counts
        seen = np.tensordot(weights, pairs, axes=1)
        apart = distance(scale, frequency)
        total = frequency.sum(axis=1)
        chance = np.einsum("dc,dk,dck->d", frequency, frequency, apart)
        with np.errstate(divide="ignore", invalid="ignore"):
            alpha = 1 - (total - 1) * (seen * apart).sum(axis=(1, 2)) / chance
        return np.where(chance > 1e-12, alpha, np.nan)

    return estimated(statistic, (len(values), raters), bootstrap, _EQUAL)


def _nominal(scale: Floats, frequency: Floats) -> Floats:
    return np.broadcast_to(1 - np.eye(len(scale)), (len(frequency), len(scale), len(scale)))


def _ordinal(_: Floats, frequency: Floats) -> Floats:
    # The sum of frequencies from one value to the other, half of each end: a difference of middle places.
    middle = np.cumsum(frequency, axis=1) - frequency / 2
    return np.asarray((middle[:, :, None] - middle[:, None, :]) ** 2)


def _interval(scale: Floats, frequency: Floats) -> Floats:
    apart = (scale[:, None] - scale[None, :]) ** 2
    return np.broadcast_to(apart, (len(frequency), *apart.shape))


def _ratio(scale: Floats, frequency: Floats) -> Floats:
    together = scale[:, None] + scale[None, :]
    apart = ((scale[:, None] - scale[None, :]) / np.where(together == 0, 1.0, together)) ** 2
    return np.broadcast_to(apart, (len(frequency), *apart.shape))


_METRICS: dict[str, Callable[[Floats, Floats], Floats]] = {
    "nominal": _nominal,
    "ordinal": _ordinal,
    "interval": _interval,
    "ratio": _ratio,
}
