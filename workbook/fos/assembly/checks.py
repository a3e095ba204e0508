"""The promises of an order, each with what was wanted, what was found, and whether it is kept.

Apart from the tables of the proof because these are sentences that people sign.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from workbook.estimates import half_up
from workbook.fos.assembly.layout import Target
from workbook.fos.assembly.order import Order
from workbook.fos.assembly.pool import enemy_pairs
from workbook.school.problems import counted

__all__ = ["Check", "checks_of"]

_EXACT = 1e-6
"""Rounding of sums of points and minutes in binary numbers, not a tolerance of the method."""

Check = tuple[str, str, str, bool]
"""Requirement, wanted, found (Russian), met."""


def checks_of(
    items: pd.DataFrame,
    rows: pd.DataFrame,
    counted_tables: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame],
    order: Order,
    targets: Sequence[Target],
) -> list[Check]:
    """Check every promise of the order.

    Parameters
    ----------
    items : pandas.DataFrame
        The bank.
    rows : pandas.DataFrame
        Placed items with their columns of the bank.
    counted_tables : tuple of pandas.DataFrame
        Cells, variants and overlap of the proof.
    order : Order
    targets : sequence of Target
    """
    cells, variants, overlap = counted_tables
    bank = items.drop_duplicates("item").set_index("item")
    return [
        *_whole(rows, cells, order), *_together(rows, overlap, order, items), *_items(rows, bank, order),
        *_equal(variants, order, targets),
    ]  # fmt: skip


def _whole(rows: pd.DataFrame, cells: pd.DataFrame, order: Order) -> list[Check]:
    outside = len(rows) - int(cells["present"].sum())
    filled = int((cells["required"] == cells["present"]).sum())
    doubles = int(rows.duplicated(["variant", "item"]).sum())
    checks = [
        ("Вариантов собрано", str(order.variants), str(rows["variant"].nunique()),
         rows["variant"].nunique() == order.variants),
        ("Клетки спецификации заполнены во всех вариантах", f"{len(cells)} из {len(cells)}",
         f"{filled} из {len(cells)}", filled == len(cells) and outside == 0),
        ("Задание не повторяется внутри варианта", "0 повторов", counted(doubles, "повтор", "повтора", "повторов"),
         doubles == 0),
    ]  # fmt: skip
    said = cells[cells["required_score"].notna()]
    if len(said):
        right = int((said["required_score"] - said["present_score"]).abs().lt(_EXACT).sum())
        checks.append(("Баллы клеток по спецификации", f"{len(said)} из {len(said)}", f"{right} из {len(said)}",
                       right == len(said)))  # fmt: skip
    if order.same_kinds and order.variants > 1:
        counts = rows.groupby(["kind", "variant"]).size().unstack(fill_value=0)
        same = bool((counts.nunique(axis=1) == 1).all())
        words = ", ".join(f"{kind} — {n}" for kind, n in counts.iloc[:, 0].items()) if same else "по-разному"
        checks.append(("Заданий каждого типа поровну во всех вариантах", "поровну", words, same))
    return checks


def _together(rows: pd.DataFrame, overlap: pd.DataFrame, order: Order, items: pd.DataFrame) -> list[Check]:
    held = [set(mine["item"]) for _, mine in rows.groupby("variant")]
    everywhere = set.intersection(*held) if held else set()
    marked = set(rows.loc[rows["common"], "item"])
    checks: list[Check] = []
    if order.variants > 1:
        places = rows[rows["item"].isin(list(marked))].groupby("item")["place"].nunique()
        shared = [int(overlap.to_numpy()[i, j]) - len(marked) for i, j in combinations(range(len(held)), 2)]
        most = max(shared, default=0)
        whose = "Прочих общих" if marked or order.in_every_variant else "Общих"
        checks = [(f"{whose} заданий у двух вариантов не больше", str(order.overlap), str(most), most <= order.overlap)]
        if marked or order.in_every_variant:
            checks.insert(
                0, ("Общие задания есть в каждом варианте", str(order.in_every_variant), str(len(marked & everywhere)),
                    marked <= everywhere and len(marked) == order.in_every_variant),
            )  # fmt: skip
            if order.common and not order.anchors and order.miniature:
                checks.append(_miniature(rows, order))
            moved = int((places > 1).sum())
            checks.append(
                ("Общие задания стоят на одних и тех же местах", "0 сдвинутых", counted(moved, "сдвинуто", "сдвинуто",
                 "сдвинуто"), moved == 0)
            )  # fmt: skip
    pairs = enemy_pairs(items)
    met = sum(1 for one, two in pairs for mine in held if one in mine and two in mine)
    near = [pair for pair in pairs if any(name in mine for name in pair for mine in held)]
    if near:
        words = counted(met, "встреча", "встречи", "встреч")
        checks.append((f"Задания «не вместе» разведены (пар: {len(near)})", "0 встреч", words, met == 0))
    return checks


def _miniature(rows: pd.DataFrame, order: Order) -> Check:
    counts = rows[rows["common"]].drop_duplicates("item")["tier"].value_counts()
    limits = order.common_by_tier()
    wanted = ", ".join(
        f"{tier} {low}" if low == high else f"{tier} {low}–{high}" for tier, (low, high) in limits.items()
    )
    found = ", ".join(f"{tier} {int(counts.get(tier, 0))}" for tier in limits)
    kept = all(low <= int(counts.get(tier, 0)) <= high for tier, (low, high) in limits.items())
    return "Общие задания по уровням — работа в миниатюре", wanted, found, kept


def _items(rows: pd.DataFrame, bank: pd.DataFrame, order: Order) -> list[Check]:
    used = list(rows["item"].unique())
    mine = bank.loc[used]
    checks: list[Check] = []
    if "status" in mine and mine["status"].notna().any():
        other = int((mine["status"].notna() & ~mine["status"].isin(list(order.statuses))).sum())
        checks.append(("Статус заданий допущен", ", ".join(order.statuses), _lacking(other), other == 0))
    if order.use_limit and "uses" in mine:
        free = mine[~mine.index.isin([*order.anchors, *order.forced])]
        tired = int((free["uses"].astype("Int64").fillna(0) >= order.use_limit).sum())
        checks.append(
            (f"Задания были в работах меньше {order.use_limit} раз", "все", _lacking(tired), tired == 0)
        )  # fmt: skip
    if order.forbidden:
        met = len(set(used) & set(order.forbidden))
        checks.append(("Запрещённых заданий нет", "0", str(met), met == 0))
    if order.anchors or order.forced:
        times = rows.groupby("item")["variant"].nunique()
        kept = {item for item in order.anchors if times.get(item, 0) == order.variants}
        kept |= {item for item in order.forced if item in times.index}
        asked = len(set(order.anchors) | set(order.forced))
        checks.append(("Названные задания поставлены", str(asked), str(len(kept)), len(kept) == asked))
    if order.subject:
        alien = int(((mine["subject"] != order.subject) | (mine["grade"] != order.grade)).sum())
        checks.append(
            (f"Задания по предмету: {order.subject}, {order.grade} класс", "все", _lacking(alien), alien == 0)
        )
    return checks


def _equal(variants: pd.DataFrame, order: Order, targets: Sequence[Target]) -> list[Check]:
    checks: list[Check] = []
    if order.minutes > 0:
        longest = float(variants["minutes"].max())
        checks.append(("Время варианта не больше", f"{_c(order.minutes)} мин", f"{_c(longest)} мин",
                       bool(longest <= order.minutes + _EXACT)))  # fmt: skip
    for target in targets:
        values = variants[target.name].to_numpy(dtype=float)
        room = abs(target.value) * target.tolerance / 100
        unit, digits = {"minutes": (" мин", 1), "success": ("\u00a0%", 1)}.get(target.name, ("", 2))
        title = {"minutes": "Время вариантов", "success": "Ожидаемое выполнение"}.get(
            target.name, f"Информация при подготовке {target.name}"
        )  # fmt: skip
        within = bool(np.all(np.abs(values - target.value) <= room + _EXACT * max(abs(target.value), 1)))
        wanted = f"{_c(target.value, digits)}{unit} ± {_c(target.tolerance)}\u00a0%"
        low, high = _c(float(values.min()), digits), _c(float(values.max()), digits)
        checks.append((title, wanted, f"{low}–{high}{unit}" if low != high else f"{low}{unit}", within))
    return checks


def _lacking(n: int) -> str:
    return "все" if n == 0 else f"кроме {n}"


def _c(value: float, digits: int = 1) -> str:
    text = f"{half_up(value, digits):.{digits}f}"
    return (
        (text.rstrip("0").rstrip(".") if digits < 2 and text.endswith(".0") else text)
        .replace(".", ",")
        .replace("-", "−")
    )
