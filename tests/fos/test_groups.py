import pandas as pd
import pytest

from workbook.errors import MissingData
from workbook.fos.groups import GROUP_COLUMNS, group_counts, level_groups
from workbook.fos.scoring import score
from workbook.settings import Settings

RULES = Settings().objectivity


@pytest.fixture
def work(bank, answers):
    """Make a work of 20 base and 20 higher items from {pupil: (base right, higher right)}."""

    def make(sums, test="МА7"):
        works = {
            pupil: [(f"Б-{i:02d}", None, float(i < base)) for i in range(20)]
            + [(f"П-{i:02d}", None, float(i < raised)) for i in range(20)]
            for pupil, (base, raised) in sums.items()
        }
        rows = [(f"{t}-{i:02d}", t, "р", None, 1) for t in "БП" for i in range(20)]
        return score(answers(works, test), bank(*rows), test)

    return make


class TestPlaces:
    def test_limits_of_the_method(self, work):
        # base 55 % < 57; 58 % cannot occur of 20: 2 works of 20 and 21 … here 60 % exactly and 30 %
        table = level_groups([work({"У-1": (11, 20), "У-2": (12, 5), "У-3": (12, 6), "У-4": (20, 0)})] * 2, RULES)
        assert tuple(table.columns) == GROUP_COLUMNS
        assert table.set_index("pupil")["group"].to_dict() == {"У-1": "А", "У-2": "Б", "У-3": "В", "У-4": "Б"}
        assert table["sure"].all()

    def test_zone_of_doubt(self, work):
        # 11 + 12 of 40 is 57.5 %: between 57 and 60
        table = level_groups([work({"У-1": (11, 9)}), work({"У-1": (12, 9)})], RULES)
        assert table[["group", "reason"]].iloc[0].tolist()[0] == "А/Б"
        assert not table["sure"].iloc[0]

    def test_near_the_raised_group(self, work):
        wide = Settings().objectivity
        table = level_groups([work({"У-1": (15, 5)}), work({"У-1": (15, 6)})], wide)
        assert table["raised_percent"].iloc[0] == pytest.approx(27.5)
        assert table["near"].iloc[0] == ""
        table = level_groups([work({"У-1": (15, 5)})] + [work({"У-1": (15, 6)})] * 4, wide)
        assert table["raised_percent"].iloc[0] == pytest.approx(29.0)
        assert table[["group", "near"]].iloc[0].tolist() == ["Б", "В"]

    def test_one_work_is_preliminary(self, work):
        table = level_groups([work({"У-1": (20, 20)})], RULES)
        assert table["reason"].iloc[0] == "Предварительно: работ 1, для вывода нужны хотя бы 2."

    def test_works_that_disagree_are_preliminary(self, work):
        table = level_groups([work({"У-1": (5, 5)}), work({"У-1": (20, 5)})], RULES)
        assert table["reason"].iloc[0] == "Предварительно: работы расходятся."

    def test_the_teacher_stands_above_the_figures(self, work):
        own = pd.DataFrame({"pupil": ["У-1"], "group": ["В"], "reason": ["олимпиадный кружок"]})
        row = level_groups([work({"У-1": (5, 5)})] * 2, RULES, own).iloc[0]
        assert row[["measured", "group", "reason"]].tolist() == ["А", "В", "Решение учителя: олимпиадный кружок"]


class TestCounts:
    def test_counts_have_no_codes(self, work):
        table = group_counts(level_groups([work({"У-1": (5, 5), "У-2": (20, 20)})], RULES))
        assert table.set_index("group")["pupils"].to_dict() == {"А": 1, "А/Б": 0, "Б": 0, "В": 1}
        assert "pupil" not in table.columns


class TestNothingToGroup:
    def test_no_works(self):
        with pytest.raises(MissingData, match="заданиями базового уровня"):
            level_groups([], RULES)

    def test_no_base_items(self, bank, answers):
        scored = score(answers({"У-1": [("П-1", None, 1.0)]}), bank(("П-1", "П", "р", None, 1)), "МА7")
        with pytest.raises(MissingData, match="базового уровня"):
            level_groups([scored], RULES)
