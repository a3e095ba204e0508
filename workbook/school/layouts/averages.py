"""Results of schools as numbers and means: «сколько писали» and «средний балл», or how many passed a threshold.

Apart from shares because a mean is weighed by its number directly; open data of cities come so, with English headers.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from workbook.errors import DataRefused, Reason
from workbook.school.dates import parse_date
from workbook.school.intake.bank import typed
from workbook.school.intake.place import Place
from workbook.school.intake.sheet import Sheet
from workbook.school.layouts.book import Book
from workbook.school.layouts.column_roles import Role
from workbook.school.layouts.district_rows import Study, procedure_in, reference, spread
from workbook.school.layouts.heading import Heading, find_heading
from workbook.school.layouts.imported import Known, Made, Wishes
from workbook.school.layouts.matched import Roles, roles_in
from workbook.school.layouts.memory import Memory
from workbook.school.layouts.notes import Cell, at_cells, of_sheet
from workbook.school.layouts.subjects import read_subject
from workbook.school.layouts.titles import titles_of, year_in, year_of
from workbook.school.origin import Finding
from workbook.school.problems import Problem, Severity, counted

__all__ = ["read_averages", "read_passed", "recognise_averages", "recognise_passed"]

_NUMBER_OF = r"(кол-?во|количество|число)"
MEANS = (
    Role("subject", "предмет", r"subject( ?name)?|subjectname|(учебный )?предмет", needed=True),
    Role("n", "кол-во участников", rf"passedquantity|{_NUMBER_OF} (участников|сда\w+|учащихся|писавших).*", True),
    Role("mean", "средний балл", r"avgscore|average score|средн\w+ (балл|отметка|оценка|тестовый).*", needed=True),
    Role("date", "дата", r"examdate|дата( экзамена| проведения)?"),
    Role("who", "школа", r"школа|оо|название оо|наименование оо|edu name"),
)  # fmt: skip
PASSED = (
    Role("n", "кол-во выпускников", rf"passed number full|{_NUMBER_OF} (выпускников|сда\w+)( .*)?", needed=True),
    Role("over", "набрали 220 и больше", r"passes over \d+|набрали \d+ (и больше|и более|баллов и .*)", needed=True),
    Role("under", "набрали меньше 160", r"passer under (\d+)|набрали (менее|меньше|ниже) (\d+)( .*)?"),
    Role("year", "год", r"year|учебный год|год"),
    Role("who", "школа", r"edu name|школа|оо|название оо|наименование оо"),
)  # fmt: skip
_NUMBER = re.compile(r"\d{1,6}(?:[.,]\d{1,6})?")
_GRADES = {"ОГЭ": 9, "ЕГЭ": 11}
_HIGHEST_MARK = 5.0
_TAIL = ("Строка не учтена.", "Строки не учтены.")


@dataclass(frozen=True, slots=True)
class _Mean:
    """A school's mean in one subject of one year."""

    subject: str
    year: str
    n: int
    mean: float


def _found(sheet: Sheet, roles: Sequence[Role], memory: Memory) -> tuple[Heading, Roles] | None:
    heading = find_heading(sheet, roles, memory, least=2)
    if heading is None:
        return None
    found = roles_in(heading, roles, memory)
    return (heading, found) if all(role.name in found.at for role in roles if role.needed) else None


def recognise_averages(book: Book, memory: Memory) -> str:
    """Say by what the book is known as means of schools, or an empty text."""
    if any(_found(sheet, MEANS, memory) for sheet in book.sheets):
        return "в строке результат школы: столбцы предмета, числа участников и среднего балла"
    return ""


def recognise_passed(book: Book, memory: Memory) -> str:
    """Say by what the book is known as numbers of graduates over a threshold, or an empty text."""
    if any(_found(sheet, PASSED, memory) for sheet in book.sheets):
        return "в строке школа: столбцы числа выпускников и числа набравших 220 баллов"
    return ""


