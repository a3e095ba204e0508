"""Hofstee's compromise: the range of cuts and the range of failures that experts can live with, against the pupils.

Apart from Beuk's because it asks for limits and refuses when the pupils do not fit them.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbook.estimates import half_up
from workbook.fos.standard.curve import Curve, interval_of, stated
from workbook.fos.standard.cuts import FEW, MARKS, REFUSED, Cut, cut_table
from workbook.fos.standard.work import Work
from workbook.settings import StandardRules

__all__ = ["QUANTITIES", "hofstee"]

QUANTITIES = ("порог от", "порог до", "ниже порога от", "ниже порога до")
"""What each expert states, percent of the maximum and percent of pupils."""

Floats = NDArray[np.float64]

_SEED = 20250902
_METHOD = "Хофсти"


def hofstee(judgements: pd.DataFrame, work: Work, rules: StandardRules) -> pd.DataFrame:
    """Set the marks by Hofstee's method.

    The line goes from (least cut, greatest share below it) to (greatest cut, least share below it), experts' means;
    the cut is where it meets the curve of the share of pupils below each cut. The interval draws pupils and experts
    again and again.

    Parameters
    ----------
    judgements : pandas.DataFrame
        fos, expert, method, round, mark, quantity (one of :data:`QUANTITIES`), value (percent).
    work : Work
    rules : StandardRules
        ``experts_n``, ``curve_n``, ``draws``.

    Returns
    -------
    pandas.DataFrame
        :func:`workbook.fos.standard.cut_table`; «не построен» with the reason where the line misses the curve.

    Raises
    ------
    MissingData
        No such judgements.

    References
    ----------
    Hofstee, W. K. B. (1983). The case for compromise in educational selection and grading. In S. B. Anderson,
    J. S. Helmick (eds.), On Educational Testing, p. 109–127. de Gruijter, D. N. M. (1985). Compromise models for
    establishing examination standards. Journal of Educational Measurement 22, 263–269.
    """
    said = stated(judgements, work, _METHOD, QUANTITIES)
    return cut_table(_one(mark, values, work, rules) for mark, values in said.items() if mark in MARKS)


def _one(mark: int, said: Floats, work: Work, rules: StandardRules) -> Cut:
    n, scale = len(said), work.maximum / 100
    if work.n < rules.curve_n:
        reason = f"Работ {work.n}, нужно не меньше {rules.curve_n}: кривая распределения слишком случайна."
        return Cut(_METHOD, mark, math.nan, n=n, verdict=FEW, reason=reason)
    least, most, few, many = (float(part) for part in said.mean(axis=0))
    if least > most or few > many:
        return Cut(_METHOD, mark, math.nan, n=n, verdict=REFUSED, reason="«От» больше «до»: проверить лист.")
    curve = Curve.of(work)
    found = _meeting(curve, scale * least, scale * most, (few, many))
    if not math.isfinite(found):
        below = curve.below([scale * least, scale * most])
        return Cut(_METHOD, mark, found, n=n, verdict=REFUSED, reason=_missed(below, few, many))
    if n < rules.experts_n:
        reason = f"Экспертов {n}, нужно не меньше {rules.experts_n}: о разбросе мнений судить нельзя."
        return Cut(_METHOD, mark, found, n=n, verdict=FEW, reason=reason)
    rng = np.random.default_rng(_SEED)
    drawn = np.full(rules.draws, np.nan)
    for place in range(rules.draws):
        a, b, c, d = said[rng.integers(0, n, n)].mean(axis=0)
        drawn[place] = _meeting(curve.resampled(rng), scale * a, scale * b, (c, d))
    return Cut(_METHOD, mark, found, *interval_of(drawn), n)


def _meeting(curve: Curve, least: float, most: float, limits: tuple[float, float]) -> float:
    few, many = limits
    if most <= least:
        level = float(curve.below([least])[0])
        return least if few <= level <= many else math.nan
    return curve.meets(least, most, lambda cuts: many + (few - many) * (cuts - least) / (most - least))


def _missed(below: Floats, few: float, many: float) -> str:
    if below[0] > many:
        return (
            f"Даже при наименьшем пороге ниже него {half_up(below[0]):.0f} % учеников, эксперты допускают не больше "
            f"{half_up(many):.0f} %: работа труднее, чем они думали, или ожидания завышены."
        )
    return (
        f"Даже при наибольшем пороге ниже него только {half_up(below[1]):.0f} % учеников, эксперты ждут не меньше "
        f"{half_up(few):.0f} %: работа легче, чем они думали."
    )
