"""Statistics of marks and distributions of primary scores by schools: PERCENTS of participants, never counts.

Apart from results of pupils because nobody is in these files: a line is a school, and lines may be joined only by the
number of their participants.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from workbook.errors import Reason
from workbook.school.intake.bank import typed
from workbook.school.intake.place import Place, listed
from workbook.school.intake.sheet import Sheet
from workbook.school.layouts.book import Book
from workbook.school.layouts.column_roles import Role
from workbook.school.layouts.district_rows import Line, Study, kind_of, pooled, reference, spread, study_of
from workbook.school.layouts.heading import Heading, find_heading
from workbook.school.layouts.imported import Known, Made, Wishes
from workbook.school.layouts.matched import roles_in
from workbook.school.layouts.memory import Memory
from workbook.school.layouts.notes import Cell, at_cells, at_rows, of_sheet
from workbook.school.origin import Finding
from workbook.school.problems import Problem, Severity, counted
from workbook.school.repairs import fold

__all__ = ["read_distribution", "read_shares", "recognise_distribution", "recognise_shares"]

ROLES = (
    Role(
        "who", "группа участников",
        r"групп\w+( участников)?|((название|наименование) )?оо|(обще)?образовательн\w+ организац\w+|школа|территория|"
        r"муниципалитет|муниципальн\w+ .*|логин( оо)?",
        needed=True,
    ),
    Role("schools", "кол-во ОО", r"(кол-?во|количество) (оо|школ)"),
    Role(
        "n", "кол-во участников",
        r"(кол-?во|количество|число) (участников|учащихся|учеников|писавших)( .*)?|участников|писали|n",
    ),
)  # fmt: skip
_MARK = re.compile(r"(?:(?:%|доля|процент)[^0-9]{0,20})?«?\"?([2-5])\"?»?(?: ?,? ?%)?")
_SCORE = re.compile(r"(\d{1,3})(?: ?б\.?| балл\w*)?")
_NUMBER = re.compile(r"\d{1,6}(?:[.,]\d{1,6})?")
_WHAT = {True: "отметка", False: "балл"}
_NEAR = 0.6
"""Percentages are printed with one or two decimals: five rounded numbers miss 100 by this much at most."""
_WIDE = 2.0
"""The same for some dozens of rounded numbers of a distribution."""


@dataclass(frozen=True, slots=True)
class _Shape:
    """Where the shares stand: columns by what they count."""

    heading: Heading
    who: int
    n: int | None
    columns: dict[int, str]


def _shape(sheet: Sheet, memory: Memory, marks: bool) -> _Shape | None:
    heading = find_heading(sheet, ROLES, memory)
    if heading is None:
        return None
    roles = roles_in(heading, ROLES, memory)
    if "who" not in roles.at:
        return None
    pattern = _MARK if marks else _SCORE
    columns: dict[int, str] = {}
    for at, label in enumerate(heading.labels):
        last = heading.parts[at][-1] if heading.parts[at] else ""
        match = pattern.fullmatch(fold(last)) or pattern.fullmatch(fold(label))
        other = _SCORE.fullmatch(fold(last)) if marks else None
        if (match or other) and at not in roles.at.values():
            columns[at] = match[1] if match else last
    values = list(columns.values())
    fits = (
        values == ["2", "3", "4", "5"] if marks else len(values) > 5 and values == [str(i) for i in range(len(values))]
    )
    return _Shape(heading, roles.at["who"], roles.at.get("n"), columns) if fits else None


def recognise_shares(book: Book, memory: Memory) -> str:
    """Say by what the book is known as statistics of marks by schools, or an empty text."""
    if any(_shape(sheet, memory, marks=True) for sheet in book.sheets):
        return "строки — школы и территории, столбцы — доли отметок 2, 3, 4, 5"
    return ""


def recognise_distribution(book: Book, memory: Memory) -> str:
    """Say by what the book is known as a distribution of primary scores, or an empty text."""
    shapes = [shape for sheet in book.sheets if (shape := _shape(sheet, memory, marks=False))]
    if not shapes:
        return ""
    return f"строки — школы и территории, столбцы — первичные баллы от 0 до {len(shapes[0].columns) - 1}"


def read_shares(book: Book, wishes: Wishes, known: Known) -> Made:
    """Read percentages of marks into landmarks: mean marks of region and municipality.

    Raises
    ------
    DataRefused
        The work is told nowhere.
    """
    return _read(book, wishes, known, marks=True)


def read_distribution(book: Book, wishes: Wishes, known: Known) -> Made:
    """Read distributions of primary scores into landmarks: mean percentages of the greatest score.

    Raises
    ------
    DataRefused
        The work is told nowhere.
    """
    return _read(book, wishes, known, marks=False)


def _read(book: Book, wishes: Wishes, known: Known, marks: bool) -> Made:
    problems: list[Problem] = list(book.problems)
    records: list[dict[str, object]] = []
    shares: list[dict[str, object]] = []
    told: list[str] = []
    for sheet in book.sheets:
        shape = _shape(sheet, wishes.memory, marks)
        if shape is None:
            continue
        place = replace(sheet.place, table="references")
        study = study_of(sheet, shape.heading.row, wishes, known)
        lines, faults = _lines(sheet, shape, place, marks)
        problems += faults
        landmarks, joined, faults = _landmarks(place, lines, study, wishes, marks)
        records += landmarks
        problems += faults
        shares += [
            {"who": line.who, "n": line.n, "what": f"{_WHAT[marks]} {what}, %", "value": percent}
            for line in joined
            for what, percent in line.shares.items()
        ]
        told.append(_said(study, lines))
    frame = typed(records, "references")
    table = pd.DataFrame(shares, columns=["who", "n", "what", "value"]) if shares else None
    return Made({"references": frame} if len(frame) else {}, tuple(problems), tuple(told), shares=table)


def _said(study: Study, lines: Sequence[Line]) -> str:
    schools = [line for line in lines if line.kind == "школа"]
    return (
        f"{study.procedure}, {study.subject}, {study.grade} класс, {study.year}: "
        f"{counted(len(schools), 'школа', 'школы', 'школ')}, территорий {len(lines) - len(schools)}. Числа — проценты: "
        "между школами они не складываются, школы соединяются по числу участников."
    )


def _lines(sheet: Sheet, shape: _Shape, place: Place, marks: bool) -> tuple[list[Line], list[Problem]]:
    """Read the lines and refuse those whose shares make no whole."""
    lines: list[Line] = []
    bad: list[Cell] = []
    off: list[int] = []
    counts: list[int] = []
    first = ""
    for number, row in enumerate(sheet.rows[shape.heading.body :], start=sheet.first + shape.heading.body):
        who = row[shape.who]
        cells = {at: row[at] for at in shape.columns}
        if not who or not any(cells.values()):
            continue
        wrong = [Cell(number, at, text) for at, text in cells.items() if text not in ("", "-") and not _percent(text)]
        if wrong:
            bad += wrong
            continue
        shares = {shape.columns[at]: _value(text) for at, text in cells.items()}
        n = int(_value(row[shape.n])) if shape.n is not None and _percent(row[shape.n]) else None
        total = sum(shares.values())
        if abs(total - 100) > (_NEAR if marks else _WIDE):
            if n and abs(total - n) < 0.5:
                counts.append(number)
                shares = {what: 100 * value / n for what, value in shares.items()}
            else:
                off.append(number)
                first = first or f"{total:g}".replace(".", ",")
                continue
        lines.append(Line(number, who, kind_of(who), n, shares))
    tail = ("Строка не учтена.", "Строки не учтены.")
    finding = Finding(Reason.VALUE_TYPE, Severity.ERROR, "доля — не число.", tail=tail)
    problems = at_cells(place, finding, bad)
    ending = tail[len(off) > 1]
    where = "в первой строке " if len(off) > 1 else ""
    text = f"сумма долей не равна 100 % ({where}{first}). {ending}"
    problems += at_rows(place, Finding(Reason.TOTAL_DIFFERS, Severity.ERROR, text), off)
    text = "вместо процентов стоит число участников: переведено в проценты."
    problems += at_rows(place, Finding(Reason.VALUE_REPAIRED, Severity.REPAIR, text), counts)
    return lines, problems


def _percent(text: str) -> bool:
    return _NUMBER.fullmatch(text.replace("%", "").strip()) is not None


def _value(text: str) -> float:
    plain = text.replace("%", "").strip()
    return float(plain.replace(",", ".")) if plain not in ("", "-") else 0.0


def _landmarks(
    place: Place, lines: Sequence[Line], study: Study, wishes: Wishes, marks: bool
) -> tuple[list[dict[str, object]], list[Line], list[Problem]]:
    """Make the rows of «Ориентиры»: lines of territories as they are, else the schools of the file together."""
    problems: list[Problem] = []
    schools = [line for line in lines if line.kind == "школа"]
    top = max((int(what) for line in lines for what in line.shares), default=1) or 1
    unit, scale = ("отметка", 1.0) if marks else ("процент выполнения", 100.0 / top)
    sd = spread([line.mean() * scale for line in schools])
    joined: list[Line] = []
    records: list[dict[str, object]] = []
    for kind in ("регион", "муниципалитет"):
        own = [line for line in lines if line.kind == kind]
        if len(own) > 1:
            text = f"строк вида «{kind}» несколько ({listed([str(line.number) for line in own])}): взята первая."
            problems.append(of_sheet(place, Reason.ROW_DOUBLE, Severity.WARNING, text, len(own)))
        for line in own[:1]:
            narrow = "муниципалитет" if any(one.kind == "муниципалитет" for one in lines) else "регион"
            records.append(reference(study, kind, unit, line.mean() * scale, sd if kind == narrow else None))
            joined.append(line)
    together = pooled(schools) if len(schools) > 1 else None
    if together is not None:
        joined.append(together)
    if len(schools) > 1 and together is None:
        text = (
            "число участников указано не у всех школ: проценты школ не складываются и не усредняются. Общая строка "
            "не построена; нужен столбец «Кол-во участников»."
        )
        problems.append(of_sheet(place, Reason.VALUE_MISSING, Severity.ERROR, text))
    if not records and together is not None:
        territory = wishes.territory or "муниципалитет"
        records.append(reference(study, territory, unit, together.mean() * scale, sd))
        text = (
            f"строки территории в файле нет: школы файла вместе записаны как «{territory}». Если это другая "
            "территория, укажите: --territory регион."
        )
        problems.append(of_sheet(place, Reason.VALUE_MISSING, Severity.WARNING, text))
    return records, joined, problems
