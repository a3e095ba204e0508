"""The starting level beside a result: what the same pupils had a year before, and in the starting work.

Apart from the change of periods because here only pairs of one pupil in one subject count: a teacher who got a strong
class is not praised for it, and one who got a weak class is not blamed. Nothing here orders teachers.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from workbook.settings import MarkRules
from workbook.vsoko.mark_steps import changed
from workbook.vsoko.marks import indicators

__all__ = ["WORDS", "with_start"]

WORDS = {
    "рост": "возможно, выше стартового",
    "снижение": "возможно, ниже стартового",
    "в пределах погрешности": "в пределах погрешности",
    "без изменений": "без изменений",
    "мало данных": "мало пар: не сравнивать",
}
"""Direction of the change of качество → what is said beside the starting level."""


def with_start(
    records: pd.DataFrame, before: pd.DataFrame, works: pd.DataFrame | None, by: Sequence[str], rules: MarkRules
) -> pd.DataFrame:
    """Indicators by subject or teacher with the starting level of the same pupils.

    Parameters
    ----------
    records : DataFrame
        Marks of the period from :func:`workbook.vsoko.marks.period_records`.
    before : DataFrame
        Year marks of the school year before, of any classes and teachers.
    works : DataFrame or None
        Results of the starting diagnostics of this year.
    by : sequence of str
        Columns of ``records``: ``["subject"]``, ``["teacher", "subject"]``, ``["teacher", "subject", "class_"]`` …
        Sorted by these, never by a result.
    rules : MarkRules
        As in :func:`workbook.vsoko.marks.indicators`.

    Returns
    -------
    DataFrame
        The indicators, then pairs (pupils × subjects with a counted mark now and a year before), pair_pupils,
        start_quality_percent, pair_quality_percent (the same pupils now), start_change with start_low, start_high
        (percentage points), start_mean, pair_mean, start_words, work_percent (share of the points of the starting
        work, percent), work_n.

    Notes
    -----
    The change of one class has many causes: the pass from primary to basic school, another teacher's demands, and
    regression to the mean. A rise of marks alone is no proof of a rise of knowledge.
    """
    keys = list(by)
    table = indicators(records, keys, rules).set_index(keys)
    columns = ["pupil", "subject", "in_n", "success", "good", "value", "valued"]
    counted = before.loc[before["in_n"] > 0, columns].drop_duplicates(["pupil", "subject"])
    now = records.loc[records["in_n"] > 0]
    pairs = now.merge(counted, on=["pupil", "subject"], suffixes=("", "_start"), validate="many_to_one")
    start = pairs.drop(columns=columns[2:]).rename(columns={f"{name}_start": name for name in columns[2:]})
    moved = changed(start, pairs, keys, rules)
    table["pairs"] = pairs.groupby(keys, observed=True).size()
    table["pair_pupils"] = moved["pupils"]
    table["start_quality_percent"] = moved["quality_before"]
    table["pair_quality_percent"] = moved["quality_after"]
    table["start_change"] = moved["quality_change"]
    table["start_low"], table["start_high"] = moved["quality_change_low"], moved["quality_change_high"]
    table["start_mean"], table["pair_mean"] = moved["mean_before"], moved["mean_after"]
    table[["pairs", "pair_pupils"]] = table[["pairs", "pair_pupils"]].fillna(0).astype(int)
    said = moved["quality_direction"].map(WORDS).reindex(table.index)
    table["start_words"] = said.where(said.notna(), "стартового уровня нет").astype("str")
    table["work_percent"], table["work_n"] = _works(records, works, keys, table.index)
    return table.reset_index()


def _works(
    records: pd.DataFrame, works: pd.DataFrame | None, keys: list[str], index: pd.Index
) -> tuple[pd.Series, pd.Series]:
    """Share of the points of the starting work and how many wrote it, by group."""
    if works is None or works["primary_score"].notna().sum() == 0:
        return pd.Series(np.nan, index=index), pd.Series(0, index=index)
    written = works.loc[works["primary_score"].notna(), ["pupil", "subject", "primary_score", "max_score"]]
    rows = records.merge(written, on=["pupil", "subject"])
    sums = rows.groupby(keys, observed=True)[["primary_score", "max_score"]].sum().reindex(index)
    n = rows.groupby(keys, observed=True)["pupil"].nunique().reindex(index).fillna(0).astype(int)
    return 100 * sums["primary_score"] / sums["max_score"], n
