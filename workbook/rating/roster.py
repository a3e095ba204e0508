"""The roster (список года): who competes, in which class and league; those without a single point included.

Apart from the rating list, because class totals and engagement need the pupils who took part in nothing.
"""

from __future__ import annotations

import pandas as pd

from workbook.rating.rules import Rules

__all__ = ["roster"]

_STAYS = ("выпуск", "перевод в другой класс")


def roster(pupils: pd.DataFrame, year: str, rules: Rules) -> pd.DataFrame:
    """Return the pupils of a school year who were at school to the end of the season.

    Parameters
    ----------
    pupils : DataFrame
        Table «Ученики».
    year : str
        «2025/2026».
    rules : Rules

    Returns
    -------
    DataFrame
        ``pupil``, ``class_``, ``level``, ``grade`` (Int64), ``league`` (title, empty when no league holds the grade),
        in the order of classes and codes. A pupil who left before the last day of the season is absent, except
        leavers after graduation and pupils who changed class.
    """
    rows = pupils[pupils["year"] == year]
    gone = (rows["left"] <= pd.Timestamp(rules.period.ends)) & ~rows["leave_reason"].isin(_STAYS)
    rows = rows.loc[~gone, ["pupil", "class_", "level"]]
    grade = pd.to_numeric(rows["class_"].str.extract(r"^(\d+)")[0], errors="coerce").astype("Int64")
    titles = {number: rules.league(number) for number in range(1, 12)}
    found = rows.assign(grade=grade, league=grade.map(titles).fillna("").astype("str"))
    return found.sort_values(["grade", "class_", "pupil"], ignore_index=True)
