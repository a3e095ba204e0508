import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook.estimates import Estimate, share
from workbook.fos.advice import advise
from workbook.fos.tiers import TIERS, band, observed_tier, tier_verdict

GOOD = {
    "item": "М-1", "tier": "Б", "key": "а", "n": 60, "success_percent": 70.0, "r": 0.4, "r_high": 0.6, "stronger": "",
    "key_conflicts": 0, "dead": "", "tier_verdict": "подтверждён", "observed_tier": "Б", "reason": "",
    "not_reached_percent": 0.0, "blank_percent": 0.0,
}  # fmt: skip


class TestTiers:
    def test_bands_meet_without_gaps(self, rules):
        assert [band(tier, rules.tier_bands) for tier in TIERS] == [(60, 100), (40, 60), (0, 40)]

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
            ({"stronger": "В", "r": -0.3}, "key"),
            ({"key_conflicts": 6}, "key"),
            ({"r": -0.2, "r_high": -0.01}, "reverse"),
            ({"success_percent": 15.0, "r": 0.1}, "hard"),
            ({"r": 0.1}, "weak"),
            ({"success_percent": 95.0}, "easy"),
            ({"tier_verdict": "выше", "observed_tier": "П"}, "tier"),
            ({"dead": "В; Г"}, "distractor"),
            ({"not_reached_percent": 25.0}, "skip"),
            ({"blank_percent": 25.0}, "skip"),
            ({"r": math.nan, "r_high": math.nan, "success_percent": 100.0}, "easy"),
        ],
    )
    def test_first_fitting_rule_speaks(self, rules, change, code):
        advice = advise(GOOD | change, rules)
        assert advice.code == code
        assert advice.needs_work == (code not in ("keep", "collect"))

    def test_words(self, rules):
        assert advise(GOOD | {"r": 0.1, "r_high": 0.3}, rules).text == (
            "Слабо различает сильных и слабых (r = 0,10, возможно, случайно): сделать условие и критерии однозначными."
        )
        assert advise(GOOD | {"dead": "В"}, rules).text == (
            "Неверный вариант «В» почти не выбирают: заменить его типичной ошибкой учеников."
        )
        assert advise(GOOD | {"tier_verdict": "выше", "observed_tier": "П", "success_percent": 48.6}, rules).text == (
            "Заявлен базовый уровень, по ответам задание труднее: выполнение 49\u00a0%, это повышенный уровень. "
            "Исправить уровень или задание."
        )
