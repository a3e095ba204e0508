"""Results of ОГЭ and ЕГЭ: a pupil's primary and test score, mark and minimum, one subject or many in a file.

Apart from «Ф1» because an examination has no codes of participants and no items, but a minimum and retakes.
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
from workbook.school.layouts.exam_checks import checked
from workbook.school.layouts.exam_rows import ExamRow
from workbook.school.layouts.heading import Heading, body_rows, find_heading
from workbook.school.layouts.imported import Known, Made, Wishes
from workbook.school.layouts.matched import Roles, roles_in
from workbook.school.layouts.memory import Memory
from workbook.school.layouts.notes import Cell, at_cells, of_sheet
from workbook.school.layouts.roster import Person, people_of
from workbook.school.layouts.subjects import read_subject
from workbook.school.layouts.titles import labelled, titles_of, year_of
from workbook.school.origin import Finding
from workbook.school.problems import Problem, Severity, counted
from workbook.school.repairs import fold, shown
from workbook.school.tables import TABLES

__all__ = ["read_exam", "recognise_exam"]

ROLES = (
    *PUPIL,
    Role("class_", "класс", r"класс"),
    Role("subject", "предмет", r"(учебный )?предмет|экзамен|дисциплина"),
    Role("procedure", "процедура", r"процедура|форма (гиа|экзамена)|вид (гиа|экзамена)"),
    Role("date", "дата", r"дата( экзамена| проведения)?"),
    Role("primary", "первичный балл", r"первичн\w+ балл\w*|перв\. балл|пб"),
    Role("test", "тестовый балл", r"тестов\w+ балл\w*|тест\. балл|тб|балл (егэ|по 100.*)|балл"),
    Role("mark", "отметка", r"отметка( .*)?|оценка( .*)?"),
    Role("minimum", "минимальный балл", r"мин\w*\.? ?(балл\w*|порог\w*)( .*)?|порог( .*)?"),
    Role("ceiling", "максимальный балл", r"макс\w*\.? ?(первичн\w+ )?балл\w*"),
    Role("passed", "нет", r"(порог )?(преодолен\w*|не преодолен\w*)|сдал\w*|зачет|результат|статус"),
)
_PROCEDURE = re.compile(
    r"(?<![а-яё])(огэ|гиа-?9|основн\w+ государственн\w+ экзамен|егэ|гиа-?11|един\w+ государственн\w+ экзамен)(?![а-яё])"
)
_NAMES = {"огэ": "ОГЭ", "гиа9": "ОГЭ", "егэ": "ЕГЭ", "гиа11": "ЕГЭ"}
_GRADES = {"ОГЭ": 9, "ЕГЭ": 11}
_CALENDAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_ABSENT = frozenset(
    {"", "-", "х", "неявка", "не явился", "не явилась", "н/я", "отсутствовал", "удален", "не участвовал"}
)
_POINTS = re.compile(r"\d{1,3}(?:[.,]\d{1,2})?")
_TAIL = ("Значение не учтено.", "Значения не учтены.")


@dataclass(frozen=True, slots=True)
class _Around:
    """What the words around the table tell."""

    procedure: str
    subject: str
    year: str
    class_: str
    ceiling: float | None
    minimum: float | None


def _found(sheet: Sheet, memory: Memory) -> tuple[Heading, Roles] | None:
    heading = find_heading(sheet, ROLES, memory, least=2)
    if heading is None:
        return None
    roles = roles_in(heading, ROLES, memory)
    who = {"code", "name"} & roles.at.keys()
    scored = {"primary", "test"} & roles.at.keys()
    # Items of ВПР in the header mean another layout.
    items = any(re.search(r"\(\d{1,2} ?б", fold(label)) for label in heading.labels)
    return (heading, roles) if who and scored and not items else None


def _told_procedure(text: str) -> str:
    match = _PROCEDURE.search(fold(text))
    if match is None:
        return ""
    said = match[1].replace("-", "")
    return _NAMES.get(said) or ("ОГЭ" if said.startswith("осн") else "ЕГЭ")


def recognise_exam(book: Book, memory: Memory) -> str:
    """Say by what the book is known as results of an examination, or an empty text."""
    for sheet in book.sheets:
        if found := _found(sheet, memory):
            heading, roles = found
            named = [
                role.title for role in ROLES if role.name in roles.at and role.name in ("primary", "test", "minimum")
            ]
            above = " ".join(cell for row in sheet.rows[: heading.row] for cell in row)
            told = _told_procedure(above)
            title = f", в заголовке «{told}»" if told else ""
            return f"строки — ученики, есть столбцы: {', '.join(named)}{title}"
    return ""


def read_exam(book: Book, wishes: Wishes, known: Known) -> Made:
    """Read results of examinations.

    Raises
    ------
    DataRefused
        Examination, subject, year or greatest primary score are told nowhere.
    """
    problems: list[Problem] = list(book.problems)
    rows: list[ExamRow] = []
    skipped: list[str] = []
    for sheet in book.sheets:
        found = _found(sheet, wishes.memory)
        if found is None:
            skipped.append(f"«{shown(sheet.place.sheet)}»")
            continue
        sheet = replace(sheet, place=replace(sheet.place, table="procedures"))
        mine, faults = _one_sheet(sheet, *found, wishes, known)
        rows += mine
        problems += faults
    if skipped:
        text = f"листы без результатов не прочитаны: {listed(skipped)}."
        problems.append(of_sheet(Place(book.file), Reason.FILE_UNKNOWN, Severity.WARNING, text, len(skipped)))
    good, faults = checked(rows)
    records = [
        {
            "year": row.year, "pupil": row.pupil, "procedure": row.procedure, "grade": _GRADES[row.procedure],
            "subject": row.subject, "primary_score": row.primary, "max_score": row.ceiling, "test_score": row.test,
            "mark": row.mark,
        }
        for row in good
    ]  # fmt: skip
    minima = {
        (row.year, row.subject): row.minimum for row in good if row.procedure == "ОГЭ" and row.minimum is not None
    }
    scales = [
        {"procedure": "ОГЭ", "year": year, "grade": 9, "subject": subject, "mark": "3", "min_score": least}
        for (year, subject), least in sorted(minima.items())
    ]
    frames = {"procedures": typed(records, "procedures"), "scales": typed(scales, "scales")}
    return Made({name: frame for name, frame in frames.items() if len(frame)}, (*problems, *faults), tuple(_said(good)))


def _said(rows: Sequence[ExamRow]) -> list[str]:
    """Tell each examination in one sentence, with who is under the minimum."""
    told = []
    for procedure, subject in sorted({(row.procedure, row.subject) for row in rows}):
        mine = [row for row in rows if (row.procedure, row.subject) == (procedure, subject)]
        below = [row for row in mine if row.below]
        least = next((row.minimum for row in mine if row.minimum is not None), None)
        tail = f", ниже минимума ({least:g}) — {len(below)}" if least is not None else ""
        told.append(f"{procedure}, {subject}: {counted(len(mine), 'результат', 'результата', 'результатов')}{tail}.")
    return told


def _around(sheet: Sheet, heading: Heading, wishes: Wishes, known: Known) -> _Around:
    above = sheet.rows[: heading.row]
    titles = titles_of(above, sheet.place.sheet)
    line = " ".join(cell for row in above for cell in row if cell)
    single = _CALENDAR.search(line)
    spring = f"{int(single[1]) - 1}/{single[1]}" if single else ""

    def told(*labels: str) -> float | None:
        found = labelled(above, *labels)
        return float(found.replace(",", ".")) if _POINTS.fullmatch(found) else None

    return _Around(
        wishes.procedure or _told_procedure(f"{line} {sheet.place.sheet}"),
        wishes.subject or titles.subject,
        wishes.year or titles.year or (year_of(titles.day) if titles.day else spring) or known.year,
        wishes.class_ or titles.class_,
        wishes.max_score or told("максимальный первичный балл", "максимальный балл", "макс. балл"),
        told("минимальный балл", "минимальный первичный балл", "минимум", "порог"),
    )


def _one_sheet(
    sheet: Sheet, heading: Heading, roles: Roles, wishes: Wishes, known: Known
) -> tuple[list[ExamRow], list[Problem]]:
    around = _around(sheet, heading, wishes, known)
    who = [roles.at[name] for name in ("code", "name") if name in roles.at]
    lines, problems = body_rows(sheet, heading, who)
    problems += roles.unknown_told(sheet.place, ROLES)
    bad: dict[str, list[Cell]] = {"primary": [], "test": [], "mark": []}
    people: list[Person] = []
    made: list[ExamRow] = []
    lost: set[int] = set()

    def text(line: Sequence[str], role: str) -> str:
        return line[roles.at[role]] if role in roles.at else ""

    def points(number: int, line: Sequence[str], role: str) -> float | None:
        said = text(line, role)
        if fold(said).strip() in _ABSENT:
            return None
        if not _POINTS.fullmatch(said) or (role == "test" and float(said.replace(",", ".")) > 100):
            bad[role].append(Cell(number, roles.at[role], said))
            lost.add(number)
            return None
        return float(said.replace(",", "."))

    for number, line in lines:
        day = parse_date(text(line, "date"))[0]
        procedure = _told_procedure(text(line, "procedure")) or around.procedure
        told = text(line, "subject") or around.subject
        subject = read_subject(told, wishes.memory, known) if told else ""
        year = wishes.year or (year_of(day) if day else around.year)
        _need(sheet.place, procedure, subject, year)
        class_ = str(read_cell(text(line, "class_"), TABLES["pupils"].column("class_")).value or around.class_)
        people.append(Person(number, next((line[at] for at in who if line[at]), ""), class_))
        mark = fold(text(line, "mark")).strip(" .")
        if mark not in ("2", "3", "4", "5") and mark not in _ABSENT:
            bad["mark"].append(Cell(number, roles.at["mark"], text(line, "mark")))
        least, most = (_plain(text(line, role)) for role in ("minimum", "ceiling"))
        made.append(
            ExamRow(
                sheet.place, number, "", procedure, subject, year, day or dt.date.min,
                points(number, line, "primary"), points(number, line, "test"),
                mark if mark in ("2", "3", "4", "5") else "",
                least if least is not None else around.minimum,
                _ceiling(sheet.place, most or around.ceiling, procedure, subject, known),
            )
        )  # fmt: skip
    roster = people_of(sheet.place, people, wishes.names, known, made[0].year if made else "")
    problems += roster.problems
    said = {
        "primary": "первичный балл — не число и не «неявка».",
        "test": "тестовый балл — не число от 0 до 100.",
        "mark": "отметка — не 2, 3, 4, 5.",
    }
    for role, cells in bad.items():
        tail = _TAIL if role == "mark" else ("Строка не учтена.", "Строки не учтены.")
        finding = Finding(Reason.VALUE_TYPE, Severity.ERROR, said[role], tail=tail)
        problems += at_cells(sheet.place, finding, cells)
    rows = [replace(row, pupil=code) for row, code in zip(made, roster.codes, strict=True) if code]
    return [row for row in rows if row.number not in lost], problems


def _plain(text: str) -> float | None:
    return float(text.replace(",", ".")) if _POINTS.fullmatch(text) else None


def _need(place: Place, procedure: str, subject: str, year: str) -> None:
    for value, what, way in (
        (procedure, "экзамен (ОГЭ или ЕГЭ)", "--procedure ОГЭ"), (subject, "предмет", "--subject математика"),
        (year, "учебный год", "--year 2025/2026"),
    ):  # fmt: skip
        if not value:
            raise DataRefused(f"{place}: {what} не указан. Укажите: {way}.", Reason.VALUE_MISSING)
    if procedure not in _GRADES:
        raise DataRefused(
            f"{place}: экзамен «{shown(procedure)}» не подходит. Нужно: ОГЭ или ЕГЭ.", Reason.VALUE_CHOICE
        )


def _ceiling(place: Place, told: float | None, procedure: str, subject: str, known: Known) -> float:
    """Take the greatest primary score from the file, else from the school's earlier results when they agree."""
    if told:
        return told
    met = known.maxima
    mine = met[(met["procedure"] == procedure) & (met["subject"] == subject)]["max_score"].unique()
    if len(mine) == 1:
        return float(mine[0])
    raise DataRefused(
        f"{place}: наибольший первичный балл по предмету «{subject}» не указан ни в файле, ни в прежних результатах "
        "школы. Добавьте столбец «Максимальный балл» или укажите: --max 32.",
        Reason.VALUE_MISSING,
    )
