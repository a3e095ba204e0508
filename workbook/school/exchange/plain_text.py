"""Turns the HTML of a question into plain text and back; what a plain text cannot hold is named, not lost silently.

Apart from the formats because Moodle XML and GIFT carry the same HTML.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import PurePosixPath

from workbook.school.repairs import clean

__all__ = ["PlainText", "as_html", "plain_text"]

_BLOCKS = frozenset(
    {"p", "br", "div", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "pre"}
)
_HIDDEN = frozenset({"script", "style", "head", "title", "template", "noscript"})
_MEDIA = frozenset({"img", "video", "audio", "object", "embed", "iframe", "svg", "canvas"})
_SHIFTS = {"sup": "^", "sub": "_"}
_PICTURE = "[рисунок]"


@dataclass(frozen=True, slots=True)
class PlainText:
    """What came of a piece of HTML.

    Attributes
    ----------
    text : str
        One line; a picture stands as «[рисунок]», x² as «x^2».
    pictures : tuple of str
        Names of pictures and media that were not taken over.
    shifted : bool
        Whether powers or indices had to be written with «^» and «_».
    """

    text: str
    pictures: tuple[str, ...] = ()
    shifted: bool = False


class _Reader(HTMLParser):
    """Collects the words of HTML; nothing of its code survives."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.pictures: list[str] = []
        self.shifted = False
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self._hidden += 1
        elif tag in _MEDIA:
            told = dict(attrs)
            name = PurePosixPath((told.get("src") or told.get("data") or "").split("?")[0]).name
            shown = "" if (told.get("src") or "").startswith("data:") else name
            self.pictures.append(shown[:60] or (told.get("alt") or tag)[:60])
            self.parts.append(f" {_PICTURE} ")
        elif tag in _SHIFTS:
            self.shifted = True
            self.parts.append(_SHIFTS[tag])
        elif tag in _BLOCKS or tag in ("td", "th"):
            self.parts.append(" ")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag in _HIDDEN:
            self._hidden -= 1

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        elif tag in _BLOCKS:
            self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)


def plain_text(text: str, *, markup: bool = True) -> PlainText:
    """Strip HTML to what a person reads.

    Parameters
    ----------
    text : str
    markup : bool
        False for a text that is plain already: there «<» is a sign, not a tag.

    Examples
    --------
    >>> plain_text("<p>2<sup>3</sup> &lt; 9?<script>alert(1)</script></p>").text
    '2^3 < 9?'
    >>> plain_text("2 < 3", markup=False).text
    '2 < 3'
    """
    if not markup:
        return PlainText(clean(text)[0])
    reader = _Reader()
    reader.feed(text)
    reader.close()
    joined = re.sub(r"\s+([.,;:!?])", r"\1", "".join(reader.parts)) if reader.pictures else "".join(reader.parts)
    return PlainText(clean(joined)[0], tuple(reader.pictures), reader.shifted)


def as_html(text: str, *, paragraph: bool = False) -> str:
    """Write a plain text as HTML in which it cannot become code."""
    escaped = html.escape(text, quote=False)
    return f"<p>{escaped}</p>" if paragraph else escaped
