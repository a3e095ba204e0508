"""The starting level: only pairs of one pupil and subject, no order of results, careful words."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.vsoko.test_mark_steps import records
from workbook.settings import MarkRules
from workbook.vsoko.mark_start import with_start

RULES = MarkRules()


def group(marks: str, class_: str = "7 А", subject: str = "физика") -> pd.DataFrame:
    return records([(class_, f"У-{place}", subject, mark) for place, mark in enumerate(marks.split())])


def test_only_pupils_with_both_years_are_compared() -> None:
    row = with_start(group("5 5 3 3"), group("3 5", "6 А"), None, ["subject"], RULES).iloc[0]
    assert (row["n"], row["pairs"], row["quality_percent"]) == (4, 2, 50.0)
    assert (row["start_quality_percent"], row["pair_quality_percent"], row["start_change"]) == (50.0, 100.0, 50.0)
    assert row["start_words"] == "мало пар: не сравнивать"


def test_another_subject_is_no_starting_level() -> None:
    row = with_start(group("5 5"), group("3 3", subject="химия"), None, ["subject"], RULES).iloc[0]
    assert (row["pairs"], row["start_words"]) == (0, "стартового уровня нет")


def test_a_sure_rise_is_only_possible() -> None:
    row = with_start(group("5 " * 12 + "3 3"), group("3 " * 12 + "3 3", "6 А"), None, ["subject"], RULES).iloc[0]
    assert row["start_words"] == "возможно, выше стартового"
    assert row["start_low"] > 0


def test_rows_stand_by_code_and_not_by_result() -> None:
    weak = group("3 3 3").assign(teacher="П-01")
    strong = group("5 5 5", "7 Б").assign(teacher="П-02")
    table = with_start(pd.concat([strong, weak]), group("4"), None, ["teacher", "subject"], RULES)
    assert table["teacher"].tolist() == ["П-01", "П-02"]


def test_the_starting_work_counts_points_of_those_who_wrote() -> None:
    works = pd.DataFrame({"pupil": ["У-0", "У-1", "У-2"], "subject": "физика", "primary_score": [10.0, 5.0, None],
                          "max_score": 20.0})  # fmt: skip
    row = with_start(group("5 4 3"), group("4"), works, ["subject"], RULES).iloc[0]
    assert (row["work_percent"], row["work_n"]) == (pytest.approx(37.5), 2)
