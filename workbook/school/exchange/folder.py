"""Adds rows to a school's folder: to its text files as they are written, to its form by writing the form anew.

Apart from reading a school because this is the only place that changes what a school handed in. Everything is tried on
a copy of the folder first: what the kit would not read back is not written.
"""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from workbook.errors import DataRefused, FileRefused, Reason
from workbook.school.exchange.form_book import form_with
from workbook.school.exchange.text_rows import longer_text, new_text
from workbook.school.files import TableFile, find_files
from workbook.school.intake.place import listed
from workbook.school.isolation import read_cells
from workbook.school.problems import Problem, Severity, counted
from workbook.school.repairs import fold
from workbook.school.school import School, read_school
from workbook.school.tables import TABLES

__all__ = ["Added", "add_rows", "write_whole"]

_SAID = {"responses": ("answer", "score"), "expertise": ("score",)}
"""Columns in which another value under the same key is a contradiction, not a repetition."""


@dataclass(frozen=True, slots=True)
class Added:
    """What was written.

    Attributes
    ----------
    files : tuple of Path
    told : tuple of str
        Russian sentences: how many rows went where, what was there already.
    """

    files: tuple[Path, ...]
    told: tuple[str, ...]


def add_rows(folder: Path | str, additions: Mapping[str, pd.DataFrame]) -> Added:
    """Add rows of the kit's tables to a school's folder.

    Rows that the school has already, in every told column, are left out; a row under the same key with other values
    refuses everything, and nothing is written. Rows of the bank are never changed: an item that the school has stays.

    Parameters
    ----------
    folder : Path or str
        A school's folder with ``school.yml``.
    additions : mapping of str to DataFrame
        English table name → rows with the kit's columns.

    Returns
    -------
    Added

    Raises
    ------
    DataRefused
        The school has other values under the same key; the file cannot take rows; the kit would not read the rows back
        (unknown pupils, a test that is not in the plan): with what to do. Nothing is written then.
    """
    folder = Path(folder)
    school = read_school(folder)
    told: list[str] = []
    fresh: dict[str, pd.DataFrame] = {}
    for name, frame in additions.items():
        rows, sentence = _new_rows(school, name, frame)
        told.append(sentence)
        if len(rows):
            fresh[name] = rows
    contents = _contents(folder, fresh, school)
    _rehearse(folder, contents, fresh, school)
    for path, content in contents.items():
        if path.suffix.lower() == ".xlsx":
            former = _free(path)
            shutil.copy2(path, former)
            told.append(f"Книга «{path.name}» записана заново как бланк; прежняя сохранена рядом: «{former.name}».")
        write_whole(path, content)
    return Added(tuple(contents), tuple(told))


def _free(path: Path) -> Path:
    """Name a copy that stands in nobody's way: school.xlsx.bak, school.xlsx.bak2, …"""
    names = (path.with_name(f"{path.name}.bak{number if number > 1 else ''}") for number in itertools.count(1))
    return next(name for name in names if not name.exists())


