"""Puts words into the items of a test, and makes the untried stock of the bank from the words that are left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from generator import stream
from generator.item import ABILITY, LETTERS, TARGET, Item, success
from generator.wording import Cell, Wording, Wordings

__all__ = ["KINDS", "spare", "worded"]

KINDS = {"в": "выбор ответа", "к": "краткий ответ", "р": "развёрнутый ответ"}
_SHELVED = ("черновик", "архив", "на экспертизе")
_FAULTY = ("неверный-ключ", "мёртвый-дистрактор", "не-различает", "на-деле-Б", "на-деле-В")


def worded(items: Iterable[Item], words: Wordings) -> tuple[tuple[Item, ...], dict[Cell, list[Wording]]]:
    """Give every item the first free words of its cell and kind.

    Returns
    -------
    tuple of Item
        The same items with text, choices, key, wrong answers and what the experts expect.
    dict
        Cell → the words that are left.
    """
    left = {cell: list(wordings) for cell, wordings in words.items()}
    done = []
    for item in items:
        free = left[item.content, item.skill, item.tier]
        wording = next(one for one in free if KINDS[one.kind] == item.kind)
        free.remove(wording)
        done.append(_expected(_said(item, wording)))
    return tuple(done), left


def spare(
    items: tuple[Item, ...], left: Mapping[Cell, list[Wording]], planned: Mapping[Cell, int], worn: bool
) -> tuple[Item, ...]:
    """Make items of the words that are left: new ones, and a shelved one where a cell has more than is planned.

    Parameters
    ----------
    items : tuple of Item
        Items of the test, which are in the bank already.
    left : mapping of cell to list of Wording
    planned : mapping of cell to int
        How many usable items the bank needs in a cell.
    worn : bool
        The tried items were in so many works that they rest: the stock alone must suffice.
    """
    prefix, number, shelved = items[0].code.partition("-")[0], len(items), 0
    stock: list[Item] = []
    for cell, wordings in left.items():
        mates = [item for item in items if (item.content, item.skill, item.tier) == cell]
        usable = sum(item.fault not in _FAULTY and not worn for item in mates) + len(wordings)
        for place, wording in enumerate(wordings, 1):
            number += 1
            extra = place == len(wordings) and usable > planned.get(cell, 0)
            shelved += extra
            top = max((mate.top for mate in mates if mate.kind == KINDS[wording.kind]), default=1)
            status = _SHELVED[shelved % len(_SHELVED)] if extra else "новое"
            stock.append(_untried(f"{prefix}-{number:03d}", cell, wording, (top, status)))
    return tuple(stock)


def _untried(code: str, cell: Cell, wording: Wording, state: tuple[int, str]) -> Item:
    content, skill, tier = cell
    number, (top, status) = int(code.partition("-")[2]), state
    letter = LETTERS[(number * 7) % 4] if wording.kind == "в" else ""
    others = tuple(one for one in LETTERS if one != letter) if letter else ()
    item = Item(code, content, skill, tier, KINDS[wording.kind], (), letter, letter, others, (), top, 1.4, 0.0,
                status=status)  # fmt: skip
    return _expected(_said(item, wording))


def _said(item: Item, wording: Wording) -> Item:
    item = replace(item, text=wording.text, group=wording.group)
    if item.kind == "выбор ответа":
        says = {item.truth: wording.right} | dict(zip(item.wrong, wording.wrong, strict=True))
        return replace(item, choices=" | ".join(says[letter] for letter in LETTERS))
    return replace(item, key=wording.right, truth=wording.right, wrong=wording.wrong)


def _expected(item: Item) -> Item:
    rng = stream("bank", "expected", item.code)
    tried = item.variants and item.fault not in ("на-деле-Б", "на-деле-В", "не-различает")
    target = float(success(item, ABILITY).mean()) if tried else float(np.mean(TARGET[item.tier]))
    if not tried:
        target += rng.normal(0, 0.05)
    percent = 100 * np.clip(target + rng.normal(0, 0.06), 0.05, 0.95)
    return replace(item, expected=int(5 * np.floor(percent / 5 + 0.5)))
