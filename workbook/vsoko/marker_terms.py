"""What the markers of objectivity share: their names, their words, and how many checks become one verdict.

Apart from the markers because a school is looked at in sixty places at once: among sixty honest checks three stand
beyond a 95 % limit by chance, and the school must not be suspected for that.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import bdtrc, stdtr, stdtrit

from workbook.settings import ObjectivityRules
from workbook.vsoko.distribution import POSSIBLE

__all__ = [
    "CHECK_COLUMNS",
    "CLEAR",
    "EXPLAINED",
    "FEW",
    "MARKERS",
    "NO_DATA",
    "POSSIBLE",
    "WATCH",
    "Marker",
    "absent",
    "check_table",
    "explained",
    "judge",
    "judged",
    "previous_year",
    "tail",
]

WATCH = "наблюдать"
CLEAR = "признака нет"
EXPLAINED = "объяснено"
FEW = "мало данных"
NO_DATA = "нет данных"
_TESTED = (POSSIBLE, WATCH, CLEAR)
_NORMAL = 1e9
"""Degrees of freedom of an interval that is normal and not Student's."""
_LIKELY = 0.5

MARKERS: Mapping[str, str] = {
    "M1": "Всплеск у границы отметки",
    "M2": "Результат намного выше ориентира",
    "M3": "Высокий результат почти без разброса",
    "M4": "Разрыв с журналом",
    "M5": "Скачок одного поколения",
    "M6": "Разрыв ВПР и ОГЭ",
    "M7": "Слабые выше сильных в задании",
}
"""Code → Russian name."""

CHECK_COLUMNS = ("marker", "group", "n", "value", "low", "high", "threshold", "p", "status", "reason")
"""Columns of a table of checks: one place that was looked at a row.

``value``, ``low``, ``high`` and ``threshold`` share a unit; ``p`` is one-sided, of the hypothesis that the true value
is not beyond the threshold; ``status`` is «возможный признак» (the whole 95 % interval beyond the threshold),
«наблюдать» (the point beyond, the interval not), «признака нет» or «мало данных» with its ``reason``.
"""


@dataclass(frozen=True, slots=True)
class Marker:
    """One marker for one school and year.

    Attributes
    ----------
    code : str
        «M1» … «M7».
    status : str
        «возможный признак», «наблюдать», «объяснено», «признака нет», «мало данных» or «нет данных».
    checked, possible, watched : int
        Places that could be checked; those whose own interval lies beyond the threshold; those beyond within the error.
    chance : float
        Upper bound of the probability that an honest school looks like this or worse in all these places.
    group : str
        The most telling place.
    value, low, high, threshold : float
        What was measured there, with its 95 % interval.
    n : int
        Observations there.
    reason : str
        Why it could not be checked, or what explains it.
    """

    code: str
    status: str
    checked: int = 0
    possible: int = 0
    watched: int = 0
    chance: float = math.nan
    group: str = ""
    value: float = math.nan
    low: float = math.nan
    high: float = math.nan
    threshold: float = math.nan
    n: int = 0
    reason: str = ""

    @property
    def title(self) -> str:
        """Russian name."""
        return MARKERS[self.code]

    @property
    def raised(self) -> bool:
        """Whether a person should look."""
        return self.status == POSSIBLE


def check_table(rows: Iterable[Mapping[str, Any]], extra: Sequence[str] = ()) -> pd.DataFrame:
    """Put checks into their columns, also when there are none.

    Parameters
    ----------
    rows : iterable of mapping
        Each with the keys of :data:`CHECK_COLUMNS`, all but ``status`` optional.
    extra : sequence of str
        More columns of this marker.
    """
    table = pd.DataFrame(list(rows), columns=[*CHECK_COLUMNS, *extra])
    numbers = dict.fromkeys(("value", "low", "high", "threshold", "p"), float)
    words = dict.fromkeys(("marker", "group", "status", "reason"), "str")
    table["reason"] = table["reason"].astype(object).where(table["reason"].notna(), "")
    table["n"] = table["n"].astype(float).fillna(0)
    return table.astype({**numbers, **words, "n": int})


