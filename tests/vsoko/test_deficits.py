import numpy as np
import pandas as pd
import pytest

from workbook.settings import DeficitRules, Settings, read_settings
from workbook.vsoko.deficit_rows import FACT_COLUMNS
from workbook.vsoko.deficits import CONFIRMED, WATCH, deficit_map
from workbook.vsoko.facts import base_item_facts, fos_facts, reference_facts, retention_facts

RULES = DeficitRules()
YEAR = "2025/2026"


def fact(**given: object) -> pd.DataFrame:
    row = {"key": "качество", "sphere": "результаты", "level": "предмет", "indicator": "Качество знаний",
           "group": "физика", "fact": 40.0, "low": 35.0, "high": 45.0, "n": 60, "counted": "отметки", "small": False,
           "doubt": "", "target": np.nan, "unit": "%", "source": "Отметки за период"}  # fmt: skip
    return pd.DataFrame([{**row, **given}])[list(FACT_COLUMNS)]


class TestDeficitMap:
    def test_priority_is_gap_times_weights(self):
        row = deficit_map([fact()], RULES).iloc[0]
        # target 50, fact 40: 10/50 · 2 · 2
        assert (row["target"], row["gap"]) == (50.0, 10.0)
        assert row["priority"] == pytest.approx(0.8)
        assert row["status"] == CONFIRMED

    def test_interval_with_the_target_is_only_watched(self):
        assert deficit_map([fact(high=50.0)], RULES)["status"].item() == WATCH

    def test_small_group_is_only_watched(self):
        assert deficit_map([fact(small=True)], RULES)["status"].item() == WATCH

    def test_reached_target_is_no_deficit(self):
        assert deficit_map([fact(fact=50.0)], RULES).empty

    def test_confirmed_first_then_priority(self):
        table = deficit_map(
            [fact(group="а", high=60.0, fact=20.0), fact(group="б", fact=45.0, high=49.0), fact(group="в", fact=30.0)],
            RULES,
        )
        assert table["group"].tolist() == ["в", "б", "а"]

    def test_people_fill_the_rest(self):
        row = deficit_map([fact()], RULES).iloc[0]
        assert row[["cause", "measure", "responsible", "term"]].tolist() == [""] * 4

    def test_own_target_of_a_fact(self):
        assert deficit_map([fact(target=60.0)], RULES)["gap"].item() == pytest.approx(20.0)

    def test_school_changes_the_target(self):
        rules = read_settings({"дефициты": {"цели": {"качество": 30}}}).deficits
        assert deficit_map([fact()], rules).empty

    def test_nothing_to_compare(self):
        assert deficit_map([], RULES).empty


class TestFacts:
    def test_renewed_means_fresh_in_time_and_accepted(self):
        plan = pd.DataFrame(
            {
                "subject": "физика",
                "control_type": "итоговый",
                "due": pd.to_datetime(["2026-04-20"] * 5 + ["2025-04-20"]),
                "revised": pd.to_datetime(["2026-03-12", "2024-03-12", "2026-05-12", None, "2026-03-12", "2025-04-01"]),
                "expertise": ["принято", "принято", "принято", None, "доработать", "принято"],
            }
        )
        row = fos_facts(plan, YEAR, Settings()).iloc[0]
        # only the first of the five due this year: the second is too old, the third is late
        assert (row["n"], row["fact"]) == (5, 20.0)
        assert row["source"].endswith("чаще не готовы: физика (4)")

    def test_reference_of_the_region_comes_first(self):
        works = pd.DataFrame(
            {"procedure": "ВПР", "year": YEAR, "grade": 7, "subject": "физика", "pupil": [f"У-{n}" for n in range(12)],
             "primary_score": [5.0] * 6 + [7.0] * 6, "max_score": 20.0,
             "test_score": np.nan}
        )  # fmt: skip
        references = pd.DataFrame(
            {"procedure": "ВПР", "year": YEAR, "grade": 7, "subject": "физика",
             "territory": ["муниципалитет", "регион", "регион"],
             "unit": ["процент выполнения", "процент выполнения", "отметка"], "mean": [50.0, 60.0, 3.6]}
        )  # fmt: skip
        row = reference_facts(works, references, Settings()).iloc[0]
        assert (row["fact"], row["target"], row["n"]) == (30.0, 60.0, 12)

    def test_base_items_count_no_answer_as_zero(self):
        items = pd.DataFrame(
            {"item": ["a", "b"], "subject": "физика", "grade": 7, "tier": ["Б", "П"], "max_score": 1.0}
        )
        answers = pd.DataFrame({"pupil": ["У-1", "У-2", "У-1"], "item": ["a", "a", "b"], "score": [1.0, None, 1.0]})
        row = base_item_facts(answers, items, Settings()).iloc[0]
        assert (row["fact"], row["n"], row["small"]) == (50.0, 2, True)

    def test_retention_takes_moves_out(self):
        table = pd.DataFrame(
            {"year": [YEAR], "class_": ["10 А"], "profile": ["технологический"], "profiled": [True], "start": [25],
             "moved": [1], "adjusted_percent": [100 * 21 / 24]}
        )  # fmt: skip
        row = retention_facts(table, YEAR).iloc[0]
        assert (row["group"], row["fact"], row["n"]) == ("10 А (технологический)", 87.5, 24)
