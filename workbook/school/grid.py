"""The two values that pass between reading and checking: plain rows going in, a checked table coming out.

Apart from both so that neither knows the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbook.errors import Reason
from workbook.school.origin import Finding, Origin
from workbook.school.problems import Problem, Severity

__all__ = ["ROW_TAIL", "VALUE_TAIL", "Checked", "Grid", "Mask"]

Mask = npt.NDArray[np.bool_]

ROW_TAIL = ("Строка не учтена.", "Строки не учтены.")
VALUE_TAIL = ("Значение не учтено.", "Значения не учтены.")


@dataclass(frozen=True, slots=True)
class Grid:
    """Plain rows of one sheet or file, as they stand there from the first row on.

    Attributes
    ----------
    file, sheet : str
        ``sheet`` is empty for CSV and Parquet.
    rows : sequence of rows
        Cells are str, float, int, bool, datetime, date, time, timedelta or None.
    """

    file: str
    sheet: str
    rows: Sequence[Sequence[object]]


@dataclass(frozen=True)
class Checked:
    """What came of one table.

    Attributes
    ----------
    frame : DataFrame or None
        Validated rows; None when the table cannot be used.
    origin : Origin
        Sheet rows of the frame.
    problems : tuple of Problem
    seen : mapping of str to frozenset of str
        All codes that were readable in each code column, rows set aside included, for other tables' references.
    """

    frame: pd.DataFrame | None
    origin: Origin
    problems: tuple[Problem, ...] = ()
    seen: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def noted(self, problems: Iterable[Problem]) -> Checked:
        """Return the same table with further problems."""
        return Checked(self.frame, self.origin, (*self.problems, *problems), self.seen)

    def without(self, bad: Mask) -> Checked:
        """Return the table without the bad rows; a table that loses all of them is absent, and that is a problem."""
        if self.frame is None or not bad.any():
            return self
        origin = self.origin.kept(~bad)
        if bad.all():
            text = (
                f"в таблице «{origin.table.title}» не осталось ни одной верной строки. Исправьте ошибки, "
                "перечисленные для этой таблицы. Таблица не учтена."
            )
            problem = origin.of_table(Finding(Reason.TABLE_EMPTY, Severity.ERROR, text))
            return Checked(None, origin, (*self.problems, problem), self.seen)
        return Checked(self.frame[~bad].reset_index(drop=True), origin, self.problems, self.seen)

    def changed(self, frame: pd.DataFrame) -> Checked:
        """Return the table with other values in the same rows."""
        return Checked(frame, self.origin, self.problems, self.seen)
