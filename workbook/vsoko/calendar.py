"""The calendar of a school's assessment works: as it is, what breaks the rules, and the one proposed.

Apart from its parts because a page asks one question and shares the answers between its sections.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, lru_cache

import pandas as pd

from workbook.errors import MissingData
from workbook.estimates import Result, results_table
from workbook.school import School
from workbook.vsoko.calendar_days import SchoolDays, school_days
from workbook.vsoko.calendar_lessons import Lessons, lessons_of
from workbook.vsoko.calendar_moves import Proposal, propose
from workbook.vsoko.calendar_rules import breaches, hour_load
from workbook.vsoko.calendar_works import calendar_works, class_sort, undated_works
from workbook.vsoko.plan import check_plan, plan_results
from workbook.vsoko.plan_events import SchoolYear

__all__ = ["NOT_CHECKED", "Calendar", "calendar_of", "calendar_results", "report_results", "weekly"]

NOT_CHECKED = (
    "Правило «не на первом и не на последнем уроке» не проверено: таблицы «Расписание» (timetable.csv) нет. "
    "Сверьте его с расписанием, когда назначите дни."
)
"""What the page says while there is no timetable."""


@dataclass(frozen=True, eq=False)
class Calendar:
    """One question to the calendar of a school; each property answers a section of the report.

    Attributes
    ----------
    school : School
    source : str
        A key of :data:`workbook.vsoko.calendar_works.SOURCES`.
    since : Timestamp or None
        Works before this day stay where they are.
    """

    school: School
    source: str = ""
    since: pd.Timestamp | None = None

    @cached_property
    def days(self) -> SchoolDays:
        """The lesson days of the school year."""
        return school_days(SchoolYear.of(self.school.year), self.school.settings.calendar)

    @cached_property
    def works(self) -> pd.DataFrame:
        """Every work that a whole class writes."""
        return calendar_works(self.school, self.source)

    @cached_property
    def lessons(self) -> Lessons:
        """The timetable; empty when the school hands in none."""
        return lessons_of(self.school)

    @cached_property
    def off_timetable(self) -> pd.DataFrame:
        """Works on a day on which the timetable has no lesson of their subject: their lesson is not known."""
        rows = self.works[["class_", "subject", "date"]].itertuples(index=False, name=None)
        return self.works.loc[[self.lessons.off(name, subject, day.weekday()) for name, subject, day in rows]]

    @cached_property
    def breaches(self) -> pd.DataFrame:
        """Breaches of the rules of days in the calendar as it is."""
        return breaches(self.works, self.days, self.school.settings.calendar, self.lessons)

    @cached_property
    def load(self) -> pd.DataFrame:
        """Hours of the works against the hours of the subject."""
        return hour_load(self.works, undated_works(self.school), self.school.settings.calendar, self.lessons)

    @property
    def excess(self) -> pd.DataFrame:
        """Subjects of classes whose works take more than their share of hours."""
        return self.load.loc[self.load["over"] > 0]

    @cached_property
    def proposal(self) -> Proposal:
        """The calendar proposed."""
        return propose(self.works, self.days, self.school.settings.calendar, self.since, self.lessons)

    @cached_property
    def left(self) -> pd.DataFrame:
        """Breaches of the rules of days that the proposal does not mend."""
        return breaches(self.proposal.proposed, self.days, self.school.settings.calendar, self.lessons)


@lru_cache(maxsize=8)
def calendar_of(school: School, source: str = "", since: str = "") -> Calendar:
    """Return the calendar of a school; sections that ask the same share one answer.

    Parameters
    ----------
    school : School
    source : str
        A key of :data:`workbook.vsoko.calendar_works.SOURCES`; empty for all.
    since : str
        «2026-01-12»: works before this day stay; empty moves any.
    """
    return Calendar(school, source, pd.Timestamp(since) if since else None)


def weekly(works: pd.DataFrame, days: SchoolDays) -> pd.DataFrame:
    """Count works by class and week.

    Parameters
    ----------
    works : DataFrame
    days : SchoolDays
        Weeks run from the first to the last lesson day; weeks without lessons are left out unless a work stands there.

    Returns
    -------
    DataFrame
        Index class_ (5 А before 10 А), columns the Mondays, values int.
    """
    monday = works["date"] - pd.to_timedelta(works["date"].dt.day_of_week, unit="D")
    taught = {day - pd.Timedelta(days=day.weekday()) for day in days.open}
    table = pd.crosstab(works["class_"], monday)
    return table.reindex(index=sorted(table.index, key=class_sort), columns=sorted(taught | set(monday)), fill_value=0)


def calendar_results(calendar: Calendar) -> pd.DataFrame:
    """Gather the key figures of the calendar for the results store; nothing when there are no works."""
    try:
        works = len(calendar.works)
    except MissingData:
        return results_table([])
    broken, moved = len(calendar.breaches), len(calendar.proposal.moves)
    rows = [
        Result("calendar-breaches", "Нарушения правил оценочных процедур", broken, n=works, unit="шт.", headline=True,
               verdict="внимание" if broken else "хорошо", note=f"осталось бы после переносов: {len(calendar.left)}"),
        Result("calendar-moves", "Работы, которые предложено перенести", moved, n=works, unit="шт."),
        Result("calendar-overload", "Предметы классов, где работы занимают больше допустимой доли часов",
               len(calendar.excess), n=len(calendar.load), unit="шт.", headline=True,
               verdict="внимание" if len(calendar.excess) else "хорошо"),
    ]  # fmt: skip
    return results_table(rows)


def report_results(school: School, plan: str = "", day: str = "", source: str = "", since: str = "") -> pd.DataFrame:
    """Gather the key figures of the plan and of the calendar; a missing one is left out.

    Parameters
    ----------
    school : School
    plan, day : str
        As in :func:`workbook.vsoko.plan.check_plan`.
    source, since : str
        As in :func:`calendar_of`.
    """
    found = [calendar_results(calendar_of(school, source, since))]
    with suppress(MissingData):
        found.insert(0, plan_results(check_plan(school, plan, day)))
    filled = [table for table in found if len(table)]
    return pd.concat(filled, ignore_index=True) if filled else results_table([])
