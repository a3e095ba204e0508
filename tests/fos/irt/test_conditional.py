"""Rasch's model by conditional likelihood: published values, girth, sums over all works, what cannot be compared."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from workbook.errors import MissingData
from workbook.fos.irt import conditional, rasch
from workbook.fos.irt.conditional import symmetric_functions


def b(curves):
    return np.concatenate(curves.thresholds)


class TestSymmetricFunctions:
    def test_sums_of_products(self, rng):
        weights = rng.uniform(0.1, 3, 6)
        expected = [sum(np.prod(chosen) for chosen in combinations(weights, size)) for size in range(7)]
        assert symmetric_functions(weights[None])[0] == pytest.approx(expected)

    def test_a_hundred_weights_keep_their_digits(self):
        """All weights equal: binomial coefficients."""
        from math import comb

        functions = symmetric_functions(np.ones((1, 100)))[0]
        assert functions == pytest.approx([comb(100, r) for r in range(101)], rel=1e-13)


class TestLsat6:
    """fos.md G1: the values of R eRm."""

    def test_estimates(self, lsat6):
        curves = conditional(lsat6)
        assert b(curves) == pytest.approx([-1.2561, 0.4749, 1.2360, 0.1684, -0.6232], abs=1e-3)
        assert curves.loglik == pytest.approx(-1091.57, abs=5e-3)
        assert b(curves).sum() == pytest.approx(0, abs=1e-12)
        assert curves.parameters == 4
        assert np.isnan(curves.spread)

    def test_pupils_of_the_ends_are_dropped_and_counted(self, lsat6):
        curves = conditional(lsat6)
        assert (curves.n, curves.dropped) == (699, 301)
        assert curves.notes == ("Ничего или всё верно: 301 уч.; условный метод их не учитывает.",)


def by_all_works(scores, difficulties):
    """The conditional log-likelihood as it is defined: over all works with the same sum."""
    total = 0.0
    for _, row in scores.iterrows():
        held = row.notna().to_numpy()
        own, points = difficulties[held], row[held].to_numpy()
        same = [np.array(chosen) for chosen in combinations(range(held.sum()), int(points.sum()))]
        weights = [np.exp(-own[chosen].sum()) if chosen.size else 1.0 for chosen in same]
        total += -float(points @ own) - np.log(sum(weights))
    return total


class TestDefinition:
    def test_value_and_errors_with_variants(self, simulate):
        scores = simulate(80, [[-1], [-0.3], [0.2], [0.8]])
        scores.iloc[:40, 3] = np.nan
        scores.iloc[40:, 0] = np.nan
        found = conditional(scores)
        at = b(found)
        assert found.loglik == pytest.approx(by_all_works(scores, at), abs=1e-9)
        for place in range(4):  # nowhere near is it higher
            for shift in (-0.01, 0.01):
                assert by_all_works(scores, at + shift * np.eye(4)[place]) < found.loglik
        # Errors: curvature along three contrasts, carried back to the items.
        basis = np.array([[1, -1, 0, 0], [1, 1, -2, 0], [1, 1, 1, -3]]) / 10
        bend = np.array(
            [
                [
                    sum(s * t * by_all_works(scores, at + s * x + t * y) for s in (1, -1) for t in (1, -1)) / 4
                    for y in basis / 10
                ]
                for x in basis / 10
            ]
        )
        matrix = basis.T / 10 @ np.linalg.inv(-bend) @ basis / 10
        assert np.concatenate(found.threshold_errors) == pytest.approx(np.sqrt(np.diag(matrix)), rel=2e-3)


class TestLongWorks:
    def test_a_hundred_and_twenty_items(self, simulate):
        """Errors come near those of marginal likelihood, which knows the distribution of abilities."""
        scores = simulate(400, [[x] for x in np.linspace(-2, 2, 120)])
        curves, marginal = conditional(scores), rasch(scores)
        assert curves.converged
        assert np.concatenate(curves.threshold_errors) == pytest.approx(
            np.concatenate(marginal.threshold_errors), rel=0.1
        )


class TestAgainstRivals:
    def test_girth(self, simulate):
        girth = pytest.importorskip("girth")
        scores = simulate(700, [[x] for x in np.linspace(-2, 2, 12)], spread=1.2)
        theirs = girth.rasch_conditional(scores.to_numpy(dtype=int).T)["Difficulty"]
        assert b(conditional(scores)) == pytest.approx(theirs, abs=2e-3)

    def test_close_to_marginal(self, simulate):
        scores = simulate(2000, [[x] for x in np.linspace(-1, 1, 8)])
        marginal = rasch(scores, spread=None)
        assert b(conditional(scores)) == pytest.approx(b(marginal) - b(marginal).mean(), abs=0.02)


class TestEdges:
    def test_two_items_are_a_logit(self):
        """14 against 7: b differ by log 2."""
        scores = pd.DataFrame({"З1": [1] * 14 + [0] * 7, "З2": [0] * 14 + [1] * 7})
        curves = conditional(scores)
        assert b(curves) == pytest.approx([-np.log(2) / 2, np.log(2) / 2])
        assert np.concatenate(curves.threshold_errors) == pytest.approx([np.sqrt(1 / 14 + 1 / 7) / 2] * 2)

    def test_constant_once_the_ends_are_gone(self):
        scores = pd.DataFrame({"З1": [1, 1, 1, 0], "З2": [1, 0, 0, 0], "З3": [1, 0, 1, 0], "З4": [1, 1, 0, 0]})
        with pytest.raises(MissingData, match=r"Задания «З1», «З2»: у всех учеников один и тот же балл"):
            conditional(scores)

    def test_everybody_at_the_ends(self):
        scores = pd.DataFrame({"З1": [1, 1, 0], "З2": [1, 1, 0]})
        with pytest.raises(MissingData, match="«З1», «З2»"):
            conditional(scores)

    def test_variants_without_common_items_cannot_be_compared(self):
        first = pd.DataFrame({"З1": [1, 0, 1], "З2": [0, 1, 0]})
        second = pd.DataFrame({"З3": [1, 0, 1], "З4": [0, 1, 0]})
        with pytest.raises(MissingData) as refusal:
            conditional(pd.concat([first, second]))
        assert "не может сравнить наборы заданий: «З1», «З2»; «З3», «З4»." in refusal.value.message
        assert "Добавьте в варианты общие задания" in refusal.value.message

    def test_a_set_that_always_wins_has_no_place(self):
        """Who solves any of the last two has solved both first ones: Fischer's condition fails."""
        scores = pd.DataFrame({"З1": [1, 0, 1, 1], "З2": [0, 1, 1, 1], "З3": [0, 0, 1, 0], "З4": [0, 0, 0, 1]})
        with pytest.raises(MissingData, match="наборы заданий"):
            conditional(scores)
