"""Whether another jury of the same kind would have chosen the same: jurors and criteria drawn anew.

Apart from the decision because chance names nobody: it only says whether the first is surely the first.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbook.rating.contest_decision import Part, parts
from workbook.rating.contest_jury import Ballots
from workbook.settings import ContestRules

__all__ = ["chances"]

_Floats = NDArray[np.float64]
_Counts = NDArray[np.int64]
_SEED = 1
_EQUAL = 1e-9


def chances(given: Ballots, rules: ContestRules, way: str = "") -> pd.DataFrame:
    """Count how often each finalist comes first when jurors and criteria are drawn with replacement.

    Parameters
    ----------
    given : Ballots
    rules : ContestRules
        ``draws``, ``confidence``, ``jury_weight``; points of the rating stay as they are.
    way : str
        As in :func:`workbook.rating.contest_decision.parts`.

    Returns
    -------
    DataFrame
        ``unit``, ``first_percent`` (of the draws; a shared first place is split), ``low`` and ``high`` (interval of
        the total, percent), in the order of the ballots; empty when there is nothing to count, or only one juror.

    References
    ----------
    Owen A. B. (2007). The pigeonhole bootstrap. Annals of Applied Statistics, 1, 386–411: rows and columns of a
    crossed table are drawn independently. With three or four jurors the answer is rough.
    """
    found = parts(given, rules, way=way)
    columns = ["unit", "first_percent", "low", "high"]
    if not found or len(given.jurors) < 2:
        return pd.DataFrame(columns=columns)
    rng = np.random.default_rng(_SEED)
    jurors, criteria, _ = given.scores.shape
    people = rng.multinomial(jurors, np.full(jurors, 1 / jurors), size=rules.draws)
    topics = rng.multinomial(criteria, np.full(criteria, 1 / criteria), size=rules.draws)
    add = _by_places if (way or rules.adding) == "места" else _by_means
    share = add(given, people, topics) / (1 if add is _by_places else 100 * rules.top_score)
    share = share[np.isfinite(share).all(axis=1)]
    total = _totals(found, share, rules)
    top = total.max(axis=1, keepdims=True, initial=0.0)
    ahead = total >= top - _EQUAL
    wins = (ahead / ahead.sum(axis=1, keepdims=True)).mean(axis=0)
    tail = (100 - rules.confidence) / 200
    low, high = np.quantile(total, [tail, 1 - tail], axis=0)
    return pd.DataFrame(
        {"unit": list(given.units), "first_percent": 100 * wins, "low": 100 * low, "high": 100 * high}, columns=columns
    )


def _totals(found: tuple[Part, ...], share: _Floats, rules: ContestRules) -> _Floats:
    weight = rules.jury_weight / 100
    return np.asarray(weight * share + (1 - weight) * np.array([float(part.rating) for part in found]))


def _by_means(given: Ballots, people: _Counts, topics: _Counts) -> _Floats:
    """Return the mean of the criteria's means in every draw, hundredths, shape (draws, units)."""
    scores = np.where(given.given, given.scores, 0).astype("float64")
    mass = people @ given.rows.astype("int64")
    with np.errstate(divide="ignore", invalid="ignore"):
        means = np.einsum("dj,jc,jcu->dcu", people, given.rows, scores) / mass[:, :, None]
        weight = np.where(mass > 0, topics, 0)[:, :, None]
        return np.asarray((np.where(weight > 0, means, 0) * weight).sum(axis=1) / weight.sum(axis=1))


def _by_places(given: Ballots, people: _Counts, topics: _Counts) -> _Floats:
    """Return the jury's part by mean places in every draw, shape (draws, units)."""
    scores = np.where(given.given, given.scores, 0)
    own = np.einsum("dc,jc,jcu->dju", topics, given.rows.astype("int64"), scores)
    above = (own[:, :, None, :] > own[:, :, :, None]).sum(axis=3)
    equal = (own[:, :, None, :] == own[:, :, :, None]).sum(axis=3)
    places = above + (equal + 1) / 2
    present = np.where(topics @ given.rows.T.astype("int64") > 0, people, 0)[:, :, None]
    k = len(given.units)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = (present * places).sum(axis=1) / present.sum(axis=1)
    return np.asarray((k - mean) / (k - 1) if k > 1 else np.where(np.isnan(mean), mean, 1.0))
