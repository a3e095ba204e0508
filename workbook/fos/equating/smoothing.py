"""Log-linear presmoothing: a distribution of scores without its teeth, with its first moments kept.

Apart from the equating because a smoothed distribution is only another distribution to equate.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbook.errors import MissingData, Reason

__all__ = ["Smoothing", "best_degree", "smooth"]

Floats = NDArray[np.float64]

_STEPS = 60
_CLOSE = 1e-9
_DEGREES = (2, 3, 4, 5, 6)


@dataclass(frozen=True)
class Smoothing:
    """A fitted log-linear distribution.

    Attributes
    ----------
    counts : numpy.ndarray, shape (…, scores)
        Expected numbers of pupils; their sum and first `degree` moments are those of the data.
    degree : int
        Moments kept.
    deviance : numpy.ndarray, shape (…)
        Likelihood-ratio χ² against the data.
    converged : bool
        Whether every resample came to rest.
    """

    counts: Floats
    degree: int
    deviance: Floats
    converged: bool

    @property
    def aic(self) -> float:
        """Akaike's criterion of the first fit, up to a constant of the data."""
        return float(np.ravel(self.deviance)[0]) + 2.0 * (self.degree + 1)


def smooth(counts: Floats, degree: int) -> Smoothing:
    """Fit log m(x) = β₀ + β₁x + … + β_d x^d by maximum likelihood (логлинейное сглаживание).

    Parameters
    ----------
    counts : numpy.ndarray, shape (…, scores)
        Pupils at each score; leading axes are resamples.
    degree : int
        How many moments are kept; less than the number of scores.

    Returns
    -------
    Smoothing

    Raises
    ------
    MissingData
        Nobody wrote the form.

    References
    ----------
    Holland, P. W., Thayer, D. T. (2000). Univariate and bivariate loglinear models for discrete test score
    distributions. Journal of Educational and Behavioral Statistics 25, 133–183.

    Examples
    --------
    >>> fitted = smooth(np.array([1.0, 4.0, 6.0, 4.0, 1.0]), 2)
    >>> round(float(fitted.counts @ np.arange(5)), 6), fitted.converged
    (32.0, True)
    """
    data = np.asarray(counts, dtype=float)
    size = data.shape[-1]
    if not 1 <= degree < size:
        raise ValueError(f"degree must lie between 1 and {size - 1}: {degree}")
    # Orthonormal polynomials: powers of a score up to 40 would make the normal equations singular.
    basis = np.linalg.qr(np.vander(np.linspace(-1.0, 1.0, size), degree + 1, increasing=True))[0]
    whole = data.sum(axis=-1, keepdims=True)
    if not (whole > 0).all():
        raise MissingData("Нет ни одной работы: сглаживать нечего.", Reason.TABLE_EMPTY)
    mixed = 0.8 * data + 0.2 * whole / size
    beta = np.linalg.solve(
        np.einsum("ji,...j,jk->...ik", basis, mixed, basis),
        np.einsum("ji,...j->...i", basis, mixed * np.log(mixed))[..., None],
    )[..., 0]
    loglik = _loglik(data, basis, beta)
    settled = False
    for _ in range(_STEPS):
        fitted = np.exp(beta @ basis.T)
        slope = np.einsum("ji,...j->...i", basis, data - fitted)
        bend = np.einsum("ji,...j,jk->...ik", basis, fitted, basis)
        step = np.linalg.solve(bend, slope[..., None])[..., 0]
        beta, loglik = _advance(data, basis, (beta, step), loglik)
        settled = bool(np.max(np.abs(slope) / np.maximum(whole, 1.0)) < _CLOSE)
        if settled:
            break
    fitted = np.exp(beta @ basis.T)
    ratio = np.divide(data, fitted, out=np.ones_like(data), where=data > 0)
    return Smoothing(fitted, degree, 2 * np.sum(data * np.log(ratio), axis=-1), settled)


def best_degree(counts: Floats) -> int:
    """Choose how many moments to keep, from 2 to 6, by the smallest AIC.

    Parameters
    ----------
    counts : numpy.ndarray, shape (scores,)

    References
    ----------
    Moses, T., Holland, P. W. (2009). Selection strategies for univariate loglinear smoothing models. Journal of
    Educational Measurement 46, 159–176.
    """
    usable = [degree for degree in _DEGREES if degree < min(len(counts), int((counts > 0).sum()))]
    if not usable:
        return 1
    return min(usable, key=lambda degree: smooth(counts, degree).aic)


def _loglik(data: Floats, basis: Floats, beta: Floats) -> Floats:
    line = beta @ basis.T
    return np.asarray(np.sum(data * line - np.exp(np.minimum(line, 700.0)), axis=-1))


def _advance(data: Floats, basis: Floats, way: tuple[Floats, Floats], before: Floats) -> tuple[Floats, Floats]:
    """Take Newton's step, halved wherever it would make the likelihood worse."""
    beta, step = way
    length = np.ones(beta.shape[:-1])
    after = _loglik(data, basis, beta + step)
    for _ in range(20):
        worse = ~(after >= before - 1e-9 * np.abs(before))
        if not worse.any():
            break
        length = np.where(worse, length / 2, length)
        after = _loglik(data, basis, beta + length[..., None] * step)
    return beta + length[..., None] * step, after
