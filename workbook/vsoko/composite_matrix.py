"""The matrix of assessment procedures: what each is for, and what of it the school really has.

Apart from the composite because it is the plan of the system, and shows its holes even when nothing can be added up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from workbook.school import School
from workbook.settings import Settings
from workbook.vsoko.composite_sources import META

__all__ = ["ABSENT", "procedure_matrix"]

ABSENT = "нет данных"
_PROJECT = "проект"
_NAMED = 2


@dataclass(frozen=True)
class _Row:
    """One row of the reference, section 6.1, and the rows of a school's tables that belong to it."""

    procedure: str
    results: str
    frequency: str
    scale: str
    use: str
    table: str
    take: Callable[[pd.DataFrame, Settings], pd.Series]


def procedure_matrix(school: School, year: str, settings: Settings) -> pd.DataFrame:
    """Set the procedures of the system beside what the school handed in.

    Parameters
    ----------
    school : School
    year : str
    settings : Settings
        ``journal.control_works`` tells control works from the rest.

    Returns
    -------
    DataFrame
        procedure, results, frequency, scale, use (methods reference, section 6.1); pupils (of the year; missing for an
        anonymous survey), years (with results), when (days or waves of the year), has (whether there is anything).
    """
    rows = []
    for row in _ROWS:
        found: dict[str, object] = {"pupils": None, "years": "", "when": ABSENT, "has": False}
        if row.table and school.has(row.table):
            table = school[row.table]
            found |= _have(table.loc[row.take(table, settings)], year)
        rows.append({"procedure": row.procedure, "results": row.results, "frequency": row.frequency,
                     "scale": row.scale, "use": row.use, **found})  # fmt: skip
    return pd.DataFrame(rows).astype({"pupils": "Int64"})


def _have(rows: pd.DataFrame, year: str) -> dict[str, object]:
    first = int(year[:4])
    begin, end = pd.Timestamp(first, 9, 1), pd.Timestamp(first + 1, 8, 31)
    years = sorted(rows["year"].unique()) if "year" in rows else []
    mine = rows.loc[rows["year"].eq(year)] if "year" in rows else rows.loc[rows["date"].between(begin, end)]
    if mine.empty:
        return {"years": _span(years), "when": f"за {year} нет"} if years else {}
    if "date" in mine:
        when = f"{mine['date'].min():%d.%m.%Y} – {mine['date'].max():%d.%m.%Y}"
    elif "wave" in mine:
        when = ", ".join(wave for wave in ("начало", "конец") if wave in set(mine["wave"]))
    else:
        known = sorted(mine["subject"].unique())
        when = ", ".join(known[:_NAMED]) + (f" и ещё {len(known) - _NAMED}" if len(known) > _NAMED else "")
    pupils = int(mine["pupil"].nunique()) if "pupil" in mine else None
    return {"pupils": pupils, "years": _span(years) or year, "when": when, "has": True}


def _span(years: list[str]) -> str:
    return " – ".join(dict.fromkeys((years[0], years[-1]))) if years else ""


def _named(*names: str) -> Callable[[pd.DataFrame, Settings], pd.Series]:
    return lambda table, _: table["procedure"].isin(names)


def _works(control: bool) -> Callable[[pd.DataFrame, Settings], pd.Series]:
    def take(table: pd.DataFrame, settings: Settings) -> pd.Series:
        kinds = {kind.strip() for kind in settings.journal.control_works.split(";")}
        return table["work_type"].isin(kinds) == control

    return take


def _meta(project: bool) -> Callable[[pd.DataFrame, Settings], pd.Series]:
    def take(table: pd.DataFrame, _: Settings) -> pd.Series:
        return table["procedure"].eq(META) & (table["subject"].str.contains(_PROJECT) == project)

    return take


def _all(table: pd.DataFrame, _: Settings) -> pd.Series:
    return pd.Series(True, index=table.index)


_ROWS = (
    _Row("стартовая диагностика", "предметные, метапредметные", "сентябрь (1, 5, 10 классы)", "%, уровни",
         "только точка отсчёта", "procedures", _named("стартовая", "диагностика")),
    _Row("текущее оценивание", "предметные", "каждую неделю", "2–5, %", "входит", "marks", _works(False)),
    _Row("тематическое оценивание", "предметные", "по теме", "2–5, %", "входит", "marks", _works(True)),
    _Row("промежуточная аттестация", "предметные", "раз в год", "2–5, %", "входит; нет работы — годовая отметка",
         "procedures", _named("промежуточная")),
    _Row("годовая отметка", "предметные", "раз в год", "2–5", "вместо работы промежуточной аттестации",
         "period_marks", lambda table, _: table["period"].eq("год")),
    _Row("ВПР", "предметные, метапредметные", "весна", "балл, 2–5", "входит", "procedures", _named("ВПР")),
    _Row("НИКО", "выборочное исследование", "по федеральному плану", "сводные", "только по школе", "procedures",
         _named("НИКО")),
    _Row("ОГЭ и ЕГЭ", "предметные", "итог", "балл", "отдельный отчёт", "procedures", _named("ОГЭ", "ЕГЭ")),
    _Row("метапредметная работа", "метапредметные", "не реже раза в два года", "критерии, балл",
         "своя линия, не складывается с предметами", "procedures", _meta(False)),
    _Row("проект", "метапредметные", "защита", "критерии, балл", "своя линия, не складывается с предметами",
         "procedures", _meta(True)),
    _Row("олимпиады, конкурсы, портфолио", "достижения", "постоянно", "баллы рейтинга", "отдельная строка, не в оценке",
         "participations", _all),
    _Row("личностные результаты", "обезличенный опрос", "раз в год", "группы", "никогда об одном ученике",
         "group_results", _all),
)  # fmt: skip
