"""The deficit map: target, fact and gap of every indicator in one order of priority.

Apart from the facts because it decides nothing about data: it only compares, weighs and orders; cause, measure,
person and date stay empty for people.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from workbook.settings import DeficitRules
from workbook.vsoko.facts import FACT_COLUMNS

__all__ = ["CONFIRMED", "WATCH", "deficit_map"]

CONFIRMED = "подтверждённый дефицит"
WATCH = "требует наблюдения"

_FOR_PEOPLE = ("cause", "measure", "responsible", "term")


def deficit_map(facts: Iterable[pd.DataFrame], rules: DeficitRules) -> pd.DataFrame:
    """Order the gaps between target and fact.

    Parameters
    ----------
    facts : iterable of DataFrame
        Tables with the columns :data:`workbook.vsoko.facts.FACT_COLUMNS`.
    rules : DeficitRules
        Targets, importance and influence by key.

    Returns
    -------
    DataFrame
        Only facts below their target: the fact's columns, gap (percentage points), gap_share (gap / target, 0..1),
        importance, influence, priority (gap_share × importance × influence), status («подтверждённый дефицит» when
        the interval (of a full count: the fact) lies below the target and the group is not small, else «требует
        наблюдения»), cause, measure,
        responsible, term (empty, for people). Confirmed first, then by priority.

    Notes
    -----
    Приоритет = нормированный разрыв × значимость × влияние (методика школы). Many groups are compared at once, so
    about one confirmed deficit in forty may still be chance.
    """
    tables = [table for table in facts if len(table)]
    columns = [*FACT_COLUMNS, "gap", "gap_share", "importance", "influence", "priority", "status", *_FOR_PEOPLE]
    if not tables:
        return pd.DataFrame(columns=columns)
    rows = pd.concat(tables, ignore_index=True)
    rows["target"] = rows["target"].astype(float).fillna(rows["key"].map(dict(rules.targets)).astype(float))
    rows["gap"] = rows["target"] - rows["fact"]
    rows = rows.loc[rows["gap"] > 0].copy()
    rows["gap_share"] = rows["gap"] / rows["target"]
    rows["importance"] = rows["key"].map(dict(rules.importance)).astype(int)
    rows["influence"] = rows["key"].map(dict(rules.influence)).astype(int)
    rows["priority"] = rows["gap_share"] * rows["importance"] * rows["influence"]
    sure = (rows["high"].fillna(rows["fact"]) < rows["target"]) & ~rows["small"]
    rows["status"] = np.where(sure, CONFIRMED, WATCH)
    for name in _FOR_PEOPLE:
        rows[name] = ""
    rows = rows.assign(sure=sure).sort_values(["sure", "priority", "group"], ascending=[False, False, True])
    return rows[columns].reset_index(drop=True)
