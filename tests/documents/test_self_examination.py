"""Papers of the self-examination and of the incentive sheet as a person opens them."""

from __future__ import annotations

import io
from pathlib import Path
from types import MappingProxyType

import openpyxl
import pandas as pd
import pytest
from docx import Document

from workbook.documents.incentive_book import incentive_book
from workbook.documents.incentive_protocol import protocol, sheets
from workbook.documents.row_height import row_height
from workbook.documents.self_examination_book import book, public_book
from workbook.documents.self_examination_report import report
from workbook.school import School
from workbook.settings import Settings
from workbook.vsoko.incentive import IncentiveSheet
from workbook.vsoko.self_examination import SelfExamination, self_examination_of

HOSTILE = '=HYPERLINK("http://x")'


@pytest.fixture(scope="module")
def school() -> School:
    pupils = pd.DataFrame({
        "year": ["2025/2026"] * 20 + ["2024/2025"] * 12, "pupil": [f"У-{n:03d}" for n in range(32)],
        "class_": ["7 А"] * 20 + ["9 А"] * 12, "level": "ООО", "profile": None,
        "enrolled": pd.NaT, "left": pd.NaT, "leave_reason": None,
    }).astype({"profile": "str", "leave_reason": "str"})  # fmt: skip
    entries = pd.DataFrame(
        [("1.14", 3.0, None, HOSTILE), ("1.16", 7.0, None, None), ("2.3", None, "да", None)],
        columns=["number", "value", "yes_no", "note"],
    ).assign(calendar_year=2025)
    claims = pd.DataFrame(
        [("П-02", "инновации", 2.0, HOSTILE, "да"), ("П-01", "наставничество и семинары", 3.0, None, None)],
        columns=["teacher", "criterion", "points", "evidence", "confirmed"],
    ).assign(year="2025/2026")
    tables = {"pupils": pupils, "self_indicators": entries, "incentives": claims}
    return School("shkola-0", "Школа № 0", "", "2025/2026", Path(), Settings(), MappingProxyType(tables))


@pytest.fixture(scope="module")
def found(school: School) -> SelfExamination:
    return self_examination_of(school)


def words(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_the_form_has_every_line_and_its_source(found):
    tables = Document(io.BytesIO(report(found))).tables
    (form,) = tables
    assert [cell.text for cell in form.rows[0].cells] == ["№", "Показатель", "Единица", "Значение", "Источник"]
    assert len(form.rows) == 52
    rows = {row.cells[0].text: [cell.text for cell in row.cells] for row in form.rows}
    assert rows["1.14"][3] == "3\u00a0чел. / 25,0\u00a0%"
    assert rows["1.1"][4] == "Ученики: список на 31.12.2025"
    assert rows["1.15"][3] == "не о ком"
    assert rows["1.25"][3] == "—"


def test_all_ten_sections_stand_in_the_analytic_part(found):
    text = words(report(found))
    for place, title in enumerate(("Образовательная деятельность", "Система управления организацией"), start=1):
        assert f"{place}. {title}" in text
    assert "10. Функционирование внутренней системы оценки качества образования" in text
    assert "На 31.12.2025 в школе 20\u00a0учеников: ООО — 20." in text
    assert "[заполнить]" in text


def test_the_public_copy_tells_nothing_of_three_people(found):
    own, public = words(report(found)), words(report(found, public=True))
    assert "3\u00a0чел. / 25,0" in own
    assert "25,0" not in public
    assert "менее 5\u00a0чел." in public
    assert "7\u00a0чел. / 58,3\u00a0%" in public
    assert HOSTILE not in public  # sources stay in the school


def test_books_hold_texts_and_numbers(found):
    own = openpyxl.load_workbook(io.BytesIO(book(found)))
    assert own.sheetnames == ["Показатели", "Год к году", "Проверка"]
    rows = {row[0].value: row for row in own["Показатели"].iter_rows(min_row=5)}
    assert (rows["1.14"][3].value, rows["1.14"][4].value, rows["1.14"][5].value) == (3, 25, 12)
    assert all(cell.data_type != "f" for sheet in own for row in sheet.iter_rows() for cell in row)
    public = openpyxl.load_workbook(io.BytesIO(public_book(found)))
    shown = {row[0].value: row[3].value for row in public["Показатели"].iter_rows(min_row=5)}
    assert shown["1.14"] == "менее 5\u00a0чел."
    assert shown["2.3"] == "да"


def test_papers_are_the_same_bytes(found):
    assert report(found) == report(found)


@pytest.fixture(scope="module")
def sheet(school: School) -> IncentiveSheet:
    return IncentiveSheet(school, "2025/2026")


class TestIncentive:
    def test_the_protocol_asks_for_decisions_in_order_of_code(self, sheet):
        members, sums, votes, remarks = Document(io.BytesIO(protocol(sheet))).tables
        assert len(members.rows) == 1 + sheet.rules.commission
        assert [row.cells[0].text for row in sums.rows[1:]] == ["П-01", "П-02"]
        assert [cell.text for cell in votes.rows[1].cells[:4]] == ["П-01", "наставничество и семинары", "3", "нет"]
        assert remarks.rows[1].cells[2].text == "Нет ссылки на подтверждение."

    def test_a_teacher_gets_one_sheet(self, sheet):
        text = words(sheets(sheet, "П-02"))
        assert "учитель П-02" in text
        assert "П-01" not in text
        assert "Сумма: 2 из 20." in text

    def test_the_book_has_no_formula(self, sheet):
        own = openpyxl.load_workbook(io.BytesIO(incentive_book(sheet)))
        assert own.sheetnames == ["Лист", "Критерии", "Замечания"]
        assert all(cell.data_type != "f" for page in own for row in page.iter_rows() for cell in row)


def test_a_row_is_as_tall_as_its_longest_text():
    assert row_height([1.0, "да", None], [5, 5, 5]) == 15
    assert row_height(["двадцать одна буква :", "да"], [11, 11]) == 45
