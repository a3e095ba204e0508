"""The ground that row charts share: room for every label, an axis with its unit, values beside the marks.

Apart from the charts because long Russian names decide the size of a picture, whatever marks stand in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_rgb
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from workbook.display import numbers, palette, theme
from workbook.display.figure import Drawing

__all__ = ["WRITTEN", "Floats", "Rows", "column", "decimal_places", "ink_on", "ramp", "said", "target_note"]

WRITTEN = 25
"""Rows up to which values are printed beside the marks and rows stand wide apart."""

Floats = np.ndarray[Any, np.dtype[np.float64]]

_LINE = 0.165
_ROOM = 0.15
_DENSE = 0.05
_HIGHEST = 60.0
_FIGURE_SPACE = "\u2007"
_CHANGE = "п.п."


def column(frame: pd.DataFrame, name: str) -> Floats:
    """Return a column as floats, missing ones as nan; an empty name gives nan in every row."""
    if not name:
        return np.full(len(frame), np.nan)
    return np.asarray(frame[name].astype("float64").to_numpy(na_value=np.nan), dtype="float64")


def decimal_places(unit: str, values: Floats) -> int:
    """Percents and changes of percents have one decimal place, whole numbers none, the rest two."""
    if unit in ("%", _CHANGE):
        return 1
    finite = values[np.isfinite(values)]
    return 0 if len(finite) and bool(np.all(finite == np.round(finite))) else 2


def said(values: Floats, sizes: Floats, unit: str) -> list[str]:
    """Write values and group sizes so that they stand under each other in a column."""
    places = decimal_places(unit, values)
    tail = f"{numbers.NBSP}%" if unit == "%" else ""
    texts = [numbers.number(value, places, signed=unit == _CHANGE) + tail for value in values]
    texts = _even([text if np.isfinite(value) else "" for text, value in zip(texts, values, strict=True)])
    counts = _even([numbers.number(size, 0) if np.isfinite(size) else "" for size in sizes])
    rows = []
    for value, size, text, count in zip(values, sizes, texts, counts, strict=True):
        if not np.isfinite(value):
            rows.append("нет данных")
        else:
            rows.append(f"{text}   n = {count}" if np.isfinite(size) else text)
    return rows


def _even(texts: list[str]) -> list[str]:
    longest = max((len(text) for text in texts), default=0)
    return [text.rjust(longest, _FIGURE_SPACE) for text in texts]


def target_note(target: float | None, unit: str) -> str:
    """Say what the dashed line is."""
    if target is None:
        return ""
    return f" Пунктир — {numbers.number(target)}{numbers.NBSP + unit if unit in ('%', 'баллов') else ''}."


def ramp(colours: Sequence[str]) -> LinearSegmentedColormap:
    """Return a continuous scale through these colours."""
    return LinearSegmentedColormap.from_list("workbook", list(colours))


def ink_on(colour: Any) -> str:
    """Return the colour of letters that can be read on this ground (WCAG relative luminance)."""
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour))
    return palette.INK if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.2 else "white"


class Rows:
    """A figure with one named row a mark; made inside :func:`workbook.display.theme.context`.

    Rows are as high as their labels need, and the y axis is measured in inches, so that three lines of a long name
    never run into the next one.

    Parameters
    ----------
    names : sequence
        Row names, first on top.
    extra : float
        Inches for a legend.

    Attributes
    ----------
    figure, axes
        What is drawn on.
    y : array
        The middle of each row.
    """

    def __init__(self, names: Sequence[object], extra: float = 0.0) -> None:
        labels = [theme.wrapped(name) for name in names]
        room = _ROOM if len(labels) <= WRITTEN else _DENSE
        heights = np.array([_LINE * (text.count("\n") + 1) + room for text in labels], dtype="float64")
        total = float(heights.sum())
        self.figure = Drawing(figsize=(theme.WIDTH, min(total + 0.75 + extra, _HIGHEST)))
        self.axes: Axes = self.figure.add_subplot()
        self.y: Floats = np.asarray(np.cumsum(heights) - heights / 2, dtype="float64")
        self.axes.set_yticks(self.y, labels)
        self.axes.set_ylim(total + 0.04, -0.04)
        self.thick = 0.19 if room == _ROOM else 0.15

    def beside(self, texts: Sequence[str]) -> None:
        """Write a text to the right of each row, unless the rows are too many."""
        if len(texts) > WRITTEN:
            return
        place = self.axes.get_yaxis_transform()
        for y, text in zip(self.y, texts, strict=True):
            self.axes.text(1.02, y, text, transform=place, va="center", ha="left", fontsize=9.5, color=palette.INK)

    def axis(self, unit: str, title: str = "", shown: Floats | None = None) -> None:
        """Label the value axis; percents within 0..100 get the whole scale, so that charts can be compared."""
        axes = self.axes
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: numbers.number(value)))
        axes.xaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 2.5, 5, 10]))
        axes.grid(axis="x")
        axes.set_xlabel(theme.label(title or unit))
        if unit == "%" and shown is not None:
            finite = shown[np.isfinite(shown)]
            if len(finite) and finite.min() >= 0 and finite.max() <= 100:
                axes.set_xlim(-1.5, 101.5)
                axes.set_xticks(range(0, 101, 20))

    def target(self, target: float | None) -> None:
        """Draw the dashed line."""
        if target is not None:
            self.axes.axvline(target, color=palette.INK, linewidth=1.1, linestyle=(0, (4, 3)), zorder=1)

    def tones(self, used: Sequence[str]) -> None:
        """Name the tones under the axis: marker and word."""
        marks = [
            Line2D([], [], color=tone.fill, marker=tone.marker, markersize=8, linestyle="", label=tone.word)
            for code, tone in palette.TONES.items()
            if code in used
        ]
        self.figure.legend(handles=marks, loc="outside lower center", ncols=len(marks), handletextpad=0.3)
