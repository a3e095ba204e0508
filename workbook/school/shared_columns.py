"""Columns that tables of several rooms share: the pupil's code and the school year."""

from __future__ import annotations

from workbook.school.schema import Column, Kind

__all__ = ["PUPIL_PATTERN", "pupil_column", "year_column"]

PUPIL_PATTERN = r"У-\d{3,6}"
"""What a whole code of a pupil must match."""


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
