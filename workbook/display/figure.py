"""A chart on a page: title, picture, note; the same picture in a static report and in a live view.

Apart from the chart makers because any matplotlib figure, whoever drew it, becomes a block here.
"""

from __future__ import annotations

import base64
import sys
from typing import Any

from matplotlib.figure import Figure
from matplotlib.text import Text as Letters

from workbook.display import numbers, svg, theme
from workbook.display.blocks import Block
from workbook.display.markup import escape

__all__ = ["Chart", "Drawing"]

_PIXELS = 96


class Drawing(Figure):
    """A figure that knows how it is to be read.

    Attributes
    ----------
    note : str
        Russian words on the marks: what the whiskers, the dashed line, the hatching mean.
    """

    note: str = ""


class Chart(Block):
    """A matplotlib figure as a block; the figure is drawn once and closed.

    Parameters
    ----------
    figure : Figure or None
        None (the chart makers' answer when there is nothing to draw) becomes a sentence instead of an empty panel.
    title : str
        The question that the chart answers.
    alt : str
        What it shows, for those who do not see it; by default the title.
    note : str
        Shown under the picture before the figure's own note on its marks.
    n : int or None
        Observations behind the picture.
    """

    def __init__(
        self, figure: Figure | None, title: str = "", alt: str = "", note: str = "", n: int | None = None
    ) -> None:
        self.title = title
        self.alt = alt or title or "Рисунок"
        self.n = n
        notes = (note.strip(), getattr(figure, "note", ""))
        self.note = " ".join(text if text.endswith((".", "!", "?", "…")) else f"{text}." for text in notes if text)
        self.picture = b"" if figure is None else _svg(figure)
        self.width = 0 if figure is None else round(float(figure.get_size_inches()[0]) * _PIXELS)

    def body(self) -> str:
        """Return the picture with its words."""
        title = f'<p class="wb-figure-title">{escape(self.title)}</p>' if self.title else ""
        if not self.picture:
            return f'{title}<p class="wb-quiet">Рисунка нет: для него нет данных.</p>'
        size = "" if self.n is None else f"n\u00a0=\u00a0{numbers.number(self.n, 0)}."
        words = " ".join(part for part in (self.note, size) if part)
        caption = f"<figcaption>{escape(words)}</figcaption>" if words else ""
        data = base64.b64encode(self.picture).decode("ascii")
        return (
            f'<figure class="wb-figure">{title}<div class="wb-figure-frame">'
            f'<img width="{self.width}" alt="{escape(self.alt)}" src="data:image/svg+xml;base64,{data}"></div>'
            f"{caption}</figure>"
        )


def _svg(figure: Figure) -> bytes:
    for letters in figure.findobj(Letters):
        if isinstance(letters, Letters):
            letters.set_parse_math(False)
    with theme.context():
        drawn = svg.picture(figure)
    _close(figure)
    return drawn


def _close(figure: Figure) -> None:
    # A figure made through pyplot is kept alive by it; one made by us is not, and pyplot need not be imported.
    pyplot: Any = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.close(figure)
    if isinstance(figure, Drawing):
        _empty(figure)


def _empty(figure: Figure) -> None:
    """Let go of all that was drawn: the parts of a figure hold each other, and would stay until the next collection.

    Axes are emptied by their names first: when ``Figure.clear`` finds axes it builds each anew, ticks and all.
    """
    for axes in figure.axes:
        figure.delaxes(axes)
        for part in (axes.xaxis, axes.yaxis, axes):
            vars(part).clear()
    figure.clear()
