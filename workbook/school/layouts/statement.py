"""«Сводная ведомость»: pupils by subjects of one class, one period or several, marks in the cells.

Apart from the other journals' exports because the subject stands in a header of two or three merged rows with a teacher
beneath, and the columns at the right are no subjects.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from workbook.errors import DataRefused, Reason
from workbook.school.intake.place import Place, listed
from workbook.school.intake.sheet import Sheet
from workbook.school.layouts.book import Book
from workbook.school.layouts.column_roles import PUPIL, plain_label
from workbook.school.layouts.heading import Heading, Line, body_rows, find_heading
from workbook.school.layouts.imported import Known, Made, Wishes
from workbook.school.layouts.matched import Roles, roles_in
from workbook.school.layouts.memory import Memory
from workbook.school.layouts.notes import Cell
from workbook.school.layouts.period_rows import PeriodMark, period_table, read_mark_cells
from workbook.school.layouts.roster import Person, people_of
from workbook.school.layouts.subjects import is_subject, nearest_subject, read_subject
from workbook.school.layouts.titles import Titles, period_in, titles_of
from workbook.school.origin import Finding, column_letter
from workbook.school.people import looks_like_name
from workbook.school.problems import Problem, Severity, counted
from workbook.school.repairs import fold, shown

__all__ = ["read_statement", "recognise_statement"]

_TITLE = re.compile(r"(сводн\w+ )?ведомость|сводный отчет об успеваемости|итоговые отметки класса")
_ASIDE = re.compile(
    r"ср\.? ?балл.*|средн\w+.*|пропу(щено|ски).*|всего.*|в т\.? ?ч\.?.*|по (болезни|уваж\w*|неуваж\w*|ув\.?).*|"
    r"(без|по) ув.*|итог\w* по.*|качеств.*|успеваем.*|на «?[2-5]»?.*|кол-?\s?во.*|количество.*|место|рейтинг|"
    r"примечани\w+|решение.*|%.*|соу|поведение|дней|уроков|опозд\w+|пол|дата рождения|№.*|отличник\w*|долг\w*"
)
_GROUP = re.compile(
    r"(учебные )?предмет(ы)?|наименован\w+ .*|отметки.*|оценки.*|дисциплин\w+|учебн\w+ (план|дисциплин).*"
)
_TEACHER = re.compile(r"П-\d{2,5}")
_TAIL_NAME = re.compile(r"[ ,/(]*\(?([А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)? [А-ЯЁ]\. ?(?:[А-ЯЁ]\.)?)\)?$")
_PART = re.compile(
    r"\s*\(?\b\d ?(?:-?я )?(?:гр\.?|группа|подгруппа)\)?|\s*\((?:мальчики|девочки|юноши|девушки)\)", re.IGNORECASE
)
_LEAST = 2


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of marks: its subject as the school writes it, period or empty, teacher's code or empty."""

    at: int
    header: str
    subject: str
    period: str
    teacher: str


def _found(sheet: Sheet, memory: Memory) -> tuple[Heading, Roles] | None:
    heading = find_heading(sheet, PUPIL, memory)
    if heading is None:
        return None
    roles = roles_in(heading, PUPIL, memory)
    named = [header for header in roles.unknown.values() if is_subject(header)]
    return (heading, roles) if len(named) >= _LEAST else None


def recognise_statement(book: Book, memory: Memory) -> str:
    """Say by what the book is known as a summary sheet of marks, or an empty text."""
    sheets = [(sheet, found) for sheet in book.sheets if (found := _found(sheet, memory))]
    if not sheets:
        return ""
    sheet, (heading, roles) = sheets[0]
    named = [subject for at in roles.unknown if is_subject(subject := _parts(heading.parts[at], memory)[0])]
    above = " ".join(cell for row in sheet.rows[: heading.row] for cell in row if cell)
    word = _TITLE.search(fold(above))
    title = f", над таблицей слово «{word[0]}»" if word else ""
    several = f"; листов {len(sheets)}" if len(sheets) > 1 else ""
    return f"строки — ученики, столбцы — предметы ({listed([shown(name) for name in named], 3)}){title}{several}"


