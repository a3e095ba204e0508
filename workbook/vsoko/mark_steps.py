"""Class → parallel → level → school, and period after period: the same counts summed at each step, then divided.

Apart from the indicators because they know one grouping; a report shows all steps of the school at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import pandas as pd

from workbook.settings import MarkRules
from workbook.vsoko.categories import category_table
from workbook.vsoko.mark_change import directions, ratio_changes
from workbook.vsoko.marks import indicators

__all__ = ["CHANGES", "category_ladder", "changed", "ladder", "side_by_side"]

_STEPS: tuple[tuple[str, list[str]], ...] = (
    ("школа", []),
    ("уровень", ["level"]),
    ("параллель", ["level", "grade"]),
    ("класс", ["level", "grade", "class_"]),
)
_LEVELS = ("НОО", "ООО", "СОО")

CHANGES = {"success": ("success", "in_n", 100), "quality": ("good", "in_n", 100), "mean": ("value", "valued", 1)}
"""Indicator → numerator, denominator, factor of a change."""


def ladder(records: pd.DataFrame, rules: MarkRules) -> pd.DataFrame:
    """Base indicators of the school, its levels, parallels and classes.

    Parameters
    ----------
    records : DataFrame
        From :func:`workbook.vsoko.marks.period_records`.
    rules : MarkRules
        As in :func:`workbook.vsoko.marks.indicators`.

    Returns
    -------
    DataFrame
        Columns step («школа», «уровень», «параллель», «класс»), name, then those of the indicators; a level is
        followed by its parallels, a parallel by its classes.
    """
    return _ladder(lambda by: indicators(records, by, rules))


def category_ladder(categories: pd.DataFrame, rules: MarkRules) -> pd.DataFrame:
    """Categories of pupils at every step; columns as in :func:`ladder`, then those of the table of categories."""
    return _ladder(lambda by: category_table(categories, by, rules))


def side_by_side(records: pd.DataFrame, step: str, order: Sequence[str], rules: MarkRules) -> pd.DataFrame:
    """Periods (or years) one after another, each with its change from the one before.

    Parameters
    ----------
    records : DataFrame
        Records of several periods.
    step : str
        Column that tells them apart: «period» or «year».
    order : sequence of str
        Its values from first to last; those without marks are left out.
    rules : MarkRules
        As in :func:`workbook.vsoko.marks.indicators`.

    Returns
    -------
    DataFrame
        The indicators by ``step`` in order, with ``*_change``, ``*_change_low``, ``*_change_high``, ``*_direction``
        for success, quality (percentage points) and mean (marks); of the first row missing and empty.
    """
    table = indicators(records, [step], rules)
    known = [name for name in order if name in table[step].array]
    table = table.set_index(step).loc[known].reset_index()
    moves = [
        changed(records.loc[records[step].eq(first)], records.loc[records[step].eq(second)], [], rules)
        .reset_index(drop=True).assign(**{step: second})
        for first, second in pairwise(known)
    ]  # fmt: skip
    wanted = [f"{name}_{part}" for name in CHANGES for part in ("change", "change_low", "change_high", "direction")]
    frame = pd.concat(moves, ignore_index=True) if moves else pd.DataFrame(columns=[step, *wanted])
    return table.merge(frame.reindex(columns=[step, *wanted]), on=step, how="left")


def changed(before: pd.DataFrame, after: pd.DataFrame, by: Sequence[str], rules: MarkRules) -> pd.DataFrame:
    """Change of успеваемость, качество and the mean between two sets of records, by any grouping.

    Parameters
    ----------
    before, after : DataFrame
        Records of the two periods.
    by : sequence of str
        Grouping columns; empty for all together.
    rules : MarkRules
        Small sample.

    Returns
    -------
    DataFrame
        Index ``by``; pupils, shared, and for each indicator ``*_before``, ``*_after``, ``*_change``,
        ``*_change_low``, ``*_change_high`` (percent and points; the mean in marks), ``*_direction``.
    """
    found = ratio_changes(before, after, by, {name: (top, bottom) for name, (top, bottom, _) in CHANGES.items()})
    parts: list[pd.DataFrame] = []
    for name, (_, _, factor) in CHANGES.items():
        part = found[name]
        said = part[["before", "after", "change", "low", "high"]].mul(factor)
        said = said.rename(columns={"low": "change_low", "high": "change_high"}).add_prefix(f"{name}_")
        said[f"{name}_direction"] = directions(part, rules.small_n)
        parts.append(said if parts else part[["pupils", "shared"]].join(said))
    return pd.concat(parts, axis=1)


def _ladder(count: Callable[[list[str]], pd.DataFrame]) -> pd.DataFrame:
    parts: list[pd.DataFrame] = []
    for depth, (step, by) in enumerate(_STEPS):
        table = count(by).assign(step=step, depth=depth)
        for column, empty in (("level", ""), ("grade", 0), ("class_", "")):
            if column not in table:
                table[column] = pd.Series(empty, table.index)
        parts.append(table)
    table = pd.concat(parts, ignore_index=True)
    names = {"школа": "школа", "уровень": "{level}", "параллель": "{grade} классы", "класс": "{class_}"}
    table["name"] = pd.Series([names[row["step"]].format_map(row) for row in table.to_dict("records")], dtype="str")
    rank = table["level"].map({level: place for place, level in enumerate(_LEVELS, start=1)}).fillna(0)
    table = table.assign(rank=rank).sort_values(["rank", "grade", "depth", "class_"], kind="stable")
    counted = [name for name in table if name not in ("step", "name", "depth", "rank")]
    return table[["step", "name", *counted]].reset_index(drop=True)
