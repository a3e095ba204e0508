"""The funnel of a municipality: each school by its size, and how far chance alone would scatter them.

Apart from the charts in rows because here both axes are measured, and the limits are curves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from workbook.display import numbers, palette, theme
from workbook.display.figure import Drawing
from workbook.settings import DistrictRules
from workbook.vsoko.district_compare import INSIDE, OUTSIDE, WATCH, Comparison, funnel_lines

__all__ = ["funnel"]

_LOOKS = {INSIDE: "info", WATCH: "warn", OUTSIDE: "bad"}
_PLACES = [(side, up) for up in (4, -11, 14, -22, 24, -33, 35, -45) for side in (6, -6)]
_ACROSS, _UP, _LETTER = 540.0, 230.0, 5.4
"""Size of the plot and of a letter, points, near enough to keep names apart."""
_RASTER = 500
"""Points from which they become one picture instead of so many shapes."""

_NAMED = 30
"""Schools outside the limits up to which their names are written beside them."""


def funnel(found: Comparison, names: Mapping[str, str], rules: DistrictRules) -> Drawing:
    """Draw schools by the number of observations, with both limits around the mean of the municipality.

    Parameters
    ----------
    found : Comparison
    names : mapping of str to str
        Code → name; schools that are not named here are drawn small and pale, as the background.
    rules : DistrictRules
        The limits.
    """
    table = found.table
    sizes = table["size"].to_numpy("float64")
    grid = np.geomspace(max(float(sizes.min()) * 0.7, 3.0), float(sizes.max()) * 1.15, 120)
    with theme.context():
        figure = Drawing(figsize=(theme.WIDTH, 4.6))
        axes = figure.add_subplot()
        for limit, dashes in ((rules.inner, (0, (4, 3))), (rules.outer, "-")):
            low, high = funnel_lines(found, grid.tolist(), limit)
            label = f"предел {numbers.number(limit)}{numbers.NBSP}%"
            axes.plot(grid, low, color=palette.MUTED, linewidth=1.1, linestyle=dashes, label=label)
            axes.plot(grid, high, color=palette.MUTED, linewidth=1.1, linestyle=dashes)
        axes.axhline(found.pooled, color=palette.INK, linewidth=1.2, label="в среднем по муниципалитету")
        many = len(table) > _RASTER
        back = ~table.index.isin(list(names))
        axes.plot(sizes[back], table["value"][back], "o", color=palette.GRID, markersize=4, rasterized=many)
        for zone, code in _LOOKS.items():
            of = (table["zone"].eq(zone) & ~back).to_numpy()
            look = palette.TONES[code]
            axes.plot(
                sizes[of], table["value"][of], look.marker, color=look.fill, markersize=8, markeredgecolor="white",
                linestyle="", label=zone if of.any() else "_", zorder=3, rasterized=many,
            )  # fmt: skip
        outside = table.loc[table["zone"].ne(INSIDE) & ~back] if len(table) > _NAMED else table.loc[~back]
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: numbers.number(value, 0)))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: numbers.number(value)))
        axes.xaxis.set_major_locator(MaxNLocator(nbins=7, integer=True))
        axes.set_xlim(0, float(grid[-1]) * 1.08)
        axes.grid(axis="y")
        axes.set_xlabel("независимых наблюдений в школе")
        axes.set_ylabel(found.unit)
        if found.unit == "%":
            bottom, top = axes.get_ylim()
            axes.set_ylim(max(bottom, -2), min(top, 102))
        shown = [(float(x), float(y), names[str(code)]) for code, x, y in
                 zip(outside.index, outside["size"], outside["value"], strict=True)][:_NAMED]  # fmt: skip
        _name(axes, shown)
        figure.legend(loc="outside lower center", ncols=3)
    figure.note = (
        "Чем больше наблюдений, тем уже воронка. Отметки одного ученика похожи, поэтому независимых наблюдений меньше, "
        "чем отметок."
    )
    return figure


def _name(axes: Axes, points: Sequence[tuple[float, float, str]]) -> None:
    """Write each name beside its point, in the first place that no other name or point has taken."""
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    across, up = _ACROSS / (right - left), _UP / (top - bottom)
    taken = [(x * across - 4, y * up - 4, x * across + 4, y * up + 4) for x, y, _ in points]
    for x, y, name in sorted(points):
        wide = len(name) * _LETTER
        for dx, dy in _PLACES:
            start = x * across + (dx if dx > 0 else dx - wide)
            box = (start, y * up + dy - 2, start + wide, y * up + dy + 9)
            inside = start + wide < right * across and start > left * across
            if inside and not any(_meet(box, other) for other in taken):
                break
        else:
            continue
        taken.append(box)
        axes.annotate(
            name, (x, y), (dx, dy), textcoords="offset points", ha="left" if dx > 0 else "right", fontsize=9,
            color=palette.INK,
            arrowprops={"arrowstyle": "-", "color": palette.MUTED, "linewidth": 0.6} if abs(dy - 1) > 10 else None,
        )  # fmt: skip


def _meet(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
