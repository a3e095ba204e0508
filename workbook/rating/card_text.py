"""A card as lines of text «Название: …»: what a form writes, a parameter carries and a person can type.

Apart from the draft, which checks the values: here only the lines are taken apart and put together.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from workbook.school import TABLES, Column, Kind

__all__ = ["ERASE", "FORM", "POINTS", "STAGES", "card_lines", "joined", "parted", "read_lines"]

STAGES, POINTS = "Этапы", "Баллы карты"
ERASE = frozenset({"-", "–", "—"})
"""What a person types to leave a field empty."""

FORM: tuple[Column, ...] = (
    *TABLES["cards"].columns,
    Column(STAGES, STAGES, Kind.TEXT, "По строке на этап: этап — учитель — ученик — минут",
           "подготовка — разбирает задачи — решает — 45", required=False),
    Column(POINTS, POINTS, Kind.TEXT, "Если баллы не по шкале школы, по строке: роль — результат — баллы — группа",
           "исполнитель — призёр — 4 — конкурсы чтецов", required=False),
)  # fmt: skip
"""The fields of a card's form: the table of cards, its stages and its own points."""

_DASH = re.compile(r"\s+[—–-]\s+")


def read_lines(text: str) -> dict[str, str]:
    """Take a text apart: header → value; a header met again adds a line.

    Parameters
    ----------
    text : str
        Lines «Название: …»; a line without a colon continues the field above.

    Examples
    --------
    >>> read_lines("Название: Кросс\\nЭтапы: старт | | бежит | 20\\nЭтапы: финиш")
    {'Название': 'Кросс', 'Этапы': 'старт | | бежит | 20\\nфиниш'}
    """
    found: dict[str, list[str]] = {}
    header = ""
    for line in filter(None, (line.strip() for line in text.splitlines())):
        name, colon, value = line.partition(":")
        if colon or not header:
            header = name.strip()
        else:
            value = line
        found.setdefault(header, []).append(value.strip())
    return {name: "\n".join(filter(None, lines)) for name, lines in found.items()}


def card_lines(
    card: Mapping[Any, Any], stages: pd.DataFrame | None = None, points: pd.DataFrame | None = None
) -> dict[str, str]:
    """Write a card as a person would type it.

    Parameters
    ----------
    card : mapping
        A row of the table of cards under its English names.
    stages, points : DataFrame or None
        Its rows of «Этапы мероприятий» and «Баллы карты».

    Returns
    -------
    dict of str to str
        Header of :data:`FORM` → text, empty where nothing is filled.
    """
    lines = {column.header: _typed(card[column.name]) for column in TABLES["cards"].columns}
    lines[STAGES] = _rows(stages, ["stage", "teacher_does", "pupil_does", "minutes"], ["number"])
    lines[POINTS] = _rows(points, ["role", "result", "points", "cap_group"], [])
    return lines


def joined(parts: Sequence[str]) -> str:
    """Join the parts of a line so that :func:`parted` finds them again.

    Examples
    --------
    >>> joined(["старт", "следит", "бежит", "20"]), joined(["старт", "", "бежит", ""])
    ('старт — следит — бежит — 20', 'старт | | бежит')
    """
    kept = list(parts)
    while kept and not kept[-1]:
        kept.pop()
    if all(kept) and len(kept) > 1 and not any(_DASH.search(f" {part} ") for part in kept):
        return " — ".join(kept)
    return " ".join(" | ".join(part.replace("|", "/") for part in kept).split()) + (" |" if len(kept) == 1 else "")


def parted(line: str) -> list[str]:
    """Take a line apart at its bars, or at its dashes when it has none."""
    parts = line.split("|") if "|" in line else _DASH.split(line)
    found = [part.strip() for part in parts]
    while len(found) > 1 and not found[-1]:
        found.pop()
    return found


def _rows(frame: pd.DataFrame | None, columns: list[str], order: list[str]) -> str:
    if frame is None or frame.empty:
        return ""
    rows = (frame.sort_values(order) if order else frame)[columns].itertuples(index=False, name=None)
    return "\n".join(joined([_typed(value) for value in row]) for row in rows)


def _typed(value: Any) -> str:
    if pd.isna(value):
        return ""
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, float):
        return f"{value:.15g}".replace(".", ",")
    return " ".join(str(value).split())
