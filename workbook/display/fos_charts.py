"""Pictures that only the ФОС report needs: coverage, difficulty against discrimination, tiers, sums with their error.

Apart from :mod:`workbook.display.charts` because their marks mean something only for a test and its items.
"""

from __future__ import annotations

from itertools import takewhile
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from workbook.display import charts, numbers, palette, theme
from workbook.display.figure import Drawing
from workbook.display.fos_words import tier_words
from workbook.fos import band
from workbook.settings import FosRules

__all__ = ["coverage_map", "item_map", "sums", "tier_intervals"]

_STATUS_TONES = {"по плану": "info", "не хватает": "bad", "лишнее": "warn", "нет в плане": "warn"}
_TIER_TONES = {"подтверждён": "ok", "ниже": "warn", "выше": "bad", "мало данных": "neutral"}
_ACTION_TONES = {
    "ok": "оставить", "neutral": "наблюдать", "warn": "доработать", "bad": "проверить ключ и условие",
}  # fmt: skip
_TIER_WORDS = {
    "подтверждён": "подтверждён",
    "ниже": "легче заявленного",
    "выше": "труднее заявленного",
    "мало данных": "мало данных",
}


def coverage_map(cells: pd.DataFrame) -> Drawing | None:
    """Draw content × skill with «есть из нужных» in each planned cell; holes are hatched.

    Parameters
    ----------
    cells : DataFrame
        :meth:`workbook.fos.Coverage.worst`.
    """
    if cells.empty:
        return None
    rows = _codes(cells, "content")
    columns = _codes(cells, "skill")
    with theme.context():
        labels = [theme.wrapped(f"{code} {title}".strip(), 38, 2) for code, title in rows.items()]
        heads = [theme.wrapped(f"{code} {title}".strip(), 24, 3) for code, title in columns.items()]
        figure = Drawing(figsize=(theme.WIDTH, min(2.3 + 0.42 * len(rows), 40.0)))
        axes = figure.add_subplot()
        places = {code: place for place, code in enumerate(columns)}
        for y, content in enumerate(rows):
            for skill, group in cells[cells["content"] == content].groupby("skill"):
                _coverage_cell(axes, places[str(skill)], y, group)
        axes.set_xlim(0, len(columns))
        axes.set_ylim(len(rows), 0)
        axes.set_yticks(np.arange(len(rows)) + 0.5, labels)
        axes.set_xticks(np.arange(len(columns)) + 0.5, heads, rotation=90, va="bottom", multialignment="left")
        axes.xaxis.tick_top()
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)
        axes.hlines(np.arange(len(rows) + 1), 0, len(columns), color=palette.GRID, linewidth=0.6, zorder=0)
        axes.vlines(np.arange(len(columns) + 1), 0, len(rows), color=palette.GRID, linewidth=0.6, zorder=0)
        figure.note = (
            "В клетке: уровень, сколько заданий есть из нужных. Штриховка — не хватает; рамка — лишнее или нет "
            "в плане; пустая клетка планом не предусмотрена."
        )
    return figure


def _codes(cells: pd.DataFrame, column: str) -> dict[str, str]:
    pairs = cells.drop_duplicates(column).sort_values(column)
    return {str(code): str(title) for code, title in zip(pairs[column], pairs[f"{column}_title"], strict=True)}


def _coverage_cell(axes: Axes, x: int, y: int, group: pd.DataFrame) -> None:
    tones = {_STATUS_TONES[status] for status in group["status"]}
    code = next(code for code in ("bad", "warn", "info") if code in tones)
    tone = palette.TONES[code]
    hatch = {"bad": "////", "warn": "", "info": ""}[code]
    axes.add_patch(
        Rectangle((x + 0.04, y + 0.05), 0.92, 0.9, facecolor=tone.ground, edgecolor=tone.fill, hatch=hatch,
                  linewidth={"bad": 1.6, "warn": 1.6, "info": 0.0}[code])
    )  # fmt: skip
    text = "\n".join(
        f"{tier} {present} из {required}" if required else f"{tier} +{present}" if present else f"{tier} 0"
        for tier, present, required in zip(group["tier"], group["present"], group["required"], strict=True)
    )
    size = 9 if len(group) == 1 else 7.5
    box = {"facecolor": tone.ground, "edgecolor": "none", "pad": 0.8} if hatch else None
    axes.text(x + 0.5, y + 0.5, text, ha="center", va="center", fontsize=size, color=tone.ink, bbox=box)


