"""Criterion 5, удовлетворённость: pupils, parents and teachers, with how many of those invited answered.

Apart from motivation because these answers are anonymous: nothing ties a person to an earlier answer.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from workbook.errors import MissingData, Reason
from workbook.estimates import Estimate, percent
from workbook.settings import CriteriaRules, Settings
from workbook.vsoko.criterion import Criterion, beside, judged, said, target_of
from workbook.vsoko.marks import grade_of, period_end
from workbook.vsoko.precision import change, share_ratio

__all__ = ["GROUPS", "invited", "satisfaction_changes", "satisfaction_criterion", "satisfaction_of"]

GROUPS = ("ученики", "родители", "педагоги")
_FINISHED = "выпуск"
_FORMS = {
    "ученики": ("ученик", "ученика", "учеников"), "родители": ("родитель", "родителя", "родителей"),
    "педагоги": ("педагог", "педагога", "педагогов"),
}  # fmt: skip


def invited(
    pupils: pd.DataFrame | None, teachers: pd.DataFrame | None, year: str, settings: Settings
) -> dict[str, float]:
    """Estimate how many people were asked.

    Parameters
    ----------
    pupils, teachers : DataFrame or None
        Validated tables.
    year : str
    settings : Settings
        ``criteria.survey_grade``; ``marks.period_ends`` says when the year ends.

    Returns
    -------
    dict of str to float
        Group → people; nan when the table is absent. Pupils of the parallels asked who were there at the end of the
        year; parents as many as pupils (one answer a child); all teachers of the table, which has no years.
    """
    counts = dict.fromkeys(GROUPS, np.nan)
    if pupils is not None:
        rows = pupils.loc[pupils["year"].eq(year)]
        end = period_end(year, "год", settings.marks)
        stayed = rows["left"].isna() | (rows["left"] >= end) | rows["leave_reason"].eq(_FINISHED)
        asked = rows.loc[stayed & grade_of(rows["class_"]).ge(settings.criteria.survey_grade), "pupil"].nunique()
        counts |= {"ученики": float(asked) or np.nan, "родители": float(asked) or np.nan}
    if teachers is not None:
        counts["педагоги"] = float(teachers["teacher"].nunique())
    return counts


def satisfaction_of(
    survey: pd.DataFrame, asked: Mapping[str, Mapping[str, float]], rules: CriteriaRules
) -> pd.DataFrame:
    """Share of answers «полностью» and «скорее» by year, group and question.

    Parameters
    ----------
    survey : DataFrame
        Validated table «Опросы»; of a year's waves the last one is taken.
    asked : mapping
        Year → :func:`invited`.
    rules : CriteriaRules
        Name of the survey, the scale, the border of «удовлетворён».

    Returns
    -------
    DataFrame
        Columns year, group, question («» for all questions), answered (people), answers, percent, low, high
        (people as clusters), asked, response (percent; nan when nobody knows how many were asked).
    """
    rows = survey.loc[
        survey["instrument"].eq(rules.satisfaction) & survey["value"].between(1, rules.satisfied_top)
    ].assign(one=1)  # fmt: skip
    rows["yes"] = rows["value"].ge(rules.satisfied_from).astype(int)
    last = rows.groupby(["year", "group"])["wave"].transform("min")  # «конец» stands before «начало»
    rows = rows.loc[rows["wave"].eq(last)]
    parts = [
        share_ratio(rows, by, "yes", "one", cluster="respondent").reset_index()
        for by in (["year", "group"], ["year", "group", "question"])
    ]
    table = pd.concat(parts, ignore_index=True).rename(columns={"n": "answers", "clusters": "answered"})
    table["question"] = table["question"].fillna("").astype("str")
    table["percent"] = table["percent"].round(9)
    table["asked"] = [
        asked.get(year, {}).get(group, np.nan) for year, group in zip(table["year"], table["group"], strict=True)
    ]
    table["response"] = [
        percent(n, whole) if whole > 0 else np.nan for n, whole in zip(table["answered"], table["asked"], strict=True)
    ]
    table["_place"] = table["group"].map({name: place for place, name in enumerate(GROUPS)})
    order = ["year", "group", "question", "answered", "answers", "percent", "low", "high", "asked", "response"]
    return table.sort_values(["year", "_place", "question"])[order].reset_index(drop=True)


def satisfaction_criterion(table: pd.DataFrame, year: str, settings: Settings) -> Criterion:
    """Judge the three groups: the share among those who answered, when enough of those asked did.

    Parameters
    ----------
    table : DataFrame
        :func:`satisfaction_of`.
    year : str
    settings : Settings

    Raises
    ------
    MissingData
        No answer in the year.
    """
    rules = settings.criteria
    whole = table.loc[table["question"].eq("")]
    rows = whole.loc[whole["year"].eq(year)].set_index("group")
    if rows.empty:
        raise MissingData(
            f"За {year} нет ответов об удовлетворённости («Опросы», методика «{rules.satisfaction}»).",
            Reason.TABLE_EMPTY, ("survey",),
        )  # fmt: skip
    failures, gaps = [], []
    for group in GROUPS:
        if group not in rows.index:
            gaps.append(f"{group}: ответов нет")
            continue
        row = rows.loc[group].to_dict()
        if np.isnan(row["response"]):
            gaps.append(f"{group}: неизвестно, сколько человек приглашали")
        elif row["response"] < rules.response:
            gaps.append(f"{group}: ответили {beside(row['response'], rules.response)} % приглашённых")
        elif row["percent"] < rules.satisfied:
            failures.append(f"{group} — {beside(row['percent'], rules.satisfied)} %")
    state, reason = judged(
        failures, gaps, f"в каждой группе не меньше {said(rules.satisfied, 0)} %, ответов достаточно"
    )
    worst = rows.sort_values("percent", kind="stable").iloc[0]
    lowest = whole.groupby("year")["percent"].min()
    return Criterion(
        5, state, f"удовлетворены: {reason}" if failures else reason,
        target_of(5, settings),
        Estimate(float(worst["percent"]), float(worst["low"]), float(worst["high"]), int(worst["answered"])),
        "%", _FORMS[str(worst.name)],
        tuple((str(when), float(value)) for when, value in lowest.items() if str(when) <= year),
    )  # fmt: skip


def satisfaction_changes(table: pd.DataFrame, year: str) -> pd.DataFrame:
    """Change of each group's share since the year before the one looked at (разность двух долей).

    Returns
    -------
    DataFrame
        Columns group, earlier (year), change, low, high (percentage points); empty without an earlier year.

    References
    ----------
    Newcombe R. G. (1998), method 10, on the intervals of people as clusters.
    """
    whole = table.loc[table["question"].eq("") & table["year"].le(year)]
    rows = []
    for group, part in whole.groupby("group", sort=False):
        earlier = part.loc[part["year"].lt(year)].sort_values("year").tail(1)
        now = part.loc[part["year"].eq(year)]
        if len(earlier) and len(now):
            moved = change(_ends(earlier), _ends(now))
            rows.append((group, earlier["year"].iloc[0], *moved))
    return pd.DataFrame(rows, columns=["group", "earlier", "change", "low", "high"])


def _ends(row: pd.DataFrame) -> tuple[float, float, float]:
    value, low, high = (float(row[name].iloc[0]) for name in ("percent", "low", "high"))
    return value, low, high
