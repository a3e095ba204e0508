"""Filled sheets of the jury come in: every sheet of every book becomes rows of «Оценки жюри», every fault a problem.

Apart from the sheets of experts because the form is another; the door, the parser and the manner are the same. Blank
sheets are made by :mod:`workbook.documents.contest_sheets`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pandas as pd

from workbook.errors import FileRefused, Reason
from workbook.school.expert_form import Place
from workbook.school.isolation import read_cells
from workbook.school.jury_form import FilledJury, JuryForm, read_jury_form
from workbook.school.problems import Problem, Severity
from workbook.school.repairs import shown
from workbook.school.tables import TABLES

__all__ = ["read_jury_sheets"]

_TABLE = TABLES["jury"]
_BOOKS = (".xlsx", ".xls", ".ods")
_COLUMNS = {
    "contest": "str", "nomination": "str", "pupil": "str", "team": "str", "expert": "str", "criterion": "str",
    "score": "float64", "date": "datetime64[us]",
}  # fmt: skip


def read_jury_sheets(
    files: Path | str | Iterable[Path | str], form: JuryForm
) -> tuple[pd.DataFrame, tuple[Problem, ...]]:
    """Read filled sheets of jurors.

    Parameters
    ----------
    files : Path, str or iterable of them
        A folder with books, one book, or several.
    form : JuryForm
        What was given out: contest, finalists, criteria, the highest score.

    Returns
    -------
    table : DataFrame
        Rows of the table «Оценки жюри», sorted; a cell that is empty or cannot be read gives no row, and never a zero.
    problems : tuple of Problem
        Refused books and sheets, faulty and empty cells, unknown finalists, doubles. Nothing is raised.
    """
    problems: list[Problem] = []
    parts: list[FilledJury] = []
    for path in _books(files, problems):
        try:
            sheets = read_cells(path)
        except FileRefused as refusal:
            problems.append(_of_file(path.name, refusal.message, refusal.reason))
            continue
        for title, rows in sheets.items():
            filled, found = read_jury_form(Place(path.name, title, _TABLE), rows, form)
            problems += found
            if filled is not None:
                parts.append(filled)
    kept = [row for part in _without_doubles(parts, problems) for row in part.rows]
    table = pd.DataFrame(kept, columns=list(_COLUMNS)).astype(_COLUMNS)
    order = ["nomination", "pupil", "team", "expert", "criterion"]
    return table.sort_values(order, ignore_index=True), tuple(problems)


def _books(files: Path | str | Iterable[Path | str], problems: list[Problem]) -> Iterator[Path]:
    given = [Path(files)] if isinstance(files, Path | str) else [Path(one) for one in files]
    for path in given:
        if not path.is_dir():
            yield path
            continue
        inside = sorted(one for one in path.iterdir() if one.is_file() and not one.name.startswith((".", "~$")))
        for one in inside:
            if one.suffix.lower() in _BOOKS:
                yield one
            elif one.suffix.lower() != ".docx":
                text = f"{shown(one.name)}: это не книга Excel, файл не прочитан. Листы жюри сдаются в XLSX."
                problems.append(_of_file(one.name, text, Reason.FILE_KIND, Severity.WARNING))
        if not any(one.suffix.lower() in _BOOKS for one in inside):
            text = f"В папке «{shown(path.name)}» нет книг с листами жюри (*.xlsx)."
            problems.append(_of_file(path.name, text, Reason.FILE_MISSING))


def _without_doubles(parts: list[FilledJury], problems: list[Problem]) -> list[FilledJury]:
    """Keep the first of two sheets under one code; sheets that differ may be two people, and are an error."""
    first: dict[str, FilledJury] = {}
    for part in parts:
        earlier = first.setdefault(part.expert, part)
        if earlier is part:
            continue
        text = f"лист члена жюри {part.expert} уже прочитан ({earlier.place.words}), "
        if earlier.said == part.said:
            text += "они одинаковы. Повтор не учтён."
            problems.append(part.place.problem(text, Reason.ROW_DOUBLE, Severity.WARNING))
        else:
            text += "и они различаются: возможно, у двух людей один код. Учтён первый; дайте второму свой код."
            problems.append(part.place.problem(text, Reason.ROW_DOUBLE))
    return list(first.values())


def _of_file(file: str, message: str, reason: Reason, severity: Severity = Severity.ERROR) -> Problem:
    return Problem(file, "", "", "", "", reason, severity, message, table=_TABLE.name)
