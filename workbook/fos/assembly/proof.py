"""The proof sheet: every promise of the order recounted from the tables, not from the solver's rows.

Apart from the model on purpose: a mistake in a row of the model must show here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from workbook.fos.assembly.checks import checks_of
from workbook.fos.assembly.gauges import Gauge
from workbook.fos.assembly.layout import Target
from workbook.fos.assembly.order import Order
from workbook.fos.tiers import TIERS

__all__ = ["Proof", "prove"]


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
    checks = checks_of(items, rows, (cells, variants, overlap), order, targets)
    table = pd.DataFrame(checks, columns=["requirement", "wanted", "found", "met"]).astype({"met": "bool"})
    return Proof(table, cells, variants, _tiers(rows, gauge), overlap, _uses(rows, bank))


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
