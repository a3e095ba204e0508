"""The incentive sheet of a year: what the data bear out beside what teachers ask for, and the sum of what is decided.

Apart from the evidence because points are proposals: the commission decides. Teachers stand in order of code; nothing
here makes a place of a sum.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import pandas as pd

from workbook.errors import MissingData, Reason
from workbook.estimates import Result, results_table
from workbook.school import School
from workbook.settings import IncentiveRules
from workbook.vsoko.incentive_evidence import confirmed, gains, spiked, taught, tools, withheld
from workbook.vsoko.incentive_rows import (
    CLAIMED,
    COMMISSION,
    CONFIRMED,
    COUNTED,
    GAIN,
    MARKS,
    REFUSED,
    TOOLS,
    UNASKED,
    sheet_rows,
    sums,
)

__all__ = [
    "IncentiveSheet",
    "incentive_of",
    "incentive_results",
    "incentive_teachers",
    "incentive_years",
]


@dataclass(frozen=True, eq=False)
class IncentiveSheet:
    """One question about the incentive sheet; each property answers a section of the page.

    Attributes
    ----------
    school : School
    year : str
    """

    school: School
    year: str

    @property
    def rules(self) -> IncentiveRules:
        """The school's rules."""
        return self.school.settings.incentive

    @cached_property
    def claims(self) -> pd.DataFrame:
        """What teachers ask for this year."""
        columns = ["year", "teacher", "criterion", "points", "evidence", "confirmed"]
        if not self.school.has("incentives"):
            return pd.DataFrame(columns=columns)
        table = self.school["incentives"]
        return table.loc[table["year"].eq(self.year), columns].reset_index(drop=True)

    @cached_property
    def gaps(self) -> tuple[str, ...]:
        """Tables without which a criterion is not counted, in words."""
        found = []
        for names, criterion in (
            (("period_marks", "procedures", "references"), GAIN), (("period_marks", "procedures", "pupils"), MARKS),
            (("fos_plan",), TOOLS),
        ):  # fmt: skip
            try:
                self.school.need(*names)
            except MissingData as gap:
                found.append(f"Критерий «{criterion}» не посчитан. {gap.message}")
        if self.school.has("period_marks") and taught(self.school["period_marks"], self.year).empty:
            found.append(
                "В таблице «Отметки за период» нет кодов учителей за этот год: прирост и подтверждение отметок не с "
                "кем связать. Заполните столбец «Код учителя»."
            )
        return tuple(found)

    @cached_property
    def doubts(self) -> tuple[bool, bool]:
        """Whether ВПР of this year and of the year before show spikes at the marks (marker M1)."""
        if not self.school.has("procedures"):
            return False, False
        scales = self.school["scales"] if self.school.has("scales") else None
        rules, works = self.school.settings.objectivity, self.school["procedures"]
        before = f"{int(self.year[:4]) - 1}/{self.year[:4]}"
        return spiked(works, scales, self.year, rules), spiked(works, scales, before, rules)

    @cached_property
    def evidence(self) -> dict[str, pd.DataFrame]:
        """Criterion → what the data bear out of each teacher."""
        school, found = self.school, {}
        teaching = taught(school["period_marks"], self.year) if school.has("period_marks") else None
        if teaching is not None and school.has("procedures"):
            works = school["procedures"]
            if school.has("references"):
                found[GAIN] = gains(works, school["references"], teaching, self.year, self.rules)
            if school.has("pupils"):
                found[MARKS] = confirmed(works, school["pupils"], teaching, self.year, self.rules)
        now, before = self.doubts
        for criterion in found:
            if now or (before and criterion == GAIN):
                found[criterion] = withheld(found[criterion], wholly=before and criterion == GAIN)
        if school.has("fos_plan"):
            found[TOOLS] = tools(school["fos_plan"], self.year, self.rules)
        return found

    @cached_property
    def teachers(self) -> list[str]:
        """Codes of all teachers of the school, in order."""
        codes = set(self.claims["teacher"])
        for part in self.evidence.values():
            codes |= set(part["teacher"])
        if self.school.has("teachers"):
            codes |= set(self.school["teachers"]["teacher"])
        return sorted(map(str, codes))

    @cached_property
    def rows(self) -> pd.DataFrame:
        """A row a teacher and criterion, :func:`workbook.vsoko.incentive_rows.sheet_rows`."""
        return sheet_rows(self.teachers, self.evidence, self.claims, self.rules)

    @cached_property
    def sums(self) -> pd.DataFrame:
        """A row a teacher, :func:`workbook.vsoko.incentive_rows.sums`."""
        return sums(self.rows, self.rules)

    @property
    def remarks(self) -> pd.DataFrame:
        """Rows that the commission is to speak of."""
        return self.rows.loc[self.rows["remark"].ne("")]


@lru_cache(maxsize=8)
def incentive_of(school: School, year: str = "") -> IncentiveSheet:
    """Ask about the incentive sheet.

    Parameters
    ----------
    school : School
    year : str
        Empty for the school's current year.

    Raises
    ------
    MissingData
        Neither claims nor any evidence of the year.
    """
    found = IncentiveSheet(school, year or school.year)
    if found.claims.empty and all(part.empty for part in found.evidence.values()):
        raise MissingData(
            f"Лист стимулирования за {found.year or 'этот'} учебный год не составить: нет ни заявок, ни внешних работ "
            "с кодами учителей, ни плана ФОС.", Reason.TABLE_EMPTY, ("incentives", "period_marks", "procedures"),
        )  # fmt: skip
    return found


def incentive_years(school: School) -> list[str]:
    """Return the school years of claims and of year marks, the latest first."""
    years: set[str] = {school.year} - {""}
    for name in ("incentives", "period_marks"):
        if school.has(name):
            years |= set(school[name]["year"].dropna().unique())
    return sorted(years, reverse=True)


def incentive_teachers(school: School, year: str = "", public: bool = False) -> list[str]:
    """Return the codes of teachers in order; nobody on a public page."""
    return [] if public else incentive_of(school, year).teachers


def incentive_results(found: IncentiveSheet) -> pd.DataFrame:
    """Gather counts of the school for the results store: no teacher, no sum, no mean of points.

    Returns
    -------
    DataFrame
        :data:`workbook.estimates.RESULT_COLUMNS`; empty when teachers are fewer than ``privacy.small_cell``.
    """
    n = len(found.teachers)
    if n < found.school.settings.privacy.small_cell:
        return results_table([])
    states = found.rows["state"]
    asked = states.ne(UNASKED)
    open_rows = int(states.isin([CLAIMED, COMMISSION]).sum())
    borne = int(states.eq(COUNTED).sum())
    return results_table([
        Result("incentive-counted", "Критериев, посчитанных по данным", borne, n=int(asked.sum()), unit="шт.",
               headline=True),
        Result("incentive-open", "Критериев ждут решения комиссии", open_rows, n=int(asked.sum()), unit="шт.",
               headline=True, verdict="внимание" if open_rows else "хорошо"),
        Result("incentive-remarks", "Замечаний для комиссии", len(found.remarks), n=n, unit="шт.", headline=True,
               verdict="внимание" if len(found.remarks) else "хорошо"),
        Result("incentive-confirmed", "Критериев, подтверждённых комиссией", int(states.eq(CONFIRMED).sum()),
               n=int(asked.sum()), unit="шт."),
        Result("incentive-refused", "Критериев, отклонённых комиссией", int(states.eq(REFUSED).sum()),
               n=int(asked.sum()), unit="шт."),
    ])  # fmt: skip
