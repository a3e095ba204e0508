"""What a table, a column and its kind are: the words from which forms, checks and the dictionary are made.

The definitions themselves stand in :mod:`workbook.school.tables`; this module knows no table by name.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["NOT_TOLD", "Column", "Kind", "Table"]

NOT_TOLD = "0"
"""КЭС and КПУ of an item of which nothing is told: its bank was made from answers alone."""


class Kind(StrEnum):
    """The kind of a column; the value is the Russian name that people read in forms and errors."""

    TEXT = "текст"
    CODE = "код"
    INTEGER = "целое число"
    NUMBER = "число"
    DATE = "дата"
    CHOICE = "значение из списка"
    YEAR = "учебный год"
    CLASS = "класс"

    @property
    def dtype(self) -> str:
        """The pandas dtype of a validated column of this kind."""
        return _DTYPES[self]


_DTYPES = {
    Kind.TEXT: "str",
    Kind.CODE: "str",
    Kind.INTEGER: "Int64",
    Kind.NUMBER: "float64",
    Kind.DATE: "datetime64[us]",
    Kind.CHOICE: "str",
    Kind.YEAR: "str",
    Kind.CLASS: "str",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table that a school fills.

    Attributes
    ----------
    name, header : str
        The English name inside the package and the Russian header in files.
    kind : Kind
        What a value is.
    meaning, example : str
        One line for the dictionary and the comment in the form; a value that passes the checks.
    required : bool
        Every row needs a value. A column with ``required=False`` may be empty or absent altogether.
    unit : str
        Unit of measure, Russian, or empty.
    allowed : tuple of str
        The values of a :attr:`Kind.CHOICE` column.
    low, high : float or None
        Inclusive limits of a number.
    pattern : str
        Regular expression that a whole code must match, or empty.
    synonyms : tuple of str
        Other headers under which the column is met in exports.
    refers : str
        ``"table.column"`` whose values this column must repeat, or empty.
    month : str
        Which day of a date that names only its month is meant: «первый», «последний», or empty when none is.
    """

    name: str
    header: str
    kind: Kind
    meaning: str
    example: str
    required: bool = True
    unit: str = ""
    allowed: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    pattern: str = ""
    synonyms: tuple[str, ...] = ()
    refers: str = ""
    month: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table that a school (or a municipality) hands in.

    Attributes
    ----------
    name, title : str
        The English name (also the CSV's stem) and the Russian sheet name, at most 31 characters.
    row : str
        What one row is, Russian, nominative: «ученик в учебном году».
    columns : tuple of Column
    key : tuple of str
        Columns whose combination may not repeat; empty when repetition is meaningful.
    municipal : bool
        The table lies in the municipality's folder, not in the school's.
    """

    name: str
    title: str
    row: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    municipal: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """English column names in order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """Return the column with this English name.

        Raises
        ------
        KeyError
            The table has no such column.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name}.{name}")
