"""One assessment tool of one school, each analysis computed once however many sections ask for it.

Apart from the analyses because they are pure and know no school; a report of ten sections scores the answers once.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import Any, Protocol

import pandas as pd

from workbook.errors import MissingData
from workbook.fos.bank import Bank, Demand, bank_state, year_end
from workbook.fos.blueprint import Coverage, coverage
from workbook.fos.codifier import CodifierCheck, codifier_check
from workbook.fos.dif import DIF_COLUMNS, dif_table, sex_groups
from workbook.fos.distractors import option_table
from workbook.fos.expertise import Review, review
from workbook.fos.groups import level_groups
from workbook.fos.item_analysis import item_table
from workbook.fos.models import Calibration, calibrate
from workbook.fos.option_curves import option_curves
from workbook.fos.passport import Known, Passport, passports, with_dif
from workbook.fos.precision import Precision, precision
from workbook.fos.readiness import Evidence, gather
from workbook.fos.reliability import reliability
from workbook.fos.scoring import HasTables, Scored, score
from workbook.settings import Settings

__all__ = ["Tool", "tool"]


class HasRules(HasTables, Protocol):
    """Anything that carries a school's tables and its rules."""

    @property
    def settings(self) -> Settings:
        """The rules in force."""

    @property
    def year(self) -> str:
        """School year, «2025/2026»; may be empty."""

    def __getitem__(self, name: str) -> pd.DataFrame:
        """Return a table or raise MissingData with a sentence."""

    def __hash__(self) -> int:
        """Two readings of one folder are two schools."""


class Tool:
    """One assessment tool in one school; every attribute is computed when first asked for and raises what it needs.

    Parameters
    ----------
    school : HasRules
        The school.
    test : str
        Code of the assessment tool.
    """

    def __init__(self, school: HasRules, test: str) -> None:
        self.school = school
        self.test = test
        self.rules = school.settings.fos

    @cached_property
    def scored(self) -> Scored:
        """The scored answers."""
        return score(self.school["responses"], self.school["items"], self.test)

    @cached_property
    def dif(self) -> pd.DataFrame:
        """Differences between girls and boys, item by item."""
        return dif_table(self.scored, sex_groups(self.school["pupils"]), self.school.settings.dif)

    @cached_property
    def items(self) -> pd.DataFrame:
        """The item table, in which a found difference between groups is one of the actions."""
        return with_dif(item_table(self.scored, self.rules, self.options), self._dif_or_nothing)

    @cached_property
    def options(self) -> pd.DataFrame:
        """The options of each item."""
        return option_table(self.scored, self.rules)

    @cached_property
    def curves(self) -> pd.DataFrame:
        """The options of each item by groups of ability."""
        return option_curves(self.scored, self.rules)

    @cached_property
    def reliability(self) -> pd.DataFrame:
        """Reliability by variant."""
        return reliability(self.scored, self.rules)

    @cached_property
    def precision(self) -> Precision:
        """All measures of precision and the errors of sums."""
        return precision(self.scored, self.rules)

    @cached_property
    def calibration(self) -> Calibration:
        """The items and pupils on one scale, or the reason why not."""
        return calibrate(self.scored, self.school.settings.models)

    @cached_property
    def bank(self) -> Bank:
        """What the bank holds for this tool at the end of the school year."""
        rules = self.school.settings.assembly
        return bank_state(self.school.tables, Demand(self.test, year_end(self.school.year), rules.bank_variants), rules)

    @cached_property
    def coverage(self) -> Coverage:
        """The specification beside the items that the work used."""
        tables = self.school.tables
        return coverage(
            self.school["blueprint"], self.school["items"], self.test, tables.get("responses"), tables.get("fos_plan")
        )

    @cached_property
    def review(self) -> Review:
        """What the experts say of the tool."""
        return review(self.school["expertise"], self.test, self.rules)

    @cached_property
    def codifier(self) -> CodifierCheck:
        """What the codifier promises and the bank can ask."""
        return codifier_check(self.school.tables, self.test)

    @cached_property
    def evidence(self) -> Evidence:
        """All that the readiness of the tool rests on."""
        return gather(self.school, self.test, self.rules, self)

    @cached_property
    def passports(self) -> tuple[Passport, ...]:
        """The passports of the items, the most urgent first."""
        scale = self.calibration.items
        return passports(
            Known(self.items, self.options, self.curves, self._dif_or_nothing, scale, self.school["items"])
        )

    @cached_property
    def works(self) -> dict[str, Scored]:
        """Code → answers of every work of the same subject and grade, this one first."""
        found = {self.test: self.scored}
        if self._planned is None:
            return found
        plan = self.school["fos_plan"]
        same = (plan["subject"] == self._planned["subject"]) & (plan["grade"] == self._planned["grade"])
        written = set(self.school["responses"]["test"]) - {self.test}
        others = [str(code) for code in plan.loc[same, "fos"] if code in written]
        return found | {code: tool(self.school, code).scored for code in others}

    @cached_property
    def level_groups(self) -> pd.DataFrame:
        """The groups of pupils by level: only those who are in the work's grade now, where the school told it."""
        table = level_groups(self.works.values(), self.school.settings.objectivity)
        pupils = self.school.tables.get("pupils")
        if pupils is None or self._planned is None:
            return table
        now = pupils[(pupils["year"] == pupils["year"].max()) & pupils["left"].isna()]
        here = now["class_"].str.split(" ").str[0] == str(self._planned["grade"])
        return table[table["pupil"].isin(set(now.loc[here, "pupil"]))].reset_index(drop=True)

    @cached_property
    def _planned(self) -> pd.Series[Any] | None:
        plan = self.school.tables.get("fos_plan")
        mine = None if plan is None else plan[plan["fos"] == self.test]
        return None if mine is None or mine.empty else mine.iloc[0]

    @cached_property
    def _dif_or_nothing(self) -> pd.DataFrame:
        try:
            return self.dif
        except MissingData:
            return pd.DataFrame(columns=list(DIF_COLUMNS))


@lru_cache(maxsize=8)
def tool(school: HasRules, test: str) -> Tool:
    """Return the tool of the school, the same one each time it is asked for.

    Parameters
    ----------
    school : HasRules
        The school as read; a school read anew is another one.
    test : str
        Code of the assessment tool.
    """
    return Tool(school, test)
