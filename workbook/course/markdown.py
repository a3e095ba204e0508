"""Markdown of authors as HTML for pages: escaped, pictures inside, words led to the glossary.

Apart from the views because slides, the leader's page, the site and the exercises on the screen show the same text.
"""

from __future__ import annotations

from collections.abc import Callable

import mistune

from workbook.course.terms import linked

__all__ = ["html"]


def html(
    text: str, *, terms: Callable[[str], str | None] | None = None, image: Callable[[str], str] | None = None
) -> str:
    """Turn Markdown into HTML.

    Parameters
    ----------
    text : str
        Markdown with tables; HTML in it is shown as text.
    terms : callable, optional
        Term of the glossary → address of its link; without it the word alone is left.
    image : callable, optional
        «images/x.png» → address of the picture, as a rule a ``data:`` URI; without it the alternative text is set.

    Examples
    --------
    >>> html("**Да** <b>", image=None)
    '<p><strong>Да</strong> &lt;b&gt;</p>\\n'
    """
    renderer = _Renderer(image)
    made = mistune.create_markdown(renderer=renderer, plugins=["table"])(linked(text, terms))
    return str(made)


class _Renderer(mistune.HTMLRenderer):
    """HTML in which nothing is fetched from anywhere: a picture is inside or it is words."""

    def __init__(self, image: Callable[[str], str] | None) -> None:
        super().__init__(escape=True)
        self._image = image

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """Set a picture, or its alternative text."""
        if self._image is None:
            return f"<em>[Рисунок: {text}]</em>"
        caption = f' title="{mistune.escape(title)}"' if title else ""
        return f'<img src="{mistune.escape(self._image(url))}" alt="{mistune.escape(text)}"{caption}>'
