"""The rating list (рейтинг-лист): pupil by pupil, points by direction, team points, total, growth and place.

Apart from the ledger, because the list only adds up what the ledger counted and decides places.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pandas as pd

from workbook.estimates import dense_ranks
from workbook.rating.outcome import Outcome
from workbook.rating.rules import Rules, nearest

__all__ = ["directions", "rating_list", "totals"]

_CAPS = [str(code) for code in Outcome if code.capped]
_TIES = {"победы": "wins", "уровень": "top_level"}


def totals(ledger: pd.DataFrame, direction: str = "") -> pd.Series:
    """Return each pupil's counted points, hundredths, in all directions or in one."""
    rows = ledger if not direction else ledger[ledger["direction"] == direction]
    return rows.groupby("pupil")["counted"].sum().astype("Int64")


def directions(ledger: pd.DataFrame) -> list[str]:
    """Return the directions of the ledger's records in alphabetical order."""
    return sorted(ledger["direction"].dropna().unique())


def rating_list(
    ledger: pd.DataFrame,
    roster: pd.DataFrame,
    rules: Rules,
    before: pd.Series | None = None,
    direction: str = "",
    carried_from: pd.Series | None = None,
) -> pd.DataFrame:
    """Add up the ledger into the rating list of the season.

    Places are dense. Equal totals are told apart by the rules' tie order: number of wins, then the highest level with
    counted points; what stays equal shares a place. The odd hundredth left when a team's points are shared does not
    decide a place: totals are compared without it.

    What the rules carry over (перенос) of the previous season's total is added to the total, not to a direction; it is
    never carried further, and no limit of this season touches it.

    Parameters
    ----------
    ledger : DataFrame
        From :func:`workbook.rating.ledger.ledger`.
    roster : DataFrame
        From :func:`workbook.rating.roster.roster`.
    rules : Rules
    before : Series, optional
        ``pupil → hundredths`` of the previous season for pupils who were at school then: growth is against it.
    direction : str
        One direction only; empty for all.
    carried_from : Series, optional
        The same of the whole previous season where `before` is a part of it; None takes `before`.

    Returns
    -------
    DataFrame
        One row per pupil of the roster, best first: ``place`` and ``league_place`` (Int64, missing without points),
        ``pupil``, ``class_``, ``level``, ``grade``, ``league``; one column per direction named by it (own points),
        ``group`` (team points), ``carried``, ``total`` (with what is carried), ``growth`` (without it; missing without
        a previous season) in hundredths; ``wins``,
        ``top_level`` (0 for none, 1 for the lowest), ``records`` (in the season), ``counted_records``, ``capped``.
    """
    names = [direction] if direction else directions(ledger)
    rows = ledger[ledger["direction"].isin(names) & (ledger["outcome"] != str(Outcome.OUTSIDE_PERIOD))]
    in_team = rows["members"].notna()
    alone = rows[~in_team]
    by_direction = alone.pivot_table(index="pupil", columns="direction", values="counted", aggfunc="sum")
    paying = rows[rows["counted"] > 0]
    wins = rows[rows["outcome"].isin([str(Outcome.COUNTED), *_CAPS]) & (rows["result"] == "победитель")]
    level = paying["scale"].map({name: rank for rank, name in enumerate(rules.levels, start=1)})
    parts = {
        "group": rows[in_team].groupby("pupil")["counted"].sum(),
        "total": rows.groupby("pupil")["counted"].sum(),
        "even": rows.groupby("pupil")["even"].sum(),
        "wins": wins.groupby("pupil").size(),
        "top_level": level.groupby(paying["pupil"]).max(),
        "records": rows.groupby("pupil").size(),
        "counted_records": paying.groupby("pupil").size(),
    }
    sums = by_direction.reindex(columns=names).astype("Int64").join(pd.DataFrame(parts).astype("Int64"), how="outer")
    table = roster.merge(sums.reset_index(names="pupil"), on="pupil", how="left")
    table[list(sums.columns)] = table[list(sums.columns)].fillna(0)
    table = table.astype(dict.fromkeys(sums.columns, "int64"))
    table["capped"] = table["pupil"].isin(rows.loc[rows["outcome"].isin(_CAPS), "pupil"])
    growth, carried = (
        table["pupil"].map(past) if past is not None else pd.Series(pd.NA, index=table.index)
        for past in (before, carried_from if carried_from is not None else before)
    )  # fmt: skip
    table["growth"] = table["total"] - growth.astype("Int64")
    table["carried"] = 0 if direction else [_part(points, rules.carry_over) for points in carried]
    table[["total", "even"]] = table[["total", "even"]].add(table["carried"], axis=0)
    order = ["even", *(_TIES[key] for key in rules.ties)]
    table["place"] = _places(table, order)
    table["league_place"] = pd.Series(pd.NA, index=table.index, dtype="Int64")
    for _, league in table[table["league"] != ""].groupby("league"):
        table.loc[league.index, "league_place"] = _places(league, order)
    table = table.sort_values(["place", "total", "grade", "class_", "pupil"], ascending=[True, False, True, True, True],
                              na_position="last", ignore_index=True)  # fmt: skip
    first = ["place", "pupil", "class_", "level", "grade", "league", "league_place"]
    last = ["group", "carried", "total", "growth", "wins", "top_level", "records", "counted_records", "capped"]
    return table[[*first, *names, *last]]


def _part(points: object, share: Fraction) -> int:
    return 0 if pd.isna(points) else nearest(int(points) * share)  # type: ignore[call-overload]


def _places(table: pd.DataFrame, order: list[str]) -> pd.Series:
    scored = table[order].astype("float64").where(table["total"] > 0, np.nan)
    return dense_ranks(scored, order)