def _new_rows(school: School, name: str, frame: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """Leave out what the school has; refuse answers that contradict it."""
    table = TABLES[name]
    if not school.has(name):
        return frame, f"Таблица «{table.title}»: {_rows(len(frame))} в новую таблицу."
    key = list(table.key)
    known = school[name].set_index(key)
    mine = frame.set_index(key)
    there = mine.index.isin(known.index)
    differ = _differing(known, mine[there], _SAID.get(name, ()))
    if differ:
        raise DataRefused(_contradiction(school.id, name, differ), Reason.ROW_DOUBLE)
    kept = int(there.sum())
    words_differ = _differing_keys(known, mine[there]) if name == "items" else ""
    words = ("строка уже была и оставлена", "строки уже были и оставлены", "строк уже было и оставлено")
    tail = f"; {counted(kept, *words)} без изменений" if kept else ""
    told = f"Таблица «{table.title}»: добавляется {_rows(len(frame) - kept)}{tail}.{words_differ}"
    return frame[~there].reset_index(drop=True), told


def _differing_keys(known: pd.DataFrame, mine: pd.DataFrame) -> str:
    """Name items whose key in the bank is another one: the bank's stays, and the answers are scored by it."""
    keys = pd.DataFrame({"bank": known["key"].reindex(mine.index), "file": mine["key"]}).dropna()
    odd = [str(item) for item, row in keys.iterrows() if fold(str(row["bank"])) != fold(str(row["file"]))]
    return f" Ключ в банке другой и остался прежним: {listed(odd)}; проверьте его." if odd else ""


def _differing(known: pd.DataFrame, mine: pd.DataFrame, said: Sequence[str]) -> list[tuple[object, ...]]:
    """Find the keys under which the school has other values in the columns that say something."""
    if not said or mine.empty:
        return []
    before = known.loc[mine.index, list(said)].to_numpy(dtype=object)
    after = mine[list(said)].to_numpy(dtype=object)
    return [
        tuple(index) if isinstance(index, tuple) else (index,)
        for index, old, new in zip(mine.index, before, after, strict=True)
        if not all((pd.isna(a) and pd.isna(b)) or a == b for a, b in zip(old, new, strict=True))
    ]


def _contradiction(school: str, name: str, differ: Sequence[tuple[object, ...]]) -> str:
    title = TABLES[name].title
    advice = " или укажите другой код работы (--test)" if name == "responses" else ""
    return (
        f"У школы «{school}» в таблице «{title}» уже есть другие значения: не совпадает {_rows(len(differ))} "
        f"(например, {', '.join(map(str, differ[0]))}). Ничего не записано. Удалите прежние строки{advice}."
    )


def _rows(n: int) -> str:
    return counted(n, "строка", "строки", "строк")


def _contents(folder: Path, fresh: Mapping[str, pd.DataFrame], school: School) -> dict[Path, bytes]:
    """Make the new content of every file that takes rows."""
    files = find_files(folder).own
    contents: dict[Path, bytes] = {}
    in_book: dict[Path, dict[str, pd.DataFrame]] = {}
    for name, rows in fresh.items():
        file = _file_of(name, files)
        if file is None:
            contents[folder / f"{name}.csv"] = new_text(name, rows)
        elif file.is_text:
            contents[file.path] = longer_text(file, name, rows)
        elif file.path.suffix.lower() == ".xlsx":
            in_book.setdefault(file.path, {})[name] = rows
        else:
            raise DataRefused(
                f"Таблица «{TABLES[name].title}» лежит в файле «{file.name}», в который строки не добавить. "
                f"Сохраните её как CSV под именем «{name}.csv», удалите прежний файл и повторите.",
                Reason.FILE_KIND,
            )
    for path, tables in in_book.items():
        contents[path] = form_with(path, tables, school)
    return contents


def _file_of(name: str, files: Sequence[TableFile]) -> TableFile | None:
    """Find the file that holds a table: by its name, else a workbook with such a sheet."""
    for file in files:
        if file.table == name:
            return file
        if not file.table and any(fold(title.strip()) in _titles(name) for title in read_cells(file.path)):
            return file
    return None


def _titles(name: str) -> tuple[str, str]:
    return fold(name), fold(TABLES[name].title)


def _rehearse(folder: Path, contents: Mapping[Path, bytes], fresh: Mapping[str, pd.DataFrame], before: School) -> None:
    """Read a copy of the folder with the new files; refuse when the kit would set new rows aside."""
    if not contents:
        return
    with tempfile.TemporaryDirectory() as scene:
        municipality = Path(scene) / "m"
        copy = municipality / folder.absolute().name
        shutil.copytree(folder, copy)
        for path in folder.absolute().parent.glob("*.*"):
            if path.is_file():
                shutil.copy2(path, municipality)
        for path, content in contents.items():
            (copy / path.name).write_bytes(content)
        after = read_school(copy)
    for name, rows in fresh.items():
        had = len(before.tables[name]) if before.has(name) else 0
        has = len(after.tables[name]) if after.has(name) else 0
        if has - had != len(rows):
            told = _unreadable(name, len(rows) - (has - had), after.problems, before.problems)
            raise DataRefused(told, Reason.REFERENCE_UNKNOWN)


def _unreadable(name: str, lost: int, after: Sequence[Problem], before: Sequence[Problem]) -> str:
    known = {problem.message for problem in before}
    mine = [
        problem for problem in after
        if problem.table == name and problem.severity is Severity.ERROR and problem.message not in known
    ]  # fmt: skip
    columns = {problem.column for problem in mine}
    advice = ""
    if "pupil" in columns:
        advice = (
            " Учеников с такими кодами нет в таблице «Ученики»: дайте таблицу «имя — код» (--names) с кодами школы или "
            "запишите новых учеников в класс (--class)."
        )
    elif columns & {"test", "fos"}:
        advice = " Такой работы нет в плане ФОС: добавьте её в таблицу «План ФОС» или укажите код из плана (--test)."
    first = mine[0].message if mine else "строки не читаются"
    return (
        f"В таблицу «{TABLES[name].title}» новые строки не войдут: при проверке отложено {_rows(lost)}. "
        f"Первое замечание: {first}{advice} Ничего не записано."
    )


def write_whole(path: Path, content: bytes) -> None:
    """Write or replace a file; a reader sees the old one or the new one.

    Raises
    ------
    FileRefused
        The disk or another program does not let it be written; the old file stays.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    except OSError as error:
        raise FileRefused(
            f"Файл «{path}» не записан: {error.strerror or 'ошибка записи'}. Закройте его в других программах и "
            "повторите.",
            Reason.RUN_DISK,
        ) from error
    finally:
        temporary.unlink(missing_ok=True)
