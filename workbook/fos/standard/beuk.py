"""Beuk's compromise: one cut and one share of passers from each expert, weighed by how well experts agree on each.

Apart from Hofstee's because its line rises or falls with the experts' agreement and not with their limits.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbook.fos.standard.curve import percent_below
from workbook.fos.standard.cuts import FEW, MARKS, REFUSED, Cut, cut_table, final_round, rows_of
from workbook.fos.standard.work import Work
from workbook.settings import StandardRules

__all__ = ["beuk"]

_SEED = 20250903
_METHOD = "Бойк"
_STEPS = 2000
_CUT, _PASS = "порог", "не ниже порога"


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
    rows = final_round(rows_of(judgements, work.test, _METHOD))
    rows = rows.assign(quantity=rows["quantity"].astype("object").fillna("").str.strip().str.casefold())
    wide = rows.pivot_table(index=["mark", "expert"], columns="quantity", values="value", aggfunc="first")
    wide = wide.reindex(columns=[_CUT, _PASS]).dropna()
    marks = [int(mark) for mark in wide.index.get_level_values("mark").unique() if mark in MARKS]
    return cut_table(_one(mark, wide.loc[mark].to_numpy(dtype=float), work, rules) for mark in sorted(marks))


def _one(mark: int, said: NDArray[np.float64], work: Work, rules: StandardRules) -> Cut:
    n = len(said)
    if n < rules.experts_n:
        reason = f"Экспертов {n}, нужно не меньше {rules.experts_n}: метод опирается на разброс мнений."
        return Cut(_METHOD, mark, float("nan"), n=n, verdict=FEW, reason=reason)
    if work.n < rules.curve_n:
        reason = f"Работ {work.n}, нужно не меньше {rules.curve_n}: кривая распределения слишком случайна."
        return Cut(_METHOD, mark, float("nan"), n=n, verdict=FEW, reason=reason)
    shares = (100 * work.sums / work.maximum).to_numpy(dtype=float)
    found = _meeting(shares, said)
    if not np.isfinite(found):
        reason = "Прямая экспертов не встречает распределение учеников: порог и доля противоречат друг другу."
        return Cut(_METHOD, mark, found, n=n, verdict=REFUSED, reason=reason)
    rng = np.random.default_rng(_SEED)
    drawn = np.array(
        [
            _meeting(shares[rng.integers(0, len(shares), len(shares))], said[rng.integers(0, n, n)])
            for _ in range(rules.draws)
        ]
    )
    known, scale = drawn[np.isfinite(drawn)] * work.maximum / 100, work.maximum / 100
    if len(known) < 0.9 * rules.draws:
        return Cut(_METHOD, mark, scale * found, n=n)
    low, high = np.quantile(known, [0.025, 0.975])
    return Cut(_METHOD, mark, scale * found, float(known.std(ddof=1)), float(low), float(high), n)


def _meeting(shares: NDArray[np.float64], said: NDArray[np.float64]) -> float:
    """Cut, in percent, where the line of the experts meets the curve of those at or above the cut."""
    centre, passing = said.mean(axis=0)
    wide, high = said.std(axis=0, ddof=1)
    if wide <= 0:  # all experts name one cut: nothing can move it
        return float(centre)
    cuts = np.linspace(0.0, 100.0, _STEPS + 1)
    gap = passing + high / wide * (cuts - centre) - (100 - percent_below(shares, cuts))
    if gap[0] > 0 or gap[-1] < 0:
        return float("nan")
    place = int(np.argmax(gap >= 0))
    if place == 0 or gap[place] == gap[place - 1]:
        return float(cuts[place])
    part = -gap[place - 1] / (gap[place] - gap[place - 1])
    return float(cuts[place - 1] + part * (cuts[place] - cuts[place - 1]))
