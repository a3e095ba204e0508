"""Year against year (период к периоду): the same pupils, the same days of the season, the same rules.

Apart from involvement, which looks at one season: here every number is a pair, and pairs must stay pairs. Only pupils
who stand on the lists of both years are compared; a season that is not over yet is set against the same part of the
last one; both are counted by the rules now in force, whatever was announced a year ago.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbook.errors import MissingData, Reason
from workbook.estimates import (
    NORMAL_95,
    Estimate,
    PairedChange,
    bootstrap,
    holm,
    mean_table,
    paired_change,
    suppress,
)
from workbook.rating.involvement import gini
from workbook.rating.offer import DIRECTIONS
from workbook.rating.rating_list import totals
from workbook.rating.rules import Period
from workbook.rating.season import Season, reached_day
from workbook.school import School

__all__ = ["CHANGE_WORDS", "YearChange", "known_change", "share_change", "year_change"]

CHANGE_WORDS = ("выросла", "снизилась", "изменение может быть случайным", "не изменилась")
"""What is said of a change of involvement."""

_ALPHA = 0.05
"""The same trust as that of the 95 % intervals beside it."""
_SEED = 20260531
_SEXES = {"ж": "девочки", "м": "мальчики"}
_KINDS = {"школа": "whole", "уровень": "level", "пол": "sex", "класс": "class_"}


@dataclass(frozen=True)
class YearChange:
    """Two seasons of the same pupils side by side.

    Attributes
    ----------
    until, until_before : datetime.date
        The last day compared, this season and the last one.
    partial : bool
        Whether this season is not over on that day.
    pupils : DataFrame
        One row per pupil of both lists: ``pupil``, ``class_``, ``class_before``, ``level``, ``grade``, ``sex`` (missing
        when unknown), ``before``, ``now`` (hundredths, nothing carried over), ``change``, ``took_before``, ``took``.
    directions : DataFrame
        ``direction``, ``points_before``, ``points`` (hundredths of all compared pupils), ``k_before``, ``k`` (took
        part), ``gained``, ``lost``, ``change``, ``low``, ``high`` (percentage points), ``word``.
    left_out : int
        Pupils of this year's list who were not on the last one.
    """

    until: date
    until_before: date
    partial: bool
    pupils: pd.DataFrame
    directions: pd.DataFrame
    left_out: int

    @property
    def growth(self) -> PairedChange:
        """Change of a pupil's points: median with its interval, who rose and who fell."""
        return paired_change(self.pupils["before"] / 100, self.pupils["now"] / 100)

    def inequality(self) -> tuple[float, float, Estimate]:
        """Gini of the compared pupils' points a year ago and now, and its change with a bootstrap interval."""
        then, now = (self.pupils[name].to_numpy("float64") for name in ("before", "now"))

        def shift(rows: NDArray[np.float64], axis: int = -1) -> NDArray[np.float64]:
            drawn = rows.astype("int64")
            return _gini(now[drawn], axis) - _gini(then[drawn], axis)

        people = np.arange(len(then), dtype="float64")
        return gini(self.pupils["before"]), gini(self.pupils["now"]), bootstrap(people, shift, seed=_SEED)

    def groups(self, minimum: int) -> pd.DataFrame:
        """Set the groups of pupils beside each other: who took part then and now, how points changed.

        Parameters
        ----------
        minimum : int
            The smallest group shown; a second group is hidden where the total would give one away.

        Returns
        -------
        DataFrame
            ``kind`` («школа», «уровень», «пол», «класс»: pupils by this year's class, that went up a grade),
            ``group``, ``class_before``, ``n``, ``k_before``, ``k``, ``kept``, ``gained`` (now, not then), ``lost``
            (then, not now), ``change``, ``low``, ``high`` (percentage points, paired), ``word``, ``mean``,
            ``mean_low``, ``mean_high`` (mean change of points, hundredths), ``grew`` (whether points surely changed:
            Wilcoxon's test, all groups of a kind at once), ``hidden``; numbers are missing where the group is too
            small.
        """
        people = self.pupils.assign(whole="сравниваемые ученики", sex=self.pupils["sex"].map(_SEXES))
        parts = []
        for kind, column in _KINDS.items():
            if kind == "пол" and (people["sex"].isna().any() or people["sex"].nunique() < 2):
                # A sex known for some pupils only would compare those whom the office entered, not boys and girls.
                continue
            table = _paired(people, [column]).rename(columns={column: "group"})
            means = mean_table(people.assign(change=people["change"].astype("float64")), "change", [column])
            means = means.set_index(column)[["mean", "low", "high"]].add_prefix("mean_")
            table = table.join(means.rename(columns={"mean_mean": "mean"}), on="group")
            tests = people.groupby(column, sort=False)[["before", "now"]].apply(_points_chance)
            table["grew"] = holm(tests.reindex(table["group"]).to_numpy("float64")) < _ALPHA
            hidden = suppress(table, "n", ["group"], minimum)["suppressed"]
            parts.append(table.assign(kind=kind, hidden=hidden))
        found = pd.concat(parts, ignore_index=True)
        quiet = found["hidden"] != ""
        counts = ["n", "k_before", "k", "kept", "gained", "lost"]
        found[counts] = found[counts].astype("Int64")
        found.loc[quiet, counts] = pd.NA
        found.loc[quiet, ["change", "low", "high", "mean", "mean_low", "mean_high"]] = math.nan
        found.loc[quiet, "word"] = ""
        found.loc[quiet, "grew"] = False
        moved = people.groupby("class_")["class_before"].agg(lambda names: names.value_counts().index[0])
        found["class_before"] = found["group"].map(moved).where(found["kind"] == "класс")
        first = ["kind", "group", "class_before", *counts, "change", "low", "high", "word"]
        return found[[*first, "mean", "mean_low", "mean_high", "grew", "hidden"]]


