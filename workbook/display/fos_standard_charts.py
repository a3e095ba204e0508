"""Pictures of cut scores: every method's borders over the sums of pupils, and what a conversion adds to each score.

Apart from the words because a picture is drawn once for whoever shows it, and from the shared charts because its marks
mean borders of «3», «4» and «5».
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from workbook.display import numbers, palette, theme
from workbook.display.figure import Drawing
from workbook.estimates import NORMAL_95
from workbook.fos.equating import Equating
from workbook.fos.standard import MARKS, Comparison, Scale

__all__ = ["conversion_curve", "cuts_over_sums"]

_MARKERS = {3: "o", 4: "s", 5: "^"}
_COLOURS = {3: palette.SERIES[0], 4: palette.TONES["warn"].ink, 5: palette.TONES["ok"].ink}


def cuts_over_sums(found: Comparison, scale: Scale | None) -> Drawing | None:
    """Draw the distribution of sums and, under it on the same axis, the cuts of every method with their intervals.

    Parameters
    ----------
    found : Comparison
    scale : Scale or None
        The draft: dashed lines through both panels.
    """
    known = found.cuts.dropna(subset=["value"])
    if known.empty:
        return None
    methods = list(dict.fromkeys(known["method"]))
    work = found.work
    with theme.context():
        tall = 2.3 if work.n else 0.0
        figure = Drawing(figsize=(theme.WIDTH, tall + 1.3 + 0.42 * len(methods)))
        if work.n:
            top, axes = figure.subplots(2, 1, sharex=True, height_ratios=[tall, 1.0 + 0.42 * len(methods)])
            _bars(top, work.sums, work.maximum)
        else:
            axes = figure.add_subplot()
        panels = figure.axes
        _rows(axes, known, methods)
        for mark in MARKS if scale is not None else ():
            for panel in panels:
                panel.axvline(scale.cuts[mark] - 0.5, color=_COLOURS[mark], linestyle=(0, (4, 3)), linewidth=1.2)  # type: ignore[union-attr]
            panels[0].annotate(
                f"«{mark}»", (scale.cuts[mark] - 0.5, 1.0), xycoords=("data", "axes fraction"), xytext=(4, -2),  # type: ignore[union-attr]
                textcoords="offset points", va="top", color=_COLOURS[mark], fontsize=10.5,
            )  # fmt: skip
        axes.set_xlim(-0.5, work.maximum + 0.5)
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: numbers.number(value)))
        axes.xaxis.set_major_locator(MaxNLocator(nbins=14, integer=True))
        axes.set_xlabel(f"сумма, {work.unit}")
        handles = [
            Line2D([], [], color=_COLOURS[mark], marker=_MARKERS[mark], linestyle="", label=f"порог «{mark}»")
            for mark in MARKS
        ]
        figure.legend(handles=handles, loc="outside upper left", ncols=3, handletextpad=0.2)
        dashed = " Пунктир — проект шкалы." if scale is not None else ""
        figure.note = f"Значок — порог метода до округления, отрезок — интервал 95{numbers.NBSP}%.{dashed}"
    return figure


def conversion_curve(found: Equating) -> Drawing | None:
    """Draw what the conversion adds to each score, with the band of its error.

    Parameters
    ----------
    found : Equating
    """
    table = found.table
    if table.empty:
        return None
    with theme.context():
        figure = Drawing(figsize=(theme.WIDTH, 3.4))
        axes = figure.add_subplot()
        x, y = table["score"].to_numpy(dtype=float), table["difference"].to_numpy(dtype=float)
        error = NORMAL_95 * table["se"].to_numpy(dtype=float)
        axes.fill_between(x, y - error, y + error, color=palette.TONES["info"].part, alpha=0.55, linewidth=0)
        axes.plot(x, y, color=palette.ACCENT)
        axes.axhline(0, color=palette.MUTED, linewidth=1.0)
        axes.set_xlim(x.min(), x.max())
        axes.set_xlabel(f"балл: {theme.label(found.new)}")
        axes.set_ylabel("поправка, баллов")
        axes.grid(axis="y")
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter(FuncFormatter(lambda value, _: numbers.number(value)))
        axes.xaxis.set_major_locator(MaxNLocator(nbins=14, integer=True))
        figure.note = (
            f"Линия — сколько баллов прибавить, чтобы получить балл формы «{found.old}»; полоса — интервал "
            f"95{numbers.NBSP}%. Где полоса задевает ноль, разница не отличима от случайной."
        )
    return figure


def _bars(axes: Axes, sums: pd.Series[float], maximum: float) -> None:
    whole = np.floor(sums.to_numpy(dtype=float) + 0.5).astype(int)
    counts = np.bincount(whole, minlength=int(maximum) + 1)
    axes.bar(np.arange(len(counts)), counts, width=0.86, color=palette.TONES["info"].part)
    axes.set_ylim(0, 1.28 * counts.max())
    axes.set_ylabel("учеников")
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: numbers.number(value)))
    axes.tick_params(labelbottom=False)


def _rows(axes: Axes, cuts: pd.DataFrame, methods: list[str]) -> None:
    places = {name: place for place, name in enumerate(methods)}
    for mark in MARKS:
        mine = cuts[cuts["mark"] == mark]
        y = mine["method"].map(places).to_numpy(dtype=float) + 0.16 * (mark - 4)
        colour = _COLOURS[mark]
        axes.hlines(y, mine["low"], mine["high"], color=colour, linewidth=2)
        axes.plot(mine["value"], y, _MARKERS[mark], color=colour, markersize=7, markeredgecolor="white")
    axes.set_yticks(range(len(methods)), [theme.label(name) for name in methods])
    axes.set_ylim(len(methods) - 0.5, -0.5)
    axes.grid(axis="x")
