"""Rounding and splitting as people do it by hand."""

from __future__ import annotations

import math
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook.estimates import half_up, half_up_series, largest_remainder, percent


class TestHalfUp:
    @pytest.mark.parametrize(
        ("value", "digits", "expected"),
        [
            (2.5, 0, 3), (3.5, 0, 4), (-2.5, 0, -3), (2.345, 2, 2.35), (2.675, 2, 2.68), (58.04, 1, 58.0),
            (100 * 0.145, 0, 15), (1234.5, -2, 1200), (0.05, 1, 0.1), (-0.04, 1, 0),
        ],
    )  # fmt: skip
    def test_rounds_half_away_from_zero(self, value, digits, expected):
        assert half_up(value, digits) == expected

    def test_leaves_what_is_not_a_number(self):
        assert math.isnan(half_up(math.nan))
        assert half_up(math.inf) == math.inf

    @given(st.integers(-(10**9), 10**9), st.integers(0, 3))
    def test_law_exact_decimals_follow_the_school_rule(self, tenths, digits):
        exact = Decimal(tenths) / 10 ** (digits + 1)
        expected = int(abs(tenths) + 5) // 10 * (1 if tenths >= 0 else -1)
        assert half_up(float(exact), digits) == pytest.approx(expected / 10**digits)

    def test_series_keeps_index_and_missing(self):
        got = half_up_series(pd.Series([0.5, None, 1.5], index=["a", "b", "c"], dtype="Float64"))
        assert got["a"] == 1
        assert math.isnan(got["b"])
        assert got["c"] == 2


class TestPercent:
    def test_sums_of_counts(self):
        assert percent(23, 25) == 92.0

    def test_nobody_to_count(self):
        assert math.isnan(percent(0, 0))


class TestLargestRemainder:
    def test_team_of_three_shares_ten_points(self):
        assert largest_remainder([1, 1, 1], 10) == [4, 3, 3]

    def test_published_example_of_hamilton(self):
        # Balinski, Young (1982): populations 21 878, 9 713, 4 167, 3 252, 1 065 and 26 seats give 14, 6, 3, 2, 1.
        assert largest_remainder([21878, 9713, 4167, 3252, 1065], 26) == [14, 6, 3, 2, 1]

    def test_equal_when_nobody_weighs(self):
        assert largest_remainder([0, 0], 3) == [2, 1]

    @pytest.mark.parametrize(("parts", "total"), [([-1, 2], 3), ([1], -1), ([], 1), ([math.nan], 1), ([1], 2.5)])
    def test_refuses_the_impossible(self, parts, total):
        with pytest.raises(ValueError):
            largest_remainder(parts, total)

    @given(st.lists(st.floats(0, 1e6), min_size=1, max_size=12), st.integers(0, 10_000))
    def test_law_pieces_add_up_and_stay_near_their_quota(self, parts, total):
        pieces = largest_remainder(parts, total)
        assert sum(pieces) == total
        weights = parts if any(parts) else [1.0] * len(parts)
        for part, piece in zip(weights, pieces, strict=True):
            assert abs(piece - total * part / sum(weights)) < 1 + 1e-6
