"""Engagement (охват): who takes part in anything at all, and in how few hands the points lie.

Apart from points: a pupil who came to an event took part even if the record brought nothing.
"""

from __future__ import annotations

import math

import pandas as pd

from workbook.estimates import Estimate, share, share_table
from workbook.rating.offer import DIRECTIONS
from workbook.rating.outcome import Outcome
from workbook.rating.rules import Rules

__all__ = ["concentration", "engagement", "engagement_of_all", "participants"]

_NOT_HERE = [
    str(code) for code in (Outcome.CARD_UNKNOWN, Outcome.OUTSIDE_PERIOD, Outcome.LEFT, Outcome.NOT_ON_ROSTER,
                           Outcome.REPLACED, Outcome.REVOKED)
]  # fmt: skip


def participants(ledger: pd.DataFrame) -> pd.DataFrame:
    """Return pupil × direction pairs that took part in the season, counted or not.

    A draft is a participation: the child came, the office has not checked the paper yet; so is an appealed record. A
    record that was withdrawn or replaced says that this participation was not; a record entered twice is one.

    Returns
    -------
    DataFrame
        ``pupil``, ``direction``, each pair once.
    """
    rows = ledger.loc[~ledger["outcome"].isin(_NOT_HERE), ["pupil", "direction"]]
    return rows.drop_duplicates(ignore_index=True)


def engagement_of_all(ledger: pd.DataFrame, roster: pd.DataFrame) -> Estimate:
    """Share of the roster with at least one record of the season, percent with Wilson's interval."""
    taking = roster["pupil"].isin(participants(ledger)["pupil"])
    return share(int(taking.sum()), len(roster))


def engagement(ledger: pd.DataFrame, roster: pd.DataFrame, by: str, *, by_direction: bool = False) -> pd.DataFrame:
    """Share of pupils with any record, by class, grade, league or level, and by direction when asked.

    Parameters
    ----------
    ledger, roster : DataFrame
    by : str
        Column of the roster: ``class_``, ``grade``, ``league`` or ``level``.
    by_direction : bool
        One row per group × direction of :data:`workbook.rating.offer.DIRECTIONS` instead of one per group.

    Returns
    -------
    DataFrame
        `by` (and ``direction``), ``k`` pupils taking part, ``n`` pupils on the roster, ``percent``, ``low``, ``high``
        (Wilson, 95 %), in the order of the roster.
    """
    taking = participants(ledger).merge(roster, on="pupil")
    groups = roster.groupby(by, sort=False).size().rename("n").reset_index()
    keys = [by]
    if by_direction:
        keys = [by, "direction"]
        groups = groups.merge(pd.DataFrame({"direction": list(DIRECTIONS)}), how="cross")
    counts = taking.groupby(keys)["pupil"].nunique().rename("k").reset_index()
    table = groups.merge(counts, on=keys, how="left").astype({"n": "int64"})
    table["k"] = table["k"].fillna(0).astype("int64")
    return share_table(table[[*keys, "k", "n"]], "k", "n")


def concentration(rating: pd.DataFrame, rules: Rules) -> float:
    """Part of all points that the pupils with the largest totals hold, percent (концентрация).

    The group is ``rules.top_share`` of all pupils on the list, at least one pupil, rounded up.

    Returns
    -------
    float
        nan when nobody has points.
    """
    whole = int(rating["total"].sum())
    if not whole:
        return math.nan
    size = max(1, math.ceil(rules.top_share * len(rating)))
    return 100 * int(rating["total"].nlargest(size).sum()) / whole
