"""How far a sum of points can be trusted: Cronbach's α (KR-20 for right/wrong items), its interval and the SEM.

Apart from item analysis because it judges the work as a whole, variant by variant.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import fdtri

from workbook.estimates import half_up
from workbook.fos.points import as_numbers, as_table
from workbook.fos.scoring import Scored
from workbook.settings import FosRules

__all__ = [
    "ALL_VARIANTS",
    "alpha",
    "alpha_if_deleted",
    "alpha_with_gaps",
    "feldt_interval",
    "overall",
    "pulling_down",
    "reliability",
    "standard_error",
]

_NAMED = 5

ALL_VARIANTS = "все варианты"
"""The name of the pooled row."""


COLUMNS = (
    "variant", "n", "items", "kind", "alpha", "low", "high", "mean", "sd", "sem", "max_score", "verdict", "reason",
)  # fmt: skip


def alpha(scores: ArrayLike) -> float:
    """Compute Cronbach's α, which for items scored 0/1 is KR-20.

    Item variances and the variance of the sum are taken with one and the same divisor. Mixing them (population p·q
    of items with a sample variance of the sum) is a common mistake that inflates KR-20.

    Parameters
    ----------
    scores : array, pupils × items
        Points without gaps.

    Returns
    -------
    float
        NaN with fewer than two items, fewer than two pupils or equal sums.

    References
    ----------
    Cronbach, L. J. (1951). Coefficient alpha and the internal structure of tests. Psychometrika 16, 297–334, eq. 2.
    Kuder, G. F., Richardson, M. W. (1937). Psychometrika 2, 151–160, formula 20.

    Examples
    --------
    >>> alpha([[1, 1], [0, 0], [1, 1]])
    1.0
    """
    matrix = as_numbers(scores)
    if matrix.ndim != 2 or min(matrix.shape) < 2:
        return float("nan")
    k = matrix.shape[1]
    whole = matrix.sum(axis=1).var()
    if whole <= 0:
        return float("nan")
    return float(k / (k - 1) * (1 - matrix.var(axis=0).sum() / whole))


def alpha_with_gaps(scores: ArrayLike) -> float:
    """Compute α from the covariance of every pair of items over the pupils who have both (gaps by design).

    Parameters
    ----------
    scores : array, pupils × items
        Points; NaN where the pupil's variant does not hold the item.

    Returns
    -------
    float
        NaN when some pair of items was never given to two pupils together: then each variant has its own α.

    References
    ----------
    The pairwise rule of pingouin's ``cronbach_alpha`` (Vallat, 2018, JOSS 3(31), 1026), in whose tests it is checked.
    """
    matrix = as_numbers(scores)
    if matrix.ndim != 2 or min(matrix.shape) < 2:
        return float("nan")
    covariances = pd.DataFrame(matrix).cov().to_numpy()
    k, whole = len(covariances), covariances.sum()
    return float(k / (k - 1) * (1 - np.trace(covariances) / whole)) if whole > 0 else float("nan")


def alpha_if_deleted(scores: ArrayLike) -> NDArray[np.float64]:
    """Compute α of the work without each item in turn.

    Parameters
    ----------
    scores : array, pupils × items
        Points without gaps.

    Returns
    -------
    numpy.ndarray
        One value per item; NaN when fewer than two items would remain.
    """
    matrix = as_numbers(scores)
    k = matrix.shape[1] if matrix.ndim == 2 else 0
    return np.array([alpha(np.delete(matrix, item, axis=1)) for item in range(k)], dtype=float)


def pulling_down(scores: pd.DataFrame) -> pd.DataFrame:
    """Name the items that pull α down: those whose covariances with the other items add up to less than nothing.

    α is negative exactly when the covariances of all pairs add up to a negative number, so these items are its cause.

    Parameters
    ----------
    scores : pandas.DataFrame
        Pupils × items, points without gaps.

    Returns
    -------
    pandas.DataFrame
        item, tie (sum of covariances with the items still left, points²), alpha_without (α without this item and all
        above it), the strongest first; empty when no item pulls down or fewer than three items are there.
    """
    scores = as_table(scores)
    matrix = as_numbers(scores)
    left = list(range(matrix.shape[1]))
    rows: list[tuple[str, float, float]] = []
    if len(matrix) > 1 and len(left) > 2:
        covariances = np.cov(matrix, rowvar=False)
        while len(left) > 2:
            ties = covariances[np.ix_(left, left)].sum(axis=1) - np.diag(covariances)[left]
            worst = int(np.argmin(ties))
            if ties[worst] >= -1e-12:
                break
            place = left.pop(worst)
            rows.append((str(scores.columns[place]), float(ties[worst]), alpha(matrix[:, left])))
    return pd.DataFrame(rows, columns=["item", "tie", "alpha_without"])


def standard_error(sd: float, value: float) -> float:
    """Compute the standard error of measurement, sd·√(1 − r) (SEM, стандартная ошибка измерения).

    Parameters
    ----------
    sd : float
        Standard deviation of sums, points.
    value : float
        Between 0 and 1; outside there is no error to compute.

    Returns
    -------
    float
        Points; NaN without a reliability between 0 and 1.

    References
    ----------
    Lord, F. M., Novick, M. R. (1968). Statistical Theories of Mental Test Scores, p. 67, eq. 3.8.1.

    Examples
    --------
    >>> standard_error(5, 0.84)
    2.0
    """
    return round(sd * math.sqrt(1 - value), 12) if 0 <= value <= 1 else math.nan


def feldt_interval(value: float, n: int, k: int, confidence: float = 0.95) -> tuple[float, float]:
    """Give Feldt's interval of α: (1 − α) / (1 − α̂) follows F(n − 1, (n − 1)(k − 1)).

    Parameters
    ----------
    value : float
        The estimated α.
    n, k : int
        Pupils and items.
    confidence : float
        Share of such intervals that hold the true value.

    References
    ----------
    Feldt, L. S., Woodruff, D. J., Salih, F. A. (1987). Statistical inference for coefficient alpha.
    Applied Psychological Measurement 11, 93–103.

    Examples
    --------
    >>> low, high = feldt_interval(0.591719, n=15, k=10)
    >>> round(low, 3), round(high, 3)
    (0.195, 0.84)
    """
    if not np.isfinite(value) or n < 2 or k < 2:
        return float("nan"), float("nan")
    tail = (1 - confidence) / 2
    first, second = n - 1, (n - 1) * (k - 1)
    upper, lower = (float(fdtri(first, second, part)) for part in (1 - tail, tail))
    return 1 - (1 - value) * upper, 1 - (1 - value) * lower


def reliability(scored: Scored, rules: FosRules) -> pd.DataFrame:
    """Judge how precisely each variant measures.

    Parameters
    ----------
    scored : Scored
        The scored test; items not reached count as 0, as they do in the pupil's sum.
    rules : FosRules
        ``alpha_min`` and ``alpha_n``.

    Returns
    -------
    pandas.DataFrame
        One row per variant and, when variants have as many items and points as each other, a last row «все варианты»
        pooled within them (pupils of different variants are not compared): variant, n, items, kind («KR-20» or
        «α Кронбаха»), alpha, low, high (Feldt), mean, sd, sem (points; SEM = sd·√(1 − α), undefined when α < 0),
        max_score, verdict («достаточна», «недостаточна», «мало данных»), reason (Russian, empty when all is well).
    """
    forms = [(name, matrix, scored.items.loc[matrix.columns, "max_score"]) for name, matrix in scored.forms().items()]
    rows = [_row(name, [matrix], top, rules) for name, matrix, top in forms]
    if len(forms) > 1 and len({(len(top), float(top.sum())) for _, _, top in forms}) == 1:
        rows.append(_row(ALL_VARIANTS, [matrix for _, matrix, _ in forms], forms[0][2], rules))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def overall(table: pd.DataFrame) -> pd.Series[Any]:
    """Return the row of :func:`reliability` that speaks for the work: all variants, else the least reliable one."""
    whole = table[table["variant"] == ALL_VARIANTS]
    return (table.sort_values("alpha", kind="stable") if whole.empty else whole).iloc[0]


def _row(name: str, forms: list[pd.DataFrame], top: pd.Series[float], rules: FosRules) -> list[object]:
    known = [form.to_numpy(dtype=float) for form in forms if len(form) > 1]
    n, k = sum(len(form) for form in forms), forms[0].shape[1]
    df = sum(len(form) - 1 for form in known)
    value, variance = float("nan"), float("nan")
    if df and k > 1:
        # Weighted by pupils less one: with a single variant this is the plain formula of `alpha`.
        parts = sum((len(form) - 1) * form.var(axis=0, ddof=1).sum() for form in known) / df
        variance = sum((len(form) - 1) * form.sum(axis=1).var(ddof=1) for form in known) / df
        value = k / (k - 1) * (1 - parts / variance) if variance > 0 else float("nan")
    low, high = feldt_interval(value, df + 1, k)
    sd = float(np.sqrt(variance))
    verdict, reason = _judge(value, n, k, rules)
    if value < 0:
        reason += _culprits(forms)
    kind = "KR-20" if (top == 1).all() and all(np.isin(form, (0, 1)).all() for form in known) else "α Кронбаха"
    sem = standard_error(sd, value)
    mean = sum(form.to_numpy().sum() for form in forms) / n if n else float("nan")
    return [name, n, k, kind, value, low, high, mean, sd, sem, float(top.sum()), verdict, reason]


def _judge(value: float, n: int, k: int, rules: FosRules) -> tuple[str, str]:
    if k < 2:
        return "мало данных", "В варианте меньше двух заданий: согласованность проверить не на чем."
    if not np.isfinite(value):
        return "мало данных", "У всех учеников одинаковая сумма баллов: разброса нет, надёжность не определена."
    if n < rules.alpha_n:
        chance = " Коэффициент отрицательный, возможно, случайно." if value < 0 else ""
        return "мало данных", f"Работ {n}, для вывода о надёжности нужно не меньше {rules.alpha_n}.{chance}"
    if value < 0:
        return "недостаточна", (
            "Коэффициент отрицательный: задания в среднем связаны обратно. Возможные причины: ошибка в ключе, обратная "
            "шкала у части заданий, совсем разные умения в одной работе. Ошибка измерения при этом не определена."
        )
    if value < rules.alpha_min:
        return "недостаточна", "Сумма баллов во многом случайна: по ней нельзя уверенно различать учеников."
    return "достаточна", ""


def _culprits(forms: list[pd.DataFrame]) -> str:
    """Say which items make α negative, and what it would be without them where one variant was written."""
    tables = [table for table in map(pulling_down, forms) if len(table)]
    names = [name for table in tables for name in table["item"]]
    if not names:
        return ""
    more = f" и ещё {len(names) - _NAMED}" if len(names) > _NAMED else ""
    text = f" Тянут вниз, то есть связаны с остальными заданиями обратно: {', '.join(names[:_NAMED])}{more}."
    rest = float(tables[0]["alpha_without"].iloc[-1])
    if len(forms) > 1 or not np.isfinite(rest):
        return text
    without = f"{half_up(rest, 2) + 0.0:.2f}".replace(".", ",").replace("-", "−")
    return f"{text} Без {'него' if len(names) == 1 else 'них'} α = {without}."
