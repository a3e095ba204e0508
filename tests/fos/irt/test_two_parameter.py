"""The two-parameter model: published values, rivals, a plain maximiser, runaway and reversed items."""

import warnings

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize

from workbook.errors import MissingData
from workbook.fos.irt import SlopePrior, two_parameter
from workbook.fos.irt.pattern_likelihood import Patterns, pattern_surface


def b(curves):
    return np.concatenate(curves.thresholds)


def b_errors(curves):
    return np.concatenate(curves.threshold_errors)


class TestLsat6:
    """fos.md G1; standard errors as ltm prints them (Rizopoulos 2006), whose grid differs in the fourth digit."""

    def test_estimates(self, lsat6):
        curves = two_parameter(lsat6)
        assert curves.slopes == pytest.approx([0.8257, 0.7227, 0.8909, 0.6884, 0.6569], abs=1e-3)
        assert b(curves) == pytest.approx([-3.3588, -1.3701, -0.2797, -1.8664, -3.1259], abs=1e-3)
        assert curves.loglik == pytest.approx(-2466.653, abs=1e-3)
        assert (curves.model, curves.parameters, curves.n, curves.converged) == ("2PL", 10, 1000, True)
        assert np.isnan(curves.slope_errors).all()

    def test_errors(self, lsat6):
        curves = two_parameter(lsat6, errors=True)
        assert curves.slope_errors == pytest.approx([0.2581, 0.1867, 0.2326, 0.1852, 0.2100], abs=1e-3)
        assert b_errors(curves) == pytest.approx([0.8669, 0.3073, 0.0997, 0.4345, 0.8702], abs=2e-3)

    def test_on_girths_grid(self, lsat6):
        """Girth's own likelihood is not higher at its own estimates than at ours."""
        girth = pytest.importorskip("girth")
        theirs = girth.twopl_mml(lsat6.to_numpy().T)
        ours = two_parameter(lsat6)
        points, share = np.polynomial.legendre.leggauss(41)
        nodes, weights = points * 4.5, share * 4.5 * np.exp(-((points * 4.5) ** 2) / 2) / np.sqrt(2 * np.pi)

        def height(slopes, difficulties):
            logits = np.asarray(slopes)[:, None] * (nodes - np.asarray(difficulties)[:, None])
            joint = lsat6.to_numpy() @ logits - np.logaddexp(0, logits).sum(axis=0)
            return float(np.log(np.exp(joint) @ weights).sum())

        mine, other = height(ours.slopes, b(ours)), height(theirs["Discrimination"], theirs["Difficulty"])
        assert mine == pytest.approx(other, rel=1e-6)
        assert mine >= other - 1e-3


class TestLsat7:
    """Bock & Lieberman 1970, section 7; estimates as R mirt prints them for its data LSAT7 (Chalmers, R. P. (2012).
    mirt: A multidimensional item response theory package for the R environment. JSS 48(6), 1–29).
    """  # fmt: skip

    COUNTS = "12 19 1 7 3 19 3 17 10 5 3 7 7 23 8 28 7 39 11 34 14 51 15 90 6 25 7 35 18 136 32 308"

    def test_estimates(self, expand):
        curves = two_parameter(expand(self.COUNTS))
        assert curves.slopes == pytest.approx([0.988, 1.081, 1.706, 0.765, 0.736], abs=2e-3)
        assert -curves.slopes * b(curves) == pytest.approx([1.856, 0.808, 1.804, 0.486, 1.855], abs=2e-3)
        assert curves.loglik == pytest.approx(-2658.805, abs=1e-3)


class TestDerivatives:
    def test_gradient_and_observed_information(self, rng):
        points = (rng.random((60, 4)) < 0.6).astype(float)
        parts = [Patterns(np.array([0, 1, 2]), points[:30, :3], np.ones(30)), Patterns(
            np.array([1, 2, 3]), points[30:, 1:], rng.integers(1, 4, 30).astype(float)
        )]  # fmt: skip
        at, step = np.array([0.8, 1.3, -0.4, 1.1, 0.2, -0.5, 0.9, 0.0]), 1e-4
        here = pattern_surface(parts, at[:4], at[4:])
        for place, shift in enumerate(step * np.eye(8)):
            above, below = (pattern_surface(parts, *np.split(at + sign * shift, 2)) for sign in (1, -1))
            assert (above.value - below.value) / (2 * step) == pytest.approx(here.gradient[place], abs=1e-5)
            bend = -(above.gradient - below.gradient) / (2 * step)
            assert bend == pytest.approx(here.observed[place], abs=1e-4)


class TestAgainstPlainMaximum:
    @pytest.mark.parametrize("prior", [None, SlopePrior(0.1, 0.4)])
    def test_variants_with_common_items(self, simulate, curves_of, plain_loglik, prior):
        scores = simulate(240, [[-1], [-0.3], [0.2], [0.8], [0.4]], slopes=[1.2, 0.8, 1.5, 1, 1.3])
        scores.iloc[:120, 4] = np.nan
        scores.iloc[120:, 0] = np.nan
        found = two_parameter(scores, prior=prior)

        def height(values):
            slopes, intercepts = np.split(values, 2)
            density = 0.0 if prior is None else -(((np.log(np.abs(slopes)) - 0.1) / 0.4) ** 2).sum() / 2
            return plain_loglik(curves_of(scores.columns, slopes, -intercepts / slopes), scores) + density

        best = minimize(lambda values: -height(values), np.append(np.ones(5), np.zeros(5)), method="BFGS")
        assert found.slopes == pytest.approx(best.x[:5], abs=5e-3)
        assert found.slopes * -b(found) == pytest.approx(best.x[5:], abs=5e-3)
        assert found.loglik == pytest.approx(plain_loglik(found, scores), abs=1e-6)  # the prior is not in it


