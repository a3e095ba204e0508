import numpy as np
import pandas as pd
import pytest

from workbook.fos.distractors import correlation, option_table
from workbook.fos.item_analysis import discrimination, item_table
from workbook.fos.scoring import score

PUPILS = 60
LETTERS = "АБВГ"


@pytest.fixture
def trial(bank, answers):
    """Sixty pupils in order of ability, ten items; the stories are in the names.

    Item ``wrong`` has a wrong key (Г stands, А is right), ``dead`` has an option В that nobody chooses, ``easy`` is
    claimed В but is solved by most, ``noise`` is answered without regard to ability.
    """
    rng = np.random.default_rng(7)
    ability = np.linspace(-2, 2, PUPILS)
    easiness = {"wrong": 0.0, "dead": 0.2, "easy": 1.3, "noise": 0.0, **{f"good-{n}": n / 5 - 0.4 for n in range(6)}}
    works = {f"У-{number:03d}": [] for number in range(PUPILS)}
    for item, ease in easiness.items():
        slope = 0.0 if item == "noise" else 1.8
        right = rng.random(PUPILS) < 1 / (1 + np.exp(-slope * (ability + ease)))
        others = "БГ" if item == "dead" else "БВГ"
        for pupil, solved in zip(works, right, strict=True):
            works[pupil].append((item, "А" if solved else others[rng.integers(len(others))], None))
    rows = [(item, "В" if item == "easy" else "П", "в", "Г" if item == "wrong" else "А", 1) for item in easiness]
    return score(answers(works), bank(*rows), "МА7")


class TestItemTable:
    def test_finds_the_planted_stories(self, trial, rules):
        table = item_table(trial, rules).set_index("item")
        assert table.loc["wrong", "action"] == "key"
        assert table.loc["wrong", "advice"] == (
            "Возможно, ошибка в ключе: ответ «А» выбирают чаще или более сильные ученики, чем ключ «Г»."
        )
        assert "В" in table.loc["dead", "dead"]
        assert table.loc["easy", "tier_verdict"] == "ниже"
        assert table.loc["noise", "r"] < table.loc["good-3", "r"]
        assert (table.loc[[f"good-{n}" for n in range(6)], "action"] != "key").all()

    def test_counts_and_success_by_hand(self, bank, answers, rules):
        works = {
            f"У-{n}": [("М-1", "Б" if n < 18 else ("А" if n < 22 else None), None), ("М-2", "А", None)]
            for n in range(24)
        }
        scored = score(answers(works), bank(("М-1", "Б", "в", "Б", 1), ("М-2", "Б", "в", "А", 1)), "МА7")
        table = item_table(scored, rules).set_index("item")
        row = table.loc["М-1"]
        assert row[["n", "right", "wrong", "blank", "not_reached"]].tolist() == [24, 18, 4, 2, 0]
        assert row["success_percent"] == 75
        assert (row["success_low"], row["success_high"]) == pytest.approx((55.1, 88.0), abs=0.05)
        assert row["blank_percent"] == pytest.approx(100 * 2 / 24)
        assert table.loc["М-2", "reason"] == "Баллы у всех одинаковы: различать учеников задание не может."
        assert table.loc["М-2", "action"] == "watch"  # 24 of 24 may still be an item of 90 %

    def test_not_reached_is_kept_out_of_the_success(self, bank, answers, rules):
        works = {f"У-{n}": [("М-1", "Б", None), ("М-2", "А" if n < 12 else None, None)] for n in range(40)}
        scored = score(answers(works), bank(("М-1", "Б", "в", "Б", 1), ("М-2", "Б", "в", "А", 1)), "МА7")
        row = item_table(scored, rules).set_index("item").loc["М-2"]
        assert (row["n"], row["not_reached"], row["success_percent"]) == (12, 28, 100)
        assert row["action"] == "collect"
        assert row["reason"] == "Ответов 12, для вывода нужно не меньше 20."
        assert np.isnan(row["r"])

    def test_polytomous_interval_stays_between_0_and_100(self, bank, answers, rules):
        works = {f"У-{n}": [("М-1", None, 2 if n else 1), ("М-2", "А" if n % 2 else "Б", None)] for n in range(25)}
        scored = score(answers(works), bank(("М-1", "Б", "р", None, 2), ("М-2", "Б", "в", "А", 1)), "МА7")
        row = item_table(scored, rules).set_index("item").loc["М-1"]
        assert row["success_percent"] == pytest.approx(98)
        assert 93 < row["success_low"] < 98 < row["success_high"] <= 100
        assert (row["right"], row["partial"]) == (24, 1)

    def test_corrected_correlation_leaves_the_item_out(self, trial, rules):
        points = trial.scores["good-2"].to_numpy()
        rest = trial.scores.sum(axis=1).to_numpy() - points
        table = item_table(trial, rules).set_index("item")
        assert table.loc["good-2", "r"] == pytest.approx(np.corrcoef(points, rest)[0, 1])


