"""How closely the items of one work hang together, by other measures than α: λ2, ω, halves, KR-21, strata.

Apart from :mod:`workbook.fos.reliability` because α judges the work there, and these measures only check that verdict:
each rests on other assumptions, and where they part, the teacher learns why.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbook.estimates import NORMAL_95
from workbook.fos.points import as_numbers
from workbook.fos.reliability import alpha

__all__ = [
    "Omega",
    "Splits",
    "kr21",
    "lambda2",
    "omega",
    "splits",
    "stratified",
    "weighted",
]

Floats = NDArray[np.float64]

_NAN = float("nan")
_DRAWS = 500
_SEED = 20260601
_ROUNDS = 2000
_CLOSE = 1e-10


@dataclass(frozen=True)
class Omega:
    """McDonald's ω of one work.

    Attributes
    ----------
    value : float
        NaN when it is not defined.
    loadings : numpy.ndarray
        Of the items on the one common factor, in points; the sign is chosen so that their sum is not negative.
    misfit : float
        Root mean square of the correlations that one factor leaves unexplained.
    reason : str
        Russian: why there is no value, or what to beware of; empty when all is well.
    opposed : tuple of int
        Numbers of the items tied to the factor the other way round, more than chance would in a group of this size.
    """

    value: float
    loadings: Floats
    misfit: float
    reason: str
    opposed: tuple[int, ...] = ()


@dataclass(frozen=True)
class Splits:
    """What two halves of a work say of the whole (надёжность расщепления, по Спирмену — Брауну).

    Attributes
    ----------
    odd_even : float
        Odd against even items.
    mean, worst, best : float
        Over seeded random halves. The best one flatters a small group; it is shown only as the end of the range.
    draws : int
        How many random halves were defined.
    """

    odd_even: float
    mean: float
    worst: float
    best: float
    draws: int


def lambda2(scores: ArrayLike) -> float:
    """Compute Guttman's λ2, a lower bound of reliability that is never below α.

    Parameters
    ----------
    scores : array, pupils × items
        Points without gaps.

    Returns
    -------
    float
        NaN with fewer than two items or pupils, or equal sums.

    References
    ----------
    Guttman, L. (1945). A basis for analyzing test-retest reliability. Psychometrika 10, 255–282, eq. 41:
    λ2 = (Σ c_ij + √(k/(k − 1) · Σ c_ij²)) / σ²_X over i ≠ j.

    Examples
    --------
    >>> round(lambda2([[1, 1, 0], [0, 0, 0], [1, 1, 1], [1, 0, 0]]), 3)
    0.76
    """
    covariances, whole = _covariances(scores)
    if not whole > 0:
        return _NAN
    k = len(covariances)
    apart = covariances[~np.eye(k, dtype=bool)]
    return float((apart.sum() + np.sqrt(k / (k - 1) * (apart**2).sum())) / whole)


def kr21(scores: ArrayLike) -> float:
    """Compute KR-21: KR-20 of a work all of whose items would be equally hard; it is never above KR-20.

    Parameters
    ----------
    scores : array, pupils × items
        Only 0 and 1, without gaps.

    Returns
    -------
    float
        NaN when a value is neither 0 nor 1, with fewer than two items or pupils, or equal sums.

    References
    ----------
    Kuder, G. F., Richardson, M. W. (1937). Psychometrika 2, 151–160, formula 21; the variance has the divisor n, as
    the p·q of KR-20 has.

    Examples
    --------
    >>> round(kr21([[1, 1, 0], [0, 0, 0], [1, 1, 1], [1, 0, 0]]), 3)
    0.6
    """
    matrix = as_numbers(scores)
    if matrix.ndim != 2 or min(matrix.shape) < 2 or not np.isin(matrix, (0.0, 1.0)).all():
        return _NAN
    k, sums = matrix.shape[1], matrix.sum(axis=1)
    variance = float(sums.var())
    if variance <= 0:
        return _NAN
    return float(k / (k - 1) * (1 - sums.mean() * (k - sums.mean()) / (k * variance)))


def stratified(scores: ArrayLike, strata: Sequence[object]) -> float:
    """Compute stratified α, for a work made of parts (tiers, kinds of items) that measure somewhat different things.

    Parameters
    ----------
    scores : array, pupils × items
        Points without gaps.
    strata : sequence
        The part of each item. A part of one item has no α of its own and is taken to carry no true variance, so the
        value is then a lower bound.

    Returns
    -------
    float
        1 − Σ σ²_s (1 − α_s) / σ²_X; NaN with equal sums or fewer than two items.

    Raises
    ------
    ValueError
        Not one part for each item.

    References
    ----------
    Cronbach, L. J., Schönemann, P., McKie, D. (1965). Alpha coefficients for stratified-parallel tests. Educational
    and Psychological Measurement 25, 291–312.
    """
    matrix = as_numbers(scores)
    if matrix.ndim != 2 or min(matrix.shape) < 2:
        return _NAN
    whole = float(matrix.sum(axis=1).var())
    if whole <= 0:
        return _NAN
    names = np.array([str(name) for name in strata])
    if len(names) != matrix.shape[1]:
        raise ValueError(f"a part must be named for each of {matrix.shape[1]} items, not for {len(names)}")
    error = 0.0
    for name in dict.fromkeys(names.tolist()):
        part = matrix[:, names == name]
        known = alpha(part)
        error += float(part.sum(axis=1).var()) * (1 - (known if np.isfinite(known) else 0.0))
    return 1 - error / whole


def splits(scores: ArrayLike, *, draws: int = _DRAWS, seed: int = _SEED) -> Splits:
    """Compare halves of the work: odd against even items, and many random halves.

    Parameters
    ----------
    scores : array, pupils × items
        Points without gaps, items in the order of the work.
    draws, seed : int
        Random halves and the seed that makes them the same each time.

    Returns
    -------
    Splits
        Correlation of the halves stepped up by Spearman–Brown, 2r / (1 + r); NaN where a half has no spread.

    References
    ----------
    Spearman, C. (1910). Correlation calculated from faulty data. British Journal of Psychology 3, 271–295;
    Brown, W. (1910), ibid., 296–322.
    """
    matrix = as_numbers(scores)
    if matrix.ndim != 2 or min(matrix.shape) < 2:
        return Splits(_NAN, _NAN, _NAN, _NAN, 0)
    k = matrix.shape[1]
    odd = np.arange(k) % 2 == 0
    rng = np.random.default_rng(seed)
    halves = np.argsort(rng.random((draws, k)), axis=1) < (k + 1) // 2
    values = _stepped_up(matrix, np.vstack([odd, halves]))
    known = values[1:][np.isfinite(values[1:])]
    if not len(known):
        return Splits(float(values[0]), _NAN, _NAN, _NAN, 0)
    return Splits(float(values[0]), float(known.mean()), float(known.min()), float(known.max()), len(known))


def omega(scores: ArrayLike) -> Omega:
    """Compute McDonald's ω: the share of the variance of sums that one common factor explains.

    Unlike α it does not suppose that all items are tied to the factor equally. The factor is found by minimal
    residuals of the correlations (minres), item by item in closed form, and brought back to points.

    Parameters
    ----------
    scores : array, pupils × items
        Points without gaps. A constant item adds nothing to either part.

    Returns
    -------
    Omega

    References
    ----------
    McDonald, R. P. (1999). Test Theory: A Unified Treatment, p. 89, eq. 6.20: ω = (Σλ)² / ((Σλ)² + Σψ).
    Harman, H. H., Jones, W. H. (1966). Factor analysis by minimizing residuals (minres). Psychometrika 31, 351–368.
    """
    matrix = as_numbers(scores)
    spread = matrix.std(axis=0) if matrix.ndim == 2 and len(matrix) else np.zeros(0)
    live = spread > 0
    if live.sum() < 3 or len(matrix) < 3:
        return Omega(_NAN, np.full(len(spread), np.nan), _NAN,
                     "Для ω нужно не меньше трёх заданий, баллы за которые у учеников различаются.")  # fmt: skip
    correlations = np.asarray(np.corrcoef(matrix[:, live], rowvar=False), dtype=float)
    standard, improper = _one_factor(correlations)
    left = (correlations - np.outer(standard, standard))[np.triu_indices(int(live.sum()), 1)]
    loadings = np.zeros(len(spread))
    loadings[live] = standard * spread[live]
    misfit = float(np.sqrt((left**2).mean()))
    if improper:
        return Omega(_NAN, loadings, misfit,
                     "Модель одного общего умения не подошла: одно задание объясняется им целиком.")  # fmt: skip
    unique = float((spread[live] ** 2 * (1 - standard**2)).sum())
    common = float(loadings.sum()) ** 2
    reason = ""
    opposed = tuple(np.flatnonzero(live)[standard < -NORMAL_95 / np.sqrt(len(matrix))].tolist())
    if opposed:
        reason = (
            f"Связаны с общим умением обратно: {len(opposed)} из {len(spread)} заданий; сначала проверить их ключи."
        )
    return Omega(common / (common + unique), loadings, misfit, reason, opposed)


def weighted(values: Iterable[tuple[float, int]]) -> float:
    """Join one measure of several variants: the mean weighted by pupils; NaN when no variant has it."""
    known = [(value, n) for value, n in values if np.isfinite(value)]
    whole = sum(n for _, n in known)
    return sum(value * n for value, n in known) / whole if whole else _NAN


def _covariances(scores: ArrayLike) -> tuple[Floats, float]:
    matrix = as_numbers(scores)
    if matrix.ndim != 2 or min(matrix.shape) < 2:
        return np.zeros((0, 0)), _NAN
    centred = matrix - matrix.mean(axis=0)
    covariances = centred.T @ centred / len(matrix)
    whole = float(covariances.sum())
    return covariances, whole if whole > 1e-12 else _NAN


def _stepped_up(matrix: Floats, halves: NDArray[np.bool_]) -> Floats:
    first, second = matrix @ halves.T, matrix @ (~halves).T
    first, second = first - first.mean(axis=0), second - second.mean(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        r = (first * second).sum(axis=0) / np.sqrt((first**2).sum(axis=0) * (second**2).sum(axis=0))
        stepped = 2 * r / (1 + r)
    # Halves that are opposed almost perfectly give −∞: no number is better than that one.
    return np.where(r > -0.999, stepped, np.nan)


def _one_factor(correlations: Floats) -> tuple[Floats, bool]:
    """Fit one factor by minres: each loading in turn solves its own least squares; True when a loading reached 1."""
    values, vectors = np.linalg.eigh(correlations)
    found = vectors[:, -1] * np.sqrt(max(values[-1], 0.0)) * 0.7
    k = len(found)
    for _ in range(_ROUNDS):
        before = found.copy()
        for i in range(k):
            others = np.arange(k) != i
            below = float((found[others] ** 2).sum())
            found[i] = float(correlations[i, others] @ found[others]) / below if below > 0 else 0.0
            found[i] = min(max(found[i], -1.0), 1.0)
        if np.abs(found - before).max() < _CLOSE:
            break
    if found.sum() < 0:
        found = -found
    return found, bool((np.abs(found) >= 1.0).any())
