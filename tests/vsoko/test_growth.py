"""Professional growth: the index by hand, honest words for few, routes and mentors, nothing of few people in public."""

from __future__ import annotations

import math
from itertools import permutations, product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook.errors import DataRefused, MissingData
from workbook.estimates.agreement import cohen_kappa, fleiss_kappa
from workbook.school import School
from workbook.settings import GrowthRules, PrivacyRules, Settings, read_settings
from workbook.vsoko.growth import growth_mentors, growth_of, growth_results, growth_teachers, growth_waves, growth_years
from workbook.vsoko.growth_change import ALL, DIRECTION, FALLEN, FEW, GROWN, UNPROVED, changes, low_start
from workbook.vsoko.growth_index import DOMAINS, indexes, method_means, pairs
from workbook.vsoko.growth_lessons import lesson_kappa, lessons
from workbook.vsoko.growth_public import public_changes, public_common
from workbook.vsoko.growth_route import (
    AGREED,
    CHECK_FIRST,
    NOBODY,
    PROPOSED,
    Chosen,
    common_deficits,
    due_day,
    read_chosen,
    routes,
)

RULES = GrowthRules()
NO_PEOPLE: dict[str, str] = {}


def scores(*rows: tuple[str, str, str, str, float]) -> pd.DataFrame:
    """Teacher, domain, wave, method, score."""
    frame = pd.DataFrame(rows, columns=["teacher", "domain", "wave", "method", "score"])
    return frame.assign(year="2025/2026")


def both(teacher: str, before: float, after: float, domain: str = "ИКТ") -> list[tuple[str, str, str, str, float]]:
    """The same score by two methods, so that the index is that score and 55 % are measured."""
    return [
        (teacher, domain, wave, method, score)
        for wave, score in (("начало", before), ("конец", after))
        for method in ("тест", "самооценка")
    ]


def school_of(*rows: tuple[str, str, str, str, float], **tables: pd.DataFrame) -> School:
    given_tables = {"competences": scores(*rows), **tables}
    return School("shkola-1", "Школа № 1", "Район", "2025/2026", Path(), Settings(), given_tables)


class TestIndex:
    def test_missing_methods_give_their_weight_to_the_others(self):
        table = indexes(scores(("П-1", "ИКТ", "начало", "тест", 60), ("П-1", "ИКТ", "начало", "самооценка", 82)), RULES)
        row = table.iloc[0]
        assert row["index"] == pytest.approx((0.4 * 60 + 0.15 * 82) / 0.55)  # 66
        assert row["coverage"] == pytest.approx(55)
        assert (row["methods"], row["lacking"], row["enough"]) == ("тест, самооценка", "наблюдение, отзыв", True)

    def test_self_assessment_alone_is_too_little(self):
        row = indexes(scores(("П-1", "ИКТ", "начало", "самооценка", 90)), RULES).iloc[0]
        assert (row["index"], row["coverage"], row["enough"]) == (90, 15, False)

    def test_exactly_the_limit_is_no_deficit(self):
        table = indexes(scores(*both("П-1", 60, 60)), RULES)
        assert list(table["index"]) == [60.0, 60.0]
        assert routes(table, "конец", RULES, NO_PEOPLE).empty

    def test_a_method_used_once_is_no_growth(self):
        rows = [*both("П-1", 60, 60), ("П-1", "ИКТ", "конец", "наблюдение", 100)]
        assert pairs(scores(*rows), RULES)["change"].tolist() == [0.0]
        assert indexes(scores(*rows), RULES)["index"].iloc[1] > 60

    def test_a_domain_measured_once_has_no_pair(self):
        assert pairs(scores(("П-1", "ИКТ", "начало", "тест", 60)), RULES).empty

    def test_zero_weights_are_refused(self):
        rules = read_settings({"рост": {"веса_способов": dict.fromkeys(RULES.weights, 0)}}).growth
        with pytest.raises(MissingData) as refusal:
            indexes(scores(*both("П-1", 60, 60)), rules)
        assert refusal.value.message == (
            "Все веса способов равны нулю: индекс не определён. Задайте веса в методике школы."
        )

    @given(
        st.dictionaries(st.sampled_from(list(RULES.weights)), st.integers(0, 100), min_size=1),
        st.floats(0.1, 10),
    )
    def test_index_lies_between_its_methods_whatever_the_unit_of_weights(self, given_scores, unit):
        table = scores(*[("П-1", "ИКТ", "начало", method, score) for method, score in given_scores.items()])
        index = indexes(table, RULES)["index"].iloc[0]
        assert min(given_scores.values()) - 1e-6 <= index <= max(given_scores.values()) + 1e-6
        rules = GrowthRules(weights={name: weight * unit for name, weight in RULES.weights.items()})
        assert indexes(table, rules)["index"].iloc[0] == pytest.approx(index)


