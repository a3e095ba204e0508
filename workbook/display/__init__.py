"""The look: Russian numbers, tables, findings, charts, all as blocks of safe HTML.

Charts are opened on first use, for importing matplotlib takes longer than everything else here together.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from workbook.display.blocks import (
    Block,
    Details,
    Finding,
    Findings,
    Heading,
    Stack,
    Text,
    Tile,
    Tiles,
    badge,
    finding,
    tile,
)
from workbook.display.download import FILE_TYPES, Download, Downloads
from workbook.display.look import Look, look
from workbook.display.markup import clean, escape
from workbook.display.numbers import MISSING, count, date, estimate, interval, number, percent, plural, points
from workbook.display.passport import DRAFT, Foot, Passport
from workbook.display.results import RESULTS_MIME, Results
from workbook.display.tables import Column, Table, col

if TYPE_CHECKING:
    from workbook.display import charts
    from workbook.display.figure import Chart

__all__ = [
    "DRAFT",
    "FILE_TYPES",
    "MISSING",
    "RESULTS_MIME",
    "Block",
    "Chart",
    "Column",
    "Details",
    "Download",
    "Downloads",
    "Finding",
    "Findings",
    "Foot",
    "Heading",
    "Look",
    "Passport",
    "Results",
    "Stack",
    "Table",
    "Text",
    "Tile",
    "Tiles",
    "badge",
    "charts",
    "clean",
    "col",
    "count",
    "date",
    "escape",
    "estimate",
    "finding",
    "interval",
    "look",
    "number",
    "percent",
    "plural",
    "points",
    "tile",
]


def __getattr__(name: str) -> Any:
    if name == "charts":
        return import_module("workbook.display.charts")
    if name == "Chart":
        return import_module("workbook.display.figure").Chart
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
