"""Intervals for ratios when one pupil gives several marks: apart because every table of ВСОКО needs the same honesty.

Twelve marks of one pupil are not twelve independent pieces of evidence. A ratio of sums (``Σ top / Σ bottom``) is
taken over pupils as clusters: a share gets Wilson's interval at the effective number of observations, a mean gets
Student's interval from the linearised variance of the ratio. With one mark a pupil both are the ordinary intervals.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from workbook.estimates.intervals import share_table

__all__ = ["Clusters", "change", "mean_ratio", "share_ratio"]

_CONFIDENCE = 0.95

_Array = np.ndarray[Any, np.dtype[np.float64]]


class Clusters:
    """Rows gathered by group and pupil once, so that a table of six ratios need not gather them six times.

    Parameters
    ----------
    frame : DataFrame
        One row a mark (or a pair of marks).
    by : sequence of str
        Grouping columns; empty for the whole frame.
    counts : sequence of str
        Columns to be summed: numerators and denominators. A numerator is 0 in rows where its denominator is 0.
    cluster : str
        Column of the pupil's code; rows of one pupil are not independent.

    Attributes
    ----------
    sums : DataFrame
        Index ``by`` (one row, label 0, when ``by`` is empty); sums of ``counts`` by group, float.

    Examples
    --------
    >>> marks = pd.DataFrame({"pupil": ["а", "а", "б"], "good": [1, 0, 1], "one": 1})
    >>> Clusters(marks, [], ["good", "one"]).share("good", "one")["n"].item()
    3
    """

    def __init__(self, frame: pd.DataFrame, by: Sequence[str], counts: Sequence[str], *, cluster: str = "pupil"):
        keys = list(by) or ["_all"]
        rows = frame if by else frame.assign(_all=0)
        names = list(dict.fromkeys(counts))
        self._cells = rows.groupby([*keys, cluster], observed=True, dropna=False)[names].sum().astype(float)
        groups = self._cells.groupby(level=keys, observed=True, dropna=False)
        self._places = groups.ngroup().to_numpy()
        self.sums = groups.sum()

    def having(self, column: str) -> np.ndarray[Any, np.dtype[np.int64]]:
        """Count the pupils of each group whose sum of a column is not 0."""
        return np.bincount(self._places[self._cells[column].to_numpy() > 0], minlength=len(self.sums))

    def share(self, top: str, bottom: str) -> pd.DataFrame:
        """Share ``Σ top / Σ bottom`` of each group; see :func:`share_ratio`."""
        squares = self._squares(top, bottom)
        trials = self.sums[bottom].to_numpy()
        clusters = self.having(bottom)
        with np.errstate(divide="ignore", invalid="ignore"):
            p = self.sums[top].to_numpy() / trials
            effective = p * (1 - p) * trials**2 / squares
        effective = np.where((p <= 0) | (p >= 1), clusters, np.minimum(effective, trials))
        counts = {"top": p * effective, "effective": effective, "n": trials.astype(int), "clusters": clusters}
        table = share_table(pd.DataFrame(counts, self.sums.index), "top", "effective", confidence=_CONFIDENCE)
        return table[["percent", "low", "high", "n", "clusters"]]

    def mean(self, top: str, bottom: str) -> pd.DataFrame:
        """Mean ``Σ top / Σ bottom`` of each group; see :func:`mean_ratio`."""
        squares = self._squares(top, bottom)
        trials = self.sums[bottom].to_numpy()
        clusters = self.having(bottom)
        freedom = np.where(clusters > 1, clusters - 1.0, np.nan)
        with np.errstate(divide="ignore", invalid="ignore"):
            mean = self.sums[top].to_numpy() / trials
            half = stdtrit(freedom, 0.5 + _CONFIDENCE / 2) * (np.sqrt(squares * clusters / freedom) / trials)
        found = {"mean": mean, "low": mean - half, "high": mean + half, "n": trials.astype(int), "clusters": clusters}
        return pd.DataFrame(found, index=self.sums.index)

    def _squares(self, top: str, bottom: str) -> _Array:
        """Sum the squared residuals of pupils around the ratio of their group."""
        tops, bottoms = self._cells[top].to_numpy(), self._cells[bottom].to_numpy()
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = self.sums[top].to_numpy() / self.sums[bottom].to_numpy()
        residual = (tops - ratio[self._places] * bottoms) ** 2
        # A pupil without trials is nobody in this ratio; the library's sum leaves missing values out.
        counted = pd.Series(np.where(bottoms > 0, residual, np.nan))
        return np.asarray(counted.groupby(self._places).sum(), np.float64)


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
        clusters (pupils). A group without trials is left out.

    Notes
    -----
    Effective size ``n* = p(1−p)M² / Σ(tᵢ − p·mᵢ)²``, never above the trials; when the share is 0 or 100 % it is the
    number of pupils. Korn, Graubard, *Survey Methodology* 24 (1998), 193–201; Wilson, *JASA* 22 (1927), 209–212.
    """
    rows = frame.loc[frame[bottom] > 0]
    return Clusters(rows, by, [top, bottom], cluster=cluster).share(top, bottom)


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
    rows = frame.loc[frame[bottom] > 0]
    return Clusters(rows, by, [top, bottom], cluster=cluster).mean(top, bottom)


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
