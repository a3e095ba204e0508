"""What a report looks at: one school, a year, a period, and perhaps one subject or parallel.

Apart from the methods because they are pure tables; the scope is the one place that takes a school's tables, cuts
them by the reader's question and calls the methods.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import pandas as pd

from workbook.errors import MissingData, Reason
from workbook.school import School
from workbook.settings import Settings
from workbook.vsoko.categories import category_table, pupil_categories, pupil_list
from workbook.vsoko.distribution import boundary_spikes, score_counts
from workbook.vsoko.dynamics import changes, yearly
from workbook.vsoko.journal import agreement, cross_table, large_gaps, mark_pairs
from workbook.vsoko.marker_gaps import gap_marker, pair_checks
from workbook.vsoko.marker_scores import spike_checks
from workbook.vsoko.marker_terms import judge
from workbook.vsoko.marks import indicators, period_records
from workbook.vsoko.retention import retention
from workbook.vsoko.scope_choices import years

__all__ = ["Scope", "look_at"]


@dataclass(frozen=True, eq=False)
class Scope:
    """One question to a school's data; each property answers one section of the report.

    Attributes
    ----------
    school : School
        Validated tables.
    year : str
        School year; "" means the school's current one (or the last with marks).
    period : str
        «год», «1 четверть» …; "" means «год».
    subject : str
        One subject or "" for all.
    grade : int
        One parallel or 0 for all.
    procedure : str
        The assessment procedure to compare with; "" means ВПР.
    """

    school: School
    year: str = ""
    period: str = ""
    subject: str = ""
    grade: int = 0
    procedure: str = ""

    def __post_init__(self) -> None:
        """Give the empty values their meaning."""
        if not self.year:
            known = years(self.school) if self.school.has("period_marks") else []
            object.__setattr__(self, "year", known[0] if known else self.school.year)
        object.__setattr__(self, "period", self.period or "год")
        object.__setattr__(self, "procedure", self.procedure or "ВПР")

    @property
    def settings(self) -> Settings:
        """The school's rules."""
        return self.school.settings

    @property
    def title(self) -> str:
        """The scope in words: «2025/2026, год, математика, 7 классы»."""
        parts = [self.year, self.period, self.subject, f"{self.grade} классы" if self.grade else ""]
        return ", ".join(part for part in parts if part)

    # Marks

    @cached_property
    def all_records(self) -> pd.DataFrame:
        """Marks of the period in all years, subjects and parallels."""
        self.school.need("period_marks", "pupils")
        return period_records(
            self.school["period_marks"], self.school["pupils"], self.settings.marks, period=self.period
        )

    @cached_property
    def records(self) -> pd.DataFrame:
        """Marks of the scope.

        Raises
        ------
        MissingData
            No mark is left.
        """
        rows = self._cut(self.all_records)
        rows = rows.loc[rows["year"].eq(self.year)]
        if rows["in_n"].sum() == 0:
            raise MissingData(
                f"Нет отметок для расчёта: {self.title}. Выберите другой год, период, предмет или параллель.",
                Reason.TABLE_EMPTY,
                ("period_marks",),
            )
        return rows

    def indicators(self, by: Sequence[str], settings: Settings | None = None) -> pd.DataFrame:
        """Base indicators of the scope by any grouping."""
        return indicators(self.records, by, (settings or self.settings).marks)

    @cached_property
    def categories(self) -> pd.DataFrame:
        """Pupils of the year and parallel by category; always over all their subjects."""
        rows = self.all_records.loc[self.all_records["year"].eq(self.year)]
        if self.grade:
            rows = rows.loc[rows["grade"].eq(self.grade)]
        if rows.empty:
            raise MissingData(f"Нет отметок за период: {self.title}.", Reason.TABLE_EMPTY, ("period_marks",))
        return pupil_categories(rows)

    def category_table(self, by: Sequence[str]) -> pd.DataFrame:
        """Categories counted by any grouping."""
        return category_table(self.categories, by, self.settings.marks)

    def pupil_list(self, category: str) -> pd.DataFrame:
        """Codes of one category with the deciding subjects."""
        return pupil_list(self.categories, self.all_records.loc[self.all_records["year"].eq(self.year)], category)

    @cached_property
    def yearly(self) -> pd.DataFrame:
        """The years up to the scope's own, side by side, in its subject and parallel."""
        works = self._cut(self.school["procedures"]) if self.school.has("procedures") else None
        records = self._cut(self.all_records)
        if records["in_n"].sum() == 0:
            raise MissingData(f"Нет отметок для динамики: {self.title}.", Reason.TABLE_EMPTY, ("period_marks",))
        table = yearly(records, works, self.settings.marks, procedure=self.procedure)
        return table.loc[table["year"] <= self.year]

    @property
    def changes(self) -> pd.DataFrame:
        """Change from the first year to the scope's own."""
        return changes(self.yearly)

    # Procedures

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """Pairs of marks of all years in the subject and parallel of the scope."""
        self.school.need("procedures", "pupils")
        return self._cut(mark_pairs(self.school["procedures"], self.school["pupils"], procedure=self.procedure))

    @cached_property
    def year_pairs(self) -> pd.DataFrame:
        """Pairs of the year.

        Raises
        ------
        MissingData
            Nobody has both marks.
        """
        rows = self.pairs.loc[self.pairs["year"].eq(self.year)]
        if rows.empty:
            raise MissingData(
                f"Нет пар «отметка по журналу — отметка за {self.procedure}»: {self.title}.",
                Reason.TABLE_EMPTY,
                ("procedures",),
            )
        return rows

    def agreement(self, by: Sequence[str]) -> pd.DataFrame:
        """Journal against the procedure in the year, by any grouping."""
        return agreement(self.year_pairs, by, self.settings.objectivity)

    @property
    def yearly_agreement(self) -> pd.DataFrame:
        """Journal against the procedure, year by year."""
        return agreement(self.pairs, ["year"], self.settings.objectivity)

    @property
    def cross_table(self) -> pd.DataFrame:
        """Journal marks × marks of the work, 4 × 4."""
        return cross_table(self.year_pairs)

    @property
    def large_gaps(self) -> pd.DataFrame:
        """Pairs with a large gap, codes only."""
        return large_gaps(self.year_pairs, self.settings.objectivity)

    @cached_property
    def scores(self) -> pd.DataFrame:
        """Works of the year by primary score; empty when nobody has one."""
        return score_counts(self._year_works(), procedure=self.procedure)

    @cached_property
    def spikes(self) -> pd.DataFrame:
        """Marker M1 at each boundary of each work of the year; empty when there are no scores."""
        scales = self.school["scales"] if self.school.has("scales") else None
        return boundary_spikes(self.scores, scales, self.settings.objectivity, procedure=self.procedure)

    @cached_property
    def doubtful(self) -> bool:
        """Whether a marker of inflation is raised for the year: spikes at boundaries (M1) or the journal above (M4).

        Without works of the procedure nothing is doubted.
        """
        if not self.school.has("procedures") or not self.pairs["year"].eq(self.year).any():
            return False
        rules = self.settings.objectivity
        gap = gap_marker(pair_checks(self.pairs.loc[self.pairs["year"].eq(self.year)], rules), rules)
        if gap.raised and gap.value > 0:
            return True
        works = self._cut(self.school["procedures"])
        scales = self.school["scales"] if self.school.has("scales") else None
        spikes = spike_checks(works, scales, rules, year=self.year, procedure=self.procedure)
        return judge("M1", spikes, rules).raised

    # People

    @cached_property
    def retention(self) -> pd.DataFrame:
        """Retention by class in all years (the parallel of the scope)."""
        self.school.need("pupils")
        table = retention(self.school["pupils"], self.settings.marks)
        return table.loc[table["grade"].eq(self.grade)] if self.grade else table

    def _year_works(self) -> pd.DataFrame:
        self.school.need("procedures")
        works = self._cut(self.school["procedures"])
        return works.loc[works["year"].eq(self.year)]

    def _cut(self, table: pd.DataFrame) -> pd.DataFrame:
        """Keep the subject and the parallel of the scope."""
        if self.subject:
            table = table.loc[table["subject"].eq(self.subject)]
        if self.grade:
            table = table.loc[table["grade"].eq(self.grade)]
        return table


@lru_cache(maxsize=8)
def look_at(
    school: School, year: str = "", period: str = "", subject: str = "", grade: int = 0, procedure: str = ""
) -> Scope:
    """Return the scope of a question; the sections of one report that ask the same share one answer.

    Parameters
    ----------
    school, year, period, subject, grade, procedure
        As in :class:`Scope`. Schools are told apart by identity: a school read anew is a new question.
    """
    return Scope(school, year, period, subject, grade, procedure)
