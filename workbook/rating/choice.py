"""The choice of records that count: the best stage of an event, then the best results of a category.

Apart from limits, because a choice takes a record whole or leaves it, a limit trims.

The order of records is never asked: they are sorted by what is in them. Stages of one event and places in one category
may pull in different directions (the best stage stands in a full category, a lesser one in an empty category); such a
pupil gets the choice that brings most, found as a maximum weight matching of events with places, so that a further
record never lowers what the choice brings. Everybody else needs no matching: the dearest stages are the best choice.

What the choice brings is not yet what counts: limits trim it. Where the school chooses with an eye on the limits, the
choice of pupils whom limits would rob is mended in :mod:`workbook.rating.choice_under_limits`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbook.rating.rules import Rules

__all__ = ["BEYOND", "LESSER", "TAKEN", "choose", "in_order", "numbered"]

TAKEN, LESSER, BEYOND = 0, 1, 2
"""A record counts; another stage of its event counts; the category is full."""

Ints = NDArray[np.int64]

_FALLING = ("even_points", "points", "level_rank", "result_rank")
_TEXTS = ("card", "team", "role", "form", "record")


def numbered(values: pd.Series) -> Ints:
    """Return whole numbers that are equal where the values are equal; −1 for a missing value."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        return np.asarray(values.cat.codes, dtype="int64")
    return np.asarray(pd.factorize(values, use_na_sentinel=True)[0], dtype="int64")


def in_order(records: pd.DataFrame) -> Ints:
    """Return the positions of records, a pupil's together, the dearest first.

    Parameters
    ----------
    records : DataFrame
        ``pupil``, ``even_points``, ``points``, ``level_rank``, ``result_rank``, ``date``; what is still equal is told
        apart by the texts ``card``, ``team``, ``role``, ``form`` and ``record``, as far as they are there.

    Returns
    -------
    array of int64, shape (n,)
    """
    if records.empty:
        return np.empty(0, dtype="int64")
    keys = [numbered(records["pupil"])]
    keys += [-records[name].to_numpy(dtype="int64") for name in _FALLING]
    keys.append(records["date"].to_numpy(dtype="datetime64[D]").astype("int64"))
    packed = _packed(keys)
    order = np.argsort(packed, kind="stable") if packed is not None else np.lexsort(keys[::-1])
    same = np.all([key[order[1:]] == key[order[:-1]] for key in keys], axis=0) if packed is None else (
        packed[order[1:]] == packed[order[:-1]]
    )  # fmt: skip
    if not same.any():
        return np.asarray(order, dtype="int64")
    run = np.concatenate([[0], np.cumsum(~same)])
    tied = np.concatenate([same, [False]]) | np.concatenate([[False], same])
    texts = [name for name in _TEXTS if name in records]
    rows = records[texts].iloc[order[tied]].astype("str").reset_index(drop=True).assign(_run=run[tied])
    order[tied] = order[tied][rows.sort_values(["_run", *texts], kind="stable").index.to_numpy()]
    return np.asarray(order, dtype="int64")


def _packed(keys: list[Ints]) -> Ints | None:
    """Write several keys as one number, or give up when they do not fit."""
    whole = np.zeros(len(keys[0]), dtype="int64")
    size = 1
    for key in keys:
        low = int(key.min())
        width = int(key.max()) - low + 1
        size *= width
        if size >= 2**62:
            return None
        whole = whole * width + (key - low)
    return whole


