"""Change of the same people: agreement with SciPy, ties, too few pairs."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook.estimates import paired_change


class TestPairedChange:
    def test_agrees_with_scipy_without_ties(self):
        from scipy.stats import wilcoxon

        # Cramer's or any textbook's layout: distinct non-zero differences, so the tabled exact test applies.
        before = np.zeros(10)
        after = np.array([1.1, -0.4, 2.3, 0.9, -1.6, 3.2, 2.7, 0.3, 1.9, -0.7])
        assert paired_change(before, after).p_value == pytest.approx(wilcoxon(after, method="exact").pvalue)

    def test_ties_use_the_exact_distribution_of_their_ranks(self):
        # All 2^6 signs of six equal ranks: p = 2 · P(no negative) = 2/64.
        change = paired_change([0] * 6, [1] * 6)
        assert change.p_value == pytest.approx(2 / 64)
        assert change.method == "критерий Уилкоксона, точный"

    def test_zeros_count_in_the_shares_and_not_in_the_test(self):
        change = paired_change([0] * 8, [1] * 6 + [0, 0])
        assert change.p_value == pytest.approx(2 / 64)
        assert change.improved_share.value == 75
        assert change.worsened_share.value == 0
        assert change.n == 8

    def test_five_pairs_show_direction_only(self):
        change = paired_change([1, 2, 3, 4, 5], [2, 3, 4, 5, 6])
        assert math.isnan(change.p_value)
        assert not change.estimate.known
        assert change.estimate.value == 1
        assert "мало" in change.method

    def test_median_interval_by_order_statistics(self):
        # n = 10 at 95 %: from the second to the ninth (Conover, 1999, table of binomial intervals).
        change = paired_change([0] * 10, list(range(1, 11)))
        assert (change.estimate.low, change.estimate.value, change.estimate.high) == (2, 5.5, 9)

    def test_missing_pairs_are_left_out(self):
        assert paired_change([1, None, 3], [2, 5, None]).n == 1
        assert paired_change([], []).n == 0

    def test_unequal_lengths(self):
        with pytest.raises(ValueError, match="unequal"):
            paired_change([1], [1, 2])

    def test_many_pairs_are_close_to_scipy(self):
        from scipy.stats import wilcoxon

        rng = np.random.default_rng(5)
        after = rng.normal(0.2, 1, 300)
        expected = wilcoxon(after, method="asymptotic", correction=True).pvalue
        assert paired_change(np.zeros(300), after).p_value == pytest.approx(expected, rel=1e-6)

    @given(st.lists(st.integers(-5, 5), min_size=6, max_size=30))
    def test_law_exchanging_before_and_after(self, changes):
        zero = [0] * len(changes)
        there, back = paired_change(zero, changes), paired_change(changes, zero)
        assert there.estimate.value == -back.estimate.value
        assert there.p_value == pytest.approx(back.p_value, nan_ok=True)
        assert math.isnan(there.p_value) or 0 < there.p_value <= 1
