"""The seven criteria on tables small enough to count by hand: borders, every reason of «недостаточно данных», laws."""

from __future__ import annotations

import itertools
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbook.errors import MissingData
from workbook.estimates import Estimate
from workbook.school import School
from workbook.settings import CriteriaRules, Settings, read_settings
from workbook.vsoko import criteria_of, criteria_years, period_records, retention
from workbook.vsoko.criteria_exams import exam_criterion, exam_gaps
from workbook.vsoko.criteria_fos import fos_criterion, fos_curve, fos_tools
from workbook.vsoko.criteria_growth import growth_criterion
from workbook.vsoko.criteria_kept import kept_criterion
from workbook.vsoko.criteria_success import Success, success_criterion, success_of
from workbook.vsoko.criterion import FAILED, MET, UNKNOWN, Criterion, beside, judged, said, series, target_of
from workbook.vsoko.growth_change import changes
from workbook.vsoko.growth_index import pairs
from workbook.vsoko.motivation import motivation_criterion, motivation_levels, motivation_of, motivation_years
from workbook.vsoko.satisfaction import GROUPS, invited, satisfaction_changes, satisfaction_criterion, satisfaction_of

SETTINGS = Settings()
RULES = CriteriaRules()
YEARS = ("2023/2024", "2024/2025", "2025/2026")
YEAR = YEARS[-1]
NOWHEN = pd.Series(dtype="datetime64[us]")


def people(rows: list[dict[str, object]]) -> pd.DataFrame:
    """Pupils with the columns that the methods look at."""
    base = {"year": YEAR, "class_": "7 А", "level": "ООО", "profile": "", "left": pd.NaT, "leave_reason": ""}
    frame = pd.DataFrame([{**base, **row} for row in rows])
    frame["enrolled"] = pd.to_datetime(frame["year"].str[:4] + "-09-01")
    frame["left"] = pd.to_datetime(frame["left"])
    return frame


class TestForm:
    def test_a_failure_stands_whatever_is_unknown(self) -> None:
        assert judged(["а", "б"], ["в"], "г") == (FAILED, "а; б")
        assert judged([], ["в"], "г") == (UNKNOWN, "в")
        assert judged([], [], "г") == (MET, "г")

    def test_a_number_never_looks_like_the_border_it_misses(self) -> None:
        assert [beside(value, 98) for value in (97.96, 97.996, 97.2, 98.0)] == ["97,96", "97,996", "97,2", "98,0"]
        assert said(-0.05, 1) == "−0,1"
        assert said(0.0, 1, signed=True) == "0,0"

    def test_years_are_consecutive(self) -> None:
        assert series("2000/2001", 3) == ["1998/1999", "1999/2000", "2000/2001"]

    def test_targets_follow_the_schools_rules(self) -> None:
        own = read_settings({"критерии": {"успеваемость_от": "97,5", "мотивация_p": 0.01}})
        assert target_of(1, own) == "каждый из 3 лет ≥ 97,5 %, разброс ≤ 2 п.п., нет класса < 95 %"
        assert target_of(2, own) == "медиана изменения > 0 и p < 0,01 (пар ≥ 20)"

    def test_direction_needs_three_years_and_is_never_certain_of_three(self) -> None:
        def trend(*values: float) -> str:
            points = tuple(zip(YEARS, values, strict=False))
            return Criterion(1, MET, "", "", Estimate(0, 0, 0, 0), points=points).trend.direction

        assert [trend(1), trend(1, 2), trend(1, 2, 3), trend(1, 3, 2), trend(3, 2, 1), trend(2, 2, 2)] == [
            "мало точек", "мало точек", "возможный рост", "колебания", "возможное снижение", "без изменений",
        ]  # fmt: skip


