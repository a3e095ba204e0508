"""How marks gather in a period: week by week, and whether half of them appear in its last days.

Apart from the journal's state because this is about the work of a class as a whole: late marks tire children and come
too late to help them.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbook.settings import JournalRules
from workbook.vsoko.mark_terms import Term

__all__ = ["LATE", "busy_weeks", "pace", "readiness", "weekly"]

_MARKS = ("5", "4", "3", "2")
LATE = "возможно, скопление в конце периода"


def weekly(marks: pd.DataFrame, by: str = "class_") -> pd.DataFrame:
    """Marks a pupil by week.

    Parameters
    ----------
    marks : DataFrame
        Rows of the journal with date, pupil, mark, class_ and subject.
    by : str
        Column of the rows of the answer.

    Returns
    -------
    DataFrame
        Index ``by`` (sorted by parallel when it is the class), columns Monday of each week from the first to the last,
        values: marks of the week divided by the pupils of the row in all weeks.
    """
    rows = marks.loc[marks["mark"].isin(_MARKS)]
    monday = rows["date"] - pd.to_timedelta(rows["date"].dt.day_of_week, unit="D")
    counts = pd.crosstab(rows[by], monday)
    weeks = pd.date_range(monday.min(), monday.max(), freq="7D") if len(rows) else pd.DatetimeIndex([])
    counts = counts.reindex(columns=weeks, fill_value=0)
    table = counts.div(marks.groupby(by)["pupil"].nunique().reindex(counts.index), axis=0)
    if by != "class_":
        return table
    order = marks[["class_", "grade"]].drop_duplicates().sort_values(["grade", "class_"])["class_"]
    return table.reindex([name for name in order if name in table.index])


def busy_weeks(table: pd.DataFrame, rules: JournalRules) -> pd.DataFrame:
    """Name the weeks in which a class got far more marks than in its usual week.

    Parameters
    ----------
    table : DataFrame
        From :func:`weekly`.
    rules : JournalRules
        ``busy_ratio``.

    Returns
    -------
    DataFrame
        Columns week (Monday), class_ (the row of ``table``), per_pupil, ratio (to the mean of the weeks in which the
        school set marks at all); in order of weeks.
    """
    lessons = table.loc[:, table.sum() > 0]
    lessons = lessons.rename_axis(index="class_", columns="week").reset_index()
    long = lessons.melt(id_vars="class_", var_name="week", value_name="per_pupil")
    usual = long.groupby("class_")["per_pupil"].transform("mean")
    long["ratio"] = long["per_pupil"] / usual.where(usual > 0)
    rows = long.loc[long["ratio"].ge(rules.busy_ratio), ["week", "class_", "per_pupil", "ratio"]]
    return rows.sort_values("week", kind="stable").reset_index(drop=True)


def pace(marks: pd.DataFrame, term: Term, rules: JournalRules) -> pd.DataFrame:
    """How many marks of a class in a subject fall on the last days of the term.

    Parameters
    ----------
    marks : DataFrame
        Rows of the journal of the term.
    term : Term
        Its days.
    rules : JournalRules
        ``late_days``, ``late_share``, ``late_works``.

    Returns
    -------
    DataFrame
        Columns class_, grade, subject, works (different days and kinds of works with marks), marks, late (marks of
        the last days that have marks at all), late_works, late_percent, even_percent (the share of the term's days
        that these days are), words (:data:`LATE`, «мало работ» or empty). A plain share without an interval: it
        describes the journal, it does not estimate anything.
    """
    rows = marks.loc[marks["mark"].isin(_MARKS)]
    # Lessons end before the calendar of the term does: its last week may be holidays.
    last = min(rows["date"].max(), term.ends) - pd.Timedelta(days=rules.late_days - 1)
    keys = ["grade", "class_", "subject"]
    rows = rows.assign(late=rows["date"].ge(last).astype(int))
    works = rows.drop_duplicates([*keys, "date", "work_type"])
    table = works.groupby(keys)["late"].agg(works="size", late_works="sum")
    table = table.join(rows.groupby(keys)["late"].agg(marks="size", late="sum")).reset_index()
    table["late_percent"] = 100 * table["late"] / table["marks"]
    table["even_percent"] = 100 * min(rules.late_days / term.days, 1.0)
    few = table["works"] < rules.late_works
    heavy = table["late_percent"].ge(rules.late_share) & table["late_percent"].gt(table["even_percent"])
    words = np.select([few, heavy], ["мало работ", LATE], "")
    table["words"] = pd.Series(words, table.index, dtype="str")
    columns = [*keys, "works", "marks", "late", "late_works", "late_percent", "even_percent", "words"]
    return pd.DataFrame(table, columns=columns)


def readiness(expected: pd.DataFrame, marks: pd.DataFrame, days: pd.DatetimeIndex, enough: int) -> pd.DataFrame:
    """Share of pupils and subjects that have enough marks by each day: the curve of accumulation.

    Parameters
    ----------
    expected : DataFrame
        pupil, subject: who is to be marked in what.
    marks : DataFrame
        Rows of the journal.
    days : DatetimeIndex
        Days to look at.
    enough : int
        How many marks the period needs.

    Returns
    -------
    DataFrame
        Columns day, ready, n, percent.
    """
    rows = marks.loc[marks["mark"].isin(_MARKS), ["pupil", "subject", "date"]].merge(
        expected[["pupil", "subject"]].drop_duplicates(), on=["pupil", "subject"]
    )
    rows = rows.sort_values("date", kind="stable")
    place = rows.groupby(["pupil", "subject"]).cumcount() + 1
    reached = rows.loc[place.eq(enough), "date"].sort_values().to_numpy()
    n = len(expected[["pupil", "subject"]].drop_duplicates())
    ready = np.searchsorted(reached, days.to_numpy(), side="right")
    return pd.DataFrame({"day": days, "ready": ready, "n": n, "percent": 100 * ready / n if n else np.nan})
