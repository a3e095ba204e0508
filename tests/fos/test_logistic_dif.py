import numpy as np
import pytest

from workbook.fos.logistic_dif import fit, logistic_dif


def sample(seed=1, n=400, uniform=0.0, crossing=0.0):
    rng = np.random.default_rng(seed)
    x, group = rng.normal(size=n), rng.random(n) < 0.5
    right = x + uniform * group + crossing * group * x + rng.logistic(size=n) > 0
    return right.astype(int), x, group


class TestAgainstStatsmodels:
    @pytest.mark.parametrize("seed", [1, 2, 3])
    def test_weights_errors_and_ratios(self, seed):
        sm = pytest.importorskip("statsmodels.api")
        right, x, group = sample(seed, uniform=0.6)
        z = (x - x.mean()) / x.std()
        columns = [z[:, None], np.column_stack([z, group]), np.column_stack([z, group, z * group])]
        theirs = [sm.Logit(right, sm.add_constant(part)).fit(disp=0) for part in columns]
        mine = fit(right, columns[2])
        assert mine.weights == pytest.approx(theirs[2].params, abs=1e-6)
        assert mine.errors == pytest.approx(theirs[2].bse, abs=1e-6)
        found = logistic_dif(right, x, group)
        assert found.uniform_chi2 == pytest.approx(2 * (theirs[1].llf - theirs[0].llf), abs=1e-6)
        assert found.crossing_chi2 == pytest.approx(2 * (theirs[2].llf - theirs[1].llf), abs=1e-6)
        n = len(right)
        r2 = [(1 - np.exp(2 * (one.llnull - one.llf) / n)) / (1 - np.exp(2 * one.llnull / n)) for one in theirs]
        assert (found.uniform_r2, found.crossing_r2) == pytest.approx((r2[1] - r2[0], r2[2] - r2[1]), abs=1e-6)


class TestWhatItSees:
    def test_uniform(self):
        found = logistic_dif(*sample(4, 600, uniform=1.5))
        assert found.uniform_p < 0.001
        assert found.crossing_p > 0.01
        assert found.weight > 1

    def test_crossing_is_seen_where_the_mean_difference_is_none(self):
        found = logistic_dif(*sample(4, 900, crossing=2.0))
        assert found.crossing_p < 0.001
        assert abs(found.weight) < 0.5

    def test_nothing(self):
        assert logistic_dif(*sample(6)).whole_p > 0.05


class TestWhenNotDefined:
    def test_complete_separation_is_said(self):
        x = np.linspace(-1, 1, 40)
        found = logistic_dif((x > 0).astype(int), x, np.arange(40) % 2 == 0)
        assert found.reason == "Группы разделены полностью: регрессия не сходится."
        assert np.isnan(found.uniform_p)

    @pytest.mark.parametrize("right", [np.ones(20), np.zeros(20)])
    def test_a_constant_item(self, right):
        found = logistic_dif(right, np.arange(20), np.arange(20) % 2 == 0)
        assert found.reason == "Все ответы, баллы или группы одинаковы."

    def test_a_gap_leaves_the_pupil_out(self):
        right, preparation, focal = sample(4, 300)
        holes = np.where(np.arange(len(right)) < 20, np.nan, right)
        found = logistic_dif(holes, preparation, focal)
        assert found == logistic_dif(right[20:], preparation[20:], focal[20:])
