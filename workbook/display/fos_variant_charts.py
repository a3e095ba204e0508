"""Pictures of parallel variants: how alike they are in each tier, and what the bank has left for more.

Apart from the other ФОС pictures because their marks are variants, not items.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from workbook.display import numbers, palette, theme
from workbook.display.charts.canvas import Rows
from workbook.display.figure import Drawing
from workbook.fos import TIER_NAMES, TIERS
from workbook.fos.assembly import Assembly

__all__ = ["likeness", "stock"]

_MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
_COLOURS = (*palette.SERIES, palette.MUTED, palette.INK)


def likeness(assembly: Assembly) -> Drawing | None:
    """Draw the expected success of every variant, whole and by tier; the band is the tolerance around the target.

    Parameters
    ----------
    assembly : Assembly
        Variants that were found; None when difficulty was not compared in percents of success.
    """
    if assembly.proof is None or "success" not in assembly.gauge.names:
        return None
    tiers, whole = assembly.proof.tiers, assembly.proof.variants
    target = next(aim for aim in assembly.targets if aim.name == "success")
    found = [tier for tier in TIERS if (tiers["tier"] == tier).any()]
    names = ["Вся работа", *(f"{TIER_NAMES[tier].capitalize()} уровень" for tier in found)]
    with theme.context():
        rows = Rows(names, extra=0.75)
        axes = rows.axes
        room = target.value * target.tolerance / 100
        height = 0.3
        axes.add_patch(
            Rectangle((target.value - room, rows.y[0] - height / 2), 2 * room, height,
                      color=palette.TONES["ok"].ground, zorder=0)
        )  # fmt: skip
        axes.vlines(target.value, rows.y[0] - height / 2, rows.y[0] + height / 2, color=palette.INK, linewidth=1.1,
                    linestyle=(0, (4, 3)), zorder=1)  # fmt: skip
        shifts = np.linspace(-0.07, 0.07, len(whole)) if len(whole) > 1 else np.zeros(1)
        for number, variant in enumerate(whole["variant"]):
            mine = tiers[tiers["variant"] == variant].set_index("tier")["success"]
            values = [float(whole["success"].iloc[number]), *(float(mine.get(tier, np.nan)) for tier in found)]
            axes.plot(values, rows.y + shifts[number], _MARKERS[number], color=_COLOURS[number], markersize=7,
                      markeredgecolor="white", label=f"вариант {variant}", linestyle="")  # fmt: skip
        axes.set_xlim(0, 100)
        axes.grid(axis="x")
        axes.set_xlabel("ожидаемое выполнение, % баллов")
        rows.figure.legend(loc="outside upper left", ncols=min(len(whole), 4), handletextpad=0.2)
        rows.figure.note = (
            f"Пунктир — цель {numbers.percent(target.value)}, светлая полоса — допуск ±"
            f"{numbers.percent(target.tolerance, 0)} от неё; по уровням отдельного допуска нет."
        )
    return rows.figure


def stock(table: pd.DataFrame) -> Drawing | None:
    """Draw for each cell how many more variants the bank could still fill.

    Parameters
    ----------
    table : DataFrame
        title, needed, available, left (items that remain free).
    """
    if table.empty:
        return None
    with theme.context():
        rows = Rows(list(table["title"]), extra=0.35)
        axes = rows.axes
        used = table[["needed", "available"]].min(axis=1).to_numpy(dtype=float)
        spare = (table["available"] - table["needed"]).clip(lower=0).to_numpy(dtype=float)
        lack = (table["needed"] - table["available"]).clip(lower=0).to_numpy(dtype=float)
        left = np.zeros(len(table))
        for values, colour, hatch, name in (
            (used, palette.ACCENT, "", "нужно вариантам"),
            (spare, palette.SEQUENCE[3], "", "остаётся в банке"),
            (lack, palette.TONES["bad"].ground, "////", "не хватает"),
        ):
            if values.any():
                axes.barh(rows.y, values, left=left, height=rows.thick, color=colour, hatch=hatch, label=name,
                          edgecolor=palette.TONES["bad"].fill if hatch else "white")  # fmt: skip
            left = left + values
        rows.axis("", "заданий")
        axes.xaxis.set_major_locator(MaxNLocator(nbins=8, integer=True))
        axes.set_xlim(0, max(float(left.max()), 1.0) * 1.02)
        rows.figure.legend(loc="outside upper left", ncols=3, handletextpad=0.4)
    return rows.figure