class TestAgainstRivals:
    def test_girth(self, simulate, curves_of, plain_loglik):
        girth = pytest.importorskip("girth")
        slopes = np.tile([0.7, 1.0, 1.4], 4)
        scores = simulate(1500, [[x] for x in np.linspace(-1.5, 1.5, 12)], slopes=slopes)
        ours, theirs = two_parameter(scores), girth.twopl_mml(scores.to_numpy(dtype=int).T)
        assert ours.slopes == pytest.approx(theirs["Discrimination"], abs=1e-2)
        assert b(ours) == pytest.approx(theirs["Difficulty"], abs=1e-2)
        height = plain_loglik(curves_of(scores.columns, theirs["Discrimination"], theirs["Difficulty"]), scores)
        assert ours.loglik == pytest.approx(height, rel=1e-6)
        assert ours.loglik >= height

    def test_mirt_with_errors(self, simulate):
        mirt = pytest.importorskip("mirt")
        scores = simulate(1200, [[x] for x in np.linspace(-1.5, 1.5, 10)], slopes=np.tile([0.8, 1.4], 5))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = mirt.fit_mirt(scores.to_numpy(dtype=int), "2PL", n_quadpts=61, tol=1e-6, se_method="oakes")
        ours = two_parameter(scores, errors=True)
        assert ours.slopes == pytest.approx(np.ravel(theirs.model.parameters["discrimination"]), abs=2e-3)
        assert b(ours) == pytest.approx(np.ravel(theirs.model.parameters["difficulty"]), abs=2e-3)
        assert ours.loglik == pytest.approx(theirs.log_likelihood, rel=1e-6)
        assert ours.slope_errors == pytest.approx(np.ravel(theirs.standard_errors["discrimination"]), rel=2e-2)
        assert b_errors(ours) == pytest.approx(np.ravel(theirs.standard_errors["difficulty"]), rel=2e-2)


class TestRecovery:
    def test_many_works_through_a_sample_of_them(self, simulate):
        """With 9,000 different works the climb begins at the answer for a sample."""
        truth, slopes = np.linspace(-1.5, 1.5, 30), np.tile([0.7, 1.0, 1.5], 10)
        scores = simulate(9000, [[x] for x in truth], slopes=slopes)
        curves = two_parameter(scores, errors=True)
        assert curves.converged
        assert np.abs((curves.slopes - slopes) / curves.slope_errors).max() < 4
        assert np.abs((b(curves) - truth) / b_errors(curves)).max() < 4

    def test_variants(self, simulate):
        truth, slopes = np.linspace(-1.2, 1.2, 12), np.tile([0.8, 1.3], 6)
        scores = simulate(3000, [[x] for x in truth], slopes=slopes)
        scores.iloc[:1500, 9:] = np.nan
        scores.iloc[1500:, :3] = np.nan
        curves = two_parameter(scores, errors=True)
        assert np.abs((curves.slopes - slopes) / curves.slope_errors).max() < 4
        assert np.abs((b(curves) - truth) / b_errors(curves)).max() < 4


class TestEdges:
    def test_a_runaway_slope_is_named(self):
        """Items answered alike by everybody: no finite slope fits them."""
        base = np.tile([1, 0], 20)
        scores = pd.DataFrame({"З1": base, "З2": base, "З3": np.tile([1, 1, 0, 0, 1], 8)})
        curves = two_parameter(scores)
        assert not curves.converged
        assert any("«З1»: крутизна растёт без предела" in note for note in curves.notes)

    def test_a_prior_holds_it(self):
        base = np.tile([1, 0], 20)
        scores = pd.DataFrame({"З1": base, "З2": base, "З3": np.tile([1, 1, 0, 0, 1], 8)})
        curves = two_parameter(scores, prior=SlopePrior(), errors=True)
        assert curves.converged
        assert np.isfinite(curves.slope_errors).all()
        assert curves.slopes.max() < 4

    def test_a_reversed_item_is_named(self, simulate):
        scores = simulate(600, [[-0.5], [0.0], [0.5], [0.2]], slopes=[1.2, 1.2, 1.2, 1.2])
        scores["З4"] = 1 - scores["З4"]
        curves = two_parameter(scores)
        assert curves.converged
        assert curves.slopes[3] < 0
        assert curves.notes == (
            "Задание «З4»: крутизна отрицательная — слабые решают его чаще сильных; возможна ошибка в ключе.",
        )

    def test_most_items_rise_with_ability(self, simulate):
        scores = 1 - simulate(600, [[-0.5], [0.0], [0.5]], slopes=[1.2, 1.2, 1.2])
        assert (two_parameter(scores).slopes > 0).all()

    def test_two_items_need_a_prior(self):
        scores = pd.DataFrame({"З1": [1, 1, 0], "З2": [0, 1, 0]})
        with pytest.raises(MissingData, match=r"не меньше трёх заданий, а в матрице 2.*Возьмите модель Раша"):
            two_parameter(scores)
        assert two_parameter(scores, prior=SlopePrior()).converged

    def test_three_pupils_end_without_an_error(self):
        curves = two_parameter(pd.DataFrame({"З1": [1, 1, 0], "З2": [0, 1, 0], "З3": [0, 1, 1]}))
        assert curves.n == 3
        assert not curves.converged

    def test_a_prior_pulls_slopes_together(self, simulate):
        scores = simulate(100, [[-0.5], [0.0], [0.5], [1]], slopes=[0.5, 1, 1.5, 2])
        free, held = two_parameter(scores), two_parameter(scores, prior=SlopePrior(sd=0.1))
        assert np.ptp(held.slopes) < np.ptp(free.slopes) / 3