def read_statement(book: Book, wishes: Wishes, known: Known) -> Made:
    """Read summary sheets, one class a sheet, into marks of periods.

    Raises
    ------
    DataRefused
        Period or year is told nowhere.
    """
    problems: list[Problem] = list(book.problems)
    marks: list[PeriodMark] = []
    told: list[str] = []
    skipped = []
    for sheet in book.sheets:
        found = _found(sheet, wishes.memory)
        if found is None:
            skipped.append(f"«{shown(sheet.place.sheet)}»")
            continue
        sheet = replace(sheet, place=replace(sheet.place, table="period_marks"))
        mine, said, faults = _one_class(sheet, *found, wishes, known)
        marks += mine
        told.append(said)
        problems += faults
    if skipped:
        text = f"листы без ведомости не прочитаны: {listed(skipped)}."
        problems.append(
            Place(book.file).whole(Finding(Reason.FILE_UNKNOWN, Severity.WARNING, text), count=len(skipped))
        )
    frame, doubles = period_table(marks)
    return Made({"period_marks": frame} if len(frame) else {}, (*problems, *doubles), tuple(told))


def _one_class(
    sheet: Sheet, heading: Heading, roles: Roles, wishes: Wishes, known: Known
) -> tuple[list[PeriodMark], str, list[Problem]]:
    titles = titles_of(sheet.rows[: heading.row], sheet.place.sheet)
    columns, problems = _columns(sheet, heading, roles, titles, wishes, known)
    year = wishes.year or titles.year or known.year
    lacking = [column for column in columns if not (column.period or wishes.period)]
    if lacking or not year:
        what, way = ("учебный год", "--year 2025/2026") if not year else ("период", "--period «1 четверть»")
        raise DataRefused(
            f"{sheet.place}: {what} не указан ни в файле, ни в паспорте. Укажите: {way}.", Reason.VALUE_MISSING
        )
    anchors = [roles.at[name] for name in ("code", "name") if name in roles.at]
    rows, faults = body_rows(sheet, heading, anchors)
    problems += [*faults, *_headless(sheet, heading, rows, max(anchors))]
    class_ = wishes.class_ or titles.class_
    people = [Person(number, _called(row, roles), class_) for number, row in rows]
    roster = people_of(sheet.place, people, wishes.names, known, year)
    problems += roster.problems
    marks: list[PeriodMark] = []
    for column in columns:
        cells = [Cell(number, column.at, row[column.at]) for number, row in rows]
        values, faults = read_mark_cells(sheet.place, cells, column.header)
        problems += faults
        marks += [
            PeriodMark(
                sheet.place, cell, year, code, column.subject, wishes.period or column.period, value, column.teacher
            )
            for cell, code, value in zip(cells, roster.codes, values, strict=True)
            if code and value
        ]
    periods = listed(list(dict.fromkeys(wishes.period or column.period for column in columns)))
    named = {column.subject for column in columns}
    said = (
        f"{f'Класс {class_}' if class_ else 'Класс не указан'}, {periods}, {year}: "
        f"{counted(len(set(roster.codes) - {''}), 'ученик', 'ученика', 'учеников')}, "
        f"{counted(len(named), 'предмет', 'предмета', 'предметов')}, "
        f"{counted(len(marks), 'отметка', 'отметки', 'отметок')}."
    )
    return marks, said, problems


