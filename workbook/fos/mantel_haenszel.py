"""Two groups compared among equally prepared pupils: Mantel–Haenszel for right and wrong, Mantel for points.

Apart from the DIF report because these are formulas of tables, true for any strata; what a table means is said there.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtrc, ndtri

__all__ = ["CommonOdds", "PointsGap", "common_odds", "ets_class", "points_gap"]

Floats = NDArray[np.float64]

_DELTA = 2.35
"""4 / 1.7: what turns a log odds ratio into ETS's delta metric."""


@dataclass(frozen=True)
class CommonOdds:
    """The common odds ratio of several 2 × 2 tables.

    Attributes
    ----------
    ratio, low, high : float
        Odds of the first row against the second, and the 95 % interval.
    log_error : float
        Standard error of ln(ratio).
    chi2, p : float
        Mantel–Haenszel χ² (1 degree of freedom) with the continuity correction.
    chi2_plain, p_plain : float
        The same without it.
    """

    ratio: float
    low: float
    high: float
    log_error: float
    chi2: float
    p: float
    chi2_plain: float
    p_plain: float

    @property
    def delta(self) -> float:
        """MH D-DIF = −2.35 ln α: negative when the second row (the focal group) finds the item harder."""
        return -_DELTA * math.log(self.ratio) if 0 < self.ratio < math.inf else math.nan

    @property
    def delta_error(self) -> float:
        """Standard error of :attr:`delta`."""
        return _DELTA * self.log_error


@dataclass(frozen=True)
class PointsGap:
    """How many points equally prepared pupils of the second group have above those of the first.

    Attributes
    ----------
    gap : float
        Standardised mean difference, points; weighted by the second (focal) group.
    effect : float
        The gap in standard deviations of the item.
    chi2, p : float
        Mantel's χ² (1 degree of freedom).
    """

    gap: float
    effect: float
    chi2: float
    p: float


def common_odds(tables: ArrayLike, confidence: float = 0.95) -> CommonOdds:
    """Estimate the odds ratio common to all strata.

    Parameters
    ----------
    tables : array, strata × 2 × 2
        Counts: first row the reference group, second the focal; first column right, second wrong.
    confidence : float
        Share of such intervals that hold the true ratio.

    Returns
    -------
    CommonOdds
        NaN and infinities where no stratum holds both groups or nobody erred.

    Raises
    ------
    ValueError
        Not tables of counts.

    References
    ----------
    Mantel, N., Haenszel, W. (1959). Statistical aspects of the analysis of data from retrospective studies of disease.
    JNCI 22, 719–748; the variance: Robins, J., Breslow, N., Greenland, S. (1986). Biometrics 42, 311–323.

    Examples
    --------
    >>> found = common_odds([[[20, 10], [10, 20]]])
    >>> found.ratio, round(found.delta, 2)
    (4.0, -3.26)
    """
    counts = np.asarray(tables, dtype=float)
    if counts.shape[-2:] != (2, 2) or not (counts >= 0).all():
        raise ValueError("tables must be strata × 2 × 2 counts, none of them unknown or negative")
    counts = counts.reshape(-1, 2, 2)
    whole = counts.sum(axis=(1, 2))
    counts = counts[whole > 1]
    whole = counts.sum(axis=(1, 2))
    a, b, c, d = (counts[:, i, j] for i in (0, 1) for j in (0, 1))
    r, s = a * d / whole, b * c / whole
    up, down = float(r.sum()), float(s.sum())
    ratio = up / down if down > 0 else math.inf if up > 0 else math.nan
    error = math.nan
    if up > 0 and down > 0:
        p, q = (a + d) / whole, (b + c) / whole
        variance = (p * r).sum() / (2 * up**2) + (p * s + q * r).sum() / (2 * up * down) + (q * s).sum() / (2 * down**2)
        error = math.sqrt(float(variance))
    half = float(ndtri(0.5 + confidence / 2)) * error
    low, high = (ratio * math.exp(side * half) if math.isfinite(error) else math.nan for side in (-1, 1))
    rows, columns = (a + b, c + d), (a + c, b + d)
    expected = float((rows[0] * columns[0] / whole).sum())
    spread = float((rows[0] * rows[1] * columns[0] * columns[1] / (whole**2 * (whole - 1))).sum())
    away = abs(float(a.sum()) - expected)
    plain = away**2 / spread if spread > 0 else math.nan
    # R's rule: the correction never turns the difference round.
    corrected = (away - min(0.5, away)) ** 2 / spread if spread > 0 else math.nan
    return CommonOdds(ratio, low, high, error, corrected, _tail(corrected), plain, _tail(plain))


