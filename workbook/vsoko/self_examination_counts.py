"""What the school's tables say of the form's indicators: pupils, year marks, exams and teachers of a calendar year.

Apart from the form because each count is a reading of the form: численность on 31 December, marks and exams of the
school year that ended in the calendar year.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from workbook.settings import Settings
from workbook.vsoko.categories import pupil_categories
from workbook.vsoko.marks import grade_of, period_end, period_records
from workbook.vsoko.self_examination_form import ELEVENTH, NINTH

__all__ = ["Found", "counted", "ended_year", "last_day", "on_list", "opened_year"]

_GOOD = ("отличник", "с одной «4»", "хорошист")
_LEVELS = {"1.2": "НОО", "1.3": "ООО", "1.4": "СОО"}
_SUBJECTS = ("русский язык", "математика")
_YOUNG, _LONG = 5, 30
"""Years of work of 1.30.1 and 1.30.2, as in the form."""


@dataclass(frozen=True, slots=True)
class Found:
    """One number counted from tables, or why it was not.

    Attributes
    ----------
    value : float
        In the indicator's unit; nan when it was not counted.
    whole : float
        Denominator of the share where it is not the form's own; nan: the form's.
    n : int
        Results behind a mean.
    note : str
        How it was counted, in words.
    missing : str
        What is missing; empty when it was counted.
    nobody : bool
        There is nobody whom the line could be about: a school without class 11.
    """

    value: float = math.nan
    whole: float = math.nan
    n: int = 0
    note: str = ""
    missing: str = ""
    nobody: bool = False


def ended_year(calendar_year: int) -> str:
    """Return the school year that ended in a calendar year: 2025 → «2024/2025»."""
    return f"{calendar_year - 1}/{calendar_year}"


def opened_year(calendar_year: int) -> str:
    """Return the school year that began in a calendar year: 2025 → «2025/2026»."""
    return f"{calendar_year}/{calendar_year + 1}"


def last_day(calendar_year: int) -> pd.Timestamp:
    """Return 31 December."""
    return pd.Timestamp(calendar_year, 12, 31)


def on_list(pupils: pd.DataFrame, calendar_year: int) -> pd.DataFrame:
    """Keep the pupils on the school's list on the last day of the calendar year; who left that very day is not."""
    day = last_day(calendar_year)
    here = pupils["year"].eq(opened_year(calendar_year)) & ~(pupils["enrolled"] > day) & ~(pupils["left"] <= day)
    return pupils.loc[here].drop_duplicates("pupil")


def counted(tables: Mapping[str, pd.DataFrame], calendar_year: int, settings: Settings) -> dict[str, Found]:
    """Count every indicator that pupils, marks, exams and teachers bear.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Validated tables by English name; any may be absent.
    calendar_year : int
    settings : Settings

    Returns
    -------
    dict
        Number of the indicator → what was found.
    """
    return {
        **_headcount(tables.get("pupils"), calendar_year, settings),
        **_promotion(tables, calendar_year, settings),
        **_exams(tables, calendar_year, settings),
        **_staff(tables.get("teachers")),
    }


def _headcount(pupils: pd.DataFrame | None, calendar_year: int, settings: Settings) -> dict[str, Found]:
    numbers = ("1.1", *_LEVELS, "1.21")
    if pupils is None:
        return dict.fromkeys(numbers, Found(missing="нет таблицы «Ученики»"))
    listed = on_list(pupils, calendar_year)
    if listed.empty:
        return dict.fromkeys(numbers, Found(missing=f"нет списка учеников {opened_year(calendar_year)} учебного года"))
    day = f"список на {last_day(calendar_year):%d.%m.%Y}"
    found = {"1.1": Found(float(len(listed)), note=day)}
    for number, level in _LEVELS.items():
        found[number] = Found(float(listed["level"].eq(level).sum()), note=day)
    outside = {word.strip().lower() for word in settings.self_examination.no_profile.split(";")} | {""}
    profile = listed["profile"].fillna("").astype("str").str.strip().str.lower()
    named = listed.loc[~profile.isin(outside)]
    names = ", ".join(sorted(named["profile"].unique()))
    found["1.21"] = Found(float(len(named)), note=f"{day}; профили: {names}" if names else f"{day}; профилей нет")
    return found


