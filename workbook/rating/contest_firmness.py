"""Whether the finalists can be told apart from those left out: gaps in points and a resampling of events.

Apart from the shortlists: a border is arithmetic, whether it means anything is another question.

The events of a nomination are drawn anew with replacement; a sum of points then has the covariance
Σₑ xₑyₑ − ΣxΣy / E, exactly that of multinomial draws, and each finalist is told apart from all others as one row of
the list is: right for himself, not for all finalists together.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbook.rating.contest_finalists import candidates, nomination_records, team_results
from workbook.rating.contest_nominations import BREAKTHROUGH, TEAM
from workbook.rating.robustness import compare
from workbook.rating.season import Season
from workbook.settings import ContestRules

__all__ = ["ABOVE", "ALIKE", "ALONE", "UNKNOWN", "shortlist_firmness"]

ABOVE, ALIKE, UNKNOWN, ALONE = "выше", "не отличим", "событий мало", "все вошли"
"""Verdicts on a finalist against the first one left out."""

_COMPARED = 40
"""Candidates compared with each other; those further down are never close."""

_SEED = 1


def shortlist_firmness(season: Season, rules: ContestRules) -> pd.DataFrame:
    """Say of each finalist whether he is surely above the best of those left out.

    Parameters
    ----------
    season : Season
    rules : ContestRules
        ``confidence``, ``firm_events``.

    Returns
    -------
    DataFrame
        One row per finalist in the order of :func:`workbook.rating.contest_finalists.finalists`: ``nomination``,
        ``unit`` (code of the pupil or team), ``gap`` (hundredths above the first left out, missing when nobody is),
        ``small`` (the gap is less than one participation at the lowest level), ``verdict``, ``events`` (of the
        nomination), ``close`` (how many of those left out lack less than one such participation to the list).
    """
    rows: list[dict[str, object]] = []
    for nomination, table in candidates(season, rules).groupby("nomination", sort=False):
        table = table.assign(unit=table["pupil"].fillna(table["team"]))
        inside = table[table["finalist"]]
        outside = table[~table["finalist"]]
        if inside.empty:
            continue
        shares = _shares(season, rules, str(nomination))
        verdicts = _judged(table, shares, rules)
        per_head = str(nomination) == TEAM and rules.team_points == "на участника"
        best, last = outside["even"].max(), int(inside["even"].min())
        close = 0 if per_head else int((outside["even"] > last - season.rules.step).sum())
        for unit, even in zip(inside["unit"], inside["even"], strict=True):
            gap = None if outside.empty else int(even - best)
            rows.append({
                "nomination": nomination, "unit": unit, "gap": gap,
                "small": gap is not None and not per_head and gap < season.rules.step,
                "verdict": verdicts[unit], "events": shares["event"].nunique(), "close": close,
            })  # fmt: skip
    columns = ["nomination", "unit", "gap", "small", "verdict", "events", "close"]
    kinds = {"gap": "Int64", "small": "bool", "events": "int64", "close": "int64"}
    return pd.DataFrame(rows, columns=columns).astype(kinds)


def _shares(season: Season, rules: ContestRules, nomination: str) -> pd.DataFrame:
    """Return ``unit``, ``event``, ``points``: what each event brought, for «Прорыв» with last year's as a loss."""
    if nomination == TEAM:
        rows = team_results(season, rules)
        return rows.rename(columns={"team": "unit", "worth": "points"})[["unit", "event", "points"]]
    found = _of_ledger(nomination_records(season, rules, nomination))
    if nomination != BREAKTHROUGH or season.before is None:
        return found
    past = _of_ledger(season.before[season.before["counted"] > 0])
    past = past[past["unit"].isin(season.roster["pupil"])]
    return pd.concat([found, past.assign(event="прошлый период: " + past["event"], points=-past["points"])])


def _of_ledger(rows: pd.DataFrame) -> pd.DataFrame:
    event = rows["event"].fillna("карта " + rows["card"])
    return pd.DataFrame({"unit": rows["pupil"], "event": event, "points": rows["counted"]})


def _judged(table: pd.DataFrame, shares: pd.DataFrame, rules: ContestRules) -> dict[str, str]:
    units = list(table.loc[table["finalist"], "unit"])
    if table["finalist"].all():
        return dict.fromkeys(units, ALONE)
    if shares["event"].nunique() < rules.firm_events:
        return dict.fromkeys(units, UNKNOWN)
    known = shares.pivot_table(index="unit", columns="event", values="points", aggfunc="sum", fill_value=0)
    points = known.reindex(table["unit"].head(max(_COMPARED, len(units) + 1)), fill_value=0).astype("float64")
    values, total = points.to_numpy(), points.sum(axis=1)
    covariance = values @ values.T - np.outer(total, total) / points.shape[1]
    confidence = rules.confidence / 100
    found = compare(total, covariance, confidence=confidence, seed=_SEED, simultaneous=False)
    return {unit: ABOVE if found.signs[row, len(units)] > 0 else ALIKE for row, unit in enumerate(units)}
