"""Opens an export whole: every sheet of a workbook, a text, or a web page that calls itself a workbook.

Apart from :func:`workbook.school.intake.sheet.open_sheet` because an export speaks by all its sheets, titled by class
or by pupil; the guard, the isolated parser and the reading of texts are the same.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from workbook.errors import DataRefused, Reason
from workbook.school.guard import ACCEPTED, FileKind
from workbook.school.intake.place import Place
from workbook.school.intake.sheet import Sheet, open_sheet
from workbook.school.isolation import read_cells
from workbook.school.layouts.web_page import decoded_page, is_page, page_tables
from workbook.school.limits import Limits, refuse, thousands
from workbook.school.origin import Finding
from workbook.school.problems import Problem, Severity
from workbook.school.repairs import clean

__all__ = ["Book", "open_book"]

_PAGES = (".xls", ".html", ".htm")
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Book:
    """All filled sheets of one file.

    Attributes
    ----------
    file : str
    sheets : tuple of Sheet
        In the order of the file; a text is one sheet without a title.
    problems : tuple of Problem
        What had to be repaired to read the file.
    """

    file: str
    sheets: tuple[Sheet, ...]
    problems: tuple[Problem, ...] = ()


def open_book(path: Path | str, limits: Limits | None = None) -> Book:
    """Open an export.

    Parameters
    ----------
    path : Path or str
        XLSX, XLS, ODS, Parquet; CSV, TSV or TXT; HTML, also under the name of an XLS.
    limits : Limits, optional
        What is allowed.

    Returns
    -------
    Book

    Raises
    ------
    FileRefused
        The guard refuses the file, or it is no table.
    DataRefused
        Nothing is written in it.
    """
    path, limits = Path(path), limits or Limits()
    suffix = path.suffix.lower()
    head = _head(path)
    if suffix in _PAGES and is_page(head):
        book = _page(path, limits)
    elif suffix == ".xls" and head.startswith(_ZIP):
        book = _twin(path, ".xlsx", "внутри книга XLSX под именем XLS: прочитана как XLSX.", limits)
    elif suffix == ".xls" and not head.startswith(_OLE) and b"\0" not in head and (b"\t" in head or b";" in head):
        book = _twin(path, ".tsv", "внутри текст под именем XLS: прочитан как текст.", limits)
    elif ACCEPTED.get(suffix) is FileKind.TEXT:
        sheet = open_sheet(path, limits=limits)
        book = Book(path.name, (replace(sheet, problems=()),), sheet.problems)
    else:
        book = Book(path.name, _sheets(path.name, read_cells(path, limits)))
    if not book.sheets:
        raise DataRefused(f"В файле «{path.name}» нет ни одной заполненной ячейки.", Reason.TABLE_EMPTY)
    return book


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as handle:
            return handle.read(2_048)
    except OSError:  # the guard says it better
        return b""


def _page(path: Path, limits: Limits) -> Book:
    size = path.stat().st_size
    if size > limits.file_bytes:
        refuse(
            path, Reason.FILE_TOO_LARGE,
            f"он занимает {thousands(-(-size // 2**20))} МБ, а допустимо {limits.file_bytes // 2**20} МБ",
            "Разделите его по классам",
        )  # fmt: skip
    try:
        tables = page_tables(decoded_page(path.read_bytes()), limits.cells)
    except OverflowError:
        refuse(path, Reason.FILE_TOO_LARGE, f"в нём больше {thousands(limits.cells)} ячеек", "Разделите его по классам")
    named = {"" if len(tables) == 1 else f"таблица {i}": rows for i, rows in enumerate(tables, start=1)}
    told = "внутри веб-страница, так выгружают некоторые журналы: прочитаны её таблицы."
    problem = Place(path.name).whole(Finding(Reason.FILE_KIND, Severity.REPAIR, told))
    return Book(path.name, _sheets(path.name, named), (problem,))


def _twin(path: Path, suffix: str, told: str, limits: Limits) -> Book:
    """Read the same bytes under the suffix that fits them, through the same door."""
    with tempfile.TemporaryDirectory() as folder:
        twin = Path(folder) / path.with_suffix(suffix).name
        twin.write_bytes(path.read_bytes())
        book = open_book(twin, limits)
    sheets = tuple(replace(sheet, place=replace(sheet.place, file=path.name)) for sheet in book.sheets)
    problem = Place(path.name).whole(Finding(Reason.FILE_KIND, Severity.REPAIR, told))
    renamed = tuple(
        replace(one, file=path.name, message=one.message.replace(twin.name, path.name)) for one in book.problems
    )
    return Book(path.name, sheets, (problem, *renamed))


def _sheets(file: str, cells: Mapping[str, Sequence[Sequence[object]]]) -> tuple[Sheet, ...]:
    made = (
        Sheet(Place(file, title), _squared([[_text(cell) for cell in row] for row in rows]))
        for title, rows in cells.items()
    )
    return tuple(sheet for sheet in made if sheet.rows)


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return f"{cell:.15g}"
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    return clean(str(cell))[0]


def _squared(rows: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """Give rows one width and drop what is empty at the end and at the right."""
    full = [len(row) - next((i for i, cell in enumerate(reversed(row)) if cell), len(row)) for row in rows]
    width = max(full, default=0)
    last = max((i + 1 for i, length in enumerate(full) if length), default=0)
    return tuple(tuple(row[:width]) + ("",) * (width - len(row)) for row in rows[:last])