def _graduates(pupils: pd.DataFrame, calendar_year: int, grade: int, settings: Settings) -> pd.DataFrame:
    """Pupils of a parallel who finished the school year that ended in the calendar year."""
    year = ended_year(calendar_year)
    rows = pupils.loc[pupils["year"].eq(year)]
    rows = rows.loc[grade_of(rows["class_"]).eq(grade)]
    end = period_end(year, "год", settings.marks)
    left_early = (rows["left"] < end) & rows["leave_reason"].ne("выпуск")
    return rows.loc[~left_early & ~(rows["enrolled"] > end)].drop_duplicates("pupil")


def _promotion(tables: Mapping[str, pd.DataFrame], calendar_year: int, settings: Settings) -> dict[str, Found]:
    year = ended_year(calendar_year)
    pupils, marks = tables.get("pupils"), tables.get("period_marks")
    if pupils is None or marks is None:
        name = "«Ученики»" if pupils is None else "«Отметки за период»"
        return {"1.5": Found(missing=f"нет таблицы {name}")}
    records = period_records(
        marks.loc[marks["year"].eq(year)], pupils.loc[pupils["year"].eq(year)], settings.marks, period="год"
    )
    if records.empty:
        return {"1.5": Found(missing=f"нет годовых отметок за {year}")}
    categories = pupil_categories(records)
    good = float(categories["category"].isin(_GOOD).sum())
    attested = len(categories)
    own = settings.self_examination.good_share_of == "аттестованные"
    share = f"{100 * good / attested:.1f}".replace(".", ",")
    note = f"годовые отметки {year}; аттестовано {attested}, от них {share} %"
    return {"1.5": Found(good, whole=float(attested) if own else math.nan, n=attested, note=note)}


def _exams(tables: Mapping[str, pd.DataFrame], calendar_year: int, settings: Settings) -> dict[str, Found]:
    found: dict[str, Found] = {}
    pupils = tables.get("pupils")
    for whole, grade in ((NINTH, 9), (ELEVENTH, 11)):
        found[whole] = _finished(pupils, calendar_year, grade, settings)
    year = ended_year(calendar_year)
    works = tables.get("procedures")
    for place, subject in enumerate(_SUBJECTS):
        lines = {9: (f"1.{6 + place}", f"1.{10 + place}"), 11: (f"1.{8 + place}", f"1.{12 + place}")}
        for grade, (mean, low) in lines.items():
            exam, whole = ("ОГЭ", NINTH) if grade == 9 else ("ЕГЭ", ELEVENTH)
            if found[whole].nobody:
                found[mean] = found[low] = Found(nobody=True, note=found[whole].note)
                continue
            rows = _rows(works, exam, year, subject)
            if rows is None or rows.empty:
                gap = Found(missing="нет таблицы «Результаты процедур»" if rows is None
                            else f"нет результатов {exam} по предмету «{subject}» за {year}")  # fmt: skip
                found[mean] = found[low] = gap
            elif grade == 9:
                found[mean], found[low] = _basic(rows, settings)
            else:
                found[mean], found[low] = _unified(rows, tables.get("references"))
    return found


def _finished(pupils: pd.DataFrame | None, calendar_year: int, grade: int, settings: Settings) -> Found:
    year = ended_year(calendar_year)
    if pupils is None:
        return Found(missing="нет таблицы «Ученики»")
    if not pupils["year"].eq(year).any():
        return Found(missing=f"нет списка учеников {year} учебного года")
    n = len(_graduates(pupils, calendar_year, grade, settings))
    if n == 0:
        return Found(0.0, note=f"выпускников {grade} класса в {calendar_year} году не было", nobody=True)
    return Found(float(n), note=f"{grade} класс, конец {year} учебного года")


