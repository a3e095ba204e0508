"""Criterion 6, обновление ФОС: which tools of the plan are accepted and of a version in term.

Apart from the bank of items because here a tool is one row of a plan, whatever is inside it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbook.errors import MissingData, Reason
from workbook.estimates import Estimate, percent
from workbook.settings import Settings
from workbook.vsoko.criterion import Criterion, judged, target_of

__all__ = ["READY", "fos_criterion", "fos_curve", "fos_tools"]

READY = "готово"
_EXTERNAL = "внешний"
_ACCEPTED = "принято"
_UNDATED, _LATE, _OLD, _UNEXAMINED = "нет даты обновления", "обновлено после срока", "версия устарела", "не проводилась"


def fos_tools(fos_plan: pd.DataFrame, year: str, settings: Settings) -> pd.DataFrame:
    """Judge each tool due in the school year.

    Parameters
    ----------
    fos_plan : DataFrame
        Validated table; tools due from 1 July before the year to its 30 June. Works that the school does not make
        («внешний») are not in its plan.
    year : str
    settings : Settings
        ``deficits.fos_fresh_days``: how old a version may be on the day it is due.

    Returns
    -------
    DataFrame
        Columns fos, subject, grade, control_type, due, revised, version, accepted, in_term (bool), ready (both), state
        (:data:`READY` or the first thing that is missing).

    Raises
    ------
    MissingData
        No tool is due in the year.
    """
    first = int(year[:4])
    due = fos_plan["due"].between(pd.Timestamp(first, 7, 1), pd.Timestamp(first + 1, 6, 30))
    plan = fos_plan.loc[due & fos_plan["control_type"].ne(_EXTERNAL)]
    if plan.empty:
        raise MissingData(f"В плане ФОС нет средств со сроком в {year}.", Reason.TABLE_EMPTY, ("fos_plan",))
    late = plan["revised"] > plan["due"]
    old = plan["revised"] < plan["due"] - pd.Timedelta(days=settings.deficits.fos_fresh_days)
    verdict = plan["expertise"].fillna(_UNEXAMINED).replace("", _UNEXAMINED)
    tools = plan[["fos", "subject", "grade", "control_type", "due", "revised", "version"]].assign(
        accepted=verdict.eq(_ACCEPTED), in_term=plan["revised"].notna() & ~late & ~old
    )
    tools["ready"] = tools["accepted"] & tools["in_term"]
    tools["state"] = np.select(
        [tools["ready"], ~tools["accepted"], plan["revised"].isna(), late],
        [READY, "экспертиза: " + verdict, _UNDATED, _LATE], _OLD,
    )  # fmt: skip
    return tools.sort_values(["due", "subject", "grade", "fos"]).reset_index(drop=True)


def fos_curve(tools: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Plan and fact by the end of each month up to a day (кривая на дату).

    Parameters
    ----------
    tools : DataFrame
        :func:`fos_tools`.
    day : Timestamp
        The last day that the data know of.

    Returns
    -------
    DataFrame
        Columns day, planned, ready (percent of the plan), planned_n, ready_n: tools due, and ready tools revised, by
        that day. What was ready before the first month counts in it.
    """
    first = tools["due"].min().to_period("Y-JUN").start_time + pd.DateOffset(months=1)
    ends = pd.date_range(first, max(day, tools["due"].max()), freq="ME")
    days = [*ends[ends < day], day]
    done = tools.loc[tools["ready"], "revised"]
    rows = [(end, int((tools["due"] <= end).sum()), int((done <= end).sum())) for end in days]
    table = pd.DataFrame(rows, columns=["day", "planned_n", "ready_n"])
    for name in ("planned", "ready"):
        table[name] = 100 * table[f"{name}_n"] / len(tools)
    return table[["day", "planned", "ready", "planned_n", "ready_n"]]


def fos_criterion(
    tools: pd.DataFrame, day: pd.Timestamp, settings: Settings, points: tuple[tuple[str, float], ...] = ()
) -> Criterion:
    """Judge the plan of the year: what is overdue fails, what is not due yet is not known.

    Parameters
    ----------
    tools : DataFrame
        :func:`fos_tools`.
    day : Timestamp
        The last day that the data know of.
    settings : Settings
        ``criteria.fos``.
    points : tuple of (str, float)
        Percent ready of each year up to this one.
    """
    n, ready = len(tools), int(tools["ready"].sum())
    waiting = int((~tools["ready"] & tools["due"].gt(day)).sum())
    limit = settings.criteria.fos
    refused = int((~tools["accepted"] & tools["due"].le(day)).sum())
    stale = int((tools["accepted"] & ~tools["in_term"] & tools["due"].le(day)).sum())
    reachable = round(percent(ready + waiting, n), 9)
    failures, gaps = [], []
    if reachable < limit:
        parts = [
            f"не приняты экспертизой {refused}" if refused else "",
            f"приняты, но версия не в сроке {stale}" if stale else "",
        ]
        if waiting:
            parts.append(f"у {waiting} срок ещё не наступил")
        failures.append(f"готово {ready} из {n}: {', '.join(filter(None, parts))}")
    elif round(percent(ready, n), 9) < limit:
        gaps.append(f"готово {ready} из {n}, у {waiting} срок ещё не наступил (данные на {day:%d.%m.%Y})")
    state, reason = judged(failures, gaps, f"готово {ready} из {n}: приняты экспертизой и обновлены в срок")
    return Criterion(
        6, state, reason, target_of(6, settings),
        Estimate(percent(ready, n), np.nan, np.nan, n), "%", ("средство", "средства", "средств"), points,
    )  # fmt: skip
