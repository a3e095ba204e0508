"""Adds rows where :func:`workbook.school.exchange.add_rows` cannot: to a table without a key, to a district's table.

Apart from it because there a row is known by its key; here equal rows are counted, and the file may lie a folder above.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from pathlib import Path

import pandas as pd

from workbook.errors import DataRefused, Reason
from workbook.school.exchange.folder import write_whole
from workbook.school.exchange.form_book import form_with
from workbook.school.exchange.text_rows import longer_text, new_text
from workbook.school.files import TableFile, find_files
from workbook.school.isolation import read_cells
from workbook.school.problems import counted
from workbook.school.repairs import fold
from workbook.school.school import School, read_school
from workbook.school.tables import TABLES

__all__ = ["add_keyless", "fresh_rows"]


def fresh_rows(school: School, name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Leave out rows that the school has: as many equal ones as it has, the further ones are new.

    Parameters
    ----------
    school : School
    name : str
    frame : DataFrame

    Returns
    -------
    DataFrame
    """
    if not school.has(name):
        return frame
    columns = list(TABLES[name].key) or [column.name for column in TABLES[name].columns if column.required]
    there = Counter(map(tuple, school[name][columns].astype(str).to_numpy()))
    keep = []
    for row in map(tuple, frame[columns].astype(str).to_numpy()):
        keep.append(not there[row])
        there[row] -= bool(there[row])
    return frame[keep].reset_index(drop=True)


def add_keyless(folder: Path, name: str, frame: pd.DataFrame) -> list[str]:
    """Add the rows that are new.

    Parameters
    ----------
    folder : Path
        The school's folder.
    name : str
        English table name.
    frame : DataFrame

    Returns
    -------
    list of str
        What was done, Russian.

    Raises
    ------
    DataRefused
        The file cannot take rows, or the kit would not read them back. Nothing is written then.
    """
    school = read_school(folder)
    title = TABLES[name].title
    fresh = fresh_rows(school, name, frame)
    kept = len(frame) - len(fresh)
    tail = f"; уже было и оставлено: {counted(kept, 'строка', 'строки', 'строк')}" if kept else ""
    told = f"Таблица «{title}»: добавляется {counted(len(fresh), 'строка', 'строки', 'строк')}{tail}."
    if fresh.empty:
        return [told]
    file = _file_of(folder, name)
    path = file.path if file else folder / f"{name}.csv"
    content = _content(file, name, fresh, school)
    _rehearse(folder, path, content, name, len(fresh), school)
    write_whole(path, content)
    where = f" Файл: ../{path.name}." if path.parent.absolute() != folder.absolute() else ""
    return [told + where]


def _content(file: TableFile | None, name: str, fresh: pd.DataFrame, school: School) -> bytes:
    if file is None:
        return new_text(name, fresh)
    if file.is_text:
        return longer_text(file, name, fresh)
    if file.path.suffix.lower() == ".xlsx":
        return form_with(file.path, {name: fresh}, school)
    raise DataRefused(
        f"Таблица «{TABLES[name].title}» лежит в файле «{file.name}», в который строки не добавить. Сохраните её "
        f"как CSV под именем «{name}.csv», удалите прежний файл и повторите.",
        Reason.FILE_KIND,
    )


def _file_of(folder: Path, name: str) -> TableFile | None:
    found = find_files(folder)
    for file in (*found.own, *found.shared):
        if file.table == name:
            return file
        titles = (fold(name), fold(TABLES[name].title))
        if not file.table and any(fold(title.strip()) in titles for title in read_cells(file.path)):
            return file
    return None


def _rehearse(folder: Path, path: Path, content: bytes, name: str, rows: int, before: School) -> None:
    """Read a copy of the folder with the new file; refuse when the kit would set new rows aside."""
    with tempfile.TemporaryDirectory() as scene:
        district = Path(scene) / "m"
        copy = district / folder.absolute().name
        shutil.copytree(folder, copy)
        for shared in folder.absolute().parent.glob("*.*"):
            if shared.is_file():
                shutil.copy2(shared, district)
        own = path.parent.absolute() == folder.absolute()
        (copy if own else district).joinpath(path.name).write_bytes(content)
        after = read_school(copy)
    had = len(before.tables[name]) if before.has(name) else 0
    has = len(after.tables[name]) if after.has(name) else 0
    if has - had != rows:
        known = {problem.message for problem in before.problems}
        mine = [problem.message for problem in after.problems if problem.table == name and problem.message not in known]
        raise DataRefused(
            f"В таблицу «{TABLES[name].title}» новые строки не войдут: при проверке отложено "
            f"{counted(rows - (has - had), 'строка', 'строки', 'строк')}. Первое замечание: "
            f"{mine[0] if mine else 'строки не читаются.'} Ничего не записано.",
            Reason.REFERENCE_UNKNOWN,
        )
