"""Says which files of a school's folder hold which tables, and makes one digest of all their bytes.

Apart from reading because the runner needs the digest, and the list, without opening a table.
"""

from __future__ import annotations

import difflib
import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from workbook.errors import DataRefused, Reason
from workbook.school.problems import Problem, Severity
from workbook.school.repairs import fold
from workbook.school.tables import TABLES

__all__ = [
    "PASSPORT",
    "SHARED",
    "FolderFiles",
    "TableFile",
    "find_files",
    "input_digest",
    "is_school_id",
    "school_ids",
    "shared_digest",
]

PASSPORT = "school.yml"
"""The passport of a school: its id, title, municipality, year and rules."""

SHARED = ("scales", "references", "schools", "risk_profile")
"""Tables that may lie in the municipality's folder and serve the schools that have none of their own."""

_TEXT = (".csv", ".tsv", ".txt")
_BOOKS = (".xlsx", ".xls", ".ods")
_SUFFIXES = (*_BOOKS, *_TEXT, ".parquet")
_BOOK_STEMS = ("school", "школа")
_ID = re.compile(r"[a-z0-9-]{1,32}")


@dataclass(frozen=True, slots=True)
class TableFile:
    """A file that holds one table, or a workbook that may hold any of them.

    Attributes
    ----------
    path : Path
    name : str
        How problems name the file: ``pupils.csv``, ``../scales.csv``.
    table : str
        English name of the one table, or empty for a workbook of many sheets.
    """

    path: Path
    name: str
    table: str

    @property
    def is_text(self) -> bool:
        """Whether it is a text with separators."""
        return self.path.suffix.lower() in _TEXT


@dataclass(frozen=True, slots=True)
class FolderFiles:
    """What lies in a folder.

    Attributes
    ----------
    own, shared : tuple of TableFile
        Files of the school, in the order in which they are preferred, and of its municipality.
    problems : tuple of Problem
        Files that look like tables and belong to none.
    """

    own: tuple[TableFile, ...]
    shared: tuple[TableFile, ...]
    problems: tuple[Problem, ...]


def is_school_id(text: str) -> bool:
    """Whether a text may name a school: 1 to 32 small Latin letters, digits and hyphens."""
    return _ID.fullmatch(text) is not None


def find_files(folder: Path | str) -> FolderFiles:
    """List the table files of a school's folder and those of its municipality (the folder above).

    Workbooks come first (a school edits there), then texts, then Parquet, each by name.

    Raises
    ------
    DataRefused
        There is no such folder, or it cannot be listed.
    """
    folder = Path(folder)
    own, problems = _own(folder)
    return FolderFiles(own, tuple(_shared(folder.absolute().parent)), problems)


def _own(folder: Path) -> tuple[tuple[TableFile, ...], tuple[Problem, ...]]:
    own: list[TableFile] = []
    problems: list[Problem] = []
    for path in _table_like(folder):
        table = _table_of(path)
        if table or (path.suffix.lower() in _BOOKS and fold(path.stem) in map(fold, _BOOK_STEMS)):
            own.append(TableFile(path, _printable(path.name), table))
        else:
            problems.append(_unknown(path))
    return tuple(own), tuple(problems)


def _shared(municipality: Path) -> Iterator[TableFile]:
    try:
        paths = list(_table_like(municipality))
    except DataRefused:  # a school's folder may be all that its reader is allowed to see
        return
    for path in paths:
        table = _table_of(path)
        if table in SHARED:
            yield TableFile(path, f"../{_printable(path.name)}", table)


def shared_digest(municipality: Path | str) -> bytes:
    """Hash the names and bytes of the tables that a municipality's folder shares with its schools."""
    return b"".join(_named_digest(item.name, item.path) for item in _shared(Path(municipality).absolute()))


