"""The board of the seven criteria: one row each, with value, target, interval, state and direction at a glance.

Apart from tables because a row here is a small panel that folds on a telephone, and carries a picture of its years.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from workbook.display import numbers
from workbook.display.blocks import Block, badge
from workbook.display.markup import escape
from workbook.vsoko.criterion import FAILED, MET, UNKNOWN, Criterion, beside

__all__ = ["TONES", "Board", "figure_of", "trend_words"]

TONES = {MET: "ok", FAILED: "warn", UNKNOWN: "neutral"}

_WHOLE = 100.0
_WIDTH, _HEIGHT, _EDGE = 120, 34, 5
_FEW_YEARS = {0: "данных по годам нет", 1: "один год: направления нет", 2: "два года: направления нет"}


def figure_of(item: Criterion) -> str:
    """Write the leading figure of a criterion with its unit."""
    value = item.estimate.value
    if item.figure:
        return item.figure
    if not math.isfinite(value):
        return numbers.MISSING
    if item.unit == "%":
        return f"{beside(value, _WHOLE)}{numbers.NBSP}%"  # 99,98 is not 100
    return f"{numbers.number(value, 1, signed=True)}{numbers.NBSP}балла"


def trend_words(item: Criterion) -> str:
    """Say the direction over the years, and the slope a year; never a test."""
    known = len(item.points)
    if known < 3:
        return _FEW_YEARS[known]
    slope = item.trend.slope.value
    unit = "п.п." if item.unit == "%" else "балла"
    step = numbers.number(slope, 1 if abs(slope) >= 0.05 or not slope else 2, signed=True)
    return f"{item.trend.direction}: {step}{numbers.NBSP}{unit} в год"


class Board(Block):
    """Criteria one under another.

    Parameters
    ----------
    items : sequence of Criterion
    marks : mapping of int to str, optional
        A remark by the number of a criterion, shown after its reason.
    """

    def __init__(self, items: Sequence[Criterion], marks: dict[int, str] | None = None) -> None:
        self.items = tuple(items)
        self.marks = marks or {}

    def body(self) -> str:
        """Return the rows."""
        return f'<ol class="wb-board">{"".join(self._row(item) for item in self.items)}</ol>'

    def _row(self, item: Criterion) -> str:
        remark = f" {self.marks[item.number]}" if item.number in self.marks else ""
        reason = item.reason[:1].upper() + item.reason[1:]
        return (
            f'<li class="wb-board-row wb-{TONES[item.state]}">'
            f'<div class="wb-board-name"><b>{item.number}. {escape(item.title)}</b>'
            f"<span>{escape(item.indicator)}</span></div>"
            f'<div class="wb-board-value"><b>{escape(figure_of(item))}</b><span>{escape(_behind(item))}</span></div>'
            f'<div class="wb-board-target"><span>Выполнен, если</span>{escape(item.target)}</div>'
            f'<div class="wb-board-state">{badge(item.state, TONES[item.state])}</div>'
            f'<div class="wb-board-trend">{_spark(item)}<span>{escape(trend_words(item))}</span></div>'
            f'<div class="wb-board-reason">{escape(f"{reason}.{remark}")}</div></li>'
        )


def _behind(item: Criterion) -> str:
    """Write the interval and what n counts; a full count has no interval."""
    found = item.estimate
    if not math.isfinite(found.value):
        return ""
    size = numbers.count(found.n, *item.counted)
    ends = numbers.interval(found.low, found.high)
    return size if ends == numbers.MISSING else f"{ends}; {size}"


def _spark(item: Criterion) -> str:
    """Draw the years as a line with dots; the words beside it say the same."""
    if len(item.points) < 2:
        return ""
    values = [value for _, value in item.points]
    low, high = min(values), max(values)
    step = (_WIDTH - 2 * _EDGE) / (len(values) - 1)
    # Changes of tenths of a percent must not look like cliffs: a span under one unit is drawn within one unit.
    span = max(high - low, 1.0)
    middle = (high + low) / 2
    places = [
        (_EDGE + step * place, _HEIGHT / 2 - (value - middle) / span * (_HEIGHT - 2 * _EDGE))
        for place, value in enumerate(values)
    ]
    line = "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in places)
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in places)
    return (
        f'<svg class="wb-spark" viewBox="0 0 {_WIDTH} {_HEIGHT}" aria-hidden="true" focusable="false">'
        f'<path d="{line}"/>{dots}</svg>'
    )
