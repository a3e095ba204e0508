"""The choice with an eye on the limits (выбор с учётом лимитов): the stages and results that bring most after limits.

Apart from the plain choice, which takes the dearest and asks no limit: there a better result at a level whose limit is
full pushes out a lesser one that would have counted, and a pupil loses by winning more. Here such a pupil gets the
allowed choice whose counted points are the most, so a further record never lowers what is counted: every choice that
was allowed before is still allowed. Pupils whose limits hold nothing back keep the plain choice, which is then best.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbook.rating.choice import BEYOND, LESSER, TAKEN, Ints
from workbook.rating.limits import Division, divisions, limit, part_sums
from workbook.rating.rules import Rules

__all__ = ["under_limits"]

_MANY = 20_000
"""More choices of one pupil than this are not tried one by one but solved as an integer program."""

_CUTS = 6
"""With more binding parts of the second kind of limits the cuts are too many to try."""

_THREE = 3
"""From so many kinds of limits on, the most under them may be no whole number unless whole numbers are asked for."""


@dataclass(frozen=True)
class _Groups:
    """To which pupil, event and category each record belongs; a bonus card has no category (−1)."""

    pupil: Ints
    stage: Ints
    category: Ints | None


def under_limits(
    records: pd.DataFrame, verdict: NDArray[np.int8], groups: tuple[Ints, Ints, Ints | None], rules: Rules
) -> NDArray[np.int8]:
    """Mend the plain choice where limits would waste it.

    Parameters
    ----------
    records : DataFrame
        As in :func:`workbook.rating.choice.choose`, in the same order.
    verdict : array of int8, shape (n,)
        The plain choice.
    groups : tuple of arrays
        Numbers of pupil, of the pupil's event and of the pupil's category; None for the last when all results count.
    rules : Rules
        Limits but the total one, which wastes every choice alike.

    Returns
    -------
    array of int8, shape (n,)
    """
    kinds = divisions(records, rules)
    if not kinds:
        return verdict
    of = _Groups(*groups)
    points = records["even_points"].to_numpy(dtype="int64")
    free = replace(rules, total_cap=None)
    result = verdict.copy()
    for rows in _wasteful(points, verdict, of, kinds):
        parts = [Division(kind.part[rows], kind.caps) for kind in kinds]
        chosen = _tried(points[rows], of.stage[rows], parts) if of.category is None else None
        if chosen is None:
            taken = rows[verdict[rows] == TAKEN]
            now = int(limit(records.iloc[taken], "even_points", free).sum())
            mine = _Groups(of.pupil[rows], of.stage[rows], _part(of.category, rows))
            chosen, most = _solved(points[rows], mine, parts, rules)
            if most <= now:
                continue
        result[rows] = _verdict(chosen, of.stage[rows])
    return result


def _part(values: Ints | None, rows: Ints) -> Ints | None:
    return None if values is None else values[rows]


def _wasteful(points: Ints, verdict: NDArray[np.int8], of: _Groups, kinds: list[Division]) -> Iterator[Ints]:
    """Yield the records of each pupil who might gain by another choice.

    Where one kind of limit is exceeded, a gain needs a record left out that stands in a part with room (else every
    part keeps what it has), and, when all results count, a left-out stage whose dearer sister stands in a full part
    (else the full parts stay full and the others only lose). Where several are, no such shortcut is sound.
    """
    taken = verdict == TAKEN
    pupils = int(of.pupil.max()) + 1
    left_out = np.zeros(pupils, dtype=bool)
    left_out[of.pupil[~taken]] = True
    rows = np.flatnonzero(left_out[of.pupil])
    rows = rows[np.argsort(of.pupil[rows], kind="stable")]
    pupil = np.cumsum(np.diff(of.pupil[rows], prepend=of.pupil[rows[0]]) != 0)
    stage = np.asarray(pd.factorize(of.stage[rows])[0], dtype="int64")
    taken, points = taken[rows], points[rows]
    sister = np.full(int(stage.max()) + 1, -1, dtype="int64")
    sister[stage[taken]] = np.flatnonzero(taken)
    lesser = np.flatnonzero(~taken & (sister[stage] >= 0))
    times = np.zeros(int(pupil.max()) + 1, dtype="int64")
    room, full = times > 0, times > 0
    for kind in kinds:
        part, parts = kind.part[rows], len(kind.caps)
        key = np.where(part >= 0, pupil * parts + part, len(times) * parts)
        mine = taken & (part >= 0)
        sums = part_sums(key[mine], points[mine], len(times) * parts).reshape(-1, parts)
        excess: NDArray[np.bool_] = np.greater(sums, kind.caps)
        over = excess.any(axis=1)
        times += over
        spent = np.append(np.asarray(sums >= kind.caps).ravel(), False)
        crowded = np.append(excess.ravel(), False)
        here = np.asarray(over)[pupil]
        room[pupil[~taken & ~spent[key] & here]] = True
        dearer: Any = sister[stage[lesser]]  # of known types, mypy tries every overload of five nested indexings
        full[pupil[lesser[crowded[key[dearer]]]]] = True
    if of.category is not None:
        full[:] = True
    hopeful: NDArray[np.bool_] = np.greater(times, 1) | (np.equal(times, 1) & room & full)
    chosen = hopeful[pupil]
    if chosen.any():
        yield from np.split(rows[chosen], np.flatnonzero(np.diff(pupil[chosen])) + 1)


def _tried(points: Ints, stage: Ints, kinds: list[Division]) -> NDArray[np.bool_] | None:
    """Try every choice of stages of one pupil; None where three kinds of limits may bind or choices are too many.

    Choices are tried in the order of records, so that of equally good ones the dearest stages win. What two kinds of
    limits leave is the least cut of the flow between their parts (Ford L., Fulkerson D. (1956). Maximal flow through a
    network): for some parts of the second kind their limits, for the rest what the first kind lets through.
    """
    binding = [(kind, found) for kind in kinds if (found := _may_bind(points, stage, kind)).any()]
    binding.sort(key=lambda pair: -int(pair[1].sum()))
    second = binding[1][1] if len(binding) > 1 else np.zeros(0, dtype=bool)
    if not 1 <= len(binding) <= 2 or second.sum() > _CUTS:
        return None
    row, row_caps = _among(*binding[0])
    column, column_caps = (
        _among(*binding[1]) if len(binding) > 1 else (np.zeros(len(points), dtype="int64"), np.zeros(0))
    )
    shape = (len(row_caps) + 1, len(column_caps) + 1)
    cell = row * shape[1] + column
    _, first = np.unique(stage * (shape[0] * shape[1]) + cell, return_index=True)
    options = np.sort(first)  # of an event's stages with the same limits only the dearest can be best
    _, number, many = np.unique(stage[options], return_inverse=True, return_counts=True)
    single = many[number] == 1
    alone = options[single]
    several = [options[number == event] for event in dict.fromkeys(number[~single].tolist())]
    if np.prod([len(event) for event in several], dtype="float64") > _MANY:
        return None
    certain = np.bincount(cell[alone], weights=points[alone], minlength=shape[0] * shape[1])
    sums: NDArray[np.float64] = certain[None, :].astype("float64")
    for event in several:
        added = np.zeros((len(event), sums.shape[1]))
        added[np.arange(len(event)), cell[event]] = points[event]
        sums = (sums[:, None, :] + added[None, :, :]).reshape(-1, sums.shape[1])
    grid, through = sums.reshape(-1, *shape), np.append(row_caps, np.inf)
    worth = np.full(len(grid), np.inf)
    for cut in product([False, True], repeat=len(column_caps)):
        closed = np.array([*cut, False], dtype=bool)
        passed = grid[:, :, ~closed].sum(axis=2)
        worth = np.minimum(worth, column_caps[closed[:-1]].sum() + np.minimum(passed, through).sum(axis=1))
    best = int(worth.argmax())
    chosen = np.zeros(len(points), dtype=bool)
    chosen[alone] = True
    for event in reversed(several):
        best, turn = divmod(best, len(event))
        chosen[event[turn]] = True
    return chosen


def _may_bind(points: Ints, stage: Ints, kind: Division) -> NDArray[np.bool_]:
    """Say of which parts some choice of stages exceeds the limit."""
    inside = np.flatnonzero(kind.part >= 0)
    _, first = np.unique(stage[inside] * len(kind.caps) + kind.part[inside], return_index=True)
    most = inside[first]  # records stand dearest first
    return np.asarray(part_sums(kind.part[most], points[most], len(kind.caps)) > kind.caps)


def _among(kind: Division, binding: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """Number the binding parts alone; every other record stands behind the last."""
    place = np.append(np.where(binding, np.cumsum(binding) - 1, binding.sum()), binding.sum())
    return place[kind.part].astype("int64"), kind.caps[binding]


def _solved(points: Ints, of: _Groups, kinds: list[Division], rules: Rules) -> tuple[NDArray[np.bool_], int]:
    """Choose one pupil's records: most points after limits; among equals the dearer records, those first in order."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array, eye_array, hstack, vstack

    n = len(points)
    order = np.arange(n, 0, -1, dtype="float64")
    ones = np.ones(n)
    blocks, limits = [hstack([-eye_array(n) * points, eye_array(n)])], [np.zeros(n)]
    nothing = csr_array((1, n))

    def at_most(member: NDArray[np.bool_], most: float, *, counted: bool) -> None:
        row = csr_array(member.astype("float64")[None, :])
        blocks.append(hstack([nothing, row] if counted else [row, nothing]))
        limits.append(np.array([float(most)]))

    for event in np.unique(of.stage):
        at_most(of.stage == event, 1, counted=False)
    if of.category is not None and rules.best_n is not None:
        for category in np.unique(of.category[of.category >= 0]):
            at_most(of.category == category, rules.best_n, counted=False)
    for kind in kinds:
        for part in np.unique(kind.part[kind.part >= 0]):
            at_most(kind.part == part, float(kind.caps[part]), counted=True)
    whole = ones if len(kinds) >= _THREE else np.zeros(n)
    found = milp(
        -np.concatenate([order, np.full(n, order.sum() + 1)]), integrality=np.concatenate([ones, whole]),
        bounds=Bounds(0, np.concatenate([ones, points.astype("float64")])),
        constraints=LinearConstraint(vstack(blocks), ub=np.concatenate(limits)), options={"mip_rel_gap": 0},
    )  # fmt: skip
    if found.x is None:
        raise RuntimeError(f"the choice of one pupil could not be solved: {found.message}")
    return np.asarray(found.x[:n] > 0.5), int(np.rint(found.x[n:].sum()))


def _verdict(chosen: NDArray[np.bool_], stage: Ints) -> NDArray[np.int8]:
    """Name what was not chosen: another stage of its event stands, or its category is full."""
    result = np.full(len(chosen), LESSER, dtype="int8")
    result[chosen] = TAKEN
    without = ~np.isin(stage, stage[chosen])
    first = ~pd.Series(stage).duplicated().to_numpy()
    result[without & first] = BEYOND
    return result
