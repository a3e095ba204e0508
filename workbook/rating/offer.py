"""The offer (предложение): how many events the school's cards offer to each class in each direction and month.

Apart from engagement: a direction nobody entered is one thing, a direction nobody was offered another.
"""

from __future__ import annotations

import pandas as pd

from workbook.rating.rules import Rules
from workbook.school import TABLES

__all__ = ["DIRECTIONS", "audience", "by_month", "months", "offer", "offer_by_month", "offered", "season_cards"]

DIRECTIONS = TABLES["cards"].column("direction").allowed
"""All directions of achievements, in the order of the form."""


def season_cards(cards: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Return the cards whose days touch the season, with their grades as numbers.

    Parameters
    ----------
    cards : DataFrame
        Table «Технологические карты»; ``grades`` «5–9» or empty for all.
    rules : Rules

    Returns
    -------
    DataFrame
        The cards in the order given with ``first``, ``last`` (lowest and highest grade) and ``event_key`` (stages of
        one event share it).
    """
    season = (cards["starts"] <= pd.Timestamp(rules.period.ends)) & (cards["ends"] >= pd.Timestamp(rules.period.starts))
    limits = cards["grades"].str.extract(r"^\s*(\d{1,2})(?:\s*[–-]\s*(\d{1,2}))?\s*$")
    return cards.assign(
        first=pd.to_numeric(limits[0]).fillna(1),
        last=pd.to_numeric(limits[1]).fillna(pd.to_numeric(limits[0])).fillna(11),
        event_key=("событие " + cards["event"]).fillna("карта " + cards["card"]),
    )[season]


def offered(cards: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Return the cards of the season that can bring points: a paid contest is no offer where it is worth nothing.

    Parameters
    ----------
    cards : DataFrame
    rules : Rules

    Returns
    -------
    DataFrame
        As :func:`season_cards`.
    """
    found = season_cards(cards, rules)
    return found[found["form"].map(rules.forms).gt(0)]


def audience(cards: pd.DataFrame, roster: pd.DataFrame) -> pd.DataFrame:
    """Pair each card with each class that it is meant for.

    Parameters
    ----------
    cards : DataFrame
        From :func:`season_cards` or :func:`offered`.
    roster : DataFrame

    Returns
    -------
    DataFrame
        ``class_``, ``grade`` and all columns of the cards, class by class in the order of the roster.
    """
    pairs = _classes(roster).merge(cards, how="cross")
    return pairs[pairs["grade"].between(pairs["first"], pairs["last"])].reset_index(drop=True)


def months(rules: Rules) -> list[pd.Timestamp]:
    """Return the first day of every month of the season."""
    return list(pd.date_range(pd.Timestamp(rules.period.starts).replace(day=1), rules.period.ends, freq="MS"))


def offer(cards: pd.DataFrame, roster: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Count events open to each class, direction by direction.

    Parameters
    ----------
    cards : DataFrame
        Table «Технологические карты»; ``grades`` «5–9» or empty for all.
    roster : DataFrame
    rules : Rules
        Cards whose days do not touch the season are not counted, nor are forms that bring no points (paid contests).

    Returns
    -------
    DataFrame
        ``class_``, ``grade``, ``direction``, ``events`` (stages of one event count once); every class × direction of
        :data:`DIRECTIONS`, zeros included, in the order of the roster.
    """
    grid = _classes(roster).merge(pd.DataFrame({"direction": list(DIRECTIONS)}), how="cross")
    return _counted(grid, audience(offered(cards, rules), roster), ["class_", "direction"])


def offer_by_month(cards: pd.DataFrame, roster: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Count events open to each class, direction by direction and month by month.

    Parameters
    ----------
    cards, roster, rules
        As in :func:`offer`.

    Returns
    -------
    DataFrame
        ``class_``, ``grade``, ``direction``, ``month`` (first day), ``events``; every class × direction × month of
        the season, zeros included. An event counts once in every month that its days touch, so the sum over months
        is not the number of events.
    """
    grid = _classes(roster).merge(pd.DataFrame({"direction": list(DIRECTIONS)}), how="cross")
    grid = grid.merge(pd.DataFrame({"month": months(rules)}), how="cross")
    pairs = audience(by_month(offered(cards, rules), rules), roster)
    return _counted(grid, pairs, ["class_", "direction", "month"])


def by_month(cards: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Repeat each card for every month of the season that its days touch, in the column ``month``."""
    calendar = pd.DataFrame({"month": months(rules)}).astype({"month": "datetime64[us]"})
    rows = cards.merge(calendar, how="cross")
    touched = (rows["month"] >= rows["starts"].dt.to_period("M").dt.to_timestamp()) & (rows["month"] <= rows["ends"])
    found: pd.DataFrame = rows[touched].reset_index(drop=True)
    return found


def _classes(roster: pd.DataFrame) -> pd.DataFrame:
    return roster[["class_", "grade"]].drop_duplicates()


def _counted(grid: pd.DataFrame, pairs: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    counts = pairs.groupby(keys)["event_key"].nunique().rename("events").reset_index()
    if "month" in keys:
        grid = grid.astype({"month": "datetime64[us]"})
        counts = counts.astype({"month": "datetime64[us]"})
    table = grid.merge(counts, on=keys, how="left")
    table["events"] = table["events"].fillna(0).astype("int64")
    return table
