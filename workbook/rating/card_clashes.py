"""Clashes (накладки): two events that ask the same class to be in two places on one day.

Apart from the offer map because a clash is about a pair of cards, the map about their number.
"""

from __future__ import annotations

import pandas as pd

from workbook.rating.offer import audience

__all__ = ["clashes", "class_clashes"]

_SIDE = ["card", "title", "event_key", "starts", "ends"]


def clashes(cards: pd.DataFrame, roster: pd.DataFrame, days: int) -> pd.DataFrame:
    """Find the pairs of short events in person whose days overlap for at least one class.

    Stages of one event are no clash: their order is another question.

    Parameters
    ----------
    cards : DataFrame
        From :func:`workbook.rating.offer.season_cards`.
    roster : DataFrame
    days : int
        The longest event, in days, that asks for the pupil every day.

    Returns
    -------
    DataFrame
        ``first``, ``second`` (codes, the earlier card first), ``first_title``, ``second_title``, ``starts``, ``ends``
        (the common days, both included), ``classes`` (tuple, in the order of the roster).
    """
    length = (cards["ends"] - cards["starts"]).dt.days + 1
    short = cards[(cards["form"] == "очно") & (length <= days)]
    short = short.sort_values(["starts", "card"], kind="stable").reset_index(drop=True)
    sides = short[_SIDE].assign(place=range(len(short)))
    pairs = sides.merge(sides, how="cross", suffixes=("", "_"))
    pairs = pairs[(pairs["place"] < pairs["place_"]) & (pairs["event_key"] != pairs["event_key_"])]
    pairs = pairs[(pairs["starts"] <= pairs["ends_"]) & (pairs["starts_"] <= pairs["ends"])]
    open_to = audience(short, roster).groupby("card", sort=False)["class_"].agg(tuple)
    named = dict(zip(open_to.index, open_to, strict=True))
    common = [
        tuple(name for name in named.get(one, ()) if name in set(named.get(other, ())))
        for one, other in zip(pairs["card"], pairs["card_"], strict=True)
    ]
    found = pd.DataFrame(
        {
            "first": pairs["card"], "second": pairs["card_"], "first_title": pairs["title"],
            "second_title": pairs["title_"], "starts": pairs[["starts", "starts_"]].max(axis=1),
            "ends": pairs[["ends", "ends_"]].min(axis=1), "classes": pd.Series(common, index=pairs.index, dtype=object),
        }
    )  # fmt: skip
    met = pd.Series([bool(names) for names in common], index=found.index, dtype=bool)
    return found[met].sort_values(["starts", "first", "second"], ignore_index=True)


def class_clashes(found: pd.DataFrame) -> pd.DataFrame:
    """Count clashes of each class month by month.

    Parameters
    ----------
    found : DataFrame
        From :func:`clashes`.

    Returns
    -------
    DataFrame
        ``class_``, ``month`` (first day of the month in which the clash begins), ``clashes``; no rows of zeros.
    """
    rows = found[["starts", "classes"]].explode("classes").rename(columns={"classes": "class_"})
    rows = rows.assign(month=rows["starts"].dt.to_period("M").dt.to_timestamp().astype("datetime64[us]"))
    return rows.groupby(["class_", "month"], sort=False).size().rename("clashes").reset_index()
