"""Firmness (устойчивость мест): what is left of a list's places when weights, events or directions had been others.

Apart from the methods it calls, because the page, the list and the results store ask for one answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbook.errors import MissingData, Reason
from workbook.rating.robustness.ranks import Comparison, best_set, compare, rank_intervals
from workbook.rating.robustness.recount import Recount, recount
from workbook.rating.season import season
from workbook.school import School
from workbook.settings import RatingRules

__all__ = ["Firmness", "Sway", "event_sway", "firmness", "known_firmness", "left_out", "positions", "weight_noise"]

_SEED = 20260901
_EDGES = (5, 95)


@dataclass(frozen=True)
class Sway:
    """Totals of the same pupils in other seasons (разброс сумм).

    Attributes
    ----------
    pupils : tuple of str
    totals : array of int64, shape (pupils, seasons)
        Hundredths.
    """

    pupils: tuple[str, ...]
    totals: NDArray[np.int64]

    def summary(self, head: int) -> pd.DataFrame:
        """Return ``pupil``, ``mean`` and ``error`` of totals, the middle 90 % of positions and the share in the head.

        Parameters
        ----------
        head : int
            How many first positions are the head of the list.

        Returns
        -------
        DataFrame
            ``mean`` and ``error`` (standard deviation over seasons) in hundredths, ``low`` and ``high`` (5th and 95th
            percentile of the position), ``head_share`` (percent of seasons among the first `head`).
        """
        where = positions(self.totals)
        low, high = np.percentile(where, _EDGES, axis=1, method="inverted_cdf")
        seasons = self.totals.shape[1]
        return pd.DataFrame(
            {
                "pupil": list(self.pupils),
                "mean": self.totals.mean(axis=1),
                "error": self.totals.std(axis=1, ddof=1) if seasons > 1 else np.nan,
                "low": low.astype("int64"),
                "high": high.astype("int64"),
                "head_share": 100 * ((where <= head) & (self.totals > 0)).mean(axis=1),
            }
        )


def positions(totals: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return one plus the number of larger totals, season by season; equal totals share a position.

    Examples
    --------
    >>> positions(np.array([[30], [10], [30], [5]]))[:, 0].tolist()
    [1, 3, 1, 4]
    """
    ordered = -np.sort(-totals, axis=0)
    found = [1 + np.searchsorted(-column, -own, side="left") for column, own in zip(ordered.T, totals.T, strict=True)]
    return np.stack(found, axis=1).astype("int64")


def weight_noise(counting: Recount, percent: float, draws: int, seed: int = _SEED) -> Sway:
    """Count the season under prices that another commission might have set (шум весов).

    Parameters
    ----------
    counting : Recount
    percent : float
        δ: every price is multiplied by its own number from 1 − δ to 1 + δ, uniform and independent.
    draws : int
        Seasons.
    seed : int
    """
    rng = np.random.default_rng(seed)
    factors = rng.uniform(1 - percent / 100, 1 + percent / 100, (len(counting.cells), draws))
    return Sway(counting.pupils, counting.totals(prices=factors))


def event_sway(counting: Recount, draws: int, seed: int = _SEED) -> Sway:
    """Count seasons made of events drawn anew from those that were held (бутстреп событий).

    As many events as there were are drawn with replacement, each with all its records (Efron B., Tibshirani R. (1993).
    An introduction to the bootstrap, chapter 8: clusters are resampled whole).

    Parameters
    ----------
    counting : Recount
    draws : int
        Seasons.
    seed : int
    """
    n = len(counting.events)
    rng = np.random.default_rng(seed)
    times = rng.multinomial(n, np.full(n, 1 / n), draws).T.astype("int64")
    return Sway(counting.pupils, counting.totals(times=times))


