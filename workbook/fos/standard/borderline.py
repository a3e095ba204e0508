"""The borderline group: pupils whom teachers see on the border of a mark, and what they earned.

Apart from the item methods because the judgement is about pupils and the cut is a median of their sums.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbook.estimates import NORMAL_95, bootstrap
from workbook.fos.standard.cuts import FEW, MARKS, Cut, cut_table, final_round, rows_of
from workbook.fos.standard.work import Work
from workbook.settings import StandardRules

__all__ = ["Borderline", "borderline"]

_SEED = 20250904
_METHOD = "пограничная группа"


@dataclass(frozen=True)
class Borderline:
    """Cuts by borderline groups.

    Attributes
    ----------
    cuts : pandas.DataFrame
        :func:`workbook.fos.standard.cut_table`; n is the number of pupils.
    pupils : pandas.DataFrame
        mark, pupil, sum, experts (how many named the pupil).
    unknown : pandas.DataFrame
        mark, pupil: named, but without a sum in this work.
    """

    cuts: pd.DataFrame
    pupils: pd.DataFrame
    unknown: pd.DataFrame


def borderline(judgements: pd.DataFrame, work: Work, rules: StandardRules) -> Borderline:
    """Set the marks by the median sum of the pupils named as borderline.

    Parameters
    ----------
    judgements : pandas.DataFrame
        fos, expert, method, round, mark, pupil, value (1: the pupil is on the border of the mark; 0 withdraws).
    work : Work
    rules : StandardRules
        ``borderline_n``, ``draws``.

    Returns
    -------
    Borderline

    Raises
    ------
    MissingData
        No such judgements.

    References
    ----------
    Livingston, S. A., Zieky, M. J. (1982). Passing Scores. ETS.
    """
    rows = final_round(rows_of(judgements, work.test, _METHOD)).dropna(subset=["pupil"])
    rows = rows[(rows["value"] > 0) & rows["mark"].isin(MARKS)]
    named = rows.groupby(["mark", "pupil"])["expert"].nunique().rename("experts").reset_index()
    named["sum"] = named["pupil"].map(work.sums).astype(float)
    known = named.dropna(subset=["sum"]).reset_index(drop=True)
    cuts = [
        _one(int(mark), known.loc[known["mark"] == mark, "sum"], rules) for mark in sorted(named["mark"].unique())
    ]  # fmt: skip
    unknown = named.loc[named["sum"].isna(), ["mark", "pupil"]].reset_index(drop=True)
    return Borderline(cut_table(cuts), known[["mark", "pupil", "sum", "experts"]], unknown)


def _one(mark: int, sums: pd.Series[float], rules: StandardRules) -> Cut:
    n = len(sums)
    if n < rules.borderline_n:
        reason = f"Учеников на границе названо {n}, нужно не меньше {rules.borderline_n}: медиана случайна."
        value = float(sums.median()) if n else float("nan")
        return Cut(_METHOD, mark, value, n=n, verdict=FEW, reason=reason)
    found = bootstrap(sums, np.median, seed=_SEED, draws=rules.draws)
    error = (found.high - found.low) / (2 * NORMAL_95)
    return Cut(_METHOD, mark, found.value, error, found.low, found.high, n)
