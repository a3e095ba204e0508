import math

import numpy as np
import pytest

from workbook.fos.irt.curves import ItemCurves
from workbook.fos.irt.information import expected_percent, item_information, moments, test_information


def curves(*difficulties, slopes=None):
    steps = tuple(np.atleast_1d(np.asarray(b, dtype=float)) for b in difficulties)
    count = len(steps)
    return ItemCurves(
        "Раш", tuple(f"З{n + 1}" for n in range(count)),
        np.ones(count) if slopes is None else np.asarray(slopes, dtype=float), steps, np.full(count, np.nan),
        tuple(b * np.nan for b in steps), 1.0, 0.0, count, 100, True, 1,
    )  # fmt: skip


class TestInformation:
    def test_right_wrong_item_by_hand(self):
        # P = 0.8 at ln 4 above the item, slope 2 doubles the distance: a²PQ.
        at = [math.log(4)]
        assert item_information(curves(0.0), at)[0, 0] == pytest.approx(0.16)
        assert item_information(curves(0.0, slopes=[2]), [math.log(4) / 2])[0, 0] == pytest.approx(4 * 0.16)

    def test_item_of_two_points_by_hand(self):
        # Equal steps at 0 and θ = 0: three equal chances, variance 2/3.
        assert item_information(curves((0.0, 0.0)), [0.0])[0, 0] == pytest.approx(2 / 3)

    def test_work_is_the_sum_of_its_items(self):
        work = curves(-1.0, 0.0, (0.5, 1.0))
        at = np.linspace(-3, 3, 7)
        np.testing.assert_allclose(test_information(work, at), item_information(work, at).sum(axis=1))

    def test_information_is_the_slope_of_the_expected_sum(self):
        work, step = curves(-1.0, 0.3, (0.5, 1.0)), 1e-5
        at = np.array([-1.2, 0.0, 2.0])
        slope = 4 / 100 * (expected_percent(work, at + step) - expected_percent(work, at - step)) / (2 * step)
        np.testing.assert_allclose(test_information(work, at), slope, rtol=1e-6)

    def test_third_moment_is_the_slope_of_the_variance(self):
        work, step = curves((0.5, 1.0, -0.2), slopes=[1.0]), 1e-5
        at = np.array([0.7])
        slope = (moments(work, at + step)[1] - moments(work, at - step)[1]) / (2 * step)
        np.testing.assert_allclose(moments(work, at)[2], slope, rtol=1e-6)
