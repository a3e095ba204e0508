"""The tidy results of the deficit map: what the index page and the district notebook read.

Apart from the sections because numbers outlive the words and pictures of one page.
"""

from __future__ import annotations

import pandas as pd

from workbook.estimates import Result, results_table
from workbook.vsoko.deficit_look import Deficits
from workbook.vsoko.deficit_measures import CLOSED, LOST
from workbook.vsoko.deficit_rows import SPHERES

__all__ = ["deficit_results"]


def deficit_results(look: Deficits) -> pd.DataFrame:
    """Gather the key figures of the map.

    Parameters
    ----------
    look : Deficits

    Returns
    -------
    DataFrame
        :data:`workbook.estimates.RESULT_COLUMNS`: deficits-total (rows below their target), deficits-confirmed by
        object, deficits-firm (confirmed after Holm's correction), deficits-small, deficits-unplanned (of those to take
        up first, without a measure), measures-total, measures-overdue, measures-undone, measures-closed,
        measures-lost.
    """
    table, sure, states = look.compared, look.confirmed, look.states
    below = len(look.rows)
    chance = f"сравнений с интервалом {look.tested}; случайно подтвердилось бы около {look.by_chance:.0f}"
    rows = [
        Result("deficits-total", "Показатели ниже цели", below, n=len(table), unit="шт.", headline=True,
               note=f"подтверждено {len(sure)}"),
        Result("deficits-firm", "Разрывы с поправкой на число сравнений", int(sure["firm"].sum()), n=len(sure),
               unit="шт.", headline=True, verdict="внимание" if sure["firm"].any() else "", note=chance),
        Result("deficits-small", "Ниже цели, малая выборка", len(look.small), n=below, unit="шт."),
    ]  # fmt: skip
    for sphere in SPHERES:
        of = table["sphere"].eq(sphere)
        count = int(sure["sphere"].eq(sphere).sum())
        if of.any():
            rows.append(
                Result("deficits-confirmed", "Подтверждённые дефициты", count, sphere, n=int(of.sum()), unit="шт.",
                       verdict="внимание" if count else "хорошо", note="показатели ниже цели вместе с интервалом")
            )  # fmt: skip
    bare = sum(not one.lead["measure"] for one in look.first)
    rows.append(Result("deficits-unplanned", "Первые разрывы без меры", bare, n=len(look.first), unit="шт.",
                       verdict="внимание" if bare else ""))  # fmt: skip
    counted = (
        ("measures-overdue", "Просроченные меры", states["overdue"].sum(), "внимание"),
        ("measures-undone", "Мера выполнена, разрыв подтверждён", states["undone"].sum(), "внимание"),
        ("measures-closed", "Меры, у которых разрыва нет", states["found"].eq(CLOSED).sum(), ""),
        ("measures-lost", "Меры без строки карты", states["found"].eq(LOST).sum(), ""),
    )
    rows.append(Result("measures-total", "Меры по дефицитам", len(states), n=len(sure), unit="шт."))
    for code, title, found, verdict in counted:
        rows.append(Result(code, title, int(found), n=len(states), unit="шт.", headline=code == "measures-overdue",
                           verdict=verdict if found else ""))  # fmt: skip
    return results_table(rows)
