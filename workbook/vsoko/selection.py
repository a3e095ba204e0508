"""The selection to profile classes of one year: rating, border, publication, forecast behind one question.

Apart from its parts because a page asks one question and shares the answers between its sections.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

import pandas as pd

from workbook.errors import DataRefused, MissingData, Reason
from workbook.estimates import Estimate, Result, results_table, share
from workbook.school import School
from workbook.settings import SelectionRules
from workbook.vsoko.retention import retention
from workbook.vsoko.selection_rating import BELOW, IN, TIE, rating, read_terms, remarks

__all__ = [
    "SHIFTS",
    "Forecast",
    "Selection",
    "selection_of",
    "selection_profiles",
    "selection_results",
    "selection_years",
]

SHIFTS = {"0": "по методике школы"} | {str(step): f"±{step}\u00a0%" for step in (10, 20, 30, 50)}
"""How far weights may be moved on the page: percent → words."""

_NUMBER = re.compile(r"[А-ЯЁA-Z]{0,3}-?\d+")
_GRADE = 10


@dataclass(frozen=True)
class Forecast:
    """What past years say of a profile, as a group.

    Attributes
    ----------
    profile : str
    kept : Estimate
        Percent of those who began grade 10 and stayed to the end of the year; years together, Wilson.
    years : tuple of (str, int, int)
        Year, began, stayed.
    expected : (int, int)
        How many of the new class stay, 95 % (Jeffreys predictive distribution): wider than ``kept``, for a class is
        small.

    References
    ----------
    Brown L., Cai T., DasGupta A. (2001). Interval estimation for a binomial proportion. Statistical Science, 16,
    101–133 (Jeffreys prior).
    """

    profile: str
    kept: Estimate
    years: tuple[tuple[str, int, int], ...]
    expected: tuple[int, int]


@dataclass(frozen=True, eq=False)
class Selection:
    """One question about the selection; each property answers a section of the report.

    Attributes
    ----------
    school : School
    year : str
    places : int
        Places of every profile shown; 0 for the settings.
    profile : str
        Empty for all.
    shift : float
        By how much weights are moved, %; 0 for the settings.
    commission : tuple of str
        Codes of the members.
    """

    school: School
    year: str
    profile: str = ""
    places: int = 0
    shift: float = 0
    commission: tuple[str, ...] = ()

    @property
    def rules(self) -> SelectionRules:
        """The school's rules."""
        return self.school.settings.selection

    @cached_property
    def applications(self) -> pd.DataFrame:
        """Rows of the year and the profile."""
        table = self.school["applications"]
        table = table.loc[table["year"].eq(self.year) & table["score"].notna()]
        return table if not self.profile else table.loc[table["profile"].eq(self.profile)]

    @cached_property
    def room(self) -> dict[str, int]:
        """Places by profile."""
        terms = read_terms(self.rules.places, "места")
        names = sorted(set(self.applications["profile"]))
        return {name: self.places or int(terms.of(name, self.rules.class_places) or 0) for name in names}

    @cached_property
    def rating(self) -> pd.DataFrame:
        """The rating of every profile."""
        return rating(self.applications, self.rules, self.room)

    @cached_property
    def remarks(self) -> list[str]:
        """Where the table contradicts itself."""
        return remarks(self.applications, self.rules)

    @property
    def step(self) -> float:
        """By how much weights are moved, %."""
        return self.shift or self.rules.weight_shift

    @cached_property
    def border(self) -> pd.DataFrame:
        """Who crosses the border of places when one weight is moved: profile, applicant, place, status, changed, when.

        ``changed`` counts the scenarios (each component's weight up and down) with another answer to «в пределах
        мест», ``scenarios`` all of them.
        """
        return _border(self.applications, self.rules, self.room, self.step)

    @cached_property
    def faults(self) -> list[str]:
        """Return why the list must not be published: numbers that are pupils' codes or names."""
        known = set(self.school["pupils"]["pupil"]) if self.school.has("pupils") else set()
        codes = sorted(set(self.applications["applicant"]))
        named = [code for code in codes if not _NUMBER.fullmatch(code)]
        pupils = [code for code in codes if code in known]
        found = [f"«{code}» — не номер заявления: возможно, имя." for code in named]
        return found + [f"«{code}» — код ученика, а не номер заявления." for code in pupils]

    @cached_property
    def forecasts(self) -> list[Forecast]:
        """Retention of the profiles in past years, each as a group.

        Raises
        ------
        MissingData
            No profile has enough pupils of past years.
        """
        self.school.need("pupils")
        table = retention(self.school["pupils"], self.school.settings.marks)
        table = table.loc[table["grade"].eq(_GRADE) & (table["year"] <= self.year)]
        found = []
        for name in self.room:
            rows = table.loc[table["profile"].str.lower().eq(name.lower())].groupby("year")[["start", "end"]].sum()
            began, stayed = int(rows["start"].sum()), int(rows["end"].sum())
            if began >= self.rules.retention_n:
                years = tuple((str(year), int(row["start"]), int(row["end"])) for year, row in rows.iterrows())
                found.append(Forecast(name, share(stayed, began), years, _expected(stayed, began, self.room[name])))
        if not found:
            raise MissingData(
                f"Прогноза сохранности нет: в этих профилях за прошлые годы меньше {self.rules.retention_n} учеников.",
                Reason.TABLE_EMPTY, ("pupils",),
            )  # fmt: skip
        return found


