"""The defects planted in the plans of the sample schools are found, and the sample calendars can be mended."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from workbook.school import School
from workbook.vsoko import calendar_of, check_plan, plan_days, plans, report_results, start_days
from workbook.vsoko.calendar_rules import EDGE
from workbook.vsoko.plan import CHECKABLE, UNCHECKABLE

MUNICIPALITY = Path(__file__).parents[2] / "datasets" / "municipality"
TRUTH = yaml.safe_load((MUNICIPALITY / "truth.yml").read_text(encoding="utf-8"))["quality"]
SCHOOLS = ("gimnaziya-1", "licey-5", "selskaya-6", "shkola-2", "shkola-3", "shkola-4", "shkola-7", "shkola-8")
DAY = "2026-05-22"
RUNNING = {(3, "просрочено"), (4, "просрочено"), (7, "просрочено")}
"""Events of every sample plan that still «идёт» after their term."""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def schools(read_sample) -> dict[str, School]:
    return {name: read_sample(name) for name in SCHOOLS}


def _found(school: School) -> set[tuple[int, str]]:
    table = check_plan(school, day=DAY).findings
    return set(zip(table["number"], table["rule"], strict=True))


def test_every_defect_planted_in_school_4(schools):
    check = check_plan(schools["shkola-4"], day=DAY)
    planted = TRUTH["plan"]["defects"]
    assert _found(schools["shkola-4"]) == {(one["event"], rule) for one in planted for rule in one["find"]}
    assert sum(len(one["find"]) for one in planted) == 15
    assert check.verdict == UNCHECKABLE
    assert list(check.events.loc[~check.events["checkable"], "number"]) == [4, 7, 13]


@pytest.mark.parametrize("name", ["gimnaziya-1", "licey-5", "selskaya-6", "shkola-2", "shkola-3", "shkola-7"])
def test_no_alarm_in_a_sound_plan_but_its_running_events(schools, name):
    assert _found(schools[name]) == RUNNING
    assert check_plan(schools[name], day=DAY).verdict == CHECKABLE


def test_a_lost_row_and_an_impossible_share_of_school_8(schools):
    assert _found(schools["shkola-8"]) == RUNNING | {(9, "чтение"), (5, "предел")}
    assert check_plan(schools["shkola-8"]).unread == 1


@pytest.mark.parametrize("name", SCHOOLS)
def test_calendar_is_mended_by_moves_alone(schools, name):
    calendar = calendar_of(schools[name], "журнал")
    planted = TRUTH["timetable"]["two_lessons_always_last"]
    assert len(calendar.breaches)
    assert set(calendar.left["rule"]) == {EDGE}
    assert set(zip(calendar.left["class_"], calendar.left["subject"], strict=True)) == {
        (planted["class_"], planted["subject"])
    }
    assert calendar.proposal.blocked.empty
    assert calendar.proposal.moves["days"].abs().max() <= 14


def test_common_term_of_the_tools_is_spread(schools):
    calendar = calendar_of(schools["shkola-7"])
    assert calendar.breaches["over"].max() >= 10
    assert set(calendar.left["rule"]) == {EDGE}


@pytest.mark.parametrize("name", SCHOOLS)
def test_the_only_lesson_that_is_always_first_is_free_of_the_rule(schools, name):
    calendar, planted = calendar_of(schools[name], "журнал"), TRUTH["timetable"]["single_lesson_always_first"]
    pair = (planted["class_"], planted["subject"])
    assert calendar.lessons.hours[pair] == 1
    assert {words for (*known, _), words in calendar.lessons.edge.items() if tuple(known) == pair} == set()
    broken = calendar.breaches.loc[calendar.breaches["rule"].eq(EDGE)]
    assert pair not in set(zip(broken["class_"], broken["subject"], strict=True))
    assert set(calendar.load["hours_from"]) == {"расписание"}


def test_choices_and_results(schools):
    school = schools["shkola-7"]
    assert plans(school) == ["План ВСОКО"]
    assert plan_days(school, "2026-05-22")["2026-05-22"] == "22.05.2026"
    assert "2026-01-01" in start_days(school)
    assert len(plan_days(school, "вчера")) == 12
    table = report_results(school)
    assert list(table["indicator"]) == [
        "plan-checkable-percent", "plan-findings", "plan-overdue", "calendar-breaches", "calendar-moves",
        "calendar-overload",
    ]  # fmt: skip
