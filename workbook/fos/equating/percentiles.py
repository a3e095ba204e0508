"""Percentile ranks of whole scores, the scores that have given ranks, and equipercentile equating built on the two.

Apart from the other methods because a chain of equatings goes through these functions twice. All of them work on many
resamples at once: the last axis is the score, the axes before it are resamples.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from workbook.errors import MissingData, Reason

__all__ = ["equipercentile", "rank_at", "ranks", "score_at"]

Floats = NDArray[np.float64]

_EQUAL = 1e-10
"""Two cumulative shares closer than this are the same share."""


def ranks(counts: Floats) -> Floats:
    """Percentile ranks of the scores 0, 1, …, as shares 0..1: half of those at the score count as below it.

    Parameters
    ----------
    counts : numpy.ndarray, shape (…, scores)
        Pupils (or smoothed pupils) at each score.

    Returns
    -------
    numpy.ndarray, shape (…, scores)

    References
    ----------
    Kolen, M. J., Brennan, R. L. (2014). Test Equating, Scaling, and Linking, 3rd ed., ch. 2.

    Examples
    --------
    >>> ranks(np.array([1.0, 2.0, 1.0])).tolist()
    [0.125, 0.5, 0.875]
    """
    held = np.asarray(counts, dtype=float)
    with np.errstate(invalid="ignore"):  # nobody wrote: no ranks
        return np.asarray((np.cumsum(held, axis=-1) - held / 2) / held.sum(axis=-1, keepdims=True))


def rank_at(counts: Floats, values: Floats) -> Floats:
    """Percentile ranks, as shares 0..1, of any values: inside a score the rank grows evenly.

    Parameters
    ----------
    counts : numpy.ndarray, shape (…, scores)
    values : numpy.ndarray, shape (…, values)
        On the scale of the scores; −0.5 has rank 0, the highest score and a half has rank 1.
    """
    top = counts.shape[-1] - 1
    cell = np.clip(np.floor(values + 0.5), 0, top).astype(int)
    shares = counts / counts.sum(axis=-1, keepdims=True)
    here = np.take_along_axis(shares, cell, axis=-1)
    below = np.take_along_axis(np.cumsum(shares, axis=-1), cell, axis=-1) - here
    return np.asarray(np.clip(below + (values - cell + 0.5) * here, 0.0, 1.0))


def score_at(counts: Floats, shares: Floats) -> Floats:
    """Scores that have the given percentile ranks: the inverse of :func:`rank_at`.

    Where nobody got some score, a rank may belong to a whole stretch; then its middle is taken.

    Parameters
    ----------
    counts : numpy.ndarray, shape (…, scores)
    shares : numpy.ndarray, shape (…, values)
        Ranks as shares 0..1.

    Returns
    -------
    numpy.ndarray, shape (…, values)
        From −0.5 to the highest score and a half.

    References
    ----------
    Kolen, Brennan (2014), ch. 2 (inverse percentile ranks; the average where frequencies are zero).

    Examples
    --------
    >>> score_at(np.array([1.0, 2.0, 1.0]), np.array([0.0, 0.5, 1.0])).tolist()
    [-0.5, 1.0, 2.5]
    """
    top = counts.shape[-1] - 1
    reached = np.cumsum(counts, axis=-1) / counts.sum(axis=-1, keepdims=True)
    steps = reached[..., None, :]
    wanted = shares[..., :, None]
    upper = np.minimum((steps <= wanted + _EQUAL).sum(axis=-1), top)
    lower = np.minimum((steps < wanted - _EQUAL).sum(axis=-1), top)
    found = (_inside(reached, upper, shares) + _inside(reached, lower, shares)) / 2
    found = np.where(shares <= _EQUAL, -0.5, found)
    return np.where(shares >= 1 - _EQUAL, top + 0.5, found)


def equipercentile(x: Floats, y: Floats) -> Floats:
    """Give each score of form X the score of form Y with the same percentile rank (процентильное выравнивание).

    Parameters
    ----------
    x, y : numpy.ndarray, shape (…, scores)
        Counts at the scores 0, 1, … of the two forms.

    Returns
    -------
    numpy.ndarray, shape (…, scores of X)

    Raises
    ------
    MissingData
        Nobody wrote one of the forms.

    References
    ----------
    Kolen, Brennan (2014), ch. 2.

    Examples
    --------
    >>> equipercentile(np.array([1.0, 2.0, 1.0]), np.array([1.0, 2.0, 1.0])).tolist()
    [0.0, 1.0, 2.0]
    """
    wanted, held = ranks(x), np.asarray(y, dtype=float)
    if not (np.isfinite(wanted).all() and (held.sum(axis=-1) > 0).all()):
        raise MissingData("Одну из форм никто не писал: сравнивать нечего.", Reason.TABLE_EMPTY)
    return score_at(held, wanted)


def _inside(reached: Floats, cell: NDArray[np.int64], shares: Floats) -> Floats:
    """Interpolate within the score whose cumulative share takes in the wanted one."""
    end = np.take_along_axis(reached, cell, axis=-1)
    start = np.where(cell > 0, np.take_along_axis(reached, np.maximum(cell - 1, 0), axis=-1), 0.0)
    width = end - start
    part = np.divide(shares - start, width, out=np.full_like(width, 0.5), where=width > 0)
    return np.asarray(cell - 0.5 + np.clip(part, 0.0, 1.0))
