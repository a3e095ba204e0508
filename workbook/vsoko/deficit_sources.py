"""Every source of the deficit map that a school has: one list of tables of facts for one year.

Apart from the facts because these are pure, and here a school's tables are taken, cut to the year and handed over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial

import pandas as pd

from workbook.errors import MissingData
from workbook.school import School
from workbook.vsoko import facts
from workbook.vsoko.deficit_items import topic_facts
from workbook.vsoko.deficit_people import competence_facts, lesson_facts, motivation_facts, satisfaction_facts
from workbook.vsoko.deficit_works import ACROSS, across_facts, attendance_facts, low_result_facts, risk_facts
from workbook.vsoko.growth import Growth, growth_of, growth_waves
from workbook.vsoko.precision import share_ratio
from workbook.vsoko.scope import Scope, look_at

__all__ = ["SOURCES_ASKED", "deficit_years", "gathered"]

SOURCES_ASKED = {
    "period_marks": "отметки за период",
    "procedures": "результаты процедур",
    "references": "ориентиры территории",
    "responses": "ответы на задания",
    "fos_plan": "план ФОС",
    "pupils": "ученики",
    "survey": "опросы",
    "competences": "компетенции педагогов",
    "observations": "посещённые уроки",
}
"""Tables from which the map is made, as people call them."""


def deficit_years(school: School) -> list[str]:
    """Return the years for which the map may be made, the school's current one first."""
    found: set[str] = set()
    for name in ("period_marks", "procedures", "pupils", "survey", "competences"):
        if school.has(name):
            found |= set(school[name]["year"].dropna().astype("str").unique())
    return sorted(sorted(found, reverse=True), key=lambda year: year != school.year)


def gathered(school: School, year: str, keys: frozenset[str] = frozenset()) -> list[pd.DataFrame]:
    """Ask each source for its facts of the year; a source that is absent or empty is left out.

    Parameters
    ----------
    school : School
    year : str
    keys : frozenset of str
        Ask only the sources that know one of these indicators (keys of the rules); empty for all.

    Returns
    -------
    list of DataFrame
        Tables with :data:`workbook.vsoko.deficit_rows.FACT_COLUMNS`; empty when the school has no source.
    """
    scope = look_at(school, year)
    found: list[pd.DataFrame] = []
    for source, known in _SOURCES:
        if keys and not keys & known:
            continue
        for ask in source(scope):
            with suppress(MissingData):
                table = ask()
                found += [table] if len(table) else []
    return found


_Asked = Iterator[Callable[[], pd.DataFrame]]


def _marks(scope: Scope) -> _Asked:
    school, rules = scope.school, scope.settings
    if school.has("period_marks") and school.has("pupils"):
        yield lambda: facts.class_facts(scope.categories, rules)
        yield lambda: facts.subject_facts(scope.records, rules)


def _works(scope: Scope) -> _Asked:
    school, rules = scope.school, scope.settings
    if not school.has("procedures"):
        return
    works = school["procedures"]
    works = works.loc[works["year"].eq(scope.year)]
    if works.empty:
        return
    if school.has("pupils"):
        paired = works.loc[works["mark"].notna() & works["journal_mark"].notna(), "procedure"].unique()
        for procedure in sorted(paired):
            yield partial(_confirmed, scope, procedure)
        yield lambda: _risk(scope, works)
    if school.has("references"):
        yield lambda: facts.reference_facts(works.loc[works["procedure"].ne(ACROSS)], school["references"], rules)
    yield lambda: low_result_facts(works, rules)
    yield lambda: attendance_facts(works, rules)
    yield lambda: across_facts(works, rules)


def _confirmed(scope: Scope, procedure: str) -> pd.DataFrame:
    # Not the whole agreement: of its six shares and means the map needs one.
    pairs = look_at(scope.school, scope.year, procedure=procedure).year_pairs
    table = share_ratio(pairs, ["subject", "grade"], "confirmed", "pair").reset_index()
    table = table.rename(columns={"percent": "confirmed_percent", "low": "confirmed_low", "high": "confirmed_high",
                                  "clusters": "pupils"})  # fmt: skip
    return facts.confirmed_facts(table, scope.settings, procedure)


def _risk(scope: Scope, works: pd.DataFrame) -> pd.DataFrame:
    pupils = scope.school["pupils"]
    records = pd.DataFrame(columns=["pupil", "subject", "mark", "in_n"])
    if scope.school.has("period_marks"):
        with suppress(MissingData):
            records = scope.records
    return risk_facts(records, works, pupils.loc[pupils["year"].eq(scope.year)], scope.settings)


def _items(scope: Scope) -> _Asked:
    school, rules = scope.school, scope.settings
    # Answers carry no year: they are the school's current works.
    if not (school.has("responses") and school.has("items")) or scope.year != school.year:
        return
    responses, items = school["responses"], school["items"]
    codifier = school["codifier"] if school.has("codifier") else None
    yield lambda: facts.base_item_facts(responses, items, rules)
    yield lambda: topic_facts(responses, items, codifier, rules)


def _lists(scope: Scope) -> _Asked:
    school, rules = scope.school, scope.settings
    if school.has("fos_plan"):
        yield lambda: facts.fos_facts(school["fos_plan"], scope.year, rules)
    if school.has("pupils"):
        yield lambda: facts.retention_facts(scope.retention.loc[scope.retention["profiled"]], scope.year)


def _people(scope: Scope) -> _Asked:
    school, rules = scope.school, scope.settings
    if not school.has("survey"):
        return
    survey = school["survey"]
    survey = survey.loc[survey["year"].eq(scope.year)]
    if survey.empty:
        return
    if school.has("pupils"):
        pupils = school["pupils"]
        yield lambda: motivation_facts(survey, pupils.loc[pupils["year"].eq(scope.year)], rules)
    yield lambda: satisfaction_facts(survey, rules)


def _teachers(scope: Scope) -> _Asked:
    school, year, rules = scope.school, scope.year, scope.settings
    if school.has("competences") and (waves := growth_waves(school, year)):
        yield lambda: competence_facts(growth_of(school, year).common, waves[0], rules)
    if school.has("observations"):
        yield lambda: lesson_facts(Growth(school, year, "").lessons, rules)


_SOURCES: tuple[tuple[Callable[[Scope], _Asked], frozenset[str]], ...] = (
    (_marks, frozenset({"успеваемость", "качество", "соу"})),
    (_works, frozenset({"подтвердили", "вне риска", "работы", "экзамены", "без низких результатов", "явка",
                        "метапредметные"})),
    (_items, frozenset({"базовые задания", "темы и умения"})),
    (_lists, frozenset({"обновление фос", "сохранность"})),
    (_people, frozenset({"мотивация", "удовлетворённость"})),
    (_teachers, frozenset({"компетенции", "уроки"})),
)  # fmt: skip
"""Sources in the order in which they are asked, with the indicators that each knows."""
