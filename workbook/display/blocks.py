"""What a section is made of: paragraphs, headings, findings, tiles, stacks and folds.

Apart from tables and charts because these need neither pandas nor matplotlib; every other block extends the base.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from workbook.display.markup import escape
from workbook.display.palette import TONES, tone_of

__all__ = [
    "Block",
    "Details",
    "Finding",
    "Findings",
    "Heading",
    "Stack",
    "Text",
    "Tile",
    "Tiles",
    "badge",
    "finding",
    "tile",
]


class Block(ABC):
    """Something shown: it knows its HTML and nothing of the page around it."""

    @abstractmethod
    def body(self) -> str:
        """Return the HTML of the block alone, escaped, for use inside other blocks."""

    def html(self) -> str:
        """Return the block as it stands on a page: in the scope of our styles, closed to MathJax."""
        return f'<div class="wb mathjax_ignore tex2jax_ignore">{self.body()}</div>'

    def _repr_html_(self) -> str:
        return self.html()

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


class Text(Block):
    """Paragraphs of plain words; nothing in them is markup."""

    def __init__(self, *paragraphs: str, tone: str = "") -> None:
        self.paragraphs = paragraphs
        self.tone = tone

    def body(self) -> str:
        """Return the paragraphs."""
        name = ' class="wb-quiet"' if self.tone == "quiet" else ""
        return "".join(f"<p{name}>{escape(paragraph)}</p>" for paragraph in self.paragraphs)


class Heading(Block):
    """A heading of level 2 to 4; the page itself owns level 1."""

    def __init__(self, text: str, level: int = 2) -> None:
        if level not in (2, 3, 4):
            raise ValueError(f"heading level must be 2, 3 or 4: {level}")
        self.text = text
        self.level = level

    def body(self) -> str:
        """Return the heading."""
        return f'<h{self.level} class="wb-heading">{escape(self.text)}</h{self.level}>'


_SHAPES = {
    "ok": '<circle cx="8" cy="8" r="8"/><path d="M4 8.4l2.7 2.7L12 5.6"/>',
    "warn": '<path class="wb-solid" d="M8 .6L16 15H0z"/><path d="M8 5.6v4.4M8 12v1.3"/>',
    "bad": '<rect width="16" height="16" rx="2"/><path d="M4.6 4.6l6.8 6.8M11.4 4.6l-6.8 6.8"/>',
    "info": '<circle cx="8" cy="8" r="8"/><path d="M8 7v5M8 4v1.4"/>',
    "neutral": '<path class="wb-solid" d="M8 0l8 8-8 8-8-8z"/><path d="M4.8 8h6.4"/>',
}


def _icon(code: str) -> str:
    return f'<svg class="wb-icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">{_SHAPES[code]}</svg>'


def badge(word: object, tone: str | None = None) -> str:
    """Return a word with its icon in the colour of its meaning, as HTML.

    Parameters
    ----------
    word : object
        What is written: a verdict («хорошо») or any short text.
    tone : str or None
        Code of the meaning; None takes it from the word.
    """
    code = tone_of(word if tone is None else tone)
    return f'<span class="wb-badge wb-{code}">{_icon(code)}{escape(word)}</span>'


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a section found, in words.

    Attributes
    ----------
    tone : str
        ``"ok"``, ``"warn"``, ``"bad"``, ``"info"`` or ``"neutral"`` (too few data).
    text : str
        One or two Russian sentences with the numbers in them.
    """

    tone: str
    text: str

    def __post_init__(self) -> None:
        """Refuse an unknown tone early, where the section is written."""
        if self.tone not in TONES:
            raise ValueError(f"unknown tone of a finding: {self.tone!r}")


def finding(tone: str, text: str) -> Finding:
    """Make one finding: ``"ok"``, ``"warn"``, ``"bad"``, ``"info"`` or ``"neutral"``, and the sentence."""
    return Finding(tone, text)


_URGENCY = ("bad", "warn", "neutral", "info", "ok")


class Findings(Block):
    """What a section found, before any table: icon, word and colour, never colour alone.

    Parameters
    ----------
    findings : iterable of Finding
    title : str
    urgent_first : bool
        Show what needs a decision before what is well; the order within a tone stays.
    """

    def __init__(self, findings: Iterable[Finding], title: str = "", *, urgent_first: bool = False) -> None:
        self.findings = tuple(findings)
        if urgent_first:
            self.findings = tuple(sorted(self.findings, key=lambda item: _URGENCY.index(item.tone)))
        self.title = title

    def body(self) -> str:
        """Return the list; an empty one says that there is nothing to note."""
        title = f'<p class="wb-list-title">{escape(self.title)}</p>' if self.title else ""
        if not self.findings:
            return f'{title}<p class="wb-quiet">Замечаний нет.</p>'
        rows = "".join(
            f'<li class="wb-finding wb-{item.tone}">'
            f'<span class="wb-word">{_icon(item.tone)}{TONES[item.tone].word}</span>'
            f'<span class="wb-said">{escape(item.text)}</span></li>'
            for item in self.findings
        )
        return f'{title}<ul class="wb-findings">{rows}</ul>'


@dataclass(frozen=True, slots=True)
class Tile:
    """One key figure.

    Attributes
    ----------
    title, value, note : str
        What it is, the number as text, and what it rests on (interval, n, last year's value).
    verdict : str
        A verdict word or tone code; empty for a figure without judgement.
    """

    title: str
    value: str
    note: str = ""
    verdict: str = ""


def tile(title: str, value: str, note: str = "", verdict: str = "") -> Tile:
    """Make one key figure; ``value`` comes formatted (:func:`workbook.display.percent` and the like)."""
    return Tile(title, value, note, verdict)


class Tiles(Block):
    """Key figures side by side; four fit a row of a screen, two a row of a phone."""

    def __init__(self, tiles: Iterable[Tile]) -> None:
        self.tiles = tuple(tiles)

    def body(self) -> str:
        """Return the row of figures."""
        return f'<div class="wb-tiles">{"".join(self._one(item) for item in self.tiles)}</div>' if self.tiles else ""

    @staticmethod
    def _one(item: Tile) -> str:
        code = tone_of(item.verdict) if item.verdict else "plain"
        word = item.verdict if item.verdict not in TONES else TONES[item.verdict].word
        verdict = badge(word, code) if item.verdict else ""
        note = f'<div class="wb-tile-note">{escape(item.note)}</div>' if item.note else ""
        wordy = " wb-wordy" if any(letter.isalpha() for letter in item.value) else ""
        return (
            f'<div class="wb-tile wb-{code}"><div class="wb-tile-title">{escape(item.title)}</div>'
            f'<div class="wb-tile-value{wordy}">{escape(item.value)}</div>{note}{verdict}</div>'
        )


class Stack(Block):
    """Blocks one under another."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = tuple(blocks)

    def body(self) -> str:
        """Return the blocks in order."""
        return "".join(block.body() for block in self.blocks)


class Details(Block):
    """A block behind its summary line: there for who asks, out of the way of who decides.

    A printed page shows the summary only, unless the reader has opened it.
    """

    def __init__(self, summary: str, block: Block, *, opened: bool = False) -> None:
        self.summary = summary
        self.block = block
        self.opened = opened

    def body(self) -> str:
        """Return the fold."""
        state = " open" if self.opened else ""
        summary = f"<summary>{escape(self.summary)}</summary>"
        return f'<details class="wb-details"{state}>{summary}<div>{self.block.body()}</div></details>'
