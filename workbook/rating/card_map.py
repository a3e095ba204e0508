"""The offer map (карта предложения): what is offered to whom and when, where nothing is, where too much at once.

Apart from the offer, which only counts: here the counts are judged by the school's own limits.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from workbook.rating.card_clashes import clashes, class_clashes
from workbook.rating.offer import (
    DIRECTIONS,
    audience,
    by_month,
    months,
    offer,
    offer_by_month,
    offered,
    season_cards,
)
from workbook.rating.rules import Rules
from workbook.settings import CardRules

__all__ = ["OfferMap", "offer_map"]


@dataclass(frozen=True)
class OfferMap:
    """What the school's cards offer in one season.

    Attributes
    ----------
    by_direction : DataFrame
        :func:`workbook.rating.offer`: class × direction.
    by_month : DataFrame
        :func:`workbook.rating.offer_by_month`: class × direction × month.
    school : DataFrame
        ``direction``, ``month``, ``events`` open to at least one class; zeros included.
    load : DataFrame
        ``class_``, ``grade``, ``month``, ``events`` of all directions, ``clashes``, ``over`` (more events than the
        school's limit, or a clash); every class × month.
    clashes : DataFrame
        :func:`workbook.rating.card_clashes.clashes`.
    """

    by_direction: pd.DataFrame
    by_month: pd.DataFrame
    school: pd.DataFrame
    load: pd.DataFrame
    clashes: pd.DataFrame

    @property
    def holes(self) -> pd.DataFrame:
        """Classes and directions without a single event: ``class_``, ``grade``, ``direction``."""
        rows = self.by_direction[self.by_direction["events"] == 0]
        return rows[["class_", "grade", "direction"]].reset_index(drop=True)

    @property
    def idle(self) -> pd.DataFrame:
        """Classes and months without a single event: ``class_``, ``grade``, ``month``."""
        rows = self.load[self.load["events"] == 0]
        return rows[["class_", "grade", "month"]].reset_index(drop=True)


def offer_map(cards: pd.DataFrame, roster: pd.DataFrame, rules: Rules, limits: CardRules) -> OfferMap:
    """Lay the season's offer out by class, direction and month.

    Parameters
    ----------
    cards : DataFrame
        Table «Технологические карты».
    roster : DataFrame
        :func:`workbook.rating.roster`.
    rules : Rules
        The season; forms that bring no points are no offer.
    limits : CardRules
        When a month is too full and what is a clash.

    Returns
    -------
    OfferMap
    """
    pairs = audience(by_month(offered(cards, rules), rules), roster)
    frame = pd.DataFrame({"month": months(rules)}).astype({"month": "datetime64[us]"})
    reached = pairs.groupby(["direction", "month"])["event_key"].nunique().rename("events").reset_index()
    whole = pd.DataFrame({"direction": list(DIRECTIONS)}).merge(frame, how="cross")
    whole = whole.merge(reached.astype({"month": "datetime64[us]"}), on=["direction", "month"], how="left")
    met = clashes(season_cards(cards, rules), roster, limits.present_days)
    return OfferMap(
        offer(cards, roster, rules),
        offer_by_month(cards, roster, rules),
        whole.assign(events=whole["events"].fillna(0).astype("int64")),
        _load(pairs, roster, frame, met).assign(over=lambda rows: _over(rows, limits)),
        met,
    )


def _load(pairs: pd.DataFrame, roster: pd.DataFrame, frame: pd.DataFrame, met: pd.DataFrame) -> pd.DataFrame:
    keys = ["class_", "month"]
    counts = pairs.groupby(keys)["event_key"].nunique().rename("events").reset_index()
    table = roster[["class_", "grade"]].drop_duplicates().merge(frame, how="cross")
    table = table.merge(counts.astype({"month": "datetime64[us]"}), on=keys, how="left")
    table = table.merge(class_clashes(met), on=keys, how="left")
    return table.assign(
        events=table["events"].fillna(0).astype("int64"), clashes=table["clashes"].fillna(0).astype("int64")
    )


def _over(rows: pd.DataFrame, limits: CardRules) -> pd.Series:
    return (rows["events"] > limits.month_events) | (rows["clashes"] > 0)
