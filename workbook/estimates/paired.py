"""The same people before and after: how much they changed and whether the sign can be trusted.

Apart from the intervals because pairs must stay pairs: two means compared as if groups were independent lose them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
import pandas as pd

from workbook.estimates.intervals import Estimate, share

__all__ = ["PairedChange", "paired_change"]

_EXACT = 100
"""Changed pairs up to which the signed-rank distribution is summed exactly; beyond it the normal one is as good."""


@dataclass(frozen=True, slots=True)
class PairedChange:
    """Change of the same people between two measurements.

    Attributes
    ----------
    estimate : Estimate
        Median change, after minus before, in the unit of the values; the interval is distribution-free and missing
        when the pairs are too few for the coverage asked for.
    p_value : float
        Two-sided Wilcoxon signed-rank p; nan when no outcome of so few pairs could be convincing.
    improved_share, worsened_share : Estimate
        Percent of pairs that rose and that fell.
    n : int
        Pairs with both values.
    method : str
        Russian words for the note under a table.
    """

    estimate: Estimate
    p_value: float
    improved_share: Estimate
    worsened_share: Estimate
    n: int
    method: str


def paired_change(
    before: Iterable[float] | pd.Series, after: Iterable[float] | pd.Series, *, confidence: float = 0.95
) -> PairedChange:
    """Compare two measurements of the same people (критерий Уилкоксона для связанных выборок).

    Zero changes are left out of the test (Wilcoxon's own rule) and stay in the median and the shares; tied changes
    share ranks, and the exact distribution of those ranks is used up to a hundred changed pairs.

    Parameters
    ----------
    before, after : sequences of float
        Equally long and in the same order of people; a pair with a missing value is left out. Two Series are
        matched by position, not by index.
    confidence : float
        Coverage of the intervals; ``1 - confidence`` is also the p that the pairs must be able to reach.

    Returns
    -------
    PairedChange

    Raises
    ------
    ValueError
        Unequal lengths.

    References
    ----------
    Wilcoxon F. (1945). Individual comparisons by ranking methods. Biometrics Bulletin, 1, 80–83.

    Examples
    --------
    >>> change = paired_change([10, 12, 9, 11, 8, 13], [12, 15, 10, 15, 13, 19])
    >>> change.estimate.value, round(change.p_value, 4), change.n
    (3.5, 0.0312, 6)
    """
    first, second = (pd.Series(list(side), dtype="float64").to_numpy() for side in (before, after))
    if len(first) != len(second):
        raise ValueError(f"pairs are unequal: {len(first)} before, {len(second)} after")
    change = second - first
    change = np.sort(change[~np.isnan(change)])
    n = len(change)
    p_value, method = _signed_rank(change[change != 0], 1 - confidence)
    return PairedChange(
        _median(change, confidence),
        p_value,
        share(int((change > 0).sum()), n, confidence=confidence),
        share(int((change < 0).sum()), n, confidence=confidence),
        n,
        method,
    )


def _median(ordered: np.ndarray[Any, Any], confidence: float) -> Estimate:
    n = len(ordered)
    if n == 0:
        return Estimate(math.nan, math.nan, math.nan, 0)
    value = float(np.median(ordered))
    rank = _rank(n, (1 - confidence) / 2)
    if rank < 0:
        return Estimate(value, math.nan, math.nan, n)
    return Estimate(value, float(ordered[rank]), float(ordered[n - 1 - rank]), n)


def _rank(n: int, tail: float) -> int:
    """Last order statistic (from 0) that exceeds the median with no more than this chance; -1 when none does."""
    from scipy.special import bdtr

    return int(np.searchsorted(bdtr(np.arange(n), n, 0.5), tail, side="right")) - 1


def _signed_rank(change: np.ndarray[Any, Any], alpha: float) -> tuple[float, str]:
    n = len(change)
    if n == 0 or 2.0 ** (1 - n) > alpha:
        return math.nan, "пар мало: показано только направление"
    # Twice the rank is whole even with ties, so the exact distribution is a walk over integers.
    ranks = (2 * pd.Series(np.abs(change)).round(9).rank()).to_numpy().astype("int64")
    total = int(ranks.sum())
    plus = int(ranks[change > 0].sum())
    smaller = min(plus, total - plus)
    if n > _EXACT:
        deviation = (smaller - total / 2 + 1) / math.sqrt(float((ranks.astype("float64") ** 2).sum()) / 4)
        return min(1.0, 2 * NormalDist().cdf(deviation)), "критерий Уилкоксона, нормальное приближение"
    chances = np.zeros(total + 1)
    chances[0] = 1.0
    for rank in ranks:
        moved = np.zeros_like(chances)
        moved[rank:] = chances[: total + 1 - rank]
        chances = (chances + moved) / 2
    return min(1.0, 2 * float(chances[: smaller + 1].sum())), "критерий Уилкоксона, точный"
