"""Change of a share or a mean between two periods of the same school: apart because most pupils are in both.

Two quarters are not two samples: the same children stand behind them. The interval of the change therefore follows
each pupil from one period to the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["DIRECTIONS", "directions", "ratio_change", "ratio_changes"]

DIRECTIONS = ("рост", "снижение", "в пределах погрешности", "без изменений", "мало данных")
"""What may be said of a change."""


def ratio_change(before: pd.DataFrame, after: pd.DataFrame, by: Sequence[str], top: str, bottom: str) -> pd.DataFrame:
    """Difference of two ratios of sums, ``Σ top / Σ bottom`` after minus before, pupils as clusters.

    Parameters
    ----------
    before, after : DataFrame
        One row a mark, with the column pupil and the columns named; ``bottom`` is 0 or 1.
    by : sequence of str
        Grouping columns; empty for the whole frame.
    top, bottom : str
        Numerator (already zero where the mark is not counted) and denominator.

    Returns
    -------
    DataFrame
        Index ``by`` (label 0 when empty), groups present on both sides only; columns before, after, change, low, high
        (95 %, the unit of ``top``), pupils (on either side), shared (on both). Without variance the ends are missing.

    Notes
    -----
    With ``Rₛ = Σt/Σm`` on side s and ``eᵢ = (t₂ᵢ − R₂·m₂ᵢ)/M₂ − (t₁ᵢ − R₁·m₁ᵢ)/M₁`` for pupil i (0 on a side where he
    has no marks), ``se² = c/(c−1)·Σeᵢ²``: the linearised difference of ratios (Cochran, *Sampling Techniques*, 3rd
    ed., 1977, 6.19). One mark a pupil on both sides gives the interval of the paired t-test exactly.
    """
    return ratio_changes(before, after, by, {"": (top, bottom)})[""]


def ratio_changes(
    before: pd.DataFrame, after: pd.DataFrame, by: Sequence[str], ratios: Mapping[str, tuple[str, str]]
) -> dict[str, pd.DataFrame]:
    """Changes of several ratios between the same two sides; the pupils are followed once for all of them.

    Parameters
    ----------
    before, after, by
        As in :func:`ratio_change`.
    ratios : mapping of str to (str, str)
        Name → numerator, denominator.

    Returns
    -------
    dict of str to DataFrame
        By name, each as :func:`ratio_change` returns it.
    """
    keys = list(by) or ["_all"]
    names = list(dict.fromkeys(name for ratio in ratios.values() for name in ratio))
    sides = []
    for frame, sign in ((before, "_1"), (after, "_2")):
        rows = frame[[*by, "pupil", *names]] if by else frame[["pupil", *names]].assign(_all=0)
        sides.append(rows.rename(columns={name: name + sign for name in names}))
    both = pd.concat(sides, ignore_index=True).groupby([*keys, "pupil"], observed=True).sum()
    groups = both.groupby(level=keys, observed=True)
    sums, places = groups.sum(), np.asarray(groups.ngroup(), np.int64)
    return {name: _change(both, sums, places, top, bottom) for name, (top, bottom) in ratios.items()}


def _change(
    both: pd.DataFrame, sums: pd.DataFrame, places: np.ndarray[Any, np.dtype[np.int64]], top: str, bottom: str
) -> pd.DataFrame:
    """Change of one ratio from the sums of pupils, of groups, and the place of each pupil's group."""
    from scipy.special import stdtrit

    was, now = both[f"{bottom}_1"].to_numpy() > 0, both[f"{bottom}_2"].to_numpy() > 0
    residual = np.zeros(len(both))
    table = pd.DataFrame(index=sums.index)
    with np.errstate(divide="ignore", invalid="ignore"):
        for name, side, sign in (("before", "_1", -1.0), ("after", "_2", 1.0)):
            trials = sums[bottom + side].to_numpy()
            ratio = sums[top + side].to_numpy() / trials
            table[name] = ratio
            missed = both[top + side].to_numpy() - ratio[places] * both[bottom + side].to_numpy()
            residual = residual + sign * missed / trials[places]
    table["change"] = table["after"] - table["before"]
    pupils = np.bincount(places[was | now], minlength=len(sums))
    # A pupil without trials on both sides is nobody in this ratio; the library's sum leaves missing values out.
    squares = pd.Series(np.where(was | now, residual**2, np.nan)).groupby(places).sum().to_numpy()
    freedom = np.where(pupils > 1, pupils - 1, np.nan)
    half = np.where(squares > 1e-18, stdtrit(freedom, 0.975) * np.sqrt(squares * pupils / freedom), np.nan)
    table["low"], table["high"] = table["change"] - half, table["change"] + half
    table["pupils"], table["shared"] = pupils, np.bincount(places[was & now], minlength=len(sums))
    return table.loc[(sums[f"{bottom}_1"] > 0) & (sums[f"{bottom}_2"] > 0)]


def directions(table: pd.DataFrame, small_n: int) -> pd.Series:
    """Name each change of a table: a direction only when its interval excludes zero and the group is not small.

    Parameters
    ----------
    table : DataFrame
        From :func:`ratio_change`.
    small_n : int
        Fewer pupils are a small sample.

    Returns
    -------
    Series of str
        One of :data:`DIRECTIONS` a row.
    """
    rising, falling, unclear, still, few = DIRECTIONS
    unknown, flat = table["low"].isna(), table["change"].abs() < 1e-12
    words = np.select(
        [table["pupils"] < small_n, unknown & flat, unknown, table["low"] > 0, table["high"] < 0],
        [few, still, few, rising, falling],
        unclear,
    )
    return pd.Series(words, table.index, dtype="str")
