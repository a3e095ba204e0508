"""The tidy results of the notebook of marks: indicators of the dashboard at more steps, pupils' shares, the journal.

Apart from the dashboard's results because these keep their own codes beside the same «quality-percent» and the like.
"""

from __future__ import annotations

from functools import cached_property, lru_cache

import numpy as np
import pandas as pd

from workbook.errors import MissingData
from workbook.estimates import Result, results_table
from workbook.settings import Settings, WeightedRules
from workbook.vsoko.mark_journal import few_marks, journal_state, near_border, reweighted
from workbook.vsoko.mark_look import MarkLook
from workbook.vsoko.mark_pace import LATE, pace
from workbook.vsoko.mark_terms import enough_marks
from workbook.vsoko.public_rows import public_steps
from workbook.vsoko.results import INDICATORS, mark_verdict

__all__ = ["JournalView", "journal_view", "mark_results"]

_GENERAL = {
    "success": ("general-success-percent", "Общий процент успеваемости"),
    "quality": ("general-quality-percent", "Общий процент качества"),
    "reserve": ("reserve-percent", "Качество с учётом резерва"),
}


class JournalView:
    """The current journal under one set of rules: its parts are counted when first asked for.

    Attributes
    ----------
    look : MarkLook
    weighted : WeightedRules
        Weights and thresholds now looked at; the school's own or those of «что если».
    enough : int
        How many marks the term needs.
    """

    def __init__(self, look: MarkLook, weighted: WeightedRules) -> None:
        self.look = look
        self.weighted = weighted
        self.enough = enough_marks(look.journal_term.name, look.settings.weighted, look.settings.journal)
        own, rules = look.settings.weighted, look.settings.journal
        self.own = journal_state(look.journal, own, rules, self.enough)
        self.state = self.own
        if self.changed:
            self.state = journal_state(reweighted(look.journal, own, weighted), weighted, rules, self.enough)

    @property
    def changed(self) -> bool:
        """Whether other rules than the school's are looked at."""
        own, other = self.look.settings.weighted, self.weighted
        return dict(own.weights) != dict(other.weights) or dict(own.thresholds) != dict(other.thresholds)

    @cached_property
    def border(self) -> pd.DataFrame:
        """Pupils near the border, with what would lift."""
        return near_border(self.state, self.weighted, self.look.settings.journal)

    @cached_property
    def few(self) -> pd.DataFrame:
        """The list for the review of «н/а»."""
        return few_marks(self.look.expected, self.look.journal, self.enough)

    @cached_property
    def pace(self) -> pd.DataFrame:
        """Late marks by class and subject."""
        return pace(self.look.journal, self.look.journal_term, self.look.settings.journal)


def journal_view(look: MarkLook, weighted: WeightedRules) -> JournalView:
    """Return the journal of the look under these rules.

    Raises
    ------
    MissingData
        No journal, or no row in these days.
    """
    return _own_view(look) if weighted is look.settings.weighted else JournalView(look, weighted)


@lru_cache(maxsize=8)
def _own_view(look: MarkLook) -> JournalView:
    return JournalView(look, look.settings.weighted)


def mark_results(look: MarkLook, settings: Settings) -> pd.DataFrame:
    """Gather the key figures; what the data do not allow is left out.

    Parameters
    ----------
    look : MarkLook
        The question.
    settings : Settings
        Rules of the marks («что если» of «н/а» in СОУ).

    Returns
    -------
    DataFrame
        :data:`workbook.estimates.RESULT_COLUMNS`: success-, quality-, sou-percent and mean-mark for the school, levels,
        parallels and classes; general-success-, general-quality-, reserve-percent (pupils); near-border, few-marks,
        debts, failed-control, late-marks of the current journal under ``settings.weighted``.
    """
    rows: list[Result] = []
    for part in (_marks, _pupils, _journal):
        try:
            rows += part(look, settings)
        except MissingData:
            continue
    return results_table(rows)


def _group(row: pd.Series, look: MarkLook) -> str:
    """Name the group of a step; the whole of what is looked at has an empty one."""
    if row["step"] != "школа":
        return str(row["name"])
    return f"всё выбранное: {look.part}" if look.part else ""


def _marks(look: MarkLook, settings: Settings) -> list[Result]:
    rows: list[Result] = []
    doubtful = look.scope.doubtful
    for _, row in public_steps(look.steps(settings.marks), settings.privacy.small_cell).iterrows():
        group, top = _group(row, look), row["step"] == "школа"
        for name, (title, key) in INDICATORS.items():
            target = float(settings.deficits.targets[key])
            rows.append(
                Result(
                    f"{name}-percent", title, float(row[f"{name}_percent"]), group, float(row[f"{name}_low"]),
                    float(row[f"{name}_high"]), int(row["n"]), "%", headline=top and name != "sou",
                    verdict=mark_verdict(row, name, settings, doubtful), note=f"цель {target:g} %",
                )
            )  # fmt: skip
        rows.append(
            Result("mean-mark", "Средний балл", float(row["mean_mark"]), group, float(row["mean_low"]),
                   float(row["mean_high"]), int(row["n"] - row["absent"]), "отметка",
                   verdict="мало данных" if row["small"] else "")
        )  # fmt: skip
    return rows


def _pupils(look: MarkLook, settings: Settings) -> list[Result]:
    rows = []
    small = f"доля учеников; меньше {settings.marks.small_n} — малая выборка"
    for _, row in public_steps(look.category_steps, settings.privacy.small_cell, "n").iterrows():
        group, top = _group(row, look), row["step"] == "школа"
        for name, (code, title) in _GENERAL.items():
            rows.append(
                Result(code, title, float(row[f"{name}_percent"]), group, float(row[f"{name}_low"]),
                       float(row[f"{name}_high"]), int(row["n"]), "%", headline=top and name != "success",
                       verdict="мало данных" if row["small"] else "", note=small if row["small"] else "доля учеников")
            )  # fmt: skip
    return rows


def _journal(look: MarkLook, settings: Settings) -> list[Result]:
    view = journal_view(look, settings.weighted)
    group = f"{look.journal_term.name}, {look.part}" if look.part else look.journal_term.name
    state, gathered = view.state, view.pace
    said = f"на {look.journal_day:%d.%m.%Y}"
    facts = [
        ("near-border", "Ученики у границы отметки", len(view.border), len(state)),
        ("few-marks", "Мало отметок: возможна «н/а»", len(view.few), len(look.expected)),
        ("debts", "Долги («точка»)", int(look.journal["mark"].eq(".").sum()), len(look.journal)),
        ("failed-control", "Последняя контрольная на «2»", int(state["failed_control"].sum()), len(state)),
        ("late-marks", "Скопление отметок в конце периода", int(gathered["words"].eq(LATE).sum()), len(gathered)),
    ]
    return [Result(code, title, float(value), group, np.nan, np.nan, n, "шт.", note=said)
            for code, title, value, n in facts]  # fmt: skip
