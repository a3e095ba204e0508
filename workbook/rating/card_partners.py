"""Partners (сетевое взаимодействие): what part of the school's offer is held by others, and what only they hold.

Apart from the registry because its rows are partners and directions, not cards.
"""

from __future__ import annotations

import pandas as pd

from workbook.rating.offer import DIRECTIONS, audience

__all__ = ["partner_share", "partners"]


def partners(cards: pd.DataFrame, roster: pd.DataFrame) -> pd.DataFrame:
    """List the partners with what they carry.

    Parameters
    ----------
    cards : DataFrame
        From :func:`workbook.rating.offer.season_cards`.
    roster : DataFrame

    Returns
    -------
    DataFrame
        ``partner``, ``cards``, ``events`` (stages of one event count once), ``directions``, ``levels`` (tuples),
        ``classes`` (how many the partner's events are open to); most events first.
    """
    held = cards[cards["partner"].notna()]
    table = held.groupby("partner", sort=True).agg(
        cards=("card", "size"),
        events=("event_key", "nunique"),
        directions=("direction", lambda names: tuple(dict.fromkeys(names))),
        levels=("scale", lambda names: tuple(dict.fromkeys(names))),
    )
    reached = audience(held, roster).groupby("partner")["class_"].nunique()
    table["classes"] = reached.reindex(table.index, fill_value=0).astype("int64")
    return table.reset_index().sort_values(["events", "cards", "partner"], ascending=[False, False, True],
                                           ignore_index=True)  # fmt: skip


def partner_share(cards: pd.DataFrame) -> pd.DataFrame:
    """Count the events of each direction that have a partner.

    Parameters
    ----------
    cards : DataFrame
        From :func:`workbook.rating.offer.season_cards`.

    Returns
    -------
    DataFrame
        ``direction`` (every one of :data:`workbook.rating.DIRECTIONS`), ``events``, ``held`` (events of which at least
        one stage has a partner), ``percent`` (missing without events), ``only`` (all events are held by partners).
    """
    events = cards.assign(held=cards["partner"].notna()).groupby(["direction", "event_key"])["held"].any()
    counts = events.groupby("direction").agg(["size", "sum"]).reindex(list(DIRECTIONS), fill_value=0)
    table = pd.DataFrame(
        {"direction": list(DIRECTIONS), "events": counts["size"].to_numpy("int64"),
         "held": counts["sum"].to_numpy("int64")}
    )  # fmt: skip
    percent = 100 * table["held"] / table["events"].where(table["events"] > 0)
    return table.assign(percent=percent.astype("float64"), only=(table["events"] > 0) & percent.eq(100))
