"""Turns what an export calls a pupil into a code: its own code, or a name or number looked up in a key kept elsewhere.

Apart from the layouts because a name must be stopped in one place, and no message may ever repeat it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from workbook.errors import DataRefused, Reason
from workbook.school.cells import read_cell
from workbook.school.intake.place import Place, listed
from workbook.school.intake.roles import CODE
from workbook.school.intake.sheet import open_sheet
from workbook.school.layouts.imported import Known
from workbook.school.layouts.notes import at_rows
from workbook.school.origin import Finding
from workbook.school.problems import Problem, Severity
from workbook.school.repairs import fold
from workbook.school.tables import TABLES

__all__ = ["Person", "Roster", "folded", "people_of", "read_key"]

_ASIDE = ("Строка не учтена.", "Строки не учтены.")
_ADVICE = (
    "Люди в папке школы — только коды: возьмите выгрузку с кодами или дайте таблицу «имя — код», которая лежит вне "
    "папки школы (--names)."
)


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a row of an export is about.

    Attributes
    ----------
    row : int
        As a person sees it.
    called : str
        What the export calls the pupil.
    class_ : str
        «7 А» or empty.
    """

    row: int
    called: str
    class_: str = ""


@dataclass(frozen=True)
class Roster:
    """Codes of the people of a sheet.

    Attributes
    ----------
    codes : tuple of str
        A code for each person, or an empty text where the row cannot be used.
    problems : tuple of Problem
    """

    codes: tuple[str, ...]
    problems: tuple[Problem, ...] = ()


def folded(text: str) -> str:
    """Reduce a name to what the eye sees, spaces included."""
    return " ".join(fold(text).replace(".", ". ").split())


def read_key(path: Path, folder: Path | None = None) -> dict[str, str]:
    """Read the table «name — code»: one column of codes «У-0123», one of names or numbers as the exports call them.

    A namesake is told apart by the class in brackets: «Иванов Иван (7 А)».

    Parameters
    ----------
    path : Path
    folder : Path, optional
        The school's folder, where the table may not lie.

    Returns
    -------
    dict of str to str
        Folded name → code.

    Raises
    ------
    FileRefused
        The guard refuses the file.
    DataRefused
        It lies in the school's folder, has no column of codes, or gives one name two codes.
    """
    if folder is not None and path.resolve().is_relative_to(folder.resolve()):
        raise DataRefused(
            f"Таблица «имя — код» не может лежать в папке школы: «{path.name}». Уберите её в другое место и повторите.",
            Reason.NAME_NOT_CODE,
        )
    sheet = open_sheet(path)
    at = next((i for i in range(sheet.width) if any(CODE.fullmatch(cell) for cell in sheet.column(i))), None)
    if at is None or sheet.width < 2:
        raise DataRefused(
            f"В файле «{path.name}» нет столбца с кодами вида «У-0123». Нужны два столбца: как ученик назван в "
            "выгрузке и его код.",
            Reason.VALUE_PATTERN,
        )
    other = 1 if at == 0 else 0
    key: dict[str, str] = {}
    for number, row in enumerate(sheet.rows, start=sheet.first):
        name = folded(row[other].removeprefix("'"))
        if not name or not CODE.fullmatch(row[at]):
            continue
        if key.get(name, row[at]) != row[at]:
            raise DataRefused(
                f"В таблице «имя — код» (строка {number}) имя уже стоит с другим кодом. Отличите однофамильцев классом "
                "в скобках: «Иванов Иван (7 А)».",
                Reason.ROW_DOUBLE,
            )
        key[name] = row[at]
    return key


