"""Published intervals, and laws that hold for any counts."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook.estimates import Estimate, difference, mean, mean_difference, mean_table, share, share_table


def rounded(e: Estimate, digits: int = 1) -> tuple[float, float, float, int]:
    return round(e.value, digits), round(e.low, digits), round(e.high, digits), e.n


counts = st.integers(0, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


class TestShare:
    @pytest.mark.parametrize(
        ("k", "n", "low", "high"), [(9, 30, 16.7, 47.9), (30, 100, 21.9, 39.6), (3, 10, 10.8, 60.3)]
    )
    def test_published_examples(self, k, n, low, high):
        assert rounded(share(k, n))[1:] == (low, high, n)

    def test_nobody(self):
        e = share(0, 0)
        assert e.n == 0
        assert math.isnan(e.value)
        assert not e.known

    @pytest.mark.parametrize(("k", "n"), [(3, 2), (-1, 2), (0, -1)])
    def test_refuses_impossible_counts(self, k, n):
        with pytest.raises(ValueError, match="impossible"):
            share(k, n)

    @given(counts)
    def test_law_inside_the_scale_and_around_the_value(self, pair):
        e = share(*pair)
        if pair[1]:
            assert 0 <= e.low <= e.value <= e.high <= 100

    @given(counts)
    def test_law_mirror(self, pair):
        k, n = pair
        if n:
            one, other = share(k, n), share(n - k, n)
            assert one.low == pytest.approx(100 - other.high)

    @given(counts)
    def test_law_more_pupils_narrow_the_interval(self, pair):
        k, n = pair
        if n:
            few, many = share(k, n), share(4 * k, 4 * n)
            assert many.high - many.low < few.high - few.low

    def test_excludes(self):
        assert share(9, 30).excludes(50)
        assert not share(9, 30).excludes(30)
        assert not share(0, 0).excludes(50)


class TestShareTable:
    def test_agrees_with_share_and_keeps_missing(self):
        frame = pd.DataFrame({"k": [9, 0, 5, None], "n": [30, 0, 5, 7]}).astype("Int64")
        got = share_table(frame, "k", "n")
        assert list(got.columns) == ["k", "n", "percent", "low", "high"]
        assert (got["low"][0], got["high"][2]) == (share(9, 30).low, 100.0)
        assert got["percent"].isna().tolist() == [False, True, False, True]

    def test_refuses_impossible_counts(self):
        with pytest.raises(ValueError):
            share_table(pd.DataFrame({"k": [3], "n": [2]}), "k", "n")


class TestMean:
    def test_three_marks(self):
        assert rounded(mean([3, 4, 5, None]), 2) == (4.0, 1.52, 6.48, 3)

    def test_one_and_none(self):
        assert mean([4]).value == 4
        assert not mean([4]).known
        assert mean([]).n == 0

    def test_series_with_missing(self):
        assert mean(pd.Series([3, None, 5], dtype="Int64")).n == 2

    def test_table_agrees_with_mean(self):
        frame = pd.DataFrame({"class_": ["7 А"] * 3 + ["7 Б"], "mark": [3, 4, 5, 4]})
        table = mean_table(frame, "mark", ["class_"])
        assert table.loc[0, ["mean", "low", "high", "n"]].tolist() == pytest.approx([4, *rounded_ends([3, 4, 5]), 3])
        assert math.isnan(table.loc[1, "low"])


def rounded_ends(values: list[float]) -> tuple[float, float]:
    e = mean(values)
    return e.low, e.high


class TestDifference:
    def test_newcombe_1998(self):
        assert rounded(difference(56, 70, 48, 80)) == (20.0, 5.2, 33.4, 150)

    @given(counts, counts)
    def test_law_exchange_changes_the_sign(self, one, two):
        if one[1] and two[1]:
            a, b = difference(*one, *two), difference(*two, *one)
            assert a.value == pytest.approx(-b.value)
            assert a.low == pytest.approx(-b.high)

    def test_welch_against_scipy(self):
        from scipy.stats import ttest_ind

        first, second = [3.0, 4, 5, 5, 4], [2.0, 3, 3, 4]
        expected = ttest_ind(first, second, equal_var=False).confidence_interval()
        got = mean_difference(first, second)
        assert (got.low, got.high) == pytest.approx((expected.low, expected.high))

    def test_welch_needs_two_in_each_group(self):
        assert not mean_difference([3], [4, 5]).known
        assert math.isnan(mean_difference([], [4]).value)
        assert mean_difference([3, 3], [2, 2]).low == 1
