"""What would help besides the missing items: single changes with which variants were really found.

Apart from the reasons because a reason is proven, and a remedy is tried on the bank as it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import pandas as pd

from workbook.fos.assembly.gauges import NOTHING, Gauge
from workbook.fos.assembly.order import LIMITS, Order
from workbook.fos.assembly.pool import pool
from workbook.fos.assembly.search import Clock, find
from workbook.school.problems import counted

__all__ = ["remedies"]

_TRIAL, _TRIALS = 2.0, 8
"""Seconds for one question about a remedy, and how many values of one choice are tried."""


def remedies(items: pd.DataFrame, order: Order, gauge: Gauge, missing: int, clock: Clock) -> tuple[str, ...]:
    """Try one change at a time and name those with which variants were found.

    Parameters
    ----------
    items : pandas.DataFrame
        The bank.
    order : Order
        An order for which items are missing.
    gauge : Gauge
    missing : int
        How many are missing: where to begin.
    clock : Clock
        The time that remains.
    """
    question = _Question(items, order, gauge, missing, clock)
    return tuple(words for words in (ask(question) for ask in (_share, _anchor, _fewer, _admit, _tell)) if words)


@dataclass(frozen=True)
class _Question:
    """What the remedies ask of the real bank."""

    items: pd.DataFrame
    order: Order
    gauge: Gauge
    missing: int
    clock: Clock

    def exists(self, **choices: object) -> bool:
        order = self.order.changed(**choices)
        candidates = pool(self.items, order, self.gauge)
        return self.clock.left > 0 and find(order, candidates, Clock(min(self.clock.left, _TRIAL))).stands is not None

    def least(self, name: str, values: Iterable[int]) -> int | None:
        return next((value for value in values if self.exists(**{name: value})), None)


def _share(question: _Question) -> str:
    order = question.order
    if order.variants == 1:
        return ""
    pairs = order.variants * (order.variants - 1) // 2
    first = order.overlap + max(question.missing // pairs, 1)
    found = question.least("overlap", range(first, _last(first, order) + 1))
    if found is None:
        return ""
    return (
        f"разрешить двум вариантам {counted(found, 'одинаковое задание', 'одинаковых задания', 'одинаковых заданий')}"
    )


def _anchor(question: _Question) -> str:
    order = question.order
    if order.variants == 1:
        return ""
    first = order.in_every_variant + max(question.missing // (order.variants - 1), 1)
    found = question.least("common", range(first, _last(first, order) + 1))
    if found is None:
        return ""
    return f"сделать {counted(found, 'задание общим', 'задания общими', 'заданий общими')} для всех вариантов"


def _fewer(question: _Question) -> str:
    found = question.least("variants", range(question.order.variants - 1, 0, -1))
    return (
        ""
        if found is None
        else f"собрать {counted(found, 'вариант', 'варианта', 'вариантов')} вместо {question.order.variants}"
    )


def _admit(question: _Question) -> str:
    """Ask with drafts, archived and tired items: they may be admitted after a review."""
    status = question.items["status"] if "status" in question.items else pd.Series(dtype="str")
    known = tuple(str(name) for name in status.dropna().unique())
    order = question.order
    if not (set(known) - set(order.statuses)) and not order.use_limit:
        return ""
    if question.exists(statuses=tuple(dict.fromkeys((*order.statuses, *known))), use_limit=0):
        return "допустить задания, которые сейчас не берутся из-за статуса или числа использований"
    return ""


def _tell(question: _Question) -> str:
    """Ask without difficulty and time: items may lack only these numbers."""
    order = question.order
    ungauged = replace(question, gauge=Gauge(NOTHING, pd.DataFrame(index=question.items["item"].unique())))
    if question.gauge.names and ungauged.exists():
        return "заполнить трудность заданий, у которых она неизвестна"
    if order.minutes and question.exists(minutes=0.0):
        return "указать время заданий, у которых его нет, или снять ограничение времени"
    return ""


def _last(first: int, order: Order) -> int:
    return min(first + _TRIALS, order.size, int(LIMITS["common"][1]))
