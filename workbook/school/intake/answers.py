"""What every layout gives: pupils × items of answers and points with keys and maxima, before any code is made.

Apart from the layouts so that checks, codes and the bank know one value and no file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbook.school.intake.place import Place
from workbook.school.intake.roles import ColumnNote
from workbook.school.problems import Problem

__all__ = ["AnswerSheet", "Wishes"]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the person who brings a file says about it.

    Attributes
    ----------
    test : str
        Code of the assessment tool (``fos_plan.fos``), «МА7-ИТ».
    subject : str
        As in the curriculum, «математика»; empty when not told.
    grade : int or None
    tier : str
        Tier put where the file tells none: Б, П or В.
    key : Path or None
        File of keys, or of items with keys, maxima, КЭС, КПУ, tiers.
    skills : Path or None
        Q-matrix: which skill each item needs.
    missing : tuple of str
        Codes of «no answer»; when given, none is guessed.
    sheet : str
        Sheet of a workbook.
    names : mapping of str to str
        Pupil as the file calls him → code; from a key table kept outside the school's folder.
    taken : frozenset of str
        Codes that the school has given already; new pupils get others.
    """

    test: str
    subject: str = ""
    grade: int | None = None
    tier: str = ""
    key: Path | None = None
    skills: Path | None = None
    missing: tuple[str, ...] = ()
    sheet: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    taken: frozenset[str] = frozenset()


@dataclass(frozen=True)
class AnswerSheet:
    """The answers of one work as the file tells them.

    Attributes
    ----------
    layout : str
        Russian name of the layout that was recognised.
    place : Place
    rows : tuple of int
        Row of the file for each pupil, as a person sees it.
    people : tuple of str
        What the file calls each pupil; empty where it does not tell.
    answers : DataFrame
        Pupils × items (labels of the file, unique), text or None.
    scores : DataFrame
        The same shape, points or NaN.
    held : ndarray of bool
        The same shape: whether the pupil's variant has the item.
    variants : tuple of str
        Variant of each pupil, empty when the file tells none.
    columns : tuple of ColumnNote
        What was decided about each column.
    totals : ndarray or None
        Sum that the file gives for each pupil, NaN where it is empty.
    keys, maxima, texts : mapping
        Item → key, greatest score, text of the question, as far as the file tells.
    problems : tuple of Problem
    """

    layout: str
    place: Place
    rows: tuple[int, ...]
    people: tuple[str, ...]
    answers: pd.DataFrame
    scores: pd.DataFrame
    held: npt.NDArray[np.bool_]
    variants: tuple[str, ...]
    columns: tuple[ColumnNote, ...] = ()
    totals: npt.NDArray[np.float64] | None = None
    keys: Mapping[str, str] = field(default_factory=dict)
    maxima: Mapping[str, float] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @property
    def items(self) -> list[str]:
        """Labels of the items in the order of the file."""
        return [str(name) for name in self.answers.columns]

    def kept(self, mask: npt.NDArray[np.bool_], problems: tuple[Problem, ...]) -> AnswerSheet:
        """Return the sheet with the pupils of the mask and further problems."""
        pick = np.flatnonzero(mask)
        return AnswerSheet(
            self.layout, self.place, tuple(self.rows[i] for i in pick), tuple(self.people[i] for i in pick),
            self.answers.iloc[pick].reset_index(drop=True), self.scores.iloc[pick].reset_index(drop=True),
            self.held[pick], tuple(self.variants[i] for i in pick), self.columns,
            None if self.totals is None else self.totals[pick], self.keys, self.maxima, self.texts,
            (*self.problems, *problems),
        )  # fmt: skip
