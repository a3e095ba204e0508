"""The two-parameter model: items differ in difficulty and in how sharply they tell pupils apart.

Apart from the Rasch family because the sum of points is no longer enough: every different work counts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbook.errors import MissingData, Reason
from workbook.fos.irt.curves import ItemCurves
from workbook.fos.irt.newton import Peak, Surface, climb, covariance
from workbook.fos.irt.pattern_likelihood import Patterns, pattern_surface
from workbook.fos.irt.patterns import NOT_CONVERGED, Answers, distinct, read_answers

__all__ = ["SlopePrior", "two_parameter"]

TWO = "2PL"
SLOPE_LIMIT = 8.0
"""Beyond this an item is a stair, not a curve, on a grid with step 0.2: the estimate has run away (Heywood case)."""
FEWEST_ITEMS = 3
"""Two items give three shares of answers and ask for four parameters; a prior supplies what is missing."""
WARM = 4000
"""So many works place the start within a fraction of a standard error of the answer for all works."""


@dataclass(frozen=True)
class SlopePrior:
    """A log-normal prior of slopes: log a is normal.

    Keeps slopes positive and finite where works are few (Mislevy, 1986, gives such priors to the logarithm of the
    slope); the estimates are then modes of the posterior.

    Attributes
    ----------
    mean : float
        Mean of log a; 0 means that a typical slope is 1.
    sd : float
        Standard deviation of log a; 0.5 puts 95 % of slopes between 0.38 and 2.7.

    References
    ----------
    Mislevy, R. J. (1986). Bayes modal estimation in item response models. Psychometrika 51, 177–195.
    """

    mean: float = 0.0
    sd: float = 0.5


def two_parameter(scores: pd.DataFrame, *, prior: SlopePrior | None = None, errors: bool = False) -> ItemCurves:
    """Estimate the two-parameter logistic model (двухпараметрическая модель) by marginal maximum likelihood.

    The chance of a right answer is 1 / (1 + exp(−a(θ − b))), abilities are standard normal. Equal works are counted
    once; the climb uses exact second derivatives (Louis, 1982) and falls back on the EM step of Bock & Aitkin (1981)
    far from the top. With more than a few thousand works it starts from the answer for an even sample of them.

    Parameters
    ----------
    scores : pandas.DataFrame
        Pupils × items, 1 right, 0 wrong; NaN where the pupil's variant has no such item.
    prior : SlopePrior, optional
        Prior of the slopes; without it a slope may be negative (an item that weaker pupils solve more often) or grow
        without bound.
    errors : bool
        Whether to compute standard errors (from the observed information, the prior included; those of b by the delta
        method).

    Returns
    -------
    ItemCurves
        With a slope beyond any curve (a Heywood case) `converged` is False and a note names the item.

    Raises
    ------
    DataRefused
        Points other than 0 and 1, an item named twice.
    MissingData
        Fewer than three items (with a prior, two) or three pupils; items that everybody solved or nobody did.

    References
    ----------
    Birnbaum, A. (1968). Some latent trait models. In Lord, F. M., Novick, M. R., Statistical theories of mental test
    scores. Reading: Addison-Wesley, ch. 17.
    Bock, R. D., Aitkin, M. (1981). Marginal maximum likelihood estimation of item parameters. Psychometrika 46,
    443–459.
    Louis, T. A. (1982). Finding the observed information matrix when using the EM algorithm. Journal of the Royal
    Statistical Society B 44, 226–233.

    Examples
    --------
    >>> rng = np.random.default_rng(7)
    >>> right = rng.normal(size=(400, 1)) > rng.logistic(size=(400, 5))
    >>> two_parameter(pd.DataFrame(right.astype(int), columns=list("АБВГД"))).converged
    True
    """
    answers = read_answers(scores, "двухпараметрической модели", top=1)
    if len(answers.items) < FEWEST_ITEMS and prior is None:
        raise MissingData(
            f"Для двухпараметрической модели нужно не меньше трёх заданий, а в матрице {len(answers.items)}: по двум "
            f"крутизна не определена. Возьмите модель Раша.",
            Reason.TABLE_EMPTY,
        )
    patterns = [Patterns(block.items, *distinct(block.points)) for block in answers.blocks]
    solved = np.array([counts[1] / counts.sum() for counts in answers.earned()])
    # A normal ability of spread 1 flattens logits by about √(1 + 1/1.7²).
    start = np.concatenate([np.ones(len(solved)), np.log(solved / (1 - solved)) * 1.16])
    total = sum(len(part.counts) for part in patterns)
    if total > 2 * WARM:
        # A sample may hold an item that all its pupils solved: the prior keeps such a slope in sight.
        sample = [part.thinned(-(-total // WARM)) for part in patterns]
        start = climb(_target(sample, prior or SlopePrior()), start, limit=50).at
    peak = climb(_target(patterns, prior), start)
    loglik = peak.surface.value
    if prior is not None:
        loglik = pattern_surface(patterns, *np.split(peak.at, 2)).value
    return _curves(answers, _upright(peak), loglik, errors=errors)


def _target(patterns: Sequence[Patterns], prior: SlopePrior | None) -> Callable[[NDArray[np.float64]], Surface]:
    """Return what is climbed: the log-likelihood and, with a prior, the log-density of the slopes."""

    def surface(parameters: NDArray[np.float64]) -> Surface:
        slopes, intercepts = np.split(parameters, 2)
        if prior is None:
            return pattern_surface(patterns, slopes, intercepts)
        if (slopes <= 0).any():
            nothing = np.full((len(parameters), len(parameters)), np.nan)
            return Surface(-np.inf, nothing[0], nothing, nothing)
        likely = pattern_surface(patterns, slopes, intercepts)
        away, variance = np.log(slopes) - prior.mean, prior.sd**2
        none = np.zeros(len(slopes))
        bend = np.concatenate([(1 - away) / (variance * slopes**2), none])
        firm = np.concatenate([1 / (variance * slopes**2), none])
        return Surface(
            likely.value - float(away @ away) / (2 * variance),
            likely.gradient - np.concatenate([away / (variance * slopes), none]),
            likely.observed + np.diag(bend),
            likely.complete + np.diag(firm),
        )

    return surface


def _upright(peak: Peak) -> Peak:
    """Turn the axis of ability so that most items rise with it: the mirror image has the same likelihood."""
    size = len(peak.at) // 2
    if peak.at[:size].sum() >= 0:
        return peak
    turn = np.concatenate([-np.ones(size), np.ones(size)])
    surface = replace(peak.surface, observed=peak.surface.observed * np.outer(turn, turn))
    return replace(peak, at=peak.at * turn, surface=surface)


def _curves(answers: Answers, peak: Peak, loglik: float, *, errors: bool) -> ItemCurves:
    slopes, intercepts = np.split(peak.at, 2)
    size = len(slopes)
    matrix = covariance(peak.surface.observed) if errors else np.full_like(peak.surface.observed, np.nan)
    var_a, var_d, cov = np.diag(matrix)[:size], np.diag(matrix)[size:], np.diag(matrix[:size, size:])
    b = -intercepts / slopes
    var_b = (var_d + b**2 * var_a + 2 * b * cov) / slopes**2
    steep = np.abs(slopes) > SLOPE_LIMIT
    notes = list(answers.notes())
    notes += [
        f"Задание «{answers.items[i]}»: крутизна растёт без предела, двухпараметрическая модель для этих ответов не "
        f"определена. Возьмите модель Раша или априорное распределение крутизны."
        for i in np.flatnonzero(steep)
    ]
    notes += [
        f"Задание «{answers.items[i]}»: крутизна отрицательная — слабые решают его чаще сильных; возможна ошибка "
        f"в ключе."
        for i in np.flatnonzero(slopes < 0)
    ]
    converged = bool(peak.converged and not steep.any())
    if not peak.converged and not steep.any():
        notes.append(NOT_CONVERGED)
    return ItemCurves(
        model=TWO,
        items=answers.items,
        slopes=slopes,
        thresholds=tuple(b[:, None]),
        slope_errors=np.sqrt(var_a),
        threshold_errors=tuple(np.sqrt(var_b)[:, None]),
        spread=1.0,
        loglik=loglik,
        parameters=2 * size,
        n=answers.n,
        converged=converged,
        iterations=peak.iterations,
        dropped=answers.dropped,
        notes=tuple(notes),
    )
