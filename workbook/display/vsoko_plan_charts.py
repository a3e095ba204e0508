"""The plan as bars over months and the works of classes over weeks.

Apart from the general charts because both have a calendar for an axis.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Patch, Rectangle

from workbook.display import numbers, palette, theme
from workbook.display.charts.canvas import Rows, ink_on, ramp
from workbook.display.figure import Drawing
from workbook.vsoko.plan import PlanCheck

__all__ = ["months", "weeks"]

_MONTHS = ("янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_STATES = {
    "выполнено": ("ok", ""), "идёт": ("info", ""), "не начато": ("neutral", "//"), "просрочено": ("bad", "xx"),
    "отменено": ("", ".."), "без статуса": ("neutral", "++"),
}  # fmt: skip
_SHORTEST = 3
"""Days: a bar of one day would be thinner than a line."""
_PALE = "#f4f8fb"


def months(check: PlanCheck) -> Drawing | None:
    """Draw each event as a bar from its start to its end, one row an event, coloured and hatched by state.

    Parameters
    ----------
    check : PlanCheck

    Returns
    -------
    Drawing or None
        None for a plan without events.
    """
    events = check.events
    if events.empty:
        return None
    late = set(check.of("просрочено")["number"])
    first, last = _span(check)
    used: dict[str, None] = {}
    with theme.context():
        rows = Rows([f"{row['number']}. {row['event']}" for row in events.to_dict("records")], 0.5)
        for y, row in zip(rows.y, events.to_dict("records"), strict=True):
            state = _state(row, late)
            used[state] = None
            _bar(rows, float(y), row, state, (first, last))
        _axis(rows, first, last)
        if first <= check.day.toordinal() <= last:
            rows.axes.axvline(check.day.toordinal(), color=palette.INK, linewidth=1.1, linestyle=(0, (4, 3)), zorder=1)
        handles = [Patch(label=state, **_look(state)) for state in _STATES if state in used]
        rows.figure.legend(handles=handles, loc="outside lower center", ncols=len(handles), handlelength=1.6)
    rows.figure.note = (
        f"Пунктир — день проверки, {numbers.date(check.day)}. Стрелка и знак вопроса — срока нет; "
        "дата у края — мероприятие вне учебного года."
    )
    return rows.figure


def weeks(table: pd.DataFrame, broken: pd.DataFrame) -> Drawing | None:
    """Draw how many works each class writes in each week; weeks with a breach are framed.

    Parameters
    ----------
    table : DataFrame
        From :func:`workbook.vsoko.calendar.weekly`: classes × Mondays.
    broken : DataFrame
        Breaches with class_ and date.

    Returns
    -------
    Drawing or None
        None when no work stands anywhere.
    """
    if table.empty or not table.to_numpy().any():
        return None
    counts = table.to_numpy()
    top = max(int(counts.max()), 2)
    scale = _scale()
    with theme.context():
        rows = Rows(list(table.index), 0.5)
        axes = rows.axes
        edges = np.concatenate([[0.0], (rows.y[1:] + rows.y[:-1]) / 2, [max(axes.get_ylim())]])
        axes.pcolormesh(np.arange(counts.shape[1] + 1), edges, counts, cmap=scale, vmin=0, vmax=top,
                        edgecolors="white", lw=0.8)  # fmt: skip
        for (row, column), n in np.ndenumerate(counts):
            if n:
                axes.text(column + 0.5, float(rows.y[row]), str(n), ha="center", va="center", fontsize=8.5,
                          color=ink_on(scale(n / top)[:3]))  # fmt: skip
        columns = {monday: place for place, monday in enumerate(table.columns)}
        lines = {name: place for place, name in enumerate(table.index)}
        days = broken["date"] - pd.to_timedelta(broken["date"].dt.day_of_week, unit="D")
        for name, monday in sorted(set(zip(broken["class_"], days, strict=True))):
            low, high = edges[lines[name]], edges[lines[name] + 1]
            axes.add_patch(Rectangle((columns[monday] + 0.06, low + 0.02), 0.88, high - low - 0.04, fill=False,
                                     edgecolor=palette.TONES["bad"].fill, linewidth=1.8))  # fmt: skip
        axes.set_xticks(np.arange(len(table.columns)) + 0.5, [f"{day:%d.%m}" for day in table.columns], rotation=90)
        axes.xaxis.tick_top()
        axes.tick_params(length=0, axis="both")
        axes.tick_params(axis="x", labelsize=8.5)
        axes.spines[:].set_visible(False)
    rows.figure.note = "Столбец — неделя (её понедельник), число — работ за неделю. Рамка — есть нарушение."
    return rows.figure


def _scale() -> LinearSegmentedColormap:
    return ramp((_PALE, *palette.SEQUENCE[::-1]))


def _span(check: PlanCheck) -> tuple[int, int]:
    """The school year as far as the plan goes: whole months."""
    days = pd.concat([check.events["start"], check.events["end"]]).dropna()
    inside = days.loc[days.between(check.year.first, check.year.last)]
    last = max([check.day, *([inside.max()] if len(inside) else [])])
    end = min(last, check.year.last) + pd.offsets.MonthEnd(0)
    return check.year.first.toordinal(), pd.Timestamp(end).toordinal() + 1


def _state(row: dict[Any, Any], late: set[int]) -> str:
    if row["number"] in late:
        return "просрочено"
    return "без статуса" if pd.isna(row["status"]) else str(row["status"])


def _look(state: str) -> dict[str, Any]:
    code, hatch = _STATES[state]
    colour = palette.TONES[code].part if code else "white"
    return {"facecolor": colour, "edgecolor": palette.INK, "hatch": hatch, "linewidth": 0.6}


def _bar(rows: Rows, y: float, row: dict[Any, Any], state: str, span: tuple[int, int]) -> None:
    first, last = span
    start = row["start"].toordinal()
    end = start if pd.isna(row["end"]) else row["end"].toordinal()
    if end < first or start > last:
        edge, side = (first, "left") if end < first else (last, "right")
        mark = "◂ " if side == "left" else ""
        tail = " ▸" if side == "right" else ""
        rows.axes.text(edge, y, f"{mark}{numbers.date(row['start'])}{tail}", ha=side, va="center", fontsize=9,
                       color=palette.TONES["bad"].ink)  # fmt: skip
        return
    left, right = max(start, first), min(max(end + 1, start + _SHORTEST), last)
    rows.axes.barh(y, right - left, left=left, height=rows.thick + 0.02, zorder=2, **_look(state))
    if pd.isna(row["end"]):
        rows.axes.text(right + 1, y, "▸ ?", ha="left", va="center", fontsize=9.5, color=palette.TONES["bad"].ink)


def _axis(rows: Rows, first: int, last: int) -> None:
    starts = pd.date_range(pd.Timestamp.fromordinal(first), pd.Timestamp.fromordinal(last), freq="MS")
    axes = rows.axes
    axes.set_xlim(first, last)
    axes.set_xticks([day.toordinal() for day in starts], [])
    middles = [day.toordinal() + 15 for day in starts if day.toordinal() + 15 < last]
    axes.set_xticks(middles, [_MONTHS[pd.Timestamp.fromordinal(day).month - 1] for day in middles], minor=True)
    axes.tick_params(axis="x", which="both", length=0, labeltop=True, labelbottom=len(rows.y) > 15)
    axes.grid(axis="x", which="major")
