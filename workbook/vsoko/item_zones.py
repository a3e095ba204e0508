"""Items by tier with the zones of ФИОКО, and skills that fail as a whole (признак системного дефицита).

Apart from the markers because this is about what pupils learned, not about how marks were set; and apart from the
deficit map because an item is the smallest piece that a teacher can act on.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbook.settings import ObjectivityRules
from workbook.vsoko.marker_items import item_scores
from workbook.vsoko.precision import share_ratio

__all__ = ["DEFICIT", "GREEN", "ONE_ITEM", "RED", "YELLOW", "ZONES", "item_zones", "skill_zones", "zone_counts"]

GREEN, YELLOW, RED = "достаточно", "неопределённость", "недостаточно"
ZONES = (GREEN, YELLOW, RED)
DEFICIT = "признак системного дефицита"
ONE_ITEM = "мало данных: одно задание"
_SMALL = "мало данных: малая выборка"
_NO = "признака нет"


def item_zones(
    responses: pd.DataFrame, items: pd.DataFrame, rules: ObjectivityRules, *, least: int = 10
) -> pd.DataFrame:
    """Percent of points of each item of each work and its zone.

    Parameters
    ----------
    responses, items : DataFrame
        As in :func:`workbook.vsoko.marker_items.item_scores`; an item without an answer earns 0.
    rules : ObjectivityRules
        ``base_enough``, ``base_zone``, ``raised_enough``, ``raised_zone``.
    least : int
        Fewer pupils than this are a small sample: the zone is informational.

    Returns
    -------
    DataFrame
        test, subject, grade, item, tier (Б, П, В), content, skill, n (pupils), percent, low, high, zone
        («достаточно», «неопределённость», «недостаточно»), sure (the whole interval lies in this zone), small.

    Notes
    -----
    ФИОКО, 2026, as quoted: Б < 57 % red, 57 to < 60 % yellow, ≥ 60 % green; П and В 28,5 and 30 %.
    """
    scores = item_scores(responses, items)
    keys = ["test", "subject", "grade", "item", "tier", "content", "skill"]
    rows = scores.assign(top=scores["share"], one=1)
    columns = [*keys, "n", "percent", "low", "high", "zone", "sure", "small"]
    if rows.empty:
        return pd.DataFrame(columns=columns)
    table = share_ratio(rows, keys, "top", "one").reset_index()
    base = table["tier"].eq("Б")
    green = base.map({True: rules.base_enough, False: rules.raised_enough})
    red = green - base.map({True: rules.base_zone, False: rules.raised_zone})
    table["zone"], low, high = (_zone(table[name], red, green) for name in ("percent", "low", "high"))
    table["sure"] = low.eq(table["zone"]) & high.eq(table["zone"])
    table["small"] = table["n"] < least
    return table[columns]


def skill_zones(
    zones: pd.DataFrame, rules: ObjectivityRules, *, by: str = "skill", codifier: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Skills (КПУ) or elements of content (КЭС) of each work: is it one hard item, or the skill itself?

    Parameters
    ----------
    zones : DataFrame
        From :func:`item_zones`.
    rules : ObjectivityRules
        ``skill_items``: one item is not enough to judge a skill.
    by : str
        «skill» or «content».
    codifier : DataFrame or None
        subject, grade, kind (КЭС, КПУ), code, title: names of the codes.

    Returns
    -------
    DataFrame
        test, subject, grade, code, title, items, red, yellow, green (counts of items), sure_red (red with the whole
        interval), percent (mean of items), n (smallest number of pupils behind an item), status («признак системного
        дефицита», «признака нет», «мало данных: …»).

    Notes
    -----
    Majority of items red — sign of a system deficit; a single item — insufficient data (ФИОКО, 2026, as quoted).
    """
    keys = ["test", "subject", "grade", by]
    flags = zones.assign(items=1)
    for name, zone in (("green", GREEN), ("yellow", YELLOW), ("red", RED)):
        flags[name] = zones["zone"].eq(zone).astype(int)
    flags["sure_red"] = (flags["red"].eq(1) & flags["sure"].astype(bool)).astype(int)
    grouped = flags.groupby(keys, observed=True)
    table = grouped[["items", "red", "yellow", "green", "sure_red"]].sum()
    table["percent"], table["n"] = grouped["percent"].mean(), grouped["n"].min()
    table["small"] = grouped["small"].any()
    table = table.reset_index().rename(columns={by: "code"})
    status = np.select(
        [table["small"], table["items"] < rules.skill_items, table["red"] * 2 > table["items"]],
        [_SMALL, ONE_ITEM, DEFICIT],
        _NO,
    )
    table["status"] = pd.Series(status, table.index, dtype="str")
    table["title"] = _titles(table, by, codifier)
    counts = ["items", "red", "yellow", "green", "sure_red"]
    return table[["test", "subject", "grade", "code", "title", *counts, "percent", "n", "status"]]


def zone_counts(zones: pd.DataFrame) -> pd.DataFrame:
    """Count items by tier and zone.

    Parameters
    ----------
    zones : DataFrame
        From :func:`item_zones`.

    Returns
    -------
    DataFrame
        test, subject, grade, tier, and one column a zone of :data:`ZONES` (counts).
    """
    keys = ["test", "subject", "grade", "tier"]
    flags = zones[keys].assign(**{zone: zones["zone"].eq(zone).astype(int) for zone in ZONES})
    return flags.groupby(keys, observed=True)[list(ZONES)].sum().reset_index()


def _zone(percent: pd.Series, red: pd.Series, green: pd.Series) -> pd.Series:
    # A millionth below the limit that only the arithmetic made must not change the colour.
    value = percent.round(6)
    zone = pd.Series(GREEN, percent.index, dtype="str")
    return zone.mask(value < green, YELLOW).mask(value < red, RED)


def _titles(table: pd.DataFrame, by: str, codifier: pd.DataFrame | None) -> pd.Series:
    if codifier is None:
        return pd.Series("", table.index, dtype="str")
    kind = "КПУ" if by == "skill" else "КЭС"
    known = codifier.loc[codifier["kind"].eq(kind), ["subject", "grade", "code", "title"]]
    known = known.drop_duplicates(["subject", "grade", "code"])
    found = table[["subject", "grade", "code"]].merge(known, on=["subject", "grade", "code"], how="left")
    return pd.Series(found["title"].to_numpy(), table.index).fillna("").astype("str")
