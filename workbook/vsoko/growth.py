"""Professional growth of a school's teachers in one year: indexes, change, lessons and routes behind one question.

Apart from its parts because a page asks one question and shares the answers between its sections.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, lru_cache

import pandas as pd

from workbook.errors import MissingData, Reason
from workbook.estimates import Result, results_table
from workbook.school import School
from workbook.settings import GrowthRules
from workbook.vsoko.growth_change import ALL, FALLEN, FEW, GROWN, LowStart, changes, low_start, method_changes
from workbook.vsoko.growth_index import WAVES, indexes, method_means, pairs
from workbook.vsoko.growth_lessons import Lessons, lessons
from workbook.vsoko.growth_public import public_changes, public_common
from workbook.vsoko.growth_route import Chosen, candidates, common_deficits, due_day, read_chosen, routes

__all__ = ["Growth", "growth_mentors", "growth_of", "growth_results", "growth_teachers", "growth_waves", "growth_years"]


@dataclass(frozen=True, eq=False)
class Growth:
    """One question about the growth of teachers; each property answers a section of the report.

    Attributes
    ----------
    school : School
    year : str
    wave : str
        The wave that routes look at.
    chosen : tuple of Chosen
        Mentors chosen by the methodist.
    """

    school: School
    year: str
    wave: str
    chosen: tuple[Chosen, ...] = ()

    @property
    def rules(self) -> GrowthRules:
        """The school's rules."""
        return self.school.settings.growth

    @cached_property
    def competences(self) -> pd.DataFrame:
        """Rows of the year."""
        table = self.school["competences"]
        return table.loc[table["year"].eq(self.year)]

    @cached_property
    def indexes(self) -> pd.DataFrame:
        """Index of each teacher, domain and wave."""
        return indexes(self.competences, self.rules)

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """Both waves side by side by common methods."""
        return pairs(self.competences, self.rules)

    @cached_property
    def changes(self) -> pd.DataFrame:
        """Change of the school by domain.

        Raises
        ------
        MissingData
            Nobody was measured twice by the same methods.
        """
        table = changes(self.pairs, self.rules)
        if table.empty:
            raise MissingData(
                "Рост не посчитать: нет учителей, которых в начале и в конце года оценили одними и теми же способами "
                f"(не меньше {self.rules.coverage:g} % весов).", Reason.TABLE_EMPTY, ("competences",),
            )  # fmt: skip
        return table

    @cached_property
    def methods(self) -> pd.DataFrame:
        """Mean change by method."""
        return method_changes(method_means(self.competences), self.rules)

    @cached_property
    def low_start(self) -> LowStart:
        """Change of those who began low and of the others."""
        return low_start(self.pairs, self.rules)

    @cached_property
    def lessons(self) -> Lessons:
        """Sheets of the lessons visited in the year."""
        table = self.school["observations"]
        first = int(self.year[:4])
        days = table["date"].isna() | table["date"].between(pd.Timestamp(first, 7, 1), pd.Timestamp(first + 1, 6, 30))
        return lessons(table.loc[days], self.rules)

    @cached_property
    def common(self) -> pd.DataFrame:
        """Teachers below the limit by domain."""
        return common_deficits(self.indexes, self.wave, self.rules)

    @cached_property
    def routes(self) -> pd.DataFrame:
        """A row a deficit, with measure and mentor."""
        subjects = {}
        if self.school.has("teachers"):
            people = self.school["teachers"]
            subjects = dict(zip(people["teacher"], people["subjects"].fillna("").astype("str"), strict=True))
        return routes(self.indexes, self.wave, self.rules, subjects, self.chosen)

    @property
    def due(self) -> pd.Timestamp:
        """The day by which a deficit is checked again."""
        return due_day(self.year, self.wave, self.rules)


@lru_cache(maxsize=8)
def growth_of(
    school: School, year: str = "", wave: str = "", teacher: str = "", mentor: str = "", mentors: str = ""
) -> Growth:
    """Ask about the growth of teachers.

    Parameters
    ----------
    school : School
    year : str
        Empty for the latest year of the table.
    wave : str
        Which wave routes look at; empty for the last one measured.
    teacher, mentor : str
        A mentor chosen on the page for one teacher; either may be empty.
    mentors : str
        Decisions as in :func:`workbook.vsoko.growth_route.read_chosen`.

    Raises
    ------
    MissingData
        The table «Компетенции педагогов» is absent, or has no such year or wave.
    """
    when = year or growth_years(school)[0]
    table = school["competences"]
    table = table.loc[table["year"].eq(when)]
    waves = growth_waves(school, when)
    if table.empty or not waves or (wave and wave not in waves):
        raise MissingData(
            f"В таблице «Компетенции педагогов» нет строк: {when} учебный год" + (f", срез «{wave}»." if wave else "."),
            Reason.TABLE_EMPTY, ("competences",),
        )  # fmt: skip
    chosen = read_chosen(mentors, set(table["teacher"]))
    if teacher and mentor:
        chosen = (*chosen, *read_chosen(f"{teacher} {mentor}", set(table["teacher"])))
    return Growth(school, when, wave or waves[0], chosen)


