"""Paper: a template and data become a PDF, the same bytes everywhere; Markdown becomes data, never markup.

Apart from the papers themselves because all of them share fonts, pictures, escaping and refusals. A template reads
``data.json``: no word of an author is ever parsed as a program of the typesetter.
"""

from __future__ import annotations

import json
import re
import struct
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from workbook.course.markdown_tree import TERM, Token, alt_text, line, plain, tree
from workbook.errors import Reason, WorkbookError

__all__ = ["Node", "headed", "line_nodes", "markdown_pdf", "nodes", "pdf"]

Node = dict[str, Any]
"""A piece of text as the template reads it."""

_TEMPLATES = files("workbook.course") / "templates"
_WIDEST = 167
"""Millimetres between the margins."""

_DOTS = 144
"""Dots an inch of the pictures drawn by the build."""

_LETTER, _ROOM = 1.9, 4.2
"""Millimetres that a letter of a table takes, and the room on both sides of a cell."""

_SHORT = 1.3
"""A column this much wider than an equal share still stands as wide as its words."""

_HYPHENATED = 12
"""Letters of a long word that stay together: words of cells are hyphenated, words of the head are not."""

_BREAKS = re.compile(r"[_/.\\-](?=\w{3})")
"""Where a long name of a file may go on in the next line."""

_EXTERNAL = ("http://", "https://")


def pdf(template: str, data: Mapping[str, Any], pictures: Mapping[str, bytes] | None = None) -> bytes:
    """Typeset one paper.

    Parameters
    ----------
    template : str
        Name of a template of this package without «.typ».
    data : mapping
        What it reads: plain values of JSON.
    pictures : mapping of str to bytes, optional
        «images/x.png» → PNG.

    Returns
    -------
    bytes
        A tagged PDF (PDF/UA-1) in Russian, without a date; equal input gives equal bytes.

    Raises
    ------
    WorkbookError
        A sign that no font of the kit has, or another fault of the text; the typesetter's words are kept.
    """
    import typst

    with tempfile.TemporaryDirectory(prefix="paper-") as name:
        folder = Path(name)
        for source in ("paper", "forms", template):
            (folder / f"{source}.typ").write_bytes((_TEMPLATES / f"{source}.typ").read_bytes())
        (folder / "data.json").write_text(json.dumps(data, ensure_ascii=False, sort_keys=True), encoding="utf-8")
        for path, content in (pictures or {}).items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        try:
            made, warnings = typst.compile_with_warnings(
                str(folder / f"{template}.typ"), root=name, font_paths=[_fonts()], ignore_system_fonts=True,
                timestamp=0, pdf_standards=["ua-1"],
            )  # fmt: skip
        except typst.TypstError as error:
            raise WorkbookError(_refusal(str(error)), Reason.LESSON) from error
    if warnings:
        raise WorkbookError(f"Бумага не набрана: {warnings[0]}", Reason.LESSON)
    return bytes(made)


def nodes(text: str, above: int = 1, pictures: Mapping[str, bytes] | None = None) -> list[Node]:
    """Turn Markdown into the data of blocks.

    Parameters
    ----------
    text : str
    above : int
        Level of the heading above; a heading of the text is at most one level below it.
    pictures : mapping of str to bytes, optional
        A picture that is not among them is set as its description.
    """
    return list(_blocks(tree(text), [above], pictures or {}))


def line_nodes(text: str) -> list[Node]:
    """Turn Markdown of one line into the data of a line; a number or a dash at its beginning is no list."""
    return list(_inline(line(text), {})) if text else []


def headed(text: str, above: int = 1) -> int:
    """Return the level of the last heading of a Markdown text as it is set; ``above`` when it has none."""
    levels = [node["level"] for node in nodes(text, above) if node["kind"] == "heading"]
    return levels[-1] if levels else above


def markdown_pdf(title: str, text: str, running: str = "") -> bytes:
    """Typeset a text of one's own, as a page of the leader's guide.

    Parameters
    ----------
    title : str
    text : str
        Markdown; a first heading equal to the title is left out.
    running : str
        Head of the pages after the first.
    """
    body = re.sub(rf"\A\s*#\s+{re.escape(title)}\s*\n", "", text)
    return pdf("document", {"title": title, "running": running or title, "blocks": nodes(body)})


def _blocks(tokens: Sequence[Token], above: list[int], pictures: Mapping[str, bytes]) -> Iterator[Node]:
    for place, token in enumerate(tokens):
        kind, inside = token["type"], token.get("children", ())
        if kind in ("paragraph", "block_text"):
            following = tokens[place + 1]["type"] if place + 1 < len(tokens) else ""
            yield from _paragraph(inside, pictures, leads=following == "table")
        elif kind == "heading":
            above[0] = min(max(token["attrs"]["level"], 2), above[0] + 1)
            yield {"kind": "heading", "level": above[0], "inside": list(_inline(inside, pictures))}
        elif kind == "list":
            items = [list(_blocks(_solid(item), above, pictures)) for item in inside]
            attrs = token["attrs"]
            ticked = any(item["type"] == "task_list_item" for item in inside)
            made: Node = {"kind": "numbers" if attrs["ordered"] else "boxes" if ticked else "bullets", "items": items}
            yield made | {"tight": bool(token.get("tight", True)), "start": int(attrs.get("start", 1))}
        elif kind == "block_quote":
            yield {"kind": "quote", "inside": list(_blocks(_solid(token), above, pictures))}
        elif kind == "table":
            yield _table(token, pictures)
        elif kind == "block_code":
            yield {"kind": "code", "text": token["raw"].rstrip("\n")}
        elif kind == "thematic_break":
            yield {"kind": "line"}
        elif kind == "block_html":
            yield {"kind": "paragraph", "inside": [_text(token["raw"])], "leads": False}


