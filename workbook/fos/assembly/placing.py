"""The order of items inside each variant: from the basic tier up, easy before hard, common items at the same places.

Apart from the choice of items because the places are decided after it and never change it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbook.estimates import half_up
from workbook.fos.assembly.pool import Pool
from workbook.fos.tiers import TIERS

__all__ = ["placed"]


def placed(stands: NDArray[np.bool_], common: NDArray[np.bool_], pool: Pool) -> pd.DataFrame:
    """List the items of each variant in their order.

    Parameters
    ----------
    stands : numpy.ndarray of bool
        Items × variants.
    common : numpy.ndarray of bool
        Which items are common to all variants.
    pool : Pool
        Items in the same order, with their difficulty.

    Returns
    -------
    pandas.DataFrame
        variant (1, 2, …), place (1, 2, …), item, content, skill, tier, kind, cell, score, minutes, uses, common, and
        the numbers of the gauge.
    """
    items = pool.items.assign(common=common, ease=_ease(pool))
    rank = {tier: number for number, tier in enumerate(TIERS)}
    items["step"] = items["tier"].map(rank)
    parts = []
    for tier in sorted(items["step"].unique()):
        blocks = [
            items[stands[:, variant] & (items["step"] == tier).to_numpy()]
            .sort_values(["ease", "item"], ascending=[False, True])
            for variant in range(stands.shape[1])
        ]  # fmt: skip
        fixed = _common_places(blocks)
        parts += [_in_order(block, fixed).assign(variant=number) for number, block in enumerate(blocks, 1)]
    frame = pd.concat(parts, ignore_index=True).sort_values(["variant", "step"], kind="stable")
    frame.insert(0, "place", frame.groupby("variant").cumcount() + 1)
    frame.insert(0, "variant", frame.pop("variant"))
    return frame.drop(columns=["ease", "step"]).reset_index(drop=True)


def _ease(pool: Pool) -> NDArray[np.float64]:
    if pool.gauge.averaged and pool.gauge.names:
        return pool.items[pool.gauge.names[0]].to_numpy(dtype=float)
    if pool.gauge.names:
        # Information rises to where the item's difficulty lies: more of it at low ability means an easier item.
        values = pool.items[list(pool.gauge.names)].to_numpy(dtype=float)
        weights = np.arange(values.shape[1], dtype=float)
        return np.asarray(-(values @ weights) / np.maximum(values.sum(axis=1), 1e-12))
    return np.zeros(len(pool))


def _common_places(blocks: list[pd.DataFrame]) -> dict[str, int]:
    """Give common items of a tier the places nearest to where they would stand by difficulty in all variants."""
    wished: dict[str, list[int]] = {}
    for block in blocks:
        for place, (item, shared) in enumerate(zip(block["item"], block["common"], strict=True)):
            if shared:
                wished.setdefault(str(item), []).append(place)
    size = min(len(block) for block in blocks)
    taken: dict[str, int] = {}
    ranked = sorted(wished, key=lambda item: (sum(wished[item]), item))
    for number, item in enumerate(ranked):
        wish = int(half_up(sum(wished[item]) / len(wished[item])))
        first = max(taken.values(), default=-1) + 1
        last = size - (len(ranked) - number)
        taken[item] = min(max(wish, first), last)
    return taken


def _in_order(block: pd.DataFrame, fixed: dict[str, int]) -> pd.DataFrame:
    places = {place: item for item, place in fixed.items()}
    rest = iter([item for item in block["item"] if item not in fixed])
    names = [places[place] if place in places else next(rest) for place in range(len(block))]
    return block.set_index("item", drop=False).loc[names].reset_index(drop=True)
