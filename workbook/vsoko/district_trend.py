"""Schools over years: direction of an indicator where the store holds enough years.

Apart from the comparison because a school's own past is a fairer measure than its neighbour, and three points prove
little.
"""

from __future__ import annotations

import math

import pandas as pd

from workbook.errors import MissingData, Reason
from workbook.estimates import theil_sen
from workbook.settings import Settings

__all__ = ["trends"]


def trends(history: pd.DataFrame, indicator: str, settings: Settings) -> pd.DataFrame:
    """Say in which direction each school goes.

    Parameters
    ----------
    history : DataFrame
        Settled rows of several years.
    indicator : str
        Code.
    settings : Settings
        How many years are needed, and ``privacy.small_cell``: a year with fewer observations is left out.

    Returns
    -------
    DataFrame
        Index school; a column for each year with the value (missing where it is not known), then slope (per year),
        direction (of :class:`workbook.estimates.Trend`), points.

    Raises
    ------
    MissingData
        The store holds too few years.
    """
    least = settings.privacy.small_cell
    mine = history.loc[
        history["indicator"].eq(indicator) & history["group"].eq("") & history["value"].notna()
        & history["n"].ge(least)
    ].drop_duplicates(["year", "school"], keep="last")  # fmt: skip
    years = sorted(mine["year"].unique())
    needed = settings.district.trend_years
    if len(years) < needed:
        known = ", ".join(years) if years else "ни одного"
        raise MissingData(
            f"Для направления нужны {needed} года показателя подряд или больше, в папке отчётов есть: {known}. Прошлые "
            "годы остаются в хранилище, если каждый год строить отчёты в одну и ту же папку.",
            Reason.TABLE_EMPTY,
        )
    wide = mine.pivot(index="school", columns="year", values="value").reindex(columns=years)
    times = [int(year[:4]) for year in years]
    found = [theil_sen(times, row) for row in wide.to_numpy("float64").tolist()]
    return wide.rename_axis(columns=None).assign(
        slope=[one.slope.value if one.n >= needed else math.nan for one in found],
        direction=[one.direction if one.n >= needed else "мало точек" for one in found],
        points=[one.n for one in found],
    )
