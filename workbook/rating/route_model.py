"""The choice of events as an integer program: which events may stand together and what they can bring.

Apart from the search, which asks this program several questions in turn.

The program counts points as the rules do: one stage of an event, the best results of a category, limits of levels,
groups of cards, directions and of everything. It lets each of them be filled in the most favourable way, so it never
promises less than the ledger; where it promises more, the search finds out by a recount and asks again.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbook.rating.rules import Rules

__all__ = ["Limits", "RouteModel", "Row", "clashes"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Limits:
    """What a route may not exceed; None lifts a restriction.

    Attributes
    ----------
    hours : int or None
        Hundredths of an hour.
    most, same : int or None
        Events, events of one direction.
    least, directions : int
        Events and different directions wanted; falling short is allowed and told.
    gap : int or None
        Free days between two events; None lets dates clash.
    """

    hours: int | None
    most: int | None
    same: int | None
    least: int
    directions: int
    gap: int | None


@dataclass(frozen=True)
class Row:
    """One linear restriction: low ≤ Σ weight · variable ≤ high."""

    weights: Floats
    low: float = -np.inf
    high: float = np.inf


def clashes(events: pd.DataFrame, gap: int) -> list[tuple[int, int]]:
    """Return the pairs of events, by position, between whose days lie fewer than `gap` free days.

    Parameters
    ----------
    events : DataFrame
        ``starts``, ``ends``.
    gap : int
        Zero: only common days clash.
    """
    starts, ends = list(events["starts"]), list(events["ends"])
    room = timedelta(days=gap)
    return [
        (one, other)
        for other in range(len(events))
        for one in range(other)
        if starts[one] <= ends[other] + room and starts[other] <= ends[one] + room
    ]


class RouteModel:
    """Variables and restrictions of one pupil's choice under one scenario of results.

    Variables in order: an event is taken (0/1), its result counts (0/1), a known result counts (0/1), hundredths
    counted for each of these, a direction is entered (0/1), events and directions short of what is wanted.

    Parameters
    ----------
    events : DataFrame
        Open events.
    known : DataFrame
        Results that the pupil has: ``card``, ``event_key``, ``direction``, ``scale``, ``cap_group``, ``points``.
    worth : DataFrame
        The same columns for the open events under the scenario, in their order.
    rules : Rules
    limits : Limits
    """

    def __init__(
        self, events: pd.DataFrame, known: pd.DataFrame, worth: pd.DataFrame, rules: Rules, limits: Limits
    ) -> None:
        self.events = events
        self.n, self.limits = len(events), limits
        self.results = pd.concat([worth, known], ignore_index=True)
        self.names = sorted(events["direction"].unique())
        m = len(self.results)
        self.counts, self.points = self.n, self.n + m
        self.entered = self.n + 2 * m
        self.short = self.entered + len(self.names)
        self.size = self.short + 2
        self._rows = [*self._choice(), *self._counting(rules)]

    def taken(self, weights: NDArray[Any]) -> Floats:
        """Return weights of events as weights of all variables."""
        row = np.zeros(self.size)
        row[: self.n] = weights
        return row

    def entering(self, weights: Mapping[str, int]) -> Floats:
        """Return weights of directions as weights of all variables."""
        row = np.zeros(self.size)
        row[self.entered : self.short] = [weights.get(name, 0) for name in self.names]
        return row

    @property
    def total(self) -> Floats:
        """Weights of the points counted."""
        row = np.zeros(self.size)
        row[self.points : self.entered] = 1
        return row

    @property
    def shortage(self) -> tuple[Floats, Floats]:
        """Weights of the events and of the directions short of what is wanted."""
        few, same = np.zeros(self.size), np.zeros(self.size)
        few[self.short], same[self.short + 1] = 1, 1
        return few, same

    def without(self, chosen: NDArray[np.bool_]) -> Row:
        """Return the restriction that forbids exactly this choice."""
        return Row(self.taken(np.where(chosen, -1, 1)), low=1 - int(chosen.sum()))

    def solve(self, objective: Floats, rows: list[Row]) -> Floats | None:
        """Return the variables that make the objective least, or None when nothing satisfies the restrictions."""
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_array

        every = [*self._rows, *rows]
        matrix = csr_array(np.array([row.weights for row in every]).reshape(len(every), self.size))
        whole = np.ones(self.size, dtype="int64")
        whole[self.points : self.entered] = 0
        top = np.ones(self.size)
        top[self.points : self.entered] = self.results["points"]
        top[self.short :] = self.limits.least, self.limits.directions
        found = milp(
            objective, integrality=whole, bounds=Bounds(0, top), options={"mip_rel_gap": 0},
            constraints=LinearConstraint(matrix, [row.low for row in every], [row.high for row in every]),
        )  # fmt: skip
        if found.status not in (0, 2):
            raise RuntimeError(f"the route of a pupil could not be solved: {found.message}")
        return None if found.x is None else np.asarray(found.x, dtype="float64")

    def _choice(self) -> list[Row]:
        limits, ones = self.limits, np.ones(self.n)
        rows = [Row(self.taken(ones) + self.shortage[0], low=limits.least)]
        if limits.most is not None:
            rows.append(Row(self.taken(ones), high=limits.most))
        if limits.hours is not None:
            rows.append(Row(self.taken(self.events["hours_spent"].to_numpy()), high=limits.hours))
        for name in self.names:
            inside = (self.events["direction"] == name).to_numpy()
            if limits.same is not None:
                rows.append(Row(self.taken(inside), high=limits.same))
            rows.append(Row(self.entering({name: 1}) - self.taken(inside), high=0))
        rows.append(Row(self.entering(dict.fromkeys(self.names, 1)) + self.shortage[1], low=limits.directions))
        for pair in clashes(self.events, limits.gap) if limits.gap is not None else ():
            both = np.zeros(self.n)
            both[list(pair)] = 1
            rows.append(Row(self.taken(both), high=1))
        return rows

    def _counting(self, rules: Rules) -> list[Row]:
        results, rows = self.results, []
        for place in range(len(results)):
            row = np.zeros(self.size)
            row[self.points + place], row[self.counts + place] = 1, -results["points"].iloc[place]
            rows.append(Row(row, high=0))
            if place < self.n:
                row = np.zeros(self.size)
                row[self.counts + place], row[place] = 1, -1
                rows.append(Row(row, high=0))
        rows += self._at_most(self.counts, results["event_key"], lambda _: 1)
        bound = ~results["card"].isin(rules.bonuses)
        if rules.best_n is not None:
            kind = results[list(rules.best_of)].agg(" ".join, axis=1).where(bound)
            rows += self._at_most(self.counts, kind, lambda _: rules.best_n)
        caps, directions = rules.level_caps, rules.direction_caps
        rows += self._at_most(self.points, results["scale"].where(bound), caps.get)
        rows += self._at_most(self.points, results["direction"].where(bound), directions.get)
        groups = results["cap_group"].where(bound & (results["cap_group"] != ""))
        rows += self._at_most(self.points, groups, lambda _: rules.card_group_cap)
        if rules.total_cap is not None:
            rows.append(Row(self.total, high=rules.total_cap))
        return rows

    def _at_most(self, first: int, parts: pd.Series, cap: Callable[[Any], int | None]) -> list[Row]:
        rows = []
        names: list[Hashable] = sorted(parts.dropna().unique())
        for name in names:
            high = cap(name)
            if high is None:
                continue
            row = np.zeros(self.size)
            row[first : first + len(parts)] = (parts == name).fillna(False).to_numpy(dtype="float64")
            rows.append(Row(row, high=high))
        return rows
