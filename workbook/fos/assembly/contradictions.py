"""What cannot be together whatever the bank: named items that are absent, forbidden, enemies or too many.

Apart from the other reasons because no search is needed to see it.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from workbook.fos.assembly.order import Order
from workbook.fos.assembly.pool import Pool

__all__ = ["Reason", "contradicting"]

Reason = tuple[str, str, str]
"""Kind, sentence and the smallest change, Russian."""


def contradicting(items: pd.DataFrame, order: Order, candidates: Pool) -> list[Reason]:
    """List the contradictions of an order; empty when there is none.

    Parameters
    ----------
    items : pandas.DataFrame
        The bank: item.
    order : Order
    candidates : Pool
        Items that may be placed.
    """
    return [*_names(items, order, candidates), *_numbers(order, candidates)]


def _names(items: pd.DataFrame, order: Order, candidates: Pool) -> Iterator[Reason]:
    known, free = set(items["item"]), set(candidates.items["item"])
    why = dict(zip(candidates.left_out["item"], candidates.left_out["reason"], strict=True))
    for item in dict.fromkeys((*order.anchors, *order.forced)):
        role = "общее" if item in order.anchors else "обязательное"
        if item in order.forbidden:
            yield (
                "названные задания",
                f"Задание {item} названо и как {role}, и как запрещённое.",
                "оставить что-то одно",
            )
        elif item not in known:
            yield ("названные задания", f"Задание {item} названо как {role}, но в банке его нет.", "исправить код")
        elif item in why:
            yield ("названные задания", f"Задание {item} названо как {role}, но взять его нельзя: {why[item]}.",
                   "заменить задание или изменить ограничение")  # fmt: skip
        elif item not in free:
            yield ("названные задания", f"Задание {item} названо как {role}, но в спецификации для него нет клетки.",
                   "заменить задание или дополнить спецификацию")  # fmt: skip
    for one, two in candidates.enemies:
        if {one, two} <= set(order.anchors):
            yield ("не вместе", f"Общие задания {one} и {two} отмечены «не вместе»: они оказались бы в одном варианте.",
                   f"заменить {one} или {two}")  # fmt: skip


def _numbers(order: Order, candidates: Pool) -> Iterator[Reason]:
    cell_of = dict(zip(candidates.items["item"], candidates.items["cell"], strict=True))
    if order.in_every_variant > order.size:
        yield ("общие задания",
               f"Общих заданий {order.in_every_variant}, а в варианте по спецификации всего {order.size}.",
               f"оставить не больше {order.size} общих заданий")  # fmt: skip
    for number, cell in enumerate(order.cells):
        common = [item for item in dict.fromkeys(order.anchors) if cell_of.get(item) == number]
        asked = [item for item in dict.fromkeys(order.forced) if cell_of.get(item) == number and item not in common]
        room = order.variants * (cell.items - len(common))
        if len(common) > cell.items:
            yield ("общие задания", f"{cell.title}: названо общих заданий {len(common)} ({', '.join(common)}), а мест "
                   f"в варианте {cell.items}.", f"оставить {cell.items}")  # fmt: skip
        elif len(asked) > room:
            yield ("обязательные задания", f"{cell.title}: обязательных заданий {len(asked)}, а мест для них во всех "
                   f"вариантах {room}.", f"оставить {room}")  # fmt: skip
