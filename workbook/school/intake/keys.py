"""Reads keys: a list «задание — ключ», a table of items with maxima and codes, or one line of letters; and checks them.

Apart from the layouts because a wrong key spoils every number after it and must be caught before any is computed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from workbook.errors import DataRefused, Reason
from workbook.school.headers import find_headers
from workbook.school.intake.place import Place, listed
from workbook.school.intake.roles import number
from workbook.school.intake.sheet import Sheet, open_sheet
from workbook.school.origin import Finding
from workbook.school.problems import Problem, Severity
from workbook.school.repairs import fold, shown
from workbook.school.tables import TABLES

__all__ = ["KeyFile", "check_keys", "read_key_file"]

_CARRIED = ("content", "skill", "tier", "kind", "options", "minutes", "text", "choices")
_ITEM = re.compile(r"(код |номер |№ ?)?(задани[ея]|вопроса?|п/п)|item.*|question.*|№|n|номер|q", re.IGNORECASE)
_ANSWER = re.compile(r"ключи?|key.*|(верный |правильный )?ответ|answer|correct.*|right.*", re.IGNORECASE)
_LETTERS = re.compile(r"[A-Za-zА-Яа-яЁё1-9]{2,}")


@dataclass(frozen=True, slots=True)
class KeyFile:
    """Keys by item, or in the order of the items when the file names none.

    Attributes
    ----------
    place : Place or None
    named : mapping of str to str
        Label of the item → key.
    ordered : tuple of str
        Keys in order, when items are not named.
    maxima : mapping of str to float
        Label → greatest score.
    about : mapping of str to mapping
        Label → further columns of the bank that the file tells: content, skill, tier, kind, options, minutes, …
    """

    place: Place | None = None
    named: Mapping[str, str] = field(default_factory=dict)
    ordered: tuple[str, ...] = ()
    maxima: Mapping[str, float] = field(default_factory=dict)
    about: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def in_order(self, items: int) -> tuple[str, ...]:
        """Return the keys for so many items; one word of letters («БГАВ…») is as many keys as letters."""
        word = self.ordered[0] if len(self.ordered) == 1 else ""
        return tuple(word) if _LETTERS.fullmatch(word) and items > 1 else self.ordered

    def labels(self, headers: Sequence[str]) -> dict[str, str]:
        """Match the file's items to the headers of the answers: header → label, spelling and spaces aside."""
        known = {_plain(label): label for label in (*self.named, *self.maxima, *self.about)}
        by_number = {digits: label for plain, label in known.items() if (digits := _digits(plain))}
        exact = {header: known[_plain(header)] for header in headers if _plain(header) in known}
        if exact or len(by_number) < len(known):
            return exact
        # «Задание 7» in the answers and «7» in the key.
        return {header: by_number[_digits(header)] for header in headers if _digits(header) in by_number}


def read_key_file(path: Path | str) -> KeyFile:
    """Read a file of keys in any of its customary forms.

    Parameters
    ----------
    path : Path or str
        «item, key» with a header or without; the kit's table of items; a row or a column of letters; one word of
        letters («БГАВ…»).

    Returns
    -------
    KeyFile

    Raises
    ------
    FileRefused
        As :func:`workbook.school.intake.sheet.open_sheet`.
    DataRefused
        No key was found in the file.
    """
    sheet = open_sheet(path)
    rows = [row for row in sheet.rows if any(row)]
    found = _bank(sheet) or _pairs(sheet.place, rows) or _line(sheet.place, rows)
    if found is None:
        raise DataRefused(
            f"В файле «{sheet.place.file}» ключ не найден. Нужны два столбца — задание и ключ, таблица заданий с "
            "заголовком «Ключ» или одна строка с ключами по порядку заданий.",
            Reason.KEY_MISSING,
        )
    return found


