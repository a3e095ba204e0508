"""The deficit map of a school in one year behind one question: rows, people's columns, what to take up first.

Apart from its parts because a page asks one question and shares the answers between its sections.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import pandas as pd

from workbook.errors import DataRefused, MissingData, Reason
from workbook.school import School
from workbook.settings import DeficitRules
from workbook.vsoko.deficit_edits import Edit, edit_text, edited, read_edit, read_weights
from workbook.vsoko.deficit_measures import attached, empty_measures, states
from workbook.vsoko.deficit_sources import SOURCES_ASKED, deficit_years, gathered
from workbook.vsoko.deficits import CHANCE, CONFIRMED, ROW, compared, ordered, weighed
from workbook.vsoko.plan_events import SchoolYear, plan_days
from workbook.vsoko.scope import look_at

__all__ = ["Decision", "Deficits", "decision_sample", "deficit_days", "deficits_of"]

_CLOSE = (6, 30)
"""The day by which a school year's results are in: the analysis of the year begins."""


@dataclass(frozen=True, eq=False)
class Decision:
    """One thing to take up: an indicator of the rules with all its confirmed places.

    Attributes
    ----------
    key : str
        Key of the indicator in the rules.
    rows : DataFrame
        Its confirmed rows, the weightiest first.
    """

    key: str
    rows: pd.DataFrame

    @property
    def lead(self) -> pd.Series:
        """The row with the highest priority."""
        return self.rows.iloc[0]


@dataclass(frozen=True, eq=False)
class Deficits:
    """One question about deficits; each property answers a section of the report.

    Attributes
    ----------
    school : School
    year : str
    day : Timestamp
        Against which terms are judged.
    weights : str
        Importance and influence «что если», lines «Качество знаний: 2 × 3».
    decisions : tuple of str
        Texts of the decisions typed on the page.
    """

    school: School
    year: str
    day: pd.Timestamp
    weights: str = ""
    decisions: tuple[str, ...] = ()

    @property
    def rules(self) -> DeficitRules:
        """The rules with the weights of the page."""
        return read_weights(self.weights, self.school.settings.deficits)

    @cached_property
    def compared(self) -> pd.DataFrame:
        """Every fact against its target, by the school's own weights, with the row's number in the map.

        Raises
        ------
        MissingData
            The school has no source for the year.
        """
        return _compared(self.school, self.year)

    @cached_property
    def edits(self) -> tuple[Edit, ...]:
        """The decisions that can be read.

        Raises
        ------
        DataRefused
            One of them cannot.
        """
        return self._read()[0]

    @cached_property
    def refusals(self) -> tuple[str, ...]:
        """Why decisions cannot be read, in their order."""
        return self._read()[1]

    @cached_property
    def rows(self) -> pd.DataFrame:
        """The map: rows below their target with weights and people's columns in force, in the order of priority."""
        below = self.compared.loc[self.compared["status"].ne("")]
        named = below.set_index("number")
        own = {
            (str(named.loc[edit.number, "indicator"]), str(named.loc[edit.number, "group"])):
            (edit.importance, edit.influence)
            for edit in self.edits if edit.importance or edit.influence
        }  # fmt: skip
        return attached(ordered(weighed(below, self.rules, own)), self.measures, self.year)

    @property
    def confirmed(self) -> pd.DataFrame:
        """Rows whose gap is larger than the error."""
        return self.rows.loc[self.rows["status"].eq(CONFIRMED)]

    @property
    def watched(self) -> pd.DataFrame:
        """Rows below their target within the error, of groups large enough."""
        return self.rows.loc[self.rows["status"].ne(CONFIRMED) & ~self.rows["small"]]

    @property
    def small(self) -> pd.DataFrame:
        """Rows of small groups: nothing is said of them alone."""
        return self.rows.loc[self.rows["small"]]

    @property
    def tested(self) -> int:
        """Comparisons that have an interval."""
        return int(self.compared["p"].notna().sum())

    @property
    def by_chance(self) -> float:
        """Confirmed rows to be expected if every indicator were exactly at its target."""
        return self.tested * CHANCE

    @property
    def reweighted(self) -> bool:
        """Whether the order is not that of the school's own rules."""
        return bool(self.weights.strip()) or any(edit.importance or edit.influence for edit in self.edits)

    # Measures

    @cached_property
    def measures(self) -> pd.DataFrame:
        """«Меры по дефицитам» with the decisions of the page written in."""
        return edited(self._stored, self.compared, self.edits, self.year)

    @cached_property
    def states(self) -> pd.DataFrame:
        """What became of each measure; empty without measures."""
        found = states(self.measures, self.compared, self.year, self.day)
        keys = frozenset(found["key"].dropna())
        return states(self.measures, self.compared, self.year, self.day, self._before(keys)) if keys else found

    @property
    def doubtful(self) -> bool:
        """Whether possible markers of inflation stand beside the year's marks."""
        return look_at(self.school, self.year).doubtful

    @property
    def sheet(self) -> pd.DataFrame:
        """«Меры по дефицитам» to fill: what is written, and a blank row for each of the first without a measure."""
        table = self.measures
        leads = [one.lead for one in self.first if one.lead["measure_year"] != self.year]
        blank = pd.DataFrame(
            [{"year": self.year, "indicator": row["indicator"], "group": row["group"]} for row in leads]
        )
        if blank.empty:
            return table
        kinds = {name: kind for name, kind in table.dtypes.items() if name in blank}
        return pd.concat([table, blank.astype(kinds).reindex(columns=table.columns)], ignore_index=True).astype(
            table.dtypes.to_dict()
        )

    @property
    def changed(self) -> bool:
        """Whether the page holds a decision that changes the table of measures."""
        return any(edit.values for edit in self.edits)

    # What to take up first

    @cached_property
    def first(self) -> tuple[Decision, ...]:
        """Indicators to take up first: by the priority of their weightiest confirmed row.

        Rows of one indicator have one remedy, so fourteen works with unconfirmed marks are one decision, not fourteen.
        """
        sure = self.confirmed
        names = list(dict.fromkeys(sure["key"]))[: self.school.settings.deficits.first]
        return tuple(Decision(name, sure.loc[sure["key"].eq(name)]) for name in names)

    @property
    def _stored(self) -> pd.DataFrame:
        return self.school["deficit_measures"] if self.school.has("deficit_measures") else empty_measures()

    def _before(self, keys: frozenset[str]) -> pd.DataFrame:
        first = int(self.year[:4])
        return compared(gathered(self.school, f"{first - 1}/{first}", keys), self.school.settings.deficits)

    def _read(self) -> tuple[tuple[Edit, ...], tuple[str, ...]]:
        count = int(self.compared["number"].max())
        leads = _leads(self.compared)
        found: list[Edit] = []
        refused: list[str] = []
        for place, text in enumerate(self.decisions):
            try:
                edit = read_edit(text, count, leads[place] if place < len(leads) else 0)
            except DataRefused as refusal:
                refused.append(f"Решение {place + 1} не принято. {refusal.message}")
                continue
            found += [edit] if edit else []
        return tuple(found), tuple(refused)


