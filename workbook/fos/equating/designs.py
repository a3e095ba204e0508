"""Who wrote what: the three ways in which the scores of two forms are collected, ready to be equated and resampled.

Apart from the methods because each way allows other methods, and because all of them are resampled by pupil.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbook.errors import MissingData, Reason

__all__ = ["Anchored", "Design", "Moments", "RandomGroups", "SingleGroup", "count_scores", "moments"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class RandomGroups:
    """Equivalent groups, each of which wrote one form (случайные группы).

    Attributes
    ----------
    x, y : numpy.ndarray, shape (…, scores)
        Pupils at each whole score 0, 1, … of the new form X and of the old form Y.
    """

    x: Floats
    y: Floats

    @property
    def sizes(self) -> tuple[int, int]:
        """Pupils who wrote X and Y."""
        return round(float(self.x.sum())), round(float(self.y.sum()))

    def forms(self) -> tuple[Floats, Floats]:
        """Counts of the scores of X and of Y."""
        return self.x, self.y

    def resampled(self, draws: int, seed: int) -> RandomGroups:
        """Draw both groups with replacement so many times; resamples come first in the shape."""
        rng = np.random.default_rng(seed)
        return RandomGroups(_drawn(self.x, draws, rng), _drawn(self.y, draws, rng))


@dataclass(frozen=True)
class SingleGroup:
    """One group that wrote both forms (одна группа).

    Attributes
    ----------
    joint : numpy.ndarray, shape (…, scores of X, scores of Y)
        Pupils with each pair of scores.
    """

    joint: Floats

    @property
    def sizes(self) -> tuple[int, int]:
        """Pupils who wrote X and Y: the same."""
        size = round(float(self.joint.sum()))
        return size, size

    def forms(self) -> tuple[Floats, Floats]:
        """Counts of the scores of X and of Y."""
        return self.joint.sum(axis=-1), self.joint.sum(axis=-2)

    def resampled(self, draws: int, seed: int) -> SingleGroup:
        """Draw pupils with replacement; a pupil keeps both scores."""
        return SingleGroup(_drawn(self.joint, draws, np.random.default_rng(seed)))


@dataclass(frozen=True)
class Anchored:
    """Two groups that may differ, with items in common (общие задания, якорь; NEAT).

    Attributes
    ----------
    x, y : numpy.ndarray, shape (…, scores of the form, scores of the anchor)
        Pupils with each pair of total and anchor score.
    weight : float
        Part of the group that wrote X in the synthetic population.
    internal : bool
        Whether the anchor's points are part of the total.
    """

    x: Floats
    y: Floats
    weight: float
    internal: bool = True

    @property
    def sizes(self) -> tuple[int, int]:
        """Pupils who wrote X and Y."""
        return round(float(self.x.sum())), round(float(self.y.sum()))

    def forms(self) -> tuple[Floats, Floats]:
        """Counts of the scores of X and of Y, each in its own group."""
        return self.x.sum(axis=-1), self.y.sum(axis=-1)

    def resampled(self, draws: int, seed: int) -> Anchored:
        """Draw both groups with replacement; a pupil keeps the total and the anchor score."""
        rng = np.random.default_rng(seed)
        return Anchored(_drawn(self.x, draws, rng), _drawn(self.y, draws, rng), self.weight, self.internal)


Design = RandomGroups | SingleGroup | Anchored


@dataclass(frozen=True)
class Moments:
    """Moments of the total and of the anchor in one group; each of shape (…); variances are divided by n − 1.

    Attributes
    ----------
    mean, variance : numpy.ndarray
        Of the total.
    anchor_mean, anchor_variance : numpy.ndarray
        Of the anchor.
    covariance : numpy.ndarray
        Of the two.
    """

    mean: Floats
    variance: Floats
    anchor_mean: Floats
    anchor_variance: Floats
    covariance: Floats

    @property
    def correlation(self) -> Floats:
        """Of the total with the anchor; NaN when either is the same for everybody."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return self.covariance / np.sqrt(self.variance * self.anchor_variance)


def moments(joint: Floats) -> Moments:
    """Compute the moments of a joint table of totals and anchor scores.

    Parameters
    ----------
    joint : numpy.ndarray, shape (…, totals, anchor scores)
    """
    whole = joint.sum(axis=(-2, -1))
    less = whole / np.where(whole > 1, whole - 1, np.nan)
    total, anchor = np.arange(joint.shape[-2], dtype=float), np.arange(joint.shape[-1], dtype=float)
    mean = np.einsum("...ta,t->...", joint, total) / whole
    anchor_mean = np.einsum("...ta,a->...", joint, anchor) / whole
    variance = less * (np.einsum("...ta,t->...", joint, total**2) / whole - mean**2)
    anchor_variance = less * (np.einsum("...ta,a->...", joint, anchor**2) / whole - anchor_mean**2)
    covariance = less * (np.einsum("...ta,t,a->...", joint, total, anchor) / whole - mean * anchor_mean)
    return Moments(*(np.asarray(part) for part in (mean, variance, anchor_mean, anchor_variance, covariance)))


def count_scores(scores: Iterable[float] | pd.Series[float], maximum: float) -> NDArray[np.int64]:
    """Turn pupils' sums into whole scores 0..maximum that can be counted.

    Parameters
    ----------
    scores : iterable of float
        Sums of points.
    maximum : float
        Highest possible sum.

    Raises
    ------
    MissingData
        Sums are not known or not whole, or lie outside the scale.

    Examples
    --------
    >>> count_scores([0, 2.0, 3], 3).tolist()
    [0, 2, 3]
    """
    values = pd.Series(list(scores), dtype="object").to_numpy(dtype=float, na_value=np.nan)
    if not np.isfinite(values).all():
        raise MissingData(
            "Не у всех учеников есть сумма баллов: уберите тех, кто не писал работу.", Reason.VALUE_MISSING
        )
    whole = np.round(values)
    if np.abs(values - whole).max(initial=0.0) > 1e-9 or abs(maximum - round(maximum)) > 1e-9:
        raise MissingData(
            "В работе есть дробные баллы: пересчёт ведётся по целым суммам. Умножьте баллы, чтобы они стали целыми.",
            Reason.VALUE_TYPE,
        )
    if whole.min(initial=0.0) < 0 or whole.max(initial=0.0) > maximum:
        raise MissingData("Есть суммы вне шкалы работы: проверьте максимальные баллы заданий.", Reason.VALUE_RANGE)
    return whole.astype(np.int64)


def _drawn(counts: Floats, draws: int, rng: np.random.Generator) -> Floats:
    flat = counts.ravel()
    seen = np.flatnonzero(flat)
    whole = flat[seen].sum()
    if not whole > 0:
        raise MissingData("Одну из форм никто не писал: сравнивать нечего.", Reason.TABLE_EMPTY)
    result = np.zeros((draws, flat.size))
    result[:, seen] = rng.multinomial(round(float(whole)), flat[seen] / whole, size=draws)
    return result.reshape(draws, *counts.shape)
