"""Items of Russian for the entrance work of grade 5: words that no template makes, read from ``russian.yml``."""

from __future__ import annotations

from pathlib import Path

import yaml

from generator.wording import Cell, Wording, Wordings

__all__ = ["RUSSIAN"]


def _read(path: Path) -> Wordings:
    cells: dict[str, list[dict[str, str | list[str]]]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    wordings: dict[Cell, tuple[Wording, ...]] = {}
    for cell, entries in cells.items():
        content, skill, tier = cell.split()
        wordings[content, skill, tier] = tuple(map(_wording, entries))
    return wordings


def _wording(entry: dict[str, str | list[str]]) -> Wording:
    kind = next(kind for kind in "вкр" if kind in entry)
    wrong = tuple(str(answer) for answer in entry.get("неверно", ()))
    return Wording(kind, str(entry[kind]), str(entry.get("верно", "")), wrong, str(entry.get("группа", "")))


RUSSIAN: Wordings = _read(Path(__file__).with_suffix(".yml"))
"""Cell → items, those that pupils already wrote first."""
