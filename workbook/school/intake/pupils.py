"""Gives pupils codes, so that no name travels further, and finds pupils who stand in the file twice.

Apart from the layouts because the table «name — code» must be made in one place and handed out apart from everything.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from workbook.errors import Reason
from workbook.school.intake.answers import AnswerSheet
from workbook.school.intake.place import listed
from workbook.school.intake.roles import CODE
from workbook.school.origin import Finding
from workbook.school.problems import Problem, Severity

__all__ = ["FIRST_CODE", "KEY_COLUMNS", "coded", "without_doubles"]

FIRST_CODE = 900_001
"""First number of the codes that the intake gives; a school's own codes stay far below."""

KEY_COLUMNS = ("Кто в файле", "Код ученика")
"""Headers of the table «who is who»."""


def without_doubles(sheet: AnswerSheet) -> AnswerSheet:
    """Set aside the further rows of a pupil who stands in the file more than once.

    Rows that repeat each other are a repair; rows that differ are an error, and the first of them stays. Rows without a
    name or code are never taken for one pupil: equal answers of two pupils are no mistake.
    """
    names = pd.Series(sheet.people, dtype=object)
    again = (names.duplicated() & names.ne("")).to_numpy()
    if not again.any():
        return sheet
    cells = np.hstack([sheet.answers.to_numpy(dtype=object), sheet.scores.to_numpy(dtype=object)])
    content = ["\x1f".join(map(str, row)) for row in cells]
    same = pd.DataFrame({"name": names, "content": content}).duplicated().to_numpy()
    problems: list[Problem] = []
    for mask, severity, told in (
        (again & same, Severity.REPAIR, "ученик записан ещё раз с теми же ответами; повтор не учтён."),
        (again & ~same, Severity.ERROR,
         "ученик записан ещё раз с другими ответами. Учтена первая его строка; оставьте одну, верную."),
    ):  # fmt: skip
        if mask.any():
            finding = Finding(Reason.ROW_DOUBLE, severity, told)
            problems.append(sheet.place.rows(finding, [sheet.rows[i] for i in np.flatnonzero(mask)]))
    return sheet.kept(~again, tuple(problems))


def coded(
    sheet: AnswerSheet, known: Mapping[str, str], taken: frozenset[str] = frozenset()
) -> tuple[list[str], pd.DataFrame | None, list[Problem]]:
    """Give each pupil a code.

    Parameters
    ----------
    sheet : AnswerSheet
    known : mapping of str to str
        Pupil as the file calls him → code, from an earlier key table.
    taken : frozenset of str
        Codes that the school has given already.

    Returns
    -------
    codes : list of str
        The file's own codes where all pupils have them, else У-900001, У-900002, …, past the known ones.
    key_table : DataFrame or None
        Columns :data:`KEY_COLUMNS`; None when the file has codes. Rows without a name are called by their row number.
    problems : list of Problem
    """
    if sheet.people and all(CODE.fullmatch(name) for name in sheet.people):
        return list(sheet.people), None, []
    used = {int(code[2:]) for code in (*known.values(), *taken) if CODE.fullmatch(code)}
    free = max([FIRST_CODE - 1, *(number for number in used if number >= FIRST_CODE)]) + 1
    codes, told = [], []
    for name in sheet.people:
        if name in known:
            codes.append(known[name])
        else:
            codes.append(f"У-{free}")
            told.append(codes[-1])
            free += 1
    labels = [name or f"{sheet.place}, строка {row}" for row, name in zip(sheet.rows, sheet.people, strict=True)]
    table = pd.DataFrame(dict(zip(KEY_COLUMNS, (labels, codes), strict=True)), dtype="str")
    problems = []
    if told:
        ends = told[0] if len(told) == 1 else f"{told[0]} … {told[-1]}"
        text = f"ученикам даны коды {ends}: в файле кодов вида «У-0123» нет."
        problems.append(sheet.place.whole(Finding(Reason.VALUE_REPAIRED, Severity.REPAIR, text)))
    doubled = sorted({code for code in codes if codes.count(code) > 1}) if len(set(codes)) < len(codes) else []
    if doubled:
        text = f"в таблице кодов один код у разных учеников: {listed(doubled)}. Исправьте её."
        problems.append(sheet.place.whole(Finding(Reason.ROW_DOUBLE, Severity.ERROR, text), count=len(doubled)))
    return codes, table, problems
