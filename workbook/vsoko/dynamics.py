"""Three years side by side, with honest words about three points.

Apart from the indicators because a year is not a group: neighbours in time invite a tendency that three points
cannot prove.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbook.estimates import theil_sen
from workbook.settings import MarkRules
from workbook.vsoko.marks import indicators
from workbook.vsoko.precision import change, share_ratio

__all__ = ["QUALITY", "changes", "low_marks", "yearly"]

SUCCESS = "Успеваемость"
QUALITY = "Качество знаний"
LOW = "Доля «2»"


def low_marks(procedures: pd.DataFrame, *, procedure: str = "ВПР") -> pd.DataFrame:
    """Share of «2» at a procedure by year.

    Parameters
    ----------
    procedures : DataFrame
        Validated table; rows without a mark did not write.
    procedure : str
        «ВПР» …

    Returns
    -------
    DataFrame
        Columns year, value (percent), low, high, n (works).
    """
    rows = procedures.loc[procedures["procedure"].eq(procedure) & procedures["mark"].notna(), ["year", "pupil", "mark"]]
    rows = rows.assign(low_mark=rows["mark"].eq("2").astype(int), one=1)
    table = share_ratio(rows, ["year"], "low_mark", "one").reset_index()
    return table.rename(columns={"percent": "value"})[["year", "value", "low", "high", "n"]]


def yearly(
    records: pd.DataFrame, procedures: pd.DataFrame | None, rules: MarkRules, *, procedure: str = "ВПР"
) -> pd.DataFrame:
    """Успеваемость, качество and the share of «2» at a procedure, year by year.

    Parameters
    ----------
    records : DataFrame
        Marks of all years from :func:`workbook.vsoko.marks.period_records`.
    procedures : DataFrame or None
        Results of procedures, when the school has them.
    rules : MarkRules
        Rules of the base indicators.
    procedure : str
        «ВПР» …

    Returns
    -------
    DataFrame
        Columns indicator, year, value, low, high (percent), n; years in order inside an indicator.
    """
    base = indicators(records, ["year"], rules)
    parts = [
        base[["year", f"{name}_percent", f"{name}_low", f"{name}_high", "n"]]
        .set_axis(["year", "value", "low", "high", "n"], axis=1)
        .assign(indicator=title)
        for name, title in (("success", SUCCESS), ("quality", QUALITY))
    ]
    if procedures is not None:
        parts.append(low_marks(procedures, procedure=procedure).assign(indicator=f"{LOW}, {procedure}"))
    table = pd.concat([part for part in parts if len(part)], ignore_index=True)
    return table[["indicator", "year", "value", "low", "high", "n"]]


def changes(table: pd.DataFrame) -> pd.DataFrame:
    """What changed from the first to the last year of each indicator.

    Parameters
    ----------
    table : DataFrame
        From :func:`yearly`.

    Returns
    -------
    DataFrame
        Columns indicator, points (years), first_year, last_year, first, last, change, low, high (percentage points),
        slope (median change a year, Theil–Sen), direction («рост», «снижение», «в пределах погрешности», «один год»).

    Notes
    -----
    The direction is named only when the interval of the change excludes zero; the interval treats the two years as
    different pupils, which is cautious when most pupils are the same.
    """
    rows = []
    for indicator, series in table.groupby("indicator", sort=False):
        ordered = series.sort_values("year")
        first, last = ordered.iloc[0], ordered.iloc[-1]
        value, low, high = change(
            (first["value"], first["low"], first["high"]), (last["value"], last["low"], last["high"])
        )
        years = ordered["year"].str[:4].astype(int)
        slope = theil_sen(years, ordered["value"]).slope.value if len(ordered) > 1 else np.nan
        if len(ordered) == 1:
            value, low, high = np.nan, np.nan, np.nan
        rows.append(
            {"indicator": indicator, "points": len(ordered), "first_year": first["year"], "last_year": last["year"],
             "first": first["value"], "last": last["value"], "change": value, "low": low, "high": high,
             "slope": slope, "direction": _direction(low, high)}
        )  # fmt: skip
    return pd.DataFrame(rows)


def _direction(low: float, high: float) -> str:
    if np.isnan(low) or np.isnan(high):
        return "один год"
    if low > 0:
        return "рост"
    if high < 0:
        return "снижение"
    return "в пределах погрешности"
