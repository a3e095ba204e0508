"""Sheets of experts: severity, agreement in words, robustness of the decision, the agenda of the meeting."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbook.errors import MissingData
from workbook.fos import (
    additive,
    contested,
    disagreements,
    expert_agreement,
    expert_pairs,
    expertise_overview,
    expertise_results,
    experts_of,
    fund_severity,
    outcome,
    review,
    reviewed,
    scenarios,
    severity,
    sheets,
)
from workbook.settings import Settings, read_settings

DAY = pd.Timestamp("2026-03-15")
RULES = Settings()


def table(test="МА7", **given):
    """Make the table from {expert: twelve scores}; a dash is an empty cell, a zero brings a comment."""
    rows = [
        (test, f"Э-{expert[1:]}", number, int(score), f"исправить {number}" if score == "0" else None, DAY)
        for expert, scores in given.items()
        for number, score in enumerate(scores, 1)
        if score != "-"
    ]
    frame = pd.DataFrame(rows, columns=["fos", "expert", "criterion", "score", "comment", "date"])
    return frame.astype({"criterion": "Int64", "score": "Int64", "comment": "str"})


class TestSheets:
    def test_matrix_and_comments(self):
        found = sheets(table(e01="2" * 12, e02="2222222222-0"), "МА7")
        assert found.scores.shape == (12, 2)
        assert math.isnan(found.scores.loc[11, "Э-02"])
        assert found.comments.loc[12, "Э-02"] == "исправить 12"
        assert found.comments.loc[11, "Э-02"] == ""

    def test_leaving_one_out(self):
        given = table(e01="2" * 12, e02="1" * 12)
        assert sheets(given, "МА7", "Э-02").experts == ["Э-01"]
        assert review(given, "МА7", RULES.fos, "Э-02").decision == "принято"
        with pytest.raises(MissingData, match="Без листа эксперта Э-01 по работе «МА7» не остаётся ни одного"):
            sheets(table(e01="2" * 12), "МА7", "Э-01")

    def test_who_may_be_left_out(self):
        assert experts_of(table(e01="2" * 12, e02="2" * 12), "МА7") == ["Э-01", "Э-02"]
        assert experts_of(table(e01="2" * 12), "МА7") == []

    def test_tools_with_sheets_come_first(self, school):
        plan = pd.DataFrame({"fos": ["А1", "МА7"], "title": [None, "Итоговая"], "subject": "математика", "grade": 7})
        given = school(expertise=table(e01="2" * 12, e02="2" * 12), fos_plan=plan.astype({"title": "str"}))
        assert list(reviewed(given).values()) == [
            "МА7 — Итоговая, математика, 7 класс (листов: 2)",
            "А1 — средство, математика, 7 класс (листов нет)",
        ]
        assert reviewed(school()) == {}

    def test_outcome_of_incomplete_sheets(self):
        found = outcome(sheets(table(e01="2" * 11 + "-"), "МА7").scores, RULES.fos)
        assert (found.decision, math.isnan(found.total)) == ("мало данных", True)


class TestSeverity:
    def test_stricter_by_hand(self):
        found = severity(sheets(table(e01="2" * 12, e02="2" * 12, e03="121111112121"), "МА7"), RULES.agreement)
        by = found.set_index("expert")
        # Nine of twelve scores of Э-03 are a point below the others.
        assert by.loc["Э-03", "severity"] == pytest.approx(-9 / 12)
        assert by["verdict"].tolist() == ["как другие", "как другие", "строже"]
        assert by.loc["Э-03", "low"] < -9 / 12 < by.loc["Э-03", "high"] < 0

    def test_a_small_difference_is_none(self):
        found = severity(sheets(table(e01="2" * 12, e02="2" * 12, e03="122222222212"), "МА7"), RULES.agreement)
        assert found["verdict"].tolist() == ["как другие"] * 3

    def test_few_common_criteria_give_no_verdict(self):
        found = severity(sheets(table(e01="2222--------", e02="1111--------"), "МА7"), RULES.agreement)
        assert set(found["verdict"]) == {"мало данных"}

    def test_one_expert_is_refused(self):
        with pytest.raises(MissingData, match="сравнивать не с кем"):
            severity(sheets(table(e01="2" * 12), "МА7"), RULES.agreement)

    def test_fund_adds_tools_up(self):
        both = pd.concat([table("МА7", e01="2" * 12, e02="2" * 12, e03="1" * 12),
                          table("РУ5", e01="2" * 12, e03="1" * 12, e02="2" * 12)])  # fmt: skip
        found = fund_severity(both, RULES.agreement).set_index("expert")
        assert found.loc["Э-03", ["tools", "n", "severity"]].tolist() == [2, 24, -1.0]
        with pytest.raises(MissingData, match="Ни одну работу не оценили двое"):
            fund_severity(table(e01="2" * 12), RULES.agreement)


class TestAdditive:
    def test_recovers_what_was_planted(self):
        worth = np.array([0.5, 1.0, 1.5, 1.2])
        severe = np.array([0.2, 0.1, -0.3])
        scores = pd.DataFrame(worth[:, None] + severe, index=[1, 2, 3, 4], columns=["a", "b", "c"])
        scores.iloc[1, 2] = np.nan
        found = additive(scores)
        np.testing.assert_allclose(found.severity, severe, atol=1e-12)
        assert found.fitted.iloc[1, 2] == pytest.approx(0.7)
        assert found.error == pytest.approx(0, abs=1e-9)
        assert found.df == 11 - 6

    def test_against_statsmodels(self):
        api = pytest.importorskip("statsmodels.formula.api")
        rng = np.random.default_rng(8)
        scores = pd.DataFrame(rng.integers(0, 3, (12, 3)).astype(float), index=range(1, 13), columns=["a", "b", "c"])
        scores.iloc[4, 1] = scores.iloc[9, 0] = np.nan
        long = scores.stack().rename_axis(["criterion", "expert"]).rename("score").reset_index()
        fit = api.ols("score ~ C(criterion) + C(expert)", long).fit()
        found = additive(scores)
        assert found.error == pytest.approx(math.sqrt(fit.mse_resid))
        gaps = found.severity - found.severity["a"]
        assert gaps["b"] == pytest.approx(fit.params["C(expert)[T.b]"])

    def test_experts_without_common_criteria_are_refused(self):
        with pytest.raises(MissingData, match="эксперты оценили разные критерии"):
            additive(pd.DataFrame({"a": [1.0, np.nan], "b": [np.nan, 2.0]}, index=[1, 2]))
        with pytest.raises(MissingData, match="критерий не оценил никто: «время на выполнение»"):
            additive(pd.DataFrame({"a": [1.0, np.nan], "b": [1.0, np.nan]}, index=[1, 9]))


class TestAgreement:
    def test_same_order_but_stricter(self):
        given = sheets(table(e01="221122112211", e02="221122112211", e03="110011001100"), "МА7")
        found = expert_agreement(given, RULES.agreement).set_index("code")
        assert found.loc["w", "value"] == pytest.approx(1)
        assert found.loc["w", "verdict"] == "допустимое"
        assert found.loc["alpha", "verdict"] == "слабое"
        assert found.loc["matches", "value"] == pytest.approx(1 / 3)
        assert found.loc["matches", "words"] == "Из ста пар оценок одного критерия совпадает примерно 33."

    def test_all_the_same_has_no_alpha_but_all_matches(self):
        found = expert_agreement(sheets(table(e01="2" * 12, e02="2" * 12), "МА7"), RULES.agreement).set_index("code")
        assert found.loc["matches", "value"] == 1
        assert found.loc["alpha", "verdict"] == "не определено"
        assert "расходиться было не в чем" in found.loc["alpha", "words"]

    def test_prevalence_is_explained(self):
        given = sheets(table(e01="222222222221", e02="222222222212", e03="222222222222"), "МА7")
        words = expert_agreement(given, RULES.agreement).set_index("code").loc["alpha", "words"]
        assert words.replace("\u00a0", " ").startswith("94 % оценок — 2: расходиться почти не в чем")

    def test_two_experts_are_only_rough(self):
        found = expert_agreement(sheets(table(e01="2" * 11 + "1", e02="2" * 11 + "1"), "МА7"), RULES.agreement)
        assert found["rough"].all()

    def test_one_expert_is_refused(self):
        with pytest.raises(MissingData, match="согласие считают от двух экспертов"):
            expert_agreement(sheets(table(e01="2" * 12), "МА7"), RULES.agreement)

    def test_pairs(self):
        found = expert_pairs(sheets(table(e01="2" * 12, e02="0" + "2" * 11, e03="2" * 12), "МА7"))
        assert found["apart"].tolist() == [1, 0, 1]
        assert found["matches_percent"].round(1).tolist() == [91.7, 100.0, 91.7]
        assert math.isnan(found["kappa"].iloc[1])


class TestScenarios:
    def test_decision_that_hangs_on_one_expert(self):
        given = sheets(table(e01="2" * 12, e02="2" * 12, e03="111111111110"), "МА7")
        found = scenarios(given, RULES.fos)
        assert found.loc[0, "decision"] == "доработать"
        by = found.set_index("scenario")
        assert by.loc["Без листа эксперта Э-03", ["decision", "changes"]].tolist() == ["принято", True]
        assert not by.loc["Без листа эксперта Э-01", "changes"]
        assert by.loc["По медиане оценок каждого критерия", "total"] == 24
        # −13/12 a criterion taken away from Э-03: the strict sheet no longer pulls the sum down.
        assert by.loc["С поправкой на строгость; пропуски — по модели", "decision"] == "принято"

    def test_a_zero_stays_a_zero_when_severity_is_taken_away(self):
        given = sheets(table(e01="2" * 12, e02="2" * 12, e03="111101111111"), "МА7")
        found = scenarios(given, RULES.fos).set_index("kind")
        assert found.loc["поправка", "decision"] == "доработать"
        assert found.loc["поправка", "reason"].startswith("По обязательному критерию поставлен 0")

    def test_one_sheet_has_one_scenario(self):
        assert scenarios(sheets(table(e01="2" * 12), "МА7"), RULES.fos)["kind"].tolist() == ["как есть"]

    def test_contested_by_whole_scale_or_by_an_obligatory_zero(self):
        given = sheets(table(e01="222222222222", e02="122212202221", e03="122202212220"), "МА7")
        assert contested(given.scores, RULES.fos) == [5, 8, 12]
        shared = sheets(table(e01="222202222222", e02="222202222222"), "МА7")
        assert contested(shared.scores, RULES.fos) == []

    def test_incomplete_sheets_are_filled_by_the_model_only_in_the_correction(self):
        given = sheets(table(e01="2" * 12, e02="2" * 12, e03="11111111111-"), "МА7")
        found = scenarios(given, RULES.fos).set_index("kind")
        assert found.loc["как есть", "total"] == 24
        # The gap of Э-03 is filled with 1, then one point a criterion is given back.
        assert found.loc["поправка", "total"] == pytest.approx(24)

    @settings(max_examples=40, deadline=None)
    @given(st.lists(st.lists(st.integers(0, 2), min_size=12, max_size=12), min_size=2, max_size=4))
    def test_settling_upward_never_lowers_the_sum(self, rows):
        given = table(**{f"e{n:02d}": "".join(map(str, row)) for n, row in enumerate(rows, 1)})
        found = scenarios(sheets(given, "МА7"), RULES.fos)
        now = found.loc[0, "total"]
        up = found[found["scenario"].str.contains("высшую")]
        down = found[found["scenario"].str.contains("низшую")]
        assert (up["total"] >= now - 1e-9).all()
        assert (down["total"] <= now + 1e-9).all()
        left = found[found["kind"] == "без эксперта"]["total"]
        assert left.mean() == pytest.approx(now)


class TestAgenda:
    def test_order_of_talk(self):
        given = table(e01="222222222222", e02="222222202221", e03="222200212220")
        found = disagreements(given, "МА7", RULES)
        assert found.agenda["criterion"].tolist() == [5, 6, 8, 12]
        first = found.agenda.iloc[0]
        assert first["why"] == "обязательный критерий, 0 поставил Э-03"
        assert first["said"] == "Э-01 — 2; Э-02 — 2; Э-03 — 0"
        assert first["comments"] == "Э-03: исправить 5"
        assert (first["if_low"], first["if_high"], first["pivotal"]) == ("доработать", "принято", True)

    def test_what_is_missing_for_acceptance(self):
        found = disagreements(table(e01="222202222222", e02="111111111111"), "МА7", RULES)
        assert found.needs == (
            "Исправить работу так, чтобы по обязательному критерию 5 не было нулей.",
            "Средней сумме не хватает 3 баллов до 20.",
            "Больше всего баллов теряется по критериям 5 («корректность содержания»), "
            "1 («соответствие рабочей программе и кодификатору»), "
            "2 («спецификация: задание, КЭС, умение, уровень, балл»).",
        )
        assert not disagreements(table(e01="2" * 12, e02="2" * 12), "МА7", RULES).needs

    def test_incomplete_sheets_ask_to_be_filled(self):
        found = disagreements(table(e01="22--22222222", e02="2" * 11 + "-"), "МА7", RULES)
        assert found.needs == ("Дозаполнить хотя бы один лист: пропущено критериев Э-01 — 2, Э-02 — 1.",)

    def test_one_expert_has_no_agreement(self):
        found = disagreements(table(e01="2" * 12), "МА7", RULES)
        assert found.agreement is None
        assert found.severity is None
        assert found.agenda.empty
        assert found.robust

    def test_the_rule_of_the_school_decides(self):
        mild = read_settings({"фос": {"экспертиза_принять": 12, "экспертиза_обязательные": ""}})
        given = table(e01="111101111112")
        assert disagreements(given, "МА7", RULES).outcome.decision == "отклонено"
        assert disagreements(given, "МА7", mild).outcome.decision == "принято"

    def test_left_out_expert_leaves_every_part(self):
        given = table(e01="2" * 12, e02="2" * 12, e03="0" * 12)
        found = disagreements(given, "МА7", RULES, "Э-03")
        assert found.sheets.left_out == "Э-03"
        assert (found.outcome.decision, found.review.decision) == ("принято", "принято")
        assert found.agenda.empty
        assert set(found.severity["expert"]) == {"Э-01", "Э-02"}


class TestResults:
    def test_rows(self):
        given = table(e01="2" * 12, e02="2" * 12, e03="111111111110")
        rows = expertise_results(disagreements(given, "МА7", RULES)).set_index("indicator")
        assert rows.loc["expert-total", "value"] == pytest.approx(59 / 3)
        assert rows.loc["expert-total", "note"] == "проект решения: доработать"
        assert rows.loc["expert-contested", "value"] == 1
        assert rows.loc["expert-robust", "value"] >= 1
        assert rows["headline"].sum() == 3

    def test_rows_of_one_expert(self):
        rows = expertise_results(disagreements(table(e01="2" * 12), "МА7", RULES)).set_index("indicator")
        assert "expert-alpha" not in rows.index
        assert rows.loc["expert-contested", "verdict"] == "мало данных"

    def test_overview(self):
        both = pd.concat([table("А1", e01="2" * 12), table("МА7", e01="2" * 12, e02="111111111110")])
        found = expertise_overview(both, RULES.fos)
        assert found["fos"].tolist() == ["МА7", "А1"]
        assert found["experts"].tolist() == [2, 1]
        assert found["contested"].tolist() == [1, 0]
