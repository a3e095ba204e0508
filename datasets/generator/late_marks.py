"""A class whose teacher gives most marks of a period in its last two weeks.

Apart from the journal because the school's other marks must not move.
"""

from __future__ import annotations

import datetime as dt

import pandas as pd

from generator import YEARS
from generator.people import Population
from generator.timetable import WEEKDAYS

__all__ = ["LATE", "late_marks"]

LATE = {"school": "shkola-4", "class_": "7 А", "subject": "история", "period": "3 четверть"}
_FIRST, _LAST = dt.date(2026, 3, 10), dt.date(2026, 3, 20)
_KINDS = (("устный ответ", 2), ("домашняя", 1))


def late_marks(people: Population, periods: pd.DataFrame, timetable: pd.DataFrame) -> pd.DataFrame:
    """Make the further marks: at every lesson of the last days, each equal to the mark of the period.

    Parameters
    ----------
    people : Population
    periods : DataFrame
        Period marks of all years.
    timetable : DataFrame

    Returns
    -------
    DataFrame
        Rows of the table ``marks``; empty for every other school.
    """
    rows: list[dict[str, object]] = []
    if people.story.id == LATE["school"]:
        lessons = timetable[(timetable["class_"] == LATE["class_"]) & (timetable["subject"] == LATE["subject"])]
        taught = {WEEKDAYS.index(day) for day in lessons["weekday"]}
        days = [_FIRST + dt.timedelta(days=shift) for shift in range((_LAST - _FIRST).days + 1)]
        mates = people.roster[(people.roster["t"] == 2) & (people.roster["class_"] == LATE["class_"])]
        known = periods[(periods["year"] == YEARS[2]) & (periods["subject"] == LATE["subject"])
                        & (periods["period"] == LATE["period"]) & periods["pupil"].isin(mates["pupil"])
                        & periods["mark"].isin(["5", "4", "3", "2"])]  # fmt: skip
        for day in (day for day in days if day.weekday() in taught):
            for kind, weight in _KINDS:
                rows += [
                    {"pupil": pupil, "subject": LATE["subject"], "teacher": teacher, "date": day, "work_type": kind,
                     "weight": weight, "mark": mark}
                    for pupil, teacher, mark in zip(known["pupil"], known["teacher"], known["mark"], strict=True)
                ]  # fmt: skip
    return pd.DataFrame(rows)
