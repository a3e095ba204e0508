"""Linking by Rasch difficulties: two tables of b put on one scale, and sums of points made comparable through ability.

Apart from the score methods because it starts from calibrated items and never sees a pupil. What calibrates the items
is of no concern here: two tables item, b are enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit

from workbook.errors import DataRefused, MissingData, Reason

__all__ = ["Link", "ability_of", "link", "true_scores"]

Floats = NDArray[np.float64]

_BISECTIONS = 80
_REACH = 40.0


@dataclass(frozen=True)
class Link:
    """How far the scale of a new calibration lies from the old one.

    Attributes
    ----------
    shift : float
        Added to every b of the new calibration, logits.
    error : float
        Standard error of the shift from the scatter of the common items; NaN with one item.
    items : pandas.DataFrame
        item, new, old, moved (how far the item departs from the shift, logits), drifted (further than allowed).
    """

    shift: float
    error: float
    items: pd.DataFrame

    @property
    def drifted(self) -> list[str]:
        """Common items that changed their difficulty against the others."""
        return [str(item) for item in self.items.loc[self.items["drifted"], "item"]]


def link(new: pd.DataFrame, old: pd.DataFrame, drift: float) -> Link:
    """Put a new calibration on the old scale by the mean difficulty of the common items (среднее/среднее).

    Parameters
    ----------
    new, old : pandas.DataFrame
        item, b (logits); one row per item, the same row twice counts once.
    drift : float
        An item that departs from the shift further than this is named; it stays in the shift, for people decide.

    Returns
    -------
    Link

    Raises
    ------
    MissingData
        No item is in both tables.
    DataRefused
        An item has two difficulties in one table.

    References
    ----------
    Wright, B. D., Stone, M. H. (1979). Best Test Design, ch. 5. Kolen, Brennan (2014), ch. 6, with slope 1.

    Examples
    --------
    >>> new = pd.DataFrame({"item": ["а", "б"], "b": [-0.5, 0.5]})
    >>> old = pd.DataFrame({"item": ["а", "б"], "b": [0.25, 1.25]})
    >>> link(new, old, drift=0.5).shift
    0.75
    """
    common = _each_once(new).merge(_each_once(old), on="item", suffixes=("_new", "_old"))
    if common.empty:
        raise MissingData("Общих заданий с известной трудностью нет: шкалы не связать.", Reason.TABLE_EMPTY)
    gaps = common["b_old"].to_numpy(dtype=float) - common["b_new"].to_numpy(dtype=float)
    shift = float(gaps.mean())
    error = float(gaps.std(ddof=1) / np.sqrt(len(gaps))) if len(gaps) > 1 else float("nan")
    items = pd.DataFrame(
        {
            "item": common["item"].astype(str), "new": common["b_new"], "old": common["b_old"], "moved": gaps - shift,
            "drifted": np.abs(gaps - shift) > drift,
        }
    ).reset_index(drop=True)  # fmt: skip
    return Link(shift, error, items)


def _each_once(table: pd.DataFrame) -> pd.DataFrame:
    """Return the items whose difficulty is known, one row each."""
    found = table[["item", "b"]].dropna().drop_duplicates()
    twice = found.loc[found["item"].duplicated(), "item"]
    if len(twice):
        text = f"У задания «{twice.iloc[0]}» две разные трудности в одной таблице: по нему шкалы не связать."
        raise DataRefused(text, Reason.ROW_DOUBLE)
    return found


def ability_of(sums: ArrayLike, difficulties: Sequence[float]) -> Floats:
    """Find the ability at which the expected sum is the given one.

    Parameters
    ----------
    sums : array
        Points between 0 and the number of items; −∞ and ∞ come back for the ends.
    difficulties : sequence of float
        b of items scored 0/1, logits.

    Examples
    --------
    >>> ability_of([0, 1, 2], [-1.0, 1.0]).round(6).tolist()
    [-inf, 0.0, inf]
    """
    wanted = np.asarray(sums, dtype=float)
    b = np.asarray(difficulties, dtype=float)
    low, high = np.full(wanted.shape, -_REACH), np.full(wanted.shape, _REACH)
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        above = expit(middle[..., None] - b).sum(axis=-1) > wanted
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    found = (low + high) / 2
    found = np.where(wanted <= 0, -np.inf, found)
    return np.where(np.isnan(wanted), np.nan, np.where(wanted >= len(b), np.inf, found))


def true_scores(new: Sequence[float], old: Sequence[float]) -> Floats:
    """Give each sum on the new form the sum on the old one that pupils of the same ability would get.

    Parameters
    ----------
    new, old : sequence of float
        b of the items of each form, on one scale.

    Returns
    -------
    numpy.ndarray, shape (items of the new form + 1,)
        Equivalents of 0, 1, …; the ends go to the ends.

    References
    ----------
    Kolen, Brennan (2014), ch. 6 (IRT true-score equating).

    Examples
    --------
    >>> true_scores([0.0, 1.0, 2.0], [0.0, 1.0, 2.0]).round(6).tolist()
    [0.0, 1.0, 2.0, 3.0]
    """
    theta = ability_of(np.arange(len(new) + 1), new)
    return np.asarray(expit(theta[:, None] - np.asarray(old, dtype=float)).sum(axis=1))
