"""The observed curve: what part of the pupils would stay below a cut, wherever it is put.

Apart because Hofstee's and Beuk's compromises both meet this curve, each with its own line.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["crossing", "percent_below"]

Floats = NDArray[np.float64]

_STEPS = 2000


def percent_below(shares: pd.Series[float] | Floats, cuts: Floats) -> Floats:
    """Percent of pupils whose result is less than each cut, drawn as a broken line between the results that occur.

    Parameters
    ----------
    shares : array
        Results of pupils, percent of the maximum.
    cuts : numpy.ndarray
        Percent of the maximum.

    Examples
    --------
    >>> percent_below(np.array([20.0, 40.0, 40.0, 80.0]), np.array([20.0, 40.0, 60.0, 100.0])).tolist()
    [0.0, 25.0, 50.0, 100.0]
    """
    values, counts = np.unique(np.asarray(shares, dtype=float), return_counts=True)
    below = 100 * (np.cumsum(counts) - counts) / counts.sum()
    places, levels = values, below
    if values[-1] < 100:
        places, levels = np.append(values, 100.0), np.append(below, 100.0)
    if values[0] > 0:
        places, levels = np.insert(places, 0, 0.0), np.insert(levels, 0, 0.0)
    return np.asarray(np.interp(cuts, places, levels))


def crossing(shares: Floats, start: tuple[float, float], end: tuple[float, float]) -> float:
    """Find where a falling line meets the rising curve; NaN when it does not.

    Parameters
    ----------
    shares : numpy.ndarray
        Results of pupils, percent of the maximum.
    start, end : tuple of float
        Ends of the line: cut and percent of pupils below it; the cut of `end` is not less than that of `start`.
    """
    if end[0] <= start[0]:
        level = float(percent_below(shares, np.array([start[0]]))[0])
        return start[0] if end[1] <= level <= start[1] else float("nan")
    cuts = np.linspace(start[0], end[0], _STEPS + 1)
    line = start[1] + (end[1] - start[1]) * (cuts - start[0]) / (end[0] - start[0])
    gap = percent_below(shares, cuts) - line
    if gap[0] > 1e-9 or gap[-1] < -1e-9:
        return float("nan")
    place = int(np.argmax(gap >= 0))
    if place == 0 or gap[place] == gap[place - 1]:
        return float(cuts[place])
    part = -gap[place - 1] / (gap[place] - gap[place - 1])
    return float(cuts[place - 1] + part * (cuts[place] - cuts[place - 1]))
