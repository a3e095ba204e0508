"""The offer (предложение): how many events the school's cards offer to each class in each direction.

Apart from engagement: a direction nobody entered is one thing, a direction nobody was offered another.
"""

from __future__ import annotations

import pandas as pd

from workbook.rating.rules import Rules
from workbook.school import TABLES

__all__ = ["DIRECTIONS", "offer"]

DIRECTIONS = TABLES["cards"].column("direction").allowed
"""All directions of achievements, in the order of the form."""


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
    season = (cards["starts"] <= pd.Timestamp(rules.period.ends)) & (cards["ends"] >= pd.Timestamp(rules.period.starts))
    limits = cards["grades"].str.extract(r"^\s*(\d{1,2})(?:\s*[–-]\s*(\d{1,2}))?\s*$")
    first = pd.to_numeric(limits[0]).fillna(1)
    offered = cards.assign(
        first=first,
        last=pd.to_numeric(limits[1]).fillna(pd.to_numeric(limits[0])).fillna(11),
        event_key=("событие " + cards["event"]).fillna("карта " + cards["card"]),
    )[season & cards["form"].map(rules.forms).gt(0)]
    classes = roster[["class_", "grade"]].drop_duplicates()
    grid = classes.merge(pd.DataFrame({"direction": list(DIRECTIONS)}), how="cross")
    pairs = classes.merge(offered[["first", "last", "direction", "event_key"]], how="cross")
    pairs = pairs[pairs["grade"].between(pairs["first"], pairs["last"])]
    counts = pairs.groupby(["class_", "direction"])["event_key"].nunique().rename("events").reset_index()
    table = grid.merge(counts, on=["class_", "direction"], how="left")
    table["events"] = table["events"].fillna(0).astype("int64")
    return table
