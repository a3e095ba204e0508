"""The marked plan and the schedule of works as books: opened again, with notes and without formulas."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from workbook.documents.calendar_book import calendar_book
from workbook.documents.plan_book import plan_book
from workbook.documents.plan_papers import papers
from workbook.school import School
from workbook.settings import PlanRules, Settings
from workbook.vsoko.calendar import Calendar
from workbook.vsoko.plan import PlanCheck, lint
from workbook.vsoko.plan_events import SchoolYear, numbered

YEAR, DAY = SchoolYear.of("2025/2026"), pd.Timestamp("2026-03-01")
SOUND = {
    "plan": "План ВСОКО", "event": "Семинар", "start": "2025-11-12", "end": "2025-11-14", "audience": "учителя",
    "product": "Материалы", "responsible": "директор", "indicator": "число участников", "baseline": 0, "target": 20,
    "status": "выполнено", "evidence": "лист",
}  # fmt: skip


def check(*events: dict[str, object]) -> PlanCheck:
    """Check a plan of sound events with these changes."""
    frame = pd.DataFrame([SOUND | changed for changed in events])
    frame = frame.assign(start=pd.to_datetime(frame["start"]), end=pd.to_datetime(frame["end"]))
    return lint(numbered(frame, ()), (), YEAR, DAY, PlanRules())


@pytest.fixture
def calendar() -> Calendar:
    pupils = pd.DataFrame({"year": "2025/2026", "pupil": ["У-001", "У-002"], "class_": ["7 А", "7 А"]})
    marks = pd.DataFrame(
        [
            (pupil, subject, pd.Timestamp(day), "контрольная")
            for pupil in ("У-001", "У-002")
            for subject, day in (("химия", "2025-10-13"), ("биология", "2025-10-13"), ("биология", "2025-10-20"))
        ],
        columns=["pupil", "subject", "date", "work_type"],
    )
    tables = {"pupils": pupils, "marks": marks}
    return Calendar(School("shkola-1", "Школа № 1", "Район", "2025/2026", Path(), Settings(), tables))


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


class TestPlanBook:
    def test_the_faulty_cell_is_coloured_and_carries_its_remark(self):
        book = opened(plan_book(check({}, {"event": "Педсовет", "responsible": None}), "Школа № 1"))
        page = book["План"]
        cell = next(cell for row in page.iter_rows() for cell in row if cell.comment)
        assert page.cell(4, cell.column).value == "Ответственный"
        assert page.cell(cell.row, 1).value == 2
        assert cell.comment.text == "Никто не отвечает. Назовите одного ответственного: должность или код."
        assert cell.fill.fgColor.rgb == "FFF8C9C4"
        assert page["A1"].value == "План мероприятий, 2025/2026 учебный год. Школа № 1"

    def test_the_list_holds_every_finding(self):
        found = check({"end": None, "product": None})
        page = opened(plan_book(found))["Замечания"]
        assert page.max_row == 1 + len(found.findings)
        assert [page.cell(2, column).value for column in (1, 2, 4, 6)] == [1, "важно", "Окончание", "срока нет"]

    def test_a_formula_in_a_name_is_text(self):
        page = opened(plan_book(check({"event": "=1+1", "product": "@СУММ(A1)"})))["План"]
        kinds = {cell.data_type for row in page.iter_rows(min_row=5) for cell in row if cell.value is not None}
        assert "f" not in kinds

    def test_twice_the_same_bytes(self):
        assert plan_book(check({})) == plan_book(check({}))


class TestCalendarBook:
    def test_classes_by_dates_with_arrows_at_moves(self, calendar):
        book = opened(calendar_book(calendar))
        assert book.sheetnames[-3:] == ["Переносы", "Нарушения", "Доля часов"]
        text = [str(cell.value) for page in book for row in page.iter_rows() for cell in row if cell.value is not None]
        assert "13.10 пн" in text
        assert any(word.startswith("→ биология") for word in text)
        told = "Правило «не на первом и не на последнем уроке» не проверено: таблицы «Расписание» (timetable.csv) нет. "
        assert f"{told}Сверьте его с расписанием, когда назначите дни." in text

    def test_twice_the_same_bytes(self, calendar):
        assert calendar_book(calendar) == calendar_book(calendar)


@pytest.mark.parametrize("source", ["", "журнал"])
def test_papers_offer_what_there_is_and_say_what_there_is_not(calendar, source):
    page = papers(calendar.school, source=source).html()
    assert "график-работ.xlsx" in page
    assert "Плана с замечаниями нет: Не хватает таблицы «План мероприятий» (plan.csv)." in page
