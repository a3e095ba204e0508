"""Totals and places straight from priced records: best stages, best results, limits, ties, nothing explained.

Apart from the ledger and the list, which explain each point to a child: a district of many schools, a bootstrap or a
what-if asks only for places, a hundred thousand pupils at a time. The choice and the limits are the very same.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbook.rating.choice import TAKEN, Ints, choose, in_order
from workbook.rating.limits import limit
from workbook.rating.rules import Rules

__all__ = ["standing"]

_WON = 3
_NAMES = ("pupil", "event_key", "card", "direction", "scale", "cap_group")


def standing(records: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Count totals and places of priced, confirmed records.

    Parameters
    ----------
    records : DataFrame
        ``pupil``, ``event_key`` (what stages of one event share), ``card``, ``direction``, ``scale``, ``level_rank``,
        ``result_rank`` (1 participant, 2 prize, 3 win), ``date``, ``points`` (hundredths before limits) and, where a
        team's points were shared, ``even_points`` (without the odd hundredths); ``cap_group`` when the rules limit it.
    rules : Rules

    Returns
    -------
    DataFrame
        ``pupil``, ``total`` (hundredths), ``wins``, ``top_level``, ``place`` (dense, missing without points); by place,
        then by code.
    """
    rows = records if "even_points" in records else records.assign(even_points=records["points"])
    rows = rows.assign(**{name: _coded(rows[name]) for name in _NAMES if name in rows})
    rows = rows.iloc[in_order(rows)]
    rows = rows[choose(rows, rules) == TAKEN]
    counted = limit(rows, "points", rules).to_numpy()
    shared = (rows["even_points"].to_numpy() != rows["points"].to_numpy()).any()
    even = limit(rows, "even_points", rules).to_numpy() if shared else counted
    codes, pupils = pd.factorize(rows["pupil"])
    pupils = pupils.astype("str")
    size = len(pupils)
    # Doubles hold whole numbers up to 2**53 exactly; sums of points stay far below.
    total, fair = (np.bincount(codes, weights=part, minlength=size).astype("int64") for part in (counted, even))
    wins = np.bincount(codes[rows["result_rank"].to_numpy() == _WON], minlength=size)
    top = np.zeros(size, dtype="int64")
    paying = counted > 0
    np.maximum.at(top, codes[paying], rows["level_rank"].to_numpy(dtype="int64")[paying])
    keys = {"победы": wins, "уровень": top}
    table = pd.DataFrame({"pupil": pupils, "total": total, "wins": wins, "top_level": top})
    table["place"] = _places([fair, *(keys[name] for name in rules.ties)], total > 0)
    return table.sort_values(["place", "pupil"], na_position="last", ignore_index=True)


def _coded(names: pd.Series) -> pd.Categorical:
    """Hold names as whole numbers: moving a million texts costs more than all the rest."""
    codes, known = pd.factorize(names)
    return pd.Categorical.from_codes(codes, categories=known)


def _places(keys: list[Ints], placed: NDArray[np.bool_]) -> pd.Series:
    order = np.lexsort([-key for key in keys[::-1]])
    order = order[placed[order]]
    new = np.any([key[order[1:]] != key[order[:-1]] for key in keys], axis=0)
    places = np.zeros(len(placed), dtype="int64")
    if len(order):
        places[order] = 1 + np.concatenate([[0], np.cumsum(new)])
    return pd.Series(places, dtype="Int64").where(placed)
