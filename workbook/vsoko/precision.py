"""Intervals for ratios when one pupil gives several marks: apart because every table of ВСОКО needs the same honesty.

Twelve marks of one pupil are not twelve independent pieces of evidence. A ratio of sums (``Σ top / Σ bottom``) is
taken over pupils as clusters: a share gets Wilson's interval at the effective number of observations, a mean gets
Student's interval from the linearised variance of the ratio. With one mark a pupil both are the ordinary intervals.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from workbook.estimates.intervals import share_table

__all__ = ["change", "mean_ratio", "share_ratio"]

_CONFIDENCE = 0.95


def share_ratio(
    frame: pd.DataFrame, by: Sequence[str], top: str, bottom: str, *, cluster: str = "pupil"
) -> pd.DataFrame:
    """Share ``Σ top / Σ bottom`` in percent with Wilson's interval at the effective sample size.

    Parameters
    ----------
    frame : DataFrame
        One row a mark (or a pair of marks); ``top`` and ``bottom`` are counts, ``top`` ≤ ``bottom``.
    by : sequence of str
        Grouping columns; empty for the whole frame.
    top, bottom : str
        Columns of successes and of trials.
    cluster : str
        Column of the pupil's code; rows of one pupil are not independent.

    Returns
    -------
    DataFrame
        Index ``by`` (one row, label 0, when ``by`` is empty); columns percent, low, high (percent), n (trials),
        clusters (pupils). A group without trials has missing values.

    Notes
    -----
    Effective size ``n* = p(1−p)M² / Σ(tᵢ − p·mᵢ)²``, never above the trials; when the share is 0 or 100 % it is the
    number of pupils. Korn, Graubard, *Survey Methodology* 24 (1998), 193–201; Wilson, *JASA* 22 (1927), 209–212.
    """
    sums, squares = _sums(frame, by, top, bottom, cluster)
    trials = sums["bottom"].to_numpy(float)
    clusters = sums["clusters"].to_numpy(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = sums["top"].to_numpy(float) / trials
        effective = p * (1 - p) * trials**2 / squares.to_numpy(float)
    effective = np.where((p <= 0) | (p >= 1), clusters, np.minimum(effective, trials))
    counts = pd.DataFrame({"top": p * effective, "effective": effective, "n": trials, "clusters": clusters}, sums.index)
    table = share_table(counts, "top", "effective", confidence=_CONFIDENCE)
    return table[["percent", "low", "high", "n", "clusters"]].astype({"n": int, "clusters": int})


def mean_ratio(
    frame: pd.DataFrame, by: Sequence[str], top: str, bottom: str, *, cluster: str = "pupil"
) -> pd.DataFrame:
    """Mean ``Σ top / Σ bottom`` with Student's interval over pupils.

    Parameters
    ----------
    frame, by, top, bottom, cluster
        As in :func:`share_ratio`; ``top`` holds values already multiplied by the weight in ``bottom`` (0 or 1).

    Returns
    -------
    DataFrame
        Index ``by``; columns mean, low, high (the unit of ``top``), n (marks), clusters (pupils). With one pupil the
        interval is missing.

    Notes
    -----
    ``se² = c/(c−1)·Σ(tᵢ − x̄·mᵢ)² / M²`` for c pupils, c−1 degrees of freedom: the linearised ratio estimator
    (Cochran, *Sampling Techniques*, 3rd ed., 1977, ch. 6). One mark a pupil gives x̄ ± t·s/√n exactly.
    """
    sums, squares = _sums(frame, by, top, bottom, cluster)
    trials = sums["bottom"].to_numpy(float)
    clusters = sums["clusters"].to_numpy(float)
    freedom = np.where(clusters > 1, clusters - 1, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = sums["top"].to_numpy(float) / trials
        error = np.sqrt(squares.to_numpy(float) * clusters / freedom) / trials
    half = stdtrit(freedom, 0.5 + _CONFIDENCE / 2) * error
    return pd.DataFrame(
        {"mean": mean, "low": mean - half, "high": mean + half, "n": trials, "clusters": clusters}, index=sums.index
    ).astype({"n": int, "clusters": int})


def change(before: tuple[float, float, float], after: tuple[float, float, float]) -> tuple[float, float, float]:
    """Difference of two independent estimates with an interval from their own intervals.

    Parameters
    ----------
    before, after : tuple of float
        (value, low, high), one unit.

    Returns
    -------
    tuple of float
        (after − before, low, high).

    Notes
    -----
    Square-and-add: Newcombe, *Statistics in Medicine* 17 (1998), 873–890, method 10; for any intervals Zou, Donner,
    *Statistics in Medicine* 27 (2008), 1693–1702.

    Examples
    --------
    >>> value, low, high = change((30.0, 16.7, 47.9), (30.0, 21.9, 39.6))
    >>> value, round(low, 1), round(high, 1)
    (0.0, -19.6, 16.4)
    """
    (was, was_low, was_high), (now, now_low, now_high) = before, after
    value = now - was
    down = float(np.hypot(now - now_low, was_high - was))
    up = float(np.hypot(now_high - now, was - was_low))
    return value, value - down, value + up


def _sums(
    frame: pd.DataFrame, by: Sequence[str], top: str, bottom: str, cluster: str
) -> tuple[pd.DataFrame, pd.Series]:
    """Sums by group and the squared residuals of pupils around the group's ratio."""
    keys: list[str] = list(by)
    part = frame.loc[frame[bottom] > 0, [*keys, cluster, top, bottom]]
    if not keys:
        part = part.assign(_all=0)
        keys = ["_all"]
    pupils = part.groupby([*keys, cluster], observed=True, dropna=False)[[top, bottom]].sum().astype(float)
    pupils.columns = pd.Index(["top", "bottom"])
    grouped = pupils.groupby(level=keys, observed=True, dropna=False)
    sums = grouped.sum()
    sums["clusters"] = grouped.size()
    ratio = grouped["top"].transform("sum") / grouped["bottom"].transform("sum")
    residual = (pupils["top"] - ratio * pupils["bottom"]) ** 2
    return sums, residual.groupby(level=keys, observed=True, dropna=False).sum().reindex(sums.index)
