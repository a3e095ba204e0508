"""The picture of one pair of works: each pupil's start and finish, and what a similar start usually leads to.

Apart from the sections because it is the only picture with pupils as points, and no code stands beside a point.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.ticker import FuncFormatter

from workbook.display import numbers, palette, theme
from workbook.display.figure import Drawing

__all__ = ["start_finish"]

_MARKERS = ("o", "^", "s", "D", "v", "P")


def start_finish(rows: pd.DataFrame, band: pd.Series, titles: tuple[str, str]) -> Drawing | None:
    """Draw start against finish with the expected finish and the band of «about as expected».

    Parameters
    ----------
    rows : DataFrame
        Pupils of one pair of works: class_, start, finish, expected (percent of the maximum).
    band : Series
        low, high: the ends of the band, percentage points from the expected finish.
    titles : pair of str
        Names of the works: «ВПР-6», «ВПР-7».

    Returns
    -------
    Drawing or None
        None without pupils.
    """
    if rows.empty:
        return None
    classes = sorted(rows["class_"].unique(), key=lambda name: (int(name.split()[0]), name))
    line = rows.sort_values("start")[["start", "expected"]].drop_duplicates("start").to_numpy("float64")
    with theme.context():
        figure = Drawing(figsize=(theme.WIDTH, 4.6))
        axes = figure.add_subplot()
        axes.fill_between(
            line[:, 0], line[:, 1] + band["low"], line[:, 1] + band["high"], color=palette.SEQUENCE[3], linewidth=0,
            label="около ожидаемого",
        )  # fmt: skip
        axes.plot(line[:, 0], line[:, 1], color=palette.INK, linewidth=1.3, label="ожидаемый финиш")
        for number, name in enumerate(classes):
            of = rows.loc[rows["class_"].eq(name)]
            axes.plot(
                of["start"].to_numpy("float64"), of["finish"].to_numpy("float64"), _MARKERS[number % len(_MARKERS)],
                color=palette.SERIES[number % len(palette.SERIES)], markersize=7, markeredgecolor="white",
                label=f"{theme.label(name)} (n = {len(of)})",
            )  # fmt: skip
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter(FuncFormatter(lambda value, _: numbers.number(value)))
        axes.set_xlim(-3, 103)
        axes.set_ylim(-3, 103)
        axes.set_xticks(np.arange(0, 101, 20))
        axes.set_yticks(np.arange(0, 101, 20))
        axes.grid()
        axes.set_xlabel(theme.label(f"старт: {titles[0]}, % от максимума"))
        axes.set_ylabel(theme.label(f"финиш: {titles[1]}, % от максимума"))
        figure.legend(loc="outside lower center", ncols=min(len(classes) + 2, 4), handletextpad=0.3)
    figure.note = "Точка — ученик. Выше полосы — закончил выше похожих, ниже — ниже."
    return figure
