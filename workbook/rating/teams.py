"""Team points (групповые баллы): what a team earned and how its members share it.

Apart from the price of a record, because a share depends on the whole team.

A team is the records of one card with one team code and one date. Its points B are the dearest base among its members
times the form. Everybody recorded is a member, also those whose record is not yet verified: paperwork does not change
how many stood on the stage, and a later confirmation takes nothing from the others.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import pandas as pd

from workbook.estimates import largest_remainder
from workbook.rating.rules import Rules, nearest

__all__ = ["split_teams"]

_TEAM = ["card", "team", "date"]


def split_teams(records: pd.DataFrame, inside: pd.Series, rules: Rules) -> pd.DataFrame:
    """Add each record's own part of what was earned: its price alone, its share in a team.

    Parameters
    ----------
    records : DataFrame
        Priced records.
    inside : Series of bool
        Records with a known card and a date in the season; others belong to no team.
    rules : Rules
        ``policy``: «поровну» B/k and «по ролям» B·rᵢ/Σr by largest remainder in hundredths, so that the parts sum to B
        exactly (odd hundredths go to the largest remainders, among equal ones in the order of pupils' codes);
        «каждому полностью»: each gets the own price, at most ``team_cap`` from one team.

    Returns
    -------
    DataFrame
        `records` with ``team_points`` and ``members`` (missing for single records), ``earned``, ``points`` (after the
        team's limit), ``even_points`` (without odd hundredths), ``conflict`` (the team's records name different
        results or forms) and ``repeated`` (the pupil already stands in this team).
    """
    alone = records["price"].fillna(0).astype("int64")
    result = records.assign(
        team_points=pd.Series(pd.NA, index=records.index, dtype="Int64"),
        members=pd.Series(pd.NA, index=records.index, dtype="Int64"),
        earned=alone,
        points=alone,
        even_points=alone,
        conflict=False,
        repeated=False,
    )
    group = inside & (records["participation"] == "групповое")
    result.loc[group, ["earned", "points", "even_points"]] = 0
    teams = result[group & records["team"].notna()]
    shares: list[dict[str, Any]] = []
    for _, team in teams.groupby(_TEAM, sort=False):
        if len(team[["result", "form"]].drop_duplicates()) > 1:
            shares += [{"index": index, "conflict": True} for index in team.index]
            continue
        ordered = team.assign(_open=team["verified_by"].isna()).sort_values(
            ["pupil", "_open", "price", "role", "record"], ascending=[True, True, False, True, True], kind="stable"
        )
        again = ordered.duplicated("pupil")
        shares += [{"index": index, "repeated": True} for index in ordered.index[again]]
        shares += _split(ordered[~again], rules)
    if shares:
        found = pd.DataFrame(shares).set_index("index")
        for name in found.columns:
            given = found[name].dropna()
            result.loc[given.index, name] = given.astype(result[name].dtype)
    return result


def _split(team: pd.DataFrame, rules: Rules) -> list[dict[str, Any]]:
    """Share one team's points; one row per member, in the order of codes."""
    form = rules.forms[str(team["form"].iloc[0])]
    worth = nearest(Fraction(int(team["base"].max())) * form)
    if rules.policy == "каждому полностью":
        full = [int(value) for value in team["price"]]
        even = points = [min(value, rules.team_cap) for value in full]
        return _rows(team, None, full, points, even)
    weights = [1] * len(team)
    if rules.policy == "по ролям":
        roles = [rules.roles[str(role)] for role in team["role"]]
        common = math.lcm(*(role.denominator for role in roles))
        weights = [int(role * common) for role in roles]
        worth = worth if any(weights) else 0
    parts = largest_remainder(weights, worth)
    whole = sum(weights) or 1
    return _rows(team, worth, parts, parts, [worth * weight // whole for weight in weights])


def _rows(
    team: pd.DataFrame, worth: int | None, earned: list[int], points: list[int], even: list[int]
) -> list[dict[str, Any]]:
    return [
        {"index": index, "team_points": worth, "members": len(team), "earned": a, "points": b, "even_points": c}
        for index, a, b, c in zip(team.index, earned, points, even, strict=True)
    ]