def choose(records: pd.DataFrame, rules: Rules) -> NDArray[np.int8]:
    """Say of each record whether it counts.

    Parameters
    ----------
    records : DataFrame
        Columns ``pupil``, ``event_key``, ``direction``, ``scale``, ``even_points``, ``points``, ``card``; in the order
        of :func:`in_order`.
    rules : Rules
        ``best_n`` results of a category ``best_of`` count; bonus cards belong to no category.

    Returns
    -------
    array of int8, shape (n,)
        :data:`TAKEN`, :data:`LESSER` or :data:`BEYOND`.
    """
    pupil, event = numbered(records["pupil"]), numbered(records["event_key"])
    stage = pupil * (event.max(initial=0) + 1) + event
    verdict = pd.Series(stage).duplicated().to_numpy().astype("int8")
    category = None
    if rules.best_n is not None and len(records):
        category = _best(records, (pupil, stage), verdict, rules)
    if not (rules.limits_first and rules.capped and (verdict != TAKEN).any()):
        return verdict
    from workbook.rating.choice_under_limits import under_limits  # it needs this module and the limits

    return under_limits(records, verdict, (pupil, stage, category), rules)


def _best(records: pd.DataFrame, of: tuple[Ints, Ints], verdict: NDArray[np.int8], rules: Rules) -> Ints:
    """Leave the best results of each category in the verdict; return the categories, −1 for a bonus card."""
    pupil, stage = of
    best_n, lesser = rules.best_n or 0, verdict == LESSER
    kind = numbered(records[rules.best_of[0]])
    for name in rules.best_of[1:]:
        more = numbered(records[name])
        kind = kind * (more.max(initial=0) + 1) + more
    bonus = _bonus(records, rules)
    # A bonus card is a category of its own, which is never full.
    category = np.where(bonus, -1 - np.arange(len(records)), pupil * (kind.max(initial=0) + 1) + kind)
    standing = np.flatnonzero(~lesser)
    turn = pd.Series(category[standing]).groupby(category[standing], sort=False).cumcount().to_numpy()
    verdict[standing[turn >= best_n]] = BEYOND
    for places in _pulled_apart(pupil, stage, category, verdict):
        weights = records["even_points"].to_numpy("int64")[places] * 10**6
        weights += records["points"].to_numpy("int64")[places]
        verdict[places] = _matched(stage[places], category[places], weights, best_n)
    return np.where(bonus, -1, category)


def _bonus(records: pd.DataFrame, rules: Rules) -> NDArray[np.bool_]:
    if not rules.bonuses:
        return np.zeros(len(records), dtype=bool)
    return records["card"].isin(rules.bonuses).to_numpy()


def _pulled_apart(pupil: Ints, stage: Ints, category: Ints, verdict: NDArray[np.int8]) -> list[Ints]:
    """Return the positions of each pupil with a full category and an event whose stages stand in several."""
    full = np.unique(pupil[verdict == BEYOND])
    if not len(full):
        return []
    best = pd.Series(category[verdict != LESSER], index=stage[verdict != LESSER])
    others = np.flatnonzero((verdict == LESSER) & np.isin(pupil, full))
    torn = np.unique(pupil[others[category[others] != best.reindex(stage[others]).to_numpy()]])
    mine = np.flatnonzero(np.isin(pupil, torn))
    return [mine[pupil[mine] == one] for one in torn]


def _matched(stage: Ints, category: Ints, weights: Ints, best_n: int) -> Ints:
    """Match events with places of categories so that the most is counted."""
    from scipy.optimize import linear_sum_assignment

    event, events = pd.factorize(stage)
    kind, kinds = pd.factorize(category)
    best: Any = np.zeros((len(events), len(kinds)), dtype="float64")
    np.maximum.at(best, (event, kind), weights)
    places = min(best_n, len(events))
    rows, columns = linear_sum_assignment(
        np.hstack([np.repeat(best, places, axis=1), np.zeros((len(events), len(events)))]), maximize=True
    )
    verdict = np.full(len(stage), LESSER, dtype="int64")
    for row, column in zip(rows, columns, strict=True):
        own = np.flatnonzero(event == row)
        if column < len(kinds) * places and best[row, column // places] > 0:
            verdict[own[kind[own] == column // places][0]] = TAKEN
        else:
            verdict[own[0]] = BEYOND
    return verdict
