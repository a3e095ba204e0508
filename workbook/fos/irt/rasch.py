"""Rasch's model by marginal maximum likelihood, in its two customary metrics.

Apart from partial credit because the model of right and wrong answers is the one that classes can afford.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbook.fos.irt.curves import ItemCurves
from workbook.fos.irt.newton import Peak, covariance
from workbook.fos.irt.patterns import NOT_CONVERGED, Answers, read_answers
from workbook.fos.irt.score_groups import climb_groups, score_groups

__all__ = ["RASCH", "marginal_curves", "one_parameter", "rasch"]

RASCH, ONE = "Раш", "1PL"
NO_SPREAD = 1e-2
"""A spread of ability below this (in logits) cannot be told from none."""


def rasch(scores: pd.DataFrame, *, spread: float | None = 1.0, errors: bool = True) -> ItemCurves:
    """Estimate Rasch's model (модель Раша) by marginal maximum likelihood.

    The chance of a right answer is 1 / (1 + exp(b − θ)), abilities θ are normal with mean 0. The sum of points is
    sufficient, so the likelihood is that of raw-score groups, variant by variant: variants with common items come to
    one scale through them; variants without common items, only through the assumption that their pupils are alike.
    A pupil with all right or all wrong stays in: the normal distribution of abilities gives him a bounded place.

    Parameters
    ----------
    scores : pandas.DataFrame
        Pupils × items, 1 right, 0 wrong; NaN where the pupil's variant has no such item.
    spread : float or None
        Standard deviation of ability; None estimates it.
    errors : bool
        Whether to compute standard errors (from the observed information).

    Returns
    -------
    ItemCurves
        Slopes are 1. A negative or zero correlation of the items shows as a spread of 0 with a note.

    Raises
    ------
    DataRefused
        Points other than 0 and 1, an item named twice.
    MissingData
        Fewer than two items or three pupils; items that everybody solved or nobody did.

    References
    ----------
    Rasch, G. (1960). Probabilistic models for some intelligence and attainment tests. Copenhagen.
    Thissen, D. (1982). Marginal maximum likelihood estimation for the one-parameter logistic model. Psychometrika 47,
    175–186.

    Examples
    --------
    >>> scores = pd.DataFrame({"З1": [1, 1, 1, 0], "З2": [0, 1, 0, 0], "З3": [1, 1, 0, 0]})
    >>> rasch(scores).table()["b"].round(3).tolist()
    [-1.356, 1.356, 0.0]
    """
    answers = read_answers(scores, "модели Раша", top=1)
    return marginal_curves(RASCH, answers, spread, errors=errors)


def one_parameter(scores: pd.DataFrame, *, errors: bool = True) -> ItemCurves:
    """Estimate the one-parameter model (1PL): one slope a common to all items, abilities with spread 1.

    The same model and the same likelihood as ``rasch(scores, spread=None)`` in another metric: a is the spread, and
    difficulties are divided by it. Standard errors go over by the delta method.

    Parameters
    ----------
    scores : pandas.DataFrame
        As in :func:`rasch`.
    errors : bool
        Whether to compute standard errors.

    Returns
    -------
    ItemCurves

    Raises
    ------
    DataRefused, MissingData
        As in :func:`rasch`.

    References
    ----------
    Rizopoulos, D. (2006). ltm: An R package for latent variable modeling and item response theory analyses. Journal
    of Statistical Software 17(5), 1–25.

    Examples
    --------
    >>> scores = pd.DataFrame({"З1": [1, 1, 1, 0, 0], "З2": [0, 1, 0, 0, 1], "З3": [1, 1, 0, 0, 1]})
    >>> curves = one_parameter(scores)
    >>> curves.model, len(set(curves.slopes.tolist()))
    ('1PL', 1)
    """
    answers = read_answers(scores, "модели Раша", top=1)
    curves, spread_covariance = _estimate(RASCH, answers, None, errors=errors)
    a = curves.spread
    if not a > NO_SPREAD:  # the other metric would divide by nothing
        return replace(curves, model=ONE)
    b = np.concatenate(curves.thresholds)
    variance = np.concatenate(curves.threshold_errors) ** 2
    scaled = np.sqrt(variance / a**2 - 2 * b * spread_covariance / a**3 + (b * curves.spread_error) ** 2 / a**4)
    return replace(
        curves,
        model=ONE,
        slopes=np.full(len(b), a),
        thresholds=_split(b / a, answers.tops),
        slope_errors=np.full(len(b), curves.spread_error),
        threshold_errors=_split(scaled, answers.tops),
        spread=1.0,
        spread_error=float("nan"),
    )


def marginal_curves(model: str, answers: Answers, spread: float | None, *, errors: bool) -> ItemCurves:
    """Estimate a model of the Rasch family from checked answers.

    Parameters
    ----------
    model : str
        Name for the result.
    answers : Answers
        The matrix; how many steps an item has follows from its top.
    spread : float or None
        Standard deviation of ability; None estimates it.
    errors : bool
        Whether to compute standard errors.

    Returns
    -------
    ItemCurves
    """
    return _estimate(model, answers, spread, errors=errors)[0]


def _estimate(
    model: str, answers: Answers, spread: float | None, *, errors: bool
) -> tuple[ItemCurves, NDArray[np.float64]]:
    """Return the curves and the covariance of each difficulty with the spread."""
    if spread is not None and not 0 < spread < np.inf:
        raise ValueError(f"spread must be a positive number or None, not {spread!r}")
    peak = climb_groups(score_groups(answers), spread)
    steps = int(answers.tops.sum())
    notes = list(answers.notes())
    width = abs(float(peak.at[-1])) if spread is None else spread
    matrix = np.full((len(peak.at), len(peak.at)), np.nan)
    if errors:
        matrix = _covariance(peak, flat=width <= NO_SPREAD)
    if width <= NO_SPREAD:
        notes.append("Разброс подготовки оценён нулём: по этим заданиям ученики не различаются.")
    if not peak.converged:
        notes.append(NOT_CONVERGED)
    deviations = np.sqrt(np.diag(matrix))
    sign = 1.0 if spread is not None or peak.at[-1] >= 0 else -1.0
    curves = ItemCurves(
        model=model,
        items=answers.items,
        slopes=np.ones(len(answers.items)),
        thresholds=_split(peak.at[:steps], answers.tops),
        slope_errors=np.full(len(answers.items), np.nan),
        threshold_errors=_split(deviations[:steps], answers.tops),
        spread=width,
        loglik=peak.surface.value,
        parameters=len(peak.at),
        n=answers.n,
        converged=peak.converged,
        iterations=peak.iterations,
        spread_error=float(deviations[-1]) if spread is None else float("nan"),
        dropped=answers.dropped,
        notes=tuple(notes),
    )
    return curves, sign * matrix[:steps, -1]


def _covariance(peak: Peak, *, flat: bool) -> NDArray[np.float64]:
    """Invert the observed information; at a spread of zero, that of the difficulties alone."""
    information = peak.surface.observed
    if not flat:
        return covariance(information)
    matrix = np.full_like(information, np.nan)
    matrix[:-1, :-1] = covariance(information[:-1, :-1])
    return matrix


def _split(values: NDArray[np.float64], tops: NDArray[np.int64]) -> tuple[NDArray[np.float64], ...]:
    return tuple(np.split(values, np.cumsum(tops)[:-1]))
