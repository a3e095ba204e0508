"""Rows of the table «Ученики» for people whom an export brings and the school does not have.

Apart because both an assessment and a list of pupils bring people, and a level follows from a grade in one place.
"""

from __future__ import annotations

from collections.abc import Sequence

from workbook.errors import Reason
from workbook.school.intake.place import Place
from workbook.school.layouts.individual_rows import Work
from workbook.school.layouts.notes import of_sheet
from workbook.school.problems import Problem, Severity

__all__ = ["level_of", "pupil_rows"]

_LEVELS = ((4, "НОО"), (9, "ООО"), (11, "СОО"))


def level_of(grade: int) -> str:
    """Return the level of education of a grade."""
    return next(name for top, name in _LEVELS if grade <= top)


def pupil_rows(
    place: Place, people: Sequence[tuple[str, str]], work: Work
) -> tuple[list[dict[str, object]], list[Problem]]:
    """Make rows of pupils.

    Parameters
    ----------
    place : Place
    people : sequence of (str, str)
        Code and class; a class that is not told gets the letter «А».
    work : Work
        Its year and grade.
    """
    lettered = sum(1 for _, class_ in people if not class_)
    rows: list[dict[str, object]] = [
        {
            "year": work.year, "pupil": code, "class_": class_ or f"{work.grade} А",
            "level": level_of(int((class_ or str(work.grade)).split()[0])),
        }
        for code, class_ in people
    ]  # fmt: skip
    if not lettered:
        return rows, []
    text = f"буква класса не указана у участников: {lettered}. Записан класс «{work.grade} А»; исправьте в «Учениках»."
    return rows, [of_sheet(place, Reason.VALUE_MISSING, Severity.WARNING, text, lettered)]
