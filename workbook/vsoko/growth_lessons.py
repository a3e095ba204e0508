"""Visited lessons: how many were seen by two, how far the two agree, where the teacher sees himself otherwise.

Apart from the competences because here the unit is a lesson with its criteria, and lessons, not criteria, are
independent: intervals come from resampled lessons.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from workbook.errors import MissingData, Reason
from workbook.estimates import Estimate, mean, share
from workbook.estimates.agreement import Bootstrap, Coefficient
from workbook.estimates.agreement.coefficient import Floats, estimated, undefined
from workbook.settings import GrowthRules

__all__ = ["Lessons", "lesson_kappa", "lessons"]

_OBSERVER, _SELF = "наблюдатель", "самоанализ"
_TOP = 2
_NO_PAIRS = "Ни один урок не видели двое: согласие наблюдателей не посчитать."
_NO_SELF = "Уроков с картой наблюдателя и самоанализом нет."
_EQUAL = "Все оценки одинаковы: согласие сверх случайного не определено."


@dataclass(frozen=True, eq=False)
class Lessons:
    """What the lesson sheets say.

    Attributes
    ----------
    seen, doubles, teachers : int
        Lessons with an observer, lessons with two or more, teachers visited.
    doubled : Estimate
        Percent of lessons with two observers.
    observers, itself : Coefficient
        κ of the observers with one another (Fleiss) and of self-analysis with the observer (Cohen); ``units`` are
        lessons.
    gap : Estimate
        Self-analysis minus observer, points of a criterion (0..2), mean of the lessons.
    profile : DataFrame
        criterion, title, observed, low, high (percent of the top score), itself (percent), gap (п.п.), lessons, weak.
    own_only : int
        Sheets «наблюдатель» that the teacher filled in about himself: not counted as observed.
    """

    seen: int
    doubles: int
    teachers: int
    doubled: Estimate
    observers: Coefficient
    itself: Coefficient
    gap: Estimate
    profile: pd.DataFrame
    own_only: int


def lessons(observations: pd.DataFrame, rules: GrowthRules) -> Lessons:
    """Read the sheets of visited lessons.

    Parameters
    ----------
    observations : DataFrame
        Validated rows: lesson, teacher, observer, role, criterion (1..12), score (0..2).
    rules : GrowthRules
        Names of criteria, limits.

    Returns
    -------
    Lessons

    Raises
    ------
    MissingData
        No lesson has an observer other than its teacher.
    """
    rows = observations.loc[observations["score"].notna()].assign(score=lambda t: t["score"].astype("float64"))
    mine = rows["observer"].eq(rows["teacher"])
    watched, alone = rows.loc[rows["role"].eq(_OBSERVER) & ~mine], rows["role"].eq(_OBSERVER) & mine
    own = rows.loc[rows["role"].eq(_SELF)]
    if watched.empty:
        raise MissingData(
            "В таблице «Посещённые уроки» нет ни одной карты наблюдателя.", Reason.TABLE_EMPTY, ("observations",)
        )
    by_lesson = watched.groupby("lesson")["observer"].nunique()
    doubles = int((by_lesson > 1).sum())
    keys = ["lesson", "criterion"]
    both = watched[[*keys, "score"]].merge(own[[*keys, "score"]], on=keys, suffixes=("", "_self"))
    gaps = (both["score_self"] - both["score"]).groupby(both["lesson"]).mean()
    return Lessons(
        len(by_lesson), doubles, watched["teacher"].nunique(), share(doubles, len(by_lesson)),
        lesson_kappa(_pairs(watched), pooled=True, reason=_NO_PAIRS),
        lesson_kappa(both.set_axis([*keys, "first", "second"], axis=1), pooled=False, reason=_NO_SELF),
        mean(gaps), _profile(watched, own, rules), int(rows.loc[alone, "lesson"].nunique()),
    )  # fmt: skip


def lesson_kappa(ratings: pd.DataFrame, *, pooled: bool, reason: str, draws: int = 1000) -> Coefficient:
    """Return κ of pairs of ratings with an interval over lessons.

    Parameters
    ----------
    ratings : DataFrame
        Columns lesson, first, second: one pair of ratings a row.
    pooled : bool
        True: the two raters are interchangeable (Fleiss); False: they are two roles (Cohen).
    reason : str
        What to say when there is no pair.
    draws : int
        Resamples of lessons.

    Returns
    -------
    Coefficient
        ``units`` are lessons.
    """
    count = ratings["lesson"].nunique()
    if not count:
        return undefined(0, 2, reason)
    values = ratings[["first", "second"]].to_numpy(dtype="float64")
    scale = np.unique(values)
    place = pd.factorize(ratings["lesson"], sort=True)[0]
    into = (place[None, :] == np.arange(count)[:, None]).astype("float64")
    sums = [into @ (values[:, [side]] == scale) for side in (0, 1)]
    same, size = into @ (values[:, 0] == values[:, 1]), into.sum(axis=1)

    def statistic(weights: Floats) -> Floats:
        total = weights @ size
        first, second = (weights @ part / total[:, None] for part in sums)
        if pooled:
            first = second = (first + second) / 2
        chance = (first * second).sum(axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(chance < 1 - 1e-12, (weights @ same / total - chance) / (1 - chance), np.nan)

    return estimated(statistic, (count, 2), Bootstrap(draws=draws), _EQUAL)


def _pairs(watched: pd.DataFrame) -> pd.DataFrame:
    found = [
        (lesson, one, two)
        for (lesson, _), part in watched.sort_values("observer").groupby(["lesson", "criterion"])
        for one, two in combinations(part["score"], 2)
    ]
    return pd.DataFrame(found, columns=["lesson", "first", "second"])


def _profile(watched: pd.DataFrame, own: pd.DataFrame, rules: GrowthRules) -> pd.DataFrame:
    found = []
    for criterion, part in watched.groupby("criterion"):
        by_lesson = 100 * part.groupby("lesson")["score"].mean() / _TOP
        seen = mean(by_lesson)
        mirror = 100 * own.loc[own["criterion"].eq(criterion)].groupby("lesson")["score"].mean() / _TOP
        both = by_lesson.index.intersection(mirror.index)
        weak = seen.n >= rules.kappa_lessons and seen.high < rules.weak_criterion
        title = rules.criteria.get(str(criterion), "")
        ends = max(seen.low, 0.0), min(seen.high, 100.0)
        own_mean, gap = mirror.reindex(both).mean(), (mirror.reindex(both) - by_lesson.reindex(both)).mean()
        found.append((int(str(criterion)), title, seen.value, *ends, own_mean, gap, seen.n, bool(weak)))
    return pd.DataFrame(
        found, columns=["criterion", "title", "observed", "low", "high", "itself", "gap", "lessons", "weak"]
    )
