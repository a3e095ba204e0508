"""Class totals (коллективный рейтинг): what a class earned per head of its list.

Apart from the rating list, because a class is measured against its size, pupils without points included.
"""

from __future__ import annotations

from fractions import Fraction

import pandas as pd

from workbook.estimates import dense_ranks
from workbook.rating.rules import nearest
from workbook.school import School

__all__ = ["class_names", "class_totals"]


def class_totals(rating: pd.DataFrame) -> pd.DataFrame:
    """Add up a rating list by class.

    Parameters
    ----------
    rating : DataFrame
        From :func:`workbook.rating.rating_list.rating_list`.

    Returns
    -------
    DataFrame
        One row per class in the order of grades: ``class_``, ``grade``, ``league``, ``pupils``, ``scorers`` (pupils
        with points), ``total``, ``group`` and ``per_head`` (total / pupils, half up) in hundredths, ``top_part`` (the
        best pupil's part of the class total in percent, nan without points) and ``place`` by ``per_head``.
    """
    rows = rating.assign(scored=rating["total"] > 0).groupby(["grade", "class_", "league"], as_index=False).agg(
        pupils=("pupil", "size"), scorers=("scored", "sum"), total=("total", "sum"), group=("group", "sum"),
        best=("total", "max"),
    )  # fmt: skip
    heads = zip(rows["total"], rows["pupils"], strict=True)
    rows["per_head"] = pd.Series([nearest(Fraction(int(t), int(n))) for t, n in heads], dtype="int64")
    rows["top_part"] = 100 * rows["best"] / rows["total"].where(rows["total"] > 0)
    rows["place"] = dense_ranks(rows["per_head"].where(rows["total"] > 0).astype("Int64"))
    columns = ["class_", "grade", "league", "pupils", "scorers", "total", "group", "per_head", "top_part", "place"]
    return rows[columns]


def class_names(school: School) -> list[str]:
    """Return the year's classes in the order of grades, for a control.

    Raises
    ------
    MissingData
        The school handed in no list of pupils.
    """
    pupils = school["pupils"]
    names = pupils.loc[pupils["year"] == school.year, "class_"].drop_duplicates()
    grade = pd.to_numeric(names.str.extract(r"^(\d+)")[0], errors="coerce")
    return list(names.to_frame("class_").assign(grade=grade).sort_values(["grade", "class_"])["class_"])
