"""Rows of the kit's tables as lines of a text file: a new file, or more lines in the manner of an old one.

Apart from the folder because a text keeps its encoding, its separator and its own order of columns.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Sequence

import pandas as pd

from workbook.errors import DataRefused, Reason
from workbook.school.files import TableFile
from workbook.school.headers import Headers, find_headers, header_score
from workbook.school.intake.place import listed
from workbook.school.reading import decode, split_text
from workbook.school.schema import Column, Kind
from workbook.school.tables import TABLES

__all__ = ["FORMULA_SIGNS", "longer_text", "new_text"]

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""A text that begins so is computed by a spreadsheet unless an apostrophe stands before it."""

_SEPARATORS = (";", ",", "\t", "|")
_ENCODINGS = ("utf-8-sig", "cp1251", "cp866", "koi8-r", "mac-cyrillic")


def new_text(name: str, rows: pd.DataFrame) -> bytes:
    """Write a new CSV that Excel opens: UTF-8 with a mark, semicolons, Russian headers.

    Parameters
    ----------
    name : str
        English name of the table.
    rows : DataFrame
        The kit's columns; optional ones without a value are left out.
    """
    table = TABLES[name]
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, delimiter=";", lineterminator="\r\n")
    columns = [column for column in table.columns if column.required or rows[column.name].notna().any()]
    writer.writerow([column.header for column in columns])
    writer.writerows(_cells(rows, columns))
    return lines.getvalue().encode("utf-8-sig")


def longer_text(file: TableFile, name: str, rows: pd.DataFrame) -> bytes:
    """Add lines to a text as it is: its encoding, its separator, its order of columns.

    Parameters
    ----------
    file : TableFile
    name : str
        English name of the table.
    rows : DataFrame

    Returns
    -------
    bytes
        The whole new content; what stood in the file stands in it unchanged.

    Raises
    ------
    DataRefused
        The file lacks a column that the rows fill.
    """
    data = file.path.read_bytes()
    table = TABLES[name]
    text = decode(data, table, file.name)
    grid = split_text(text, table, file.name)
    headers = find_headers(grid, table)
    lacking = [
        column for column in table.columns
        if column.name not in headers.positions and (column.required or rows[column.name].notna().any())
    ]  # fmt: skip
    if lacking:
        raise DataRefused(
            f"В файле «{file.name}» нет столбцов {listed([f'«{column.header}»' for column in lacking])}, а в новых "
            "строках они есть. Добавьте эти столбцы в файл и повторите.",
            Reason.HEADER_MISSING,
        )
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, delimiter=_separator(text, grid[headers.row], file, name), lineterminator="\n")
    writer.writerows(_placed(rows, headers, len(grid[headers.row]), name))
    end = "\r\n" if "\r\n" in text else "\n"
    added = text + ("" if text.endswith("\n") else end) + lines.getvalue().replace("\n", end)
    same = (one for one in _ENCODINGS if data.decode(one, errors="replace").lstrip("\ufeff") == text)
    encoding = next(same, "utf-8-sig")
    if encoding == "utf-8-sig" and not data.startswith(b"\xef\xbb\xbf"):
        encoding = "utf-8"
    try:
        return added.encode(encoding)
    except UnicodeEncodeError:  # an old code page has no sign for √: the whole file becomes UTF-8
        return added.encode("utf-8-sig")


def _separator(text: str, header: Sequence[str], file: TableFile, name: str) -> str:
    """Find the sign that splits the header line into as many cells as the reader saw."""
    table = TABLES[name]
    lines = (line for line in text.splitlines() if line.strip())
    line = next((line for line in lines if header_score(split_text(line, table, file.name)[0], table)), "")
    return max(_SEPARATORS, key=lambda mark: (len(next(csv.reader([line], delimiter=mark), [])) == len(header), mark))


def _placed(rows: pd.DataFrame, headers: Headers, width: int, name: str) -> list[list[str]]:
    columns = [column for column in TABLES[name].columns if column.name in headers.positions]
    result = []
    for cells in _cells(rows, columns):
        line = [""] * width
        for column, cell in zip(columns, cells, strict=True):
            line[headers.positions[column.name]] = cell
        result.append(line)
    return result


def _cells(rows: pd.DataFrame, columns: Sequence[Column]) -> list[list[str]]:
    return [
        [_written(value, column) for value, column in zip(values, columns, strict=True)]
        for values in zip(*(rows[column.name].tolist() for column in columns), strict=True)
    ]


def _written(value: object, column: Column) -> str:
    """Write a value into a text file: decimal comma, day.month.year, and no text that a spreadsheet would compute."""
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return ""
    if isinstance(value, dt.date):
        return value.strftime("%d.%m.%Y")
    if column.kind in (Kind.NUMBER, Kind.INTEGER):
        return f"{float(str(value)):.15g}".replace(".", ",")
    text = str(value)
    plain = text.replace(",", ".").lstrip("+-−")
    harmless = plain.replace(".", "", 1).isdigit()
    return f"'{text}" if text.startswith(FORMULA_SIGNS) and not harmless else text
