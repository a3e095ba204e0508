"""Decisions of teachers about groups of levels: corrections of what the answers say, and moves up after a while.

Apart from the answers because a person decides here, and gives a ground.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from generator import stream
from generator.bank import TESTS, Test
from generator.people import Population

__all__ = ["level_moves", "planted_moves"]

_CORRECTED = {"РУ5-ВХ": dt.date(2025, 9, 26), "ФИ9-ТМ": dt.date(2025, 12, 19), "МА7-ИТ": dt.date(2026, 5, 22)}
_UP = {"РУ5-ВХ": dt.date(2025, 12, 22), "ФИ9-ТМ": dt.date(2026, 3, 18)}
_NUMBERS = {"РУ5-ВХ": (4, 3), "ФИ9-ТМ": (2, 1), "МА7-ИТ": (2, 0)}
_GROUNDS = (
    "на уроках решает увереннее, чем в работе", "болел неделю перед работой", "справился с устным зачётом по теме",
    "просит задания проще, теряется в длинном условии", "половину решал с подсказкой: проверено устно",
)  # fmt: skip
_UP_GROUND = "справился с пересдачей двух тем"
_BASE, _EDGE, _HIGHER = 60.0, 57.0, 30.0


def level_moves(people: Population, responses: pd.DataFrame) -> pd.DataFrame:
    """Make the log of a school, in order of days.

    Parameters
    ----------
    people : Population
    responses : DataFrame
        Answers of the year: the group that follows from them is what the teacher corrects.
    """
    rng = stream(people.story.id, "level-moves")
    rows: list[dict[str, object]] = []
    for test in TESTS:
        if test.fos in _NUMBERS:
            rows += _of(people, test, responses, rng)
    return pd.DataFrame(rows).sort_values(["date", "subject", "pupil"], kind="stable", ignore_index=True)


def planted_moves(table: pd.DataFrame) -> dict[str, object]:
    """Say how many decisions a method must find, and which pupils moved up."""
    up = table[table["ground"] == _UP_GROUND]
    return {"decisions": len(table), "corrections": len(table) - len(up), "moved_up": sorted(up["pupil"])}


def _of(people: Population, test: Test, responses: pd.DataFrame, rng: np.random.Generator) -> list[dict[str, object]]:
    groups = _groups(test, responses)
    roster = people.roster[(people.roster["t"] == 2) & (people.roster["grade"] == test.grade)]
    letters = dict(zip(roster["pupil"], roster["letter"], strict=True))
    known = {pupil: group for pupil, group in groups.items() if pupil in letters}
    order = [str(pupil) for pupil in rng.permutation(sorted(known))]
    corrected, up = _NUMBERS[test.fos]
    chosen = order[:corrected]
    rows = []
    for pupil in chosen:
        row = _row(people, test, letters[pupil], pupil)
        ground = str(rng.choice(_GROUNDS[:3] if known[pupil] != "В" else _GROUNDS[3:]))
        changed = {"А": "Б", "Б": "В", "В": "Б"}[known[pupil]]
        rows.append({"date": _CORRECTED[test.fos], **row, "level_group": changed, "ground": ground})
    below = [pupil for pupil in order[corrected:] if known[pupil] != "В"][:up]
    for pupil in below:
        row, higher = _row(people, test, letters[pupil], pupil), {"А": "Б", "Б": "В"}[known[pupil]]
        rows.append({"date": _UP[test.fos], **row, "level_group": higher, "ground": _UP_GROUND})
    return rows


def _row(people: Population, test: Test, letter: str, pupil: str) -> dict[str, object]:
    return {"pupil": pupil, "subject": test.subject, "level_group": "", "by": people.teacher(test.subject, test.grade,
            letter), "ground": ""}  # fmt: skip


def _groups(test: Test, responses: pd.DataFrame) -> dict[str, str]:
    """Return pupil → group by the shares of points for basic and for harder items (methods: разноуровневое)."""
    tiers = {item.code: ("base" if item.tier == "Б" else "higher", item.top) for item in test.items}
    rows = responses[responses["test"] == test.fos]
    part = rows["item"].map({code: tier for code, (tier, _) in tiers.items()})
    top = rows["item"].map({code: most for code, (_, most) in tiers.items()})
    points = rows["score"].astype(float).fillna(0.0)
    share = (100 * points.groupby([rows["pupil"], part]).sum() / top.groupby([rows["pupil"], part]).sum()).unstack()
    groups = np.select(
        [share["base"] < _EDGE, (share["base"] >= _BASE) & (share["higher"] >= _HIGHER)], ["А", "В"], "Б"
    )
    return dict(zip(share.index, (str(group) for group in groups), strict=True))
