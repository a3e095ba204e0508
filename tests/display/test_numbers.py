"""Numbers as a Russian reader writes them."""

from __future__ import annotations

import datetime as dt
import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook import display
from workbook.estimates import Estimate, share


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", "'")


class TestNumber:
    @pytest.mark.parametrize(
        ("value", "digits", "expected"),
        [
            (3.14159, 1, "3,1"), (2.5, 0, "3"), (-2.345, 2, "−2,35"), (-0.04, 1, "0,0"), (5, None, "5"),
            (2.50, None, "2,5"),
            (0.126, None, "0,13"), (1234, 0, "1234"), (12345, 0, "12'345"), (1234567.891, 1, "1'234'567,9"),
            (9999.6, 0, "10'000"),
            (100, None, "100"), (math.nan, 1, "—"), (None, 1, "—"), (pd.NA, 1, "—"), (math.inf, 1, "—"), (True, 0, "1"),
        ],
    )  # fmt: skip
    def test_writes(self, value, digits, expected):
        assert plain(display.number(value, digits)) == expected

    def test_signed(self):
        assert [display.number(x, 1, signed=True) for x in (3.11, -3.11, 0.01)] == ["+3,1", "−3,1", "0,0"]

    @given(st.floats(-1e6, 1e6), st.integers(0, 3))
    def test_law_reads_back(self, value, digits):
        text = display.number(value, digits).replace("\u202f", "").replace("−", "-").replace(",", ".")
        assert float(text) == pytest.approx(value, abs=0.5001 * 10**-digits)


class TestWords:
    def test_percent_and_points(self):
        assert display.percent(58.04) == "58,0\u00a0%"
        assert display.percent(math.nan) == "—"
        assert plain(display.points(-3.25)) == "−3,3 п.п."

    @pytest.mark.parametrize(
        ("n", "text"),
        [(0, "0 учеников"), (1, "1 ученик"), (2, "2 ученика"), (5, "5 учеников"), (11, "11 учеников"),
         (12, "12 учеников"),
         (21, "21 ученик"), (111, "111 учеников"), (122, "122 ученика"), (28, "28 учеников"), (None, "—")],
    )  # fmt: skip
    def test_count(self, n, text):
        assert plain(display.count(n, "ученик", "ученика", "учеников")) == text

    def test_interval_with_a_minus_is_said_in_words(self):
        assert display.interval(16.66, 47.88) == "16,7–47,9"
        assert plain(display.interval(-3.1, 2)) == "от −3,1 до 2,0"
        assert display.interval(math.nan, 2) == "—"

    def test_estimate(self):
        assert plain(display.estimate(share(9, 30))) == "30,0 % (16,7–47,9; n = 30)"
        assert plain(display.estimate(share(0, 0))) == "— (n = 0)"
        assert plain(display.estimate(Estimate(4.0, math.nan, math.nan, 1), unit="", digits=2)) == "4,00 (n = 1)"

    @pytest.mark.parametrize(
        "day", [pd.Timestamp("2025-11-02"), dt.date(2025, 11, 2), dt.datetime(2025, 11, 2, 8), "2025-11-02"]
    )
    def test_date(self, day):
        assert display.date(day) == "02.11.2025"

    def test_no_date(self):
        assert display.date(pd.NaT) == display.date(None) == "—"
