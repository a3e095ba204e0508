"""Given the sum of points, what to expect of one item: the ground of fit statistics that need no ability estimate.

Apart from the fit statistics because several of them compare answers with these same expectations.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from workbook.fos.irt.curves import ItemCurves

__all__ = ["chances_given_sum", "sum_distribution"]

Floats = NDArray[np.float64]

_POINTS = np.linspace(-5.0, 5.0, 61)
"""Standard deviations of ability over which unequal slopes are averaged."""


def sum_distribution(chances: Sequence[Floats]) -> Floats:
    """Compute how likely each sum of points is.

    Parameters
    ----------
    chances : sequence of numpy.ndarray
        Per item, the chance of each number of points, shape (points of θ, m + 1).

    Returns
    -------
    numpy.ndarray, shape (points of θ, maximum + 1)
        Rows sum to 1.

    References
    ----------
    Lord, F. M., Wingersky, M. S. (1984). Comparison of IRT true-score and equipercentile observed-score equatings.
    Applied Psychological Measurement 8, 453–461; several points: Thissen, D., Pommerich, M., Billeaud, K.,
    Williams, V. S. L. (1995). Applied Psychological Measurement 19, 39–49.

    Examples
    --------
    >>> sum_distribution([np.array([[0.5, 0.5]]), np.array([[0.8, 0.2]])]).round(2).tolist()
    [[0.4, 0.5, 0.1]]
    """
    result = np.ones((len(chances[0]) if chances else 1, 1))
    for chance in chances:
        result = _with(result, chance)
    return result


def chances_given_sum(curves: ItemCurves, items: Sequence[int]) -> list[Floats]:
    """Compute, for a work of these items, the chance of each number of points of an item at each sum of the work.

    With equal slopes the sum says everything about ability, so the answer does not depend on the pupils; with unequal
    slopes it is averaged over ability N(0, spread²).

    Parameters
    ----------
    curves : ItemCurves
        A fitted model.
    items : sequence of int
        Places of the items of the work in the model.

    Returns
    -------
    list of numpy.ndarray
        Per item, shape (maximum of the work + 1, m + 1); rows sum to 1.

    References
    ----------
    Orlando, M., Thissen, D. (2000). Likelihood-based item-fit indices for dichotomous item response theory models.
    Applied Psychological Measurement 24, 50–64, eq. 3–6.
    """
    slopes = np.asarray(curves.slopes)[list(items)]
    if np.ptp(slopes) <= 1e-9:
        nodes = np.array([np.concatenate([curves.thresholds[item] for item in items]).mean()])
        weights = np.ones(1)
    else:
        nodes, weights = _POINTS * curves.spread, np.exp(-(_POINTS**2) / 2)
    everything = curves.probabilities(nodes)
    chances = [everything[item] for item in items]
    whole = sum(chance.shape[1] - 1 for chance in chances)
    result = []
    for place, chance in enumerate(chances):
        others = sum_distribution([other for number, other in enumerate(chances) if number != place])
        joint = np.zeros((whole + 1, chance.shape[1]))
        for points in range(chance.shape[1]):
            joint[points : points + others.shape[1], points] = weights @ (others * chance[:, [points]])
        total = joint.sum(axis=1, keepdims=True)
        result.append(joint / np.where(total > 0, total, 1.0))
    return result


def _with(sums: Floats, chance: Floats) -> Floats:
    result = np.zeros((len(chance), sums.shape[1] + chance.shape[1] - 1))
    for points in range(chance.shape[1]):
        result[:, points : points + sums.shape[1]] += sums * chance[:, [points]]
    return result
