"""Blank and filled XLSX forms: what a teacher opens, made wholly from the table schemas.

Apart from reading because a form asks and a reader judges; both take their words from :mod:`workbook.school.tables`.
Nothing is typed twice: headers, lists, limits, prompts and notes come from the columns' own definitions.
"""

from __future__ import annotations

import contextlib
import datetime
import math
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

from workbook.errors import FileRefused, Reason
from workbook.school.form_columns import LISTS, Lists, comment, number_format, validation, width
from workbook.school.form_guide import GUIDE, OPTIONAL, REQUIRED, set_print, write_guide
from workbook.school.remarks import REMARKS, Marks, Remark, safe_text, write_remarks
from workbook.school.schema import Column, Kind, Table

__all__ = ["CREATED", "GUIDE", "sheet_title", "write_form", "write_problems_workbook"]

CREATED = datetime.datetime(2025, 9, 1)
"""Every file says so of itself: a fixed date makes the same file the same bytes."""

# Enough for the current marks of a school; checks and lists end there, typed rows do not.
_LAST_ROW = 20_000
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_NUMBER = re.compile(r"-?\d{1,15}([.,]\d{1,10})?")
_DATE = re.compile(r"(\d{2})\.(\d{2})\.(\d{4})")
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")


def write_form(
    path: Path | str,
    tables: Iterable[Table],
    *,
    rows: Mapping[str, pd.DataFrame | Iterable[Mapping[str, object]]] | None = None,
    problems: Sequence[Remark] = (),
    passport: Mapping[str, str] | None = None,
) -> Path:
    """Write a form: the guide, one sheet per table, the lists; filled and marked when asked.

    Parameters
    ----------
    path : Path or str
        Where the workbook goes; an existing one is replaced whole or not at all.
    tables : iterable of Table
        Which tables, in the order of the sheets.
    rows : mapping of str to DataFrame or iterable of mapping, optional
        English table name → rows under English column names. Missing values stay blank; text that is no number in a
        number's column stays text.
    problems : sequence of Remark, optional
        Marked in colour in the filled sheets and listed on the sheet «Замечания».
    passport : mapping of str to str, optional
        Russian label → value, printed on the first sheet and in the page header: «Школа», «Муниципалитет»,
        «Учебный год».

    Returns
    -------
    Path
        The path of the workbook.

    Raises
    ------
    FileRefused
        The workbook is open in another program.

    Examples
    --------
    >>> write_form("school.xlsx", [TABLES["pupils"]])  # doctest: +SKIP
    PosixPath('school.xlsx')
    """
    chosen = tuple(tables)
    passport = dict(passport or {})
    with _book(Path(path)) as book:
        lists = Lists(chosen, _LAST_ROW)
        write_guide(book, chosen, passport)
        places: dict[str, str] = {}
        for table in chosen:
            records = list(_records(table, (rows or {}).get(table.name)))
            marks = Marks.of(problems, (table.title, table.name, f"{table.name}.csv", f"{table.title}.csv"))
            _write_table(book, table, records, marks, lists, passport)
            places |= {title.casefold(): table.title for title in (table.title, f"{table.name}.csv")}
        lists.write(book)
        if problems:
            write_remarks(book, problems, places)
    return Path(path)


def write_problems_workbook(
    path: Path | str, raw_cells: Mapping[str, Sequence[Sequence[object]]], problems: Sequence[Remark]
) -> Path:
    """Give a school its own workbook back: the same cells, the faulty ones coloured and explained.

    Parameters
    ----------
    path : Path or str
        Where the marked workbook goes.
    raw_cells : mapping of str to sequence of rows
        Sheet title (or file name of a text table) → cells as :func:`workbook.school.isolation.read_cells` gives them.
    problems : sequence of Remark
        Errors come red, warnings yellow, repairs blue-grey, with the message as a note; all on the sheet «Замечания».

    Returns
    -------
    Path
        The path of the workbook.

    Raises
    ------
    FileRefused
        The workbook is open in another program.
    """
    with _book(Path(path)) as book:
        places: dict[str, str] = {}
        taken = {REMARKS.casefold()}
        for title, cells in raw_cells.items():
            # The kit's own sheets hold no data; «Замечания» of an earlier round would only confuse.
            if title in {GUIDE, LISTS, REMARKS}:
                continue
            stem = title.rpartition(".")[0] or title
            shown = sheet_title(stem, taken)
            places |= {title.casefold(): shown, stem.casefold(): shown}
            _write_raw(book, shown, cells, Marks.of(problems, (title, stem)))
        write_remarks(book, problems, places)
        book.worksheets()[0].activate()
    return Path(path)


