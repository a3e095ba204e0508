import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbook.estimates import Estimate, share
from workbook.fos.advice import advise
from workbook.fos.tiers import TIERS, band, observed_tier, tier_verdict

GOOD = {
    "item": "М-1", "tier": "Б", "key": "а", "n": 60, "success_percent": 70.0, "r": 0.4, "r_high": 0.6, "stronger": "",
    "key_conflicts": 0, "dead": "", "tier_verdict": "подтверждён", "observed_tier": "Б", "reason": "",
    "p_verdict": "в границах", "r_verdict": "различает",
    "not_reached_percent": 0.0, "blank_percent": 0.0,
}  # fmt: skip


class TestTiers:
    def test_bands_meet_without_gaps(self, rules):
        assert [band(tier, rules.tier_bands) for tier in TIERS] == [(60, 100), (40, 60), (0, 40)]

    @settings(deadline=None)
    @given(st.integers(1, 300), st.data())
    def test_verdict_agrees_with_the_interval(self, n, data):
        bands = {"Б": 60, "П": 40, "В": 0}
        found = share(data.draw(st.integers(0, n)), n)
        for tier in TIERS:
            low, high = band(tier, bands)
            verdict = tier_verdict(tier, found, bands)
            assert (verdict == "подтверждён") == (observed_tier(found.value, bands) == tier)
            if verdict == "ниже":
                assert found.low >= high
            if verdict == "выше":
                assert found.high < low

    def test_unknown_success_says_too_few(self, rules):
        assert tier_verdict("Б", Estimate(math.nan, math.nan, math.nan, 0), rules.tier_bands) == "мало данных"
        assert observed_tier(math.nan, rules.tier_bands) == ""


class TestAdvise:
    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({}, "keep"),
            ({"n": 5, "reason": "Ответов 5, для вывода нужно не меньше 20."}, "collect"),
            ({"stronger": "В", "r": -0.3, "r_verdict": "обратно"}, "key"),
            ({"key_conflicts": 6}, "key"),
            ({"r": -0.2, "r_high": -0.01, "r_verdict": "обратно"}, "reverse"),
            ({"success_percent": 15.0, "r": 0.1, "p_verdict": "трудное", "r_verdict": "слабо"}, "hard"),
            ({"r": 0.1, "r_verdict": "слабо"}, "weak"),
            ({"success_percent": 95.0, "p_verdict": "лёгкое"}, "easy"),
            ({"tier_verdict": "выше", "observed_tier": "П"}, "tier"),
            ({"dead": "В; Г"}, "distractor"),
            ({"not_reached_percent": 25.0}, "skip"),
            ({"blank_percent": 25.0}, "skip"),
            ({"n": 24, "r_verdict": "мало данных"}, "watch"),
        ],
    )
    def test_first_fitting_rule_speaks(self, rules, change, code):
        advice = advise(GOOD | change, rules)
        assert advice.code == code
        assert advice.needs_work == (code not in ("keep", "watch", "collect"))

    def test_words(self, rules):
        assert advise(GOOD | {"n": 24, "p_verdict": "мало данных", "r_verdict": "мало данных"}, rules).text == (
            "О трудности и различении судить рано: ответов 24, для вывода нужно 30. Посмотреть на следующей работе."
        )
        assert advise(GOOD | {"r": 0.1, "r_high": 0.3, "r_verdict": "слабо"}, rules).text == (
            "Слабо различает сильных и слабых (r = 0,10, возможно, случайно): сделать условие и критерии однозначными."
        )
        assert advise(GOOD | {"dead": "В"}, rules).text == (
            "Неверный вариант «В» почти не выбирают: заменить его типичной ошибкой учеников."
        )
        assert advise(GOOD | {"tier_verdict": "выше", "observed_tier": "П", "success_percent": 48.6}, rules).text == (
            "Заявлен базовый уровень, по ответам задание труднее: выполнение 49\u00a0%, это повышенный уровень. "
            "Исправить уровень или задание."
        )
