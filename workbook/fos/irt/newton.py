"""The way up a likelihood: Newton's steps by the observed information, guarded where the surface is not yet a hill.

Apart because all models of this room climb in the same way and stop by the same rule.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Peak", "Surface", "climb", "covariance"]

STEP = 2.0
"""No parameter moves further in one step: beyond two logits a quadratic picture of the likelihood misleads."""
HALVINGS = 40
"""After so many halvings a step is below the precision of a float."""
GAIN = 1e-9
"""The climb ends when the next step promises less than this much log-likelihood."""


@dataclass(frozen=True)
class Surface:
    """A log-likelihood near one point.

    Attributes
    ----------
    value : float
        What is maximised.
    gradient : numpy.ndarray, shape (parameters,)
        Its slope.
    observed : numpy.ndarray, shape (parameters, parameters)
        Observed information: the matrix of second derivatives with the sign changed.
    complete : numpy.ndarray, same shape
        The information there would be if abilities were known: positive definite everywhere, it makes the step an
        EM step where `observed` is not positive definite.
    """

    value: float
    gradient: NDArray[np.float64]
    observed: NDArray[np.float64]
    complete: NDArray[np.float64]


@dataclass(frozen=True)
class Peak:
    """Where the climb ended: the place, the surface there, whether it came to rest and after how many steps."""

    at: NDArray[np.float64]
    surface: Surface
    converged: bool
    iterations: int


def climb(surface: Callable[[NDArray[np.float64]], Surface], start: NDArray[np.float64], limit: int = 200) -> Peak:
    """Climb to a maximum.

    Each step solves the observed information for the gradient; where that matrix is not positive definite, the
    complete-data information takes its place, and the step is that of the gradient form of EM (Lange, 1995).
    A step that would lose height is halved.

    Parameters
    ----------
    surface : callable
        Parameters → :class:`Surface`; a value that is not finite marks a forbidden place.
    start : numpy.ndarray, shape (parameters,)
        Where to begin.
    limit : int
        Steps after which the climb is given up.

    Returns
    -------
    Peak

    References
    ----------
    Lange, K. (1995). A gradient algorithm locally equivalent to the EM algorithm. Journal of the Royal Statistical
    Society B 57, 425–437.
    """
    at, here = start, surface(start)
    for iteration in range(1, limit + 1):
        step = _step(here)
        if step is None:
            return Peak(at, here, False, iteration)
        promised = float(here.gradient @ step)
        step = step / max(1.0, float(np.abs(step).max()) / STEP)
        taken = _uphill(surface, at, here, step)
        if taken is None:  # no height left that a float could show
            return Peak(at, here, promised < np.sqrt(GAIN), iteration)
        at, here = taken
        if promised < GAIN:
            return Peak(at, here, True, iteration)
    return Peak(at, here, False, limit)


def covariance(information: NDArray[np.float64]) -> NDArray[np.float64]:
    """Invert an information matrix; NaN throughout when it is not positive definite."""
    inverse = _solved(information, np.eye(len(information)))
    return np.full_like(information, np.nan) if inverse is None else inverse


def _step(here: Surface) -> NDArray[np.float64] | None:
    for matrix in (here.observed, here.complete):
        step = _solved(matrix, here.gradient) if np.isfinite(matrix).all() else None
        if step is not None:
            return step
    return None


def _solved(matrix: NDArray[np.float64], right: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """Solve by Cholesky's factors, whose absence tells at once that a finite matrix is not positive definite."""
    from scipy.linalg import LinAlgError, cho_factor, cho_solve

    try:
        return np.asarray(cho_solve(cho_factor(matrix, check_finite=False), right), dtype=float)
    except LinAlgError:
        return None


def _uphill(
    surface: Callable[[NDArray[np.float64]], Surface],
    at: NDArray[np.float64],
    here: Surface,
    step: NDArray[np.float64],
) -> tuple[NDArray[np.float64], Surface] | None:
    noise = 1e-13 * max(1.0, abs(here.value))
    for _ in range(HALVINGS):
        there = surface(at + step)
        if np.isfinite(there.value) and there.value >= here.value - noise:
            return at + step, there
        step = step / 2
    return None
