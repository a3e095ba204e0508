"""Laws of reading: what is sound comes back equal, and nothing that a file holds ends in a traceback."""

from __future__ import annotations

import contextlib
import csv
import shutil
import tempfile
from datetime import date
from pathlib import Path

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from workbook.errors import WorkbookError
from workbook.school import TABLES, Column, Kind, Severity, Table, read_school
from workbook.school.cells import read_cell
from workbook.school.checking import check_table
from workbook.school.grid import Grid

LETTERS = "абвгдежзиклмнопрстуфхцчшщэюя"
WORDS = st.text(LETTERS, min_size=1, max_size=8)
CELLS = st.one_of(
    st.none(), st.text(max_size=20), st.integers(), st.floats(), st.booleans(), st.dates(), st.datetimes(), st.times(),
    st.timedeltas(), WORDS, st.sampled_from(["7А", "2025-26", "—", "Иванова Мария", "1 000", "У0123", "5,0", "н/а"]),
)  # fmt: skip


def value(column: Column) -> st.SearchStrategy[object]:
    if column.kind is Kind.CHOICE:
        return st.sampled_from(column.allowed)
    if column.kind in (Kind.INTEGER, Kind.NUMBER):
        low = 0 if column.low is None else int(column.low)
        high = 999 if column.high is None else int(column.high)
        whole = st.integers(low, high)
        return (
            whole
            if column.kind is Kind.INTEGER
            else whole.map(float) | st.integers(low * 4, high * 4).map(lambda n: n / 4)
        )
    if column.kind is Kind.DATE:
        return st.dates(date(1990, 1, 1), date(2100, 12, 31))
    if column.kind is Kind.YEAR:
        return st.integers(1990, 2099).map(lambda year: f"{year}/{year + 1}")
    if column.kind is Kind.CLASS:
        return st.tuples(st.integers(1, 11), st.sampled_from("АБВГДЕ")).map(lambda pair: f"{pair[0]} {pair[1]}")
    if column.kind is Kind.CODE and column.pattern.startswith(("У", "П")):
        return st.integers(100, 999).map(lambda n: f"{column.pattern[0]}-{n}")
    return st.just(column.example) if column.pattern else WORDS


def frames(table: Table) -> st.SearchStrategy[list[dict[str, object]]]:
    row = st.fixed_dictionaries(
        {column.name: value(column) if column.required else value(column) | st.none() for column in table.columns}
    )
    key = (lambda item: tuple(item[name] for name in table.key)) if table.key else None
    return st.lists(row, min_size=1, max_size=6, unique_by=key)


def written(item: object) -> str:
    if item is None:
        return ""
    if isinstance(item, date):
        return item.strftime("%d.%m.%Y").rjust(10, "0")
    return str(item).replace(".", ",") if isinstance(item, float) else str(item)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_sound_table_written_and_read_back_is_equal(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([name for name in TABLES if name not in ("pupils", "cards", "plan", "requests")]))
    table = TABLES[name]
    rows = data.draw(frames(table))
    if name == "procedures":
        rows = [{**row, "max_score": 1000.0} for row in rows]
    with tempfile.TemporaryDirectory() as root:
        folder = Path(root) / "shkola-7"
        folder.mkdir()
        (folder / "school.yml").write_text("школа: shkola-7", encoding="utf-8")
        with (folder / f"{table.title}.csv").open("w", encoding="utf-8", newline="") as handle:
            writer = csv.writer(handle, delimiter=data.draw(st.sampled_from(";,\t")))
            writer.writerow([column.header for column in table.columns])
            writer.writerows([written(row[column.name]) for column in table.columns] for row in rows)
        school = read_school(folder)
    assert school.problems == ()
    expected = pd.DataFrame(
        {
            column.name: pd.Series([row[column.name] for row in rows], dtype=column.kind.dtype)
            for column in table.columns
        }
    )
    pd.testing.assert_frame_equal(school[name], expected)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_second_reading_finds_nothing_more_to_repair(data: st.DataObject) -> None:
    columns = [column for table in TABLES.values() for column in table.columns]
    column = data.draw(st.sampled_from(columns))
    text = data.draw(st.text(max_size=12) | st.sampled_from(["7a", "1.9.25", "б", "Y0123", "−1", "58 %", "2025-26"]))
    reading = read_cell(text, column)
    assert (reading.fault is None) or (reading.value is None and not reading.repairs)
    if reading.value is not None:
        again = read_cell(written(reading.value), column)
        assert (again.value, again.repairs, again.fault) == (reading.value, (), None)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(list(TABLES)), st.lists(st.lists(CELLS, max_size=8), max_size=8), st.booleans())
def test_any_rows_can_be_checked(name: str, body: list[list[object]], headed: bool) -> None:
    table = TABLES[name]
    head: list[list[object]] = [[column.header for column in table.columns]] if headed else []
    checked = check_table(Grid("файл.csv", "", [*head, *body]), table)
    errors = [item for item in checked.problems if item.severity is Severity.ERROR]
    assert checked.frame is not None or checked.problems
    assert "Иванова Мария" not in repr(errors)
    if checked.frame is not None:
        required = [column.name for column in table.columns if column.required]
        assert not checked.frame[required].isna().to_numpy().any()
        assert len(checked.frame) == len(checked.origin.rows)


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(["pupils.csv", "school.yml", "school.xlsx", "Ученики.ods", "marks.parquet", "scales.xls"]),
    st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace"))
    | st.text('Код ученика;Класс"\n,;:-[]{}&*!|>%@', max_size=200).map(str.encode)
    | st.binary(max_size=200).map(lambda tail: b"PK\x03\x04" + tail),
)  # fmt: skip
def test_any_bytes_are_read_or_refused(name: str, data: bytes) -> None:
    root = Path(tempfile.mkdtemp())
    try:
        folder = root / "shkola-7"
        folder.mkdir()
        (folder / name).write_bytes(data)
        with contextlib.suppress(WorkbookError):
            read_school(folder)
    finally:
        shutil.rmtree(root)
