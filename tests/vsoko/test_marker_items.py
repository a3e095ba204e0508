import numpy as np
import pandas as pd
import pytest

from workbook.settings import ObjectivityRules
from workbook.vsoko.item_zones import DEFICIT, GREEN, ONE_ITEM, RED, YELLOW, item_zones, skill_zones, zone_counts
from workbook.vsoko.marker_items import THIRDS, inversion_checks, item_scores, work_marks
from workbook.vsoko.marker_terms import CLEAR, FEW, POSSIBLE, judge

RULES = ObjectivityRules()


def answers(scores: dict[str, list[float]]) -> pd.DataFrame:
    """Item → scores of the pupils in order."""
    return pd.DataFrame(
        {"test": "Р", "pupil": f"У-{n:04d}", "item": item, "score": score}
        for item, column in scores.items() for n, score in enumerate(column)
    )  # fmt: skip


def bank(*names: str, tier: str = "Б", top: float = 1, skills: str = "") -> pd.DataFrame:
    return pd.DataFrame({"item": list(names), "subject": "математика", "grade": 7, "tier": tier, "max_score": top,
                         "content": "1.1", "skill": list(skills) or "1.1"})  # fmt: skip


class TestInversion:
    def work(self, odd: list[float]) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Sixty pupils in order of strength; five ordinary items and one odd one."""
        rest = {f"З-{k}": [float(n >= 10 * k) for n in range(60)] for k in range(1, 6)}
        return answers(rest | {"З-9": odd}), bank(*rest, "З-9")

    def test_weak_third_beats_the_strong_one(self):
        responses, items = self.work([1.0] * 20 + [0.0] * 40)
        found = inversion_checks(responses, items, RULES)
        odd = found.loc[found["item"].eq("З-9") & found["strong"].eq(THIRDS[2])].set_index("weak")
        assert odd.loc[THIRDS[0], ["weak_percent", "strong_percent", "value"]].tolist() == [100, 0, 100]
        assert odd.loc[THIRDS[0], "status"] == POSSIBLE
        assert odd.loc[THIRDS[0], "group"] == "Р, З-9: слабая треть выше, чем сильная треть"
        assert judge("M7", found, RULES).raised

    def test_an_ordinary_work_has_none(self):
        found = inversion_checks(*self.work([0.0] * 30 + [1.0] * 30), RULES)
        assert set(found["status"]) == {CLEAR}
        assert not judge("M7", found, RULES).raised

    def test_marks_of_the_work_go_before_thirds(self):
        responses, items = self.work([1.0] * 20 + [0.0] * 40)
        marks = pd.DataFrame({"test": "Р", "pupil": [f"У-{n:04d}" for n in range(60)], "mark": ["3"] * 30 + ["4"] * 30})
        found = inversion_checks(responses, items, RULES, marks=marks).set_index("item")
        assert found.loc["З-9", ["weak", "strong"]].tolist() == ["3", "4"]
        assert found.loc["З-9", "value"] == pytest.approx(66.667, abs=0.001)

    def test_two_groups_of_ten_are_needed(self):
        responses, items = self.work([1.0] * 60)
        found = inversion_checks(responses.loc[responses["pupil"] < "У-0012"], items, RULES)
        assert set(found["reason"]) == {"нет двух групп от 10 учеников"}
        assert set(found["status"]) == {FEW}

    def test_chance_raises_no_school(self):
        rng = np.random.default_rng(2)
        raised = 0
        for _ in range(4):
            power = rng.normal(size=45)
            scores = {f"З-{k}": (power + rng.normal(0, 1.5, 45) > 0).astype(float).tolist() for k in range(12)}
            raised += judge("M7", inversion_checks(answers(scores), bank(*scores), RULES), RULES).raised
        assert raised == 0


def test_no_answer_is_zero_and_points_are_a_share():
    scores = item_scores(answers({"З-1": [2, np.nan]}), bank("З-1", top=4))
    assert scores["share"].tolist() == [0.5, 0.0]


def test_a_procedure_is_the_work_when_the_totals_agree():
    responses, items = answers({"З-1": [1, 0, 1], "З-2": [1, 1, 0]}), bank("З-1", "З-2")
    own = pd.DataFrame(
        {"pupil": ["У-0000", "У-0001", "У-0002"], "primary_score": [2.0, 1.0, 1.0], "mark": ["5", "3", "3"]}
    ).assign(year="2025/2026", procedure="диагностика", grade=7, subject="математика")
    assert work_marks(responses, items, own, "2025/2026")["mark"].tolist() == ["5", "3", "3"]
    assert work_marks(responses, items, own.assign(primary_score=9.0), "2025/2026").empty
    assert work_marks(responses, items, None, "2025/2026").empty


class TestZones:
    @pytest.mark.parametrize(
        ("tier", "right", "zone"),
        [("Б", 56, RED), ("Б", 57, YELLOW), ("Б", 59, YELLOW), ("Б", 60, GREEN), ("П", 28, RED), ("П", 29, YELLOW),
         ("В", 30, GREEN)],
    )  # fmt: skip
    def test_limits_of_fioko(self, tier, right, zone):
        row = item_zones(answers({"З-1": [1.0] * right + [0.0] * (100 - right)}), bank("З-1", tier=tier), RULES).iloc[0]
        assert (row["percent"], row["zone"], row["sure"]) == (pytest.approx(right), zone, False)

    def test_sure_only_with_the_whole_interval(self):
        row = item_zones(answers({"З-1": [1.0] * 20 + [0.0] * 80}), bank("З-1"), RULES).iloc[0]
        assert (row["zone"], row["sure"], row["small"]) == (RED, True, False)

    def test_skill_is_weak_by_the_majority_of_its_items(self):
        scores = {"а": [0.0] * 12, "б": [0.0] * 12, "в": [1.0] * 12, "г": [0.0] * 12, "д": [1.0] * 12, "е": [0.0] * 12}
        zones = item_zones(answers(scores), bank(*scores, skills="111223"), RULES)
        table = skill_zones(zones, RULES).set_index("code")
        assert table["status"].to_dict() == {"1": DEFICIT, "2": "признака нет", "3": ONE_ITEM}
        assert table.loc["1", ["items", "red", "green", "sure_red"]].tolist() == [3, 2, 1, 2]

    def test_names_come_from_the_codifier_and_few_pupils_judge_nothing(self):
        zones = item_zones(answers({"а": [0.0] * 9, "б": [0.0] * 9}), bank("а", "б"), RULES)
        codifier = pd.DataFrame({"subject": ["математика"], "grade": [7], "kind": ["КПУ"], "code": ["1.1"],
                                 "title": ["Вычислять"]})  # fmt: skip
        row = skill_zones(zones, RULES, codifier=codifier).iloc[0]
        assert (row["title"], row["status"]) == ("Вычислять", "мало данных: малая выборка")

    def test_counts_by_tier(self):
        zones = item_zones(answers({"а": [0.0] * 10, "б": [1.0] * 10}), bank("а", "б"), RULES)
        assert zone_counts(zones)[[GREEN, YELLOW, RED]].values.tolist() == [[1, 0, 1]]
