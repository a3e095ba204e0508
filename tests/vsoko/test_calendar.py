"""The calendar of works: each rule by works that a reader can place, exact words, moves against brute force."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbook.errors import MissingData, SettingsRefused
from workbook.school import School
from workbook.settings import CalendarRules, Settings, read_settings
from workbook.vsoko.calendar import Calendar, calendar_results, weekly
from workbook.vsoko.calendar_days import school_days, weekly_hours
from workbook.vsoko.calendar_moves import propose
from workbook.vsoko.calendar_rules import breaches, gap_days, hour_load
from workbook.vsoko.calendar_works import WORK_COLUMNS, calendar_works, undated_works
from workbook.vsoko.plan_events import SchoolYear

RULES = CalendarRules()
YEAR = SchoolYear.of("2025/2026")
DAYS = school_days(YEAR, RULES)
NOTHING = pd.DataFrame({"class_": [], "subject": [], "undated": []})


def works(*lines: str) -> pd.DataFrame:
    """Read works, a line each: «7 А математика 13.10.2025»."""
    rows = []
    for number, line in enumerate(lines):
        grade, letter, subject, day = line.split()
        date = pd.to_datetime(day, format="%d.%m.%Y")
        rows.append((number, f"{grade} {letter}", int(grade), subject, date, "Контрольная работа", "журнал"))
    return pd.DataFrame(rows, columns=list(WORK_COLUMNS))


def rules(**changed: object) -> CalendarRules:
    keys = {"per_day": "в_день", "gap_weeks": "недель_между_работами", "shift_days": "сдвиг_дней",
            "hours": "часов_в_неделю", "span": "уроки", "holidays": "каникулы",
            "week_days": "дней_в_неделе"}  # fmt: skip
    return read_settings({"график": {keys[name]: value for name, value in changed.items()}}).calendar


def school(**tables: pd.DataFrame) -> School:
    return School("shkola-1", "Школа № 1", "Район", "2025/2026", Path(), Settings(), tables)


class TestDays:
    @pytest.mark.parametrize(
        ("day", "why"),
        [
            ("2025-10-13", ""),
            ("2025-10-12", "выходной день"),
            ("2025-10-11", "выходной день"),
            ("2025-10-28", "каникулы"),
            ("2026-01-05", "каникулы"),
            ("2025-11-04", "праздничный день"),
            ("2026-03-09", "праздничный день"),  # 8 March 2026 is a Sunday
            ("2026-05-11", "праздничный день"),  # 9 May 2026 is a Saturday
            ("2026-06-15", "уроков ещё или уже нет"),
        ],
    )
    def test_why_closed(self, day, why):
        assert DAYS.why_closed(pd.Timestamp(day)) == why

    def test_saturday_is_a_lesson_day_of_a_six_day_week(self):
        assert school_days(YEAR, rules(week_days=6)).why_closed(pd.Timestamp("2025-10-11")) == ""

    @pytest.mark.parametrize("text", ["28.03", "05.04–28.03", "31.02–05.03"])
    def test_unreadable_holidays_are_refused(self, text):
        with pytest.raises(SettingsRefused, match=r"методика → график → каникулы: «.*» не читается. Запишите так: "):
            school_days(YEAR, rules(holidays=text))

    def test_hours_by_grade_go_before_hours_of_the_subject(self):
        mine = rules(hours="физика: 2; физика 9: 3; химия 8–9: 1,5")
        assert [weekly_hours(*pair, mine) for pair in (("физика", 7), ("Физика", 9), ("химия", 8))] == [2, 3, 1.5]
        assert weekly_hours("химия", 7, mine) is None

    def test_hours_without_a_number_are_refused(self):
        with pytest.raises(SettingsRefused, match="часов_в_неделю: «физика — две» не читается"):
            weekly_hours("физика", 7, rules(hours="физика — две"))


class TestBreaches:
    def test_two_works_of_one_class_on_one_day(self):
        found = breaches(
            works("7 А математика 13.10.2025", "7 А химия 13.10.2025", "7 Б химия 13.10.2025"), DAYS, RULES
        )
        row = found.iloc[0]
        assert (len(found), row["rule"], row["over"]) == (1, "одна в день", 1)
        assert row["words"] == "7 А, 13.10.2025: 2 работы в один день (математика, химия), лишних 1"

    def test_works_of_one_subject_too_close(self):
        found = breaches(works("7 А математика 13.10.2025", "7 А математика 23.10.2025"), DAYS, RULES)
        assert list(found["words"]) == [
            "7 А, математика: 13.10.2025 и 23.10.2025 — 10 дней между работами, не хватает 8"
        ]
        assert found["over"].item() == 8

    def test_two_and_a_half_weeks_are_eighteen_days(self):
        assert gap_days(RULES) == 18
        near, far = (works("7 А химия 01.12.2025", f"7 А химия {day}.12.2025") for day in (18, 19))
        assert len(breaches(near, DAYS, RULES)) == 1
        assert breaches(far, DAYS, RULES).empty

    def test_other_subjects_and_other_classes_do_not_meet(self):
        table = works("7 А химия 13.10.2025", "7 А физика 14.10.2025", "7 Б химия 14.10.2025")
        assert breaches(table, DAYS, RULES).empty

    def test_work_in_holidays(self):
        found = breaches(works("7 А химия 28.10.2025"), DAYS, RULES)
        assert list(found["words"]) == ["7 А, химия: 28.10.2025 — каникулы"]

    def test_classes_stand_in_the_order_of_people(self):
        table = works("10 А химия 28.10.2025", "5 А химия 28.10.2025")
        assert list(breaches(table, DAYS, RULES)["class_"]) == ["5 А", "10 А"]


class TestHours:
    def test_four_works_of_a_one_hour_subject_are_too_many(self):
        table = works(*(f"7 А биология {day}" for day in ("13.10.2025", "22.12.2025", "16.03.2026", "18.05.2026")))
        row = hour_load(table, NOTHING, RULES).iloc[0]
        assert (row["hours"], row["total"], row["allowed"], row["over"]) == (34, 4, 3, 1)
        assert row["words"] == "7 А, биология: 4 работы на 34 часов за год (11,8 %), допустимо 3"

    def test_works_without_a_day_take_hours_too(self):
        table = works(*(f"7 А биология {day}" for day in ("13.10.2025", "22.12.2025", "16.03.2026")))
        assert hour_load(table, NOTHING, RULES)["over"].item() == 0
        vpr = pd.DataFrame({"class_": ["7 А"], "subject": ["биология"], "undated": [1]})
        assert hour_load(table, vpr, RULES)["over"].item() == 1

    def test_exactly_ten_percent_is_allowed(self):
        table = works(*(f"7 А химия {day}.09.2025" for day in range(1, 18)))
        assert hour_load(table, NOTHING, rules(hours="химия: 5"))["over"].item() == 0

    def test_subject_without_hours_is_not_judged(self):
        row = hour_load(works("7 А астрономия 13.10.2025"), NOTHING, RULES).iloc[0]
        assert pd.isna(row["share"])
        assert row["over"] == 0


class TestWorks:
    PUPILS = pd.DataFrame(
        {"year": "2025/2026", "pupil": [f"У-00{n}" for n in range(1, 5)], "class_": ["7 А"] * 3 + ["7 Б"]}
    )

    def marks(self, *rows: tuple[str, str, str]) -> pd.DataFrame:
        frame = pd.DataFrame(rows, columns=["pupil", "date", "work_type"]).assign(subject="химия")
        return frame.assign(date=pd.to_datetime(frame["date"]))

    def test_a_rewriting_is_no_work_of_the_class(self):
        marks = self.marks(
            ("У-001", "2025-10-13", "контрольная"), ("У-002", "2025-10-13", "контрольная"),
            ("У-003", "2025-10-20", "контрольная"), ("У-001", "2025-10-14", "урок"),
        )  # fmt: skip
        found = calendar_works(school(pupils=self.PUPILS, marks=marks))
        assert [(row.class_, f"{row.date:%d.%m}", row.source) for row in found.itertuples()] == [
            ("7 А", "13.10", "журнал")
        ]

    def test_a_tool_of_the_plan_stands_in_every_class_of_its_parallel(self):
        tools = pd.DataFrame(
            {"fos": ["ХИ7-ИТ", "ХИ8-ИТ"], "title": ["Итоговая работа", None], "subject": "химия", "grade": [7, 8],
             "control_type": "итоговый", "due": pd.to_datetime("2026-04-20")}
        )  # fmt: skip
        found = calendar_works(school(pupils=self.PUPILS, fos_plan=tools))
        assert [(row.class_, row.title, row.source) for row in found.itertuples()] == [
            ("7 А", "Итоговая работа", "план ФОС"),
            ("7 Б", "Итоговая работа", "план ФОС"),
        ]

    def test_without_days_the_refusal_says_what_to_hand_in(self):
        with pytest.raises(MissingData) as refusal:
            calendar_works(school(pupils=self.PUPILS))
        assert refusal.value.message == (
            "Оценочных процедур с датами нет: нужны контрольные работы в таблице «Текущие отметки» (marks.csv) или "
            "сроки в таблице «План ФОС» (fos_plan.csv)."
        )

    def test_vpr_is_counted_once_a_class_and_subject(self):
        rows = pd.DataFrame({"year": "2025/2026", "pupil": ["У-001", "У-002", "У-004"], "procedure": "ВПР",
                             "subject": "химия"})  # fmt: skip
        found = undated_works(school(pupils=self.PUPILS, procedures=rows))
        assert found.values.tolist() == [["7 А", "химия", 1], ["7 Б", "химия", 1]]

    def test_no_works_no_results(self):
        assert calendar_results(Calendar(school(pupils=self.PUPILS))).empty


class TestMoves:
    def test_of_two_works_of_one_day_one_moves_by_one_day(self):
        table = works("7 А математика 13.10.2025", "7 А химия 13.10.2025")
        found = propose(table, DAYS, RULES)
        assert len(found.moves) == 1
        assert found.moves["days"].item() == 1  # Tuesday; the day before is a Sunday
        assert breaches(found.proposed, DAYS, RULES).empty

    def test_words_of_a_move(self):
        table = works("7 А химия 25.09.2025", "7 А химия 12.10.2025")
        found = propose(table, DAYS, RULES)
        assert list(found.moves["words"]) == ["7 А, химия, 12.10 → 13.10"]

    def test_nothing_moves_without_a_breach(self):
        table = works("7 А математика 13.10.2025", "7 А химия 14.10.2025")
        assert propose(table, DAYS, RULES).moves.empty

    def test_later_rather_than_earlier(self):
        table = works("7 А математика 14.10.2025", "7 А химия 14.10.2025")
        assert propose(table, DAYS, RULES).moves["days"].item() == 1

    def test_held_works_stay_and_are_kept_clear_of(self):
        table = works("7 А химия 13.10.2025", "7 А химия 20.10.2025", "7 А физика 13.10.2025")
        found = propose(table, DAYS, rules(shift_days=21), pd.Timestamp("2025-10-15"))
        assert list(found.moves["words"]) == ["7 А, химия, 20.10 → 03.11"]  # 31.10 is 18 days later, in the holidays
        assert list(found.works["held"]) == [True, False, True]

    def test_gap_that_cannot_be_kept_is_named(self):
        table = works("7 А химия 13.10.2025", "7 А химия 14.10.2025")
        found = propose(table, DAYS, rules(shift_days=3))
        assert found.moves.empty
        assert found.blocked["words"].iloc[0] == (
            "7 А: расставить 2 работы (13.10–14.10) по правилам нельзя. Мешает правило «промежуток» (химия, не меньше "
            "18 дн.): если его ослабить, расстановка есть."
        )
        assert "сдвиг" not in set(found.blocked["rule"])

    def test_shift_that_is_too_short_is_named(self):
        table = works("7 А химия 13.10.2025", "7 А физика 13.10.2025", "7 А биология 13.10.2025")
        found = propose(table, DAYS, rules(shift_days=1))
        assert list(found.blocked["rule"]) == ["одна в день", "сдвиг"]
        assert found.blocked["words"].iloc[1] == (
            "7 А: расставить 3 работы (13.10–13.10) по правилам нельзя. Мешает правило «сдвиг» (не дальше 1 дн.; "
            "2 хватает): если его ослабить, расстановка есть."
        )

    def test_no_single_rule_helps(self):
        table = works(*["7 А химия 13.10.2025"] * 4)
        found = propose(table, DAYS, rules(shift_days=1, span="13.10–14.10"))
        assert found.blocked["words"].item() == (
            "7 А: расставить 4 работы (13.10–13.10) по правилам нельзя. Не помогает ослабить ни одно правило по "
            "отдельности: уберите часть работ."
        )

    def test_twice_the_same(self):
        table = works(
            *(f"7 А {subject} 20.04.2026" for subject in ("химия", "физика", "биология", "история", "музыка"))
        )
        assert propose(table, DAYS, RULES).works.equals(propose(table, DAYS, RULES).works)

    @settings(max_examples=40)
    @given(st.lists(st.tuples(st.sampled_from(["химия", "физика"]), st.integers(0, 9)), min_size=2, max_size=4))
    def test_against_brute_force(self, drawn):
        tight = rules(shift_days=4, gap_weeks=0.5)
        start = pd.Timestamp("2025-11-10")
        table = works(*(f"7 А {subject} {start + pd.Timedelta(days=day):%d.%m.%Y}" for subject, day in drawn))
        best = _brute(table, tight)
        found = propose(table, DAYS, tight)
        if best is None:
            assert len(found.blocked)
            return
        moved = found.works["days"]
        assert found.blocked.empty
        assert (int(moved.ne(0).sum()), int(moved.abs().sum()), int(moved.lt(0).sum())) == best
        assert breaches(found.proposed, DAYS, tight).empty


class TestWeeks:
    def test_counts_by_monday_and_leaves_out_the_holidays(self):
        table = weekly(works("7 А химия 14.10.2025", "7 А физика 17.10.2025", "7 Б химия 20.10.2025"), DAYS)
        assert table.loc["7 А", pd.Timestamp("2025-10-13")] == 2
        assert table.loc["7 Б", pd.Timestamp("2025-10-20")] == 1
        assert pd.Timestamp("2026-01-05") not in table.columns


def _brute(table: pd.DataFrame, limits: CalendarRules) -> tuple[int, int, int] | None:
    """Try every day of every work; the best (moved, days, earlier) or None."""
    least, best = gap_days(limits), None
    days = [day.toordinal() for day in table["date"]]
    subjects = list(table["subject"])
    for chosen in product(*(DAYS.near(day, limits.shift_days) for day in days)):
        pairs = [(i, j) for i in range(len(chosen)) for j in range(i)]
        if any(chosen[i] == chosen[j] for i, j in pairs):
            continue
        if any(subjects[i] == subjects[j] and abs(chosen[i] - chosen[j]) < least for i, j in pairs):
            continue
        shift = [new - old for new, old in zip(chosen, days, strict=True)]
        price = sum(map(bool, shift)), sum(map(abs, shift)), sum(one < 0 for one in shift)
        best = price if best is None or price < best else best
    return best
