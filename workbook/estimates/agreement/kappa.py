"""Kappa of two raters and of many: agreement beyond what the raters' own habits would give by chance.

Apart from Krippendorff's α because κ needs complete tables and treats the raters as fixed people.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbook.errors import DataRefused, Reason
from workbook.estimates.agreement.coefficient import (
    Bootstrap,
    Coefficient,
    Floats,
    Ratings,
    complete,
    estimated,
    matrix,
    undefined,
)

__all__ = ["cohen_kappa", "conger_kappa", "fleiss_kappa", "fleiss_kappa_counts"]

_FEW = "Для κ нужны хотя бы два эксперта и хотя бы две единицы, оценённые всеми."
_EQUAL = "Все оценки одинаковы: согласие сверх случайного не определено."
_WEIGHTS = ("", "linear", "quadratic")


def cohen_kappa(
    first: pd.Series | Floats | list[float],
    second: pd.Series | Floats | list[float],
    *,
    weights: str = "",
    bootstrap: Bootstrap | None = None,
) -> Coefficient:
    """Cohen's κ of two raters, plain or weighted (κ Коэна, взвешенная κ).

    Parameters
    ----------
    first, second : sequence of numbers
        Ratings of the same units; a unit with a gap is left out.
    weights : str
        ``""`` counts any difference alike; ``"linear"`` and ``"quadratic"`` weigh it by its size (in points of the
        scale, so a category that nobody used still lies between its neighbours).
    bootstrap : Bootstrap or None
        Resampling of the interval.

    Returns
    -------
    Coefficient

    Raises
    ------
    ValueError
        Unknown weights or sequences of different length.

    References
    ----------
    Cohen J. (1960). A coefficient of agreement for nominal scales. EPM, 20, 37–46.
    Cohen J. (1968). Weighted kappa. Psychological Bulletin, 70, 213–220, eq. 2: κ_w = 1 − Σ v·p_o / Σ v·p_c.

    Examples
    --------
    >>> round(cohen_kappa([0, 0, 1, 1], [0, 0, 1, 0]).value, 2)
    0.5
    """
    if weights not in _WEIGHTS:
        raise ValueError(f"unknown weights: {weights!r}; known: {_WEIGHTS}")
    values = complete(matrix(np.column_stack([_column(first), _column(second)])))
    if len(values) < 2:
        return undefined(len(values), 2, _FEW)
    scale = np.unique(values)
    apart = np.abs(scale[:, None] - scale[None, :])
    cost = {"": (apart > 0).astype("float64"), "linear": apart, "quadratic": apart**2}[weights]
    marks = [(values[:, [rater]] == scale).astype("float64") for rater in (0, 1)]
    seen = np.einsum("uc,uk,ck->u", *marks, cost)

    def statistic(unit_weights: Floats) -> Floats:
        total = unit_weights.sum(axis=1)
        shares = [unit_weights @ mark / total[:, None] for mark in marks]
        chance = np.einsum("dc,dk,ck->d", *shares, cost)
        return _beyond(unit_weights @ seen / total, chance)

    return estimated(statistic, (len(values), 2), bootstrap, _EQUAL)


def fleiss_kappa(ratings: Ratings, *, bootstrap: Bootstrap | None = None) -> Coefficient:
    """Fleiss' κ of several raters (κ Флейса).

    Parameters
    ----------
    ratings : DataFrame or array, shape (units, raters)
        Categories as numbers; units with a gap are left out.
    bootstrap : Bootstrap or None
        Resampling of the interval.

    Returns
    -------
    Coefficient

    References
    ----------
    Fleiss J. L. (1971). Measuring nominal scale agreement among many raters. Psychological Bulletin, 76, 378–382.
    """
    values = complete(matrix(ratings))
    units, raters = values.shape
    if units < 2 or raters < 2:
        return undefined(units, raters, _FEW)
    counts = (values[:, :, None] == np.unique(values)).sum(axis=1).astype("float64")
    return fleiss_kappa_counts(counts, bootstrap=bootstrap)


def fleiss_kappa_counts(counts: Ratings, *, bootstrap: Bootstrap | None = None) -> Coefficient:
    """Fleiss' κ from the table units × categories, each cell the number of raters that chose the category.

    Parameters
    ----------
    counts : DataFrame or array, shape (units, categories)
        Rows with the same sum, the number of raters.
    bootstrap : Bootstrap or None
        Resampling of the interval.

    Raises
    ------
    DataRefused
        Rows with different sums, gaps.

    Examples
    --------
    >>> round(fleiss_kappa_counts(np.array([[3, 0], [0, 3], [3, 0], [1, 2]])).value, 3)
    0.657
    """
    table = matrix(counts)
    if np.isnan(table).any():
        raise DataRefused(
            "Число голосов известно не везде. Где категорию никто не выбрал, пишут 0.", Reason.VALUE_MISSING
        )
    sizes = table.sum(axis=1)
    raters = int(sizes[0]) if len(sizes) else 0
    if (sizes != raters).any() or (table < 0).any():
        raise DataRefused("Голосов в строках не поровну: так κ Флейса не считают.", Reason.VALUE_RANGE)
    if len(table) < 2 or raters < 2:
        return undefined(len(table), raters, _FEW)
    differ = 1 - ((table**2).sum(axis=1) - raters) / (raters * (raters - 1))

    def statistic(weights: Floats) -> Floats:
        total = weights.sum(axis=1)
        shares = weights @ table / (total * raters)[:, None]
        return _beyond(weights @ differ / total, 1 - (shares**2).sum(axis=1))

    return estimated(statistic, (len(table), raters), bootstrap, _EQUAL)


def conger_kappa(ratings: Ratings, *, bootstrap: Bootstrap | None = None) -> Coefficient:
    """Conger's «exact» κ: like Fleiss', but chance is counted from each rater's own habits (точная κ Конджера).

    With two raters it is Cohen's κ.

    Parameters
    ----------
    ratings : DataFrame or array, shape (units, raters)
        Categories as numbers; units with a gap are left out.
    bootstrap : Bootstrap or None
        Resampling of the interval.

    References
    ----------
    Conger A. J. (1980). Integration and generalization of kappas for multiple raters. Psychological Bulletin, 88,
    322–328.
    """
    values = complete(matrix(ratings))
    units, raters = values.shape
    if units < 2 or raters < 2:
        return undefined(units, raters, _FEW)
    marks = (values[:, :, None] == np.unique(values)).astype("float64")
    counts = marks.sum(axis=1)
    differ = 1 - ((counts**2).sum(axis=1) - raters) / (raters * (raters - 1))

    def statistic(weights: Floats) -> Floats:
        total = weights.sum(axis=1)
        habits = np.einsum("du,urc->drc", weights, marks) / total[:, None, None]
        same = (habits.sum(axis=1) ** 2 - (habits**2).sum(axis=1)).sum(axis=1) / (raters * (raters - 1))
        return _beyond(weights @ differ / total, 1 - same)

    return estimated(statistic, (units, raters), bootstrap, _EQUAL)


def _beyond(seen: Floats, chance: Floats) -> Floats:
    """Return 1 − seen / chance of disagreement; nan where chance could not disagree."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(chance > 1e-12, 1 - seen / chance, np.nan)


def _column(values: pd.Series | Floats | list[float]) -> Floats:
    return np.asarray(pd.Series(values).astype("float64").to_numpy(na_value=np.nan), dtype="float64")