def grown(n: int, *steps: float) -> pd.DataFrame:
    rows = [row for place in range(n) for row in both(f"П-{place:02d}", 60, 60 + steps[place % len(steps)])]
    return pairs(scores(*rows), RULES)


class TestChange:
    @pytest.mark.parametrize(
        ("n", "steps", "verdict", "seed"),
        [
            (2, (5, 6), FEW, True),
            (15, (5, 6, 7), DIRECTION, True),
            (24, (5, 6, 7), GROWN, True),
            (24, (-5, -6, -7), FALLEN, False),
            (24, (5, -4), UNPROVED, True),
            (24, (0,), UNPROVED, False),
        ],
    )
    def test_words_depend_on_how_many_and_how_sure(self, n, steps, verdict, seed):
        table = changes(grown(n, *steps), RULES)
        assert list(table["domain"]) == [ALL, "ИКТ"]
        assert set(table["verdict"]) == {verdict}
        assert set(table["seed"]) == {seed}
        assert table["p_value"].notna().all() == (n >= 20 and steps != (0,))

    def test_mean_change_and_share_by_hand(self):
        row = changes(grown(4, 10, -2, 4, 0), RULES).iloc[0]
        assert (row["n"], row["before"], row["after"], row["change"]) == (4, 60, 63, 3)
        assert (row["improved"], row["improved_n"]) == (50, 2)

    def test_teachers_and_not_domains_are_counted_over_all_domains(self):
        rows = [row for domain in DOMAINS for row in both("П-1", 60, 65, domain)] + both("П-2", 50, 57)
        table = changes(pairs(scores(*rows), RULES), RULES)
        assert (table["n"].iloc[0], table["change"].iloc[0]) == (2, 6)

    def test_low_beginners_stand_apart(self):
        rows = [*both("П-1", 50, 60), *both("П-2", 52, 56), *both("П-3", 70, 71)]
        found = low_start(pairs(scores(*rows), RULES), RULES)
        assert (found.low.value, found.low.n, found.rest.value, found.rest.n) == (7, 2, 1, 1)

    def test_methods_are_compared_over_domains_measured_twice(self):
        rows = [*both("П-1", 60, 64), ("П-1", "оценочная", "конец", "тест", 10)]
        assert method_means(scores(*rows))[["before", "after"]].to_numpy().tolist() == [[60, 64], [60, 64]]

    def test_over_honest_years_growth_is_seldom_declared(self):
        rng, alarms = np.random.default_rng(3), 0
        for _ in range(200):
            before = rng.normal(65, 7, 23)
            table = pd.DataFrame({"teacher": range(23), "domain": "ИКТ", "before": before, "enough": True,
                                  "after": before + rng.normal(0, 4, 23)})  # fmt: skip
            alarms += changes(table, RULES)["verdict"].iloc[0] in (GROWN, FALLEN)
        assert alarms <= 0.05 * 200 + 2 * math.sqrt(200 * 0.05 * 0.95)


def sheets(*rows: tuple[str, str, str, int, int]) -> pd.DataFrame:
    """Lesson, observer, role, criterion, score; every lesson is of П-9."""
    return pd.DataFrame(rows, columns=["lesson", "observer", "role", "criterion", "score"]).assign(teacher="П-9")


