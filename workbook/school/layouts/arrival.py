"""Brings the tables of an export into a school's folder: nothing twice, nothing over what stands there, all or nothing.

Apart from :mod:`workbook.school.exchange.folder`, which adds the rows, because an export repeats what the school has
and may contradict it: both are told row by row before anything is written.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from workbook.errors import DataRefused, Reason, WorkbookError
from workbook.school.exchange.folder import add_rows, write_whole
from workbook.school.layouts.additions import add_keyless
from workbook.school.layouts.memory import FILE, Memory, read_memory, written_memory
from workbook.school.layouts.wider import widen
from workbook.school.problems import counted
from workbook.school.school import School, read_school
from workbook.school.tables import TABLES

__all__ = ["Arrived", "bring", "conflicts"]

_ORDER = ("pupils", "fos_plan", "items", "procedures", "responses", "period_marks", "marks", "scales", "references")
_TOLD = {
    "procedures": ("primary_score", "max_score", "test_score", "mark", "journal_mark"),
    "responses": ("answer", "score"),
    "period_marks": ("mark",),
    "pupils": ("class_", "left"),
    "scales": ("min_score",),
    "references": ("mean", "sd", "minimum"),
}
"""Columns in which another value under the same key is a contradiction; a missing value contradicts nothing."""
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Arrived:
    """What was written.

    Attributes
    ----------
    told : tuple of str
        Russian sentences: rows by table, what was there already.
    """

    told: tuple[str, ...]


def bring(tables: Mapping[str, pd.DataFrame], folder: Path | str, memory: Memory | None = None) -> Arrived:
    """Add tables to a school's folder and remember the meanings of headers.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        English table name → rows.
    folder : Path or str
    memory : Memory, optional
        Written to :data:`~workbook.school.layouts.memory.FILE` when it says something new.

    Returns
    -------
    Arrived

    Raises
    ------
    DataRefused
        The school has other values under the same keys: all of them are listed by table. Nothing is written then.
    FileRefused
        A file does not take the rows; files written before it are put back.
    """
    folder = Path(folder)
    school = read_school(folder)
    against = [sentence for name in _ORDER if name in tables for sentence in conflicts(school, name, tables[name])]
    if against:
        raise DataRefused(f"{' '.join(against)} Ничего не записано. Решите, что верно, и повторите.", Reason.ROW_DOUBLE)
    told = [sentence for name in _ORDER if name in tables for sentence in _news(school, name, tables[name])]
    keyed = {name: tables[name] for name in _ORDER if name in tables and TABLES[name].key and not _shared(school, name)}
    other = {name: tables[name] for name in _ORDER if name in tables and name not in keyed}
    with _restored(folder):
        for name, frame in tables.items():
            told += widen(folder, name, frame)
        if keyed:
            told += add_rows(folder, keyed).told
        for name, frame in other.items():
            told += add_keyless(folder, name, frame)
        if memory is not None and memory != read_memory(folder):
            write_whole(folder / FILE, written_memory(memory))
            told.append(f"Что значат столбцы и предметы, записано в «{FILE}»: в следующий раз указывать не нужно.")
    return Arrived(tuple(told))


def _shared(school: School, name: str) -> bool:
    """Whether the table of the school lies in its municipality's folder."""
    return name in ("scales", "references") and any((school.folder.parent).glob(f"{name}.*"))


def conflicts(school: School, name: str, frame: pd.DataFrame) -> list[str]:
    """Say which rows contradict the school's own.

    Parameters
    ----------
    school : School
    name : str
        English table name.
    frame : DataFrame

    Returns
    -------
    list of str
        At most one Russian sentence.
    """
    key, told = list(TABLES[name].key), _TOLD.get(name, ())
    if not school.has(name) or not key or not told:
        return []
    both = frame.merge(school[name], on=key, suffixes=("", "_there"))
    differs = pd.Series(False, index=both.index)
    for column in told:
        new, old = both[column], both[f"{column}_there"]
        differs |= new.notna() & old.notna() & (new != old).fillna(False).astype(bool)
    if not differs.any():
        return []
    rows = both.loc[differs, key].astype(str).agg(", ".join, axis=1).tolist()
    return [
        f"У школы «{school.id}» в таблице «{TABLES[name].title}» другие значения: "
        f"{counted(len(rows), 'строка', 'строки', 'строк')} ({'; '.join(rows[:_SHOWN])}"
        f"{f'; и ещё {len(rows) - _SHOWN}' if len(rows) > _SHOWN else ''})."
    ]


def _news(school: School, name: str, frame: pd.DataFrame) -> list[str]:
    """Say what an export knows of rows that the school has with an empty cell there: rows are never changed."""
    key = list(TABLES[name].key)
    if not school.has(name) or not key:
        return []
    both = frame.merge(school[name], on=key, suffixes=("", "_there"))
    told = []
    for column in _TOLD.get(name, ()):
        fresh = both[both[column].notna() & both[f"{column}_there"].isna()]
        if len(fresh):
            rows = fresh[key].astype(str).agg(", ".join, axis=1).tolist()
            told.append(
                f"Таблица «{TABLES[name].title}»: в столбце «{TABLES[name].column(column).header}» у школы пусто, а в "
                f"выгрузке есть значение: {'; '.join(rows[:_SHOWN])}"
                f"{f'; и ещё {len(rows) - _SHOWN}' if len(rows) > _SHOWN else ''}. Прежние строки не меняются: впишите "
                "сами."
            )
    return told


@contextlib.contextmanager
def _restored(folder: Path) -> Iterator[None]:
    """Put the folder's files back as they were when anything is refused half-way."""
    places: Sequence[Path] = (folder, folder.absolute().parent)
    before = {path: path.read_bytes() for place in places for path in place.iterdir() if path.is_file()}
    try:
        yield
    except (WorkbookError, OSError):
        for place in places:
            for path in place.iterdir():
                if path.is_file() and path not in before:
                    path.unlink()
        for path, content in before.items():
            if not path.exists() or path.read_bytes() != content:
                write_whole(path, content)
        raise
