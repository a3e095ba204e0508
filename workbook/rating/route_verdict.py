"""The verdict on a goal (посильна ли цель): by taking part, by the results to be expected, by prizes, or out of reach.

Apart from the route that it judges, because the same question is asked again with each restriction lifted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from workbook.rating.route_model import Limits
from workbook.rating.route_search import Choice, Task, search

__all__ = ["Relaxed", "Verdict", "cascade", "relaxations"]


class Verdict(StrEnum):
    """How far the goal is; the code is stable, the words stand in the display."""

    REACHED = "reached"
    SURE = "sure"
    EXPECTED = "expected"
    SUCCESS = "success"
    SHORT = "short"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Relaxed:
    """The most points for sure when one restriction is lifted.

    Attributes
    ----------
    limit : str
        «hours», «most», «dates», «variety», «agreed», «all».
    total : int
        Hundredths of the season.
    hours, events : int
        Load of the lightest choice that brings them, or that reaches the goal when it can be reached.
    reaches : bool
    proven : bool
    """

    limit: str
    total: int
    hours: int
    events: int
    reaches: bool
    proven: bool = True


def cascade(
    task: Task, limits: Limits, scenarios: Mapping[str, Mapping[str, str]], goal: int, base: int
) -> tuple[Verdict, Choice]:
    """Choose by the most cautious scenario that reaches the goal; without one, the most that is sure."""
    tried: list[Mapping[str, str]] = []
    proven = True
    for name, verdict in (("sure", Verdict.SURE), ("expected", Verdict.EXPECTED), ("success", Verdict.SUCCESS)):
        if scenarios[name] in tried:
            continue
        tried.append(scenarios[name])
        choice = search(task, limits, scenarios[name], goal)
        proven = proven and choice.proven
        if choice.reached:
            return (Verdict.REACHED if base >= goal else verdict), replace(choice, proven=proven)
    most = search(task, limits, scenarios["sure"], None)
    return Verdict.SHORT, replace(most, proven=proven and most.proven)


def relaxations(task: Task, limits: Limits, sure: Mapping[str, str], goal: int) -> list[Relaxed]:
    """Return what lifting each restriction alone, and all together, would bring for sure."""
    free = replace(limits, same=None, directions=0)
    changes = [
        ("hours", task, replace(limits, hours=None)),
        ("most", task, replace(limits, most=None)),
        ("dates", task, replace(limits, gap=None)),
        ("variety", task, free),
        ("all", replace(task, agreed=(), take=()), replace(free, hours=None, most=None, gap=None)),
    ]
    if task.agreed or task.take:
        changes.insert(4, ("agreed", replace(task, agreed=(), take=()), limits))
    found = []
    for name, freed, wider in changes:
        choice = search(freed, wider, sure, goal)
        reaches = choice.reached
        if not reaches:
            choice = search(freed, wider, sure, None)
        rows = task.events[task.events["card"].isin(choice.cards)]
        found.append(Relaxed(name, choice.total, int(rows["hours_spent"].sum()), len(rows), reaches, choice.proven))
    return found
