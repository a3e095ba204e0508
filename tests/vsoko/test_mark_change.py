"""Change between periods: the paired t-test where it applies, careful words elsewhere."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from workbook.vsoko.mark_change import directions, ratio_change


def side(values: dict[str, list[int]]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"pupil": pupil, "class_": "7 А", "value": value, "valued": 1}
            for pupil, row in values.items()
            for value in row
        ]
    )


def test_one_mark_a_pupil_on_both_sides_is_the_paired_t_test() -> None:
    first, second = [3, 4, 4, 5, 3, 2], [4, 4, 5, 5, 3, 4]
    names = [f"У-{number}" for number in range(6)]
    before = side({name: [value] for name, value in zip(names, first, strict=True)})
    after = side({name: [value] for name, value in zip(names, second, strict=True)})
    row = ratio_change(before, after, [], "value", "valued").iloc[0]
    expected = stats.ttest_rel(second, first).confidence_interval()
    assert row["change"] == pytest.approx(np.mean(second) - np.mean(first))
    assert (row["low"], row["high"]) == pytest.approx((expected.low, expected.high))
    assert (row["pupils"], row["shared"]) == (6, 6)


def test_pupils_of_one_side_only_count_too() -> None:
    row = ratio_change(side({"а": [5], "б": [3]}), side({"б": [3], "в": [4]}), ["class_"], "value", "valued").iloc[0]
    assert (row["before"], row["after"], row["pupils"], row["shared"]) == (4, 3.5, 3, 1)


def test_more_marks_of_a_pupil_are_not_more_pupils() -> None:
    rng = np.random.default_rng(3)
    values = {f"У-{number}": [int(rng.integers(3, 6))] for number in range(12)}
    later = {name: [min(mark + int(rng.integers(0, 2)), 5) for mark in row] for name, row in values.items()}
    once = ratio_change(side(values), side(later), [], "value", "valued").iloc[0]
    five = ratio_change(
        side({name: row * 5 for name, row in values.items()}), side({name: row * 5 for name, row in later.items()}),
        [], "value", "valued",
    ).iloc[0]  # fmt: skip
    assert once[["change", "low", "high"]].tolist() == pytest.approx(five[["change", "low", "high"]].tolist())


def test_a_group_without_marks_on_one_side_is_left_out() -> None:
    assert ratio_change(side({"а": [5]}), side({"а": [5]}).head(0), ["class_"], "value", "valued").empty


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ({"pupils": 9, "change": 5.0, "low": 1.0, "high": 9.0}, "мало данных"),
        ({"pupils": 20, "change": 5.0, "low": 1.0, "high": 9.0}, "рост"),
        ({"pupils": 20, "change": -5.0, "low": -9.0, "high": -1.0}, "снижение"),
        ({"pupils": 20, "change": 5.0, "low": -1.0, "high": 11.0}, "в пределах погрешности"),
        ({"pupils": 20, "change": 0.0, "low": np.nan, "high": np.nan}, "без изменений"),
        ({"pupils": 20, "change": 3.0, "low": np.nan, "high": np.nan}, "мало данных"),
    ],
)
def test_words(row: dict[str, float], word: str) -> None:
    assert directions(pd.DataFrame([row]), 10).tolist() == [word]
