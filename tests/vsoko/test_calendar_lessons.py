"""The timetable in the calendar of works: hours of a week, first and last lessons, days to which a work may move."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbook.display import vsoko_plan_works
from workbook.school import School
from workbook.settings import CalendarRules, Settings
from workbook.vsoko.calendar import Calendar
from workbook.vsoko.calendar_days import school_days
from workbook.vsoko.calendar_lessons import Lessons, lessons_of
from workbook.vsoko.calendar_moves import propose
from workbook.vsoko.calendar_rules import EDGE, breaches, gap_days, hour_load
from workbook.vsoko.calendar_works import WORK_COLUMNS
from workbook.vsoko.plan_events import SchoolYear

RULES = CalendarRules()
DAYS = school_days(SchoolYear.of("2025/2026"), RULES)
NOTHING = pd.DataFrame({"class_": [], "subject": [], "undated": []})
WEEK = {
    "пн": "химия физика история",
    "вт": "история химия физика",
    "ср": "физика история химия",
    "чт": "биология физика химия",
    "пт": "история физика история",
}
"""Monday 13.10.2025: химия first, история last."""


def timetable(week: dict[str, str], year: str = "2025/2026") -> pd.DataFrame:
    rows = [
        {"year": year, "class_": "7 А", "subject": subject, "weekday": day, "lesson": number}
        for day, subjects in week.items()
        for number, subject in enumerate(subjects.split(), 1)
    ]
    return pd.DataFrame(rows)


def school(**tables: pd.DataFrame) -> School:
    return School("shkola-1", "Школа № 1", "Район", "2025/2026", Path(), Settings(), tables)


def week(days: dict[str, str]) -> Lessons:
    return lessons_of(school(timetable=timetable(days)))


def works(*lines: str) -> pd.DataFrame:
    """Read works of 7 А, a line each: «математика 13.10.2025»."""
    rows = []
    for number, line in enumerate(lines):
        subject, day = line.split()
        rows.append((number, "7 А", 7, subject, pd.to_datetime(day, format="%d.%m.%Y"), "Контрольная", "журнал"))
    return pd.DataFrame(rows, columns=list(WORK_COLUMNS))


class TestLessons:
    def test_no_timetable_is_empty(self):
        assert not lessons_of(school())
        assert not lessons_of(school(timetable=timetable(WEEK, "2024/2025")))

    def test_hours_are_rows(self):
        assert dict(week(WEEK).hours) == {
            ("7 А", "химия"): 4, ("7 А", "физика"): 5, ("7 А", "история"): 5, ("7 А", "биология"): 1,
        }  # fmt: skip

    def test_edges_and_inner_lessons(self):
        found = week(WEEK)
        assert found.breach("7 А", "химия", 0) == "первый урок"
        assert found.breach("7 А", "история", 0) == "последний урок"
        assert found.breach("7 А", "физика", 0) == ""
        assert found.breach("7 А", "история", 4) == "первый и последний урок"
        assert found.weekdays("7 А", "история") == {2}

    def test_one_lesson_a_week_that_always_falls_there_is_free(self):
        found = week(WEEK)
        assert found.breach("7 А", "биология", 3) == ""
        assert found.weekdays("7 А", "биология") == {3}

    def test_a_double_lesson_has_an_inner_one(self):
        assert week({"пн": "химия химия физика история"}).breach("7 А", "химия", 0) == ""

    def test_second_shift_begins_with_its_own_first_lesson(self):
        late = timetable({"пн": "химия физика история"}).assign(lesson=lambda table: table["lesson"] + 6)
        extra = timetable({"вт": "физика химия история"})
        assert lessons_of(school(timetable=pd.concat([late, extra]))).breach("7 А", "химия", 0) == "первый урок"

    def test_groups_of_a_class_share_a_lesson(self):
        rows = timetable({"пн": "химия английский история", "вт": "химия английский история"})
        group = rows.assign(subject=rows["subject"].replace("английский", "информатика"))
        found = lessons_of(school(timetable=pd.concat([rows, group])))
        assert found.hours["7 А", "английский"] == found.hours["7 А", "информатика"] == 2
        assert found.breach("7 А", "информатика", 0) == ""

    def test_unknown_subject_is_not_judged(self):
        found = week(WEEK)
        assert found.weekdays("7 А", "музыка") is None
        assert not found.off("7 А", "музыка", 0)
        assert found.off("7 А", "биология", 0)


class TestBreaches:
    def test_words_of_first_and_last(self):
        found = breaches(works("химия 13.10.2025", "история 20.10.2025"), DAYS, RULES, week(WEEK))
        assert list(found["rule"]) == [EDGE, EDGE]
        assert list(found["words"]) == [
            "7 А, химия: 13.10.2025 — первый урок",
            "7 А, история: 20.10.2025 — последний урок",
        ]

    def test_day_without_a_lesson_is_no_breach(self):
        assert breaches(works("биология 13.10.2025"), DAYS, RULES, week(WEEK)).empty

    def test_without_a_timetable_the_rule_is_silent(self):
        assert breaches(works("химия 13.10.2025"), DAYS, RULES).empty


class TestHours:
    def test_timetable_goes_before_the_rules(self):
        found = hour_load(works("химия 13.10.2025", "музыка 14.10.2025"), NOTHING, RULES, week(WEEK))
        found = found.set_index("subject")
        assert (found.loc["химия", "hours"], found.loc["химия", "hours_from"]) == (4 * 34, "расписание")
        assert (found.loc["музыка", "hours"], found.loc["музыка", "hours_from"]) == (34, "методика школы")


class TestMoves:
    def test_a_first_lesson_moves_to_the_nearest_inner_one(self):
        found = propose(works("химия 13.10.2025"), DAYS, RULES, lessons=week(WEEK))
        assert list(found.moves["words"]) == ["7 А, химия, 13.10 → 14.10"]
        assert breaches(found.proposed, DAYS, RULES, week(WEEK)).empty

    def test_a_work_without_a_lesson_that_day_stays(self):
        assert propose(works("биология 13.10.2025"), DAYS, RULES, lessons=week(WEEK)).moves.empty

    def test_never_inner_keeps_its_day_and_stays_a_breach(self):
        always = week({"пн": "химия физика история", "вт": "химия физика история"})
        found = propose(works("химия 13.10.2025"), DAYS, RULES, lessons=always)
        assert found.moves.empty
        assert found.blocked.empty
        assert len(breaches(found.proposed, DAYS, RULES, always)) == 1

    def test_too_few_lessons_lift_the_rule_and_say_so(self):
        only = week({"пн": "физика химия история", "вт": "физика история музыка"})
        tight = CalendarRules(shift_days=3)
        table = works("химия 13.10.2025", "музыка 13.10.2025", "история 13.10.2025")
        found = propose(table, DAYS, tight, lessons=only)
        assert breaches(found.proposed, DAYS, tight).empty
        assert found.blocked["words"].item() == (
            "7 А: расставить 3 работы (13.10–13.10) по урокам расписания нельзя. Предложены дни без учёта уроков: урок "
            "поменяйте или расширьте срок."
        )

    @settings(max_examples=30, deadline=None)
    @given(
        st.lists(st.tuples(st.sampled_from(["химия", "физика", "история"]), st.integers(0, 9)), min_size=1, max_size=3)
    )
    def test_against_brute_force(self, drawn):
        tight, lessons = CalendarRules(shift_days=4, gap_weeks=0.5), week(WEEK)
        start = pd.Timestamp("2025-11-10")
        table = works(*(f"{subject} {start + pd.Timedelta(days=day):%d.%m.%Y}" for subject, day in drawn))
        best, found = _brute(table, tight, lessons), propose(table, DAYS, tight, lessons=lessons)
        if best is None:
            assert len(found.blocked)
            return
        moved = found.works["days"]
        assert found.blocked.empty
        assert (int(moved.ne(0).sum()), int(moved.abs().sum()), int(moved.lt(0).sum())) == best
        assert breaches(found.proposed, DAYS, tight, lessons).empty


class TestPage:
    @pytest.fixture
    def pair(self) -> tuple[Calendar, Calendar]:
        pupils = pd.DataFrame({"year": "2025/2026", "pupil": ["У-001"], "class_": ["7 А"]})
        marks = pd.DataFrame(
            {"pupil": "У-001", "subject": ["химия", "биология"], "work_type": "контрольная",
             "date": pd.to_datetime(["2025-10-13", "2025-10-14"])}
        )  # fmt: skip
        tables = {"pupils": pupils, "marks": marks}
        return Calendar(school(**tables)), Calendar(school(**tables, timetable=timetable(WEEK)))

    def test_it_says_where_hours_come_from_and_what_is_checked(self, pair):
        typed, known = pair
        assert "Часов в неделю взято из методики школы (таблицы «Расписание» нет)" in _words(
            vsoko_plan_works.load(typed)
        )
        assert "Часы в неделю — из расписания, учебных недель — 34" in _words(vsoko_plan_works.load(known))
        assert "таблицы «Расписание» (timetable.csv) нет" in _words(vsoko_plan_works.breaches(typed))
        said = _words(vsoko_plan_works.breaches(known))
        assert "не на первом и не на последнем уроке (кроме предметов с одним уроком в неделю)" in said
        assert "У 1 работы из 2 в этот день недели нет урока предмета по расписанию" in said


def _words(block) -> str:
    return " ".join(block.html().replace("\u00a0", " ").split())


def _brute(table: pd.DataFrame, limits: CalendarRules, lessons: Lessons) -> tuple[int, int, int] | None:
    """Try every day of every work; the best (moved, days, earlier) or None."""
    best = None
    days = [day.toordinal() for day in table["date"]]
    for chosen in product(*(DAYS.near(day, limits.shift_days) for day in days)):
        moved = table.assign(date=[pd.Timestamp.fromordinal(day) for day in chosen])
        pairs = [(i, j) for i in range(len(chosen)) for j in range(i)]
        same = list(table["subject"])
        if any(chosen[i] == chosen[j] for i, j in pairs) or any(
            same[i] == same[j] and abs(chosen[i] - chosen[j]) < gap_days(limits) for i, j in pairs
        ):
            continue
        off = [
            new != old and lessons.off("7 А", subject, pd.Timestamp.fromordinal(new).weekday())
            for subject, new, old in zip(same, chosen, days, strict=True)
        ]
        if any(off) or any(
            lessons.breach("7 А", subject, day.weekday()) for subject, day in zip(same, moved["date"], strict=True)
        ):
            continue
        shift = [new - old for new, old in zip(chosen, days, strict=True)]
        price = sum(map(bool, shift)), sum(map(abs, shift)), sum(one < 0 for one in shift)
        best = price if best is None or price < best else best
    return best
