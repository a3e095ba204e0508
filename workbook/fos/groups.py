"""Level-differentiated groups: with whom to work on what (разноуровневое обучение), from several works together.

Apart from the tiers because there an item is judged by pupils, and here pupils are grouped by items of tiers.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from workbook.errors import MissingData, Reason
from workbook.fos.scoring import Scored, State
from workbook.settings import ObjectivityRules

__all__ = ["GROUPS", "GROUP_COLUMNS", "group_counts", "level_groups"]

GROUPS = {
    "А": "поддержка",
    "А/Б": "граница: поддержка или базовый",
    "Б": "базовый",
    "В": "повышенный",
}
"""Group → what it is for; «А/Б» is the zone in which the measure cannot decide."""

GROUP_COLUMNS = (
    "pupil", "works", "base_points", "base_max", "base_percent", "raised_points", "raised_max", "raised_percent",
    "measured", "group", "near", "sure", "reason",
)  # fmt: skip
"""Columns of :func:`level_groups`."""

_LEAST_WORKS = 2
_GONE = (State.DESIGN, State.REFUSED)


def level_groups(
    works: Iterable[Scored], rules: ObjectivityRules, overrides: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Put each pupil into a group by the share of points on items of the base tier and of the higher tiers.

    Parameters
    ----------
    works : iterable of Scored
        Works of one subject and one grade.
    rules : ObjectivityRules
        ``base_enough`` and ``base_zone`` (items Б), ``raised_enough`` and ``raised_zone`` (items П and В).
    overrides : pandas.DataFrame, optional
        pupil, group, reason: the teacher's decision; it stands above the measured group.

    Returns
    -------
    pandas.DataFrame
        One row per pupil, columns :data:`GROUP_COLUMNS`: works (in how many the pupil took part), points and maxima of
        items Б and of items П and В with their percents; measured (the group by figures), group (the one in force),
        near (a neighbouring group within the zone of doubt, or empty), sure (at least two works, and each of them
        places the pupil on the same side of the base limit), reason (Russian, empty when sure).

    Raises
    ------
    MissingData
        No works were given, or none of them has items of the base tier.
    """
    given = list(works)
    parts = [_tier_points(work) for work in given]
    if not parts or all(part["base_max"].sum() == 0 for part in parts):
        raise MissingData(
            "Чтобы разделить учеников на группы, нужна хотя бы одна работа с заданиями базового уровня.",
            Reason.TABLE_EMPTY, ("responses",),
        )  # fmt: skip
    rows = pd.concat(parts, ignore_index=True)
    rows["percent"] = 100 * rows["base_points"] / rows["base_max"].where(rows["base_max"] > 0)
    table = rows.groupby("pupil", sort=True).agg(
        works=("percent", "count"), base_points=("base_points", "sum"), base_max=("base_max", "sum"),
        raised_points=("raised_points", "sum"), raised_max=("raised_max", "sum"),
        lowest=("percent", "min"), highest=("percent", "max"),
    ).reset_index()  # fmt: skip
    for tier in ("base", "raised"):
        table[f"{tier}_percent"] = 100 * table[f"{tier}_points"] / table[f"{tier}_max"].where(table[f"{tier}_max"] > 0)
    placed = [_place(float(base), float(raised), rules) for base, raised in
              table[["base_percent", "raised_percent"]].to_numpy(dtype=float)]  # fmt: skip
    table["measured"], table["near"] = [name for name, _ in placed], [near for _, near in placed]
    table["reason"] = [_doubt(row, rules) for row in table.to_dict("records")]
    table["sure"], table["group"] = table["reason"] == "", table["measured"]
    if overrides is not None and len(overrides):
        chosen = overrides.drop_duplicates("pupil", keep="last").set_index("pupil")
        theirs = table["pupil"].map(chosen["group"])
        table["group"] = theirs.fillna(table["measured"])
        why = table["pupil"].map(chosen["reason"])
        table["reason"] = table["reason"].where(theirs.isna(), "Решение учителя: " + why.fillna("причина не указана"))
    return table[list(GROUP_COLUMNS)]


def group_counts(table: pd.DataFrame) -> pd.DataFrame:
    """Count the groups without codes: what may be shown outside the school.

    Returns
    -------
    pandas.DataFrame
        group, title, pupils, percent, preliminary (pupils whose place is not sure); every group has a row.
    """
    whole = len(table)
    rows = []
    for name, title in GROUPS.items():
        mine = table[table["group"] == name]
        share = 100 * len(mine) / whole if whole else math.nan
        rows.append((name, title, len(mine), share, int((~mine["sure"]).sum())))
    return pd.DataFrame(rows, columns=["group", "title", "pupils", "percent", "preliminary"])


def _tier_points(work: Scored) -> pd.DataFrame:
    maxima = work.items["max_score"].to_numpy(dtype=float)
    held = ~work.states.isin(_GONE).to_numpy()
    base = (work.items["tier"] == "Б").to_numpy()
    points = np.where(held, work.scores.fillna(0.0).to_numpy(dtype=float), 0.0)
    possible = np.where(held, maxima, 0.0)
    return pd.DataFrame(
        {
            "pupil": work.scores.index.astype(str),
            "base_points": points[:, base].sum(axis=1), "base_max": possible[:, base].sum(axis=1),
            "raised_points": points[:, ~base].sum(axis=1), "raised_max": possible[:, ~base].sum(axis=1),
        }
    )  # fmt: skip


def _place(base: float, raised: float, rules: ObjectivityRules) -> tuple[str, str]:
    """Return the group and the neighbour within the zone of doubt."""
    if math.isnan(base):
        return "", ""
    if base < rules.base_enough - rules.base_zone:
        return "А", ""
    if base < rules.base_enough:
        return "А/Б", ""
    if not math.isnan(raised) and raised >= rules.raised_enough:
        return "В", ""
    near = not math.isnan(raised) and raised >= rules.raised_enough - rules.raised_zone
    return "Б", "В" if near else ""


def _doubt(row: dict[Any, Any], rules: ObjectivityRules) -> str:
    if not row["measured"]:
        return "Заданий базового уровня ученик не выполнял."
    if row["works"] < _LEAST_WORKS:
        return f"Предварительно: работ {row['works']}, для вывода нужны хотя бы {_LEAST_WORKS}."
    if row["lowest"] < rules.base_enough - rules.base_zone and row["highest"] >= rules.base_enough:
        return "Предварительно: работы расходятся."
    if row["measured"] == "А/Б":
        return "Граница: решает учитель."
    return ""
