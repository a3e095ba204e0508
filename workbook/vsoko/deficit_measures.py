"""Measures that people wrote against rows of the deficit map: what stands beside each row, and what became of it.

Apart from the map because it is computed anew each time, and a measure is a decision that outlives the computing.
"""

from __future__ import annotations

import difflib

import numpy as np
import pandas as pd

from workbook.school.tables import TABLES
from workbook.vsoko.deficits import CONFIRMED

__all__ = ["CLOSED", "DONE", "LOST", "MEASURE_COLUMNS", "OPEN", "attached", "empty_measures", "row_keys", "states"]

OPEN, CLOSED, LOST = "разрыв есть", "разрыв закрыт", "строки нет в карте"
"""What the map of today says of a measure's row."""

DONE, CANCELLED = "выполнено", "отменено"
_STOPPED = (DONE, CANCELLED)

_WRITTEN = ("cause", "measure", "responsible", "due", "status", "evidence")
"""A row without any of these is a blank kept for people, not a measure."""

MEASURE_COLUMNS = TABLES["deficit_measures"].names
_BESIDE = ("cause", "measure", "responsible", "due", "state", "evidence", "measure_year")


def empty_measures() -> pd.DataFrame:
    """Return the table «Меры по дефицитам» without rows."""
    kinds = {column.name: column.kind.dtype for column in TABLES["deficit_measures"].columns}
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in kinds.items()})


def row_keys(table: pd.DataFrame) -> pd.Series:
    """Return what names a row however it was typed: letter case, spaces, «ё» and quotes do not matter.

    Parameters
    ----------
    table : DataFrame
        Columns indicator, group.
    """
    words = table["indicator"].astype("str") + " | " + table["group"].astype("str")
    plain = words.str.casefold().str.replace("ё", "е").str.replace(r"[«»\"“”„'.,;:]", " ", regex=True)
    return plain.str.replace(r"\s+", " ", regex=True).str.strip()


def attached(rows: pd.DataFrame, measures: pd.DataFrame, year: str) -> pd.DataFrame:
    """Put the people's columns beside the rows of the map.

    Parameters
    ----------
    rows : DataFrame
        Rows of the map: indicator, group and others; unique by them.
    measures : DataFrame
        «Меры по дефицитам».
    year : str
        A measure of this year comes first; one of the year before that is neither done nor cancelled is carried over.

    Returns
    -------
    DataFrame
        The rows with cause, measure, responsible, evidence (empty when unknown), due (date or missing), state («не
        начато» …, empty) and measure_year (empty without a measure).
    """
    rows = rows.drop(columns=[name for name in _BESIDE if name in rows])
    known = _of_years(measures, year)
    known = known.loc[known["year"].eq(year) | ~known["status"].isin(_STOPPED)]
    known = known.assign(key_=row_keys(known), measure_year=known["year"], state=known["status"])
    known = known.sort_values("year", ascending=False).drop_duplicates("key_")
    joined = rows.assign(key_=row_keys(rows)).merge(known[["key_", *_BESIDE]], on="key_", how="left")
    words = [name for name in _BESIDE if name != "due"]
    joined[words] = joined[words].astype("object").fillna("")
    return joined.drop(columns="key_")


def states(
    measures: pd.DataFrame, compared: pd.DataFrame, year: str, day: pd.Timestamp, before: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Say of each measure of the year and of the year before what became of its row.

    Parameters
    ----------
    measures : DataFrame
        «Меры по дефицитам».
    compared : DataFrame
        :func:`workbook.vsoko.deficits.compared` of the year, rows that reach their target included.
    year : str
    day : Timestamp
        The day against which terms are judged.
    before : DataFrame, optional
        The same comparison of the year before.

    Returns
    -------
    DataFrame
        Columns of the table, key (of the indicator in the rules), found (:data:`OPEN`, :data:`CLOSED`, :data:`LOST`),
        fact, target, unit, fact_before, confirmed (bool), overdue (open measure, term before the day), nobody (open
        measure, no person), undated (open measure, no term), unproved (done without evidence), undone (done, yet the
        gap is confirmed), near (the closest name of a row, for lost ones). A cancelled measure judges nothing, a blank
        row is none. Order: year, indicator, group.
    """
    known = _of_years(measures, year)
    known = known.loc[known[list(_WRITTEN)].notna().any(axis=1)]
    known = known.assign(key_=row_keys(known)).sort_values(["year", "indicator", "group"], kind="stable")
    facts = compared.assign(key_=row_keys(compared), row_status=compared["status"])
    table = known.merge(facts[["key_", "key", "fact", "target", "unit", "row_status"]], on="key_", how="left")
    past = None if before is None else before.assign(key_=row_keys(before)).set_index("key_")["fact"]
    table["fact_before"] = np.nan if past is None else table["key_"].map(past).astype("float64")
    here = table["fact"].notna()
    table["found"] = np.select([~here, table["row_status"].eq("")], [LOST, CLOSED], OPEN)
    table["confirmed"] = table["row_status"].eq(CONFIRMED)
    status = table["status"].fillna("")
    going = ~status.isin(_STOPPED) & table["found"].ne(CLOSED)
    table["overdue"] = going & table["due"].lt(day)
    table["nobody"] = going & table["responsible"].isna()
    table["undated"] = going & table["due"].isna()
    table["unproved"] = status.eq(DONE) & table["evidence"].isna()
    table["undone"] = status.eq(DONE) & table["confirmed"] & table["year"].eq(year)
    names = dict(zip(facts["key_"], compared["indicator"] + " | " + compared["group"], strict=True))
    table["near"] = [
        "" if told else _nearest(key, names) for key, told in zip(table["key_"], here, strict=True)
    ]  # fmt: skip
    return table.drop(columns=["key_", "row_status"]).reset_index(drop=True)


def _of_years(measures: pd.DataFrame, year: str) -> pd.DataFrame:
    """Keep the measures of the year and of the one before it."""
    first = int(year[:4])
    return measures.loc[measures["year"].isin([year, f"{first - 1}/{first}"])]


def _nearest(key: str, names: dict[str, str]) -> str:
    found = difflib.get_close_matches(key, list(names), n=1, cutoff=0.7)
    return names[found[0]] if found else ""
