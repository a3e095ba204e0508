"""Colours and what they mean, in one place for the pages and for the charts.

Apart because a meaning must have one colour everywhere, and because importing it costs nothing (no matplotlib). Hues
follow Okabe and Ito (2008), darkened where letters are set in them: contrast with their ground is at least 4.5
(WCAG 2.2, 1.4.3).
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ACCENT", "GRID", "INK", "MUTED", "SEQUENCE", "SERIES", "TONES", "Tone", "tone_of"]

INK = "#1f2933"
MUTED = "#52606d"
GRID = "#d9dfe6"
ACCENT = "#00609c"


@dataclass(frozen=True, slots=True)
class Tone:
    """A meaning: its word, the colour of letters, of marks and of the ground, and the marker that repeats it.

    Attributes
    ----------
    word : str
        Russian word shown beside the icon.
    ink, fill, ground, part : str
        Colours of letters, of chart marks, of backgrounds, and of parts of a bar (these differ in lightness too, so
        that neighbours stay apart in grey).
    marker : str
        matplotlib marker, so that the meaning survives a grey printer.
    """

    word: str
    ink: str
    fill: str
    ground: str
    part: str
    marker: str


TONES = {
    "ok": Tone("хорошо", "#00664b", "#009e73", "#e7f4ef", "#33b08a", "o"),
    "warn": Tone("внимание", "#7a4b00", "#e69f00", "#fdf4df", "#f0b83c", "^"),
    "bad": Tone("плохо", "#a33108", "#d55e00", "#fceae3", "#a33108", "s"),
    "info": Tone("к сведению", "#00568c", "#0072b2", "#e9f2f9", "#a9cfe8", "o"),
    "neutral": Tone("мало данных", "#52606d", "#8793a0", "#f1f3f5", "#d3d9e0", "D"),
}
"""Meanings by code."""

SEQUENCE = ("#08406b", "#2a78ad", "#7db4d8", "#cfe3f1")
"""Ordered parts of a whole, from most to least: four lightnesses that stay apart in grey."""

SERIES = ("#00609c", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00")
"""Unordered series."""

_ALIASES = {"good": "ok", "": "info"} | {tone.word: code for code, tone in TONES.items()}


def tone_of(word: object) -> str:
    """Return the code of a meaning given as code or as its Russian word; what is unknown is neutral.

    Examples
    --------
    >>> tone_of("плохо"), tone_of("good"), tone_of("?")
    ('bad', 'ok', 'neutral')
    """
    text = "" if word is None else str(word)
    code = _ALIASES.get(text, text)
    return code if code in TONES else "neutral"
