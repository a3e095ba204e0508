"""Beuk's compromise: one cut and one share of passers from each expert, weighed by how well experts agree on each.

Apart from Hofstee's because its line rises or falls with the experts' agreement and not with their limits.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbook.fos.standard.curve import Curve, interval_of, stated
from workbook.fos.standard.cuts import FEW, MARKS, REFUSED, Cut, cut_table
from workbook.fos.standard.work import Work
from workbook.settings import StandardRules

__all__ = ["QUANTITIES", "beuk"]

QUANTITIES = ("порог", "не ниже порога")
"""What each expert states: percent of the maximum, percent of pupils."""

Floats = NDArray[np.float64]

_SEED = 20250903
_METHOD = "Бойк"


def beuk(judgements: pd.DataFrame, work: Work, rules: StandardRules) -> pd.DataFrame:
    """Set the marks by Beuk's method.

    Through the experts' mean cut and mean share of passers goes a line whose slope is the ratio of their standard
    deviations, share to cut: what experts agree on more counts for more. The cut is where the line meets the curve of
    the share of pupils at or above each cut.

    Parameters
    ----------
    judgements : pandas.DataFrame
        fos, expert, method, round, mark, quantity («порог», «не ниже порога»), value (percent).
    work : Work
    rules : StandardRules
        ``experts_n``, ``curve_n``, ``draws``.

    Returns
    -------
    pandas.DataFrame
        :func:`workbook.fos.standard.cut_table`.

    Raises
    ------
    MissingData
        No such judgements.

    References
    ----------
    Beuk, C. H. (1984). A method for reaching a compromise between absolute and relative standards in examinations.
    Journal of Educational Measurement 21, 147–152.
    """
    said = stated(judgements, work, _METHOD, QUANTITIES)
    return cut_table(_one(mark, values, work, rules) for mark, values in said.items() if mark in MARKS)


def _one(mark: int, said: Floats, work: Work, rules: StandardRules) -> Cut:
    n = len(said)
    if n < rules.experts_n:
        reason = f"Экспертов {n}, нужно не меньше {rules.experts_n}: метод опирается на разброс мнений."
        return Cut(_METHOD, mark, math.nan, n=n, verdict=FEW, reason=reason)
    if work.n < rules.curve_n:
        reason = f"Работ {work.n}, нужно не меньше {rules.curve_n}: кривая распределения слишком случайна."
        return Cut(_METHOD, mark, math.nan, n=n, verdict=FEW, reason=reason)
    curve = Curve.of(work)
    found = _meeting(curve, said)
    if not math.isfinite(found):
        reason = "Прямая экспертов не встречает распределение учеников: порог и доля противоречат друг другу."
        return Cut(_METHOD, mark, found, n=n, verdict=REFUSED, reason=reason)
    rng = np.random.default_rng(_SEED)
    drawn = [_meeting(curve.resampled(rng), said[rng.integers(0, n, n)]) for _ in range(rules.draws)]
    return Cut(_METHOD, mark, found, *interval_of(np.array(drawn)), n)


def _meeting(curve: Curve, said: Floats) -> float:
    """Cut where the line of the experts meets the curve of those at or above the cut."""
    scale = curve.maximum / 100
    centre, passing = (float(part) for part in said.mean(axis=0))
    wide, high = (float(part) for part in said.std(axis=0, ddof=1))
    if wide <= 0:  # all experts name one cut: nothing can move it
        return scale * centre
    return curve.meets(0.0, curve.maximum, lambda cuts: 100 - passing - high / wide * (cuts / scale - centre))
