import math
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbook.errors import MissingData
from workbook.vsoko.progress_model import checked_fit, mixed_fit
from workbook.vsoko.progress_sums import CONSTANT, SUM_COLUMNS, fit_sums, group_sums, plain_fit, sums_of, sums_table

SHARED = Path(os.environ.get("WORKBOOK_DATA_CANDIDATES", Path(__file__).parents[3] / "shared" / "data-candidates"))
LONDON = SHARED / "exam_london.csv"


@pytest.fixture(scope="module")
def london() -> pd.DataFrame:
    """Goldstein et al. 1993: 4059 pupils of 65 London schools, intake test at 11 and exam at 16."""
    if not LONDON.is_file():
        pytest.skip("нет exam_london.csv")
    frame = pd.read_csv(LONDON, dtype={"school": str})
    return frame.assign(
        male=frame["sex"].eq("M").astype(float),
        boys=frame["schgend"].eq("boys").astype(float),
        girls=frame["schgend"].eq("girls").astype(float),
    )


def classes(effects: list[float], size: int, slope: float = 0.7, noise: float = 5.0, seed: int = 1) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    group = np.repeat([f"{number} А" for number in range(len(effects))], size)
    x = rng.normal(0, 15, len(group))
    y = 2 + slope * x + np.repeat(effects, size) + rng.normal(0, noise, len(group))
    return pd.DataFrame({"class_": group, "x": x, "y": y})


class TestLondonSchools:
    """Published values: MLwiN manual (maximum likelihood), vignette MlmSoftRev (restricted likelihood)."""

    def test_null_model(self, london):
        fit = fit_sums(sums_of(london, "normexam", [], "school"), reml=False)
        assert round(fit.var_group, 3) == 0.169
        assert round(fit.var_residual, 3) == 0.848
        assert round(fit.deviance, 2) == 11010.65

    def test_value_added_from_pupils_and_from_sums_alone(self, london):
        sums = group_sums(sums_table(london, "standLRT", "normexam", "school"), "school")
        for given_ in (sums, sums_of(london, "normexam", ["standLRT"], "school")):
            fit = fit_sums(given_, reml=False)
            assert [round(value, 3) for value in fit.params] == [0.002, 0.563]
            assert [round(value, 3) for value in fit.se] == [0.040, 0.012]
            assert round(fit.var_group, 3) == 0.092
            assert round(fit.var_residual, 3) == 0.566
            assert round(fit.deviance, 2) == 9357.24

    def test_value_added_by_statsmodels(self, london):
        fit = mixed_fit(london, "normexam", ["standLRT"], "school", reml=False)
        assert fit.converged
        assert [round(value, 3) for value in fit.params] == [0.002, 0.563]
        assert [round(value, 3) for value in fit.se] == [0.040, 0.012]
        assert round(fit.covariance.iloc[0, 0], 3) == 0.092
        assert round(fit.var_residual, 3) == 0.566
        assert round(fit.deviance, 2) == 9357.24

    def test_random_slope(self, london):
        fit = mixed_fit(london, "normexam", ["standLRT"], "school", slopes=["standLRT"], reml=False)
        assert fit.converged
        assert fit.covariance.round(3).to_numpy().tolist() == [[0.090, 0.018], [0.018, 0.015]]
        assert round(fit.var_residual, 3) == 0.554
        assert round(fit.deviance, 2) == 9316.87

    def test_restricted_likelihood_with_sex_and_kind_of_school(self, london):
        predictors = ["standLRT", "male", "boys", "girls"]
        for fit in (
            fit_sums(sums_of(london, "normexam", predictors, "school")),
            mixed_fit(london, "normexam", predictors, "school"),
        ):
            assert [round(value, 4) for value in fit.params[predictors]] == [0.5598, -0.1674, 0.1777, 0.1590]
            assert round(math.sqrt(fit.var_residual), 3) == 0.750
        exact = fit_sums(sums_of(london, "normexam", predictors, "school"))
        assert round(math.sqrt(exact.var_group), 3) == 0.293
        assert exact.p_groups < 1e-9


class TestAgainstStatsmodels:
    @pytest.mark.parametrize("reml", [True, False])
    @pytest.mark.parametrize("effects", [[6, -4, 3, -8, 0, 5], [0.0] * 6])
    def test_exact_fit_agrees_to_four_places(self, effects, reml):
        from statsmodels.regression.mixed_linear_model import MixedLM

        frame = classes(effects, 18)
        exact = fit_sums(sums_of(frame, "y", ["x"], "class_"), reml=reml)
        other = mixed_fit(frame, "y", ["x"], "class_", reml=reml)
        assert other.converged
        assert exact.params.to_numpy() == pytest.approx(other.params.to_numpy(), abs=1e-4)
        assert exact.se.to_numpy() == pytest.approx(other.se.to_numpy(), rel=1e-3)
        assert exact.deviance == pytest.approx(other.deviance, abs=1e-4)
        assert exact.var_group == pytest.approx(other.covariance.iloc[0, 0], abs=1e-2)
        if exact.var_group:
            model = MixedLM(frame["y"], np.column_stack([np.ones(len(frame)), frame["x"]]), groups=frame["class_"])
            shrunk = {name: value.iloc[0] for name, value in
                      model.fit(reml=reml, method=["powell", "lbfgs"]).random_effects.items()}  # fmt: skip
            assert exact.effects["effect"].to_dict() == pytest.approx(shrunk, abs=1e-3)

    def test_classes_without_differences_have_variance_nought_and_it_is_an_answer(self):
        frame = classes([0.0] * 6, 18)
        for name in ("x", "y"):  # nothing between classes
            frame[name] -= frame.groupby("class_")[name].transform("mean") - frame[name].mean()
        found = checked_fit(frame, "y", ["x"], "class_")
        assert not found.reason
        assert found.fit.singular
        assert found.fit.share == 0
        assert found.fit.p_groups == 1
        assert found.fit.effects["effect"].abs().max() == 0

    def test_a_search_that_breaks_is_a_reason_and_not_an_exception(self):
        frame = classes([1.0, 2.0, 3.0], 6).assign(twice=lambda rows: 2 * rows["x"])
        found = mixed_fit(frame, "y", ["x", "twice"], "class_")
        assert not found.converged
        assert found.reason.startswith("модель не сошлась: ")
        assert math.isnan(found.deviance)


