"""What is read off the curves against the package mirt 1.2 (PyPI), at the same parameters.

Its "Q3" correlates standardised residuals, Yen's definition the plain ones, so that one is compared on its own ground.
"""

import warnings

import numpy as np
import pandas as pd
import pytest

from workbook.fos.irt.ability import abilities
from workbook.fos.irt.curves import ItemCurves
from workbook.fos.irt.information import item_information
from workbook.fos.irt.item_fit import item_fit
from workbook.fos.irt.person_fit import person_fit

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    mirt = pytest.importorskip("mirt")

pytestmark = pytest.mark.filterwarnings("ignore")

METHODS = ("EAP", "WLE", "ML", "MAP")


class Pair:
    """Our curves and their model with the same parameters, and answers of 300 pupils."""

    def __init__(self, steps: np.ndarray, slopes: np.ndarray, theirs) -> None:
        rng = np.random.default_rng(8)
        count = len(slopes)
        rows = tuple(np.atleast_1d(row) for row in steps)
        self.ours = ItemCurves(
            "2PL", tuple(f"З{n + 1}" for n in range(count)), slopes, rows, slopes * np.nan,
            tuple(row * np.nan for row in rows), 1.0, 0.0, 2 * count, 300, True, 1,
        )  # fmt: skip
        theirs._is_fitted = True
        self.model = theirs
        self.result = mirt.FitResult(theirs, 0.0, 1, True, {}, 0.0, 0.0, 300, 2 * count)
        chances = self.ours.probabilities(rng.normal(size=300))
        points = [(rng.random((300, 1)) > np.cumsum(p, axis=1)).sum(axis=1) for p in chances]
        self.answers = pd.DataFrame(np.column_stack(points).astype(float), columns=list(self.ours.items))
        self.theta = abilities(self.ours, self.answers, "EAP")["theta"].to_numpy()

    @property
    def whole(self) -> np.ndarray:
        return self.answers.to_numpy(dtype=int)


@pytest.fixture(scope="module")
def right_wrong():
    rng = np.random.default_rng(1)
    slopes, b = rng.uniform(0.7, 1.8, 10), rng.normal(size=10)
    theirs = mirt.TwoParameterLogistic(n_items=10)
    theirs.set_parameters(discrimination=slopes, difficulty=b)
    return Pair(b, slopes, theirs)


@pytest.fixture(scope="module")
def points():
    rng = np.random.default_rng(2)
    slopes, b = rng.uniform(0.7, 1.5, 6), rng.normal(size=(6, 2))
    theirs = mirt.GeneralizedPartialCredit(n_items=6, n_categories=[3] * 6)
    theirs.set_parameters(discrimination=slopes, steps=b)
    return Pair(b, slopes, theirs)


@pytest.fixture(params=["right_wrong", "points"])
def pair(request):
    return request.getfixturevalue(request.param)


@pytest.mark.parametrize("method", METHODS)
def test_abilities(pair, method):
    theirs = mirt.fscores(pair.model, pair.whole, method=method, n_quadpts=101)
    ours = abilities(pair.ours, pair.answers, method)
    place, error = np.asarray(theirs.theta).ravel(), np.asarray(theirs.standard_error).ravel()
    inner = np.isfinite(ours["theta"]) & (np.abs(place) < 5)  # theirs stops at ±6
    assert inner.sum() > 200
    np.testing.assert_allclose(ours["theta"][inner], place[inner], atol=1e-5)
    np.testing.assert_allclose(ours["se"][inner], error[inner], atol=1e-5)


def test_infit_and_outfit_of_items(pair):
    theirs = mirt.itemfit(pair.result, pair.whole, statistics=["infit", "outfit"], theta=pair.theta[:, None])
    ours = item_fit(pair.ours, pair.answers, pair.theta)
    np.testing.assert_allclose(ours["infit"], theirs["infit"], atol=1e-6)
    np.testing.assert_allclose(ours["outfit"], theirs["outfit"], atol=1e-6)


def test_shape_of_the_curve(right_wrong):
    theirs = mirt.itemfit(right_wrong.result, right_wrong.whole, statistics=["S_X2"])
    ours = item_fit(right_wrong.ours, right_wrong.answers)
    np.testing.assert_allclose(ours["sx2"], theirs["S_X2"], atol=1e-3)
    assert ours["sx2_df"].tolist() == list(theirs["df"])
    np.testing.assert_allclose(ours["sx2_p"], theirs["p_value"], atol=1e-4)


def test_infit_outfit_and_likelihood_of_pupils(pair):
    theirs = mirt.personfit(pair.result, pair.whole, theta=pair.theta[:, None])
    ours = person_fit(pair.ours, pair.answers, "EAP")
    for mine, other in (("infit", "infit"), ("outfit", "outfit"), ("lz", "Zh")):
        np.testing.assert_allclose(ours[mine], theirs[other], atol=1e-6)


def test_information(right_wrong):
    at = np.linspace(-3, 3, 13)
    theirs = right_wrong.model.information(at[:, None])
    np.testing.assert_allclose(item_information(right_wrong.ours, at), theirs, atol=1e-9)