def input_digest(folder: Path | str, shared: bytes | None = None) -> str:
    """Hash the names and bytes of everything that reading this school would use.

    Parameters
    ----------
    folder : Path or str
        The school's folder.
    shared : bytes, optional
        :func:`shared_digest` of the folder above, for those who ask about many schools of one municipality.

    Returns
    -------
    str
        64 hexadecimal digits; they change when a table file, a shared table of the municipality or ``school.yml``
        changes, appears, vanishes or is renamed.

    Raises
    ------
    DataRefused
        There is no such folder.
    """
    folder = Path(folder)
    own, problems = _own(folder)
    digest = hashlib.sha256(folder.absolute().name.encode("utf-8", "surrogateescape"))
    for item in own:
        digest.update(_named_digest(item.name, item.path))
    digest.update(shared_digest(folder.absolute().parent) if shared is None else shared)
    if (folder / PASSPORT).is_file():
        digest.update(_named_digest(PASSPORT, folder / PASSPORT))
    for problem in problems:  # these files are not read, but their names are complained of
        digest.update(b"\0" + problem.file.encode())
    return digest.hexdigest()


def _named_digest(name: str, path: Path) -> bytes:
    return b"\0" + name.encode() + b"\0" + _file_digest(path)


def school_ids(root: Path | str) -> list[str]:
    """List the schools of a municipality's folder: its folders with a proper id and a passport or a table.

    Returns
    -------
    list of str
        Sorted; folders whose names are no ids («Школа 7») are left out.

    Raises
    ------
    DataRefused
        There is no such folder.
    """
    return sorted(path.name for path in _within(Path(root)) if is_school_id(path.name) and _holds_school(path))


def _holds_school(folder: Path) -> bool:
    return (folder / PASSPORT).is_file() or (folder.is_dir() and any(_table_of(path) for path in _table_like(folder)))


def _listed(folder: Path) -> list[Path]:
    return sorted(_within(folder))


def _within(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except (OSError, ValueError) as error:
        raise DataRefused(
            f"Папки «{folder}» нет или она не открывается. Проверьте путь к данным школы.", Reason.FILE_MISSING
        ) from error


def _table_like(folder: Path) -> Iterator[Path]:
    candidates = [path for path in _listed(folder) if path.suffix.lower() in _SUFFIXES and path.is_file()]
    candidates = [path for path in candidates if not path.name.startswith(("~$", ".~", "."))]
    yield from sorted(candidates, key=lambda path: (_rank(path), path.name))


def _rank(path: Path) -> int:
    suffix = path.suffix.lower()
    return 0 if suffix in _BOOKS else 1 if suffix in _TEXT else 2


def _table_of(path: Path) -> str:
    key = _name_key(path.stem)
    return next((name for name, table in TABLES.items() if key in (_name_key(name), _name_key(table.title))), "")


def _name_key(text: str) -> str:
    # macOS hands names over with «й» and «ё» taken apart.
    return " ".join(fold(unicodedata.normalize("NFC", text)).replace("_", " ").split())


def _printable(name: str) -> str:
    """Make a file name that can be written into any report, whatever bytes the disk holds."""
    return unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode())


def _unknown(path: Path) -> Problem:
    name = _printable(path.name)
    names = {_name_key(text): text for table in TABLES.values() for text in (table.name, table.title)}
    near = difflib.get_close_matches(_name_key(path.stem), names, n=1, cutoff=0.7)
    meant = f"{names[near[0]]}{path.suffix}" if near else ""
    hint = (
        f"Возможно, имелось в виду «{meant}»: переименуйте файл."
        if meant
        else "Назовите файл по таблице, например «pupils.csv» или «Ученики.csv», книгу с листами — «school.xlsx»."
    )
    message = f"{name}: имя файла не совпадает ни с одной таблицей, файл не прочитан. {hint}"
    return Problem(name, "", "", "", "", Reason.FILE_UNKNOWN, Severity.WARNING, message, meant)


def _file_digest(path: Path) -> bytes:
    try:
        with path.open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").digest()
    except OSError:
        return b"unreadable"
