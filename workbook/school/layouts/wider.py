"""Gives a school's text file the optional columns that new rows fill: weights of marks that the file never had.

Apart from adding rows because it changes lines that stood there, by empty cells at their ends and nothing else.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd

from workbook.school.exchange.folder import write_whole
from workbook.school.files import find_files
from workbook.school.headers import find_headers
from workbook.school.intake.place import listed
from workbook.school.reading import decode, split_text
from workbook.school.tables import TABLES

__all__ = ["widen"]

_SEPARATORS = (";", ",", "\t", "|")
_ENCODINGS = ("utf-8", "cp1251", "cp866", "koi8-r", "mac-cyrillic")


def widen(folder: Path, name: str, rows: pd.DataFrame) -> list[str]:
    """Add the columns that the rows fill and the file lacks.

    Parameters
    ----------
    folder : Path
        The school's folder.
    name : str
        English table name.
    rows : DataFrame

    Returns
    -------
    list of str
        What was done, Russian; empty when nothing had to be.
    """
    table = TABLES[name]
    for file in find_files(folder).own:
        if file.table != name or not file.is_text:
            continue
        data = file.path.read_bytes()
        text = decode(data, table, file.name)
        grid = split_text(text, table, file.name)
        headers = find_headers(grid, table)
        lacking = [
            column.header for column in table.columns
            if column.name not in headers.positions and not column.required and rows[column.name].notna().any()
        ]  # fmt: skip
        if lacking:
            write_whole(file.path, _wider(data, text, grid, headers.row, lacking))
            return [f"В файл «{file.name}» добавлены столбцы {listed([f'«{header}»' for header in lacking])}."]
    return []


def _wider(data: bytes, text: str, grid: list[list[str]], head: int, lacking: list[str]) -> bytes:
    width = len(grid[head])
    separator = max(
        _SEPARATORS, key=lambda mark: sum(len(row) == width for row in csv.reader(text.splitlines(), delimiter=mark))
    )
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, delimiter=separator, lineterminator="\r\n" if "\r\n" in text else "\n")
    for at, row in enumerate(grid):
        rest = lacking if at == head else [""] * len(lacking)
        writer.writerow([*row, *[""] * (width - len(row)), *rest] if any(row) else row)
    mark = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
    encoding = next((one for one in _ENCODINGS if data.decode(one, errors="replace").lstrip("\ufeff") == text), "utf-8")
    return mark + lines.getvalue().encode(encoding)
