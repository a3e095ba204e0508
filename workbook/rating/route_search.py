"""The search for a route (поиск маршрута): the goal with the least load, then what the pupil likes, then what is new.

Apart from the program it asks: the order of wishes is a decision of people and stands here in one place.

In this order: cards that a person asked for, steps already agreed, enough events, enough directions, the goal (or the
most points), hours lessened by what interests and new directions are worth, hours, interests, new directions, fewer
events, earlier events. Every promise is recounted by the ledger; a choice that the program overrates is forbidden and
the question is asked again, so that the answer is the best by the ledger's count and not by the program's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbook.rating.route_model import Limits, RouteModel, Row
from workbook.rating.rules import Rules

__all__ = ["Choice", "Task", "search"]

_BLOCK = 16
"""Ties are settled so many events at a time: larger powers of two would drown in the solver's tolerances."""

Count = Callable[[Mapping[str, str]], int]


@dataclass(frozen=True)
class Task:
    """What is chosen from and what is wished.

    Attributes
    ----------
    events : DataFrame
        Open events by first day and code.
    known : DataFrame
        Results that the pupil has, see :class:`workbook.rating.route_model.RouteModel`.
    rules : Rules
    count : callable
        ``{card: result} → hundredths``: the season's total by the ledger.
    take, agreed : tuple of str
        Cards asked for; steps already agreed.
    new : mapping
        Direction → how much it fills (1 the pupil or the class has nothing there, 2 both).
    interest, newness : int
        Hundredths of an hour that a step of interest and a new direction are worth.
    carried : int
        Hundredths carried over from the season before; they stand in `count` but in no record.
    tries : int
        Recounts allowed.
    """

    events: pd.DataFrame
    known: pd.DataFrame
    rules: Rules
    count: Count
    take: tuple[str, ...]
    agreed: tuple[str, ...]
    new: Mapping[str, int]
    interest: int
    newness: int
    carried: int
    tries: int


@dataclass(frozen=True)
class Choice:
    """What was chosen.

    Attributes
    ----------
    cards : tuple of str
        By first day and code.
    total : int
        Hundredths of the season by the ledger under the scenario asked for.
    reached : bool
        Whether the goal is reached; without a choice that reaches it there are no cards.
    proven : bool
        Whether nothing better exists; False when the recounts ran out.
    """

    cards: tuple[str, ...]
    total: int
    reached: bool = True
    proven: bool = True


def search(task: Task, limits: Limits, results: Mapping[str, str], goal: int | None) -> Choice:
    """Choose the events of a route.

    Parameters
    ----------
    task : Task
    limits : Limits
    results : mapping
        Card → the result supposed.
    goal : int or None
        Hundredths of the season to reach; None asks for the most.

    Returns
    -------
    Choice
    """
    model = _model(task, limits, results)
    few, same = model.shortage
    fixed: list[Row] = []
    for wish in (*(-model.taken(task.events["card"].isin(cards).to_numpy()) for cards in (task.take, task.agreed)),
                 few, same):  # fmt: skip
        fixed.append(_fixed(model, wish, fixed))
    if goal is not None:
        return _reach(task, model, fixed, results, goal)
    best, proven = -1, False
    cards: tuple[str, ...] = ()
    cuts: list[Row] = []
    for _ in range(task.tries):
        found = model.solve(-model.total, [*fixed, *cuts])
        proven = found is None or int(np.floor(model.total @ found + 1e-4)) + task.carried <= best
        if found is None or proven:
            break
        chosen = _chosen(model, found)
        total = task.count(_supposed(task, chosen, results))
        if total > best:
            best, cards = total, _cards(task, chosen)
        cuts.append(model.without(chosen))
    lightest = _reach(task, model, fixed, results, best)
    if not lightest.reached:
        return Choice(cards, best, proven=False)
    return Choice(lightest.cards, lightest.total, proven=proven)


def _reach(task: Task, model: RouteModel, fixed: list[Row], results: Mapping[str, str], goal: int) -> Choice:
    enough = Row(model.total, low=goal - task.carried - 0.5)
    cuts: list[Row] = []
    for _ in range(task.tries):
        chosen = _lightest(task, model, [*fixed, enough, *cuts])
        if chosen is None:
            return Choice((), -1, reached=False)
        total = task.count(_supposed(task, chosen, results))
        if total >= goal:
            return Choice(_cards(task, chosen), total)
        cuts.append(model.without(chosen))
    return Choice((), -1, reached=False, proven=False)


def _lightest(task: Task, model: RouteModel, rows: list[Row]) -> NDArray[np.bool_] | None:
    """Return the least burdensome choice that satisfies the restrictions, ties settled."""
    events = task.events
    hours, liked = events["hours_spent"].to_numpy("int64"), events["interest"].to_numpy("int64")
    new = model.entering(task.new)
    wishes = [
        model.taken(hours - task.interest * liked) - task.newness * new,
        model.taken(hours),
        model.taken(1 - 10**4 * liked) - 100 * new,
    ]
    found = model.solve(wishes[0], rows)
    if found is None:
        return None
    held = list(rows)
    for wish in wishes:
        held.append(_fixed(model, wish, held))
    for first in range(0, len(events), _BLOCK):
        earlier = np.zeros(len(events))
        last = min(first + _BLOCK, len(events))
        earlier[first:last] = -(2.0 ** np.arange(last - first - 1, -1, -1))
        held.append(_fixed(model, model.taken(earlier), held))
    last_found = model.solve(model.taken(hours), held)
    return None if last_found is None else _chosen(model, last_found)


def _fixed(model: RouteModel, wish: NDArray[np.float64], rows: list[Row]) -> Row:
    """Return the restriction that a wish keeps its best value; all wishes are whole numbers."""
    found = model.solve(wish, rows)
    if found is None:
        raise RuntimeError("a wish of a route has no value although the restrictions are satisfiable")
    return Row(wish, high=round(float(wish @ found)) + 0.25)


def _chosen(model: RouteModel, found: NDArray[np.float64]) -> NDArray[np.bool_]:
    return np.asarray(found[: model.n] > 0.5)


def _cards(task: Task, chosen: NDArray[np.bool_]) -> tuple[str, ...]:
    return tuple(task.events["card"][chosen].astype("str"))


def _supposed(task: Task, chosen: NDArray[np.bool_], results: Mapping[str, str]) -> dict[str, str]:
    return {str(card): results[str(card)] for card in task.events["card"][chosen]}


def _model(task: Task, limits: Limits, results: Mapping[str, str]) -> RouteModel:
    events = task.events
    prize = events["card"].map(results) == "призёр"
    worth = pd.DataFrame(
        {
            "card": events["card"],
            "event_key": ("событие " + events["event"]).fillna("карта " + events["card"]),
            "direction": events["direction"],
            "scale": events["scale"],
            "cap_group": events["sure_group"].mask(prize, events["success_group"]),
            "points": events["sure"].mask(prize, events["success"]),
        }
    )
    return RouteModel(events, task.known, worth, task.rules, limits)
