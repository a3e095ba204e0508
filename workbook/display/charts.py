"""The charts of the reports: table in, matplotlib figure out, in one look.

Apart from :mod:`workbook.display.figure` because these functions choose marks; that one puts any figure on a page. Each returns
None when there is nothing to draw, and :class:`~workbook.display.figure.Chart` then says so in words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_rgb
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from workbook.display import numbers, palette, theme
from workbook.display.figure import Drawing

__all__ = ["bars", "dumbbell", "heatmap", "histogram", "intervals", "stacked_shares"]

_WRITTEN = 25
"""Rows up to which values are printed beside the marks."""


def _canvas(rows: int, labels: Iterable[str] = (), extra: float = 0.0) -> tuple[Drawing, Axes]:
    """Make a figure high enough for its rows, whose labels may take several lines."""
    lines = sum(max(1, text.count("\n") + 1) for text in labels) or rows
    height = min(0.85 + extra + 0.2 * lines + 0.13 * rows, 40.0)
    figure = Drawing(figsize=(theme.WIDTH, height))
    return figure, figure.add_subplot()


def _labels(frame: pd.DataFrame, label: str) -> list[str]:
    return [theme.wrapped(value) for value in frame[label]]


def _numbers(frame: pd.DataFrame, name: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    if not name or name not in frame.columns:
        return np.full(len(frame), np.nan)
    return np.asarray(frame[name].astype("float64").to_numpy(na_value=np.nan), dtype="float64")


def _rows(axes: Axes, labels: list[str]) -> np.ndarray[Any, Any]:
    places = np.arange(len(labels))
    axes.set_yticks(places, labels)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    return places


def _axis(axes: Axes, unit: str, title: str = "") -> None:
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: numbers.number(value)))
    axes.xaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 2.5, 5, 10]))
    axes.grid(axis="x")
    axes.set_xlabel(theme.label(title or ("%" if unit == "%" else unit)))
    if unit == "%" and not title:
        low, high = axes.get_xlim()
        axes.set_xlim(max(low, -2.0) if low >= -2 else low, min(high, 102.0) if high <= 125 else high)


def _beside(axes: Axes, y: float, text: str) -> None:
    axes.text(
        1.015, y, text, transform=axes.get_yaxis_transform(), va="center", ha="left", fontsize=9, color=palette.INK
    )


def _target(axes: Axes, target: float | None) -> None:
    if target is not None:
        axes.axvline(target, color=palette.INK, linewidth=1.1, linestyle=(0, (4, 3)), zorder=1)


def _said(value: float, unit: str, digits: int, n: float) -> str:
    if not np.isfinite(value):
        return "нет данных"
    text = numbers.number(value, digits) + (f"{numbers.NBSP}%" if unit == "%" else "")
    return text if not np.isfinite(n) else f"{text}   n = {numbers.number(n, 0)}"


def _digits(unit: str, values: np.ndarray[Any, Any]) -> int:
    finite = values[np.isfinite(values)]
    if unit == "%":
        return 1
    return 0 if len(finite) and np.all(finite == np.round(finite)) else 2


def _tones(frame: pd.DataFrame, tone: str) -> list[str]:
    return [palette.tone_of(word) for word in frame[tone]] if tone else ["info"] * len(frame)


def _legend(axes: Axes, used: list[str]) -> None:
    """Name the tones under the axis: marker and word."""
    marks = [
        Line2D(
            [],
            [],
            color=palette.TONES[code].fill,
            marker=palette.TONES[code].marker,
            linestyle="",
            label=palette.TONES[code].word,
        )
        for code in palette.TONES
        if code in used
    ]
    figure = axes.figure
    figure.legend(handles=marks, loc="outside lower center", ncols=len(marks), handletextpad=0.3)


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

    Returns
    -------
    Drawing or None
    """
    frame = frame.sort_values(value, ascending=False, kind="stable") if sort else frame
    values = _numbers(frame, value)
    if not np.isfinite(values).any():
        return None
    with theme.context():
        labels = _labels(frame, label)
        tones = _tones(frame, tone)
        figure, axes = _canvas(len(frame), labels, 0.3 if tone else 0.0)
        y = _rows(axes, labels)
        lows, highs, sizes = _numbers(frame, low), _numbers(frame, high), _numbers(frame, n)
        for code in dict.fromkeys(tones):
            of = np.array([one == code for one in tones]) & np.isfinite(values)
            look = palette.TONES[code]
            axes.hlines(y[of], lows[of], highs[of], color=look.fill, linewidth=2)
            axes.plot(values[of], y[of], look.marker, color=look.fill, markersize=7, markeredgecolor="white", zorder=3)
        _target(axes, target)
        digits = _digits(unit, values)
        if len(frame) <= _WRITTEN:
            for place, number, size in zip(y, values, sizes, strict=True):
                _beside(axes, place, _said(number, unit, digits, size))
        _axis(axes, unit, title)
        if tone:
            _legend(axes, tones)
        figure.note = "Точка — значение, отрезок — доверительный интервал 95 %." + _target_note(target, unit)
    return figure


