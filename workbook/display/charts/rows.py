"""One mark a row: intervals, bars, and pairs of values.

Apart from the charts of parts because here a row is one quantity with its axis, there a row is a whole divided.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbook.display import numbers, palette, theme
from workbook.display.charts.canvas import Floats, Rows, column, decimal_places, said, target_note
from workbook.display.figure import Drawing

__all__ = ["bars", "dumbbell", "intervals"]


def _tones(frame: pd.DataFrame, tone: str) -> list[str]:
    return [palette.tone_of(word) for word in frame[tone]] if tone else ["info"] * len(frame)


def intervals(
    frame: pd.DataFrame,
    label: str,
    value: str,
    low: str = "low",
    high: str = "high",
    n: str = "",
    unit: str = "%",
    target: float | None = None,
    *,
    sort: bool = False,
    tone: str = "",
    title: str = "",
    confidence: float = 95,
) -> Drawing | None:
    """Dots with whiskers, one row each: what a value is and how far it can be trusted.

    Parameters
    ----------
    frame : DataFrame
        One row a mark, in the order shown (first on top).
    label, value, low, high, n : str
        Columns; ``n`` may be empty.
    unit : str
        «%», «баллов», «отметка» …: axis label.
    target : float or None
        Where a dashed line stands.
    sort : bool
        Largest value on top instead of the given order.
    tone : str
        Column with a verdict word or tone code; colour and marker follow it.
    title : str
        Axis label instead of the unit.
    confidence : float
        How sure the intervals are, percent: said in the note.

    Returns
    -------
    Drawing or None
        None when no row has a value.
    """
    frame = frame.sort_values(value, ascending=False, kind="stable") if sort else frame
    values, lows, highs = column(frame, value), column(frame, low), column(frame, high)
    if not np.isfinite(values).any():
        return None
    tones = _tones(frame, tone)
    with theme.context():
        rows = Rows(list(frame[label]), 0.3 if tone else 0.0)
        for code in dict.fromkeys(tones):
            of = np.array([one == code for one in tones]) & np.isfinite(values)
            look = palette.TONES[code]
            rows.axes.hlines(rows.y[of], lows[of], highs[of], color=look.fill, linewidth=2.2)
            rows.axes.plot(
                values[of], rows.y[of], look.marker, color=look.fill, markersize=9, markeredgecolor="white", zorder=3
            )
        rows.target(target)
        rows.beside(said(values, column(frame, n), unit))
        rows.axis(unit, title, np.concatenate([values, lows, highs]))
        if tone:
            rows.tones(tones)
    trust = numbers.percent(confidence, 0 if float(confidence).is_integer() else 1)
    rows.figure.note = f"Точка — значение, отрезок — доверительный интервал {trust}." + target_note(target, unit)
    return rows.figure


def bars(
    frame: pd.DataFrame,
    label: str,
    value: str,
    n: str = "",
    unit: str = "%",
    target: float | None = None,
    *,
    sort: bool = False,
    tone: str = "",
    title: str = "",
) -> Drawing | None:
    """Horizontal bars from zero: counts and sums.

    Parameters
    ----------
    frame, label, value, n, unit, target, sort, tone, title
        As in :func:`intervals`.

    Returns
    -------
    Drawing or None
        None when no row has a value.
    """
    frame = frame.sort_values(value, ascending=False, kind="stable") if sort else frame
    values = column(frame, value)
    if not np.isfinite(values).any():
        return None
    tones = _tones(frame, tone)
    with theme.context():
        rows = Rows(list(frame[label]), 0.3 if tone else 0.0)
        colours = [palette.TONES[code].fill if tone else palette.ACCENT for code in tones]
        rows.axes.barh(rows.y, np.nan_to_num(values), height=rows.thick, color=colours)
        rows.axes.axvline(0, color=palette.MUTED, linewidth=0.8)
        rows.target(target)
        rows.beside(said(values, column(frame, n), unit))
        rows.axis(unit, title, values)
        if tone:
            rows.tones(tones)
    rows.figure.note = target_note(target, unit).strip()
    return rows.figure


def dumbbell(
    frame: pd.DataFrame,
    label: str,
    before: str,
    after: str,
    titles: tuple[str, str] = ("было", "стало"),
    unit: str = "%",
) -> Drawing | None:
    """Two values a row and the way between them: journal and ВПР, last year and this year.

    Parameters
    ----------
    frame : DataFrame
        One row a pair, first on top.
    label, before, after : str
        Columns.
    titles : pair of str
        What the hollow and the full dot are.
    unit : str
        Axis label.

    Returns
    -------
    Drawing or None
        None when neither column has a value.
    """
    first, second = column(frame, before), column(frame, after)
    both: Floats = np.concatenate([first, second])
    if not np.isfinite(both).any():
        return None
    names = [theme.label(title) for title in titles]
    with theme.context():
        rows = Rows(list(frame[label]), 0.3)
        rows.axes.hlines(rows.y, first, second, color=palette.MUTED, linewidth=2, zorder=1)
        hollow = {"markerfacecolor": "white", "markeredgecolor": palette.MUTED, "markeredgewidth": 1.9}
        rows.axes.plot(first, rows.y, "o", markersize=9, label=names[0], **hollow)  # type: ignore[arg-type]
        rows.axes.plot(second, rows.y, "o", markersize=8, color=palette.ACCENT, label=names[1])
        rows.beside(_ways(first, second, decimal_places(unit, both)))
        rows.axis(unit, shown=both)
        rows.figure.legend(loc="outside upper left", ncols=2, handletextpad=0.2)
    rows.figure.note = f"Пустой кружок — {names[0]}, полный — {names[1]}; справа — значения и разность."
    return rows.figure


def _ways(first: Floats, second: Floats, places: int) -> list[str]:
    ways = []
    for one, two in zip(first, second, strict=True):
        ends = f"{numbers.number(one, places)} → {numbers.number(two, places)}"
        change = f"  ({numbers.number(two - one, places, signed=True)})" if np.isfinite(two - one) else ""
        ways.append(ends + change)
    return ways