@lru_cache(maxsize=8)
def selection_of(
    school: School, year: str = "", profile: str = "", places: float = 0, shift: float = 0, commission: str = ""
) -> Selection:
    """Ask about the selection to profile classes.

    Parameters
    ----------
    school : School
    year : str
        Empty for the latest year of the table.
    profile : str
        Empty for all.
    places : float
        Places of every profile shown; 0 for the settings.
    shift : float
        By how much weights are moved at the border, %; 0 for the settings.
    commission : str
        Codes of the members through semicolons.

    Raises
    ------
    MissingData
        The table is absent or has no rows of that year and profile.
    DataRefused
        A member of the commission who is no teacher of the school, or stands twice.
    """
    when = year or selection_years(school)[0]
    members = tuple(filter(None, (piece.strip() for piece in commission.split(";"))))
    known = set(school["teachers"]["teacher"]) if school.has("teachers") else set(members)
    for code in members:
        if code not in known:
            raise DataRefused(f"Комиссия: кода «{code}» в таблице «Учителя» нет.", Reason.REFERENCE_UNKNOWN)
    if len(set(members)) < len(members):
        raise DataRefused("Комиссия: один код назван дважды. Каждый член комиссии входит один раз.", Reason.ROW_DOUBLE)
    found = Selection(school, when, profile, int(places), float(shift), members)
    if found.applications.empty:
        raise MissingData(
            f"В таблице «Заявления в профиль» нет строк: {when} учебный год"
            + (f", профиль «{profile}»." if profile else "."), Reason.TABLE_EMPTY, ("applications",),
        )  # fmt: skip
    return found


def selection_years(school: School) -> list[str]:
    """Return the years of applications, the latest first."""
    return sorted(school["applications"]["year"].dropna().unique(), reverse=True)


def selection_profiles(school: School, year: str = "") -> list[str]:
    """Return the profiles of a year."""
    table = school["applications"]
    return sorted(table.loc[table["year"].eq(year or selection_years(school)[0]), "profile"].unique())


def selection_results(found: Selection) -> pd.DataFrame:
    """Gather the key figures for the results store: counts of applications, no numbers of theirs.

    A count of people below ``privacy.k_anonymity`` and above zero is left out.
    """
    few = found.school.settings.privacy.k_anonymity
    rows: list[Result] = []
    for name, table in found.rating.groupby("profile"):
        group, places = str(name), found.room[str(name)]
        below, moved = int(table["status"].eq(BELOW).sum()), int(found.border["profile"].eq(name).sum())
        rows.append(Result("selection-per-place", "Заявлений на место", len(table) / places, group, n=len(table)))
        if below == 0 or below >= few:
            rows.append(Result("selection-below-percent", "Заявления ниже минимума", 100 * below / len(table), group,
                               n=len(table), unit="%"))  # fmt: skip
        rows.append(Result("selection-border", "Заявления, зависящие от весов", moved, group, n=len(table), unit="шт.",
                           verdict="внимание" if moved else "хорошо",
                           note=f"веса ±{found.step:g} %".replace(".", ",")))  # fmt: skip
    total = len(found.rating)
    rows.append(Result("selection-applications", "Заявления в профильные классы", total, n=total, unit="шт.",
                       headline=True))  # fmt: skip
    rows.append(Result("selection-ties", "Равные на границе мест", int(found.rating["status"].eq(TIE).sum()), n=total,
                       unit="шт.", headline=True))  # fmt: skip
    return results_table(rows)


def _expected(stayed: int, began: int, room: int) -> tuple[int, int]:
    from scipy.stats import betabinom

    future = betabinom(room, stayed + 0.5, began - stayed + 0.5)
    return int(future.ppf(0.025)), int(future.ppf(0.975))


def _border(applications: pd.DataFrame, rules: SelectionRules, room: dict[str, int], shift: float) -> pd.DataFrame:
    base = rating(applications, rules, room)
    keys = ["profile", "applicant"]
    inside = base.set_index(keys)["status"].eq(IN)
    told: dict[object, list[str]] = {}
    scenarios = 0
    for component in sorted(set(applications["component"])):
        for sign, word in ((1, "тяжелее"), (-1, "легче")):
            scenarios += 1
            other = rating(applications, rules, room, {component: 1 + sign * shift / 100}).set_index(keys)["status"]
            for key in inside.index[other.eq(IN).reindex(inside.index) != inside]:
                told.setdefault(key, []).append(f"{component} {word}")
    rows = base.loc[[key in told for key in zip(base["profile"], base["applicant"], strict=True)]]
    when = [told[key] for key in zip(rows["profile"], rows["applicant"], strict=True)]
    return rows[[*keys, "place", "total", "status"]].assign(
        changed=[len(words) for words in when], scenarios=scenarios, when=["; ".join(words) for words in when]
    )
