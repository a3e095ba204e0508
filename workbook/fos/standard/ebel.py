"""Ebel's method: items sorted by how much they matter and how hard they are, and one expectation per cell.

Apart from Angoff's because experts also sort, and a sorting can contradict itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from workbook.fos.standard.cuts import final_round, rows_of
from workbook.fos.standard.item_judgements import ItemJudgements, judge_items
from workbook.fos.standard.work import Work
from workbook.settings import StandardRules

__all__ = ["Ebel", "ebel"]


@dataclass(frozen=True)
class Ebel:
    """Ebel's cuts and the grid behind them.

    Attributes
    ----------
    judged : ItemJudgements
        Cuts, experts, items, rounds.
    grid : pandas.DataFrame
        cell («обязательное, лёгкое»), mark, items (mean number that an expert puts in the cell), value (mean
        expectation, percent), spread (between experts).
    torn : pandas.DataFrame
        expert, mark, cell, low, high: one expert expects different success in one cell.
    moved : pandas.DataFrame
        item, cells (how many different cells experts put it in), n (experts); only items with more than one.
    """

    judged: ItemJudgements
    grid: pd.DataFrame
    torn: pd.DataFrame
    moved: pd.DataFrame


def ebel(judgements: pd.DataFrame, work: Work, rules: StandardRules) -> Ebel:
    """Set the marks by Ebel's method.

    Parameters
    ----------
    judgements : pandas.DataFrame
        fos, expert, method, round, mark, item, quantity (the cell: «обязательное, лёгкое»), value (of a hundred pupils
        on the border, how many solve items of the cell).
    work : Work
    rules : StandardRules

    Raises
    ------
    MissingData
        No such judgements, or none about the items of the work.

    References
    ----------
    Ebel, R. L. (1972). Essentials of Educational Measurement, 2nd ed., p. 492–494.
    """
    rows = rows_of(judgements, work.test, "Эбел")
    judged = judge_items(rows, work, rules, "Эбел")
    last = final_round(rows[rows["item"].isin(work.items.index)])
    last = last.assign(cell=last["quantity"].astype("object").fillna("без клетки").map(_tidy))
    each = last.groupby(["expert", "mark", "cell"])["value"].agg(["mean", "count", "min", "max"]).reset_index()
    grid = each.groupby(["cell", "mark"]).agg(items=("count", "mean"), value=("mean", "mean"), spread=("mean", "std"))
    torn = each.loc[each["max"] > each["min"], ["expert", "mark", "cell", "min", "max"]]
    torn.columns = pd.Index(["expert", "mark", "cell", "low", "high"])
    placed = last.groupby("item").agg(cells=("cell", "nunique"), n=("expert", "nunique")).reset_index()
    return Ebel(
        judged, grid.reset_index(), torn.reset_index(drop=True),
        placed[placed["cells"] > 1].sort_values("cells", ascending=False, kind="stable").reset_index(drop=True),
    )  # fmt: skip


def _tidy(cell: object) -> str:
    return ", ".join(part.strip().casefold() for part in str(cell).replace(";", ",").split(","))
