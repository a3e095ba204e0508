"""Kendall's W: whether raters put the objects in the same order, whatever their severity.

Apart from α and κ because it reads ranks: a rater who is stricter throughout does not lower it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from workbook.estimates.agreement.coefficient import (
    Bootstrap,
    Coefficient,
    Floats,
    Ratings,
    complete,
    estimated,
    matrix,
    undefined,
)

__all__ = ["Concordance", "kendall_w"]

_FEW = "Для W нужны хотя бы два эксперта и хотя бы три объекта, оценённые всеми."
_TIED = "Все эксперты поставили всем объектам одинаковые оценки: порядка нет, W не определён."


@dataclass(frozen=True, slots=True)
class Concordance:
    """Kendall's W with its test.

    Attributes
    ----------
    w : Coefficient
        0 (no common order) to 1 (the same order), corrected for ties.
    chi2 : float
        m·(n − 1)·W.
    df : int
        n − 1.
    p : float
        Chance of such a W without any common order; rough with fewer than eight objects.
    """

    w: Coefficient
    chi2: float
    df: int
    p: float


def kendall_w(ratings: Ratings, *, bootstrap: Bootstrap | None = None) -> Concordance:
    """Kendall's coefficient of concordance, corrected for ties (коэффициент конкордации Кендалла).

    Parameters
    ----------
    ratings : DataFrame or array, shape (objects, raters)
        Scores or ranks; objects with a gap are left out.
    bootstrap : Bootstrap or None
        Resampling of the interval over objects.

    Returns
    -------
    Concordance

    References
    ----------
    Kendall M. G., Gibbons J. D. (1990). Rank Correlation Methods, 5th ed., ch. 6: W = 12·S / (m²(n³ − n) − m·ΣT),
    T = Σ(t³ − t) of each rater's ties; χ² = m(n − 1)W.

    Examples
    --------
    >>> found = kendall_w(np.array([[1, 1], [2, 2], [3, 4], [4, 3]]))
    >>> found.w.value, round(found.chi2, 1), found.df
    (0.9, 5.4, 3)
    """
    values = complete(matrix(ratings))
    objects, raters = values.shape
    if objects < 3 or raters < 2:
        return Concordance(undefined(objects, raters, _FEW), math.nan, max(objects - 1, 0), math.nan)
    lower = (values[:, None, :] > values[None, :, :]).astype("float64")
    equal = (values[:, None, :] == values[None, :, :]).astype("float64")

    def statistic(weights: Floats) -> Floats:
        total = weights.sum(axis=1)
        below = np.tensordot(weights, lower, axes=(1, 1))
        tied = np.tensordot(weights, equal, axes=(1, 1))
        sums = (below + (tied + 1) / 2).sum(axis=2)
        mean = (weights * sums).sum(axis=1) / total
        spread = (weights * (sums - mean[:, None]) ** 2).sum(axis=1)
        ties = np.einsum("du,dur->d", weights, tied**2 - 1)
        whole = raters**2 * (total**3 - total) - raters * ties
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(whole > 1e-9, 12 * spread / whole, np.nan)

    w = estimated(statistic, (objects, raters), bootstrap, _TIED)
    if not w.known:
        return Concordance(w, math.nan, objects - 1, math.nan)
    # scipy.special and not scipy.stats: the distribution costs milliseconds there and seconds here.
    from scipy.special import chdtrc

    chi2 = raters * (objects - 1) * w.value
    return Concordance(w, chi2, objects - 1, float(chdtrc(objects - 1, chi2)))
