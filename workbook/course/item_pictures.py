"""Pictures for lessons about items: who chose which answer, and one share seen through its interval.

Apart from the charts of reports because here a picture is large, in few panels, and read in a room from the last row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from workbook.display import palette, percent, theme
from workbook.display.figure import Drawing
from workbook.fos.option_curves import BLANK

__all__ = ["option_panels", "success_intervals"]

_APART = 8.5
"""Percent between the names of two lines, so that they do not lie over each other."""

_MARKERS = ("s", "^", "D", "v", "P")
_WRONG = tuple(palette.SERIES[place] for place in (1, 3, 0, 5, 4))
"""Colours of wrong answers: none is green, which is the key's."""


def option_panels(items: Mapping[str, pd.DataFrame]) -> Figure:
    """Draw for each item the share of every answer from weak pupils to strong ones, two panels a row.

    Parameters
    ----------
    items : mapping of str to DataFrame
        Title of the panel → rows of :func:`workbook.fos.option_curves` of one item.
    """
    rows = (len(items) + 1) // 2
    with theme.context():
        figure = Drawing(figsize=(theme.WIDTH, 2.7 * rows))
        panels = figure.subplots(rows, 2, squeeze=False).flatten()
        for axes, (title, curves) in zip(panels, items.items(), strict=False):
            _panel(axes, curves)
            axes.set_title(title, loc="left", fontsize=12, fontweight="bold")
        for axes in panels[len(items) :]:
            axes.set_visible(False)
    return figure


def success_intervals(rows: Sequence[tuple[str, Mapping[str, Any]]], item: str) -> Figure:
    """Draw the success of one item in several schools with the interval of each.

    Parameters
    ----------
    rows : sequence of (str, mapping)
        Name of the row; success_percent, success_low, success_high.
    item : str
        Code, for the axis.
    """
    with theme.context():
        figure = Drawing(figsize=(theme.WIDTH, 1.1 + 0.6 * len(rows)))
        axes = figure.subplots()
        for place, (_, row) in enumerate(rows):
            middle = float(row["success_percent"])
            ends = [float(row["success_low"]), float(row["success_high"])]
            axes.plot(ends, [place, place], color=palette.ACCENT, linewidth=2.4, solid_capstyle="butt")
            axes.plot(middle, place, "o", color=palette.ACCENT, markersize=9)
            axes.annotate(
                percent(middle, 0), (middle, place), (0, 9), textcoords="offset points", ha="center", fontsize=11
            )
        axes.set_yticks(range(len(rows)), [name for name, _ in rows], fontsize=11)
        axes.set_xlim(0, 100)
        axes.set_ylim(len(rows) - 0.6, -0.7)
        axes.grid(axis="x")
        axes.set_xlabel(f"решили задание {item}, %")
    return figure


def _panel(axes: Axes, curves: pd.DataFrame) -> None:
    ends: list[tuple[float, str, str]] = []
    wrong = iter(zip(_WRONG, _MARKERS, strict=True))
    for option, rows in curves.groupby("option", sort=False):
        key = bool(rows["is_key"].iloc[0])
        blank = option == BLANK
        colour, marker = (palette.TONES["ok"].ink, "o") if key else (palette.MUTED, "x") if blank else next(wrong)
        axes.plot(
            rows["group"], rows["share_percent"], color=colour, marker=marker, markersize=7 if key else 5,
            linewidth=3 if key else 1.5, linestyle=":" if blank else "-" if key else "--", zorder=3 if key else 2,
        )  # fmt: skip
        name = str(option).upper() if len(str(option)) == 1 else str(option)
        ends.append((float(rows["share_percent"].iloc[-1]), f"{name} ✓ ключ" if key else name, colour))
    last = int(curves["group"].max())
    floor = -10.0
    for height, name, colour in sorted(ends):
        floor = max(height, floor + _APART)
        axes.plot([last + 0.06, last + 0.22], [height, floor], color=colour, linewidth=0.8)
        axes.text(last + 0.26, floor, name, color=palette.INK, va="center", fontsize=10)
    axes.set_xlim(0.8, last + 1.2)
    axes.set_ylim(-4, 104)
    axes.grid(axis="y")
    axes.set_yticks([0, 50, 100], ["0", "50", "100 %"])
    axes.set_xticks([1, last], ["слабые", "сильные"])
    axes.tick_params(labelbottom=True, labelleft=True)
