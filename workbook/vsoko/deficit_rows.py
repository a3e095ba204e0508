"""A fact of the deficit map: one measured value with its evidence, in the same columns whatever its source.

Apart from the sources because each of them brings its own table, and the map reads only these columns.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

__all__ = ["CONDITIONS", "FACT_COLUMNS", "PROCESS", "RESULTS", "SPHERES", "fact_rows", "in_parallel", "no_facts"]

CONDITIONS, PROCESS, RESULTS = "условия", "процесс", "результаты"
SPHERES = (CONDITIONS, PROCESS, RESULTS)
"""Objects of the internal quality system (объекты ВСОКО), in the order in which they are shown."""

FACT_COLUMNS = (
    "key", "sphere", "level", "indicator", "group", "fact", "low", "high", "n", "counted", "small", "doubt", "target",
    "unit", "source",
)  # fmt: skip
"""Columns of a table of facts. ``key`` names the target, importance and influence in the settings; ``counted`` says
what ``n`` counts; ``doubt`` says why the fact alone confirms nothing (empty when it may); ``target`` is missing where
the settings decide; ``unit`` is «%» or «баллы». More is always better."""

_PLAIN: dict[str, str | float | pd.Series] = {"unit": "%", "doubt": "", "target": np.nan}


def fact_rows(table: pd.DataFrame, name: str, group: pd.Series, **words: str | pd.Series) -> pd.DataFrame:
    """Bring one source to the common columns; rows without a value are dropped.

    Parameters
    ----------
    table : DataFrame
        Columns ``name_percent``, ``name_low``, ``name_high``, n, small.
    name : str
        Prefix of the value's columns.
    group : Series of str
        Where it was measured, row by row.
    **words : str or Series
        key, sphere, level, indicator, counted, source; target (of each row) where the settings do not decide; unit and
        doubt when they are not «%» and empty.

    Returns
    -------
    DataFrame
        Columns :data:`FACT_COLUMNS`.
    """
    facts = pd.DataFrame(
        {
            "group": group.astype("str"),
            "fact": table[f"{name}_percent"].astype("float64"),
            "low": table[f"{name}_low"].astype("float64"),
            "high": table[f"{name}_high"].astype("float64"),
            "n": table["n"].astype(int),
            "small": table["small"].astype(bool),
        }
    )
    facts = facts.assign(**(_PLAIN | words))
    return facts.loc[facts["fact"].notna(), list(FACT_COLUMNS)].reset_index(drop=True)


def no_facts() -> pd.DataFrame:
    """Return a table of facts without rows: the source is there and says nothing."""
    return pd.DataFrame(columns=list(FACT_COLUMNS))


def in_parallel(table: pd.DataFrame) -> pd.Series:
    """Name where a work was written: «физика, 8 класс»."""
    return table["subject"] + ", " + table["grade"].astype(str) + " класс"
