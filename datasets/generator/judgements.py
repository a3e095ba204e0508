"""What experts say about the cuts between marks: six methods, two rounds, one expert who asks for more than others."""

from __future__ import annotations

import numpy as np
import pandas as pd

from generator import stream
from generator.bank import TESTS, Test
from generator.fund import SEVERE_EXPERT
from generator.item import Item, success
from generator.people import Population

__all__ = ["CUTS", "FULL", "SHORT", "cut_percent", "judgements"]

CUTS = {"МА7-ИТ": {3: -1.0, 4: 0.1, 5: 1.1}, "РУ5-ВХ": {3: -0.9, 4: 0.15, 5: 1.2}}
"""Test → mark → latent ability of the pupil who stands exactly at the cut."""
FULL = ("gimnaziya-1", "licey-5", "shkola-7")
"""Schools whose experts tried every method."""
SHORT = ("shkola-2", "shkola-4", "shkola-8")
"""Schools with two rounds of Ангофф and Хофсти only."""
_SEVERE, _LIKELY, _NEAR = 0.6, 2 / 3, 0.35
_NEEDED = {"Б": "обязательное", "П": "важное", "В": "дополнительное"}
Row = dict[str, object]


def cut_percent(test: Test, mark: int) -> float:
    """Return the true cut: what a pupil at the boundary of the mark gets on variant 1, percent of the largest score."""
    paper, theta = test.of("1"), np.array([CUTS[test.fos][mark]])
    return float(100 * sum(item.top * success(item, theta)[0] for item in paper) / sum(item.top for item in paper))


def judgements(people: Population, responses: pd.DataFrame) -> pd.DataFrame | None:
    """Make the table of a school, or None for shkola-3, which has set no cuts.

    Parameters
    ----------
    people : Population
    responses : DataFrame
        Answers of the school: the booklet of «закладка» is ordered by them.
    """
    school, (mathematics, russian, *_) = people.story.id, TESTS
    rng = stream(school, "judgements")
    rows: list[Row] = []
    if school in FULL:
        panel = _panel(8, rng)
        rows += _angoff(mathematics, panel, 2, rng) + _ebel(mathematics, dict(list(panel.items())[2:6]), rng)
        rows += _bookmark(mathematics, panel, responses, rng) + _hofstee(mathematics, panel, rng)
        rows += _beuk(mathematics, panel, rng) + _borderline(people, mathematics, responses, rng)
        rows += _angoff(russian, _panel(4, rng), 1, rng)
    elif school in SHORT:
        panel = _panel(6, rng)
        rows += _angoff(mathematics, panel, 2, rng) + _hofstee(mathematics, panel, rng)
        rows += _angoff(russian, _panel(4, rng), 1, rng)
    elif school == "selskaya-6":
        rows += _angoff(mathematics, _panel(3, rng), 1, rng)
    return pd.DataFrame(rows) if rows else None


def _panel(size: int, rng: np.random.Generator) -> dict[str, float]:
    """Return expert → by how much too able this expert imagines the pupil at the cut."""
    shifts = rng.normal(0, 0.15, size)
    names = [f"Э-{number:02d}" for number in range(1, size + 1)]
    return {name: _SEVERE if name == SEVERE_EXPERT else float(shift) for name, shift in zip(names, shifts, strict=True)}


def _row(test: Test, expert: str, method: str, mark: int, value: float, **further: object) -> Row:
    return {"fos": test.fos, "expert": expert, "method": method, "round": 1, "mark": mark, "item": None, "pupil": None,
            "quantity": None, "value": value} | further  # fmt: skip


def _five(percent: float) -> float:
    return float(5 * np.floor(np.clip(percent, 5, 95) / 5 + 0.5))


def _foreseen(item: Item, theta: float) -> float:
    """Return what an honest expert foresees: the right answer as the pupil gives it, whatever the key says."""
    return 100 * float(success(item, np.array([theta]))[0])


def _angoff(test: Test, panel: dict[str, float], rounds: int, rng: np.random.Generator) -> list[Row]:
    rows = []
    for expert, shift in panel.items():
        for item in test.of("1"):
            noise, small = rng.normal(0, 0.55), rng.normal(0, 0.2, 3)
            for turn in range(1, rounds + 1):
                # The panel has seen the others' values and the shares of right answers: it comes together.
                calm = 1.0 if turn == 1 else 0.45
                seen = [cut + calm * (shift + noise + extra)
                        for cut, extra in zip(CUTS[test.fos].values(), small, strict=True)]  # fmt: skip
                values = np.maximum.accumulate([_five(_foreseen(item, theta)) for theta in seen])
                rows += [_row(test, expert, "Ангофф", mark, float(value), round=turn, item=item.code)
                         for mark, value in zip((3, 4, 5), values, strict=True)]  # fmt: skip
    return rows


