import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from workbook.fos.measurement_error import (
    difference_error,
    error_table,
    feldt_qualls,
    lord,
    lord_keats,
    true_score,
)
from workbook.fos.reliability import alpha, standard_error

QUIZ = "1111110110 1011011101 1111011001 0010001000 0000010010 1110111111 1101110111 1111111101 0101111101 1101101110"


def quiz() -> np.ndarray:
    return np.array([[int(mark) for mark in row] for row in QUIZ.split()])


class TestFormulas:
    def test_textbook_sem(self):
        # Crocker and Algina (1986), p. 123: sd 10, reliability .91 → 3
        assert standard_error(10, 0.91) == pytest.approx(3)
        assert np.isnan(standard_error(10, -0.2))

    def test_difference_of_two_sums(self):
        assert difference_error(3) == pytest.approx(3 * np.sqrt(2))
        assert difference_error(3, 4) == 5

    def test_lord_by_hand(self):
        # x = 5 of k = 10: √(5·5/9) = 1.6667; the ends have no scatter of their own
        assert lord([0, 5, 10], 10) == pytest.approx([0, 5 / 3, 0])
        assert np.isnan(lord([0, 1], 1)).all()


class TestAveragesAreTheSem:
    """On average over pupils each conditional error gives back the SEM of the work."""

    def test_lord_keats(self):
        scores = quiz()
        errors = lord_keats(scores.sum(axis=1), scores)
        assert (errors**2).mean() == pytest.approx(scores.sum(axis=1).var() * (1 - alpha(scores)))

    @settings(deadline=None)
    @given(hnp.arrays(np.int64, (12, 5), elements=st.integers(0, 3)))
    def test_feldt_qualls(self, scores):
        if 0 < alpha(scores) < 1:
            expected = scores.sum(axis=1).var() * (1 - alpha(scores))
            assert feldt_qualls(scores).mean() == pytest.approx(expected)

    def test_a_negative_alpha_has_no_conditional_error(self):
        scores = np.array([[1, 0], [0, 1], [1, 0], [1, 1]])
        assert np.isnan(lord_keats([1], scores)).all()
        assert error_table(pd.DataFrame(scores), 2).empty


class TestTrueScore:
    def test_wilson_on_the_length_of_the_work(self):
        # With length = 20 this is Wilson's interval of 5 out of 20 in points: 11.2–46.9 %
        found = true_score(5, 20, 20)
        assert (found.low / 20, found.high / 20) == pytest.approx((0.1119, 0.4687), abs=1e-4)

    def test_a_sum_off_the_scale_has_no_interval(self):
        assert np.isnan([true_score(12, 10, 5).low, true_score(-1, 10, 5).high]).all()

    def test_ends_of_the_scale_stay_inside_it(self):
        assert true_score(0, 10, 12).low == 0
        assert true_score(10, 10, 12).high == 10
        assert true_score(0, 10, 12).high > 0

    @settings(deadline=None)
    @given(st.integers(0, 20), st.floats(3, 60))
    def test_interval_holds_the_sum_and_narrows_with_length(self, raw, length):
        short, long = true_score(raw, 20, length), true_score(raw, 20, 2 * length)
        assert 0 <= short.low <= raw <= short.high <= 20
        assert long.high - long.low <= short.high - short.low + 1e-9

    def test_covers_the_true_sum_as_often_as_said(self):
        rng = np.random.default_rng(4)
        true = rng.uniform(0.1, 0.9, 4000)
        raw = rng.binomial(20, true)
        ends = [true_score(int(x), 20, 20) for x in raw]
        held = np.mean([end.low <= 20 * p <= end.high for end, p in zip(ends, true, strict=True)])
        assert 0.93 < held < 0.97


class TestTable:
    def test_every_sum_has_a_row(self):
        table = error_table(pd.DataFrame(quiz()), 10)
        assert table["raw"].tolist() == list(range(11))
        assert table["pupils"].sum() == 10
        assert np.isnan(table["error"].iloc[[0, 10]]).all()
        assert table["error"].idxmax() == 5
        assert (table["low"] <= table["raw"]).all()
        assert (table["high"] >= table["raw"]).all()

    def test_kelley_draws_towards_the_mean(self):
        scores = quiz()
        table = error_table(pd.DataFrame(scores), 10).set_index("raw")
        whole, mean = alpha(scores), scores.sum(axis=1).mean()
        assert table.loc[3, "expected"] == pytest.approx(whole * 3 + (1 - whole) * mean)
        assert table.loc[3, "expected"] > 3

    def test_partial_credit_uses_the_scatter_of_items(self):
        rng = np.random.default_rng(6)
        scores = np.clip(np.round(1.5 + rng.normal(size=(80, 1)) + rng.normal(size=(80, 6))), 0, 3)
        table = error_table(pd.DataFrame(scores), 18)
        inside = table[(table["raw"] > 0) & (table["raw"] < 18)]
        sem = np.sqrt(scores.sum(axis=1).var() * (1 - alpha(scores)))
        assert inside["error"].notna().all()
        assert 0.5 * sem < inside["error"].median() < 1.5 * sem
