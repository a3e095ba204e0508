"""The height of a row whose texts wrap: not every program works it out when it opens a file.

Apart from the books because they share it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

__all__ = ["row_height"]

_LINE = 15.0
"""Points of one line of the default font."""

_SPARE = 0.95
"""Share of a column's width that letters of a proportional font surely fill."""


def row_height(row: Sequence[object], widths: Sequence[float]) -> float:
    """Work out how tall a row must be, in points.

    Parameters
    ----------
    row : sequence
        Values of the cells; numbers take one line.
    widths : sequence of float
        Widths of the columns in characters.

    Examples
    --------
    >>> row_height(["семь", "двадцать одна буква :"], [10, 11])
    45.0
    """
    lines = 1
    for value, width in zip(row, widths, strict=True):
        if isinstance(value, str):
            room = width * _SPARE
            lines = max(lines, sum(max(1, math.ceil(len(part) / room)) for part in value.split("\n")))
    return _LINE * lines
