"""Rasch's model by conditional maximum likelihood: difficulties without any word about the distribution of abilities.

Apart from marginal estimation because it conditions abilities away, and therefore must leave out pupils with a sum of
zero or of all points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbook.errors import MissingData, Reason
from workbook.fos.irt.curves import ItemCurves
from workbook.fos.irt.newton import Surface, climb, covariance
from workbook.fos.irt.patterns import NOT_CONVERGED, Answers, Block, constant_items, read_answers
from workbook.fos.irt.rasch import RASCH

__all__ = ["conditional", "symmetric_functions"]

MODEL = "условного метода Раша"

Array = NDArray[np.float64]


def conditional(scores: pd.DataFrame, *, errors: bool = True) -> ItemCurves:
    """Estimate Rasch's model by conditional maximum likelihood (условный метод); difficulties sum to zero.

    Given the sum r of a work, the chance of its answers is exp(−Σ b of solved items) / γᵣ, where γᵣ is the elementary
    symmetric function of exp(−b). Ability is gone from it. A pupil with nothing or everything right tells nothing
    then; he is dropped and counted.

    Parameters
    ----------
    scores : pandas.DataFrame
        Pupils × items, 1 right, 0 wrong; NaN where the pupil's variant has no such item.
    errors : bool
        Whether to compute standard errors (from the observed information, for difficulties that sum to zero).

    Returns
    -------
    ItemCurves
        `spread` is NaN; `loglik` is the conditional one; `parameters` is the number of items less one.

    Raises
    ------
    DataRefused
        Points other than 0 and 1, an item named twice.
    MissingData
        Fewer than two items or three pupils; items that everybody solved or nobody did (pupils with a sum of zero or
        of all points set aside); items that fall apart into sets no pupil compares (Fischer, 1981).

    References
    ----------
    Andersen, E. B. (1972). The numerical solution of a set of conditional estimation equations. Journal of the Royal
    Statistical Society B 34, 42–54.
    Fischer, G. H. (1981). On the existence and uniqueness of maximum-likelihood estimates in the Rasch model.
    Psychometrika 46, 59–77.

    Examples
    --------
    >>> scores = pd.DataFrame({"З1": [1, 1, 1, 0], "З2": [0, 0, 0, 1]})
    >>> conditional(scores).table()["b"].round(4).tolist()  # ± log 3 / 2
    [-0.5493, 0.5493]
    """
    from scipy.linalg import helmert

    answers = read_answers(scores, MODEL, top=1)
    parts = [part for part in map(_part, answers.blocks) if part.counts.size]
    used = int(sum(part.counts.sum() for part in parts))
    _refuse_unlinked(answers, parts)
    size = len(answers.items)
    passed, given = _totals(parts, size)
    start = np.log((given - passed) / passed)
    contrasts = helmert(size)  # rows orthogonal to each other and to the sum: what is left when the sum is zero

    def surface(free: Array) -> Surface:
        value, gradient, information = _likelihood(parts, free @ contrasts)
        narrow = contrasts @ information @ contrasts.T
        return Surface(value, contrasts @ gradient, narrow, narrow)

    peak = climb(surface, contrasts @ start)
    matrix = np.full((size, size), np.nan)
    if errors:
        matrix = contrasts.T @ covariance(peak.surface.observed) @ contrasts
    notes = list(answers.notes())
    if answers.n > used:
        notes.append(f"Ничего или всё верно: {answers.n - used} уч.; условный метод их не учитывает.")
    if not peak.converged:
        notes.append(NOT_CONVERGED)
    return ItemCurves(
        model=RASCH,
        items=answers.items,
        slopes=np.ones(size),
        thresholds=tuple((peak.at @ contrasts)[:, None]),
        slope_errors=np.full(size, np.nan),
        threshold_errors=tuple(np.sqrt(np.diag(matrix))[:, None]),
        spread=float("nan"),
        loglik=peak.surface.value,
        parameters=size - 1,
        n=used,
        converged=peak.converged,
        iterations=peak.iterations,
        dropped=answers.dropped + answers.n - used,
        notes=tuple(notes),
    )


def symmetric_functions(weights: Array) -> Array:
    """Compute the elementary symmetric functions of each row by adding one weight at a time.

    Only sums of positive numbers: no digit is lost (the summation algorithm of Andersen, 1972).

    Parameters
    ----------
    weights : numpy.ndarray, rows × weights
        Positive numbers; a zero leaves that weight out.

    Returns
    -------
    numpy.ndarray, rows × (weights + 1)
        γ₀ = 1, γ₁ = the sum, …, the last one the product.

    Examples
    --------
    >>> symmetric_functions(np.array([[1.0, 2.0, 3.0], [1.0, 0.0, 3.0]])).tolist()
    [[1.0, 6.0, 11.0, 6.0], [1.0, 4.0, 3.0, 0.0]]
    """
    rows, size = weights.shape
    functions = np.zeros((rows, size + 1))
    functions[:, 0] = 1
    for number in range(size):
        functions[:, 1 : number + 2] += weights[:, number : number + 1] * functions[:, : number + 1]
    return functions


@dataclass(frozen=True)
class _Part:
    """The pupils of one variant who solved something, but not everything.

    `passed` holds how many solved each item, `sums` and `counts` the raw-score groups, `won` how many solved the item
    of the row and failed that of the column.
    """

    items: NDArray[np.intp]
    passed: Array
    sums: NDArray[np.intp]
    counts: Array
    won: Array


def _part(block: Block) -> _Part:
    total = block.points.sum(axis=1)
    points = block.points[(total > 0) & (total < len(block.items))]
    sums, counts = np.unique(points.sum(axis=1).astype(np.intp), return_counts=True)
    return _Part(block.items, points.sum(axis=0), sums, counts.astype(float), points.T @ (1 - points))


def _totals(parts: Sequence[_Part], size: int) -> tuple[Array, Array]:
    passed, given = np.zeros(size), np.zeros(size)
    for part in parts:
        passed[part.items] += part.passed
        given[part.items] += part.counts.sum()
    return passed, given


def _likelihood(parts: Sequence[_Part], b: Array) -> tuple[float, Array, Array]:
    """Return the conditional log-likelihood, its gradient and the information of all difficulties."""
    value, gradient, information = 0.0, np.zeros(len(b)), np.zeros((len(b), len(b)))
    for part in parts:
        own = b[part.items]
        middle = own.mean()  # taken out, so that products of many weights stay within the range of a float
        weights, size = np.exp(middle - own), len(own)
        left_out = np.vstack([np.ones(size), 1 - np.eye(size)])
        functions = symmetric_functions(left_out * weights)
        whole = functions[0, part.sums]
        alone = weights[:, None] * functions[1:, part.sums - 1] / whole
        value -= float(part.passed @ own + part.counts @ (np.log(whole) - part.sums * middle))
        gradient[part.items] += alone @ part.counts - part.passed
        worth = np.zeros(size + 1)
        worth[part.sums] = part.counts / whole
        both = np.diag(alone @ part.counts) + _both_solved(weights, worth)
        information[np.ix_(part.items, part.items)] += both - (alone * part.counts) @ alone.T
    return value, gradient, information


def _both_solved(weights: Array, worth: Array) -> Array:
    """Return for each pair Σᵣ worthᵣ εᵢ εⱼ γᵣ₋₂ of the other weights: expected pupils who solved both items.

    A sum weighted by `worth` is linear in each weight, so that one pass from the end (what the items still to come are
    worth to a pupil with s points) and one from the beginning (works in which item i is solved) give all pairs in as
    many steps as there are items; both passes add positive numbers only.
    """
    size = len(weights)
    ahead = np.zeros((size + 1, size + 2))
    ahead[size, :-1] = worth
    for number in reversed(range(size)):
        ahead[number] = ahead[number + 1]
        ahead[number, :-1] += weights[number] * ahead[number + 1, 1:]
    both, behind, holding = np.zeros((size, size)), np.zeros(size + 2), np.zeros((size, size + 2))
    behind[0] = 1
    for number, weight in enumerate(weights):
        both[:number, number] = weight * (holding[:number, :-1] @ ahead[number + 1, 1:])
        holding[:number, 1:] += weight * holding[:number, :-1]
        holding[number, 1:] = weight * behind[:-1]
        behind[1:] += weight * behind[:-1]
    return both + both.T


def _refuse_unlinked(answers: Answers, parts: Sequence[_Part]) -> None:
    """Refuse what has no finite estimate: for every split of the items someone must win on each side."""
    from scipy.sparse.csgraph import connected_components

    size = len(answers.items)
    passed, given = _totals(parts, size)
    stuck = np.flatnonzero((passed == 0) | (passed == given))
    if stuck.size:
        raise constant_items([answers.items[i] for i in stuck], MODEL)
    won = np.zeros((size, size))
    for part in parts:
        won[np.ix_(part.items, part.items)] += part.won
    count, which = connected_components(won > 0, directed=True, connection="strong")
    if count == 1:
        return
    sets = [", ".join(f"«{answers.items[i]}»" for i in np.flatnonzero(which == number)) for number in np.unique(which)]
    raise MissingData(
        f"Условный метод Раша не может сравнить наборы заданий: {'; '.join(sets)}. Нужны ученики, у которых верно "
        f"решено задание одного набора и не решено задание другого, в обе стороны. Добавьте в варианты общие задания "
        f"или возьмите модель Раша с распределением подготовки.",
        Reason.VALUE_RANGE,
    )
