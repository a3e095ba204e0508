"""The search: an attainable target, then any choice within the tolerance, then evener ones while time remains.

Apart from the reasons for a refusal, which ask this search again with one choice changed.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbook.fos.assembly.layout import Rows, Target
from workbook.fos.assembly.model import gauge_rows, rows_of
from workbook.fos.assembly.order import Order
from workbook.fos.assembly.pool import Pool
from workbook.fos.assembly.solver import Answer, solve
from workbook.fos.assembly.targets import attainable

__all__ = ["Clock", "Found", "even", "find"]

_ENOUGH = 0.1
"""Percent of the target: variants evener than this are equal for every reader of one decimal place."""


class Clock:
    """A time limit that several searches share.

    Parameters
    ----------
    seconds : float
        How long all of them may take.
    """

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds that remain; never negative."""
        return max(self._end - time.monotonic(), 0.0)


@dataclass(frozen=True)
class Found:
    """One search.

    Attributes
    ----------
    stands : numpy.ndarray of bool or None
        Items × variants; None when nothing was found.
    common : numpy.ndarray of bool or None
        Which items are common.
    targets : tuple of Target
        What was aimed at.
    proven : bool
        The search ended by itself; without a solution that proves that there is none.
    bound : float
        Percent of the target: proven that no choice is nearer to it than this.
    """

    stands: NDArray[np.bool_] | None
    common: NDArray[np.bool_] | None
    targets: tuple[Target, ...]
    proven: bool
    bound: float = 0.0

    def away(self, pool: Pool) -> float:
        """Return the greatest departure from the targets of difficulty, percent of the target; 0 without targets."""
        if self.stands is None:
            return np.nan
        score, worst = pool.items["score"].to_numpy(), 0.0
        for target in self.targets:
            if target.name == "minutes" or not target.value:
                continue
            values = pool.items[target.name].to_numpy(dtype=float)
            sums = (score * values if target.averaged else values) @ self.stands
            reached = sums / (score @ self.stands) if target.averaged else sums
            worst = max(worst, float(np.max(np.abs(reached / target.value - 1))) * 100)
        return worst


def find(order: Order, pool: Pool, clock: Clock) -> Found:
    """Look for variants within the tolerance of an attainable target.

    Parameters
    ----------
    order : Order
    pool : Pool
    clock : Clock
        The time that remains.

    References
    ----------
    The two steps are those of van der Linden (2005, ch. 6); minimising the distance to a guessed target instead is
    not proven within a minute for 4 variants of 25 items from 400.
    """
    targets = attainable(order, pool, clock.left)
    if targets is None:
        return Found(None, None, (), proven=clock.left > 0)
    return _within(order, pool, targets, clock)


def even(found: Found, order: Order, pool: Pool, clock: Clock) -> Found:
    """Ask for less and less tolerance until it is proven impossible, enough, or time is out.

    Parameters
    ----------
    found : Found
        A first solution.
    order : Order
    pool : Pool
    clock : Clock
        The time given to this.
    """
    best, bound = found, 0.0
    while best.stands is not None and clock.left > 0 and best.away(pool) - bound > _ENOUGH:
        away = best.away(pool)
        asked = (away + bound) / 2
        targets = tuple(
            aim if aim.name == "minutes" else Target(aim.name, aim.natural, aim.value, asked, aim.averaged)
            for aim in found.targets
        )
        trial = _within(order, pool, targets, clock)
        if trial.stands is not None:
            best = trial
        elif trial.proven:
            bound = asked
        else:
            break
    return Found(best.stands, best.common, found.targets, found.proven, bound)


def _within(order: Order, pool: Pool, targets: tuple[Target, ...], clock: Clock) -> Found:
    layout, rows = rows_of(order, pool)
    rows |= gauge_rows(targets, pool, layout)
    answer = _any(list(rows.values()), layout.width, layout.items * (layout.variants + 1), clock)
    if answer.x is None:
        return Found(None, None, targets, answer.proven)
    stands, common = layout.read(answer.x)
    return Found(stands, common, targets, answer.proven)


def _any(rows: list[Rows], width: int, whole: int, clock: Clock) -> Answer:
    """Ask for any solution; the first `whole` columns must be whole numbers."""
    integral = np.arange(width) < whole
    return solve(rows, np.zeros(width), integral, np.ones(width), clock.left)
