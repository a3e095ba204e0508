"""A table of numbers as a map: darker means more, and every cell is written out.

Apart because it is the only chart with names on two sides.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from workbook.display import numbers, palette, theme
from workbook.display.charts.canvas import Rows, ink_on, ramp
from workbook.display.figure import Drawing

__all__ = ["heatmap"]

_PALE = "#f4f8fb"
_WIDE = 16
"""Columns from which cells are too narrow for numbers."""


def heatmap(
    frame: pd.DataFrame,
    fmt: int | str = 1,
    title: str = "",
    *,
    low: float | None = None,
    high: float | None = None,
    reverse: bool = False,
) -> Drawing | None:
    """Draw a grid of numbers.

    Parameters
    ----------
    frame : DataFrame
        Index: row names; columns: column names; values: numbers, missing ones are shown as «—» on white.
    fmt : int or str
        Decimal places, or ``"%"`` for percents with one place.
    title : str
        What the numbers are, with the unit: under the picture.
    low, high : float or None
        Ends of the colour scale; by default those of the data.
    reverse : bool
        Darker means less.

    Returns
    -------
    Drawing or None
        None when no cell has a value.
    """
    values = frame.astype("float64").to_numpy(na_value=np.nan) if frame.size else np.full((0, 0), np.nan)
    if not np.isfinite(values).any():
        return None
    scale = ramp((*palette.SEQUENCE, _PALE) if reverse else (_PALE, *palette.SEQUENCE[::-1]))
    start = float(np.nanmin(values)) if low is None else low
    stop = float(np.nanmax(values)) if high is None else high
    stop = stop if stop > start else start + 1
    with theme.context():
        heads, turned = _heads([str(name) for name in frame.columns])
        rows = Rows(list(frame.index), 1.9 if turned else 0.17 * max(text.count("\n") + 1 for text in heads))
        axes = rows.axes
        edges = np.concatenate([[0.0], (rows.y[1:] + rows.y[:-1]) / 2, [max(axes.get_ylim())]])
        grid = np.ma.masked_invalid(values)
        axes.pcolormesh(
            np.arange(values.shape[1] + 1), edges, grid, cmap=scale, vmin=start, vmax=stop, edgecolors="white", lw=1.5
        )
        axes.set_xticks(np.arange(len(heads)) + 0.5, heads, rotation=90 if turned else 0)
        axes.xaxis.tick_top()
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)
        if values.shape[1] <= _WIDE:
            _write(rows, values, 1 if fmt == "%" else int(fmt), lambda value: scale((value - start) / (stop - start)))
        if title:
            axes.set_xlabel(theme.label(title))
    rows.figure.note = "Чем темнее, тем меньше." if reverse else "Чем темнее, тем больше."
    return rows.figure


def _heads(names: list[str]) -> tuple[list[str], bool]:
    width = max(4, 74 // max(len(names), 1))
    if max(len(word) for name in names for word in name.split() or [""]) <= width or len(names) <= 5:
        return [theme.wrapped(name, width, 4) for name in names], False
    return [theme.wrapped(name, 26, 2) for name in names], True


def _write(rows: Rows, values: np.ndarray[Any, Any], places: int, colour: Any) -> None:
    for (row, cell), value in np.ndenumerate(values):
        ink = ink_on(colour(value)[:3]) if np.isfinite(value) else palette.MUTED
        text = numbers.number(float(value), places)
        rows.axes.text(cell + 0.5, float(rows.y[row]), text, ha="center", va="center", fontsize=9.5, color=ink)
