"""The share of exact matches: the agreement that needs no explanation.

Apart because it is the only measure here without a correction for chance; it stands beside the coefficients and keeps
them honest when nearly all ratings are the same.
"""

from __future__ import annotations

import numpy as np

from workbook.estimates.agreement.coefficient import (
    Bootstrap,
    Coefficient,
    Floats,
    Ratings,
    estimated,
    matrix,
    undefined,
)

__all__ = ["exact_matches"]


def exact_matches(ratings: Ratings, *, bootstrap: Bootstrap | None = None) -> Coefficient:
    """Share of pairs of raters that gave a unit the same rating, over all pairs and units (доля совпадений).

    Parameters
    ----------
    ratings : DataFrame or array, shape (units, raters)
        Numbers; gaps allowed.
    bootstrap : Bootstrap or None
        Resampling of the interval over units.

    Returns
    -------
    Coefficient
        0 to 1.

    Examples
    --------
    >>> exact_matches(np.array([[2, 2, 1], [0, 0, 0]])).value
    0.6666666666666666
    """
    values = matrix(ratings)
    raters = values.shape[1]
    values = values[(~np.isnan(values)).sum(axis=1) >= 2]
    if not len(values):
        return undefined(0, raters, "Нет ни одной единицы, которую оценили хотя бы двое.")
    scale = np.unique(values[~np.isnan(values)])
    counts = (values[:, :, None] == scale).sum(axis=1).astype("float64")
    sizes = counts.sum(axis=1)
    same, pairs = (counts * (counts - 1)).sum(axis=1), sizes * (sizes - 1)

    def statistic(weights: Floats) -> Floats:
        return np.asarray((weights @ same) / (weights @ pairs), dtype="float64")

    return estimated(statistic, (len(values), raters), bootstrap, "")
