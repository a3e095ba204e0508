"""The charts of the reports: table in, matplotlib figure out, in one look.

Each returns None when there is nothing to draw, and :class:`~workbook.display.figure.Chart` then says so in words.
"""

from __future__ import annotations

from workbook.display.charts.grid import heatmap
from workbook.display.charts.parts import stacked_shares
from workbook.display.charts.rows import bars, dumbbell, intervals
from workbook.display.charts.scores import histogram

__all__ = ["bars", "dumbbell", "heatmap", "histogram", "intervals", "stacked_shares"]
