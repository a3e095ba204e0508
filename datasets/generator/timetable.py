"""The timetable of 2025/2026: every class, five days, the usual hours.

Apart from the journal because the journal was there first: a subject gets the days on which its control works stand as
far as its hours allow. Teachers and rooms are not looked at.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd

from generator import YEARS, stream
from generator.people import Population
from generator.subjects import PASS_FAIL, curriculum

__all__ = ["ALWAYS_FIRST", "ALWAYS_LAST", "WEEKDAYS", "hours_of", "timetable"]

WEEKDAYS = ("пн", "вт", "ср", "чт", "пт")
ALWAYS_FIRST = ("7 А", "биология")
"""A subject with one lesson a week that is the first of its day."""
ALWAYS_LAST = ("8 А", "история")
"""A subject of two lessons a week, each the last of its day: no move of a work can mend that."""
_DRAWS = 12
_FIRST_GRADE = ("русский язык", "литературное чтение", "математика", "окружающий мир", "изобразительное искусство",
                "музыка", "труд (технология)", "физическая культура")  # fmt: skip
_HOURS: dict[str, tuple[tuple[int, int], ...]] = {
    "русский язык": ((5, 5), (6, 6), (7, 4), (9, 3), (11, 2)), "литературное чтение": ((4, 4),),
    "литература": ((6, 3), (8, 2), (11, 3)), "английский язык": ((4, 2), (11, 3)),
    "математика": ((4, 4), (6, 5), (9, 6), (11, 5)), "информатика": ((11, 1),), "окружающий мир": ((4, 2),),
    PASS_FAIL: ((4, 1),), "история": ((8, 2), (9, 3), (11, 2)), "обществознание": ((9, 1), (11, 2)),
    "география": ((6, 1), (9, 2), (11, 1)), "биология": ((7, 1), (9, 2), (11, 1)),
    "физика": ((8, 2), (9, 3), (11, 2)), "химия": ((9, 2), (11, 1)), "изобразительное искусство": ((11, 1),),
    "музыка": ((11, 1),), "труд (технология)": ((4, 1), (7, 2), (11, 1)), "физическая культура": ((11, 2),),
    "основы безопасности и защиты Родины": ((11, 1),),
}  # fmt: skip
"""Subject → (last grade, lessons a week): what the calendar's rules take for granted, proved equal by a test."""
_LESSON = dict[int, list[str]]


def timetable(people: Population, marks: pd.DataFrame) -> pd.DataFrame:
    """Make the table of a school.

    Parameters
    ----------
    people : Population
    marks : DataFrame
        Journal of lessons: the days of control works draw the subject.
    """
    rng = stream(people.story.id, "timetable")
    roster = people.roster[people.roster["t"] == 2]
    works = marks[marks["work_type"] == "контрольная"].merge(roster[["pupil", "class_"]], on="pupil")
    works = works[["class_", "subject", "date"]].drop_duplicates()
    wanted = Counter((class_, subject, day.weekday()) for class_, subject, day in works.itertuples(index=False))
    rows: list[dict[str, object]] = []
    for grade, class_ in sorted(set(zip(roster["grade"], roster["class_"], strict=True))):
        week = _week(class_, int(grade), wanted, rng)
        rows += [
            {"year": YEARS[2], "class_": class_, "subject": subject, "weekday": WEEKDAYS[day], "lesson": number}
            for day in range(5) for number, subject in enumerate(week[day], 1)
        ]  # fmt: skip
    return pd.DataFrame(rows)


def hours_of(subject: str, grade: int) -> int:
    """Return the lessons of a subject in a week of a grade."""
    return next((hours for last, hours in _HOURS[subject] if grade <= last), 0)


def _week(class_: str, grade: int, wanted: Counter[tuple[str, str, int]], rng: np.random.Generator) -> _LESSON:
    subjects = [subject.title for subject in curriculum(grade)] or _FIRST_GRADE
    hours = {subject: hours_of(subject, grade) for subject in subjects}
    room = -(-sum(hours.values()) // 5)
    taken: _LESSON = {day: [] for day in range(5)}
    # Subjects with works in the journal choose first, those with fewer lessons before those with more.
    order = sorted(hours, key=lambda one: (not any((class_, one, day) in wanted for day in range(5)), hours[one], one))
    for subject in order:
        for _ in range(hours[subject]):
            day = min(
                (day for day in range(5) if len(taken[day]) < room),
                key=lambda day: (taken[day].count(subject), -wanted[class_, subject, day], len(taken[day]), day),
            )
            taken[day].append(subject)
    return _in_order(class_, taken, rng)


def _in_order(class_: str, taken: _LESSON, rng: np.random.Generator) -> _LESSON:
    """Order the lessons of each day at random, but so that a subject of several lessons is not always first or last."""
    number = Counter(subject for day in taken.values() for subject in day)
    several = {subject for subject, lessons in number.items() if lessons > 1}
    inner: set[str] = set()
    week: _LESSON = {}
    for day, subjects in taken.items():
        drawn = [_drawn(class_, subjects, rng) for _ in range(_DRAWS)]
        last = {subject for subject in set(subjects) if all(subject not in taken[later] for later in range(day + 1, 5))}
        week[day] = min(drawn, key=lambda order: len((set(order) & several & last) - inner - _inner(order)))
        inner |= _inner(week[day])
    return week


def _inner(order: list[str]) -> set[str]:
    return set(order[1:-1])


def _drawn(class_: str, subjects: list[str], rng: np.random.Generator) -> list[str]:
    """Return the lessons of a day, the two lessons of one subject together, the planted ones at their ends."""
    single = [str(one) for one in rng.permutation(sorted(set(subjects)))]
    for (name, planted), place in ((ALWAYS_FIRST, 0), (ALWAYS_LAST, len(single) - 1)):
        if class_ == name and planted in single:
            single.remove(planted)
            single.insert(place, planted)
    return [one for subject in single for one in [subject] * subjects.count(subject)]
