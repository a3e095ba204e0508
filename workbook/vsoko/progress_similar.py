"""Growth among similar pupils: who finished above, about and below what pupils with such a start reach.

Apart from the model because this is progress in words that a teacher uses: pupils are counted, not variances.
"""

from __future__ import annotations

import pandas as pd

from workbook.errors import MissingData, Reason
from workbook.estimates import share_table

__all__ = ["SIDES", "similar_bands", "similar_counts", "similar_sides"]

SIDES = ("above", "about", "below")
"""Columns of counts: finished above, about, below what similar pupils reach."""


def similar_bands(rows: pd.DataFrame, middle: float, least: int) -> pd.DataFrame:
    """Find what counts as «about as expected»: the middle of what pupils with a similar start reach.

    Parameters
    ----------
    rows : DataFrame
        One pair of works of one pupil a row: kind, residual (finish minus what is expected at this start, percentage
        points).
    middle : float
        How many of a hundred similar pupils finish «about as expected».
    least : int
        A kind of pairs with fewer rows takes the ends of all kinds together.

    Returns
    -------
    DataFrame
        Index kind; columns low, high (percentage points from the finish that the model expects, equally far on both
        sides, so that counts and the progress of a class speak of the same expectation), n (rows behind them).

    Raises
    ------
    MissingData
        Fewer than ``least`` rows in all.
    """
    if len(rows) < least:
        raise MissingData(
            f"Похожих учеников мало: пар «старт — финиш» {len(rows)}, нужно не меньше {least}.", Reason.TABLE_EMPTY
        )
    bands = {}
    for kind, part in rows.groupby("kind", observed=True):
        source = part if len(part) >= least else rows
        half = float(source["residual"].abs().quantile(middle / 100))
        bands[kind] = {"low": -half, "high": half, "n": len(source)}
    return pd.DataFrame.from_dict(bands, orient="index").rename_axis("kind").astype({"n": int})


def similar_sides(rows: pd.DataFrame, bands: pd.DataFrame) -> pd.Series:
    """Say on which side of the band each finish lies.

    Parameters
    ----------
    rows : DataFrame
        As in :func:`similar_bands`.
    bands : DataFrame
        From :func:`similar_bands`.

    Returns
    -------
    Series
        One of :data:`SIDES`, index of ``rows``; the ends of the band belong to it.
    """
    low, high = rows["kind"].map(bands["low"]), rows["kind"].map(bands["high"])
    side = pd.Series("about", index=rows.index)
    return side.mask(rows["residual"] > high, "above").mask(rows["residual"] < low, "below")


def similar_counts(rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Count pupils above, about and below in each group.

    Parameters
    ----------
    rows : DataFrame
        With the column side (:func:`similar_sides`).
    by : list of str
        Grouping columns.

    Returns
    -------
    DataFrame
        Columns ``by``, n, above, about, below (pupils), above_percent, above_low, above_high, below_percent,
        below_low, below_high (percent, Wilson 95 %).
    """
    marked = rows.assign(**{side: rows["side"].eq(side).astype(int) for side in SIDES}, n=1)
    table = marked.groupby(by, observed=True)[["n", *SIDES]].sum().reset_index()
    for side in ("above", "below"):
        names = {"percent": f"{side}_percent", "low": f"{side}_low", "high": f"{side}_high"}
        table = share_table(table, side, "n").rename(columns=names)
    return table
