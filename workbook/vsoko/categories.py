"""Categories of pupils and the reserve of quality: apart from the marks because here one counts pupils, not marks.

«Общий % качества» of a class is a share of pupils without a «3»; «качество» of a subject is a share of marks.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from workbook.settings import MarkRules
from workbook.vsoko.precision import Clusters

__all__ = ["CATEGORIES", "category_table", "pupil_categories", "pupil_list"]

CATEGORIES = (
    "неуспевающий",
    "не аттестован",
    "отличник",
    "с одной «4»",
    "хорошист",
    "с одной «3»",
    "успевающий",
)
"""The first that fits wins, in this order."""

_GOOD = ("отличник", "с одной «4»", "хорошист")
_FAILING = ("неуспевающий", "не аттестован")
_RESERVE = "с одной «3»"


def pupil_categories(records: pd.DataFrame) -> pd.DataFrame:
    """Put each pupil of a year in one category by all marks of the period.

    Parameters
    ----------
    records : DataFrame
        From :func:`workbook.vsoko.marks.period_records`, **all subjects** of the pupils.

    Returns
    -------
    DataFrame
        Columns year, class_, grade, level, profile, pupil, n5, n4, n3, n2, absent, category; a pupil exempt from
        every subject is left out.

    Notes
    -----
    1 неуспевающий: any «2»; 2 не аттестован: any «н/а»; 3 отличник: all «5»; 4 с одной «4»: one «4», the rest «5»
    (reserve of отличники); 5 хорошист: «5» and «4»; 6 с одной «3»: exactly one «3» (reserve of quality);
    7 успевающий: two «3» and more.
    """
    keys = ["year", "class_", "grade", "level", "profile", "pupil"]
    rows = records.loc[records["in_n"] > 0, [*keys, "mark"]]
    counts = (
        rows.assign(**{f"n{mark}": rows["mark"].eq(mark).astype(int) for mark in ("5", "4", "3", "2")})
        .assign(absent=rows["mark"].eq("н/а").astype(int))
        .groupby(keys, observed=True, dropna=False)[["n5", "n4", "n3", "n2", "absent"]]
        .sum()
        .reset_index()
    )
    no_three = counts["n3"].eq(0)
    conditions = [
        counts["n2"].gt(0),
        counts["absent"].gt(0),
        no_three & counts["n4"].eq(0),
        no_three & counts["n4"].eq(1),
        no_three,
        counts["n3"].eq(1),
    ]
    words = np.select(conditions, list(CATEGORIES[:-1]), CATEGORIES[-1])
    return counts.assign(category=pd.Series(words, index=counts.index, dtype="str"))


def category_table(categories: pd.DataFrame, by: Sequence[str], rules: MarkRules) -> pd.DataFrame:
    """Count categories and the general percentages of a class, a parallel or the school.

    Parameters
    ----------
    categories : DataFrame
        From :func:`pupil_categories`.
    by : sequence of str
        Grouping columns; empty for the school.
    rules : MarkRules
        Small sample.

    Returns
    -------
    DataFrame
        ``by``, n (pupils), the seven categories as columns, success_percent, quality_percent, reserve_percent
        (quality with the pupils of one «3») with ``*_low``, ``*_high`` (Wilson, 95 %), small.

    Notes
    -----
    Общий % успеваемости = (N − неуспевающие − не аттестованные)/N; общий % качества = (отличники + с одной «4» +
    хорошисты)/N; с учётом резерва adds «с одной «3»».
    """
    keys, word = list(by), categories["category"]
    flags = {name: word.eq(name) for name in CATEGORIES}
    flags |= {"success": ~word.isin(_FAILING), "quality": word.isin(_GOOD), "reserve": word.isin([*_GOOD, _RESERVE])}
    frame = categories[[*keys, "pupil"]].assign(n=1, **{name: flag.astype(int) for name, flag in flags.items()})
    pupils = Clusters(frame, keys, ["n", *flags])
    table = pupils.sums[["n", *CATEGORIES]].astype(int)
    for name in ("success", "quality", "reserve"):
        part = pupils.share(name, "n")[["percent", "low", "high"]]
        table[[f"{name}_percent", f"{name}_low", f"{name}_high"]] = part
    table["small"] = table["n"] < rules.small_n
    return table.reset_index(drop=not keys)


def pupil_list(categories: pd.DataFrame, records: pd.DataFrame, category: str = _RESERVE) -> pd.DataFrame:
    """List the codes of one category with the subject that decides it; for work inside the school only.

    Parameters
    ----------
    categories, records : DataFrame
        From :func:`pupil_categories` and from the records it was made of.
    category : str
        One of :data:`CATEGORIES`.

    Returns
    -------
    DataFrame
        Columns class_, pupil, subjects (of the marks that decide, «; » between; empty for «отличник», «хорошист»,
        «успевающий»), sorted by class and code.
    """
    deciding = {"неуспевающий": "2", "не аттестован": "н/а", "с одной «4»": "4", _RESERVE: "3"}
    chosen = categories.loc[categories["category"].eq(category), ["year", "class_", "grade", "pupil"]]
    marks = records.loc[records["mark"].eq(deciding.get(category, "")), ["year", "pupil", "subject"]]
    subjects = marks.groupby(["year", "pupil"])["subject"].agg(lambda names: "; ".join(sorted(names)))
    listed = chosen.join(subjects.rename("subjects"), on=["year", "pupil"])
    listed["subjects"] = listed["subjects"].astype("str").fillna("")
    return listed.sort_values(["grade", "class_", "pupil"])[["class_", "pupil", "subjects"]].reset_index(drop=True)