def _headless(sheet: Sheet, heading: Heading, rows: Sequence[Line], last: int) -> list[Problem]:
    """Name columns of marks that no header explains: a mark must not vanish in silence."""
    bare = [
        at for at in range(last + 1, sheet.width) if not heading.parts[at] and any(row[at] for _, row in rows)
    ]  # fmt: skip
    if not bare:
        return []
    text = f"столбцы без заголовка не прочитаны: {listed([column_letter(at) for at in bare])}. Подпишите их."
    return [sheet.place.whole(Finding(Reason.HEADER_MISSING, Severity.ERROR, text), count=len(bare))]


def _called(row: Sequence[str], roles: Roles) -> str:
    """Take the code if there is one, else the name."""
    return next((row[roles.at[name]] for name in ("code", "name") if name in roles.at and row[roles.at[name]]), "")


def _columns(
    sheet: Sheet, heading: Heading, roles: Roles, titles: Titles, wishes: Wishes, known: Known
) -> tuple[list[_Column], list[Problem]]:
    """Say of each column which subject, period and teacher it is."""
    columns: list[_Column] = []
    aside: list[str] = []
    doubted: list[Problem] = []
    named = 0
    for at in roles.unknown:
        if at < min(roles.at.values()):
            continue
        subject, period, teacher, person = _parts(heading.parts[at], wishes.memory)
        named += person
        if not subject:
            aside.append(f"«{shown(heading.parts[at][-1])}»")
            continue
        written = read_subject(subject, wishes.memory, known)
        columns.append(_Column(at, subject, written, period or titles.period, teacher))
        doubted += _doubt(sheet.place, at, subject, written, wishes.memory, known)
    problems = []
    if aside:
        text = f"столбцы не предметов не прочитаны: {listed(aside)}."
        problems.append(sheet.place.whole(Finding(Reason.COLUMN_SET_ASIDE, Severity.REPAIR, text), count=len(aside)))
    if named:
        text = f"имена учителей в заголовке не перенесены: {named}. Учитель записывается кодом «П-017»."
        problems.append(sheet.place.whole(Finding(Reason.NAME_NOT_CODE, Severity.REPAIR, text), count=named))
    if "code" in roles.at and "name" in roles.at:
        text = "столбец имён не перенесён: ученики взяты по кодам."
        problems.append(sheet.place.whole(Finding(Reason.NAME_NOT_CODE, Severity.REPAIR, text)))
    return columns, [*problems, *doubted]


def _parts(parts: Sequence[str], memory: Memory) -> tuple[str, str, str, bool]:
    """Take the words of one column apart: subject, period, teacher's code, whether a teacher's name stood there."""
    subject = period = teacher = ""
    person = False
    for part in parts:
        if found := _TEACHER.search(part):
            teacher = found[0]
            part = part.replace(found[0], "").strip(" ()/,")
        if looks_like_name(part) and not is_subject(part):
            person = True
            continue
        if found := _TAIL_NAME.search(part):
            person = True
            part = part[: found.start()]
        part = _PART.sub("", part).strip(" /,")
        if not part or _GROUP.fullmatch(plain_label(part)):
            continue
        if period_in(part) and not is_subject(part):
            period = period_in(part)
        elif _ASIDE.fullmatch(plain_label(part)) and not memory.subject(part):
            return "", "", "", person
        elif not subject:
            subject = part
    return subject, period, teacher, person


def _doubt(place: Place, at: int, said: str, subject: str, memory: Memory, known: Known) -> list[Problem]:
    """Ask about a subject that the school has not had and that none would call so."""
    if memory.subject(said) or subject in known.subjects or (is_subject(said) and not known.subjects):
        return []
    near = nearest_subject(subject, known.subjects)
    if is_subject(said) and not near:
        return []
    hint = f" Возможно, это «{near}»." if near else ""
    text = (
        f"предмета «{shown(subject)}» у школы ещё не было; записан так.{hint} Ответ запоминается: "
        f'--subject-name "{shown(said)}={near or subject}".'
    )
    finding = Finding(Reason.HEADER_UNKNOWN, Severity.WARNING, text, subject, near)
    return [place.column(finding, at, said)]
