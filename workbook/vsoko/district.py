"""The municipality as one value: its schools, what their reports found, the rules by which they stand side by side.

Apart from the single questions because all of them ask the same rows, and because here it is said what is missing when
there is nothing to compare.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from workbook.errors import MissingData, Reason
from workbook.school import School
from workbook.settings import Settings
from workbook.vsoko.district_compare import Comparison, comparable, compare
from workbook.vsoko.district_context import THIRDS, context_index, context_thirds, nearest_schools
from workbook.vsoko.district_progress import progress_choices
from workbook.vsoko.district_rows import district_years, named_schools, settled

__all__ = ["District", "district_groups", "district_indicators", "district_of", "district_works"]

_TARGETS = {
    "success-percent": "успеваемость", "quality-percent": "качество", "sou-percent": "соу",
    "confirmed-percent": "подтвердили", "retention-percent": "сохранность",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class District:
    """What is known of the schools of a municipality in one year.

    Attributes
    ----------
    year : str
        The school year looked at.
    rows : DataFrame
        Settled rows of the results store of this year.
    history : DataFrame
        Settled rows of all years up to this one.
    schools : DataFrame
        From :func:`workbook.vsoko.district_rows.named_schools`.
    settings : Settings
        Rules of the municipality.
    group : str
        Which schools are shown: "" for all, «похожие: код» or «контекст: нижняя» and so on.
    """

    year: str
    rows: pd.DataFrame
    history: pd.DataFrame
    schools: pd.DataFrame
    settings: Settings
    group: str = ""

    @cached_property
    def shown(self) -> list[str]:
        """Codes of the schools of the chosen group, in the order of names."""
        kind, _, which = self.group.partition(": ")
        if kind == _NEAR:
            near = nearest_schools(self.schools, self.settings.district)
            chosen = {which, *near.loc[near["school"].eq(which) & near["similar"], "other"]}
        elif kind == _CONTEXT:
            thirds = context_thirds(context_index(self.schools))
            chosen = set(thirds.index[thirds.eq(which)])
        else:
            chosen = set(self.schools.index)
        return [school for school in self.schools.index if school in chosen]

    @cached_property
    def names(self) -> dict[str, str]:
        """Code → name."""
        return {str(code): str(name) for code, name in self.schools["name"].items()}

    def narrowed(self, group: str) -> District:
        """Return the same municipality with only this group of schools shown: a key of :func:`district_groups`."""
        return replace(self, group=group)

    def compared(self, indicator: str) -> Comparison:
        """Set all schools side by side by one indicator; the chosen group does not change limits and places.

        Raises
        ------
        MissingData
            Fewer than two schools have the indicator with an interval.
        """
        key = _TARGETS.get(indicator)
        target = float(self.settings.deficits.targets[key]) if key else None
        return compare(self.rows, indicator, self.settings, target)


_NEAR, _CONTEXT = "похожие", "контекст"
_THIRDS = dict(
    zip(THIRDS, ("контекст труднее (треть школ)", "контекст средний", "контекст легче (треть школ)"), strict=True)
)


def district_of(municipality: School, rows: pd.DataFrame, year: str = "") -> District:
    """Gather what the reports of the schools found.

    Parameters
    ----------
    municipality : School
        From :func:`workbook.school.municipality.read_municipality`.
    rows : DataFrame
        Rows of the results store (:meth:`workbook.store.Store.rows`).
    year : str
        School year; empty for the last one.

    Raises
    ------
    MissingData
        The store is empty or holds one school only in that year.
    """
    years = district_years(rows)
    if not years:
        raise MissingData(
            "В папке отчётов ещё нет показателей школ. Постройте отчёты школ (команда «workbook run» или "
            "scripts/run.py) в эту же папку: отчёт по муниципалитету соберётся сам.", Reason.TABLE_EMPTY,
        )  # fmt: skip
    year = year or years[0]
    now = rows.loc[rows["year"].eq(year)]
    schools = named_schools(municipality, now)
    if len(schools) < 2:
        who = f"только одна школа ({schools['name'].iloc[0]})" if len(schools) else "нет ни одной школы"
        raise MissingData(
            f"За {year} год в папке отчётов {who}: рядом ставить не с кем. Постройте отчёты остальных школ в эту же "
            "папку.", Reason.TABLE_EMPTY,
        )  # fmt: skip
    past = rows.loc[rows["year"].le(year) & rows["year"].ne("") & rows["school"].isin(schools.index)]
    return District(year, settled(now), settled(past), schools, municipality.settings)


def district_indicators(municipality: District) -> dict[str, str]:
    """Offer the indicators by which at least two schools can be compared: code → title."""
    return comparable(municipality.rows, municipality.settings)


def district_groups(municipality: District) -> dict[str, str]:
    """Offer the groups of similar schools: key of :attr:`District.group` → label."""
    told = set(context_thirds(context_index(municipality.schools)).dropna())
    groups = {f"{_CONTEXT}: {third}": label for third, label in _THIRDS.items() if third in told}
    near = nearest_schools(municipality.schools, municipality.settings.district)
    similar = set(near.loc[near["similar"], "school"])
    return groups | {
        f"{_NEAR}: {code}": f"похожие: {name}" for code, name in municipality.names.items() if code in similar
    }


def district_works(municipality: District) -> list[str]:
    """Offer the pairs of works by which progress of schools can be told."""
    return progress_choices(municipality.rows, municipality.settings)
