"""What the report on objectivity looks at: one school and year, its markers, its items, its forms.

Apart from the markers because they are pure tables: this is the one place that takes a school's tables, says which of
them is missing and calls the markers. Wording and pictures are elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache

import pandas as pd

from workbook.errors import MissingData, Reason
from workbook.school import School
from workbook.settings import ObjectivityRules
from workbook.vsoko import item_zones as zones
from workbook.vsoko import objectivity_forms as forms
from workbook.vsoko.journal import mark_pairs
from workbook.vsoko.marker_gaps import gap_marker, pair_checks
from workbook.vsoko.marker_items import inversion_checks, work_marks
from workbook.vsoko.marker_scores import high_checks, high_marker, narrow_checks, spike_checks
from workbook.vsoko.marker_terms import MARKERS, Marker, absent, judge, previous_year
from workbook.vsoko.marker_years import break_checks, cohorts, jump_checks
from workbook.vsoko.scope import Scope, look_at

__all__ = ["Objectivity", "objectivity_of"]


@dataclass(frozen=True, eq=False)
class Objectivity:
    """One question on objectivity; each property answers one section.

    Attributes
    ----------
    scope : Scope
        The school, the year, the procedure, and perhaps a subject or a parallel.
    """

    scope: Scope

    @property
    def school(self) -> School:
        """Validated tables."""
        return self.scope.school

    @property
    def rules(self) -> ObjectivityRules:
        """Thresholds of the school."""
        return self.scope.settings.objectivity

    @property
    def year(self) -> str:
        """School year."""
        return self.scope.year

    @property
    def procedure(self) -> str:
        """The procedure compared with the journal."""
        return self.scope.procedure

    @property
    def title(self) -> str:
        """What is looked at, in words: «ВПР, 2025/2026, математика, 7 классы»."""
        parts = [
            self.procedure,
            self.year,
            self.scope.subject,
            f"{self.scope.grade} классы" if self.scope.grade else "",
        ]
        return ", ".join(part for part in parts if part)

    # Markers

    @cached_property
    def markers(self) -> tuple[Marker, ...]:
        """M1 … M7 in order, each checked or with the reason why not."""
        return tuple(self._marker(code) for code in MARKERS)

    def checks(self, code: str) -> pd.DataFrame:
        """Every place of a marker that was looked at.

        Raises
        ------
        MissingData
            A table that the marker needs is absent.
        """
        known = self._known
        if code not in known:
            known[code] = self._makers[code]()
        return known[code]

    @cached_property
    def _known(self) -> dict[str, pd.DataFrame]:
        return {}

    @property
    def _makers(self) -> dict[str, Callable[[], pd.DataFrame]]:
        year, procedure, rules = self.year, self.procedure, self.rules
        return {
            "M1": lambda: spike_checks(self._works, self._optional("scales"), rules, year=year, procedure=procedure),
            "M2": lambda: high_checks(self._works, self._references, rules, year=year, procedure=procedure),
            "M3": lambda: self._narrow(),
            "M4": lambda: pair_checks(self._pairs, rules),
            "M5": lambda: jump_checks(
                self._all_works, self._references, rules, year=year, procedure=procedure, grade=self.scope.grade
            ),
            "M6": lambda: self._break(),
            "M7": lambda: self._inversions(),
        }

    def _marker(self, code: str) -> Marker:
        try:
            checks = self.checks(code)
            if code == "M2":
                return high_marker(
                    self._works, self._references, self.rules, year=self.year, procedure=self.procedure,
                    exams=self._all_works,
                )  # fmt: skip
        except MissingData as gap:
            return absent(code, gap.message)
        if checks.empty:
            return absent(code, self._empty(code))
        return gap_marker(checks, self.rules) if code == "M4" else judge(code, checks, self.rules)

    def _empty(self, code: str) -> str:
        before = previous_year(self.year)
        if code == "M5":
            return f"нет учеников с работами по одному предмету в {before} и {self.year}"
        if code == "M6":
            return f"нет учеников с работой «{self.procedure}» за 8 класс в {before} и ОГЭ в {self.year}"
        if code == "M4":
            return f"нет пар «отметка по журналу — отметка за работу»: {self.title}"
        return f"нет первичных баллов: {self.title}"

    def _narrow(self) -> pd.DataFrame:
        table = narrow_checks(self._all_works, self.rules, year=self.year, procedure=self.procedure)
        if self.scope.grade:
            table = table.loc[table["group"].str.endswith(f", {self.scope.grade} кл.")]
        return table

    def _break(self) -> pd.DataFrame:
        if self.scope.grade not in (0, 9):
            raise MissingData("Маркер смотрит на 9 классы: выберите все параллели или 9 классы.", Reason.TABLE_EMPTY)
        references = self.school["references"] if self.school.has("references") else None
        return break_checks(self._all_works, references, self.rules, year=self.year, procedure=self.procedure)

    def _inversions(self) -> pd.DataFrame:
        responses, items = self._answers
        marks = work_marks(responses, items, self._optional("procedures"), self.year)
        return inversion_checks(responses, items, self.rules, marks=marks)

    # Tables of the school, cut by the question

    @cached_property
    def _works(self) -> pd.DataFrame:
        table = self._all_works
        return table.loc[table["grade"].eq(self.scope.grade)] if self.scope.grade else table

    @cached_property
    def _all_works(self) -> pd.DataFrame:
        """Works of all years and parallels: a cohort and the ОГЭ are followed over them."""
        self.school.need("procedures")
        table = self.school["procedures"]
        return table.loc[table["subject"].eq(self.scope.subject)] if self.scope.subject else table

    @cached_property
    def _pairs(self) -> pd.DataFrame:
        self.school.need("procedures", "pupils")
        pairs = mark_pairs(self._works, self.school["pupils"], procedure=self.procedure)
        return pairs.loc[pairs["year"].eq(self.year)]

    @property
    def _references(self) -> pd.DataFrame:
        self.school.need("references")
        return self.school["references"]

    def _optional(self, name: str) -> pd.DataFrame | None:
        return self.school[name] if self.school.has(name) else None

    @cached_property
    def _answers(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        self.school.need("responses", "items")
        if self.year != self.school.year:
            raise MissingData(
                f"Ответы на задания переданы только за {self.school.year}: выберите этот год.", Reason.TABLE_EMPTY,
                ("responses",),
            )  # fmt: skip
        items = self.school["items"]
        for name, value in (("subject", self.scope.subject), ("grade", self.scope.grade)):
            items = items.loc[items[name].eq(value)] if value else items
        responses = self.school["responses"]
        responses = responses.loc[responses["item"].isin(items["item"])]
        if responses.empty:
            raise MissingData(f"Нет ответов на задания: {self.title}.", Reason.TABLE_EMPTY, ("responses",))
        return responses, items

    # Sections

    @cached_property
    def items(self) -> pd.DataFrame:
        """Items with their zones."""
        return zones.item_zones(*self._answers, self.rules, least=self.scope.settings.marks.small_n)

    @cached_property
    def skills(self) -> pd.DataFrame:
        """Skills with the sign of a system deficit."""
        return zones.skill_zones(self.items, self.rules, codifier=self._optional("codifier"))

    @cached_property
    def contents(self) -> pd.DataFrame:
        """Elements of content, judged in the same way."""
        return zones.skill_zones(self.items, self.rules, by="content", codifier=self._optional("codifier"))

    @cached_property
    def cohorts(self) -> pd.DataFrame:
        """Cohorts of this year through the years."""
        table = cohorts(self._all_works, self._references, year=self.year, procedure=self.procedure)
        return table.loc[table["cohort"].eq(self.scope.grade)] if self.scope.grade else table

    @cached_property
    def lows(self) -> pd.DataFrame:
        """Share of «2» and its change."""
        return forms.low_shares(self._works, self.rules, year=self.year, procedure=self.procedure)

    @cached_property
    def comparison(self) -> pd.DataFrame:
        """Понизили, подтвердили, повысили in the form of ФИС ОКО."""
        if self._pairs.empty:
            raise MissingData(f"Нет пар отметок: {self.title}.", Reason.TABLE_EMPTY, ("procedures",))
        return forms.comparison(self._pairs)

    @cached_property
    def regional(self) -> pd.DataFrame:
        """The school's rows of the regional table."""
        return forms.regional(self._works, year=self.year, procedure=self.procedure)


@lru_cache(maxsize=8)
def objectivity_of(
    school: School, year: str = "", procedure: str = "", subject: str = "", grade: int = 0
) -> Objectivity:
    """Return the question on objectivity; the sections of one report that ask the same share one answer.

    Parameters
    ----------
    school, year, procedure, subject, grade
        As in :class:`workbook.vsoko.scope.Scope`.
    """
    return Objectivity(look_at(school, year, "", subject, grade, procedure))
