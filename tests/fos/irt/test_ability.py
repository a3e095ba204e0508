import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook.errors import DataRefused
from workbook.fos.irt.ability import METHODS, abilities, score_table
from workbook.fos.irt.curves import ItemCurves


def curves(*difficulties, slopes=None, spread=1.0):
    """Curves with known difficulties; a tuple is an item of several points."""
    steps = tuple(np.atleast_1d(np.asarray(b, dtype=float)) for b in difficulties)
    count = len(steps)
    return ItemCurves(
        "Раш", tuple(f"З{n + 1}" for n in range(count)),
        np.ones(count) if slopes is None else np.asarray(slopes, dtype=float),
        steps, np.full(count, np.nan), tuple(b * np.nan for b in steps), spread, 0.0, count, 100, True, 1,
    )  # fmt: skip


def answers(*rows, names=None):
    frame = pd.DataFrame(rows, index=[f"У-{n + 1}" for n in range(len(rows))], dtype=float)
    return frame.set_axis(names or [f"З{n + 1}" for n in range(frame.shape[1])], axis=1)


FIVE = curves(-1.5, -0.75, 0, 0.75, 1.5)


class TestPublished:
    def test_fischer_and_molenaar_table_4_1(self):
        """Fischer, Molenaar (1995). Rasch models, p. 59; repeated at www.winsteps.com/winman/wmle.htm."""
        wle, ml = score_table(FIVE, "WLE"), score_table(FIVE, "ML")
        assert wle["theta"].round(2).tolist() == [-2.95, -1.45, -0.46, 0.46, 1.45, 2.95]
        assert ml["theta"].round(2).tolist()[1:5] == [-1.70, -0.51, 0.51, 1.70]

    def test_ltm_factor_scores_of_the_law_school_test(self):
        """ltm::factor.scores(ltm(LSAT ~ z1)), empirical Bayes; Rizopoulos (2006), JSS 17(5); its printed parameters."""
        model = curves(
            -3.3597341, -1.3696497, -0.2798983, -1.8659189, -3.1235725,
            slopes=[0.8253715, 0.7229499, 0.8904748, 0.6885502, 0.6574516],
        )  # fmt: skip
        rows = answers(
            [0, 0, 0, 0, 0], [0, 0, 0, 1, 1], [0, 1, 1, 1, 1], [1, 0, 1, 0, 1], [1, 1, 0, 1, 1], [1, 1, 1, 1, 1]
        )
        table = abilities(model, rows, "MAP")
        np.testing.assert_allclose(table["theta"], [-1.895, -1.041, 0.023, -0.373, -0.022, 0.606], atol=6e-4)
        np.testing.assert_allclose(table["se"], [0.795, 0.800, 0.828, 0.815, 0.827, 0.855], atol=6e-4)


class TestByHand:
    def test_one_item_of_weighted_likelihood(self):
        # One item: slope of ln√(PQ) is (1 − 2P)/2, so 1 − P + (1 − 2P)/2 = 0 gives P = 3/4, θ = ln 3.
        table = abilities(curves(0.0), answers([1], [0]), "WLE")
        np.testing.assert_allclose(table["theta"], [math.log(3), -math.log(3)], atol=1e-9)

    def test_maximum_likelihood_of_equal_items(self):
        table = abilities(curves(0, 0, 0, 0), answers([1, 1, 1, 0]), "ML")
        assert table["theta"][0] == pytest.approx(math.log(3))
        assert table["se"][0] == pytest.approx(1 / math.sqrt(4 * 3 / 16))

    def test_posterior_mean_of_nothing_known_is_the_prior(self):
        table = abilities(curves(0, 0), answers([np.nan, np.nan]), "EAP")
        assert math.isnan(table["theta"][0])
        assert table["reason"][0] == "нет ни одного ответа на задания модели"

    def test_posterior_mean_against_direct_integration(self):
        grid = np.linspace(-8, 8, 8001)
        p = 1 / (1 + np.exp(-(grid[:, None] - np.array([-1.0, 0.5]))))
        weight = p[:, 0] * (1 - p[:, 1]) * np.exp(-(grid**2) / (2 * 0.7**2))
        mean = (weight * grid).sum() / weight.sum()
        sd = math.sqrt((weight * (grid - mean) ** 2).sum() / weight.sum())
        table = abilities(curves(-1.0, 0.5, spread=0.7), answers([1, 0]), "EAP")
        assert table["theta"][0] == pytest.approx(mean, abs=1e-6)
        assert table["se"][0] == pytest.approx(sd, abs=1e-6)


class TestExtremes:
    @pytest.mark.parametrize("method", ["EAP", "WLE", "MAP"])
    def test_all_right_and_all_wrong_have_a_place(self, method):
        table = abilities(FIVE, answers([1] * 5, [0] * 5), method)
        assert np.isfinite(table[["theta", "se"]]).all().all()
        assert table["theta"][0] == pytest.approx(-table["theta"][1], abs=1e-6)
        assert table["reason"].tolist() == ["", ""]

    def test_maximum_likelihood_says_why_there_is_none(self):
        table = abilities(FIVE, answers([1] * 5, [0] * 5, [1, 0, 0, 0, 0]), "ML")
        assert table["theta"].isna().tolist() == [True, True, False]
        assert table["reason"].tolist() == [
            "все задания решены верно: оценки нет, подготовка выше любой границы",
            "все задания решены неверно: оценки нет, подготовка ниже любой границы", "",
        ]  # fmt: skip

    def test_items_far_apart_do_not_catch_the_search_in_a_side_top(self):
        # One of three hard items solved: near b − ln 2, not at the lower top of the weighted likelihood beside −9.
        table = abilities(curves(-9, -9, -9, 9, 9, 9), answers([1, 1, 1, 1, 0, 0]), "WLE")
        assert 7 < table["theta"][0] < 9