class TestLessons:
    def test_two_observers_and_their_kappa(self):
        marks = {"У-1": (0, 0), "У-2": (1, 1), "У-3": (2, 2), "У-4": (2, 1)}
        rows = [
            (lesson, code, "наблюдатель", 1, score)
            for lesson, pair in marks.items()
            for code, score in zip(("П-1", "П-2"), pair, strict=True)
        ]
        found = lessons(sheets(*rows, ("У-5", "П-1", "наблюдатель", 1, 2)), RULES)
        assert (found.seen, found.doubles, found.doubled.value, found.teachers) == (5, 4, 80, 1)
        assert found.observers.value == pytest.approx(fleiss_kappa(np.array(list(marks.values()))).value)
        assert found.observers.units == 4

    def test_without_a_second_observer_no_kappa_and_the_reason(self):
        found = lessons(sheets(("У-1", "П-1", "наблюдатель", 1, 2)), RULES)
        assert found.doubled.value == 0
        assert found.observers.reason == "Ни один урок не видели двое: согласие наблюдателей не посчитать."

    def test_a_teacher_is_no_observer_of_himself(self):
        rows = [("У-1", "П-1", "наблюдатель", 1, 2), ("У-1", "П-9", "наблюдатель", 1, 2)]
        found = lessons(sheets(*rows), RULES)
        assert (found.doubles, found.own_only) == (0, 1)
        with pytest.raises(MissingData, match="нет ни одной карты наблюдателя"):
            lessons(sheets(rows[1]), RULES)

    def test_self_analysis_beside_the_observer(self):
        rows = [(lesson, code, role, criterion, score)
                for lesson in ("У-1", "У-2")
                for code, role, shift in (("П-1", "наблюдатель", 0), ("П-9", "самоанализ", 1))
                for criterion, score in ((1, shift), (2, 1 + shift))]  # fmt: skip
        found = lessons(sheets(*rows), RULES)
        assert found.gap.value == 1
        assert found.profile[["criterion", "observed", "itself", "gap"]].to_numpy().tolist() == [
            [1, 0, 50, 50], [2, 50, 100, 50],
        ]  # fmt: skip
        assert found.profile["title"].tolist() == ["цель понятна ученикам", "критерии успеха известны"]

    @given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=2, max_size=12))
    def test_with_one_criterion_a_lesson_both_kappas_are_the_known_ones(self, marks):
        table = pd.DataFrame(marks, columns=["first", "second"]).assign(lesson=range(len(marks)))
        values = np.array(marks)
        for pooled, known in ((True, fleiss_kappa(values)), (False, cohen_kappa(values[:, 0], values[:, 1]))):
            mine = lesson_kappa(table, pooled=pooled, reason="", draws=2)
            assert mine.value == pytest.approx(known.value, nan_ok=True)


def staff(**domains: dict[str, float]) -> pd.DataFrame:
    """Teacher → domain → index; one wave."""
    rows = [(code.replace("_", "-"), domain, "конец", value, 55.0, "тест", "", True)
            for code, levels in domains.items() for domain, value in levels.items()]  # fmt: skip
    columns = ["teacher", "domain", "wave", "index", "coverage", "methods", "lacking", "enough"]
    return pd.DataFrame(rows, columns=columns)


