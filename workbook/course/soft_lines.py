"""Lines of Markdown that an author wrapped by hand, joined: JupyterLab shows every end of a line as a break.

Apart from the notebooks because it is a rule about Markdown alone.
"""

from __future__ import annotations

import re

__all__ = ["joined"]

_FENCE = re.compile(r"(```|~~~)")
_BEGINS = re.compile(r"([-*+] |\d+[.)] |#{1,6} |\||>|<|!\[|[-*_=]{3,}$)")
"""What begins a block of its own and is never the rest of a line before it."""

_ALONE = re.compile(r"(#{1,6} |\||<|!\[|[-*_=]{3,}$)")
"""What no line goes on after."""


def joined(text: str) -> str:
    """Join the lines of each paragraph and item; code, tables, headings and hard breaks stay as they are.

    Examples
    --------
    >>> joined("Доля верных\\nответов.\\n\\n- один\\n  пункт\\n- другой")
    'Доля верных ответов.\\n\\n- один пункт\\n- другой'
    """
    made: list[str] = []
    inside = False
    for line in text.splitlines():
        quote, words = _parted(line)
        fence = bool(_FENCE.match(words))
        if not (inside or fence) and words and made and _goes_on(made[-1], quote) and not _BEGINS.match(words):
            made[-1] = f"{made[-1]} {words}"
        else:
            made.append(line)
        inside ^= fence
    return "\n".join(made)


def _goes_on(line: str, quote: bool) -> bool:
    former, words = _parted(line)
    hard = line.endswith(("  ", "\\"))
    return bool(words) and former == quote and not hard and not _ALONE.match(words) and not _FENCE.match(words)


def _parted(line: str) -> tuple[bool, str]:
    """Return whether a line is quoted, and its words."""
    plain = line.lstrip()
    return plain.startswith(">"), plain.removeprefix(">").lstrip()
