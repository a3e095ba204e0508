"""The bank out to a file and a file into the bank: the two functions that the rest of the kit calls.

Apart from the formats because what is missing in a foreign question, and what is not taken over, is the same for both.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from workbook.errors import DataRefused, FileRefused, Reason
from workbook.school.cells import read_cell
from workbook.school.exchange.gift import read_gift, write_gift
from workbook.school.exchange.moodle_xml import Found, read_moodle_xml, write_moodle_xml
from workbook.school.exchange.question import Question, from_row, to_row
from workbook.school.intake.bank import typed
from workbook.school.intake.place import Place, listed
from workbook.school.origin import Finding
from workbook.school.problems import Problem, Severity, counted
from workbook.school.repairs import shown
from workbook.school.schema import NOT_TOLD
from workbook.school.tables import TABLES

__all__ = ["FORMATS", "BankImport", "Defaults", "export_bank", "import_bank"]

_CODE = re.compile(r"[\w.]+(?:-[\w.]+)+")
_REQUIRED = ("subject", "grade", "content", "skill", "tier")


@dataclass(frozen=True, slots=True)
class _Format:
    write: Callable[[Iterable[Question]], bytes]
    read: Callable[[Path], list[Found]]


FORMATS = {
    ".xml": _Format(write_moodle_xml, read_moodle_xml),
    ".gift": _Format(write_gift, read_gift),
    ".txt": _Format(write_gift, read_gift),
}
"""Extension → format: Moodle XML or GIFT."""


@dataclass(frozen=True, slots=True)
class Defaults:
    """What to put where a foreign question tells nothing.

    Attributes
    ----------
    subject : str
    grade : int or None
    tier : str
    prefix : str
        Beginning of the codes given to questions without one: «МА7» gives МА7-901, МА7-902, …
    """

    subject: str = ""
    grade: int | None = None
    tier: str = "Б"
    prefix: str = "ЗАД"


@dataclass(frozen=True, eq=False)
class BankImport:
    """Items that came from a file.

    Attributes
    ----------
    items : DataFrame
        The kit's table of items.
    problems : tuple of Problem
        What was refused, put in place of what is missing, or not taken over.
    summary : str
    """

    items: pd.DataFrame
    problems: tuple[Problem, ...]
    summary: str


def export_bank(items: pd.DataFrame, path: Path | str) -> tuple[bytes, list[Problem]]:
    """Write the bank as Moodle XML or GIFT, by the extension of the path.

    Parameters
    ----------
    items : DataFrame
        The kit's table of items.
    path : Path or str
        Only its name is looked at; nothing is written.

    Returns
    -------
    tuple of bytes and list of Problem
        The file's content, and the items that could not go into it, each with the reason.

    Raises
    ------
    FileRefused
        The extension is none of :data:`FORMATS`.
    DataRefused
        No item can be written.
    """
    path = Path(path)
    form = _format(path)
    place = Place("items.csv", "", "items")
    questions, problems = [], []
    records: list[dict[str, Any]] = items.to_dict("records")  # type: ignore[assignment]
    for row in records:
        made = from_row(row)
        if isinstance(made, Question):
            questions.append(made)
        else:
            told = f"задание «{row['item']}» не выгружено: {made}."
            problems.append(place.whole(Finding(Reason.NOT_CARRIED, Severity.WARNING, told, str(row["item"]))))
    if not questions:
        raise DataRefused(
            "Ни одно задание банка выгрузить нельзя: нет ключей или вариантов ответа.", Reason.TABLE_EMPTY
        )
    bare = [str(row["item"]) for row in records if not isinstance(row.get("text"), str)]
    if bare:
        told = f"условия нет в банке у заданий {listed(bare)}: вместо него выгружен код."
        problems.append(place.whole(Finding(Reason.NOT_CARRIED, Severity.WARNING, told), count=len(bare)))
    questions.sort(key=lambda question: question.category)
    return form.write(questions), problems


def _format(path: Path) -> _Format:
    form = FORMATS.get(path.suffix.lower())
    if form is None:
        raise FileRefused(
            f"Файл «{path.name}»: банк выгружается и читается как Moodle XML (.xml) или GIFT (.gift, .txt). Книга "
            "Excel — это бланк: workbook forms.",
            Reason.FILE_KIND,
        )
    return form


def import_bank(path: Path | str, defaults: Defaults | None = None) -> BankImport:
    """Read questions of Moodle XML or GIFT as items of the bank.

    Parameters
    ----------
    path : Path or str
    defaults : Defaults, optional

    Returns
    -------
    BankImport

    Raises
    ------
    FileRefused
        The file is hostile, damaged or of another kind.
    DataRefused
        No question of the file can stand in the bank.
    """
    path, defaults = Path(path), defaults or Defaults()
    place = Place(path.name, "", "items")
    found = _format(path).read(path)
    problems = [_refused(place, one) for one in found if one.question is None]
    taken = [one for one in found if one.question is not None]
    if not taken:
        why = f" Первая причина: {found[0].refusal}." if found else ""
        raise DataRefused(f"В файле «{path.name}» нет вопросов, которые можно взять в банк.{why}", Reason.TABLE_EMPTY)
    rows, strangers = [], []
    for one in taken:
        row, odd = to_row(one.question)  # type: ignore[arg-type]
        rows.append(row)
        strangers += odd
    problems += [*_not_taken(place, taken), *_marks(place, strangers)]
    rows, told = _coded(rows, defaults.prefix, place)
    problems += told
    problems += _ranges(rows, place)
    problems += _filled(rows, defaults, place)
    text = (
        f"В файле {counted(len(found), 'вопрос', 'вопроса', 'вопросов')}: взято в банк {len(taken)}, не взято "
        f"{len(found) - len(taken)}."
    )
    return BankImport(typed(rows, "items"), tuple(problems), text)


def _refused(place: Place, one: Found) -> Problem:
    told = f"вопрос «{shown(one.title)}» не взят: {one.refusal}."
    return place.whole(Finding(Reason.QUESTION_REFUSED, Severity.ERROR, told, shown(one.title)))


def _not_taken(place: Place, taken: list[Found]) -> list[Problem]:
    """Name what stays behind, once for each kind."""
    where: dict[str, list[str]] = {}
    for one in taken:
        for remark in one.remarks:
            where.setdefault(remark, []).append(shown(one.title))
    problems = []
    for remark, titles in where.items():
        told = f"не перенесено: {remark} ({listed([f'«{title}»' for title in titles], 4)})."
        severity = Severity.REPAIR if remark.startswith(("отзывы", "степени")) else Severity.WARNING
        problems.append(place.whole(Finding(Reason.NOT_CARRIED, severity, told), count=len(titles)))
    return problems


def _marks(place: Place, strangers: list[str]) -> list[Problem]:
    if not strangers:
        return []
    words = [f"«{shown(mark)}»" for mark, _ in Counter(strangers).most_common()]
    told = f"метки, которых банк не знает, не взяты: {listed(words)}."
    return [place.whole(Finding(Reason.NOT_CARRIED, Severity.REPAIR, told), count=len(strangers))]


def _coded(rows: list[dict[str, Any]], prefix: str, place: Place) -> tuple[list[dict[str, Any]], list[Problem]]:
    """Give a code to questions whose name is none, or whose code is taken."""
    column = TABLES["items"].column("item")
    used: set[str] = set()
    given = 0
    for row in rows:
        code = str(row.get("item", ""))
        if not _CODE.fullmatch(code) or read_cell(code, column).value is None or code in used:
            given += 1
            while f"{prefix}-{900 + given}" in used:
                given += 1
            row["item"] = f"{prefix}-{900 + given}"
        else:
            row["item"] = str(read_cell(code, column).value)
        used.add(row["item"])
    if not given:
        return rows, []
    told = f"вопросам без кода вида «МА7-014» (или с повторным кодом) даны коды {prefix}-901 … {prefix}-{900 + given}."
    return rows, [place.whole(Finding(Reason.VALUE_REPAIRED, Severity.REPAIR, told))]


def _ranges(rows: list[dict[str, Any]], place: Place) -> list[Problem]:
    """Bring points into the bank's limits."""
    column = TABLES["items"].column("max_score")
    low, high = column.low or 0.0, column.high or 20.0
    changed = []
    for row in rows:
        points = float(row["max_score"])
        if not low <= points <= high:
            row["max_score"] = min(max(points, low), high)
            changed.append(str(row["item"]))
    if not changed:
        return []
    told = f"балл вопроса вне пределов банка (от {low:g} до {high:g}) и заменён ближайшим: {listed(changed)}."
    return [place.whole(Finding(Reason.VALUE_RANGE, Severity.WARNING, told), count=len(changed))]


def _filled(rows: list[dict[str, Any]], defaults: Defaults, place: Place) -> list[Problem]:
    """Put what the file does not tell and say so."""
    stand_in: Mapping[str, Any] = {
        "subject": defaults.subject or "не указан", "grade": defaults.grade, "content": NOT_TOLD, "skill": NOT_TOLD,
        "tier": defaults.tier,
    }  # fmt: skip
    problems = []
    for name in _REQUIRED:
        lacking = [str(row["item"]) for row in rows if name not in row]
        for row in rows:
            row.setdefault(name, stand_in[name])
        if not lacking:
            continue
        asked = (name == "subject" and defaults.subject) or (name == "grade" and defaults.grade)
        put = "пусто" if stand_in[name] is None else f"«{stand_in[name]}»"
        header = TABLES["items"].column(name).header
        several = counted(len(lacking), "задание", "задания", "заданий")
        told = f"«{header}» в файле не указано, поставлено {put} ({several})."
        severity = Severity.REPAIR if asked else Severity.WARNING
        problems.append(place.whole(Finding(Reason.VALUE_MISSING, severity, told), count=len(lacking)))
    return problems
