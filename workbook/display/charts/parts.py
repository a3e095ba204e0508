"""Wholes divided into parts: one bar a row, each bar 100 %.

Apart from the bars of counts because here lengths are shares and the legend carries the meaning.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from workbook.display import numbers, palette, theme
from workbook.display.charts.canvas import WRITTEN, Floats, Rows, column, ink_on, ramp
from workbook.display.figure import Drawing

__all__ = ["stacked_shares"]

_SEEN = 6
"""Percent of a bar from which a part is wide enough to hold its number."""


def stacked_shares(
    frame: pd.DataFrame, label: str, parts: Mapping[str, str], n: str = "", tones: Mapping[str, str] | None = None
) -> Drawing | None:
    """Parts of a whole, one bar a row.

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
        None when all parts are empty.
    """
    if frame.empty or not parts:
        return None
    counts = np.column_stack([np.nan_to_num(column(frame, name)) for name in parts])
    whole: Floats = counts.sum(axis=1)
    if not whole.any():
        return None
    shares = 100 * counts / np.where(whole > 0, whole, 1.0)[:, None]
    sizes = column(frame, n) if n else np.where(bool(np.all(counts == np.round(counts))), whole, np.nan)
    with theme.context():
        columns = _columns(list(parts.values()))
        rows = Rows(list(frame[label]), 0.12 + 0.2 * -(-len(parts) // columns))
        left = np.zeros(len(frame))
        for i, (name, title) in enumerate(parts.items()):
            colour = palette.TONES[palette.tone_of(tones[name])].part if tones else _shade(i, len(parts))
            rows.axes.barh(
                rows.y, shares[:, i], left=left, height=rows.thick + 0.04, color=colour, edgecolor="white",
                linewidth=1.2, label=theme.label(title),
            )  # fmt: skip
            if len(frame) <= WRITTEN:
                _write(rows, left, shares[:, i], colour)
            left += shares[:, i]
        rows.beside([_size(total, size) for total, size in zip(whole, sizes, strict=True)])
        rows.axis("%", "доля, %")
        rows.axes.set_xlim(0, 100)
        rows.figure.legend(loc="outside upper left", ncols=columns, handlelength=1.2, handletextpad=0.5)
    rows.figure.note = f"Числа в полосах — доли в процентах; доли меньше {_SEEN}\u00a0% не подписаны."
    return rows.figure


def _write(rows: Rows, left: Floats, shares: Floats, colour: Any) -> None:
    ink = ink_on(colour)
    for y, start, part in zip(rows.y, left, shares, strict=True):
        if part >= _SEEN:
            text = numbers.number(part, 0)
            rows.axes.text(start + part / 2, y, text, ha="center", va="center", fontsize=9.5, color=ink)


def _size(total: float, size: float) -> str:
    if total == 0:
        return "нет данных"
    return f"n = {numbers.number(size, 0)}" if np.isfinite(size) else ""


def _columns(titles: list[str]) -> int:
    longest = max(len(theme.label(title)) for title in titles)
    return max(1, min(len(titles), int(105 / (longest + 7))))


def _shade(i: int, parts: int) -> Any:
    if parts == 2:
        return palette.SEQUENCE[2 * i]
    if parts <= len(palette.SEQUENCE):
        return palette.SEQUENCE[i]
    return ramp(palette.SEQUENCE)(i / (parts - 1))