def _rows(works: pd.DataFrame | None, exam: str, year: str, subject: str) -> pd.DataFrame | None:
    if works is None:
        return None
    chosen = works["procedure"].eq(exam) & works["year"].eq(year) & works["subject"].str.lower().eq(subject)
    return works.loc[chosen].drop_duplicates("pupil")


def _basic(rows: pd.DataFrame, settings: Settings) -> tuple[Found, Found]:
    """Mean and «2» of ОГЭ: the mark, or the primary score when the school reports that."""
    marks = rows.loc[rows["mark"].notna(), "mark"].astype(int)
    unit = settings.self_examination.gia9_unit
    values = marks if unit == "отметка" else rows["primary_score"].dropna()
    note = f"ОГЭ, {unit}; писали {len(values)}"
    mean = Found(float(values.mean()), n=len(values), note=note) if len(values) else Found(missing=f"нет: {unit} ОГЭ")
    return mean, Found(float(marks.eq(2).sum()), n=len(marks), note="отметка «2» за ОГЭ; ГВЭ в таблице нет")


def _unified(rows: pd.DataFrame, references: pd.DataFrame | None) -> tuple[Found, Found]:
    """Mean test score of ЕГЭ and results below the minimum; the basic level of mathematics has marks, not scores."""
    scores = rows["test_score"].dropna()
    basic = rows.loc[rows["test_score"].isna(), "mark"].dropna()
    also = f"; базовый уровень: {len(basic)}, в средний балл не входит" if len(basic) else ""
    mean = (
        Found(float(scores.mean()), n=len(scores), note=f"ЕГЭ, тестовый балл; писали {len(scores)}{also}")
        if len(scores)
        else Found(missing="нет тестовых баллов ЕГЭ")
    )
    minimum = _minimum(rows, references)
    if math.isnan(minimum) and len(scores):
        return mean, Found(missing="нет минимального балла ЕГЭ в таблице «Ориентиры»")
    low = float((scores < minimum).sum() + basic.eq("2").sum())
    return mean, Found(low, n=len(scores) + len(basic), note=f"ниже {minimum:g} баллов{also}")


def _minimum(rows: pd.DataFrame, references: pd.DataFrame | None) -> float:
    if references is None:
        return math.nan
    keys = ["procedure", "year", "subject"]
    known = references.loc[references["minimum"].notna(), [*keys, "minimum"]].merge(rows[keys].drop_duplicates())
    return float(known["minimum"].max()) if len(known) else math.nan


def _staff(teachers: pd.DataFrame | None) -> dict[str, Found]:
    numbers = ("1.24", "1.29", "1.29.1", "1.29.2", "1.30.1", "1.30.2")
    if teachers is None:
        return dict.fromkeys(numbers, Found(missing="нет таблицы «Учителя»"))
    n, found = len(teachers), {"1.24": Found(float(len(teachers)), note="строки таблицы «Учителя» на день выгрузки")}
    category, years = teachers["category"], teachers["experience_years"]
    if category.isna().all():
        found |= dict.fromkeys(numbers[1:4], Found(missing="столбец «Категория» пуст"))
    else:
        note = _blank(category, "категория")
        for number, words in (("1.29", ("высшая", "первая")), ("1.29.1", ("высшая",)), ("1.29.2", ("первая",))):
            found[number] = Found(float(category.isin(words).sum()), n=n, note=note)
    if years.isna().all():
        return found | dict.fromkeys(numbers[4:], Found(missing="столбец «Стаж» пуст"))
    note = _blank(years, "стаж")
    found["1.30.1"] = Found(float((years < _YOUNG).fillna(False).sum()), n=n, note=note)
    found["1.30.2"] = Found(float((years > _LONG).fillna(False).sum()), n=n, note=note)
    return found


def _blank(column: pd.Series, name: str) -> str:
    absent = int(column.isna().sum())
    return f"{name} не указана у {absent}".replace("стаж не указана", "стаж не указан") if absent else ""
