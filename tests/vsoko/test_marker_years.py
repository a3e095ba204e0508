"""M5 and M6 on pupils whose places are set by hand: reference 50 %, spread of schools 10."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from workbook.settings import ObjectivityRules
from workbook.vsoko.marker_terms import CLEAR, FEW, NO_DATA, POSSIBLE, WATCH, judge
from workbook.vsoko.marker_years import break_checks, cohorts, jump_checks, percentile

RULES = ObjectivityRules()
LAST, YEAR = "2024/2025", "2025/2026"


def results(percents, *, year=YEAR, grade=5, procedure="ВПР", subject="математика") -> pd.DataFrame:
    return pd.DataFrame({
        "year": year, "pupil": [f"У-{n:04d}" for n in range(len(percents))], "procedure": procedure, "grade": grade,
        "subject": subject, "primary_score": np.asarray(percents, float), "max_score": 100.0,
    })  # fmt: skip


def references(*works: pd.DataFrame) -> pd.DataFrame:
    keys = pd.concat(works)[["procedure", "year", "grade", "subject"]].drop_duplicates()
    return keys.assign(territory="регион", unit="процент выполнения", mean=50.0, sd=10.0)


def around(mean: float, n: int = 30) -> list[float]:
    return [mean - 2, mean + 2] * (n // 2)


def test_percentile_is_of_the_normal_distribution():
    assert percentile(1.96) == pytest.approx(100 * stats.norm.cdf(1.96))


class TestJump:
    def jump(self, before: float, after: float, n: int = 30) -> pd.Series:
        old, new = results(around(before, n), year=LAST, grade=4), results(around(after, n))
        return jump_checks(pd.concat([old, new]), references(old, new), RULES, year=YEAR).iloc[0]

    def test_a_fall_from_the_84th_to_the_16th_is_possible(self):
        row = self.jump(60, 40)
        assert (row["group"], row["n"], row["works"]) == ("4 → 5 кл.", 30, 30)
        assert (row["before"], row["after"], row["value"]) == pytest.approx((84.134, 15.866, -68.269), abs=0.001)
        assert (row["threshold"], row["status"]) == (-40, POSSIBLE)

    def test_a_rise_as_large_is_found_as_well(self):
        row = self.jump(40, 60)
        assert (row["value"], row["status"]) == (pytest.approx(68.269, abs=0.001), POSSIBLE)

    def test_a_small_step_is_not(self):
        assert self.jump(52, 50)["status"] == CLEAR

    def test_a_cohort_of_nineteen_is_too_small(self):
        row = self.jump(60, 40, n=18)
        assert (row["status"], row["reason"]) == (FEW, "учеников меньше 20")

    def test_same_pupils_in_the_same_subject_only(self):
        old = results(around(60), year=LAST, grade=4)
        strangers = results(around(40)).assign(pupil=lambda t: "Н" + t["pupil"])
        other = results(around(40), subject="физика")
        table = pd.concat([old, strangers, other])
        assert jump_checks(table, references(old, strangers, other), RULES, year=YEAR).empty

    def test_without_a_reference(self):
        old, new = results(around(60), year=LAST, grade=4), results(around(40))
        row = jump_checks(pd.concat([old, new]), references(old), RULES, year=YEAR).iloc[0]
        assert (row["status"], row["reason"]) == (NO_DATA, "в ориентирах нет среднего и разброса школ")

    def test_only_the_parallel_asked_for(self):
        old, new = results(around(60), year=LAST, grade=4), results(around(40))
        assert jump_checks(pd.concat([old, new]), references(old, new), RULES, year=YEAR, grade=6).empty

    def test_honest_cohorts_are_spared(self):
        rng = np.random.default_rng(11)
        raised = 0
        for _ in range(20):
            ability = rng.normal(50, 20, 40)
            old = results(ability + rng.normal(0, 8, 40), year=LAST, grade=4)
            new = results(ability + rng.normal(0, 8, 40))
            found = jump_checks(pd.concat([old, new]), references(old, new), RULES, year=YEAR)
            raised += judge("M5", found, RULES).raised
        assert raised == 0


class TestBreak:
    def test_place_lost_at_the_exam(self):
        inner = results(around(62), year=LAST, grade=8)
        exam = results(around(45), grade=9, procedure="ОГЭ")
        found = break_checks(pd.concat([inner, exam]), references(inner, exam), RULES, year=YEAR).set_index("group")
        row = found.loc["положение среди школ"]
        assert row["value"] == pytest.approx(100 * (stats.norm.cdf(1.2) - stats.norm.cdf(-0.5)))
        assert row["status"] == POSSIBLE
        assert row["low"] < row["value"] < row["high"]

    def test_a_better_exam_is_no_break(self):
        inner = results(around(40), year=LAST, grade=8)
        exam = results(around(60), grade=9, procedure="ОГЭ")
        found = break_checks(pd.concat([inner, exam]), references(inner, exam), RULES, year=YEAR)
        assert found.loc[found["group"].eq("положение среди школ"), "status"].item() == CLEAR

    def test_order_of_pupils_with_the_interval_of_bonett_and_wright(self):
        rng = np.random.default_rng(3)
        inner = results(rng.uniform(20, 80, 60), year=LAST, grade=8)
        exam = results(rng.uniform(20, 80, 60), grade=9, procedure="ОГЭ")
        row = break_checks(pd.concat([inner, exam]), None, RULES, year=YEAR).set_index("group")
        row = row.loc["порядок учеников, математика"]
        rho = stats.spearmanr(inner["primary_score"], exam["primary_score"]).statistic
        error = 1.959964 * np.sqrt((1 + rho**2 / 2) / 57)
        assert (row["value"], row["low"], row["high"]) == pytest.approx(
            (rho, np.tanh(np.arctanh(rho) - error), np.tanh(np.arctanh(rho) + error)), abs=1e-6
        )
        assert row["status"] in (POSSIBLE, WATCH)

    def test_order_kept(self):
        inner = results(np.arange(30) + 40, year=LAST, grade=8)
        exam = results(np.arange(30) + 30, grade=9, procedure="ОГЭ")
        found = break_checks(pd.concat([inner, exam]), None, RULES, year=YEAR).set_index("group")
        assert found.loc["порядок учеников, математика", "status"] == CLEAR
        assert found.loc["положение среди школ", "status"] == NO_DATA

    def test_few_pupils_and_no_exam(self):
        inner = results(around(62, 18), year=LAST, grade=8)
        exam = results(around(45, 18), grade=9, procedure="ОГЭ")
        found = break_checks(pd.concat([inner, exam]), references(inner, exam), RULES, year=YEAR)
        assert set(found["reason"]) == {"учеников меньше 20"}
        assert break_checks(inner, references(inner), RULES, year=YEAR).empty


def test_cohorts_are_named_by_their_parallel_of_this_year():
    old, new = results(around(60), year=LAST, grade=4), results(around(40))
    gone = results(around(50), year=LAST, grade=9)
    table = cohorts(pd.concat([old, new, gone]), references(old, new, gone), year=YEAR)
    assert table[["cohort", "year", "grade", "n"]].values.tolist() == [[5, LAST, 4, 30], [5, YEAR, 5, 30]]
    assert table["percentile"].tolist() == pytest.approx([84.134, 15.866], abs=0.001)
    assert cohorts(old, references(new), year=YEAR).empty
