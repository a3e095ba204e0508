"""Confidence sets for places (доверительные интервалы мест): what the errors of totals leave of a ranking.

Apart from points and pupils: estimates and their errors in, places out, whatever is ranked.

A place is one plus the number of units truly above. Unit k is counted above j only when θ_k − θ_j is significantly
positive; all pairs are tested together by the studentised maximum of |(θ̂_j − θ_j) − (θ̂_k − θ_k)| / SE_jk, whose
quantile comes from normal draws with the given covariance, and stepwise: pairs once told apart leave the maximum.

References
----------
Mogstad M., Romano J. P., Shaikh A. M., Wilhelm D. (2024). Inference for ranks with applications to mobility across
neighbourhoods and academic achievement across countries. Review of Economic Studies, 91(1), 476–518, section 3.
Romano J. P., Wolf M. (2005). Stepwise multiple testing as formalized data snooping. Econometrica, 73, 1237–1282.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

__all__ = ["Comparison", "best_set", "compare", "rank_intervals"]

_Numbers = np.ndarray[Any, np.dtype[np.floating[Any]]]
_Signs = np.ndarray[Any, np.dtype[np.int8]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Which units are surely above which.

    Attributes
    ----------
    units : tuple of str
        In the order given.
    estimates : array of shape (units,)
    signs : array of int8, shape (units, units)
        Row against column: 1 surely above, −1 surely below, 0 not to be told apart. Marginal rows answer each for its
        own unit only, so the table need not be antisymmetric then.
    """

    units: tuple[str, ...]
    estimates: _Numbers
    signs: _Signs

    def intervals(self) -> pd.DataFrame:
        """Return ``unit``, ``place`` (one plus the units with a larger estimate), ``low`` and ``high``."""
        n = len(self.units)
        larger = np.sort(self.estimates)
        places = 1 + n - np.searchsorted(larger, self.estimates, side="right")
        low = 1 + (self.signs < 0).sum(axis=1)
        high = n - (self.signs > 0).sum(axis=1)
        return pd.DataFrame({"unit": list(self.units), "place": places, "low": low, "high": high})

    def against(self, unit: str) -> pd.Series:
        """Return for every other unit «выше», «не различимы» or «ниже» than `unit`.

        Raises
        ------
        KeyError
            No such unit.
        """
        if unit not in self.units:
            raise KeyError(unit)
        row = self.signs[self.units.index(unit)]
        words = pd.Series(np.select([row < 0, row > 0], ["выше", "ниже"], "не различимы"), index=list(self.units))
        return words.drop(unit)

    def tiers(self) -> list[tuple[str, ...]]:
        """Split the ranking into groups whose heads are surely apart (уверенно различимые группы).

        From the largest estimate down a new group begins with the first unit that is surely below the head of the
        group before. Neighbours across a border may still be close; heads of groups are not.
        """
        order = np.argsort(-self.estimates, kind="stable")
        tiers: list[list[str]] = []
        head = -1
        for index in order:
            if head < 0 or self.signs[index, head] < 0:
                tiers.append([])
                head = int(index)
            tiers[-1].append(self.units[index])
        return [tuple(tier) for tier in tiers]


def compare(
    estimates: pd.Series,
    errors: ArrayLike,
    *,
    confidence: float = 0.95,
    draws: int = 1000,
    seed: int = 0,
    simultaneous: bool = True,
) -> Comparison:
    """Tell apart every pair of units that the errors allow.

    Parameters
    ----------
    estimates : Series
        One number per unit, larger is better; the index names the units.
    errors : array-like of shape (units,) or (units, units)
        Standard errors of independent estimates, or their covariance.
    confidence : float
        Between 0 and 1.
    draws : int
        Normal draws behind the critical value.
    seed : int
    simultaneous : bool
        True: all places are right together with this confidence; False: each taken alone.

    Returns
    -------
    Comparison

    Raises
    ------
    ValueError
        Shapes do not match, an estimate or an error is missing, an error is negative, or units repeat.
    """
    values, covariance, wide = _checked(estimates, errors)
    if not 0 < confidence < 1 or draws < 1:
        raise ValueError(f"confidence must lie between 0 and 1 and draws be positive: {confidence}, {draws}")
    differences = values[:, None] - values[None, :]
    spread = _spread(covariance, wide)
    with np.errstate(divide="ignore", invalid="ignore"):
        inverse = np.where(spread > 0, 1 / spread, 0.0)
        studentised = np.where(spread > 0, np.abs(differences) * inverse, np.where(differences == 0, 0.0, np.inf))
    noise = _draw(covariance, wide, draws, seed)
    step = _together if simultaneous else _one_by_one
    apart = _stepwise(studentised, inverse.astype("float32"), noise, confidence, step)
    signs = np.where(apart, np.sign(differences), 0).astype("int8")
    return Comparison(tuple(str(unit) for unit in estimates.index), values, signs)


