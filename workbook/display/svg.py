"""A picture written as SVG, in which a word is measured once, however many passes and pictures need its size.

Apart from the chart block because it is matplotlib's own writer with a memory: shaping a line of letters is its dearest
step, the layout asks for the same line several times, and charts of one report share their numbers and names.
"""

from __future__ import annotations

import io
from functools import lru_cache
from typing import Any

from matplotlib.backends.backend_mixed import MixedModeRenderer
from matplotlib.backends.backend_svg import FigureCanvasSVG, RendererSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import LoadFlags
from matplotlib.textpath import TextToPath

__all__ = ["picture"]

_DPI = 72
_WORDS = 4096


def picture(figure: Figure) -> bytes:
    """Draw a figure as SVG.

    Not ``savefig``: that draws everything twice when the layout is constrained, and charts are what a report waits for.

    Parameters
    ----------
    figure : Figure
        Its canvas is replaced.
    """
    target = io.StringIO()
    _Canvas(figure).write(target)
    return target.getvalue().encode()


class _Canvas(FigureCanvasSVG):
    """The canvas of one drawing: the layout measures with the renderer that draws, so neither measures again."""

    def write(self, target: io.StringIO) -> None:
        """Write the SVG; as ``print_svg`` does it, with our renderer."""
        figure: Any = self.figure
        image_dpi, figure.dpi = figure.dpi, _DPI
        width, height = figure.get_size_inches()
        vector = _Renderer(width * _DPI, height * _DPI, target, image_dpi=image_dpi, metadata=_NAMELESS)
        mixed: Any = MixedModeRenderer
        self._renderer: Any = mixed(figure, width, height, image_dpi, vector)
        figure.draw(self._renderer)
        self._renderer.finalize()

    def get_renderer(self) -> Any:
        """Return the renderer that draws; matplotlib's layout asks for it by this name."""
        return self._renderer


class _Renderer(RendererSVG):
    """The SVG writer with our outlines of letters."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)  # type: ignore[no-untyped-call]
        self._text2path = _OUTLINES

    def _get_font_height_metrics(self, prop: FontProperties) -> tuple[float, float, float]:
        # matplotlib reads the font's tables anew for each text unless the renderer knows these heights.
        return _heights(prop.copy())


class _Outlines(TextToPath):
    """Letters as outlines; a line of letters is shaped once in a process."""

    def font(self, prop: FontProperties) -> Any:
        """Return the font of these properties, its size set for outlines."""
        return self._get_font(prop)  # type: ignore[attr-defined]

    def get_text_width_height_descent(self, s: str, prop: FontProperties, ismath: Any) -> tuple[float, float, float]:
        """Return the size of a line of letters, points."""
        if ismath:
            return super().get_text_width_height_descent(s, prop, ismath)
        scale = prop.get_size_in_points() / self.FONT_SCALE
        width, height, descent = _extent(self.font(prop), s)
        return width * scale, height * scale, descent * scale

    def get_glyphs_with_font(
        self, font: Any, s: str, glyph_map: Any = None, return_new_glyphs_only: bool = False, **shaping: Any
    ) -> Any:
        """Return where each letter of a line stands and the outlines that the picture does not hold yet."""
        places, outlines = _shaped(font, s, **shaping)
        known = {} if glyph_map is None else glyph_map
        new = {name: path for name, path in outlines.items() if name not in known}
        return list(places), new if return_new_glyphs_only else known | new, []


_NAMELESS: dict[str, Any] = {"Date": None, "Creator": None}
_OUTLINES = _Outlines()


@lru_cache(maxsize=64)
def _heights(prop: FontProperties) -> tuple[float, float, float]:
    """Return ascender, descender and gap between lines of letters, points."""
    font = _OUTLINES.font(prop)
    table = font.get_sfnt_table("OS/2")
    scale = 1 / font.get_sfnt_table("head")["unitsPerEm"] * prop.get_size_in_points() * _DPI / 72
    return table["sTypoAscender"] * scale, -table["sTypoDescender"] * scale, table["sTypoLineGap"] * scale


@lru_cache(maxsize=_WORDS)
def _extent(font: Any, line: str) -> tuple[float, float, float]:
    """Return width, height and descent of a line of letters in a font whose size is set, points."""
    font.set_text(line, 0.0, flags=LoadFlags.NO_HINTING)
    width, height = font.get_width_height()
    return width / 64, height / 64, font.get_descent() / 64


@lru_cache(maxsize=_WORDS)
def _shaped(font: Any, line: str, **shaping: Any) -> tuple[list[Any], dict[str, Any]]:
    """Return the places and outlines of a line of letters."""
    places, outlines, _ = TextToPath().get_glyphs_with_font(font, line, **shaping)
    return places, outlines
