"""Where a work measures well: information of items and of the whole, the error of ability, expected points.

Apart from the estimation of ability because these curves speak of the work and need no pupil.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbook.fos.irt.curves import ItemCurves

__all__ = ["expected_percent", "item_information", "moments", "test_information"]

Floats = NDArray[np.float64]


def moments(curves: ItemCurves, theta: ArrayLike) -> tuple[Floats, Floats, Floats]:
    """Return mean, variance and third central moment of the points of each item.

    Parameters
    ----------
    curves : ItemCurves
        A fitted model.
    theta : array, shape (points,)
        Abilities in logits.

    Returns
    -------
    tuple of numpy.ndarray, each of shape (points, items)
        Points, points squared, points cubed.
    """
    chances = curves.probabilities(theta)
    mean, variance, third = (np.empty((len(chances[0]) if chances else 0, len(chances))) for _ in range(3))
    for item, chance in enumerate(chances):
        points = np.arange(chance.shape[1], dtype=float)
        mean[:, item] = chance @ points
        apart = points - mean[:, [item]]
        variance[:, item] = (chance * apart**2).sum(axis=1)
        third[:, item] = (chance * apart**3).sum(axis=1)
    return mean, variance, third


def item_information(curves: ItemCurves, theta: ArrayLike) -> Floats:
    """Compute Fisher's information of each item: a² times the variance of its points.

    Parameters
    ----------
    curves : ItemCurves
        A fitted model.
    theta : array, shape (points,)
        Abilities in logits.

    Returns
    -------
    numpy.ndarray, shape (points, items)
        Per squared logit. A right/wrong item of slope 1 gives at most 0.25, at θ = b.

    References
    ----------
    Birnbaum, A. (1968), in Lord, Novick, Statistical theories of mental test scores, eq. 20.4.16.
    Muraki, E. (1993). Information functions of the generalized partial credit model. Applied Psychological
    Measurement 17, 351–363, eq. 16.

    Examples
    --------
    >>> one, free = np.ones(1), np.full(1, np.nan)
    >>> easy = ItemCurves("Раш", ("З1",), one, (np.zeros(1),), free, (free,), 1.0, -20.0, 1, 30, True, 5)
    >>> item_information(easy, [0.0]).tolist()
    [[0.25]]
    """
    return np.asarray(curves.slopes, dtype=float) ** 2 * moments(curves, theta)[1]


def test_information(curves: ItemCurves, theta: ArrayLike) -> Floats:
    """Sum the information of all items.

    Parameters
    ----------
    curves : ItemCurves
        A fitted model.
    theta : array, shape (points,)
        Abilities in logits.

    Returns
    -------
    numpy.ndarray, shape (points,)
        Per squared logit.
    """
    return np.asarray(item_information(curves, theta).sum(axis=1))


test_information.__test__ = False  # type: ignore[attr-defined]  # pytest would take it for a test


def expected_percent(curves: ItemCurves, theta: ArrayLike) -> Floats:
    """Compute the expected share of the points of the whole work (характеристическая кривая работы).

    Parameters
    ----------
    curves : ItemCurves
        A fitted model.
    theta : array, shape (points,)
        Abilities in logits.

    Returns
    -------
    numpy.ndarray, shape (points,)
        Percent of the points that the items of the model give together, 0 to 100.
    """
    tops = sum(len(steps) for steps in curves.thresholds)
    return np.asarray(100 * curves.expected(theta).sum(axis=1) / tops)
