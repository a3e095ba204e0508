"""Marks of the journal and of periods: what the pupil can do, how diligent he is, how lenient the teacher is."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
from scipy.stats import norm

from generator import YEARS, stream
from generator.people import Population
from generator.subjects import PASS_FAIL, SUBJECTS, curriculum

__all__ = ["CURRENT_SUBJECTS", "Journal", "keep_journal"]

CURRENT_SUBJECTS = ("русский язык", "математика", "история", "биология")
_QUARTERS = ("1 четверть", "2 четверть", "3 четверть", "4 четверть")
_HALVES = ("1 полугодие", "2 полугодие")
_SPREAD = 1.13
_DAYS = (
    (dt.date(2025, 9, 1), dt.date(2025, 10, 24)),
    (dt.date(2025, 11, 5), dt.date(2025, 12, 26)),
    (dt.date(2026, 1, 12), dt.date(2026, 3, 20)),
    (dt.date(2026, 3, 30), dt.date(2026, 5, 26)),
)
_EARLY = ((9, 1), (11, 5), (1, 12), (3, 30))
_LATE = ((10, 24), (12, 26), (3, 20), (5, 26))
_WEIGHTS = {"контрольная": 5, "проект": 4, "сочинение": 4, "самостоятельная": 3, "устный ответ": 2, "урок": 2,
            "тетрадь": 1, "домашняя": 1}  # fmt: skip
_SHIFT = {"контрольная": -0.1, "самостоятельная": -0.05, "устный ответ": 0.15, "домашняя": 0.25, "урок": 0.1,
          "тетрадь": 0.2, "сочинение": 0.05, "проект": 0.2}  # fmt: skip


class Journal:
    """The journals of three years of one school.

    Attributes
    ----------
    periods : DataFrame
        Every period mark of all years (the hand-in keeps only year marks of the earlier ones).
    current : DataFrame
        Marks of lessons of 2025/2026 in :data:`CURRENT_SUBJECTS`, grades 5–9.
    """

    def __init__(self, periods: pd.DataFrame, current: pd.DataFrame) -> None:
        self.periods = periods
        self.current = current

    def before(self, t: int, subject: str, periods: tuple[str, ...]) -> dict[str, str]:
        """Return pupil → mark of the first of these periods that the pupil has, for procedures."""
        rows = self.periods[
            (self.periods["t"] == t) & (self.periods["subject"] == subject) & self.periods["period"].isin(periods)
        ]
        rows = rows[rows["mark"].isin(["5", "4", "3", "2"])]
        return dict(zip(rows["pupil"], rows["mark"], strict=True))


def cuts(subject: str, grade: int) -> np.ndarray:
    """Return the latent boundaries of «3», «4», «5» in a grade: marks are kinder below and stricter above."""
    easier = -0.25 if grade <= 4 else 0.3 if grade >= 10 else 0.0
    return np.asarray(norm.ppf(SUBJECTS[subject].shares) * _SPREAD + easier)


def keep_journal(people: Population) -> Journal:
    """Make all period marks and the current marks of a school."""
    rng = stream(people.story.id, "journal")
    periods: list[pd.DataFrame] = []
    current: list[pd.DataFrame] = []
    for (t, grade, letter), rows in people.roster.groupby(["t", "grade", "letter"], sort=True):
        place = int(str(t)), int(str(grade)), str(letter)
        for subject in curriculum(place[1]):
            made, lessons = _class_subject(people, rows, subject.title, place, rng)
            periods.append(made)
            current += lessons
    table = pd.concat(periods, ignore_index=True)
    return Journal(table, pd.concat(current, ignore_index=True))


def _class_subject(
    people: Population, rows: pd.DataFrame, subject: str, place: tuple[int, int, str], rng: np.random.Generator
) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    t, grade, letter = place
    story, teacher = people.story, people.teacher(subject, grade, letter)
    latent = (
        people.latent(rows, subject) + people.diligence[rows["index"].to_numpy()] + story.journal[t]
        + people.leniency[teacher]
    )  # fmt: skip
    names = _HALVES if grade >= 10 else _QUARTERS
    step = 2 if grade >= 10 else 1
    bounds = cuts(subject, grade)
    columns: dict[str, np.ndarray] = {}
    lessons: list[pd.DataFrame] = []
    spare = rng.random(len(rows))
    for number, period in enumerate(names):
        value = latent + rng.normal(0, 0.25, len(rows))
        marks = _discrete(value, bounds)
        if t == 2 and 5 <= grade <= 9 and subject in CURRENT_SUBJECTS:
            lesson = _lessons(rows, (subject, teacher, number), value, bounds, rng)
            lessons.append(lesson)
            marks = _weighted(rows["pupil"], lesson)
        if subject == PASS_FAIL:
            marks = np.where(value < -2.5, "незач", "зч")
        elif subject == "физическая культура":
            marks = np.where(spare < 0.02, "осв", marks)
        quarter = (number + 1) * step - 1
        starts, ends = _day(t, _EARLY[quarter - step + 1]), _day(t, _LATE[quarter])
        here = _here(rows, ends)
        late = rows["came_day"].to_numpy() > starts.toordinal()
        marks = np.where(late & (rng.random(len(rows)) < 0.3), "н/а", marks)
        marks = np.where((rng.random(len(rows)) < 0.003) & (marks != "осв"), "н/а", marks)
        columns[period] = np.where(here, marks, "")
    columns["год"] = _year_mark(list(columns.values()))
    made = pd.DataFrame(
        {"t": t, "year": YEARS[t], "pupil": np.tile(rows["pupil"].to_numpy(), len(columns)), "subject": subject,
         "period": np.repeat(list(columns), len(rows)), "mark": np.concatenate(list(columns.values())),
         "teacher": teacher}
    )  # fmt: skip
    return made[made["mark"] != ""], lessons


def _here(rows: pd.DataFrame, day: dt.date) -> np.ndarray:
    number = day.toordinal()
    return np.asarray((rows["came_day"].to_numpy() <= number) & (rows["left_day"].to_numpy() >= number))


def _day(t: int, day: tuple[int, int]) -> dt.date:
    return dt.date(2023 + t + (day[0] < 9), *day)


def _discrete(value: np.ndarray, bounds: np.ndarray) -> np.ndarray:
    return np.array(["2", "3", "4", "5"])[np.searchsorted(bounds, value, side="right")]


def _year_mark(periods: list[np.ndarray]) -> np.ndarray:
    result = []
    for marks in zip(*periods, strict=True):
        numbers = [int(mark) for mark in marks if mark.isdigit()]
        if marks[-1] == "":
            result.append("")
        elif marks[-1] in ("осв", "зч", "незач"):
            result.append(marks[-1])
        elif len(numbers) * 2 < len(marks):
            result.append("н/а")
        else:
            result.append(str(int(sum(numbers) / len(numbers) + 0.5)))
    return np.array(result)


def _lessons(
    rows: pd.DataFrame, lesson: tuple[str, str, int], value: np.ndarray, bounds: np.ndarray, rng: np.random.Generator
) -> pd.DataFrame:
    subject, teacher, quarter = lesson
    starts, ends = _DAYS[quarter]
    span = (ends - starts).days
    works = [("устный ответ", 0.45), ("самостоятельная", 1.0), (str(rng.choice(["домашняя", "тетрадь"])), 0.4),
             (str(rng.choice(["урок", "урок", "проект"])), 0.35), ("контрольная", 1.0)]  # fmt: skip
    if subject == "русский язык" and quarter in (1, 3):
        works.insert(3, ("сочинение", 1.0))
    pupils = rows["pupil"].to_numpy()
    columns: dict[str, list[np.ndarray]] = {"pupil": [], "date": [], "work_type": [], "weight": [], "mark": []}
    for place, (work, share) in enumerate(works):
        day = starts + dt.timedelta(days=int(span * (place + 0.6) / (len(works) + 0.2)) + int(rng.integers(0, 3)))
        day += dt.timedelta(days={5: 2, 6: 1}.get(day.weekday(), 0))
        took = rng.random(len(rows)) < share
        marks = _discrete(value + _SHIFT[work] + rng.normal(0, 0.45, len(rows)), bounds)
        if share == 1.0:
            chance = rng.random(len(rows))
            marks = np.where(chance < 0.045, "н", np.where(chance < 0.052, ".", marks))
        chosen = took & _here(rows, day)
        size = int(chosen.sum())
        for name, values in (("pupil", pupils[chosen]), ("date", np.full(size, day, dtype=object)),
                             ("work_type", np.full(size, work)), ("weight", np.full(size, _WEIGHTS[work])),
                             ("mark", marks[chosen])):  # fmt: skip
            columns[name].append(values)
    made = pd.DataFrame({name: np.concatenate(values) for name, values in columns.items()})
    return made.assign(subject=subject, teacher=teacher)


def _weighted(pupils: pd.Series, lesson: pd.DataFrame) -> np.ndarray:
    marks = lesson[lesson["mark"].isin(["5", "4", "3", "2"])]
    number = marks["mark"].astype(int)
    total = (number * marks["weight"]).groupby(marks["pupil"]).sum()
    weight = marks.groupby("pupil")["weight"].sum()
    mean = (total / weight).reindex(pupils).to_numpy()
    result = np.where(
        np.isnan(mean), "н/а", np.clip(np.floor(np.nan_to_num(mean) + 0.45), 2, 5).astype(int).astype(str)
    )
    return np.asarray(result)