@lru_cache(maxsize=16)
def deficits_of(
    school: School, year: str = "", day: str = "", weights: str = "", decisions: Sequence[str] = ()
) -> Deficits:
    """Ask for the deficit map.

    Parameters
    ----------
    school : School
    year : str
        Empty for the school's current year.
    day : str
        «2026-06-30»; empty for the end of the school year's lessons, 30 June.
    weights : str
        As in :func:`workbook.vsoko.deficit_edits.read_weights`.
    decisions : tuple of str
        As in :func:`workbook.vsoko.deficit_edits.read_edit`.

    Raises
    ------
    MissingData
        No table tells a school year.
    DataRefused
        The weights or the day cannot be read.
    """
    known = deficit_years(school)
    if not known:
        raise MissingData(f"Нет данных для карты дефицитов: нужны {', '.join(SOURCES_ASKED.values())} — хотя бы одно.",
                          Reason.TABLE_EMPTY)  # fmt: skip
    when = year or known[0]
    on = (
        pd.to_datetime(day, format="%Y-%m-%d", errors="coerce")
        if day
        else pd.Timestamp(SchoolYear.of(when).last.year, *_CLOSE)
    )
    if pd.isna(on):
        raise DataRefused(f"День «{day}» не читается. Нужно, например, 2026-06-30.", Reason.PARAMETER_TYPE)
    read_weights(weights, school.settings.deficits)
    return Deficits(school, when, on, weights, tuple(decisions))


def decision_sample(school: School, year: str, place: int) -> dict[str, str]:
    """Return what is already written against the row that a decision means when it names none: header → text.

    Parameters
    ----------
    school : School
    year : str
        Empty for the school's current year.
    place : int
        1 for the first decision.

    Raises
    ------
    MissingData
        There is no map, or fewer indicators to take up.
    """
    look = deficits_of(school, year)
    leads = _leads(look.compared)
    if place > len(leads):
        raise MissingData("Столько строк карта первыми не предлагает.", Reason.TABLE_EMPTY)
    row = look.rows.loc[look.rows["number"].eq(leads[place - 1])].iloc[0]
    return edit_text(row)


def deficit_days(school: School, day: str = "") -> dict[str, str]:
    """Return the days against which terms may be judged: the ends of the months, and the day given."""
    return plan_days(school, day)


@lru_cache(maxsize=16)
def _compared(school: School, year: str) -> pd.DataFrame:
    found = compared(gathered(school, year), school.settings.deficits)
    if found.empty:
        absent = [title for name, title in SOURCES_ASKED.items() if not school.has(name)]
        lacking = f" Не хватает таблиц: {', '.join(absent)}." if absent else ""
        raise MissingData(f"Нет данных для карты дефицитов за {year} учебный год.{lacking}", Reason.TABLE_EMPTY)
    names = ordered(found)[list(ROW)]
    return (
        found.merge(names.assign(number=range(1, len(names) + 1)), on=list(ROW), how="left")
        .fillna({"number": 0})
        .astype({"number": int})
    )


def _leads(table: pd.DataFrame) -> list[int]:
    """Return the numbers of the weightiest confirmed row of each indicator, by the school's own rules."""
    sure = table.loc[table["status"].eq(CONFIRMED)].sort_values("number")
    return [int(number) for number in sure.drop_duplicates("key")["number"]]
