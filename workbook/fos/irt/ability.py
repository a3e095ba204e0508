"""From answers to ability: every pupil's place on the scale of the items, with its error, and the table «балл → место».

Apart from the fitting of curves because one pupil of a class of five is measured by curves fitted elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import logsumexp, softmax

from workbook.errors import DataRefused, Reason
from workbook.fos.irt.curves import ItemCurves
from workbook.fos.irt.information import moments
from workbook.fos.points import as_numbers, as_table

__all__ = ["METHODS", "abilities", "checked_scores", "score_table"]

Floats = NDArray[np.float64]

_QUADRATURE = np.linspace(-6.0, 6.0, 121)
"""Standard deviations of the prior; a step of 0.1 integrates a posterior as narrow as 0.05 to six digits."""

_STEPS, _STILL = 60, 1e-10
_FARTHEST = 30.0
"""Logits beyond the hardest and the easiest item where nobody is looked for."""
_ALL_WRONG = "все задания решены неверно: оценки нет, подготовка ниже любой границы"
_ALL_RIGHT = "все задания решены верно: оценки нет, подготовка выше любой границы"
_NOTHING = "нет ни одного ответа на задания модели"


def abilities(curves: ItemCurves, scores: pd.DataFrame, method: str = "EAP") -> pd.DataFrame:
    """Estimate the ability of each pupil, also of one alone.

    In all models of this room the likelihood depends on the answers through one sum, Σ a·points, so pupils with the
    same items and the same sum share the estimate.

    Parameters
    ----------
    curves : ItemCurves
        A fitted model.
    scores : pandas.DataFrame
        Pupils × items, points 0…m; NaN where the pupil had no such item. Items of the model that are absent here count
        as not given; the order of columns does not matter.
    method : str
        ``"EAP"``: mean of the posterior under the prior N(0, spread²), the error is its standard deviation; finite for
        every pupil. ``"WLE"``: weighted likelihood of Warm, nearly unbiased, finite also for all right or all wrong.
        ``"ML"``: maximum likelihood; infinite for all right or all wrong, which gives NaN with the reason.
        ``"MAP"``: the mode of the posterior (empirical Bayes of other programs).

    Returns
    -------
    pandas.DataFrame
        pupil, theta, se (logits), raw (points), possible (points of the items given), reason (Russian, empty when the
        estimate exists). The error of WLE and ML is 1 / √information, that of MAP counts the prior too.

    Raises
    ------
    DataRefused
        Items without a curve, points that the model does not know, EAP from curves that say nothing of ability.
    ValueError
        An unknown method.

    References
    ----------
    Bock, R. D., Mislevy, R. J. (1982). Adaptive EAP estimation of ability in a microcomputer environment. Applied
    Psychological Measurement 6, 431–444.
    Warm, T. A. (1989). Weighted likelihood estimation of ability in item response theory. Psychometrika 54, 427–450,
    eq. 8; several points: Penfield, R. D., Bergeron, J. M. (2005). Applied Psychological Measurement 29, 218–233.

    Examples
    --------
    >>> b = (-1.5, -0.75, 0.0, 0.75, 1.5)
    >>> free, names = np.full(5, np.nan), ("1", "2", "3", "4", "5")
    >>> curves = ItemCurves("Раш", names, np.ones(5), tuple(np.array([x]) for x in b), free,
    ...                     tuple(np.array([np.nan]) for _ in b), 1.0, 0.0, 5, 0, True, 0)
    >>> one = pd.DataFrame([[1, 1, 0, 0, 0]], index=["У-1"], columns=list(names))
    >>> abilities(curves, one, "WLE").round(2).to_dict("records")[0]["theta"]
    -0.46
    """
    if method not in METHODS:
        raise ValueError(f"unknown method of ability: {method!r}; known: {', '.join(METHODS)}")
    scores = as_table(scores, curves.items)
    points, given = checked_scores(curves, scores)
    raw = points.sum(axis=1)
    tops = np.array([len(steps) for steps in curves.thresholds], dtype=float)
    keys = np.column_stack([points @ curves.slopes, given])
    unique, first, place = np.unique(keys.round(10), axis=0, return_index=True, return_inverse=True)
    theta, se, reason = METHODS[method](_Sums(curves, unique[:, 0], given[first]))
    place = place.ravel()
    pupils = np.array([str(name) for name in scores.index], dtype=object)
    return pd.DataFrame(
        {
            "pupil": pupils, "theta": theta[place], "se": se[place], "raw": raw,
            "possible": given @ tops, "reason": pd.Series(reason, dtype="str").to_numpy()[place],
        }
    )  # fmt: skip


def score_table(curves: ItemCurves, method: str = "WLE", items: Sequence[str] | None = None) -> pd.DataFrame:
    """Give the ability that belongs to each sum of points (шкала перевода баллов).

    Parameters
    ----------
    curves : ItemCurves
        A Rasch or partial credit model: only with equal slopes does the sum of points say everything.
    method : str
        As in :func:`abilities`.
    items : sequence of str, optional
        The items of one variant; all items by default.

    Returns
    -------
    pandas.DataFrame
        raw (0…maximum), theta, se, reason.

    Raises
    ------
    DataRefused
        Slopes differ, or an item without a curve.

    References
    ----------
    Wright, B. D., Stone, M. H. (1979). Best test design, chapter 7 (a table from score to measure).
    """
    if method not in METHODS:
        raise ValueError(f"unknown method of ability: {method!r}; known: {', '.join(METHODS)}")
    if np.ptp(curves.slopes) > 1e-9:
        raise DataRefused(
            "Таблица «балл — место на шкале» возможна только для модели Раша и частичного кредита: при разной "
            "крутизне заданий одна и та же сумма баллов означает разную подготовку.", Reason.RUN_DATA,
        )  # fmt: skip
    chosen = set(curves.items if items is None else items)
    _known(curves, chosen)
    given = np.array([item in chosen for item in curves.items], dtype=float)
    top = int(sum(len(steps) for steps, mine in zip(curves.thresholds, given, strict=True) if mine))
    raw = np.arange(top + 1)
    sums = _Sums(curves, np.asarray(raw * curves.slopes[0], dtype=np.float64), np.tile(given, (top + 1, 1)))
    theta, se, reason = METHODS[method](sums)
    return pd.DataFrame({"raw": raw, "theta": theta, "se": se, "reason": pd.Series(reason, dtype="str")})


def checked_scores(curves: ItemCurves, scores: pd.DataFrame) -> tuple[Floats, Floats]:
    """Bring scores to the items of the model.

    Parameters
    ----------
    curves : ItemCurves
        A fitted model.
    scores : pandas.DataFrame
        Pupils × items.

    Returns
    -------
    tuple of numpy.ndarray, each of shape (pupils, items)
        Points (0 where there is no answer) and 1 where there is an answer, else 0.

    Raises
    ------
    DataRefused
        Items without a curve or points that the model does not know.
    """
    scores = as_table(scores, curves.items)
    _known(curves, set(map(str, scores.columns)))
    matrix = scores.set_axis(scores.columns.astype(str), axis=1).reindex(columns=list(curves.items))
    values = as_numbers(matrix, finite=False)
    tops = np.array([len(steps) for steps in curves.thresholds])
    with np.errstate(invalid="ignore"):
        strange = ~np.isnan(values) & ((values < 0) | (values > tops) | (values != np.round(values)))
    if strange.any():
        pupil, item = (int(place[0]) for place in np.nonzero(strange))
        value = f"{values[pupil, item]:g}".replace(".", ",").replace("inf", "∞")
        raise DataRefused(
            f"Ученик {scores.index[pupil]}, задание {curves.items[item]}: балл {value} не подходит к модели, в ней "
            f"целые баллы от 0 до {tops[item]}.",
            Reason.VALUE_RANGE,
        )
    given = np.isfinite(values)
    return np.where(given, values, 0.0), given.astype(float)


def _known(curves: ItemCurves, items: set[str]) -> None:
    strange = sorted(items - set(curves.items))
    if strange:
        raise DataRefused(f"Для заданий нет кривых модели: {', '.join(strange[:5])}.", Reason.REFERENCE_UNKNOWN)


@dataclass(frozen=True)
class _Sums:
    """Everything the likelihood needs: the sum Σ a·points of each row and which items it had."""

    curves: ItemCurves
    sums: Floats
    given: Floats

    @property
    def ends(self) -> tuple[Floats, Floats]:
        """The least and the greatest sum of each row; a negative slope turns an item over."""
        whole = np.array([len(steps) for steps in self.curves.thresholds]) * self.curves.slopes
        return np.asarray(self.given @ np.minimum(whole, 0)), np.asarray(self.given @ np.maximum(whole, 0))

    @property
    def empty(self) -> NDArray[np.bool_]:
        return np.asarray(self.given.sum(axis=1) == 0)

    def loglik(self, theta: Floats) -> Floats:
        """Rows × points of θ, up to a constant of the row: sum·θ − Σ log of the normalising sum of each item."""
        return np.outer(self.sums, theta) - self.given @ _partition(self.curves, theta)

    def ascent(self, theta: Floats, method: str) -> tuple[Floats, Floats]:
        """Derivative of the likelihood that the method climbs, and the information, one θ a row."""
        a = self.curves.slopes
        mean, variance, third = moments(self.curves, theta)
        information = np.maximum((self.given * a**2 * variance).sum(axis=1), 1e-300)
        slope = self.sums - (self.given * a * mean).sum(axis=1)
        if method == "WLE":
            slope = slope + (self.given * a**3 * third).sum(axis=1) / (2 * information)
        if method == "MAP":
            slope, information = slope - theta / self.curves.spread**2, information + self.curves.spread**-2
        return np.asarray(slope), np.asarray(information)

    def error(self, theta: Floats) -> Floats:
        """1 / √information at one θ a row."""
        variance = moments(self.curves, np.nan_to_num(theta))[1]
        return np.asarray(1 / np.sqrt(np.maximum((self.given * self.curves.slopes**2 * variance).sum(axis=1), 1e-300)))


def _partition(curves: ItemCurves, theta: Floats) -> Floats:
    """Logarithm of the normalising sum of each item, shape (items, points of θ)."""
    result = np.empty((len(curves.items), len(theta)))
    for item, (slope, steps) in enumerate(zip(curves.slopes, curves.thresholds, strict=True)):
        terms = np.zeros((len(theta), len(steps) + 1))
        np.cumsum(slope * (theta[:, None] - steps), axis=1, out=terms[:, 1:])
        result[item] = logsumexp(terms, axis=1)
    return result


_Answer = tuple[Floats, Floats, list[str]]


def _need_spread(curves: ItemCurves, method: str) -> None:
    if not np.isfinite(curves.spread):
        raise DataRefused(
            f"Оценка {method} требует разброса подготовки, а условная модель его не даёт: взять WLE.", Reason.RUN_DATA
        )


def _eap(rows: _Sums) -> _Answer:
    _need_spread(rows.curves, "EAP")
    theta = _QUADRATURE * rows.curves.spread
    weights = softmax(rows.loglik(theta) - _QUADRATURE**2 / 2, axis=1)
    mean = weights @ theta
    se = np.sqrt((weights * (theta - mean[:, None]) ** 2).sum(axis=1))
    return _without_answers(rows, mean, se, [""] * len(mean))


def _map(rows: _Sums) -> _Answer:
    _need_spread(rows.curves, "MAP")
    if not rows.curves.spread > 0:  # no pupil differs from another
        nothing = np.zeros(len(rows.sums))
        return _without_answers(rows, nothing, nothing, [""] * len(nothing))
    theta = _climb(rows, "MAP")
    return _without_answers(
        rows, theta, 1 / np.sqrt(rows.error(theta) ** -2 + rows.curves.spread**-2), [""] * len(theta)
    )


def _wle(rows: _Sums) -> _Answer:
    theta = _climb(rows, "WLE")
    return _without_answers(rows, theta, rows.error(theta), [""] * len(theta))


def _ml(rows: _Sums) -> _Answer:
    least, greatest = rows.ends
    low, high = rows.sums <= least + 1e-9, rows.sums >= greatest - 1e-9
    theta = np.full(len(rows.sums), np.nan)
    known = ~(low | high)
    theta[known] = _climb(_Sums(rows.curves, rows.sums[known], rows.given[known]), "ML")
    reason = [_ALL_WRONG if first else _ALL_RIGHT if last else "" for first, last in zip(low, high, strict=True)]
    return _without_answers(rows, theta, np.where(known, rows.error(theta), np.nan), reason)


def _without_answers(rows: _Sums, theta: Floats, se: Floats, reason: list[str]) -> _Answer:
    texts = [_NOTHING if empty else text for empty, text in zip(rows.empty, reason, strict=True)]
    return np.where(rows.empty, np.nan, theta), np.where(rows.empty, np.nan, se), texts


def _climb(rows: _Sums, method: str) -> Floats:
    """Find the top of the (weighted) likelihood: the best point of a grid, then scoring inside its neighbours.

    The weighted likelihood of a work with a gap between easy and hard items can have two tops, hence the grid.
    """
    if not len(rows.sums):
        return np.zeros(0)
    a = rows.curves.slopes
    steps = np.concatenate(rows.curves.thresholds)
    far = min(2.0 + (np.log(2 * len(steps) + 1) + 1) / max(float(np.abs(a).min()), 1e-3), _FARTHEST)
    grid = np.linspace(steps.min() - far, steps.max() + far, 161)
    values = rows.loglik(grid)
    if method == "WLE":
        information = rows.given @ (a[:, None] ** 2 * moments(rows.curves, grid)[1].T)
        values = values + 0.5 * np.log(np.maximum(information, 1e-300))
    if method == "MAP":
        values = values - 0.5 * (grid / rows.curves.spread) ** 2
    # Two tops may be equal, and rounding must not choose between them: the lower place is taken.
    best = (values >= values.max(axis=1, keepdims=True) - 1e-9).argmax(axis=1)
    low, high = grid[np.maximum(best - 1, 0)], grid[np.minimum(best + 1, len(grid) - 1)]
    theta = (low + high) / 2
    for _ in range(_STEPS):
        slope, information = rows.ascent(theta, method)
        low, high = np.where(slope > 0, theta, low), np.where(slope > 0, high, theta)
        step = theta + slope / information
        # Scoring goes fast near the top; where it would leave the bracket, the bracket is halved instead.
        after = np.where((step > low) & (step < high), step, (low + high) / 2)
        moved, theta = float(np.abs(after - theta).max()), after
        if moved < _STILL:
            break
    return np.asarray(theta)


METHODS: dict[str, Callable[[_Sums], _Answer]] = {"EAP": _eap, "WLE": _wle, "ML": _ml, "MAP": _map}
"""Estimators by name."""
