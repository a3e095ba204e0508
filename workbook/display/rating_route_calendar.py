"""The calendar strip of a route (лента маршрута): when each step is, what may follow it, and where the talk was.

Apart from the charts of numbers because its axis is days.
"""

from __future__ import annotations

from datetime import date

import pandas as pd

from workbook.display import palette, theme
from workbook.display.charts.canvas import Rows
from workbook.display.figure import Drawing
from workbook.display.rating_route_words import days
from workbook.rating import Route

__all__ = ["calendar"]

_LEAST = 1.6
"""Days that the shortest mark is wide, so that a one-day event is seen on a strip of half a year."""


def calendar(route: Route, ends: date) -> Drawing | None:
    """Draw the steps of a route and their continuations along the days.

    Parameters
    ----------
    route : Route
    ends : datetime.date
        Last day of the season.

    Returns
    -------
    Drawing or None
        None without steps.
    """
    if route.steps.empty:
        return None
    steps = route.steps.assign(follows=False)
    follows = route.continuations.assign(follows=True)
    rows = pd.concat([steps, follows], ignore_index=True).sort_values(["starts", "card"], ignore_index=True)
    with theme.context():
        strip = Rows(list(rows["title"]), extra=0.1)
        axes = strip.axes
        for y, (_, row) in zip(strip.y, rows.iterrows(), strict=True):
            first, last = row["starts"].toordinal(), row["ends"].toordinal() + 1
            width = max(last - first, _LEAST)
            look = {"facecolor": "white", "linestyle": (0, (3, 2))} if row["follows"] else {"facecolor": palette.ACCENT}
            axes.barh(y, width, left=first, height=strip.thick * 1.5, edgecolor=palette.ACCENT, linewidth=1.2, **look)
        strip.beside([days(row["starts"], row["ends"]) for _, row in rows.iterrows()])
        start = route.brief.start.toordinal()
        axes.axvline(start + 0.5, color=palette.MUTED, linewidth=1.1, linestyle=(0, (4, 3)), zorder=1)
        axes.set_xlim(start - 4, ends.toordinal() + 2)
        months = pd.date_range(route.brief.start, ends, freq="MS")
        axes.set_xticks([day.toordinal() for day in months], [f"{day:%d.%m}" for day in months])
        axes.grid(axis="x")
    figure = strip.figure
    figure.note = "Закрашено — шаги маршрута; контур — продолжение, оно откроется после успеха. Пунктир — день, с "
    figure.note += "которого планируем."
    return figure