def _paragraph(inside: Iterable[Token], pictures: Mapping[str, bytes], *, leads: bool) -> Iterator[Node]:
    """Divide a paragraph at its pictures, which stand in lines of their own."""
    words: list[Node] = []
    for node in _inline(inside, pictures):
        if node["kind"] != "image":
            words.append(node)
            continue
        if _seen(words):
            yield {"kind": "paragraph", "inside": words, "leads": True}
        words = []
        yield {**node, "kind": "picture"}
    if _seen(words):
        yield {"kind": "paragraph", "inside": words, "leads": leads or _leads(words)}


def _solid(token: Token) -> list[Token]:
    return [child for child in token.get("children", ()) if child["type"] != "blank_line"]


def _leads(words: list[Node]) -> bool:
    """Whether a paragraph belongs to what follows: it ends with a colon."""
    return bool(words[-1]["kind"] == "text" and words[-1]["text"].rstrip().endswith(":"))


def _seen(words: list[Node]) -> bool:
    return any(node["kind"] != "text" or node["text"].strip() for node in words)


def _inline(tokens: Iterable[Token], pictures: Mapping[str, bytes]) -> Iterator[Node]:
    for token in tokens:
        kind, inside = token["type"], token.get("children", ())
        if kind in ("text", "inline_html"):
            yield _text(token["raw"])
        elif kind == "softbreak":
            yield _text(" ")
        elif kind == "linebreak":
            yield {"kind": "break"}
        elif kind in ("strong", "emphasis"):
            yield {"kind": kind, "inside": list(_inline(inside, pictures))}
        elif kind == "codespan":
            yield {"kind": "code", "text": _BREAKS.sub("\\g<0>\u200b", token["raw"])}
        elif kind == "link":
            yield from _link(token, pictures)
        elif kind == "image":
            yield _image(token, pictures)


def _link(token: Token, pictures: Mapping[str, bytes]) -> Iterator[Node]:
    """A term is bold, a foreign address is printed, a file of the kit is only named."""
    words, address = list(_inline(token.get("children", ()), pictures)), str(token["attrs"]["url"])
    if address == TERM:
        yield {"kind": "strong", "inside": words}
    elif address.startswith(_EXTERNAL):
        yield {"kind": "link", "inside": words, "address": address}
    else:
        yield from words


def _image(token: Token, pictures: Mapping[str, bytes]) -> Node:
    path, alt = str(token["attrs"]["url"]), alt_text(token)
    if path not in pictures:
        return _text(f"[Рисунок: {alt}]")
    return {"kind": "image", "path": path, "alt": alt, "width": _width(pictures[path])}


def _table(token: Token, pictures: Mapping[str, bytes]) -> Node:
    head, *body = token["children"]
    rows = [row["children"] for part in body for row in part["children"]]
    cells = [list(_inline(cell["children"], pictures)) for row in rows for cell in row]
    return {
        "kind": "table",
        "head": [list(_inline(cell["children"], pictures)) for cell in head["children"]],
        "cells": cells,
        "sides": [cell["attrs"]["align"] or "left" for cell in head["children"]],
        "widths": _widths(columns := list(zip(head["children"], *rows, strict=True))),
        "tight": _tight(columns),
    }


def _widths(columns: list[tuple[Token, ...]]) -> list[float]:
    """Return the shares of columns that do not fit side by side: long texts get more room; 0 is as wide as its words.

    Left to the typesetter, all long columns would be equally wide, whatever they hold.
    """
    needed = [max(len(plain(cell["children"])) for cell in column) * _LETTER + _ROOM for column in columns]
    if sum(needed) <= _WIDEST:
        return [0.0] * len(columns)
    even = _SHORT * _WIDEST / len(columns)
    room = _WIDEST - sum(width for width in needed if width <= even)
    shares = [width**0.5 if width > even else 0.0 for width in needed]
    for share, column in zip(shares, columns, strict=True):
        letters = max(_longest(column[:1]), min(_longest(column[1:]), _HYPHENATED))
        if share and room * share / sum(shares) < letters * _LETTER + _ROOM:
            return [0.0] * len(columns)
    return shares


def _longest(column: Iterable[Token]) -> int:
    return max((len(word) for cell in column for word in plain(cell["children"]).split()), default=0)


def _tight(columns: list[tuple[Token, ...]]) -> bool:
    """Whether the longest words of the columns side by side are wider than the page, so that letters must be small."""
    return sum(_longest(column) * _LETTER + _ROOM for column in columns) > _WIDEST


def _width(content: bytes) -> float:
    """Return the width of a PNG on paper, millimetres: the build draws pictures at so many dots an inch."""
    dots = float(struct.unpack(">I", content[16:20])[0])
    return min(_WIDEST, dots / _DOTS * 25.4)


def _text(text: str) -> Node:
    return {"kind": "text", "text": text}


def _fonts() -> str:
    """Return the folder of DejaVu that comes with matplotlib: the same files on every machine of one lock."""
    import matplotlib

    return str(Path(matplotlib.get_data_path()) / "fonts" / "ttf")


def _refusal(words: str) -> str:
    found = re.search(r"the text `\"(.+?)\"` could not be displayed", words)
    if found:
        return f"На бумаге не набрать знак «{found[1]}»: его нет в шрифтах комплекта. Замените его словом."
    return f"Бумага не набрана: {words}"
