"""Judgements about items: sums that a reader can add up, and every way in which a sheet may be wrong."""

import numpy as np
import pandas as pd
import pytest

from workbook.errors import MissingData
from workbook.fos.standard import angoff, booklet, bookmark, borderline, difficulties, ebel, rounded

ITEMS = {"М-1": 1, "М-2": 1, "М-3": 2}


def angoff_rows(values, *, turn=1, marks=(3,)):
    """Rows from {expert: (value, value, value)} for items М-1, М-2, М-3."""
    return [
        (expert, "Ангофф", turn, mark, item, None, value)
        for expert, given in values.items()
        for mark in marks
        for item, value in zip(ITEMS, given, strict=True)
    ]


class TestAngoff:
    def test_a_cut_is_the_sum_of_expected_points(self, judge, work, rules):
        """Э-1: 0.8 + 0.6 + 2·0.5 = 2.4; Э-2: 0.6 + 0.4 + 2·0.4 = 1.8; Э-3: 0.7 + 0.5 + 2·0.3 = 1.8."""
        table = judge(*angoff_rows({"Э-1": (80, 60, 50), "Э-2": (60, 40, 40), "Э-3": (70, 50, 30)}))
        found = angoff(table, work(ITEMS), rules)
        assert found.experts.set_index("expert")["cut"].to_dict() == pytest.approx({"Э-1": 2.4, "Э-2": 1.8, "Э-3": 1.8})
        cut = found.cuts.iloc[0]
        assert cut["value"] == pytest.approx(2.0)
        assert cut["se"] == pytest.approx(0.2)  # sd 0.3464 / √3
        # Student's quantile for 2 degrees of freedom is 4.3027.
        assert (cut["low"], cut["high"]) == pytest.approx((2 - 4.3027 * 0.2, 2 + 4.3027 * 0.2), abs=1e-4)
        assert (cut["n"], cut["verdict"], cut["reason"]) == (3, "есть", "")

    def test_one_expert_gives_a_value_and_no_interval(self, judge, work, rules):
        cut = angoff(judge(*angoff_rows({"Э-1": (80, 60, 50)})), work(ITEMS), rules).cuts.iloc[0]
        assert cut["value"] == pytest.approx(2.4)
        assert np.isnan(cut["low"])
        assert cut["verdict"] == "мало данных"
        assert cut["reason"] == "Экспертов 1, нужно не меньше 3: о разбросе мнений судить нельзя."

    def test_the_last_round_counts_and_the_change_is_told(self, judge, work, rules):
        first = {"Э-1": (80, 80, 80), "Э-2": (40, 40, 40), "Э-3": (60, 60, 60)}
        second = {"Э-1": (70, 70, 70), "Э-2": (50, 50, 50), "Э-3": (60, 60, 60)}
        found = angoff(judge(*angoff_rows(first), *angoff_rows(second, turn=2)), work(ITEMS), rules)
        assert found.cuts["value"].iloc[0] == pytest.approx(2.4)
        assert found.rounds["spread"].tolist() == pytest.approx([0.8, 0.4])
        assert found.rounds["change"].iloc[1] == pytest.approx(0.0)

    def test_an_expert_absent_from_the_second_round_keeps_the_first_word(self, judge, work, rules):
        first = {"Э-1": (80, 80, 80), "Э-2": (40, 40, 40), "Э-3": (60, 60, 60)}
        found = angoff(
            judge(*angoff_rows(first), *angoff_rows({"Э-1": (70, 70, 70)}, turn=2)), work(ITEMS), rules
        )  # fmt: skip
        assert found.cuts["value"].iloc[0] == pytest.approx(4 * (0.7 + 0.4 + 0.6) / 3)

    def test_severity_and_disputed_items(self, judge, work, rules):
        table = judge(*angoff_rows({"Э-1": (90, 90, 90), "Э-2": (60, 50, 60), "Э-3": (60, 52, 60)}))
        found = angoff(table, work(ITEMS), rules)
        severity = found.experts.set_index("expert")["severity"]
        # Э-1 against the mean of the others: (30 + 39 + 30) / 3.
        assert severity["Э-1"] == pytest.approx(33.0)
        assert found.experts.set_index("expert")["sharp"].to_dict() == {"Э-1": True, "Э-2": True, "Э-3": True}
        assert found.disputed["item"].tolist() == ["М-2", "М-1", "М-3"]
        assert found.items.set_index("item")["spread"]["М-1"] == pytest.approx(np.std([90, 60, 60], ddof=1))

    def test_foreign_items_wrong_values_and_doubles_are_listed(self, judge, work, rules):
        rows = angoff_rows({"Э-1": (80, 60, 50)})
        rows += [("Э-1", "Ангофф", 1, 3, "М-9", None, 50), ("Э-1", "Ангофф", 1, 3, "М-1", None, 10),
                 ("Э-1", "Ангофф", 1, 3, "М-2", None, 900)]  # fmt: skip
        found = angoff(judge(*rows), work(ITEMS), rules)
        assert found.left_out["reason"].tolist() == [
            "задания нет в работе", "суждение повторяется, учтено первое", "нужно число от 0 до 100",
        ]  # fmt: skip
        assert found.cuts["value"].iloc[0] == pytest.approx(2.4)

    def test_an_expert_who_judged_a_half_is_left_out(self, judge, work, rules):
        table = judge(
            *angoff_rows({"Э-1": (80, 60, 50), "Э-2": (60, 40, 40)}), ("Э-3", "Ангофф", 1, 3, "М-1", None, 90)
        )
        found = angoff(table, work(ITEMS), rules)
        assert found.cuts["n"].iloc[0] == 2
        assert "оценено меньше 90 % баллов каждого варианта" in found.left_out["reason"].tolist()

    def test_items_outside_the_work_only(self, judge, work, rules):
        with pytest.raises(MissingData, match="ни одно суждение не относится к заданиям"):
            angoff(judge(("Э-1", "Ангофф", 1, 3, "М-9", None, 50)), work(ITEMS), rules)

    def test_no_judgements(self, judge, work, rules):
        with pytest.raises(MissingData, match="по методу «Ангофф» о работе «МА7» нет"):
            angoff(judge(*angoff_rows({"Э-1": (80, 60, 50)}), test="РУ5"), work(ITEMS), rules)

    def test_one_variant_judged_carries_over_to_the_other(self, judge, work, rules):
        two = work({"М-1": 1, "М-2": 1, "М-3": 2, "М-4": 4}, forms={"1": ("М-1", "М-2", "М-3"), "2": ("М-4",)})
        table = judge(*angoff_rows({"Э-1": (80, 60, 50), "Э-2": (60, 40, 40), "Э-3": (70, 50, 30)}))
        found = angoff(table, two, rules)
        assert found.cuts["value"].iloc[0] == pytest.approx(2.0)
        assert found.variants == ("1",)

    def test_relation_with_success(self, judge, work, rules):
        items = {f"М-{place}": 1 for place in range(6)}
        success = np.linspace(0.2, 0.9, 6)
        rows = [
            (expert, "Ангофф", 1, 3, item, None, 100 * value + bonus)
            for expert, bonus in (("Э-1", 0), ("Э-2", 4), ("Э-3", -4))
            for item, value in zip(items, success, strict=True)
        ]
        assert angoff(judge(*rows), work(items, success=success), rules).relation == pytest.approx(1.0)