@lru_cache(maxsize=8)
def year_change(school: School, season: Season) -> YearChange:
    """Compare the season with the last one, pupil by pupil; the sections of one report share the answer.

    Parameters
    ----------
    school : School
        Table «Ученики» of both years.
    season : Season

    Raises
    ------
    MissingData
        The last season has no records, or its list of pupils is not there, or nobody stands on both lists.
    """
    if season.before is None:
        raise MissingData(
            "Записей прошлого периода нет: сравнивать год с годом не с чем.", Reason.TABLE_EMPTY, ("participations",)
        )
    if season.before_pupils is None:
        raise MissingData(
            "Списка учеников прошлого года нет: неизвестно, кто тогда учился, и прирост не с чем сравнить.",
            Reason.TABLE_EMPTY, ("pupils",),
        )  # fmt: skip
    now = season.rating
    people = now.loc[now["pupil"].isin(season.before_pupils), ["pupil", "class_", "level", "grade"]]
    people = people.sort_values(["grade", "class_", "pupil"], ignore_index=True)
    if people.empty:
        raise MissingData(
            "Ни один ученик списка не учился здесь год назад: сравнивать некого.", Reason.TABLE_EMPTY, ("pupils",)
        )
    table = school["pupils"]
    this = table[table["year"] == school.year].drop_duplicates("pupil", keep="last").set_index("pupil")
    past = table[table["pupil"].isin(people["pupil"]) & (table["year"] < school.year)].sort_values("year")
    past = past.drop_duplicates("pupil", keep="last").set_index("pupil")
    points = now.set_index("pupil")["total"] - now.set_index("pupil")["carried"]
    took_before, took = season.taking_before, season.taking
    people["class_before"] = people["pupil"].map(past["class_"])
    people["sex"] = people["pupil"].map(this["sex"]) if "sex" in this else pd.NA
    people["before"] = people["pupil"].map(totals(season.before)).fillna(0).astype("int64")
    people["now"] = people["pupil"].map(points).astype("int64")
    people["change"] = people["now"] - people["before"]
    people["took_before"] = people["pupil"].isin(took_before["pupil"])
    people["took"] = people["pupil"].isin(took["pupil"])
    day = reached_day(school, season.rules)
    return YearChange(
        until=day,
        until_before=Period(season.rules.period.starts, day).previous().ends,
        partial=day < season.rules.period.ends,
        pupils=people,
        directions=_directions(season, people, took_before, took),
        left_out=len(now) - len(people),
    )


def known_change(school: School, season: Season) -> YearChange | None:
    """Compare as :func:`year_change` does, or return None when there is nothing to compare with."""
    try:
        return year_change(school, season)
    except MissingData:
        return None


