"""A school's own files given back as one workbook with the faulty cells marked.

Apart from the forms because it opens what a school handed in, while a form is made from the schemas alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from workbook.errors import Reason, WorkbookError
from workbook.school.files import find_files
from workbook.school.forms import write_problems_workbook
from workbook.school.problems import Problem
from workbook.school.reading import open_file

__all__ = ["write_marked_book"]


def write_marked_book(path: Path | str, folder: Path | str, problems: Sequence[Problem]) -> Path:
    """Write every sheet and file of a school's folder into one workbook, faulty cells coloured and explained.

    Parameters
    ----------
    path : Path or str
        Where the workbook goes; a file there is replaced when the new one is whole.
    folder : Path or str
        The school's folder.
    problems : sequence of Problem
        What reading it complained of.

    Returns
    -------
    Path

    Raises
    ------
    WorkbookError
        ``path`` lies in the school's folder, where the workbook would be read as data.
    """
    path = Path(path)
    if path.absolute().parent == Path(folder).absolute():
        raise WorkbookError(
            f"Файл «{path.name}» нельзя записать в папку школы: он будет прочитан как данные. Укажите другую папку.",
            Reason.FILE_DOUBLE,
        )
    cells: dict[str, Sequence[Sequence[object]]] = {}
    for file in find_files(folder).own:
        grids, _ = open_file(file)
        cells.update({grid.sheet or file.name: grid.rows for _, grid in grids})
    return write_problems_workbook(path, cells, problems)
