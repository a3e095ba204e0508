"""Team points (групповые баллы): what a team earned and how its members share it.

Apart from the price of a record, because a share depends on the whole team.

A team is the records of one card with one team code and one date. Its points B are the dearest base among its members
times the form of most of its records (of equally many, the cheaper form). Everybody recorded is a member, also those
whose record is not yet verified: paperwork does not change how many stood on the stage, and a later confirmation takes
nothing from the others. A record that was withdrawn or replaced is no member. On a team card a captain or a performer
must name the team; an organiser or a spectator without one took part alone.
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
_IN_TEAM = ("капитан", "исполнитель")


def split_teams(records: pd.DataFrame, inside: pd.Series, rules: Rules) -> pd.DataFrame:
    """Add each record's own part of what was earned: its price alone, its share in a team.

    Parameters
    ----------
    records : DataFrame
        Priced records with ``standing`` (confirmed, hence counted) and ``void`` (withdrawn or replaced).
    inside : Series of bool
        Records with a known card and a date in the season; others belong to no team.
    rules : Rules
        ``policy``: «поровну» B/k and «по ролям» B·rᵢ/Σr by largest remainder in hundredths, so that the parts sum to B
        exactly (odd hundredths go to the largest remainders, among equal ones in the order of pupils' codes);
        «каждому полностью»: each gets the own price in the form of most records, at most ``team_cap`` from one team.

    Returns
    -------
    DataFrame
        `records` with ``team_points`` and ``members`` (missing for single records), ``earned``, ``points`` (after the
        team's limit), ``even_points`` (without odd hundredths), ``lonely`` (a team's role without a team),
        ``conflict`` (the team's records name different results or places) and ``repeated`` (the pupil already stands
        in this team). Records of a team that shares its points carry the team's ``base``, all of them its
        ``form_factor``.
    """
    alone = records["price"].fillna(0).astype("int64")
    on_team_card = records["participation"] == "групповое"
    team_named = on_team_card & records["team"].notna()
    lonely = on_team_card & records["team"].isna() & records["role"].isin(_IN_TEAM)
    own = alone.where(~team_named & ~lonely, 0)
    result = records.assign(
        team_points=pd.Series(pd.NA, index=records.index, dtype="Int64"),
        members=pd.Series(pd.NA, index=records.index, dtype="Int64"),
        earned=own,
        points=own,
        even_points=own,
        lonely=lonely,
        conflict=False,
        repeated=False,
    )
    teams = result[inside & team_named & ~records["void"]]
    shares: list[dict[str, Any]] = []
    for _, team in teams.groupby(_TEAM, sort=False):
        if team["result"].nunique() > 1 or team["place"].nunique() > 1:
            shares += [{"index": index, "conflict": True} for index in team.index]
            continue
        ordered = team.assign(_open=~team["standing"]).sort_values(
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
    forms = team["form"].value_counts()
    common_form = min(rules.forms[str(name)] for name in forms.index[forms == forms.max()])
    base = int(team["base"].max())
    basis = str(team.loc[team["base"] == base, "basis"].min())
    shared = {"base": base, "basis": basis, "form_factor": nearest(common_form * 100), "members": len(team)}
    if rules.policy == "каждому полностью":
        told = team["own_price"].fillna(False).to_numpy(dtype=bool) & rules.role_in_card
        factors = [
            Fraction(1) if said else rules.roles[str(role)] for said, role in zip(told, team["role"], strict=True)
        ]
        full = [nearest(int(own) * factor * common_form) for own, factor in zip(team["base"], factors, strict=True)]
        parts = [min(value, rules.team_cap) for value in full]
        own = zip(team.index, team["base"].tolist(), team["basis"].tolist(), full, parts, strict=True)
        return [
            {"index": index, **shared, "base": base, "basis": basis, "earned": whole, "points": part,
             "even_points": part}
            for index, base, basis, whole, part in own
        ]  # fmt: skip
    worth = nearest(base * common_form)
    weights = [1] * len(team)
    if rules.policy == "по ролям":
        roles = [rules.roles[str(role)] for role in team["role"]]
        denominator = math.lcm(*(role.denominator for role in roles))
        weights = [int(role * denominator) for role in roles]
        worth = worth if any(weights) else 0
    parts, whole = largest_remainder(weights, worth), sum(weights) or 1
    return [
        {"index": index, **shared, "team_points": worth, "earned": part, "points": part,
         "even_points": worth * weight // whole}
        for index, part, weight in zip(team.index, parts, weights, strict=True)
    ]  # fmt: skip
