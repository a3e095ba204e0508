"""M1–M3 on works that a reader can count."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from workbook.settings import ObjectivityRules
from workbook.vsoko.marker_scores import high_checks, high_marker, narrow_checks, spike_checks, standing
from workbook.vsoko.marker_terms import CLEAR, EXPLAINED, FEW, NO_DATA, POSSIBLE, WATCH, judge

RULES = ObjectivityRules()
YEAR = "2025/2026"


def works(scores, *, year=YEAR, subject="математика", grade=7, procedure="ВПР", top=20.0) -> pd.DataFrame:
    return pd.DataFrame({
        "year": year, "pupil": [f"У-{n:04d}" for n in range(len(scores))], "procedure": procedure, "grade": grade,
        "subject": subject, "primary_score": np.asarray(scores, float), "max_score": top,
    })  # fmt: skip


def reference(
    mean=50.0, sd=10.0, *, subject="математика", grade=7, procedure="ВПР", year=YEAR, **other
) -> pd.DataFrame:
    row = {"procedure": procedure, "year": year, "grade": grade, "subject": subject, "territory": "регион",
           "unit": "процент выполнения", "mean": mean, "sd": sd}  # fmt: skip
    return pd.DataFrame([row | other])


def spread(mean: float, sd: float, n: int) -> np.ndarray:
    """Scores of 20 whose mean and SD are exactly these."""
    half = np.sqrt((n - 1) / n) * sd
    return np.array([mean - half, mean + half] * (n // 2))


class TestSpikes:
    def scale(self):
        return pd.DataFrame({"procedure": "ВПР", "year": YEAR, "grade": 7, "subject": "математика", "mark": ["4"],
                             "min_score": [10.0]})  # fmt: skip

    @pytest.mark.parametrize(("at", "below", "status"), [(12, 2, POSSIBLE), (10, 2, CLEAR)])
    def test_worked_example(self, at, below, status):
        # methods.md §2.4: 12 of 14 gives 0,0065 (flag), 10 of 12 gives 0,0193 (no flag)
        table = works([10] * at + [9] * below + [5] * 20 + [15] * 20)
        row = spike_checks(table, self.scale(), RULES, year=YEAR).iloc[0]
        assert (row["status"], row["group"], row["at"], row["below"]) == (status, "математика, 7 кл., 3→4", at, below)
        assert round(row["p"], 4) == {12: 0.0065, 10: 0.0193}[at]

    def test_one_spike_of_one_boundary_is_watched(self):
        table = works([10] * 12 + [9] * 2 + [5] * 20 + [15] * 20)
        assert judge("M1", spike_checks(table, self.scale(), RULES, year=YEAR), RULES).status == WATCH

    def test_no_scale_is_said(self):
        row = spike_checks(works([10] * 60), None, RULES, year=YEAR).iloc[0]
        assert (row["status"], row["reason"]) == (NO_DATA, "границы отметок не заданы")


class TestHigh:
    def test_distance_is_in_spreads_of_schools(self):
        found = high_checks(works(spread(14, 1, 30)), reference(), RULES, year=YEAR)
        row = found.set_index("group").loc["математика, 7 кл."]
        assert row["value"] == pytest.approx(2.0)  # 70 % against 50 %, spread 10
        error = stats.t.ppf(0.975, 29) * 5 / np.sqrt(30) / 10
        assert (row["low"], row["high"]) == pytest.approx((2 - error, 2 + error))
        assert row["status"] == POSSIBLE
        assert row["p"] == pytest.approx(stats.t.sf(1 / (error / stats.t.ppf(0.975, 29)), 29), rel=1e-4)

    def test_a_high_point_with_a_wide_interval_is_watched(self):
        found = high_checks(works(spread(12.6, 5, 30)), reference(), RULES, year=YEAR)
        assert set(found["status"]) == {WATCH}

    def test_conditions(self):
        few = high_checks(works(spread(14, 1, 18)), reference(), RULES, year=YEAR)
        assert set(few["reason"]) == {"учеников меньше 20"}
        for known in (reference(sd=np.nan), reference(subject="физика"), reference(unit="отметка")):
            row = high_checks(works(spread(14, 1, 30)), known, RULES, year=YEAR).iloc[0]
            assert (row["status"], row["reason"]) == (NO_DATA, "в ориентирах нет среднего и разброса школ")

    def test_region_stands_before_municipality(self):
        both = pd.concat([reference(mean=60, territory="муниципалитет"), reference(mean=50)])
        assert standing(works([10] * 3), both)["z"].tolist() == [0, 0, 0]

    def test_a_high_exam_explains_and_a_low_one_does_not(self):
        inner = works(spread(16, 1, 30))
        known = pd.concat([reference(), reference(procedure="ОГЭ", grade=9)])
        for mean, status in ((16, EXPLAINED), (10, POSSIBLE)):
            both = pd.concat([inner, works(spread(mean, 1, 30), procedure="ОГЭ", grade=9)])
            assert high_marker(both, known, RULES, year=YEAR).status == status
        assert high_marker(inner, known, RULES, year=YEAR).status == POSSIBLE


class TestNarrow:
    def history(self, last) -> pd.DataFrame:
        old = [works(spread(11, 4, 30), year=f"20{y}/20{y + 1}") for y in (22, 23, 24)]
        return pd.concat([*old, works(last)])

    def test_even_and_high_is_possible(self):
        row = narrow_checks(self.history(spread(18, 0.8, 30)), RULES, year=YEAR).iloc[0]
        assert (row["value"], row["works"], row["usual"]) == pytest.approx((0.2, 3, 20))
        f = stats.f(29, 87)
        assert (row["low"], row["high"]) == pytest.approx((0.2 / np.sqrt(f.ppf(0.975)), 0.2 / np.sqrt(f.ppf(0.025))))
        assert row["p"] == pytest.approx(f.cdf(0.04 / 0.25))
        assert row["status"] == POSSIBLE

    def test_even_but_not_high_and_high_but_not_even_are_clear(self):
        for last in (spread(12, 0.8, 30), spread(17, 3, 30)):
            assert narrow_checks(self.history(last), RULES, year=YEAR)["status"].item() == CLEAR

    def test_without_other_works_there_is_nothing_to_compare(self):
        row = narrow_checks(works(spread(18, 0.8, 30)), RULES, year=YEAR).iloc[0]
        assert (row["status"], row["reason"]) == (
            FEW, "разброс учеников в ориентирах не задан, а других работ школы мало",
        )  # fmt: skip

    def test_few_pupils(self):
        assert narrow_checks(self.history(spread(18, 0.8, 18)), RULES, year=YEAR)["reason"].item() == "работ меньше 20"
