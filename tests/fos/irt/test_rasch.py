"""Rasch's model by marginal likelihood: published values, rivals, a plain maximiser, edges."""

import warnings

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize

from workbook.errors import MissingData
from workbook.fos.irt import one_parameter, rasch


def b(curves):
    return np.concatenate(curves.thresholds)


def b_errors(curves):
    return np.concatenate(curves.threshold_errors)


class TestLsat6:
    """fos.md G1; Rizopoulos, D. (2006), JSS 17(5) prints the values of ltm."""

    def test_spread_of_one(self, lsat6):
        curves = rasch(lsat6)
        assert b(curves) == pytest.approx([-2.8720, -1.0630, -0.2576, -1.3881, -2.2188], abs=1e-3)
        assert curves.loglik == pytest.approx(-2473.054, abs=1e-3)
        assert (curves.model, curves.n, curves.parameters, curves.converged) == ("Раш", 1000, 5, True)
        assert curves.slopes.tolist() == [1] * 5

    def test_spread_estimated(self, lsat6):
        curves = rasch(lsat6, spread=None)
        assert b(curves) == pytest.approx([-2.7300, -0.9986, -0.2399, -1.3065, -2.0994], abs=1e-3)
        assert curves.spread**2 == pytest.approx(0.5702, abs=1e-3)
        assert curves.loglik == pytest.approx(-2466.938, abs=1e-3)
        assert curves.parameters == 6

    def test_common_slope(self, lsat6):
        curves = one_parameter(lsat6)
        assert curves.slopes == pytest.approx([0.7551] * 5, abs=1e-3)
        assert b(curves) == pytest.approx([-3.6153, -1.3224, -0.3176, -1.7301, -2.7802], abs=1e-3)
        assert b_errors(curves) == pytest.approx([0.3266, 0.1422, 0.0977, 0.1691, 0.2510], abs=1e-3)
        assert curves.slope_errors == pytest.approx([0.0694] * 5, abs=1e-3)
        assert curves.loglik == pytest.approx(-2466.938, abs=1e-3)
        assert (curves.spread, curves.model) == (1.0, "1PL")

    def test_errors_can_be_left_out(self, lsat6):
        curves = rasch(lsat6, errors=False)
        assert np.isnan(b_errors(curves)).all()

    def test_table(self, lsat6):
        table = rasch(lsat6).table()
        assert list(table) == ["item", "step", "a", "a_se", "b", "b_se"]
        assert table["item"].tolist() == ["З1", "З2", "З3", "З4", "З5"]
        assert table["step"].eq(1).all()


class TestAgainstPlainMaximum:
    """The same maximum is found by a maximiser that knows no derivative of ours."""

    @pytest.mark.parametrize("spread", [1.0, 0.6, None])
    def test_variants_with_common_items(self, simulate, curves_of, plain_loglik, spread):
        scores = simulate(120, [[-1], [-0.3], [0.2], [0.8], [1.4]], spread=1.3)
        scores.iloc[:60, 3:] = np.nan
        scores.iloc[60:, :2] = np.nan
        found = rasch(scores, spread=spread)

        def height(values):
            width = values[-1] if spread is None else spread
            return plain_loglik(curves_of(scores.columns, 1, values[:5], width), scores)

        start = np.append(np.zeros(5), 1.0)[: 6 if spread is None else 5]
        best = minimize(lambda values: -height(values), start, method="BFGS")
        assert found.loglik == pytest.approx(-best.fun, abs=1e-5)
        assert b(found) == pytest.approx(best.x[:5], abs=2e-3)
        if spread is None:
            assert found.spread == pytest.approx(best.x[5], abs=2e-3)

    def test_errors_are_those_of_the_curvature(self, simulate, curves_of, plain_loglik):
        scores = simulate(150, [[-0.5], [0.0], [0.7]], spread=1.5)
        found = rasch(scores, spread=None)
        at, step = np.append(b(found), found.spread), 1e-3

        def height(values):
            return plain_loglik(curves_of(scores.columns, 1, values[:3], values[3]), scores)

        steps = step * np.eye(4)
        bend = np.array(
            [
                [
                    sum(s * t * height(at + s * one + t * other) for s in (1, -1) for t in (1, -1)) / (4 * step**2)
                    for other in steps
                ]
                for one in steps
            ]
        )
        errors = np.sqrt(np.diag(np.linalg.inv(-bend)))
        assert [*b_errors(found), found.spread_error] == pytest.approx(errors, rel=1e-3)


