"""Pictures of a fitted model: pupils and items on one scale, and where the work measures exactly.

Apart from :mod:`workbook.display.fos_charts` because their axis is the scale of the model, not percents or points.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from workbook.display import numbers, palette, theme
from workbook.display.figure import Drawing
from workbook.fos import TIER_NAMES, Calibration
from workbook.fos.irt.curves import ItemCurves
from workbook.fos.irt.information import expected_percent
from workbook.fos.model_tables import form_information, precise_range

__all__ = ["error_curves", "map_of_items_and_pupils"]

_TIER_LOOKS = {
    "Б": (palette.SERIES[2], "o"), "П": (palette.SERIES[0], "^"), "В": (palette.SERIES[5], "s"),
}  # fmt: skip
_UNKNOWN = (palette.TONES["neutral"].fill, "D")
_SHARES = (5, 10, 25, 50, 75, 90, 95)
_TALLEST = 40.0
_WORST_ERROR = 2.0
"""Errors above this are of no use and only flatten the picture."""


def map_of_items_and_pupils(found: Calibration) -> Drawing | None:
    """Draw pupils above and items below on one scale, the hardest item on top (карта Райта).

    Items stand in rows, so names never meet; the stretch beside each is the 95 % interval of its difficulty.

    Parameters
    ----------
    found : Calibration
        :func:`workbook.fos.calibrate`.
    """
    if found.curves is None:
        return None
    rows = found.items.sort_values("b", ascending=False, kind="stable").reset_index(drop=True)
    theta = found.pupils["theta"].dropna().to_numpy(dtype=float)
    row = 0.24 if len(rows) <= 40 else 0.18
    with theme.context():
        figure = Drawing(figsize=(theme.WIDTH, min(3.3 + row * len(rows), _TALLEST)))
        above, below = figure.subplots(
            2, 1, sharex=True, gridspec_kw={"height_ratios": [1.9, 0.4 + row * len(rows)], "hspace": 0.02}
        )
        left, right = _ends(theta, rows["b"].to_numpy(dtype=float))
        above.set_xlim(left, right)
        _pupils(above, theta, (left, right))
        _cuts((above, below), found.cuts)
        _shares(above, found.curves)
        _items(below, rows)
        tiers = [tier for tier in (*_TIER_LOOKS, "") if tier in set(rows["tier"].fillna(""))]
        figure.legend(handles=[_mark(tier) for tier in tiers], loc="outside lower center", ncols=len(tiers) or 1)
        figure.note = _map_note(found)
    return figure


def error_curves(found: Calibration) -> Drawing | None:
    """Draw the error of a pupil's place along the scale, over the pupils themselves.

    Parameters
    ----------
    found : Calibration
        :func:`workbook.fos.calibrate`.
    """
    if found.curves is None:
        return None
    theta = found.pupils["theta"].dropna().to_numpy(dtype=float)
    left, right = _ends(theta, found.items["b"].to_numpy(dtype=float))
    information = form_information(found.curves, found.forms, np.linspace(left, right, 200))
    _, low, high = precise_range(information.mean(axis=1))
    with theme.context():
        figure = Drawing(figsize=(theme.WIDTH, 3.7))
        axes = figure.add_subplot()
        axes.set_xlim(left, right)
        crowd = axes.twinx()
        crowd.axvspan(max(low, left), min(high, right), color=palette.TONES["ok"].ground, zorder=0)
        _pupils(crowd, theta, (left, right), colour=palette.GRID)
        crowd.set_axis_off()
        axes.set_zorder(crowd.get_zorder() + 1)
        axes.patch.set_visible(False)
        errors = information.clip(lower=1e-9) ** -0.5
        for (name, error), line in zip(errors.items(), _LINES * len(errors), strict=False):
            colour, dash = line
            label = f"вариант {name}" if name else "работа"
            axes.plot(error.index, error.where(error <= _WORST_ERROR), color=colour, linestyle=dash, linewidth=2.2,
                      label=theme.label(label))  # fmt: skip
        axes.set_ylim(0, max(1.0, min(_WORST_ERROR, 1.1 * float(errors.min().max()) + 0.6)))
        axes.grid(axis="y")
        _scale(axes)
        axes.set_ylabel("ошибка места ученика")
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: numbers.number(value, 1)))
        axes.set_xlabel("подготовка ученика, логиты")
        if len(errors.columns) > 1:
            figure.legend(handles=list(axes.lines), loc="outside lower center", ncols=min(len(errors.columns), 6))
        figure.note = (
            "Чем ниже линия, тем точнее определено место ученика. Светлая полоса — где работа точнее всего; серые "
            "столбики — сколько там учеников."
        )
    return figure


_LINES = (
    (palette.SERIES[0], "-"), (palette.SERIES[5], "--"), (palette.SERIES[2], "-."), (palette.SERIES[3], ":"),
)  # fmt: skip


def _ends(theta: np.ndarray, b: np.ndarray) -> tuple[float, float]:
    both = np.concatenate([theta, b])
    return float(np.floor(2 * both.min() - 0.5) / 2), float(np.ceil(2 * both.max() + 0.5) / 2)


def _pupils(axes: Axes, theta: np.ndarray, ends: tuple[float, float], colour: str = palette.ACCENT) -> None:
    # Pupils with the same sum share a place: with few different sums narrow bars would stand like a comb.
    step = 0.25 if len(theta) >= 400 and len(np.unique(theta.round(6))) >= 40 else 0.5
    edges = np.arange(ends[0], ends[1] + step, step)
    counts, edges = np.histogram(theta, edges)
    axes.bar(edges[:-1], counts, width=step * 0.92, align="edge", color=colour, linewidth=0)
    axes.set_ylim(0, 1.5 * max(int(counts.max()), 1))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4, integer=True, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: numbers.number(value)))
    axes.set_ylabel("учеников")
    axes.tick_params(axis="x", length=0)


def _cuts(both: Sequence[Axes], cuts: pd.DataFrame) -> None:
    above = both[0]
    left, right = above.get_xlim()
    top = above.get_ylim()[1]
    for place, (name, cut) in enumerate(zip(cuts["name"], cuts["cut"], strict=True)):
        if not np.isfinite(cut) or not left < cut < right:
            continue
        for axes in both:
            axes.axvline(cut, color=palette.INK, linewidth=1.0, linestyle=(0, (4, 3)), zorder=1)
        far = cut > left + 0.8 * (right - left)
        above.text(
            cut, top * (0.985 - 0.115 * place), f"{name} " if far else f" {name}", va="top",
            ha="right" if far else "left", fontsize=9.5, color=palette.INK,
        )  # fmt: skip


def _shares(axes: Axes, curves: ItemCurves) -> None:
    """Write above the scale which share of points a pupil of that place earns on all items."""
    left, right = axes.get_xlim()
    at = np.linspace(left, right, 400)
    share = expected_percent(curves, at)
    if not (np.diff(share) > 0).all():
        return
    shown = [part for part in _SHARES if share[0] < part < share[-1]]
    upper = axes.twiny()
    upper.set_xlim(left, right)
    upper.set_xticks(np.interp(shown, share, at), [f"{part}{numbers.NBSP}%" for part in shown])
    upper.tick_params(length=3)
    upper.set_xlabel("какую долю баллов за все задания здесь набирают", fontsize=9.5)


def _items(axes: Axes, rows: pd.DataFrame) -> None:
    places = np.arange(len(rows))
    size = 9.5 if len(rows) <= 40 else 8
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_yticks(places, [_named(item, tier) for item, tier in zip(rows["item"], rows["tier"], strict=True)])
    axes.tick_params(axis="y", labelsize=size)
    axes.grid(axis="x")
    for tier in (*_TIER_LOOKS, ""):
        of = (rows["tier"].fillna("") == tier).to_numpy()
        if not of.any():
            continue
        colour, marker = _TIER_LOOKS.get(tier, _UNKNOWN)
        mine = rows[of]
        axes.hlines(places[of], mine["low"], mine["high"], color=colour, linewidth=1.6, alpha=0.55)
        axes.plot(mine["b"], places[of], marker, color=colour, markersize=7, markeredgecolor="white")
    _scale(axes)
    axes.set_xlabel("трудность задания и подготовка ученика, логиты")
    edge, ink = axes.get_yaxis_transform(), palette.TONES["bad"].ink
    for place, verdict in zip(places, rows["verdict"], strict=True):
        if verdict in ("непредсказуемо", "кривая иная", "слишком предсказуемо"):
            axes.text(1.01, float(place), verdict, transform=edge, va="center", fontsize=size, color=ink)


def _named(item: object, tier: object) -> str:
    return f"{theme.label(item)} · {tier}" if isinstance(tier, str) and tier else theme.label(item)


def _scale(axes: Axes) -> None:
    axes.xaxis.set_major_locator(MaxNLocator(nbins=9, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: numbers.number(value)))


def _mark(tier: str) -> Line2D:
    colour, marker = _TIER_LOOKS.get(tier, _UNKNOWN)
    name = f"{tier} — {TIER_NAMES[tier]} уровень" if tier else "уровень не указан"
    return Line2D([], [], color=colour, marker=marker, linestyle="", markersize=8, label=name)


def _map_note(found: Calibration) -> str:
    several = " (за задание на несколько баллов набирает примерно половину)" if (found.items["steps"] > 1).any() else ""
    levels = " Пунктир — с этого места задания уровня по силам." if len(found.cuts) else ""
    return (
        "Чем правее, тем сильнее ученик и труднее задание. Ученик решает задание, стоящее прямо под ним, в половине "
        f"случаев{several}. Отрезок — интервал трудности 95{numbers.NBSP}%.{levels}"
    )