def item_map(table: pd.DataFrame, rules: FosRules) -> Drawing | None:
    """Draw each item by success and discrimination; the white field is where both are within the limits.

    Parameters
    ----------
    table : DataFrame
        :func:`workbook.fos.item_table`.
    rules : FosRules
        ``p_low``, ``p_high``, ``r_min``.
    """
    known = table.dropna(subset=["success_percent", "r"])
    if known.empty:
        return None
    x, y = known["success_percent"].to_numpy(dtype=float), known["r"].to_numpy(dtype=float)
    tones = np.array([_action_tone(str(code), bool(work)) for code, work in known[["action", "needs_work"]].to_numpy()])
    prefix = _prefix([str(item) for item in known["item"]])
    with theme.context():
        figure = Drawing(figsize=(theme.WIDTH, 5.0))
        axes = figure.add_subplot()
        bottom, top = min(-0.1, float(y.min()) - 0.08), max(0.7, float(y.max()) + 0.1)
        axes.set_xlim(-2, 102)
        axes.set_ylim(bottom, top)
        low, high = 100 * rules.p_low, 100 * rules.p_high
        for left, right in ((-2, low), (high, 102)):
            axes.axvspan(left, right, color=palette.TONES["neutral"].ground, zorder=0)
        axes.axhspan(bottom, rules.r_min, color=palette.TONES["neutral"].ground, zorder=0)
        axes.plot([low, low, high, high], [top, rules.r_min, rules.r_min, top], color=palette.MUTED,
                  linestyle=(0, (4, 3)), linewidth=1.0, zorder=1)  # fmt: skip
        axes.axhline(0, color=palette.MUTED, linewidth=0.6)
        for code, title in _ACTION_TONES.items():
            of = tones == code
            if not of.any():
                continue
            look = palette.TONES[code]
            axes.plot(x[of], y[of], look.marker, color=look.fill, markeredgecolor="white", markersize=8, label=title)
        axes.set_xlabel("выполнение, %")
        axes.set_ylabel("различение r")
        axes.yaxis.set_major_formatter(lambda value, _: numbers.number(value, 1))
        figure.legend(loc="outside upper left", ncols=4, handletextpad=0.2)
        names = [
            theme.label(str(item)[len(prefix) :]) if tone in ("bad", "warn") else ""
            for item, tone in zip(known["item"], tones, strict=True)
        ]
        _name_points(figure, axes, np.column_stack([x, y]), names)
        named = (
            f" Подписаны задания к доработке, без общего начала кода «{prefix}»."
            if prefix
            else " Подписаны задания к доработке."
        )
        figure.note = "Незакрашенное поле — трудность и различение в границах методики." + named
    return figure


def _action_tone(code: str, needs_work: bool) -> str:
    if code in ("key", "reverse"):
        return "bad"
    if needs_work:
        return "warn"
    return "ok" if code == "keep" else "neutral"


def _prefix(codes: list[str]) -> str:
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(min(codes), max(codes), strict=False))
    common = "".join(pair[0] for pair in pairs) if len(codes) > 1 else ""
    return common[: max((place + 1 for place, letter in enumerate(common) if not letter.isalnum()), default=0)]


def _name_points(figure: Drawing, axes: Axes, points: np.ndarray[Any, Any], names: list[str]) -> None:
    """Write names beside points so that nothing lies over anything; a name put far away gets a thin line."""
    layout: Any = figure.get_layout_engine()
    layout.execute(figure)
    pixels = axes.transData.transform(points)
    inside = axes.get_window_extent()
    taken = [(px - 5, py - 5, px + 5, py + 5) for px, py in pixels]
    step = figure.dpi / 72
    for (px, py), (x, y), name in zip(pixels, points, names, strict=True):
        if not name:
            continue
        wide, high = 6.2 * len(name) * step + 2, 10 * step
        best = None
        for radius in (8, 16, 26, 38, 52):
            for turn in (0, 45, -45, 90, -90, 135, -135, 180):
                dx, dy = radius * np.cos(np.radians(turn)) * step, radius * np.sin(np.radians(turn)) * step
                left = px + dx - (wide if abs(turn) > 90 else wide / 2 if abs(turn) == 90 else 0)
                box = (left, py + dy - high / 2, left + wide, py + dy + high / 2)
                free = all(box[2] < a or c < box[0] or box[3] < b or d < box[1] for a, b, c, d in taken)
                held = box[0] > inside.x0 and box[2] < inside.x1 and box[1] > inside.y0 and box[3] < inside.y1
                if free and held:
                    best = box
                    break
            if best:
                break
        if best is None:
            continue
        taken.append(best)
        centre = ((best[0] + best[2]) / 2, (best[1] + best[3]) / 2)
        far = np.hypot(centre[0] - px, centre[1] - py) > 0.5 * wide + 16
        place = axes.transData.inverted().transform(centre)
        arrow = {"arrowstyle": "-", "color": palette.MUTED, "linewidth": 0.7} if far else None
        axes.annotate(name, (x, y), tuple(place), ha="center", va="center", fontsize=9, arrowprops=arrow)


