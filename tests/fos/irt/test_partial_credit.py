"""Partial credit: Rasch's model on zeros and ones; a plain maximiser and rivals agree; unused points are named."""

import warnings

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize

from workbook.errors import DataRefused, MissingData
from workbook.fos.irt import partial_credit, rasch

STEPS = [[-1, 0.3], [0.5, -0.2], [-0.5, 0.5, 1.2], [0.0], [0.7]]


def b(curves):
    return np.concatenate(curves.thresholds)


def b_errors(curves):
    return np.concatenate(curves.threshold_errors)


class TestOnZerosAndOnes:
    @pytest.mark.parametrize("spread", [1.0, None])
    def test_it_is_rasch(self, lsat6, spread):
        ours, plain = partial_credit(lsat6, spread=spread), rasch(lsat6, spread=spread)
        assert b(ours) == pytest.approx(b(plain), abs=1e-10)
        assert b_errors(ours) == pytest.approx(b_errors(plain), abs=1e-10)
        assert (ours.loglik, ours.spread) == (plain.loglik, plain.spread)
        assert ours.model == "частичный кредит"


class TestAgainstPlainMaximum:
    @pytest.mark.parametrize("spread", [1.0, None])
    def test_variants_with_common_items(self, simulate, curves_of, plain_loglik, spread):
        scores = simulate(200, [[-1, 0.3], [0.5, -0.2], [0.4]], spread=1.2)
        scores.iloc[:80, 0] = np.nan
        scores.iloc[140:, 2] = np.nan
        found = partial_credit(scores, spread=spread)

        def curves(values):
            width = values[-1] if spread is None else spread
            return curves_of(scores.columns, 1, [values[:2], values[2:4], values[4:5]], width)

        start = np.append(np.zeros(5), 1.0)[: 6 if spread is None else 5]
        best = minimize(lambda values: -plain_loglik(curves(values), scores), start, method="BFGS")
        assert found.loglik == pytest.approx(-best.fun, abs=1e-5)
        assert b(found) == pytest.approx(best.x[:5], abs=2e-3)

    def test_errors_are_those_of_the_curvature(self, simulate, curves_of, plain_loglik):
        scores = simulate(300, [[-1, 0.3], [0.5, -0.2], [0.4]], spread=1.2)
        found = partial_credit(scores, spread=None)
        at, step = np.append(b(found), found.spread), 1e-3

        def height(values):
            steps = [values[:2], values[2:4], values[4:5]]
            return plain_loglik(curves_of(scores.columns, 1, steps, values[5]), scores)

        steps = step * np.eye(6)

        def bend(x, y):
            return -sum(s * t * height(at + s * x + t * y) for s in (1, -1) for t in (1, -1)) / (4 * step**2)

        errors = np.sqrt(np.diag(np.linalg.inv([[bend(x, y) for y in steps] for x in steps])))
        assert [*b_errors(found), found.spread_error] == pytest.approx(errors, rel=1e-3)


class TestAgainstRivals:
    def test_mirt(self, simulate):
        mirt = pytest.importorskip("mirt")
        scores = simulate(800, STEPS)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = mirt.fit_mirt(scores.to_numpy(dtype=int), "PCM", n_quadpts=61, tol=1e-6)
        ours = partial_credit(scores)
        shape = [slice(0, len(steps)) for steps in STEPS]
        found, errors = theirs.model.parameters["steps"], theirs.standard_errors["steps"]
        assert b(ours) == pytest.approx(
            np.concatenate([row[own] for row, own in zip(found, shape, strict=True)]), abs=1e-3
        )
        assert b_errors(ours) == pytest.approx(
            np.concatenate([row[own] for row, own in zip(errors, shape, strict=True)]), rel=2e-2
        )
        assert ours.loglik == pytest.approx(theirs.log_likelihood, rel=1e-6)

    def test_girth_with_free_slopes_is_a_little_more_likely(self, simulate, curves_of, plain_loglik):
        """Girth `pcm_mml` gives each item a slope: our model lies inside its own."""
        girth = pytest.importorskip("girth")
        scores = simulate(500, STEPS)
        ours, theirs = partial_credit(scores), girth.pcm_mml(scores.to_numpy(dtype=int).T)
        steps = [row[~np.isnan(row)] for row in theirs["Difficulty"]]
        height = plain_loglik(curves_of(scores.columns, theirs["Discrimination"], steps), scores)
        assert ours.loglik - 1e-3 <= height < ours.loglik + 12  # five slopes more: 2Δ is χ² with 5 degrees


class TestRecovery:
    def test_two_variants(self, simulate):
        scores = simulate(3000, STEPS, spread=1.3)
        scores.iloc[:1500, 0] = np.nan
        scores.iloc[1500:, 4] = np.nan
        curves = partial_credit(scores, spread=None)
        assert np.abs((b(curves) - np.concatenate(STEPS)) / b_errors(curves)).max() < 4
        assert curves.spread == pytest.approx(1.3, abs=4 * curves.spread_error)


class TestEdges:
    def test_points_that_nobody_earned_are_named(self):
        scores = pd.DataFrame({"З1": [0, 2, 2, 0], "З2": [0, 1, 2, 3], "З3": [1, 2, 1, 4]})
        with pytest.raises(MissingData) as refusal:
            partial_credit(scores)
        assert refusal.value.message == (
            "Есть баллы, которых никто не получил: «З1» — 1; «З3» — 0, 3. Трудность соседних ступеней не определена: "
            "объедините такой балл с соседним (например, считайте 2 балла за 1) и повторите расчёт."
        )
        assert refusal.value.missing == ("З1", "З3")

    def test_half_points_are_refused(self):
        scores = pd.DataFrame({"З1": [0, 0.5, 1], "З2": [0, 1, 1]}, index=["У1", "У2", "У3"])
        with pytest.raises(DataRefused) as refusal:
            partial_credit(scores)
        assert refusal.value.message == (
            "Задание «З1», ученик «У2»: балл 0,5. Для модели частичного кредита годятся целые баллы от 0 и выше."
        )

    def test_three_pupils_two_items(self):
        curves = partial_credit(pd.DataFrame({"З1": [0, 1, 2], "З2": [1, 0, 1]}))
        assert curves.converged
        assert [len(steps) for steps in curves.thresholds] == [2, 1]
