"""The deficit map: target, fact and gap of every indicator in one order of priority.

Apart from the facts because it decides nothing about data: it only compares, weighs and orders; cause, measure,
person and date stay empty for people.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from workbook.estimates import NORMAL_95, holm
from workbook.settings import DeficitRules
from workbook.vsoko.deficit_rows import FACT_COLUMNS

__all__ = ["CHANCE", "COMPARED", "CONFIRMED", "ROW", "WATCH", "compared", "deficit_map", "ordered", "weighed"]

CONFIRMED = "подтверждённый дефицит"
WATCH = "требует наблюдения"

CHANCE = 0.025
"""How often one comparison confirms by chance when the truth equals the target: one in forty (a 95 % interval lies
wholly below it)."""

ROW = ("indicator", "group")
"""What names a row of the map, also in the table «Меры по дефицитам»."""

_FOR_PEOPLE = ("cause", "measure", "responsible", "term")
_WEIGHED = ("importance", "influence", "priority", "priority_low", "priority_high")
COMPARED = (*FACT_COLUMNS, "gap", "gap_share", "gap_low", "gap_high", "p", "firm", *_WEIGHED, "status")
"""Columns of :func:`compared`."""


def compared(facts: Iterable[pd.DataFrame], rules: DeficitRules) -> pd.DataFrame:
    """Set every fact against its target, those that reach it included.

    Parameters
    ----------
    facts : iterable of DataFrame
        Tables with the columns :data:`workbook.vsoko.deficit_rows.FACT_COLUMNS`.
    rules : DeficitRules
        Targets, importance and influence by key.

    Returns
    -------
    DataFrame
        The facts' columns, gap (target − fact, in the fact's unit), gap_share (gap / target, at most 1; negative when
        the target is passed), gap_low, gap_high (the same at the ends of the interval), p (one-sided, of «the truth is
        not below the target»), firm (bool: stays below after Holm's correction over all comparisons), importance,
        influence, priority, priority_low, priority_high, status («подтверждённый дефицит», «требует наблюдения», empty
        when the target is reached).

    Notes
    -----
    Приоритет = нормированный разрыв × значимость × влияние (методика раздела 5.3), from 0 to 9. A target of zero is
    passed by any fact that is not negative. ``p`` follows from the upper half of the interval, so that ``p < 0,025``
    and «the interval lies below» say the same. Holm, S. (1979). Scandinavian Journal of Statistics 6, 65–70.
    """
    tables = [table for table in facts if len(table)]
    if not tables:
        return pd.DataFrame(columns=list(COMPARED))
    rows = pd.concat(tables, ignore_index=True)
    rows["target"] = rows["target"].astype(float).fillna(rows["key"].map(dict(rules.targets)).astype(float))
    rows["gap"] = rows["target"] - rows["fact"]
    for name, value in (("gap_share", rows["fact"]), ("gap_low", rows["high"]), ("gap_high", rows["low"])):
        rows[name] = _normal(rows["target"] - value, rows["target"])
    rows["p"] = _chance(rows)
    rows["firm"] = pd.Series(holm(rows["p"].to_numpy("float64")), index=rows.index).lt(CHANCE)
    below = rows["gap"] > 0
    sure = below & (rows["high"].fillna(rows["fact"]) < rows["target"]) & ~rows["small"] & rows["doubt"].eq("")
    rows["status"] = np.select([sure, below], [CONFIRMED, WATCH], "")
    return weighed(rows, rules)[list(COMPARED)]


def weighed(
    rows: pd.DataFrame, rules: DeficitRules, own: Mapping[tuple[str, str], tuple[int, int]] | None = None
) -> pd.DataFrame:
    """Give each row its importance, influence and priority.

    Parameters
    ----------
    rows : DataFrame
        :func:`compared`, or its part.
    rules : DeficitRules
        Importance and influence by key.
    own : mapping, optional
        (indicator, group) → (importance, influence) of single rows; 0 keeps that of the key.
    """
    named = list(zip(rows["indicator"], rows["group"], strict=True))
    mine = own or {}
    rows = rows.copy()
    for place, (name, by_key) in enumerate((("importance", rules.importance), ("influence", rules.influence))):
        shared = rows["key"].map(dict(by_key)).astype(int)
        rows[name] = [mine.get(row, (0, 0))[place] or int(of) for row, of in zip(named, shared, strict=True)]
    weight = rows["importance"] * rows["influence"]
    for name, share in (("priority", "gap_share"), ("priority_low", "gap_low"), ("priority_high", "gap_high")):
        rows[name] = rows[share].clip(lower=0) * weight
    return rows


def deficit_map(facts: Iterable[pd.DataFrame], rules: DeficitRules) -> pd.DataFrame:
    """Order the gaps between target and fact.

    Parameters
    ----------
    facts, rules
        As in :func:`compared`.

    Returns
    -------
    DataFrame
        Rows of :func:`compared` below their target with cause, measure, responsible, term (empty, for people).
        Confirmed first («подтверждённый дефицит»: the interval, of a full count the fact, lies below the target, the
        group is not small and nothing casts a doubt), then by priority; equal ones by the larger gap, then by name.
    """
    return ordered(compared(facts, rules)).assign(**dict.fromkeys(_FOR_PEOPLE, ""))


def ordered(rows: pd.DataFrame) -> pd.DataFrame:
    """Keep the rows below their target: confirmed first, then by priority."""
    rows = rows.loc[rows["status"].ne("")]
    rows = rows.assign(sure=rows["status"].eq(CONFIRMED))
    rows = rows.sort_values(
        ["sure", "priority", "gap_share", "indicator", "group"], ascending=[False, False, False, True, True],
    )  # fmt: skip
    return rows.drop(columns="sure").reset_index(drop=True)


def _normal(gap: pd.Series, target: pd.Series) -> pd.Series:
    share = (gap / target.where(target > 0)).clip(upper=1)
    return share.where(target > 0, gap.gt(0).astype("float64")).where(gap.notna())


def _chance(rows: pd.DataFrame) -> pd.Series:
    """Return the one-sided p of each comparison from the upper half of its interval; a full count has none."""
    from scipy.special import ndtr

    half = rows["high"] - rows["fact"]
    usual = pd.Series(1 - ndtr(NORMAL_95 * rows["gap"] / half.where(half > 0)), index=rows.index)
    # A share of 100 % has no upper half: it cannot lie below any target.
    return usual.where(half != 0, rows["gap"].le(0).astype("float64"))
