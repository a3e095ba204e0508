"""HTML that may be put into a page: known tags and attributes only, nothing that runs, nothing from another place.

Apart from the template because both reports and their parts pass here. What :mod:`workbook.display` makes is clean
already and goes through unchanged after one quick look; anything else is rewritten by bleach.
"""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

import bleach  # type: ignore[import-untyped]
from bleach.css_sanitizer import CSSSanitizer  # type: ignore[import-untyped]
from mistune import HTMLRenderer, create_markdown

from workbook.display import FILE_TYPES

__all__ = ["clean_html", "markdown_html"]

_TAG_NAMES = """
a abbr article aside b blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption figure
footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark meter nav ol p pre progress q s samp section small span
strong sub summary sup svg table tbody td tfoot th thead time tr u ul var
"""
_TAGS = frozenset(_TAG_NAMES.split())
_SHAPES = frozenset(("circle", "g", "line", "path", "polygon", "polyline", "rect"))
_EVERYWHERE = frozenset(("class", "id", "title", "role", "lang", "dir", "style", "tabindex"))
_KNOWN = _TAGS | _SHAPES
_VOID = frozenset(("br", "col", "hr", "img"))
_OWN = {
    "a": {"href", "download"}, "img": {"src", "alt", "width", "height"},
    "details": {"open"}, "ol": {"start"}, "li": {"value"},
    "col": {"span"}, "colgroup": {"span"}, "time": {"datetime"}, "table": {"border"},
    "td": {"colspan", "rowspan", "align", "headers"}, "th": {"colspan", "rowspan", "align", "scope", "headers"},
    "tr": {"align"}, "meter": {"value", "min", "max", "low", "high", "optimum"}, "progress": {"value", "max"},
    "svg": {"viewbox", "viewBox", "focusable", "width", "height"},
}  # fmt: skip
_GEOMETRY = frozenset(
    ("d", "r", "cx", "cy", "x", "y", "x1", "x2", "y1", "y2", "rx", "ry", "width", "height", "points", "fill", "stroke",
     "stroke-width", "transform")
)  # fmt: skip
_IMAGE = re.compile(r"data:image/(svg\+xml|png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*")
_FILE = re.compile(rf"data:({'|'.join(map(re.escape, sorted(FILE_TYPES.values())))});base64,[A-Za-z0-9+/=]*")
"""Files that travel inside a page; none of these kinds is a page itself."""
_FOREIGN_STYLE = re.compile(r"url\s*\(|@import|expression|javascript|behaviou?r|\\|/\*", re.IGNORECASE)
_STYLE = re.compile(r"<style\b[^>]*>.*?</style\s*>", re.IGNORECASE | re.DOTALL)
_CSS = CSSSanitizer(
    allowed_css_properties=("width", "height", "text-align", "color", "background-color", "font-weight")
)


def clean_html(text: str) -> str:
    """Return the markup with only known tags, attributes, embedded images and files to take away.

    Style sheets are dropped: a page has its own.

    Examples
    --------
    >>> clean_html('<p onclick="x()">Сумма <b>5</b></p>')
    '<p>Сумма <b>5</b></p>'
    """
    text = _STYLE.sub("", text)
    if _is_plainly_clean(text):
        return text
    inspector = _Inspector()
    inspector.feed(text)
    inspector.close()
    if inspector.clean:
        return text
    return str(bleach.clean(text, tags=_KNOWN, attributes=_allowed, protocols=["data"], css_sanitizer=_CSS, strip=True))


def markdown_html(text: str) -> str:
    """Return the markup of a Markdown cell; raw HTML in it is shown as text, nothing leads out of the page."""
    return str(_MARKDOWN(text))


_PLAIN_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)((?:\s+[A-Za-z][A-Za-z-]*(?:="[^"<>]*")?)*)\s*(/?)>')
_PLAIN_ATTRIBUTE = re.compile(r'([A-Za-z][A-Za-z-]*)(?:="([^"]*)")?')


def _is_plainly_clean(text: str) -> bool:
    """Look at markup of the strictest spelling, which every parser reads alike; «no» means only «look closer».

    A report holds ten thousand tags of a hundred different wordings: each wording is judged once.
    """
    left = text.count("<")
    judged: dict[str, bool] = {}
    opened: list[str] = []
    for found in _PLAIN_TAG.finditer(text):
        left -= 1
        whole, closing, tag, attributes, closed = found.group(0, 1, 2, 3, 4)
        if closing:
            if attributes or closed or not opened or opened.pop() != tag:
                return False
            continue
        fine = judged.get(whole)
        if fine is None:
            fine = judged[whole] = tag in _KNOWN and all(
                _allowed(tag, name.lower(), html.unescape(value))
                for name, value in _PLAIN_ATTRIBUTE.findall(attributes)
            )
        if not fine or (closed and tag not in _VOID and tag not in _SHAPES):
            return False
        if tag not in _VOID and not closed:
            opened.append(tag)
    return not opened and not left


class _Inspector(HTMLParser):
    """Looks at each tag once; anything not plainly allowed, or not closed, makes the text unclean."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self._fine = True
        self._open: list[str] = []

    @property
    def clean(self) -> bool:
        return self._fine and not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._fine = self._fine and tag in _KNOWN and all(_allowed(tag, name, value or "") for name, value in attrs)
        if tag not in _VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self._fine = self._fine and (tag in _VOID or (tag in _SHAPES and self._open.pop() == tag))

    def handle_endtag(self, tag: str) -> None:
        self._fine = self._fine and bool(self._open) and self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self._fine = self._fine and "<" not in data

    def handle_comment(self, data: str) -> None:  # noqa: ARG002 - the parser's signature
        self._fine = False

    def handle_decl(self, decl: str) -> None:  # noqa: ARG002
        self._fine = False

    def handle_pi(self, data: str) -> None:  # noqa: ARG002
        self._fine = False

    def unknown_decl(self, data: str) -> None:  # noqa: ARG002
        self._fine = False


def _allowed(tag: str, name: str, value: str) -> bool:
    if name == "href":
        return tag == "a" and (value.startswith("#") or _FILE.fullmatch(value) is not None)
    if name == "src":
        return tag == "img" and _IMAGE.fullmatch(value) is not None
    if name == "style":
        return _FOREIGN_STYLE.search(value) is None
    if tag in _SHAPES and name in _GEOMETRY:
        return "url" not in value.lower()
    return name in _EVERYWHERE or name.startswith("aria-") or name in _OWN.get(tag, ())


class _Renderer(HTMLRenderer):
    """Markdown without the ways out of the page."""

    def link(self, text: str, url: str, title: str | None = None) -> str:  # noqa: ARG002 - mistune's signature
        if url.startswith("#"):
            return f'<a href="{html.escape(url)}">{text}</a>'
        shown = html.escape(url)
        return text if text == shown or not url.startswith(("http://", "https://")) else f"{text} ({shown})"

    def image(self, text: str, url: str, title: str | None = None) -> str:  # noqa: ARG002
        if _IMAGE.fullmatch(url):
            return f'<img src="{url}" alt="{html.escape(text)}">'
        return html.escape(text)


_MARKDOWN = create_markdown(renderer=_Renderer(escape=True), plugins=["table", "strikethrough"])
