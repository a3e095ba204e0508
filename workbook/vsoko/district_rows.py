"""Rows of the results store made ready for a municipality: one report for each indicator, schools by their names.

Apart from the comparison because the same number may be recorded by two reports of a school, and a school must not
count twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from workbook.school import School

__all__ = ["FEW", "GROUPED", "district_years", "named_schools", "settled", "words_of"]

FEW = "мало данных"

GROUPED = (
    "progress-sum-start", "progress-sum-finish", "progress-sum-start-squared", "progress-sum-start-finish",
    "progress-sum-finish-squared", "deficits-confirmed",
)  # fmt: skip
"""Indicators that a municipality reads with their groups; of all others it reads what is said of whole schools."""

_DASHBOARD = "30_vsoko"
_KEY = ["year", "school", "indicator"]


def settled(rows: pd.DataFrame) -> pd.DataFrame:
    """Keep the rows of one report where several recorded the same indicator of a school and year.

    The dashboard repeats what special reports say and gives way to them; among those the first by name stays.

    Parameters
    ----------
    rows : DataFrame
        Rows of the results store: at least year, school, notebook, indicator.

    Returns
    -------
    DataFrame
        The same columns, in the same order.
    """
    several = rows.groupby("indicator")["notebook"].nunique()
    shared = rows["indicator"].isin(several.index[several.gt(1)])
    if not shared.any():
        return rows.reset_index(drop=True)
    kept, others = _first_report(rows.loc[shared]), rows.loc[~shared]
    return pd.concat([others, kept]).sort_index().reset_index(drop=True)


def _first_report(rows: pd.DataFrame) -> pd.DataFrame:
    order = rows["notebook"].where(rows["notebook"].ne(_DASHBOARD), "\N{REPLACEMENT CHARACTER}")
    first = order.groupby([rows[name] for name in _KEY], sort=False).transform("min")
    return rows.loc[order.eq(first)]


def district_years(rows: pd.DataFrame) -> list[str]:
    """Return the school years of the store, the last one first."""
    return sorted({year for year in rows["year"] if year}, reverse=True)


def named_schools(municipality: School, rows: pd.DataFrame) -> pd.DataFrame:
    """List the schools of the store with their names and what the municipality's table says of them.

    Parameters
    ----------
    municipality : School
        From :func:`workbook.school.municipality.read_municipality`.
    rows : DataFrame
        Rows of the results store.

    Returns
    -------
    DataFrame
        Index school (its code), in the order of names; columns name, status, pupils, parents_higher, special_needs,
        other_language, wants_help, offers_help, missing where the table does not tell. Schools that share a name get
        their code beside it.
    """
    told = rows.drop_duplicates("school", keep="last").set_index("school")["school_title"]
    columns = ["status", "pupils", "parents_higher", "special_needs", "other_language", "wants_help", "offers_help"]
    table = (
        municipality["schools"].set_index("school").reindex(told.index)
        if municipality.has("schools")
        else pd.DataFrame(index=told.index)
    )
    known = table["title"] if "title" in table else pd.Series(pd.NA, index=told.index)
    name = known.fillna(told).where(lambda text: text.ne(""), told.index.to_series()).astype("str")
    twice = name.duplicated(keep=False)
    name = name.where(~twice, name + " (" + name.index.astype("str") + ")").str.replace("№ ", "№\u00a0")
    found = table.reindex(columns=columns).assign(name=name)
    return found[["name", *columns]].sort_values("name", key=lambda text: text.map(_in_order))


def _in_order(name: str) -> str:
    """Write numbers so that «Школа № 10» stands after «Школа № 2»."""
    return "".join(part.zfill(6) if part.isdigit() else part for part in _parts(name))


def _parts(name: str) -> list[str]:
    parts: list[str] = []
    for letter in name:
        if parts and letter.isdigit() == parts[-1].isdigit():
            parts[-1] += letter
        else:
            parts.append(letter)
    return parts


def words_of(cells: Mapping[Any, Any], name: str) -> list[str]:
    """Split «математика; физика» into words; a missing cell gives none."""
    text = cells.get(name)
    return [part.strip() for part in str(text).split(";") if part.strip()] if isinstance(text, str) else []
