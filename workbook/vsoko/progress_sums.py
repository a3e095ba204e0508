"""A mixed model fitted exactly from sums per group: apart because a district has sums of schools and no pupils.

For a random intercept the likelihood needs nothing of a group but its size, the sums of the predictors and of the
outcome, their squares and products. Fixed effects and the residual variance have closed forms for a given ratio of
variances, so the fit is a search along one line and cannot stop far from the optimum.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from workbook.errors import MissingData, Reason
from workbook.estimates import NORMAL_95

__all__ = [
    "CONSTANT", "SUM_COLUMNS", "GroupFit", "Sums", "fit_sums", "group_sums", "plain_fit", "sums_of", "sums_table",
]  # fmt: skip

CONSTANT = "1"
"""Name of the first predictor, the constant."""

SUM_COLUMNS = ("n", "sum_x", "sum_y", "sum_xx", "sum_xy", "sum_yy")
"""What one group hands over: pupils, Σx, Σy, Σx², Σxy, Σy² (x the start, y the finish)."""

_Floats = np.ndarray[Any, np.dtype[np.float64]]
_GRID = np.linspace(-14.0, 8.0, 89)


@dataclass(frozen=True, eq=False)
class Sums:
    """Cross-products of the predictors and the outcome in each group.

    Attributes
    ----------
    groups : tuple of str
        Names of the J groups.
    predictors : tuple of str
        Names of the p predictors, :data:`CONSTANT` first.
    xx : array (J, p, p)
        ``XᵀX`` of each group; its corner is the size of the group.
    xy : array (J, p)
        ``Xᵀy`` of each group.
    yy : array (J,)
        ``yᵀy`` of each group.
    """

    groups: tuple[str, ...]
    predictors: tuple[str, ...]
    xx: _Floats
    xy: _Floats
    yy: _Floats

    @property
    def sizes(self) -> _Floats:
        """Observations of each group."""
        return np.asarray(self.xx[:, 0, 0])


@dataclass(frozen=True, eq=False)
class GroupFit:
    """A random-intercept model: what is common and what is each group's own.

    Attributes
    ----------
    params, se : Series
        Fixed effects and their standard errors, index = predictors.
    var_group, var_residual : float
        Variance between groups (0 is a legitimate answer) and within them.
    deviance : float
        −2 log-likelihood, restricted when ``reml``.
    no_group_deviance : float
        The same without differences between groups.
    n : int
        Observations.
    reml : bool
    effects : DataFrame
        Index group; columns n, raw (mean residual of the group), effect (shrunken), se, low, high (95 %), weight
        (share of the raw difference that is kept).
    """

    params: pd.Series
    se: pd.Series
    var_group: float
    var_residual: float
    deviance: float
    no_group_deviance: float
    n: int
    reml: bool
    effects: pd.DataFrame

    @property
    def singular(self) -> bool:
        """Whether no differences between groups were found beyond chance."""
        return self.var_group == 0

    @property
    def share(self) -> float:
        """Percent of the remaining variance that lies between groups (внутригрупповая корреляция)."""
        return 100 * self.var_group / (self.var_group + self.var_residual)

    @property
    def p_groups(self) -> float:
        """Chance of a likelihood ratio so large without differences between groups.

        Half of χ² with one degree of freedom, for a variance cannot be negative (Self, Liang, *JASA* 82, 1987,
        605–610).
        """
        ratio = max(self.no_group_deviance - self.deviance, 0.0)
        return 0.5 * math.erfc(math.sqrt(ratio / 2)) if ratio > 0 else 1.0


def sums_of(frame: pd.DataFrame, y: str, predictors: Sequence[str], group: str) -> Sums:
    """Sum up a table of observations.

    Parameters
    ----------
    frame : DataFrame
        One observation a row, without missing values in the columns named.
    y : str
        Outcome.
    predictors : sequence of str
        Numeric columns; the constant is added before them.
    group : str

    Returns
    -------
    Sums
        Groups in the order of their names.
    """
    names = frame[group].astype("str")
    codes, labels = pd.factorize(names, sort=True)
    x = np.column_stack([np.ones(len(frame)), *(frame[name].to_numpy("float64") for name in predictors)])
    outcome = frame[y].to_numpy("float64")
    size, width = len(labels), x.shape[1]
    xx, xy, yy = np.zeros((size, width, width)), np.zeros((size, width)), np.zeros(size)
    np.add.at(xx, codes, x[:, :, None] * x[:, None, :])
    np.add.at(xy, codes, x * outcome[:, None])
    np.add.at(yy, codes, outcome**2)
    return Sums(tuple(labels), (CONSTANT, *predictors), xx, xy, yy)


def sums_table(frame: pd.DataFrame, x: str, y: str, group: str) -> pd.DataFrame:
    """Sum up start and finish of each group into what may leave a school.

    Parameters
    ----------
    frame : DataFrame
        One pupil a row.
    x, y, group : str
        Columns of the start, the finish and the group.

    Returns
    -------
    DataFrame
        Columns ``group`` and :data:`SUM_COLUMNS`.
    """
    found = sums_of(frame, y, [x], group)
    values = (found.sizes, found.xx[:, 0, 1], found.xy[:, 0], found.xx[:, 1, 1], found.xy[:, 1], found.yy)
    columns: dict[str, Any] = {group: list(found.groups)} | dict(zip(SUM_COLUMNS, values, strict=True))
    return pd.DataFrame(columns).astype({"n": int})


def group_sums(table: pd.DataFrame, group: str) -> Sums:
    """Take sums as a results store keeps them.

    Parameters
    ----------
    table : DataFrame
        One group a row: ``group`` and :data:`SUM_COLUMNS`.
    group : str
        Column with the group's name.

    Returns
    -------
    Sums
        With the predictors constant and x.
    """
    n, x, y, xx, xy, yy = (table[name].to_numpy("float64") for name in SUM_COLUMNS)
    square = np.stack([np.stack([n, x], axis=1), np.stack([x, xx], axis=1)], axis=1)
    return Sums(tuple(table[group].astype("str")), (CONSTANT, "x"), square, np.stack([y, xy], axis=1), yy)


def fit_sums(sums: Sums, *, reml: bool = True) -> GroupFit:
    """Fit ``y = Xβ + u_group + e`` by (restricted) maximum likelihood from the sums alone.

    Parameters
    ----------
    sums : Sums
    reml : bool
        Restricted likelihood (variances without the bias of few observations); False for plain likelihood.

    Returns
    -------
    GroupFit

    Raises
    ------
    MissingData
        Fewer than two groups, or what :func:`plain_fit` refuses.

    Notes
    -----
    With θ the ratio of variances and n the size of a group, ``V⁻¹ = I − θ/(1+nθ)·11ᵀ`` and ``log|V| = log(1+nθ)``
    (Searle, Casella, McCulloch, *Variance Components*, 1992, ch. 3 and 6). A shrunken estimate is
    ``û = nθ/(1+nθ)·(ȳ − x̄β)``; its error variance ``σ²θ/(1+nθ) + w²·x̄ᵀCov(β)x̄`` (Henderson, *Biometrics* 31, 1975,
    423–447) leaves out the uncertainty of θ itself, which is large when groups are few. Intervals ± 1.96·se compare a
    group with the mean; to compare two groups by whether their intervals overlap, ± 1.39·se is meant (Goldstein,
    Healy, *JRSS A* 158, 1995, 175–177).
    """
    from scipy.optimize import minimize_scalar

    plain = plain_fit(sums, reml=reml)
    if len(sums.groups) < 2:
        raise MissingData("Для модели нужны хотя бы две группы.", Reason.TABLE_EMPTY)

    def line(log_ratio: float) -> float:
        return _at(sums, math.exp(log_ratio), reml)[0]

    values = [line(step) for step in _GRID]
    best = int(np.argmin(values))
    ends = float(_GRID[max(best - 1, 0)]), float(_GRID[min(best + 1, len(_GRID) - 1)])
    found = minimize_scalar(line, bounds=ends, method="bounded", options={"xatol": 1e-9})
    if plain.deviance <= float(found.fun) + 1e-9:
        return plain
    return _fit(sums, math.exp(float(found.x)), reml, plain.deviance)


def plain_fit(sums: Sums, *, reml: bool = True) -> GroupFit:
    """Fit the same fixed effects with no differences between groups: ordinary least squares.

    Parameters
    ----------
    sums : Sums
    reml : bool
        As in :func:`fit_sums`.

    Returns
    -------
    GroupFit
        With a variance between groups of 0.

    Raises
    ------
    MissingData
        Not enough observations, predictors that repeat each other, or an outcome without spread.
    """
    total, width = float(sums.sizes.sum()), len(sums.predictors)
    if total <= width + 1:
        raise MissingData(f"Для модели мало данных: пар «старт — финиш» {int(total)}.", Reason.TABLE_EMPTY)
    if np.linalg.matrix_rank(_scaled(sums.xx.sum(axis=0)), tol=1e-9) < width:
        raise MissingData("Модель не построить: стартовые результаты не различаются.", Reason.TABLE_EMPTY)
    deviance = _at(sums, 0.0, reml)[0]
    if not math.isfinite(deviance):
        raise MissingData("Модель не построить: у финиша нет разброса.", Reason.TABLE_EMPTY)
    return _fit(sums, 0.0, reml, deviance)


def _fit(sums: Sums, ratio: float, reml: bool, no_group_deviance: float) -> GroupFit:
    deviance, beta, covariance, variance = _at(sums, ratio, reml)
    return GroupFit(
        params=pd.Series(beta, index=list(sums.predictors)),
        se=pd.Series(np.sqrt(np.diag(covariance)), index=list(sums.predictors)),
        var_group=ratio * variance, var_residual=variance, deviance=deviance, no_group_deviance=no_group_deviance,
        n=int(sums.sizes.sum()), reml=reml, effects=_effects(sums, ratio, beta, covariance, variance),
    )  # fmt: skip


def _scaled(matrix: _Floats) -> _Floats:
    root = np.sqrt(np.diag(matrix))
    return np.asarray(matrix / np.outer(root, root)) if (root > 0).all() else np.zeros_like(matrix)


def _at(sums: Sums, ratio: float, reml: bool) -> tuple[float, _Floats, _Floats, float]:
    """Deviance, fixed effects, their covariance and the residual variance at a ratio of variances."""
    n, total, width = sums.sizes, float(sums.sizes.sum()), len(sums.predictors)
    weight = ratio / (1 + n * ratio)
    ones, outcome = sums.xx[:, 0, :], sums.xy[:, 0]
    information = sums.xx.sum(axis=0) - np.einsum("j,jp,jq->pq", weight, ones, ones)
    right = sums.xy.sum(axis=0) - np.einsum("j,jp,j->p", weight, ones, outcome)
    beta = np.linalg.solve(information, right)
    squares = float(sums.yy.sum() - (weight * outcome**2).sum() - right @ beta)
    freedom = total - width if reml else total
    if squares <= 1e-9 * float(sums.yy.sum()):
        return math.inf, beta, np.zeros_like(information), 0.0
    variance = squares / freedom
    deviance = freedom * (math.log(2 * math.pi * variance) + 1) + float(np.log1p(n * ratio).sum())
    if reml:
        deviance += float(np.linalg.slogdet(information)[1])
    return deviance, beta, np.asarray(variance * np.linalg.inv(information)), variance


def _effects(sums: Sums, ratio: float, beta: _Floats, covariance: _Floats, variance: float) -> pd.DataFrame:
    n = sums.sizes
    means = sums.xx[:, 0, :] / n[:, None]
    raw = sums.xy[:, 0] / n - means @ beta
    weight = n * ratio / (1 + n * ratio)
    spread = variance * ratio / (1 + n * ratio) + weight**2 * np.einsum("jp,pq,jq->j", means, covariance, means)
    error = np.sqrt(spread)
    effect = weight * raw
    return pd.DataFrame(
        {"n": n.astype(int), "raw": raw, "effect": effect, "se": error, "low": effect - NORMAL_95 * error,
         "high": effect + NORMAL_95 * error, "weight": weight},
        index=pd.Index(sums.groups, name="group"),
    )  # fmt: skip
