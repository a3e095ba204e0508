"""Phrases that several sections of the ФОС report share: lists of codes, shares and bands in words.

Apart so that the sections and the pictures say the same thing in the same words.
"""

from __future__ import annotations

from collections.abc import Iterable

from workbook.display import numbers
from workbook.fos import TIER_NAMES, TIERS, band
from workbook.settings import FosRules

__all__ = ["ACTION_TONES", "listed", "share_words", "tier_words"]

ACTION_TONES = {
    "key": "bad", "reverse": "bad", "dif": "warn", "hard": "warn", "weak": "warn", "easy": "warn", "tier": "warn",
    "distractor": "info", "skip": "info", "watch": "neutral", "collect": "neutral", "keep": "ok",
}  # fmt: skip
"""Code of a recommended action → the tone in which it is shown."""

_NAMED = 8


def listed(names: Iterable[object]) -> str:
    """Join codes with commas; the ninth and the following are only counted.

    Examples
    --------
    >>> listed(["М-1", "М-2"]), listed(range(10))
    ('М-1, М-2', '0, 1, 2, 3, 4, 5, 6, 7 и ещё 2')
    """
    texts = [str(name) for name in names]
    rest = len(texts) - _NAMED
    return ", ".join(texts[:_NAMED]) + (f" и ещё {rest}" if rest > 0 else "")


def share_words(part: float) -> str:
    """Write a limit given as a part of one: 0.2 is «20 %»."""
    return f"{numbers.number(100 * part)}{numbers.NBSP}%"


def tier_words(rules: FosRules) -> str:
    """Say which success each tier promises: «Б — базовый, 60–100 %; …»."""
    words = []
    for tier in TIERS:
        low, high = band(tier, rules.tier_bands)
        words.append(f"{tier} — {TIER_NAMES[tier]}, {numbers.interval(low, high, 0)}{numbers.NBSP}%")
    return "; ".join(words)
