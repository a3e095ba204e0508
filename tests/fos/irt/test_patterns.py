"""What every model refuses, in which words, and how pupils are sorted by variant."""

import numpy as np
import pandas as pd
import pytest

from workbook.errors import DataRefused, MissingData, Reason
from workbook.fos.irt import conditional, rasch, two_parameter
from workbook.fos.irt.patterns import distinct, read_answers

GOOD = pd.DataFrame({"З1": [1, 0, 1], "З2": [0, 1, 1]}, index=["У1", "У2", "У3"], dtype=float)


class TestRefusals:
    @pytest.mark.parametrize("model", [rasch, conditional, two_parameter])
    def test_points_beyond_right_and_wrong(self, model):
        with pytest.raises(DataRefused) as refusal:
            model(GOOD * 2)
        assert refusal.value.reason == Reason.VALUE_RANGE
        assert refusal.value.message.startswith("Задание «З1», ученик «У1»: балл 2 (всего таких ячеек 4). Для ")
        assert refusal.value.message.endswith(
            "годятся только 0 и 1; для заданий на несколько баллов есть модель частичного кредита."
        )

    @pytest.mark.parametrize(("value", "read"), [(-1, "-1"), (0.5, "0,5"), (np.inf, "∞")])
    def test_impossible_points(self, value, read):
        scores = GOOD.copy()
        scores.loc["У2", "З2"] = value
        with pytest.raises(DataRefused, match=f"Задание «З2», ученик «У2»: балл {read}. "):
            rasch(scores)

    def test_words_instead_of_points(self):
        with pytest.raises(DataRefused, match="не являются числами") as refusal:
            rasch(GOOD.astype(object).replace(1.0, "верно"))
        assert refusal.value.reason == Reason.VALUE_TYPE

    def test_an_item_named_twice(self):
        with pytest.raises(DataRefused, match=r"Задание названо дважды: «З1»\. "):
            rasch(GOOD.set_axis(["З1", "З1"], axis=1))

    @pytest.mark.parametrize("model", [rasch, conditional, two_parameter])
    def test_one_item(self, model):
        with pytest.raises(MissingData, match="не меньше двух заданий, а в матрице 1"):
            model(GOOD[["З1"]])

    @pytest.mark.parametrize("model", [rasch, conditional, two_parameter])
    def test_two_pupils(self, model):
        with pytest.raises(MissingData, match="не меньше трёх учеников, а есть 2"):
            model(GOOD.iloc[:2])

    def test_no_data(self):
        with pytest.raises(MissingData, match="в матрице 0"):
            rasch(pd.DataFrame())

    def test_an_item_nobody_was_given(self):
        with pytest.raises(MissingData, match="Задание «З3»: у всех учеников один и тот же балл или ответов нет"):
            rasch(GOOD.assign(З3=np.nan))

    def test_nullable_columns_are_read(self):
        scores = GOOD.astype("Int64")
        scores.loc["У1", "З1"] = pd.NA
        assert rasch(pd.concat([GOOD, scores])).n == 6


class TestBlocks:
    def test_pupils_of_a_variant_come_together(self):
        scores = pd.DataFrame(
            {"А": [1, np.nan, 0, np.nan], "Б": [0, 1, 1, 0], "В": [np.nan, 1, np.nan, 0]}, dtype=float
        )
        answers = read_answers(scores, "модели", top=1)
        assert sorted((block.items.tolist(), block.points.tolist()) for block in answers.blocks) == [
            ([0, 1], [[1, 0], [0, 1]]),
            ([1, 2], [[1, 1], [0, 0]]),
        ]

    def test_points_earned_are_counted(self):
        scores = pd.DataFrame({"А": [2, 0, 2], "Б": [np.nan, 1, 0]})
        assert [counts.tolist() for counts in read_answers(scores, "модели").earned()] == [[1, 0, 2], [1, 1]]


class TestDistinct:
    @pytest.mark.parametrize("items", [3, 8, 9, 64, 65, 200])
    def test_any_number_of_items(self, rng, items):
        base = (rng.random((5, items)) < 0.5).astype(float)
        base[:, :3] = np.array([[number >> place & 1 for place in range(3)] for number in range(5)])
        patterns, counts = distinct(base[[0, 1, 1, 2, 3, 3, 3, 4]])
        found = {tuple(row): count for row, count in zip(patterns, counts, strict=True)}
        assert found == {tuple(row): count for row, count in zip(base, [1, 2, 1, 3, 1], strict=True)}
