"""Whatever stands in the cells of an export, it ends in tables or in a refusal, and no name is repeated."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbook.errors import WorkbookError
from workbook.school.layouts import LAYOUTS, Known, Memory, Wishes
from workbook.school.layouts.book import Book, open_book

from .conftest import SAMPLES

JUNK = (
    "", "X", "-", "5", "4 5", "н/а", "Иванов Иван", "У-0701", "0", "1.5", "999", "01.09.2025", "Итого", "Предмет",
    "Код ученика", "=1+1", "2025/2026", "7 А", "Физика", "%", ".", "\x00",
)  # fmt: skip
WISHES = Wishes(year="2025/2026", period="год", subject="алгебра", procedure="ОГЭ", grade=9, max_score=50.0)
CHANGES = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 20), st.sampled_from(JUNK)), min_size=1, max_size=8)
BOOKS = [open_book(path) for path in sorted(SAMPLES.iterdir()) if not path.name.startswith("ключ")]


@pytest.mark.hostile
@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.file)
@settings(max_examples=8, deadline=None)
@given(changes=CHANGES)
def test_any_cells_end_in_tables_or_in_a_refusal(book: Book, changes: list[tuple[int, int, str]]) -> None:
    sheets = []
    for sheet in book.sheets:
        rows = [list(row) for row in sheet.rows]
        for at, column, text in changes:
            rows[at % len(rows)][column % sheet.width] = text
        sheets.append(replace(sheet, rows=tuple(map(tuple, rows))))
    damaged = Book(book.file, tuple(sheets))
    said: list[str] = []
    for layout in LAYOUTS.values():
        try:
            if not layout.recognise(damaged, Memory()):
                continue
            made = layout.read(damaged, WISHES, Known("2025/2026"))
        except WorkbookError as refusal:
            said.append(refusal.message)
            continue
        said += [problem.message for problem in made.problems]
        for name in ("pupils", "procedures", "period_marks", "marks"):
            if name in made.tables:
                assert made.tables[name]["pupil"].str.fullmatch(r"У-\d{3,6}").all()
    assert not [message for message in said if "Иванов" in message]
