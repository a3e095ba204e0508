"""The school as one frozen value: validated tables by name, its rules, and everything that was wrong with its files.

Apart from reading and checking because all the methods need is this value, however it was made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd

from workbook.errors import MissingData, Reason
from workbook.school.checking import check_table
from workbook.school.files import FolderFiles, TableFile, find_files, input_digest
from workbook.school.grid import Grid
from workbook.school.passport import read_passport
from workbook.school.problems import Problem, Severity, summary
from workbook.school.reading import open_file
from workbook.school.references import check_references
from workbook.school.snapshot import load_snapshot, save_snapshot, snapshot_path
from workbook.school.tables import TABLES
from workbook.settings import Settings

__all__ = ["School", "read_school"]


@dataclass(frozen=True, eq=False)
class School:
    """Everything a school handed in, checked.

    Attributes
    ----------
    id, title, municipality, year : str
        ``year`` is the current school year, «2025/2026»; empty when neither the passport nor a table tells it.
    folder : Path
    settings : Settings
        «Методика школы».
    tables : mapping of str to DataFrame
        Validated tables by English name; only those that hold at least one sound row.
    problems : tuple of Problem
        In the order in which a person reads the folder.
    """

    id: str
    title: str
    municipality: str
    year: str
    folder: Path
    settings: Settings
    tables: Mapping[str, pd.DataFrame]
    problems: tuple[Problem, ...] = ()

    def __getitem__(self, name: str) -> pd.DataFrame:
        """Return a table; changing it changes no other reader's (pandas copies on write).

        Raises
        ------
        MissingData
            The school has not handed the table in, or it could not be used.
        """
        self.need(name)
        return self.tables[name].copy(deep=False)

    def __repr__(self) -> str:
        rows = ", ".join(f"{name}: {len(frame)}" for name, frame in self.tables.items())
        return f"School({self.id!r}, {self.year!r}, {{{rows}}}, {summary(self.problems)!r})"

    def has(self, name: str) -> bool:
        """Whether a table with this English name can be used."""
        return name in self.tables

    def need(self, *names: str) -> None:
        """Insist on tables.

        Raises
        ------
        MissingData
            One Russian sentence that names all missing tables, where to put them, and which of them were handed in but
            could not be used.
        """
        missing = [name for name in names if name not in self.tables]
        if not missing:
            return
        refused = {item.table for item in self.problems if item.severity is Severity.ERROR}
        listed = " и ".join(filter(None, (", ".join(map(_named, missing[:-1])), _named(missing[-1]))))
        one = len(missing) == 1
        text = f"Не хватает {'таблицы' if one else 'таблиц'} {listed}."
        broken = [f"«{TABLES[name].title}»" for name in missing if name in refused]
        absent = [name for name in missing if name not in refused]
        if broken:
            fail = "сдана, но не прочитана" if len(broken) == 1 else "сданы, но не прочитаны"
            text += f" {', '.join(broken)} — {fail}: исправьте ошибки из списка замечаний."
        if absent:
            text += (
                f" Добавьте {'её' if len(absent) == 1 and one else 'недостающее'} в папку школы «{self.id}» файлом CSV "
                "или листом книги school.xlsx."
            )
        raise MissingData(text, Reason.TABLE_MISSING, missing)

    def __getstate__(self) -> dict[str, Any]:
        """Travel between processes: a read-only mapping cannot be pickled."""
        return {**self.__dict__, "tables": dict(self.tables)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Come back read-only."""
        for name, value in state.items():
            object.__setattr__(self, name, MappingProxyType(value) if name == "tables" else value)


def read_school(folder: Path | str, cache: Path | str | None = None) -> School:
    """Read, repair and check a school's folder.

    Parameters
    ----------
    folder : Path or str
        Holds ``school.yml`` and a file per table (``pupils.csv``, «Ученики.csv», Parquet, XLSX) or sheets of
        ``school.xlsx``. Scales, references, schools and risk profiles may lie in the folder above.
    cache : Path or str, optional
        Folder for snapshots of validated tables; the second reading of unchanged files takes milliseconds.

    Returns
    -------
    School
        Trouble in files, tables and cells is listed in ``problems`` and never raised.

    Raises
    ------
    DataRefused
        No such folder, or no proper school id.
    SettingsRefused
        ``school.yml`` is unreadable, has an unknown key or an impossible value.
    """
    folder = Path(folder).absolute()
    found = find_files(folder)
    passport = read_passport(folder)
    path = None if cache is None else snapshot_path(cache, input_digest(folder), passport.settings.digest)
    kept = None if path is None else load_snapshot(path)
    tables, problems = kept if kept is not None else _read_tables(found)
    if path is not None and kept is None:
        save_snapshot(path, tables, problems)
    return School(
        passport.id, passport.title, passport.municipality, passport.year or _latest_year(tables), folder,
        passport.settings, MappingProxyType(tables), (*passport.problems, *problems),
    )  # fmt: skip


def _read_tables(found: FolderFiles) -> tuple[dict[str, pd.DataFrame], tuple[Problem, ...]]:
    grids: dict[str, Grid] = {}
    problems = list(found.problems)
    for file in found.own:
        problems += _take(file, grids, own=True)
    claimed = set(grids)
    for file in found.shared:
        if file.table not in claimed:
            problems += _take(file, grids, own=False)
    checked = check_references({name: check_table(grids[name], TABLES[name]) for name in TABLES if name in grids})
    for item in checked.values():
        problems += item.problems
    return {name: item.frame for name, item in checked.items() if item.frame is not None}, tuple(problems)


def _take(file: TableFile, grids: dict[str, Grid], *, own: bool) -> list[Problem]:
    """Add the grids of a file; a table that comes a second time with rows is a problem, not a sum."""
    opened, problems = open_file(file)
    for name, grid in opened:
        if name not in grids or _blank(grids[name]):
            grids[name] = grid
            continue
        if _blank(grid):
            continue
        where = _place(grids[name])
        folder = "в папке школы" if own else "в папке муниципалитета"
        message = (
            f"{_place(grid)}: таблица «{TABLES[name].title}» сдана {folder} дважды. Учтена та, что в {where}; "
            "удалите лишнюю."
        )
        problems.append(
            Problem(grid.file, grid.sheet, "", "", "", Reason.FILE_DOUBLE, Severity.ERROR, message, table=name)
        )
    return problems


def _blank(grid: Grid) -> bool:
    """Whether nothing stands below the header: an empty sheet of the form does not hand a table in."""
    return sum(any(cell not in (None, "") for cell in row) for row in grid.rows) < 2


def _place(grid: Grid) -> str:
    return f"{grid.file}, лист «{grid.sheet}»" if grid.sheet else grid.file


def _latest_year(tables: Mapping[str, pd.DataFrame]) -> str:
    for name in ("pupils", *tables):
        if name in tables and "year" in tables[name]:
            return str(tables[name]["year"].max())
    return ""


def _named(name: str) -> str:
    return f"«{TABLES[name].title}» ({name}.csv)"
