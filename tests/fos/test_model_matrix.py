from dataclasses import replace

import pytest

from workbook import fos
from workbook.fos.model_matrix import prepare, unlinked
from workbook.settings import Settings, read_settings

RULES = Settings().models


def loose():
    """Return the rules with small gates, so that tables stay readable."""
    return replace(RULES, sparse_n=1, category_n=1)


@pytest.fixture
def make(bank, answers):
    """Score a work of right/wrong items from {pupil: "1101"}; «-» is a blank, «.» no such item, digits are points."""

    def build(works, tops=None):
        names = [f"З{n + 1}" for n in range(len(next(iter(works.values()))))]
        tops = tops or [1.0] * len(names)
        table = bank(*((name, "Б", "р", None, top) for name, top in zip(names, tops, strict=True)))
        given = {
            pupil: [
                (name, None if mark == "-" else "ответ", None if mark == "-" else float(mark.replace("½", "0.5")))
                for name, mark in zip(names, marks, strict=True)
                if mark != "."
            ]
            for pupil, marks in works.items()
        }
        return fos.score(answers(given), table, "МА7")

    return build


class TestItems:
    def test_constant_items_are_named(self, make):
        found = prepare(make({"У-1": "110", "У-2": "100", "У-3": "110"}), loose())
        assert found.aside.to_numpy().tolist() == [["З1", "все верно"], ["З3", "все неверно"]]
        assert list(found.scores) == ["З2"]

    def test_few_answers(self, make):
        found = prepare(make({f"У-{n}": "1" if n % 2 else "0" for n in range(9)}), RULES)
        assert found.aside.to_numpy().tolist() == [["З1", "ответов 9, нужно не меньше 10"]]

    def test_equal_partial_points(self, make):
        found = prepare(make({"У-1": "11", "У-2": "10", "У-3": "11"}, tops=[2.0, 1.0]), loose())
        assert found.aside.to_numpy().tolist() == [["З1", "у всех одинаковый балл"]]


class TestPoints:
    def test_unused_points_close_up(self, make):
        found = prepare(make({"У-1": "01", "У-2": "20", "У-3": "21"}, tops=[2.0, 1.0]), loose())
        assert found.scores["З1"].tolist() == [0, 1, 1]
        assert found.merged.empty

    def test_half_points_are_steps(self, make):
        found = prepare(make({"У-1": ["0", "1"], "У-2": ["½", "0"], "У-3": ["1", "1"]}), loose())
        assert found.scores["З1"].tolist() == [0, 1, 2]
        assert not found.plain

    def test_rare_points_join_the_rarer_neighbour(self, make):
        works = {f"У-{n}": mark + str(n % 2) for n, mark in enumerate("000001222223333333")}
        found = prepare(make(works, tops=[3.0, 1.0]), RULES)
        # One pupil got 1 point: joined with 0 (5 pupils) or 2 (5): the lower one comes first.
        assert found.scores["З1"].value_counts().sort_index().tolist() == [6, 5, 7]
        assert found.merged.to_numpy().tolist() == [["З1", "объединены редкие баллы: 0 и 1"]]

    def test_two_numbers_of_points_always_remain(self, make):
        works = {f"У-{n}": mark + str(n % 2) for n, mark in enumerate("0000000000012")}
        found = prepare(make(works, tops=[2.0, 1.0]), RULES)
        assert found.scores["З1"].max() == 1


class TestGaps:
    def test_not_reached_is_unseen_for_items_and_zero_for_pupils(self, make):
        found = prepare(make({"У-1": "101", "У-2": "01-", "У-3": "110"}), loose())
        assert found.scores["З3"].isna().tolist() == [False, True, False]
        assert found.sums["З3"].tolist() == [1, 0, 0]

    def test_a_variant_lacks_items_in_both(self, make):
        found = prepare(make({"У-1/1": "10.", "У-2/1": "01.", "У-3/2": ".10", "У-4/2": ".01"}), loose())
        assert found.sums["З3"].isna().tolist() == [True, True, False, False]
        assert found.forms == {"1": ("З1", "З2"), "2": ("З2", "З3")}


class TestVariants:
    def test_a_chain_ties_all(self):
        assert unlinked({"1": ("a", "b"), "2": ("b", "c"), "3": ("c", "d")}, 1) == ""

    def test_one_variant(self):
        assert unlinked({"": ("a", "b")}, 3) == ""

    def test_nothing_in_common(self):
        said = unlinked({"1": ("a", "b"), "2": ("c", "d")}, 1)
        assert said == (
            "У вариантов 1 и 2 нет общих заданий, а для одной шкалы нужно не меньше 1: "
            "чей вариант труднее и чьи ученики сильнее, различить нельзя."
        )

    def test_too_little_in_common(self):
        assert "общих заданий только 2, а для одной шкалы нужно не меньше 3" in unlinked({"1": "abcd", "2": "cdef"}, 3)


def test_rules_are_read_from_the_school():
    rules = read_settings({"модели": {"раш_n": 120, "пара_q3": 0.3}}).models
    assert (rules.rasch_n, rules.pair_gap) == (120, 0.3)
