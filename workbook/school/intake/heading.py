"""Takes a sheet of answers apart: title rows, header, pupils, the row of keys, the row of maxima, averages at the foot.

Apart from the layouts because all begin with the same question: which row is the header, and which rows are pupils.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from workbook.errors import DataRefused, Reason
from workbook.school.intake.place import Place, listed
from workbook.school.intake.roles import number, role_of
from workbook.school.intake.sheet import Sheet
from workbook.school.origin import Finding
from workbook.school.problems import Problem, Severity
from workbook.school.repairs import shown

__all__ = ["Body", "take_apart"]

_SEARCHED = 20
_BELOW = 60
_KEY = re.compile(
    r"ключи?|key|answer ?key|верн\w+ ответы?|правильн\w+ ответы?|эталон|correct( answers?)?", re.IGNORECASE
)
_MAX = re.compile(r"макс\w*\.?( ?балл\w*)?|max\w*( ?(score|points?))?|наибольший балл", re.IGNORECASE)
_FOOT = re.compile(
    r"итого?\b.*|средн\w+.*|всего\b.*|%.*|процент.*|overall average.*|average.*|mean.*|общее среднее.*|сумма\b.*|"
    r"выполнили?.*|total.*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Body:
    """A sheet taken apart.

    Attributes
    ----------
    place : Place
    headers : tuple of str
        Unique labels of the columns; an unnamed column has its letter-like number.
    rows : tuple of tuple of str
        Cells of the pupils.
    numbers : tuple of int
        Their rows in the file, as a person sees them.
    key, maxima : tuple of str or None
        Cells of the row of keys and of the row of greatest scores.
    problems : tuple of Problem
    """

    place: Place
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    key: tuple[str, ...] | None = None
    maxima: tuple[str, ...] | None = None
    problems: tuple[Problem, ...] = ()

    def column(self, position: int) -> list[str]:
        """Return the cells of a column."""
        return [row[position] for row in self.rows]


def take_apart(sheet: Sheet) -> Body:
    """Find the header and sort the rows under it.

    Parameters
    ----------
    sheet : Sheet

    Returns
    -------
    Body

    Raises
    ------
    DataRefused
        No row of a pupil is left.
    """
    at = _header(sheet)
    problems = list(sheet.problems)
    if at > 0:
        told = f"строк над заголовком пропущено: {at}."
        problems.append(sheet.place.whole(Finding(Reason.HEADER_MISSING, Severity.REPAIR, told), count=at))
    if at < 0:
        told = "строки заголовков нет: столбцы названы по порядку, 1, 2, 3, …"
        problems.append(sheet.place.whole(Finding(Reason.HEADER_MISSING, Severity.REPAIR, told)))
    named = sheet.rows[at] if at >= 0 else [str(i + 1) for i in range(sheet.width)]
    if at >= 0 and at + 1 < len(sheet.rows) and _second(named, sheet.rows[at + 1]):
        at += 1
        named = [below or above for above, below in zip(named, sheet.rows[at], strict=True)]
        told = "заголовок из двух строк прочитан как одна."
        problems.append(sheet.place.whole(Finding(Reason.HEADER_MISSING, Severity.REPAIR, told)))
    headers, doubles = _labels(named)
    if doubles:
        told = f"заголовки повторяются ({listed(doubles)}): к повторам добавлен номер."
        problems.append(sheet.place.whole(Finding(Reason.HEADER_DOUBLE, Severity.REPAIR, told), count=len(doubles)))
    pupils: list[tuple[str, ...]] = []
    numbers: list[int] = []
    kinds: dict[str, list[int]] = {"empty": [], "foot": [], "head": []}
    special: dict[str, tuple[str, ...]] = {}
    for offset, row in enumerate(sheet.rows[at + 1 :], start=sheet.first + at + 1):
        kind = _kind(row, sheet.rows[at] if at >= 0 else ())
        if kind in ("key", "max") and kind not in special:
            special[kind] = row
        elif kind in kinds:
            kinds[kind].append(offset)
        else:
            pupils.append(row)
            numbers.append(offset)
    problems += _notes(sheet.place, kinds)
    if not pupils:
        raise DataRefused(f"В файле «{sheet.place.file}» нет ни одной строки с ответами ученика.", Reason.TABLE_EMPTY)
    return Body(
        sheet.place, headers, tuple(pupils), tuple(numbers), special.get("key"), special.get("max"), tuple(problems)
    )


def _header(sheet: Sheet) -> int:
    """Return the position of the header row: the first full row whose words are not repeated below it; −1 for none."""
    full = max(sum(map(bool, row)) for row in sheet.rows)
    for at, row in enumerate(sheet.rows[:_SEARCHED]):
        filled = [(position, cell) for position, cell in enumerate(row) if cell]
        if len(filled) < max(2, 0.5 * full) and full > 1:
            continue
        below = sheet.rows[at + 1 : at + 1 + _BELOW]
        if _says(filled, below):
            return at
        own = sum(1 for position, cell in filled if not _like(cell, [line[position] for line in below]))
        if own >= 0.6 * len(filled):
            return at
        break
    return -1


def _says(filled: Sequence[tuple[int, str]], below: Sequence[Sequence[str]]) -> bool:
    """Whether a row names columns outright: a word that means a column, or the numbers 1, 2, 3, …"""
    numbers = [cell for _, cell in filled if cell.isdigit()]
    if len(numbers) > 2 and numbers == [str(i + 1) for i in range(len(numbers))]:
        return True
    return any(role_of(cell, ()) is not None and cell not in [row[at] for row in below] for at, cell in filled)


def _like(cell: str, below: Sequence[str]) -> bool:
    """Whether a cell is of the kind that stands below it: the same text, or a number among numbers."""
    if cell in below:
        return True
    filled = [text for text in below if text]
    return number(cell) is not None and bool(filled) and all(number(text) is not None for text in filled)


def _second(above: Sequence[str], below: Sequence[str]) -> bool:
    """Whether a row continues the header: numbers 1, 2, 3, … under one wide cell, nothing under the pupil's column."""
    numbers = [cell for cell in below if cell]
    return "" in above and not below[0] and len(numbers) > 1 and numbers == [str(i + 1) for i in range(len(numbers))]


