"""Progress report of a pupil: subjects in rows, periods in columns; a sheet a pupil, or blocks one under another.

Apart from the summary sheet because the pupil stands above the table and not in it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from workbook.errors import DataRefused, Reason
from workbook.school.intake.place import Place, listed
from workbook.school.intake.sheet import Sheet
from workbook.school.layouts.book import Book
from workbook.school.layouts.column_roles import NOT_NEEDED, plain_label
from workbook.school.layouts.heading import is_foot
from workbook.school.layouts.imported import Known, Made, Wishes
from workbook.school.layouts.memory import Memory
from workbook.school.layouts.notes import Cell, of_sheet
from workbook.school.layouts.period_rows import PeriodMark, period_table, read_mark_cells
from workbook.school.layouts.roster import Person, people_of
from workbook.school.layouts.subjects import is_subject, read_subject
from workbook.school.layouts.titles import class_in, period_in, year_in
from workbook.school.people import looks_like_name
from workbook.school.problems import Problem, Severity, counted
from workbook.school.repairs import fold, shown

__all__ = ["read_progress", "recognise_progress"]

_SUBJECT = re.compile(r"(учебный )?предмет(ы)?|дисциплина|наименование предмета|учебные предметы")
_WHO = re.compile(
    r"(?:код )?(?:ученик(?:а|ца)?|обучающ\w+|учащ\w+)|"
    r"ф\.? ?и\.?(?: ?о\.?)?(?: (?:ученика|обучающегося|учащегося))?|шифр"
)


@dataclass
class _Block:
    """One pupil's table while the sheet is read from the top down."""

    person: Person
    year: str
    columns: dict[int, str] = field(default_factory=dict)
    subject: int = 0
    rows: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)


def _periods(row: Sequence[str], memory: Memory) -> tuple[int, dict[int, str]] | None:
    """Read a header: the column of subjects and the columns of periods."""
    subject = next((at for at, cell in enumerate(row) if _SUBJECT.fullmatch(plain_label(cell))), None)
    if subject is None:
        subject = next((at for at, cell in enumerate(row) if memory.column(cell) == "предмет"), None)
    if subject is None:
        return None
    found: dict[int, str] = {}
    for at, cell in enumerate(row):
        period = period_in(cell) if at > subject and memory.column(cell) != NOT_NEEDED else ""
        # «Итоговая» beside «Годовая» is the mark with the examination: not the mark of the year.
        if period and period not in found.values():
            found[at] = period
    return (subject, found) if found else None


def _who(row: Sequence[str]) -> str:
    """Return what the report calls its pupil: «Ученик: У-0101» in one cell or in two."""
    filled = [cell for cell in row if cell]
    for at, cell in enumerate(filled):
        label, _, rest = cell.partition(":")
        if _WHO.fullmatch(fold(label).strip()):
            if rest.strip():
                return rest.strip()
            if at + 1 < len(filled):
                return filled[at + 1]
    return ""


def recognise_progress(book: Book, memory: Memory) -> str:
    """Say by what the book is known as reports of pupils, or an empty text."""
    blocks = [block for sheet in book.sheets for block in _blocks(sheet, Wishes(memory=memory), Known())]
    if not blocks:
        return ""
    named = listed(list(blocks[0].columns.values()), 4)
    return f"строки — предметы, столбцы — периоды ({named}), отчётов учеников: {len(blocks)}"


def _blocks(sheet: Sheet, wishes: Wishes, known: Known) -> list[_Block]:
    """Cut a sheet into reports; a report begins at its header, its pupil stands above or in the sheet's name."""
    blocks: list[_Block] = []
    who, row_of, class_, year = "", 0, class_in(sheet.place.sheet), ""
    for number, row in enumerate(sheet.rows, start=sheet.first):
        line = " ".join(cell for cell in row if cell)
        header = _periods(row, wishes.memory)
        if header:
            called = who or (sheet.place.sheet if not blocks else "")
            person = Person(row_of or number, called, wishes.class_ or class_)
            blocks.append(_Block(person, wishes.year or year or known.year, header[1], header[0]))
            who, row_of = "", 0
        elif _who(row):
            who, row_of = _who(row), number
            class_, year = class_in(line) or class_, year_in(line) or year
        elif not blocks or not row[blocks[-1].subject] or who:
            class_, year = class_in(line) or class_, year_in(line) or year
        elif not is_foot(row):
            blocks[-1].rows.append((number, row))
    return [block for block in blocks if any(is_subject(row[block.subject]) for _, row in block.rows)]


def read_progress(book: Book, wishes: Wishes, known: Known) -> Made:
    """Read pupils' reports into marks of periods.

    Raises
    ------
    DataRefused
        The school year is told nowhere.
    """
    problems: list[Problem] = list(book.problems)
    marks: list[PeriodMark] = []
    pupils: set[str] = set()
    skipped: list[str] = []
    reports = 0
    for sheet in book.sheets:
        sheet = replace(sheet, place=replace(sheet.place, table="period_marks"))
        blocks = _blocks(sheet, wishes, known)
        if not blocks:
            skipped.append(f"«{shown(sheet.place.sheet)}»")
        reports += len(blocks)
        for block in blocks:
            if not block.year:
                raise DataRefused(
                    f"{_hidden(sheet.place)}: учебный год не указан ни в файле, ни в паспорте. Укажите: "
                    "--year 2025/2026.",
                    Reason.VALUE_MISSING,
                )
        roster = people_of(
            _hidden(sheet.place),
            [block.person for block in blocks],
            wishes.names,
            known,
            blocks[0].year if blocks else "",
        )
        problems += roster.problems
        for block, code in zip(blocks, roster.codes, strict=True):
            found, faults = _marks(sheet, block, code, wishes, known)
            marks += found if code else []
            problems += faults if code else []
            pupils |= {code} if code else set()
    if skipped:
        text = f"листы без отчёта ученика не прочитаны: {listed(skipped)}."
        problems.append(of_sheet(Place(book.file), Reason.FILE_UNKNOWN, Severity.WARNING, text, len(skipped)))
    frame, doubles = period_table(marks)
    said = (
        f"Отчётов: {reports}; {counted(len(pupils), 'ученик', 'ученика', 'учеников')}, "
        f"{counted(len(frame), 'отметка', 'отметки', 'отметок')}."
    )
    return Made({"period_marks": frame} if len(frame) else {}, (*problems, *doubles), (said,))


def _hidden(place: Place) -> Place:
    """Keep a pupil's name that stands on the sheet's tab out of every message."""
    return replace(place, sheet="…") if looks_like_name(place.sheet) else place


def _marks(
    sheet: Sheet, block: _Block, code: str, wishes: Wishes, known: Known
) -> tuple[list[PeriodMark], list[Problem]]:
    place = _hidden(sheet.place)
    marks: list[PeriodMark] = []
    problems: list[Problem] = []
    for at, period in block.columns.items():
        cells = [Cell(number, at, row[at]) for number, row in block.rows]
        values, faults = read_mark_cells(place, cells, period)
        problems += faults
        for (_, row), cell, value in zip(block.rows, cells, values, strict=True):
            subject = read_subject(row[block.subject], wishes.memory, known)
            if value and subject:
                marks.append(PeriodMark(place, cell, block.year, code, subject, period, value))
    return marks, problems
