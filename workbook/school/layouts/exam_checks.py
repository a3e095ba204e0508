"""Compares results of examinations with their own maxima and minima, and settles retakes.

Apart from reading because a retake needs both results, and a minimum speaks against a mark.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from workbook.errors import Reason
from workbook.school.intake.place import Place
from workbook.school.layouts.exam_rows import ExamRow
from workbook.school.layouts.notes import at_rows
from workbook.school.origin import Finding
from workbook.school.problems import Problem, Severity

__all__ = ["checked"]

_Test = Callable[[ExamRow], bool]


def checked(rows: Sequence[ExamRow]) -> tuple[list[ExamRow], list[Problem]]:
    """Keep one sound result of each pupil, examination and subject.

    Parameters
    ----------
    rows : sequence of ExamRow

    Returns
    -------
    tuple of list of ExamRow and list of Problem
    """
    problems = _told(
        rows, lambda row: row.primary is not None and row.primary > row.ceiling, Reason.SCORE_ABOVE_MAX, Severity.ERROR,
        "первичный балл больше наибольшего возможного.", "Строка не учтена.", "Строки не учтены.",
    )  # fmt: skip
    sound = [row for row in rows if row.primary is None or row.primary <= row.ceiling]
    problems += _told(
        sound, lambda row: row.below and row.mark in ("3", "4", "5"), Reason.VALUE_RANGE, Severity.WARNING,
        "балл ниже минимального, а отметка не «2». Взято как в файле; проверьте минимум и отметку.",
    )  # fmt: skip
    problems += _told(
        sound, lambda row: row.primary is None and row.test is None, Reason.VALUE_MISSING, Severity.REPAIR,
        "экзамен не писал: балл записан пустым.",
    )  # fmt: skip
    good: dict[tuple[str, ...], ExamRow] = {}
    retaken: list[ExamRow] = []
    same: list[ExamRow] = []
    other: list[ExamRow] = []
    for row in sound:
        key = (row.year, row.pupil, row.procedure, row.subject)
        earlier = good.setdefault(key, row)
        if earlier is row:
            continue
        if earlier.day != row.day:
            good[key] = max(earlier, row, key=lambda one: one.day)
            retaken.append(row)
        else:
            alike = (earlier.primary, earlier.test, earlier.mark) == (row.primary, row.test, row.mark)
            (same if alike else other).append(row)
    problems += _rows(
        retaken, Reason.ROW_DOUBLE, Severity.WARNING, "экзамен сдан ещё раз: взят результат последнего дня."
    )
    problems += _rows(same, Reason.ROW_DOUBLE, Severity.REPAIR, "результат записан ещё раз так же; повтор не учтён.")
    text = "по этому экзамену у ученика есть другой результат того же дня. Учтена первая строка; оставьте верную."
    problems += _rows(other, Reason.ROW_DOUBLE, Severity.ERROR, text)
    return list(good.values()), problems


def _told(
    rows: Sequence[ExamRow], test: _Test, reason: Reason, severity: Severity, text: str, *tail: str
) -> list[Problem]:
    found = [row for row in rows if test(row)]
    ending = f" {tail[len(found) > 1]}" if tail else ""
    return _rows(found, reason, severity, text + ending)


def _rows(rows: Sequence[ExamRow], reason: Reason, severity: Severity, text: str) -> list[Problem]:
    places: dict[Place, list[int]] = {}
    for row in rows:
        places.setdefault(row.place, []).append(row.number)
    return [
        problem
        for place, numbers in places.items()
        for problem in at_rows(place, Finding(reason, severity, text), numbers)
    ]
