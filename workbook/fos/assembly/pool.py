"""Which items of the bank may enter the variants, and why the others may not.

Apart from the search because «почему задание не взято» is the first thing an author asks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbook.errors import MissingData, Reason
from workbook.fos.assembly.gauges import Gauge
from workbook.fos.assembly.order import Order

__all__ = ["Pool", "enemy_pairs", "pool"]


@dataclass(frozen=True)
class Pool:
    """Items that may be placed, in the order in which the search meets them.

    Attributes
    ----------
    items : pandas.DataFrame
        item, content, skill, tier, kind, cell (number in ``order.cells``), score, minutes, uses and the gauge's
        numbers.
    enemies : tuple of pairs of str
        Items that must not stand in one variant.
    left_out : pandas.DataFrame
        item, cell, reason (Russian): items of the planned cells that may not be placed.
    gauge : Gauge
        What makes variants equal.
    """

    items: pd.DataFrame
    enemies: tuple[tuple[str, str], ...]
    left_out: pd.DataFrame
    gauge: Gauge

    def __len__(self) -> int:
        return len(self.items)


def pool(items: pd.DataFrame, order: Order, gauge: Gauge) -> Pool:
    """Sort the bank into what may be placed and what may not.

    Parameters
    ----------
    items : pandas.DataFrame
        The bank: item, subject, grade, content, skill, tier, kind, max_score, minutes, enemies, status, uses.
    order : Order
        Cells, statuses, use limit, forbidden and doubtful items; with a limit of time, items without minutes are left
        out.
    gauge : Gauge
        Items without its numbers are left out.

    Raises
    ------
    MissingData
        The bank holds nothing for the planned cells.
    """
    bank = items.drop_duplicates("item")
    if order.subject:
        bank = bank[bank["subject"] == order.subject]
    if order.grade is not None:
        bank = bank[bank["grade"] == order.grade]
    place = {cell.key: number for number, cell in enumerate(order.cells)}
    keys = list(zip(bank["content"], bank["skill"], bank["tier"], strict=True))
    bank = bank.assign(cell=[place.get(key, -1) for key in keys])
    bank = bank[bank["cell"] >= 0]
    if bank.empty:
        where = f": {order.subject}, {order.grade} класс" if order.subject else ""
        raise MissingData(
            f"В банке нет заданий для спецификации «{order.test}»{where}.", Reason.TABLE_EMPTY, ("items",)
        )
    reasons = _reasons(bank, order, gauge)
    free = (reasons == "").to_numpy()
    chosen = pd.DataFrame(
        {
            "item": bank["item"].astype(str), "content": bank["content"], "skill": bank["skill"], "tier": bank["tier"],
            "kind": bank["kind"], "cell": bank["cell"],
            "score": bank["max_score"].astype(float), "minutes": bank["minutes"].astype(float),
            "uses": _uses(bank),
        }
    )[free].join(gauge.values, on="item")  # fmt: skip
    shuffled = np.random.default_rng(order.seed).permutation(len(chosen))
    left = pd.DataFrame({"item": bank["item"], "cell": bank["cell"], "reason": reasons})[~free]
    return Pool(
        chosen.iloc[shuffled].reset_index(drop=True), enemy_pairs(bank), left.reset_index(drop=True), gauge,
    )  # fmt: skip


def enemy_pairs(items: pd.DataFrame) -> tuple[tuple[str, str], ...]:
    """Read the column «Не вместе с» both ways: one author's note is enough.

    Parameters
    ----------
    items : pandas.DataFrame
        item, enemies («МА7-015; МА7-016»).

    Examples
    --------
    >>> enemy_pairs(pd.DataFrame({"item": ["А", "Б", "В"], "enemies": ["Б; Я", "А", None]}))
    (('А', 'Б'),)
    """
    if "enemies" not in items:
        return ()
    known = set(items["item"].astype(str))
    pairs = set()
    for item, others in items[["item", "enemies"]].dropna().itertuples(index=False):
        for other in re.split(r"[;,\s]+", str(others)):
            if other in known and other != item:
                pairs.add((min(str(item), other), max(str(item), other)))
    return tuple(sorted(pairs))


def _uses(bank: pd.DataFrame) -> pd.Series[int]:
    if "uses" not in bank:
        return pd.Series(0, bank.index)
    return bank["uses"].astype("Int64").fillna(0).astype(int)


def _reasons(bank: pd.DataFrame, order: Order, gauge: Gauge) -> pd.Series[str]:
    reasons = pd.Series("", bank.index, dtype="str")
    status = bank["status"].astype("str").fillna("") if "status" in bank else pd.Series("", bank.index)
    named = set(order.anchors) | set(order.forced)
    tired = (_uses(bank) >= order.use_limit) & (order.use_limit > 0)
    checks = [
        (bank["item"].isin(list(order.forbidden)), "запрещено в заказе"),
        (bank["item"].isin(list(order.doubtful)) & ~bank["item"].isin(list(named)), "ключ или условие под вопросом"),
        ((status != "") & ~status.isin(list(order.statuses)), "статус «" + status + "»"),
        # What is ordered by its code was chosen knowingly, however often it was used.
        (tired & ~bank["item"].isin(list(named)), "часто использовалось"),
        (bank["minutes"].isna() & (order.minutes > 0), "не указано время"),
        (~bank["item"].isin(list(gauge.known)) & bool(gauge.names), "неизвестна трудность"),
    ]  # fmt: skip
    for met, reason in checks:
        words = reason if isinstance(reason, pd.Series) else pd.Series(reason, bank.index)
        reasons = reasons.where((reasons != "") | ~met, words)
    return reasons
