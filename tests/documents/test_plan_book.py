"""The marked plan and the schedule of works as books: opened again, with notes and without formulas."""

from __future__ import annotations

import io

import openpyxl
import pytest

from tests.display.test_vsoko_plan import calendar  # noqa: F401
from tests.vsoko.test_plan import CLEAN, check, line
from workbook.documents.calendar_book import calendar_book
from workbook.documents.plan_book import plan_book
from workbook.documents.plan_papers import papers


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


class TestPlanBook:
    def test_the_faulty_cell_is_coloured_and_carries_its_remark(self):
        book = opened(plan_book(check(CLEAN.strip() + "\n" + line(responsible="")), "Школа № 1"))
        page = book["План"]
        cell = next(cell for row in page.iter_rows() for cell in row if cell.comment)
        assert page.cell(4, cell.column).value == "Ответственный"
        assert page.cell(cell.row, 1).value == 8
        assert cell.comment.text == "Никто не отвечает. Назовите одного ответственного: должность или код."
        assert cell.fill.fgColor.rgb == "FFF8C9C4"
        assert page["A1"].value == "План мероприятий, 2025/2026 учебный год. Школа № 1"

    def test_the_list_holds_every_finding(self):
        found = check(line(end="", product=""))
        page = opened(plan_book(found))["Замечания"]
        assert page.max_row == 1 + len(found.findings)
        assert [page.cell(2, column).value for column in (1, 2, 4, 6)] == [1, "важно", "Окончание", "срока нет"]

    def test_a_formula_in_a_name_is_text(self):
        page = opened(plan_book(check(line(event="=1+1", product="@СУММ(A1)"))))["План"]
        kinds = {cell.data_type for row in page.iter_rows(min_row=5) for cell in row if cell.value is not None}
        assert "f" not in kinds

    def test_twice_the_same_bytes(self):
        assert plan_book(check(CLEAN)) == plan_book(check(CLEAN))


class TestCalendarBook:
    def test_classes_by_dates_with_arrows_at_moves(self, calendar):  # noqa: F811
        book = opened(calendar_book(calendar))
        assert book.sheetnames[-3:] == ["Переносы", "Нарушения", "Доля часов"]
        text = [str(cell.value) for page in book for row in page.iter_rows() for cell in row if cell.value is not None]
        assert "13.10 пн" in text
        assert any(word.startswith("→ биология") for word in text)
        assert "Правило «не на первом и не на последнем уроке» не проверено: номера уроков нет ни в одной таблице. " \
               "Сверьте его с расписанием, когда назначите дни." in text  # fmt: skip

    def test_twice_the_same_bytes(self, calendar):  # noqa: F811
        assert calendar_book(calendar) == calendar_book(calendar)


@pytest.mark.parametrize("source", ["", "журнал"])
def test_papers_offer_what_there_is_and_say_what_there_is_not(calendar, source):  # noqa: F811
    school = calendar.school
    school.problems = ()
    page = papers(school, source=source).html()
    assert "график-работ.xlsx" in page
    assert "Плана с замечаниями нет: Не хватает таблицы." in page
