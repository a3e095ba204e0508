"""States of records (состояния записей): what the append-only log says of each record on a day.

Apart from the ledger, which asks only whether a record stands: here the log is replayed step by step, and a step that
cannot be is set aside, not believed.

черновик → подтверждена → обжалована → оставлена в силе | отозвана. A record may also be withdrawn before anybody
appeals: a mistake found by the school itself needs no appeal.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["STEPS", "State", "next_state", "replacements", "replay", "stated", "states"]


class State(StrEnum):
    """Where a record stands; the value is what people read."""

    DRAFT = "черновик"
    CONFIRMED = "подтверждена"
    APPEALED = "обжалована"
    UPHELD = "оставлена в силе"
    REVOKED = "отозвана"


STEPS = ("внесена", "подтверждена", "обжалована", "оставлена в силе", "отозвана")
"""Steps of the log in the order of a record's life."""

_STATES = ("", *State)
_AFTER = {
    ("", "внесена"): State.DRAFT,
    (State.DRAFT, "подтверждена"): State.CONFIRMED,
    (State.CONFIRMED, "обжалована"): State.APPEALED,
    (State.APPEALED, "оставлена в силе"): State.UPHELD,
    (State.APPEALED, "отозвана"): State.REVOKED,
    (State.DRAFT, "отозвана"): State.REVOKED,
    (State.CONFIRMED, "отозвана"): State.REVOKED,
    (State.UPHELD, "отозвана"): State.REVOKED,
}
_TABLE = np.full((len(_STATES), len(STEPS) + 1), -1, dtype="int64")
for (_before, _step), _state in _AFTER.items():
    _TABLE[_STATES.index(_before), STEPS.index(_step)] = _STATES.index(_state)

Ints = NDArray[np.int64]


def next_state(state: str, step: str) -> str:
    """Return the state after a step, or an empty text when the step cannot follow.

    Examples
    --------
    >>> next_state("черновик", "подтверждена"), next_state("черновик", "обжалована")
    ('подтверждена', '')
    """
    return str(_AFTER.get((state, step), ""))


def replay(steps: pd.DataFrame, on: date | None = None) -> pd.DataFrame:
    """Go through the log of every record and say of each step whether it could follow.

    Parameters
    ----------
    steps : DataFrame
        «Движение записей»: ``record``, ``number``, ``date``, ``step``, ``by``, ``ground``.
    on : date, optional
        The last day that is looked at; None takes the whole log.

    Returns
    -------
    DataFrame
        The steps in the order of record and number, with ``turn`` (0, 1, … within the record), ``before`` and
        ``after`` (states; empty before the first step) and ``legal``. A step that is not legal changes nothing.
    """
    rows = steps if on is None else steps[steps["date"] <= pd.Timestamp(on)]
    known = rows["step"].map({name: rank for rank, name in enumerate(STEPS)}).fillna(len(STEPS)).astype("int64")
    rows = rows.assign(_step=known).sort_values(["record", "number", "date", "_step"], kind="stable", ignore_index=True)
    turn = rows.groupby("record", sort=False).cumcount().to_numpy(dtype="int64")
    code = np.asarray(pd.factorize(rows["record"])[0], dtype="int64")
    step = rows["_step"].to_numpy(dtype="int64")
    state = np.zeros(code.max(initial=-1) + 1, dtype="int64")
    before, after = np.zeros(len(rows), dtype="int64"), np.zeros(len(rows), dtype="int64")
    legal = np.zeros(len(rows), dtype=bool)
    order = np.argsort(turn, kind="stable")
    for at in np.split(order, np.flatnonzero(np.diff(turn[order])) + 1) if len(order) else ():
        old = state[code[at]]
        new = _TABLE[old, step[at]]
        legal[at] = new >= 0
        before[at], after[at] = old, np.where(new >= 0, new, old)
        state[code[at]] = after[at]
    names = np.array([str(name) for name in _STATES], dtype=object)
    return rows.drop(columns="_step").assign(
        turn=turn,
        before=pd.Series(names[before], dtype="str"),
        after=pd.Series(names[after], dtype="str"),
        legal=legal,
    )


