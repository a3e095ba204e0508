"""Tidy results of the cards' report for the results store and the district.

Apart from the sections, because the store keeps numbers and the sections tell them.
"""

from __future__ import annotations

import math

import pandas as pd

from workbook.estimates import Result, results_table
from workbook.rating.card_desk import CardDesk
from workbook.rating.card_partners import partner_share

__all__ = ["card_results"]


def card_results(desk: CardDesk) -> pd.DataFrame:
    """Return the report's key figures, one a row.

    Parameters
    ----------
    desk : CardDesk

    Returns
    -------
    DataFrame
        Columns of :data:`workbook.estimates.RESULT_COLUMNS`. Headlines: complete cards, holes of the offer map, events
        with a partner, clashes of days. The cards are all the school has, not a sample, so shares have no interval.
    """
    cards, offer = desk.cards, desk.offer
    shares = partner_share(cards)
    events, held = int(shares["events"].sum()), int(shares["held"].sum())
    cells, holes = len(offer.by_direction), len(offer.holes)
    complete = int(cards["complete"].sum())
    rows = [
        Result("complete-cards-percent", "Карты без пустых нужных полей", _percent(complete, len(cards)), n=len(cards),
               unit="%", headline=True),
        Result("offer-holes-percent", "Классу не предложено направление", _percent(holes, cells), n=cells, unit="%",
               headline=True, note=f"клеток «класс × направление»: {holes} из {cells}"),
        Result("partner-events-percent", "События с партнёром", _percent(held, events), n=events, unit="%",
               headline=True),
        Result("card-clashes", "Накладки дней", len(offer.clashes), n=len(cards), unit="шт.", headline=True,
               verdict="внимание" if len(offer.clashes) else "хорошо"),
        Result("season-cards", "Карт периода", len(cards), unit="шт."),
        Result("season-events", "Событий периода", events, unit="шт.", note="этапы одного события — одно событие"),
        Result("partners", "Партнёров", int(cards["partner"].nunique()), unit="шт."),
        Result("card-problems", "Замечаний к картам", len(desk.problems), n=len(cards), unit="шт."),
        Result("crowded-months", "Перегруженных месяцев у классов", int(offer.load["over"].sum()), n=len(offer.load),
               unit="шт."),
        Result("idle-months", "Пустых месяцев у классов", len(offer.idle), n=len(offer.load), unit="шт."),
    ]  # fmt: skip
    missing = cards["empty"].explode().dropna()
    rows += [
        Result("empty-field", "Карт с пустым полем", int((missing == field).sum()), str(field), n=len(cards),
               unit="шт.")
        for field in dict.fromkeys(missing)
    ]  # fmt: skip
    rows += [
        Result("direction-events", "Событий направления", row["events"], row["direction"], n=events, unit="шт.")
        for row in shares.to_dict("records")
    ]
    rows += [
        Result("direction-partner-percent", "События направления с партнёром", row["percent"], row["direction"],
               n=row["events"], unit="%")
        for row in shares[shares["events"] > 0].to_dict("records")
    ]  # fmt: skip
    open_to = offer.by_direction.assign(hole=offer.by_direction["events"] == 0)
    rows += [
        Result("direction-holes", "Классов без направления", int(group["hole"].sum()), str(name), n=len(group),
               unit="шт.")
        for name, group in open_to.groupby("direction", sort=False)
    ]  # fmt: skip
    return results_table(rows)


def _percent(part: int, whole: int) -> float:
    return 100 * part / whole if whole else math.nan
