"""Writes tables as schools hand them in: CSV with Russian habits, Parquet, or one workbook; the same bytes each time."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import xlsxwriter

from generator.stories import Style
from workbook.school.schema import Column, Kind, Table
from workbook.school.tables import TABLES

__all__ = ["csv_rows", "csv_text", "write_municipal", "write_school"]

_CREATED = dt.datetime(2026, 6, 1, 12, 0)
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


def write_school(folder: Path, tables: Mapping[str, pd.DataFrame], style: Style) -> None:
    """Write all tables of a school into its folder in the school's own manner."""
    folder.mkdir(parents=True, exist_ok=True)
    if style.xlsx:
        _write_book(folder / "school.xlsx", tables, style)
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
        elif column.kind in _TYPED:
            values = values.astype(_TYPED[column.kind])
        else:
            values = values.astype("str")
        result[_header(column, style)] = values
    return pd.DataFrame(result)


def _write_book(path: Path, tables: Mapping[str, pd.DataFrame], style: Style) -> None:
    book = xlsxwriter.Workbook(
        str(path), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"title": "Данные школы", "created": _CREATED})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#DCE6F1", "border": 1})
    text, day = book.add_format({"num_format": "@"}), book.add_format({"num_format": "dd.mm.yyyy"})
    for name, table in TABLES.items():
        if name not in tables:
            continue
        sheet = book.add_worksheet(table.title)
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(_columns(table, tables[name], style)):
            sheet.write_string(0, place, _header(column, style), head)
            sheet.set_column(place, place, max(12, len(column.header) + 2))
            for row, value in enumerate(tables[name][column.name], 1):
                if value is None or value is pd.NaT or value != value:
                    continue
                if column.kind is Kind.DATE:
                    sheet.write_datetime(row, place, value, day)
                elif column.kind in _TYPED:
                    sheet.write_number(row, place, float(value))
                else:
                    sheet.write_string(row, place, str(value), text)
        sheet.autofilter(0, 0, len(tables[name]), len(_columns(table, tables[name], style)) - 1)
    book.close()
