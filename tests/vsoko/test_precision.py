import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from workbook.vsoko.precision import change, mean_ratio, share_ratio


def rows(successes: int, trials: int, pupils: int | None = None) -> pd.DataFrame:
    number = np.arange(trials)
    return pd.DataFrame(
        {"pupil": number % (pupils or trials), "top": (number < successes).astype(int), "bottom": 1, "value": number}
    )


class TestShareRatio:
    @pytest.mark.parametrize(
        ("successes", "trials", "low", "high"), [(9, 30, 16.7, 47.9), (30, 100, 21.9, 39.6), (3, 10, 10.8, 60.3)]
    )
    def test_one_row_a_pupil_is_wilson(self, successes, trials, low, high):
        # methods.md §2.4, worked intervals
        row = share_ratio(rows(successes, trials), [], "top", "bottom").iloc[0]
        assert round(row["low"], 1) == low
        assert round(row["high"], 1) == high
        assert (row["n"], row["clusters"]) == (trials, trials)

    def test_twelve_equal_marks_of_a_pupil_count_once(self):
        once = rows(9, 30)
        twelve = pd.concat([once] * 12)
        one, many = (share_ratio(frame, [], "top", "bottom").iloc[0] for frame in (once, twelve))
        assert many["low"] == pytest.approx(one["low"])
        assert many["high"] == pytest.approx(one["high"])
        assert many["n"] == 360

    def test_all_successes_use_the_number_of_pupils(self):
        row = share_ratio(rows(60, 60, pupils=5), [], "top", "bottom").iloc[0]
        assert row["high"] == 100
        assert row["low"] == pytest.approx(stats.binomtest(5, 5).proportion_ci(method="wilson").low * 100)

    def test_groups_sum_counts_then_divide(self):
        frame = rows(9, 30).assign(group=["a"] * 10 + ["b"] * 20)
        table = share_ratio(frame, ["group"], "top", "bottom")
        assert table["percent"].tolist() == [90.0, 0.0]
        assert table["n"].tolist() == [10, 20]

    @given(st.integers(0, 40), st.integers(1, 40), st.integers(1, 40))
    def test_interval_holds_the_share(self, successes, trials, pupils):
        row = share_ratio(rows(min(successes, trials), trials, pupils), [], "top", "bottom").iloc[0]
        assert 0 <= row["low"] <= row["percent"] + 1e-9
        assert row["percent"] - 1e-9 <= row["high"] <= 100


class TestMeanRatio:
    def test_one_row_a_pupil_is_student(self):
        values = np.array([5, 4, 4, 3, 2])
        frame = pd.DataFrame({"pupil": range(5), "top": values, "bottom": 1})
        row = mean_ratio(frame, [], "top", "bottom").iloc[0]
        half = stats.t.ppf(0.975, 4) * values.std(ddof=1) / np.sqrt(5)
        assert row["mean"] == pytest.approx(3.6)
        assert row["low"] == pytest.approx(3.6 - half)
        assert row["high"] == pytest.approx(3.6 + half)

    def test_one_pupil_has_no_interval(self):
        frame = pd.DataFrame({"pupil": ["У-001"] * 3, "top": [5, 4, 4], "bottom": 1})
        row = mean_ratio(frame, [], "top", "bottom").iloc[0]
        assert row["mean"] == pytest.approx(13 / 3)
        assert np.isnan(row["low"])


class TestChange:
    def test_newcombe_published(self):
        # Newcombe 1998, table II, example (a): 56/70 − 48/80 = 0,20; method 10 gives 0,0524 … 0,3339
        before = tuple(100 * x for x in (48 / 80, *wilson(48, 80)))
        after = tuple(100 * x for x in (56 / 70, *wilson(56, 70)))
        value, low, high = change(before, after)
        assert round(value, 2) == 20.0
        assert round(low, 2) == 5.24
        assert round(high, 2) == 33.39


def wilson(k: int, n: int) -> tuple[float, float]:
    interval = stats.binomtest(k, n).proportion_ci(method="wilson")
    return interval.low, interval.high
