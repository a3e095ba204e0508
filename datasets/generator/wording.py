"""What an item says: its text, its right answer and the three wrong ones that pupils give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

__all__ = ["Cell", "Wording", "Wordings", "number", "polynomial", "power", "sheets", "three"]

Cell = tuple[str, str, str]
"""Content, skill, tier."""

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class Wording:
    """The words of one item.

    Attributes
    ----------
    kind : str
        в — choice, к — short answer, р — extended answer.
    text : str
    right : str
        The right answer; empty for an extended answer.
    wrong : tuple of str
        Three wrong answers, the most tempting first; empty for an extended answer.
    group : str
        Items of one group tell each other's answer and may not stand in one variant.
    """

    kind: str
    text: str
    right: str = ""
    wrong: tuple[str, ...] = ()
    group: str = ""

    def __post_init__(self) -> None:
        if self.kind == "р":
            assert not self.right, self
            return
        assert len({self.right, *self.wrong}) == 4, self
        assert not any("|" in answer or ";" in answer for answer in (self.right, *self.wrong) if self.kind == "в"), self


Wordings = Mapping[Cell, tuple[Wording, ...]]


def number(value: Fraction | int | str) -> str:
    """Write a number as a Russian textbook does: a comma, a true minus, a fraction only where no decimal ends."""
    value = Fraction(value)
    rest = value.denominator
    for factor in (2, 5):
        while rest % factor == 0:
            rest //= factor
    text = f"{float(abs(value)):.6g}".replace(".", ",") if rest == 1 else f"{abs(value.numerator)}/{value.denominator}"
    return f"−{text}" if value < 0 else text


def power(base: str | int, exponent: int) -> str:
    """Write a power with raised digits; the first power is the base itself."""
    return f"{base}" if exponent == 1 else f"{base}{str(exponent).translate(_RAISED)}"


def polynomial(*terms: tuple[Fraction | int | str, str]) -> str:
    """Write a sum of terms (coefficient, letters), leaving out zeros and ones: «x² − 10x + 25»."""
    text = ""
    for value, letters in terms:
        coefficient = Fraction(value)
        if coefficient == 0:
            continue
        size = number(abs(coefficient))
        term = letters if size == "1" and letters else size + letters
        text += (" − " if coefficient < 0 else " + ") + term if text else ("−" if coefficient < 0 else "") + term
    return text or "0"


def sheets(*parts: Wordings) -> dict[Cell, tuple[Wording, ...]]:
    """Join the wordings of several sheets; a cell that stands in two keeps both in order."""
    joined: dict[Cell, tuple[Wording, ...]] = {}
    for part in parts:
        for cell, wordings in part.items():
            joined[cell] = joined.get(cell, ()) + wordings
    return joined


def three(right: str, *tempting: str) -> tuple[str, ...]:
    """Return the first three tempting answers that differ from the right one and from each other."""
    return tuple(dict.fromkeys(answer for answer in tempting if answer != right))[:3]
