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
from collections import Counter
from collections.abc import Hashable
from fractions import Fraction
from typing import Any

import pandas as pd

from workbook.estimates import largest_remainder
from workbook.rating.rules import Rules, nearest

__all__ = ["split_teams"]

_TEAM = ["card", "team", "date"]
_IN_TEAM = ("капитан", "исполнитель")
_ASKED = [*_TEAM, "pupil", "price", "role", "record", "result", "place", "form", "base", "basis", "own_price"]

_Row = dict[Hashable, Any]


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
    shares: list[dict[str, Any]] = []
    for team in _teams(result[inside & team_named & ~records["void"]]):
        if any(len({row[name] for row in team if not pd.isna(row[name])}) > 1 for name in ("result", "place")):
            shares += [{"index": row["index"], "conflict": True} for row in team]
            continue
        first: dict[str, _Row] = {}
        for row in team:
            if first.setdefault(row["pupil"], row) is not row:
                shares.append({"index": row["index"], "repeated": True})
        shares += _split(list(first.values()), rules)
    if shares:
        found = pd.DataFrame(shares).set_index("index")
        for name in found.columns:
            given = found[name].dropna()
            result.loc[given.index, name] = given.astype(result[name].dtype)
    return result


def _teams(rows: pd.DataFrame) -> list[list[_Row]]:
    """Return the rows of each team, all sorted at once: by pupil, the row that stands for the pupil first."""
    ordered = rows[_ASKED].assign(index=rows.index, _open=~rows["standing"]).dropna(subset=_TEAM)
    ordered = ordered.sort_values(
        ["pupil", "_open", "price", "role", "record"], ascending=[True, True, False, True, True], kind="stable"
    )
    found: dict[tuple[Any, ...], list[_Row]] = {}
    for row in ordered.to_dict("records"):
        found.setdefault(tuple(row[name] for name in _TEAM), []).append(row)
    return list(found.values())


def _split(team: list[_Row], rules: Rules) -> list[dict[str, Any]]:
    """Share one team's points; one row per member, in the order of codes."""
    forms = Counter(str(row["form"]) for row in team)
    common_form = min(rules.forms[name] for name, n in forms.items() if n == max(forms.values()))
    base = max(int(row["base"]) for row in team)
    basis = min(str(row["basis"]) for row in team if row["base"] == base)
    shared = {"base": base, "basis": basis, "form_factor": nearest(common_form * 100), "members": len(team)}
    if rules.policy == "каждому полностью":
        shares = []
        for row in team:
            told = row["own_price"] is True and rules.role_in_card
            factor = Fraction(1) if told else rules.roles[str(row["role"])]
            full = nearest(int(row["base"]) * factor * common_form)
            part = min(full, rules.team_cap)
            own = {"base": int(row["base"]), "basis": row["basis"], "earned": full, "points": part}
            shares.append({"index": row["index"], **shared, **own, "even_points": part})
        return shares
    worth = nearest(base * common_form)
    weights = [1] * len(team)
    if rules.policy == "по ролям":
        roles = [rules.roles[str(row["role"])] for row in team]
        denominator = math.lcm(*(role.denominator for role in roles))
        weights = [int(role * denominator) for role in roles]
        worth = worth if any(weights) else 0
    parts, whole = largest_remainder(weights, worth), sum(weights) or 1
    return [
        {"index": row["index"], **shared, "team_points": worth, "earned": part, "points": part,
         "even_points": worth * weight // whole}
        for row, part, weight in zip(team, parts, weights, strict=True)
    ]  # fmt: skip
