"""How charts look: sizes, lines and letters, set for the time of drawing only.

Apart from the charts because a chart of another module may be drawn in the same look. Nothing is set at import, and the
only font is DejaVu Sans, which matplotlib carries and which has Cyrillic; so a chart is the same on every machine.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager

from workbook.display import palette
from workbook.display.markup import clean

__all__ = ["WIDTH", "context", "label", "use", "wrapped"]

WIDTH = 8.8
"""Width of a chart, inches: 845 CSS pixels on the screen; on A4 its letters are still 8 points."""

_RC: dict[str, Any] = {
    "axes.axisbelow": True,
    "axes.edgecolor": palette.MUTED,
    "axes.formatter.use_mathtext": False,
    "axes.grid": False,
    "axes.labelcolor": palette.INK,
    "axes.labelsize": 10.5,
    "axes.linewidth": 0.8,
    "axes.spines.left": False,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.unicode_minus": True,
    "figure.constrained_layout.h_pad": 0.06,
    "figure.constrained_layout.use": True,
    "figure.constrained_layout.w_pad": 0.06,
    "figure.dpi": 96,
    "figure.facecolor": "white",
    "font.family": ["DejaVu Sans"],
    "font.size": 10.5,
    "grid.color": palette.GRID,
    "grid.linewidth": 0.8,
    "legend.fontsize": 10,
    "legend.frameon": False,
    "lines.linewidth": 1.6,
    "svg.fonttype": "path",
    "svg.hashsalt": "workbook",
    "text.color": palette.INK,
    "text.parse_math": False,
    "text.usetex": False,
    "xtick.color": palette.MUTED,
    "xtick.labelcolor": palette.INK,
    "xtick.labelsize": 10,
    "ytick.color": palette.MUTED,
    "ytick.labelcolor": palette.INK,
    "ytick.labelsize": 10,
    "ytick.left": False,
}


@cache
def _look() -> dict[Any, Any]:
    # Someone else's matplotlibrc or the notebook's inline set-up must not change a report.
    defaults = {str(key): value for key, value in mpl.rcParamsDefault.items() if not str(key).startswith("backend")}
    return defaults | _RC


@contextmanager
def context() -> Iterator[None]:
    """Draw in our look; afterwards matplotlib is as it was."""
    # Only what differs: matplotlib checks each value that it is given, and nearly all of them are in force already.
    now: Any = mpl.rcParams
    with mpl.rc_context({key: value for key, value in _look().items() if now[key] != value}):
        yield


def use() -> None:
    """Give seaborn and matplotlib charts that a person draws by hand in JupyterLab the look of the reports.

    Reports call :func:`context` instead and do not import seaborn: it brings SciPy's statistics with it and would cost
    every report a quarter of its time.

    Examples
    --------
    >>> from workbook.display import theme
    >>> theme.use()  # then: seaborn.histplot(school["procedures"], x="primary_score")
    """
    import seaborn

    seaborn.set_theme(style="ticks", palette=list(palette.SERIES), rc=_RC)


@cache
def _glyphs() -> frozenset[int]:
    font = font_manager.get_font(font_manager.findfont("DejaVu Sans", fallback_to_default=True))
    return frozenset(font.get_charmap())


def label(value: object) -> str:
    """Return a text that a chart can show: cleaned, on one line, letters that the font lacks replaced by a box.

    Parameters
    ----------
    value : object
        A name from the data; never parsed as a formula.
    """
    text = " ".join(clean(value).split())
    return "".join(letter if ord(letter) in _glyphs() else "\u25a1" for letter in text)


def wrapped(value: object, width: int = 34, lines: int = 3) -> str:
    """Return a label in at most so many lines; what does not fit ends with «…».

    Parameters
    ----------
    value : object
        A name from the data.
    width : int
        Letters in a line.
    lines : int
        Most lines.
    """
    text = label(value)
    if len(text) <= width:
        return text
    return "\n".join(textwrap.wrap(text, width, max_lines=lines, placeholder=" …", break_long_words=True))
