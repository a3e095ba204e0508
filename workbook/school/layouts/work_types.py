"""Kinds of work as journals call them: «К/р», «Домашнее задание» → the kit's own list.

Apart from the journal because a kind of work carries a weight, and an unknown one must not get a weight by chance.
"""

from __future__ import annotations

from workbook.school.repairs import fold
from workbook.school.tables import TABLES

__all__ = ["DEFAULT", "work_type"]

DEFAULT = "урок"
"""What stands where the journal tells nothing: a mark at a lesson."""

_STEMS = (
    ("контр", "контрольная"), ("к/р", "контрольная"), ("кр", "контрольная"), ("зачетн", "контрольная"),
    ("проверочн", "самостоятельная"), ("самост", "самостоятельная"), ("с/р", "самостоятельная"),
    ("ср", "самостоятельная"), ("домаш", "домашняя"), ("д/з", "домашняя"), ("дз", "домашняя"),
    ("проект", "проект"), ("сочинен", "сочинение"),
    ("изложен", "сочинение"), ("тетрад", "тетрадь"), ("устн", "устный ответ"), ("ответ", "устный ответ"),
    ("урок", "урок"), ("работа на уроке", "урок"),
)  # fmt: skip


def work_type(text: str) -> str:
    """Return the kit's kind of work, or an empty text when the journal's word is not known.

    Examples
    --------
    >>> work_type("К/р"), work_type("Домашнее задание"), work_type("Диктант"), work_type("")
    ('контрольная', 'домашняя', '', 'урок')
    """
    plain = fold(text).strip(" .")
    if not plain:
        return DEFAULT
    allowed = TABLES["marks"].column("work_type").allowed
    if plain in allowed:
        return plain
    return next((kind for stem, kind in _STEMS if plain == stem or (len(stem) > 2 and plain.startswith(stem))), "")
