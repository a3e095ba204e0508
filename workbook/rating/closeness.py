"""Closeness (различимость мест): how many places of the list are really different.

Apart from the places themselves: a place is arithmetic, whether it means anything is another question. The full answer
needs rank intervals; this one needs only the scale: a gap smaller than one participation at the lowest level says
nothing about a child.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from workbook.rating.rules import Rules

__all__ = ["Closeness", "closeness"]


@dataclass(frozen=True, slots=True)
class Closeness:
    """How far apart the places stand.

    Attributes
    ----------
    pupils : int
        Pupils with a place.
    places : int
        Different places.
    sharing : int
        Pupils who share their place with somebody.
    close : int
        Pupils whom less than ``step`` separates from another pupil.
    groups : int
        What is left when neighbours closer than ``step`` are held equal.
    step : int
        Hundredths: the least a result brings in the scale.
    """

    pupils: int
    places: int
    sharing: int
    close: int
    groups: int
    step: int


def closeness(rating: pd.DataFrame, rules: Rules) -> Closeness:
    """Compare neighbouring totals of a rating list with the smallest step of the scale.

    Parameters
    ----------
    rating : DataFrame
        From :func:`workbook.rating.rating_list.rating_list`.
    rules : Rules

    Returns
    -------
    Closeness
    """
    placed = rating[rating["place"].notna()]
    sums = placed["total"].sort_values(ascending=False, ignore_index=True)
    above = sums.shift(1) - sums
    below = sums - sums.shift(-1)
    near = (above < rules.step) | (below < rules.step)
    return Closeness(
        pupils=len(placed),
        places=int(placed["place"].nunique()),
        sharing=int(placed["place"].duplicated(keep=False).sum()),
        close=int(near.sum()),
        groups=int((above >= rules.step).sum()) + (1 if len(sums) else 0),
        step=rules.step,
    )