def left_out(counting: Recount, head: int) -> pd.DataFrame:
    """Count the season without each direction and without each event.

    Parameters
    ----------
    counting : Recount
    head : int
        How many first positions are the head of the list.

    Returns
    -------
    DataFrame
        ``kind`` («направление», «событие»), ``name``, ``pupil``, ``before`` and ``after`` (positions), ``in_head`` and
        ``stays`` (among the first `head` before and after), ``lost`` (hundredths of the pupil's total).
    """
    now = counting.totals()
    before = positions(now)[:, 0]
    records = counting.records
    at_home = records["direction"].astype("str").to_numpy()
    events = records["event"].to_numpy()
    names: list[tuple[str, str]] = []
    dropped: list[NDArray[np.bool_]] = []
    for direction in sorted(set(at_home)):
        # An event belongs to the direction of its cards; one that has cards of two stays in the other.
        names.append(("направление", direction))
        dropped.append(at_home == direction)
    for number, event in enumerate(counting.events):
        names.append(("событие", event))
        dropped.append(events == number)
    totals = counting.without(np.stack(dropped, axis=1)) if dropped else np.empty((len(before), 0), dtype="int64")
    after = positions(totals) if dropped else totals
    parts = [
        pd.DataFrame(
            {
                "kind": kind,
                "name": name,
                "pupil": list(counting.pupils),
                "before": before,
                "after": after[:, turn],
                "in_head": (before <= head) & (now[:, 0] > 0),
                "stays": (after[:, turn] <= head) & (totals[:, turn] > 0),
                "lost": now[:, 0] - totals[:, turn],
            }
        )
        for turn, (kind, name) in enumerate(names)
    ]
    columns = ["kind", "name", "pupil", "before", "after", "in_head", "stays", "lost"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


@dataclass(frozen=True)
class Firmness:
    """How firm the places of one list are.

    Attributes
    ----------
    places : DataFrame
        Pupils with points in the order of the list: ``pupil``, ``class_``, ``place`` (of the list), ``total``,
        ``position`` (one plus the number of larger totals), ``low`` and ``high`` (interval of positions of this pupil
        taken alone), ``all_low`` and ``all_high`` (right for everybody together), ``mean`` and ``error`` (of the
        total, bootstrap of events), ``noise_low``, ``noise_high`` (middle 90 % of positions under other weights) and
        ``head_share`` (percent of such draws among the first `head`).
    comparison : Comparison
        Which pupils are surely above which, each row right for its own pupil.
    tiers : tuple of tuple of str
        Surely different groups of the head, all its pairs together; one group: the head cannot be told apart.
    contenders : tuple of str
        Everybody who may truly belong to the head (τ-лучшие).
    moves : DataFrame
        From :func:`left_out`.
    head, events, draws : int
        Size of the head (not more than there are pupils), different events with points, seasons counted.
    confidence, noise : float
        Percent.
    """

    places: pd.DataFrame
    comparison: Comparison
    tiers: tuple[tuple[str, ...], ...]
    contenders: tuple[str, ...]
    moves: pd.DataFrame
    head: int
    events: int
    draws: int
    confidence: float
    noise: float


@lru_cache(maxsize=16)
def firmness(school: School, *, direction: str = "", policy: str = "", caps: bool = True) -> Firmness:
    """Say how firm the places of a school's list are.

    Parameters
    ----------
    school : School
    direction : str
        One direction; empty for all.
    policy, caps
        As in :func:`workbook.rating.season.season`.

    Returns
    -------
    Firmness

    Raises
    ------
    MissingData
        A table is absent, or there are too few events or pupils with points to tell.
    """
    rules: RatingRules = school.settings.rating
    found = season(school, policy=policy, caps=caps)
    rating = found.rating_of(direction)
    rating = rating[rating["total"] > 0].reset_index(drop=True)
    counting = recount(found.ledger, rating, found.rules, direction)
    _enough(counting, rules)
    head = min(rules.head, len(rating))
    sway = event_sway(counting, rules.place_draws)
    swayed = sway.summary(head)
    noisy = weight_noise(counting, rules.weight_noise, rules.place_draws).summary(head)
    totals = pd.Series(rating["total"].to_numpy("float64"), index=rating["pupil"])
    covariance = np.cov(sway.totals.astype("float64"))
    confidence = rules.place_confidence / 100
    alone = compare(totals, covariance, confidence=confidence, seed=_SEED, simultaneous=False)
    together = rank_intervals(totals, covariance, confidence=confidence, seed=_SEED)
    at_top = compare(totals.head(head), covariance[:head, :head], confidence=confidence, seed=_SEED)
    places = rating[["pupil", "class_", "place", "total"]].join(
        alone.intervals()[["place", "low", "high"]].rename(columns={"place": "position"})
    )
    places = places.assign(
        all_low=together["low"],
        all_high=together["high"],
        mean=swayed["mean"],
        error=swayed["error"],
        noise_low=noisy["low"],
        noise_high=noisy["high"],
        head_share=noisy["head_share"],
    )
    return Firmness(
        places=places,
        comparison=alone,
        tiers=tuple(at_top.tiers()),
        contenders=best_set(totals, covariance, head, confidence=confidence, seed=_SEED),
        moves=left_out(counting, head),
        head=head,
        events=len(counting.events),
        draws=rules.place_draws,
        confidence=rules.place_confidence,
        noise=rules.weight_noise,
    )


def known_firmness(school: School, *, direction: str = "", policy: str = "", caps: bool = True) -> Firmness | None:
    """Return what :func:`firmness` says, or None where there is too little to tell: the list itself still stands."""
    try:
        return firmness(school, direction=direction, policy=policy, caps=caps)
    except MissingData as problem:
        if problem.missing:
            raise
        return None


def _enough(counting: Recount, rules: RatingRules) -> None:
    pupils, events = len(counting.pupils), counting.records["event"].nunique()
    if pupils < rules.place_pupils:
        raise MissingData(
            f"учеников с баллами {pupils}, а интервалы мест строят не меньше чем по {rules.place_pupils}.",
            Reason.TABLE_EMPTY,
        )
    if events < rules.place_events:
        raise MissingData(
            f"разных событий с баллами {events}, а интервалы мест строят не меньше чем по {rules.place_events}.",
            Reason.TABLE_EMPTY,
        )
