"""Limits (лимиты): the most that a pupil may collect at a level, in a direction, from a group of cards, and in all.

Apart from the price of a record, because limits see all records of a pupil together.

Levels, directions and groups of cards each divide a pupil's records in their own way. Where only one of them is
exceeded, its parts are filled from the dearest record down (records without a group of cards first, then group by
group) and nothing better exists. Where two are exceeded, filling
one after the other could lose points that another order keeps, so the most is found as a maximum flow from the parts
of one to the parts of the other; where all three are, as a small integer program. The value found does not depend on
the order of records. The limit of everything holds all parts together and is applied last: it trims the cheapest.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbook.rating.choice import Ints, numbered
from workbook.rating.rules import Rules

__all__ = ["Division", "divisions", "limit", "part_sums"]


@dataclass(frozen=True)
class Division:
    """One way to divide records into parts with limits; −1 for a record without a limit of this kind.

    Attributes
    ----------
    part : array of int64, shape (records,)
    caps : array of int64, shape (parts,)
        Hundredths.
    """

    part: Ints
    caps: Ints


def limit(records: pd.DataFrame, column: str, rules: Rules) -> pd.Series:
    """Return what the limits leave of each record's points.

    Parameters
    ----------
    records : DataFrame
        Columns ``pupil``, ``scale``, ``direction``, ``card``, ``cap_group`` (missing: none) and `column`; rows in the
        order in which limits are filled (the dearest record first). Columns that the rules do not ask for may be
        absent.
    column : str
        Points before limits, whole hundredths.
    rules : Rules

    Returns
    -------
    Series
        Whole hundredths on the index of `records`, between 0 and the record's points; their sum is the most that
        satisfies all limits of the pupil, hence a further record never lowers it.
    """
    counted = records[column].to_numpy(dtype="int64", copy=True)
    if not rules.capped or records.empty:
        return pd.Series(counted, index=records.index)
    pupil = numbered(records["pupil"])
    kinds = divisions(records, rules)
    exceeded = [_exceeded(pupil, counted, division) for division in kinds]
    often = np.sum(exceeded, axis=0) if exceeded else np.zeros(pupil.max() + 1, dtype="int64")
    group = pd.factorize(records["cap_group"], sort=True)[0] if "cap_group" in records else None
    for division, over in zip(kinds, exceeded, strict=True):
        rows = np.flatnonzero((over & (often == 1))[pupil] & (division.part >= 0))
        if group is not None:
            rows = rows[np.argsort(group[rows], kind="stable")]
        key = pupil[rows] * len(division.caps) + division.part[rows]
        counted[rows] = _filled(counted[rows], key, division.caps[division.part[rows]])
    crossed = np.flatnonzero((often > 1)[pupil])
    for rows in np.split(crossed, np.flatnonzero(np.diff(pupil[crossed])) + 1) if len(crossed) else ():
        chosen = [division for division, over in zip(kinds, exceeded, strict=True) if over[pupil[rows[0]]]]
        counted[rows] = _crossed(counted[rows], [Division(item.part[rows], item.caps) for item in chosen])
    if rules.total_cap is not None:
        rows = np.flatnonzero(part_sums(pupil, counted, int(pupil.max()) + 1)[pupil] > rules.total_cap)
        counted[rows] = _filled(counted[rows], pupil[rows], np.full(len(rows), rules.total_cap, dtype="int64"))
    return pd.Series(counted, index=records.index)


def divisions(records: pd.DataFrame, rules: Rules) -> list[Division]:
    """Return the kinds of limits in force, the total one left out: levels, groups of cards, directions."""
    kinds = []
    if rules.level_caps:
        kinds.append(_division(records["scale"], dict(rules.level_caps)))
    if rules.card_group_cap is not None and "cap_group" in records and records["cap_group"].notna().any():
        names = sorted(records["cap_group"].dropna().unique())
        kinds.append(_division(records["cap_group"], dict.fromkeys(names, rules.card_group_cap)))
    if rules.direction_caps:
        kinds.append(_division(records["direction"], dict(rules.direction_caps)))
    if rules.bonuses:
        free = records["card"].isin(rules.bonuses).to_numpy()
        kinds = [Division(np.where(free, -1, kind.part), kind.caps) for kind in kinds]
    return kinds


def _division(values: pd.Series, caps: dict[str, int]) -> Division:
    kept = isinstance(values.dtype, pd.CategoricalDtype)
    codes, names = (values.cat.codes, values.cat.categories) if kept else pd.factorize(values, use_na_sentinel=True)
    places = {name: place for place, name in enumerate(caps)}
    table = np.array([*(places.get(str(name), -1) for name in names), -1], dtype="int64")
    return Division(table[np.asarray(codes)], np.array(list(caps.values()), dtype="int64"))


def part_sums(key: Ints, points: Ints, size: int) -> Ints:
    """Sum points by the number of their part."""
    # Doubles hold whole numbers up to 2**53 exactly; sums of points stay far below.
    return np.bincount(key, weights=points, minlength=size).astype("int64")


def _exceeded(pupil: Ints, points: Ints, division: Division) -> NDArray[np.bool_]:
    """Say which pupils have more in some part than its limit."""
    parts, pupils = len(division.caps), int(pupil.max()) + 1
    inside = division.part >= 0
    sums = part_sums(pupil[inside] * parts + division.part[inside], points[inside], pupils * parts)
    return np.asarray((sums.reshape(pupils, parts) > division.caps).any(axis=1))


def _filled(points: Ints, key: Ints, caps: Ints) -> Ints:
    """Fill each key's limit with its records in the order given."""
    order = np.argsort(key, kind="stable")
    sorted_key, sorted_points = key[order], points[order]
    running = np.cumsum(sorted_points) - sorted_points
    first = np.concatenate([[True], sorted_key[1:] != sorted_key[:-1]])[: len(key)]
    before = running - np.maximum.accumulate(np.where(first, running, 0))
    result = np.empty_like(points)
    result[order] = np.clip(caps[order] - before, 0, sorted_points)
    return result


