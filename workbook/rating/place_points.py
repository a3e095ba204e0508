"""Points for a place (баллы за место): a school's own line «1: 9; 2: 7; 3: 6; 4–10: 4» read exactly.

Apart from the rules, because a line of places is a small table of its own with its own ways to go wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from itertools import pairwise

from workbook.rating.remarks import Remark, plain, refused
from workbook.settings import RatingRules

__all__ = ["place_remarks", "read_place_points", "read_prize_places"]

_KEY, _PRIZES = "баллы_за_место", "места_призёров"
_LAST = 1000
_LINE = re.compile(r"(\d{1,4})(?:\s*[–-]\s*(\d{1,4}))?\s*:\s*(\S+)")

Band = tuple[int, int, Decimal]


def read_place_points(rating: RatingRules) -> dict[tuple[str, int], int]:
    """Return ``(level, place) → hundredths of a point`` for the places that have a price of their own.

    Places 4–10 at the regional level and 4–20 at the national one are counted by real schools (methods.md §8, S40c).

    Raises
    ------
    SettingsRefused
        A line is unreadable, a place is priced twice, or a worse place is dearer; the sentence names the key's path.

    Examples
    --------
    >>> read_place_points(RatingRules(place_points={"районный": "1: 9; 2–3: 7"}))
    {('районный', 1): 900, ('районный', 2): 700, ('районный', 3): 700}
    """
    found: dict[tuple[str, int], int] = {}
    for level, line in rating.place_points.items():
        for first, last, value in _bands(f"{_KEY} → {level}", line):
            price = int((value * 100).to_integral_value(rounding="ROUND_HALF_UP"))
            found.update({(level, place): price for place in range(first, last + 1)})
    return found


def read_prize_places(rating: RatingRules) -> dict[str, int]:
    """Return the last place of each level that counts as a prize, levels without one left out.

    Raises
    ------
    SettingsRefused
        The number is not whole.
    """
    for level, last in rating.prize_places.items():
        if last != int(last):
            raise refused(f"{_PRIZES} → {level}", f"нужно целое число мест, указано {plain(last)}.")
    return {level: int(last) for level, last in rating.prize_places.items() if last}


def place_remarks(rating: RatingRules) -> Iterator[Remark]:
    """Yield what is odd about the prices of places."""
    prizes: Mapping[str, float] = rating.prize_places
    for level, line in rating.place_points.items():
        path = f"{_KEY} → {level}"
        bands = _bands(path, line)
        for (_, last, _), (first, _, _) in pairwise(bands):
            if first > last + 1:
                gap = str(last + 1) if first == last + 2 else f"{last + 1}–{first - 1}"
                yield Remark(f"рейтинг → {path}", f"место {gap} пропущено: его оценят по результату, а не по месту.")
        least = Decimal(str(rating.points[level]["участник"]))
        cheap = next((band for band in bands if band[2] < least), None)
        if cheap:
            yield Remark(
                f"рейтинг → {path}",
                f"место {_span(cheap)} ({plain(float(cheap[2]))}) стоит меньше участия ({plain(float(least))}).",
            )
        if bands and 0 < prizes.get(level, 0) <= bands[-1][1]:
            yield Remark(
                f"рейтинг → {_PRIZES} → {level}",
                f"у мест до {bands[-1][1]} есть своя цена ({_KEY}): призёрские места на баллы не повлияют.",
            )


def _bands(path: str, line: str) -> list[Band]:
    bands: list[Band] = []
    for part in filter(None, (piece.strip() for piece in line.split(";"))):
        found = _LINE.fullmatch(part)
        value = _decimal(found[3]) if found else None
        if found is None or value is None:
            raise refused(path, f"«{part}» не читается. Нужно, например, «1: 9; 2: 7; 3: 6; 4–10: 4».")
        first, last = int(found[1]), int(found[2] or found[1])
        if not 1 <= first <= last <= _LAST:
            raise refused(path, f"«{part}»: места идут от 1 до {_LAST}, меньшее первым.")
        bands.append((first, last, value))
    bands.sort(key=lambda band: band[:2])
    for better, worse in pairwise(bands):
        if worse[0] <= better[1]:
            raise refused(path, f"место {worse[0]} оценено дважды: «{_span(better)}» и «{_span(worse)}».")
        if worse[2] > better[2]:
            raise refused(
                path,
                f"место {_span(worse)} ({plain(float(worse[2]))}) стоит дороже, чем {_span(better)} "
                f"({plain(float(better[2]))}). Лучшее место не может стоить меньше.",
            )
    return bands


def _decimal(text: str) -> Decimal | None:
    try:
        value = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    return value if value.is_finite() and 0 <= value <= _LAST else None


def _span(band: Band) -> str:
    return str(band[0]) if band[0] == band[1] else f"{band[0]}–{band[1]}"