class TestEbel:
    def test_cells_add_up_and_contradictions_are_told(self, judge, work, rules):
        rows = []
        for expert, easy, hard in (("Э-1", 80, 40), ("Э-2", 90, 50), ("Э-3", 70, 30)):
            rows += [
                (expert, "Эбел", 1, 3, "М-1", "обязательное, лёгкое", easy),
                (expert, "Эбел", 1, 3, "М-2", "Обязательное; лёгкое", easy if expert != "Э-3" else 60),
                (expert, "Эбел", 1, 3, "М-3", "важное, трудное" if expert != "Э-2" else "обязательное, лёгкое", hard),
            ]
        found = ebel(judge(*rows), work(ITEMS), rules)
        # Э-1: 0.8 + 0.8 + 0.8 = 2.4; Э-2: 0.9 + 0.9 + 1.0 = 2.8; Э-3: 0.7 + 0.6 + 0.6 = 1.9.
        assert found.judged.cuts["value"].iloc[0] == pytest.approx((2.4 + 2.8 + 1.9) / 3)
        assert found.grid["cell"].tolist() == ["важное, трудное", "обязательное, лёгкое"]
        assert set(found.torn["expert"]) == {"Э-2", "Э-3"}
        assert found.moved["item"].tolist() == ["М-3"]