class TestRoutes:
    def test_deficit_measure_mentor_term_evidence(self):
        found = routes(staff(П_1={"ИКТ": 50}, П_2={"ИКТ": 80}), "конец", RULES, {"П-1": "химия", "П-2": "химия"})
        row = found.iloc[0]
        assert (row["teacher"], row["domain"], row["mentor"], row["ground"]) == ("П-1", "ИКТ", "П-2", PROPOSED)
        assert row["reasons"] == "общий предмет"
        assert row["measure"] == RULES.measures["ИКТ"]
        assert row["evidence"] == RULES.evidence["ИКТ"]

    def test_near_the_limit_is_measured_again_first(self):
        found = routes(staff(П_1={"ИКТ": 58}, П_2={"ИКТ": 80}), "конец", RULES, NO_PEOPLE)
        assert (found["status"][0], found["mentor"][0], found["ground"][0]) == ("уточнить", "", CHECK_FIRST)

    def test_nobody_leads_more_than_his_room_and_the_rest_is_said(self):
        people = {f"П_{n}": {"ИКТ": 50 - n} for n in range(1, 5)} | {"П_9": {"ИКТ": 90}}
        found = routes(staff(**people), "конец", RULES, NO_PEOPLE)
        assert found["mentor"].tolist() == ["", "", "П-9", "П-9"]  # the larger deficits
        assert found["ground"].tolist() == [NOBODY, NOBODY, PROPOSED, PROPOSED]

    def test_mutual_help_is_preferred(self):
        people = {"П_1": {"ИКТ": 50, "оценочная": 80}, "П_2": {"ИКТ": 80, "оценочная": 50}, "П_3": {"ИКТ": 85}}
        found = routes(staff(**people), "конец", RULES, NO_PEOPLE)
        assert found["mentor"].tolist() == ["П-2", "П-1"]
        assert set(found["reasons"]) == {"взаимная помощь"}

    def test_decision_of_the_methodist_stands_and_takes_room(self):
        people = {f"П_{n}": {"ИКТ": 50} for n in (1, 2, 3)} | {"П_8": {"ИКТ": 76}, "П_9": {"ИКТ": 90}}
        found = routes(staff(**people), "конец", RULES, NO_PEOPLE, (Chosen("П-1", "П-8"), Chosen("П-2", "П-3", "ИКТ")))
        assert found["mentor"].tolist() == ["П-8", "П-3", "П-9"]
        assert found["ground"].tolist() == [AGREED, AGREED, PROPOSED]

    @given(st.lists(st.floats(30, 95), min_size=2, max_size=6))
    def test_as_many_deficits_as_possible_get_a_mentor(self, levels):
        rules = GrowthRules(mentor_load=1)
        found = routes(staff(**{f"П_{n}": {"ИКТ": level} for n, level in enumerate(levels)}), "конец", rules, NO_PEOPLE)
        weak, strong = sum(level < 57 for level in levels), sum(level >= 75 for level in levels)
        assert found["mentor"].ne("").sum() == min(weak, strong)
        assert (found["mentor"] != found["teacher"]).all()
        assert found.loc[found["mentor"].ne(""), "mentor"].is_unique

    def test_pairs_agree_with_brute_force(self):
        people = {"П_1": {"ИКТ": 40, "оценочная": 78}, "П_2": {"ИКТ": 55}, "П_3": {"оценочная": 45, "ИКТ": 77},
                  "П_4": {"ИКТ": 90, "оценочная": 76}}  # fmt: skip
        rules = GrowthRules(mentor_load=1)
        found = routes(staff(**people), "конец", rules, NO_PEOPLE)
        able = {("П-1", "оценочная"), ("П-3", "ИКТ"), ("П-4", "ИКТ"), ("П-4", "оценочная")}
        needs = [("П-1", "ИКТ"), ("П-2", "ИКТ"), ("П-3", "оценочная")]
        most = max(
            sum((mentor, domain) in able and mentor != code for mentor, (code, domain) in zip(some, needs, strict=True))
            for some in permutations(("П-1", "П-2", "П-3", "П-4"), 3)
        )
        assert found["mentor"].ne("").sum() == most

    def test_common_deficit_is_of_the_school(self):
        people = {f"П_{n}": {"ИКТ": 50 if n < 3 else 70, "оценочная": 70} for n in range(10)}
        table = common_deficits(staff(**people), "конец", RULES)
        assert table.to_dict("records") == [
            {"domain": "оценочная", "n": 10, "below": 0, "percent": 0, "common": False},
            {"domain": "ИКТ", "n": 10, "below": 3, "percent": 30, "common": True},
        ]

    def test_term_is_the_first_such_day_after_the_wave(self):
        assert due_day("2025/2026", "начало", RULES) == pd.Timestamp(2026, 5, 25)
        assert due_day("2025/2026", "конец", RULES) == pd.Timestamp(2026, 12, 25)
        with pytest.raises(DataRefused) as refusal:
            due_day("2025/2026", "конец", GrowthRules(terms={"начало": "25.05", "конец": "зимой"}))
        assert refusal.value.message == (
            "Методика, «рост» → «сроки_маршрута» → «конец»: «зимой» — не день. Пример: 25.05."
        )

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("П-1", "Наставники: «П-1» не прочитано. Пишите «учитель наставник» или «учитель область наставник», "
                    "решения — через точку с запятой."),
            ("П-1 П-7", "Наставники: кода «П-7» в таблице «Компетенции педагогов» нет."),
            ("П-1 пение П-2", "Наставники: области «пение» нет. Есть: предметная, методическая, оценочная, "
                              "психолого-педагогическая, ИКТ."),
            ("П-1 П-1", "Наставники: П-1 не может быть наставником себе самому."),
        ],
    )  # fmt: skip
    def test_decisions_that_cannot_be_read(self, text, sentence):
        with pytest.raises(DataRefused) as refusal:
            read_chosen(text, {"П-1", "П-2"})
        assert refusal.value.message == sentence

    def test_decisions_are_read(self):
        assert read_chosen("П-1 П-2; П-2 ИКТ П-1;", {"П-1", "П-2"}) == (
            Chosen("П-1", "П-2"),
            Chosen("П-2", "П-1", "ИКТ"),
        )


