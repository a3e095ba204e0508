"""Sections and papers of the selection: reasons beside answers, and a public list of numbers alone."""

from __future__ import annotations

import io
import re
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from docx import Document

from workbook.display import vsoko_selection as show
from workbook.documents.selection_book import public_book, selection_book
from workbook.documents.selection_protocol import papers, protocol
from workbook.errors import MissingData
from workbook.school import School
from workbook.settings import Settings
from workbook.vsoko.selection import Selection, selection_of

ROWS = (("З-1", 90, 80), ("З-2", 80, 61), ("З-3", 62, 78), ("З-4", 50, 50), ("З-5", 20, 90))


def words(block) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", block.html()).replace("\u00a0", " ").split())


def found(places: float = 2, commission: str = "", rename: str = "") -> Selection:
    rows = [
        ("2025/2026", rename if rename and number == "З-1" else number, "химия", component, float(score), "да",
         "да" if number == "З-5" else "нет")
        for number, *scores in ROWS
        for component, score in zip(("ОГЭ математика", "=ОГЭ химия"), scores, strict=True)
    ]  # fmt: skip
    names = ["year", "applicant", "profile", "component", "score", "minimum_met", "privilege"]
    tables = {"applications": pd.DataFrame(rows, columns=names)}
    return selection_of(
        School("shkola-1", "Школа № 1", "Район", "2025/2026", Path(), Settings(), tables),
        places=places,
        commission=commission,
    )


class TestSections:
    def test_summary(self):
        text = words(show.summary(found()))
        assert "химия: 5 заявлений на 2 места; в пределах мест 2, резерв 2, не в рейтинге 1" in text
        assert show.NO_LABEL in text

    def test_reasons_and_privilege_below_the_minimum(self):
        text = words(show.reasons(found()))
        assert "ОГЭ математика: 20, нужно не ниже 40" in text
        assert "Преимущественное право есть у З-5: оно действует при равной сумме и минимума не отменяет." in text

    def test_border(self):
        text = words(show.border(found()))
        assert "последнего в пределах мест и следующего разделяет 1,00 балла суммы" in text
        assert "2 заявления у границы меняют итог" in text
        assert "Ни один вес, изменённый на ±20 %, не меняет" in words(show.border(found(places=1)))

    def test_commission(self):
        assert "Состав комиссии не назван" in words(show.commission(found()))
        assert "В комиссии 1, а нужно не меньше 5" in words(show.commission(found(commission="П-1")))
        five = "П-1; П-2; П-3; П-4; П-5"
        assert "Комиссия: П-1, П-2, П-3, П-4, П-5 — 5" in words(show.commission(found(commission=five)))

    def test_public_list_has_numbers_alone(self):
        table = show.public_table(found())
        assert list(table.columns) == ["profile", "place", "applicant", "sum", "said"]
        assert table.to_numpy().tolist()[-1] == ["химия", "—", "З-5", "—", "сообщено лично"]
        text = words(show.publication(found()))
        assert "нужно не ниже" not in text

    def test_a_name_stops_publication(self):
        named = found(rename="Иванова Аня")
        assert "Публиковать нельзя: «Иванова Аня» — не номер заявления" in words(show.publication(named))
        assert "Список для публикации (Excel)" not in words(papers(named))
        with pytest.raises(MissingData):
            public_book(named)


class TestPapers:
    def test_protocol(self):
        document = Document(io.BytesIO(protocol(found(commission="П-1"))))
        text = " ".join(paragraph.text for paragraph in document.paragraphs)
        assert "Комиссия неполна: 1, нужно не меньше 5." in text
        assert show.NO_LABEL in text
        assert "Журнал апелляций" in text
        members, rating, below, appeals = document.tables
        assert len(members.rows) == 6
        assert [cell.text for cell in rating.rows[1].cells] == ["1", "З-1", "170,00", "", "в пределах мест"]
        assert below.rows[1].cells[1].text == "ОГЭ математика: 20, нужно не ниже 40"
        assert len(appeals.rows) == 5

    def test_book_of_the_commission(self):
        book = openpyxl.load_workbook(io.BytesIO(selection_book(found())))
        assert book.sheetnames == ["Рейтинг", "Показатели", "Не в рейтинге", "Граница", "Апелляции"]
        assert [cell.value for cell in book["Рейтинг"][5]] == ["химия", 1, "З-1", 170, "", "в пределах мест"]
        assert all(cell.data_type != "f" for row in book["Показатели"].iter_rows() for cell in row)

    def test_public_book_tells_neither_privilege_nor_reason(self):
        book = openpyxl.load_workbook(io.BytesIO(public_book(found())))
        values = [str(cell.value) for row in book.active.iter_rows(min_row=4) for cell in row]
        assert not any("нужно" in value or "реимущ" in value for value in values)
        assert selection_book(found()) == selection_book(found())
