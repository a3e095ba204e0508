"""The form as it may be published: lines about few people hidden, and nothing left from which they could be computed.

Apart from the checks because it judges nothing: it only takes away. The report of the school itself keeps every number.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from workbook.settings import Settings
from workbook.vsoko.self_examination_form import COUNT, HEADCOUNT, MEAN, PARTS, SHARE, STAFF, WHOLES
from workbook.vsoko.self_examination_lines import Line

__all__ = ["ALSO", "FEW", "MOST", "PublicLine", "public_lines", "ranges"]

FEW, MOST, ALSO, MEAN_OF_FEW = "мало людей", "почти все", "по другому числу", "средний балл немногих"
"""Why a line is hidden."""

_OPEN = (HEADCOUNT, "1.2", "1.3", "1.4", STAFF, *WHOLES)
"""Sizes of the school and of its staff: known to everybody, never hidden."""

_ADVERSE = ("1.10", "1.11", "1.12", "1.13", "1.14", "1.15")
"""«Everybody» is hidden here too: it would tell that of each graduate."""

_EPSILON = 1e-6


@dataclass(frozen=True, slots=True)
class PublicLine:
    """One line of the public copy.

    Attributes
    ----------
    line : Line
    hidden : str
        Why the value is not shown; empty when it is.
    least, most : float
        What a reader of the copy can tell of a hidden number of people.
    """

    line: Line
    hidden: str = ""
    least: float = math.nan
    most: float = math.nan


def public_lines(lines: Mapping[str, Line], settings: Settings) -> list[PublicLine]:
    """Hide what tells of few people, and what would give it away.

    Parameters
    ----------
    lines : mapping
        Number → line, the wholes included.
    settings : Settings
        ``privacy.k_anonymity``: a number of people from 1 to k − 1, or all but so few, is hidden (nobody and everybody
        are shown: the form says so of every school); ``privacy.small_cell``: a mean of fewer results is hidden;
        ``self_examination.public_small``: «показывать» hides nothing.

    Returns
    -------
    list of PublicLine
        The printed lines in order.

    Notes
    -----
    The reader is assumed to know every printed number, every whole, the totals of the form, which line is a part of
    which, and what «менее k» means. As long as one of the hidden numbers follows from these, the smallest related
    printed one is hidden too (complementary suppression; Cox, 1980). The percent goes with its number.
    """
    k, least = settings.privacy.k_anonymity, settings.privacy.small_cell
    why: dict[str, str] = {}
    if settings.self_examination.public_small == "скрывать":
        for number, line in lines.items():
            if number not in _OPEN and line.known:
                why |= _small(number, line, k, least)
        _complement(lines, why, k)
    bounds = ranges(lines, why, k)
    return [
        PublicLine(line, why.get(number, ""), *bounds.get(number, (math.nan, math.nan)))
        for number, line in lines.items()
        if number not in WHOLES
    ]


def _small(number: str, line: Line, k: int, least: int) -> dict[str, str]:
    if line.indicator.unit == MEAN and 0 < line.found.n < least and not line.entered >= 0:
        return {number: MEAN_OF_FEW}
    if line.indicator.unit not in (SHARE, COUNT):
        return {}
    if line.whole == 1:
        return {number: ALSO}  # of one person both «0» and «1» are about this person
    if 0 < line.value < k:
        return {number: FEW}
    others = line.whole - line.value
    return {number: MOST} if 0 < others < k or (others == 0 < line.value and number in _ADVERSE) else {}


def _complement(lines: Mapping[str, Line], why: dict[str, str], k: int) -> None:
    """Hide more until no hidden number can be computed."""
    while True:
        bounds = ranges(lines, why, k)
        told = [number for number, (low, high) in bounds.items() if high - low < 1 - _EPSILON]
        near = {number for one in told for number in _related(one, lines)} - why.keys() - set(_OPEN)
        near = {number for number in near if lines[number].known and lines[number].indicator.unit == SHARE}
        if not near:
            return
        why[min(near, key=lambda number: (lines[number].value, number))] = ALSO


def _related(number: str, lines: Mapping[str, Line]) -> set[str]:
    """Lines that stand in one total or one part-of with this one."""
    found = {part for total, parts in PARTS.items() if number in (total, *parts) for part in (total, *parts)}
    inside = lines[number].indicator.within
    family = {other for other, line in lines.items() if line.indicator.within in (number, inside) and inside}
    return (found | family | {inside} | {n for n, line in lines.items() if line.indicator.within == number}) - {
        number, "",
    }  # fmt: skip


def ranges(lines: Mapping[str, Line], why: Mapping[str, str], k: int) -> dict[str, tuple[float, float]]:
    """Work out what a reader of the public copy can tell of each hidden number of people.

    Parameters
    ----------
    lines : mapping
    why : mapping
        Number → reason, for the hidden ones.
    k : int

    Returns
    -------
    dict
        Number → least and most people that fit everything printed (linear programming over totals and parts).
    """
    hidden = [number for number in why if lines[number].indicator.unit in (SHARE, COUNT)]
    if not hidden:
        return {}
    from scipy.optimize import linprog

    place = {number: column for column, number in enumerate(hidden)}
    equal, upper = _equations(lines, place), _inequalities(lines, place)
    limits = [_limits(lines[number], why[number], k) for number in hidden]
    found: dict[str, tuple[float, float]] = {}
    for number, column in place.items():
        goal = np.zeros(len(hidden))
        goal[column] = 1.0
        ends: list[float] = []
        for sign in (1.0, -1.0):
            solved: Any = linprog(
                sign * goal, *_matrix(upper, len(hidden)), *_matrix(equal, len(hidden)), bounds=limits, method="highs"
            )
            if solved.x is not None:
                ends.append(sign * float(solved.fun))
        # Numbers that contradict one another fit nothing: the school mends them first, the reader learns nothing.
        found[number] = (ends[0], ends[1]) if len(ends) == 2 else limits[column]
    return found


_Row = tuple[dict[int, float], float]


def _limits(line: Line, why: str, k: int) -> tuple[float, float]:
    whole = line.whole if line.whole > 0 else math.inf
    if why == FEW:
        return 1.0, min(k - 1.0, whole)
    if why == MOST:
        return max(0.0, whole - k + 1), whole if line.indicator.number in _ADVERSE else whole - 1
    return 0.0, whole


def _equations(lines: Mapping[str, Line], place: Mapping[str, int]) -> list[_Row]:
    rows = []
    for total, parts in PARTS.items():
        if all(lines[number].known for number in (total, *parts)):
            rows.append(_row(lines, place, [(total, -1.0), *((part, 1.0) for part in parts)]))
    return [row for row in rows if row[0]]


def _inequalities(lines: Mapping[str, Line], place: Mapping[str, int]) -> list[_Row]:
    rows = []
    for number, line in lines.items():
        within = line.indicator.within
        if within and line.known and lines[within].known and line.indicator.unit in (SHARE, COUNT):
            rows.append(_row(lines, place, [(number, 1.0), (within, -1.0)]))
    return [row for row in rows if row[0]]


def _row(lines: Mapping[str, Line], place: Mapping[str, int], terms: Iterable[tuple[str, float]]) -> _Row:
    """Write ``Σ coefficient · value ⋛ 0`` with the printed values on the right."""
    left: dict[int, float] = {}
    right = 0.0
    for number, factor in terms:
        if number in place:
            left[place[number]] = factor
        else:
            right -= factor * lines[number].value
    return left, right


def _matrix(rows: list[_Row], size: int) -> tuple[Any, Any]:
    if not rows:
        return None, None
    table = np.zeros((len(rows), size))
    for line, (left, _) in enumerate(rows):
        for column, factor in left.items():
            table[line, column] = factor
    return table, np.array([right for _, right in rows])
