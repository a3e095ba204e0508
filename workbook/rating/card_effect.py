"""What a card is worth and what it changes: its prices by role and result, the holes it fills, the days it takes.

Apart from the draft, which only asks whether the card is sound.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from workbook.rating.card_desk import CardDesk
from workbook.rating.card_draft import CardDraft
from workbook.rating.card_map import offer_map
from workbook.rating.card_text import card_lines
from workbook.rating.offer import DIRECTIONS, audience, season_cards
from workbook.rating.price import price
from workbook.rating.rules import Rules

__all__ = ["CardEffect", "CardPage", "card_effect", "card_page", "card_pages", "card_prices", "draft_page"]

RESULTS = ("участник", "призёр", "победитель")


def card_prices(cards: pd.DataFrame, own: pd.DataFrame | None, rules: Rules) -> pd.DataFrame:
    """Price every role and result of cards, before a team shares them, before places and limits.

    Parameters
    ----------
    cards : DataFrame
        Rows of the table of cards.
    own : DataFrame or None
        Table «Баллы карты».
    rules : Rules

    Returns
    -------
    DataFrame
        ``card``, ``role``, ``result``, ``points`` (hundredths), ``own`` (the card's own points stand instead of the
        scale), card by card in the order of the rules.
    """
    cells = pd.DataFrame([(role, result) for role in rules.roles for result in RESULTS], columns=["role", "result"])
    records = cards[["card", "scale", "form", "direction"]].merge(cells, how="cross")
    records = records.assign(place=pd.array([pd.NA] * len(records), dtype="Int64"))
    priced = price(records, own, rules)
    columns = {"price": "points", "own_price": "own"}
    return priced[["card", "role", "result", *columns]].rename(columns=columns)


@dataclass(frozen=True)
class CardPage:
    """A card as it is printed.

    Attributes
    ----------
    code, title : str
    lines : mapping of str to str
        Header of the form → text; empty where nothing is filled.
    stages : DataFrame
        ``number``, ``stage``, ``teacher_does``, ``pupil_does``, ``minutes``; no rows when the card has none.
    prices : DataFrame
        :func:`card_prices`.
    draft : bool
        The card is not yet the school's.
    places : tuple of (int, int, int)
        First and last place of a band and its points in hundredths, where the school prices places of the card's level
        instead of results.
    prize_place : int
        Last place of the level that counts as a prize though the result says «участник»; 0 for none.
    """

    code: str
    title: str
    lines: Mapping[str, str]
    stages: pd.DataFrame
    prices: pd.DataFrame
    draft: bool = False
    places: tuple[tuple[int, int, int], ...] = ()
    prize_place: int = 0

    def listed(self, header: str) -> tuple[str, ...]:
        """Return a field that holds several things through «;» as these things."""
        return tuple(part.strip() for part in self.lines[header].split(";") if part.strip())


def card_page(desk: CardDesk, code: str = "") -> CardPage:
    """Make the page of one card of the school.

    Parameters
    ----------
    desk : CardDesk
    code : str
        Empty for the example.
    """
    return _pages(_tables(desk), [code or desk.example], desk.rules)[0]


def card_pages(desk: CardDesk) -> list[CardPage]:
    """Make the pages of all cards of the season, direction by direction in the order of days."""
    order = {name: place for place, name in enumerate(DIRECTIONS)}
    cards = desk.cards.assign(place=desk.cards["direction"].map(order))
    codes = cards.sort_values(["place", "starts", "card"], kind="stable")["card"]
    return _pages(_tables(desk), list(codes), desk.rules)


def draft_page(desk: CardDesk, draft: CardDraft) -> CardPage | None:
    """Make the page of a draft from what was read of it; None when its required fields are not sound."""
    if "cards" not in draft.tables:
        return None
    return replace(_pages(draft.tables, [draft.code], desk.rules)[0], draft=True)


def _tables(desk: CardDesk) -> dict[str, pd.DataFrame]:
    tables = {"cards": desk.all_cards, "card_stages": desk.stages, "card_points": desk.points}
    return {name: table for name, table in tables.items() if table is not None}


def _pages(tables: Mapping[str, pd.DataFrame], codes: list[str], rules: Rules) -> list[CardPage]:
    cards = tables["cards"].set_index("card", drop=False).loc[codes]
    prices = card_prices(cards.reset_index(drop=True), tables.get("card_points"), rules)
    by_card = {str(code): rows.drop(columns="card") for code, rows in prices.groupby("card")}
    stages, points = (
        dict(list(tables[name].groupby("card"))) if name in tables else {} for name in ("card_stages", "card_points")
    )
    columns = ["number", "stage", "teacher_does", "pupil_does", "minutes"]
    pages = []
    for card in cards.to_dict("records"):
        code = str(card["card"])
        shown = stages[code].sort_values("number")[columns] if code in stages else pd.DataFrame(columns=columns)
        lines = card_lines(card, stages.get(code), points.get(code))
        prices = by_card[code].reset_index(drop=True)
        level = str(card["scale"])
        pages.append(
            CardPage(
                code, lines["Название"], lines, shown.reset_index(drop=True), prices,
                places=_place_bands(level, rules), prize_place=rules.prize_places.get(level, 0),
            )
        )  # fmt: skip
    return pages


def _place_bands(level: str, rules: Rules) -> tuple[tuple[int, int, int], ...]:
    """Gather neighbouring places of one price: «1: 9; 2–3: 7» as ``((1, 1, 900), (2, 3, 700))``."""
    bands: list[tuple[int, int, int]] = []
    for place, points in sorted(
        (place, points) for (name, place), points in rules.place_points.items() if name == level
    ):
        if bands and bands[-1][1] == place - 1 and bands[-1][2] == points:
            bands[-1] = (bands[-1][0], place, points)
        else:
            bands.append((place, place, points))
    return tuple(bands)


@dataclass(frozen=True)
class CardEffect:
    """What would change if the school took a draft.

    Attributes
    ----------
    classes : tuple of str
        Classes that it is meant for.
    filled : DataFrame
        ``class_``, ``direction``: holes of the offer map that it closes.
    woken : DataFrame
        ``class_``, ``month``: months that were empty for the class and no longer are.
    clashes : DataFrame
        As :func:`workbook.rating.card_clashes.clashes`: those that the draft brings.
    crowded : DataFrame
        ``class_``, ``month``, ``events``: months in which its event goes beyond the school's limit.
    """

    classes: tuple[str, ...]
    filled: pd.DataFrame
    woken: pd.DataFrame
    clashes: pd.DataFrame
    crowded: pd.DataFrame


def card_effect(desk: CardDesk, draft: CardDraft) -> CardEffect | None:
    """Compare the offer map with the draft and without it.

    Parameters
    ----------
    desk : CardDesk
    draft : CardDraft

    Returns
    -------
    CardEffect or None
        None when the draft's required fields are not sound.
    """
    if "cards" not in draft.tables:
        return None
    card = draft.tables["cards"]
    others = desk.all_cards[desk.all_cards["card"] != draft.code]
    after = offer_map(pd.concat([others, card], ignore_index=True), desk.roster, desk.rules, desk.limits)
    classes = audience(season_cards(card, desk.rules), desk.roster)["class_"]
    met = after.clashes[(after.clashes["first"] == draft.code) | (after.clashes["second"] == draft.code)]
    load = after.load.merge(desk.offer.load, on=["class_", "grade", "month"], suffixes=("", "_before"))
    crowded = load[(load["events"] > desk.limits.month_events) & (load["events"] > load["events_before"])]
    return CardEffect(
        tuple(dict.fromkeys(classes)),
        _closed(desk.offer.holes, after.holes, "direction"),
        _closed(desk.offer.idle, after.idle, "month"),
        met.reset_index(drop=True),
        crowded[["class_", "month", "events"]].reset_index(drop=True),
    )


def _closed(before: pd.DataFrame, after: pd.DataFrame, key: str) -> pd.DataFrame:
    left = after[["class_", key]].assign(left=True)
    rows = before[["class_", key]].merge(left, on=["class_", key], how="left")
    return rows.loc[rows["left"].isna(), ["class_", key]].reset_index(drop=True)
