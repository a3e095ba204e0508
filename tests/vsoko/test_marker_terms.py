import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from workbook.settings import ObjectivityRules
from workbook.vsoko.marker_terms import (
    CLEAR,
    FEW,
    NO_DATA,
    POSSIBLE,
    WATCH,
    check_table,
    explained,
    judge,
    judged,
    previous_year,
    tail,
)

RULES = ObjectivityRules()


def checks(*rows: tuple[float, str], marker: str = "M4") -> pd.DataFrame:
    return check_table({"marker": marker, "group": f"место {i}", "n": 30, "value": 40.0, "low": 31.0, "high": 50.0,
                        "threshold": 30.0, "p": p, "status": status} for i, (p, status) in enumerate(rows))  # fmt: skip


class TestTail:
    @given(st.floats(1, 50), st.floats(0.1, 20), st.integers(2, 200))
    def test_is_the_p_of_student(self, distance, error, freedom):
        half = stats.t.ppf(0.975, freedom) * error
        p = tail(30 + distance, 30 + distance - half, 30, freedom=freedom)
        assert p == pytest.approx(stats.t.sf(distance / error, freedom), rel=1e-6, abs=1e-12)

    def test_at_the_limit_it_is_one_tail_of_the_interval(self):
        assert tail(50, 30, 30) == pytest.approx(0.025)
        assert tail(0.1, 0.3, 0.3) == pytest.approx(0.025)  # too little is looked for

    def test_below_the_threshold_it_is_above_a_half(self):
        assert tail(20, 10, 30) > 0.5

    def test_no_interval_no_p(self):
        assert math.isnan(tail(50, math.nan, 30))
        assert math.isnan(tail(50, 50, 30))


@pytest.mark.parametrize(
    ("value", "end", "low", "status"),
    [(40, 31, False, POSSIBLE), (40, 29, False, WATCH), (29, 20, False, CLEAR), (20, 25, True, POSSIBLE),
     (29, 31, True, WATCH), (31, 35, True, CLEAR), (99, 99, True, CLEAR)],
)  # fmt: skip
def test_one_place_is_judged_on_either_side(value, end, low, status):
    assert judged(value, end, 30, low=low) == status


class TestJudge:
    def test_one_place_beyond_of_forty_is_watched_not_raised(self):
        marker = judge("M4", checks((0.02, POSSIBLE), *[(0.5, CLEAR)] * 39), RULES)
        assert (marker.status, marker.checked, marker.possible) == (WATCH, 40, 1)
        assert marker.chance == pytest.approx(0.8)

    def test_the_same_place_alone_needs_its_own_level(self):
        assert judge("M4", checks((0.02, POSSIBLE)), RULES).status == WATCH
        assert judge("M4", checks((0.009, POSSIBLE)), RULES).raised

    def test_a_place_beyond_all_chance_raises_forty(self):
        marker = judge("M4", checks(*[(0.5, CLEAR)] * 39, (0.0001, POSSIBLE)), RULES)
        assert marker.raised
        assert marker.group == "место 39"

    def test_points_beyond_as_chance_gives_them_are_no_sign(self):
        assert judge("M7", checks(*[(0.3, WATCH)] * 3, *[(0.6, CLEAR)] * 30, marker="M7"), RULES).status == CLEAR
        assert judge("M5", checks((0.1, WATCH), marker="M5"), RULES).status == WATCH

    def test_many_spikes_of_the_nominal_level_are_more_than_chance(self):
        def spikes(found):
            return checks(*[(0.009, POSSIBLE)] * found, *[(0.5, CLEAR)] * (45 - found), marker="M1")

        assert judge("M1", spikes(2), RULES).status == WATCH
        assert judge("M1", spikes(5), RULES).raised
        assert judge("M1", spikes(5), RULES).chance == pytest.approx(2 * stats.binom.sf(4, 45, 0.01))

    def test_nothing_tested_says_why(self):
        few = check_table([{"marker": "M3", "group": "x", "status": FEW, "reason": "работ меньше 20"}])
        assert (judge("M3", few, RULES).status, judge("M3", few, RULES).reason) == (FEW, "работ меньше 20")
        assert judge("M3", check_table([]), RULES).status == NO_DATA

    def test_honest_places_raise_a_school_no_more_often_than_the_level(self):
        rng = np.random.default_rng(5)
        raised = 0
        for _ in range(120):
            p = rng.uniform(size=20)
            raised += judge("M4", checks(*[(x, POSSIBLE if x < 0.025 else CLEAR) for x in p]), RULES).raised
        assert raised <= stats.binom.ppf(0.999, 120, RULES.marker_level)


def test_explained_is_no_longer_raised():
    marker = explained(judge("M2", checks((1e-6, POSSIBLE), marker="M2"), RULES), "ОГЭ так же высок")
    assert not marker.raised
    assert (marker.status, marker.reason, marker.title) == (
        "объяснено", "ОГЭ так же высок", "Результат намного выше ориентира",
    )  # fmt: skip


def test_year_before():
    assert previous_year("2025/2026") == "2024/2025"