def states(steps: pd.DataFrame, on: date | None = None) -> pd.DataFrame:
    """Return the state of every record of the log on a day.

    Parameters
    ----------
    steps, on
        As in :func:`replay`.

    Returns
    -------
    DataFrame
        One row per record that has a step that counts: ``record``, ``state``, ``since`` (day of the last such step),
        ``entered``, ``entered_by``, ``confirmed``, ``confirmed_by``, ``appealed``, ``appealed_by``, ``decided``
        (missing where it has not happened), ``ground`` (of the last step).
    """
    rows = replay(steps, on)
    rows = rows[rows["legal"]]
    last = rows.drop_duplicates("record", keep="last").set_index("record")
    table = last[["after", "date", "ground"]].set_axis(["state", "since", "ground"], axis=1)
    for name, done in (("entered", STEPS[:1]), ("confirmed", STEPS[1:2]), ("appealed", STEPS[2:3]),
                       ("decided", STEPS[3:])):  # fmt: skip
        own = rows[rows["step"].isin(done)].drop_duplicates("record", keep="last").set_index("record")
        table[name] = own["date"].reindex(table.index)
        if name != "decided":
            table[f"{name}_by"] = own["by"].reindex(table.index)
    columns = ["state", "since", "entered", "entered_by", "confirmed", "confirmed_by", "appealed", "appealed_by",
               "decided", "ground"]  # fmt: skip
    return table[columns].reset_index()


def stated(participations: pd.DataFrame, steps: pd.DataFrame | None, on: date | None = None) -> pd.DataFrame:
    """Give every record of the journal its state; a record without a log is judged by who verified it, as before.

    Parameters
    ----------
    participations : DataFrame
        «Участие в мероприятиях».
    steps : DataFrame or None
        «Движение записей»; None when the school keeps no log.
    on : date, optional
        The journal as it was at the end of this day (как было на …): later steps are not looked at, records entered
        later are left out; a record without a log was there from the day of its result.

    Returns
    -------
    DataFrame
        `participations` with ``state``, ``logged`` (whether the log knows the record) and ``replaced_by`` (number of
        the record that stands instead; missing where none does).
    """
    rows = participations
    log = steps if steps is not None else pd.DataFrame()
    known = states(log, on).set_index("record")["state"] if len(log) else pd.Series(dtype="str")
    found = rows["record"].map(known.to_dict()).astype("str")
    verified = rows["verified_by"].fillna("").str.strip() != ""
    fallback = pd.Series(np.where(verified, State.CONFIRMED, State.DRAFT), index=rows.index, dtype="str")
    table = rows.assign(state=found.fillna(fallback), logged=found.notna())
    if on is not None:
        later = set(log["record"]) - set(known.index) if len(log) else set()
        there = found.notna() | (~rows["record"].isin(later) & (rows["date"] <= pd.Timestamp(on)))
        table = table[there]
    chain = replacements(table)
    return table.assign(replaced_by=table["record"].map(chain).astype("str"))


def replacements(rows: pd.DataFrame) -> dict[str, str]:
    """Return ``record → the record that stands instead of it``, through chains of corrections.

    A record is replaced once a confirmed record names it (one without a number is called by its line); a draft replaces
    nothing yet. Records that replace each other in a circle replace nobody.

    Parameters
    ----------
    rows : DataFrame
        ``record``, ``replaces`` (may be absent) and ``state``.

    Examples
    --------
    >>> replacements(pd.DataFrame({"record": ["2", "3"], "replaces": ["1", "2"], "state": ["подтверждена"] * 2}))
    {'2': '3', '1': '3'}
    """
    if "replaces" not in rows:
        return {}
    lines = pd.Series([f"строка {line}" for line in range(1, len(rows) + 1)], index=rows.index, dtype="str")
    named = rows.assign(record=rows["record"].fillna(lines))[rows["replaces"].notna()]
    newer: dict[str, list[str]] = {}
    for record, old in named[["record", "replaces"]].sort_values(["record", "replaces"]).itertuples(index=False):
        newer.setdefault(str(old), []).append(str(record))
    standing = set(named.loc[named["state"].isin(IN_FORCE), "record"].astype("str"))
    found: dict[str, str] = {}
    for old in sorted(newer, reverse=True):
        instead = _instead(old, newer, standing)
        if instead:
            found[old] = instead
    return found


IN_FORCE = (str(State.CONFIRMED), str(State.APPEALED), str(State.UPHELD))
"""States in which a record stands; whether an appealed one is counted meanwhile is the school's rule."""


def _instead(old: str, newer: dict[str, list[str]], standing: Collection[str]) -> str:
    """Walk from a record to the newest standing one; a way that comes back home leads nowhere."""
    best, seen, waiting = "", {old}, list(newer[old])
    while waiting:
        record = waiting.pop(0)
        if record == old:
            return ""
        if record in seen:
            continue
        seen.add(record)
        best = record if record in standing else best
        waiting += newer.get(record, [])
    return best
