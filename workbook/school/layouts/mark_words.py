"""Reads what journals write in a cell of marks: «4», «н/а», «осв.», «зач», a dot, and several of them at once.

Apart from the layouts because all of them meet the same signs, and a dot or an absence must never become a mark.
"""

from __future__ import annotations

import re
from enum import StrEnum

from workbook.school.repairs import fold

__all__ = ["Sign", "journal_signs", "period_sign"]


class Sign(StrEnum):
    """What a sign that is no mark of a period means."""

    EMPTY = "пусто"
    DEBT = "точка"
    ABSENT = "отсутствие"
    SEVERAL = "несколько отметок"
    UNKNOWN = "непонятно"


_WORDS = {
    "н/а": "н/а", "на": "н/а", "н\\а": "н/а", "н.а": "н/а", "не атт": "н/а", "неатт": "н/а", "не аттестован": "н/а",
    "не аттестована": "н/а", "осв": "осв", "освоб": "осв", "освобожден": "осв", "освобождена": "осв",
    "зч": "зч", "зач": "зч", "зачет": "зч", "зачтено": "зч", "незач": "незач", "нзч": "незач", "незачет": "незач",
    "не зачтено": "незач", "н/з": "незач",
}  # fmt: skip
_ABSENT = frozenset({"н", "н/б", "нб", "б", "бол", "ув", "у", "п", "отп", "оп"})
_EMPTY = frozenset({"", "-", "--", "x", "х", "нет", "нет отметки", "нет данных", "б/о"})
_MARK = re.compile(r"([2-5])(?:[.,]0+)?\*?")
_SPLIT = re.compile(r"[\s,;/|]+")


def period_sign(text: str) -> str | Sign:
    """Read the mark of a period.

    Returns
    -------
    str or Sign
        A mark of the kit, or why there is none.

    Examples
    --------
    >>> period_sign("4"), period_sign("Осв."), period_sign("."), period_sign("4 5")
    ('4', 'осв', <Sign.DEBT: 'точка'>, <Sign.SEVERAL: 'несколько отметок'>)
    """
    plain = fold(text).strip()
    if plain in (".", "•", "·", "точка"):
        return Sign.DEBT
    bare = plain.strip(" .")
    if bare in _EMPTY:
        return Sign.EMPTY
    if bare in _WORDS:
        return _WORDS[bare]
    if match := _MARK.fullmatch(bare):
        return match[1]
    if bare in _ABSENT:
        return Sign.ABSENT
    pieces = [piece for piece in _SPLIT.split(bare) if piece]
    return Sign.SEVERAL if len(pieces) > 1 and all(_MARK.fullmatch(piece) for piece in pieces) else Sign.UNKNOWN


def journal_signs(text: str) -> list[str] | None:
    """Read one cell of a journal: marks, «н», «н/а», «осв» and dots, in their order.

    Returns
    -------
    list of str or None
        Marks as the kit writes them; empty for an empty cell; None when a sign is not understood.

    Examples
    --------
    >>> journal_signs("4 5"), journal_signs("5/4"), journal_signs("н 3"), journal_signs("."), journal_signs("7")
    (['4', '5'], ['5', '4'], ['н', '3'], ['.'], None)
    """
    plain = fold(text).strip()
    if plain.strip(" ") in _EMPTY:
        return []
    for whole in (plain, plain.rstrip(".")):
        if whole in _WORDS and _WORDS[whole] in ("н/а", "осв"):
            return [_WORDS[whole]]
        if whole in _ABSENT:
            return ["н"]
    found: list[str] = []
    for piece in (one for one in _SPLIT.split(plain) if one):
        if piece in (".", "•", "·"):
            found.append(".")
        elif match := _MARK.fullmatch(piece):
            found.append(match[1])
        elif piece.strip(".") in _ABSENT:
            found.append("н")
        else:
            return None
    return found
