"""One filled form of an expert: labels beside cells, scores under their header, and what is wrong with each cell.

Apart from the collection of forms because it sees one sheet as plain cells, and neither files nor other sheets. The
labels stand here because the blank form is printed with the same ones.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from workbook.errors import Reason
from workbook.school.cells import Reading, read_cell, requirement
from workbook.school.labelled import SEARCHED, Rows, at, beside, written
from workbook.school.origin import column_letter
from workbook.school.problems import Problem, Severity
from workbook.school.repairs import fold, shown
from workbook.school.schema import Table
from workbook.school.tables import TABLES

__all__ = ["COMMENT", "CRITERION", "DATE", "EXPERT", "NUMBER", "SCORE", "TOOL", "Filled", "Place", "read_form"]

TOOL, EXPERT, DATE = "Код ФОС", "Код эксперта", "Дата экспертизы"
"""Labels; the value stands in the next filled cell to the right."""
NUMBER, CRITERION, SCORE, COMMENT = "№", "Критерий", "Балл", "Замечание"
"""Headers over the criteria."""

_TABLE = TABLES["expertise"]
_CRITERIA = 12
_MEANT = {"да": "2", "есть": "2", "полностью": "2", "частично": "1", "отчасти": "1", "нет": "0", "отсутствует": "0"}


@dataclass(frozen=True, slots=True)
class Place:
    """A sheet of a book, the table it is meant for, and how problems speak of it."""

    file: str
    sheet: str
    table: Table = _TABLE

    @property
    def words(self) -> str:
        """How a message begins."""
        return f"{self.file}, лист «{self.sheet}»" if self.sheet else self.file

    def problem(self, text: str, reason: Reason, severity: Severity = Severity.ERROR) -> Problem:
        """Complain about the sheet as a whole."""
        return Problem(
            self.file, self.sheet, "", "", "", reason, severity, f"{self.words}: {text}", table=self.table.name
        )

    def of_cell(self, spot: tuple[int, int], column: str, reason: Reason, text: str) -> Problem:
        """Complain about one cell; ``spot`` is (row, column) from 0, ``column`` the English name."""
        cell = f"{column_letter(spot[1])}{spot[0] + 1}"
        return Problem(
            self.file, self.sheet, cell, self.table.column(column).header, "", reason, Severity.ERROR,
            f"{self.words}, ячейка {cell}: {text}", table=self.table.name, row=spot[0] + 1, column=column,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filled:
    """What one sheet said."""

    place: Place
    fos: str
    expert: str
    rows: list[dict[str, object]]

    @property
    def said(self) -> list[tuple[object, object, object]]:
        """Scores and comments, to be compared with another sheet."""
        return [(row["criterion"], row["score"], row["comment"]) for row in self.rows]


@dataclass(frozen=True, slots=True)
class _Header:
    """Where the criteria stand: the header row and the columns."""

    row: int
    number: int
    score: int
    comment: int | None


def read_form(place: Place, rows: Rows, tools: Collection[str] | None) -> tuple[Filled | None, list[Problem]]:
    """Read one sheet.

    Parameters
    ----------
    place : Place
        Book and sheet, for the messages.
    rows : list of rows
        Plain cells from A1 on, as :func:`workbook.school.isolation.read_cells` gives them.
    tools : collection of str or None
        Codes that were given out; None takes any.

    Returns
    -------
    filled : Filled or None
        None when the sheet is foreign, empty, or does not say whose it is and about what.
    problems : list of Problem
    """
    header, tool = _header(rows), beside(rows, TOOL)
    if header is None or tool is None:
        if not any(cell not in (None, "") for row in rows for cell in row):
            return None, []
        missing = f"подписи «{TOOL}»" if tool is None else f"строки с заголовками «{NUMBER}» и «{SCORE}»"
        text = f"это не лист экспертизы (нет {missing}), лист не прочитан. Заполняйте выданный бланк."
        return None, [place.problem(text, Reason.FILE_UNKNOWN, Severity.WARNING)]
    scored, gaps = _scores(place, rows, header)
    if not scored and not gaps:
        text = "не поставлено ни одного балла, лист не заполнен и не учтён."
        return None, [place.problem(text, Reason.TABLE_EMPTY, Severity.WARNING)]
    problems: list[Problem] = []
    fos = _labelled(place, rows, TOOL, "fos", problems)
    expert = _labelled(place, rows, EXPERT, "expert", problems)
    if fos and tools is not None and fos not in tools:
        return None, [*problems, _foreign(place, tool, fos, tools)]
    if not fos or not expert:
        return None, problems
    day = _day(place, rows, problems)
    filled = Filled(place, fos, expert, [{"fos": fos, "expert": expert, **row, "date": day} for row in scored])
    return (filled if scored else None), [*problems, *gaps]


def _header(rows: Rows) -> _Header | None:
    for index, row in enumerate(rows[:SEARCHED]):
        names = {fold(written(cell)).strip(): column for column, cell in reversed(list(enumerate(row)))}
        if fold(NUMBER) in names and fold(SCORE) in names:
            return _Header(index, names[fold(NUMBER)], names[fold(SCORE)], names.get(fold(COMMENT)))
    return None


def _labelled(place: Place, rows: Rows, label: str, column: str, problems: list[Problem]) -> str:
    """Read the value beside a label that every sheet needs; a fault sets the sheet aside."""
    spot = beside(rows, label)
    if spot is None:
        text = f"нет подписи «{label}», лист не учтён. Заполняйте выданный бланк."
        problems.append(place.problem(text, Reason.VALUE_MISSING))
        return ""
    raw = written(at(rows, *spot))
    reading = read_cell(raw, _TABLE.column(column))
    if reading.fault is not None or reading.value is None:
        problems.append(_faulty(place, spot, column, raw, "Лист не учтён."))
        return ""
    problems.extend(_repaired(place, spot, column, raw, reading))
    return str(reading.value)


def _day(place: Place, rows: Rows, problems: list[Problem]) -> date | None:
    spot = beside(rows, DATE)
    raw = "" if spot is None else written(at(rows, *spot))
    reading = read_cell(raw, _TABLE.column("date"))
    if reading.fault is not None and spot is not None:
        problems.append(replace(_faulty(place, spot, "date", raw, "Дата не учтена."), severity=Severity.WARNING))
    return reading.value if isinstance(reading.value, date) else None


def _scores(place: Place, rows: Rows, header: _Header) -> tuple[list[dict[str, object]], list[Problem]]:
    """Read the rows of the criteria; a sheet without any score gives neither rows nor problems."""
    found: dict[int, dict[str, object]] = {}
    seen: dict[int, int] = {}
    problems: list[Problem] = []
    for index in range(header.row + 1, len(rows)):
        number = read_cell(written(at(rows, index, header.number)), _TABLE.column("criterion")).value
        if not isinstance(number, int):
            continue
        if number in seen:
            text = f"критерий {number} стоит второй раз (первый — в строке {seen[number] + 1}). Учтена первая строка."
            problems.append(place.of_cell((index, header.number), "criterion", Reason.ROW_DOUBLE, text))
            continue
        seen[number] = index
        spot, raw = (index, header.score), written(at(rows, index, header.score))
        reading = read_cell(raw, _TABLE.column("score"))
        if reading.fault is not None or reading.value is None:
            problems.append(_faulty(place, spot, "score", raw, f"Критерий {number} без оценки, лист неполный."))
            continue
        problems.extend(_repaired(place, spot, "score", raw, reading))
        said = "" if header.comment is None else written(at(rows, index, header.comment))
        comment = read_cell(said, _TABLE.column("comment")).value
        found[number] = {"criterion": number, "score": reading.value, "comment": comment}
    if not found and all(problem.reason is Reason.VALUE_MISSING for problem in problems):
        return [], []
    absent = [str(number) for number in range(1, _CRITERIA + 1) if number not in seen]
    if absent:
        text = f"нет строк критериев {', '.join(absent)}. Лист неполный: возьмите выданный бланк."
        problems.append(place.problem(text, Reason.VALUE_MISSING))
    return [found[number] for number in sorted(found)], problems


def _faulty(place: Place, spot: tuple[int, int], column: str, raw: str, tail: str) -> Problem:
    """Say what is wrong with a cell, what is allowed and what became of it."""
    definition = _TABLE.column(column)
    fault = read_cell(raw, definition).fault
    scale = " 0 — нет, 1 — частично, 2 — да." if column == "score" else ""
    if fault is None:
        text = f"не заполнено «{definition.header}». {requirement(definition)}{scale} Заполните ячейку. {tail}"
        return place.of_cell(spot, column, Reason.VALUE_MISSING, text)
    meant = _meant(raw) if column == "score" else fault.suggestion
    hint = f" Возможно, имелось в виду «{meant}»." if meant else ""
    problem = place.of_cell(spot, column, fault.reason, f"{fault.text}{scale}{hint} Исправьте ячейку. {tail}")
    return replace(problem, value="" if fault.hidden else shown(raw), suggestion=meant)


def _meant(raw: str) -> str:
    """Guess the score behind «да», «2 балла», «+»; a guess is only shown, never counted."""
    words = fold(raw).split()
    if words and words[0] in _MEANT:
        return _MEANT[words[0]]
    digits = [letter for letter in raw if letter.isdigit()]
    return digits[0] if len(digits) == 1 and digits[0] in "012" else ""


def _repaired(place: Place, spot: tuple[int, int], column: str, raw: str, reading: Reading) -> list[Problem]:
    if not reading.repairs:
        return []
    text = f"«{shown(raw)}» прочитано как «{reading.value}»: {', '.join(reading.repairs)}."
    problem = place.of_cell(spot, column, Reason.VALUE_REPAIRED, text)
    return [replace(problem, value=shown(raw), severity=Severity.REPAIR, suggestion=str(reading.value))]


def _foreign(place: Place, spot: tuple[int, int], fos: str, tools: Collection[str]) -> Problem:
    near = difflib.get_close_matches(fos, list(tools), n=1, cutoff=0.6)
    hint = f" Возможно, имелось в виду «{near[0]}»." if near else ""
    text = f"лист про «{shown(fos)}», а на экспертизу выдавали другие средства.{hint} Проверьте код. Лист не учтён."
    problem = place.of_cell(spot, "fos", Reason.REFERENCE_UNKNOWN, text)
    return replace(problem, value=shown(fos), suggestion=near[0] if near else "")
