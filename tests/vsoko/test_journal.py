import numpy as np
import pandas as pd
import pytest

from workbook.settings import ObjectivityRules
from workbook.vsoko.journal import agreement, cross_table, large_gaps, mark_pairs

RULES = ObjectivityRules()
YEAR = "2025/2026"


def pairs(counts: dict[tuple[str, str], int]) -> pd.DataFrame:
    """(journal, work) → how many pupils."""
    listed = [pair for pair, count in counts.items() for _ in range(count)]
    codes = [f"У-{number:03d}" for number in range(len(listed))]
    procedures = pd.DataFrame(
        {
            "year": YEAR, "pupil": codes, "procedure": "ВПР", "subject": "математика",
            "journal_mark": [journal for journal, _ in listed], "mark": [mark for _, mark in listed],
        }
    )  # fmt: skip
    people = pd.DataFrame({"year": YEAR, "pupil": codes, "class_": "7 А", "level": "ООО"})
    return mark_pairs(procedures, people)


def verdict(counts: dict[tuple[str, str], int]) -> tuple[str, str]:
    row = agreement(pairs(counts), ["class_"], RULES).iloc[0]
    return row["verdict"], row["words"]


class TestAgreement:
    def test_counts_and_shares(self):
        row = agreement(pairs({("4", "3"): 6, ("4", "4"): 12, ("4", "5"): 2}), [], RULES).iloc[0]
        assert (row["n"], row["lowered"], row["confirmed"], row["raised"]) == (20, 6, 12, 2)
        assert (row["lowered_percent"], row["confirmed_percent"], row["raised_percent"]) == (30.0, 60.0, 10.0)
        assert row["balance_percent"] == pytest.approx(20.0)
        assert row["mean_gap"] == pytest.approx(-0.2)

    def test_shares_add_up_to_hundred(self):
        row = agreement(pairs({("5", "3"): 3, ("4", "4"): 2, ("3", "4"): 2}), [], RULES).iloc[0]
        assert row[["lowered_percent", "confirmed_percent", "raised_percent"]].sum() == pytest.approx(100)

    def test_large_gap_between_journal_and_work_is_possible_inflation(self):
        assert verdict({("4", "3"): 18, ("4", "4"): 7}) == (
            "внимание", "возможно завышение: проверить",
        )  # fmt: skip

    def test_the_other_way_is_possible_deflation(self):
        assert verdict({("3", "4"): 18, ("4", "4"): 7})[1] == "возможно занижение: проверить"

    def test_few_pairs_give_no_verdict(self):
        # ten of ten lowered in a class of ten: still too few for a conclusion
        assert verdict({("5", "3"): 10})[0] == "мало данных"

    def test_many_gaps_of_two(self):
        word, text = verdict({("5", "3"): 5, ("3", "5"): 5, ("4", "4"): 11})
        assert (word, text) == ("внимание", "большие разрывы: проверить")

    def test_point_beyond_the_threshold_is_only_watched(self):
        # 12 of 25: 48 points, but the interval 27–69 holds the threshold of 30
        assert verdict({("4", "3"): 12, ("4", "4"): 13}) == (
            "", "порог в пределах погрешности: наблюдать",
        )  # fmt: skip

    def test_honest_classes_are_rarely_flagged(self):
        # 400 classes of 25 where a third of the pupils gets less than the journal says: just beyond the threshold
        table = pairs({("4", "3"): 10_000})
        rng = np.random.default_rng(3)
        lowered = (rng.random(len(table)) < 0.33).astype(int)
        table = table.assign(class_=np.arange(len(table)) // 25, lowered=lowered, confirmed=1 - lowered, gap=-lowered)
        share = agreement(table, ["class_"], RULES)["verdict"].eq("внимание").mean()
        assert share <= 0.05

    def test_honest_class(self):
        assert verdict({("4", "3"): 6, ("4", "4"): 16, ("3", "4"): 3})[0] == "хорошо"

    @pytest.mark.parametrize("counts", [{("5", "2"): 30}, {("2", "5"): 30}, {("5", "2"): 5}])
    def test_words_stay_careful(self, counts):
        text = verdict(counts)[1]
        assert "возможно" in text or "мало" in text


def test_cross_table_is_always_four_by_four():
    table = cross_table(pairs({("5", "3"): 2, ("4", "4"): 3}))
    assert table.shape == (4, 4)
    assert table.loc[5, 3] == 2
    assert table.to_numpy().sum() == 5


def test_large_gaps_list_codes():
    table = large_gaps(pairs({("5", "3"): 1, ("5", "2"): 1, ("4", "3"): 5}), RULES)
    assert table["gap"].tolist() == [-3, -2]
    assert table["pupil"].str.startswith("У-").all()


def test_pairs_need_both_marks():
    procedures = pd.DataFrame(
        {
            "year": YEAR, "pupil": ["У-1", "У-2", "У-3"], "procedure": ["ВПР", "ВПР", "ОГЭ"], "subject": "физика",
            "mark": ["4", None, "5"], "journal_mark": ["4", "5", "5"],
        }
    )  # fmt: skip
    people = pd.DataFrame({"year": YEAR, "pupil": ["У-1", "У-2", "У-3"], "class_": "8 Б", "level": "ООО"})
    assert mark_pairs(procedures, people)["pupil"].tolist() == ["У-1"]
