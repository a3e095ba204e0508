"""Limits (лимиты): the most that a pupil may collect at one level or from one group of cards.

Apart from the price of a record, because limits see all records of a pupil together.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from workbook.rating.rules import Rules

__all__ = ["limit"]


def limit(records: pd.DataFrame, column: str, rules: Rules) -> pd.Series:
    """Return what the limits leave of each record's points.

    A record may fall under two limits, of its level and of its group of cards. The most points that satisfy all
    limits of the pupil are counted: records without a group fill their levels first, the others are placed by a
    maximum flow from groups to levels. Hence a further record never lowers a total, which record-by-record filling
    does not promise.

    Parameters
    ----------
    records : DataFrame
        Columns ``pupil``, ``scale``, ``cap_group`` (missing: none) and `column`; rows in the order in which limits
        are filled (the dearest record first).
    column : str
        Points before limits, whole hundredths.
    rules : Rules

    Returns
    -------
    Series
        Whole hundredths on the index of `records`, between 0 and the record's points.
    """
    counted = records[column].astype("int64")
    if not rules.capped or records.empty:
        return counted
    free = records["cap_group"].isna()
    level_cap = records["scale"].map(rules.level_caps).astype("int64")
    counted = counted.where(~free, _fill(records[free], column, ["pupil", "scale"], level_cap))
    if free.all():
        return counted
    used = counted[free].groupby([records.loc[free, "pupil"], records.loc[free, "scale"]]).sum()
    bound = records[~free]
    cells = _cells(bound, column, used, rules)
    keys = pd.MultiIndex.from_frame(bound[["pupil", "cap_group", "scale"]])
    allowance = pd.Series(cells.reindex(keys).to_numpy(), index=bound.index, dtype="int64")
    counted.loc[bound.index] = _fill(bound, column, ["pupil", "cap_group", "scale"], allowance)
    return counted


def _fill(records: pd.DataFrame, column: str, by: list[str], allowance: pd.Series) -> pd.Series:
    points = records[column].astype("int64")
    before = points.groupby([records[name] for name in by]).cumsum() - points
    left = (allowance.reindex(records.index) - before).clip(lower=0)
    return left.where(left < points, points).astype("int64")


def _cells(records: pd.DataFrame, column: str, used: pd.Series, rules: Rules) -> pd.Series:
    """Return the allowance of each pupil × group of cards × level."""
    sums = records.groupby(["pupil", "cap_group", "scale"])[column].sum().astype("int64")
    parts = []
    for pupil, cells in sums.groupby(level="pupil"):
        keys = [(str(key[1]), str(key[2])) for key in cells.index]
        wanted = dict(zip(keys, (int(value) for value in cells), strict=True))
        rooms = {
            level: max(0, rules.level_caps.get(level, 0) - int(used.get((pupil, level), 0)))
            for _, level in wanted
        }  # fmt: skip
        given = _share_room(wanted, rules.card_group_cap or 0, rooms)
        parts.append(pd.Series([given[key] for key in keys], index=cells.index, dtype="int64"))
    return pd.concat(parts)


def _share_room(
    wanted: Mapping[tuple[str, str], int], group_cap: int, rooms: Mapping[str, int]
) -> dict[tuple[str, str], int]:
    groups, levels = sorted({group for group, _ in wanted}), sorted({level for _, level in wanted})
    fits = all(sum(v for (g, _), v in wanted.items() if g == group) <= group_cap for group in groups) and all(
        sum(v for (_, name), v in wanted.items() if name == level) <= rooms[level] for level in levels
    )
    if fits:
        return dict(wanted)
    first_level = 1 + len(groups)
    sink = first_level + len(levels)
    place = {(g, lv): (1 + groups.index(g), first_level + levels.index(lv)) for g, lv in wanted}
    edges = [(0, 1 + i, group_cap) for i in range(len(groups))]
    edges += [(*place[cell], value) for cell, value in sorted(wanted.items())]
    edges += [(first_level + i, sink, rooms[level]) for i, level in enumerate(levels)]
    rows, columns, capacities = (np.array(part, dtype=np.int32) for part in zip(*edges, strict=True))
    graph = csr_array((capacities, (rows, columns)), shape=(sink + 1, sink + 1))
    flow = maximum_flow(graph, 0, sink).flow
    return {cell: int(flow[where]) for cell, where in place.items()}
