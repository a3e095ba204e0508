"""The ledger (журнал достижений с баллами): every record with its price, what was counted and why.

Apart from the rating list, because the ledger explains points record by record and the list only adds them up.

Choice rules, none of which depends on the order of rows:

1. A record is set aside for the first reason that holds: unknown card, outside the period, pupil left or not on the
   roster, replaced or withdrawn, team missing, team's records disagree, paid contest, worth nothing, not verified
   (a draft), appealed where the school waits for the decision, repeated.
2. Of the stages of one event (cards with one event code; else the card itself) the dearest counts; where the school
   chooses with an eye on the limits, another stage when limits would waste the dearest and it brings more. Equal points
   are told apart by level, result, earlier date, then by the codes of card, team, role, form and record.
3. Of a category only the best results count, when the rules say so, see :mod:`workbook.rating.choice`.
4. Limits are filled from the dearest record down, see :mod:`workbook.rating.limits`.

A result dated before the rules take effect is priced by the version before, when it is known; all the rest is asked of
the version in force at the end of the season.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbook.rating.choice import BEYOND, LESSER, TAKEN, choose, in_order
from workbook.rating.limits import limit
from workbook.rating.outcome import Outcome
from workbook.rating.price import price
from workbook.rating.record_states import IN_FORCE, State, stated
from workbook.rating.rules import Rules
from workbook.rating.teams import split_teams

__all__ = ["COLUMNS", "ledger", "of_last_season", "within"]

COLUMNS = (
    "line", "record", "pupil", "card", "title", "event", "direction", "scale", "participation", "team", "role",
    "result", "form", "date", "base", "role_factor", "form_factor", "team_points", "members", "earned", "counted",
    "even", "outcome", "reason", "own_price", "cap_group", "place", "basis", "state", "replaced_by",
)  # fmt: skip
"""Columns of the ledger in order; see :func:`ledger`."""

_RECORD = ["record", "card", "pupil", "team", "role", "result", "date", "form", "state", "logged", "replaced_by"]
_CARD = ["card", "title", "event", "direction", "scale", "participation", "form"]


def ledger(
    participations: pd.DataFrame,
    cards: pd.DataFrame,
    card_points: pd.DataFrame | None,
    rules: Rules,
    roster: Collection[str] | None = None,
    left: Collection[str] = (),
) -> pd.DataFrame:
    """Price every record of the journal and say what was counted and why.

    Points = base (level × result, or the card's own) × role × form; a team's points are shared by the policy; only
    the best stage of an event counts; limits hold per level and per group of cards (методика школы, БРС).

    Parameters
    ----------
    participations, cards, card_points : DataFrame
        Tables of a school; `card_points` may be absent. Records that :func:`~workbook.rating.record_states.stated` gave
        their states are judged by them, others by who verified them.
    rules : Rules
    roster : collection of str, optional
        Codes of the pupils of the year; None accepts every code.
    left : collection of str
        Codes of pupils who left before the end of the season: known, but no longer on the roster.

    Returns
    -------
    DataFrame
        One row per record in the order given, columns :data:`COLUMNS`. ``base``, ``team_points``, ``earned`` (before
        limits), ``counted`` and ``even`` are hundredths of a point, ``role_factor`` and ``form_factor`` hundredths of
        one; ``even`` is what would be counted without the odd hundredths left from sharing a team's points, and only
        places use it. ``outcome`` is a code of :class:`Outcome`, ``reason`` its Russian words.

    Examples
    --------
    >>> ledger(participations, cards, None, read_rules(RatingRules()))  # doctest: +SKIP
    """
    records = _join(participations if "state" in participations else stated(participations, None), cards, rules)
    inside = records["direction"].notna() & within(records["date"], rules)
    records = _priced(records, inside, card_points, rules)
    gone = records["pupil"].isin(set(left))
    listed = records["pupil"].isin(set(roster)) if roster is not None else ~gone
    records = records.assign(gone=gone & ~listed, unlisted=~gone & ~listed)
    outcome = pd.Series("", index=records.index, dtype="str")
    for code, holds in _set_aside(records, inside, rules):
        outcome = outcome.mask((outcome == "") & holds, str(code))
    candidates = records[outcome == ""]
    candidates = candidates.iloc[in_order(candidates)]
    verdict = choose(candidates, rules)
    for code, rows in ((Outcome.BEST_STAGE, verdict == LESSER), (Outcome.BEST_N, verdict == BEYOND)):
        outcome.loc[candidates.index[rows]] = str(code)
    outcome.loc[_passed_over(candidates, verdict)] = str(Outcome.OTHER_STAGE)
    chosen = candidates[verdict == TAKEN]
    outcome.loc[_twins(candidates, verdict)] = str(Outcome.DOUBLE)
    counted = limit(chosen, "points", rules)
    records["counted"] = counted.reindex(records.index, fill_value=0).astype("int64")
    records["even"] = limit(chosen, "even_points", rules).reindex(records.index, fill_value=0).astype("int64")
    outcome.loc[chosen.index] = _why_less(chosen, counted, rules)
    records["outcome"] = outcome
    records["reason"] = outcome.map({str(code): code.words for code in Outcome}).astype("str")
    return records.loc[:, list(COLUMNS)]


def within(dates: pd.Series, rules: Rules) -> pd.Series:
    """Say which dates lie in the season, both ends included."""
    return dates.between(pd.Timestamp(rules.period.starts), pd.Timestamp(rules.period.ends))


def of_last_season(ledger: pd.DataFrame, rules: Rules) -> pd.Series:
    """Say which records belong to the season before: they stand in its list, not in this one."""
    outside = ledger["outcome"] == str(Outcome.OUTSIDE_PERIOD)
    return outside & within(ledger["date"], rules.previous())


def _join(participations: pd.DataFrame, cards: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    records = participations.reset_index(drop=True)
    place = records["place"] if "place" in records else pd.Series(pd.NA, index=records.index)
    records = records.loc[:, _RECORD].assign(line=np.arange(1, len(records) + 1), place=place.astype("Int64"))
    counting = set(IN_FORCE) if rules.count_appealed else set(IN_FORCE) - {str(State.APPEALED)}
    records["standing"] = records["state"].isin(counting)
    records["void"] = records["replaced_by"].notna() | (records["state"] == str(State.REVOKED))
    known = cards.loc[:, _CARD].drop_duplicates("card").rename(columns={"form": "_card_form"})
    records = records.merge(known, on="card", how="left", validate="many_to_one")
    records["form"] = records["form"].fillna(records["_card_form"])
    records["event_key"] = ("событие " + records["event"]).fillna("карта " + records["card"])
    return records


def _set_aside(records: pd.DataFrame, inside: pd.Series, rules: Rules) -> list[tuple[Outcome, pd.Series]]:
    return [
        (Outcome.CARD_UNKNOWN, records["direction"].isna()),
        (Outcome.OUTSIDE_PERIOD, ~inside),
        (Outcome.LEFT, records["gone"]),
        (Outcome.NOT_ON_ROSTER, records["unlisted"]),
        (Outcome.REPLACED, records["replaced_by"].notna()),
        (Outcome.REVOKED, records["state"] == str(State.REVOKED)),
        (Outcome.TEAM_MISSING, records["lonely"]),
        (Outcome.TEAM_CONFLICT, records["conflict"]),
        (Outcome.PAID, (records["form"] == "платный") & (rules.forms["платный"] == 0)),
        (Outcome.ZERO, ~records["repeated"] & (records["earned"] == 0)),
        (Outcome.DRAFT, records["logged"] & (records["state"] == str(State.DRAFT))),
        (Outcome.UNVERIFIED, records["state"] == str(State.DRAFT)),
        (Outcome.APPEALED, ~records["standing"]),
        (Outcome.DOUBLE, records["repeated"]),
    ]


def _priced(records: pd.DataFrame, inside: pd.Series, card_points: pd.DataFrame | None, rules: Rules) -> pd.DataFrame:
    """Price records and share teams' points, each day by the version of the rules then in force."""
    if rules.earlier is None:
        return split_teams(price(records, card_points, rules), inside, rules)
    late = records["date"] >= pd.Timestamp(rules.effective)
    parts = [
        split_teams(price(records[rows], card_points, version).set_axis(records.index[rows]), inside[rows], version)
        for rows, version in ((~late, rules.earlier), (late, rules))
        if rows.any()
    ]
    return pd.concat(parts).sort_index() if parts else split_teams(price(records, card_points, rules), inside, rules)


def _passed_over(candidates: pd.DataFrame, verdict: NDArray[np.int8]) -> pd.Index[int]:
    """Return the dearer stages that gave way to one that brings more after limits."""
    stage = candidates.groupby(["pupil", "event_key"], sort=False).ngroup().to_numpy()
    taken = np.full(stage.max(initial=-1) + 1, -1)
    taken[stage[verdict == TAKEN]] = np.flatnonzero(verdict == TAKEN)
    before = (verdict == LESSER) & (np.arange(len(stage)) < taken[stage])
    dearer: pd.Index[int] = candidates.index[before]
    return dearer


def _twins(candidates: pd.DataFrame, verdict: NDArray[np.int8]) -> pd.Index[int]:
    """Return the records that repeat the chosen stage of their event."""
    same = ["pupil", "event_key", "card", "date", "result", "role", "team"]
    standing = candidates.loc[verdict != LESSER, same].assign(_twin=True)
    lesser = candidates.loc[verdict == LESSER, same].merge(standing, on=same, how="left", validate="many_to_one")
    again: pd.Index[int] = candidates.index[verdict == LESSER][lesser["_twin"].notna().to_numpy()]
    return again


def _why_less(chosen: pd.DataFrame, counted: pd.Series, rules: Rules) -> pd.Series:
    codes = pd.Series(str(Outcome.COUNTED), index=chosen.index, dtype="str")
    codes = codes.mask(chosen["points"] < chosen["earned"], str(Outcome.TEAM_CAP))
    less = counted < chosen["points"]
    if not less.any():
        return codes
    codes = codes.mask(less, str(Outcome.TOTAL_CAP))
    for code, column, caps in (
        (Outcome.DIRECTION_CAP, "direction", chosen["direction"].map(rules.direction_caps)),
        (Outcome.LEVEL_CAP, "scale", chosen["scale"].map(rules.level_caps)),
        (Outcome.CARD_GROUP_CAP, "cap_group", rules.card_group_cap),
    ):
        if caps is not None:
            sums = counted.groupby([chosen["pupil"], chosen[column]]).transform("sum")
            codes = codes.mask(less & chosen[column].notna() & (sums >= caps), str(code))
    return codes
