"""What makes variants equal: expected success, observed success, Rasch information at points, working time.

Apart from the search because teachers choose the gauge, and before any answers the experts' rating is all there is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbook.errors import MissingData, Reason
from workbook.fos.scoring import score
from workbook.settings import FosRules

__all__ = ["ANSWERS", "BOTH", "EXPERTS", "INFORMATION", "NOTHING", "Gauge", "information", "observed", "success"]

EXPERTS = "оценка экспертов"
ANSWERS = "ответы учеников"
BOTH = "ответы, а где их нет — оценка экспертов"
INFORMATION = "информация по модели Раша"
NOTHING = "не учитывать"


@dataclass(frozen=True)
class Gauge:
    """One or several numbers of each item by which variants are made equal.

    Attributes
    ----------
    source : str
        One of the constants of this module: where the numbers come from.
    values : pandas.DataFrame
        Index item. One column «success» (percent, 0..100), whose mean weighted by points is compared; or a column per
        point of ability (information), whose sums are compared; no columns: difficulty is not compared.
    averaged : bool
        Compare means weighted by points, not sums.
    """

    source: str
    values: pd.DataFrame
    averaged: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the numbers."""
        return tuple(str(name) for name in self.values.columns)

    @property
    def known(self) -> frozenset[str]:
        """Items whose numbers are all known."""
        if self.values.shape[1] == 0:
            return frozenset()
        return frozenset(str(item) for item in self.values.index[self.values.notna().all(axis=1)])


def success(items: pd.DataFrame, answers: pd.DataFrame | None = None, source: str = "") -> Gauge:
    """Choose the success of each item: as experts expect it or as pupils showed it.

    Parameters
    ----------
    items : pandas.DataFrame
        The bank: item, expected (percent).
    answers : pandas.DataFrame, optional
        :func:`observed`: item, success_percent, n, enough.
    source : str
        A constant of this module; empty takes the experts' rating when all items have it, then the mixture, then
        what answers there are, then nothing.

    Raises
    ------
    MissingData
        The source named has no number at all.
    """
    bank = items.drop_duplicates("item").set_index("item")
    expected = bank["expected"].astype(float) if "expected" in bank else pd.Series(math.nan, bank.index)
    seen = pd.Series(math.nan, bank.index)
    if answers is not None and len(answers):
        enough = answers[answers["enough"]].set_index("item")["success_percent"]
        seen = enough.reindex(bank.index).astype(float)
    if not source:
        source = _best(expected, seen)
    if source == NOTHING:
        return Gauge(NOTHING, pd.DataFrame(index=bank.index))
    chosen = {EXPERTS: expected, ANSWERS: seen, BOTH: seen.fillna(expected)}.get(source)
    if chosen is None or chosen.isna().all():
        raise MissingData(
            f"Трудность заданий: {source} — ни для одного задания числа нет. Заполните столбец «Ожидаемое выполнение» "
            "банка или выберите другой источник.",
            Reason.TABLE_EMPTY, ("items",),
        )  # fmt: skip
    return Gauge(source, chosen.to_frame("success"))


def observed(responses: pd.DataFrame, items: pd.DataFrame, rules: FosRules) -> pd.DataFrame:
    """Count the success of each item over all works in which it stood.

    Parameters
    ----------
    responses : pandas.DataFrame
        test, variant, pupil, item, answer, score.
    items : pandas.DataFrame
        The bank; only answers to its items are counted.
    rules : FosRules
        ``item_n``: fewer answers say too little.

    Returns
    -------
    pandas.DataFrame
        item, success_percent (mean share of the maximum, percent), n (pupils who reached it), enough.
    """
    mine = responses[responses["item"].isin(set(items["item"]))]
    sums: dict[str, list[float]] = {}
    for test in mine["test"].dropna().unique():
        try:
            scored = score(mine, items, str(test))
        except MissingData:
            continue
        relative = scored.scores / scored.items["max_score"].astype(float)
        for item, total, n in zip(relative.columns, relative.sum(), relative.notna().sum(), strict=True):
            part = sums.setdefault(str(item), [0.0, 0.0])
            part[0] += float(total)
            part[1] += int(n)
    rows = [(item, 100 * total / n, int(n), n >= rules.item_n) for item, (total, n) in sums.items() if n]
    frame = pd.DataFrame(rows, columns=["item", "success_percent", "n", "enough"])
    return frame.astype({"item": "str", "success_percent": "float64", "n": "int64", "enough": "bool"})


def information(items: Sequence[str], values: NDArray[np.float64], points: Sequence[float]) -> Gauge:
    """Compare variants by the information that they give at points of ability.

    Parameters
    ----------
    items : sequence of str
        Codes in the order of the rows.
    values : numpy.ndarray
        Items × points: information of each item, from any model.
    points : sequence of float
        Points of ability, logits.

    References
    ----------
    van der Linden, W. J. (2005). Linear Models for Optimal Test Design. Springer, ch. 5 (relative targets).
    """
    names = [f"{point:+.1f}".replace(".", ",").replace("-", "−").replace("+0,0", "0,0") for point in points]
    return Gauge(INFORMATION, pd.DataFrame(values, index=list(items), columns=names), averaged=False)


def _best(expected: pd.Series[float], seen: pd.Series[float]) -> str:
    if len(expected) and expected.notna().all():
        return EXPERTS
    if expected.notna().any():
        return BOTH if seen.notna().any() else EXPERTS
    return ANSWERS if seen.notna().any() else NOTHING
