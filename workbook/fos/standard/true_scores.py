"""How true scores are spread: a beta distribution with the moments that the observed sums imply.

Apart from the decisions because the fit has its own ways of failing and its own order of retreat.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["Beta", "effective_length", "fit_beta", "lords_k", "true_moments"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Beta:
    """A beta distribution of true scores (shares of the maximum) on the interval from `low` to `high`.

    Attributes
    ----------
    alpha, beta : float
        Shapes.
    low, high : float
        Ends, within 0..1.
    moments : int
        How many moments of the data it keeps: 4, 3 or 2.
    """

    alpha: float
    beta: float
    low: float
    high: float
    moments: int


def effective_length(mean: float, variance: float, reliability: float, maximum: float) -> float:
    """Effective test length: how many equal right/wrong items would give a sum as reliable (эффективная длина).

    Parameters
    ----------
    mean, variance : float
        Of the sums, which run from 0 to `maximum`.
    reliability : float
        Between 0 and 1.
    maximum : float
        Highest possible sum.

    Returns
    -------
    float
        Not rounded.

    References
    ----------
    Livingston, S. A., Lewis, C. (1995). Estimating the consistency and accuracy of classifications based on test
    scores. Journal of Educational Measurement 32, 179–197.

    Examples
    --------
    >>> round(effective_length(16.4987, 64.7823, 0.873, 40), 2)
    40.25
    """
    return (mean * (maximum - mean) - reliability * variance) / (variance * (1 - reliability))


def lords_k(variance: float, mean: float, items: int, reliability: float) -> float:
    """Lord's k: how far the items' difficulties make the error smaller than a binomial one.

    Parameters
    ----------
    variance, mean : float
        Of the sums of right/wrong items.
    items : int
    reliability : float
        KR-20; with KR-21 k is zero.

    References
    ----------
    Lord, F. M. (1965). A strong true-score theory, with applications. Psychometrika 30, 239–270. Hanson,
    B. A. (1991). Method of moments estimates for the four-parameter beta compound binomial model. ACT Research Report
    91-5.
    """
    error = variance * (1 - reliability)
    above = items * ((items - 1) * (variance - error) - items * variance + mean * (items - mean))
    return above / (2 * (mean * (items - mean) - (variance - error)))


def true_moments(sums: ArrayLike, items: float, k: float = 0.0) -> Floats:
    """First four raw moments of true scores from the factorial moments of sums of `items` right/wrong items.

    Parameters
    ----------
    sums : array
        Sums on the scale 0..items; need not be whole.
    items : float
        Number of items, or the effective length.
    k : float
        Lord's k of the two-term error; 0 for the binomial.

    Returns
    -------
    numpy.ndarray, shape (4,)

    References
    ----------
    Lord (1965), eq. 37; Hanson (1991). For the two-term error the r-th factorial moment gains
    −k·r(r − 1)·(n − 2)…(n − r + 1)·(τʳ⁻¹ − τʳ).
    """
    values = np.asarray(sums, dtype=float)
    result = np.empty(4)
    falling, before = np.ones_like(values), 1.0
    for r in range(1, 5):
        falling = falling * (values - (r - 1))
        moment = float(falling.mean())
        if r == 1:
            result[0] = moment / items
            before = result[0]
            continue
        rest = math.prod(items - step for step in range(2, r))
        extra = k * r * (r - 1)
        result[r - 1] = (moment / rest + extra * before) / (items * (items - 1) + extra)
        before = result[r - 1]
    return result


def fit_beta(moments: Floats) -> Beta | None:
    """Fit a beta distribution by its moments: four of them, else three with one end fixed, else two on 0..1.

    Parameters
    ----------
    moments : numpy.ndarray, shape (4,)
        Raw moments of true scores.

    Returns
    -------
    Beta or None
        None when the data imply no spread of true scores at all.

    References
    ----------
    Hanson (1991): the four-parameter solution, and the retreat to fewer moments when an end falls outside
    0..1.
    """
    m1, m2, m3, m4 = (float(part) for part in moments)
    variance = m2 - m1**2
    if not (0 < m1 < 1 and 1e-8 < variance < m1 * (1 - m1)):
        return None
    sd = math.sqrt(variance)
    skew = (m3 - 3 * m1 * m2 + 2 * m1**3) / sd**3
    kurtosis = (m4 - 4 * m1 * m3 + 6 * m1**2 * m2 - 3 * m1**4) / variance**2
    for found in (_four(m1, sd, skew, kurtosis), _three_high(m1, sd, skew), _three_low(m1, sd, skew)):
        if found is not None:
            return found
    size = m1 * (1 - m1) / variance - 1
    return Beta(m1 * size, (1 - m1) * size, 0.0, 1.0, 2)


def _four(mean: float, sd: float, skew: float, kurtosis: float) -> Beta | None:
    below = 6 + 3 * skew**2 - 2 * kurtosis
    if below <= 0:
        return None
    size = 6 * (kurtosis - skew**2 - 1) / below
    inner = 24 * (size + 1) / ((size + 2) * (size + 3) * kurtosis - 3 * (size - 6) * (size + 1))
    if size <= 0 or not 0 < inner <= 1:
        return None
    apart = math.sqrt(1 - inner)
    first, second = size / 2 * (1 - apart), size / 2 * (1 + apart)
    # A long right tail needs the smaller shape on the left.
    alpha, beta = (first, second) if skew >= 0 else (second, first)
    return _ends(mean, sd, (alpha, beta), 4)


def _three_high(mean: float, sd: float, skew: float) -> Beta | None:
    """Fix the upper end at 1; then the lower end follows from the skewness by a linear equation."""
    above = 1 - mean
    below = _other_side(above, sd, -skew)
    return None if below is None else _spread(mean, sd, (mean - below, 1.0))


def _three_low(mean: float, sd: float, skew: float) -> Beta | None:
    """Fix the lower end at 0."""
    above = _other_side(mean, sd, skew)
    return None if above is None else _spread(mean, sd, (0.0, mean + above))


def _other_side(side: float, sd: float, skew: float) -> float | None:
    # skew·σ·(a·b/σ² + 1) = 2(b − a) with a and b the distances from the mean to the ends.
    below = 2 - skew * side / sd
    found = (2 * side + skew * sd) / below if below > 0 else -1.0
    return found if found > 0 else None


def _spread(mean: float, sd: float, ends: tuple[float, float]) -> Beta | None:
    low, high = ends
    size = (mean - low) * (high - mean) / sd**2 - 1
    if size <= 0 or low < -1e-9 or high > 1 + 1e-9:
        return None
    part = (mean - low) / (high - low)
    return Beta(part * size, (1 - part) * size, max(low, 0.0), min(high, 1.0), 3)


def _ends(mean: float, sd: float, shapes: tuple[float, float], moments: int) -> Beta | None:
    alpha, beta = shapes
    if alpha <= 0 or beta <= 0:
        return None
    unit = sd * math.sqrt((alpha + beta + 1) / (alpha * beta))
    low, high = mean - alpha * unit, mean + beta * unit
    if low < -1e-9 or high > 1 + 1e-9:
        return None
    return Beta(alpha, beta, max(low, 0.0), min(high, 1.0), moments)
