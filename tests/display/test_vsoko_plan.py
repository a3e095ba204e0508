"""Sections of plan and calendar: what a person reads, and pictures that stay readable."""

from __future__ import annotations

import re
from itertools import pairwise

import pandas as pd
import pytest

from tests.vsoko.test_calendar import DAYS, FakeSchool, works
from tests.vsoko.test_plan import CLEAN, check, line
from workbook.display import vsoko_plan, vsoko_plan_works
from workbook.display.vsoko_plan_charts import months, weeks
from workbook.settings import CalendarRules
from workbook.vsoko.calendar import Calendar, weekly
from workbook.vsoko.calendar_rules import breaches


def words(block) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", block.html()).replace("\u00a0", " ").split())


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
    return Calendar(FakeSchool(pupils=pupils, marks=marks))


class TestPlan:
    def test_clean_plan_says_so(self):
        found = check(CLEAN)
        assert "План проверяем: у всех 7 мероприятий есть срок, ответственный, показатель и цель." in words(
            vsoko_plan.plan_summary(found)
        )
        assert "Замечаний к плану нет" in words(vsoko_plan.plan_findings(found))
        assert vsoko_plan.plan_steps(found) == []

    def test_poor_plan_says_how_many_and_which(self):
        found = check(line(end="", event="Семинар") + "\n" + line(event="Педсовет", status="идёт"))
        text = words(vsoko_plan.plan_summary(found))
        assert "План непроверяем: у 1 мероприятия из 2 нельзя сказать, выполнены ли они." in text
        assert "Просрочено: № 2" in text
        assert vsoko_plan.plan_steps(found) == [
            "Дописать, без чего выполнение не проверить: мероприятие 1.",
            "По просроченным мероприятиям (№ 2) отметить выполнение с документом или назначить срок.",
        ]

    def test_markup_in_a_name_stays_text(self):
        found = check(line(event="<script>alert(1)</script>", end=""))
        for block in (vsoko_plan.plan_findings(found), vsoko_plan.plan_events(found), vsoko_plan.plan_months(found)):
            assert "<script>" not in block.html()

    def test_sixty_events_stand_apart(self):
        found = check("\n".join(line(event=f"Мероприятие по направлению работы номер {n}") for n in range(1, 61)))
        figure = months(found)
        figure.draw_without_rendering()
        boxes = [label.get_window_extent() for label in figure.axes[0].get_yticklabels()]
        assert len(boxes) == 60
        assert all(low.y1 <= high.y0 + 0.5 or high.y1 <= low.y0 + 0.5 for low, high in pairwise(boxes))

    def test_no_events_no_picture(self):
        found = check(line())
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
        school = calendar.school
        school.problems = ()
        text = words(vsoko_plan_works.next_steps(school))
        assert "Не хватает таблицы." in text
        assert "утвердить единый график" in text

    def test_week_map_frames_the_breach(self):
        table = works("7 А химия 13.10.2025", "7 А физика 13.10.2025", "7 Б химия 14.10.2025")
        figure = weeks(weekly(table, DAYS), breaches(table, DAYS, CalendarRules()))
        assert len(figure.axes[0].patches) == 1
        assert {text.get_text() for text in figure.axes[0].texts} == {"1", "2"}
        assert weeks(weekly(table, DAYS) * 0, breaches(table, DAYS, CalendarRules())) is None