def growth_years(school: School) -> list[str]:
    """Return the school years of the table, the latest first."""
    return sorted(school["competences"]["year"].dropna().unique(), reverse=True)


def growth_waves(school: School, year: str = "") -> list[str]:
    """Return the waves measured in a year, the last first."""
    table = school["competences"]
    found = set(table.loc[table["year"].eq(year or growth_years(school)[0]), "wave"])
    return [wave for wave in reversed(WAVES) if wave in found]


def growth_teachers(school: School, year: str = "", wave: str = "", public: bool = False) -> list[str]:
    """Return the codes of teachers with a deficit, in order of code; nobody on a public page."""
    if public:
        return []
    return list(dict.fromkeys(growth_of(school, year, wave).routes["teacher"]))


def growth_mentors(
    school: School, year: str = "", wave: str = "", teacher: str = "", public: bool = False
) -> list[str]:
    """Return who is strong where this teacher has a deficit; nobody without a teacher or on a public page."""
    if not teacher or public:
        return []
    growth = growth_of(school, year, wave)
    weak = set(growth.routes.loc[growth.routes["teacher"].eq(teacher), "domain"])
    strong = candidates(growth.indexes, growth.wave, growth.rules)
    return sorted(set(strong.loc[strong["domain"].isin(weak) & strong["teacher"].ne(teacher), "teacher"]))


def growth_results(growth: Growth) -> pd.DataFrame:
    """Gather the key figures for the results store: numbers of the school, none of a teacher.

    Parameters
    ----------
    growth : Growth

    Returns
    -------
    DataFrame
        :data:`workbook.estimates.RESULT_COLUMNS`; groups smaller than ``privacy.small_cell`` teachers carry no value.
    """
    rows: list[Result] = []
    least = growth.school.settings.privacy.small_cell
    with suppress(MissingData):
        rows += _growth_rows(growth)
    with suppress(MissingData):
        rows += _lesson_rows(growth, least)
    return results_table(rows)


def _growth_rows(growth: Growth) -> list[Result]:
    rows = []
    privacy = growth.school.settings.privacy
    for row in public_changes(growth.changes, privacy).to_dict("records"):
        whole = row["domain"] == ALL
        group = "" if whole else row["domain"]
        verdict = {GROWN: "хорошо", FALLEN: "внимание", FEW: "мало данных"}.get(row["verdict"], "")
        note = f"{row['verdict']}; среднее до {row['before']:.1f}, после {row['after']:.1f}".replace(".", ",")
        rows.append(
            Result("teacher-growth-points", "Изменение индекса компетенций", row["change"], group, row["low"],
                   row["high"], row["n"], "баллов", headline=whole, verdict=verdict, note=note)
        )  # fmt: skip
    for row in public_common(growth.common, privacy).to_dict("records"):
        rows.append(
            Result("teacher-deficit-percent", "Учителя с индексом ниже порога", row["percent"], row["domain"],
                   n=row["n"], unit="%", verdict="внимание" if row["common"] else "", note=f"срез «{growth.wave}»")
        )  # fmt: skip
    return rows


def _lesson_rows(growth: Growth, least: int) -> list[Result]:
    found, rules = growth.lessons, growth.rules
    enough = "хорошо" if found.doubled.value >= rules.double_share else "внимание"
    rows = [
        Result("lessons-doubled-percent", "Уроки с двумя наблюдателями", found.doubled.value, low=found.doubled.low,
               high=found.doubled.high, n=found.seen, unit="%", headline=True, verdict=enough)
    ]  # fmt: skip
    if found.observers.known and found.doubles >= rules.kappa_lessons:
        kappa = found.observers
        rows.append(Result("observers-kappa", "Согласие наблюдателей (κ)", kappa.value, low=kappa.low, high=kappa.high,
                           n=kappa.units, verdict="хорошо" if kappa.value >= rules.kappa else "внимание"))  # fmt: skip
    if found.teachers >= least:
        rows.append(Result("self-analysis-gap", "Самоанализ минус наблюдатель, баллов критерия", found.gap.value,
                           low=found.gap.low, high=found.gap.high, n=found.gap.n, unit="баллов"))  # fmt: skip
    return rows
