"""Works that a school sets itself at the end of the year: «промежуточная» in subjects, «метапредметная» across them.

Apart from the procedures because no region holds them: there are no scales and no references, the school marks by its
own percent.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from generator import YEARS, stream
from generator.people import Population
from generator.procedures import Work, draw_scores

__all__ = ["INTERIM", "META", "OWN_PROCEDURES", "interim_lift", "school_works"]

INTERIM, META = "промежуточная", "метапредметная"
OWN_PROCEDURES = (INTERIM, META)
_GRADES = (4, 5, 6, 7, 8, 10)
_BOUNDS = (0.4, 0.6, 0.8)
_SOFTNESS = 0.5
_TEAM = 4
_DAY = dt.date(2026, 5, 12)
_LITERACY = {
    "читательская грамотность": ("русский язык", "литература", "литературное чтение"),
    "математическая грамотность": ("математика",),
}


def interim_lift(people: Population) -> float:
    """Return by how much the school's own checking lifts «промежуточная»: half of what lifts its journal."""
    return _SOFTNESS * people.story.journal[2]


def school_works(people: Population) -> pd.DataFrame:
    """Make the results of 2025/2026 in the columns of the table ``procedures``.

    Parameters
    ----------
    people : Population

    Returns
    -------
    DataFrame
        «промежуточная» (grades 4–8 and 10, two subjects, with marks), «метапредметная» (two kinds of literacy in grades
        4–8, «групповой проект» by a rubric of 12 points in grades 9–10, without marks). No journal mark: these works
        are the school's own and confirm nothing.
    """
    rng = stream(people.story.id, "school-works")
    parts = [_interim(people, grade, subject, rng) for grade in _GRADES for subject in ("русский язык", "математика")]
    parts += [_literacy(people, grade, title, rng) for grade in range(4, 9) for title in _LITERACY]
    parts += [_project(people, grade, rng) for grade in (9, 10)]
    return pd.concat([part for part in parts if len(part)], ignore_index=True)


def _pupils(people: Population, grade: int) -> pd.DataFrame:
    rows = people.present(2, _DAY)
    return rows[rows["grade"] == grade]


def _interim(people: Population, grade: int, subject: str, rng: np.random.Generator) -> pd.DataFrame:
    rows = _pupils(people, grade)
    work = Work(INTERIM, grade, subject, 30 if subject == "математика" else 25, -0.1)
    scores = draw_scores(people.latent(rows, subject) + interim_lift(people), work, rng)
    marks = 2 + np.searchsorted(_BOUNDS, scores / work.top + 1e-9, side="right")
    return _rows(rows, work, scores, rng, marks=marks)


def _literacy(people: Population, grade: int, title: str, rng: np.random.Generator) -> pd.DataFrame:
    rows = _pupils(people, grade)
    work = Work(META, grade, title, 20, 0.05)
    latent = np.mean([people.latent(rows, subject) for subject in _LITERACY[title]], axis=0)
    return _rows(rows, work, draw_scores(latent + rng.normal(0, 0.35, len(rows)), work, rng), rng)


def _project(people: Population, grade: int, rng: np.random.Generator) -> pd.DataFrame:
    """Give each team of four one defence; a member may stand a point above or below it."""
    rows = _pupils(people, grade)
    work = Work(META, grade, "групповой проект", 12, 0.0)
    place = rows.groupby("class_").cumcount() // _TEAM
    team = rows["theta"].groupby([rows["class_"], place]).transform("mean").to_numpy()
    luck = rng.normal(0, 0.9, len(rows))
    shared = pd.Series(luck, rows.index).groupby([rows["class_"], place]).transform("first").to_numpy()
    scores = np.floor(7.5 + 1.6 * team + shared + rng.integers(-1, 2, len(rows)) + 0.5)
    return _rows(rows, work, np.clip(scores, 0, work.top).astype(int), rng)


def _rows(
    rows: pd.DataFrame, work: Work, scores: np.ndarray, rng: np.random.Generator, *, marks: np.ndarray | None = None
) -> pd.DataFrame:
    wrote = rng.random(len(rows)) >= 0.03
    result = pd.DataFrame(
        {"year": YEARS[2], "pupil": rows["pupil"].to_numpy(), "procedure": work.procedure, "grade": work.grade,
         "subject": work.subject, "primary_score": np.where(wrote, scores, np.nan), "max_score": work.top,
         "test_score": np.nan}
    )  # fmt: skip
    result["mark"] = None
    if marks is not None:
        result["mark"] = [str(mark) if there else None for mark, there in zip(marks, wrote, strict=True)]
    result["journal_mark"] = None
    return result
