"""Decides which columns of a table are items, and names all the others.

Apart from reading the cells because Moodle's and Google's tables have the same foreign columns.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from workbook.errors import DataRefused, Reason
from workbook.school.intake.heading import Body
from workbook.school.intake.keys import KeyFile
from workbook.school.intake.place import Place, listed
from workbook.school.intake.roles import ColumnNote, Role, columns_words, number, role_of
from workbook.school.origin import Finding
from workbook.school.problems import Problem, Severity
from workbook.school.repairs import shown

__all__ = ["choose_columns", "foreign_columns", "people_of"]

_STEM = re.compile(r"\D*")
_TURNED = re.compile(r"(код |номер |№ ?)?(задани[ея]|вопросы?)|items?|questions?|tasks?", re.IGNORECASE)
_TOP = 20  # the greatest score of an item in the kit's bank


def choose_columns(body: Body, key: KeyFile) -> tuple[list[ColumnNote], list[Problem]]:
    """Decide for each column whether it is an item."""
    roles = {i: role_of(header, body.column(i)) for i, header in enumerate(body.headers)}
    unknown = [i for i, role in roles.items() if role is None]
    named = key.labels([body.headers[i] for i in unknown])
    keyed = {i for i in unknown if body.headers[i] in named or (body.key is not None and body.key[i])}
    # Numbers that cannot be points may still be answers: «13» of two chosen options.
    free = [i for i in unknown if i in keyed or not _beyond(body.column(i))]
    family = _family(body.headers, free)
    listed_in_key = [i for i in free if body.headers[i] in named]
    if len(set(named.values())) < len(named):  # «A1» and «QR1» both answer to the key of item 1
        chosen = _family(body.headers, listed_in_key) or listed_in_key
    else:
        chosen = sorted({*family, *listed_in_key}) or list(free)
    if _TURNED.fullmatch(body.headers[0]) and roles[0] is None:
        raise DataRefused(
            f"В файле «{body.place.file}» задания, похоже, стоят строками, а ученики — столбцами. Поверните таблицу "
            "(в Excel: копировать, «Специальная вставка», «Транспонировать»), чтобы ученик был строкой.",
            Reason.LAYOUT_UNKNOWN,
        )
    if not chosen:
        raise DataRefused(
            f"В файле «{body.place.file}» не найдены столбцы заданий. Назовите их по порядку («Задание 1», "
            "«Задание 2», …) или укажите файл с ключом, где задания названы так же.",
            Reason.LAYOUT_UNKNOWN,
        )
    taken = set(chosen)
    notes = [
        ColumnNote(i, header, Role.ITEM if i in taken else roles[i] or Role.OTHER, i in taken)
        for i, header in enumerate(body.headers)
    ]
    stems = {_stem(body.headers[i]) for i in chosen}
    lost = [i for i in unknown if i not in taken and (i in free or _stem(body.headers[i]) in stems)]
    return notes, [*foreign_columns(body.place, notes), *_doubted(body, notes, lost)]


def _beyond(cells: Sequence[str]) -> bool:
    """Whether the numbers of a column cannot be points of one item: above twenty, or with many decimals."""
    values = [value for cell in cells if cell and (value := number(cell)) is not None]
    filled = sum(1 for cell in cells if cell)
    if not values or len(values) < 0.9 * filled:
        return False
    codes = {77.0, 88.0, 97.0, 98.0, 99.0, 999.0}
    plain = [value for value in values if value not in codes]
    large = sum(1 for value in plain if value > _TOP or value != round(value, 2))
    return large > 0.02 * len(values)


def _family(headers: Sequence[str], free: Sequence[int]) -> list[int]:
    """Take the columns that are named alike and numbered («Item 1», «Item 2», …); none without such a family."""
    families: dict[str, list[int]] = defaultdict(list)
    for i in free:
        if any(sign.isdigit() for sign in headers[i]):
            families[_stem(headers[i])].append(i)
    stem = max(families, key=lambda name: len(families[name]), default="")
    largest = families.get(stem, [])
    if len(stem) == 1:  # parts of one work: А1 … А10, В1 … В5, С1
        largest = sorted(i for name, columns in families.items() if len(name) == 1 for i in columns)
    return largest if len(largest) >= max(2, 0.4 * len(free)) else []


def _stem(header: str) -> str:
    """Return what stands before the first digit."""
    return (_STEM.match(header) or [""])[0].casefold().strip() if any(sign.isdigit() for sign in header) else header


def foreign_columns(place: Place, notes: Sequence[ColumnNote]) -> list[Problem]:
    """Name the columns that are no items: what was left aside and that names are never taken over."""
    personal = [note for note in notes if note.personal]
    aside = [
        note for note in notes if not note.taken and not note.personal and note.role not in (Role.EMPTY, Role.CODE)
    ]
    problems = []
    if personal:
        told = (
            f"столбцы {listed(columns_words(personal))} в ответы не переносятся: ученики получили коды, таблица "
            "«кто под каким кодом» отдаётся отдельно."
        )
        problems.append(place.whole(Finding(Reason.NAME_NOT_CODE, Severity.REPAIR, told), count=len(personal)))
    if aside:
        told = f"столбцы не заданий не учтены: {listed(columns_words(aside), 20)}."
        problems.append(place.whole(Finding(Reason.COLUMN_SET_ASIDE, Severity.REPAIR, told), count=len(aside)))
    return problems


def _doubted(body: Body, notes: Sequence[ColumnNote], free: Sequence[int]) -> list[Problem]:
    """Ask about columns that hold answers or points, but are named unlike the items."""
    doubted = [notes[i] for i in free if not notes[i].taken]
    if not doubted:
        return []
    told = (
        f"по значениям похожи на задания, но названы иначе и не взяты столбцы "
        f"{listed([f'«{shown(note.header)}»' for note in doubted])}. Если это задания, назовите их, как остальные, или "
        "перечислите в файле с ключом."
    )
    return [body.place.whole(Finding(Reason.COLUMN_SET_ASIDE, Severity.WARNING, told), count=len(doubted))]


def people_of(body: Body, notes: Sequence[ColumnNote]) -> tuple[str, ...]:
    """Tell pupils apart: by the code, else by names and addresses, else not at all."""
    for wanted in ((Role.CODE,), (Role.NAME,), (Role.EMAIL,)):
        at = [note.position for note in notes if note.role in wanted]
        if at:
            return tuple(" ".join(row[i] for i in at if row[i]) for row in body.rows)
    return ("",) * len(body.rows)
