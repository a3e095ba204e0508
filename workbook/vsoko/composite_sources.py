"""Every source of the composite on one scale 0–100: current work, control works, the year's work or mark, ВПР.

Apart from the composite because bringing scales together is a choice of the school, and adding up is not.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
import pandas as pd

from workbook.errors import DataRefused, Reason
from workbook.school import School
from workbook.settings import Settings
from workbook.vsoko.weighted import weighted_means

__all__ = [
    "META",
    "SCALES",
    "SOURCES",
    "achievements",
    "mark_points",
    "meta_scores",
    "roster",
    "sources",
    "work_scores",
]

SOURCES = ("текущее", "тематическое", "промежуточная", "ВПР")
"""Sources of the subject line in the order shown; keys of the weights."""

META = "метапредметная"
"""The procedure whose works make the line of cross-subject results (метапредметные)."""

SCALES: Mapping[str, Mapping[str, float]] = {
    "равные шаги: 25, 50, 75, 100": {"5": 100, "4": 75, "3": 50, "2": 25},
    "доля от пяти: 40, 60, 80, 100": {"5": 100, "4": 80, "3": 60, "2": 40},
    "по СОУ: 16, 36, 64, 100": {"5": 100, "4": 64, "3": 36, "2": 16},
}
"""Ways to turn marks into points that are met in schools; each is «что если» beside the school's own."""

_MARKS = ("5", "4", "3", "2")
_COLUMNS = ["pupil", "subject", "source", "score", "n", "basis"]


def mark_points(marks: pd.Series, points: Mapping[str, float]) -> pd.Series:
    """Turn marks and means of marks into points, in a straight line between neighbouring marks.

    Parameters
    ----------
    marks : Series
        Numbers 2–5; missing stays missing.
    points : mapping
        Mark → points of 100 (``settings.composite.mark_points``).

    Returns
    -------
    Series
        Points 0–100 with the same index.

    Raises
    ------
    DataRefused
        A better mark is worth no more than a worse one.

    Examples
    --------
    >>> mark_points(pd.Series([5, 4.5, 2]), {"5": 100, "4": 75, "3": 50, "2": 25}).tolist()
    [100.0, 87.5, 25.0]
    """
    worth = [float(points[mark]) for mark in reversed(_MARKS)]
    if any(low >= high for low, high in pairwise(worth)):
        raise DataRefused(
            "Методика → комплексная → баллы_отметок: каждая следующая отметка должна стоить больше прежней.",
            Reason.SETTING_VALUE,
        )
    values = pd.to_numeric(marks, errors="coerce").astype("float64")
    found = np.interp(values.to_numpy(), [2.0, 3.0, 4.0, 5.0], worth)
    return pd.Series(np.where(values.isna(), np.nan, found), index=marks.index, dtype="float64")


def work_scores(works: pd.DataFrame, points: Mapping[str, float]) -> pd.DataFrame:
    """Bring results of works to 0–100: the test score as it is, else percent of the maximum, else the mark.

    Parameters
    ----------
    works : DataFrame
        Rows of «Результаты процедур».
    points : mapping
        As in :func:`mark_points`.

    Returns
    -------
    DataFrame
        The rows that have a result, with ``score`` (0–100) and ``basis``: «тестовый балл», «% от максимума», «отметка».
    """
    percent = 100 * works["primary_score"] / works["max_score"]
    test = works["test_score"] if "test_score" in works else pd.Series(np.nan, index=works.index)
    mark = mark_points(works["mark"], points) if "mark" in works else pd.Series(np.nan, index=works.index)
    score = test.astype("float64").fillna(percent.astype("float64")).fillna(mark)
    basis = np.select([test.notna(), percent.notna()], ["тестовый балл", "% от максимума"], "отметка")
    return works.assign(score=score, basis=basis).loc[score.notna()]


def roster(school: School, year: str) -> pd.DataFrame:
    """Return the pupils of the year who stayed: pupil, class_, grade, stage (НОО, ООО, СОО), in order of classes.

    Who left before the end of the year is not judged by a part of it (methods reference, section 1.1).
    """
    pupils = school["pupils"]
    pupils = pupils.loc[pupils["year"].eq(year)]
    if "left" in pupils:
        graduated = pupils["leave_reason"].eq("выпуск") if "leave_reason" in pupils else False
        pupils = pupils.loc[pupils["left"].isna() | graduated]
    grade = pupils["class_"].str.extract(r"^(\d{1,2})", expand=False).astype("Int64")
    table = pupils[["pupil", "class_"]].assign(grade=grade, stage=pupils["level"]).drop_duplicates("pupil")
    return table.sort_values(["grade", "class_", "pupil"], kind="stable").reset_index(drop=True)


