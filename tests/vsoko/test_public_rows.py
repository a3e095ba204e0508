"""Rows that leave the school speak of no small group, and none follows from the others."""

from __future__ import annotations

import pandas as pd

from workbook.vsoko import look_at, marks_at, results
from workbook.vsoko.mark_results import mark_results
from workbook.vsoko.public_rows import public_means, public_steps

LADDER = pd.DataFrame(
    {
        "step": ["школа", "уровень", "уровень", "параллель", "параллель", "класс", "класс"],
        "name": ["школа", "НОО", "ООО", "4 классы", "5 классы", "4 А", "5 А"],
        "pupils": [22, 12, 10, 12, 10, 12, 10],
    }
)


def test_a_school_of_large_groups_keeps_all_its_steps() -> None:
    assert public_steps(LADDER, 10).equals(LADDER)


def test_one_small_class_takes_its_step_away() -> None:
    split = pd.DataFrame({"step": ["класс"] * 2, "name": ["5 А", "5 Б"], "pupils": [4, 6]})
    told = public_steps(pd.concat([LADDER.iloc[:-1], split]), 10)
    assert set(told["step"]) == {"школа", "уровень", "параллель"}


def test_a_hidden_group_does_not_follow_from_the_whole() -> None:
    table = pd.DataFrame({"subject": ["химия", "физика", "алгебра"], "pupils": [4, 12, 40]})
    assert public_means(table, "subject", 10)["subject"].tolist() == ["алгебра"]


def test_a_school_of_five_a_class_stores_neither_classes_nor_parallels(read_sample) -> None:
    school = read_sample("selskaya-6")
    settings = school.settings
    stored = pd.concat([results(look_at(school)), mark_results(marks_at(school), settings)])
    people = stored.loc[stored["indicator"].isin(["success-percent", "quality-percent", "general-quality-percent"])]
    assert len(people)
    assert not people["group"].str.contains(r"^\d").any()
