"""«Контингент»: who is in which class, when a pupil came and left, and why.

Apart from the other layouts because this one makes pupils: only here may a name be given a code of its own.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from workbook.errors import DataRefused, Reason
from workbook.school.cells import read_cell
from workbook.school.dates import parse_date
from workbook.school.intake.bank import typed
from workbook.school.intake.place import Place, listed
from workbook.school.intake.pupils import KEY_COLUMNS
from workbook.school.intake.sheet import Sheet
from workbook.school.layouts.book import Book
from workbook.school.layouts.column_roles import PUPIL, Role
from workbook.school.layouts.heading import Heading, Line, body_rows, find_heading
from workbook.school.layouts.imported import Known, Made, Wishes
from workbook.school.layouts.matched import Roles, roles_in
from workbook.school.layouts.memory import Memory
from workbook.school.layouts.new_codes import with_new_codes
from workbook.school.layouts.notes import Cell, at_cells, at_rows, of_sheet
from workbook.school.layouts.people_rows import level_of
from workbook.school.layouts.roster import Person, folded, people_of
from workbook.school.layouts.titles import titles_of
from workbook.school.origin import Finding
from workbook.school.problems import Problem, Severity, counted
from workbook.school.repairs import fold, shown
from workbook.school.tables import TABLES

__all__ = ["read_movement", "recognise_movement"]

ROLES = (
    *PUPIL,
    Role("class_", "класс", r"класс( обучения)?|класс/группа"),
    Role("enrolled", "дата прибытия", r"(дата )?(прибыт\w+|прибыл\w*|зачислен\w*|приб\.?|поступлен\w+)( .*)?"),
    Role("left", "дата выбытия", r"(дата )?(выбыт\w+|выбыл\w*|отчислен\w*|выб\.?)( .*)?"),
    Role("reason", "причина выбытия", r"причина( выбытия| отчисления)?|куда выбыл.*|основание.*"),
    Role("sex", "пол", r"пол"),
    Role("profile", "профиль", r"профиль( .*)?"),
)
_TAIL = ("Значение не учтено.", "Значения не учтены.")
_REASONS = (
    (r"переезд.*|смена места жительства.*|переехал.*", "переезд"),
    (r"(перевод|переход|выбыл\w*) в (др|ин).*(школ|оо|организ|оу|гимнази|лице).*|смена оо", "перевод в другую школу"),
    (r"перевод в (др(\.|угой)|параллельный) класс.*|смена класса|в другой класс", "перевод в другой класс"),
    (r"отчисл\w+.*", "отчисление"),
    (r"выпуск.*|окончание.*|окончил\w*.*", "выпуск"),
)  # fmt: skip
_TOTAL = re.compile(r"(?:всего|итого|численность|количество)[^\d]{0,40}(\d{1,4})(?!\d|\.)")


@dataclass(frozen=True, slots=True)
class _Row:
    """A pupil of the list."""

    number: int
    class_: str
    enrolled: dt.date | None
    left: dt.date | None
    reason: str
    sex: str
    profile: str


def _found(sheet: Sheet, memory: Memory) -> tuple[Heading, Roles] | None:
    heading = find_heading(sheet, ROLES, memory, least=2)
    if heading is None:
        return None
    roles = roles_in(heading, ROLES, memory)
    who = {"code", "name"} & roles.at.keys()
    return (heading, roles) if who and {"enrolled", "left"} & roles.at.keys() else None


def recognise_movement(book: Book, memory: Memory) -> str:
    """Say by what the book is known as a list of pupils, or an empty text."""
    for sheet in book.sheets:
        if found := _found(sheet, memory):
            named = [
                role.title for role in ROLES if role.name in found[1].at and role.name in ("class_", "enrolled", "left")
            ]
            return f"строки — ученики, есть столбцы: {', '.join(named)}"
    return ""


def read_movement(book: Book, wishes: Wishes, known: Known) -> Made:
    """Read the list of pupils, one sheet for all classes or one a class.

    Raises
    ------
    DataRefused
        The school year is told nowhere.
    """
    problems: list[Problem] = list(book.problems)
    records: dict[str, dict[str, object]] = {}
    keys: list[tuple[str, str]] = []
    skipped: list[str] = []
    for sheet in book.sheets:
        found = _found(sheet, wishes.memory)
        if found is None:
            skipped.append(f"«{shown(sheet.place.sheet)}»")
            continue
        sheet = replace(sheet, place=replace(sheet.place, table="pupils"))
        problems += _one_sheet(sheet, found, wishes, known, records, keys)
        wishes = replace(wishes, names={**wishes.names, **{folded(label): code for label, code in keys}})
    if skipped:
        text = f"листы без списка учеников не прочитаны: {listed(skipped)}."
        problems.append(of_sheet(Place(book.file), Reason.FILE_UNKNOWN, Severity.WARNING, text, len(skipped)))
    frame = typed(list(records.values()), "pupils")
    said = (
        f"{counted(len(frame), 'ученик', 'ученика', 'учеников')}, "
        f"{counted(frame['class_'].nunique(), 'класс', 'класса', 'классов')}, "
        f"выбыли: {int(frame['left'].notna().sum())}."
    )
    return Made({"pupils": frame} if len(frame) else {}, tuple(problems), (said,), _key_table(keys))


def _key_table(keys: Sequence[tuple[str, str]]) -> pd.DataFrame | None:
    """Lay the new lines of the key out."""
    return pd.DataFrame(list(keys), columns=list(KEY_COLUMNS), dtype="str") if keys else None


def _one_sheet(
    sheet: Sheet, found: tuple[Heading, Roles], wishes: Wishes, known: Known,
    records: dict[str, dict[str, object]], keys: list[tuple[str, str]],
) -> list[Problem]:  # fmt: skip
    heading, roles = found
    titles = titles_of(sheet.rows[: heading.row], sheet.place.sheet)
    year = wishes.year or titles.year or known.year
    if not year:
        raise DataRefused(
            f"{sheet.place}: учебный год не указан ни в файле, ни в паспорте. Укажите: --year 2025/2026.",
            Reason.VALUE_MISSING,
        )
    who = [roles.at[name] for name in ("code", "name") if name in roles.at]
    lines, problems = body_rows(sheet, heading, who)
    problems += roles.unknown_told(sheet.place, ROLES)
    problems += _total(sheet, heading, len(lines))
    rows, faults = _rows(sheet, lines, roles, wishes.class_ or titles.class_)
    problems += faults
    called = {number: next((line[at] for at in who if line[at]), "") for number, line in lines}
    people = [Person(row.number, called[row.number], row.class_) for row in rows]
    names, told, fresh = with_new_codes(sheet.place, people, wishes, known)
    problems += told
    keys += fresh
    # A list of pupils brings pupils whom the school does not have: no code is strange here.
    roster = people_of(sheet.place, people, names, replace(known, pupils=known.pupils.head(0)), year)
    problems += roster.problems
    again: list[int] = []
    moved: list[int] = []
    for row, code in zip(rows, roster.codes, strict=True):
        if not code:
            continue
        record: dict[str, object] = {
            "year": year, "pupil": code, "class_": row.class_, "level": level_of(int(row.class_.split()[0])),
            "sex": row.sex, "profile": row.profile, "enrolled": row.enrolled, "left": row.left,
            "leave_reason": row.reason,
        }  # fmt: skip
        earlier = records.get(code)
        if earlier is None:
            records[code] = record
        elif earlier["left"] and not row.left and earlier["class_"] != row.class_:
            records[code] = {**record, "enrolled": earlier["enrolled"] or row.enrolled}
            moved.append(row.number)
        elif earlier != record:
            again.append(row.number)
    text = "ученик перешёл в другой класс: записан новый класс и первая дата прибытия."
    problems += at_rows(sheet.place, Finding(Reason.VALUE_REPAIRED, Severity.REPAIR, text), moved)
    text = "ученик записан ещё раз с другими сведениями. Учтена первая его строка; оставьте одну, верную."
    return [*problems, *at_rows(sheet.place, Finding(Reason.ROW_DOUBLE, Severity.ERROR, text), again)]


def _rows(sheet: Sheet, lines: Sequence[Line], roles: Roles, class_: str) -> tuple[list[_Row], list[Problem]]:
    bad: dict[str, list[Cell]] = {"class_": [], "enrolled": [], "left": [], "sex": [], "reason": []}
    backwards: list[int] = []
    rows: list[_Row] = []

    def text(line: tuple[str, ...], role: str) -> str:
        return line[roles.at[role]] if role in roles.at else ""

    def cell(number: int, line: tuple[str, ...], role: str) -> Cell:
        return Cell(number, roles.at.get(role, 0), text(line, role))

    def day(number: int, line: tuple[str, ...], role: str) -> dt.date | None:
        said = text(line, role)
        found = parse_date(said)[0] if said not in ("", "-", "–", "—") else None
        if said not in ("", "-", "–", "—") and found is None:
            bad[role].append(cell(number, line, role))
        return found

    for number, line in lines:
        told = read_cell(text(line, "class_"), TABLES["pupils"].column("class_")) if text(line, "class_") else None
        own = str(told.value) if told is not None and told.value else "" if told is not None else class_
        if not own:
            bad["class_"].append(cell(number, line, "class_"))
            continue
        enrolled, left = day(number, line, "enrolled"), day(number, line, "left")
        if enrolled and left and left < enrolled:
            backwards.append(number)
            left = None
        reason = _reason(text(line, "reason")) if left else ""
        if left and text(line, "reason") and reason == "другое" and fold(text(line, "reason")) != "другое":
            bad["reason"].append(cell(number, line, "reason"))
        sex = fold(text(line, "sex"))[:1]
        if sex and sex not in "мж":
            bad["sex"].append(cell(number, line, "sex"))
            sex = ""
        rows.append(_Row(number, own, enrolled, left, reason, sex, text(line, "profile")))
    return rows, [*_faults(sheet.place, bad), *_backwards(sheet.place, backwards)]


def _reason(text: str) -> str:
    plain = fold(text).strip(" .")
    if not plain:
        return ""
    return next((reason for pattern, reason in _REASONS if re.fullmatch(pattern, plain)), "другое")


def _faults(place: Place, bad: dict[str, list[Cell]]) -> list[Problem]:
    row = ("Строка не учтена.", "Строки не учтены.")
    said = {
        "class_": (Reason.VALUE_TYPE, Severity.ERROR, "класс не указан или не распознан: нужно «7 А».", row),
        "enrolled": (Reason.VALUE_TYPE, Severity.ERROR, "дата прибытия не распознана: нужна ДД.ММ.ГГГГ.", _TAIL),
        "left": (Reason.VALUE_TYPE, Severity.ERROR, "дата выбытия не распознана: нужна ДД.ММ.ГГГГ.", _TAIL),
        "sex": (Reason.VALUE_CHOICE, Severity.ERROR, "пол — «м» или «ж».", _TAIL),
        "reason": (Reason.VALUE_CHOICE, Severity.WARNING, "причина выбытия не из списка, записано «другое».", ("", "")),
    }
    problems: list[Problem] = []
    for kind, cells in bad.items():
        reason, severity, text, tail = said[kind]
        problems += at_cells(place, Finding(reason, severity, text, tail=tail), cells)
    return problems


def _backwards(place: Place, rows: Sequence[int]) -> list[Problem]:
    text = "дата выбытия раньше даты прибытия; выбытие не записано."
    return at_rows(place, Finding(Reason.ROW_ORDER, Severity.ERROR, text), rows)


def _total(sheet: Sheet, heading: Heading, rows: int) -> list[Problem]:
    """Compare the number of pupils that the file tells with the rows."""
    lines = [" ".join(cell for cell in row if cell) for row in sheet.rows]
    around = [*lines[: heading.row], *lines[heading.body + rows :]]
    told = next((int(match[1]) for line in around if (match := _TOTAL.search(fold(line)))), None)
    if told is None or told == rows:
        return []
    text = f"в файле сказано «всего {told}», а строк учеников {rows}. Проверьте, весь ли список выгружен."
    return [of_sheet(sheet.place, Reason.TOTAL_DIFFERS, Severity.WARNING, text)]
