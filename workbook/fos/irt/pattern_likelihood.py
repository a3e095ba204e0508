"""Marginal likelihood of the two-parameter model over the different works, with its exact second derivatives.

Apart from the model because this is the part that 50,000 works wait for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from workbook.fos.irt.newton import Surface
from workbook.fos.irt.quadrature import normal_grid

__all__ = ["Patterns", "pattern_surface"]

POINTS = 61
"""Nodes of the grid: a step of 0.2, see :func:`normal_grid`."""
CHUNK = 2048
"""Works taken at once: their posterior stays in the processor's cache."""

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Patterns:
    """The different works of one variant.

    Attributes
    ----------
    items : numpy.ndarray of int
        Places of the variant's items in the whole matrix.
    points : numpy.ndarray, works × these items
        Zeros and ones.
    counts : numpy.ndarray, shape (works,)
        Pupils with each work.
    """

    items: NDArray[np.intp]
    points: Array
    counts: Array

    def thinned(self, step: int) -> Patterns:
        """Keep one work in `step`."""
        return Patterns(self.items, np.ascontiguousarray(self.points[::step]), self.counts[::step])


@dataclass(frozen=True)
class Sums:
    """What is added up over works: the log-likelihood and the moments of posterior and answers.

    `solved` is items × nodes, expected right answers; `at_node`, expected pupils; `score`, the gradient of the own
    items' slopes and intercepts; `scores` the sum of its squares over works; `moments`, Σ zᵐ x xᵀ for m = 0, 1, 2.
    """

    value: float
    solved: Array
    at_node: Array
    score: Array
    scores: Array
    moments: Array


def pattern_surface(patterns: Sequence[Patterns], slopes: Array, intercepts: Array) -> Surface:
    """Compute the log-likelihood of slopes and intercepts (the logit is az + d) and its derivatives.

    Second derivatives are by Louis' identity: complete-data information less the posterior variance of the
    complete-data score, z(x − P) for a slope and x − P for an intercept. Products x xᵀ do not depend on the node, so
    that three weighted products of the answers replace one per node.

    Parameters
    ----------
    patterns : sequence of Patterns
        One per variant.
    slopes, intercepts : numpy.ndarray, shape (items,)
        The parameters of all items.

    Returns
    -------
    Surface
        Parameters in the order slopes, intercepts.

    References
    ----------
    Louis, T. A. (1982). Finding the observed information matrix when using the EM algorithm. Journal of the Royal
    Statistical Society B 44, 226–233.
    """
    size = len(slopes)
    nodes, weights = normal_grid(POINTS)
    value, gradient = 0.0, np.zeros(2 * size)
    observed, complete = np.zeros((2 * size, 2 * size)), np.zeros((2 * size, 2 * size))
    for part in patterns:
        logits = np.outer(slopes[part.items], nodes) + intercepts[part.items, None]
        chance = expit(logits)
        base = np.log(weights) - np.logaddexp(0.0, logits).sum(axis=0)
        sums = _add_up(part, logits, chance, base)
        places = np.concatenate([part.items, part.items + size])
        square = np.ix_(places, places)
        value += sums.value
        gradient[places] += sums.score
        whole = _complete(chance, sums.at_node)
        complete[square] += whole
        observed[square] += whole - _score_moments(sums, chance) + sums.scores
    return Surface(value, gradient, observed, complete)


def _add_up(part: Patterns, logits: Array, chance: Array, base: Array) -> Sums:
    nodes, _ = normal_grid(POINTS)
    own = len(part.items)
    value, solved, at_node = 0.0, np.zeros_like(logits), np.zeros(len(nodes))
    score, scores, moments = np.zeros(2 * own), np.zeros((2 * own, 2 * own)), np.zeros((3, own, own))
    # One product gives a work's E z, E z², E zP and E P.
    readings = np.column_stack([nodes, nodes**2, (nodes * chance).T, chance.T])
    for begin in range(0, len(part.counts), CHUNK):
        points, counts = part.points[begin : begin + CHUNK], part.counts[begin : begin + CHUNK]
        posterior = points @ logits
        posterior += base
        highest = posterior.max(axis=1, keepdims=True)
        posterior -= highest
        np.exp(posterior, out=posterior)
        whole = posterior.sum(axis=1, keepdims=True)
        value += float(counts @ (np.log(whole) + highest)[:, 0])
        posterior *= 1 / whole
        mean = posterior @ readings
        each = np.concatenate([points * mean[:, :1], points], axis=1) - mean[:, 2:]
        weighted = each * counts[:, None]
        score += weighted.sum(axis=0)
        scores += weighted.T @ each
        rows = points * counts[:, None]
        solved += rows.T @ posterior
        at_node += counts @ posterior
        moments[0] += rows.T @ points
        moments[1] += rows.T @ (points * mean[:, :1])
        moments[2] += rows.T @ (points * mean[:, 1:2])
    return Sums(value, solved, at_node, score, scores, moments)


def _complete(chance: Array, at_node: Array) -> Array:
    """Complete-data information: for each item Σ n P(1 − P) of z², z and 1."""
    nodes, _ = normal_grid(POINTS)
    spread = chance * (1 - chance) * at_node
    square, cross, plain = (np.diag(spread @ nodes**power) for power in (2, 1, 0))
    return np.block([[square, cross], [cross, plain]])


def _score_moments(sums: Sums, chance: Array) -> Array:
    """Expected Σ u uᵀ of the complete-data score u, from the moments of the answers."""
    nodes, _ = normal_grid(POINTS)
    parts = []
    for power in (0, 1, 2):
        mixed = (sums.solved * nodes**power) @ chance.T
        expected = (chance * (sums.at_node * nodes**power)) @ chance.T
        parts.append(sums.moments[power] - mixed - mixed.T + expected)
    return np.block([[parts[2], parts[1]], [parts[1], parts[0]]])
