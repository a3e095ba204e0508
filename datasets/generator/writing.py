"""Writes tables as schools hand them in: CSV with Russian habits, Parquet, or the teacher's form."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from generator.stories import Style
from workbook.school.forms import write_form
from workbook.school.schema import Column, Kind, Table
from workbook.school.tables import TABLES

__all__ = ["csv_rows", "csv_text", "write_municipal", "write_school"]

_TYPED = {Kind.INTEGER: "Int64", Kind.NUMBER: "float64"}


def csv_rows(name: str, frame: pd.DataFrame, style: Style) -> list[list[str]]:
    """Return a table as rows of text with its Russian header row first."""
    columns = _columns(TABLES[name], frame, style)
    cells = [[_text(value, column) for value in frame[column.name]] for column in columns]
    return [[_header(column, style) for column in columns], *(list(row) for row in zip(*cells, strict=True))]


def csv_text(rows: list[list[str]], separator: str) -> str:
    """Join rows as a CSV text with Windows line ends."""
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return buffer.getvalue()


def write_school(folder: Path, tables: Mapping[str, pd.DataFrame], style: Style, passport: Mapping[str, str]) -> None:
    """Write all tables of a school into its folder in the school's own manner.

    Parameters
    ----------
    folder : Path
    tables : mapping of str to DataFrame
    style : Style
    passport : mapping of str to str
        What the first sheet of the teacher's form says of the school.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if style.xlsx:
        _write_book(folder / "school.xlsx", tables, passport)
        return
    for name, frame in tables.items():
        stem = TABLES[name].title if style.russian_names else name
        if name in style.parquet:
            _parquet(name, frame, style).to_parquet(folder / f"{stem}.parquet", index=False, compression="zstd")
            continue
        encoding = "cp1251" if name in style.cp1251 else style.encoding
        text = csv_text(csv_rows(name, frame, style), style.separator)
        (folder / f"{stem}.csv").write_bytes(text.encode(encoding))


def write_municipal(folder: Path, tables: Mapping[str, pd.DataFrame]) -> None:
    """Write the tables of the municipality as CSV."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in tables.items():
        text = csv_text(csv_rows(name, frame, Style()), ";")
        (folder / f"{name}.csv").write_bytes(text.encode("utf-8-sig"))


def _columns(table: Table, frame: pd.DataFrame, style: Style) -> list[Column]:
    return [
        column for column in table.columns
        if column.name in frame.columns and f"{table.name}.{column.name}" not in style.dropped
    ]  # fmt: skip


def _header(column: Column, style: Style) -> str:
    return column.synonyms[0] if style.synonyms and column.synonyms else column.header


def _text(value: object, column: Column) -> str:
    if value is None or value is pd.NaT or value != value:
        return ""
    if isinstance(value, dt.date):
        return value.strftime("%d.%m.%Y")
    if column.kind in _TYPED:
        return f"{value:.10g}".replace(".", ",")
    return str(value)


def _parquet(name: str, frame: pd.DataFrame, style: Style) -> pd.DataFrame:
    result = {}
    for column in _columns(TABLES[name], frame, style):
        values = frame[column.name]
        if column.kind is Kind.DATE:
            values = pd.to_datetime(values)
        else:
            values = pd.Series(values.array, dtype=_TYPED.get(column.kind, "str"))
        result[_header(column, style)] = values
    return pd.DataFrame(result)


def _write_book(path: Path, tables: Mapping[str, pd.DataFrame], passport: Mapping[str, str]) -> None:
    schemas = [table for name, table in TABLES.items() if name in tables]
    write_form(path, schemas, rows=tables, passport=passport)
