"""The observed curve: what part of the pupils would stay below a cut, wherever it is put.

Apart because Hofstee's and Beuk's compromises both meet this curve, each with its own line.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from workbook.fos.standard.cuts import final_round, rows_of
from workbook.fos.standard.work import Work

__all__ = ["Curve", "interval_of", "stated"]

Floats = NDArray[np.float64]

_STEPS = 500


@dataclass(frozen=True)
class Curve:
    """Percent of pupils below each cut: a broken line through the whole sums.

    Attributes
    ----------
    sums : numpy.ndarray
        Sums of pupils, sorted.
    maximum : float
        End of the scale.
    """

    sums: Floats
    maximum: float

    @classmethod
    def of(cls, work: Work) -> Curve:
        """Draw the curve of a work."""
        return cls(np.sort(work.sums.to_numpy(dtype=float)), work.maximum)

    def below(self, cuts: ArrayLike) -> Floats:
        """Percent of pupils with a sum less than each cut.

        Examples
        --------
        >>> Curve(np.array([1.0, 2.0, 2.0, 4.0]), 5).below([1, 2, 3, 5]).tolist()
        [0.0, 25.0, 75.0, 100.0]
        """
        places = np.arange(np.ceil(self.maximum) + 2)
        levels = 100 * np.searchsorted(self.sums, places - 1e-9) / len(self.sums)
        return np.asarray(np.interp(np.asarray(cuts, dtype=float), places, levels))

    def resampled(self, rng: np.random.Generator) -> Curve:
        """Draw the pupils again with replacement."""
        size = len(self.sums)
        return Curve(np.sort(self.sums[rng.integers(0, size, size)]), self.maximum)

    def meets(self, low: float, high: float, line: Callable[[Floats], Floats]) -> float:
        """Find the cut between two cuts where a line meets the rising curve.

        Parameters
        ----------
        low, high : float
            Where to look.
        line : callable
            Cuts → percent of pupils below them that experts would accept; falls or stays level.

        Returns
        -------
        float
            NaN when the line is below the curve already at `low` or above it still at `high`.
        """
        cuts = np.linspace(low, high, _STEPS + 1)
        gap = self.below(cuts) - line(cuts)
        if gap[0] > 1e-9 or gap[-1] < -1e-9:
            return float("nan")
        place = int(np.argmax(gap >= -1e-9))
        if place == 0 or gap[place] <= gap[place - 1]:
            return float(cuts[place])
        part = min(-gap[place - 1] / (gap[place] - gap[place - 1]), 1.0)
        return float(cuts[place - 1] + part * (cuts[place] - cuts[place - 1]))


def stated(judgements: pd.DataFrame, work: Work, method: str, quantities: tuple[str, ...]) -> dict[int, Floats]:
    """Collect what experts stated about each mark in the last round.

    Parameters
    ----------
    judgements : pandas.DataFrame
    work : Work
    method : str
    quantities : tuple of str
        Names in the column ``quantity``, in the order of the answer's columns.

    Returns
    -------
    dict
        Mark → experts × quantities, as written (percent); experts with a gap are left out.

    Raises
    ------
    MissingData
        No judgements by this method.
    """
    rows = final_round(rows_of(judgements, work.test, method))
    rows = rows.assign(quantity=rows["quantity"].astype("object").fillna("").str.strip().str.casefold())
    wide = rows.pivot_table(index=["mark", "expert"], columns="quantity", values="value", aggfunc="first")
    wide = wide.reindex(columns=list(quantities)).dropna()
    marks = sorted(int(mark) for mark in wide.index.get_level_values("mark").unique())
    return {mark: wide.loc[mark].to_numpy(dtype=float) for mark in marks}


def interval_of(drawn: Floats) -> tuple[float, float, float]:
    """Standard error and percentile interval of bootstrap draws; NaN when more than a tenth of them are missing."""
    known = drawn[np.isfinite(drawn)]
    if len(known) < 0.9 * len(drawn):
        return float("nan"), float("nan"), float("nan")
    low, high = np.quantile(known, [0.025, 0.975])
    return float(known.std(ddof=1)), float(low), float(high)