class TestBookmark:
    def test_a_bookmark_becomes_an_expected_sum(self, judge, work, rules):
        """Three items with b −1, 0, 1; the bookmark on the middle one: θ = ln(0.67/0.33) = 0.7082."""
        table = pd.DataFrame({"item": list(ITEMS), "b": [-1.0, 0.0, 1.0]})
        rows = [(f"Э-{place}", "закладка", 1, 3, "М-2", None, 2) for place in (1, 2, 3)]
        found = bookmark(judge(*rows), work(ITEMS), rules, table)
        theta = np.log(0.67 / 0.33)
        chance = 1 / (1 + np.exp(-(theta - np.array([-1.0, 0.0, 1.0]))))
        assert found.experts["theta"].iloc[0] == pytest.approx(theta)
        assert found.cuts["value"].iloc[0] == pytest.approx(chance @ [1, 1, 2])
        assert found.source == "по модели Раша"

    def test_a_place_is_enough(self, judge, work, rules):
        table = pd.DataFrame({"item": list(ITEMS), "b": [1.0, -1.0, 0.0]})
        found = bookmark(judge(("Э-1", "закладка", 1, 3, None, None, 3)), work(ITEMS), rules, table)
        assert found.experts["item"].tolist() == ["М-1"]  # the third place is the hardest
        assert found.cuts["verdict"].iloc[0] == "мало данных"

    def test_a_bookmark_beyond_the_booklet_is_listed(self, judge, work, rules):
        table = pd.DataFrame({"item": list(ITEMS), "b": [1.0, -1.0, 0.0]})
        rows = [("Э-1", "закладка", 1, 3, None, None, 3), ("Э-2", "закладка", 1, 3, None, None, 12)]
        found = bookmark(judge(*rows), work(ITEMS), rules, table)
        assert found.left_out["expert"].tolist() == ["Э-2"]

    def test_difficulties_follow_success(self, work):
        rng = np.random.default_rng(1)
        b = np.linspace(-1.5, 1.5, 12)
        ability = rng.normal(0, 1.1, 4000)
        right = rng.random((4000, 12)) < 1 / (1 + np.exp(-(ability[:, None] - b)))
        items = {f"М-{place:02d}": 1 for place in range(12)}
        found, source = difficulties(work(items, right.sum(axis=1), success=right.mean(axis=0)))
        assert source == "по ответам учеников"
        assert found["b"].to_numpy() == pytest.approx(b - b.mean(), abs=0.12)

    def test_expected_success_when_nobody_wrote(self, work):
        found, source = difficulties(work(ITEMS, expected=np.array([0.9, 0.6, 0.3])))
        assert source == "по ожидаемому выполнению"
        assert booklet(work(ITEMS), found)["item"].tolist() == ["М-1", "М-2", "М-3"]

    def test_no_difficulty_at_all(self, work):
        with pytest.raises(MissingData, match="трудность заданий неизвестна"):
            difficulties(work(ITEMS))


class TestBorderline:
    def test_the_median_of_the_named(self, judge, work, rules):
        sums = list(range(20))
        rows = [("Э-1", "пограничная группа", 1, 4, f"У-{place:03d}", None, 1) for place in range(5, 16)]
        rows.append(("Э-2", "пограничная группа", 1, 4, "У-005", None, 1))
        found = borderline(judge(*rows), work({f"М-{place}": 1 for place in range(20)}, sums), rules)
        cut = found.cuts.iloc[0]
        assert (cut["value"], cut["n"], cut["verdict"]) == (10.0, 11, "есть")
        assert cut["low"] < 10 < cut["high"]
        assert found.pupils.set_index("pupil")["experts"]["У-005"] == 2

    def test_too_few_and_unknown_pupils(self, judge, work, rules):
        rows = [("Э-1", "пограничная группа", 1, 3, name, None, 1) for name in ("У-001", "У-999")]
        found = borderline(judge(*rows), work(ITEMS, [1, 2, 3]), rules)
        assert found.cuts["verdict"].iloc[0] == "мало данных"
        assert found.cuts["reason"].iloc[0].startswith("Учеников на границе названо 1, нужно не меньше 10")
        assert found.unknown["pupil"].tolist() == ["У-999"]

    def test_the_interval_is_seeded(self, judge, work, rules):
        rows = [("Э-1", "пограничная группа", 1, 3, f"У-{place:03d}", None, 1) for place in range(12)]
        tables = [borderline(judge(*rows), work({"М-1": 20}, range(12)), rules).cuts for _ in range(2)]
        pd.testing.assert_frame_equal(*tables)


@pytest.mark.parametrize(
    ("value", "rule", "whole"),
    [(12.3, "вверх", 13), (12.3, "вниз", 12), (12.5, "к ближайшему", 13), (12.0000000001, "вверх", 12),
     (11.9999999999, "вниз", 12)],
)  # fmt: skip
def test_rounding(value, rule, whole):
    assert rounded(value, rule) == whole
