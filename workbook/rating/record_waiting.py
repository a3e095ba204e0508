"""Records that wait (ждут решения): drafts for a confirmation, appeals for a decision, and since when.

Apart from the states, which know no term: here days are counted to the last day that the log knows, never to a clock.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import pandas as pd

from workbook.rating.outcome import Outcome
from workbook.rating.record_moves import empty_log
from workbook.rating.record_states import State, states
from workbook.rating.season import Season

__all__ = ["appeals", "last_day", "state_counts", "waiting"]


def last_day(season: Season) -> date:
    """Return the day to which waiting is counted: the day asked for, else the last day of the log, else of results."""
    if season.on is not None:
        return season.on
    days = season.steps["date"] if season.steps is not None and len(season.steps) else season.journal["date"]
    found = days.max()
    return season.rules.period.ends if pd.isna(found) else found.date()


def state_counts(season: Season) -> pd.DataFrame:
    """Count records of the season by state and by the month of the result.

    Returns
    -------
    DataFrame
        ``month`` (first day), one column per state of :class:`~workbook.rating.record_states.State` and ``replaced``
        (whatever their state); months in order, without gaps.
    """
    rows = _here(season)
    kind = rows["state"].mask(rows["replaced_by"].notna(), "replaced")
    month = rows["date"].dt.to_period("M")
    counts = pd.crosstab(month, kind).reindex(columns=[*(str(state) for state in State), "replaced"], fill_value=0)
    if len(counts):
        counts = counts.reindex(pd.period_range(counts.index.min(), counts.index.max(), freq="M"), fill_value=0)
    return counts.rename_axis(index="month", columns=None).reset_index().assign(
        month=lambda table: table["month"].dt.to_timestamp() if len(table) else table["month"]
    )  # fmt: skip


def waiting(season: Season) -> pd.DataFrame:
    """Return drafts of the season, the longest waiting first.

    Returns
    -------
    DataFrame
        ``name`` (number or «строка N»), ``pupil``, ``title``, ``result``, ``entered_by``, ``since`` (day of entry;
        without a log the day of the result), ``days``, ``earned`` (hundredths at stake).
    """
    rows = _here(season)
    rows = rows[rows["outcome"].isin([str(Outcome.DRAFT), str(Outcome.UNVERIFIED)])]
    entered = _found(_log(season)["entered"], rows)
    since = entered.where(entered.notna(), rows["date"])
    table = rows.assign(since=since, days=(pd.Timestamp(last_day(season)) - since).dt.days.clip(lower=0))
    columns = ["name", "pupil", "title", "result", "entered_by", "since", "days", "earned"]
    order = table.sort_values(["days", "earned", "line"], ascending=[False, False, True], kind="stable")
    return order[columns].reset_index(drop=True)


def appeals(season: Season) -> pd.DataFrame:
    """Return every appeal of the season with its term and its end.

    Returns
    -------
    DataFrame
        ``name``, ``pupil``, ``title``, ``confirmed``, ``until`` (last day of the term), ``appealed``, ``late`` (days
        after the term, 0 in time), ``decided`` (missing while open), ``days`` (from the appeal to the decision, or to
        :func:`last_day`), ``state``, ``ground`` (of the last step), ``counted`` (hundredths); open ones first.
    """
    rows = _here(season)
    log = _log(season)
    stands = log[log["appealed"].notna()]
    table = rows[rows["record"].isin(stands.index)].copy()
    for name in ("confirmed", "appealed", "decided", "ground"):
        table[name] = _found(stands[name], table)
    table["until"] = table["confirmed"] + pd.Timedelta(days=season.rules.appeal_days)
    table["late"] = (table["appealed"] - table["until"]).dt.days.clip(lower=0)
    ends = table["decided"].fillna(pd.Timestamp(last_day(season)))
    table["days"] = (ends - table["appealed"]).dt.days
    columns = ["name", "pupil", "title", "confirmed", "until", "appealed", "late", "decided", "days", "state", "ground",
               "counted"]  # fmt: skip
    order = table.assign(_open=table["decided"].notna()).sort_values(["_open", "appealed", "line"], kind="stable")
    return order[columns].reset_index(drop=True)


@lru_cache(maxsize=8)
def _here(season: Season) -> pd.DataFrame:
    """Return the ledger's records of the season with who entered them."""
    rows = season.ledger.assign(entered_by=season.journal["entered_by"].to_numpy())
    rows = rows[rows["outcome"] != str(Outcome.OUTSIDE_PERIOD)]
    return rows.assign(name=rows["record"].fillna("строка " + rows["line"].astype("str")).astype("str"))


@lru_cache(maxsize=8)
def _log(season: Season) -> pd.DataFrame:
    return states(empty_log() if season.steps is None else season.steps, season.on).set_index("record")


def _found(values: pd.Series, rows: pd.DataFrame) -> pd.Series:
    """Look up what the log says of each record; missing for a record without a number or a log."""
    return values.reindex(rows["record"]).set_axis(rows.index)
