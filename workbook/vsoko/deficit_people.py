"""Facts that people tell or show: motivation, satisfaction, competences of teachers, visited lessons.

Apart from the facts of works because the respondents are few and known to each other: groups are large, codes go
nowhere, and a group too small to hide a person gives no fact at all.
"""

from __future__ import annotations

import pandas as pd

from workbook.estimates import share_table
from workbook.settings import Settings
from workbook.vsoko.deficit_rows import CONDITIONS, PROCESS, RESULTS, fact_rows
from workbook.vsoko.growth_lessons import Lessons
from workbook.vsoko.precision import share_ratio

__all__ = ["competence_facts", "lesson_facts", "motivation_facts", "satisfaction_facts"]

_LAST_FIRST = ("конец", "начало")


def motivation_facts(survey: pd.DataFrame, pupils: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Share of pupils with inner motivation (внутренняя мотивация) by level of education, at the last wave.

    Parameters
    ----------
    survey, pupils : DataFrame
        Rows of one year.
    settings : Settings
        ``criteria``: name of the instrument, its total, the score from which motivation is inner;
        ``privacy.small_cell``: fewer respondents give no fact.
    """
    rules = settings.criteria
    rows = survey.loc[survey["instrument"].eq(rules.motivation) & survey["question"].eq(rules.motivation_total)]
    rows = _last_wave(rows.loc[rows["value"].between(0, rules.motivation_top)])
    people = pupils[["pupil", "level"]].drop_duplicates("pupil")
    rows = rows.merge(people, left_on="respondent", right_on="pupil")
    rows = rows.assign(one=1, inner=rows["value"].ge(rules.motivation_internal).astype(int))
    table = share_ratio(rows, ["level"], "inner", "one").reset_index()
    return fact_rows(
        *_safe(table, "inner", table["level"], settings.privacy.small_cell), key="мотивация", sphere=RESULTS,
        level="уровень образования", indicator="Внутренняя мотивация", counted="ученики",
        source=f"Опросы: {rules.motivation}",
    )  # fmt: skip


def satisfaction_facts(survey: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Share of satisfied answers by group of respondents, over all questions and question by question.

    Parameters
    ----------
    survey : DataFrame
        Rows of one year; the last wave of each group is used.
    settings : Settings
        ``criteria``: the instrument, the answer from which one is satisfied; ``privacy.small_cell``.
    """
    rules, least = settings.criteria, settings.privacy.small_cell
    rows = survey.loc[survey["instrument"].eq(rules.satisfaction) & survey["value"].between(1, rules.satisfied_top)]
    rows = _last_wave(rows)
    rows = rows.assign(one=1, satisfied=rows["value"].ge(rules.satisfied_from).astype(int))
    wide = share_ratio(rows, ["group"], "satisfied", "one", cluster="respondent").reset_index()
    fine = share_ratio(rows, ["group", "question"], "satisfied", "one", cluster="respondent").reset_index()
    asked = fine["group"] + ", вопрос " + fine["question"].astype("str")
    several = fine.groupby("group")["question"].transform("nunique").gt(1)
    wide, fine = wide.assign(level="школа", who=wide["group"]), fine.assign(level="вопрос анкеты", who=asked)
    levels = pd.concat([wide, fine.loc[several]], ignore_index=True)
    table, name, group = _safe(levels, "satisfied", levels["who"], least)
    return fact_rows(
        table, name, group, key="удовлетворённость", sphere=CONDITIONS, level=table["level"],
        indicator="Удовлетворённость", counted="ответы", source=f"Опросы: {rules.satisfaction}",
    )  # fmt: skip


def competence_facts(common: pd.DataFrame, wave: str, settings: Settings) -> pd.DataFrame:
    """Share of teachers without a deficit in each domain; nobody is named.

    Parameters
    ----------
    common : DataFrame
        :func:`workbook.vsoko.growth_route.common_deficits`: domain, n, below.
    wave : str
        Named in the source.
    settings : Settings
        ``privacy.k_anonymity``: fewer teachers give no fact; small sample.
    """
    table = common.loc[common["n"] >= settings.privacy.k_anonymity].reset_index(drop=True)
    table = table[["domain", "n"]].assign(fine=table["n"] - table["below"])
    table = share_table(table, "fine", "n").rename(
        columns={"percent": "fine_percent", "low": "fine_low", "high": "fine_high"}
    )
    table["small"] = table["n"] < settings.marks.small_n
    return fact_rows(
        table, "fine", table["domain"] + " область", key="компетенции", sphere=CONDITIONS, level="педагоги",
        indicator="Учителя без дефицита компетенций", counted="учителя",
        source=f"Компетенции педагогов, срез «{wave}»",
    )  # fmt: skip


def lesson_facts(lessons: Lessons, settings: Settings) -> pd.DataFrame:
    """Mean of each criterion of the visited lessons, percent of the top score; no teacher, no lesson.

    Parameters
    ----------
    lessons : Lessons
        The profile of criteria.
    settings : Settings
        ``growth.weak_criterion`` is the target, ``growth.kappa_lessons`` the least number of lessons;
        ``privacy.k_anonymity``: fewer teachers visited give no fact.
    """
    table = lessons.profile if lessons.teachers >= settings.privacy.k_anonymity else lessons.profile.iloc[:0]
    table = table.rename(columns={"observed": "seen_percent", "low": "seen_low", "high": "seen_high", "lessons": "n"})
    table["small"] = table["n"] < settings.growth.kappa_lessons
    target = pd.Series(float(settings.growth.weak_criterion), index=table.index)
    group = table["criterion"].astype("str") + ": " + table["title"].astype("str")
    return fact_rows(
        table, "seen", group.str.removesuffix(": "), target=target, key="уроки", sphere=PROCESS, level="критерий урока",
        indicator="Критерий посещённого урока", counted="уроки", source="Посещённые уроки (карты наблюдателей)",
    )  # fmt: skip


def _last_wave(rows: pd.DataFrame) -> pd.DataFrame:
    """Keep the last wave of each group of respondents."""
    order = rows["wave"].map({wave: place for place, wave in enumerate(_LAST_FIRST)})
    return rows.loc[order.eq(order.groupby(rows["group"]).transform("min"))]


def _safe(table: pd.DataFrame, name: str, group: pd.Series, least: int) -> tuple[pd.DataFrame, str, pd.Series]:
    """Drop groups that cannot hide a respondent and name the columns for :func:`fact_rows`."""
    kept = table.loc[table["clusters"] >= least]
    columns = {"percent": f"{name}_percent", "low": f"{name}_low", "high": f"{name}_high"}
    return kept.rename(columns=columns).assign(small=False), name, group.loc[kept.index]
