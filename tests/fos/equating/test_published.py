"""Published numbers: ACT mathematics (Kolen, Brennan; CRAN equate 2.0.9) and the KBneat moments."""

import numpy as np
import pytest

from workbook.fos.equating import METHODS, Anchored, best_degree, equipercentile, moments, ranks, smooth
from workbook.fos.equating.methods import chained, levine, levine_true, tucker

AT = [0, 10, 20, 30, 40]


class TestActMathematics:
    """fos.md G8; Albano, 2016, JSS 74(8); within 1e-4."""

    @pytest.mark.parametrize(
        ("method", "published"),
        [
            ("среднее", [-0.8726, 9.1274, 19.1274, 29.1274, 39.1274]),
            ("линейное", [-2.6320, 8.2542, 19.1405, 30.0267, 40.9129]),
            ("процентильное", [-0.5, 8.1607, 19.1647, 30.1305, 39.9006]),
            ("процентильное сглаженное", [-0.3617, 8.1167, 19.1684, 30.2462, 40.0493]),
        ],
    )
    def test_every_number(self, act, method, published):
        assert METHODS[method].convert(act, 3)[AT] == pytest.approx(published, abs=1e-4)

    def test_mean_intercept_of_the_vignette(self, act):
        line = METHODS["среднее"].line(act)
        assert float(line.intercept) == pytest.approx(-0.8726, abs=5e-5)

    def test_moments_of_the_vignette(self, act):
        for counts, mean, sd in ((act.x, 19.85, 8.21), (act.y, 18.98, 8.94)):
            found = moments(counts[:, None])
            assert float(found.mean) == pytest.approx(mean, abs=0.005)
            assert float(np.sqrt(found.variance)) == pytest.approx(sd, abs=0.005)


class TestFourItems:
    """Kolen, Brennan (2004), tables 2.1–2.3: two tests of four items, shares of pupils at sums 0…4."""

    X = (0.2, 0.3, 0.2, 0.2, 0.1)
    Y = (0.1, 0.2, 0.2, 0.3, 0.2)

    def test_percentile_ranks(self):
        assert ranks(np.array(self.X)) == pytest.approx([0.10, 0.35, 0.60, 0.80, 0.95])
        assert ranks(np.array(self.Y)) == pytest.approx([0.05, 0.20, 0.40, 0.65, 0.90])

    def test_equal_ranks(self):
        found = equipercentile(np.array(self.X), np.array(self.Y))
        assert found == pytest.approx([0.50, 1.75, 2.8333, 3.50, 4.25], abs=5e-5)


class TestKolenBrennanAnchor:
    """Two groups with an internal anchor of 12 items out of 36 (Kolen, Brennan, ch. 4; R data KBneat).

    The moments were computed from the published pupils: means 15.8205, 5.1063 and 18.6728, 5.8626; standard deviations
    6.5278, 2.3760 and 6.8784, 2.4515; covariances 13.4088 and 14.7603 (divisor n), n = 1655 and 1638. For w = 1 Kolen
    and Brennan's worked example has the Tucker and Levine means of Y 16.8153 and 16.2485 and standard deviations 6.7168
    and 6.6007 (quoted from memory; the book was not at hand, and a second computation by hand gave the same digits).
    """

    X = (1655, 15.820543806646526, 6.52782570735491**2, 5.106344410876133, 2.3760236567, 13.408812259836983)
    Y = (1638, 18.672771672771674, 6.878440671421**2, 5.862637362637363, 2.4514944535, 14.760301359202453)

    @pytest.fixture
    def design(self, monkeypatch):
        """A design that carries only moments: the formulas need no more."""
        from workbook.fos.equating import methods
        from workbook.fos.equating.designs import Moments

        def given(part):
            n, mean, variance, anchor_mean, anchor_sd, covariance = self.X if part[0, 0] == 1 else self.Y
            less = n / (n - 1)
            return Moments(*map(np.asarray, (mean, less * variance, anchor_mean, less * anchor_sd**2,
                                             less * covariance)))  # fmt: skip

        monkeypatch.setattr(methods, "moments", given)
        return lambda weight: Anchored(np.array([[1.0]]), np.array([[2.0]]), weight)

    def test_tucker(self, design):
        line = tucker(design(1.0))
        assert float(line.slope) == pytest.approx(6.7168 / 6.5278, abs=2e-5)
        assert float(line.intercept + line.slope * 15.8205) == pytest.approx(16.8153, abs=1e-4)

    def test_levine(self, design):
        line = levine(design(1.0))
        assert float(line.slope) == pytest.approx(6.6007 / 6.5278, abs=2e-5)
        assert float(line.intercept + line.slope * 15.8205) == pytest.approx(16.2485, abs=1e-4)

    def test_levine_true_score_line_does_not_depend_on_the_weights(self, design):
        one, two = levine_true(design(1.0)), levine_true(design(0.3))
        assert float(one.slope) == pytest.approx(1.0086, abs=1e-4)
        assert float(one.intercept) == pytest.approx(0.2912, abs=1e-4)
        assert float(two.intercept) == pytest.approx(float(one.intercept))

    def test_chained_line(self, design):
        line = chained(design(0.5))
        assert float(line.slope) == pytest.approx((6.878440671421 / 2.4514944535) * (2.3760236567 / 6.52782570735491))
        assert float(line.intercept) == pytest.approx(0.3937, abs=1e-3)


class TestSmoothing:
    def test_smoothed_moments_are_those_of_the_data(self, act):
        scores = np.arange(41)
        for degree in (2, 3, 4):
            fitted = smooth(act.x, degree)
            assert fitted.converged
            for power in range(degree + 1):
                assert fitted.counts @ scores**power == pytest.approx(act.x @ scores**power, rel=1e-7)

    def test_more_moments_fit_better(self, act):
        deviances = [float(smooth(act.x, degree).deviance) for degree in (2, 3, 4, 5, 6)]
        assert deviances == sorted(deviances, reverse=True)

    def test_a_fit_by_an_independent_package(self, act):
        generalized = pytest.importorskip("statsmodels.genmod.generalized_linear_model")
        families = pytest.importorskip("statsmodels.genmod.families")
        z = np.linspace(-1, 1, 41)
        model = generalized.GLM(act.y, np.vander(z, 4), family=families.Poisson()).fit(tol=1e-12)
        assert smooth(act.y, 3).counts == pytest.approx(np.asarray(model.fittedvalues), rel=1e-6)
        assert float(smooth(act.y, 3).deviance) == pytest.approx(float(model.deviance), rel=1e-6)

    def test_the_degree_is_chosen_by_aic(self, act):
        assert best_degree(act.x) == min((2, 3, 4, 5, 6), key=lambda degree: smooth(act.x, degree).aic)

    def test_a_degree_that_cannot_be(self):
        with pytest.raises(ValueError, match="between 1 and 2"):
            smooth(np.array([1.0, 2.0, 1.0]), 3)