def marks(*counts: tuple[str, str, int, int]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Year, class, pupils, how many of them got «2» in the one subject."""
    pupils, rows = [], []
    for year, class_, n, twos in counts:
        for number in range(n):
            code = f"У-{class_}-{number}"
            pupils.append({"year": year, "pupil": code, "class_": class_})
            rows.append({"year": year, "pupil": code, "subject": "физика", "period": "год",
                         "mark": "2" if number < twos else "4", "teacher": "П-01"})  # fmt: skip
    return pd.DataFrame(rows), people(pupils)


def success(*counts: tuple[str, str, int, int], rules: Settings = SETTINGS) -> Criterion:
    records = period_records(*marks(*counts), rules.marks)
    return success_criterion(success_of(records, YEAR, rules), YEAR, rules)


class TestSuccess:
    def test_exactly_98_and_exactly_2_points_are_met(self) -> None:
        found = success((YEARS[0], "7 А", 50, 1), (YEARS[1], "7 А", 50, 0), (YEAR, "7 А", 100, 1))
        assert (found.state, found.reason) == (
            MET, "3 года подряд не ниже 98 %, разброс 2,0 п.п., ни одного класса ниже 95 %",
        )  # fmt: skip
        assert [value for _, value in found.points] == [98.0, 100.0, 99.0]
        assert (found.estimate.value, found.estimate.n) == (99.0, 100)
        assert found.estimate.low < 99 < found.estimate.high

    def test_a_year_just_below_fails_and_is_not_rounded_up(self) -> None:
        found = success((YEARS[0], "7 А", 490, 10), (YEARS[1], "7 А", 490, 0), (YEAR, "7 А", 490, 0))
        assert found.state == FAILED
        assert found.reason == (
            "ниже 98 %: 2023/2024 — 97,96 %; разброс лет 2,04 п.п. при допустимых 2"
        )  # fmt: skip

    def test_range_alone_may_fail(self) -> None:
        found = success((YEARS[0], "7 А", 100, 2), (YEARS[1], "7 А", 100, 0), (YEAR, "7 А", 100, 0),
                        rules=read_settings({"критерии": {"разброс_успеваемости": 1.5}}))  # fmt: skip
        assert found.reason == "разброс лет 2,0 п.п. при допустимых 1,5"

    def test_one_weak_class_fails_a_strong_school(self) -> None:
        others = [(year, "7 А", 400, 0) for year in YEARS]
        edge = success(*others, (YEAR, "8 Б", 20, 1))
        assert edge.state == MET  # 95.0 exactly
        weak = success(*others, (YEARS[0], "8 Б", 19, 1))
        assert (weak.state, weak.reason) == (FAILED, "классы ниже 95 %: 8 Б (2023/2024) — 94,7 %")

    def test_a_small_weak_class_leaves_the_question_open(self) -> None:
        others = [(year, "7 А", 400, 0) for year in YEARS]
        found = success(*others, (YEAR, "8 Б", 9, 1))
        assert (found.state, found.reason) == (
            UNKNOWN,
            "ниже 95 % только малые классы, для вывода мало учеников: 8 Б (2025/2026) — 88,9 %",
        )

    def test_a_missing_year_is_named_but_does_not_hide_a_failure(self) -> None:
        open_ = success((YEARS[0], "7 А", 100, 0), (YEAR, "7 А", 100, 0))
        assert (open_.state, open_.reason) == (UNKNOWN, "нет отметок за 2024/2025, нужно 3 года подряд")
        failed = success((YEARS[0], "7 А", 100, 4), (YEAR, "7 А", 100, 0))
        assert failed.state == FAILED

    @settings(max_examples=20, deadline=None)
    @given(st.lists(st.tuples(st.integers(10, 120), st.integers(0, 8)), min_size=3, max_size=3))
    def test_the_rule_word_for_word(self, years: list[tuple[int, int]]) -> None:
        shares = [round(100 * (n - twos) / n, 9) for n, twos in years]
        table = pd.DataFrame({"year": YEARS, "percent": shares, "low": shares, "high": shares, "n": 1})
        none = pd.DataFrame({"percent": [], "small": np.array([], bool)})
        found = success_criterion(Success(table, none, none), YEAR, SETTINGS)
        whole = [(n - twos, n) for n, twos in years]
        high = all(100 * good >= 98 * n for good, n in whole)
        near = all(100 * (a * m - b * n) <= 2 * n * m for (a, n), (b, m) in itertools.permutations(whole, 2))
        assert (found.state == MET) == (high and near)
        assert found.state != UNKNOWN


def survey(*rows: tuple[str, float | None, float | None], instrument: str = "мотивация") -> pd.DataFrame:
    """Pupil, score before, score after."""
    found = []
    for pupil, *values in rows:
        for wave, value in zip(("начало", "конец"), values, strict=True):
            if value is not None:
                found.append({"year": YEAR, "wave": wave, "group": "ученики", "respondent": pupil,
                              "instrument": instrument, "question": "итог", "value": float(value)})  # fmt: skip
    return pd.DataFrame(found)


def motivation(*rows: tuple[str, float | None, float | None], pupils: pd.DataFrame | None = None) -> Criterion:
    table = survey(*rows)
    found = motivation_of(table, pupils, YEAR, RULES)
    return motivation_criterion(found, motivation_years(table, pupils, YEAR, RULES), SETTINGS)


class TestMotivation:
    def test_growth_of_twenty(self) -> None:
        found = motivation(*((f"У-{i}", 10, 11) for i in range(20)))
        assert (found.state, found.estimate.value, found.estimate.n) == (MET, 1.0, 20)
        assert found.reason == "медиана изменения +1,0, рост не объясняется случаем (p < 0,001)"

    def test_nineteen_pairs_give_a_direction_only(self) -> None:
        found = motivation(*((f"У-{i}", 10, 12) for i in range(19)))
        assert (found.state, found.reason) == (
            UNKNOWN, "пар «до — после» 19 из 20 нужных, видно только направление: рост",
        )  # fmt: skip

    def test_a_median_of_zero_and_a_fall_are_not_met(self) -> None:
        same = motivation(*((f"У-{i}", 10, 10) for i in range(30)))
        fall = motivation(*((f"У-{i}", 10, 9) for i in range(30)))
        assert (same.state, same.reason) == (FAILED, "медиана изменения 0,0: без изменений")
        assert (fall.state, fall.reason) == (FAILED, "медиана изменения −1,0: снижение")

    def test_growth_that_chance_explains_is_a_direction(self) -> None:
        rows = [(f"У-{i}", 10, 11 if i < 11 else 8) for i in range(21)]
        found = motivation(*rows)
        assert found.state == FAILED
        assert found.reason.startswith("медиана изменения +1,0, но рост не доказан (p = ")
        assert found.reason.endswith("только направление")

    def test_a_median_up_with_ranks_down_is_no_growth(self) -> None:
        rows = [(f"У-{i}", 12, 13) for i in range(51)] + [(f"У-{i}", 12, 2) for i in range(51, 100)]
        found = motivation_of(survey(*rows), None, YEAR, RULES)
        assert found.change.estimate.value > 0
        assert found.change.p_value < 0.05
        assert found.rank_sum < 0
        assert motivation(*rows).state == FAILED

    def test_who_is_left_out_is_counted(self) -> None:
        pupils = people([{"pupil": "У-1"}, {"pupil": "У-2", "class_": "3 А", "level": "НОО"}])
        rows = survey(("У-1", 10, 11), ("У-2", 25, 28), ("У-3", 9, None), ("У-4", 12, 21))
        found = motivation_of(rows, pupils, YEAR, RULES)
        assert found.pairs["pupil"].tolist() == ["У-1"]
        assert (found.once, found.other_scale, found.impossible) == (2, 1, 1)

    def test_internal_begins_with_eleven_and_levels_with_6_and_15(self) -> None:
        scores = [(5, 6), (10, 11), (14, 15), (0, 20)]
        found = motivation_of(survey(*((f"У-{i}", *pair) for i, pair in enumerate(scores))), None, YEAR, RULES)
        assert (found.before.value, found.after.value) == (25.0, 75.0)
        counts = motivation_levels(found, RULES).pivot(index="level", columns="wave", values="count")
        assert counts["начало"].to_dict() == {"низкий": 2, "средний": 2, "высокий": 0}
        assert counts["конец"].to_dict() == {"низкий": 0, "средний": 2, "высокий": 2}

    def test_nobody_twice_is_a_sentence(self) -> None:
        with pytest.raises(MissingData, match="нет учеников, которые ответили и в начале, и в конце года"):
            motivation(("У-1", 10, None))

    @settings(max_examples=20, deadline=None)
    @given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=20, max_size=60))
    def test_waves_swapped_swap_the_shares_and_never_both_are_met(self, scores: list[tuple[int, int]]) -> None:
        there = motivation_of(survey(*((f"У-{i}", a, b) for i, (a, b) in enumerate(scores))), None, YEAR, RULES)
        back = motivation_of(survey(*((f"У-{i}", b, a) for i, (a, b) in enumerate(scores))), None, YEAR, RULES)
        assert there.change.estimate.value == -back.change.estimate.value
        assert (there.before, there.after) == (back.after, back.before)
        none = pd.DataFrame({"year": [], "change": []})
        states = [motivation_criterion(one, none, SETTINGS).state for one in (there, back)]
        assert states.count(MET) <= 1


def exams(*rows: tuple[str, str, list[float]], year: str = YEAR) -> pd.DataFrame:
    """Exam, subject, results."""
    found = []
    for exam, subject, results in rows:
        for number, value in enumerate(results):
            marked = exam == "ОГЭ"
            found.append({"year": year, "pupil": f"У-{number}", "procedure": exam, "grade": 9 if marked else 11,
                          "subject": subject, "mark": str(int(value)) if marked else None,
                          "test_score": np.nan if marked else value})  # fmt: skip
    return pd.DataFrame(found)


def region(**means: float) -> pd.DataFrame:
    """Means of the region in русский and математика of ОГЭ."""
    names = {"rus": "русский язык", "math": "математика"}
    return pd.DataFrame(
        [{"procedure": "ОГЭ", "year": YEAR, "grade": 9, "subject": names[name], "territory": "регион",
          "unit": "отметка", "mean": mean} for name, mean in means.items()]
    )  # fmt: skip


FOUR = [4.0] * 6 + [5.0] * 2 + [3.0] * 2  # mean 4.0


class TestExams:
    def judge(self, works: pd.DataFrame, references: pd.DataFrame | None) -> Criterion:
        return exam_criterion(exam_gaps(works, references, SETTINGS), YEAR, SETTINGS)

    def test_above_in_both_and_how_sure(self) -> None:
        works = exams(("ОГЭ", "русский язык", FOUR), ("ОГЭ", "математика", FOUR))
        found = self.judge(works, region(rus=3.9, math=3.0))
        assert (found.state, found.figure) == (MET, "2 из 2")
        assert found.reason == "выше региона во всех обязательных предметах, надёжно — в 1 из 2"
        sure = self.judge(works, region(rus=3.0, math=3.0))
        assert sure.reason == "выше региона во всех обязательных предметах, надёжно"

    def test_equal_to_the_region_is_not_above(self) -> None:
        works = exams(("ОГЭ", "русский язык", FOUR), ("ОГЭ", "математика", FOUR))
        found = self.judge(works, region(rus=4.0, math=3.9))
        assert (found.state, found.reason) == (FAILED, "не выше региона — ОГЭ: русский язык 0,00")
        assert found.figure == "1 из 2"

    def test_other_subjects_do_not_decide(self) -> None:
        works = exams(("ОГЭ", "русский язык", FOUR), ("ОГЭ", "математика", FOUR), ("ОГЭ", "химия", [2.0] * 12))
        assert self.judge(works, region(rus=3.9, math=3.9)).state == MET

    def test_the_interval_is_students(self) -> None:
        table = exam_gaps(exams(("ОГЭ", "математика", [3, 4, 5])), region(math=3.5), SETTINGS)
        row = table.iloc[0]
        assert row["gap"] == 0.5
        assert (round(row["gap_low"], 2), round(row["gap_high"], 2)) == (-1.98, 2.98)

    def test_each_gap_has_its_reason(self) -> None:
        both = exams(("ОГЭ", "русский язык", FOUR), ("ОГЭ", "математика", FOUR))
        few = exams(("ОГЭ", "русский язык", FOUR), ("ОГЭ", "математика", [5.0] * 9))
        one = exams(("ОГЭ", "русский язык", FOUR))
        assert self.judge(both, None).reason == (
            "ОГЭ, русский язык: нет среднего по региону; ОГЭ, математика: нет среднего по региону"
        )
        assert self.judge(few, region(rus=3, math=3)).reason == "ОГЭ, математика: малая выборка, n = 9 (разница +2,00)"
        assert self.judge(one, region(rus=3, math=3)).reason == "ОГЭ, математика: нет результатов"
        assert all(self.judge(works, region(rus=3)).state == UNKNOWN for works in (both, few, one))
        with pytest.raises(MissingData, match=f"За {YEAR} нет результатов ОГЭ и ЕГЭ"):
            self.judge(exams(("ОГЭ", "математика", FOUR), year=YEARS[0]), None)

    def test_only_the_region_in_the_unit_of_the_exam(self) -> None:
        other = region(math=3.5).assign(territory="муниципалитет")
        percent = region(math=50.0).assign(unit="процент выполнения")
        table = exam_gaps(exams(("ОГЭ", "математика", FOUR)), pd.concat([other, percent]), SETTINGS)
        assert table["region"].isna().all()


class TestKept:
    def judge(self, rows: list[dict[str, object]]) -> Criterion:
        return kept_criterion(retention(people(rows), SETTINGS.marks), YEAR, SETTINGS)

    def class_of(self, n: int, gone: list[str], profile: str = "технологический") -> list[dict[str, object]]:
        rows: list[dict[str, object]] = []
        for number in range(n):
            left, why = ("2026-01-20", gone[number]) if number < len(gone) else (pd.NaT, "")
            rows.append({"pupil": f"У-{profile}-{number}", "class_": "10 А", "level": "СОО", "profile": profile,
                         "left": left, "leave_reason": why})  # fmt: skip
        return rows

    def test_who_moved_house_is_no_loss(self) -> None:
        found = self.judge(self.class_of(10, ["переезд"]))
        assert (found.state, found.estimate.value, found.estimate.n) == (MET, 100.0, 9)
        assert found.reason == "из профильных классов никто не ушёл, переехали 1"

    def test_one_loss_fails(self) -> None:
        found = self.judge(self.class_of(10, ["переезд", "перевод в другую школу"]))
        assert (found.state, found.reason) == (FAILED, "10 А — 88,9 % (ушли 1 из 9), переехали 1")
        assert math.isclose(found.estimate.value, 800 / 9)
        assert math.isnan(found.estimate.low)

    def test_all_moved_leaves_nothing_to_judge(self) -> None:
        assert self.judge(self.class_of(2, ["переезд", "переезд"])).reason == "10 А: все начинавшие переехали"

    def test_other_classes_do_not_count(self) -> None:
        with pytest.raises(MissingData, match="критерий к школе не относится"):
            self.judge(self.class_of(10, ["перевод в другую школу"], profile=""))


def answers(**groups: list[list[int]]) -> pd.DataFrame:
    """Answers of each person to each question, at the end of the year."""
    names = dict(zip(("pupils", "parents", "teachers"), GROUPS, strict=True))
    rows = [
        {"year": YEAR, "wave": "конец", "group": names[group], "respondent": f"Р-{group}-{number}",
         "instrument": "удовлетворённость", "question": str(place), "value": float(value)}
        for group, sheets in groups.items()
        for number, sheet in enumerate(sheets)
        for place, value in enumerate(sheet, start=1)
    ]  # fmt: skip
    return pd.DataFrame(rows)


EIGHTY = [[4], [3], [3], [4], [2]] * 2
ASKED = dict.fromkeys(GROUPS, 20.0)


class TestSatisfaction:
    def judge(self, table: pd.DataFrame, asked: dict[str, float] = ASKED) -> Criterion:
        return satisfaction_criterion(satisfaction_of(table, {YEAR: asked}, RULES), YEAR, SETTINGS)

    def test_exactly_80_and_exactly_50_are_met(self) -> None:
        found = self.judge(answers(pupils=EIGHTY, parents=EIGHTY, teachers=EIGHTY))
        assert (found.state, found.estimate.value, found.estimate.n) == (MET, 80.0, 10)
        assert round(found.estimate.low, 1) == 49.0  # Wilson, 8 of 10
        assert round(found.estimate.high, 1) == 94.3

    def test_one_group_below_fails(self) -> None:
        found = self.judge(answers(pupils=EIGHTY, parents=[*EIGHTY, [1]], teachers=EIGHTY))
        assert (found.state, found.reason) == (FAILED, "удовлетворены: родители — 72,7 %")

    def test_few_answers_leave_the_group_open_but_do_not_hide_another(self) -> None:
        few = answers(pupils=EIGHTY, parents=EIGHTY[:9], teachers=EIGHTY)
        assert (self.judge(few).state, self.judge(few).reason) == (UNKNOWN, "родители: ответили 45,0 % приглашённых")
        bad = answers(pupils=[[1]] * 10, parents=EIGHTY[:9], teachers=EIGHTY)
        assert self.judge(bad).state == FAILED

    def test_nobody_knows_how_many_were_asked(self) -> None:
        table = answers(pupils=EIGHTY, parents=EIGHTY, teachers=EIGHTY)
        found = self.judge(table, {**ASKED, "педагоги": math.nan})
        assert found.reason == "педагоги: неизвестно, сколько человек приглашали"
        assert self.judge(answers(pupils=EIGHTY, parents=EIGHTY)).reason == "педагоги: ответов нет"

    def test_answers_are_summed_first_and_people_are_clusters(self) -> None:
        table = satisfaction_of(answers(pupils=[[4, 4, 4]] * 5 + [[1]] * 5), {}, RULES)
        row = table.loc[table["question"].eq("")].iloc[0]
        assert (row["percent"], row["answers"], row["answered"]) == (75.0, 20, 10)
        wide = row["high"] - row["low"]
        single = satisfaction_of(answers(pupils=[[4]] * 15 + [[1]] * 5), {}, RULES).iloc[0]
        assert wide > single["high"] - single["low"]

    def test_what_is_outside_the_scale_is_no_answer(self) -> None:
        table = satisfaction_of(answers(pupils=[[4], [0], [9], [1]]), {}, RULES)
        assert table.iloc[0][["percent", "answers"]].tolist() == [50.0, 2]

    def test_change_is_newcombes(self) -> None:
        now = answers(pupils=[[4]] * 56 + [[1]] * 14)
        past = answers(pupils=[[4]] * 48 + [[1]] * 32).assign(year=YEARS[1])
        row = satisfaction_changes(satisfaction_of(pd.concat([now, past]), {}, RULES), YEAR).iloc[0]
        assert [round(float(row[name]), 1) for name in ("change", "low", "high")] == [20.0, 5.2, 33.4]

    def test_invited_are_counted_from_the_tables(self) -> None:
        pupils = people(
            [{"pupil": "У-1", "class_": "5 А"}, {"pupil": "У-2", "class_": "11 А", "left": "2026-05-25",
              "leave_reason": "выпуск"}, {"pupil": "У-3", "class_": "4 А"},
             {"pupil": "У-4", "class_": "8 А", "left": "2026-02-01", "leave_reason": "переезд"}]
        )  # fmt: skip
        teachers = pd.DataFrame({"teacher": ["П-1", "П-2"]})
        assert invited(pupils, teachers, YEAR, SETTINGS) == {"ученики": 2.0, "родители": 2.0, "педагоги": 2.0}
        assert all(math.isnan(n) for n in invited(None, None, YEAR, SETTINGS).values())


def tool(code: str, revised: str | None, expertise: str | None = "принято", **other: object) -> dict[str, object]:
    return {"fos": code, "subject": "физика", "grade": 8, "control_type": "промежуточный", "version": "1",
            "due": pd.Timestamp("2026-04-20"), "revised": pd.Timestamp(revised) if revised else pd.NaT,
            "expertise": expertise, **other}  # fmt: skip


class TestFos:
    end = pd.Timestamp("2026-05-31")

    def tools(self, *rows: dict[str, object]) -> pd.DataFrame:
        return fos_tools(pd.DataFrame(rows), YEAR, SETTINGS)

    def test_version_in_term_from_a_year_before_to_the_day_itself(self) -> None:
        found = self.tools(tool("А", "2026-04-20"), tool("Б", "2026-04-21"), tool("В", "2025-04-20"),
                           tool("Г", "2025-04-19"), tool("Д", None), tool("Е", "2026-03-01", "доработать"),
                           tool("Ж", "2026-03-01", None))  # fmt: skip
        assert dict(zip(found["fos"], found["state"], strict=True)) == {
            "А": "готово", "Б": "обновлено после срока", "В": "готово", "Г": "версия устарела",
            "Д": "нет даты обновления", "Е": "экспертиза: доработать", "Ж": "экспертиза: не проводилась",
        }  # fmt: skip

    def test_all_ready_is_met_and_one_missing_is_not(self) -> None:
        good = [tool(code, "2026-04-01") for code in "АБВ"]
        met = fos_criterion(self.tools(*good), self.end, SETTINGS)
        assert (met.state, met.estimate.value, met.estimate.n) == (MET, 100.0, 3)
        failed = fos_criterion(self.tools(*good, tool("Г", "2026-04-25"), tool("Д", None, None)), self.end, SETTINGS)
        assert (failed.state, failed.estimate.value) == (FAILED, 60.0)
        assert failed.reason == "готово 3 из 5: не приняты экспертизой 1, приняты, но версия не в сроке 1"

    def test_what_is_not_due_yet_is_open(self) -> None:
        rows = [tool("А", "2025-09-01", due=pd.Timestamp("2025-09-10")), tool("Б", None, None)]
        autumn = pd.Timestamp("2025-11-30")
        waiting = fos_criterion(self.tools(*rows), autumn, SETTINGS)
        assert (waiting.state, waiting.reason) == (
            UNKNOWN, "готово 1 из 2, у 1 срок ещё не наступил (данные на 30.11.2025)",
        )  # fmt: skip
        assert fos_criterion(self.tools(*rows), self.end, SETTINGS).state == FAILED

    def test_external_works_and_other_years_are_not_in_the_plan(self) -> None:
        found = self.tools(tool("А", "2026-04-01"), tool("ВПР", None, None, control_type="внешний"),
                           tool("Б", None, due=pd.Timestamp("2026-07-01")))  # fmt: skip
        assert found["fos"].tolist() == ["А"]
        with pytest.raises(MissingData, match="В плане ФОС нет средств со сроком в 2025/2026"):
            self.tools(tool("ВПР", None, None, control_type="внешний"))

    def test_the_curve_never_falls_and_ends_at_the_figure(self) -> None:
        found = self.tools(tool("А", "2026-02-10"), tool("Б", "2026-04-01"), tool("В", None),
                           tool("Г", "2025-09-01", due=pd.Timestamp("2025-09-10")))  # fmt: skip
        curve = fos_curve(found, self.end)
        assert curve["day"].iloc[[0, -1]].tolist() == [pd.Timestamp("2025-08-31"), self.end]
        assert curve[["planned", "ready"]].diff().dropna().ge(0).all(axis=None)
        assert curve.iloc[-1][["planned", "ready"]].tolist() == [100.0, 75.0]
        assert curve.loc[curve["day"].eq("2026-02-28"), "ready_n"].item() == 2


class TestGrowth:
    def judge(self, *moves: tuple[float, float]) -> Criterion:
        rows = [
            {"teacher": f"П-{place}", "domain": "ИКТ", "wave": wave, "method": method, "score": score}
            for place, pair in enumerate(moves)
            for wave, score in zip(("начало", "конец"), pair, strict=True)
            for method in ("тест", "самооценка")
        ]
        return growth_criterion(changes(pairs(pd.DataFrame(rows), SETTINGS.growth), SETTINGS.growth), SETTINGS, YEAR)

    def test_the_seed_rule(self) -> None:
        up = self.judge((60, 62), (60, 60), (60, 59))
        assert (up.state, round(up.estimate.value, 6), up.estimate.n) == (MET, round(1 / 3, 6), 3)
        assert up.reason == "среднее 60,0 → 60,3; учителей 3, меньше 20: только направление"
        assert self.judge((60, 61), (60, 60), (60, 59)).state == FAILED  # equal is not above
        assert self.judge(*[(60, 66 + i % 3) for i in range(20)]).reason.endswith("рост доказан")

    def test_two_teachers_are_too_few(self) -> None:
        found = self.judge((60, 70), (60, 70))
        assert (found.state, found.reason) == (UNKNOWN, "учителей, оценённых дважды, 2 из 3 нужных")


class TestTogether:
    def school(self, **tables: pd.DataFrame) -> School:
        return School("test-1", "Школа", "Район", YEAR, Path(), SETTINGS, tables)

    def test_without_tables_nothing_is_met_and_each_says_why(self) -> None:
        found = criteria_of(self.school())
        assert [item.number for item in found.all] == [1, 2, 3, 4, 5, 6, 7]
        assert {item.state for item in found.all} == {UNKNOWN}
        assert all(item.reason.startswith("Не хватает таблиц") and item.target for item in found.all)
        assert found.counts == {MET: 0, UNKNOWN: 7}

    def test_one_table_serves_its_criterion(self) -> None:
        found = criteria_of(self.school(fos_plan=pd.DataFrame([tool("А", "2026-04-20")])))
        assert [item.state for item in found.all].count(MET) == 1
        assert found.of(6).points == ((YEAR, 100.0),)

    def test_the_current_year_stands_first(self) -> None:
        rows, pupils = marks(*((year, "7 А", 10, 0) for year in YEARS))
        school = self.school(period_marks=rows, pupils=pupils)
        assert criteria_years(school) == [YEAR, YEARS[1], YEARS[0]]
        assert criteria_of(school).of(1).state == MET
        assert criteria_of(school, YEARS[1]).of(1).reason == "нет отметок за 2022/2023, нужно 3 года подряд"