def read_averages(book: Book, wishes: Wishes, known: Known) -> Made:
    """Read means of schools into landmarks, each school weighed by its participants.

    Raises
    ------
    DataRefused
        The procedure or the year is told nowhere.
    """
    problems: list[Problem] = list(book.problems)
    means: list[_Mean] = []
    procedure = ""
    for sheet in book.sheets:
        found = _found(sheet, MEANS, wishes.memory)
        if found is None:
            continue
        above = " ".join(cell for row in sheet.rows[: found[0].row] for cell in row)
        procedure = wishes.procedure or procedure_in(above) or procedure_in(book.file) or procedure
        mine, faults = _means(sheet, *found, wishes, known)
        means += mine
        problems += faults
    grade = wishes.grade or _GRADES.get(procedure)
    if not procedure or grade is None:
        what, way = ("процедура", "--procedure ОГЭ") if not procedure else ("параллель", "--grade 7")
        raise DataRefused(f"Файл «{book.file}»: {what} не указана. Укажите: {way}.", Reason.VALUE_MISSING)
    territory = wishes.territory or "муниципалитет"
    records: list[dict[str, object]] = []
    joined: list[dict[str, object]] = []
    for year, subject in sorted({(one.year, one.subject) for one in means}):
        own = [one for one in means if (one.year, one.subject) == (year, subject)]
        n = sum(one.n for one in own)
        mean = math.fsum(one.n * one.mean for one in own) / n
        unit = "отметка" if max(one.mean for one in own) <= _HIGHEST_MARK else "тестовый балл"
        study = Study(procedure, year, grade, subject)
        records.append(reference(study, territory, unit, mean, spread([one.mean for one in own])))
        joined.append({"who": f"{subject}, {year}: {unit}", "n": n, "what": "среднее", "value": mean})
    place = Place(book.file, table="references")
    if records and not wishes.territory:
        text = f"средние записаны как «{territory}». Если это другая территория, укажите: --territory регион."
        problems.append(of_sheet(place, Reason.VALUE_MISSING, Severity.WARNING, text))
    said = (
        f"{procedure}: {counted(len(means), 'результат школы', 'результата школ', 'результатов школ')}, "
        f"{counted(len({one.subject for one in means}), 'предмет', 'предмета', 'предметов')}. Средние взвешены числом "
        "участников."
    )
    frame = typed(records, "references")
    table = pd.DataFrame(joined, columns=["who", "n", "what", "value"]) if joined else None
    return Made({"references": frame} if len(frame) else {}, tuple(problems), (said,), shares=table)


def _means(
    sheet: Sheet, heading: Heading, roles: Roles, wishes: Wishes, known: Known
) -> tuple[list[_Mean], list[Problem]]:
    titles = titles_of(sheet.rows[: heading.row], sheet.place.sheet)
    place = Place(sheet.place.file, sheet.place.sheet, "references")
    bad: list[Cell] = []
    empty = 0
    means: list[_Mean] = []
    written: dict[str, str] = {}
    for number, row in enumerate(sheet.rows[heading.body :], start=sheet.first + heading.body):
        if not any(row):
            continue
        n, mean = _value(row[roles.at["n"]]), _value(row[roles.at["mean"]])
        day = parse_date(row[roles.at["date"]])[0] if "date" in roles.at else None
        year = wishes.year or (year_of(day) if day else titles.year)
        said = row[roles.at["subject"]] or wishes.subject
        if not said:
            continue
        if n is None or mean is None:
            bad.append(
                Cell(number, roles.at["n" if n is None else "mean"], row[roles.at["n" if n is None else "mean"]])
            )
            continue
        if not n:
            empty += 1
            continue
        if not year:
            raise DataRefused(f"{place}: учебный год не указан. Укажите: --year 2014/2015.", Reason.VALUE_MISSING)
        subject = written.setdefault(said, read_subject(said, wishes.memory, known))
        means.append(_Mean(subject, year, round(n), mean))
    finding = Finding(Reason.VALUE_TYPE, Severity.ERROR, "число участников или средний балл — не число.", tail=_TAIL)
    problems = at_cells(place, finding, bad)
    if empty:
        text = f"строк без участников пропущено: {empty}."
        problems.append(of_sheet(place, Reason.VALUE_REPAIRED, Severity.REPAIR, text, empty))
    return means, problems


