import io
import re
import zipfile

import docx
import numpy as np
import openpyxl
import pandas as pd
import pytest

from workbook.documents.score_files import conversion_files, scale_files
from workbook.documents.score_table import conversion_paper, docx_of, mark_paper, xlsx_of
from workbook.fos import equating as eq
from workbook.fos.standard import Scale
from workbook.settings import Settings

HOSTILE = "=1+1 <b>Школа</b> & «Ёлка»"
SCALE = Scale({3: 5.0, 4: 8.0, 5: 10.0}, 12, "Ангофф")


@pytest.fixture
def paper():
    return mark_paper(SCALE, "МА7-ИТ — Итоговая", HOSTILE, {5: "2 из 48 (4 %)"})


def equated(pupils, harder=1.2):
    codes = (
        [f"О-{place}" for place in range(6)],
        [f"А-{place}" for place in range(6)],
        [f"Б-{place}" for place in range(6)],
    )

    def form(name, mine, shift, seed):
        rng = np.random.default_rng(seed)
        b = np.array([0.0] * 6 + [shift] * 6)
        right = rng.random((pupils, 12)) < 1 / (1 + np.exp(-(1.5 * rng.normal(size=(pupils, 1)) - b)))
        items = pd.DataFrame({"max_score": 1.0, "content": "1", "tier": "Б"}, index=codes[0] + mine)
        return eq.Form(name, pd.DataFrame(right.astype(float), columns=codes[0] + mine), items)

    return eq.equate(form("вариант 2", codes[2], harder, 2), form("вариант 1", codes[1], 0.0, 3), Settings().equating)


class TestMarkTable:
    def test_book(self, paper):
        book = openpyxl.load_workbook(io.BytesIO(xlsx_of(paper)))
        assert book.sheetnames == ["Итог", "По баллам"]
        rows = [row for row in book["Итог"].iter_rows(values_only=True) if row[0] in (2, 3, 4, 5)]
        assert rows == [(5, "10–12", "2 из 48 (4 %)"), (4, "8–9", "—"), (3, "5–7", "—"), (2, "0–4", "—")]
        every = [row[:2] for row in book["По баллам"].iter_rows(values_only=True) if isinstance(row[0], int)]
        assert every == [(s, 2 if s < 5 else 3 if s < 8 else 4 if s < 10 else 5) for s in range(13)]

    def test_nothing_in_a_book_is_a_formula(self, paper):
        with zipfile.ZipFile(io.BytesIO(xlsx_of(paper))) as parts:
            assert not any(b"<f>" in parts.read(name) for name in parts.namelist() if "sheet" in name)

    def test_document(self, paper):
        document = docx.Document(io.BytesIO(docx_of(paper)))
        text = "\n".join(paragraph.text for paragraph in document.paragraphs)
        assert "Шкала перевода баллов в отметку" in text
        assert HOSTILE in text
        assert "Основание порогов: Ангофф. Наибольшая сумма — 12 баллов." in text
        assert "Директор" in text
        assert document.sections[0].header.paragraphs[0].text == "Проект — решение принимает школа"
        assert [cell.text for cell in document.tables[0].rows[1].cells] == ["5", "10–12", "2 из 48 (4 %)"]

    @pytest.mark.parametrize("write", [docx_of, xlsx_of])
    def test_the_bytes_do_not_depend_on_the_clock(self, paper, write):
        with zipfile.ZipFile(io.BytesIO(write(paper))) as book:
            packed = {info.date_time[:3] for info in book.infolist()}
            told = re.findall(r"\d{4}-\d\d-\d\d", book.read("docProps/core.xml").decode())
        assert packed <= {(1980, 1, 1), (2025, 9, 1)}
        assert set(told) == {"2025-09-01"}


class TestConversionTable:
    def test_a_converted_sum_and_its_mark(self):
        found = equated(900)
        assert found.converted
        paper = conversion_paper(found, "МА7-ИТ", "", SCALE)
        assert paper.heads == ("Условие", "Состояние", "Сколько")
        assert paper.long_heads == ("Балл: вариант 2", "Равен баллу: вариант 1", "Отметка")
        assert len(paper.long_rows) == 13
        assert paper.long_rows[6][1] > 6
        assert paper.long_rows[12] == (12, 12, 5)

    def test_a_refusal_leaves_scores_as_they_are(self):
        paper = conversion_paper(equated(20), "МА7-ИТ")
        assert paper.lines[0].startswith("Решение: не выравнивать.")
        assert paper.long_rows[7] == (7, 7)


def test_files_are_offered_only_for_conversions(monkeypatch):
    class Draft:
        title, scale, consequences = "МА7/ИТ", SCALE, None
        work = type("W", (), {"test": "МА7/ИТ"})

    html = scale_files(Draft, "Школа № 7").html()
    assert 'download="Шкала МА7-ИТ.docx"' in html
    assert 'download="Шкала МА7-ИТ.xlsx"' in html
    assert "wb-download" not in conversion_files([equated(20)], Draft).html()
    assert conversion_files([equated(900)], Draft).html().count("wb-download") > 1
