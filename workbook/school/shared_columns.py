"""Columns that tables of several rooms share: the codes of people, the school year, class and subject."""

from __future__ import annotations

from workbook.school.schema import Column, Kind

__all__ = [
    "PUPIL_PATTERN",
    "TEACHER_PATTERN",
    "class_column",
    "pupil_column",
    "subject_column",
    "teacher_column",
    "year_column",
]

PUPIL_PATTERN = r"У-\d{3,6}"
"""What a whole code of a pupil must match."""

TEACHER_PATTERN = r"П-\d{2,5}"
"""What a whole code of a teacher must match."""


def pupil_column(required: bool = True) -> Column:
    """Return the column «Код ученика».

    Parameters
    ----------
    required : bool
        Whether every row needs a pupil.
    """
    return Column(
        "pupil", "Код ученика", Kind.CODE, "Код вместо имени; ключ «имя — код» хранится вне папки", "У-0123",
        required=required, pattern=PUPIL_PATTERN, refers="pupils.pupil",
        synonyms=("Код", "Код участника", "Ученик"),
    )  # fmt: skip


def year_column() -> Column:
    """Return the column «Учебный год»."""
    return Column("year", "Учебный год", Kind.YEAR, "Учебный год через дробь", "2025/2026")


def teacher_column(required: bool = True) -> Column:
    """Return the column «Код учителя».

    Parameters
    ----------
    required : bool
        Whether every row needs a teacher.
    """
    return Column(
        "teacher", "Код учителя", Kind.CODE, "Код учителя вместо имени", "П-017",
        required=required, pattern=TEACHER_PATTERN, refers="teachers.teacher", synonyms=("Учитель",),
    )  # fmt: skip


def subject_column() -> Column:
    """Return the column «Предмет»."""
    return Column("subject", "Предмет", Kind.TEXT, "Название предмета, как в учебном плане", "математика")


def class_column() -> Column:
    """Return the column «Класс»."""
    return Column("class_", "Класс", Kind.CLASS, "Класс: номер и буква через пробел", "7 А")
