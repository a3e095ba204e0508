"""Parallel variants of a test assembled from the bank, with a proof or with the reason why there are none."""

from __future__ import annotations

from workbook.fos.assembly.assembling import BEST, NONE, TIME_OUT, WITHIN, Assembly, assemble
from workbook.fos.assembly.forms import forms
from workbook.fos.assembly.gauges import (
    ANSWERS,
    BOTH,
    EXPERTS,
    INFORMATION,
    NOTHING,
    Gauge,
    information,
    observed,
    success,
)
from workbook.fos.assembly.layout import Target
from workbook.fos.assembly.order import Cell, Order, order_for
from workbook.fos.assembly.pool import enemy_pairs, pool
from workbook.fos.assembly.proof import Proof, prove
from workbook.fos.assembly.reasons import Refusal

__all__ = [
    "ANSWERS",
    "BEST",
    "BOTH",
    "EXPERTS",
    "INFORMATION",
    "NONE",
    "NOTHING",
    "TIME_OUT",
    "WITHIN",
    "Assembly",
    "Cell",
    "Gauge",
    "Order",
    "Proof",
    "Refusal",
    "Target",
    "assemble",
    "enemy_pairs",
    "forms",
    "information",
    "observed",
    "order_for",
    "pool",
    "prove",
    "success",
]
