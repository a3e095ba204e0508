"""How many got each score, and where the marks begin.

Apart because its rows are scores and not names, and because a bar beside a boundary is the whole point of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from workbook.display import numbers, palette, theme
from workbook.display.figure import Drawing

__all__ = ["histogram"]

_SEPARATE = 80
"""Widest range of whole scores that still get a bar each."""


def histogram(
    values: pd.Series | Iterable[float],
    boundaries: Mapping[str, float] | None = None,
    *,
    unit: str = "баллов",
    maximum: float | None = None,
    who: str = "учеников",
) -> Drawing | None:
    """Count scores; lines show where a higher mark begins.

    Parameters
    ----------
    values : Series or iterable of float
        Scores; missing ones are left out. Whole scores in a range up to 80 get a bar each.
    boundaries : mapping of str to float or None
        Name («3», «4», «5») → the least score that earns it.
    unit : str
        Axis label: «баллов».
    maximum : float or None
        The highest possible score: right end of the axis.
    who : str
        What is counted, genitive plural.

    Returns
    -------
    Drawing or None
        None when there are no scores.
    """
    scores = pd.Series(list(values), dtype="float64").dropna().to_numpy()
    if not len(scores):
        return None
    stop = float(scores.max() if maximum is None else max(maximum, scores.max()))
    start = float(scores.min() if maximum is None else min(0.0, scores.min()))
    whole = bool(np.all(scores == np.round(scores))) and stop - start <= _SEPARATE
    edges = np.arange(start - 0.5, stop + 1) if whole else np.histogram_bin_edges(scores, "auto", (start, stop))
    counts, edges = np.histogram(scores, edges)
    top = float(counts.max())
    with theme.context():
        figure = Drawing(figsize=(theme.WIDTH, 3.7))
        axes = figure.add_subplot()
        axes.bar(
            edges[:-1] + (0.06 if whole else 0), counts, width=np.diff(edges) - (0.12 if whole else 0), align="edge",
            color=palette.ACCENT, edgecolor="white", linewidth=0 if whole else 0.8,
        )  # fmt: skip
        axes.set_ylim(0, top * (1.2 if boundaries else 1.06))
        for name, place in (boundaries or {}).items():
            _boundary(axes, theme.label(name), place - 0.5 if whole else place, top * 1.19)
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: numbers.number(value)))
        axes.xaxis.set_major_locator(MaxNLocator(nbins=16, integer=whole, steps=[1, 2, 5, 10]))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: numbers.number(value)))
        axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True, steps=[1, 2, 5, 10]))
        axes.grid(axis="y")
        axes.set_xlabel(theme.label(unit))
        axes.set_ylabel(theme.label(who))
        side = 0.015 * (edges[-1] - edges[0])
        axes.set_xlim(edges[0] - side, edges[-1] + side)
    figure.note = "Пунктир — наименьший балл, с которого ставится отметка." if boundaries else ""
    return figure


def _boundary(axes: Axes, name: str, place: float, top: float) -> None:
    colour = palette.TONES["bad"].ink
    axes.axvline(place, color=colour, linewidth=1.2, linestyle=(0, (4, 3)))
    axes.text(place, top, f" «{name}»", va="top", ha="left", fontsize=10, color=colour)
