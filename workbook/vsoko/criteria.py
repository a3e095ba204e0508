"""The seven criteria of the internal quality system in one year: evidence and answer of each behind one question.

Apart from the seven methods because a page, the results and the district ask for all of them at once, and a missing
table must leave the others standing.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import pandas as pd

from workbook.errors import MissingData
from workbook.estimates import Estimate
from workbook.school import School
from workbook.settings import Settings
from workbook.vsoko.criteria_exams import exam_criterion, exam_gaps
from workbook.vsoko.criteria_fos import fos_criterion, fos_curve, fos_tools
from workbook.vsoko.criteria_growth import growth_criterion
from workbook.vsoko.criteria_kept import kept_criterion
from workbook.vsoko.criteria_success import Success, success_criterion, success_of
from workbook.vsoko.criterion import MET, UNKNOWN, Criterion, target_of
from workbook.vsoko.growth import Growth, growth_of
from workbook.vsoko.marks import period_end, period_records
from workbook.vsoko.motivation import Motivation, motivation_criterion, motivation_of, motivation_years
from workbook.vsoko.retention import retention
from workbook.vsoko.satisfaction import invited, satisfaction_changes, satisfaction_criterion, satisfaction_of

__all__ = ["Criteria", "criteria_of", "criteria_years"]

_YEAR_TABLES = ("period_marks", "procedures", "survey", "competences")
_JULY = 7
_NOBODY = Estimate(np.nan, np.nan, np.nan, 0)


@dataclass(frozen=True, eq=False)
class Criteria:
    """The criteria of a school in one year; each property is the evidence of one criterion.

    Attributes
    ----------
    school : School
    year : str
        School year, «2025/2026».
    """

    school: School
    year: str

    @property
    def settings(self) -> Settings:
        """The school's rules."""
        return self.school.settings

    @cached_property
    def success(self) -> Success:
        """Criterion 1: успеваемость by year, level and class."""
        self.school.need("period_marks", "pupils")
        records = period_records(self.school["period_marks"], self.school["pupils"], self.settings.marks)
        return success_of(records, self.year, self.settings)

    @cached_property
    def motivation(self) -> Motivation:
        """Criterion 2: pairs of the year."""
        return motivation_of(self.school["survey"], self._table("pupils"), self.year, self.settings.criteria)

    @cached_property
    def exams(self) -> pd.DataFrame:
        """Criterion 3: differences from the region in all years and subjects."""
        return exam_gaps(self.school["procedures"], self._table("references"), self.settings)

    @cached_property
    def kept(self) -> pd.DataFrame:
        """Criterion 4: retention of all classes up to the year."""
        table = retention(self.school["pupils"], self.settings.marks)
        return table.loc[table["year"].le(self.year)]

    @cached_property
    def satisfaction(self) -> pd.DataFrame:
        """Criterion 5: groups and questions of all years."""
        survey = self.school["survey"]
        people = self._table("pupils"), self._table("teachers")
        asked = {year: invited(*people, year, self.settings) for year in survey["year"].unique()}
        return satisfaction_of(survey, asked, self.settings.criteria)

    @property
    def satisfaction_changes(self) -> pd.DataFrame:
        """Criterion 5: change of each group since an earlier year."""
        return satisfaction_changes(self.satisfaction, self.year)

    @cached_property
    def fos(self) -> pd.DataFrame:
        """Criterion 6: tools of the plan of the year."""
        return fos_tools(self.school["fos_plan"], self.year, self.settings)

    @property
    def fos_day(self) -> pd.Timestamp:
        """The last day that the data know of: the end of a year that has its marks, else the last renewal of a tool."""
        end = pd.Timestamp(period_end(self.year, "год", self.settings.marks))
        if self.school.has("period_marks"):
            marks = self.school["period_marks"]
            if (marks["year"].eq(self.year) & marks["period"].eq("год")).any():
                return end
        known = self.fos["revised"].max()
        return pd.Timestamp(known) if pd.notna(known) else end

    @property
    def fos_curve(self) -> pd.DataFrame:
        """Criterion 6: plan and fact by month."""
        return fos_curve(self.fos, self.fos_day)

    @property
    def fos_years(self) -> tuple[tuple[str, float], ...]:
        """Criterion 6: percent ready of each year of the plan up to the one looked at."""
        plan = self.school["fos_plan"]
        starts = sorted({day.year - (day.month < _JULY) for day in plan["due"].dropna()})
        points = []
        for year in (f"{start}/{start + 1}" for start in starts):
            with suppress(MissingData):
                if year <= self.year:
                    points.append((year, 100 * float(fos_tools(plan, year, self.settings)["ready"].mean())))
        return tuple(points)

    @cached_property
    def growth(self) -> Growth:
        """Criterion 7: growth of teachers in the year."""
        return growth_of(self.school, self.year)

    @cached_property
    def all(self) -> tuple[Criterion, ...]:
        """The seven answers; a criterion without data is «недостаточно данных» with the reason."""
        return tuple(self._answer(number, ask) for number, ask in enumerate(_ASKED, start=1))

    def of(self, number: int) -> Criterion:
        """Return one criterion by its number."""
        return self.all[number - 1]

    @property
    def counts(self) -> dict[str, int]:
        """How many criteria stand in each state."""
        states = [item.state for item in self.all]
        return {state: states.count(state) for state in dict.fromkeys((MET, *states))}

    def _answer(self, number: int, ask: Callable[[Criteria], Criterion]) -> Criterion:
        try:
            return ask(self)
        except MissingData as gap:
            return Criterion(number, UNKNOWN, gap.message.rstrip("."), target_of(number, self.settings), _NOBODY)

    def _table(self, name: str) -> pd.DataFrame | None:
        return self.school[name] if self.school.has(name) else None


def _motivation(ask: Criteria) -> Criterion:
    years = motivation_years(ask.school["survey"], ask._table("pupils"), ask.year, ask.settings.criteria)
    return motivation_criterion(ask.motivation, years, ask.settings)


_ASKED: tuple[Callable[[Criteria], Criterion], ...] = (
    lambda ask: success_criterion(ask.success, ask.year, ask.settings),
    _motivation,
    lambda ask: exam_criterion(ask.exams, ask.year, ask.settings),
    lambda ask: kept_criterion(ask.kept, ask.year, ask.settings),
    lambda ask: satisfaction_criterion(ask.satisfaction, ask.year, ask.settings),
    lambda ask: fos_criterion(ask.fos, ask.fos_day, ask.settings, ask.fos_years),
    lambda ask: growth_criterion(ask.growth.changes, ask.settings, ask.year),
)


def criteria_years(school: School) -> list[str]:
    """Return the school years that any criterion can look at, the school's current one first."""
    known = {year for name in _YEAR_TABLES if school.has(name) for year in school[name]["year"].dropna().unique()}
    if school.year:
        known.add(school.year)
    return sorted(sorted(known, reverse=True), key=lambda year: year != school.year)


@lru_cache(maxsize=8)
def criteria_of(school: School, year: str = "") -> Criteria:
    """Ask for the seven criteria.

    Parameters
    ----------
    school : School
        Schools are told apart by identity: a school read anew is a new question.
    year : str
        Empty for the school's current year.
    """
    years = criteria_years(school)
    return Criteria(school, year or (years[0] if years else school.year))
