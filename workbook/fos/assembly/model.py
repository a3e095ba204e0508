"""The order as linear rows over yes-or-no columns: «задание i стоит в варианте f», «задание i общее».

Apart from the solver because the same rows serve the search, the attainable target and the question why nothing fits.
The verifier (:mod:`workbook.fos.assembly.proof`) never reads them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbook.fos.assembly.layout import Kind, Layout, Rows, Target
from workbook.fos.assembly.order import Order
from workbook.fos.assembly.pool import Pool

__all__ = ["gauge_rows", "rows_of"]


def rows_of(order: Order, pool: Pool) -> tuple[Layout, dict[Kind, Rows]]:
    """Write all rows of the order but those of the targets.

    Parameters
    ----------
    order : Order
    pool : Pool

    Returns
    -------
    tuple
        The layout of columns and the rows by kind.

    References
    ----------
    van der Linden, W. J. (2005). Linear Models for Optimal Test Design. Springer, ch. 4 (constraints), ch. 6
    (multiple tests). The order of variants by their first item in one cell breaks their symmetry (precedence
    constraints; Margot, F., 2010, Symmetry in integer linear programming, in: 50 Years of Integer Programming).
    """
    variants = order.variants
    shared = tuple(combinations(range(variants), 2)) if order.overlap and variants > 1 else ()
    layout = Layout(len(pool), variants, shared)
    cell = pool.items["cell"].to_numpy()
    members = [np.flatnonzero(cell == number) for number in range(len(order.cells))]
    parts = [
        _cells(order, layout, members), _once(order, layout), _common(order, pool, layout),
        _miniature(order, pool, layout), _forced(order, pool, layout), _enemies(pool, layout),
        _score(order, pool, layout, members), _kinds(order, pool, layout), _time(order, pool, layout),
        _precedence(order, layout, members),
    ]  # fmt: skip
    return layout, {rows.kind: rows for rows in parts}


def gauge_rows(targets: Sequence[Target], pool: Pool, layout: Layout) -> dict[Kind, Rows]:
    """Write the rows that hold every variant near the targets.

    A mean is kept linear by moving its denominator to the other side: Σ s (p − t(1 + δ)) ≤ 0.
    """
    rows = {kind: Rows(kind) for kind in (Kind.EVEN_TIME, Kind.GAUGE)}
    score = pool.items["score"].to_numpy()
    every = np.arange(layout.items)
    for target in targets:
        values = pool.items[target.name].to_numpy(dtype=float)
        kind = Kind.EVEN_TIME if target.name == "minutes" else Kind.GAUGE
        room = abs(target.value) * target.tolerance / 100
        for variant in range(layout.variants):
            columns = np.concatenate([layout.placed(every, variant), layout.common(every)])
            if target.averaged:
                for side in (-1, 1):
                    weights = side * score * (values - target.value - side * room)
                    rows[kind].add(columns, np.tile(weights, 2), -np.inf, 0.0)
            else:
                rows[kind].add(columns, np.tile(values, 2), target.value - room, target.value + room)
    return rows


def _cells(order: Order, layout: Layout, members: list[NDArray[np.int64]]) -> Rows:
    rows = Rows(Kind.CELLS)
    for number, (cell, mine) in enumerate(zip(order.cells, members, strict=True)):
        for variant in range(layout.variants):
            columns = [*layout.placed(mine, variant), *layout.common(mine)]
            rows.add(columns, 1, cell.items, cell.items, (number, variant))
    return rows


def _once(order: Order, layout: Layout) -> Rows:
    rows = Rows(Kind.ONCE)
    for item in range(layout.items):
        mine = [int(layout.placed(item, variant)[0]) for variant in range(layout.variants)]
        common = int(layout.common(item)[0])
        if not layout.pairs:
            rows.add([*mine, common], 1, -np.inf, 1)
            continue
        for column in mine:
            rows.add([column, common], 1, -np.inf, 1)
        for number, (one, two) in enumerate(layout.pairs):
            rows.add([mine[one], mine[two], layout.shared(item, number)], [1, 1, -1], -np.inf, 1)
    for number in range(len(layout.pairs)):
        rows.add([layout.shared(item, number) for item in range(layout.items)], 1, 0, order.overlap)
    return rows


def _common(order: Order, pool: Pool, layout: Layout) -> Rows:
    rows = Rows(Kind.COMMON)
    every = layout.common(np.arange(layout.items))
    rows.add(every, 1, order.in_every_variant, order.in_every_variant)
    for item in _places(pool, order.anchors):
        rows.add(layout.common(item), 1, 1, 1)
    return rows


def _miniature(order: Order, pool: Pool, layout: Layout) -> Rows:
    rows = Rows(Kind.MINIATURE)
    if not order.common or order.anchors or not order.miniature:
        return rows
    for tier, (low, high) in order.common_by_tier().items():
        mine = np.flatnonzero((pool.items["tier"] == tier).to_numpy())
        rows.add(layout.common(mine), 1, low, high)
    return rows


def _forced(order: Order, pool: Pool, layout: Layout) -> Rows:
    rows = Rows(Kind.FORCED)
    for item in _places(pool, order.forced):
        mine = [int(layout.placed(item, variant)[0]) for variant in range(layout.variants)]
        rows.add([*mine, int(layout.common(item)[0])], 1, 1, np.inf)
    return rows


def _enemies(pool: Pool, layout: Layout) -> Rows:
    rows = Rows(Kind.ENEMIES)
    place = {item: number for number, item in enumerate(pool.items["item"])}
    for number, (first, second) in enumerate(pool.enemies):
        if first not in place or second not in place:
            continue
        one, two = place[first], place[second]
        for variant in range(layout.variants):
            columns = [*layout.placed(one, variant), *layout.common(one), *layout.placed(two, variant),
                       *layout.common(two)]  # fmt: skip
            rows.add(columns, 1, -np.inf, 1, (number, variant))
    return rows


def _score(order: Order, pool: Pool, layout: Layout, members: list[NDArray[np.int64]]) -> Rows:
    rows = Rows(Kind.SCORE)
    score = pool.items["score"].to_numpy()
    for number, (cell, mine) in enumerate(zip(order.cells, members, strict=True)):
        if not np.isfinite(cell.score) or (len(mine) and np.all(score[mine] * cell.items == cell.score)):
            continue
        for variant in range(layout.variants):
            columns = [*layout.placed(mine, variant), *layout.common(mine)]
            rows.add(columns, np.tile(score[mine], 2), cell.score, cell.score, (number, variant))
    return rows


def _kinds(order: Order, pool: Pool, layout: Layout) -> Rows:
    rows = Rows(Kind.KINDS)
    if not order.same_kinds:
        return rows
    for kind in sorted(pool.items["kind"].unique()):
        mine = np.flatnonzero((pool.items["kind"] == kind).to_numpy())
        first = layout.placed(mine, 0)
        for variant in range(1, layout.variants):
            columns = np.concatenate([layout.placed(mine, variant), first])
            rows.add(columns, np.repeat([1.0, -1.0], len(mine)), 0.0, 0.0, (variant,))
    return rows


def _time(order: Order, pool: Pool, layout: Layout) -> Rows:
    rows = Rows(Kind.TIME)
    if order.minutes <= 0:
        return rows
    every, minutes = np.arange(layout.items), pool.items["minutes"].to_numpy()
    for variant in range(layout.variants):
        columns = np.concatenate([layout.placed(every, variant), layout.common(every)])
        rows.add(columns, np.tile(minutes, 2), -np.inf, order.minutes, (variant,))
    return rows


def _precedence(order: Order, layout: Layout, members: list[NDArray[np.int64]]) -> Rows:
    rows = Rows(Kind.ORDER)
    held = [number for number, cell in enumerate(order.cells) if cell.items and len(members[number])]
    if layout.variants < 2 or not held:
        return rows
    mine = members[min(held, key=lambda number: len(members[number]) / order.cells[number].items)]
    with_itself = 1 if layout.pairs else 0
    for variant in range(1, layout.variants):
        for place, item in enumerate(mine):
            before = layout.placed(mine[: place + with_itself], variant - 1)
            rows.add([*layout.placed(item, variant), *before], [1.0] + [-1.0] * len(before), -np.inf, 0)
    return rows


def _places(pool: Pool, names: Iterable[str]) -> list[int]:
    frame = pd.Series(np.arange(len(pool)), index=pool.items["item"])
    return [int(frame[name]) for name in dict.fromkeys(names) if name in frame.index]
