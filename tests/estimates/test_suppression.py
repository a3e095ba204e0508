"""What is hidden must stay unknown to a reader who has all totals."""

from __future__ import annotations

import itertools

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbook.estimates import suppress


def table(rows: list[list[int]]) -> pd.DataFrame:
    return pd.DataFrame(
        [(i, j, n) for i, row in enumerate(rows) for j, n in enumerate(row)], columns=["class_", "level", "n"]
    )


def hidden(got: pd.DataFrame) -> set[tuple[int, int]]:
    return {(row.class_, row.level) for row in got.itertuples() if row.suppressed}


def possible(rows: list[list[int]], cells: set[tuple[int, int]]) -> dict[tuple[int, int], set[int]]:
    """Every value that each hidden cell may have, given all totals; by brute force over rows."""
    found: dict[tuple[int, int], set[int]] = {cell: set() for cell in cells}
    choices = []
    for i, row in enumerate(rows):
        places = [j for j in range(len(row)) if (i, j) in cells]
        total = sum(row[j] for j in places)
        fillings = [c for c in itertools.product(range(total + 1), repeat=len(places)) if sum(c) == total]
        choices.append([dict(zip(places, c, strict=True)) for c in fillings])
    for filling in itertools.product(*choices):
        if all(sum(f.get(j, row[j]) - row[j] for f, row in zip(filling, rows, strict=True)) == 0 for j in range(3)):
            for i, j in cells:
                found[i, j].add(filling[i][j])
    return found


class TestSuppress:
    def test_one_line_hides_a_second_cell(self):
        got = suppress(pd.DataFrame({"class_": ["5 А", "5 Б", "5 В"], "n": [4, 12, 20]}), "n", ["class_"], 10)
        assert got["suppressed"].tolist() == ["малая ячейка", "дополнительно", ""]
        assert got["n"].tolist() == [pd.NA, pd.NA, 20]

    def test_nothing_small_nothing_hidden(self):
        assert not hidden(suppress(table([[10, 20], [30, 40]]), "n", ["class_", "level"], 10))

    def test_one_small_cell_of_a_square_hides_four(self):
        got = suppress(table([[3, 20, 30], [15, 25, 35], [18, 28, 38]]), "n", ["class_", "level"], 10)
        assert len(hidden(got)) == 4
        assert (0, 0) in hidden(got)

    def test_hidden_cells_together_are_no_small_group(self):
        got = suppress(pd.DataFrame({"class_": list("абвг"), "n": [2, 3, 15, 40]}), "n", ["class_"], 10)
        assert got["suppressed"].tolist()[2] == "дополнительно"

    def test_two_zeros_do_not_protect_each_other(self):
        got = suppress(table([[0, 0, 30], [40, 50, 60]]), "n", ["class_", "level"], 10)
        assert (0, 2) in hidden(got)

    def test_bridge_between_two_protected_squares_is_not_left_open(self):
        # Two 2×2 squares of small cells and one between them: each line hides two, yet the totals give the bridge.
        rows = [[3, 3, 30, 30, 50], [3, 3, 3, 30, 50], [30, 30, 3, 3, 50], [30, 30, 3, 3, 50]]
        got = suppress(table(rows), "n", ["class_", "level"], 5)
        assert len(hidden(got)) > 9

    def test_missing_cells_stay_out(self):
        frame = pd.DataFrame({"class_": list("абв"), "n": pd.array([4, None, 20], dtype="Int64")})
        assert suppress(frame, "n", ["class_"], 10)["suppressed"].tolist() == ["малая ячейка", "", "дополнительно"]

    def test_input_is_untouched_and_index_kept(self):
        frame = pd.DataFrame({"class_": list("аб"), "n": [4, 20]}, index=[7, 9])
        got = suppress(frame, "n", ["class_"], 10)
        assert frame["n"].tolist() == [4, 20]
        assert got.index.tolist() == [7, 9]

    def test_refuses_repeated_cells_and_negative_counts(self):
        with pytest.raises(ValueError, match="repeat"):
            suppress(pd.DataFrame({"a": [1, 1], "n": [1, 2]}), "n", ["a"], 5)
        with pytest.raises(ValueError, match="negative"):
            suppress(pd.DataFrame({"a": [1], "n": [-1]}), "n", ["a"], 5)

    def test_three_dimensions(self):
        frame = pd.DataFrame(list(itertools.product("аб", "вг", "де")), columns=["x", "y", "z"])
        got = suppress(frame.assign(n=[2, 30, 31, 32, 33, 34, 35, 36]), "n", ["x", "y", "z"], 5)
        assert (got["suppressed"] != "").all()

    @settings(max_examples=40, deadline=None)
    @given(st.lists(st.lists(st.integers(0, 6), min_size=3, max_size=3), min_size=2, max_size=2))
    def test_law_no_hidden_count_is_certain(self, rows):
        got = suppress(table(rows), "n", ["class_", "level"], 3)
        cells = hidden(got)
        assert {(i, j) for i, row in enumerate(rows) for j, n in enumerate(row) if n < 3} <= cells
        everything = len(cells) == len(rows) * 3
        if cells and not everything:
            assert all(len(values) > 1 for values in possible(rows, cells).values())
