"""The book of objectivity: its sheets, its careful words, no code of a pupil on any of them."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
from openpyxl import load_workbook

from workbook.documents.objectivity_book import objectivity_book, papers
from workbook.school import School
from workbook.settings import Settings
from workbook.vsoko import objectivity_of

YEAR = "2025/2026"


def school(n: int = 30) -> School:
    codes = [f"У-{k:04d}" for k in range(n)]
    pupils = pd.DataFrame({"year": YEAR, "pupil": codes, "class_": "7 А", "level": "ООО"})
    procedures = pd.DataFrame({
        "year": YEAR, "pupil": codes, "procedure": "ВПР", "grade": 7, "subject": "=математика",
        "primary_score": 10.0, "max_score": 20.0, "mark": "3", "journal_mark": ["4"] * (n - 6) + ["3"] * 6,
    })  # fmt: skip
    return School(
        "shkola-1", "Школа № 1", "Район", YEAR, Path(), Settings(), {"pupils": pupils, "procedures": procedures}
    )


def test_sheets_forms_and_no_code():
    book = load_workbook(io.BytesIO(objectivity_book(objectivity_of(school()))))
    assert book.sheetnames == ["Маркеры", "Сравнение", "Форма региона", "Проверки"]  # no answers to items
    cells = {name: [cell.value for row in book[name].iter_rows() for cell in row if cell.value is not None]
             for name in book.sheetnames}  # fmt: skip
    said = " ".join(str(value) for values in cells.values() for value in values)
    assert "У-0" not in said
    assert "Понизили (Отметка < Отметка по журналу)" in cells["Сравнение"]
    assert [v for v in cells["Сравнение"] if isinstance(v, (int, float))] == [24, 80, 6, 20, 0, 0, 30, 100]
    assert "=математика, 7 кл." in cells["Форма региона"]  # text, never a formula
    assert "возможный признак" in cells["Маркеры"]
    assert any("строка в форме не означает" in str(value) for value in cells["Форма региона"])


def test_a_public_page_offers_no_file():
    assert papers(objectivity_of(school()), public=True).body() == ""
