"""Pupils who move up year by year with one code, and the teachers: the population behind all other tables."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from generator import YEARS, stream
from generator.stories import Story
from generator.subjects import SUBJECTS, level_of

__all__ = ["Population", "populate"]

_REASONS = ("переезд", "перевод в другую школу")


@dataclass
class _Child:
    index: int
    sex: str
    talent: float
    letter: str


@dataclass(frozen=True)
class Population:
    """The people of one school and their hidden traits.

    Attributes
    ----------
    story : Story
    roster : DataFrame
        A pupil in a year: t, year, index, pupil, grade, letter, class_, level, sex, profile, enrolled, left,
        leave_reason, the two days also as ordinal numbers (came_day, left_day), and ``theta``, the latent
        ability that year.
    teachers : DataFrame
        The table as the school hands it in.
    bent, drift, diligence : ndarray
        Pupil × subject, pupil × subject × year, pupil: deviations of the latent ability by subject and year.
    leniency : dict
        Teacher → shift of the marks this teacher gives.
    """

    story: Story
    roster: pd.DataFrame
    teachers: pd.DataFrame
    bent: np.ndarray
    drift: np.ndarray
    diligence: np.ndarray
    leniency: dict[str, float]

    def latent(self, rows: pd.DataFrame, subject: str) -> np.ndarray:
        """Return the latent ability of the pupils of these roster rows in a subject."""
        column = list(SUBJECTS).index(subject)
        index, t = rows["index"].to_numpy(), rows["t"].to_numpy()
        return np.asarray(rows["theta"].to_numpy() + self.bent[index, column] + self.drift[index, column, t])

    def teacher(self, subject: str, grade: int, letter: str) -> str:
        """Return the code of the teacher of a subject in a class."""
        number = self.story.number
        if grade <= 4 and subject not in ("английский язык", "музыка", "физическая культура"):
            return f"П-{number}{40 + (grade - 1) * 2 + (letter == 'Б'):02d}"
        place = _desk()[subject]
        spare = SUBJECTS[subject].teachers > 1 and not (grade + (letter == "Б")) % 2 and self.story.grades == 11
        return f"П-{number}{place + spare:02d}"

    def present(self, t: int, day: dt.date) -> pd.DataFrame:
        """Return the roster rows of a year without those who left before the day or came after it."""
        rows, number = self.roster[self.roster["t"] == t], day.toordinal()
        return rows[(rows["came_day"] <= number) & (rows["left_day"] >= number)]


def _desk() -> dict[str, int]:
    place, seats = 3, {}
    shared = {"литература": "русский язык", "информатика": "физика", "обществознание": "история",
              "химия": "биология", "музыка": "изобразительное искусство",
              "основы безопасности и защиты Родины": "физическая культура"}  # fmt: skip
    for title, subject in SUBJECTS.items():
        if title in shared or max(subject.grades) <= 4:
            continue
        seats[title] = place
        place += subject.teachers
    return seats | {one: seats[other] for one, other in shared.items()}


def populate(story: Story) -> Population:
    """Make the pupils of three years, their movement, the teachers and all hidden traits of a school."""
    rng = stream(story.id, "people")
    children: list[_Child] = []
    rows: list[dict[str, object]] = []
    for start in range(-1, story.grades + 1):
        _cohort(story, start, rng, children, rows)
    roster = pd.DataFrame(rows)
    roster = roster.sort_values(["t", "grade", "letter", "index"], ignore_index=True)
    order = {old: new for new, old in enumerate(sorted(range(len(children)), key=lambda _: rng.random()), 1)}
    roster["pupil"] = [f"У-{story.number}{order[index]:04d}" for index in roster["index"]]
    roster["class_"] = roster["grade"].astype(str) + " " + roster["letter"]
    roster["level"] = roster["grade"].map(level_of)
    roster["came_day"] = [day.toordinal() for day in roster["enrolled"]]
    roster["left_day"] = [day.toordinal() if day else dt.date.max.toordinal() for day in roster["left"]]
    roster["year"] = roster["t"].map(lambda t: YEARS[t])
    classes = sorted(set(zip(roster["t"] - roster["grade"], roster["letter"], strict=True)))
    mood = {key: rng.normal(0, 0.12) for key in classes}
    talent = np.array([child.talent for child in children])
    roster["theta"] = [
        story.ability[t] + mood[t - grade, letter] + talent[index]
        for t, grade, letter, index in zip(roster["t"], roster["grade"], roster["letter"], roster["index"], strict=True)
    ]
    size = len(children), len(SUBJECTS)
    teachers, leniency = _teachers(story, rng)
    return Population(
        story, roster.sort_values(["t", "grade", "letter", "pupil"], ignore_index=True), teachers,
        rng.normal(0, 0.42, size), rng.normal(0, 0.2, (*size, 3)), rng.normal(0, 0.33, len(children)), leniency,
    )  # fmt: skip


def _child(story: Story, rng: np.random.Generator, children: list[_Child], letter: str, lift: float = 0.0) -> _Child:
    child = _Child(len(children), "ж" if rng.random() < 0.5 else "м", story.spread * rng.normal() + lift, letter)
    children.append(child)
    return child


def _cohort(
    story: Story, start: int, rng: np.random.Generator, children: list[_Child], rows: list[dict[str, object]]
) -> None:
    group: list[_Child] = []
    came: dict[int, dt.date] = {}
    for t in range(3):
        grade = start + t
        if grade < 1 or grade > story.grades:
            continue
        first = dt.date(2023 + t, 9, 1)
        if not group:
            letters = story.profiles if grade > 9 else ("А", "Б") if start in story.double else ("А",)
            for letter in letters:
                number = int(rng.integers(story.sizes[0], story.sizes[1] + 1))
                group += [_child(story, rng, children, letter, 0.45 if grade > 9 else 0.0) for _ in range(number)]
        elif grade == 10:
            group = _tenth(story, group, rng, children)
        elif rng.random() < 0.6 and story.grades == 11 and grade != 11:
            newcomer = _child(story, rng, children, group[0].letter)
            group.append(newcomer)
            if rng.random() < 0.5:
                came[newcomer.index] = dt.date(2024 + t, 1, 12)
        leaving = _leaving(story, t, grade, group, rng)
        graduates = _graduates(story, grade, group, rng)
        for child in group:
            left, reason = leaving.get(child.index, (None, None))
            if left is None and child.index in graduates:
                left, reason = dt.date(2024 + t, 6, 25), "выпуск"
            rows.append(
                {"t": t, "index": child.index, "grade": grade, "letter": child.letter, "sex": child.sex,
                 "profile": story.profiles.get(child.letter) if grade > 9 else None,
                 "enrolled": came.pop(child.index, first), "left": left, "leave_reason": reason}
            )  # fmt: skip
        gone = {index for index, (_, reason) in leaving.items() if reason != "перевод в другой класс"} | graduates
        for child in group:
            if leaving.get(child.index, ("", ""))[1] == "перевод в другой класс":
                child.letter = "Б" if child.letter == "А" else "А"
        group = [child for child in group if child.index not in gone]


def _tenth(story: Story, group: list[_Child], rng: np.random.Generator, children: list[_Child]) -> list[_Child]:
    letters = list(story.profiles)
    wanted = 24 * len(letters) if story.double else len(group)
    while len(group) < min(wanted, 24 * len(letters)):
        group.append(_child(story, rng, children, letters[0], 0.4))
    for place, child in enumerate(sorted(group, key=lambda child: child.index)):
        child.letter = letters[place % len(letters)]
    return group


def _graduates(story: Story, grade: int, group: list[_Child], rng: np.random.Generator) -> set[int]:
    if grade == 11 or grade == story.grades:
        return {child.index for child in group}
    if grade != 9:
        return set()
    staying = round(story.stay * len(group))
    ranked = sorted(group, key=lambda child: -(child.talent + rng.normal(0, 0.5)))
    return {child.index for child in ranked[staying:]}


def _leaving(
    story: Story, t: int, grade: int, group: list[_Child], rng: np.random.Generator
) -> dict[int, tuple[dt.date, str]]:
    result: dict[int, tuple[dt.date, str]] = {}
    if grade == 10:
        for letter in story.profiles:
            mates = [child for child in group if child.letter == letter]
            number = min(story.losses[t], len(mates))
            for place, child in enumerate(rng.permutation(len(mates))[:number]):
                reason = "перевод в другую школу"
                if place == 0:
                    reason = "переезд"
                elif place == 3 and len(story.profiles) > 1:
                    reason = "перевод в другой класс"
                day = dt.date(2023 + t, 10, 20) + dt.timedelta(days=int(rng.integers(0, 190)))
                result[mates[int(child)].index] = (day, reason)
    elif grade not in (9, 11):
        for child in group:
            if rng.random() < 0.008:
                day = dt.date(2023 + t, 10, 1) + dt.timedelta(days=int(rng.integers(0, 200)))
                result[child.index] = (day, str(rng.choice(_REASONS)))
    return result


def _teachers(story: Story, rng: np.random.Generator) -> tuple[pd.DataFrame, dict[str, float]]:
    seats: dict[int, list[str]] = {1: ["обществознание"], 2: ["математика"]}
    for subject, place in _desk().items():
        extra = SUBJECTS[subject].teachers > 1 and story.grades == 11
        for seat in (place, place + 1) if extra else (place,):
            seats.setdefault(seat, []).append(subject)
    for grade in range(1, 5):
        for twin in (0, 1):
            if twin == 0 or grade in {start + t for start in story.double for t in range(3)}:
                seats[40 + (grade - 1) * 2 + twin] = ["начальные классы"]
    roles = {1: "директор", 2: "заместитель директора", 3: "руководитель методического объединения", 40: "наставник"}
    strength = 0.25 + 0.2 * (story.ability[2] > 0.3)
    rows, leniency = [], {}
    for seat in sorted(seats):
        code = f"П-{story.number}{seat:02d}"
        leniency[code] = float(rng.normal(0, 0.12))
        years = int(np.clip(rng.normal(18, 10), 0, 45))
        chance = [strength, 0.4, 0.25, 0.1]
        weights = np.array(chance)
        category = str(rng.choice(["высшая", "первая", "соответствие", "без категории"], p=weights / weights.sum()))
        rows.append(
            {"teacher": code, "subjects": "; ".join(seats[seat]),
             "category": "без категории" if years < 2 else category, "experience_years": years,
             "role": roles.get(seat)}
        )  # fmt: skip
    return pd.DataFrame(rows), leniency
