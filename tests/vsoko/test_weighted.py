"""Weighted means: the worked example of the methods reference (6.2), what is no mark, thresholds of the school."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook.errors import DataRefused
from workbook.estimates import half_up
from workbook.settings import WeightedRules, read_settings
from workbook.vsoko import weighted_means


def _marks(*rows: tuple[str, float | None, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["work_type", "weight", "mark"])
    return frame.assign(pupil="У-0001", subject="физика", weight=frame["weight"].astype(float))


def test_the_worked_example_is_4_44_and_not_the_printed_4_33() -> None:
    found = weighted_means(_marks(("контрольная", 5, "4"), ("урок", 3, "5"), ("домашняя", 1, "5")), WeightedRules())
    assert half_up(found.loc[0, "weighted_mean"], 2) == 4.44
    assert (found.loc[0, "n"], found.loc[0, "weight"], found.loc[0, "suggested"]) == (3, 9, "4")


def test_signs_that_are_no_marks_stay_out() -> None:
    found = weighted_means(
        _marks(("урок", 2, "5"), ("урок", 2, "н"), ("урок", 2, "."), ("урок", 2, "осв"), ("урок", 2, "н/а")),
        WeightedRules(),
    )
    assert (found.loc[0, "weighted_mean"], found.loc[0, "n"], found.loc[0, "enough"]) == (5, 1, False)


def test_an_empty_weight_takes_that_of_the_kind_of_work() -> None:
    found = weighted_means(_marks(("контрольная", None, "3"), ("домашняя", None, "5")), WeightedRules())
    assert found.loc[0, "weighted_mean"] == pytest.approx((3 * 5 + 5 * 1) / 6)


def test_thresholds_are_the_schools_own() -> None:
    marks = _marks(("урок", 1, "5"), ("урок", 1, "5"), ("урок", 1, "4"), ("урок", 1, "4"))
    assert weighted_means(marks, WeightedRules()).loc[0, "suggested"] == "4"
    own = read_settings({"средневзвешенная": {"пороги": {"5": 4.5}}}).weighted
    assert weighted_means(marks, own).loc[0, "suggested"] == "5"


def test_a_mean_exactly_at_the_threshold_reaches_it() -> None:
    own = read_settings({"средневзвешенная": {"пороги": {"4": 3.7}}}).weighted
    marks = _marks(*[("урок", 0.1, "4")] * 7, *[("урок", 0.1, "3")] * 3)
    assert weighted_means(marks, own).loc[0, "suggested"] == "4"


def test_thresholds_out_of_order_are_refused() -> None:
    wrong = read_settings({"средневзвешенная": {"пороги": {"3": 4.7}}}).weighted
    with pytest.raises(DataRefused, match="порог «5» должен быть выше"):
        weighted_means(_marks(("урок", 1, "5")), wrong)


def test_nobody_without_a_mark_or_with_no_weight_is_listed() -> None:
    assert weighted_means(_marks(("урок", 1, "н")), WeightedRules()).empty
    assert weighted_means(_marks(("урок", 0, "5")), WeightedRules()).empty


@given(st.lists(st.tuples(st.sampled_from("2345"), st.integers(1, 9)), min_size=1, max_size=12), st.integers(2, 9))
def test_the_mean_lies_among_the_marks_and_scale_of_weights_is_irrelevant(
    rows: list[tuple[str, int]], factor: int
) -> None:
    plain = weighted_means(_marks(*[("урок", float(weight), mark) for mark, weight in rows]), WeightedRules())
    scaled = weighted_means(_marks(*[("урок", float(weight * factor), mark) for mark, weight in rows]), WeightedRules())
    values = [int(mark) for mark, _ in rows]
    assert min(values) - 1e-9 <= plain.loc[0, "weighted_mean"] <= max(values) + 1e-9
    assert scaled.loc[0, "weighted_mean"] == pytest.approx(plain.loc[0, "weighted_mean"])