def tail(value: float, end: float, threshold: float, *, freedom: float = _NORMAL, confidence: float = 0.95) -> float:
    """One-sided p of a value against a threshold, from the arm of its interval that points to the threshold.

    Parameters
    ----------
    value, end : float
        The estimate and the end of its interval on the side of the threshold: the lower one when too much is
        looked for, the upper one when too little is.
    threshold : float
        In the same unit.
    freedom : float
        Degrees of freedom of Student's interval; left out for a normal one.
    confidence : float
        Coverage of the interval.

    Returns
    -------
    float
        At ``end == threshold`` exactly ``(1 − confidence)/2``; nan without an interval. For intervals that are not
        symmetric (Wilson, square-and-add) the arm is stretched in proportion: an approximation.

    Examples
    --------
    >>> round(tail(50, 30, 30), 4)
    0.025
    """
    if not (math.isfinite(value) and math.isfinite(end)):
        return math.nan
    arm, distance = value - end, value - threshold
    if arm == 0:
        return 0.5 if distance == 0 else math.nan
    steps = float(stdtrit(freedom, 0.5 + confidence / 2)) * distance / arm
    return float(stdtr(freedom, -steps))


def judged(value: float, end: float, threshold: float, *, low: bool = False) -> str:
    """Judge one place: the whole interval beyond the threshold, the point alone, or neither.

    Parameters
    ----------
    value, end, threshold : float
        ``end`` is the end of the interval on the side of the threshold.
    low : bool
        Too little is looked for, not too much.
    """
    beyond = value < threshold if low else value > threshold
    whole = end < threshold if low else end > threshold
    return POSSIBLE if beyond and whole else WATCH if beyond else CLEAR


def judge(code: str, checks: pd.DataFrame, rules: ObjectivityRules) -> Marker:
    """Say one verdict on all places of a marker.

    Parameters
    ----------
    code : str
        «M1» … «M7».
    checks : DataFrame
        :data:`CHECK_COLUMNS`, from one of the functions ``*_checks`` of the markers.
    rules : ObjectivityRules
        ``marker_level``: nominal level of one marker for one school and year; ``spike_p`` for M1.

    Returns
    -------
    Marker
        «Возможный признак» when an honest school would show as much with probability ≤ ``marker_level``;
        «наблюдать» when some interval lies beyond its threshold, or a point does and chance is not the better half of
        the explanation; «признака нет» also when a few points of many lie beyond, as they do by chance.

    Notes
    -----
    Bonferroni over the places (the first step of Holm, 1979): m · min p. M1 has many places with one level, so the
    number of spikes is a second look, P(X ≥ found) for X ~ Bin(m, ``spike_p``); each look gets half of the level.
    """
    tested = checks.loc[checks["status"].isin(_TESTED)]
    if tested.empty:
        reason = checks["reason"].iloc[0] if len(checks) else "проверять нечего"
        return Marker(code, FEW if len(checks) else NO_DATA, reason=str(reason))
    found = int(tested["status"].eq(POSSIBLE).sum())
    watched = int(tested["status"].eq(WATCH).sum())
    m = len(tested)
    chance = m * float(tested["p"].min())
    if code == "M1" and found:
        chance = 2 * min(chance, float(bdtrc(found - 1, m, rules.spike_p)))
    raised = found > 0 and chance <= rules.marker_level
    status = POSSIBLE if raised else WATCH if found or (watched and chance < _LIKELY) else CLEAR
    order = tested["status"].map({POSSIBLE: 0, WATCH: 1, CLEAR: 2})
    best = tested.assign(order=order).sort_values(["order", "p"], kind="stable").iloc[0]
    return Marker(
        code, status, m, found, watched, float(np.minimum(chance, 1.0)), str(best["group"]), float(best["value"]),
        float(best["low"]), float(best["high"]), float(best["threshold"]), int(best["n"]),
    )  # fmt: skip


def absent(code: str, reason: str) -> Marker:
    """Return a marker that could not be looked at, with the reason in words."""
    return Marker(code, NO_DATA, reason=reason)


def explained(marker: Marker, reason: str) -> Marker:
    """Return a raised marker that other evidence explains."""
    return replace(marker, status=EXPLAINED, reason=reason)


def previous_year(year: str) -> str:
    """Return the school year before: «2024/2025» before «2025/2026»."""
    first = int(year[:4]) - 1
    return f"{first}/{first + 1}"
