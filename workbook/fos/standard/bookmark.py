"""The bookmark method: items from the easiest to the hardest, and a bookmark at the last one that the border solves.

Apart from the other item methods because it needs difficulties on a scale of ability, and turns places into abilities.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit, logit

from workbook.errors import MissingData, Reason
from workbook.fos.standard.cuts import MARKS, cut_table, final_round, panel_cut, rows_of
from workbook.fos.standard.work import Work
from workbook.settings import StandardRules

__all__ = ["Bookmark", "booklet", "bookmark", "difficulties"]

_LOGISTIC = 2.89
_BOTH = 8.35
_UNIT_SPREAD = 1.0


@dataclass(frozen=True)
class Bookmark:
    """Cuts by bookmarks.

    Attributes
    ----------
    cuts : pandas.DataFrame
        :func:`workbook.fos.standard.cut_table`.
    booklet : pandas.DataFrame
        place, item, b (logits), success (percent): the order in which experts see the items.
    experts : pandas.DataFrame
        expert, mark, place, item, theta (ability at the bookmark), cut.
    source : str
        Where the difficulties come from.
    left_out : pandas.DataFrame
        expert, mark, item, reason.
    """

    cuts: pd.DataFrame
    booklet: pd.DataFrame
    experts: pd.DataFrame
    source: str
    left_out: pd.DataFrame


def difficulties(work: Work) -> tuple[pd.DataFrame, str]:
    """Estimate Rasch difficulties by the PROX formulas, without a computer's iterations.

    Logits of the success of items are stretched for the spread of pupils; where nobody wrote the work, the expected
    success of the bank is taken and pupils are thought to spread by one logit.

    Parameters
    ----------
    work : Work

    Returns
    -------
    table : pandas.DataFrame
        item, b (logits, mean zero).
    source : str
        «по ответам учеников» or «по ожидаемому выполнению».

    Raises
    ------
    MissingData
        Neither answers nor expected success for every item.

    References
    ----------
    Cohen, L. (1979). Approximate expressions for parameter estimates in the Rasch model. British Journal of
    Mathematical and Statistical Psychology 32, 113–120. Wright, B. D., Stone, M. H. (1979). Best Test Design, ch. 2.
    """
    success, source = work.items["success"], "по ответам учеников"
    if success.isna().any():
        success, source = work.items["expected"], "по ожидаемому выполнению"
    if success.isna().any():
        raise MissingData(
            "Закладка: трудность заданий неизвестна — нет ни ответов, ни ожидаемого выполнения в банке.",
            Reason.VALUE_MISSING, ("responses", "items"),
        )  # fmt: skip
    size = work.n if source == "по ответам учеников" else 100
    hard = -logit((success.to_numpy(dtype=float) * size + 0.5) / (size + 1))
    items = float(hard.var(ddof=1)) if len(hard) > 1 else 0.0
    pupils = _UNIT_SPREAD
    if source == "по ответам учеников" and work.n > 1:
        k = len(next(iter(work.forms.values())))
        pupils = float(logit((work.sums.to_numpy(dtype=float) / work.maximum * k + 0.5) / (k + 1)).var(ddof=1))
    rest = 1 - items * pupils / _BOTH
    stretch = math.sqrt((1 + pupils / _LOGISTIC) / (rest if rest > 0.2 else 1.0))
    return pd.DataFrame({"item": work.items.index.astype(str), "b": stretch * (hard - hard.mean())}), source


def booklet(work: Work, table: pd.DataFrame) -> pd.DataFrame:
    """Put the items in the order of the booklet, the easiest first.

    Parameters
    ----------
    work : Work
    table : pandas.DataFrame
        item, b: :func:`difficulties` or a fitted model.

    Returns
    -------
    pandas.DataFrame
        place, item, b, success (percent).
    """
    known = table[table["item"].isin(work.items.index)].sort_values(["b", "item"], kind="stable")
    known = known[["item", "b"]].reset_index(drop=True)
    known.insert(0, "place", np.arange(1, len(known) + 1))
    return known.assign(success=100 * known["item"].map(work.items["success"]).astype(float))


def bookmark(
    judgements: pd.DataFrame, work: Work, rules: StandardRules, table: pd.DataFrame | None = None
) -> Bookmark:  # fmt: skip
    """Set the marks by bookmarks.

    The bookmark stands at the hardest item that a pupil on the border still solves with the probability RP; the
    ability there is b + ln(RP / (1 − RP)), and the cut is the expected sum at that ability, averaged over variants.

    Parameters
    ----------
    judgements : pandas.DataFrame
        fos, expert, method, round, mark, item (the item with the bookmark) or value (its place in the booklet).
    work : Work
    rules : StandardRules
        ``response_probability`` (RP), ``experts_n``.
    table : pandas.DataFrame, optional
        item, b of a fitted Rasch model; by default :func:`difficulties`.

    Raises
    ------
    MissingData
        No bookmarks, or no difficulties.

    References
    ----------
    Lewis, D. M., Mitzel, H. C., Green, D. R. (1996). Standard setting: a bookmark approach. Huynh, H. (2006). A
    clarification on the response probability criterion RP67. Educational Measurement: Issues and Practice 25(2), 19–20.
    """
    rows = final_round(rows_of(judgements, work.test, "закладка"))
    source = "по модели Раша"
    if table is None:
        table, source = difficulties(work)
    order = booklet(work, table)
    placed, refused = _placed(rows, order)
    if placed.empty:
        raise MissingData("Закладки не относятся к заданиям работы.", Reason.TABLE_EMPTY, ("judgements",))
    theta = placed["b"].to_numpy(dtype=float) + math.log(rules.response_probability / (1 - rules.response_probability))
    placed = placed.assign(theta=theta, cut=_expected_sum(theta, work, order))
    cuts = [
        panel_cut("закладка", mark, placed.loc[placed["mark"] == mark, "cut"], rules)
        for mark in sorted(placed["mark"].unique())
    ]
    experts = placed[["expert", "mark", "place", "item", "theta", "cut"]].reset_index(drop=True)
    return Bookmark(cut_table(cuts), order, experts, source, refused)


def _placed(rows: pd.DataFrame, order: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Find the item of every bookmark: the code wins over the place, for the order may have changed since."""
    by_place = rows["value"].map(order.set_index("place")["item"])
    item = rows["item"].where(rows["item"].isin(order["item"]), by_place.where(rows["item"].isna()))
    known = item.notna() & rows["mark"].isin(MARKS)
    refused = rows.loc[~known, ["expert", "mark", "item"]].assign(reason="закладка не на задании этой работы")
    found = rows[known].assign(item=item[known]).drop(columns="value")
    return found.merge(order[["place", "item", "b"]], on="item", how="left"), refused.reset_index(drop=True)


def _expected_sum(theta: NDArray[np.float64], work: Work, order: pd.DataFrame) -> NDArray[np.float64]:
    b = order.set_index("item")["b"]
    parts = []
    for items in work.forms.values():
        tops = work.items.loc[list(items), "max_score"].to_numpy(dtype=float)
        chance = expit(theta[:, None] - b.reindex(list(items)).to_numpy(dtype=float))
        parts.append(work.maximum * (chance @ tops) / tops.sum())
    return np.asarray(np.mean(parts, axis=0))
