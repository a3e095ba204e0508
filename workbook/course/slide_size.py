"""How much goes on one slide: a long text is divided where a paragraph ends, and its heading stands again.

Apart from the slides because it is an estimate by letters, made where there is no browser to measure.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

__all__ = ["fits", "pages"]

_LINES = 16.0
"""Lines of a slide 720 points high, beside its heading; type is 26 points then."""

_LINES_ASKED = 21.0
"""Lines of an exercise, which is better read whole in 22 points than in two parts."""

_LETTERS = 78
"""Letters of a line."""

_PICTURE = 8.5
_BLOCK_GAP = 0.4
_FENCE = re.compile(r"^(```|~~~)")
_HEADING = re.compile(r"\A#{1,4} .+\Z")


def pages(text: str) -> tuple[str, ...]:
    """Divide Markdown into the parts that go on one slide each.

    Parameters
    ----------
    text : str
        Markdown.

    Returns
    -------
    tuple of str
        At least one part; the parts after the first begin with the heading again.

    Examples
    --------
    >>> pages("## Ключ\\n\\nПроверьте ключ.")
    ('## Ключ\\n\\nПроверьте ключ.',)
    """
    heading = ""
    parts: list[list[str]] = [[]]
    used = 0.0
    for block in _blocks(text):
        is_heading = bool(_HEADING.match(block))
        begun = parts[-1] not in ([], [heading])
        if begun and (used + _height(block) > _LINES or (is_heading and used > _LINES / 2)):
            parts.append([heading] if heading and not is_heading else [])
            used = 0.0
        if is_heading and not parts[-1]:
            heading = block
        else:
            used += _height(block)
        parts[-1].append(block)
    return tuple("\n\n".join(part) for part in parts)


def fits(text: str, lines: Sequence[str]) -> bool:
    """Say whether a question goes on one slide with the lines below it: options, rows, steps.

    Examples
    --------
    >>> fits("Что делать?", ["Проверить ключ", "Убрать задание"])
    True
    """
    below = "\n".join(f"- {line}" for line in lines)
    return sum(map(_height, _blocks(f"{text}\n\n{below}"))) <= _LINES_ASKED


def _blocks(text: str) -> list[str]:
    """Divide Markdown at empty lines, but not inside code."""
    made: list[list[str]] = [[]]
    inside = False
    for line in text.strip().splitlines():
        if _FENCE.match(line):
            inside = not inside
        if line.strip() or inside:
            made[-1].append(line)
        elif made[-1]:
            made.append([])
    return ["\n".join(block) for block in made if block]


def _height(block: str) -> float:
    """Return the lines a block takes."""
    if block.startswith("!["):
        return _PICTURE
    lines = block.splitlines()
    if lines[0].startswith("|"):
        widest = max(max((len(cell) for cell in line.strip("|").split("|")), default=0) for line in lines)
        return _BLOCK_GAP + 1.35 * (len(lines) - 1) * math.ceil(widest * lines[0].count("|") / (2.2 * _LETTERS))
    if any(re.match(r"\s*([-*+]|\d+[.)]) ", line) for line in lines):
        return _BLOCK_GAP + sum(1.1 * math.ceil(len(line) / _LETTERS) for line in lines)
    return _BLOCK_GAP + math.ceil(len(block) / _LETTERS)