def tier_intervals(table: pd.DataFrame, rules: FosRules) -> Drawing | None:
    """Draw each item's success with its interval over the band that its claimed tier promises.

    Parameters
    ----------
    table : DataFrame
        :func:`workbook.fos.item_table`, in the order shown.
    rules : FosRules
        ``tier_bands``.
    """
    known = table.dropna(subset=["success_percent"])
    if known.empty:
        return None
    with theme.context():
        figure = Drawing(figsize=(theme.WIDTH, min(1.3 + 0.27 * len(known), 40.0)))
        axes = figure.add_subplot()
        places = np.arange(len(known))
        axes.set_yticks(
            places, [f"{theme.label(item)} · {tier}" for item, tier in zip(known["item"], known["tier"], strict=True)]
        )
        axes.set_ylim(len(known) - 0.4, -0.6)
        for place, tier in zip(places, known["tier"], strict=True):
            low, high = band(str(tier), rules.tier_bands)
            axes.barh(place, high - low, left=low, height=0.82, color=palette.TONES["info"].ground, zorder=0)
        for verdict, code in _TIER_TONES.items():
            of = (known["tier_verdict"] == verdict).to_numpy()
            look, mine = palette.TONES[code], known[of]
            if mine.empty:
                continue
            axes.hlines(places[of], mine["success_low"], mine["success_high"], color=look.fill, linewidth=2)
            axes.plot(mine["success_percent"], places[of], look.marker, color=look.fill, markersize=7,
                      markeredgecolor="white", label=_TIER_WORDS[verdict])  # fmt: skip
        axes.set_xlim(-2, 102)
        axes.set_xlabel("выполнение, %")
        axes.grid(axis="x")
        handles = [Line2D([], [], color=palette.TONES[code].fill, marker=palette.TONES[code].marker, linestyle="",
                          label=_TIER_WORDS[verdict]) for verdict, code in _TIER_TONES.items()
                   if (known["tier_verdict"] == verdict).any()]  # fmt: skip
        figure.legend(handles=handles, loc="outside upper left", ncols=len(handles), handletextpad=0.2)
        figure.note = (
            f"Точка — выполнение, отрезок — интервал 95{numbers.NBSP}%, светлая полоса — чего ждут от заявленного "
            f"уровня ({tier_words(rules)})."
        )
    return figure


def sums(values: pd.Series[float], maximum: float, sem: float, unit: str = "баллов") -> Drawing | None:
    """Draw the distribution of sums with the mean and one error of measurement to both sides.

    Parameters
    ----------
    values : Series
        Sum of each pupil.
    maximum : float
        Highest possible sum.
    sem : float
        Error of measurement; NaN leaves the mark out.
    unit : str
        «баллов» or «% максимума».
    """
    figure = charts.histogram(values, unit=unit, maximum=maximum)
    if figure is None or not np.isfinite(sem):
        return figure
    with theme.context():
        axes = figure.axes[0]
        tallest = max(patch.get_height() for patch in axes.patches)  # type: ignore[attr-defined]
        axes.set_ylim(0, 1.22 * tallest)
        mean, height = float(values.mean()), 1.11 * tallest
        colour = palette.TONES["bad"].ink
        axes.hlines(height, mean - sem, mean + sem, color=colour, linewidth=3)
        axes.plot([mean], [height], "o", color=colour, markersize=6)
        figure.note = (
            f"{figure.note} Отрезок вверху — среднее {numbers.number(mean, 1)} и стандартная ошибка измерения "
            f"±{numbers.number(sem, 1)} балла: так мог бы измениться балл ученика при повторной работе."
        ).strip()
    return figure
