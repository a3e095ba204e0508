"""Criterion 1, успеваемость: is the percent high in each of three years, steady, and in every class.

Apart from the base indicators because it judges three years at once and they count one grouping.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbook.estimates import Estimate
from workbook.settings import Settings
from workbook.vsoko.criterion import Criterion, beside, judged, said, series, target_of
from workbook.vsoko.marks import indicators

__all__ = ["Success", "success_criterion", "success_of"]

_NAMED = 4


@dataclass(frozen=True, eq=False)
class Success:
    """Успеваемость by year, level and class.

    Attributes
    ----------
    years : DataFrame
        year, percent, low, high, n (marks), pupils: all years up to the one looked at.
    levels : DataFrame
        level, percent, low, high, n, pupils of the year.
    classes : DataFrame
        year, class_, percent, low, high, n, pupils, small of the years that the criterion looks at.
    """

    years: pd.DataFrame
    levels: pd.DataFrame
    classes: pd.DataFrame


def success_of(records: pd.DataFrame, year: str, settings: Settings) -> Success:
    """Count успеваемость for the criterion.

    Parameters
    ----------
    records : DataFrame
        Year marks of all years from :func:`workbook.vsoko.marks.period_records`.
    year : str
        The year looked at.
    settings : Settings
        ``marks`` and ``criteria.success_years``.

    Notes
    -----
    У% = (n5 + n4 + n3) / N · 100 over marks; counts are summed first (методика раздела 1).
    """
    past = records.loc[records["year"].le(year) & records["in_n"].gt(0)]
    window = past["year"].isin(series(year, settings.criteria.success_years))
    return Success(
        _shares(past, ["year"], settings),
        _shares(past.loc[past["year"].eq(year)], ["level"], settings),
        _shares(past.loc[window], ["year", "class_"], settings),
    )


def success_criterion(found: Success, year: str, settings: Settings) -> Criterion:
    """Judge: each year not below the limit, a small range, no class below its limit.

    A year or a class below its limit fails the criterion whatever is missing; a class below the limit that is a small
    sample leaves it open.
    """
    rules = settings.criteria
    wanted = series(year, rules.success_years)
    by_year = found.years.set_index("year")["percent"]
    known = by_year.reindex(wanted).dropna()
    failures, gaps = [], []
    low = known.loc[known < rules.success]
    if len(low):
        named = ", ".join(f"{when} — {beside(value, rules.success)} %" for when, value in low.items())
        failures.append(f"ниже {said(rules.success, 0)} %: {named}")
    spread = float((known.max() - known.min()).round(9)) if len(known) else np.nan
    if spread > rules.success_range:
        failures.append(
            f"разброс лет {beside(spread, rules.success_range)} п.п. при допустимых {_whole(rules.success_range)}"
        )
    weak = found.classes.loc[found.classes["percent"] < rules.success_class]
    if len(weak.loc[~weak["small"]]):
        failures.append(
            f"классы ниже {_whole(rules.success_class)} %: {_classes(weak.loc[~weak['small']], rules.success_class)}"
        )
    if len(weak.loc[weak["small"]]):
        gaps.append(
            f"ниже {_whole(rules.success_class)} % только малые классы, для вывода мало учеников: "
            f"{_classes(weak.loc[weak['small']], rules.success_class)}"
        )
    absent = [when for when in wanted if when not in known.index]
    if absent:
        gaps.append(f"нет отметок за {', '.join(absent)}, нужно {_years(len(wanted))} подряд")
    state, reason = judged(
        failures, gaps, f"{_years(len(wanted))} подряд не ниже {_whole(rules.success)} %, разброс {said(spread)} п.п., "
        f"ни одного класса ниже {_whole(rules.success_class)} %",
    )  # fmt: skip
    row = found.years.loc[found.years["year"].eq(year)]
    figure = row.iloc[0] if len(row) else pd.Series({"percent": np.nan, "low": np.nan, "high": np.nan, "n": 0})
    return Criterion(
        1, state, reason,
        target_of(1, settings),
        Estimate(float(figure["percent"]), float(figure["low"]), float(figure["high"]), int(figure["n"])),
        counted=("отметка", "отметки", "отметок"),
        points=tuple(zip(found.years["year"], found.years["percent"].astype(float), strict=True)),
    )  # fmt: skip


def _shares(records: pd.DataFrame, by: list[str], settings: Settings) -> pd.DataFrame:
    columns = [*by, "percent", "low", "high", "n", "pupils", "small"]
    if records.empty:
        return pd.DataFrame(columns=columns)
    names = {"success_percent": "percent", "success_low": "low", "success_high": "high"}
    table = indicators(records, by, settings.marks).rename(columns=names)[columns]
    return table.assign(percent=table["percent"].round(9))  # 100 · 49 / 50 must reach 98


def _classes(table: pd.DataFrame, border: float) -> str:
    rows = table.sort_values(["percent", "year", "class_"])
    named = [
        f"{row['class_']} ({row['year']}) — {beside(row['percent'], border)} %"
        for row in rows.head(_NAMED).to_dict("records")
    ]
    rest = len(rows) - _NAMED
    return ", ".join(named) + (f" и ещё {rest}" if rest > 0 else "")


def _years(n: int) -> str:
    return f"{n} {'года' if n < 5 else 'лет'}"


def _whole(value: float) -> str:
    return f"{value:g}".replace(".", ",")
