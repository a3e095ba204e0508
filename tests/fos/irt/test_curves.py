"""The value that all models give."""

import numpy as np
import pytest


class TestItemCurves:
    def test_right_or_wrong(self, curves_of):
        curves = curves_of(["А", "Б"], [1, 2], [[0], [np.log(2)]])
        assert curves.expected([0, np.log(2)]) == pytest.approx(np.array([[1 / 2, 1 / 5], [2 / 3, 1 / 2]]))

    def test_steps(self, curves_of):
        """At θ = 0 with steps −log 2 and log 2: terms 1, 2, 1."""
        (chances,) = curves_of(["А"], 1, [[-np.log(2), np.log(2)]]).probabilities(0.0)
        assert chances.tolist() == [pytest.approx([1 / 4, 1 / 2, 1 / 4])]

    def test_far_abilities_do_not_overflow(self, curves_of):
        curves = curves_of(["А", "Б"], [3, 3], [[0], [-1, 1]])
        assert curves.expected([-500, 500]).tolist() == [[0, 0], [1, 2]]

    def test_table_has_a_row_per_step(self, curves_of):
        table = curves_of(["А", "Б"], [1, 1], [[0.5], [-1, 1]]).table()
        assert table[["item", "step", "b"]].to_numpy().tolist() == [["А", 1, 0.5], ["Б", 1, -1], ["Б", 2, 1]]
