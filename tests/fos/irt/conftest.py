"""LSAT6, simulated works, and a likelihood written as plainly as it is defined."""

import numpy as np
import pandas as pd
import pytest

from workbook.fos.irt import ItemCurves

# Bock, R. D., Lieberman, M. (1970). Fitting a response model for n dichotomously scored items. Psychometrika 35,
# 179–197: pupils with each pattern 00000 … 11111, the first item being the leading digit.
LSAT6 = "3 6 2 11 1 1 3 4 1 8 0 16 0 3 2 15 10 29 14 81 3 28 15 80 16 56 21 173 11 61 28 298"


@pytest.fixture(scope="session")
def expand():
    """Make the matrix of five items from the counts of patterns 00000 … 11111."""

    def make(counts):
        patterns = [[number >> 4 - place & 1 for place in range(5)] for number in range(32)]
        rows = np.repeat(patterns, [int(count) for count in counts.split()], axis=0)
        return pd.DataFrame(rows, columns=[f"З{place + 1}" for place in range(5)])

    return make


@pytest.fixture(scope="session")
def lsat6(expand):
    return expand(LSAT6)


@pytest.fixture
def rng():
    return np.random.default_rng(20261122)


@pytest.fixture
def simulate(rng):
    """Make points of pupils with normal abilities; `thresholds` holds one list of steps per item."""

    def make(pupils, thresholds, slopes=None, spread=1.0):
        slopes = np.ones(len(thresholds)) if slopes is None else slopes
        columns = {}
        ability = rng.normal(0, spread, pupils)
        for number, (slope, steps) in enumerate(zip(slopes, thresholds, strict=True)):
            terms = np.cumsum(np.column_stack([np.zeros(pupils), slope * (ability[:, None] - np.array(steps))]), axis=1)
            chances = np.exp(terms) / np.exp(terms).sum(axis=1, keepdims=True)
            columns[f"З{number + 1}"] = (rng.random((pupils, 1)) > np.cumsum(chances, axis=1)).sum(axis=1)
        return pd.DataFrame(columns, index=[f"У{number + 1}" for number in range(pupils)]).astype(float)

    return make


@pytest.fixture
def curves_of():
    """Make curves by hand from slopes and thresholds."""

    def make(items, slopes, thresholds, spread=1.0):
        slopes = np.broadcast_to(np.asarray(slopes, dtype=float), (len(items),))
        steps = tuple(np.atleast_1d(np.asarray(one, dtype=float)) for one in thresholds)
        nothing = tuple(one * np.nan for one in steps)
        return ItemCurves("", tuple(items), slopes, steps, slopes * np.nan, nothing, spread, 0.0, 0, 0, True, 0)

    return make


@pytest.fixture
def plain_loglik():
    """Add up the logarithm of ∫ Π P(x | θ) φ(θ) dθ pupil by pupil; a gap takes no part."""

    def compute(curves, scores):
        nodes = np.linspace(-8, 8, 321)
        weights = np.exp(-(nodes**2) / 2)
        joint = np.tile(np.log(weights / weights.sum()), (len(scores), 1))
        for chances, (_, column) in zip(curves.probabilities(curves.spread * nodes), scores.items(), strict=True):
            held = column.notna().to_numpy()
            joint[held] += np.log(chances[:, column[held].astype(int)]).T
        return float(np.logaddexp.reduce(joint, axis=1).sum())

    return compute