class TestAgainstRivals:
    def test_girth_one_parameter(self, simulate, curves_of, plain_loglik):
        girth = pytest.importorskip("girth")
        scores = simulate(1500, [[x] for x in np.linspace(-2, 2, 15)], spread=1.3)
        ours, theirs = one_parameter(scores), girth.onepl_mml(scores.to_numpy(dtype=int).T)
        # girth takes difficulties from shares correct alone, hence the last half per cent.
        assert ours.slopes[0] == pytest.approx(theirs["Discrimination"], abs=5e-3)
        assert b(ours) == pytest.approx(theirs["Difficulty"], abs=1e-2)
        height = plain_loglik(curves_of(scores.columns, theirs["Discrimination"], theirs["Difficulty"]), scores)
        assert ours.loglik == pytest.approx(height, rel=1e-6)
        assert ours.loglik >= height - 1e-6 * abs(height)

    def test_girth_on_its_own_grid(self, lsat6):
        """On LSAT6 both stand on one likelihood: girth's 41 Gauss–Legendre nodes, from −4.5 to 4.5."""
        girth = pytest.importorskip("girth")
        theirs = girth.onepl_mml(lsat6.to_numpy().T)
        ours = one_parameter(lsat6)
        points, share = np.polynomial.legendre.leggauss(41)
        nodes, weights = points * 4.5, share * 4.5 * np.exp(-((points * 4.5) ** 2) / 2) / np.sqrt(2 * np.pi)

        def height(slope, difficulties):
            logits = slope * (nodes - np.asarray(difficulties)[:, None])
            joint = lsat6.to_numpy() @ logits - np.logaddexp(0, logits).sum(axis=0)
            return float(np.log(np.exp(joint) @ weights).sum())

        mine = height(ours.slopes[0], b(ours))
        assert mine == pytest.approx(height(theirs["Discrimination"], theirs["Difficulty"]), rel=1e-6)
        assert mine == pytest.approx(ours.loglik, abs=2e-2)  # girth's grid leaves out 7 pupils in a million

    def test_mirt_holds_slope_and_spread(self, simulate):
        """PyPI mirt 1.2 «1PL» is Rasch's model with both fixed at 1."""
        mirt = pytest.importorskip("mirt")
        scores = simulate(800, [[x] for x in np.linspace(-1.5, 1.5, 10)])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = mirt.fit_mirt(scores.to_numpy(dtype=int), "1PL", n_quadpts=61, tol=1e-7)
        ours = rasch(scores)
        assert b(ours) == pytest.approx(np.ravel(theirs.model.parameters["difficulty"]), abs=1e-3)
        assert ours.loglik == pytest.approx(theirs.log_likelihood, rel=1e-6)
        assert b_errors(ours) == pytest.approx(np.ravel(theirs.standard_errors["difficulty"]), rel=2e-2)

    def test_mirt_with_variants(self, simulate):
        mirt = pytest.importorskip("mirt")
        scores = simulate(900, [[x] for x in np.linspace(-1.5, 1.5, 9)])
        scores.iloc[:450, 6:] = np.nan
        scores.iloc[450:, :3] = np.nan
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = mirt.fit_mirt(
                scores.fillna(-1).to_numpy(dtype=int), "1PL", n_quadpts=61, tol=1e-7, compute_standard_errors=False
            )
        assert b(rasch(scores)) == pytest.approx(np.ravel(theirs.model.parameters["difficulty"]), abs=1e-3)


class TestRecovery:
    def test_three_variants_come_to_one_scale(self, simulate):
        truth = np.linspace(-2, 2, 16)
        scores = simulate(3000, [[x] for x in truth], spread=0.8)
        own = {0: range(4, 8), 1: range(8, 12), 2: range(12, 16)}  # items 0…3 are common to all
        for variant, keep in own.items():
            gone = [place for place in range(4, 16) if place not in keep]
            scores.iloc[variant * 1000 : (variant + 1) * 1000, gone] = np.nan
        curves = rasch(scores, spread=None)
        away = (b(curves) - truth) / b_errors(curves)
        assert np.abs(away).max() < 4
        assert np.sqrt((away**2).mean()) < 1.6
        assert curves.spread == pytest.approx(0.8, abs=4 * curves.spread_error)


class TestEdges:
    def test_all_right_and_all_wrong_stay_in(self):
        scores = pd.DataFrame({"З1": [1, 1, 0, 0], "З2": [1, 0, 1, 0]})
        curves = rasch(scores)
        assert curves.n == 4
        assert b(curves) == pytest.approx([0, 0], abs=1e-9)

    def test_three_pupils_two_items(self):
        curves = rasch(pd.DataFrame({"З1": [1, 1, 0], "З2": [0, 1, 0]}))
        assert curves.converged
        assert b(curves)[0] == pytest.approx(-b(curves)[1])

    def test_a_pupil_without_answers_is_left_out_and_counted(self, lsat6):
        scores = pd.concat([lsat6, pd.DataFrame(np.nan, index=[-1, -2], columns=lsat6.columns)])
        curves = rasch(scores)
        assert (curves.n, curves.dropped) == (1000, 2)
        assert curves.notes == ("Без единого ответа: 2 уч.; в расчёт не вошли.",)
        assert curves.loglik == pytest.approx(rasch(lsat6).loglik)

    def test_items_that_contradict_each_other_give_no_spread(self):
        scores = pd.DataFrame({"З1": [1, 0] * 20, "З2": [0, 1] * 20, "З3": [1, 0, 0, 1] * 10})
        for model in (lambda: rasch(scores, spread=None), lambda: one_parameter(scores)):
            curves = model()
            assert curves.spread == pytest.approx(0, abs=1e-2)
            assert np.isfinite(b(curves)).all()
            assert curves.notes[-1] == "Разброс подготовки оценён нулём: по этим заданиям ученики не различаются."

    def test_duplicates_of_pupils_are_pupils(self, lsat6):
        once, twice = rasch(lsat6), rasch(pd.concat([lsat6, lsat6]))
        assert b(twice) == pytest.approx(b(once), abs=1e-7)
        assert b_errors(twice) == pytest.approx(b_errors(once) / np.sqrt(2), rel=1e-6)

    def test_spread_must_be_positive(self, lsat6):
        with pytest.raises(ValueError, match="spread"):
            rasch(lsat6, spread=0)

    def test_constant_items_are_named(self):
        scores = pd.DataFrame({"З1": [1, 1, 1], "З2": [0, 1, 0], "З3": [0, 0, 0]})
        with pytest.raises(MissingData) as refusal:
            rasch(scores)
        assert refusal.value.message == (
            "Задания «З1», «З3»: у всех учеников один и тот же балл или ответов нет. Для модели Раша трудность таких "
            "заданий не определена: уберите их из матрицы, в отчёте опишите словами (решили все или никто)."
        )
        assert refusal.value.missing == ("З1", "З3")
