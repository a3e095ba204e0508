"""Finds the header of an export, joins its rows where cells are merged, tells pupils from totals and signatures.

Apart from :mod:`workbook.school.intake.heading` because a journal's header has two or three rows, and its foot is long.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from workbook.errors import Reason
from workbook.school.intake.sheet import Sheet
from workbook.school.layouts.column_roles import Role, plain_label
from workbook.school.layouts.memory import Memory
from workbook.school.layouts.titles import period_in
from workbook.school.origin import Finding
from workbook.school.problems import Problem, Severity
from workbook.school.repairs import fold

__all__ = ["Heading", "Line", "body_rows", "find_heading", "is_foot"]

Line = tuple[int, tuple[str, ...]]
"""Row number as a person sees it, and its cells."""

_SEARCHED = 25
_DEPTH = 3
_FOOT = re.compile(
    r"итог(о|и)?\b.*|всего\b.*|средн(ий|яя|ее|их|его)\b.*|ср\.? ?балл.*|успеваемость\b.*|качеств(о|а)\b.*|"
    r"(общий )?% .*|процент\b.*|соу\b.*|количество\b.*|кол-во\b.*|директор\b.*|зам(\.|еститель\b).*|завуч\b.*|"
    r"классный руководитель\b.*|кл\.? ?рук\b.*|подпис[ьи]\b.*|дата (формирования|выгрузки|печати|заполнения).*|"
    r"(отчет )?сформирован(о|а)?\b.*|исполнитель\b.*|м\.? ?п\.?|учитель\b.*|на «?\d»?.*|отличник(и|ов)?\b.*|"
    r"хорошист(ы|ов)?\b.*|неуспевающ\w+\b.*|примечание\b.*|страница\b.*|лист \d.*|\*.*"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A header of one or more rows.

    Attributes
    ----------
    row : int
        Position of its first row among the sheet's rows.
    depth : int
        How many rows it has.
    parts : tuple of tuple of str
        For each column the texts from the top down, merged cells repeated, empty and equal ones left out.
    """

    row: int
    depth: int
    parts: tuple[tuple[str, ...], ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """For each column the texts in one line."""
        return tuple(" ".join(parts) for parts in self.parts)

    @property
    def body(self) -> int:
        """Position of the first row under the header."""
        return self.row + self.depth


def find_heading(sheet: Sheet, roles: Sequence[Role], memory: Memory, least: int = 1) -> Heading | None:
    """Find the first row that names the most roles, and join the rows that continue it.

    Parameters
    ----------
    sheet : Sheet
    roles : sequence of Role
        The first that is found must stay empty in rows that continue the header.
    memory : Memory
    least : int
        Roles that a header must name.

    Returns
    -------
    Heading or None
    """
    best, found, anchors = 0, -1, [0]
    for at, row in enumerate(sheet.rows[:_SEARCHED]):
        named = {
            role.name: column
            for column, cell in reversed(list(enumerate(row)))
            if cell
            for role in roles
            if role.fits(cell) or (memory.column(cell) and plain_label(memory.column(cell)) == plain_label(role.title))
        }
        if len(named) > best and sum(map(bool, row)) > 1:
            best, found, anchors = len(named), at, sorted(named.values())
    if found < 0 or best < least:
        return None
    return _joined(sheet, found, anchors[0])


def _joined(sheet: Sheet, row: int, anchor: int) -> Heading:
    depth = 1
    while depth < _DEPTH and row + depth < len(sheet.rows):
        below = sheet.rows[row + depth]
        words = [cell for cell in below[anchor + 1 :] if cell]
        # Under a merged cell nothing stands; marks and numbers are not words of a header.
        if any(below[: anchor + 1]) or not words or not (_wordy(words) or _counting(sheet.rows[row], below)):
            break
        depth += 1
    lines = [list(line) for line in sheet.rows[row : row + depth]]
    for level, line in enumerate(lines[:-1]):
        for column in range(anchor + 1, sheet.width):
            lower = any(other[column] for other in lines[level + 1 :])
            if not line[column] and lower and line[column - 1]:
                line[column] = line[column - 1]
    parts = tuple(tuple(dict.fromkeys(line[column] for line in lines if line[column])) for column in range(sheet.width))
    return Heading(row, depth, parts)


def _wordy(words: Sequence[str]) -> bool:
    told = [word for word in words if period_in(word) or (_WORD.search(word) and not _MARK.fullmatch(fold(word)))]
    return len(told) * 2 > len(words)


def _counting(above: Sequence[str], below: Sequence[str]) -> bool:
    """Whether a row of numbers that only grow stands under a merged cell: marks 2 … 5, days of a month."""
    filled = [(at, cell) for at, cell in enumerate(below) if cell]
    numbers = [cell for _, cell in filled]
    bare = sum(1 for at, _ in filled if not above[at])
    return len(filled) > 2 and all(cell.isdigit() for cell in numbers) and 2 * bare > len(filled)


_WORD = re.compile(r"[^\W\d_]{2}|П-\d")
_MARK = re.compile(r"н/?а|осв\.?|зч|зач\.?|незач|н/?б|ув|отп")


def is_foot(row: Sequence[str]) -> bool:
    """Whether a row is a total, an average or a signature: told by its first text."""
    first = next((cell for cell in row if cell and not cell.rstrip(".").isdigit()), "")
    return _FOOT.fullmatch(plain_label(first)) is not None


def body_rows(sheet: Sheet, heading: Heading, anchors: Sequence[int]) -> tuple[list[Line], list[Problem]]:
    """Take the rows under a header that are about someone; empty rows, totals, signatures, repeated headers are told.

    Parameters
    ----------
    sheet : Sheet
    heading : Heading
    anchors : sequence of int
        Columns of which at least one is filled in a row about someone.

    Returns
    -------
    rows : list of Line
        Row number as a person sees it, its cells.
    problems : list of Problem
    """
    rows: list[Line] = []
    foot: list[int] = []
    again: list[int] = []
    lost: list[int] = []
    head = sheet.rows[heading.row]
    for number, row in enumerate(sheet.rows[heading.body :], start=sheet.first + heading.body):
        if not any(row):
            continue
        if row == head:
            again.append(number)
        elif is_foot(row):
            foot.append(number)
        elif any(row[column] for column in anchors):
            rows.append((number, row))
        else:
            (lost if sum(map(bool, row)) > 1 else foot).append(number)
    told = (
        (Reason.VALUE_REPAIRED, Severity.REPAIR, "итоги и подписи под таблицей пропущены.", foot),
        (Reason.VALUE_REPAIRED, Severity.REPAIR, "заголовок повторён и пропущен.", again),
        (Reason.VALUE_MISSING, Severity.ERROR, "не указано, о ком строка; она не учтена.", lost),
    )
    problems = [sheet.place.rows(Finding(reason, grave, text), at) for reason, grave, text, at in told if at]
    if heading.row:
        text = f"строк над заголовком: {heading.row}; таблица начинается со строки {sheet.first + heading.row}."
        problems.insert(0, sheet.place.whole(Finding(Reason.HEADER_MISSING, Severity.REPAIR, text), count=heading.row))
    return rows, problems