def people_of(place: Place, people: Sequence[Person], names: Mapping[str, str], known: Known, year: str) -> Roster:
    """Give each person of a sheet a code, and say of whom it cannot be done.

    Parameters
    ----------
    place : Place
    people : sequence of Person
    names : mapping of str to str
        Folded name → code.
    known : Known
        The school's pupils; when it has none, every proper code passes.
    year : str
        School year of the results, for the check of classes.

    Returns
    -------
    Roster
    """
    codes: list[str] = []
    lost: dict[str, list[int]] = {"name": [], "key": [], "code": [], "stranger": []}
    repaired: list[int] = []
    looked = 0
    for person in people:
        code, why, changed = _code(person, names)
        looked += bool(code and not why and not CODE.fullmatch(person.called) and not changed)
        if code and known.codes and code not in known.codes:
            code, why = "", "stranger"
        if why:
            lost[why].append(person.row)
        elif changed:
            repaired.append(person.row)
        codes.append(code)
    problems = [*_lost(place, lost), *_repaired(place, repaired), *_moved(place, people, codes, known, year)]
    if looked:
        told = f"имена и номера заменены кодами по таблице «имя — код»: {looked}; сами имена никуда не записаны."
        problems.append(place.whole(Finding(Reason.NAME_NOT_CODE, Severity.REPAIR, told), count=looked))
    return Roster(tuple(codes), tuple(problems))


def _code(person: Person, names: Mapping[str, str]) -> tuple[str, str, bool]:
    """Return the code, why there is none, and whether it had to be repaired."""
    if CODE.fullmatch(person.called):
        return person.called, "", False
    called = folded(person.called)
    for label in (f"{called} ({folded(person.class_)})", called):
        if label in names:
            return names[label], "", False
    reading = read_cell(person.called, TABLES["pupils"].column("pupil"))
    if reading.value is not None:
        return str(reading.value), "", True
    if reading.fault is not None and reading.fault.reason is Reason.NAME_NOT_CODE:
        return "", "key" if names else "name", False
    return "", "code", False


def _lost(place: Place, lost: Mapping[str, list[int]]) -> list[Problem]:
    said = {
        "name": (Reason.NAME_NOT_CODE, f"вместо кодов стоят имена (здесь они не повторяются). {_ADVICE}"),
        "key": (
            Reason.NAME_NOT_CODE,
            "этих имён нет в таблице «имя — код» (здесь они не повторяются): допишите их туда с кодами и повторите.",
        ),
        "code": (
            Reason.VALUE_PATTERN,
            "ученик обозначен не кодом вида «У-0123» и не найден в таблице «имя — код» (--names).",
        ),
        "stranger": (
            Reason.REFERENCE_UNKNOWN,
            "учеников с этими кодами в таблице «Ученики» школы нет: проверьте коды или сначала внесите контингент.",
        ),
    }
    problems: list[Problem] = []
    for why, rows in lost.items():
        reason, text = said[why]
        tail = f"{text} {_ASIDE[len(rows) > 1]}"
        problems += at_rows(place, Finding(reason, Severity.ERROR, tail), rows)
    return problems


def _repaired(place: Place, rows: Sequence[int]) -> list[Problem]:
    return at_rows(place, Finding(Reason.VALUE_REPAIRED, Severity.REPAIR, "код ученика записан как «У-0123»."), rows)


def _moved(place: Place, people: Sequence[Person], codes: Sequence[str], known: Known, year: str) -> list[Problem]:
    """Name pupils who stand in another class of the school in that year."""
    mine = known.pupils[known.pupils["year"] == year]
    classes: Mapping[str, str] = dict(zip(mine["pupil"], mine["class_"], strict=True))
    off = Counter(
        (person.class_, classes[code])
        for person, code in zip(people, codes, strict=True)
        if person.class_ and classes.get(code, person.class_) != person.class_
    )
    if not off:
        return []
    rows = [
        person.row for person, code in zip(people, codes, strict=True)
        if person.class_ and classes.get(code, person.class_) != person.class_
    ]  # fmt: skip
    pairs = listed([f"в выгрузке {here}, у школы {there}" for here, there in sorted(off)], 3)
    told = f"класс не совпадает с таблицей «Ученики» ({pairs}). Результаты взяты; проверьте, тот ли это ученик."
    return at_rows(place, Finding(Reason.REFERENCE_UNKNOWN, Severity.WARNING, told), rows)
