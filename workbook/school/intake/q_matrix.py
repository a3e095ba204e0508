"""Reads a Q-matrix: which skill each item needs, and turns it into КПУ codes of items and rows of the codifier.

Apart from keys because one item may need several skills at once, and the bank has one КПУ an item.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from workbook.errors import DataRefused, Reason
from workbook.school.intake.answers import Wishes
from workbook.school.intake.bank import typed
from workbook.school.intake.keys import KeyFile
from workbook.school.intake.place import Place, listed
from workbook.school.intake.sheet import open_sheet
from workbook.school.origin import Finding
from workbook.school.problems import Problem, Severity

__all__ = ["QMatrix", "read_q_matrix"]

_YES = frozenset({"1", "+", "да", "x", "х", "v", "1.0"})
_NO = frozenset({"0", "", "-", "нет", "0.0"})


@dataclass(frozen=True, eq=False)
class QMatrix:
    """Items × skills.

    Attributes
    ----------
    place : Place
    needed : DataFrame of bool
        Index: labels of the items; columns: titles of the skills.
    """

    place: Place
    needed: pd.DataFrame

    def codes(self) -> dict[str, str]:
        """Return label → КПУ: the number of the skill, or numbers joined by «+» when several are needed together."""
        numbers = [str(i + 1) for i in range(self.needed.shape[1])]
        return {
            str(label): "+".join(n for n, yes in zip(numbers, row, strict=True) if yes)
            for label, row in zip(self.needed.index, self.needed.to_numpy(), strict=True)
        }

    def codifier(self, wishes: Wishes) -> pd.DataFrame:
        """Return the kit's table of the codifier: each skill, and each set of skills that some item needs together."""
        titles = {str(i + 1): str(title) for i, title in enumerate(self.needed.columns)}
        joint = sorted({code for code in self.codes().values() if "+" in code})
        titles |= {code: " и ".join(titles[part] for part in code.split("+")) for code in joint}
        subject = wishes.subject or "не указан"
        return typed(
            [
                {
                    "subject": subject,
                    "grade": wishes.grade,
                    "kind": "КПУ",
                    "code": code,
                    "title": title,
                    "assessed": "да",
                }
                for code, title in titles.items()
            ],
            "codifier",
        )

    def matched(self, items: Sequence[str]) -> tuple[dict[str, str], list[Problem]]:
        """Return item of the answers → КПУ, and name items without a row."""
        codes = self.codes()
        labels = KeyFile(None, dict.fromkeys(codes, "")).labels(items)
        found = {item: codes[label] for item, label in labels.items() if codes[label]}
        lost = [item for item in items if item not in found]
        if not lost:
            return found, []
        told = f"в таблице умений нет заданий {listed(lost)}."
        return found, [self.place.whole(Finding(Reason.REFERENCE_UNKNOWN, Severity.WARNING, told), count=len(lost))]


def read_q_matrix(path: Path | str) -> QMatrix:
    """Read a table with a row an item and a column a skill, marked 1 or 0 («да», «+», «x»).

    Parameters
    ----------
    path : Path or str

    Returns
    -------
    QMatrix

    Raises
    ------
    FileRefused
        As :func:`workbook.school.intake.sheet.open_sheet`.
    DataRefused
        The table has no item column and skill columns, or a cell is neither yes nor no.
    """
    sheet = open_sheet(path)
    head, *rows = sheet.rows
    if sheet.width < 2 or not rows:
        raise DataRefused(
            f"В файле «{sheet.place.file}» нет таблицы «задание × умение»: нужен столбец заданий и по столбцу "
            "на умение.",
            Reason.TABLE_EMPTY,
        )
    cells = pd.DataFrame([row[1:] for row in rows], index=[row[0] for row in rows], columns=list(head[1:]))
    yes = cells.map(lambda cell: str(cell).casefold() in _YES)
    told = {str(cell) for cell in cells.to_numpy(dtype=object).ravel()}
    strange = sorted(cell for cell in told if cell.casefold() not in _YES | _NO)
    if strange:
        raise DataRefused(
            f"В файле «{sheet.place.file}» в таблице «задание × умение» стоит {listed(strange)}. Допустимы 1 и 0.",
            Reason.VALUE_CHOICE,
        )
    return QMatrix(sheet.place, yes)
