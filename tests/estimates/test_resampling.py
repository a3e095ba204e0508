"""The bootstrap: seeded, sane, honest about too few."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from workbook.estimates import bootstrap, mean


class TestBootstrap:
    def test_same_seed_same_interval(self):
        values = np.random.default_rng(0).normal(50, 10, 40)
        assert bootstrap(values, np.mean, seed=3) == bootstrap(values, np.mean, seed=3)
        assert bootstrap(values, np.mean, seed=3) != bootstrap(values, np.mean, seed=4)

    def test_mean_is_near_the_formula(self):
        values = np.random.default_rng(1).normal(50, 10, 200)
        got, formula = bootstrap(values, np.mean, seed=1, draws=4000), mean(values)
        assert got.low == pytest.approx(formula.low, abs=0.3)
        assert got.high == pytest.approx(formula.high, abs=0.3)

    def test_statistic_without_axis_gives_the_same(self):
        values = [1.0, 2, 3, 4, 8]
        one = bootstrap(values, np.median, seed=1, draws=200)
        two = bootstrap(values, lambda sample: float(np.median(sample)), seed=1, draws=200)
        assert one == two

    def test_rows_of_a_frame_stay_together(self):
        frame = pd.DataFrame({"x": range(20), "y": [2 * x for x in range(20)]})
        got = bootstrap(frame, lambda rows: rows["x"].corr(rows["y"]), seed=1, draws=50)
        assert (got.value, got.low, got.high) == pytest.approx((1, 1, 1))

    def test_too_few(self):
        assert math.isnan(bootstrap([5.0], np.mean, seed=1).low)
        assert math.isnan(bootstrap([], np.mean, seed=1).value)
        assert math.isnan(bootstrap(pd.DataFrame({"x": []}), len, seed=1).value)
        assert bootstrap([1.0, None, 3.0], np.mean, seed=1).n == 2

    def test_undefined_statistic_gives_no_interval(self):
        assert not bootstrap([1.0, 2.0, 3.0], lambda _: math.nan, seed=1, draws=20).known

    def test_refuses_no_draws(self):
        with pytest.raises(ValueError):
            bootstrap([1.0], np.mean, seed=1, draws=0)
