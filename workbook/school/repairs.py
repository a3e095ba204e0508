"""Repairs letters and spaces that the eye cannot tell apart: «7 a» with a Latin letter, two spaces, a soft hyphen.

Apart from reading cells because headers, sheet titles and file names need the same repairs.
"""

from __future__ import annotations

import re
import unicodedata

from workbook.school.people import looks_like_name

__all__ = ["clean", "cyrillic", "cyrillic_word", "cyrillic_words", "fold", "hyphens", "latin", "shown"]

_LATIN = str.maketrans("ABCEHKMOPTXYaceopxyk", "АВСЕНКМОРТХУасеорхук")
_CYRILLIC = str.maketrans("АВСЕНКМОРТХУасеорхук", "ABCEHKMOPTXYaceopxyk")
_DASHES = re.compile(r"[‐‑‒–—―−]")
_ODD = re.compile(
    r"[^\S ]|[\u00ad\u0300-\u036f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x1f\x7f-\x9f]|  |^ | $"
)
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_WORD = re.compile(r"[A-Za-zА-Яа-яЁё]+")
_HAS_LATIN = re.compile(r"[A-Za-z]")
_HAS_CYRILLIC = re.compile(r"[А-Яа-яЁё]")
_LONGEST_SHOWN = 60


def clean(text: str) -> tuple[str, tuple[str, ...]]:
    """Remove spaces and signs that nobody sees; name what was removed."""
    if not _ODD.search(text):
        return text, ()
    notes = []
    whole = unicodedata.normalize("NFC", text)
    if whole != text:
        notes.append("буквы, записанные двумя знаками, собраны")
    seen = _INVISIBLE.sub("", whole)
    if seen != whole:
        notes.append("убраны невидимые знаки")
    if "\n" in seen.strip() or "\r" in seen.strip():
        notes.append("убран перенос строки")
    elif "\u00a0" in seen or "\u202f" in seen:
        notes.append("убран неразрывный пробел")
    result = " ".join(seen.split())
    if not notes and result:
        notes.append("убраны лишние пробелы")
    return result, tuple(notes) if result else ()


def fold(text: str) -> str:
    """Reduce a text to what the eye sees: case, «ё», look-alike Latin letters and dashes no longer differ."""
    return cyrillic(hyphens(text)).casefold().replace("ё", "е")


def shown(value: object) -> str:
    """Return a value fit to stand in a message: short, on one line, never a name."""
    text = " ".join(_INVISIBLE.sub("", str(value)).split())
    if looks_like_name(text):
        return "…"
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"


def hyphens(text: str) -> str:
    """Turn every dash and minus into a hyphen."""
    return _DASHES.sub("-", text)


def cyrillic(text: str) -> str:
    """Replace Latin letters by the Cyrillic ones that look the same; others stay."""
    return text.translate(_LATIN)


def latin(text: str) -> str:
    """Replace Cyrillic letters by the Latin ones that look the same; others stay."""
    return text.translate(_CYRILLIC)


def cyrillic_words(text: str) -> str:
    """Replace look-alike Latin letters in words that also hold Cyrillic ones; true Latin words stay.

    Examples
    --------
    >>> cyrillic_words("мaтематика, part 2")
    'математика, part 2'
    """
    if not _HAS_LATIN.search(text) or not _HAS_CYRILLIC.search(text):
        return text
    return _WORD.sub(lambda match: cyrillic_word(match[0]), text)


def cyrillic_word(word: str) -> str:
    """Make one word or code wholly Cyrillic if it is partly so and every Latin letter in it has a twin."""
    fixed = cyrillic(word)
    return word if _HAS_LATIN.search(fixed) or not _HAS_CYRILLIC.search(word) else fixed
