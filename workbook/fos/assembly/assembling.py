"""Parallel variants with a proof: the order in, the variants or the reason why there are none out.

Apart from its parts because this is what notebooks call, and its value is what documents print.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd

from workbook.errors import MissingData, Reason
from workbook.fos.assembly.gauges import Gauge
from workbook.fos.assembly.layout import Target
from workbook.fos.assembly.order import Order
from workbook.fos.assembly.placing import placed
from workbook.fos.assembly.pool import Pool, pool
from workbook.fos.assembly.proof import Proof, prove
from workbook.fos.assembly.reasons import Refusal, contradictions, why_not
from workbook.fos.assembly.search import Clock, even, find
from workbook.settings import AssemblyRules

__all__ = ["BEST", "NONE", "TIME_OUT", "WITHIN", "Assembly", "assemble"]

BEST = "доказано оптимально"
WITHIN = "в пределах допуска"
TIME_OUT = "время вышло"
NONE = "вариантов нет"

_NO_VARIANTS = "Вариантов нет: причина и что изменить — в начале отчёта."
_EQUAL = 0.11
"""Percent: the search for evener variants stops at a tenth; what it proved to that tenth is called optimal."""


@dataclass(frozen=True)
class Assembly:
    """Finished variants, or the reason why there are none.

    Attributes
    ----------
    order : Order
        What was asked.
    status : str
        «доказано оптимально» (no choice is evener by more than a tenth of a percent), «в пределах допуска», «время
        вышло» (nothing was found in time and nothing disproved) or «вариантов нет» (proven).
    items : pandas.DataFrame
        variant, place, item, content, skill, tier, kind, cell, score, minutes, uses, common, and the numbers of the
        gauge; empty without variants.
    targets : tuple of Target
        What was aimed at.
    proof : Proof or None
        Recount from the bank.
    refusal : Refusal or None
        Why there are no variants and what would help.
    gauge : Gauge
        What makes variants equal.
    available : mapping of int to int
        Cell number → items that might be placed.
    left_out : pandas.DataFrame
        item, cell, reason: items of planned cells that might not.
    away, bound : float
        Greatest departure from the target and its proven least, percent of the target.
    seconds : float
        Time of the search.
    """

    order: Order
    status: str
    items: pd.DataFrame
    targets: tuple[Target, ...]
    proof: Proof | None
    refusal: Refusal | None
    gauge: Gauge
    available: Mapping[int, int]
    left_out: pd.DataFrame
    away: float
    bound: float
    seconds: float

    @property
    def found(self) -> bool:
        """Whether there are variants."""
        return self.proof is not None

    def checked(self) -> Proof:
        """Return the recount of finished variants.

        Raises
        ------
        MissingData
            There are no variants.
        """
        if self.proof is None:
            raise MissingData(_NO_VARIANTS, Reason.TABLE_EMPTY, ("items",))
        return self.proof

    @property
    def pool_size(self) -> int:
        """Items that might be placed."""
        return sum(self.available.values())

    @property
    def gap(self) -> float:
        """How much evener variants might still be, percent of the target."""
        return self.away - self.bound


def assemble(items: pd.DataFrame, order: Order, gauge: Gauge, rules: AssemblyRules) -> Assembly:
    """Assemble parallel variants from the bank.

    Parameters
    ----------
    items : pandas.DataFrame
        The bank.
    order : Order
        :func:`workbook.fos.assembly.order_for` with the choices made.
    gauge : Gauge
        What makes variants equal: :func:`workbook.fos.assembly.success` or :func:`workbook.fos.assembly.information`.
    rules : AssemblyRules
        ``time_limit`` of the search (and once more of the reasons), ``balance_time``.

    Raises
    ------
    MissingData
        The bank holds nothing for the planned cells.

    References
    ----------
    van der Linden, W. J. (2005). Linear Models for Optimal Test Design. Springer.
    """
    began = time.perf_counter()
    candidates = pool(items, order, gauge)
    against = contradictions(items, order, candidates)
    if against is not None:
        return _nothing(order, candidates, NONE, against, time.perf_counter() - began)
    found = find(order, candidates, Clock(rules.time_limit))
    if found.stands is None:
        refusal = why_not(items, order, candidates, Clock(rules.time_limit), proven=found.proven)
        status = NONE if found.proven else TIME_OUT
        return _nothing(order, candidates, status, refusal, time.perf_counter() - began)
    compared = any(target.name != "minutes" for target in found.targets) and order.variants > 1
    if compared and rules.balance_time > 0:
        found = even(found, order, candidates, Clock(rules.balance_time))
    assert found.stands is not None
    assert found.common is not None
    table = placed(found.stands, found.common, candidates)
    seconds = time.perf_counter() - began
    away = found.away(candidates) if compared else np.nan
    proof = prove(items, table, order, gauge, found.targets)
    status = BEST if compared and away - found.bound <= _EQUAL else WITHIN
    return Assembly(
        order, status, table, found.targets, proof, None, gauge, _available(candidates), candidates.left_out, away,
        found.bound if compared else np.nan, seconds,
    )  # fmt: skip


def _nothing(order: Order, candidates: Pool, status: str, refusal: Refusal, seconds: float) -> Assembly:
    empty = pd.DataFrame(columns=["variant", "place", "item", "common"])
    return Assembly(
        order, status, empty, (), None, refusal, candidates.gauge, _available(candidates), candidates.left_out,
        np.nan, np.nan, seconds,
    )  # fmt: skip


def _available(candidates: Pool) -> Mapping[int, int]:
    counts = candidates.items["cell"].value_counts()
    return MappingProxyType({int(str(cell)): int(n) for cell, n in counts.items()})
