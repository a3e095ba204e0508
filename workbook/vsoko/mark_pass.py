"""Subjects without marks: «зачтено» and «не зачтено» counted apart, for they enter no percentage of marks."""

from __future__ import annotations

import pandas as pd

__all__ = ["pass_fail"]


def pass_fail(period_marks: pd.DataFrame, people: pd.DataFrame, year: str, period: str) -> pd.DataFrame:
    """Count pass marks by subject and parallel.

    Parameters
    ----------
    period_marks : DataFrame
        Validated table.
    people : DataFrame
        pupil and grade of those who are counted.
    year, period : str
        «2025/2026», «год» …

    Returns
    -------
    DataFrame
        Columns subject, grade, passed («зч»), failed («незач»); empty when nobody has such a mark.
    """
    rows = period_marks.loc[
        period_marks["year"].eq(year) & period_marks["period"].eq(period) & period_marks["mark"].isin(["зч", "незач"]),
        ["pupil", "subject", "mark"],
    ].merge(people[["pupil", "grade"]].drop_duplicates("pupil"), on="pupil")
    rows = rows.assign(passed=rows["mark"].eq("зч").astype(int), failed=rows["mark"].eq("незач").astype(int))
    return rows.groupby(["subject", "grade"])[["passed", "failed"]].sum().reset_index()
