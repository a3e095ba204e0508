from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbook.fos.option_curves import CURVE_COLUMNS, ability_groups, option_curves
from workbook.fos.scoring import score


class TestGroups:
    def test_equal_scores_stay_together(self):
        rest = np.repeat([0.1, 0.5, 0.9], [10, 30, 10])
        groups = ability_groups(rest, 10)
        assert [set(groups[rest == value]) for value in (0.1, 0.5, 0.9)] == [{0}, {1}, {2}]

    def test_too_few_pupils_are_one_group(self):
        assert ability_groups(np.arange(12) / 12, 10).tolist() == [0] * 12

    @settings(deadline=None)
    @given(st.lists(st.integers(0, 12), min_size=1, max_size=120), st.integers(1, 20))
    def test_groups_are_never_small_and_in_order(self, sums, least):
        rest = np.array(sums) / 12
        groups = ability_groups(rest, least)
        sizes = np.bincount(groups)
        assert len(sizes) <= 5
        assert len(sizes) == 1 or sizes.min() >= least
        assert (np.diff(groups[np.argsort(rest, kind="stable")]) >= 0).all()


class TestCurves:
    @pytest.fixture
    def scored(self, bank, answers):
        rng = np.random.default_rng(2)
        works = {}
        for n in range(60):
            skill = rng.normal()
            row = [(f"М-{i}", "А" if skill + rng.normal() > 0 else "Б", None) for i in range(8)]
            row.append(("М-8", None if n % 10 == 0 else "7" if skill > 0 else f"{n}", None))
            row.append(("М-9", None, float(min(2, max(0, round(1 + skill))))))
            works[f"У-{n:02d}"] = row
        rows = [(f"М-{i}", "Б", "в", "А", 1) for i in range(8)] + [
            ("М-8", "П", "к", "7", 1),
            ("М-9", "В", "р", None, 2),
        ]
        return score(answers(works), bank(*rows), "МА7")

    def test_key_rises_and_wrong_falls(self, scored, rules):
        table = option_curves(scored, rules)
        assert tuple(table.columns) == CURVE_COLUMNS
        key = table[(table["item"] == "М-0") & table["is_key"]]["share_percent"].to_numpy()
        wrong = table[(table["item"] == "М-0") & (table["option"] == "б")]["share_percent"].to_numpy()
        assert key[0] < key[-1]
        assert wrong[0] > wrong[-1]

    def test_shares_of_a_group_add_up(self, scored, rules):
        table = option_curves(scored, rules)
        choice = table[table["item"] != "М-9"]
        assert choice.groupby(["item", "group"])["share_percent"].sum().to_numpy() == pytest.approx(100)
        assert choice.groupby(["item", "group"])["count"].sum().to_numpy() == pytest.approx(
            choice.groupby(["item", "group"])["n"].first().to_numpy()
        )

    @pytest.mark.parametrize(("least", "groups"), [(10, 5), (20, 2), (31, 1)])
    def test_the_school_says_how_small_a_group_may_be(self, scored, rules, least, groups):
        for enough in (5, 40):
            table = option_curves(scored, replace(rules, item_n=enough, curve_group_n=least))
            sizes = table[table["item"] == "М-0"].groupby("group")["n"].first()
            assert sizes.min() >= least
            assert len(sizes) <= groups
            assert table["groups"].min() >= min(groups, 2)

    def test_options_nobody_chose_are_shown(self, scored, rules):
        table = option_curves(scored, rules)
        assert set(table.loc[table["item"] == "М-0", "option"]) == {"а", "б", "в", "г"}

    def test_rare_answers_and_blanks_are_gathered(self, scored, rules):
        options = option_curves(scored, rules).query("item == 'М-8'")["option"].unique().tolist()
        assert options[0] == "7"
        assert options[-2:] == ["другое", "пусто"]
        assert len(options) <= 7

    def test_points_without_options_are_one_line(self, scored, rules):
        assert option_curves(scored, rules).query("item == 'М-9'")["option"].unique().tolist() == ["верно"]

    def test_few_answers_have_no_curves(self, bank, answers, rules):
        works = {f"У-{n}": [("М-1", "А", None), ("М-2", "Б", None)] for n in range(19)}
        scored = score(answers(works), bank(("М-1", "Б", "в", "А", 1), ("М-2", "Б", "в", "А", 1)), "МА7")
        assert option_curves(scored, rules).empty

    def test_several_keys_are_all_keys(self, bank, answers, rules):
        works = {
            f"У-{n}": [("М-1", "0,5" if n % 2 else "1/2", None), ("М-2", "АБ"[n % 3 == 0], None)] for n in range(30)
        }
        scored = score(answers(works), bank(("М-1", "Б", "к", "0,5|1/2", 1), ("М-2", "Б", "в", "А", 1)), "МА7")
        table = option_curves(scored, rules).query("item == 'М-1'")
        assert table.groupby("option")["is_key"].all().to_dict() == {"0.5": True, "1/2": True}
