"""The printed variants, keys, answer sheets and the assembler's workbook, opened again and read."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pandas as pd
import pytest

from workbook.documents.answer_sheet import answer_sheet
from workbook.documents.assembly_book import assembly_book
from workbook.documents.paper import Work
from workbook.documents.variants import keys_document, variants_document
from workbook.fos import assembly
from workbook.settings import AssemblyRules


def bank(**other: Any) -> pd.DataFrame:
    rows: list[dict[str, Any]] = [
        {"item": f"М-{n}", "tier": "Б", "kind": "выбор ответа", "key": "Б", "options": 4,
         "text": f"Условие номер {n}", "choices": "один | два | три | четыре"} for n in range(4)
    ] + [
        {"item": f"К-{n}", "tier": "П", "kind": "краткий ответ", "key": f"4{n}7", "options": None,
         "text": f"Краткое {n}", "choices": None} for n in range(2)
    ] + [
        {"item": f"Р-{n}", "tier": "В", "kind": "развёрнутый ответ", "key": None, "options": None,
         "text": f"Развёрнутое {n}", "choices": None} for n in range(2)
    ]  # fmt: skip
    frame = pd.DataFrame(rows)
    return frame.assign(
        subject="математика", grade=7, content=frame["item"].str[0], skill="1",
        max_score=[2.0 if tier == "В" else 1.0 for tier in frame["tier"]], minutes=5.0, expected=50.0, uses=0,
        status="новое", enemies=None,
    ).assign(**other)  # fmt: skip


@pytest.fixture
def finished() -> tuple[Work, assembly.Assembly]:
    return make(bank())


def make(items: pd.DataFrame, *, shuffle: bool = False) -> tuple[Work, assembly.Assembly]:
    cells = (
        assembly.Cell("М", "1", "Б", 2, 2.0, "Тема М"),
        assembly.Cell("К", "1", "П", 1),
        assembly.Cell("Р", "1", "В", 1),
    )
    order = assembly.Order("МА7-ИТ", cells, "математика", 7)
    made = assembly.assemble(items, order, assembly.success(items), AssemblyRules())
    assert made.found
    return Work("МА7-ИТ", "Итоговая работа", "математика", 7, 45, assembly.forms(made, items, shuffle=shuffle)), made


def words(document: bytes) -> str:
    docx = pytest.importorskip("docx")
    opened = docx.Document(io.BytesIO(document))
    return "\n".join(node.text or "" for node in opened.element.body.iter() if node.tag.endswith("}t"))


class TestVariants:
    def test_everything_is_printed_and_no_key(self, finished: tuple[Work, assembly.Assembly]) -> None:
        work, _ = finished
        text = words(variants_document(work))
        for row in work.forms.itertuples():
            assert row.text in text
            if row.kind == "краткий ответ":
                assert row.key not in text
        assert "Вариант 1" in text
        assert "Вариант 2" in text
        assert "Код ученика: ____" in text
        assert "В работе 4\xa0задания, наибольшая сумма баллов — 5. На работу отводится 45\xa0минут." in text
        assert text.count("А) один") == 4
        assert text.count("Решение и ответ:") == 2
        assert not re.search(r"nan|None|NaN", text)

    def test_each_variant_begins_a_page(self, finished: tuple[Work, assembly.Assembly]) -> None:
        import docx

        opened = docx.Document(io.BytesIO(variants_document(finished[0])))
        assert len(opened.sections) == 2
        footers = [section.footer.paragraphs[0].text for section in opened.sections]
        assert ["вариант 1" in footers[0], "вариант 2" in footers[1]] == [True, True]

    def test_item_without_text_is_a_code_and_a_place(self) -> None:
        text = words(variants_document(make(bank(text=None, choices=None))[0]))
        assert text.count("В банке нет текста этого задания") == 8
        assert "Задание М-" in text
        assert "А) ____" in text

    def test_hostile_text_stays_text(self) -> None:
        text = words(variants_document(make(bank(text="<w:p>=1+1 & «x»\x00\x0b"))[0]))
        assert "<w:p>=1+1 & «x»" in text

    def test_same_bytes_twice(self, finished: tuple[Work, assembly.Assembly]) -> None:
        work, made = finished
        assert variants_document(work) == variants_document(work)
        assert answer_sheet(work) == answer_sheet(work)
        assert assembly_book(work, made) == assembly_book(work, made)


class TestKeys:
    def test_key_of_each_item_stands_in_its_row(self) -> None:
        import docx

        work, _ = make(bank(), shuffle=True)
        opened = docx.Document(io.BytesIO(keys_document(work)))
        for table, (_, rows) in zip(opened.tables, work.variants(), strict=True):
            printed = [[cell.text for cell in row.cells] for row in table.rows][1:]
            assert [row[1] for row in printed] == rows["item"].tolist()
            assert [row[2] for row in printed] == [key or "—" for key in rows["key"]]
            assert all(
                "по банку буквы идут" in row[4]
                for row, moved in zip(printed, rows["bank_letters"], strict=True)
                if moved
            )
        assert "По критериям автора, от 0 до 2" in words(keys_document(work))

    def test_absent_key_is_said(self) -> None:
        text = words(keys_document(make(bank(key=None))[0]))
        assert "Ключа в банке нет: впишите верный ответ" in text


def test_answer_sheet_offers_letters_lines_and_points(finished: tuple[Work, assembly.Assembly]) -> None:
    import docx

    opened = docx.Document(io.BytesIO(answer_sheet(finished[0])))
    for table, (_, rows) in zip(opened.tables, finished[0].variants(), strict=True):
        printed = [[cell.text for cell in row.cells] for row in table.rows][1:]
        for cells, row in zip(printed, rows.itertuples(), strict=True):
            assert cells[0] == str(row.place)
            assert ("Г" in cells[1]) == (row.kind == "выбор ответа")
            assert cells[2].endswith(f"из {row.score:g}")


def test_workbook_has_four_sheets_and_no_formulas(finished: tuple[Work, assembly.Assembly]) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    work, made = finished
    content = assembly_book(work, made)
    opened = openpyxl.load_workbook(io.BytesIO(content))
    assert opened.sheetnames == ["Варианты", "Ключи", "Лист доказательства", "Состав"]
    proof = [[cell.value for cell in row] for row in opened["Лист доказательства"].rows]
    said = {row[0]: row[3] for row in proof if row[0] in set(made.proof.checks["requirement"])}
    assert set(said.values()) == {"да"}
    assert len(said) == len(made.proof.checks)
    keys = [[cell.value for cell in row] for row in opened["Ключи"].rows][1:]
    assert [row[3] or "" for row in keys] == work.forms["key"].tolist()
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert not any(b"<f>" in parts.read(name) for name in parts.namelist())


def test_formula_in_the_bank_stays_words() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    work, made = make(bank(text="=HYPERLINK(1)"))
    opened = openpyxl.load_workbook(io.BytesIO(assembly_book(work, made)))
    kinds = {
        cell.data_type for row in opened["Варианты"].rows for cell in row if str(cell.value).endswith("HYPERLINK(1)")
    }
    assert kinds == {"s"}
