"""The small picture of an item's card: what weak and strong pupils chose, and what became of the item for all of them.

Apart from the charts because a report holds dozens of these: each is a few lines of SVG made in a millisecond, where a
chart takes a tenth of a second.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

import pandas as pd

from workbook.display import numbers, palette
from workbook.display.markup import escape
from workbook.fos.option_curves import BLANK, OTHER

__all__ = ["item_picture"]

_LEFT, _RIGHT, _TOP, _BOTTOM = 34.0, 250.0, 12.0, 140.0
_WIDE, _BAR = 350.0, 186.0
_FONT = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif"
_STEP = 11.0
_LETTERS = 11
_DASHES = ("", "6 3", "2 3", "8 3 2 3", "1 2", "10 4")
_STATES = (
    ("right", "верно", "ok", ""), ("partial", "частично", "info", ""), ("wrong", "неверно", "bad", ""),
    ("blank", "пусто", "neutral", ""), ("not_reached", "не дошли", "", "2 2"),
)  # fmt: skip


def item_picture(item: str, curves: pd.DataFrame, counts: Mapping[str, Any]) -> str:
    """Draw one item as SVG.

    Parameters
    ----------
    item : str
        Code, for those who do not see the picture.
    curves : DataFrame
        The rows of :func:`workbook.fos.option_curves` of this item; none draws the bar alone.
    counts : mapping
        right, partial, wrong, blank, not_reached.

    Returns
    -------
    str
        An ``img`` element that holds the SVG, escaped.
    """
    lines = list(curves.groupby("option", sort=False)) if len(curves) else []
    shift = 0.0 if lines else _BAR - 24
    height = _BAR + 34 - shift
    parts = [*_axes(curves), *_curves(lines)] if lines else []
    parts += _states(counts, _BAR - shift)
    said = f"Задание {item}. {_words(lines)}{_state_words(counts)}"
    picture = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE:.0f} {height:.0f}" font-size="11" '
        f'font-family="{_FONT}">{"".join(parts)}</svg>'
    )
    # As an image, for the pages that leave the school let only images through.
    data = base64.b64encode(picture.encode()).decode()
    return (
        f'<img class="wb-item-picture" width="{_WIDE:.0f}" alt="{escape(said)}" src="data:image/svg+xml;base64,{data}">'
    )


def _axes(curves: pd.DataFrame) -> list[str]:
    parts = []
    for percent in (0, 50, 100):
        y = _y(percent)
        parts.append(f'<path d="M{_LEFT:.0f} {y:.1f}H{_RIGHT:.0f}" stroke="{palette.GRID}"/>')
        parts.append(_text(_LEFT - 4, y + 4, f"{percent}", "end", palette.MUTED))
    groups = curves.drop_duplicates("group").sort_values("group")
    whole = len(groups)
    for place, n in enumerate(groups["n"]):
        parts.append(_text(_x(place, whole), _BOTTOM + 14, f"{n}", "middle", palette.MUTED))
    if whole > 1:
        parts.append(_text(_LEFT - 10, _BOTTOM + 28, "слабее ←", "start", palette.MUTED))
        parts.append(_text(_RIGHT + 10, _BOTTOM + 28, "→ сильнее", "end", palette.MUTED))
        parts.append(_text((_LEFT + _RIGHT) / 2, _BOTTOM + 28, "учеников", "middle", palette.MUTED))
    else:
        parts.append(_text((_LEFT + _RIGHT) / 2, _BOTTOM + 28, "учеников (одна группа)", "middle", palette.MUTED))
    return parts


def _curves(lines: list[tuple[Any, pd.DataFrame]]) -> list[str]:
    parts, ends = [], []
    wrong = 0
    for option, rows in lines:
        rows = rows.sort_values("group")
        whole, key = len(rows), bool(rows["is_key"].iloc[0])
        points = [(_x(place, whole), _y(share)) for place, share in enumerate(rows["share_percent"])]
        if key:
            colour, width, dash = palette.TONES["ok"].ink, 2.6, ""
        elif option in (BLANK, OTHER):
            colour, width, dash = palette.TONES["neutral"].fill, 1.4, "1 3" if option == BLANK else "4 3"
        else:
            colour, width, dash = palette.SERIES[1:][wrong % 5], 1.6, _DASHES[wrong % len(_DASHES)]
            wrong += 1
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
        mark = f' stroke-dasharray="{dash}"' if dash else ""
        if whole > 1:
            parts.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="{width}"{mark}/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{2.6 if key else 1.9}" fill="{colour}"/>' for x, y in points]
        name = str(option)
        label = name.upper() if len(name) == 1 else name
        sample = f'stroke="{colour}" stroke-width="{width}"{mark}'
        ends.append([points[-1][1] + 4, f"{_short(label)}{' ✓' if key and name != 'верно' else ''}", key, sample])
    return parts + _labels(ends)


def _labels(ends: list[list[Any]]) -> list[str]:
    """Write the names at the right ends, pushed apart so that none lies over another."""
    ends.sort(key=lambda end: end[0])
    floor = _TOP
    for end in ends:
        end[0] = floor = max(end[0], floor)
        floor += _STEP
    over = max(ends[-1][0] - (_BOTTOM + 6), 0.0)
    top = _BOTTOM + 6 + _STEP
    for end in reversed(ends):
        end[0] = min(end[0], top - _STEP) if over else end[0]
        top = end[0]
    parts = []
    for y, label, key, sample in ends:
        parts.append(f'<path d="M{_RIGHT + 2:.0f} {y - 4:.1f}h14" fill="none" {sample}/>')
        parts.append(
            _text(_RIGHT + 20, y, label, "start", palette.TONES["ok"].ink if key else palette.INK, bold=bool(key))
        )
    return parts


def _states(counts: Mapping[str, Any], y: float) -> list[str]:
    whole = sum(float(counts[name]) for name, *_ in _STATES)
    if not whole:
        return []
    parts, left = [], 4.0
    for name, _, tone, dash in _STATES:
        width = (_WIDE - 8) * float(counts[name]) / whole
        if width <= 0:
            continue
        fill = palette.TONES[tone].part if tone else "#fff"
        edge = f' stroke="{palette.MUTED}" stroke-dasharray="{dash}"' if dash else ""
        parts.append(f'<rect x="{left:.1f}" y="{y:.0f}" width="{width:.1f}" height="12" fill="{fill}"{edge}/>')
        left += width
    parts.append(_text(4, y + 26, _state_words(counts), "start", palette.INK))
    return parts


def _state_words(counts: Mapping[str, Any]) -> str:
    shown = [f"{word} {int(counts[name])}" for name, word, *_ in _STATES if counts[name]]
    return " · ".join(shown)


def _words(lines: list[tuple[Any, pd.DataFrame]]) -> str:
    if not lines:
        return ""
    said = []
    for option, rows in lines:
        shares = ", ".join(numbers.number(share, 0) for share in rows.sort_values("group")["share_percent"])
        said.append(f"{str(option).upper() if len(str(option)) == 1 else option}: {shares}")
    return f"Доли ответов по группам от слабых к сильным, %: {'; '.join(said)}. "


def _text(x: float, y: float, text: str, anchor: str, colour: str, *, bold: bool = False) -> str:
    weight = ' font-weight="650"' if bold else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}"{weight}>{escape(text)}</text>'


def _short(label: str) -> str:
    return label if len(label) <= _LETTERS else label[: _LETTERS - 1] + "…"


def _x(place: int, whole: int) -> float:
    return (_LEFT + _RIGHT) / 2 if whole == 1 else _LEFT + 10 + (_RIGHT - _LEFT - 20) * place / (whole - 1)


def _y(percent: float) -> float:
    return _BOTTOM - (_BOTTOM - _TOP) * float(percent) / 100