def _ebel(test: Test, panel: dict[str, float], rng: np.random.Generator) -> list[Row]:
    rows = []
    for expert, shift in panel.items():
        cells: dict[str, list[Item]] = {}
        for item in test.of("1"):
            ease = _foreseen(item, 0.0) + rng.normal(0, 6)
            level = "лёгкое" if ease > 65 else "среднее" if ease > 40 else "трудное"
            cells.setdefault(f"{_NEEDED[item.tier]}, {level}", []).append(item)
        for cell, members in cells.items():
            for mark in (3, 4, 5):
                theta = CUTS[test.fos][mark] + 0.8 * shift
                value = _five(float(np.mean([_foreseen(item, theta) for item in members])))
                rows += [_row(test, expert, "Эбел", mark, value, item=item.code, quantity=cell) for item in members]
    return rows


def _bookmark(test: Test, panel: dict[str, float], responses: pd.DataFrame, rng: np.random.Generator) -> list[Row]:
    """Name the last item of the booklet that the pupil at the cut still solves two times out of three."""
    tops = {item.code: item.top for item in test.of("1")}
    mine = responses[(responses["test"] == test.fos) & responses["item"].isin(tops)]
    shares = mine["score"].astype(float).fillna(0.0).groupby(mine["item"]).mean() / pd.Series(tops)
    booklet = shares.sort_values(ascending=False, kind="stable").index.tolist()
    solved = {item.code: item for item in test.of("1")}
    rows = []
    for expert, shift in panel.items():
        last = 1
        for mark in (3, 4, 5):
            theta = CUTS[test.fos][mark] + shift + rng.normal(0, 0.15)
            sure = sum(_foreseen(solved[code], theta) >= 100 * _LIKELY for code in booklet)
            last = int(min(max(sure, last), len(booklet)))
            rows.append(_row(test, expert, "закладка", mark, float(last), item=booklet[last - 1]))
    return rows


def _hofstee(test: Test, panel: dict[str, float], rng: np.random.Generator) -> list[Row]:
    below = {3: (2.0, 20.0), 4: (35.0, 65.0), 5: (75.0, 95.0)}
    rows = []
    for expert, shift in panel.items():
        for mark in (3, 4, 5):
            cut = cut_percent(test, mark) + 12 * shift + rng.normal(0, 3)
            low, high = np.floor(cut - rng.uniform(6, 12)), np.floor(cut + rng.uniform(6, 12))
            few, many = (np.floor(value + rng.uniform(-2, 4)) for value in below[mark])
            said = {"порог от": low, "порог до": high, "ниже порога от": few, "ниже порога до": many}
            rows += [_row(test, expert, "Хофсти", mark, float(np.clip(value, 0, 100)), quantity=quantity)
                     for quantity, value in said.items()]  # fmt: skip
    return rows


def _beuk(test: Test, panel: dict[str, float], rng: np.random.Generator) -> list[Row]:
    reach = {3: 90.0, 4: 50.0, 5: 15.0}
    rows = []
    for expert, shift in panel.items():
        for mark in (3, 4, 5):
            cut = np.floor(cut_percent(test, mark) + 12 * shift + rng.normal(0, 4))
            share = np.floor(reach[mark] - 10 * shift + rng.normal(0, 4))
            rows += [_row(test, expert, "Бойк", mark, float(np.clip(value, 0, 100)), quantity=quantity)
                     for quantity, value in (("порог", cut), ("не ниже порога", share))]  # fmt: skip
    return rows


def _borderline(people: Population, test: Test, responses: pd.DataFrame, rng: np.random.Generator) -> list[Row]:
    wrote = set(responses.loc[responses["test"] == test.fos, "pupil"])
    roster = people.roster[(people.roster["t"] == 2) & people.roster["pupil"].isin(wrote)]
    ability = people.latent(roster, test.subject)
    rows = []
    for mark, cut in CUTS[test.fos].items():
        # A teacher knows the ability of a pupil with an error.
        seen = ability + rng.normal(0, 0.2, len(ability))
        for place, pupil in enumerate(roster["pupil"][np.abs(seen - cut) < _NEAR]):
            rows.append(_row(test, f"Э-{1 + place % 2:02d}", "пограничная группа", mark, 1.0, pupil=pupil))
    return rows