def _directions(season: Season, people: pd.DataFrame, took_before: pd.DataFrame, took: pd.DataFrame) -> pd.DataFrame:
    """Count every direction anew for the same pupils."""
    codes = set(people["pupil"])
    long = []
    for name in DIRECTIONS:
        there = [set(rows.loc[rows["direction"] == name, "pupil"]) & codes for rows in (took_before, took)]
        if any(there):
            long.append(
                people.assign(
                    direction=name, took_before=people["pupil"].isin(there[0]), took=people["pupil"].isin(there[1])
                )
            )
    if not long:
        columns = ["direction", "n", "k_before", "k", "kept", "gained", "lost", "change", "low", "high", "word"]
        return pd.DataFrame(columns=[*columns, "points_before", "points"])
    table = _paired(pd.concat(long, ignore_index=True), ["direction"])
    for column, rows in (("points_before", season.before), ("points", season.ledger)):
        if rows is not None:
            sums = rows[rows["pupil"].isin(codes)].groupby("direction")["counted"].sum()
            table[column] = table["direction"].map(sums).fillna(0).astype("int64")
    return table


def _paired(people: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Count who came, who stayed away and how sure the change is, group by group in the order of the rows."""
    flags = people.assign(
        kept=people["took"] & people["took_before"],
        gained=people["took"] & ~people["took_before"],
        lost=~people["took"] & people["took_before"],
    )
    table = flags.groupby(list(by), sort=False, observed=True).agg(
        n=("pupil", "size"), k_before=("took_before", "sum"), k=("took", "sum"), kept=("kept", "sum"),
        gained=("gained", "sum"), lost=("lost", "sum"),
    ).reset_index()  # fmt: skip
    ends = [
        share_change(int(gained), int(lost), int(n))
        for gained, lost, n in zip(table["gained"], table["lost"], table["n"], strict=True)
    ]
    table["change"] = [end.value for end in ends]
    table["low"] = [end.low for end in ends]
    table["high"] = [end.high for end in ends]
    chances = [_chance(int(gained), int(lost)) for gained, lost in zip(table["gained"], table["lost"], strict=True)]
    sure = holm(np.array(chances, dtype="float64")) < _ALPHA
    rose, fell, maybe, same = CHANGE_WORDS
    table["word"] = [
        (rose if gained > lost else fell) if certain else maybe if gained or lost else same
        for gained, lost, certain in zip(table["gained"], table["lost"], sure, strict=True)
    ]
    return table


def share_change(gained: int, lost: int, n: int) -> Estimate:
    """Change of a share among the same people in percentage points (парная разность долей).

    Parameters
    ----------
    gained, lost : int
        Took part now and not then; then and not now.
    n : int
        All who are compared.

    References
    ----------
    Bonett D. G., Price R. M. (2012). Adjusted Wald confidence interval for a difference of binomial proportions based
    on paired data. Journal of Educational and Behavioral Statistics, 37, 479–488.

    Examples
    --------
    >>> e = share_change(14, 3, 100)
    >>> round(e.value, 1), round(e.low, 1), round(e.high, 1)
    (11.0, 2.7, 18.9)
    """
    if n == 0:
        return Estimate(math.nan, math.nan, math.nan, 0)
    up, down = (gained + 1) / (n + 2), (lost + 1) / (n + 2)
    half = NORMAL_95 * math.sqrt((up + down - (up - down) ** 2) / (n + 2))
    middle = up - down
    ends = (max(100 * (middle - half), -100.0), min(100 * (middle + half), 100.0))
    return Estimate(100 * (gained - lost) / n, *ends, n)


def _points_chance(pairs: pd.DataFrame) -> float:
    return paired_change(pairs["before"], pairs["now"]).p_value


def _gini(points: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
    """Return the Gini coefficient of many samples at once, see :func:`workbook.rating.involvement.gini`."""
    n = points.shape[axis]
    ordered = np.sort(points, axis=axis)
    with np.errstate(invalid="ignore", divide="ignore"):
        found: NDArray[np.float64] = (
            np.moveaxis(ordered, axis, -1) @ (2.0 * np.arange(1, n + 1) - n - 1) / (n * points.sum(axis=axis))
        )
    return found


def _chance(gained: int, lost: int) -> float:
    """Return the exact sign test of those who changed (McNemar): could so uneven a split be chance?"""
    n, most = gained + lost, max(gained, lost)
    if n == 0:
        return math.nan
    tail = sum(math.comb(n, k) for k in range(most, n + 1))
    return min(1.0, float(2 * tail / 2**n))
