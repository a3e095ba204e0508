"""Laws of all models: the order of pupils and items is of no account, doubled data double the log-likelihood."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from workbook.fos.irt import SlopePrior, conditional, one_parameter, partial_credit, rasch, two_parameter

MODELS = {
    "Раш": rasch,
    "Раш с разбросом": lambda scores: rasch(scores, spread=None),
    "1PL": one_parameter,
    "условный": conditional,
    "2PL": lambda scores: two_parameter(scores, prior=SlopePrior(), errors=True),
    "частичный кредит": partial_credit,
}
LAWS = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def matrices(draw):
    """Works of 30–60 pupils on 3–6 items, each item with both answers; some in two variants with common items."""
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    pupils, items = draw(st.integers(30, 60)), draw(st.integers(3, 6))
    ability = rng.normal(0, draw(st.sampled_from([0.5, 1.5])), (pupils, 1))
    scores = (ability + rng.logistic(size=(pupils, items)) > np.linspace(-1, 1, items)).astype(float)
    scores[0], scores[1] = 1, 0
    scores[2, ::2], scores[2, 1::2], scores[3, ::2], scores[3, 1::2] = 1, 0, 0, 1
    if items > 4 and draw(st.booleans()):
        scores[5::2, 0] = np.nan
        scores[4::2, -1] = np.nan
    return pd.DataFrame(scores, columns=[f"З{number}" for number in range(items)])


def estimates(curves):
    return curves.table().set_index(["item", "step"]).sort_index()


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
class TestLaws:
    @LAWS
    @given(scores=matrices(), seed=st.integers(0, 1000))
    def test_order_is_of_no_account(self, model, scores, seed):
        rng = np.random.default_rng(seed)
        straight = model(scores)
        assume(straight.spread > 0.05 or np.isnan(straight.spread))
        shuffled = model(scores.iloc[rng.permutation(len(scores)), rng.permutation(scores.shape[1])])
        assert shuffled.loglik == pytest.approx(straight.loglik, abs=1e-7)
        pd.testing.assert_frame_equal(estimates(shuffled), estimates(straight), atol=1e-4, rtol=1e-3)

    @LAWS
    @given(scores=matrices())
    def test_doubled_pupils_double_the_loglik(self, model, scores):
        if model is MODELS["2PL"]:
            model = two_parameter  # a prior weighs half as much against doubled works
        once, twice = model(scores), model(pd.concat([scores, scores]))
        assume(once.converged and twice.converged and not once.spread < 0.05)
        assert twice.loglik == pytest.approx(2 * once.loglik, abs=1e-6)
        assert (twice.n, twice.dropped) == (2 * once.n, 2 * once.dropped)
        pd.testing.assert_frame_equal(estimates(twice)[["a", "b"]], estimates(once)[["a", "b"]], atol=1e-3, rtol=1e-2)

    @LAWS
    @given(scores=matrices())
    def test_swapping_right_and_wrong_mirrors_difficulties(self, model, scores):
        straight, mirrored = model(scores), model(1 - scores)
        assume(straight.converged and not straight.spread < 0.05)
        assert mirrored.loglik == pytest.approx(straight.loglik, abs=1e-7)
        assert estimates(mirrored)["b"].to_numpy() == pytest.approx(-estimates(straight)["b"].to_numpy(), abs=1e-3)
