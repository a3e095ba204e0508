"""Current marks of a journal: a row a mark, or pupils by dates with several marks in one cell.

Apart from the marks of periods because a cell here holds a date's whole story: «4 5», «н», a dot.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from workbook.errors import DataRefused, Reason
from workbook.school.cells import read_cell
from workbook.school.dates import parse_date
from workbook.school.intake.bank import typed
from workbook.school.intake.place import Place, listed
from workbook.school.intake.sheet import Sheet
from workbook.school.layouts.book import Book
from workbook.school.layouts.column_roles import PUPIL, Role
from workbook.school.layouts.heading import Heading, body_rows, find_heading
from workbook.school.layouts.imported import Known, Made, Wishes
from workbook.school.layouts.mark_words import journal_signs
from workbook.school.layouts.matched import Roles, roles_in
from workbook.school.layouts.memory import Memory
from workbook.school.layouts.notes import Cell, at_cells, of_sheet
from workbook.school.layouts.roster import Person, people_of
from workbook.school.layouts.subjects import is_subject, read_subject
from workbook.school.layouts.titles import titles_of
from workbook.school.layouts.work_types import DEFAULT, work_type
from workbook.school.origin import Finding
from workbook.school.problems import Problem, Severity, counted
from workbook.school.repairs import fold, shown
from workbook.school.tables import TABLES

__all__ = ["read_journal", "recognise_journal"]

ROLES = (
    *PUPIL,
    Role("class_", "класс", r"класс"),
    Role("subject", "предмет", r"(учебный )?предмет|дисциплина", needed=True),
    Role("date", "дата", r"дата( урока| занятия| работы)?|число|день", needed=True),
    Role("mark", "отметка", r"отметк[аи]|оценк[аи]", needed=True),
    Role("type", "вид работы", r"(вид|тип|форма) (работы|контроля|отметки|задания)|за что|работа"),
    Role("weight", "вес", r"вес( отметки| работы)?|коэффициент"),
    Role("teacher", "учитель", r"(код )?учител[ья]|преподаватель|педагог"),
)
_SCORE = re.compile(r"(первичн|тестов)\w+ балл.*")
_DAY = re.compile(r"(\d{1,2})[./-](\d{1,2})")
_MONTHS = ("янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_LEAST = 3
_TAIL = ("Значение не учтено.", "Значения не учтены.")


@dataclass(frozen=True, slots=True)
class _Entry:
    """One filled cell of a journal with all that stands around it."""

    cell: Cell
    person: Person
    subject: str
    day: dt.date
    kind: str
    weight: float | None = None
    teacher: str = ""


def _long(sheet: Sheet, memory: Memory) -> tuple[Heading, Roles] | None:
    heading = find_heading(sheet, ROLES, memory, least=4)
    if heading is None:
        return None
    roles = roles_in(heading, ROLES, memory)
    scored = any(_SCORE.fullmatch(fold(label)) for label in heading.labels)
    complete = {"subject", "date", "mark"} <= roles.at.keys() and {"code", "name"} & roles.at.keys()
    return (heading, roles) if complete and not scored else None


def _wide(sheet: Sheet, memory: Memory, year: str) -> tuple[Heading, Roles, dict[int, dt.date]] | None:
    heading = find_heading(sheet, PUPIL, memory)
    if heading is None:
        return None
    roles = roles_in(heading, PUPIL, memory)
    days, under = _days(sheet, heading, year)
    if len(days) < _LEAST:
        return None
    return replace(heading, depth=under), roles, days


def _days(sheet: Sheet, heading: Heading, year: str) -> tuple[dict[int, dt.date], int]:
    """Read the dates over the columns: whole, or day and month, or a day under a merged month."""
    row = sheet.rows[heading.row]
    found = {at: day for at, cell in enumerate(row) if (day := _day(cell, year))}
    if len(found) >= _LEAST or heading.row + 1 >= len(sheet.rows):
        return found, 1
    month, days = 0, {}
    for at, (above, below) in enumerate(zip(row, sheet.rows[heading.row + 1], strict=True)):
        stem = next((i for i, one in enumerate(_MONTHS, 1) if above and fold(above).startswith(one)), 0)
        month = stem or (month if not above else 0)
        if month and below.isdigit() and (day := _dated(int(below), month, year)):
            days[at] = day
    return days, 2


def _day(cell: str, year: str) -> dt.date | None:
    if not cell or cell.isdigit():
        return None
    if match := _DAY.fullmatch(cell):
        return _dated(int(match[1]), int(match[2]), year)
    return parse_date(cell.split(" ")[0])[0]


def _dated(day: int, month: int, year: str) -> dt.date | None:
    if not year:
        return None
    try:
        return dt.date(int(year[:4]) if month >= 8 else int(year[-4:]), month, day)
    except ValueError:
        return None


def recognise_journal(book: Book, memory: Memory) -> str:
    """Say by what the book is known as current marks, or an empty text."""
    for sheet in book.sheets:
        if _long(sheet, memory):
            return "в строке одна отметка: есть столбцы ученика, предмета, даты и отметки"
        if found := _wide(sheet, memory, "2025/2026"):
            return f"строки — ученики, столбцы — даты (их {len(found[2])})"
    return ""


def read_journal(book: Book, wishes: Wishes, known: Known) -> Made:
    """Read a journal into current marks.

    Raises
    ------
    DataRefused
        The subject or, where dates have no year, the school year is told nowhere.
    """
    problems: list[Problem] = list(book.problems)
    records: list[dict[str, object]] = []
    untyped: set[str] = set()
    skipped: list[str] = []
    for sheet in book.sheets:
        sheet = replace(sheet, place=replace(sheet.place, table="marks"))
        year = wishes.year or titles_of(sheet.rows[:25], sheet.place.sheet).year or known.year
        if found := _long(sheet, wishes.memory):
            entries, faults = _from_rows(sheet, *found, wishes, known)
        elif _wide(sheet, wishes.memory, year or "2025/2026"):
            entries, faults = _from_dates(sheet, year, wishes, known)
        else:
            skipped.append(f"«{shown(sheet.place.sheet)}»")
            continue
        problems += faults
        made, faults = _marks(sheet.place, entries, wishes, known, year, untyped)
        records += made
        problems += faults
    if skipped:
        text = f"листы без отметок не прочитаны: {listed(skipped)}."
        problems.append(of_sheet(Place(book.file), Reason.FILE_UNKNOWN, Severity.WARNING, text, len(skipped)))
    if untyped:
        text = f"виды работ не из списка записаны как «{DEFAULT}»: {listed(sorted(untyped))}."
        place = Place(book.file, table="marks")
        problems.append(of_sheet(place, Reason.VALUE_CHOICE, Severity.WARNING, text, len(untyped)))
    frame = typed(records, "marks")
    pupils, subjects = frame["pupil"].nunique(), frame["subject"].nunique()
    said = (
        f"Отметок: {len(frame)}; {counted(pupils, 'ученик', 'ученика', 'учеников')}, "
        f"{counted(subjects, 'предмет', 'предмета', 'предметов')}."
    )
    return Made({"marks": frame} if len(frame) else {}, tuple(problems), (said,))


def _from_rows(
    sheet: Sheet, heading: Heading, roles: Roles, wishes: Wishes, known: Known
) -> tuple[list[_Entry], list[Problem]]:
    who = [roles.at[name] for name in ("code", "name") if name in roles.at]
    rows, problems = body_rows(sheet, heading, who)
    problems += roles.unknown_told(sheet.place, ROLES)
    titles = titles_of(sheet.rows[: heading.row], sheet.place.sheet)
    entries: list[_Entry] = []
    undated: list[Cell] = []
    nameless: list[Cell] = []
    for number, row in rows:
        day = parse_date(row[roles.at["date"]])[0]
        subject = read_subject(row[roles.at["subject"]], wishes.memory, known)
        if day is None or not subject:
            at = roles.at["date" if day is None else "subject"]
            (undated if day is None else nameless).append(Cell(number, at, row[at]))
            continue
        person = Person(number, _called(row, who), _class(row, roles) or wishes.class_ or titles.class_)
        cell = Cell(number, roles.at["mark"], row[roles.at["mark"]])
        weight = read_cell(_optional(row, roles, "weight"), TABLES["marks"].column("weight")).value
        teacher = read_cell(_optional(row, roles, "teacher"), TABLES["marks"].column("teacher")).value
        entries.append(
            _Entry(
                cell, person, subject, day, _optional(row, roles, "type"),
                float(weight) if isinstance(weight, int | float) else None, str(teacher or ""),
            )
        )  # fmt: skip
    tail = ("Строка не учтена.", "Строки не учтены.")
    finding = Finding(Reason.VALUE_TYPE, Severity.ERROR, "дата не распознана: нужна ДД.ММ.ГГГГ.", tail=tail)
    problems += at_cells(sheet.place, finding, undated, "дата")
    finding = Finding(Reason.VALUE_MISSING, Severity.ERROR, "предмет не указан.", tail=tail)
    return entries, [*problems, *at_cells(sheet.place, finding, nameless, "предмет")]


def _called(row: Sequence[str], who: Sequence[int]) -> str:
    return next((row[at] for at in who if row[at]), "")


def _optional(row: Sequence[str], roles: Roles, role: str) -> str:
    return row[roles.at[role]] if role in roles.at else ""


def _class(row: Sequence[str], roles: Roles) -> str:
    return str(read_cell(_optional(row, roles, "class_"), TABLES["pupils"].column("class_")).value or "")


def _from_dates(sheet: Sheet, year: str, wishes: Wishes, known: Known) -> tuple[list[_Entry], list[Problem]]:
    found = _wide(sheet, wishes.memory, year or "2025/2026")
    if found is None:
        return [], []
    heading, roles, days = found
    titles = titles_of(sheet.rows[: heading.row], sheet.place.sheet)
    told = wishes.subject or titles.subject or (sheet.place.sheet if is_subject(sheet.place.sheet) else "")
    subject = read_subject(told, wishes.memory, known) if told else ""
    if not subject or not year:
        what, way = ("предмет", "--subject алгебра") if not subject else ("учебный год", "--year 2025/2026")
        raise DataRefused(f"{sheet.place}: {what} не указан. Укажите: {way}.", Reason.VALUE_MISSING)
    who = [roles.at[name] for name in ("code", "name") if name in roles.at]
    kinds, depth = _kinds(sheet, heading, days, who)
    rows, problems = body_rows(sheet, replace(heading, depth=depth), who)
    entries = [
        _Entry(
            Cell(number, at, row[at]), Person(number, _called(row, who), wishes.class_ or titles.class_), subject, day,
            kinds.get(at, ""),
        )
        for number, row in rows
        for at, day in days.items()
        if row[at]
    ]  # fmt: skip
    return entries, problems


def _kinds(sheet: Sheet, heading: Heading, days: dict[int, dt.date], who: Sequence[int]) -> tuple[dict[int, str], int]:
    """Read the kinds of work under the dates; return them and how many rows the header has with them."""
    kinds: dict[int, str] = {}
    depth = heading.depth
    for row in sheet.rows[heading.body :]:
        if any(row[at] for at in who) or not any(row[at] for at in days):
            break
        kinds |= {at: row[at] for at in days if row[at] and not row[at].isdigit() and not _day(row[at], "2025/2026")}
        depth += 1
    return kinds, depth


def _marks(
    place: Place, entries: Sequence[_Entry], wishes: Wishes, known: Known, year: str, untyped: set[str]
) -> tuple[list[dict[str, object]], list[Problem]]:
    people = list(dict.fromkeys(entry.person for entry in entries))
    roster = people_of(place, people, wishes.names, known, year)
    codes = dict(zip(people, roster.codes, strict=True))
    problems = list(roster.problems)
    records: list[dict[str, object]] = []
    bad: list[Cell] = []
    several = 0
    for entry in entries:
        code = codes[entry.person]
        signs = journal_signs(entry.cell.text)
        if signs is None:
            bad.append(entry.cell)
        if not signs or not code:
            continue
        kind = work_type(entry.kind)
        if not kind:
            untyped.add(f"«{shown(entry.kind)}»")
        several += len(signs) > 1
        records += [
            {
                "pupil": code, "subject": entry.subject, "teacher": entry.teacher, "date": entry.day,
                "work_type": kind or DEFAULT, "weight": entry.weight, "mark": sign,
            }
            for sign in signs
        ]  # fmt: skip
    text = "это не отметка. Допустимо: 5, 4, 3, 2, н, н/а, осв, точка, несколько отметок через пробел или «/»."
    problems += at_cells(place, Finding(Reason.VALUE_CHOICE, Severity.ERROR, text, tail=_TAIL), bad)
    if several:
        text = f"клеток с несколькими отметками: {several}; каждая отметка записана отдельной строкой."
        problems.append(of_sheet(place, Reason.VALUE_REPAIRED, Severity.REPAIR, text, several))
    return records, problems
