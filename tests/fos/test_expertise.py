import numpy as np
import pandas as pd
import pytest

from workbook.errors import MissingData
from workbook.fos.expertise import review

DAY = pd.Timestamp("2026-03-15")


@pytest.fixture
def sheets():
    """Make the table from {expert: twelve scores}; a dash is an empty cell."""

    def make(**given):
        rows = [
            (
                "МА7",
                f"Э-{expert[1:]}",
                number,
                int(score),
                "замечание" if score == "0" else None,
                DAY,
            )
            for expert, scores in given.items()
            for number, score in enumerate(scores, 1)
            if score != "-"
        ]
        frame = pd.DataFrame(rows, columns=["fos", "expert", "criterion", "score", "comment", "date"])
        return frame.astype({"criterion": "Int64", "score": "Int64", "comment": "str"})

    return make


class TestReview:
    @pytest.mark.parametrize(
        ("scores", "decision", "zeros"),
        [
            ("222222222211", "принято", ""),
            ("022222222222", "доработать", "1"),
            ("111111222221", "доработать", ""),
            ("111111111111", "отклонено", ""),
            ("111101011222", "отклонено", "5; 7"),
            ("22222222222-", "неполный лист", ""),
        ],
    )
    def test_rule_of_one_sheet(self, sheets, rules, scores, decision, zeros):
        row = review(sheets(e01=scores), "МА7", rules).experts.iloc[0]
        assert (row["decision"], row["zeros"]) == (decision, zeros)

    def test_mean_of_the_sheets_decides_and_one_obligatory_zero_sends_back(self, sheets, rules):
        good = review(sheets(e01="222222222222", e02="222222111111"), "МА7", rules)
        assert (good.mean_total, good.decision) == (21, "принято")
        zero = review(sheets(e01="222222222222", e02="222202222222"), "МА7", rules)
        assert zero.decision == "доработать"
        assert zero.reason == "По обязательному критерию поставлен 0: «корректность содержания»."

    def test_disagreement_and_severity(self, sheets, rules):
        found = review(sheets(e01="222222222222", e02="222222222222", e03="111111111110"), "МА7", rules)
        assert found.disagreements["criterion"].tolist() == [12]
        assert found.disagreements["comments"].tolist() == ["замечание"]
        severity = found.experts.set_index("expert")["severity"]
        assert severity["Э-01"] == 0
        assert severity["Э-03"] == pytest.approx(-13 / 12)

    def test_one_expert_has_no_severity(self, sheets, rules):
        assert np.isnan(review(sheets(e01="2" * 12), "МА7", rules).experts["severity"].iloc[0])

    def test_incomplete_sheets_alone_decide_nothing(self, sheets, rules):
        found = review(sheets(e01="22222-------"), "МА7", rules)
        assert found.decision == "мало данных"
        assert len(found.criteria) == 12

    def test_refuses_without_sheets(self, sheets, rules):
        with pytest.raises(MissingData, match="Листов экспертизы по работе «РУ5» нет"):
            review(sheets(e01="2" * 12), "РУ5", rules)
