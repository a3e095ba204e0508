"""Markdown of an author as a tree: what is a heading, a table, a picture, a term, and the plain words of it all.

Apart from every page and paper because the paper, the lint and the reading time ask the same of the same text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import mistune

from workbook.course.terms import linked

__all__ = ["TERM", "Token", "alt_text", "line", "plain", "tree", "walk"]

Token = Mapping[str, Any]
"""A node of the tree, as mistune gives it."""

TERM = "slovar:"
"""Address of a link that was a term of the glossary."""

_PARSE = mistune.create_markdown(renderer=None, plugins=["table", "task_lists"])
_CODE = ("codespan", "block_code", "block_html", "inline_html")


@lru_cache(maxsize=512)
def tree(text: str) -> tuple[Token, ...]:
    """Return the nodes of a Markdown text; a term of the glossary is a link to :data:`TERM`.

    Examples
    --------
    >>> [token["type"] for token in tree("## Трудность")]
    ['heading']
    """
    return tuple(
        token
        for token in _PARSE(linked(text, lambda _: TERM))
        if isinstance(token, dict) and token["type"] != "blank_line"
    )


@lru_cache(maxsize=1024)
def line(text: str) -> tuple[Token, ...]:
    """Return the nodes of one line: marks inside it count, a number or a dash at its beginning is no list.

    Examples
    --------
    >>> [token["type"] for token in line("1. **Ключ**")]
    ['text', 'strong']
    """
    return tuple(_PARSE.inline(linked(text, lambda _: TERM), {"ref_links": {}}))


def walk(tokens: Iterable[Token]) -> Iterator[Token]:
    """Yield every node, parents before children; what stands inside the description of a picture is not walked."""
    for token in tokens:
        yield token
        if token["type"] != "image":
            yield from walk(token.get("children", ()))


def plain(tokens: Iterable[Token], *, code: bool = True) -> str:
    """Return the words without marks; descriptions of pictures are left out, terms stand as they are read.

    Parameters
    ----------
    tokens : iterable of Token
    code : bool
        Whether words between backquotes count; markup of HTML never does.
    """
    parts: list[str] = []
    for token in walk(tokens):
        kind = token["type"]
        if kind == "text" or (code and kind in ("codespan", "block_code")):
            parts.append(str(token["raw"]))
        elif kind in _CODE:
            parts.append(" ")
        elif kind not in ("emphasis", "strong", "link"):
            parts.append("\n")
    return "".join(parts)


def alt_text(image: Token) -> str:
    """Return the description of a picture."""
    return "".join(str(token["raw"]) for token in walk(image.get("children", ())) if "raw" in token).strip()
