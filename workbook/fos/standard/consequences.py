"""What a scale would do: how many pupils get each mark, in every class, and how many stand at a border.

Apart from the methods because the consequences of any cuts are seen in the same way, the school's own included.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from workbook.errors import MissingData, Reason
from workbook.estimates import share_table
from workbook.fos.standard.scale import Scale
from workbook.fos.standard.work import Work

__all__ = ["Consequences", "class_names", "consequences"]

_ALL = (5, 4, 3, 2)


@dataclass(frozen=True)
class Consequences:
    """Marks that a scale would give.

    Attributes
    ----------
    shares : pandas.DataFrame
        mark, count, n, percent, low, high (Wilson): the whole work.
    classes : pandas.DataFrame
        class_, mark, count, n, percent, low, high; empty when classes are not known.
    near : pandas.DataFrame
        mark, cut, count, n, percent, low, high: pupils within one standard error of measurement of the border;
        empty when the error is not known.
    n : int
        Works.
    quality, success : float
        Percent of «4» and «5», percent of marks above «2».
    """

    shares: pd.DataFrame
    classes: pd.DataFrame
    near: pd.DataFrame
    n: int
    quality: float
    success: float


def consequences(work: Work, scale: Scale, classes: pd.Series[str] | None = None) -> Consequences:
    """Count the marks that a scale would give to the pupils who wrote the work.

    Parameters
    ----------
    work : Work
    scale : Scale
    classes : pandas.Series, optional
        Pupil → class.

    Raises
    ------
    MissingData
        Nobody has written the work.
    """
    if not work.n:
        raise MissingData("Работу ещё не писали: последствия порогов не видны.", Reason.TABLE_EMPTY, ("responses",))
    marks = scale.marks(work.sums)
    shares = _counted(marks)
    parts = []
    if classes is not None:
        known = classes.reindex(marks.index).dropna()
        for name in sorted(known.unique(), key=_order):
            part = _counted(marks[known.index[known == name]])
            part.insert(0, "class_", name)
            parts.append(part)
    count = shares.set_index("mark")["count"]
    return Consequences(
        shares, pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(), _near(work, scale), work.n,
        100 * float(count[5] + count[4]) / work.n, 100 * float(work.n - count[2]) / work.n,
    )  # fmt: skip


def class_names(pupils: pd.DataFrame, year: str = "") -> pd.Series[str]:
    """Return pupil → class in a school year; without a year, the last one known of each pupil.

    Parameters
    ----------
    pupils : pandas.DataFrame
        year, pupil, class_.
    year : str
        «2025/2026».
    """
    rows = pupils[pupils["year"] == year] if year and (pupils["year"] == year).any() else pupils
    rows = rows.dropna(subset=["class_"]).sort_values("year", kind="stable").drop_duplicates("pupil", keep="last")
    return rows.set_index("pupil")["class_"].astype(str)


def _counted(marks: pd.Series[int]) -> pd.DataFrame:
    count = [int((marks == mark).sum()) for mark in _ALL]
    return share_table(pd.DataFrame({"mark": list(_ALL), "count": count, "n": len(marks)}), "count", "n")


def _near(work: Work, scale: Scale) -> pd.DataFrame:
    if not math.isfinite(work.sem) or work.sem <= 0:
        return pd.DataFrame(columns=["mark", "cut", "count", "n", "percent", "low", "high"])
    rows = [
        # Half a point below the least sum: there the border runs between two whole sums.
        {"mark": mark, "cut": cut, "count": int(((work.sums - (cut - 0.5)).abs() <= work.sem).sum()), "n": work.n}
        for mark, cut in sorted(scale.cuts.items())
    ]
    return share_table(pd.DataFrame(rows), "count", "n")


def _order(name: str) -> tuple[int, str]:
    digits = "".join(letter for letter in name if letter.isdigit())
    return int(digits or 0), name