@contextlib.contextmanager
def _book(path: Path) -> Iterator[Any]:
    """Open a workbook under a temporary name beside ``path`` and move it there when it is whole."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    book = xlsxwriter.Workbook(str(temporary), dict(_OPTIONS))
    book.set_properties({"title": "Данные школы", "author": "Рабочая тетрадь ВСОКО", "created": CREATED})
    book.set_size(2_400, 1_400)
    try:
        yield book
        book.close()
        try:
            temporary.replace(path)
        except PermissionError as error:
            raise FileRefused(
                f"Файл «{path.name}» не записан: он открыт в другой программе. Закройте его и повторите.",
                Reason.RUN_DISK,
            ) from error
    finally:
        temporary.unlink(missing_ok=True)


def _write_table(
    book: Any, table: Table, records: list[list[Any]], marks: Marks, lists: Lists, passport: Mapping[str, str]
) -> None:
    page = book.add_worksheet(table.title)
    page.set_tab_color("#2F75B5")
    last = max(_LAST_ROW, len(records) + 1_000)
    required, optional = (book.add_format(style) for style in (REQUIRED, OPTIONAL))
    styles = [{"num_format": number_format(column), "valign": "top"} for column in table.columns]
    formats = [book.add_format(style) for style in styles]
    missing = book.add_format({"bg_color": "#FDE3E0"})
    page.set_row(0, 32)
    for index, column in enumerate(table.columns):
        page.set_column(index, index, width(column), formats[index])
        page.write_string(0, index, column.header, required if column.required else optional)
        note = comment(column, table if index == 0 else None)
        page.write_comment(0, index, note, {"width": 330, "height": 22 + 16 * _lines(note)})
        page.data_validation(1, index, last, index, validation(column, lists))
        if column.required:
            letter = xlsxwriter.utility.xl_col_to_name(index)
            end = xlsxwriter.utility.xl_col_to_name(len(table.columns) - 1)
            formula = f"=AND(COUNTA($A2:${end}2)>0,LEN(TRIM({letter}2))=0)"
            page.conditional_format(1, index, last, index, {"type": "formula", "criteria": formula, "format": missing})
    for row, record in enumerate(records, start=1):
        for index, value in enumerate(record):
            mark = marks.style((row, index))
            _write_cell(page, row, index, value, book.add_format({**styles[index], **mark}) if mark else formats[index])
    marks.write_notes(page)
    page.ignore_errors({"number_stored_as_text": f"A1:{xlsxwriter.utility.xl_rowcol_to_cell(last, len(formats) - 1)}"})
    page.freeze_panes(1, 0)
    page.set_landscape()
    page.repeat_rows(0)
    page.hide_gridlines(0)
    set_print(page, f"&L{table.title.replace('&', '&&')}: {table.row}&RСтраница &P из &N", passport)


def _lines(text: str) -> int:
    return sum(1 + len(line) // 48 for line in text.split("\n"))


def _records(table: Table, rows: pd.DataFrame | Iterable[Mapping[str, object]] | None) -> Iterator[list[Any]]:
    """Yield the values of each row in the order of the columns."""
    if rows is None:
        return
    if isinstance(rows, pd.DataFrame):
        columns = [rows[name].tolist() if name in rows.columns else [None] * len(rows) for name in table.names]
        for values in zip(*columns, strict=True):
            yield [_value(column, value) for column, value in zip(table.columns, values, strict=True)]
        return
    for record in rows:
        yield [_value(column, record.get(column.name)) for column in table.columns]


def _value(column: Column, value: Any) -> Any:
    """Give a value the type under which a person would have typed it into this column."""
    if value is None or pd.isna(value):
        return None
    text = str(value)
    if column.kind is Kind.DATE and isinstance(value, str):
        match = _DATE.fullmatch(text)
        with contextlib.suppress(ValueError):
            return datetime.date(int(match[3]), int(match[2]), int(match[1])) if match else text
        return text
    if column.kind in {Kind.INTEGER, Kind.NUMBER} and isinstance(value, str):
        return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else text
    if column.kind is Kind.CHOICE:
        return int(text) if text.isascii() and text.isdigit() else text
    if column.kind in {Kind.TEXT, Kind.CODE, Kind.YEAR, Kind.CLASS}:
        return text
    return value


def _write_cell(page: Any, row: int, column: int, value: Any, style: Any) -> None:
    """Write one value by its type; text never becomes a formula or a link."""
    if value is None or value == "":
        page.write_blank(row, column, None, style)
    elif isinstance(value, bool):
        page.write_boolean(row, column, value, style)
    elif isinstance(value, (datetime.datetime, datetime.date)) and value.year >= 1900:
        page.write_datetime(row, column, value, style)
    elif isinstance(value, (int, float)) and math.isfinite(value):
        page.write_number(row, column, value, style)
    else:
        page.write_string(row, column, safe_text(str(value)), style)


def _write_raw(book: Any, title: str, cells: Sequence[Sequence[object]], marks: Marks) -> None:
    page = book.add_worksheet(title)
    known: dict[tuple[tuple[str, Any], ...], Any] = {}
    widths: dict[int, int] = {}
    spots = {
        (row, column): value for row, line in enumerate(cells) for column, value in enumerate(line) if value is not None
    }
    # A mark may stand where the row has no cell: a required value at its end is missing.
    for spot in [*spots, *(spot for spot in marks.severity if spot not in spots)]:
        value = spots.get(spot)
        style = marks.style(spot)
        if isinstance(value, datetime.datetime):
            style["num_format"] = "dd.mm.yyyy hh:mm"
        elif isinstance(value, datetime.date):
            style["num_format"] = "dd.mm.yyyy"
        elif isinstance(value, str):
            style["num_format"] = "@"
        key = tuple(sorted(style.items()))
        if key not in known:
            known[key] = book.add_format(style)
        _write_cell(page, *spot, value, known[key])
        widths[spot[1]] = min(45, max(widths.get(spot[1], 10), len(str(value)) + 3))
    for column, letters in widths.items():
        page.set_column(column, column, letters)
    page.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    page.freeze_panes(1, 0)
    page.set_landscape()
    set_print(page, "&LТаблица с замечаниями&RСтраница &P из &N", {})
    marks.write_notes(page)


def sheet_title(title: str, taken: set[str]) -> str:
    """Make a sheet title that Excel takes: 31 letters, none of ``[]:*?/\\'``, not used yet."""
    clean = _FORBIDDEN.sub(" ", safe_text(title)).strip()[:31] or "Лист"
    shown, number = clean, 1
    while shown.casefold() in taken:
        number += 1
        shown = f"{clean[: 30 - len(str(number))]} {number}"
    taken.add(shown.casefold())
    return shown
