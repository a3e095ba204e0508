"""Pictures of lessons about the rating list: records of a pupil, sums of pupils, reach of classes.

Apart from the numbers because here is only how they are drawn; matplotlib is opened when a picture is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from workbook.display.numbers import number

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["reach", "record_by_record", "sums"]

_STEP, _LAST = 3, 18
"""Columns of the picture of sums, in points: three are a win at school; the last column is open."""


def record_by_record(sheet: pd.DataFrame) -> Figure:
    """Draw what each record earned and what of it was counted.

    Parameters
    ----------
    sheet : DataFrame
        From :func:`workbook.rating.explanation`: ``title``, ``earned``, ``counted`` (hundredths), ``reason``.
    """
    from matplotlib.figure import Figure

    from workbook.display import palette, theme

    places = range(len(sheet))
    with theme.context():
        figure = Figure(figsize=(theme.WIDTH, 1.1 + 0.34 * len(sheet)))
        axes = figure.subplots()
        axes.barh(places, sheet["counted"] / 100, color=palette.ACCENT, label="засчитано", zorder=2)
        axes.barh(places, sheet["earned"] / 100, color="white", edgecolor=palette.MUTED, hatch="///",
                  label="начислено, но не засчитано")  # fmt: skip
        for place, row in zip(places, sheet.to_dict("records"), strict=True):
            counted = number(row["counted"] / 100)
            said = counted if row["counted"] == row["earned"] else f"{counted} — {row['reason']}"
            axes.annotate(said, (row["earned"] / 100, place), (5, 0), textcoords="offset points", va="center")
        axes.set_yticks(places, [theme.wrapped(title, 48, 2) for title in sheet["title"]])
        axes.invert_yaxis()
        axes.margins(x=0.3, y=0.02)
        axes.set_xticks([])
        figure.legend(loc="outside upper right", ncols=2)
    return figure


def reach(classes: pd.DataFrame) -> Figure:
    """Draw the reach of each class beside its sum of points.

    Parameters
    ----------
    classes : DataFrame
        ``class_``, ``k`` taking part, ``n`` pupils, ``total`` (hundredths).
    """
    from matplotlib.figure import Figure

    from workbook.display import palette, theme

    places = range(len(classes))
    shares, whole = 100 * classes["k"] / classes["n"], 100 * classes["k"].sum() / classes["n"].sum()
    with theme.context():
        figure = Figure(figsize=(theme.WIDTH, 0.9 + 0.28 * len(classes)))
        left, right = figure.subplots(1, 2, sharey=True)
        left.barh(places, shares, color=palette.ACCENT)
        left.axvline(whole, color=palette.INK, linestyle="--", linewidth=1.2)
        left.set_title("Охват, % (пунктир — вся школа)", fontsize=10.5, loc="left")
        right.barh(places, classes["total"] / 100, color=palette.SERIES[1])
        right.set_title("Сумма баллов класса", fontsize=10.5, loc="left")
        for place, part, total in zip(places, shares, classes["total"] / 100, strict=True):
            left.annotate(number(part, 0), (0, place), (4, 0), textcoords="offset points", va="center", color="white")
            right.annotate(number(total, 0), (total, place), (4, 0), textcoords="offset points", va="center")
        left.set_yticks(places, list(classes["class_"]))
        left.invert_yaxis()
        for axes in (left, right):
            axes.set_xticks([])
            axes.margins(x=0.12, y=0.01)
    return figure


def sums(points: pd.Series) -> Figure:
    """Draw how many pupils have such a sum; those without points stand in a column of their own.

    Parameters
    ----------
    points : Series
        One value a pupil of the list.
    """
    from matplotlib.figure import Figure

    from workbook.display import palette, theme

    edges = [*range(0, _LAST + 1, _STEP), float("inf")]
    parts = pd.cut(points[points > 0], edges, right=True).value_counts(sort=False)
    names = ["0", *(f"до {high}" for high in edges[1:-1]), f"больше {_LAST}"]
    counts = [int((points == 0).sum()), *(int(part) for part in parts)]
    with theme.context():
        figure = Figure(figsize=(theme.WIDTH, 3.0))
        axes = figure.subplots()
        drawn = axes.bar(range(len(counts)), counts, color=[palette.SERIES[1], *[palette.ACCENT] * len(parts)])
        axes.bar_label(drawn, [number(count, 0) for count in counts], padding=2)
        axes.set_xticks(range(len(names)), names)
        axes.set_yticks([])
        axes.margins(y=0.12)
        axes.set_xlabel("Баллов за год")
        axes.set_title("Сколько учеников набрали столько баллов", fontsize=10.5, loc="left")
    return figure
