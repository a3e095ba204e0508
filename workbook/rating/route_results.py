"""Tidy results of the route report for the results store and the index page.

Apart from the sections, because the store keeps numbers and the sections tell them.
"""

from __future__ import annotations

import pandas as pd

from workbook.estimates import Result, results_table, share
from workbook.rating.route import Route
from workbook.rating.route_state import RouteState

__all__ = ["route_results"]


def route_results(state: RouteState | None, route: Route) -> pd.DataFrame:
    """Return the report's key figures, one a row; nothing in them is about a single pupil except what is proposed.

    Parameters
    ----------
    state : RouteState or None
        None where the school has no routes.
    route : Route
        What is proposed to the pupil of the page.

    Returns
    -------
    DataFrame
        Columns of :data:`workbook.estimates.RESULT_COLUMNS`. Headlines: pupils with a route, steps done, routes without
        consent, events proposed.
    """
    rows = [
        Result("route-events", "Мероприятий предложено", len(route.steps), n=int((route.events["closed"] == "").sum()),
               unit="шт.", headline=True, note="из открытых ученику"),
        Result("route-hours", "Часов в предложенном маршруте", route.hours / 100, n=len(route.steps), unit="ч"),
    ]  # fmt: skip
    if state is None:
        return results_table(rows)
    table = state.routes
    steps = int(table[["planned", "done", "dropped"]].sum().sum())
    missing = int((table["consent"].fillna("") != "да").sum())
    done = share(int(table["done"].sum()), steps)
    aimed = table["reached"].notna()
    reached = share(int(table.loc[aimed, "reached"].sum()), int(aimed.sum()))
    rows += [
        Result("routes", "Учеников с маршрутом", len(table), n=len(state.roster), headline=True),
        Result("steps-done-percent", "Выполнено шагов", done.value, low=done.low, high=done.high, n=done.n, unit="%",
               headline=True),
        Result("routes-without-consent", "Маршрутов без согласия родителей", missing, n=len(table), headline=True,
               verdict="внимание" if missing else "хорошо"),
        Result("goals-reached-percent", "Достигли своей цели", reached.value, low=reached.low, high=reached.high,
               n=reached.n, unit="%", note="цель ученика, а не место среди других"),
        Result("steps-overdue", "Шагов с прошедшим сроком", int(table["overdue"].sum()), n=steps, unit="шт."),
        Result("steps-silent", "Шагов без слов ученика", int(table["silent"].sum()), n=steps, unit="шт."),
        Result("steps-dropped", "Снятых шагов", int(table["dropped"].sum()), n=steps, unit="шт."),
    ]  # fmt: skip
    return results_table(rows)
