import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from workbook.fos.reliability import alpha, alpha_if_deleted, feldt_interval

LSAT6 = "3 6 2 11 1 1 3 4 1 8 0 16 0 3 2 15 10 29 14 81 3 28 15 80 16 56 21 173 11 61 28 298"
QUIZ = "1111110110 1011011101 1111011001 0010001000 0000010010 1110111111 1101110111 1111111101 0101111101 1101101110"


def lsat6():
    counts = [int(n) for n in LSAT6.split()]
    patterns = [[int(bit) for bit in f"{number:05b}"] for number in range(32)]
    return np.repeat(patterns, counts, axis=0)


class TestPublishedValues:
    def test_lsat6_of_bock_and_lieberman(self):
        scores = lsat6()
        assert scores.shape == (1000, 5)
        assert scores.mean(axis=0) == pytest.approx([0.924, 0.709, 0.553, 0.763, 0.870])
        assert alpha(scores) == pytest.approx(0.29500, abs=1e-5)
        assert alpha_if_deleted(scores) == pytest.approx([0.27536, 0.23758, 0.21680, 0.24593, 0.26629], abs=1e-5)

    def test_quiz_of_wuensch_and_the_trap_of_two_variances(self):
        scores = np.array([[int(mark) for mark in row] for row in QUIZ.split()])
        p = scores.mean(axis=0)
        sums = scores.sum(axis=1)
        assert (p * (1 - p)).sum() == pytest.approx(2.18)
        assert sums.var() == pytest.approx(5.84)
        assert alpha(scores) == pytest.approx(0.69635, abs=1e-5)
        trap = 10 / 9 * (1 - (p * (1 - p)).sum() / sums.var(ddof=1))
        assert trap == pytest.approx(0.73782, abs=1e-5)

    def test_interval_printed_by_pingouin(self):
        # 15 pupils × 10 items; the interval is rounded to three digits there
        assert feldt_interval(0.591719, n=15, k=10) == pytest.approx((0.195, 0.840), abs=5e-4)


class TestLaws:
    def test_alpha_of_opposed_items_is_negative(self):
        assert alpha([[1, 0], [0, 1], [1, 0], [1, 1]]) < 0

    @pytest.mark.parametrize("scores", [[[1, 1]], [[1], [0]], [[1, 0], [0, 1]]])
    def test_alpha_is_undefined_without_spread(self, scores):
        assert np.isnan(alpha(scores))

    @given(hnp.arrays(np.int64, (12, 4), elements=st.integers(0, 3)))
    def test_alpha_is_at_most_one_and_ignores_order_and_shifts(self, scores):
        value = alpha(scores)
        if np.isfinite(value):
            assert value <= 1 + 1e-9
            assert alpha(scores[::-1, ::-1] + 1) == pytest.approx(value)

    @given(st.floats(-0.5, 0.99), st.integers(5, 400), st.integers(2, 60))
    def test_interval_holds_the_estimate(self, value, n, k):
        low, high = feldt_interval(value, n, k)
        assert low < value < high <= 1

    def test_interval_narrows_with_pupils(self):
        few, many = feldt_interval(0.7, 30, 20), feldt_interval(0.7, 300, 20)
        assert many[1] - many[0] < few[1] - few[0]
