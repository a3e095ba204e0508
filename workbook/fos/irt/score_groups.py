"""Marginal likelihood of the Rasch family through raw-score groups.

Apart because Rasch's model and partial credit differ only in the number of steps of an item: in both the sum of points
holds all that a work says of ability, so that 50,000 pupils become as many groups as there are different sums.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp

from workbook.fos.irt.newton import Peak, Surface, climb
from workbook.fos.irt.patterns import Answers
from workbook.fos.irt.quadrature import normal_grid

__all__ = ["ScoreGroups", "climb_groups", "score_groups"]

POINTS = 121
"""Nodes of the grid: with so few groups a fine grid costs nothing."""

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Groups:
    """The pupils of one variant, grouped by their sum of points.

    Attributes
    ----------
    items : numpy.ndarray of int
        Places of the variant's items in the whole matrix.
    sums, counts : numpy.ndarray, shape (groups,)
        A sum of points and the pupils who have it.
    """

    items: NDArray[np.intp]
    sums: Array
    counts: Array


@dataclass(frozen=True)
class ScoreGroups:
    """Sufficient statistics of a matrix under the Rasch family.

    Attributes
    ----------
    tops : numpy.ndarray of int, shape (items,)
        Steps of each item.
    passed : numpy.ndarray, shape (steps,)
        Pupils who passed each step (earned at least so many points), item after item.
    reached : numpy.ndarray, shape (steps,)
        Pupils who were given the item of the step.
    groups : tuple of Groups
        One per variant.
    """

    tops: NDArray[np.int64]
    passed: Array
    reached: Array
    groups: tuple[Groups, ...]

    def surface(self, parameters: Array, spread: float | None) -> Surface:
        """Compute the log-likelihood with its first and second derivatives.

        Ability is σz with z on the standard normal grid. For a group with sum r the chance of its works is
        ∫ exp(rσz) / Πᵢ Σ_c exp(cσz − Σ_{s≤c} bᵢₛ) φ(z) dz times exp(−Σ b of passed steps). Second derivatives are
        by Louis' identity: complete-data information less the spread of the score within each group.

        Parameters
        ----------
        parameters : numpy.ndarray
            Difficulties of all steps; then σ when `spread` is None.
        spread : float or None
            The fixed σ.

        Returns
        -------
        Surface
        """
        free = spread is None
        b, sigma = (parameters[:-1], float(parameters[-1])) if free else (parameters, float(spread or 0.0))
        size = len(b) + free
        nodes, weights = normal_grid(POINTS)
        logs, chances = _steps(self.tops, b, sigma * nodes)
        value, gradient = -float(self.passed @ b), np.zeros(size)
        gradient[: len(b)] = -self.passed
        inner, complete = np.zeros((size, size)), np.zeros((size, size))
        owner = np.repeat(np.arange(len(self.tops)), self.tops)
        for group in self.groups:
            mine = np.flatnonzero(np.isin(owner, group.items)) if len(group.items) < len(self.tops) else slice(None)
            chance = chances[mine]
            joint = sigma * np.outer(group.sums, nodes) - logs[group.items].sum(axis=0) + np.log(weights)
            whole = logsumexp(joint, axis=1)
            posterior = np.exp(joint - whole[:, None])
            value += float(group.counts @ whole)
            weight = group.counts[:, None] * posterior
            at_node = weight.sum(axis=0)
            means = posterior @ chance.T
            places = np.arange(len(b))[mine]
            gradient[places] += group.counts @ means
            cross = (chance * at_node) @ chance.T
            square = np.ix_(places, places)
            complete[square] += _within(owner[mine], chance @ at_node) - np.where(_same(owner[mine]), cross, 0.0)
            inner[square] += cross - (means * group.counts[:, None]).T @ means
            if free:
                _spread_part(
                    _Part(group, places, owner[mine], chance, posterior, weight), nodes, gradient, inner, complete
                )
        return Surface(value, gradient, complete - inner, complete)


def score_groups(answers: Answers) -> ScoreGroups:
    """Count the sufficient statistics."""
    starts = np.concatenate([[0], np.cumsum(answers.tops)])
    passed, reached = np.zeros(starts[-1]), np.zeros(starts[-1])
    groups = []
    for block in answers.blocks:
        sums, counts = np.unique(block.points.sum(axis=1), return_counts=True)
        groups.append(Groups(block.items, sums, counts.astype(float)))
        if (answers.tops == 1).all():
            passed[block.items] += block.points.sum(axis=0)
            reached[block.items] += len(block.points)
            continue
        for place, column in zip(block.items, block.points.T, strict=True):
            own = slice(starts[place], starts[place + 1])
            passed[own] += (column[:, None] >= np.arange(1, answers.tops[place] + 1)).sum(axis=0)
            reached[own] += len(column)
    return ScoreGroups(answers.tops, passed, reached, tuple(groups))


def climb_groups(data: ScoreGroups, spread: float | None) -> Peak:
    """Maximise the marginal likelihood over the difficulties and, with `spread` None, over σ."""
    width = 1.0 if spread is None else spread
    before = np.where(_first(data.tops), data.reached, np.roll(data.passed, 1))
    # Logits between neighbouring points, stretched by what the spread of ability has flattened: 2.9 is 1.7², the
    # square of the factor between the logistic and the normal curve.
    start = np.log((before - data.passed) / (data.passed - np.where(_last(data.tops), 0, np.roll(data.passed, -1))))
    start *= np.sqrt(1 + width**2 / 2.9)
    if spread is None:
        start = np.append(start, 1.0)
    return climb(lambda parameters: data.surface(parameters, spread), start)


@dataclass(frozen=True)
class _Part:
    """What one variant adds to the derivatives by σ."""

    group: Groups
    places: NDArray[np.intp]
    owner: NDArray[np.intp]
    chance: Array
    posterior: Array
    weight: Array


def _spread_part(part: _Part, nodes: Array, gradient: Array, inner: Array, complete: Array) -> None:
    """Add the last row and column: the score by σ is z(r − expected sum)."""
    surplus = nodes * (part.group.sums[:, None] - part.chance.sum(axis=0))
    mean = (part.posterior * surplus).sum(axis=1)
    gradient[-1] += part.group.counts @ mean
    mixed = part.chance @ (part.weight * surplus).sum(axis=0)
    mixed -= (part.group.counts * mean) @ (part.posterior @ part.chance.T)
    inner[part.places, -1] += mixed
    inner[-1, part.places] += mixed
    inner[-1, -1] += (part.weight * surplus**2).sum() - part.group.counts @ mean**2
    same = _same(part.owner)
    at_node = part.weight.sum(axis=0)
    # Cov(step passed, points of its item | θ), from P(x ≥ max(s, t)): a later step implies the earlier ones.
    together = np.where(same, np.tril(np.ones(same.shape)).T, 0.0) @ part.chance
    earlier = np.where(same, np.tril(np.ones(same.shape), -1), 0.0).sum(axis=1)
    joint = together + earlier[:, None] * part.chance
    shared = joint - part.chance * (same.astype(float) @ part.chance)
    cross = -(shared * nodes) @ at_node
    complete[part.places, -1] += cross
    complete[-1, part.places] += cross
    complete[-1, -1] += shared.sum(axis=0) @ (nodes**2 * at_node)


def _steps(tops: Sequence[int] | NDArray[np.int64], b: Array, theta: Array) -> tuple[Array, Array]:
    """Return log Σ_c exp(…) of each item and the chance of passing each step, both at each ability."""
    tops = np.asarray(tops)
    highest = int(tops.max())
    offered = np.arange(1, highest + 1) <= tops[:, None]
    difficulty = np.zeros((len(tops), highest))
    difficulty[offered] = b
    terms = np.zeros((len(tops), highest + 1, len(theta)))
    terms[:, 1:] = np.arange(1, highest + 1)[:, None] * theta - np.cumsum(difficulty, axis=1)[:, :, None]
    terms[:, 1:][~offered] = -np.inf
    logs = logsumexp(terms, axis=1)
    chances = np.exp(terms - logs[:, None])
    passed = np.cumsum(chances[:, :0:-1], axis=1)[:, ::-1]
    return logs, passed[offered]


def _same(owner: NDArray[np.intp]) -> NDArray[np.bool_]:
    return np.equal.outer(owner, owner)


def _within(owner: NDArray[np.intp], passed: Array) -> Array:
    """Expected pupils who passed both steps of one item: those who passed the later one."""
    later = np.maximum.outer(np.arange(len(owner)), np.arange(len(owner)))
    return np.where(_same(owner), passed[later], 0.0)


def _first(tops: NDArray[np.int64]) -> NDArray[np.bool_]:
    marks = np.zeros(tops.sum(), dtype=bool)
    marks[np.concatenate([[0], np.cumsum(tops)[:-1]])] = True
    return marks


def _last(tops: NDArray[np.int64]) -> NDArray[np.bool_]:
    return np.roll(_first(tops), -1)
