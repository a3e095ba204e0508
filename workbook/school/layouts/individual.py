"""«Ф1 Индивидуальные результаты» of ФИС ОКО: a participant a row, items with their maxima in the header, tiers above.

Apart from the answers' intake because this export tells its own maxima, tiers, sums and number of participants, and all
of them must agree. Layout: methods.md §2.1.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from workbook.errors import DataRefused, Reason
from workbook.school.dates import parse_date
from workbook.school.intake.place import Place
from workbook.school.intake.sheet import Sheet
from workbook.school.layouts.book import Book
from workbook.school.layouts.column_roles import Role
from workbook.school.layouts.heading import Heading, find_heading
from workbook.school.layouts.imported import Known, Made, Wishes
from workbook.school.layouts.individual_checks import checked
from workbook.school.layouts.individual_rows import Item, Paper, Work, read_papers
from workbook.school.layouts.individual_tables import tables_of
from workbook.school.layouts.matched import Roles, roles_in
from workbook.school.layouts.memory import Memory
from workbook.school.layouts.notes import of_sheet
from workbook.school.layouts.subjects import read_subject
from workbook.school.layouts.titles import labelled, year_of
from workbook.school.problems import Problem, Severity, counted
from workbook.school.repairs import cyrillic, fold, shown

__all__ = ["ROLES", "read_individual", "recognise_individual"]

ROLES = (
    Role("code", "код участника", r"(личный )?код( участника)?|участник|логин участника|id участника", needed=True),
    Role("class_", "класс", r"класс|литера класса"),
    Role("variant", "вариант", r"(номер )?вариант(а)?"),
    Role("primary", "первичный балл", r"(первичн\w+ балл\w*|перв\. балл|пб)", needed=True),
    Role("mark", "отметка", r"отметка( за работу| по 5.*)?|оценка"),
    Role("journal", "отметка по журналу", r"(отметка|оценка) (по|в|за) журнал\w*.*|журнал\w*|отм\. по журналу"),
    Role("login", "ОО", r"оо|логин( оо)?|код оо"),
    Role("area", "муниципалитет", r"муниципалитет|мо|район|ате"),
    Role("school", "название ОО", r"(название|наименование) оо|образовательная организация|школа"),
)
_ITEM = re.compile(
    r"(\d{1,2}(?:\.\d{1,2})?)\s*(?:К\s*(\d{1,2}))?\s*(?:\((\d)\))?\s*\((\d{1,2})\s*б(?:алл\w*)?\.?\)", re.IGNORECASE
)
_TITLE = re.compile(r"ВПР\.?\s+(20\d\d)\.?\s+(.+?)\.?\s+(\d{1,2})(?:-й)?\s*класс", re.IGNORECASE)
_LOGIN = re.compile(r"\(((?:edu|sch)[0-9]{3,12})\)", re.IGNORECASE)
_COUNT = re.compile(r"кол-?\s*во участников\s*:?\s*(\d{1,6})", re.IGNORECASE)
_TIERS = {"б": "Б", "п": "П", "в": "В", "базовый": "Б", "повышенный": "П", "высокий": "В"}
_LEAST = 2


@dataclass(frozen=True, slots=True)
class _Meta:
    """What stands above the header."""

    title: str = ""
    year: int | None = None
    subject: str = ""
    grade: int | None = None
    ceiling: float | None = None
    day: str = ""
    logins: tuple[str, ...] = ()
    participants: int | None = None


def _items(heading: Heading) -> list[Item]:
    found = []
    for column, parts in enumerate(heading.parts):
        match = _ITEM.fullmatch(cyrillic(parts[-1])) if parts else None
        if match:
            label = match[1] + (f"К{match[2]}" if match[2] else "") + (f"({match[3]})" if match[3] else "")
            found.append(Item(column, label, float(match[4])))
    return found


def _found(sheet: Sheet, memory: Memory) -> tuple[Heading, Roles, list[Item]] | None:
    heading = find_heading(sheet, ROLES, memory, least=_LEAST)
    if heading is None:
        return None
    items = _items(heading)
    return (heading, roles_in(heading, ROLES, memory), items) if len(items) >= _LEAST else None


def recognise_individual(book: Book, memory: Memory) -> str:
    """Say by what the book is known as «Ф1», or an empty text."""
    for sheet in book.sheets:
        found = _found(sheet, memory)
        if found:
            heading, roles, items = found
            title = _meta(sheet, heading).title
            code = ", есть столбец «Код участника»" if "code" in roles.at else ""
            above = f", над таблицей «{shown(title)}»" if title else ""
            count = counted(len(items), "столбец", "столбца", "столбцов")
            return f"{count} заданий вида «1 (2б)»{code}{above}"
    return ""


def read_individual(book: Book, wishes: Wishes, known: Known) -> Made:
    """Read «Ф1» into results of the procedure, items and item scores.

    Parameters
    ----------
    book : Book
    wishes : Wishes
    known : Known

    Returns
    -------
    Made
        Tables procedures, items, responses, and fos_plan and pupils where the school needs them.

    Raises
    ------
    DataRefused
        Year, subject or grade is told nowhere, a needed column is absent, the file is of two schools, or nobody is in
        it.
    """
    sheet, heading, roles, items = next(
        (sheet, *found) for sheet in book.sheets if (found := _found(sheet, wishes.memory))
    )
    place = replace(sheet.place, table="procedures")
    strangers = {column: name for column, name in roles.unknown.items() if column not in {one.column for one in items}}
    roles = Roles(roles.at, strangers, roles.aside)
    roles.need(place, ROLES)
    meta = _meta(sheet, heading)
    if len(meta.logins) > 1:
        raise DataRefused(
            f"{place}: в файле результаты нескольких школ ({', '.join(meta.logins)}). Выгрузите «Ф1» одной школы.",
            Reason.LAYOUT_UNKNOWN,
        )
    work, told = _work(place.file, meta, wishes, known)
    problems: list[Problem] = [*book.problems, *told, *roles.unknown_told(place, ROLES)]
    items, untold = _tiered(sheet, heading, items)
    if untold:
        text = f"уровень сложности не указан у заданий {', '.join(untold)}: записан базовый (Б), исправьте в банке."
        problems.append(of_sheet(place, Reason.VALUE_MISSING, Severity.WARNING, text, len(untold)))
    whole = sum(item.ceiling for item in items)
    if meta.ceiling is not None and meta.ceiling != whole:
        text = (
            f"максимумы заданий дают вместе {whole:g}, а «Максимальный первичный балл» — {meta.ceiling:g}. Взята сумма "
            "максимумов; проверьте, все ли задания в файле."
        )
        problems.append(of_sheet(place, Reason.TOTAL_DIFFERS, Severity.WARNING, text))
    papers, faults = read_papers(sheet, heading, roles, items, place)
    problems += faults
    problems += _participants(place, meta, papers)
    good, faults = checked(place, papers, items, work, known)
    problems += faults
    made = tables_of(place, good, items, work, wishes, known)
    return Made(
        made.tables,
        (*problems, *made.problems),
        (_said(work, good, items), *made.told),
        made.key_table,
    )


def _said(work: Work, papers: Sequence[Paper], items: Sequence[Item]) -> str:
    return (
        f"ВПР, {work.subject}, {work.grade} класс, {work.year}: "
        f"{counted(len(papers), 'участник', 'участника', 'участников')}, "
        f"{counted(len(items), 'задание', 'задания', 'заданий')}."
    )


def _meta(sheet: Sheet, heading: Heading) -> _Meta:
    above = sheet.rows[: heading.row]
    lines = [" ".join(cell for cell in row if cell) for row in sheet.rows]
    title = next((match for line in lines[: heading.row] if (match := _TITLE.search(line))), None)
    logins = tuple(dict.fromkeys(match[1].lower() for line in lines if (match := _LOGIN.search(line))))
    counts = [int(match[1]) for line in lines if (match := _COUNT.search(line))]
    ceiling = re.fullmatch(r"\d{1,3}(?:[.,]\d+)?", labelled(above, "максимальный первичный балл", "максимальный балл"))
    return _Meta(
        title[0] if title else "",
        int(title[1]) if title else None,
        labelled(above, "предмет") or (title[2] if title else ""),
        int(title[3]) if title else None,
        float(ceiling[0].replace(",", ".")) if ceiling else None,
        labelled(above, "дата", "дата проведения"),
        logins,
        sum(counts) if counts else None,
    )


def _work(file: str, meta: _Meta, wishes: Wishes, known: Known) -> tuple[Work, list[Problem]]:
    """Decide which work this is; what is told nowhere is refused, not guessed."""
    day = parse_date(meta.day)[0] if meta.day else None
    # A ВПР of the spring of 2026 ends the school year 2025/2026.
    spring = f"{meta.year - 1}/{meta.year}" if meta.year else ""
    year = wishes.year or (year_of(day) if day else spring)
    subject = read_subject(wishes.subject or meta.subject, wishes.memory, known)
    grade = wishes.grade or meta.grade
    for value, what, way in (
        (year, "год", "--year 2025/2026"), (subject, "предмет", "--subject математика"), (grade, "класс", "--grade 7"),
    ):  # fmt: skip
        if not value:
            raise DataRefused(f"Файл «{file}»: {what} работы не найден. Укажите: {way}.", Reason.VALUE_MISSING)
    return Work(year, subject, int(grade or 0), day, wishes.test), []


def _tiered(sheet: Sheet, heading: Heading, items: Sequence[Item]) -> tuple[list[Item], list[str]]:
    """Read the row of tiers above the header."""
    above = sheet.rows[heading.row - 1] if heading.row else ("",) * sheet.width
    tiers = {item.label: _TIERS.get(fold(above[item.column]).strip(" ."), "") for item in items}
    return (
        [Item(item.column, item.label, item.ceiling, tiers[item.label] or "Б") for item in items],
        [label for label, tier in tiers.items() if not tier],
    )


def _participants(place: Place, meta: _Meta, papers: Sequence[Paper]) -> list[Problem]:
    if meta.participants is None or meta.participants == len(papers):
        return []
    text = (
        f"«Кол-во участников: {meta.participants}», а строк участников {len(papers)}. Файл, возможно, неполон: "
        "выгрузите его ещё раз."
    )
    return [of_sheet(place, Reason.TOTAL_DIFFERS, Severity.WARNING, text)]
