"""The price of one record: base × role × form, exact, before teams, stages and limits.

Apart from the ledger, because a price needs one row and its card only, so equal rows are priced once.
"""

from __future__ import annotations

from fractions import Fraction

import pandas as pd

from workbook.rating.rules import Rules, hundredths, nearest

__all__ = ["CARD", "PLACE", "PRIZE_PLACE", "SCALE", "price"]

_KEY = ["card", "scale", "role", "result", "form", "place"]
_RESULTS = {"участник": 1, "призёр": 2, "победитель": 3}

SCALE, CARD, PLACE, PRIZE_PLACE = "scale", "card", "place", "prize-place"
"""Where a base comes from: the school's scale, the card's own points, a place's own price, a place that is a prize."""


def price(records: pd.DataFrame, card_points: pd.DataFrame | None, rules: Rules) -> pd.DataFrame:
    """Add to each record what its level, result, role and form are worth.

    Points = база(уровень, результат) × роль × форма; a card's own points stand instead of the base, and the rules say
    whether they already include the role (методика школы). A bonus card (карта-надбавка) knows no multipliers.

    A place may have a price of its own at a level, which stands instead of the scale, or make a participant a prize
    winner (methods.md §8, S40c). A card's own points are dearer in right than both: the card names its event.

    Parameters
    ----------
    records : DataFrame
        Records joined with their cards; ``direction`` is missing where the card is unknown, ``place`` (Int64) where
        none was entered.
    card_points : DataFrame or None
        A card's own points and its group with a common limit.
    rules : Rules

    Returns
    -------
    DataFrame
        `records` with ``base``, ``role_factor``, ``form_factor`` and ``price`` (hundredths; missing for an unknown
        card), ``own_price`` (whether the base is the card's own), ``basis`` (:data:`SCALE` and the others),
        ``cap_group``, ``level_rank`` and ``result_rank`` (2 also for a place that counts as a prize).
    """
    known = records.loc[records["direction"].notna(), _KEY].drop_duplicates()
    own, groups = _own_prices(card_points)
    ranks = {level: rank for rank, level in enumerate(rules.levels, start=1)}
    rows = []
    for card, scale, role, entered, form, place in known.itertuples(index=False, name=None):
        result, basis = _result(scale, entered, place, rules)
        cell = (card, role, result)
        base = own.get(cell, rules.points[scale, result])
        if cell in own:
            basis = basis if basis == PRIZE_PLACE else CARD
        elif not pd.isna(place) and (scale, place) in rules.place_points:
            base, basis = rules.place_points[scale, place], PLACE
        fixed = card in rules.bonuses
        role_factor = Fraction(1) if fixed or (cell in own and rules.role_in_card) else rules.roles[role]
        form_factor = Fraction(1) if fixed else rules.forms[form]
        rows.append(
            {
                "base": base,
                "role_factor": nearest(role_factor * 100),
                "form_factor": nearest(form_factor * 100),
                "price": nearest(base * role_factor * form_factor),
                "own_price": cell in own,
                "basis": basis,
                "cap_group": groups.get(cell),
                "level_rank": ranks[scale],
                "result_rank": _RESULTS[result],
            }
        )
    columns = {
        "base": "Int64", "role_factor": "Int64", "form_factor": "Int64", "price": "Int64", "own_price": "boolean",
        "basis": "str", "cap_group": "str", "level_rank": "Int64", "result_rank": "Int64",
    }  # fmt: skip
    prices = pd.DataFrame(rows, columns=list(columns), index=known.index).astype(columns)
    return records.merge(pd.concat([known, prices], axis=1), on=_KEY, how="left", validate="many_to_one")


def _result(scale: str, entered: str, place: int, rules: Rules) -> tuple[str, str]:
    """Return the result that is priced: a participant whose place is a prize at this level is a prize winner."""
    if entered == "участник" and not pd.isna(place) and place <= rules.prize_places.get(scale, 0):
        return "призёр", PRIZE_PLACE
    return entered, SCALE


def _own_prices(
    card_points: pd.DataFrame | None,
) -> tuple[dict[tuple[str, str, str], int], dict[tuple[str, str, str], str]]:
    if card_points is None:
        return {}, {}
    own, groups = {}, {}
    columns = ["card", "role", "result", "points", "cap_group"]
    for card, role, result, points, group in card_points[columns].itertuples(index=False, name=None):
        own[card, role, result] = hundredths(points)
        if isinstance(group, str) and group.strip():
            groups[card, role, result] = group.strip()
    return own, groups
