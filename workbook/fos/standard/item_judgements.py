"""Cuts from judgements about items: what a pupil on the border would earn, expert by expert, and where experts differ.

Apart from Angoff's and Ebel's methods because both end in the same arithmetic: expected points added up over the items.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbook.errors import MissingData, Reason
from workbook.fos.standard.cuts import MARKS, cut_table, final_round, panel_cut
from workbook.fos.standard.work import Work
from workbook.settings import StandardRules

__all__ = ["ItemJudgements", "judge_items"]


@dataclass(frozen=True)
class ItemJudgements:
    """What experts said about items and where it puts the marks.

    Attributes
    ----------
    method : str
        «Ангофф» or «Эбел».
    cuts : pandas.DataFrame
        :func:`workbook.fos.standard.cut_table`: the mean over experts of the last round.
    experts : pandas.DataFrame
        expert, mark, cut (on the scale of the work), severity (mean difference from the other experts on the same
        items and marks, percentage points: positive asks for more), sharp (beyond ``severity_gap``).
    items : pandas.DataFrame
        item, mark, mean, spread (standard deviation, percentage points), low, high (least and greatest value), n,
        success (percent, NaN without answers), disputed.
    rounds : pandas.DataFrame
        round, mark, cut, spread (between experts, on the scale of the work), change (of the cut since the round
        before), n.
    left_out : pandas.DataFrame
        expert, mark, item, reason: judgements that were not counted.
    variants : tuple of str
        Variants whose items were judged; to the others the cut is carried over as it is.
    relation : float
        Correlation of the mean judgement of an item with its success; NaN with fewer than 5 items.
    """

    method: str
    cuts: pd.DataFrame
    experts: pd.DataFrame
    items: pd.DataFrame
    rounds: pd.DataFrame
    left_out: pd.DataFrame
    variants: tuple[str, ...]
    relation: float

    @property
    def disputed(self) -> pd.DataFrame:
        """Items on which experts differ most, the most disputed first."""
        return self.items[self.items["disputed"]].sort_values("spread", ascending=False, kind="stable")


def judge_items(rows: pd.DataFrame, work: Work, rules: StandardRules, method: str) -> ItemJudgements:
    """Add up expected points over the items of the work.

    An expert's cut is Σ value/100 · max_score over the items of a variant, averaged over the variants judged; an item
    that the expert passed over counts as the expert's average. A variant counts as judged when the expert spoke of at
    least ``judged_share`` of its points; an expert who judged none is left out.

    Parameters
    ----------
    rows : pandas.DataFrame
        expert, round, mark, item, value (percent of pupils on the border who would solve the item).
    work : Work
    rules : StandardRules
    method : str
        «Ангофф» or «Эбел», for the table of cuts.

    Raises
    ------
    MissingData
        No judgement is about an item of the work, or no expert judged enough of a variant.
    """
    sound, refused = _sound(rows, work)
    if sound.empty:
        raise MissingData(
            f"{method}: ни одно суждение не относится к заданиям работы «{work.test}».", Reason.TABLE_EMPTY
        )
    totals, variants = _expert_cuts(sound, work, rules)
    left = totals[totals["cut"].isna()]
    if len(left) == len(totals):
        text = f"{method}: ни один эксперт не оценил {rules.judged_share:g} % баллов хотя бы одного варианта."
        raise MissingData(text, Reason.TABLE_EMPTY, ("judgements",))
    last = final_round(totals.dropna(subset=["cut"]))
    cuts = [
        panel_cut(method, mark, last.loc[last["mark"] == mark, "cut"], rules) for mark in sorted(last["mark"].unique())
    ]
    passed_over = pd.DataFrame(
        {"expert": left["expert"], "mark": left["mark"], "item": "",
         "reason": f"оценено меньше {rules.judged_share:g} % баллов каждого варианта"}
    )  # fmt: skip
    final = final_round(sound)
    items = _items(final, work, rules)
    experts = last[["expert", "mark", "cut"]].merge(_severity(final, rules), on="expert").reset_index(drop=True)
    return ItemJudgements(
        method, cut_table(cuts), experts, items, _rounds(totals.dropna(subset=["cut"])),
        pd.concat([refused, passed_over], ignore_index=True), variants, _relation(items),
    )  # fmt: skip


def _sound(rows: pd.DataFrame, work: Work) -> tuple[pd.DataFrame, pd.DataFrame]:
    reason = pd.Series("", index=rows.index)
    reason[~rows["mark"].isin(MARKS)] = "такой отметки нет: пороги ставят для 3, 4 и 5"
    reason[(rows["value"] < 0) | (rows["value"] > 100)] = "нужно число от 0 до 100"
    reason[~rows["item"].isin(work.items.index)] = "задания нет в работе"
    key = ["expert", "round", "mark", "item"]
    reason[(reason == "") & rows[reason == ""].duplicated(key).reindex(rows.index, fill_value=False)] = (
        "суждение повторяется, учтено первое"
    )
    refused = rows.loc[reason != "", ["expert", "mark", "item"]].assign(reason=reason[reason != ""])
    return rows[reason == ""].reset_index(drop=True), refused.reset_index(drop=True)


def _expert_cuts(
    rows: pd.DataFrame, work: Work, rules: StandardRules
) -> tuple[pd.DataFrame, tuple[str, ...]]:  # fmt: skip
    """Return expert, round, mark, cut (NaN when no variant was judged) and the variants that anybody judged."""
    wide = rows.pivot_table(index=["expert", "round", "mark"], columns="item", values="value", aggfunc="first")
    shares = np.full((len(wide), len(work.forms)), np.nan)
    for place, items in enumerate(work.forms.values()):
        weights = work.items.loc[list(items), "max_score"].to_numpy(dtype=float)
        values = wide.reindex(columns=list(items)).to_numpy(dtype=float)
        held = np.where(np.isnan(values), 0.0, weights)
        judged = held.sum(axis=1)
        enough = 100 * judged >= rules.judged_share * weights.sum() - 1e-9
        earned = np.nan_to_num(values * held).sum(axis=1)
        shares[enough, place] = earned[enough] / judged[enough]
    known = np.isfinite(shares)
    size = known.sum(axis=1)
    cut = np.where(size > 0, np.nansum(shares, axis=1) / np.maximum(size, 1), np.nan) / 100 * work.maximum
    variants = tuple(name for name, there in zip(work.forms, known.any(axis=0), strict=True) if there)
    return wide.index.to_frame(index=False).assign(cut=cut), variants


def _items(rows: pd.DataFrame, work: Work, rules: StandardRules) -> pd.DataFrame:
    table = rows.groupby(["item", "mark"])["value"].agg(["mean", "std", "min", "max", "count"]).reset_index()
    table.columns = pd.Index(["item", "mark", "mean", "spread", "low", "high", "n"])
    table["success"] = 100 * table["item"].map(work.items["success"]).astype(float)
    table["disputed"] = (table["n"] >= rules.experts_n) & (table["spread"] >= rules.disputed_spread)
    return table


def _severity(rows: pd.DataFrame, rules: StandardRules) -> pd.DataFrame:
    cell = rows.groupby(["item", "mark"])["value"]
    size = cell.transform("count")
    others = (cell.transform("sum") - rows["value"]) / (size - 1).where(size > 1)
    apart = (rows["value"] - others).groupby(rows["expert"]).mean()
    table = apart.rename("severity").rename_axis("expert").reset_index()
    return table.assign(sharp=table["severity"].abs() >= rules.severity_gap)


def _rounds(totals: pd.DataFrame) -> pd.DataFrame:
    table = totals.groupby(["round", "mark"])["cut"].agg(["mean", "std", "count"]).reset_index()
    table.columns = pd.Index(["round", "mark", "cut", "spread", "n"])
    table["change"] = table.groupby("mark")["cut"].diff()
    return table


def _relation(items: pd.DataFrame) -> float:
    known = items.groupby("item")[["mean", "success"]].mean().dropna()
    if len(known) < 5 or known.std().eq(0).any():
        return float("nan")
    return float(np.corrcoef(known["mean"], known["success"])[0, 1])
