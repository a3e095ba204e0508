"""What to aim at: the number nearest to the bank's own average that variants can attain.

Apart from the search because a guessed target is what makes assembly slow or impossible; this one is asked first.
"""

from __future__ import annotations

import math

import numpy as np

from workbook.fos.assembly.layout import Kind, Rows, Target
from workbook.fos.assembly.model import rows_of
from workbook.fos.assembly.order import Order
from workbook.fos.assembly.pool import Pool
from workbook.fos.assembly.solver import solve

__all__ = ["attainable"]


def attainable(order: Order, pool: Pool, seconds: float) -> tuple[Target, ...] | None:
    """Find targets of difficulty and time in the linear relaxation of the order.

    The wish is the mean of the items of each cell, weighted by the specification, or ``order.target``. The relaxation
    (items may be divided) gives the numbers nearest to the wish; as variants are interchangeable, the mean over them is
    attained by all of them at once.

    Parameters
    ----------
    order : Order
    pool : Pool
    seconds : float
        Time limit.

    Returns
    -------
    tuple of Target, or None
        None when even the relaxation has no solution.

    References
    ----------
    van der Linden, W. J. (2005). Linear Models for Optimal Test Design. Springer, sections 4.2, 6.2.
    """
    layout, rows = rows_of(order, pool)
    wishes = _wishes(order, pool)
    score = pool.items["score"].to_numpy()
    extra = Rows(Kind.GAUGE)
    for number, wish in enumerate(wishes):
        values = pool.items[wish.name].to_numpy(dtype=float)
        weights = score * (values - wish.natural) if wish.averaged else values
        goal = 0.0 if wish.averaged else wish.natural * order.variants
        scale = max(abs(float(score.sum()) * wish.natural if wish.averaged else goal), 1e-9)
        over, under = layout.width + 2 * number, layout.width + 2 * number + 1
        columns = [*range(layout.items * (layout.variants + 1)), over, under]
        coefficients = np.concatenate(
            [np.repeat(weights, layout.variants), weights * layout.variants, [-scale, scale]]
        )  # fmt: skip
        extra.add(columns, coefficients, goal, goal)
    width = layout.width + 2 * len(wishes)
    objective = np.concatenate([np.zeros(layout.width), np.ones(2 * len(wishes))])
    upper = np.concatenate([np.ones(layout.width), np.full(2 * len(wishes), np.inf)])
    searched = [part for kind, part in rows.items() if kind is not Kind.ORDER]
    found = solve([*searched, extra], objective, np.zeros(width, dtype=bool), upper, seconds)
    if found.x is None:
        return None
    parts = found.x[: layout.items * layout.variants].reshape(layout.items, layout.variants)
    common = found.x[layout.items * layout.variants : layout.items * (layout.variants + 1)]
    share = parts.mean(axis=1) + common
    return tuple(_attained(wish, pool, share) for wish in wishes)


def _wishes(order: Order, pool: Pool) -> list[Target]:
    quota = np.array([cell.items for cell in order.cells], dtype=float)
    cell, score = pool.items["cell"].to_numpy(), pool.items["score"].to_numpy()
    held = np.bincount(cell, minlength=len(quota))
    share = quota[cell] / held[cell]
    wishes = []
    for name in pool.gauge.names:
        values = pool.items[name].to_numpy(dtype=float)
        averaged = pool.gauge.averaged
        natural = (share * score * values).sum() / (share * score).sum() if averaged else (share * values).sum()
        if averaged and name == "success" and math.isfinite(order.target):
            natural = order.target
        wishes.append(Target(name, float(natural), float(natural), order.tolerance, averaged))
    minutes = pool.items["minutes"].to_numpy(dtype=float)
    if np.isfinite(minutes).all() and order.variants > 1 and minutes.any():
        natural = float((share * minutes).sum())
        wishes.append(Target("minutes", natural, natural, order.time_tolerance, averaged=False))
    return wishes


def _attained(wish: Target, pool: Pool, share: np.ndarray) -> Target:
    values, score = pool.items[wish.name].to_numpy(dtype=float), pool.items["score"].to_numpy()
    value = (share * score * values).sum() / (share * score).sum() if wish.averaged else (share * values).sum()
    return Target(wish.name, wish.natural, float(value), wish.tolerance, wish.averaged)