class TestPublic:
    def test_few_teachers_take_the_total_with_them(self):
        rows = [row for n in range(12) for row in both(f"П-{n:02d}", 60, 62 + n % 2)]
        rows += [row for n in range(3) for row in both(f"П-{n:02d}", 50, 60, "оценочная")]
        table = changes(pairs(scores(*rows), RULES), RULES)
        shown = public_changes(table, PrivacyRules())
        assert list(table["domain"]) == [ALL, "оценочная", "ИКТ"]
        assert list(shown["domain"]) == ["ИКТ"]  # the hidden domain does not follow from the total
        assert "improved_n" not in shown

    @given(st.integers(0, 12))
    def test_a_share_of_few_is_hidden(self, rose):
        steps = [1.0] * rose + [-1.0] * (12 - rose)
        shown = public_changes(changes(grown(12, *steps), RULES), PrivacyRules())
        assert shown["improved"].notna().all() == (5 <= rose <= 7)

    @given(st.lists(st.integers(0, 20), min_size=1, max_size=5))
    def test_no_group_of_few_on_either_side_of_the_limit(self, below):
        table = pd.DataFrame({"domain": DOMAINS[: len(below)], "n": 20, "below": below})
        shown = public_common(table, PrivacyRules())
        assert all(5 <= k <= 15 for k in shown["below"])


class TestSchool:
    def test_question_and_choices(self):
        rows = [*both("П-1", 50, 52), *both("П-2", 70, 80)]
        school = school_of(*rows)
        assert growth_years(school) == ["2025/2026"]
        assert growth_waves(school) == ["конец", "начало"]
        assert growth_teachers(school) == ["П-1"]
        assert growth_mentors(school, teacher="П-1") == ["П-2"]
        assert growth_mentors(school) == []
        assert growth_teachers(school, public=True) == growth_mentors(school, teacher="П-1", public=True) == []
        chosen = growth_of(school, teacher="П-1", mentor="П-2").routes
        assert (chosen["mentor"][0], chosen["ground"][0]) == ("П-2", AGREED)

    def test_one_wave_gives_routes_and_says_why_there_is_no_growth(self):
        school = school_of(("П-1", "ИКТ", "начало", "тест", 50), ("П-1", "ИКТ", "начало", "самооценка", 50))
        growth = growth_of(school)
        assert growth.wave == "начало"
        assert len(growth.routes) == 1
        with pytest.raises(MissingData) as refusal:
            _ = growth.changes
        assert refusal.value.message == (
            "Рост не посчитать: нет учителей, которых в начале и в конце года оценили одними и теми же способами "
            "(не меньше 50 % весов)."
        )
        assert growth_results(growth).empty

    def test_absent_wave_is_named(self):
        with pytest.raises(MissingData) as refusal:
            growth_of(school_of(("П-1", "ИКТ", "начало", "тест", 50)), wave="конец")
        assert refusal.value.message == (
            "В таблице «Компетенции педагогов» нет строк: 2025/2026 учебный год, срез «конец»."
        )

    def test_results_name_no_teacher(self):
        rows = [row for n, domain in product(range(24), DOMAINS) for row in both(f"П-{n:02d}", 55, 60 + n % 3, domain)]
        table = growth_results(growth_of(school_of(*rows)))
        assert set(table["indicator"]) == {"teacher-growth-points"}  # nobody, or all, below: nothing to tell
        assert not table.astype(str).apply(lambda column: column.str.contains("П-")).any().any()
