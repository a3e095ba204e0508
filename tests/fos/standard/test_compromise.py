"""Hofstee and Beuk against a curve that can be drawn by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook.errors import MissingData
from workbook.fos.standard import beuk, hofstee
from workbook.fos.standard.curve import Curve

TEN = {f"М-{place}": 1 for place in range(10)}
EVEN = [place for place in range(10) for _ in range(4)]
"""Forty pupils, four at each sum 0…9: the share below a cut c is 10·c percent."""


def limits(*experts, mark=3):
    names = ("порог от", "порог до", "ниже порога от", "ниже порога до")
    return [
        (f"Э-{place}", "Хофсти", 1, mark, None, name, value)
        for place, given_ in enumerate(experts)
        for name, value in zip(names, given_, strict=True)
    ]


def pairs(*experts, mark=3):
    return [
        (f"Э-{place}", "Бойк", 1, mark, None, name, value)
        for place, given_ in enumerate(experts)
        for name, value in zip(("порог", "не ниже порога"), given_, strict=True)
    ]


class TestHofstee:
    def test_the_diagonal_meets_the_curve_in_the_middle(self, judge, work, rules):
        """Line from (40 %, 70 %) to (60 %, 30 %); the curve is the diagonal x = y: they meet at 50 %, five points."""
        found = hofstee(judge(*limits(*[(40, 60, 30, 70)] * 3)), work(TEN, EVEN), rules).iloc[0]
        assert found["value"] == pytest.approx(5.0)
        assert found["low"] < 5 < found["high"]
        assert found["verdict"] == "есть"

    def test_a_stricter_crowd_is_refused_with_its_share(self, judge, work, rules):
        found = hofstee(judge(*limits(*[(50, 60, 10, 30)] * 3)), work(TEN, EVEN), rules).iloc[0]
        assert found["verdict"] == "не построен"
        assert found["reason"] == (
            "Даже при наименьшем пороге ниже него 50 % учеников, эксперты допускают не больше 30 %: работа труднее, "
            "чем они думали, или ожидания завышены."
        )

    def test_a_work_too_easy(self, judge, work, rules):
        found = hofstee(judge(*limits(*[(10, 20, 40, 60)] * 3)), work(TEN, EVEN), rules).iloc[0]
        assert found["reason"].startswith("Даже при наибольшем пороге ниже него только 20 % учеников")

    def test_few_works(self, judge, work, rules):
        found = hofstee(judge(*limits(*[(40, 60, 30, 70)] * 3)), work(TEN, EVEN[:29]), rules).iloc[0]
        assert found["verdict"] == "мало данных"
        assert np.isnan(found["value"])

    def test_one_expert(self, judge, work, rules):
        found = hofstee(judge(*limits((40, 60, 30, 70))), work(TEN, EVEN), rules).iloc[0]
        assert found["value"] == pytest.approx(5.0)
        assert found["verdict"] == "мало данных"

    def test_limits_turned_round(self, judge, work, rules):
        found = hofstee(judge(*limits(*[(60, 40, 30, 70)] * 3)), work(TEN, EVEN), rules).iloc[0]
        assert found["reason"] == "«От» больше «до»: проверить лист."

    def test_equal_sums(self, judge, work, rules):
        found = hofstee(judge(*limits(*[(40, 60, 30, 70)] * 3)), work(TEN, [5] * 40), rules).iloc[0]
        assert found["verdict"] in ("есть", "не построен")

    def test_no_sheets(self, judge, work, rules):
        with pytest.raises(MissingData, match="Хофсти"):
            hofstee(judge(*pairs((50, 60))), work(TEN, EVEN), rules)


class TestBeuk:
    def test_the_line_meets_the_curve(self, judge, work, rules):
        """Means 40 % and 80 %, both deviations 10: 80 + (x − 40) = 100 − x at x = 30 %, three points."""
        found = beuk(judge(*pairs((30, 90), (40, 80), (50, 70))), work(TEN, EVEN), rules).iloc[0]
        assert found["value"] == pytest.approx(3.0, abs=1e-6)
        assert found["verdict"] == "есть"

    def test_agreement_on_the_cut_keeps_it(self, judge, work, rules):
        found = beuk(judge(*pairs((60, 90), (60, 50), (60, 70))), work(TEN, EVEN), rules).iloc[0]
        assert found["value"] == pytest.approx(6.0)

    def test_agreement_on_the_share_keeps_the_share(self, judge, work, rules):
        """All want 70 % to pass: the cut is where 30 % lie below."""
        found = beuk(judge(*pairs((40, 70), (60, 70), (80, 70))), work(TEN, EVEN), rules).iloc[0]
        assert found["value"] == pytest.approx(3.0, abs=1e-6)

    def test_two_experts_are_too_few(self, judge, work, rules):
        found = beuk(judge(*pairs((40, 70), (60, 70))), work(TEN, EVEN), rules).iloc[0]
        assert found["reason"].startswith("Экспертов 2, нужно не меньше 3")


@given(st.lists(st.integers(0, 20), min_size=1, max_size=60))
def test_the_curve_counts_those_below(sums):
    curve = Curve(np.sort(np.array(sums, dtype=float)), 20.0)
    cuts = np.arange(22.0)
    expected = [100 * np.mean(np.array(sums) < cut) for cut in cuts]
    assert curve.below(cuts) == pytest.approx(expected)