def _crossed(points: Ints, divisions: list[Division]) -> Ints:
    """Count the most of one pupil's records under limits that cross each other."""
    counted = points.copy()
    bound = np.sum([division.part >= 0 for division in divisions], axis=0)
    rooms = []
    for division in divisions:
        rows = np.flatnonzero((bound == 1) & (division.part >= 0))
        counted[rows] = _filled(points[rows], division.part[rows], division.caps[division.part[rows]])
        rooms.append(division.caps - part_sums(division.part[rows], counted[rows], len(division.caps)))
    rows = np.flatnonzero(bound > 1)
    parts = np.stack([division.part[rows] for division in divisions])
    cells, cell = np.unique(parts, axis=1, return_inverse=True)
    wanted = part_sums(cell, points[rows], cells.shape[1])
    given = _flow(cells, wanted, rooms) if len(divisions) == 2 else _program(cells, wanted, rooms)
    counted[rows] = _filled(points[rows], cell, given[cell])
    return counted


def _flow(cells: Ints, wanted: Ints, rooms: list[Ints]) -> Ints:
    """Return the most of each cell under the limits of two divisions, as a maximum flow."""
    first, second = 1, 1 + len(rooms[0])
    sink = second + len(rooms[1])
    edges = [(0, first + part, room) for part, room in enumerate(rooms[0])]
    edges += [(first + a, second + b, want) for (a, b), want in zip(cells.T, wanted, strict=True)]
    edges += [(second + part, sink, room) for part, room in enumerate(rooms[1])]
    rows, columns, capacities = (np.array(part, dtype=np.int32) for part in zip(*edges, strict=True))
    from scipy.sparse import csr_array  # opened only where limits cross
    from scipy.sparse.csgraph import maximum_flow

    # The edges are written in the order of their starts already.
    starts = np.searchsorted(rows, np.arange(sink + 2)).astype(np.int32)
    graph = csr_array((capacities, columns, starts), shape=(sink + 1, sink + 1))
    flow = maximum_flow(graph, 0, sink).flow.toarray()
    return np.asarray(flow[first + cells[0], second + cells[1]], dtype="int64")


def _program(cells: Ints, wanted: Ints, rooms: list[Ints]) -> Ints:
    """Return the most of each cell under the limits of three divisions, as an integer program."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    rows = [
        (cells[number] == part, room)
        for number, division in enumerate(rooms)
        for part, room in enumerate(division)
        if (cells[number] == part).any()
    ]
    matrix = np.array([row for row, _ in rows], dtype="float64")
    limits = np.array([room for _, room in rows], dtype="float64")
    ones = np.ones(len(wanted), dtype="int64")
    found = milp(
        -ones, integrality=ones, bounds=Bounds(0, wanted.astype("float64")),
        constraints=LinearConstraint(matrix, ub=limits), options={"mip_rel_gap": 0},
    )  # fmt: skip
    if found.x is None:
        raise RuntimeError(f"limits of one pupil could not be solved: {found.message}")
    return np.rint(found.x).astype("int64")
