"""Criterion 2, учебная мотивация: the same pupils before and after, by the school's questionnaire.

Apart from the other surveys because here a pupil's code ties two answers, and only groups may be shown.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbook.errors import MissingData, Reason
from workbook.estimates import Estimate, PairedChange, paired_change, share
from workbook.settings import CriteriaRules, Settings
from workbook.vsoko.criterion import Criterion, judged, said, target_of

__all__ = ["WAVES", "Motivation", "motivation_criterion", "motivation_levels", "motivation_of", "motivation_years"]

WAVES = ("начало", "конец")
_PRIMARY = "НОО"
_LOWEST = "низкий"


@dataclass(frozen=True, eq=False)
class Motivation:
    """Motivation of one year.

    Attributes
    ----------
    pairs : DataFrame
        pupil, grade (nan when the class is unknown), before, after, change; pupils with both waves.
    change : PairedChange
        Median change and Wilcoxon's test.
    rank_sum : float
        Sum of signed ranks: its sign is the side that the test found.
    before, after : Estimate
        Percent of the pairs whose motivation is internal.
    once, other_scale, impossible : int
        Pupils with one wave only; of the primary school, whose questionnaire has another scale; rows outside the scale.
    """

    pairs: pd.DataFrame
    change: PairedChange
    rank_sum: float
    before: Estimate
    after: Estimate
    once: int
    other_scale: int
    impossible: int


def motivation_of(survey: pd.DataFrame, pupils: pd.DataFrame | None, year: str, rules: CriteriaRules) -> Motivation:
    """Pair the total scores of the year by pupil.

    Parameters
    ----------
    survey : DataFrame
        Validated table «Опросы».
    pupils : DataFrame or None
        Level and class of each pupil; without it every score is read on the scale of classes 5–11.
    year : str
    rules : CriteriaRules
        Names of the questionnaire and its total, the scale, the border of internal motivation.

    Raises
    ------
    MissingData
        Nobody answered both at the beginning and at the end of the year.

    Notes
    -----
    Дубовицкая Т. Д., 20 items, 0–20: 0–10 внешняя, 11–20 внутренняя. Pupils of НОО answer Лусканова's questionnaire
    (0–30), which measures another thing; they are left out.
    """
    rows = survey.loc[
        survey["year"].eq(year) & survey["group"].eq("ученики") & survey["instrument"].eq(rules.motivation)
        & survey["question"].eq(rules.motivation_total)
    ].rename(columns={"respondent": "pupil"})  # fmt: skip
    other = 0
    rows = rows.assign(grade=np.nan)
    if pupils is not None:
        known = pupils.loc[pupils["year"].eq(year)].drop_duplicates("pupil").set_index("pupil")
        primary = rows["pupil"].map(known["level"]).eq(_PRIMARY)
        other = int(rows.loc[primary, "pupil"].nunique())
        rows = rows.loc[~primary]
        rows = rows.assign(
            grade=rows["pupil"].map(known["class_"]).str.extract(r"^(\d{1,2})", expand=False).astype(float)
        )
    fitting = rows["value"].between(0, rules.motivation_top)
    wide = rows.loc[fitting].pivot(index="pupil", columns="wave", values="value").reindex(columns=list(WAVES))
    pairs = wide.dropna().astype(float).set_axis(["before", "after"], axis=1)
    if pairs.empty:
        raise MissingData(
            f"Мотивация за {year}: нет учеников, которые ответили и в начале, и в конце года "
            f"(«Опросы», методика «{rules.motivation}», вопрос «{rules.motivation_total}»).",
            Reason.TABLE_EMPTY, ("survey",),
        )  # fmt: skip
    pairs = pairs.assign(change=pairs["after"] - pairs["before"])
    pairs.insert(0, "grade", rows.drop_duplicates("pupil").set_index("pupil")["grade"].reindex(pairs.index))
    n = len(pairs)
    moved = pairs.loc[pairs["change"].ne(0), "change"]
    return Motivation(
        pairs.reset_index(),
        paired_change(pairs["before"], pairs["after"]),
        float((np.sign(moved) * moved.abs().rank()).sum()),
        share(int(pairs["before"].ge(rules.motivation_internal).sum()), n),
        share(int(pairs["after"].ge(rules.motivation_internal).sum()), n),
        len(wide) - n,
        other,
        int((~fitting).sum()),
    )


def motivation_years(
    survey: pd.DataFrame, pupils: pd.DataFrame | None, year: str, rules: CriteriaRules
) -> pd.DataFrame:
    """Median change of each year up to the one looked at; years without pairs are left out.

    Returns
    -------
    DataFrame
        Columns year, change, n.
    """
    rows = []
    for when in sorted(survey.loc[survey["instrument"].eq(rules.motivation), "year"].unique()):
        if when > year:
            continue
        try:
            found = motivation_of(survey, pupils, when, rules)
        except MissingData:
            continue
        rows.append((when, found.change.estimate.value, found.change.n))
    return pd.DataFrame(rows, columns=["year", "change", "n"])


def motivation_criterion(found: Motivation, years: pd.DataFrame, settings: Settings) -> Criterion:
    """Judge: the median change is above zero and Wilcoxon's test sees it; few pairs give a direction only."""
    rules, change = settings.criteria, found.change
    median = change.estimate.value
    p_word = f"p = {said(change.p_value, 3)}" if change.p_value >= 0.0005 else "p < 0,001"
    failures, gaps = [], []
    if change.n < rules.motivation_n:
        gaps.append(
            f"пар «до — после» {change.n} из {rules.motivation_n} нужных, видно только направление: {_way(median)}"
        )
    elif not median > 0:
        failures.append(f"медиана изменения {said(median, 1, signed=True)}: {_way(median)}")
    elif not (change.p_value < rules.motivation_p and found.rank_sum > 0):
        failures.append(
            f"медиана изменения {said(median, 1, signed=True)}, но рост не доказан ({p_word}): только направление"
        )
    state, reason = judged(
        failures, gaps, f"медиана изменения {said(median, 1, signed=True)}, рост не объясняется случаем ({p_word})"
    )
    return Criterion(
        2, state, reason,
        target_of(2, settings),
        change.estimate, "баллов", ("ученик", "ученика", "учеников"),
        tuple(zip(years["year"], years["change"].astype(float), strict=True)),
    )  # fmt: skip


def motivation_levels(found: Motivation, rules: CriteriaRules) -> pd.DataFrame:
    """Count the pairs by level of internal motivation before and after.

    Returns
    -------
    DataFrame
        Columns level, wave, count; from the lowest level.
    """
    bands = sorted(rules.motivation_bands.items(), key=lambda item: item[1])
    edges = [-np.inf, *(float(value) for _, value in bands), np.inf]
    names = [_LOWEST, *(name for name, _ in bands)]
    rows = []
    for wave, column in zip(WAVES, ("before", "after"), strict=True):
        counts = pd.cut(found.pairs[column], edges, right=False, labels=names).value_counts()
        rows += [(name, wave, int(counts[name])) for name in names]
    return pd.DataFrame(rows, columns=["level", "wave", "count"])


def _way(median: float) -> str:
    return "рост" if median > 0 else "снижение" if median < 0 else "без изменений"