def _bank(sheet: Sheet) -> KeyFile | None:
    """Read a table with the kit's own headers: «Код задания», «Ключ», «Максимальный балл», «КЭС», …"""
    headers = find_headers(sheet.rows, TABLES["items"])
    at = headers.positions
    label = at.get("item", next((i for i, text in enumerate(sheet.rows[headers.row]) if _ITEM.fullmatch(text)), -1))
    if label < 0 or not {"key", "max_score"} & at.keys():
        return None
    rows = [row for row in sheet.rows[headers.row + 1 :] if row[label]]
    about = {row[label]: {name: row[at[name]] for name in _CARRIED if name in at and row[at[name]]} for row in rows}
    keys = {row[label]: row[at["key"]] for row in rows if "key" in at and row[at["key"]]}
    maxima = {
        row[label]: value for row in rows if "max_score" in at and (value := number(row[at["max_score"]])) is not None
    }
    return KeyFile(sheet.place, keys, (), maxima, about)


def _pairs(place: Place, rows: Sequence[Sequence[str]]) -> KeyFile | None:
    if len(rows[0]) != 2 or len(rows) < 2:
        return None
    head = rows[0]
    start = 1 if _ANSWER.fullmatch(head[1]) or _ITEM.fullmatch(head[0]) else 0
    named = {row[0]: row[1] for row in rows[start:] if row[0] and row[1]}
    return KeyFile(place, named) if named else None


def _line(place: Place, rows: Sequence[Sequence[str]]) -> KeyFile | None:
    if len(rows) == 1:
        return KeyFile(place, {}, tuple(cell for cell in rows[0] if cell))
    if len(rows[0]) == 1:
        cells = [row[0] for row in rows]
        return KeyFile(place, {}, tuple(cells[1:] if _ANSWER.fullmatch(cells[0]) else cells))
    if len(rows) == 2:  # a header of items and the keys under it
        named = {label: key for label, key in zip(*rows, strict=True) if label and key and not _ANSWER.fullmatch(key)}
        return KeyFile(place, named) if named else None
    return None


def _plain(label: str) -> str:
    return " ".join(fold(label).replace("_", " ").replace(".", " ").split())


def _same(text: str) -> str:
    return fold(text).replace(" ", "").replace(",", ".").strip("«»\"'().")


def _digits(label: str) -> str:
    found = re.findall(r"\d+", label)
    return ".".join(part.lstrip("0") or "0" for part in found)


def check_keys(keys: Mapping[str, str], answers: pd.DataFrame, place: Place) -> list[Problem]:
    """Look at each key against what pupils wrote.

    Parameters
    ----------
    keys : mapping of str to str
        Item → key.
    answers : DataFrame
        Pupils × items, text or None.
    place : Place

    Returns
    -------
    list of Problem
        Warnings: a key that no pupil chose, a key outside the options of the other items, items without a key.
    """
    pool = Counter(_same(str(cell)) for cell in answers.to_numpy(dtype=object).ravel() if isinstance(cell, str))
    options = {text for text, n in pool.items() if len(text) == 1 and n >= 0.005 * pool.total()}
    choice = sum(pool[text] for text in options) > 0.9 * pool.total() if pool else False
    problems = []
    nobody: list[str] = []
    outside: list[str] = []
    for item in answers.columns:
        given = {_same(text) for text in answers[item] if isinstance(text, str)}
        if item not in keys or not given or _same(keys[item]) in given:
            continue
        (outside if choice and _same(keys[item]) not in options else nobody).append(f"«{shown(item)}» — {keys[item]}")
    for found, text in (
        (outside, "ключ не из вариантов ответа, которые выбирали ученики"),
        (nobody, "ключ не выбрал ни один ученик"),
    ):
        if found:
            told = f"{text}: {listed(found)}. Проверьте ключ: возможно, он записан с ошибкой."
            problems.append(place.whole(Finding(Reason.KEY_SUSPECT, Severity.WARNING, told), count=len(found)))
    return problems
