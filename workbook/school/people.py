"""Recognises a person's name where a code should stand, so that no message, log or report ever repeats it.

Apart from the other repairs because this one protects a person, not a table: when in doubt it hides.
"""

from __future__ import annotations

import re

from workbook.school.schema import Column, Kind

__all__ = ["looks_like_name", "name_header", "name_in_code"]

_WORD = r"[А-ЯЁA-Z][а-яёa-z]+(?:-[А-ЯЁA-Z][а-яёa-z]+)?"
_FULL = re.compile(rf"{_WORD}(?: {_WORD}){{1,3}}|[А-ЯЁ]{{3,}}(?:-[А-ЯЁ]{{3,}})?(?: [А-ЯЁ]{{3,}}){{1,2}}")
_INITIALS = re.compile(
    rf"{_WORD},? ?[А-ЯЁA-Z]\.(?: ?[А-ЯЁA-Z]\.?)?|[А-ЯЁA-Z]\. ?(?:[А-ЯЁA-Z]\. ?)?{_WORD}|{_WORD} [А-ЯЁ]{{1,2}}"
)
_PATRONYMIC = re.compile(
    r"(?i)\b(?:[а-яё]{2,}(?:ович|евич|овна|евна|ична)|ильич|кузьмич|лукич|фомич|никитич|оглы|кызы)\b"
)
_LETTERS = re.compile(r"[^\W\d_]{3,}")
_HEADER = re.compile(r"(?i)^(?:ф\.? ?и\.?(?: ?о\.?)?(?: .*)?|фамилия.*|имя(?: .*)?|отчество.*)$")
_OWN_TITLES = frozenset({"team", "event"})


def looks_like_name(text: str) -> bool:
    """Whether the whole text reads like a person's name: two to four capitalised words, initials or a patronymic.

    Examples
    --------
    >>> looks_like_name("Иванова Мария"), looks_like_name("Иванова М. П."), looks_like_name("У-0123")
    (True, True, False)
    """
    plain = " ".join(text.split())
    return bool(_FULL.fullmatch(plain) or _INITIALS.fullmatch(plain) or _has_patronymic(plain))


def name_in_code(text: str, column: Column) -> bool:
    """Whether a code column seems to hold a name.

    Teams and events have titles of their own («Юные физики»), so only initials and patronymics count there; where the
    schema gives a pattern with digits, any word of three letters is taken for a name.
    """
    if column.kind is not Kind.CODE:
        return False
    plain = " ".join(text.split())
    if column.name in _OWN_TITLES:
        return bool(_INITIALS.fullmatch(plain) or _has_patronymic(plain))
    if column.pattern.startswith(("У-", "П-")):
        return bool(_LETTERS.search(plain))
    return looks_like_name(plain)


def name_header(header: str) -> bool:
    """Whether a header announces names: «ФИО», «Фамилия, имя», «Имя ученика»."""
    return bool(_HEADER.match(" ".join(header.split())))


def _has_patronymic(plain: str) -> bool:
    return 2 <= len(plain.split(" ")) <= 4 and bool(_PATRONYMIC.search(plain))