def rank_intervals(
    estimates: pd.Series,
    errors: ArrayLike,
    *,
    confidence: float = 0.95,
    draws: int = 1000,
    seed: int = 0,
    simultaneous: bool = True,
) -> pd.DataFrame:
    """Return the interval of places of every unit.

    Parameters
    ----------
    estimates, errors, confidence, draws, seed, simultaneous
        As in :func:`compare`.

    Returns
    -------
    DataFrame
        In the order given: ``unit``, ``place`` (1 + number of larger estimates), ``low``, ``high`` (best and worst
        place that the errors allow, from 1 to the number of units).

    Examples
    --------
    >>> totals = pd.Series({"У-1": 90.0, "У-2": 50.0, "У-3": 49.0})
    >>> rank_intervals(totals, [3, 3, 3], seed=1)[["place", "low", "high"]].values.tolist()
    [[1, 1, 1], [2, 2, 3], [3, 2, 3]]
    """
    found = compare(estimates, errors, confidence=confidence, draws=draws, seed=seed, simultaneous=simultaneous)
    return found.intervals()


def best_set(
    estimates: pd.Series,
    errors: ArrayLike,
    best: int,
    *,
    confidence: float = 0.95,
    draws: int = 1000,
    seed: int = 0,
) -> tuple[str, ...]:
    """Return every unit that may truly be among the best ones («τ-best» set).

    A unit leaves the set when at least `best` others are surely above it; only lower ends of places are tested, all
    together (op. cit., section 3.3).

    Parameters
    ----------
    estimates, errors, confidence, draws, seed
        As in :func:`compare`.
    best : int
        τ: how many best units are meant.

    Returns
    -------
    tuple of str
        Units in the order given; holds all truly best with the given confidence.
    """
    values, covariance, wide = _checked(estimates, errors)
    differences = values[None, :] - values[:, None]
    spread = _spread(covariance, wide)
    with np.errstate(divide="ignore", invalid="ignore"):
        inverse = np.where(spread > 0, 1 / spread, 0.0)
        studentised = np.where(spread > 0, differences * inverse, np.where(differences > 0, np.inf, 0.0))
    noise = _draw(covariance, wide, draws, seed)
    above = _stepwise(studentised, inverse.astype("float32"), noise, confidence, _one_sided)
    inside = 1 + above.sum(axis=1) <= best
    return tuple(str(unit) for unit, stays in zip(estimates.index, inside, strict=True) if stays)


def _checked(estimates: pd.Series, errors: ArrayLike) -> tuple[_Numbers, _Numbers, bool]:
    """Return estimates, variances or a covariance, and whether it is a covariance."""
    values = estimates.to_numpy(dtype="float64")
    given = np.asarray(errors, dtype="float64")
    n = len(values)
    if given.shape not in ((n,), (n, n)):
        raise ValueError(f"errors of {n} units have the shape {given.shape}; needed ({n},) or ({n}, {n})")
    if not (np.isfinite(values).all() and np.isfinite(given).all()):
        raise ValueError("estimates and errors must be finite")
    if not estimates.index.is_unique:
        raise ValueError("units repeat")
    wide = given.ndim == 2
    if ((np.diagonal(given) if wide else given) < 0).any():
        raise ValueError("errors must not be negative")
    return values, given if wide else given**2, wide


