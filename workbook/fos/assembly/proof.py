"""The proof sheet: every promise of the order recounted from the tables, not from the solver's rows.

Apart from the model on purpose: a mistake in a row of the model must show here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from workbook.estimates import half_up
from workbook.fos.assembly.gauges import Gauge
from workbook.fos.assembly.model import Target
from workbook.fos.assembly.order import Order
from workbook.fos.assembly.pool import enemy_pairs
from workbook.fos.tiers import TIERS
from workbook.school.problems import counted

__all__ = ["Proof", "prove"]

_EXACT = 1e-6
"""Rounding of sums of points and minutes in binary numbers, not a tolerance of the method."""


@dataclass(frozen=True)
class Proof:
    """What the finished variants are, counted anew.

    Attributes
    ----------
    checks : pandas.DataFrame
        requirement, wanted, found (Russian), met.
    cells : pandas.DataFrame
        cell, title, tier, required, required_score, variant, present, present_score.
    variants : pandas.DataFrame
        variant, items, score, minutes (NaN when an item has none), common, a column per number of the gauge, worst
        (greatest departure of the gauge from the targets, percent of the target).
    tiers : pandas.DataFrame
        variant, tier, items, score, success (mean weighted by points, percent; NaN without it).
    overlap : pandas.DataFrame
        variants × variants: items that both hold, common ones included.
    uses : pandas.DataFrame
        item, uses_before, variants_now (in how many variants it stands), common.
    """

    checks: pd.DataFrame
    cells: pd.DataFrame
    variants: pd.DataFrame
    tiers: pd.DataFrame
    overlap: pd.DataFrame
    uses: pd.DataFrame

    @property
    def met(self) -> bool:
        """Whether every promise is kept."""
        return bool(self.checks["met"].all())

    @property
    def worst(self) -> float:
        """The greatest departure from the targets of difficulty, percent; NaN when it is not compared."""
        return float(self.variants["worst"].max())

    def spread(self, name: str) -> float:
        """Return the distance between the extreme variants in a column of ``variants``."""
        return float(self.variants[name].max() - self.variants[name].min())


def prove(
    items: pd.DataFrame, placed: pd.DataFrame, order: Order, gauge: Gauge, targets: Sequence[Target] = ()
) -> Proof:  # fmt: skip
    """Recount finished variants from the bank.

    Parameters
    ----------
    items : pandas.DataFrame
        The bank as it was handed in.
    placed : pandas.DataFrame
        variant, place, item, common; nothing else of it is believed.
    order : Order
        What was promised.
    gauge : Gauge
        What makes variants equal.
    targets : sequence of Target
        What was aimed at.

    Raises
    ------
    KeyError
        An item that the bank does not hold.
    """
    bank = items.drop_duplicates("item").set_index("item")
    if not set(placed["item"]) <= set(bank.index):
        raise KeyError(f"items not in the bank: {sorted(set(placed['item']) - set(bank.index))}")
    rows = placed[["variant", "place", "item", "common"]].join(
        bank[["content", "skill", "tier", "kind", "max_score", "minutes"]], on="item"
    )  # fmt: skip
    rows = rows.join(gauge.values, on="item")
    cells, variants = _cells(rows, order), _variants(rows, gauge, targets)
    overlap = _overlap(rows)
    checks = [
        *_whole(rows, cells, order), *_together(rows, overlap, order, items), *_items(rows, bank, order),
        *_equal(variants, order, targets),
    ]  # fmt: skip
    table = pd.DataFrame(checks, columns=["requirement", "wanted", "found", "met"]).astype({"met": "bool"})
    return Proof(table, cells, variants, _tiers(rows, gauge), overlap, _uses(rows, bank))


Check = tuple[str, str, str, bool]


def _cells(rows: pd.DataFrame, order: Order) -> pd.DataFrame:
    grouped = rows.groupby(["variant", "content", "skill", "tier"])["max_score"]
    sizes, sums = grouped.size().to_dict(), grouped.sum().to_dict()
    table = []
    for variant in range(1, order.variants + 1):
        for number, cell in enumerate(order.cells):
            key = (variant, *cell.key)
            table.append(
                (
                    number,
                    cell.title,
                    cell.tier,
                    cell.items,
                    cell.score,
                    variant,
                    sizes.get(key, 0),
                    float(sums.get(key, 0)),
                )
            )
    names = ["cell", "title", "tier", "required", "required_score", "variant", "present", "present_score"]
    return pd.DataFrame(table, columns=names)


def _variants(rows: pd.DataFrame, gauge: Gauge, targets: Sequence[Target]) -> pd.DataFrame:
    table = []
    for variant, mine in rows.groupby("variant"):
        row: dict[str, float] = {
            "variant": int(str(variant)), "items": len(mine), "score": float(mine["max_score"].sum()),
            "minutes": float(mine["minutes"].sum()) if mine["minutes"].notna().all() else math.nan,
            "common": int(mine["common"].sum()),
        }  # fmt: skip
        for name in gauge.names:
            row[name] = _measured(mine, name, averaged=gauge.averaged)
        away = [abs(row[aim.name] / aim.value - 1) * 100 for aim in targets if aim.name in gauge.names and aim.value]
        row["worst"] = max(away, default=math.nan)
        table.append(row)
    return pd.DataFrame(table)


def _measured(mine: pd.DataFrame, name: str, *, averaged: bool) -> float:
    if mine[name].isna().any():
        return math.nan
    if averaged:
        return float((mine["max_score"] * mine[name]).sum() / mine["max_score"].sum())
    return float(mine[name].sum())


def _tiers(rows: pd.DataFrame, gauge: Gauge) -> pd.DataFrame:
    table = []
    for (variant, tier), mine in rows.groupby(["variant", "tier"]):
        success = _measured(mine, "success", averaged=True) if "success" in gauge.names else math.nan
        table.append((int(str(variant)), str(tier), len(mine), float(mine["max_score"].sum()), success))
    frame = pd.DataFrame(table, columns=["variant", "tier", "items", "score", "success"])
    rank = {tier: number for number, tier in enumerate(TIERS)}
    return frame.sort_values(["variant", "tier"], key=lambda c: c.map(rank) if c.name == "tier" else c, kind="stable")


def _overlap(rows: pd.DataFrame) -> pd.DataFrame:
    held = {int(str(variant)): set(mine["item"]) for variant, mine in rows.groupby("variant")}
    counts = [[len(held[one] & held[two]) for two in held] for one in held]
    return pd.DataFrame(counts, index=list(held), columns=list(held))


def _uses(rows: pd.DataFrame, bank: pd.DataFrame) -> pd.DataFrame:
    before = bank["uses"].astype("Int64").fillna(0) if "uses" in bank else pd.Series(0, bank.index)
    table = (
        rows.groupby("item", sort=True).agg(variants_now=("variant", "size"), common=("common", "max")).reset_index()
    )
    table.insert(1, "uses_before", [int(before[item]) for item in table["item"]])
    return table


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
