"""How far one pupil's sum may be from what the pupil really knows: errors by score, differences, intervals.

Apart from reliability because that judges the work, and this judges one sum: two pupils, one pupil against a limit.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from workbook.estimates import Estimate
from workbook.fos.internal_consistency import kr21
from workbook.fos.points import as_numbers
from workbook.fos.reliability import alpha

__all__ = [
    "difference_error",
    "error_table",
    "feldt_qualls",
    "lord",
    "lord_keats",
    "true_score",
]

Floats = NDArray[np.float64]

_SMOOTH = 3


def difference_error(first: float, second: float | None = None) -> float:
    """Compute the standard error of the difference of two sums, √(SEM₁² + SEM₂²).

    Parameters
    ----------
    first, second : float
        Errors of the two sums; without the second both are of the same work.

    Examples
    --------
    >>> difference_error(3, 4)
    5.0
    """
    return math.hypot(first, first if second is None else second)


def lord(raw: ArrayLike, items: int) -> Floats:
    """Compute Lord's error of a sum of right answers when the items are a random sample of a bank.

    Parameters
    ----------
    raw : array
        Sums, 0..items.
    items : int
        Items of the work, at least two.

    Returns
    -------
    numpy.ndarray
        √(x (k − x) / (k − 1)), points; 0 at both ends of the scale, where the formula says nothing.

    References
    ----------
    Lord, F. M. (1957). Do tests of the same length have the same standard errors of measurement? Educational and
    Psychological Measurement 17, 510–521.

    Examples
    --------
    >>> lord([0, 5, 10], 10).round(3).tolist()
    [0.0, 1.667, 0.0]
    """
    x = np.asarray(raw, dtype=float)
    if items < 2:
        return np.full(x.shape, np.nan)
    return np.asarray(np.sqrt(np.clip(x * (items - x), 0, None) / (items - 1)))


def lord_keats(raw: ArrayLike, scores: ArrayLike) -> Floats:
    """Compute Lord's error corrected for items of unequal difficulty, so that on average it equals the SEM.

    Parameters
    ----------
    raw : array
        Sums at which the error is wanted.
    scores : array, pupils × items
        Only 0 and 1, without gaps.

    Returns
    -------
    numpy.ndarray
        lord · √((1 − KR-20) / (1 − KR-21)); NaN where KR-20 is not between 0 and 1.

    References
    ----------
    Keats, J. A. (1957). Estimation of error variances of test scores. Psychometrika 22, 29–41.
    """
    matrix = as_numbers(scores)
    whole, simple = alpha(matrix), kr21(matrix)
    x = np.asarray(raw, dtype=float)
    if not (0 <= whole <= 1 and simple < 1):
        return np.full(x.shape, np.nan)
    return lord(x, matrix.shape[1]) * math.sqrt((1 - whole) / (1 - simple))


def feldt_qualls(scores: ArrayLike) -> Floats:
    """Compute each pupil's own error variance from the scatter of the item scores, for partial credit too.

    Parameters
    ----------
    scores : array, pupils × items
        Points without gaps.

    Returns
    -------
    numpy.ndarray
        One error variance per pupil, points²; their mean is the SEM² that goes with α.

    References
    ----------
    Feldt, L. S., Qualls, A. L. (1996). Estimation of measurement error variance at specific score levels. Journal of
    Educational Measurement 33, 141–156, with the items as parts.
    """
    matrix = as_numbers(scores)
    if matrix.ndim != 2 or min(matrix.shape) < 2:
        return np.full(matrix.shape[:1], np.nan)
    k = matrix.shape[1]
    own = matrix - matrix.mean(axis=1, keepdims=True)
    usual = matrix.mean(axis=0) - matrix.mean()
    return np.asarray(k / (k - 1) * ((own - usual) ** 2).sum(axis=1))


def true_score(raw: float, maximum: float, length: float, confidence: float = 0.95) -> Estimate:
    """Give the interval of one pupil's true sum: Wilson's, with the work as a sample of `length` equal items.

    At the ends of the scale the usual ± SEM gives nonsense (a negative sum, or no error at all); this does not.

    Parameters
    ----------
    raw, maximum : float
        The pupil's sum and the highest possible one.
    length : float
        How many independent items right or wrong would have the same error (:func:`error_table` finds it).
    confidence : float
        Share of such intervals that hold the true value.

    Returns
    -------
    Estimate
        In points; without an interval when the sum lies off the scale.

    References
    ----------
    Wilson, E. B. (1927). JASA 22, 209–212; the binomial error model: Lord, F. M. (1965). A strong true-score theory.
    Psychometrika 30, 239–270.

    Examples
    --------
    >>> found = true_score(20, 20, 16)
    >>> round(found.low, 1), found.high
    (16.1, 20.0)
    """
    from scipy.special import ndtri

    if not (maximum > 0 and length > 0 and 0 <= raw <= maximum):
        return Estimate(float(raw), math.nan, math.nan, 1)
    z, p = float(ndtri(0.5 + confidence / 2)), raw / maximum
    centre = (p + z * z / (2 * length)) / (1 + z * z / length)
    half = z * math.sqrt(p * (1 - p) / length + z * z / (4 * length * length)) / (1 + z * z / length)
    low, high = maximum * max(min(centre - half, p), 0.0), maximum * min(max(centre + half, p), 1.0)
    return Estimate(float(raw), 0.0 if raw == 0 else low, float(maximum) if raw == maximum else high, 1)


def error_table(scores: pd.DataFrame, maximum: float) -> pd.DataFrame:
    """Tell for every sum how exact it is.

    Parameters
    ----------
    scores : pandas.DataFrame
        Pupils × items, points without gaps: one variant.
    maximum : float
        Highest possible sum.

    Returns
    -------
    pandas.DataFrame
        raw (every whole sum from 0 to the maximum, and other sums that occurred), pupils, error (conditional SEM:
        Lord–Keats for items right or wrong, smoothed Feldt–Qualls with partial credit; NaN at the ends of the scale),
        low, high (interval of the true sum, 95 %), expected (Kelley's estimate of the true sum: r·x + (1 − r)·mean).
        Empty when α is not between 0 and 1.

    References
    ----------
    Kelley, T. L. (1927). Interpretation of Educational Measurements, p. 178 (the regressed true score);
    Mollenkopf, W. G. (1949). Psychometrika 14, 189–229 (error variance as a polynomial of the sum).
    """
    columns = ["raw", "pupils", "error", "low", "high", "expected"]
    matrix = as_numbers(scores)
    whole = alpha(matrix)
    if not 0 <= whole < 1:
        return pd.DataFrame(columns=columns, dtype=float)
    sums = matrix.sum(axis=1)
    raw = np.union1d(np.arange(math.floor(maximum) + 1, dtype=float), sums)
    if np.isin(matrix, (0.0, 1.0)).all() and matrix.shape[1] == maximum:
        error = lord_keats(raw, matrix)
    else:
        error = _smoothed(sums, feldt_qualls(matrix), raw, maximum)
    error = np.where((raw <= 0) | (raw >= maximum), np.nan, error)
    variance = float(sums.var()) * (1 - whole)
    length = float((sums * (maximum - sums)).mean()) / variance if variance > 0 else math.nan
    ends = [true_score(float(x), maximum, length) for x in raw]
    return pd.DataFrame(
        {
            "raw": raw, "pupils": [(sums == x).sum() for x in raw], "error": error,
            "low": [end.low for end in ends], "high": [end.high for end in ends],
            "expected": whole * raw + (1 - whole) * sums.mean(),
        },
        columns=columns,
    )  # fmt: skip


def _smoothed(sums: Floats, variances: Floats, raw: Floats, maximum: float) -> Floats:
    """Fit the error variances by a parabola of the sum; with few different sums by one arch that is 0 at both ends."""
    arch = sums * (maximum - sums)
    scale = float((variances * arch).sum() / (arch**2).sum()) if (arch > 0).any() else math.nan
    fitted = scale * raw * (maximum - raw)
    if len(np.unique(sums)) > _SMOOTH:
        centre, width = sums.mean(), max(float(sums.std()), 1e-9)
        weights = np.polyfit((sums - centre) / width, variances, 2)
        seen = (raw >= sums.min()) & (raw <= sums.max())
        curve = np.polyval(weights, (raw - centre) / width)
        # Outside the sums that occurred a parabola may do anything; there the arch stands.
        fitted = np.where(seen & (curve > 0), curve, fitted)
    return np.sqrt(np.clip(fitted, 0, None))