def points_gap(points: ArrayLike, focal: ArrayLike, strata: ArrayLike) -> PointsGap:
    """Compare the points of two groups among equally prepared pupils, for items with partial credit too.

    Parameters
    ----------
    points : array
        Points of each pupil on the item.
    focal : array of bool
        True for pupils of the second (focal) group.
    strata : array
        Number of the pupil's stratum; strata with one group only tell nothing and are left out.

    Returns
    -------
    PointsGap

    References
    ----------
    Mantel, N. (1963). Chi-square tests with one degree of freedom. JASA 58, 690–700; Zwick, R., Donoghue, J. R.,
    Grima, A. (1993). Assessment of differential item functioning for performance tasks. JEM 30, 233–251;
    the gap: Dorans, N. J., Schmitt, A. P. (1991), ETS RR-91-47.

    Examples
    --------
    >>> points_gap([2, 1, 1, 0], [False, False, True, True], [0, 0, 0, 0]).gap
    -1.0
    """
    y, second, place = np.asarray(points, dtype=float), np.asarray(focal, dtype=bool), np.asarray(strata)
    score = expected = variance = gap = weights = 0.0
    for stratum in np.unique(place):
        mine = place == stratum
        values, side = y[mine], second[mine]
        n, n2 = len(values), int(side.sum())
        if n2 in (0, n):
            continue
        score += float(values[side].sum())
        expected += n2 * float(values.mean())
        variance += (n - n2) * n2 * float(values.var()) / (n - 1)
        gap += n2 * float(values[side].mean() - values[~side].mean())
        weights += n2
    gap = gap / weights if weights else math.nan
    spread = float(y.std(ddof=1)) if len(y) > 1 else 0.0
    chi2 = (score - expected) ** 2 / variance if variance > 0 else math.nan
    return PointsGap(gap, gap / spread if spread > 0 else math.nan, chi2, _tail(chi2))


def ets_class(odds: CommonOdds, alpha: float, medium: float = 1.0, large: float = 1.5) -> str:
    """Sort a difference into ETS's classes: A — none or slight, B — moderate, C — large.

    Parameters
    ----------
    odds : CommonOdds
        Of one item.
    alpha : float
        Level of significance.
    medium, large : float
        Limits of |MH D-DIF| (``settings.dif.odds_b``, ``odds_c``).

    Returns
    -------
    str
        «A» when |D| < medium or D does not differ from 0 significantly; «C» when |D| ≥ large and significantly above
        medium (one-sided); else «B»; empty when D is not defined.

    References
    ----------
    Holland, P. W., Thayer, D. T. (1988). Differential item performance and the Mantel–Haenszel procedure;
    Zieky, M. (1993). Practical questions in the use of DIF statistics in test development. In: Holland, Wainer (eds.),
    Differential Item Functioning, 337–347.
    """
    size = abs(odds.delta)
    if not (math.isfinite(size) and odds.delta_error > 0):
        return ""
    if size < medium or not odds.p < alpha:
        return "A"
    surely = (size - medium) / odds.delta_error > float(ndtri(1 - alpha))
    return "C" if size >= large and surely else "B"


def _tail(chi2: float) -> float:
    return float(chdtrc(1, chi2)) if math.isfinite(chi2) else math.nan
