"""The grid on which ability is summed out: equal steps under the normal density.

Apart because every marginal likelihood of this room must be taken on one and the same grid.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["normal_grid"]

REACH = 6.0
"""The grid ends where one pupil in half a billion would be."""


def normal_grid(points: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Lay a grid of standard normal abilities.

    Equal steps with the density as weight, the fixed quadrature of Bock & Aitkin (1981): for a smooth function that
    fades at both ends the sum is exact to about exp(−2π²s²/h²), s being the width of the narrowest peak and h the
    step. A work of 40 items has peaks of about 0.3, so that h = 0.2 leaves no visible error; with 100 items of slope
    1.7 it still shifts a log-likelihood of −44,854 by 0.001 only.

    Parameters
    ----------
    points : int
        Number of nodes, odd, so that the middle one is 0.

    Returns
    -------
    nodes, weights : numpy.ndarray
        Nodes from −6 to 6; weights sum to 1.

    References
    ----------
    Bock, R. D., Aitkin, M. (1981). Marginal maximum likelihood estimation of item parameters. Psychometrika 46,
    443–459.

    Examples
    --------
    >>> nodes, weights = normal_grid(61)
    >>> round(float(weights @ nodes**2), 6)
    1.0
    """
    nodes = np.linspace(-REACH, REACH, points)
    weights = np.exp(-(nodes**2) / 2)
    return nodes, weights / weights.sum()
