"""Distribution of primary scores and spikes at mark boundaries (marker M1).

Apart from the journal because this evidence lies inside the work itself: many works that just reach a mark and few
that just miss it. It is a possible marker, never a proof, and it needs the official scale of that year.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from scipy.special import bdtrc

from workbook.settings import ObjectivityRules

__all__ = ["POSSIBLE", "TESTED", "boundary_spikes", "score_counts", "spike_p"]

_WORK = ["year", "grade", "subject"]
_NO_SCALE = "границы не заданы"
_FEW = "мало данных"
POSSIBLE = "возможный признак"
_NONE = "признака нет"
TESTED = (POSSIBLE, _NONE)
"""Statuses of a boundary that could be tested."""


def spike_p(at: int, below: int) -> float:
    """One-sided exact binomial probability of at least ``at`` of ``at + below`` works when both are equally likely.

    Parameters
    ----------
    at, below : int
        Works with the lowest score of a mark and works with one point less.

    Returns
    -------
    float
        nan when there is no such work.

    Examples
    --------
    >>> round(spike_p(12, 2), 4), round(spike_p(10, 2), 4)
    (0.0065, 0.0193)
    """
    if at + below == 0:
        return math.nan
    return float(bdtrc(at - 1, at + below, 0.5)) if at else 1.0


def score_counts(procedures: pd.DataFrame, *, procedure: str = "ВПР") -> pd.DataFrame:
    """Count works by whole primary score, with the scores that nobody got.

    Parameters
    ----------
    procedures : DataFrame
        Validated table; rows without a primary score did not write.
    procedure : str
        «ВПР» …

    Returns
    -------
    DataFrame
        Columns year, grade, subject, score (0..max), count, max_score. A half point counts at the whole below it.
    """
    rows = procedures.loc[procedures["procedure"].eq(procedure) & procedures["primary_score"].notna()]
    tables = []
    for key, work in rows.groupby(_WORK, observed=True):
        top = int(work["max_score"].max())
        counts = np.bincount(np.floor(work["primary_score"].to_numpy(float)).astype(int), minlength=top + 1)[: top + 1]
        head = dict(zip(_WORK, key, strict=True))
        tables.append(pd.DataFrame({**head, "score": range(top + 1), "count": counts, "max_score": top}))
    if not tables:
        return pd.DataFrame(columns=[*_WORK, "score", "count", "max_score"])
    return pd.concat(tables, ignore_index=True)


def boundary_spikes(
    counts: pd.DataFrame, scales: pd.DataFrame | None, rules: ObjectivityRules, *, procedure: str = "ВПР"
) -> pd.DataFrame:
    """Marker M1 at each boundary of each work.

    Parameters
    ----------
    counts : DataFrame
        From :func:`score_counts`.
    scales : DataFrame or None
        Official boundaries; without them a work is «границы не заданы».
    rules : ObjectivityRules
        ``spike_p``, ``spike_excess``, ``spike_n``.
    procedure : str
        Which rows of ``scales`` to use.

    Returns
    -------
    DataFrame
        Columns year, grade, subject, n (works), boundary («2→3», «3→4», «4→5» or empty), min_score, at (works with
        this score), below (with one point less), p, status («возможный признак», «признака нет», «мало данных»,
        «границы не заданы»).

    Notes
    -----
    Flag: p ≤ ``spike_p``, at − below ≥ ``spike_excess`` and n ≥ ``spike_n``. The null hypothesis is equal chances of
    the two neighbouring scores (методика школы; the federal algorithm is not public).
    """
    columns = [*_WORK, "n", "boundary", "min_score", "at", "below", "p", "status"]
    bounds = None if scales is None else scales.loc[scales["procedure"].eq(procedure)].set_index(_WORK).sort_index()
    rows: list[dict[str, object]] = []
    for key, work in counts.groupby(_WORK, observed=True):
        n = int(work["count"].sum())
        head: dict[str, object] = {**dict(zip(_WORK, key, strict=True)), "n": n}
        by_score = work.set_index("score")["count"]
        own = None if bounds is None or key not in bounds.index else bounds.loc[[key]]
        if own is None:
            rows.append({**head, "boundary": "", "min_score": math.nan, "at": 0, "below": 0, "p": math.nan,
                         "status": _NO_SCALE})  # fmt: skip
            continue
        for mark, score in sorted(zip(own["mark"], own["min_score"], strict=True)):
            at, below = int(by_score.get(int(score), 0)), int(by_score.get(int(score) - 1, 0))
            p = spike_p(at, below)
            rows.append({**head, "boundary": f"{int(mark) - 1}→{mark}", "min_score": float(score), "at": at,
                         "below": below, "p": p, "status": _status(n, at, below, p, rules)})  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _status(n: int, at: int, below: int, p: float, rules: ObjectivityRules) -> str:
    if n < rules.spike_n:
        return _FEW
    flagged = not math.isnan(p) and p <= rules.spike_p and at - below >= rules.spike_excess
    return POSSIBLE if flagged else _NONE
