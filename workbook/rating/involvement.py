"""Involvement (вовлечённость): how evenly points lie, whom the season left out, who came again.

Apart from engagement, which counts shares of one group: here groups, seasons and hands are set beside each other.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbook.estimates import Estimate, share, share_table, suppress
from workbook.rating.season import Season

__all__ = ["Retention", "absent", "gini", "involvement", "retention", "sexes"]

_SEXES = {"ж": "девочки", "м": "мальчики"}


def gini(values: pd.Series) -> float:
    """Return the Gini coefficient of points, pupils without points included (индекс Джини).

    0: everybody has the same; close to 1: one pupil has all. G = Σ(2i − n − 1)·x₍ᵢ₎ / (n·Σx), x in ascending order
    (Sen A. (1973). On economic inequality, p. 31). The largest value of n pupils is 1 − 1/n.

    Parameters
    ----------
    values : Series
        Points, not negative.

    Returns
    -------
    float
        nan when nobody has points.

    Examples
    --------
    >>> gini(pd.Series([0, 0, 0, 12])), gini(pd.Series([5, 5]))
    (0.75, 0.0)
    """
    ordered = np.sort(values.to_numpy("float64"))
    n, whole = len(ordered), float(ordered.sum())
    if not whole:
        return math.nan
    return float((2 * np.arange(1, n + 1) - n - 1) @ ordered / (n * whole))


def sexes(pupils: pd.DataFrame, year: str) -> pd.Series:
    """Return ``pupil → «ж» / «м»`` of a school year; missing where the office entered none."""
    rows = pupils[pupils["year"] == year].drop_duplicates("pupil", keep="last")
    return rows.set_index("pupil")["sex"]


def involvement(season: Season, sex: pd.Series | None, minimum: int) -> pd.DataFrame:
    """Set groups of pupils beside each other: who takes part, who has points, how evenly points lie.

    Parameters
    ----------
    season : Season
    sex : Series or None
        ``pupil → «ж» / «м»``; None or missing values leave the sex out.
    minimum : int
        The smallest group shown; a second group is hidden where the total would give one away.

    Returns
    -------
    DataFrame
        ``kind`` («школа», «уровень», «пол», «класс»), ``group``, ``n`` pupils, ``k`` taking part, ``absent``,
        ``scorers`` (with points), ``percent``, ``low``, ``high`` (Wilson, 95 %), ``gini``; numbers are missing and
        ``hidden`` says why where the group is too small.
    """
    people = season.rating[["pupil", "class_", "level", "grade", "total"]].sort_values(["grade", "class_", "pupil"])
    people = people.assign(
        школа="все ученики",
        уровень=people["level"],
        пол=people["pupil"].map(sex).map(_SEXES) if sex is not None else None,
        класс=people["class_"],
        takes=people["pupil"].isin(season.taking["pupil"]),
    )
    parts = []
    for kind in ("школа", "уровень", "пол", "класс"):
        rows = people[people[kind].notna()]
        if kind == "пол" and (rows.empty or len(rows) < len(people)):
            # A sex known for some pupils only would compare those whom the office entered, not boys and girls.
            continue
        table = rows.groupby(kind, sort=False).agg(
            n=("pupil", "size"), k=("takes", "sum"), scorers=("total", lambda points: int((points > 0).sum())),
            gini=("total", gini),
        )  # fmt: skip
        table = table.rename_axis("group").reset_index().assign(kind=kind)
        parts.append(table.assign(hidden=suppress(table, "n", ["group"], minimum)["suppressed"]))
    found = share_table(pd.concat(parts, ignore_index=True), "k", "n")
    found["absent"] = found["n"] - found["k"]
    found[["n", "k", "absent", "scorers"]] = found[["n", "k", "absent", "scorers"]].astype("Int64")
    quiet = found["hidden"] != ""
    found.loc[quiet, ["n", "k", "absent", "scorers"]] = pd.NA
    found.loc[quiet, ["percent", "low", "high", "gini"]] = math.nan
    first = ["kind", "group", "n", "k", "absent", "scorers", "percent", "low", "high", "gini", "hidden"]
    return found[first]


def absent(season: Season) -> pd.DataFrame:
    """Return the codes of pupils without a single record of the season, for use inside the school only.

    Returns
    -------
    DataFrame
        ``pupil``, ``class_`` in the order of classes.
    """
    rows = season.roster[~season.roster["pupil"].isin(season.taking["pupil"])]
    return rows[["pupil", "class_"]].reset_index(drop=True)


@dataclass(frozen=True, slots=True)
class Retention:
    """How many of last season's participants came again (удержание участников).

    Attributes
    ----------
    stayed : Estimate
        Percent of those who took part a year ago and are still at school.
    newcomers : int
        Pupils who take part now, were at school a year ago and did not then.
    returned, gone : int
        Pupils who took part in both seasons; who took part then and do not now.
    """

    stayed: Estimate
    newcomers: int
    returned: int
    gone: int


def retention(season: Season) -> Retention | None:
    """Compare who takes part with who took part a year ago.

    Returns
    -------
    Retention or None
        None when the previous season has no records of pupils who are still at school. Newcomers are counted only
        among those known to have been at school then; without that list they are zero.
    """
    if season.before is None:
        return None
    here = set(season.roster["pupil"])
    then = set(season.taking_before["pupil"]) & here
    if not then:
        return None
    now = set(season.taking["pupil"]) & here
    known = season.before_pupils or frozenset()
    return Retention(
        share(len(then & now), len(then)), len((now - then) & known), len(then & now), len(then - now)
    )  # fmt: skip
