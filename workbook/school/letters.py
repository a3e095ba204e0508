"""The signs by which the options of an item are called: one list for the bank, the keys, the answers and the papers.

Apart because the bank, the intake, the exchange and the analysis of options must count them alike.
"""

from __future__ import annotations

__all__ = ["ALPHABETS", "LATIN", "LETTERS", "NUMBERS"]

LETTERS = "АБВГДЕЖЗИК"
"""Letters of the options in order, as the bank prints them; it knows at most ten."""

LATIN = "ABCDEFGHIJ"
NUMBERS = "123456789"
ALPHABETS = (LETTERS, LATIN, NUMBERS)
"""Every way to call the options that is understood, the bank's own first."""
