"""Личностные результаты: anonymous counts of groups, and of those only what tells of nobody.

Apart from every other result because the standard forbids to mark or certify them for a person: the table has no pupil,
and this module gives no number smaller than the school allows.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import pandas as pd

from workbook.errors import MissingData, Reason
from workbook.estimates import difference
from workbook.school import School
from workbook.vsoko.personal_protection import STEPS, protected

__all__ = ["PersonalResults", "instruments", "known_results", "personal_results"]

_STAGES = ((4, "НОО"), (9, "ООО"), (11, "СОО"))
_WAVES = ("начало", "конец")
_WHOLE = "школа"


def instruments(school: School) -> list[str]:
    """Return the instruments of the anonymous survey in order of the alphabet."""
    return sorted(school["group_results"]["instrument"].unique())


@dataclass(frozen=True, eq=False)
class PersonalResults:
    """One instrument of one year, already protected.

    Attributes
    ----------
    year, instrument : str
    minimum : int
        The smallest count that is shown.
    table : DataFrame
        wave, step, unit, category, count (missing where hidden), n (pupils of the group; missing when fewer than the
        minimum took part), hidden. Nothing else of the school's answers is kept.
    """

    year: str
    instrument: str
    minimum: int
    table: pd.DataFrame

    @property
    def waves(self) -> list[str]:
        """Waves of the survey, the first first."""
        return [wave for wave in _WAVES if wave in set(self.table["wave"])]

    @property
    def categories(self) -> list[str]:
        """Categories in the order of the school's table."""
        return list(dict.fromkeys(self.table["category"]))

    def of(self, step: str) -> pd.DataFrame:
        """Return the rows of one step: «школа», «уровень», «параллель», «класс»."""
        return self.table.loc[self.table["step"].eq(step)].reset_index(drop=True)

    @property
    def hidden(self) -> int:
        """How many counts are hidden."""
        return int(self.table["hidden"].sum())

    @cached_property
    def change(self) -> pd.DataFrame:
        """Change of shares from the first wave to the last, for the whole school alone.

        Returns
        -------
        DataFrame
            category, before, after (percent), change, low, high (percentage points; Newcombe's interval as for
            independent groups: who is who in two anonymous waves is not known). Only categories shown in both waves.
        """
        rows: list[tuple[str, float, float, float, float, float]] = []
        whole = self.of(_WHOLE)
        if len(self.waves) == 2:
            first, last = (whole.loc[whole["wave"].eq(wave)].set_index("category") for wave in self.waves)
            for category in self.categories:
                if category not in first.index or category not in last.index:
                    continue
                was, now = (table.loc[[category]].to_dict("records")[0] for table in (first, last))
                if was["hidden"] or now["hidden"]:
                    continue
                one = difference(int(now["count"]), int(now["n"]), int(was["count"]), int(was["n"]))
                before, after = (100 * int(row["count"]) / int(row["n"]) for row in (was, now))
                rows.append((category, before, after, one.value, one.low, one.high))
        return pd.DataFrame(rows, columns=["category", "before", "after", "change", "low", "high"])


@lru_cache(maxsize=4)
def personal_results(school: School, year: str = "", instrument: str = "") -> PersonalResults:
    """Count and protect the anonymous results of a year.

    Parameters
    ----------
    school : School
        With «Личностные результаты групп»: class × category × wave, never a pupil.
    year : str
        Empty means the school's current one, else the last with results.
    instrument : str
        Empty means the first.

    Returns
    -------
    PersonalResults

    Raises
    ------
    MissingData
        No such table, or fewer pupils in the whole school than may be shown.
    """
    table = school["group_results"]
    known = sorted(table["year"].unique())
    chosen = year if year in known else known[-1]
    instrument = instrument or instruments(school)[0]
    rows = table.loc[table["year"].eq(chosen) & table["instrument"].eq(instrument)]
    minimum = int(school.settings.privacy.small_cell)
    cells = _cells(rows)
    size = cells.groupby("wave")["count"].sum()
    cells = cells.loc[cells["wave"].isin(size.index[size >= minimum])]
    if cells.empty:
        raise MissingData(
            f"Личностные результаты ({instrument}, {chosen}): ответивших меньше {minimum}, показывать нельзя ничего.",
            Reason.TABLE_EMPTY, ("group_results",),
        )  # fmt: skip
    found = protected(cells, minimum)
    found["count"] = found["count"].mask(found["hidden"])
    found["n"] = found["n"].mask(found["n"] < minimum)
    return PersonalResults(chosen, instrument, minimum, found)


def known_results(school: School, year: str = "", instrument: str = "") -> PersonalResults | None:
    """Return the protected results, or None when the school has none that may be shown."""
    try:
        return personal_results(school, year, instrument)
    except MissingData:
        return None


def _cells(rows: pd.DataFrame) -> pd.DataFrame:
    """Give each class every category, and its wider groups; waves in their order, classes from the youngest."""
    counted = rows.pivot_table(index=["wave", "class_"], columns="category", values="count", aggfunc="sum", sort=False)
    counted = counted.reindex(columns=list(dict.fromkeys(rows["category"]))).fillna(0)
    tidy = counted.reset_index().melt(["wave", "class_"], var_name="category", value_name="count")
    grade = tidy["class_"].str.extract(r"^(\d{1,2})", expand=False).astype(int)
    tidy = tidy.assign(
        count=tidy["count"].astype(int), grade=grade, школа="школа", класс=tidy["class_"],
        параллель=grade.astype("str") + " классы",
        уровень=[next(name for last, name in _STAGES if number <= last) for number in grade],
        order=tidy["wave"].map({wave: place for place, wave in enumerate(_WAVES)}),
    )  # fmt: skip
    tidy = tidy.sort_values(["order", "grade", "class_"], kind="stable")
    return tidy[["wave", *STEPS, "category", "count"]].reset_index(drop=True)
