"""Two items of the questionnaire of verbal aggression, as R difR prints them in the examples of its help pages.

De Boeck, P., Wilson, M. (2004). Explanatory Item Response Models; difR 6 (Magis, Béland, Tuerlinckx, De Boeck, 2010,
Behavior Research Methods 42, 847–862), ``difMH`` and ``difLogistic`` (verbal, group = "Gender", focal.name = 1), all 24
items, no purification. What is typed here: how many of 243 women (reference) and 73 men (focal) said yes and no at each
sum of points 0…24.
"""

import numpy as np
import pytest

from workbook.fos import common_odds, ets_class
from workbook.fos.logistic_dif import logistic_dif

SHOUT = """
0 0 1 1 3 2 1 6 4 7 7 7 9 4 16 12 7 5 8 8 5 6 5 1 4
4 3 8 6 12 7 8 8 10 8 9 6 6 5 4 6 2 1 1 0 0 0 0 0 0
0 0 0 0 0 1 0 1 2 1 0 0 1 3 0 3 5 3 1 2 0 3 0 2 1
0 1 1 0 3 3 2 2 5 4 3 2 3 3 5 2 2 0 2 0 1 0 0 0 0
"""
CURSE = """
0 0 0 1 3 2 4 7 8 7 10 10 10 8 18 13 8 5 6 8 4 6 5 1 4
4 3 9 6 12 7 5 7 6 8 6 3 5 1 2 5 1 1 3 0 1 0 0 0 0
0 0 0 0 2 0 2 3 4 3 3 2 4 6 5 5 7 3 1 2 1 3 0 2 1
0 1 1 0 1 4 0 0 3 2 0 0 0 0 0 0 0 0 2 0 0 0 0 0 0
"""
"""Yes and no of the reference group, then of the focal group; items S2WantShout and S2DoCurse."""


def tables(text: str) -> np.ndarray:
    return np.array([line.split() for line in text.strip().splitlines()], dtype=int).T.reshape(-1, 2, 2)


def pupils(text: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Whether each said yes, the sum of points, whether of the focal group."""
    counts = tables(text)
    total, group, answer = (np.repeat(axis.ravel(), counts.ravel()) for axis in np.indices(counts.shape))
    return answer == 0, total, group == 1


class TestMantelHaenszel:
    """The sign of Δ = −2.35 ln α: below nought the item is harder for the focal group than for its equals."""

    @pytest.mark.parametrize(
        ("text", "chi2", "p", "ratio", "delta", "z"),
        [(SHOUT, 9.6032, 0.0019, 2.8804, -2.4861, 3.1373), (CURSE, 6.3029, 0.0121, 0.3209, 2.6709, -2.6614)],
    )
    def test_every_printed_number(self, text, chi2, p, ratio, delta, z):
        found = common_odds(tables(text))
        printed = found.chi2, found.p, found.ratio, found.delta, np.log(found.ratio) / found.log_error
        assert printed == pytest.approx((chi2, p, ratio, delta, z), abs=6e-5)
        assert ets_class(found, 0.05) == "C"

    def test_groups(self):
        for text in (SHOUT, CURSE):
            assert tables(text).sum(axis=(0, 2)).tolist() == [243, 73]


class TestLogistic:
    @pytest.mark.parametrize(
        ("text", "both", "uniform", "crossing", "r2", "r2_crossing"),
        [
            (SHOUT, (11.4111, 0.0033), (11.3031, 0.0008), (0.1080, 0.7425), 0.0340, 0.0003),
            (CURSE, (7.6935, 0.0213), (7.6372, 0.0057), (0.0563, 0.8124), 0.0241, 0.0002),
        ],
    )
    def test_every_printed_number(self, text, both, uniform, crossing, r2, r2_crossing):
        found = logistic_dif(*pupils(text))
        assert (found.whole_chi2, found.whole_p) == pytest.approx(both, abs=6e-5)
        assert (found.uniform_chi2, found.uniform_p) == pytest.approx(uniform, abs=6e-5)
        assert (found.crossing_chi2, found.crossing_p) == pytest.approx(crossing, abs=6e-5)
        assert (found.uniform_r2, found.crossing_r2) == pytest.approx((r2, r2_crossing), abs=6e-5)
