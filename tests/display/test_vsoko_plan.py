"""Sections of plan and calendar: what a person reads, and pictures that stay readable."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

from workbook.display import vsoko_plan, vsoko_plan_works
from workbook.display.vsoko_plan_charts import months, weeks
from workbook.school import School
from workbook.settings import CalendarRules, PlanRules, Settings
from workbook.vsoko.calendar import Calendar, weekly
from workbook.vsoko.calendar_days import school_days
from workbook.vsoko.calendar_rules import breaches
from workbook.vsoko.calendar_works import WORK_COLUMNS
from workbook.vsoko.plan import PlanCheck, lint
from workbook.vsoko.plan_events import SchoolYear, Unread, numbered


def words(block) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", block.html()).replace("\u00a0", " ").split())


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


class TestPlan:
    def test_clean_plan_says_so(self):
        found = check({}, {"event": "Педсовет"})
        assert "План проверяем: у всех 2 мероприятий есть срок, ответственный, показатель и цель." in words(
            vsoko_plan.plan_summary(found)
        )
        assert "Замечаний к плану нет" in words(vsoko_plan.plan_findings(found))
        assert vsoko_plan.plan_steps(found) == []

    def test_poor_plan_says_how_many_and_which(self):
        found = check({"end": None}, {"event": "Педсовет", "status": "идёт"})
        text = words(vsoko_plan.plan_summary(found))
        assert "План непроверяем: у 1 мероприятия из 2 нельзя сказать, выполнены ли они." in text
        assert "Просрочено: № 2" in text
        assert vsoko_plan.plan_steps(found) == [
            "Дописать, без чего выполнение не проверить: мероприятие 1.",
            "По просроченным мероприятиям (№ 2) отметить выполнение с документом или назначить срок.",
        ]

    def test_markup_in_a_name_stays_text(self):
        found = check({"event": "<script>alert(1)</script>", "end": None})
        for block in (vsoko_plan.plan_findings(found), vsoko_plan.plan_events(found), vsoko_plan.plan_months(found)):
            assert "<script>" not in block.html()

    def test_sixty_events_stand_apart(self):
        found = check(*({"event": f"Мероприятие по направлению работы номер {n}"} for n in range(1, 61)))
        figure = months(found)
        figure.draw_without_rendering()
        boxes = [label.get_window_extent() for label in figure.axes[0].get_yticklabels()]
        assert len(boxes) == 60
        assert all(low.y1 <= high.y0 + 0.5 or high.y1 <= low.y0 + 0.5 for low, high in pairwise(boxes))

    def test_no_events_no_picture(self):
        found = check({})
        empty = type(found)(
            found.title, found.year, found.day, found.events.head(0), found.findings, found.links, 0, 90
        )
        assert months(empty) is None


class TestCalendar:
    def test_summary(self, calendar):
        text = words(vsoko_plan_works.work_summary(calendar))
        assert "«процедур у класса в один день» — 1, больше всего 7 А, 13.10.2025 (биология, химия): 1 лишняя" in text
        assert (
            "«промежуток между работами по предмету» — 1, больше всего 7 А, 20.10.2025 (биология): 11 дн. не хватает"
            in text
        )

    def test_breaches_name_the_rule_that_could_not_be_checked(self, calendar):
        text = words(vsoko_plan_works.breaches(calendar))
        assert "между работами по предмету не меньше 2,5 недели (18 дней)" in text
        assert "Правило «не на первом и не на последнем уроке» не проверено" in text

    def test_moves(self, calendar):
        text = words(vsoko_plan_works.moves(calendar))
        assert "Перенести: 7 А, биология" in text
        assert "После переносов правила дней выполнены во всех классах." in text

    def test_load_tells_where_hours_come_from(self, calendar):
        assert "Часов в неделю взято из методики школы" in words(vsoko_plan_works.load(calendar))

    def test_steps_without_a_plan_ask_for_it(self, calendar):
        text = words(vsoko_plan_works.next_steps(calendar.school))
        assert "Не хватает таблицы «План мероприятий» (plan.csv)." in text
        assert "утвердить единый график" in text

    def test_week_map_frames_the_breach(self):
        rows = [
            ("7 А", 7, "химия", "2025-10-13"),
            ("7 А", 7, "физика", "2025-10-13"),
            ("7 Б", 7, "химия", "2025-10-14"),
        ]
        table = pd.DataFrame([(n, *row, "", "") for n, row in enumerate(rows)], columns=list(WORK_COLUMNS))
        table["date"] = pd.to_datetime(table["date"])
        days = school_days(YEAR, CalendarRules())
        figure = weeks(weekly(table, days), breaches(table, days, CalendarRules()))
        assert len(figure.axes[0].patches) == 1
        assert {text.get_text() for text in figure.axes[0].texts} == {"1", "2"}
        assert weeks(weekly(table, days) * 0, breaches(table, days, CalendarRules())) is None


def test_an_unread_cell_is_named_with_its_value():
    table = numbered(pd.DataFrame([SOUND]).assign(start=pd.Timestamp(DAY), end=pd.Timestamp(DAY)), ())
    lost = Unread(2, "start", "Декабрь20222", "plan.csv, C3", "…", "", lost=True)
    found = lint(table, (lost,), YEAR, DAY, PlanRules())
    assert "Даты и клетки: № 2 — не прочитано: plan.csv, C3 (Декабрь20222)." in words(vsoko_plan.plan_summary(found))
    assert "Начало: Декабрь20222" in words(vsoko_plan.plan_findings(found))
    assert vsoko_plan.plan_steps(found)[0] == (
        "Исправить непрочитанное в плане (1\u00a0строка): пока этих мероприятий нет ни в одном расчёте."
    )
