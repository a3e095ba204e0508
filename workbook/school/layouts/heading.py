"""Finds the header of an export, joins its rows where cells are merged, tells pupils from totals and signatures.

Apart from :mod:`workbook.school.intake.heading` because a journal's header has two or three rows, and its foot is long.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workbook.errors import DataRefused, Reason
from workbook.school.intake.place import Place, listed
from workbook.school.intake.sheet import Sheet
from workbook.school.layouts.memory import Memory
from workbook.school.origin import Finding
from workbook.school.people import looks_like_name
from workbook.school.problems import Problem, Severity
from workbook.school.repairs import fold, shown

__all__ = [
    "NOT_NEEDED",
    "PUPIL",
    "Heading",
    "Line",
    "Role",
    "Roles",
    "body_rows",
    "find_heading",
    "is_foot",
    "roles_in",
]

Line = tuple[int, tuple[str, ...]]
"""Row number as a person sees it, and its cells."""

NOT_NEEDED = "нет"
"""What a person answers about a column that is not to be read."""

_SEARCHED = 25
_DEPTH = 3
_FOOT = re.compile(
    r"итог(о|и)?\b.*|всего\b.*|средн\w+.*|ср\.? ?балл.*|успеваемость.*|качеств\w+.*|(общий )?% .*|процент.*|соу\b.*|"
    r"количество.*|кол-во.*|директор.*|зам(\.|еститель).*|завуч.*|классный руководитель.*|кл\.? ?рук.*|подпись.*|"
    r"дата (формирования|выгрузки|печати|заполнения).*|отчет сформирован.*|сформирован.*|исполнитель.*|м\.? ?п\.?|"
    r"учитель.*|на «?\d»?.*|отличник\w*.*|хорошист\w*.*|неуспева\w*.*|примечание.*|страница.*|лист \d.*|\*.*"
)


@dataclass(frozen=True, slots=True)
class Role:
    """What a column of an export may be.

    Attributes
    ----------
    name, title : str
        Inside the package, and what a person writes after «--column Заголовок=».
    pattern : str
        Regular expression of the whole folded header.
    needed : bool
    """

    name: str
    title: str
    pattern: str
    needed: bool = False

    def fits(self, label: str) -> bool:
        """Whether a header means this role."""
        # Headers of open data are English: their letters must not be taken for Russian look-alikes.
        english = " ".join(label.casefold().replace("_", " ").split())
        return any(re.fullmatch(self.pattern, text) for text in (plain_label(label), english))


PUPIL = (
    Role("code", "код ученика", r"(личный )?код( (ученика|участника|обучающегося|учащегося))?|шифр( участника)?"),
    Role(
        "name", "ученик",
        r"ф\.? ?и\.?( ?о\.?)?.*|фамилия.*|учени(к|ца|ки)( .*)?|обучающ\w+( .*)?|учащ\w+( .*)?|участник( .*)?|список .*",
    ),
)  # fmt: skip
"""The two ways to name a pupil; the code is preferred."""

NUMBER = Role("number", NOT_NEEDED, r"№( ?п/?п\.?)?|п/?п|номер( п/п)?|n")


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


@dataclass(frozen=True, slots=True)
class Roles:
    """Which column is what.

    Attributes
    ----------
    at : mapping of str to int
        Name of a role → column.
    unknown : mapping of int to str
        Column → header that no role fits.
    aside : tuple of int
        Columns that the school told not to read.
    """

    at: Mapping[str, int]
    unknown: Mapping[int, str]
    aside: tuple[int, ...] = ()

    def unknown_told(self, place: Place, roles: Sequence[Role]) -> list[Problem]:
        """List the headers that nobody explained, with guesses and the way to answer once."""
        return [
            place.column(
                Finding(
                    Reason.HEADER_UNKNOWN, Severity.WARNING,
                    f"столбец «{shown(header)}» непонятен и не прочитан.{_guess(header, roles)} Ответ запоминается: "
                    f"--column \"{shown(header)}={_nearest(header, roles) or NOT_NEEDED}\".",
                    shown(header), _nearest(header, roles),
                ),
                column, shown(header),
            )
            for column, header in self.unknown.items()
            if not looks_like_name(header)
        ]  # fmt: skip

    def need(self, place: Place, roles: Sequence[Role]) -> None:
        """Insist on the columns without which nothing can be read.

        Raises
        ------
        DataRefused
            With the headers of the file and the way to explain them.
        """
        lost = [role for role in roles if role.needed and role.name not in self.at]
        if not lost:
            return
        there = listed([f"«{shown(header)}»" for header in self.unknown.values()], 12) or "нет"
        raise DataRefused(
            f"{place}: не найден столбец «{lost[0].title}». Непонятные столбцы: {there}. Укажите, какой это: "
            f'--column "Заголовок={lost[0].title}".',
            Reason.HEADER_MISSING,
        )


def plain_label(label: str) -> str:
    """Reduce a header to what is compared."""
    return " ".join(fold(label).replace("_", " ").split()).strip(" .:;,*")


def roles_in(heading: Heading, roles: Sequence[Role], memory: Memory) -> Roles:
    """Say which column plays which role: what the school told first, then the header's own words.

    Parameters
    ----------
    heading : Heading
    roles : sequence of Role
    memory : Memory

    Returns
    -------
    Roles
        The first column of a role wins.
    """
    at: dict[str, int] = {}
    unknown: dict[int, str] = {}
    aside: list[int] = []
    for column, (label, parts) in enumerate(zip(heading.labels, heading.parts, strict=True)):
        if not label:
            continue
        told = memory.column(label) or (memory.column(parts[-1]) if parts else "")
        if told == NOT_NEEDED or (not told and NUMBER.fits(label)):
            aside.append(column)
            continue
        found = next((role for role in roles if told and plain_label(told) == plain_label(role.title)), None)
        found = found or next((role for role in roles if role.fits(label) or role.fits(parts[-1])), None)
        if found is not None and found.name not in at:
            at[found.name] = column
        elif found is None:
            unknown[column] = label
    return Roles(at, unknown, tuple(aside))


def _nearest(header: str, roles: Sequence[Role]) -> str:
    near = difflib.get_close_matches(plain_label(header), [role.title for role in roles], n=1, cutoff=0.55)
    return near[0] if near else ""


def _guess(header: str, roles: Sequence[Role]) -> str:
    near = _nearest(header, roles)
    return f" Возможно, это «{near}»." if near else ""


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
    return sum(
        1 for word in words if re.search(r"[^\W\d_]{2}|П-\d", word) and not _MARK.fullmatch(fold(word))
    ) * 2 > len(words)


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
