"""Intraclass correlation: how much of the spread of scores belongs to the objects and not to the raters.

Apart because it is an analysis of variance with F intervals, while the other coefficients are resampled.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd

from workbook.estimates.agreement.coefficient import Coefficient, Floats, Ratings, complete, matrix, undefined

__all__ = ["Intraclass", "intraclass"]

_FEW = "Для ICC нужны хотя бы два эксперта и хотя бы два объекта, оценённые всеми."
_EQUAL = "Все оценки одинаковы: ICC не определён, потому что объекты неразличимы."
_FLAT = "Объекты неразличимы и остатка нет: ICC не определён."
_EXACT = "Интервала нет: остаточный разброс равен нулю."


@dataclass(frozen=True)
class Intraclass:
    """Six forms of the intraclass correlation of one table.

    Attributes
    ----------
    forms : mapping of str to Coefficient
        «ICC(1,1)», «ICC(2,1)», «ICC(3,1)» of one rater; «ICC(1,k)», «ICC(2,k)», «ICC(3,k)» of the mean of all.
        (2,·): raters are a sample and their severity counts as error; (3,·): these raters, severity does not count.
    f : mapping of str to tuple
        The same names → (F, df1, df2, p) of the test that the correlation is zero.
    rows, raters, error, within : float
        Mean squares: of objects, of raters, of the rest, and within objects.
    """

    forms: Mapping[str, Coefficient]
    f: Mapping[str, tuple[float, float, float, float]]
    rows: float
    raters: float
    error: float
    within: float

    def table(self) -> pd.DataFrame:
        """Return form, value, low, high, F, df1, df2, p, one form a row."""
        return pd.DataFrame([
            {"form": name, "value": one.value, "low": one.low, "high": one.high,
             **dict(zip(("F", "df1", "df2", "p"), self.f[name], strict=True))}
            for name, one in self.forms.items()
        ])  # fmt: skip


def intraclass(ratings: Ratings, *, confidence: float = 0.95) -> Intraclass:
    """Intraclass correlation in six forms (внутриклассовая корреляция).

    Parameters
    ----------
    ratings : DataFrame or array, shape (objects, raters)
        Scores; objects with a gap are left out.
    confidence : float
        Coverage of the F intervals.

    Returns
    -------
    Intraclass

    References
    ----------
    Shrout P. E., Fleiss J. L. (1979). Intraclass correlations. Psychological Bulletin, 86, 420–428: six forms; the
    example 6 × 4 gives .17 .29 .71 .44 .62 .91.
    McGraw K. O., Wong S. P. (1996). Forming inferences about some intraclass correlation coefficients. Psychological
    Methods, 1, 30–46, table 7: the intervals (with the correction of 1996, p. 390).

    Examples
    --------
    >>> scores = np.array([[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]])
    >>> [round(one.value, 2) for one in intraclass(scores).forms.values()]
    [0.17, 0.29, 0.71, 0.44, 0.62, 0.91]
    """
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1: {confidence}")
    values = complete(matrix(ratings))
    n, k = values.shape
    if n < 2 or k < 2:
        return _nothing(n, k, _FEW)
    if np.ptp(values) == 0:
        return _nothing(n, k, _EQUAL)
    rows, raters, error, within = _mean_squares(values)
    forms: dict[str, Coefficient] = {}
    tests: dict[str, tuple[float, float, float, float]] = {}
    scale = (n, k, 0.5 + confidence / 2)
    for family, rest, df in ((1, within, n * (k - 1)), (2, error, (n - 1) * (k - 1)), (3, error, (n - 1) * (k - 1))):
        one, low, high = _absolute(rows, raters, error, scale) if family == 2 else _plain(rows, rest, df, scale)
        for suffix, up in (("1", False), ("k", True)):
            name = f"ICC({family},{suffix})"
            tests[name] = _test(rows, rest, n - 1, df)
            forms[name] = _form(one, low, high, (n, k), stepped=up)
    order = sorted(forms, key=lambda name: (name.endswith("k)"), name))
    return Intraclass(
        MappingProxyType({name: forms[name] for name in order}),
        MappingProxyType({name: tests[name] for name in order}),
        rows, raters, error, within,
    )  # fmt: skip


def _nothing(n: int, k: int, reason: str) -> Intraclass:
    names = [f"ICC({family},{suffix})" for suffix in ("1", "k") for family in (1, 2, 3)]
    lost = math.nan
    return Intraclass(
        MappingProxyType({name: undefined(n, k, reason) for name in names}),
        MappingProxyType(dict.fromkeys(names, (lost, lost, lost, lost))), lost, lost, lost, lost,
    )  # fmt: skip


def _mean_squares(values: Floats) -> tuple[float, float, float, float]:
    n, k = values.shape
    centre = values.mean()
    rows = k * float(((values.mean(axis=1) - centre) ** 2).sum())
    raters = n * float(((values.mean(axis=0) - centre) ** 2).sum())
    rest = values - values.mean(axis=1, keepdims=True) - values.mean(axis=0) + centre
    error = float((rest**2).sum())
    # Sums of squares of whole scores leave rounding dust; a zero must be zero, for intervals divide by it.
    error = 0.0 if error < 1e-12 * max(rows + raters, 1.0) else error
    return rows / (n - 1), raters / (k - 1), error / ((n - 1) * (k - 1)), (raters + error) / (n * (k - 1))


_Scale = tuple[int, int, float]


def _plain(rows: float, rest: float, df: int, scale: _Scale) -> tuple[float, float, float]:
    """Return the forms (1,1) and (3,1): objects against one mean square of the rest."""
    n, k, tail = scale
    whole = rows + (k - 1) * rest
    value = (rows - rest) / whole if whole > 0 else math.nan
    if rest == 0 or rows == 0:
        return value, math.nan, math.nan
    ratio = rows / rest
    low, high = ratio / _quantile(n - 1, df, tail), ratio * _quantile(df, n - 1, tail)
    return value, (low - 1) / (low + k - 1), (high - 1) / (high + k - 1)


def _absolute(rows: float, raters: float, error: float, scale: _Scale) -> tuple[float, float, float]:
    """Return the form (2,1), absolute agreement; the interval takes Satterthwaite's degrees of freedom."""
    n, k, tail = scale
    whole = rows + (k - 1) * error + k * (raters - error) / n
    value = (rows - error) / whole if whole > 0 else math.nan
    if error == 0 or not math.isfinite(value):
        return value, math.nan, math.nan
    ratio = raters / error
    part = n * (1 + (k - 1) * value) - k * value
    top = (k - 1) * (n - 1) * (k * value * ratio + part) ** 2
    df = top / ((n - 1) * (k * value * ratio) ** 2 + part**2)
    upper, lower = _quantile(n - 1, df, tail), _quantile(df, n - 1, tail)
    rest = k * raters + (k * n - k - n) * error
    low = n * (rows - upper * error) / (upper * rest + n * rows)
    return value, low, n * (lower * rows - error) / (rest + n * lower * rows)


def _form(value: float, low: float, high: float, shape: tuple[int, int], *, stepped: bool) -> Coefficient:
    """Give one form; ``stepped`` steps it up to the mean of all raters (Spearman–Brown)."""
    n, k = shape
    ends = [_step(part, k) if stepped else part for part in (value, low, high)]
    if not math.isfinite(ends[0]):
        return undefined(n, k, _FLAT)
    return Coefficient(ends[0], ends[1], ends[2], n, k, "" if math.isfinite(ends[1]) else _EXACT)


def _step(value: float, k: int) -> float:
    whole = 1 + (k - 1) * value
    return k * value / whole if whole > 0 else math.nan


def _quantile(df1: float, df2: float, tail: float) -> float:
    from scipy.special import fdtri

    return float(fdtri(df1, df2, tail))


def _test(rows: float, rest: float, df1: int, df2: int) -> tuple[float, float, float, float]:
    from scipy.special import fdtrc

    if rest == 0:
        return math.inf, float(df1), float(df2), 0.0
    return rows / rest, float(df1), float(df2), float(fdtrc(df1, df2, rows / rest))
