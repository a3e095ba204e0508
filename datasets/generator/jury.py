"""What the jury of the contest of achievements says: four jurors, one severe, one who left cells empty, one exact tie.

Apart from the events because the jury meets after the season: its finalists are those of the rating list, counted by
the workbook itself under the kit's rules.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from generator import YEARS, stream
from generator.district import MUNICIPALITY
from generator.people import Population
from workbook import rating
from workbook.school import School
from workbook.school.schema import Kind
from workbook.school.tables import TABLES
from workbook.settings import Settings

__all__ = ["CONTESTS", "SEVERE_JUROR", "TIED", "jury"]

CONTESTS = ("gimnaziya-1", "licey-5", "shkola-7")
"""Schools that hold the contest."""
SEVERE_JUROR, TIED = "Ж-03", "Творчество"
_JURORS = {"Ж-01": 0.2, "Ж-02": 0.0, SEVERE_JUROR: -2.0, "Ж-04": 0.1}
_CRITERIA = ("значимость достижений", "личный вклад", "представление работы")
_FORGETFUL, _FORGOT = "Ж-04", "Спорт"


def jury(people: Population, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Make the table «Оценки жюри» of one school.

    Parameters
    ----------
    people : Population
    tables : mapping of str to DataFrame
        What the school hands in otherwise.

    Returns
    -------
    DataFrame
        Whole scores from 0 to 10. The second finalist of :data:`TIED` has exactly the scores of the first, the severe
        juror gives about two points less, and one juror left the last finalist of «Спорт» without two scores.
    """
    rng = stream(people.story.id, "jury")
    school = _school(people, tables)
    shortlist = rating.finalists(rating.season(school), school.settings.contest)
    rows: list[dict[str, Any]] = []
    for nomination, group in shortlist.groupby("nomination", sort=False):
        worth = np.sort(rng.normal(7.2, 0.9, len(group)))[::-1]
        first: np.ndarray | None = None
        for place, (pupil, team) in enumerate(zip(group["pupil"], group["team"], strict=True)):
            shape = len(_JURORS), len(_CRITERIA)
            severity = np.array(list(_JURORS.values()))[:, None]
            scores = np.clip(np.round(worth[place] + severity + rng.normal(0, 0.8, shape)), 0, 10)
            first = scores if first is None else first
            scores = first if nomination == TIED and place == 1 else scores
            gap = nomination == _FORGOT and place == len(group) - 1
            rows += [
                {"contest": "Ученик года — 2026", "nomination": nomination, "pupil": None if pd.isna(pupil) else pupil,
                 "team": None if pd.isna(team) else team, "expert": juror, "criterion": criterion,
                 "score": float(scores[seat, column]), "date": dt.date(2026, 5, 21)}
                for seat, juror in enumerate(_JURORS)
                for column, criterion in enumerate(_CRITERIA)
                if not (gap and juror == _FORGETFUL and column)
            ]  # fmt: skip
    return pd.DataFrame(rows)


def _school(people: Population, tables: Mapping[str, pd.DataFrame]) -> School:
    """Return the school as the workbook would read it, without writing it first."""
    names = ("pupils", "cards", "card_points", "participations", "record_steps")
    read = {name: _typed(name, tables[name]) for name in names if name in tables}
    story = people.story
    return School(story.id, story.title, MUNICIPALITY, YEARS[-1], Path(story.id), Settings(), read)


def _typed(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    columns = {}
    for column in TABLES[name].columns:
        values = frame[column.name] if column.name in frame.columns else pd.Series(None, index=frame.index)
        if column.kind is Kind.DATE:
            values = pd.to_datetime(values)
        columns[column.name] = values.astype(pd.api.types.pandas_dtype(column.kind.dtype))
    return pd.DataFrame(columns)