def _target_note(target: float | None, unit: str) -> str:
    if target is None:
        return ""
    return f" Пунктир — {numbers.number(target)}{numbers.NBSP + unit if unit in ('%', 'баллов') else ''}."


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
    """
    frame = frame.sort_values(value, ascending=False, kind="stable") if sort else frame
    values = _numbers(frame, value)
    if not np.isfinite(values).any():
        return None
    with theme.context():
        labels = _labels(frame, label)
        tones = _tones(frame, tone)
        figure, axes = _canvas(len(frame), labels, 0.3 if tone else 0.0)
        y = _rows(axes, labels)
        sizes = _numbers(frame, n)
        axes.barh(y, np.nan_to_num(values), height=0.62, color=[palette.TONES[code].fill for code in tones])
        axes.axvline(0, color=palette.MUTED, linewidth=0.8)
        _target(axes, target)
        digits = _digits(unit, values)
        if len(frame) <= _WRITTEN:
            for place, number, size in zip(y, values, sizes, strict=True):
                _beside(axes, place, _said(number, unit, digits, size))
        _axis(axes, unit, title)
        if tone:
            _legend(axes, tones)
        figure.note = _target_note(target, unit).strip()
    return figure


def stacked_shares(
    frame: pd.DataFrame, label: str, parts: Mapping[str, str], n: str = "", tones: Mapping[str, str] | None = None
) -> Drawing | None:
    """Parts of a whole, one bar a row, each bar 100 %.

    Parameters
    ----------
    frame : DataFrame
        One row a bar; the part columns hold counts or shares and are scaled to 100 %.
    label : str
        Column of row names.
    parts : mapping of str to str
        Column → Russian name in the legend, in the order drawn (ordered parts from most to least).
    n : str
        Column with the size of the group; empty when the parts are counts, whose sum is then shown.
    tones : mapping of str to str or None
        Column → tone code, when the parts are verdicts and not a scale.

    Returns
    -------
    Drawing or None
    """
    counts = (
        np.column_stack([np.nan_to_num(_numbers(frame, name)) for name in parts]) if len(frame) else np.zeros((0, 1))
    )
    whole = counts.sum(axis=1)
    if not whole.any():
        return None
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = np.where(whole[:, None] > 0, 100 * counts / whole[:, None], 0.0)
    sizes = _numbers(frame, n) if n else np.where(np.all(counts == np.round(counts)), whole, np.nan)
    with theme.context():
        labels = _labels(frame, label)
        figure, axes = _canvas(len(frame), labels, 0.45 + 0.2 * (len(parts) // 5))
        y = _rows(axes, labels)
        left = np.zeros(len(frame))
        for i, (name, title) in enumerate(parts.items()):
            colour = palette.TONES[palette.tone_of(tones[name])].fill if tones else _shade(i, len(parts))
            axes.barh(
                y,
                shares[:, i],
                left=left,
                height=0.68,
                color=colour,
                edgecolor="white",
                linewidth=1.2,
                label=theme.label(title),
            )
            if len(frame) <= _WRITTEN:
                for place, start, part in zip(y, left, shares[:, i], strict=True):
                    if part >= 6:
                        axes.text(
                            start + part / 2,
                            place,
                            numbers.number(part, 0),
                            ha="center",
                            va="center",
                            fontsize=9,
                            color=_ink_on(colour),
                        )
            left += shares[:, i]
        for place, total, size in zip(y, whole, sizes, strict=True):
            if total == 0:
                _beside(axes, place, "нет данных")
            elif np.isfinite(size):
                _beside(axes, place, f"n = {numbers.number(size, 0)}")
        axes.set_xlim(0, 100)
        _axis(axes, "%", "доля, %")
        figure.legend(
            loc="outside upper left", ncols=_columns(list(parts.values())), handlelength=1.1, handletextpad=0.5
        )
        figure.note = "Числа в полосах — доли в процентах; доли меньше 6 % не подписаны."
    return figure


def _columns(titles: list[str]) -> int:
    longest = max(len(theme.label(title)) for title in titles)
    return max(1, min(len(titles), int(100 / (longest + 6))))


def _shade(i: int, parts: int) -> Any:
    if parts <= len(palette.SEQUENCE):
        return palette.SEQUENCE[i] if parts > 2 else palette.SEQUENCE[2 * i]
    return _ramp(palette.SEQUENCE)(i / (parts - 1))


def _ramp(colours: tuple[str, ...]) -> LinearSegmentedColormap:
    return LinearSegmentedColormap.from_list("workbook", list(colours))


def _ink_on(colour: Any) -> str:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour))
    return palette.INK if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.22 else "white"


def heatmap(
    frame: pd.DataFrame,
    fmt: int | str = 1,
    title: str = "",
    *,
    low: float | None = None,
    high: float | None = None,
    reverse: bool = False,
) -> Drawing | None:
    """A table of numbers where darker means more; each cell is written out.

    Parameters
    ----------
    frame : DataFrame
        Index: row names; columns: column names; values: numbers, missing ones stay empty.
    fmt : int or str
        Decimal places, or ``"%"`` for percents with one place.
    title : str
        What the numbers are, with the unit: under the picture.
    low, high : float or None
        Ends of the colour scale; by default those of the data.
    reverse : bool
        Darker means less.

    Returns
    -------
    Drawing or None
    """
    values = frame.astype("float64").to_numpy(na_value=np.nan) if frame.size else np.full((0, 0), np.nan)
    if not np.isfinite(values).any():
        return None
    colours = palette.SEQUENCE if reverse else palette.SEQUENCE[::-1]
    ramp = _ramp(("#f4f8fb", *colours) if not reverse else (*colours, "#f4f8fb"))
    start = float(np.nanmin(values)) if low is None else low
    stop = float(np.nanmax(values)) if high is None else high
    with theme.context():
        labels = [theme.wrapped(name, 30, 2) for name in frame.index]
        heads = [theme.wrapped(name, 14, 4) for name in frame.columns]
        turned = len(heads) > 10 and max(len(text) for text in heads) > 4
        heads = [theme.wrapped(name, 26, 2) for name in frame.columns] if turned else heads
        top = 1.9 if turned else 0.17 * max(text.count("\n") + 1 for text in heads)
        figure, axes = _canvas(len(frame), labels, top)
        axes.pcolormesh(
            np.ma.masked_invalid(values),
            cmap=ramp,
            vmin=start,
            vmax=stop if stop > start else start + 1,
            edgecolors="white",
            linewidth=1.5,
        )
        axes.set_yticks(np.arange(len(labels)) + 0.5, labels)
        axes.set_ylim(len(labels), 0)
        axes.set_xticks(np.arange(len(heads)) + 0.5, heads, rotation=90 if turned else 0)
        axes.xaxis.tick_top()
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)
        _cells(axes, values, 1 if fmt == "%" else int(fmt), lambda share: ramp(share), (start, stop))
        if title:
            axes.set_xlabel(theme.label(title))
        figure.note = "Чем темнее, тем меньше." if reverse else "Чем темнее, тем больше."
    return figure


def _cells(axes: Axes, values: np.ndarray[Any, Any], digits: int, ramp: Any, ends: tuple[float, float]) -> None:
    if values.shape[1] > 16:
        return
    span = ends[1] - ends[0] or 1.0
    for (row, column), value in np.ndenumerate(values):
        if not np.isfinite(value):
            axes.text(column + 0.5, row + 0.5, numbers.MISSING, ha="center", va="center", color=palette.MUTED)
            continue
        colour = _ink_on(ramp((value - ends[0]) / span)[:3])
        axes.text(
            column + 0.5, row + 0.5, numbers.number(value, digits), ha="center", va="center", fontsize=9, color=colour
        )


def histogram(
    values: pd.Series | Iterable[float],
    boundaries: Mapping[str, float] | None = None,
    *,
    unit: str = "баллов",
    maximum: float | None = None,
    who: str = "учеников",
) -> Drawing | None:
    """How many got each score; lines show where a higher mark begins.

    Parameters
    ----------
    values : Series or iterable of float
        Scores; missing ones are left out. Whole scores in a range up to 80 get a bar each.
    boundaries : mapping of str to float or None
        Name («3», «4», «5») → the least score that earns it.
    unit : str
        Axis label: «баллов».
    maximum : float or None
        The highest possible score: right end of the axis.
    who : str
        What is counted, genitive plural.

    Returns
    -------
    Drawing or None
    """
    scores = pd.Series(list(values), dtype="float64").dropna().to_numpy()
    if not len(scores):
        return None
    stop = float(scores.max() if maximum is None else max(maximum, scores.max()))
    start = min(0.0 if maximum is not None else float(scores.min()), float(scores.min()))
    whole = bool(np.all(scores == np.round(scores))) and stop - start <= 80
    edges = np.arange(start - 0.5, stop + 1.5) if whole else np.histogram_bin_edges(scores, "doane", (start, stop))
    counts, edges = np.histogram(scores, edges)
    with theme.context():
        figure = Drawing(figsize=(theme.WIDTH, 3.6))
        axes = figure.add_subplot()
        width = np.diff(edges)
        axes.bar(edges[:-1], counts, width=width * 0.88, align="edge", color=palette.ACCENT)
        top = float(counts.max())
        axes.set_ylim(0, top * 1.18)
        for name, place in (boundaries or {}).items():
            line = place - 0.5 if whole else place
            axes.axvline(line, color=palette.TONES["bad"].ink, linewidth=1.2, linestyle=(0, (4, 3)))
            axes.text(
                line,
                top * 1.17,
                f" «{theme.label(name)}»",
                va="top",
                ha="left",
                fontsize=9.5,
                color=palette.TONES["bad"].ink,
            )
        _axis(axes, unit, unit)
        if whole:
            axes.xaxis.set_major_locator(MaxNLocator(nbins=16, integer=True))
        axes.grid(visible=False, axis="x")
        axes.grid(axis="y")
        axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
        axes.set_ylabel(f"{theme.label(who)}")
        axes.set_xlim(edges[0] - 0.02 * (edges[-1] - edges[0]), edges[-1] + 0.02 * (edges[-1] - edges[0]))
        figure.note = "Пунктир — наименьший балл, с которого ставится отметка." if boundaries else ""
    return figure


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
    """
    first, second = _numbers(frame, before), _numbers(frame, after)
    if not (np.isfinite(first) | np.isfinite(second)).any():
        return None
    with theme.context():
        labels = _labels(frame, label)
        figure, axes = _canvas(len(frame), labels, 0.3)
        y = _rows(axes, labels)
        axes.hlines(y, np.fmin(first, second), np.fmax(first, second), color=palette.MUTED, linewidth=2, zorder=1)
        axes.plot(
            first,
            y,
            "o",
            markersize=8,
            markerfacecolor="white",
            markeredgecolor=palette.MUTED,
            markeredgewidth=1.8,
            label=theme.label(titles[0]),
        )
        axes.plot(second, y, "o", markersize=8, color=palette.ACCENT, label=theme.label(titles[1]))
        if len(frame) <= _WRITTEN:
            digits = _digits(unit, np.concatenate([first, second]))
            for place, one, two in zip(y, first, second, strict=True):
                change = two - one
                _beside(
                    axes,
                    place,
                    f"{numbers.number(one, digits)} → {numbers.number(two, digits)}  ({numbers.number(change, digits, signed=True)})",
                )
        _axis(axes, unit)
        figure.legend(loc="outside upper left", ncols=2, handletextpad=0.2)
        figure.note = f"Пустой кружок — {theme.label(titles[0])}, полный — {theme.label(titles[1])}; справа — значения и разность."
    return figure
