"""Facts about topics and skills: content (КЭС) and skills (КПУ) by the zones of ФИОКО, with the rule of the majority.

Apart from the facts of whole works because one item proves nothing: a deficit is systemic when most items of a skill
lie in the red zone.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbook.school.schema import NOT_TOLD
from workbook.settings import Settings
from workbook.vsoko.deficit_rows import RESULTS, fact_rows, no_facts
from workbook.vsoko.precision import mean_ratio

__all__ = ["NOT_SYSTEMIC", "ONE_ITEM", "topic_facts"]

ONE_ITEM = "одно задание"
NOT_SYSTEMIC = "красных заданий не больше половины"

_KINDS = {"content": ("Тема (КЭС)", "КЭС"), "skill": ("Умение (КПУ)", "КПУ")}
_BASE = "Б"


def topic_facts(
    responses: pd.DataFrame, items: pd.DataFrame, codifier: pd.DataFrame | None, settings: Settings
) -> pd.DataFrame:
    """Percent of points for the items of each topic and skill in each work.

    Parameters
    ----------
    responses, items : DataFrame
        Validated tables; an item without an answer earns 0 when the pupil wrote the work.
    codifier : DataFrame or None
        Names of topics and skills.
    settings : Settings
        ``objectivity``: zones of tiers Б and П/В (ФИОКО, 2026); small sample.

    Returns
    -------
    DataFrame
        Facts. The target of a topic is the mean of its items' thresholds (Б 60, П and В 30) weighted by points; a
        topic of one item (:data:`ONE_ITEM`) and one without a majority of red items (:data:`NOT_SYSTEMIC`) carry a
        doubt.
    """
    known = items[["item", "subject", "grade", "content", "skill", "tier", "max_score"]].drop_duplicates("item")
    rows = responses[["test", "pupil", "item", "score"]].merge(known, on="item")
    if rows.empty:
        return no_facts()
    base = rows["tier"].eq(_BASE)
    rules = settings.objectivity
    rows = rows.assign(
        score=100 * rows["score"].fillna(0),
        limit=np.where(base, rules.base_enough, rules.raised_enough),
        red=np.where(base, rules.base_enough - rules.base_zone, rules.raised_enough - rules.raised_zone),
    )
    return pd.concat([_by_kind(rows, kind, codifier, settings) for kind in _KINDS], ignore_index=True)


def _by_kind(rows: pd.DataFrame, kind: str, codifier: pd.DataFrame | None, settings: Settings) -> pd.DataFrame:
    rows = rows.loc[rows[kind].ne(NOT_TOLD)]
    if rows.empty:
        return no_facts()
    title, section = _KINDS[kind]
    keys = ["test", "subject", "grade", kind]
    weighted = rows.assign(limit_points=rows["limit"] * rows["max_score"])
    sums = weighted.groupby(keys)[["limit_points", "max_score"]].sum()
    table = mean_ratio(rows, keys, "score", "max_score").rename(
        columns={"mean": "topic_percent", "low": "topic_low", "high": "topic_high"}
    )
    table[["topic_low", "topic_high"]] = table[["topic_low", "topic_high"]].clip(0, 100)
    table["limit"] = sums["limit_points"] / sums["max_score"]
    table = table.join(_red(rows, keys)).reset_index()
    table["n"] = table["clusters"]
    table["small"] = table["clusters"] < settings.marks.small_n
    doubt = np.select([table["items"] < 2, table["reds"] * 2 <= table["items"]], [ONE_ITEM, NOT_SYSTEMIC], "")
    codes = table[kind].astype("str") + _names(table, kind, section, codifier)
    return fact_rows(
        table, "topic", table["test"].astype("str") + ": " + codes, target=table["limit"], key="темы и умения",
        sphere=RESULTS, level="тема" if kind == "content" else "умение", indicator=title, counted="ученики",
        doubt=pd.Series(doubt, index=table.index), source=_told(table),
    )  # fmt: skip


def _red(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Count items and red items of each topic: an item is red when its percent lies below the zone of uncertainty."""
    sums = rows.groupby([*keys, "item"]).agg(score=("score", "sum"), top=("max_score", "sum"), red=("red", "first"))
    sums["reds"] = (sums["score"] / sums["top"] < sums["red"]).astype(int)
    return sums.groupby(level=keys).agg(items=("reds", "size"), reds=("reds", "sum"))


def _names(table: pd.DataFrame, kind: str, section: str, codifier: pd.DataFrame | None) -> pd.Series:
    """Return « Линейные уравнения» by code where the codifier names it."""
    if codifier is None:
        return pd.Series("", index=table.index)
    named = codifier.loc[codifier["kind"].eq(section), ["subject", "grade", "code", "title"]]
    named = named.drop_duplicates(["subject", "grade", "code"])
    found = table.merge(named, left_on=["subject", "grade", kind], right_on=["subject", "grade", "code"], how="left")
    return (" " + found["title"].astype("str")).where(found["title"].notna(), "").set_axis(table.index)


def _told(table: pd.DataFrame) -> pd.Series:
    work = table["subject"] + ", " + table["grade"].astype("str") + " класс"
    return (
        "Ответы на задания, "
        + work
        + "; красных "
        + table["reds"].astype("str")
        + " из "
        + table["items"].astype("str")
    )
