"""Would the pupil get the same mark on a parallel variant: accuracy and consistency of marks by one writing.

Apart from the consequences because a share of marks says how many, and this says how many by chance.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc, betaincinv

from workbook.errors import MissingData, Reason
from workbook.fos.standard.cuts import FEW, OK
from workbook.fos.standard.scale import Scale
from workbook.fos.standard.true_scores import Beta, effective_length, fit_beta, lords_k, true_moments
from workbook.fos.standard.work import Work
from workbook.settings import StandardRules

__all__ = ["Decision", "classify", "decision", "hanson_brennan", "livingston_lewis"]

Floats = NDArray[np.float64]

_NODES = 400


@dataclass(frozen=True)
class Decision:
    """How far marks depend on chance.

    Attributes
    ----------
    method : str
        «Ливингстон–Льюис» or «Хэнсон–Бреннан».
    verdict : str
        «есть» or «мало данных».
    reason : str
        Russian sentence; empty when all is well.
    accuracy : float
        Percent of pupils whose mark is the one of their true score.
    consistency : float
        Percent who would get the same mark on a parallel variant.
    chance : float
        Consistency, percent, that marks dealt at random in the same shares would have.
    kappa : float
        (consistency − chance) / (100 − chance).
    same : pandas.DataFrame
        Marks on one variant × marks on another, percent of all pupils.
    true : pandas.DataFrame
        Marks by true score × marks received, percent of all pupils.
    by_cut : pandas.DataFrame
        cut, mark, accuracy, consistency, too_high, too_low (percent who get more, and less, than their true score
        deserves at this border).
    length : float
        Effective number of right/wrong items.
    beta : Beta or None
        The fitted distribution of true scores.
    n : int
        Works.
    """

    method: str
    verdict: str
    reason: str
    accuracy: float
    consistency: float
    chance: float
    kappa: float
    same: pd.DataFrame
    true: pd.DataFrame
    by_cut: pd.DataFrame
    length: float
    beta: Beta | None
    n: int

    @property
    def another(self) -> float:
        """Percent of pupils who would get another mark on a parallel variant."""
        return 100 - self.consistency


def decision(work: Work, scale: Scale, rules: StandardRules) -> Decision:
    """Estimate accuracy and consistency of the marks of one work from one writing.

    Right/wrong items of one variant are treated by Hanson and Brennan, everything else by Livingston and Lewis.

    Parameters
    ----------
    work : Work
        Sums and reliability.
    scale : Scale
        The marks.
    rules : StandardRules
        ``decision_n``.

    Returns
    -------
    Decision
        With «мало данных» and the reason when there are too few works or the reliability is not positive.

    Raises
    ------
    MissingData
        Nobody has written the work.
    """
    if not work.n:
        raise MissingData(
            "Работу ещё не писали: вероятность другой отметки считать не по чему.", Reason.TABLE_EMPTY, ("responses",)
        )
    method = "Хэнсон–Бреннан" if work.dichotomous and len(work.forms) == 1 else "Ливингстон–Льюис"
    refused = _refusal(work, rules)
    if refused:
        return _nothing(method, refused, work.n)
    cuts = [scale.cuts[mark] for mark in sorted(scale.cuts)]
    names = [2, *sorted(scale.cuts)]
    if method == "Хэнсон–Бреннан":
        found = hanson_brennan(work.sums, len(work.items), work.alpha, cuts)
    else:
        found = livingston_lewis(work.sums, work.maximum, work.alpha, cuts)
    if found is None:
        return _nothing(method, "Разброс сумм не больше случайного: работа не различает учеников.", work.n)
    return _decision(method, found, names, cuts, work.n)


@dataclass(frozen=True)
class Classified:
    """Joint chances of categories.

    Attributes
    ----------
    same : numpy.ndarray, shape (categories, categories)
        Category on one variant × on another.
    true : numpy.ndarray, shape (categories, categories)
        Category by true score × received.
    length : float
        Number of right/wrong items behind the error.
    beta : Beta
    """

    same: Floats
    true: Floats
    length: float
    beta: Beta


def livingston_lewis(
    sums: ArrayLike, maximum: float, reliability: float, cuts: Sequence[float], true_cuts: Sequence[float] | None = None
) -> Classified | None:
    """Livingston and Lewis' joint chances for sums of any kind of items.

    The sum is likened to that of n right/wrong items with the same reliability. Here n stays fractional: the binomial
    tail is the incomplete beta function, and a cut keeps its place half a point below the least sum that earns it.
    With a whole n equal to the maximum this is the binomial model itself.

    Parameters
    ----------
    sums : array
        Sums of pupils, 0..maximum.
    maximum : float
    reliability : float
        Between 0 and 1.
    cuts : sequence of float
        Least sums of the higher categories, rising.
    true_cuts : sequence of float, optional
        Where true scores part, on the scale of the sums; by default the cuts.

    Returns
    -------
    Classified or None
        None when the sums imply no spread of true scores.

    References
    ----------
    Livingston, Lewis (1995). Hanson, B. A., Brennan, R. L. (1990). An investigation of classification consistency
    indexes estimated under alternative strong true score models. Journal of Educational Measurement 27, 345–359.
    """
    values = np.asarray(sums, dtype=float)
    variance = float(values.var()) if values.size else 0.0
    if not 0 < reliability < 1 or variance <= 0:
        return None
    length = effective_length(float(values.mean()), variance, reliability, maximum)
    if length <= 1:
        return None
    beta = fit_beta(true_moments(values / maximum * length, length))
    if beta is None:
        return None
    borders = np.array([length * (cut - 0.5) / maximum + 0.5 for cut in cuts])

    def tails(tau: Floats) -> Floats:
        return _tail(borders[:, None], length, tau)

    return classify(beta, tails, np.asarray(true_cuts or cuts, dtype=float) / maximum, length)


def hanson_brennan(sums: ArrayLike, items: int, reliability: float, cuts: Sequence[float]) -> Classified | None:
    """Hanson and Brennan's joint chances for right/wrong items: Lord's two-term error around a beta of true scores.

    Parameters
    ----------
    sums : array
        Numbers of right answers.
    items : int
    reliability : float
        KR-20.
    cuts : sequence of float
        Least sums of the higher categories, rising.

    References
    ----------
    Hanson, Brennan (1990); Hanson (1991); Lord (1965).
    """
    values = np.asarray(sums, dtype=float)
    variance = float(values.var()) if values.size else 0.0
    if not 0 < reliability < 1 or variance <= 0 or items < 4:
        return None
    k = max(lords_k(variance, float(values.mean()), items, reliability), 0.0)
    beta = fit_beta(true_moments(values, items, k))
    if beta is None:
        return None
    borders = np.ceil(np.asarray(cuts, dtype=float) - 1e-9)[:, None]

    def tails(tau: Floats) -> Floats:
        # Sum of the two-term error over x ≥ c: the second difference of binomial tails of n − 2 items.
        rest = [_tail(borders - step, items - 2, tau) for step in range(3)]
        return np.clip(_tail(borders, items, tau) - k * tau * (1 - tau) * (rest[0] - 2 * rest[1] + rest[2]), 0.0, 1.0)

    return classify(beta, tails, np.asarray(cuts, dtype=float) / items, float(items))


def classify(beta: Beta, tails: Callable[[Floats], Floats], true_cuts: Floats, length: float) -> Classified:
    """Integrate over true scores, category by category of the true score.

    Parameters
    ----------
    beta : Beta
        True scores.
    tails : callable
        True scores (m,) → chance of reaching each cut, shape (cuts, m).
    true_cuts : numpy.ndarray
        Borders of true scores, shares of the maximum.
    length : float
        Kept in the answer.
    """
    width = beta.high - beta.low
    shares = betainc(beta.alpha, beta.beta, np.clip((true_cuts - beta.low) / width, 0.0, 1.0))
    borders = np.concatenate([[0.0], shares, [1.0]])
    knots, weights = np.polynomial.legendre.leggauss(_NODES // len(borders))
    size = len(borders) - 1
    same, true = np.zeros((size, size)), np.zeros((size, size))
    for place, (start, stop) in enumerate(pairwise(borders)):
        if stop - start < 1e-12:
            continue
        ranks = start + (stop - start) * (knots + 1) / 2
        tau = beta.low + width * betaincinv(beta.alpha, beta.beta, ranks)
        reach = np.vstack([np.ones_like(tau), tails(tau), np.zeros_like(tau)])
        chance = reach[:-1] - reach[1:]
        mass = weights * (stop - start) / 2
        same += (chance * mass) @ chance.T
        true[place] = chance @ mass
    return Classified(same, true, length, beta)


def _tail(borders: Floats, n: float, tau: Floats) -> Floats:
    """Chance that a binomial of n trials reaches a border; borders and n may be fractional."""
    reached = betainc(np.clip(borders, 1e-9, None), np.clip(n - borders + 1, 1e-9, None), tau)
    return np.asarray(np.where(borders <= 0, 1.0, np.where(borders > n, 0.0, reached)))


def _refusal(work: Work, rules: StandardRules) -> str:
    if work.n < rules.decision_n:
        return f"Работ {work.n}, нужно не меньше {rules.decision_n}: надёжность известна слишком грубо."
    if not math.isfinite(work.alpha):
        return "Надёжность не определена: у всех учеников одинаковая сумма."
    if work.alpha <= 0:
        return "Надёжность не положительна: сумма баллов случайна, и отметка по ней тоже."
    return ""


def _nothing(method: str, reason: str, n: int) -> Decision:
    nan, empty = math.nan, pd.DataFrame()
    return Decision(method, FEW, reason, nan, nan, nan, nan, empty, empty, empty, nan, None, n)


def _decision(method: str, found: Classified, names: list[int], cuts: list[float], n: int) -> Decision:
    same, true = 100 * found.same, 100 * found.true
    consistency, shares = float(np.trace(same)), same.sum(axis=1) / 100
    chance = 100 * float((shares**2).sum())
    rows = []
    for place, (mark, cut) in enumerate(zip(names[1:], cuts, strict=True), start=1):
        passed = np.arange(len(names)) >= place
        rows.append(
            {
                "cut": cut, "mark": mark,
                "accuracy": float(true[np.ix_(passed, passed)].sum() + true[np.ix_(~passed, ~passed)].sum()),
                "consistency": float(same[np.ix_(passed, passed)].sum() + same[np.ix_(~passed, ~passed)].sum()),
                "too_high": float(true[np.ix_(~passed, passed)].sum()),
                "too_low": float(true[np.ix_(passed, ~passed)].sum()),
            }
        )  # fmt: skip
    labels = pd.Index(names, name="mark")
    kappa = (consistency - chance) / (100 - chance) if chance < 100 else math.nan
    return Decision(
        method, OK, "", float(np.trace(true)), consistency, chance, kappa,
        pd.DataFrame(same, index=labels, columns=labels), pd.DataFrame(true, index=labels, columns=labels),
        pd.DataFrame(rows), found.length, found.beta, n,
    )  # fmt: skip
