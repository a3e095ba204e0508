"""Pieces of a lesson's text: who they are for, how long they take, whether they are on a slide.

Apart from the lesson because what is wrong with a piece is said with its number and first words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workbook.course.faults import Fault
from workbook.course.numbers import Number
from workbook.course.placeholders import fill_text

__all__ = ["SLIDES", "TAGS", "Cell", "part_place", "read_cells"]

TAGS = ("instructor", "solution", "exercise", "slide-only", "key-points")
"""Tags of cells: for the leader alone, a solution, an exercise, for slides alone, what is worth remembering."""

SLIDES = ("slide", "subslide", "fragment", "skip")
"""Kinds of slides a cell may begin; without one the cell is not on the slides."""

_CODE_LINE = re.compile(r"\A`(?P<code>[^`]+)`\s*\Z")
_DIVIDER = re.compile(r"\s*\+\+\+\s+(?P<meta>\S.*)")
_COMMENT = re.compile(r"^%(?:[ \t].*)?\n?", re.M)
_KNOWN_CELL = ("tags", "minutes", "slide")


@dataclass(frozen=True)
class Cell:
    """One piece of a lesson.

    Attributes
    ----------
    kind : str
        «markdown» or «code».
    source : str
    tags : frozenset of str
        Of :data:`TAGS`.
    minutes : int
        How long it takes; 0 when it belongs to the time of the cell before.
    slide : str
        Of :data:`SLIDES` or empty.
    exercise : str
        The code of the exercise that stands here, or empty.
    """

    kind: str
    source: str
    tags: frozenset[str] = frozenset()
    minutes: int = 0
    slide: str = ""
    exercise: str = ""


def read_cells(body: str, numbers: Mapping[str, Number], faults: list[Fault]) -> tuple[Cell, ...]:
    """Read the text below the front matter; what is wrong is added to the faults.

    Parameters
    ----------
    body : str
        MyST Markdown: cells are divided by lines ``+++ {…}``; a line that begins with «% » is the author's own note.
    numbers : mapping of str to Number
        What placeholders are filled with.
    faults : list of Fault
    """
    cells: list[Cell] = []
    for number, node in enumerate(_nodes(body, faults), start=1):
        place = part_place(number, node.source)
        meta = dict(node.metadata)
        tags = frozenset(map(str, meta.get("tags", ())))
        faults += [
            Fault(place, f"метка «{tag}» неизвестна; бывают: {', '.join(TAGS)}") for tag in sorted(tags - {*TAGS})
        ]
        faults += [Fault(place, f"свойство «{key}» неизвестно") for key in meta if key not in _KNOWN_CELL]
        minutes, slide = meta.get("minutes", 0), str(meta.get("slide", ""))
        if isinstance(minutes, bool) or not isinstance(minutes, int) or minutes < 0:
            faults.append(Fault(place, f"«minutes» — целое число минут, написано «{minutes}»"))
            minutes = 0
        if slide and slide not in SLIDES:
            faults.append(Fault(place, f"слайд «{slide}» неизвестен; бывают: {', '.join(SLIDES)}"))
        code = ""
        if "exercise" in tags:
            named = _CODE_LINE.match(node.source.strip())
            code = named["code"] if named else ""
            if not code:
                faults.append(
                    Fault(place, "в части с меткой «exercise» стоит одна строка: код упражнения в `обратных кавычках`")
                )
            if minutes:
                faults.append(Fault(place, "минуты упражнения пишут в exercises.yml"))
        source = fill_text(node.source, numbers, place, faults) if node.cell_type == "markdown" else node.source
        cells.append(Cell(node.cell_type, source, tags, minutes, slide, code))
    return tuple(cells)


def _nodes(body: str, faults: list[Fault]) -> list[Any]:
    import jupytext
    from jupytext.myst import MystMetadataParsingError

    body = _COMMENT.sub("", body)
    if body.lstrip().startswith("---"):
        body = f"+++ {{}}\n{body}"  # else Jupytext takes a rule at the beginning for a head of its own
    try:
        return list(jupytext.reads(body, fmt="md:myst").cells)
    except MystMetadataParsingError as error:
        lines = body.split("\n")
        broken = [
            f"«{line.strip()}» перед «{_begin(chr(10).join(lines[at:]))}»"
            for at, line in enumerate(lines, start=1)
            if _broken(line)
        ]
        faults += [
            Fault("lesson.md", f'строка {words} не читается; образец: +++ {{"tags": ["instructor"], "minutes": 5}}')
            for words in broken or [f"«{error}»"]
        ]
        return []


def _broken(line: str) -> bool:
    found = _DIVIDER.match(line)
    if found is None:
        return False
    try:
        return not isinstance(json.loads(found["meta"]), dict)
    except ValueError:
        return True


def part_place(number: int, source: str) -> str:
    """Name a cell for a fault: its number and how it begins."""
    return f"lesson.md, часть {number} («{_begin(source)}»)"


def _begin(source: str) -> str:
    words = source.strip().splitlines()[0] if source.strip() else "пусто"
    return words if len(words) <= 30 else f"{words[:29].rstrip()}…"
