"""Rows with slack: how many items are missing, which pairs meet, which points do not add up, how long is the shortest.

Apart from the words because these are small optimisation problems with exact answers, and tests count them by hand.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pandas as pd

from workbook.fos.assembly.layout import Kind, Layout, Rows
from workbook.fos.assembly.model import rows_of
from workbook.fos.assembly.order import Order
from workbook.fos.assembly.pool import Pool
from workbook.fos.assembly.search import Clock, find
from workbook.fos.assembly.solver import Answer, solve

__all__ = ["least_time", "least_value", "meeting_pairs", "mended", "off_scores", "shortage", "unevenness"]

_TRIAL = 2.0
"""Seconds for one question of a row of questions; an answer not found in them counts as «нет»."""

_STRUCTURE = (Kind.CELLS, Kind.ONCE, Kind.COMMON, Kind.MINIATURE, Kind.FORCED)


def shortage(order: Order, candidates: Pool, clock: Clock, *, enemies: bool = False) -> dict[int, int]:
    """Count the items missing in each cell: the least that fills all places of all variants.

    Points, time and tolerance are not asked; enemies only when told so.

    Returns
    -------
    dict
        Cell number → missing items; empty when the cells can be filled.
    """
    layout, rows = rows_of(order, candidates)
    kinds = (*_STRUCTURE, Kind.ENEMIES) if enemies else _STRUCTURE
    slack = _Slack(layout)
    for place, (number, variant) in enumerate(rows[Kind.CELLS].keys):
        slack.add(rows[Kind.CELLS], place, 1.0, upper=order.cells[number].items, key=(number, variant))
    found = slack.solve([rows[kind] for kind in kinds], clock, whole=True)
    if found is None:
        return {}
    result: dict[int, int] = {}
    for (number, _), value in found.items():
        if round(value):
            result[number] = result.get(number, 0) + round(value)
    return dict(sorted(result.items()))


def meeting_pairs(order: Order, candidates: Pool, clock: Clock) -> list[tuple[str, str]]:
    """Name the fewest enemies that must meet when every cell is to be filled."""
    layout, rows = rows_of(order, candidates)
    slack = _Slack(layout)
    for place, (pair, variant) in enumerate(rows[Kind.ENEMIES].keys):
        slack.add(rows[Kind.ENEMIES], place, -1.0, upper=1.0, key=(pair, variant))
    found = slack.solve([rows[kind] for kind in (*_STRUCTURE, Kind.ENEMIES)], clock, whole=True)
    met = sorted({pair for (pair, _), value in (found or {}).items() if round(value)})
    return [candidates.enemies[pair] for pair in met]


def off_scores(order: Order, candidates: Pool, clock: Clock) -> dict[int, tuple[float, float]]:
    """Find cells whose points cannot be met: cell number → the least and the greatest points that their items give."""
    layout, rows = rows_of(order, candidates)
    slack = _Slack(layout)
    for place, (number, variant) in enumerate(rows[Kind.SCORE].keys):
        for side in (1.0, -1.0):
            slack.add(rows[Kind.SCORE], place, side, upper=np.inf, key=(number, variant, int(side)))
    kinds = (*_STRUCTURE, Kind.ENEMIES, Kind.SCORE)
    found = slack.solve([rows[kind] for kind in kinds], clock, whole=False)
    off = sorted({number for (number, *_), value in (found or {}).items() if value > 1e-6})
    limits = {}
    for number in off:
        points = np.sort(candidates.items.loc[candidates.items["cell"] == number, "score"].to_numpy())
        size = order.cells[number].items
        limits[number] = (float(points[:size].sum()), float(points[::-1][:size].sum()))
    return limits


def least_time(order: Order, candidates: Pool, clock: Clock) -> tuple[int | None, bool]:
    """Find the least whole minutes into which the longest variant fits, and whether that is proven."""
    layout, rows = rows_of(order, candidates)
    whole = Rows(Kind.TIME)
    for variant in range(order.variants):
        every = np.arange(layout.items)
        columns = [*layout.placed(every, variant), *layout.common(every), layout.width]
        minutes = candidates.items["minutes"].to_numpy()
        whole.add(columns, [*minutes, *minutes, -1.0], -np.inf, 0.0)
    others = [part for kind, part in rows.items() if kind is not Kind.TIME]
    objective = np.zeros(layout.width + 1)
    objective[-1] = 1.0
    integral = np.arange(layout.width + 1) < layout.items * (layout.variants + 1)
    integral[-1] = True
    upper = np.ones(layout.width + 1)
    upper[-1] = np.inf
    answer = solve([*others, whole], objective, integral, upper, clock.left)
    return (None, False) if answer.x is None else (math.ceil(answer.x[-1] - 1e-6), answer.proven)


def unevenness(order: Order, candidates: Pool, clock: Clock) -> dict[str, int]:
    """Find the least whole percents of tolerance with which variants exist, widening as few of the two as possible."""

    def exists(changed: Order) -> bool:
        return find(changed, candidates, Clock(min(clock.left, _TRIAL))).stands is not None

    wide = order.changed(tolerance=100.0, time_tolerance=100.0)
    for name in ("time_tolerance", "tolerance"):
        if exists(order.changed(**{name: 100.0})):
            least = least_value(lambda value, name=name: exists(order.changed(**{name: float(value)})),  # type: ignore[misc]
                                math.floor(getattr(order, name)), 100)  # fmt: skip
            return {name: least}
    if not exists(wide):
        return {}
    first = least_value(lambda value: exists(wide.changed(tolerance=float(value))), math.floor(order.tolerance), 100)
    eased = order.changed(tolerance=float(first))
    second = least_value(
        lambda value: exists(eased.changed(time_tolerance=float(value))), math.floor(order.time_tolerance), 100
    )
    return {"tolerance": first, "time_tolerance": second}


def least_value(met: Callable[[int], bool], low: int, high: int) -> int:
    """Halve the way between a value that does not help and one that does.

    Parameters
    ----------
    met : callable
        Whether a value helps; when one does, all greater ones do.
    low, high : int
        A value that does not help and one that does.

    Examples
    --------
    >>> least_value(lambda value: value >= 17, 3, 100)
    17
    """
    while high - low > 1:
        middle = (low + high) // 2
        if met(middle):
            high = middle
        else:
            low = middle
    return high


def mended(order: Order, candidates: Pool, lacking: dict[int, int]) -> tuple[Order, Pool]:
    """Add the missing items to the candidates: average ones of their cell, or of the tier, or of the whole bank.

    Of which kind they are is left to their author, so kinds are not compared in what follows.
    """
    if not lacking:
        return order, candidates
    items, rows = candidates.items, []
    numbers = ["score", "minutes", *candidates.gauge.names]
    for number, lack in lacking.items():
        cell = order.cells[number]
        same = (items["cell"] == number, items["tier"] == cell.tier, pd.Series(True, items.index))
        model = next((items.loc[mask, numbers].mean() for mask in same if mask.any()), items[numbers].mean())
        kinds = next((items.loc[mask, "kind"].mode().iloc[0] for mask in same if mask.any()), "")
        row = {
            "content": cell.content,
            "kind": kinds,
            "skill": cell.skill,
            "tier": cell.tier,
            "cell": number,
            "uses": 0,
            **model,
        }
        if math.isfinite(cell.score):
            row["score"] = cell.score / cell.items
        rows += [{**row, "item": f"новое {number + 1}.{copy + 1}"} for copy in range(lack)]
    added = pd.concat([items, pd.DataFrame(rows)[items.columns]], ignore_index=True)
    return order.changed(same_kinds=False), Pool(added, candidates.enemies, candidates.left_out, candidates.gauge)


class _Slack:
    """Extra columns that rows may borrow, each unit at the cost of one."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._keys: list[tuple[int, ...]] = []
        self._upper: list[float] = []

    def add(self, rows: Rows, place: int, value: float, upper: float, key: tuple[int, ...]) -> None:
        rows.row.append(place)
        rows.column.append(self._layout.width + len(self._keys))
        rows.value.append(value)
        self._keys.append(key)
        self._upper.append(upper)

    def solve(self, rows: list[Rows], clock: Clock, *, whole: bool) -> dict[tuple[int, ...], float] | None:
        own, extra = self._layout.width, len(self._keys)
        objective = np.concatenate([np.zeros(own), np.ones(extra)])
        upper = np.concatenate([np.ones(own), self._upper])
        integral = np.arange(own + extra) < self._layout.items * (self._layout.variants + 1)
        integral[own:] = whole
        answer: Answer = solve(rows, objective, integral, upper, clock.left)
        return None if answer.x is None else dict(zip(self._keys, answer.x[own:], strict=True))
