"""Short series and places."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook.estimates import dense_ranks, percentile_ranks, theil_sen


class TestTheilSen:
    @pytest.mark.parametrize(
        ("values", "direction", "confidence"),
        [
            ([90, 93, 94], "возможный рост", 2 / 3),
            ([94, 93, 90], "возможное снижение", 2 / 3),
            ([1, 2, 3, 4], "возможный рост", 1 - 2 / 24),
            ([1, 2, 3, 4, 5], "рост", 1 - 2 / 120),
            ([5, 4, 3, 2, 1], "снижение", 1 - 2 / 120),
            ([90, 95, 91], "колебания", 2 / 3),
            ([7, 7, 7, 7], "без изменений", 1 - 2 / 24),
        ],
    )
    def test_few_points_claim_no_more_than_they_can(self, values, direction, confidence):
        got = theil_sen(range(len(values)), values)
        assert got.direction == direction
        assert got.confidence == pytest.approx(confidence)

    def test_slope_is_per_year_and_shrugs_off_one_bad_year(self):
        got = theil_sen([2022, 2023, 2024, 2025, 2026], [50, 52, 20, 56, 58])
        assert got.slope.value == 2

    def test_six_points_against_the_table_of_kendall(self):
        # n = 6: P(S ≥ 13) = 0.0083, P(S ≥ 11) = 0.028 (Kendall, 1970): one slope may be dropped at each end, not two.
        got = theil_sen(range(6), [0, 1, 4, 9, 16, 25])
        assert got.confidence == pytest.approx(1 - 2 * 6 / 720)
        assert got.slope.low == 2

    def test_too_few(self):
        assert theil_sen([1, 2], [3, 4]).direction == "мало точек"
        assert math.isnan(theil_sen([1], [3]).slope.value)
        assert theil_sen([1, 2, 3], [3, None, 4]).n == 2

    def test_refuses_a_repeated_year(self):
        with pytest.raises(ValueError, match="repeat"):
            theil_sen([1, 1], [2, 3])
        with pytest.raises(ValueError):
            theil_sen([1], [2, 3])

    @given(st.lists(st.integers(-50, 50), min_size=3, max_size=8), st.integers(-9, 9))
    def test_law_adding_a_line_adds_its_slope(self, values, step):
        plain = theil_sen(range(len(values)), values)
        moved = theil_sen(range(len(values)), [v + step * i for i, v in enumerate(values)])
        assert moved.slope.value == pytest.approx(plain.slope.value + step)


class TestRanks:
    def test_dense_places_with_ties(self):
        assert dense_ranks(pd.Series([30, 50, 50, 10])).tolist() == [2, 1, 1, 3]

    def test_next_column_decides_among_equals(self):
        frame = pd.DataFrame({"total": [10, 10, 12], "wins": [1, 2, 0]})
        assert dense_ranks(frame, ["total", "wins"]).tolist() == [3, 2, 1]

    def test_missing_has_no_place(self):
        assert dense_ranks(pd.Series([None, 3.0, 5.0])).tolist() == [pd.NA, 2, 1]
        assert dense_ranks(pd.Series([], dtype="float64")).tolist() == []

    def test_ascending(self):
        assert dense_ranks(pd.Series([3, 1, 2]), ascending=True).tolist() == [3, 1, 2]

    def test_percentiles_round_half_up(self):
        assert percentile_ranks(pd.Series([10, 20, 20, 40])).tolist() == [13, 50, 50, 88]

    @given(st.lists(st.integers(0, 20), min_size=1, max_size=40))
    def test_law_places_have_no_gaps_and_keep_the_order(self, values):
        places = dense_ranks(pd.Series(values)).tolist()
        assert sorted(set(places)) == list(range(1, len(set(values)) + 1))
        for one, place in zip(values, places, strict=True):
            assert place == 1 + len({v for v in values if v > one})
