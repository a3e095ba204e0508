"""Severity of experts: who is stricter than the others, by how much, and how sure that is.

Apart from agreement because a strict expert may agree with the others perfectly about which criterion is worse.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbook.errors import MissingData, Reason
from workbook.estimates import mean
from workbook.fos.criteria import CRITERIA, TOP
from workbook.fos.expertise import Sheets, away_from_median
from workbook.settings import AgreementRules

__all__ = ["STRICTER", "Additive", "additive", "fund_severity", "severity"]

STRICTER, MILDER, ALIKE, UNKNOWN = "строже", "мягче", "как другие", "мало данных"


def severity(given: Sheets, rules: AgreementRules) -> pd.DataFrame:
    """Compare each expert with the median of all on the same criteria (строгость экспертов, парное сравнение).

    Parameters
    ----------
    given : Sheets
        :func:`workbook.fos.expertise.sheets`.
    rules : AgreementRules
        ``severity_shift``, ``units_n``.

    Returns
    -------
    pandas.DataFrame
        expert, n (criteria that somebody else scored too), severity (mean difference, points a criterion; negative =
        stricter), low, high (Student's interval of the paired differences), verdict («строже», «мягче», «как
        другие», «мало данных»). A verdict needs a difference of at least ``severity_shift`` and an interval without 0.

    Raises
    ------
    MissingData
        One expert: there is nobody to compare with.
    """
    if len(given.experts) < 2:
        text = f"По работе «{given.test}» есть лист одного эксперта: сравнивать не с кем."
        raise MissingData(text, Reason.TABLE_EMPTY, ("expertise",))
    return _compared(away_from_median(given.scores), rules)


def fund_severity(expertise: pd.DataFrame, rules: AgreementRules) -> pd.DataFrame:
    """Compare the experts over all tools of the fund: more criteria, so a surer answer.

    Parameters
    ----------
    expertise : pandas.DataFrame
        fos, expert, criterion, score; a tool counts when two experts have scored it.
    rules : AgreementRules
        As in :func:`severity`.

    Returns
    -------
    pandas.DataFrame
        As :func:`severity`, with the number of ``tools`` after the expert.

    Raises
    ------
    MissingData
        No tool was scored by two experts.
    """
    rows = expertise.dropna(subset=["score"])
    wide = rows.pivot_table(index=["fos", "criterion"], columns="expert", values="score", aggfunc="first")
    away = away_from_median(wide.astype("float64"))
    if away.notna().to_numpy().sum() == 0:
        raise MissingData("Ни одну работу не оценили двое экспертов: сравнивать не с кем.", Reason.TABLE_EMPTY,
                          ("expertise",))  # fmt: skip
    table = _compared(away, rules)
    tools = [int(away[expert].dropna().index.get_level_values("fos").nunique()) for expert in table["expert"]]
    table.insert(1, "tools", tools)
    return table


def _compared(away: pd.DataFrame, rules: AgreementRules) -> pd.DataFrame:
    rows = []
    for expert in away.columns:
        found = mean(away[expert])
        rows.append({
            "expert": str(expert), "n": found.n, "severity": found.value, "low": found.low, "high": found.high,
            "verdict": _verdict(found.value, found.low, found.high, found.n, rules),
        })  # fmt: skip
    return pd.DataFrame(rows)


def _verdict(value: float, low: float, high: float, n: int, rules: AgreementRules) -> str:
    if n < rules.units_n or not math.isfinite(low):
        return UNKNOWN
    if low <= 0 <= high or abs(value) < rules.severity_shift:
        return ALIKE
    return STRICTER if value < 0 else MILDER


@dataclass(frozen=True, eq=False)
class Additive:
    """Scores as the sum of a criterion's worth and an expert's severity.

    Attributes
    ----------
    fitted : pandas.DataFrame
        Criteria × experts: what the model expects in every cell, also where the expert left a gap; within 0..2.
    severity : pandas.Series
        Expert → effect, points; the effects add up to zero.
    error : float
        Standard deviation of what the model leaves over; NaN without degrees of freedom.
    df : int
        Degrees of freedom of the rest.
    """

    fitted: pd.DataFrame
    severity: pd.Series[float]
    error: float
    df: int


def additive(scores: pd.DataFrame) -> Additive:
    """Fit score = criterion + expert by least squares, gaps allowed (аддитивная модель).

    Parameters
    ----------
    scores : pandas.DataFrame
        Criteria × experts, NaN for gaps.

    Raises
    ------
    MissingData
        A criterion nobody scored, or experts whose criteria do not overlap, so that severity and criterion cannot be
        told apart.

    References
    ----------
    Scheffé H. (1959). The Analysis of Variance, ch. 4: two-way layout without interaction.

    Examples
    --------
    >>> found = additive(pd.DataFrame({"Э-01": [2.0, 1.0], "Э-02": [1.0, float("nan")]}, index=[1, 2]))
    >>> found.fitted.round(2).to_numpy().tolist(), found.severity.round(2).tolist()
    ([[2.0, 1.0], [1.0, 0.0]], [0.5, -0.5])
    """
    values = scores.to_numpy(dtype="float64")
    rows, columns = values.shape
    row, column = np.nonzero(~np.isnan(values))
    design = np.zeros((len(row), rows + columns))
    design[np.arange(len(row)), row] = 1
    design[np.arange(len(row)), rows + column] = 1
    answer, _, rank, _ = np.linalg.lstsq(design, values[row, column], rcond=None)
    if rank < rows + columns - 1:
        named = ", ".join(
            f"«{CRITERIA.get(int(number), number)}»" for number in scores.index[np.isnan(values).all(axis=1)]
        )
        why = f"критерий не оценил никто: {named}" if named else "эксперты оценили разные критерии"
        raise MissingData(f"Поправку на строгость посчитать нельзя: {why}.", Reason.TABLE_EMPTY, ("expertise",))
    severe = answer[rows:] - answer[rows:].mean()
    worth = answer[:rows] + answer[rows:].mean()
    expected = worth[:, None] + severe[None, :]
    rest = values[row, column] - expected[row, column]
    df = len(row) - rank
    return Additive(
        pd.DataFrame(np.clip(expected, 0, TOP), scores.index, scores.columns), pd.Series(severe, scores.columns),
        math.sqrt(float((rest**2).sum()) / df) if df else math.nan, int(df),
    )  # fmt: skip
