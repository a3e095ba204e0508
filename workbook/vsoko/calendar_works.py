"""The works that a whole class writes, gathered from the journal and from the plan of assessment tools.

Apart from the rules because a school that has a schedule of its own brings the same table another way.
"""

from __future__ import annotations

import re

import pandas as pd

from workbook.errors import MissingData, Reason
from workbook.school import School
from workbook.vsoko.marks import grade_of
from workbook.vsoko.plan_events import SchoolYear

__all__ = ["JOURNAL", "SOURCES", "TOOLS", "WORK_COLUMNS", "calendar_works", "class_sort", "undated_works"]

JOURNAL, TOOLS = "журнал", "план ФОС"

SOURCES = {"все": "журнал и план ФОС", JOURNAL: "только журнал", TOOLS: "только план ФОС"}
"""Where works come from: value of the parameter → its label."""

WORK_COLUMNS = ("work", "class_", "grade", "subject", "date", "title", "source")


def calendar_works(school: School, source: str = "") -> pd.DataFrame:
    """List the works of the year that a whole class writes.

    Parameters
    ----------
    school : School
        ``pupils`` tell the classes; ``marks`` the control works that were or will be written, ``fos_plan`` the tools
        with the day by which they must be ready, taken as the day of the work in every class of the parallel.
    source : str
        A key of :data:`SOURCES`; empty for all.

    Returns
    -------
    DataFrame
        Columns :data:`WORK_COLUMNS`: work (int from 0), class_, grade, subject, date, title, source; by class, date and
        subject. A journal day on which less than ``whole_share`` of a class has a mark is a rewriting, not a work.
        A tool whose day the journal also has is counted once.

    Raises
    ------
    MissingData
        No pupils, or no work at all.
    """
    school.need("pupils")
    year = SchoolYear.of(school.year)
    pupils = school["pupils"]
    pupils = pupils.loc[pupils["year"].eq(school.year), ["pupil", "class_"]].drop_duplicates("pupil")
    found = []
    if source in ("", "все", JOURNAL) and school.has("marks"):
        found.append(_written(school, pupils))
    if source in ("", "все", TOOLS) and school.has("fos_plan"):
        found.append(_planned(school, pupils))
    works = pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=list(WORK_COLUMNS[1:]))
    if len(works):
        works = works.loc[works["date"].between(year.first, year.last)]
    if works.empty:
        raise MissingData(
            "Оценочных процедур с датами нет: нужны контрольные работы в таблице «Текущие отметки» (marks.csv) или "
            "сроки в таблице «План ФОС» (fos_plan.csv).",
            Reason.TABLE_EMPTY,
            ("marks", "fos_plan"),
        )
    works = works.drop_duplicates(["class_", "subject", "date"])
    works = works.sort_values(["class_", "date", "subject", "title"], key=_by_class, kind="stable", ignore_index=True)
    works.insert(0, "work", range(len(works)))
    return works[list(WORK_COLUMNS)]


def undated_works(school: School) -> pd.DataFrame:
    """Count the procedures of the year whose days stand in no table (ВПР): they take hours all the same.

    Returns
    -------
    DataFrame
        class_, subject, undated (works); empty without the tables.
    """
    names = _parts(school.settings.calendar.undated)
    columns = ["class_", "subject", "undated"]
    if not (school.has("procedures") and school.has("pupils")):
        return pd.DataFrame({name: pd.Series(dtype="int64" if name == "undated" else "str") for name in columns})
    pupils = school["pupils"]
    pupils = pupils.loc[pupils["year"].eq(school.year), ["pupil", "class_"]].drop_duplicates("pupil")
    rows = school["procedures"]
    rows = rows.loc[rows["year"].eq(school.year) & rows["procedure"].isin(names), ["pupil", "procedure", "subject"]]
    rows = rows.merge(pupils, on="pupil")[["class_", "subject", "procedure"]].drop_duplicates()
    return rows.groupby(["class_", "subject"], observed=True).size().rename("undated").reset_index()[columns]


def class_sort(name: str) -> tuple[int, str]:
    """Return the key by which classes stand in order: 5 А before 10 А."""
    found = re.match(r"([0-9]{1,2})", name)
    return int(found[1]) if found else 99, name


def _written(school: School, pupils: pd.DataFrame) -> pd.DataFrame:
    rules = school.settings.calendar
    marks = school["marks"]
    marks = marks.loc[marks["work_type"].isin(_parts(rules.work_types)), ["pupil", "subject", "date", "work_type"]]
    rows = marks.merge(pupils, on="pupil")
    size = pupils.groupby("class_", observed=True).size().rename("size").reset_index()
    keys = ["class_", "subject", "date"]
    works = rows.groupby(keys, observed=True).agg(n=("pupil", "nunique"), kind=("work_type", "first")).reset_index()
    works = works.merge(size, on="class_")
    works = works.loc[100 * works["n"] >= rules.whole_share * works["size"]]
    title = works["kind"].str.capitalize() + " работа" if len(works) else works["kind"]
    return works.assign(
        title=title, source=JOURNAL, grade=grade_of(works["class_"]), date=works["date"].dt.normalize()
    )[list(WORK_COLUMNS[1:])]


def _planned(school: School, pupils: pd.DataFrame) -> pd.DataFrame:
    plan = school["fos_plan"]
    plan = plan.loc[plan["control_type"].isin(_parts(school.settings.calendar.control_types))]
    classes = pd.DataFrame({"class_": sorted(pupils["class_"].unique())})
    classes["grade"] = grade_of(classes["class_"])
    rows = plan.astype({"grade": "int64"}).merge(classes.astype({"grade": "int64"}), on="grade")
    title = rows["title"].fillna(rows["fos"])
    return rows.assign(title=title, source=TOOLS, date=rows["due"].dt.normalize())[list(WORK_COLUMNS[1:])]


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _by_class(column: pd.Series) -> pd.Series:
    return column.map(class_sort) if column.name == "class_" else column
