"""Opens files and gives their plain rows: encodings and separators of texts here, workbooks through the isolated child.

Apart from checking because what a cell means is none of its business.
"""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Mapping, Sequence
from itertools import islice

from workbook.errors import FileRefused, Reason
from workbook.school.files import TableFile
from workbook.school.form_columns import LISTS
from workbook.school.form_guide import GUIDE
from workbook.school.grid import Grid
from workbook.school.guard import admit
from workbook.school.headers import header_score
from workbook.school.isolation import read_cells
from workbook.school.problems import Problem, Severity
from workbook.school.remarks import REMARKS
from workbook.school.repairs import fold, shown
from workbook.school.schema import Table
from workbook.school.tables import TABLES

__all__ = ["Opened", "decode", "open_file", "split_text"]

Opened = tuple[list[tuple[str, Grid]], list[Problem]]
"""Pairs of English table name and rows, and what went wrong on the way."""

_SEPARATORS = (";", ",", "\t", "|")
_PROBED_LINES = 30
_SERVICE = frozenset(map(fold, (GUIDE, LISTS, REMARKS)))
_OLD_ENCODINGS = ("cp1251", "cp866", "koi8-r", "mac-cyrillic")


def open_file(file: TableFile) -> Opened:
    """Read one file into plain rows, one grid a table.

    Parameters
    ----------
    file : TableFile

    Returns
    -------
    Opened
        A file that is refused gives no grid and one problem; a sheet of an unknown title gives a warning.
    """
    try:
        if file.is_text:
            admit(file.path)
            table = TABLES[file.table]
            text = decode(file.path.read_bytes(), table, file.name)
            return [(table.name, Grid(file.name, "", split_text(text, table, file.name)))], []
        sheets = read_cells(file.path)
    except FileRefused as refusal:
        return [], [_file_problem(file, refusal.message, refusal.reason)]
    except OSError as error:
        text = (
            f"Файл «{file.name}» не открывается: {error.strerror or 'ошибка чтения'}. Закройте его в Excel и повторите."
        )
        return [], [_file_problem(file, text, Reason.FILE_MISSING)]
    return _from_sheets(file, sheets)


def decode(data: bytes, table: Table, name: str) -> str:
    """Decode a text: UTF-8 with or without BOM, else the old encoding in which the table's headers can be read.

    Raises
    ------
    FileRefused
        UTF-8 damaged in places, or bytes that belong to no Russian encoding.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        damaged = error.start
    lenient = data.decode("utf-8", errors="ignore")
    if _header_found(lenient, table) and any("а" <= letter <= "я" for letter in lenient.casefold()):
        line = data.count(b"\n", 0, damaged) + 1
        raise FileRefused(
            f"Файл «{name}» не прочитан: в строке {line} повреждены буквы (не UTF-8). Сохраните таблицу заново как "
            "«CSV UTF-8 (разделитель — запятая)».",
            Reason.FILE_ENCODING,
        )
    texts = (data.decode(encoding, errors="replace") for encoding in _OLD_ENCODINGS)
    text = next((text for text in texts if _header_found(text, table)), data.decode("cp1251", errors="replace"))
    if "\ufffd" in text:
        raise FileRefused(
            f"Файл «{name}» не прочитан: кодировка не распознана. Принимаются UTF-8 и Windows-1251. Сохраните таблицу "
            "в Excel как «CSV UTF-8 (разделитель — запятая)».",
            Reason.FILE_ENCODING,
        )
    return text


def _header_found(text: str, table: Table) -> bool:
    head = _head(text)
    return any(_separator_score(head, separator, table)[0] > 0 for separator in _SEPARATORS)


def _head(text: str) -> list[str]:
    return list(islice(io.StringIO(text, newline=""), _PROBED_LINES))


def split_text(text: str, table: Table, name: str) -> list[list[str]]:
    """Split a text into rows; the separator is the one under which most headers of the table are recognised.

    Raises
    ------
    FileRefused
        A quotation mark is never closed, or a field is endless.
    """
    head = _head(text)
    separator = max(_SEPARATORS, key=lambda mark: _separator_score(head, mark, table))
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise _unclosed(name, text) from error
    if rows and text.count('"') % 2 and any("\n" in cell or "\r" in cell for cell in rows[-1]):
        raise _unclosed(name, text)
    return rows


def _separator_score(head: list[str], separator: str, table: Table) -> tuple[int, int]:
    try:
        rows = list(csv.reader(head, delimiter=separator))
    except csv.Error:
        return (-1, 0)
    return max((header_score(row, table) for row in rows), default=0), sum(len(row) > 1 for row in rows)


def _unclosed(name: str, text: str) -> FileRefused:
    line = next((i for i, one in enumerate(text.splitlines(), 1) if one.count('"') % 2), 1)
    return FileRefused(
        f'Файл «{name}» не прочитан: в строке {line} открыта и не закрыта кавычка ("). Закройте её или уберите.',
        Reason.FILE_BROKEN,
    )


def _from_sheets(file: TableFile, sheets: Mapping[str, Sequence[Sequence[object]]]) -> Opened:
    if file.table:
        title, rows = _only_sheet(file, sheets)
        return [(file.table, Grid(file.name, title, rows))], []
    grids: list[tuple[str, Grid]] = []
    problems: list[Problem] = []
    for title, rows in sheets.items():
        names = [name for name, table in TABLES.items() if fold(title.strip()) in (fold(name), fold(table.title))]
        if names:
            if _filled(rows):
                grids.append((names[0], Grid(file.name, title, rows)))
        elif _filled(rows) and fold(title) not in _SERVICE:
            problems.append(_unknown_sheet(file, title))
    return grids, problems


def _only_sheet(
    file: TableFile, sheets: Mapping[str, Sequence[Sequence[object]]]
) -> tuple[str, Sequence[Sequence[object]]]:
    """Choose the sheet of a workbook that is named after its table: by title, else the first that is filled."""
    table = TABLES[file.table]
    if file.path.suffix.lower() == ".parquet":
        return "", next(iter(sheets.values()), [])
    for title, rows in sheets.items():
        if fold(title.strip()) in (fold(table.name), fold(table.title)):
            return title, rows
    return next(((title, rows) for title, rows in sheets.items() if _filled(rows)), ("", []))


def _filled(rows: Sequence[Sequence[object]]) -> bool:
    return any(cell is not None and cell != "" for row in rows for cell in row)


def _unknown_sheet(file: TableFile, title: str) -> Problem:
    titles = {fold(table.title): table.title for table in TABLES.values()}
    near = difflib.get_close_matches(fold(title), titles, n=1, cutoff=0.7)
    meant = titles[near[0]] if near else ""
    hint = (
        f"Возможно, имелось в виду «{meant}»: переименуйте лист."
        if meant
        else "Названия листов — как в бланке, например «Ученики»."
    )
    message = f"{file.name}, лист «{shown(title)}»: такой таблицы нет, лист не прочитан. {hint}"
    return Problem(file.name, title, "", "", "", Reason.FILE_UNKNOWN, Severity.WARNING, message, meant)


def _file_problem(file: TableFile, message: str, reason: Reason) -> Problem:
    return Problem(file.name, "", "", "", "", reason, Severity.ERROR, message, table=file.table)
