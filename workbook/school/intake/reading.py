"""From a file of answers to the kit's tables, with every repair told: the one function that the rest of the kit calls.

Apart from the layouts because it only puts them in order: open, take apart, recognise, check, give codes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from workbook.errors import DataRefused, Reason
from workbook.school.cells import read_cell
from workbook.school.intake.answers import AnswerSheet, Wishes
from workbook.school.intake.bank import bank_rows, item_codes, typed
from workbook.school.intake.checks import check_sheet
from workbook.school.intake.google import read_google, recognise_google
from workbook.school.intake.heading import Body, take_apart
from workbook.school.intake.keys import KeyFile, read_key_file
from workbook.school.intake.long import read_long, recognise_long
from workbook.school.intake.moodle import (
    read_moodle_grades,
    read_moodle_responses,
    recognise_moodle_grades,
    recognise_moodle_responses,
)
from workbook.school.intake.pupils import coded, without_doubles
from workbook.school.intake.q_matrix import read_q_matrix
from workbook.school.intake.sheet import open_sheet
from workbook.school.intake.wide import read_wide, recognise_wide
from workbook.school.problems import Problem, counted
from workbook.school.problems import summary as problems_summary
from workbook.school.repairs import shown
from workbook.school.tables import TABLES

__all__ = ["LAYOUTS", "Intake", "Layout", "read_answers"]


@dataclass(frozen=True, slots=True)
class Layout:
    """How one kind of file is recognised and read."""

    recognise: Callable[[Body], bool]
    read: Callable[[Body, Wishes, KeyFile], AnswerSheet]


LAYOUTS: dict[str, Layout] = {
    "moodle-responses": Layout(recognise_moodle_responses, read_moodle_responses),
    "moodle-grades": Layout(recognise_moodle_grades, read_moodle_grades),
    "google": Layout(recognise_google, read_google),
    "long": Layout(recognise_long, read_long),
    "wide": Layout(recognise_wide, read_wide),
}
"""The layouts, the surest to recognise first."""


@dataclass(frozen=True, eq=False)
class Intake:
    """Answers of one work, ready for :func:`workbook.fos.score`.

    Attributes
    ----------
    responses, items : DataFrame
        The kit's tables; an unanswered item of a pupil is a row without answer and score.
    key_table : DataFrame or None
        Who is under which code, when codes were given; it never goes into the school's folder.
    problems : tuple of Problem
        Everything that was repaired, guessed, left aside or is suspicious.
    layout : str
        What kind of file it was taken for, Russian.
    summary : str
        One Russian paragraph.
    columns : DataFrame
        Column «Столбец», «Что это», «Учтён», «Код задания» for each column of the file.
    codifier : DataFrame or None
        Rows of КПУ when a Q-matrix was given.
    """

    responses: pd.DataFrame
    items: pd.DataFrame
    key_table: pd.DataFrame | None
    problems: tuple[Problem, ...]
    layout: str
    summary: str
    columns: pd.DataFrame
    codifier: pd.DataFrame | None = None


def read_answers(path: Path | str, wishes: Wishes) -> Intake:
    """Read a file of pupils' answers as it is.

    Parameters
    ----------
    path : Path or str
        CSV (any separator, UTF-8, UTF-16 or an old code page), XLSX, XLS, ODS or Parquet: a table of letters or points,
        the kit's long table, a Moodle report, the answers of a Google form.
    wishes : Wishes
        Code of the test, key file, codes of absence.

    Returns
    -------
    Intake

    Raises
    ------
    FileRefused
        The file is hostile, damaged or no table.
    DataRefused
        No items or pupils were found, the key is needed or does not fit.

    Examples
    --------
    >>> read_answers("ответы.csv", Wishes("МА7-ИТ", key=Path("ключ.csv")))  # doctest: +SKIP
    """
    _check_test(wishes.test)
    key = read_key_file(wishes.key) if wishes.key else KeyFile()
    body = take_apart(open_sheet(path, wishes.sheet))
    layout = next(layout for layout in LAYOUTS.values() if layout.recognise(body))
    sheet = layout.read(replace(body, problems=()), wishes, key)
    sheet = without_doubles(replace(sheet, problems=(*body.problems, *sheet.problems)))
    codes = item_codes(sheet.items, wishes.test)
    items, told = bank_rows(sheet, codes, key, wishes)
    problems = [*sheet.problems, *check_sheet(sheet), *told]
    codifier = None
    if wishes.skills:
        matrix = read_q_matrix(wishes.skills)
        skills, lost = matrix.matched(sheet.items)
        items["skill"] = [skills.get(item, skill) for item, skill in zip(sheet.items, items["skill"], strict=True)]
        codifier = matrix.codifier(wishes)
        problems += lost
    pupils, key_table, told = coded(sheet, wishes.names, wishes.taken)
    problems += told
    responses = _long(sheet, wishes.test, pupils, codes)
    text = _summary(sheet, key_table, problems)
    return Intake(responses, items, key_table, tuple(problems), sheet.layout, text, _columns(sheet, codes), codifier)


def _check_test(test: str) -> None:
    reading = read_cell(test, TABLES["responses"].column("test"))
    if reading.value is None:
        raise DataRefused(
            f"Код работы «{shown(test)}» не подходит. Нужен код вида «МА7-ИТ», как в плане ФОС (--test).",
            Reason.VALUE_PATTERN,
        )


def _long(sheet: AnswerSheet, test: str, pupils: list[str], codes: dict[str, str]) -> pd.DataFrame:
    """Lay the matrix out as the kit's table of responses: pupil after pupil, items in the order of the work."""
    row, column = np.nonzero(sheet.held)
    answers = sheet.answers.to_numpy(dtype=object)[row, column]
    scores = sheet.scores.to_numpy(dtype=float)[row, column]
    labels = np.array([codes[item] for item in sheet.items], dtype=object)
    frame = typed([], "responses").reindex(range(len(row)))
    frame["test"] = test
    names = np.array([variant or None for variant in sheet.variants], dtype=object)
    frame["variant"] = pd.Series(names[row], dtype="str")
    frame["pupil"] = pd.Series(np.array(pupils, dtype=object)[row], dtype="str")
    frame["item"] = pd.Series(labels[column], dtype="str")
    frame["answer"] = pd.Series([text if isinstance(text, str) else None for text in answers], dtype="str")
    frame["score"] = scores
    return frame.astype({"test": "str"})


def _columns(sheet: AnswerSheet, codes: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Столбец": [note.header for note in sheet.columns],
            "Что это": [str(note.role) for note in sheet.columns],
            "Учтён": ["да" if note.taken else "нет" for note in sheet.columns],
            "Код задания": [codes.get(note.header, "") for note in sheet.columns],
        }
    )


def _summary(sheet: AnswerSheet, key_table: pd.DataFrame | None, problems: list[Problem]) -> str:
    given = (sheet.answers.notna() | sheet.scores.notna()).to_numpy()
    blanks = int((~given & sheet.held).sum())
    share = f"{100 * blanks / max(int(sheet.held.sum()), 1):.1f}".replace(".", ",")
    keys = sum(item in sheet.keys for item in sheet.items)
    parts = [
        f"Файл распознан: {sheet.layout}. {counted(len(sheet.people), 'ученик', 'ученика', 'учеников')}, "
        f"{counted(len(sheet.items), 'задание', 'задания', 'заданий')}, с ключом {keys}; "
        f"пропусков {blanks} ({share} %).",
    ]
    if key_table is not None:
        parts.append("Ученики получили коды; имена в ответы не перенесены.")
    return " ".join([*parts, problems_summary(problems)])
