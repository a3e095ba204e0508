"""Hofstee's compromise: the range of cuts and the range of failures that experts can live with, against the pupils.

Apart from Beuk's because it asks for limits and refuses when the pupils do not fit them.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbook.fos.standard.curve import crossing, percent_below
from workbook.fos.standard.cuts import FEW, MARKS, REFUSED, Cut, cut_table, final_round, rows_of
from workbook.fos.standard.work import Work
from workbook.settings import StandardRules

__all__ = ["QUANTITIES", "hofstee"]

QUANTITIES = ("порог от", "порог до", "ниже порога от", "ниже порога до")
"""What each expert states, percent of the maximum and percent of pupils."""

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
    rows = final_round(rows_of(judgements, work.test, _METHOD))
    rows = rows.assign(quantity=rows["quantity"].astype("object").fillna("").str.strip().str.casefold())
    wide = rows.pivot_table(index=["mark", "expert"], columns="quantity", values="value", aggfunc="first")
    wide = wide.reindex(columns=list(QUANTITIES)).dropna()
    marks = [int(mark) for mark in wide.index.get_level_values("mark").unique() if mark in MARKS]
    return cut_table(_one(mark, wide.loc[mark].to_numpy(dtype=float), work, rules) for mark in sorted(marks))


def _one(mark: int, said: NDArray[np.float64], work: Work, rules: StandardRules) -> Cut:
    n = len(said)
    if work.n < rules.curve_n:
        reason = f"Работ {work.n}, нужно не меньше {rules.curve_n}: кривая распределения слишком случайна."
        return Cut(_METHOD, mark, float("nan"), n=n, verdict=FEW, reason=reason)
    least, most, few, many = said.mean(axis=0)
    if least > most or few > many:
        reason = "«От» больше «до»: проверить лист."
        return Cut(_METHOD, mark, float("nan"), n=n, verdict=REFUSED, reason=reason)
    shares = (100 * work.sums / work.maximum).to_numpy(dtype=float)
    found = crossing(shares, (least, many), (most, few))
    if not np.isfinite(found):
        return Cut(_METHOD, mark, found, n=n, verdict=REFUSED, reason=_missed(shares, (least, most, few, many)))
    scale = work.maximum / 100
    if n < rules.experts_n:
        reason = f"Экспертов {n}, нужно не меньше {rules.experts_n}: о разбросе мнений судить нельзя."
        return Cut(_METHOD, mark, scale * found, n=n, verdict=FEW, reason=reason)
    rng = np.random.default_rng(_SEED)
    drawn = np.full(rules.draws, np.nan)
    for place in range(rules.draws):
        a, b, c, d = said[rng.integers(0, n, n)].mean(axis=0)
        drawn[place] = crossing(shares[rng.integers(0, len(shares), len(shares))], (a, d), (b, c))
    low, high, error = _spread(scale * drawn)
    return Cut(_METHOD, mark, scale * found, error, low, high, n)


def _missed(shares: NDArray[np.float64], limits: tuple[float, float, float, float]) -> str:
    least, most, few, many = limits
    at_least, at_most = percent_below(shares, np.array([least, most]))
    if at_least > many:
        return (
            f"Даже при наименьшем пороге ниже него {_whole(at_least)} % учеников, эксперты допускают не больше "
            f"{_whole(many)} %: работа труднее, чем они думали, или ожидания завышены."
        )
    return (
        f"Даже при наибольшем пороге ниже него только {_whole(at_most)} % учеников, эксперты ждут не меньше "
        f"{_whole(few)} %: работа легче, чем они думали."
    )


def _whole(value: float) -> int:
    return int(np.floor(value + 0.5))


def _spread(drawn: NDArray[np.float64]) -> tuple[float, float, float]:
    """Percentile interval and standard error; NaN when more than a tenth of the draws miss the curve."""
    known = drawn[np.isfinite(drawn)]
    if len(known) < 0.9 * len(drawn):
        return float("nan"), float("nan"), float("nan")
    low, high = np.quantile(known, [0.025, 0.975])
    return float(low), float(high), float(known.std(ddof=1))
