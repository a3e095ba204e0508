"""Participants of «Ф1» as the file tells them: one value a row, faults of cells named, nothing compared yet.

Apart from the checks because a cell is read alone and the sums are compared later.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from workbook.errors import DataRefused, Reason
from workbook.school.cells import read_cell
from workbook.school.intake.place import Place
from workbook.school.intake.sheet import Sheet
from workbook.school.layouts.heading import Heading
from workbook.school.layouts.matched import Roles
from workbook.school.layouts.notes import Cell, at_cells, at_rows
from workbook.school.layouts.subjects import subject_letters
from workbook.school.origin import Finding
from workbook.school.problems import Problem, Severity
from workbook.school.repairs import fold
from workbook.school.tables import TABLES

__all__ = ["Item", "Paper", "Work", "read_papers"]

_NOTHING = frozenset({"х", "-", ""})
_NO_MARK = frozenset({"нет отметки", "нет", "н/д", "нет данных", *_NOTHING})
_POINTS = re.compile(r"\d{1,3}(?:[.,]\d{1,2})?")
_SERVICE = re.compile(r"кол-?\s*во участников|\((?:edu|sch)\d+\)", re.IGNORECASE)
_TAIL = ("Значение не учтено.", "Значения не учтены.")
_ASIDE = ("Строка не учтена.", "Строки не учтены.")


@dataclass(frozen=True, slots=True)
class Item:
    """A column of an item: label «3К1», greatest score, tier."""

    column: int
    label: str
    ceiling: float
    tier: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """Which work it is."""

    year: str
    subject: str
    grade: int
    day: date | None
    wished: str = ""

    @property
    def test(self) -> str:
        """Code of the work: the wished one, else «ВПР-МА7-2026» by the calendar year of spring."""
        return self.wished or f"ВПР-{subject_letters(self.subject)}{self.grade}-{self.year[-4:]}"


@dataclass(frozen=True, slots=True)
class Paper:
    """One participant's work.

    Attributes
    ----------
    row : int
    code : str
        As the file calls the participant.
    class_, variant : str
    scores : tuple of float or None
        In the order of the items; None where the item was not begun.
    faulty : bool
        Whether a score could not be read, so that the sum cannot be compared.
    lost : bool
        Whether the primary score could not be read.
    primary : float or None
        None when the work was not written.
    mark, journal : str
    """

    row: int
    code: str
    class_: str
    variant: str
    scores: tuple[float | None, ...]
    faulty: bool
    lost: bool
    primary: float | None
    mark: str
    journal: str

    @property
    def written(self) -> bool:
        """Whether anything was done or a score was given."""
        return self.primary is not None or any(score is not None for score in self.scores)


def read_papers(
    sheet: Sheet, heading: Heading, roles: Roles, items: Sequence[Item], place: Place
) -> tuple[list[Paper], list[Problem]]:
    """Read the rows of participants.

    Raises
    ------
    DataRefused
        There is no participant.
    """
    bad: dict[str, list[Cell]] = {"score": [], "above": [], "mark": [], "journal": [], "primary": [], "class_": []}
    papers: list[Paper] = []
    nameless: list[int] = []
    for number, row in enumerate(sheet.rows[heading.body :], start=sheet.first + heading.body):
        if not any(row) or any(_SERVICE.search(cell) for cell in row):
            continue
        code = row[roles.at["code"]]
        if not code:
            nameless += [number] if sum(map(bool, row)) > len(items) / 2 else []
            continue
        papers.append(_paper(number, row, roles, items, bad))
    if not papers:
        raise DataRefused(f"{place}: под заголовком нет ни одного участника.", Reason.TABLE_EMPTY)
    problems = _faults(place, bad)
    text = "нет кода участника. Строки не учтены." if len(nameless) > 1 else "нет кода участника. Строка не учтена."
    problems += at_rows(place, Finding(Reason.VALUE_MISSING, Severity.ERROR, text), nameless)
    return papers, problems


def _paper(number: int, row: Sequence[str], roles: Roles, items: Sequence[Item], bad: dict[str, list[Cell]]) -> Paper:
    def cell(role: str) -> Cell:
        column = roles.at.get(role)
        return Cell(number, column if column is not None else 0, row[column] if column is not None else "")

    scores: list[float | None] = []
    faulty = False
    for item in items:
        text = row[item.column]
        value = _number(text)
        wrong = value is None and fold(text).strip() not in _NOTHING
        above = value is not None and value > item.ceiling
        if wrong or above:
            bad["score" if wrong else "above"].append(Cell(number, item.column, text))
            faulty = True
        scores.append(None if wrong or above else value)
    primary = _number(cell("primary").text)
    lost = primary is None and fold(cell("primary").text).strip() not in _NO_MARK
    if lost:
        bad["primary"].append(cell("primary"))
    class_ = read_cell(cell("class_").text, TABLES["pupils"].column("class_"))
    if class_.fault and not cell("class_").text.strip().isdigit():
        bad["class_"].append(cell("class_"))
    return Paper(
        number, row[roles.at["code"]], str(class_.value or ""), _variant(cell("variant").text), tuple(scores), faulty,
        lost, primary, _mark(cell("mark"), "mark", bad), _mark(cell("journal"), "journal", bad),
    )  # fmt: skip


def _variant(text: str) -> str:
    return "" if fold(text).strip() in _NOTHING else text


def _number(text: str) -> float | None:
    plain = text.strip()
    return float(plain.replace(",", ".")) if _POINTS.fullmatch(plain) else None


def _mark(cell: Cell, kind: str, bad: dict[str, list[Cell]]) -> str:
    plain = fold(cell.text).strip(" .")
    if plain in _NO_MARK:
        return ""
    if plain in ("2", "3", "4", "5"):
        return plain
    bad[kind].append(cell)
    return ""


def _faults(place: Place, bad: dict[str, list[Cell]]) -> list[Problem]:
    said = {
        "score": (Reason.VALUE_TYPE, "балл за задание — не число, не «X» и не прочерк."),
        "above": (Reason.SCORE_ABOVE_MAX, "балл за задание больше его максимума из заголовка."),
        "primary": (Reason.VALUE_TYPE, "первичный балл — не число."),
        "mark": (Reason.VALUE_CHOICE, "отметка — не 2, 3, 4, 5 и не «нет отметки»."),
        "journal": (Reason.VALUE_CHOICE, "отметка по журналу — не 2, 3, 4, 5 и не «нет отметки»."),
        "class_": (Reason.VALUE_TYPE, "класс не распознан: нужно число и буква, «7 А»."),
    }
    problems: list[Problem] = []
    for kind, cells in bad.items():
        reason, text = said[kind]
        tail = _ASIDE if kind == "primary" else _TAIL
        problems += at_cells(place, Finding(reason, Severity.ERROR, text, tail=tail), cells)
    return problems
