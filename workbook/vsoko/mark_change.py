"""Change of a share or a mean between two periods of the same school: apart because most pupils are in both.

Two quarters are not two samples: the same children stand behind them. The interval of the change therefore follows
each pupil from one period to the other.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

__all__ = ["DIRECTIONS", "direction", "ratio_change"]

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
    from scipy.special import stdtrit

    keys = list(by) or ["_all"]
    sides = []
    for frame in (before, after):
        rows = frame if by else frame.assign(_all=0)
        rows = rows.loc[rows[bottom] > 0, [*keys, "pupil", top, bottom]]
        sides.append(rows.groupby([*keys, "pupil"], observed=True)[[top, bottom]].sum().astype(float))
    both = sides[0].add_suffix("_1").join(sides[1].add_suffix("_2"), how="outer")
    shared = both[f"{bottom}_1"].notna() & both[f"{bottom}_2"].notna()
    both = both.fillna(0.0)
    sums = both.groupby(level=keys, observed=True).transform("sum")
    residual = pd.Series(0.0, index=both.index)
    with np.errstate(divide="ignore", invalid="ignore"):
        for side, sign in (("_1", -1.0), ("_2", 1.0)):
            ratio = sums[top + side] / sums[bottom + side]
            residual = residual + sign * (both[top + side] - ratio * both[bottom + side]) / sums[bottom + side]
    total = both.assign(pupils=1, shared=shared.astype(int), squares=residual**2).groupby(level=keys, observed=True)
    table = total[[f"{top}_1", f"{bottom}_1", f"{top}_2", f"{bottom}_2", "pupils", "shared", "squares"]].sum()
    table = table.loc[(table[f"{bottom}_1"] > 0) & (table[f"{bottom}_2"] > 0)]
    table["before"] = table[f"{top}_1"] / table[f"{bottom}_1"]
    table["after"] = table[f"{top}_2"] / table[f"{bottom}_2"]
    table["change"] = table["after"] - table["before"]
    freedom = np.where(table["pupils"] > 1, table["pupils"] - 1, np.nan)
    error = np.sqrt(table["squares"] * table["pupils"] / freedom)
    half = pd.Series(stdtrit(freedom, 0.975) * error, index=table.index).where(table["squares"] > 1e-18)
    table["low"], table["high"] = table["change"] - half, table["change"] + half
    return table[["before", "after", "change", "low", "high", "pupils", "shared"]].astype(
        {"pupils": int, "shared": int}
    )


def direction(row: pd.Series, small_n: int) -> str:
    """Name a change: a direction only when its interval excludes zero and the group is not small.

    Parameters
    ----------
    row : Series
        A row of :func:`ratio_change`.
    small_n : int
        Fewer pupils are a small sample.

    Returns
    -------
    str
        One of :data:`DIRECTIONS`.
    """
    if row["pupils"] < small_n:
        return "мало данных"
    if np.isnan(row["low"]):
        return "без изменений" if abs(row["change"]) < 1e-12 else "мало данных"
    if row["low"] > 0:
        return "рост"
    return "снижение" if row["high"] < 0 else "в пределах погрешности"
