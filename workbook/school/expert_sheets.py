"""Filled sheets of experts come in: every sheet of every book becomes rows of «Экспертиза», every fault a problem.

Apart from the reading of tables because a sheet is a form for one person; the door (:mod:`workbook.school.guard`) and
the parser are the same. Blank sheets are made by :mod:`workbook.documents.expert_sheets`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

import pandas as pd

from workbook.errors import FileRefused, Reason
from workbook.school.expert_form import Filled, Place, read_form
from workbook.school.isolation import read_cells
from workbook.school.problems import Problem, Severity
from workbook.school.repairs import shown
from workbook.school.tables import TABLES

__all__ = ["read_expert_sheets"]

_TABLE = TABLES["expertise"]
_BOOKS = (".xlsx", ".xls", ".ods")
_COLUMNS = {
    "fos": "str", "expert": "str", "criterion": "Int64", "score": "Int64", "comment": "str", "date": "datetime64[us]",
}  # fmt: skip


def read_expert_sheets(
    files: Path | str | Iterable[Path | str], *, tools: Collection[str] | None = None
) -> tuple[pd.DataFrame, tuple[Problem, ...]]:
    """Read filled sheets of experts.

    Parameters
    ----------
    files : Path, str or iterable of them
        A folder with books, one book, or several.
    tools : collection of str, optional
        Codes of the assessment tools that were given out; a sheet of another tool is refused.

    Returns
    -------
    table : DataFrame
        Rows of the table «Экспертиза» (fos, expert, criterion, score, comment, date), sorted; a criterion without a
        readable score gives no row, so the sheet stays incomplete.
    problems : tuple of Problem
        Refused books and sheets, faulty and missing cells, doubles, repairs: place, value, what is allowed, what to do.
        Nothing is raised.
    """
    problems: list[Problem] = []
    parts: list[Filled] = []
    for path in _books(files, problems):
        try:
            sheets = read_cells(path)
        except FileRefused as refusal:
            problems.append(_of_file(path.name, refusal.message, refusal.reason))
            continue
        for title, rows in sheets.items():
            filled, found = read_form(Place(path.name, title), rows, tools)
            problems += found
            if filled is not None:
                parts.append(filled)
    rows_kept = [row for part in _without_doubles(parts, problems) for row in part.rows]
    table = pd.DataFrame(rows_kept, columns=list(_COLUMNS)).astype(_COLUMNS)
    return table.sort_values(["fos", "expert", "criterion"], ignore_index=True), tuple(problems)


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
            else:
                text = f"{shown(one.name)}: это не книга Excel, файл не прочитан. Листы экспертизы сдаются в XLSX."
                problems.append(_of_file(one.name, text, Reason.FILE_KIND, Severity.WARNING))
        if not any(one.suffix.lower() in _BOOKS for one in inside):
            text = f"В папке «{shown(path.name)}» нет книг с листами экспертизы (*.xlsx)."
            problems.append(_of_file(path.name, text, Reason.FILE_MISSING))


def _without_doubles(parts: list[Filled], problems: list[Problem]) -> list[Filled]:
    """Keep the first of two sheets of the same expert on the same tool; sheets that differ are an error."""
    first: dict[tuple[str, str], Filled] = {}
    for part in parts:
        earlier = first.setdefault((part.fos, part.expert), part)
        if earlier is part:
            continue
        text = f"лист эксперта {part.expert} по «{part.fos}» уже прочитан ({earlier.place.words}), "
        if earlier.said == part.said:
            text += "они одинаковы. Повтор не учтён."
            problems.append(part.place.problem(text, Reason.ROW_DOUBLE, Severity.WARNING))
        else:
            text += "и они различаются. Учтён первый; оставьте один, верный."
            problems.append(part.place.problem(text, Reason.ROW_DOUBLE))
    return list(first.values())


def _of_file(file: str, message: str, reason: Reason, severity: Severity = Severity.ERROR) -> Problem:
    return Problem(file, "", "", "", "", reason, severity, message, table=_TABLE.name)
