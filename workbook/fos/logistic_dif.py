"""Logistic regression of one right/wrong item on preparation, group and their product, by Newton's steps.

Apart from Mantel–Haenszel because it also sees a difference that changes its side with preparation (неравномерное).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtrc, expit

__all__ = ["Fit", "LogisticDif", "fit", "logistic_dif"]

Floats = NDArray[np.float64]

_STEPS = 50
_CLOSE = 1e-10
_STEEP = 30.0
"""A coefficient in standard units beyond which the groups are separated completely and the fit runs away."""


@dataclass(frozen=True)
class Fit:
    """One fitted logistic regression.

    Attributes
    ----------
    weights, errors : numpy.ndarray
        Coefficients (the constant first) and their standard errors.
    loglik : float
    converged : bool
        False when some pupils are separated from others completely, so that no finite weights exist.
    """

    weights: Floats
    errors: Floats
    loglik: float
    converged: bool


@dataclass(frozen=True)
class LogisticDif:
    """What logistic regression says of one item.

    Attributes
    ----------
    uniform_chi2, uniform_p : float
        Likelihood ratio of the group (1 degree of freedom).
    crossing_chi2, crossing_p : float
        Of the product of group and preparation (1 degree).
    whole_chi2, whole_p : float
        Of both together (2 degrees).
    uniform_r2, crossing_r2 : float
        Growth of Nagelkerke's R² at each step.
    weight : float
        Weight of the group in the second model: ln odds of the focal group against the reference.
    reason : str
        Russian: why there are no numbers; else empty.
    """

    uniform_chi2: float
    uniform_p: float
    crossing_chi2: float
    crossing_p: float
    whole_chi2: float
    whole_p: float
    uniform_r2: float
    crossing_r2: float
    weight: float
    reason: str = ""


def fit(right: ArrayLike, columns: ArrayLike) -> Fit:
    """Fit a logistic regression by Newton's method.

    Parameters
    ----------
    right : array of 0 and 1
    columns : array, pupils × predictors
        Without the constant; it is added.

    Returns
    -------
    Fit

    References
    ----------
    McCullagh, P., Nelder, J. A. (1989). Generalized Linear Models, 2nd ed., p. 115.

    Examples
    --------
    >>> fit([0, 1, 0, 1], [[0.0], [0.0], [1.0], [1.0]]).weights.round(6).tolist()
    [0.0, 0.0]
    """
    y = np.asarray(right, dtype=float)
    x = np.column_stack([np.ones(len(y)), np.asarray(columns, dtype=float).reshape(len(y), -1)])
    weights = np.zeros(x.shape[1])
    weights[0] = _logit(y.mean()) if len(y) else 0.0
    scale = np.maximum(x.std(axis=0), 1e-12)
    scale[0] = 1.0
    converged, loglik = False, _loglik(x @ weights, y)
    errors = np.full(len(weights), np.nan)
    for _ in range(_STEPS):
        p = expit(x @ weights)
        information = (x * (p * (1 - p))[:, None]).T @ x
        try:
            step = np.linalg.solve(information, x.T @ (y - p))
        except np.linalg.LinAlgError:
            break
        share = 1.0
        while (after := _loglik(x @ (weights + share * step), y)) < loglik - 1e-12 and share > 1e-4:
            share /= 2
        weights, moved, loglik = weights + share * step, abs(after - loglik), after
        if np.abs(weights * scale).max() > _STEEP:
            break
        if moved < _CLOSE and np.abs(share * step * scale).max() < 1e-6:
            converged = True
            errors = np.sqrt(np.diag(np.linalg.inv(information)))
            break
    return Fit(weights, errors, loglik, converged)


def logistic_dif(right: ArrayLike, preparation: ArrayLike, focal: ArrayLike) -> LogisticDif:
    """Test whether the group adds anything to what preparation explains.

    Parameters
    ----------
    right : array of 0 and 1
        The item; a pupil with a gap in any of the three is left out.
    preparation : array
        The matching score; put on the standard scale here.
    focal : array of bool
        True for the focal group.

    Returns
    -------
    LogisticDif

    References
    ----------
    Swaminathan, H., Rogers, H. J. (1990). Detecting differential item functioning using logistic regression procedures.
    JEM 27, 361–370; Nagelkerke, N. J. D. (1991). Biometrika 78, 691–692.
    """
    columns = [np.asarray(column, dtype=float) for column in (right, preparation, focal)]
    y, x, group = (column[np.isfinite(sum(columns))] for column in columns)
    if len(y) < 3 or np.ptp(y) == 0 or np.ptp(x) == 0 or np.ptp(group) == 0:
        return _nothing("Все ответы, баллы или группы одинаковы.")
    x = (x - x.mean()) / x.std()
    models = [fit(y, part) for part in (x, np.column_stack([x, group]), np.column_stack([x, group, x * group]))]
    if not all(model.converged for model in models):
        return _nothing("Группы разделены полностью: регрессия не сходится.")
    first, second, third = (model.loglik for model in models)
    empty = _loglik(np.full(len(y), _logit(y.mean())), y)
    r2 = [_nagelkerke(empty, value, len(y)) for value in (first, second, third)]
    uniform, crossing = max(2 * (second - first), 0.0), max(2 * (third - second), 0.0)
    return LogisticDif(
        uniform, float(chdtrc(1, uniform)), crossing, float(chdtrc(1, crossing)),
        uniform + crossing, float(chdtrc(2, uniform + crossing)), r2[1] - r2[0], r2[2] - r2[1],
        float(models[1].weights[2]),
    )  # fmt: skip


def _nothing(reason: str) -> LogisticDif:
    nan = math.nan
    return LogisticDif(nan, nan, nan, nan, nan, nan, nan, nan, nan, reason)


def _loglik(linear: Floats, y: Floats) -> float:
    return float((y * linear - np.logaddexp(0.0, linear)).sum())


def _logit(p: float) -> float:
    return math.log(p / (1 - p)) if 0 < p < 1 else 0.0


def _nagelkerke(empty: float, full: float, n: int) -> float:
    most = 1 - math.exp(2 * empty / n)
    return (1 - math.exp(2 * (empty - full) / n)) / most if most > 0 else math.nan
