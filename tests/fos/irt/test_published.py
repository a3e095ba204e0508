"""Published estimates beyond LSAT6: one slope and conditional on LSAT7, partial credit and weighted likelihood."""

import itertools

import numpy as np
import pandas as pd
import pytest

from workbook.fos.irt import abilities, conditional, one_parameter, partial_credit, rasch, two_parameter

LSAT7 = "12 19 1 7 3 19 3 17 10 5 3 7 7 23 8 28 7 39 11 34 14 51 15 90 6 25 7 35 18 136 32 308"
"""Bock & Lieberman 1970, section 7: pupils with each pattern 00000 … 11111."""

SCIENCE = """
15 8 3 0 11 27 4 0 3 11 1 1 4 0 1 0 7 12 3 1 22 77 43 6 8 32 28 3 4 12 7 1
1 2 0 1 2 7 5 1 0 4 5 2 1 0 0 1 0 1 0 1 0 0 0 1 0 0 0 0 0 0 0 2
"""
"""392 respondents of Eurobarometer 38.1, items Comfort, Work, Benefit with answers 0…3 (R TAM, ``data.gpcm``): counts
of the patterns 000, 001, … 333."""


@pytest.fixture(scope="module")
def science():
    patterns = list(itertools.product(range(4), repeat=3))
    rows = np.repeat(patterns, [int(count) for count in SCIENCE.split()], axis=0)
    return pd.DataFrame(rows, columns=["Comfort", "Work", "Benefit"])


class TestLsat7:
    """R mirt, ``mirt(LSAT7, 1, "Rasch")`` (Chalmers, 2012, JSS 48(6)): intercepts d, the variance free."""

    INTERCEPTS = (1.868, 0.791, 1.461, 0.521, 1.993)

    def test_intercepts_are_not_difficulties(self, expand):
        """The trap of b against d: d = −a·b, an easy item has a high d and a low b."""
        curves = one_parameter(expand(LSAT7))
        b = np.concatenate(curves.thresholds)
        assert -curves.slopes * b == pytest.approx(self.INTERCEPTS, abs=1e-3)
        assert curves.slopes == pytest.approx(1.011, abs=1e-3)
        assert (b < 0).all()
        assert curves.loglik == pytest.approx(-2664.901, abs=1e-3)

    def test_the_same_model_with_its_variance_free(self, expand):
        curves = rasch(expand(LSAT7), spread=None)
        assert np.concatenate(curves.thresholds) == pytest.approx([-d for d in self.INTERCEPTS], abs=1e-3)
        assert curves.spread**2 == pytest.approx(1.022, abs=1e-3)

    def test_two_slopes_add_little_to_one(self, expand):
        """Likelihood-ratio test of one slope against five, 2·(2664.901 − 2658.805) on 4 degrees of freedom."""
        scores = expand(LSAT7)
        gain = 2 * (two_parameter(scores).loglik - one_parameter(scores).loglik)
        assert gain == pytest.approx(12.19, abs=0.01)

    def test_conditional_and_marginal_agree_up_to_a_shift(self, expand):
        """What Rasch's model promises (Andersen, 1972): conditioning on the sums loses next to nothing."""
        scores = expand(LSAT7)
        free = np.concatenate(rasch(scores, spread=None).thresholds)
        assert np.concatenate(conditional(scores).thresholds) == pytest.approx(free - free.mean(), abs=0.01)


class TestPartialCreditAndWarm:
    """R TAM, help page of ``tam.wle``, example 3: partial credit with free variance, Warm's estimates of θ and SE;
    the package PP gives the same.
    """  # fmt: skip

    @pytest.mark.parametrize(
        ("answers", "theta", "error"),
        [
            ((0, 0, 2), -1.006, 0.973),
            ((1, 1, 1), -0.122, 0.904),
            ((1, 2, 1), 0.640, 0.836),
            ((1, 0, 3), 0.640, 0.836),
            ((0, 0, 1), -1.941, 1.106),
        ],
    )
    def test_printed_pupils(self, science, answers, theta, error):
        curves = partial_credit(science, spread=None, errors=False)
        found = abilities(curves, pd.DataFrame([answers], columns=science.columns), method="WLE")
        assert found[["theta", "se"]].iloc[0].tolist() == pytest.approx((theta, error), abs=1e-3)