def _spread(covariance: _Numbers, wide: bool) -> _Numbers:
    """Return the standard error of every difference."""
    own: _Numbers = np.diagonal(covariance) if wide else covariance
    squares = own[:, None] + own[None, :] - (2 * covariance if wide else 0)
    # What rounding leaves of a difference without error is no error.
    squares = np.where(squares > 1e-12 * (own[:, None] + own[None, :]), squares, 0.0)
    if not wide:
        np.fill_diagonal(squares, 0.0)
    return np.asarray(np.sqrt(squares))


def _draw(covariance: _Numbers, wide: bool, draws: int, seed: int) -> _Numbers:
    """Draw errors: units × draws."""
    normal = np.random.default_rng(seed).standard_normal((len(covariance), draws), dtype="float32")
    if not wide:
        return np.sqrt(covariance).astype("float32")[:, None] * normal
    values, vectors = np.linalg.eigh(covariance)
    factor = vectors * np.sqrt(np.clip(values, 0, None))
    return np.asarray(factor.astype("float32") @ normal)


def _stepwise(studentised: _Numbers, inverse: _Numbers, noise: _Numbers, confidence: float, step: Any) -> Any:
    """Reject pairs until the critical value of those that remain rejects no more."""
    rank = min(noise.shape[1], int(np.ceil(confidence * noise.shape[1]))) - 1
    apart = np.isinf(studentised)
    pending: Any = np.ones(len(studentised), dtype=bool)
    critical = np.zeros(len(studentised))
    while True:
        step(noise, np.where(apart, np.float32(0), inverse), rank, pending, critical)
        more = (studentised > critical[:, None]) & (inverse > 0) & ~apart
        if not more.any():
            return apart
        apart |= more
        pending = more.any(axis=1)


def _together(noise: _Numbers, inverse: _Numbers, rank: int, _: _Numbers, critical: _Numbers) -> None:
    """One critical value for all pairs."""
    largest, room = np.zeros(noise.shape[1], dtype="float32"), np.empty_like(noise)
    for row in range(len(noise) - 1):
        gaps = _gaps(noise, inverse, row, row + 1, room)
        np.maximum(largest, gaps.max(axis=0, initial=0), out=largest)
        np.maximum(largest, -gaps.min(axis=0, initial=0), out=largest)
    critical[:] = np.partition(largest, rank)[rank]


def _one_sided(noise: _Numbers, inverse: _Numbers, rank: int, _: _Numbers, critical: _Numbers) -> None:
    """One critical value for all ordered pairs «column above row»."""
    largest, room = np.zeros(noise.shape[1], dtype="float32"), np.empty_like(noise)
    for row in range(len(noise)):
        np.maximum(largest, _gaps(noise, inverse, row, 0, room).max(axis=0, initial=0), out=largest)
    critical[:] = np.partition(largest, rank)[rank]


def _one_by_one(noise: _Numbers, inverse: _Numbers, rank: int, pending: _Numbers, critical: _Numbers) -> None:
    """A critical value for the pairs of each unit; rows where nothing changed keep theirs."""
    room = np.empty_like(noise)
    for row in np.flatnonzero(pending):
        gaps = _gaps(noise, inverse, int(row), 0, room)
        largest = np.maximum(gaps.max(axis=0, initial=0), -gaps.min(axis=0, initial=0))
        critical[row] = np.partition(largest, rank)[rank]


def _gaps(noise: _Numbers, inverse: _Numbers, row: int, first: int, room: _Numbers) -> _Numbers:
    """Return studentised errors of «column minus row» from column `first` on; pairs already apart are zero or absent.

    The largest array is written in place: allocating it for every row would take longer than the arithmetic.
    """
    alive = np.flatnonzero(inverse[row, first:])
    few = 2 * len(alive) < len(noise) - first
    columns = first + alive if few else slice(first, None)
    gaps = room[: len(alive) if few else len(noise) - first]
    np.subtract(noise[columns], noise[row], out=gaps)
    gaps *= inverse[row, columns, None]
    return gaps
