"""The style sheet of every page, report and live view, as one text.

Apart because the runner, the server and a notebook opened by hand all put the same look around the same blocks.
Colours come from the palette, the rest from ``look.css``; nothing is fetched from anywhere.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

from workbook.display import palette
from workbook.display.blocks import Block

__all__ = ["Look", "look"]


@cache
def look() -> str:
    """Return the style sheet (CSS) that the blocks need, for screen and print.

    Returns
    -------
    str
        Without ``<style>`` around it; all rules are scoped to the class ``wb``.
    """
    names = {"ink": palette.INK, "muted": palette.MUTED, "line": palette.GRID, "accent": palette.ACCENT}
    for code, tone in palette.TONES.items():
        names |= {code: tone.ink, f"{code}-fill": tone.fill, f"{code}-ground": tone.ground}
    variables = "".join(f"--wb-{name}:{colour};" for name, colour in names.items())
    rules = resources.files("workbook.display").joinpath("look.css").read_text(encoding="utf-8")
    return f".wb{{{variables}}}\n{rules}"


class Look(Block):
    """The style sheet as a block, for a notebook opened by hand."""

    def body(self) -> str:
        """Return the sheet in its element."""
        return f"<style>{look()}</style>"
