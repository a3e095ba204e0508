"""Criterion 4, сохранность контингента: does every profile class keep all who did not move house.

Apart from retention because that counts every class, and the criterion judges the profile classes of one year.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbook.errors import MissingData, Reason
from workbook.estimates import Estimate, percent
from workbook.settings import Settings
from workbook.vsoko.criterion import Criterion, beside, judged, target_of

__all__ = ["kept_criterion"]


def kept_criterion(retention: pd.DataFrame, year: str, settings: Settings) -> Criterion:
    """Judge the profile classes of the year.

    Parameters
    ----------
    retention : DataFrame
        :func:`workbook.vsoko.retention.retention`, all classes and years.
    year : str
    settings : Settings
        ``criteria.kept``.

    Raises
    ------
    MissingData
        The school has no profile class in the year.

    Notes
    -----
    Σ(начало ∩ конец) / Σ(начало − переезд) · 100; «переезд» is shown apart. A full count has no interval.
    """
    profiled = retention.loc[retention["profiled"] & retention["year"].le(year)]
    profiled = profiled.assign(stayers=profiled["start"] - profiled["moved"])
    rows = profiled.loc[profiled["year"].eq(year)]
    if rows.empty:
        raise MissingData(
            f"Профильных классов в {year} нет: критерий к школе не относится.", Reason.TABLE_EMPTY, ("pupils",)
        )
    limit = settings.criteria.kept
    below = rows.loc[rows["adjusted_percent"].round(9) < limit]
    named = [
        f"{row['class_']} — {beside(row['adjusted_percent'], limit)} % (ушли {row['lost']} из {row['stayers']})"
        for row in below.to_dict("records")
    ]
    moved = int(rows["moved"].sum())
    apart = f", переехали {moved}" if moved else ""
    empty = rows.loc[rows["stayers"].eq(0), "class_"]
    state, reason = judged(
        [", ".join(named) + apart] if named else [],
        [f"{name}: все начинавшие переехали" for name in empty],
        f"из профильных классов никто не ушёл{apart}",
    )
    sums = profiled.groupby("year")[["end", "stayers"]].sum()
    whole = sums.loc[year].to_dict()
    points = tuple((str(when), percent(row["end"], row["stayers"])) for when, row in sums.iterrows() if row["stayers"])
    return Criterion(
        4, state, reason, target_of(4, settings),
        Estimate(percent(whole["end"], whole["stayers"]), np.nan, np.nan, int(whole["stayers"])),
        "%", ("ученик", "ученика", "учеников"), points,
    )  # fmt: skip
