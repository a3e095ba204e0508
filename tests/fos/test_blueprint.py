import pandas as pd
import pytest

from workbook.errors import MissingData
from workbook.fos.blueprint import coverage


@pytest.fixture
def blueprint():
    rows = [
        ("1.1", "Числа", "2.1", "Б", 2, 2.0),
        ("1.1", "Числа", "2.1", "П", 1, 2.0),
        ("3.2", "Системы", "2.1", "П", 1, 1.0),
    ]
    frame = pd.DataFrame(rows, columns=["content", "content_title", "skill", "tier", "items", "score"])
    return frame.assign(fos="МА7", skill_title=None).astype({"items": "Int64", "skill_title": "str"})


@pytest.fixture
def items(bank):
    frame = bank(
        ("М-1", "Б", "в", "А", 1), ("М-2", "Б", "в", "А", 1), ("М-3", "П", "р", None, 2), ("М-4", "Б", "в", "А", 1),
        ("М-5", "В", "в", "А", 1),
    )  # fmt: skip
    frame.loc[frame["item"] == "М-4", "content"] = "6.1"
    return frame


def used(answers, *variants):
    works = {f"У-{n}/{n}": [(item, "А", None) for item in names] for n, names in enumerate(variants, 1)}
    return answers(works)


class TestCoverage:
    def test_holes_surpluses_and_unplanned_by_hand(self, blueprint, items, answers):
        found = coverage(blueprint, items, "МА7", used(answers, ["М-1", "М-2", "М-3", "М-4"]))
        state = found.cells.set_index(["content", "tier"])[["required", "present", "difference", "status"]]
        assert state.loc[("1.1", "Б")].tolist() == [2, 2, 0, "по плану"]
        assert state.loc[("3.2", "П")].tolist() == [1, 0, -1, "не хватает"]
        assert state.loc[("6.1", "Б")].tolist() == [0, 1, 1, "нет в плане"]
        assert found.covered_percent == 75
        assert len(found.holes) == len(found.surpluses) == 1
        totals = found.totals.iloc[0]
        assert totals[["required_items", "present_items", "required_score", "present_score"]].tolist() == [4, 4, 5, 5]
        assert totals["minutes"] == 8

    def test_each_variant_is_judged_and_the_worst_speaks(self, blueprint, items, answers):
        found = coverage(blueprint, items, "МА7", used(answers, ["М-1", "М-2", "М-3"], ["М-1", "М-3"]))
        assert found.variants == ["1", "2"]
        assert found.covered_percent == 50
        worst = found.worst().set_index(["content", "tier"])
        assert worst.loc[("1.1", "Б"), ["variant", "difference"]].tolist() == ["2", -1]

    def test_tier_shares(self, blueprint, items, answers):
        found = coverage(blueprint, items, "МА7", used(answers, ["М-1", "М-2", "М-3", "М-5"]))
        shares = found.tiers.set_index("tier")
        assert shares["required_percent"].tolist() == [50, 50, 0]
        assert shares["present_percent"].tolist() == [50, 25, 25]

    def test_without_answers_the_bank_is_compared_and_may_be_larger(self, blueprint, items):
        plan = pd.DataFrame({"fos": ["МА7"], "subject": ["математика"], "grade": [7]})
        found = coverage(blueprint, items, "МА7", None, plan)
        assert found.source == "банк"
        assert set(found.cells["status"]) == {"по плану", "не хватает"}

    def test_minutes_unknown_for_one_item_leave_the_time_unknown(self, blueprint, items, answers):
        items.loc[0, "minutes"] = None
        totals = coverage(blueprint, items, "МА7", used(answers, ["М-1", "М-2"])).totals.iloc[0]
        assert pd.isna(totals["minutes"])
        assert totals["items_without_minutes"] == 1

    def test_refuses_without_specification_or_anything_to_compare(self, blueprint, items):
        with pytest.raises(MissingData, match="Спецификации работы «РУ5» нет"):
            coverage(blueprint, items, "РУ5")
        with pytest.raises(MissingData, match="не с чем сравнить"):
            coverage(blueprint, items, "МА7")
