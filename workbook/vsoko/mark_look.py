"""What the notebook of marks looks at: a part of the school, a period, and the current journal on a day.

Apart from the scope of the dashboard because a deputy head asks about a class or a level here, and about today's
journal; the records and the works are still those of :class:`workbook.vsoko.scope.Scope`.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import pandas as pd

from workbook.errors import MissingData, Reason
from workbook.school import School
from workbook.settings import MarkRules, Settings
from workbook.vsoko.categories import pupil_categories
from workbook.vsoko.mark_steps import category_ladder, ladder
from workbook.vsoko.mark_terms import Term, kind_of, term_days, terms_in_order
from workbook.vsoko.marks import grade_of, period_end, period_records
from workbook.vsoko.scope import Scope, look_at

__all__ = ["MarkLook", "class_choice", "journal_days", "journal_terms", "marks_at", "parts", "teacher_choice"]

_LEVELS = {"НОО": "НОО (2–4 классы)", "ООО": "ООО (5–9 классы)", "СОО": "СОО (10–11 классы)"}
_YEAR = "год"


def parts(school: School) -> dict[str, str]:
    """Return what a visitor may look at: levels, parallels, classes of the current year; "" stands for the school."""
    people = school["pupils"]
    rows = people.loc[people["year"].eq(school.year), ["level", "class_"]].drop_duplicates()
    rows = rows.assign(grade=grade_of(rows["class_"])).sort_values(["grade", "class_"])
    known = {level: label for level, label in _LEVELS.items() if level in set(rows["level"])}
    known |= {str(grade): f"{grade} классы" for grade in dict.fromkeys(rows["grade"])}
    return known | {name: f"класс {name}" for name in rows["class_"]}


def class_choice(school: School, year: str = "") -> list[str]:
    """Return the classes with marks in a year (the current one when empty), in order."""
    table = Scope(school, year)
    people = school["pupils"].loc[school["pupils"]["year"].eq(table.year)]
    marked = school["period_marks"].loc[school["period_marks"]["year"].eq(table.year), "pupil"].unique()
    names = pd.Series(people.loc[people["pupil"].isin(marked), "class_"].unique(), dtype="str")
    return [name for _, name in sorted(zip(grade_of(names).tolist(), names.tolist(), strict=True))]


def teacher_choice(school: School, year: str = "") -> list[str]:
    """Return the codes of teachers who set marks in a year, in order."""
    table = school["period_marks"]
    return sorted(table.loc[table["year"].eq(Scope(school, year).year), "teacher"].dropna().unique())


def journal_terms(school: School, year: str = "") -> list[str]:
    """Return the periods in which the journal of a year has marks; the whole year last."""
    scope = Scope(school, year)
    if not school.has("marks"):
        return []
    days = school["marks"]["date"]
    found = []
    for name in terms_in_order(school.settings.marks):
        term = term_days(scope.year, name, school.settings.marks)
        if days.between(term.starts, term.ends).any():
            found.append(name)
    return found


def journal_days(school: School, year: str = "", period: str = "", term: str = "") -> dict[str, str]:
    """Return the last days of weeks on which the journal of the term may be looked at, latest first."""
    look = MarkLook(Scope(school, year, period), term=term)
    if not school.has("marks"):
        return {}
    days = school["marks"]["date"]
    days = days.loc[days.between(look.journal_term.starts, look.journal_term.ends)]
    if days.empty:
        return {}
    weeks = pd.date_range(look.journal_term.starts, days.max(), freq="W-SAT")
    return {f"{day:%Y-%m-%d}": f"{day:%d.%m.%Y}" for day in reversed(weeks)}


@dataclass(frozen=True, eq=False)
class MarkLook:
    """One question to the marks of a school.

    Attributes
    ----------
    scope : Scope
        School, year and period; its subject and parallel are not used here.
    part : str
        «ООО», «7», «7 А» or "" for the whole school.
    term : str
        Period of the current journal; "" means the scope's own period, and for «год» the last period of the journal.
    day : str
        State of the journal on this day, ГГГГ-ММ-ДД; "" means the end of the term.
    """

    scope: Scope
    part: str = ""
    term: str = ""
    day: str = ""
    _kept: dict[str, pd.DataFrame] = field(default_factory=dict, init=False, repr=False)

    @property
    def school(self) -> School:
        """The school of the scope."""
        return self.scope.school

    @property
    def settings(self) -> Settings:
        """The school's own rules."""
        return self.scope.settings

    @property
    def title(self) -> str:
        """The question in words: «2025/2026, год, 7 классы»."""
        part = _LEVELS.get(self.part, f"{self.part} классы" if self.part.isdigit() else self.part)
        return ", ".join(word for word in (self.scope.year, self.scope.period, part) if word)

    def cut(self, table: pd.DataFrame) -> pd.DataFrame:
        """Keep the rows of the part; the table has level, grade and class_."""
        if not self.part:
            return table
        if self.part in _LEVELS:
            return table.loc[table["level"].eq(self.part)]
        if self.part.isdigit():
            return table.loc[table["grade"].eq(int(self.part))]
        return table.loc[table["class_"].eq(self.part)]

    def narrowed(self, part: str) -> MarkLook:
        """Return the look at one part by the same scope, term and day."""
        return self if part == self.part else dataclasses.replace(self, part=part)

    # Marks of the period

    @cached_property
    def records(self) -> pd.DataFrame:
        """Marks of the year, the period and the part.

        Raises
        ------
        MissingData
            No mark is left.
        """
        rows = self.cut(self.scope.all_records)
        rows = rows.loc[rows["year"].eq(self.scope.year)]
        if rows["in_n"].sum() == 0:
            raise MissingData(
                f"Нет отметок для расчёта: {self.title}. Выберите другой год, период или класс.",
                Reason.TABLE_EMPTY,
                ("period_marks",),
            )
        return rows

    @cached_property
    def categories(self) -> pd.DataFrame:
        """Pupils of the part by category over all their subjects."""
        return pupil_categories(self.records)

    def steps(self, rules: MarkRules) -> pd.DataFrame:
        """Indicators from the school to the class, counted once for the same rules."""
        name = repr(rules)
        if name not in self._kept:
            self._kept[name] = ladder(self.records, rules)
        return self._kept[name]

    @cached_property
    def category_steps(self) -> pd.DataFrame:
        """Categories of pupils from the school to the class."""
        return category_ladder(self.categories, self.settings.marks)

    @cached_property
    def year_records(self) -> pd.DataFrame:
        """Records of every period of the year in the part, with the column period; «год» too."""
        names = [name for name in terms_in_order(self.settings.marks) if name in self._named]
        marks, people = (self._of_year(self.school[name]) for name in ("period_marks", "pupils"))
        parts_ = [period_records(marks, people, self.settings.marks, period=name) for name in names]
        return self.cut(pd.concat(parts_, ignore_index=True)) if parts_ else self.records

    @cached_property
    def years_records(self) -> pd.DataFrame:
        """Records of the same period in all years up to the scope's own, in the level or parallel of the part.

        A class moves on every year, so for a class its parallel is taken.
        """
        wide = self
        if self.part and self.part not in _LEVELS and not self.part.isdigit():
            wide = self.narrowed(str(int(grade_of(pd.Series([self.part], dtype="str")).iloc[0])))
        rows = wide.cut(self.scope.all_records)
        return rows.loc[rows["year"] <= self.scope.year]

    @cached_property
    def before(self) -> tuple[str, pd.DataFrame]:
        """What the period is compared with: the period of the same kind before it, or the year before.

        Returns
        -------
        tuple of str and DataFrame
            Name («1 четверть», «2024/2025») and records; an empty name when there is none.
        """
        kind = kind_of(self.scope.period)
        earlier = [name for name in terms_in_order(self.settings.marks) if kind_of(name) == kind]
        place = earlier.index(self.scope.period) if self.scope.period in earlier else 0
        if kind != _YEAR and place:
            rows = self.year_records
            return earlier[place - 1], rows.loc[rows["period"].eq(earlier[place - 1])]
        rows = self.years_records
        known = sorted(year for year in rows["year"].unique() if year < self.scope.year)
        return (known[-1], rows.loc[rows["year"].eq(known[-1])]) if known else ("", rows.head(0))

    @cached_property
    def last_year(self) -> pd.DataFrame:
        """Year marks of all pupils in the school year before: the starting level of this year's pupils."""
        scope = self.scope if self.scope.period == _YEAR else look_at(self.school, self.scope.year, _YEAR)
        rows = scope.all_records
        return rows.loc[rows["year"].eq(_year_before(self.scope.year))]

    @property
    def starting_works(self) -> pd.DataFrame | None:
        """Works of the starting diagnostics of the year, when the school has them."""
        if not self.school.has("procedures"):
            return None
        works = self.school["procedures"]
        return works.loc[works["procedure"].eq("стартовая") & works["year"].eq(self.scope.year)]

    @cached_property
    def roster(self) -> pd.DataFrame:
        """Pupils of the part at the end of the period: year, pupil, class_, grade, level.

        Parallels without marks and parallels that have no marks of this period at all (quarters in classes 10–11) are
        left out.
        """
        people = self.school["pupils"]
        people = people.loc[people["year"].eq(self.scope.year)].drop_duplicates("pupil")
        people = people.assign(grade=grade_of(people["class_"]))
        end = period_end(self.scope.year, self.scope.period, self.settings.marks)
        stays = (people["left"].isna() | (people["left"] >= end)) & ~(people["enrolled"] > end)
        known = self.scope.all_records
        grades = known.loc[known["year"].eq(self.scope.year), "grade"].unique()
        rows = self.cut(people.loc[stays & people["grade"].isin(grades)])
        return rows[["year", "pupil", "class_", "grade", "level"]].sort_values(["grade", "class_", "pupil"])

    # The current journal

    @cached_property
    def journal_term(self) -> Term:
        """The term of the journal with its days."""
        name = self.term or (self.scope.period if self.scope.period != _YEAR else self._last_term)
        return term_days(self.scope.year, name, self.settings.marks)

    @cached_property
    def journal_day(self) -> pd.Timestamp:
        """The day on which the journal is looked at."""
        term = self.journal_term
        return min(max(pd.Timestamp(self.day), term.starts), term.ends) if self.day else term.ends

    @cached_property
    def journal(self) -> pd.DataFrame:
        """Rows of the journal of the part from the start of the term to the day, with class_, grade and level.

        Raises
        ------
        MissingData
            No journal, or no row in these days.
        """
        self.school.need("marks", "pupils")
        rows = self.school["marks"]
        rows = rows.loc[rows["date"].between(self.journal_term.starts, self.journal_day)]
        rows = rows.merge(self._journal_people, on="pupil", how="inner", validate="many_to_one")
        if rows.empty:
            days = f"{self.journal_term.starts:%d.%m.%Y}–{self.journal_day:%d.%m.%Y}"
            raise MissingData(
                f"Нет текущих отметок: {self.scope.year}, {self.journal_term.name} ({days}). "
                "Выберите другой период журнала или класс.",
                Reason.TABLE_EMPTY,
                ("marks",),
            )
        return rows

    @cached_property
    def expected(self) -> pd.DataFrame:
        """Pupils and the subjects in which the journal of their class has marks: pupil, subject, class_, grade.

        A pair stands here when the pupil has a row in the journal of the term, or a mark of this year in the subject
        other than «осв»; so a pupil without a single current mark is seen, and an optional subject of others is not.
        """
        rows = self.journal
        seen = rows[["pupil", "subject"]]
        if self.school.has("period_marks"):
            table = self.school["period_marks"]
            table = table.loc[table["year"].eq(self.scope.year) & ~table["mark"].isin(["осв", "зч", "незач"])]
            seen = pd.concat([seen, table[["pupil", "subject"]]])
        pairs = seen.drop_duplicates().merge(self._journal_people, on="pupil", how="inner")
        led = rows[["class_", "subject"]].drop_duplicates()
        exempt = rows.loc[rows["mark"].eq("осв"), ["pupil", "subject"]].drop_duplicates().assign(exempt=True)
        pairs = pairs.merge(led, on=["class_", "subject"]).merge(exempt, on=["pupil", "subject"], how="left")
        pairs = pairs.loc[pairs["exempt"].isna(), ["pupil", "subject", "class_", "grade"]]
        return pairs.sort_values(["grade", "class_", "pupil", "subject"]).reset_index(drop=True)

    @cached_property
    def _journal_people(self) -> pd.DataFrame:
        people = self.school["pupils"]
        people = people.loc[people["year"].eq(self.scope.year)].drop_duplicates("pupil")
        people = people.assign(grade=grade_of(people["class_"]))
        people = people.loc[people["left"].isna() | (people["left"] > self.journal_day)]
        name, table = self.journal_term.name, self.school["period_marks"] if self.school.has("period_marks") else None
        if table is not None and name != _YEAR:
            own = table.loc[table["year"].eq(self.scope.year) & table["period"].eq(name), "pupil"]
            grades = people.loc[people["pupil"].isin(own), "grade"].unique()
            people = people.loc[people["grade"].isin(grades)] if len(grades) else people
        return self.cut(people)[["pupil", "class_", "grade", "level"]]

    def _of_year(self, table: pd.DataFrame) -> pd.DataFrame:
        return table.loc[table["year"].eq(self.scope.year)]

    @cached_property
    def _named(self) -> set[str]:
        table = self.school["period_marks"]
        return set(table.loc[table["year"].eq(self.scope.year), "period"].unique())

    @property
    def _last_term(self) -> str:
        """The last period of the year that the journal has marks of; quarters before half-years."""
        named = self._named if self.school.has("period_marks") else set()
        found = [name for name in journal_terms(self.school, self.scope.year) if name != _YEAR]
        found = [name for name in found if name in named] or found
        if not found:
            return _YEAR
        starts = {name: term_days(self.scope.year, name, self.settings.marks).starts for name in found}
        return max(found, key=lambda name: starts[name])


@lru_cache(maxsize=8)
def marks_at(
    school: School, year: str = "", period: str = "", part: str = "", term: str = "", day: str = ""
) -> MarkLook:
    """Return the look of a question; sections of one report that ask the same share one answer.

    Parameters
    ----------
    school, year, period, part, term, day
        As in :class:`MarkLook` and :class:`workbook.vsoko.scope.Scope`.
    """
    return MarkLook(look_at(school, year, period), part, term, day)


def _year_before(year: str) -> str:
    first = int(year[:4])
    return f"{first - 1}/{first}"