class TestOptions:
    def test_every_offered_option_is_listed(self, trial, rules):
        table = option_table(trial, rules)
        dead = table[table["item"] == "dead"].set_index("option")
        assert list(dead.index) == ["а", "б", "в", "г"]
        assert dead.loc["в", ["count", "verdict"]].tolist() == [0, "не работает"]
        assert dead["count"].sum() == PUPILS
        wrong = table[table["item"] == "wrong"].set_index("option")
        assert wrong.loc["а", "verdict"] == "сильнее ключа"
        assert bool(wrong.loc["г", "is_key"])

    def test_a_distractor_is_not_blamed_where_hardly_anybody_errs(self, bank, answers, rules):
        works = {f"У-{n}": [("М-1", "А" if n else "Б", None), ("М-2", "АБ"[n % 2], None)] for n in range(30)}
        scored = score(answers(works), bank(("М-1", "Б", "в", "А", 1), ("М-2", "Б", "в", "А", 1)), "МА7")
        table = option_table(scored, rules)
        assert set(table.loc[table["item"] == "М-1", "verdict"]) == {"ключ", "мало ошибок"}

    def test_short_answers_show_the_key_and_frequent_errors(self, bank, answers, rules):
        works = {f"У-{n}": [("М-1", ["5", "6", str(100 + n)][n % 3], None), ("М-2", "А", None)] for n in range(30)}
        scored = score(answers(works), bank(("М-1", "Б", "к", "5", 1), ("М-2", "Б", "в", "А", 1)), "МА7")
        table = option_table(scored, rules)
        assert table.loc[table["item"] == "М-1", "option"].tolist() == ["5", "6"]


class TestDiscrimination:
    def test_equal_sums_at_the_border_are_shared(self):
        points, totals = np.array([1, 0, 1, 0.0]), np.array([3, 2, 2, 1.0])
        # Groups of two: the border sum 2 is shared by two pupils, each enters with half a place.
        assert discrimination(points, totals, 0.5) == pytest.approx((1 + 0.5) / 2 - (0 + 0.5) / 2)
        order = [2, 0, 3, 1]
        assert discrimination(points[order], totals[order], 0.5) == discrimination(points, totals, 0.5)

    def test_undefined_without_spread(self):
        assert np.isnan(discrimination(np.ones(10), np.ones(10), 0.27))


class TestCorrelation:
    def test_interval_of_fisher(self):
        rng = np.random.default_rng(1)
        x = rng.normal(size=103)
        y = x + rng.normal(size=103)
        r, low, high = correlation(x, y)
        assert r == pytest.approx(np.corrcoef(x, y)[0, 1])
        assert np.arctanh([low, high]) == pytest.approx(np.arctanh(r) + np.array([-0.196, 0.196]), abs=1e-4)

    def test_gaps_are_left_out_and_no_spread_is_undefined(self):
        assert correlation(np.array([1, 2, np.nan]), np.array([1, 2, 3.0]))[0] == pytest.approx(1)
        assert np.isnan(correlation(np.ones(9), np.arange(9.0))[0])


def test_table_of_a_work_with_two_variants_holds_each_item_once(bank, answers, rules):
    works = {f"У-{n}/1": [("М-1", "АБ"[n % 2], None), ("М-2", "АБ"[n // 2 % 2], None)] for n in range(24)}
    works |= {f"У-{n}/2": [("М-1", "АБ"[n % 2], None), ("М-3", "АБ"[n // 2 % 2], None)] for n in range(24, 48)}
    rows = [(f"М-{n}", "Б", "в", "А", 1) for n in (1, 2, 3)]
    table = item_table(score(answers(works), bank(*rows), "МА7"), rules).set_index("item")
    assert table["n"].to_dict() == {"М-1": 48, "М-2": 24, "М-3": 24}
    assert isinstance(table, pd.DataFrame)