def _labels(row: Sequence[str]) -> tuple[tuple[str, ...], list[str]]:
    seen: dict[str, int] = {}
    labels, doubles = [], []
    for position, cell in enumerate(row):
        label = cell or f"столбец {position + 1}"
        seen[label] = seen.get(label, 0) + 1
        if seen[label] > 1:
            doubles.append(f"«{shown(label)}»")
            label = f"{label} ({seen[label]})"
        labels.append(label)
    return tuple(labels), doubles


def _kind(row: Sequence[str], header: Sequence[str]) -> str:
    filled = [cell for cell in row if cell]
    if not filled:
        return "empty"
    if tuple(row) == tuple(header):
        return "head"
    # Words of service rows stand in the first columns, where names and codes stand in other rows.
    first = [cell for cell in row[:4] if cell]
    if any(_KEY.fullmatch(cell) for cell in first):
        return "key"
    if any(_MAX.fullmatch(cell.rstrip(":")) for cell in first):
        return "max"
    return "foot" if _FOOT.fullmatch(filled[0]) else "pupil"


def _notes(place: Place, kinds: dict[str, list[int]]) -> list[Problem]:
    words = {
        "empty": (Reason.VALUE_REPAIRED, "пустых строк между учениками пропущено"),
        "foot": (Reason.VALUE_REPAIRED, "строк с итогами и средними пропущено"),
        "head": (Reason.VALUE_REPAIRED, "повторов строки заголовков пропущено"),
    }
    return [
        place.whole(
            Finding(reason, Severity.REPAIR, f"{text}: {len(kinds[kind])} ({_rows(kinds[kind])})."),
            count=len(kinds[kind]),
        )
        for kind, (reason, text) in words.items()
        if kinds[kind]
    ]


def _rows(rows: Sequence[int]) -> str:
    return f"{'строка' if len(rows) == 1 else 'строки'} {listed([str(row) for row in rows], 5)}"
