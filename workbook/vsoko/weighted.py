"""Weighted mean of current marks («средневзвешенная отметка») and the mark that the school's thresholds suggest.

Apart from the period marks because a teacher decides the mark; this number is one of the things she looks at.
"""

from __future__ import annotations

import pandas as pd

from workbook.errors import DataRefused, Reason
from workbook.settings import WeightedRules

__all__ = ["weighted_means"]

_MARKS = ("5", "4", "3", "2")


def weighted_means(marks: pd.DataFrame, rules: WeightedRules) -> pd.DataFrame:
    """Compute the weighted mean of each pupil's current marks in each subject.

    ``СВ = Σ(отметка · вес) / Σ(вес)``: the school sets the weights in its act (methods reference, section 6.2). Signs
    that are no marks («н», «осв», «н/а», «.») are left out of both sums.

    Parameters
    ----------
    marks : DataFrame
        Table «Текущие отметки»: pupil, subject, work_type, weight, mark. An empty weight takes that of the kind of
        work from ``rules.weights``.
    rules : WeightedRules
        ``weights``, ``thresholds``, ``min_marks``.

    Returns
    -------
    DataFrame
        pupil, subject, weighted_mean (2–5), n (marks counted), weight (their sum), suggested («5»…«2»: the highest mark
        whose threshold is reached), enough (n is at least ``min_marks``; otherwise the pupil may prove not assessed).

    Raises
    ------
    DataRefused
        Thresholds that do not fall from «5» to «3».

    Examples
    --------
    A test of weight 5 for «4», a lesson of weight 3 for «5» and homework of weight 1 for «5»:

    >>> marks = pd.DataFrame({"pupil": "У-0001", "subject": "физика", "work_type": "контрольная",
    ...                       "weight": [5.0, 3.0, 1.0], "mark": ["4", "5", "5"]})
    >>> round(float(weighted_means(marks, WeightedRules()).loc[0, "weighted_mean"]), 2)
    4.44
    """
    limits = {mark: float(rules.thresholds[mark]) for mark in ("5", "4", "3")}
    if not limits["5"] > limits["4"] > limits["3"]:
        raise DataRefused(
            "Методика → средневзвешенная → пороги: порог «5» должен быть выше порога «4», а тот — выше порога «3».",
            Reason.SETTING_VALUE,
        )
    marks = marks.reset_index(drop=True)
    counted = marks.loc[marks["mark"].isin(_MARKS), ["pupil", "subject"]].copy()
    chosen = marks.loc[counted.index]
    by_kind = chosen["work_type"].map({kind: float(weight) for kind, weight in rules.weights.items()})
    counted["weight"] = chosen["weight"].fillna(by_kind).astype(float)
    counted["points"] = chosen["mark"].astype(float) * counted["weight"]
    sums = counted.groupby(["pupil", "subject"], as_index=False).agg(
        points=("points", "sum"), weight=("weight", "sum"), n=("points", "size")
    )
    sums = sums.loc[sums["weight"] > 0].reset_index(drop=True)
    sums["weighted_mean"] = sums["points"] / sums["weight"]
    sums["suggested"] = "2"
    for mark in ("3", "4", "5"):
        # A mean such as 3.65 is a quotient of whole numbers; the last bit of the division must not cost a mark.
        sums.loc[sums["weighted_mean"] >= limits[mark] - 1e-9, "suggested"] = mark
    sums["enough"] = sums["n"] >= rules.min_marks
    return sums[["pupil", "subject", "weighted_mean", "n", "weight", "suggested", "enough"]]