class TestMissingByDesign:
    def test_of_two_equal_tops_the_lower_is_taken(self):
        for shift in (0.0, 1.0, -0.3):
            theta = score_table(curves(2.5 + shift, -2.0 + shift), "WLE")["theta"]
            assert theta[1] == pytest.approx(-0.531090 + shift, abs=1e-5)

    def test_an_absent_item_is_not_a_wrong_one(self):
        table = abilities(FIVE, answers([1, 1, np.nan, np.nan, np.nan], [1, 1, 0, 0, 0]), "WLE")
        assert table["theta"][0] > table["theta"][1]
        assert table["possible"].tolist() == [2, 5]
        assert table["raw"].tolist() == [2, 2]

    def test_order_of_columns_and_absent_columns(self):
        whole = abilities(FIVE, answers([1, 1, np.nan, 0, np.nan]), "EAP")
        part = abilities(FIVE, answers([0, 1, 1], names=["З4", "З2", "З1"]), "EAP")
        pd.testing.assert_frame_equal(whole, part)


class TestSeveralPoints:
    def test_one_item_of_two_points(self):
        # Equal steps at 0: chances 1 : e^θ : e^2θ, so two points of two are as unreachable as for right/wrong items.
        table = score_table(curves((0.0, 0.0)), "WLE")
        assert table["theta"][1] == pytest.approx(0, abs=1e-9)
        assert table["theta"][2] == pytest.approx(-table["theta"][0], abs=1e-9)
        assert math.isnan(score_table(curves((0.0, 0.0)), "ML")["theta"][2])

    def test_two_steps_far_apart_are_two_items(self):
        # With disordered steps impossible to part, an item of ordered distant steps acts as two items.
        one = abilities(curves((-6.0, 6.0)), answers([1]), "ML")["theta"][0]
        two = abilities(curves(-6.0, 6.0), answers([1, 0]), "ML")["theta"][0]
        assert one == pytest.approx(two, abs=0.01)


class TestScoreTable:
    def test_a_variant_of_the_bank(self):
        assert score_table(FIVE, "WLE", ["З1", "З2"])["raw"].tolist() == [0, 1, 2]

    def test_same_as_pupils(self):
        table = score_table(FIVE, "EAP")
        pupils = abilities(FIVE, answers([0] * 5, [0, 0, 1, 0, 0], [1, 1, 1, 1, 0]), "EAP")
        np.testing.assert_allclose(pupils["theta"], table["theta"].iloc[[0, 1, 4]])

    def test_unequal_slopes_are_refused(self):
        with pytest.raises(DataRefused, match="возможна только для модели Раша"):
            score_table(curves(0, 1, slopes=[1, 2]))

    def test_unknown_item(self):
        with pytest.raises(DataRefused, match="Для заданий нет кривых модели: З9"):
            score_table(FIVE, "WLE", ["З9"])


class TestRefusals:
    def test_points_the_model_does_not_know(self):
        with pytest.raises(
            DataRefused, match="Ученик У-1, задание З2: балл 2 не подходит к модели, в ней целые баллы от 0 до 1"
        ):
            abilities(FIVE, answers([1, 2, 0, 0, 0]))

    def test_expected_posterior_needs_a_spread(self):
        with pytest.raises(DataRefused, match="EAP требует разброса"):
            abilities(curves(0, 1, spread=np.nan), answers([1, 0]), "EAP")

    def test_unknown_method(self):
        with pytest.raises(ValueError, match="unknown method"):
            abilities(FIVE, answers([1, 0, 0, 0, 0]), "BME")


class TestLaws:
    @given(st.lists(st.floats(-4, 4), min_size=2, max_size=12), st.sampled_from(sorted(METHODS)))
    def test_a_higher_sum_is_a_higher_place(self, difficulties, method):
        theta = score_table(curves(*difficulties), method)["theta"].dropna().to_numpy()
        assert (np.diff(theta) > 0).all()

    @given(st.lists(st.floats(-3, 3), min_size=2, max_size=8), st.floats(-2, 2))
    def test_shifting_the_items_shifts_the_pupils(self, difficulties, shift):
        here = score_table(curves(*difficulties), "WLE")["theta"]
        there = score_table(curves(*(b + shift for b in difficulties)), "WLE")["theta"]
        # Where one top is about to part into two it is flat, and no search finds it closer.
        np.testing.assert_allclose(there, here + shift, atol=1e-4)


class TestAgainstGirth:
    def test_expected_posterior_and_maximum_likelihood(self, rng):
        girth = pytest.importorskip("girth")
        b, a = rng.normal(size=12), rng.uniform(0.6, 2.0, 12)
        model = curves(*b, slopes=a)
        data = (rng.random((60, 12)) < model.expected(rng.normal(size=60))).astype(float)
        frame = answers(*data)
        eap = girth.ability_eap(data.T.astype(int), b, a, options={"quadrature_n": 81, "quadrature_bounds": (-6, 6)})
        np.testing.assert_allclose(abilities(model, frame, "EAP")["theta"], eap, atol=2e-3)
        inner = (data.sum(axis=1) > 0) & (data.sum(axis=1) < 12)
        ml = girth.ability_mle(data[inner].T.astype(int), b, a)
        ours = abilities(model, frame.loc[inner], "ML")["theta"].to_numpy()
        near = np.abs(ours) < 4  # girth searches within ±6
        np.testing.assert_allclose(ours[near], ml[near], atol=1e-3)


@pytest.fixture
def rng():
    return np.random.default_rng(20261122)