def read_passed(book: Book, wishes: Wishes, known: Known) -> Made:
    """Read numbers of graduates over and under thresholds into shares of all schools together.

    The kit has no table for them, so nothing is written; the shares are shown.

    Parameters
    ----------
    book : Book
    wishes : Wishes
    known : Known
        Not needed: no table of a school comes of it.
    """
    del known
    problems: list[Problem] = list(book.problems)
    joined: list[dict[str, object]] = []
    told: list[str] = []
    for sheet in book.sheets:
        found = _found(sheet, PASSED, wishes.memory)
        if found is None:
            continue
        lines, faults = _passed(sheet, *found, wishes)
        titles, doubt = _titles(lines, found)
        if doubt:
            place = Place(sheet.place.file, sheet.place.sheet, "references")
            faults = [*faults, of_sheet(place, Reason.HEADER_UNKNOWN, Severity.WARNING, doubt)]
        problems += faults
        for year in sorted({line.year for line in lines}):
            own = [line for line in lines if line.year == year]
            who = f"{counted(len(own), 'школа', 'школы', 'школ')}, {year}".rstrip(", ")
            n = sum(line.n for line in own)
            joined += [
                {"who": who, "n": n, "what": title, "value": 100 * sum(line.told[name] for line in own) / n}
                for name, title in titles.items()
                if n
            ]
        told.append(
            f"{counted(len(lines), 'школа', 'школы', 'школ')}. Числа — выпускники: сначала сложены, потом поделены. "
            "Таблицы для них в тетради нет, поэтому показано, но не записано."
        )
    table = pd.DataFrame(joined, columns=["who", "n", "what", "value"]) if joined else None
    return Made({}, tuple(problems), tuple(told), shares=table)


@dataclass(frozen=True, slots=True)
class _Passed:
    """A school's numbers of graduates by threshold."""

    year: str
    n: int
    told: dict[str, int]


def _titles(lines: Sequence[_Passed], found: tuple[Heading, Roles]) -> tuple[dict[str, str], str]:
    """Name the shares; a column «under» that holds more than the rest of the graduates counts something else."""
    heading, roles = found
    titles = {}
    for name in ("over", "under"):
        if name in roles.at:
            number = re.search(r"\d+", heading.labels[roles.at[name]])
            titles[name] = f"{'не меньше' if name == 'over' else 'меньше'} {number[0] if number else '?'} баллов"
    if "under" not in titles or all(line.told["over"] + line.told["under"] <= line.n for line in lines):
        return titles, ""
    label = heading.labels[roles.at["under"]]
    titles["under"] = titles["under"].replace("меньше", "не меньше")
    doubt = (
        f"столбец «{label}» вместе со столбцом «{heading.labels[roles.at['over']]}» больше числа выпускников: судя по "
        f"числам, он считает набравших «{titles['under']}», и так он назван. Проверьте описание набора."
    )
    return titles, doubt


def _passed(sheet: Sheet, heading: Heading, roles: Roles, wishes: Wishes) -> tuple[list[_Passed], list[Problem]]:
    place = Place(sheet.place.file, sheet.place.sheet, "references")
    names = [name for name in ("n", "over", "under") if name in roles.at]
    lines: list[_Passed] = []
    bad: list[Cell] = []
    off: list[Cell] = []
    for number, row in enumerate(sheet.rows[heading.body :], start=sheet.first + heading.body):
        if not any(row):
            continue
        values = {name: _value(row[roles.at[name]]) for name in names}
        lost = [Cell(number, roles.at[name], row[roles.at[name]]) for name, value in values.items() if value is None]
        if lost:
            bad += lost[:1]
            continue
        told = {name: round(value) for name, value in values.items() if value is not None}
        if max(told.values()) > told["n"]:
            off.append(Cell(number, roles.at["n"], row[roles.at["n"]]))
            continue
        said = row[roles.at["year"]] if "year" in roles.at else ""
        lines.append(_Passed(wishes.year or year_in(said) or said, told["n"], told))
    finding = Finding(Reason.VALUE_TYPE, Severity.ERROR, "число выпускников не указано.", tail=_TAIL)
    problems = at_cells(place, finding, bad)
    text = "набравших больше, чем выпускников."
    return lines, [*problems, *at_cells(place, Finding(Reason.TOTAL_DIFFERS, Severity.ERROR, text, tail=_TAIL), off)]


def _value(text: str) -> float | None:
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None
