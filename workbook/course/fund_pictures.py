"""Three pictures about the fund of assessment tools: two works of one pair of classes, places of a plan, tiers.

Apart from the computations because they draw numbers that are given and know no school.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from workbook.display import numbers, palette, theme
from workbook.fos.tiers import TIER_NAMES, TIERS

__all__ = ["places", "tier_shares", "two_works"]

_WIDTH = 7.2
"""Inches: narrower than a chart of a report, so that letters stay large on a slide and on a phone."""

_SIDE = 0.62
"""Side of a place's square, in rows."""


def two_works(bars: Mapping[str, Sequence[tuple[str, float]]]) -> Figure:
    """Draw shares of points in groups: what may be compared stands together.

    Parameters
    ----------
    bars : mapping of str to sequence of (str, float)
        Group → the name and the share, 0 to 1, of each bar.
    """
    with theme.context():
        figure, axes = _canvas(0.55 * sum(len(group) + 1 for group in bars.values()) + 0.5)
        y = 0.0
        for number, (title, group) in enumerate(bars.items()):
            axes.text(0, y, title.capitalize(), fontweight="bold", va="center")
            tone = palette.TONES["warn" if number == 0 else "info"]
            for name, share in group:
                y += 1
                axes.barh(y, 100 * share, 0.62, color=tone.fill, hatch="//" if number == 0 else "", edgecolor="white")
                axes.text(-1.5, y, name, ha="right", va="center")
                axes.text(100 * share + 1, y, numbers.percent(100 * share, 0), va="center", fontweight="bold")
            y += 1.2
        axes.set(xlim=(0, 100), ylim=(y - 0.4, -0.6), xticks=range(0, 101, 20), yticks=[])
        axes.set_xlabel("средняя доля баллов класса, %")
    return figure


def places(cells: pd.DataFrame) -> Figure:
    """Draw the places of a specification: a filled square, an empty one, an item that no place waits for.

    Parameters
    ----------
    cells : pandas.DataFrame
        content, content_title, tier, required, present of one variant.
    """
    sums = cells.groupby(["content", "content_title", "tier"])[["required", "present"]].sum()
    held = {place: (int(row[0]), int(row[1])) for place, row in zip(sums.index, sums.to_numpy(), strict=True)}
    topics = sorted({(code, title) for code, title, _ in sums.index})
    with theme.context():
        figure, axes = _canvas(0.3 * len(topics) + 0.7)
        for row, (code, title) in enumerate(topics):
            axes.text(-0.2, row, theme.wrapped(f"{code} {title}", 40, 1), ha="right", va="center")
            for column, tier in enumerate(TIERS):
                if (code, title, tier) in held:
                    _squares(axes, 2.6 * column, row, *held[code, title, tier])
        for column, tier in enumerate(TIERS):
            axes.text(2.6 * column, -0.95, TIER_NAMES[tier], fontweight="bold")
        axes.set(xlim=(-0.1, 2.6 * len(TIERS)), ylim=(len(topics) - 0.4, -1.4), xticks=[], yticks=[])
        axes.spines[:].set_visible(False)
    return figure


def tier_shares(sums: pd.DataFrame) -> Figure:
    """Draw how tiers divide items, points and minutes.

    Parameters
    ----------
    sums : pandas.DataFrame
        Tiers × «заданий», «баллов», «минут».
    """
    colours = dict(zip(TIERS, (palette.SEQUENCE[3], palette.SEQUENCE[2], palette.SEQUENCE[0]), strict=True))
    with theme.context():
        figure, axes = _canvas(2.6)
        for row, name in enumerate(sums.columns):
            edges = [0.0, *(100 * sums[name].cumsum() / sums[name].sum())]
            axes.text(-1.5, row, f"{numbers.number(sums[name].sum(), 0)} {name}", ha="right", va="center")
            for tier, (left, right) in zip(TIERS, pairwise(edges), strict=True):
                axes.barh(row, right - left, 0.72, left=left, color=colours[tier], edgecolor="white")
                words = f"{numbers.number(sums.loc[tier, name], 0)}\n{numbers.percent(right - left, 0)}"
                ink = "white" if tier == TIERS[-1] else palette.INK
                axes.text((left + right) / 2, row, words, ha="center", va="center", color=ink)
                if row == 0:
                    axes.text((left + right) / 2, -0.6, TIER_NAMES[tier], ha="center", fontweight="bold")
        axes.set(xlim=(0, 100), ylim=(len(sums.columns) - 0.5, -0.95), xticks=[], yticks=[])
        axes.spines[:].set_visible(False)
    return figure


def _squares(axes: Axes, left: float, row: int, required: int, present: int) -> None:
    from matplotlib.patches import Rectangle

    for place in range(max(required, present)):
        tone, words = "ok", "✓"
        if place >= present:
            tone, words = "bad", "нет задания"
        elif place >= required:
            tone, words = "warn", "вне плана"
        fill = "none" if tone == "bad" else palette.TONES[tone].ground
        at = left + place * 0.75
        wide = _SIDE if tone == "ok" else 2.15
        axes.add_patch(Rectangle((at, row - _SIDE / 2), wide, _SIDE, facecolor=fill, edgecolor=palette.TONES[tone].ink,
                                 linestyle="--" if tone == "bad" else "-", linewidth=1.2))  # fmt: skip
        axes.text(at + wide / 2, row, words, ha="center", va="center", color=palette.TONES[tone].ink)


def _canvas(height: float) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(_WIDTH, height))
    return figure, figure.add_subplot()
