"""Headings of a made page: each gets an address, and the contents and the search of the site are read from them.

Apart from Markdown because a page is put together from many pieces, and an address must be unique on the page.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

__all__ = ["Part", "outlined", "relinked", "words_of"]

_HEADING = re.compile(r"<h(?P<level>[2-4])(?P<rest>[^>]*)>(?P<title>.*?)</h(?P=level)>", re.S)
_ID = re.compile(r'\sid="([^"]*)"')
_LINK = re.compile(r'<a href="(?P<href>[^"]*)"[^>]*>(?P<text>.*?)</a>', re.S)
_BOX = re.compile(r"<li>(?P<open>(?:<p>)?)\[(?P<done>[ xх])\]\s*")
_BETWEEN = re.compile(r"</(?:p|li|td|th|tr|h\d|dt|dd|div)>")


@dataclass(frozen=True)
class Part:
    """One part of a page, from its heading to the next.

    Attributes
    ----------
    level : int
        Of the heading, 2 to 4.
    title, text : str
        Plain words, for the contents and for the search.
    anchor : str
        The ``id`` of the heading.
    """

    level: int
    title: str
    anchor: str
    text: str


def outlined(body: str, anchors: Sequence[str] = ()) -> tuple[str, tuple[Part, ...]]:
    """Give every heading an address; put wide tables into boxes that scroll; turn «[ ]» of lists into boxes to tick.

    Parameters
    ----------
    body : str
        HTML made by this package.
    anchors : sequence of str
        Addresses that headings of level 3 have in the source, in their order; else the words make the address.

    Returns
    -------
    tuple
        The HTML and its parts.

    Examples
    --------
    >>> outlined("<h2>Доля верных</h2><p>Число.</p>")[0]
    '<h2 id="доля-верных">Доля верных</h2><p>Число.</p>'
    """
    given = list(anchors)
    taken: set[str] = set(_ID.findall(body))

    def named(match: re.Match[str]) -> str:
        if _ID.search(match["rest"]):
            return match[0]
        if given and match["level"] == "3":
            anchor = given.pop(0)
        else:
            anchor = _free("-".join(re.findall(r"\w+", words_of(match["title"]).lower())) or "part", taken)
        taken.add(anchor)
        return f'<h{match["level"]} id="{anchor}"{match["rest"]}>{match["title"]}</h{match["level"]}>'

    made = _HEADING.sub(named, body)
    made = made.replace("<table>", '<div class="cp-scroll"><table>')
    made = re.sub(r'(<div class="cp-scroll"><table>.*?</table>)', r"\1</div>", made, flags=re.S)
    made = _BOX.sub(_box, made)
    found = list(_HEADING.finditer(made))
    ends = [*(match.start() for match in found[1:]), len(made)][: len(found)]
    parts = tuple(
        Part(int(match["level"]), words_of(match["title"]), _address(match), words_of(made[match.end() : end]))
        for match, end in zip(found, ends, strict=True)
    )
    return made, parts


def relinked(body: str, resolve: Callable[[str], str | None]) -> str:
    """Lead every link where its page lies on the site; where there is no such page, the words stay without a link.

    Parameters
    ----------
    body : str
        HTML.
    resolve : callable
        Address as the author wrote it → address on the site, or None.
    """

    def led(match: re.Match[str]) -> str:
        address = resolve(html.unescape(match["href"]))
        return match["text"] if address is None else f'<a href="{html.escape(address)}">{match["text"]}</a>'

    return _LINK.sub(led, body)


def words_of(body: str) -> str:
    """Return the plain words of HTML, one space between them.

    Examples
    --------
    >>> words_of("<p>Ключ &amp; <b>балл</b></p><p>Да</p>")
    'Ключ & балл Да'
    """
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", _BETWEEN.sub(" ", body))).split())


def _address(match: re.Match[str]) -> str:
    found = _ID.search(match["rest"])
    return html.unescape(found[1]) if found else ""


def _free(anchor: str, taken: set[str]) -> str:
    number = 1
    while (name := anchor if number == 1 else f"{anchor}-{number}") in taken:
        number += 1
    return name


def _box(match: re.Match[str]) -> str:
    mark = "" if match["done"] == " " else " checked"
    return f'<li class="task-list-item">{match["open"]}<input type="checkbox"{mark} aria-label="Сделано"> '