def sources(school: School, year: str, settings: Settings) -> pd.DataFrame:
    """Gather what each pupil has in each subject.

    Parameters
    ----------
    school : School
        Of «Текущие отметки», «Отметки за период», «Результаты процедур» those it has.
    year : str
    settings : Settings
        ``composite``, ``weighted``, ``journal.control_works``.

    Returns
    -------
    DataFrame
        pupil, subject, source (:data:`SOURCES`), score (0–100), n (marks or works behind it), basis. The year's work is
        taken before the year's mark, never both.
    """
    parts = [_journal(school, year, settings), _interim(school, year, settings), _outside(school, year, settings)]
    found = pd.concat([part[_COLUMNS] for part in parts], ignore_index=True)
    return found.astype({"pupil": "str", "subject": "str", "source": "str", "basis": "str"})


def meta_scores(school: School, year: str, settings: Settings) -> pd.DataFrame:
    """Return the cross-subject works of the year: pupil, subject (what was checked), score (0–100), basis."""
    works = _works(school, year, META)
    return work_scores(works, settings.composite.mark_points)[["pupil", "subject", "score", "basis"]]


def achievements(school: School, year: str) -> pd.DataFrame:
    """Count a pupil's confirmed results in olympiads and contests of the year: a line apart, never in the composite.

    Returns
    -------
    DataFrame
        pupil, wins, prizes, takes (all confirmed records); a record without a checker or replaced by another is left
        out. What a result is worth is decided by the rules of the rating («20_rating»).
    """
    empty = pd.DataFrame({"pupil": pd.Series(dtype="str")} | {n: pd.Series(dtype="int64") for n in _COUNTS})
    if not school.has("participations"):
        return empty
    rows = school["participations"]
    begin, end = _days(year)
    replaced = set(rows["replaces"].dropna()) if "replaces" in rows else set()
    kept = rows["date"].between(begin, end) & rows["verified_by"].notna()
    if "record" in rows:
        kept &= ~rows["record"].isin(replaced)
    rows = rows.loc[kept]
    if rows.empty:
        return empty
    counted = rows.assign(wins=rows["result"].eq("победитель"), prizes=rows["result"].eq("призёр"), takes=True)
    return counted.groupby("pupil", as_index=False)[list(_COUNTS)].sum()


_COUNTS = ("wins", "prizes", "takes")


def _journal(school: School, year: str, settings: Settings) -> pd.DataFrame:
    """Current marks as one source and marks of control works as another."""
    if not school.has("marks"):
        return _none()
    marks = school["marks"]
    begin, end = _days(year)
    marks = marks.loc[marks["date"].between(begin, end)]
    control = {kind.strip() for kind in settings.journal.control_works.split(";")}
    works = marks["work_type"].isin(control)
    parts = []
    for name, rows in (("текущее", marks.loc[~works]), ("тематическое", marks.loc[works])):
        if rows.empty:
            continue
        means = weighted_means(rows, settings.weighted)
        score = mark_points(means["weighted_mean"], settings.composite.mark_points)
        parts.append(means.assign(source=name, score=score, basis="отметки"))
    return pd.concat(parts, ignore_index=True) if parts else _none()


def _interim(school: School, year: str, settings: Settings) -> pd.DataFrame:
    """Take the work of промежуточная аттестация; where there is none, the mark of the year."""
    points = settings.composite.mark_points
    works = work_scores(_works(school, year, "промежуточная"), points).assign(n=1)
    parts = [works]
    if school.has("period_marks"):
        marks = school["period_marks"]
        marks = marks.loc[marks["year"].eq(year) & marks["period"].eq("год") & marks["mark"].isin(_MARKS)]
        done = pd.MultiIndex.from_frame(works[["pupil", "subject"]])
        marks = marks.loc[~pd.MultiIndex.from_frame(marks[["pupil", "subject"]]).isin(done)]
        parts.append(marks.assign(score=mark_points(marks["mark"], points), n=1, basis="годовая отметка"))
    return pd.concat([part.assign(source="промежуточная") for part in parts], ignore_index=True)


def _outside(school: School, year: str, settings: Settings) -> pd.DataFrame:
    works = work_scores(_works(school, year, "ВПР"), settings.composite.mark_points)
    return works.assign(source="ВПР", n=1)


def _works(school: School, year: str, procedure: str) -> pd.DataFrame:
    if not school.has("procedures"):
        names = ["pupil", "subject", "mark"]
        empty = {name: pd.Series(dtype="str") for name in names}
        return pd.DataFrame(empty | {n: pd.Series(dtype="float64") for n in ("primary_score", "max_score")})
    works = school["procedures"]
    return works.loc[works["year"].eq(year) & works["procedure"].eq(procedure)]


def _none() -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype="float64" if name in ("score", "n") else "str") for name in _COLUMNS})


def _days(year: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    first = int(year[:4])
    return pd.Timestamp(first, 9, 1), pd.Timestamp(first + 1, 8, 31)
