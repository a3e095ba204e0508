"""The comparison behind the map: normalised gap, weights, chance of many comparisons, order."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbook.settings import DeficitRules
from workbook.vsoko.deficit_edits import KEY_TITLES
from workbook.vsoko.deficit_rows import FACT_COLUMNS
from workbook.vsoko.deficits import CHANCE, COMPARED, CONFIRMED, WATCH, compared, ordered, weighed

RULES = DeficitRules()


def facts(*rows: dict[str, object]) -> pd.DataFrame:
    plain = {"key": "качество", "sphere": "результаты", "level": "предмет", "indicator": "Качество знаний",
             "fact": 40.0, "low": 35.0, "high": 45.0, "n": 60, "counted": "отметки", "small": False, "doubt": "",
             "target": np.nan, "unit": "%", "source": "Отметки за период"}  # fmt: skip
    table = pd.DataFrame([{**plain, "group": f"группа {place}", **row} for place, row in enumerate(rows, start=1)])
    return table[list(FACT_COLUMNS)]


class TestCompared:
    def test_a_row_by_hand(self):
        row = compared([facts({})], RULES).iloc[0]
        # target 50: gap 10, share 0,2 (0,1 at the upper end, 0,3 at the lower), weights 2 × 2
        assert (row["gap"], row["gap_share"], row["gap_low"], row["gap_high"]) == pytest.approx((10, 0.2, 0.1, 0.3))
        assert (row["priority"], row["priority_low"], row["priority_high"]) == pytest.approx((0.8, 0.4, 1.2))

    def test_reached_targets_stay_in_the_comparison(self):
        table = compared([facts({"fact": 60.0, "low": 55.0, "high": 65.0}, {})], RULES)
        assert table["status"].tolist() == ["", CONFIRMED]
        assert table["priority"].iloc[0] == 0.0

    def test_p_agrees_with_the_interval(self):
        table = compared([facts({"high": 49.9}, {"high": 50.0}, {"high": 50.1})], RULES)
        assert (table["p"] < CHANCE - 1e-9).tolist() == [True, False, False]

    def test_a_share_of_a_hundred_is_a_comparison_too(self):
        row = compared([facts({"fact": 100.0, "low": 91.0, "high": 100.0})], RULES).iloc[0]
        assert (row["p"], row["status"]) == (1.0, "")

    def test_a_full_count_has_no_p(self):
        row = compared([facts({"low": np.nan, "high": np.nan})], RULES).iloc[0]
        assert np.isnan(row["p"])
        assert (row["status"], bool(row["firm"])) == (CONFIRMED, False)

    def test_holm_counts_all_comparisons(self):
        # gap 10, half-width 5: p = 4,4e-5; times 200 it is 0,009, times 1000 0,04
        reached = {"fact": 60.0, "low": 55.0, "high": 65.0}
        alone = compared([facts({}, *[reached] * 199)], RULES)
        many = compared([facts({}, *[reached] * 999)], RULES)
        assert (bool(alone["firm"].iloc[0]), bool(many["firm"].iloc[0])) == (True, False)

    def test_doubt_and_small_groups_are_watched(self):
        table = compared([facts({"doubt": "одно задание"}, {"small": True})], RULES)
        assert table["status"].tolist() == [WATCH, WATCH]

    def test_a_target_of_zero_is_always_passed(self):
        row = compared([facts({"target": 0.0, "fact": 0.0, "low": 0.0, "high": 0.0})], RULES).iloc[0]
        assert (row["status"], row["gap_share"]) == ("", 0.0)

    def test_nothing_to_compare(self):
        assert compared([], RULES).columns.tolist() == list(COMPARED)

    def test_every_key_has_weights_and_a_title(self):
        assert set(RULES.importance) == set(RULES.influence) == set(KEY_TITLES) >= set(RULES.targets)


class TestOrder:
    def test_equal_priorities_stand_by_gap_then_name(self):
        # 0,2 · 2 · 2 = 0,4 · 1 · 2: the larger gap first; twins by name
        table = ordered(compared([facts(
            {"group": "б"}, {"group": "а"},
            {"group": "в", "key": "соу", "target": 50.0, "fact": 30.0, "low": 25.0, "high": 35.0},
        )], RULES))  # fmt: skip
        assert table["group"].tolist() == ["в", "а", "б"]

    def test_own_weights_of_a_row_win(self):
        table = weighed(compared([facts({}, {})], RULES), RULES, {("Качество знаний", "группа 2"): (3, 0)})
        assert table["importance"].tolist() == [2, 3]
        assert table["priority"].tolist() == pytest.approx([0.8, 1.2])

    @settings(max_examples=60, deadline=None)
    @given(
        st.floats(1, 49), st.floats(1, 49), st.integers(1, 3), st.integers(1, 3), st.integers(1, 3), st.integers(1, 3)
    )
    def test_priority_grows_with_gap_importance_and_influence(self, one, two, imp1, imp2, inf1, inf2):
        rows = facts({"fact": one, "low": one - 1, "high": one + 0.5}, {"fact": two, "low": two - 1, "high": two + 0.5})
        own = {("Качество знаний", "группа 1"): (imp1, inf1), ("Качество знаний", "группа 2"): (imp2, inf2)}
        table = weighed(compared([rows], RULES), RULES, own).set_index("group")["priority"]
        if one <= two and imp1 >= imp2 and inf1 >= inf2:
            assert table["группа 1"] >= table["группа 2"]
        assert table.between(0, 9).all()