class TestShrinkage:
    def test_small_class_is_pulled_to_the_mean_more_than_a_large_one(self):
        frame = pd.concat([classes([8.0, -8.0, 6.0, -6.0, 5.0, -5.0], 30), classes([0.0], 3).assign(class_="9 Б")])
        effects = fit_sums(sums_of(frame, "y", ["x"], "class_")).effects
        assert effects.loc["9 Б", "weight"] < effects.loc["0 А", "weight"] < 1
        assert (effects["effect"].abs() <= effects["raw"].abs() + 1e-9).all()
        assert effects.loc["0 А", "low"] > 0

    def test_by_hand(self):
        # two groups of two, no predictors: between 4² / within 0.5; REML = ANOVA for equal groups
        frame = pd.DataFrame({"g": ["a", "a", "b", "b"], "y": [1.0, 2.0, 5.0, 6.0]})
        fit = fit_sums(sums_of(frame, "y", [], "g"))
        assert fit.var_residual == pytest.approx(0.5)
        assert fit.var_group == pytest.approx((16 - 0.5) / 2, rel=1e-5)
        assert fit.params[CONSTANT] == pytest.approx(3.5)

    @settings(max_examples=20)
    @given(st.integers(0, 10_000), st.floats(-50, 50))
    def test_moving_every_finish_moves_only_the_constant(self, seed, shift):
        frame = classes([3.0, -3.0, 1.0, -2.0, 4.0], 8, seed=seed)
        one = fit_sums(sums_of(frame, "y", ["x"], "class_"))
        two = fit_sums(sums_of(frame.assign(y=frame["y"] + shift), "y", ["x"], "class_"))
        assert two.params["x"] == pytest.approx(one.params["x"], abs=1e-6)
        assert two.params[CONSTANT] == pytest.approx(one.params[CONSTANT] + shift, abs=1e-5)
        assert two.effects["effect"].to_numpy() == pytest.approx(one.effects["effect"].to_numpy(), abs=1e-3)

    @settings(max_examples=20)
    @given(st.integers(0, 10_000))
    def test_no_ratio_of_variances_is_likelier_than_the_one_found(self, seed):
        from workbook.vsoko.progress_sums import _at

        sums = sums_of(classes([2.0, -2.0, 1.0, 0.0, -1.0], 6, seed=seed), "y", ["x"], "class_")
        best = fit_sums(sums).deviance
        for ratio in (0.0, 1e-4, 0.003, 0.02, 0.1, 0.3, 1.0, 10.0):
            assert _at(sums, ratio, True)[0] >= best - 1e-7


class TestRefusals:
    def test_one_group(self):
        with pytest.raises(MissingData, match=r"Для модели нужны хотя бы две группы\."):
            fit_sums(sums_of(classes([1.0], 9), "y", ["x"], "class_"))

    def test_start_without_spread(self):
        frame = classes([1.0, 2.0], 9).assign(x=3.0)
        with pytest.raises(MissingData, match=r"Модель не построить: стартовые результаты не различаются\."):
            plain_fit(sums_of(frame, "y", ["x"], "class_"))

    def test_finish_without_spread(self):
        frame = classes([1.0, 2.0], 9).assign(y=50.0)
        with pytest.raises(MissingData, match=r"Модель не построить: у финиша нет разброса\."):
            plain_fit(sums_of(frame, "y", ["x"], "class_"))

    def test_three_pupils(self):
        with pytest.raises(MissingData, match=r"Для модели мало данных: пар «старт — финиш» 3\."):
            plain_fit(sums_of(classes([1.0], 3), "y", ["x"], "class_"))


def test_sums_of_a_table_can_be_counted_by_hand():
    frame = pd.DataFrame({"school": ["a", "a", "b"], "x": [1.0, 2.0, 5.0], "y": [3.0, 4.0, 6.0]})
    table = sums_table(frame, "x", "y", "school")
    assert list(table.columns) == ["school", *SUM_COLUMNS]
    assert table.to_numpy().tolist() == [["a", 2, 3, 7, 5, 11, 25], ["b", 1, 5, 6, 25, 30, 36]]
