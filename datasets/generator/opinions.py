"""What people say and how adults work: surveys, group results, competences of teachers, visited lessons."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from generator import stream
from generator.people import Population

__all__ = ["AGREE", "DISAGREE", "TWICE_SEEN", "competences", "group_results", "observations", "second_observers",
           "survey"]  # fmt: skip

_YEAR = "2025/2026"
_DOMAINS = {"предметная": 72, "методическая": 64, "оценочная": 55, "психолого-педагогическая": 62, "ИКТ": 66}
_VALUES = ("высокий", "средний", "низкий")
TWICE_SEEN, AGREE, DISAGREE = "shkola-7", "УР-003", "УР-008"
"""The school with two lessons of two observers: a pair that agrees, a pair that does not."""


def survey(people: Population) -> pd.DataFrame:
    """Make motivation («итог», 0–20, twice, by pupil) and satisfaction (1–4, three groups, end of the year)."""
    story, rng = people.story, stream(people.story.id, "survey")
    level, change = story.motivation
    pupils = people.present(2, dt.date(2026, 5, 15))
    pupils = pupils[pupils["grade"] >= 5]
    bound = np.random.default_rng([story.number, 7]).normal(0, 3.2, len(people.bent))[pupils["index"].to_numpy()]
    rows: list[dict[str, object]] = []
    for wave, shift in (("начало", 0.0), ("конец", change)):
        answered = rng.random(len(pupils)) < 0.93
        value = np.clip(np.floor(level + shift + bound + rng.normal(0, 1.8, len(pupils)) + 0.5), 0, 20).astype(int)
        rows += [_answer(wave, "ученики", code, "мотивация", "итог", int(score))
                 for code, score, there in zip(pupils["pupil"], value, answered, strict=True) if there]  # fmt: skip
    number = 0
    sizes = {"ученики": round(0.55 * len(pupils)), "родители": round(0.5 * len(pupils)),
             "педагоги": round(0.85 * len(people.teachers))}  # fmt: skip
    for group, size in sizes.items():
        share = story.content[group]
        for _ in range(size):
            number += 1
            mood = rng.normal(0, 0.5)
            for question in ("1", "2", "3"):
                pleased = rng.random() < 1 / (1 + np.exp(-(np.log(share / (1 - share)) + mood)))
                value = int(rng.choice([4, 3], p=[0.4, 0.6]) if pleased else rng.choice([2, 1], p=[0.7, 0.3]))
                rows.append(
                    _answer("конец", group, f"Р-{story.number}{number:03d}", "удовлетворённость", question, value)
                )
    return pd.DataFrame(rows)


def _answer(wave: str, group: str, code: str, instrument: str, question: str, value: int) -> dict[str, object]:
    return {"year": _YEAR, "wave": wave, "group": group, "respondent": code, "instrument": instrument,
            "question": question, "value": value}  # fmt: skip


def group_results(people: Population) -> pd.DataFrame:
    """Make anonymous counts by class: no pupil stands in this table."""
    rng = stream(people.story.id, "group-results")
    rows: list[dict[str, object]] = []
    for wave, chances, day in (
        ("начало", (0.28, 0.5, 0.22), dt.date(2025, 10, 1)), ("конец", (0.34, 0.48, 0.18), dt.date(2026, 5, 10)),
    ):  # fmt: skip
        sizes = people.present(2, day).groupby(["grade", "class_"]).size().droplevel("grade")
        for class_, size in sizes.items():
            counts = rng.multinomial(round(size * 0.93), chances)
            rows += [{"year": _YEAR, "wave": wave, "class_": class_, "instrument": "ценностные ориентации",
                      "category": category, "count": int(count)}
                     for category, count in zip(_VALUES, counts, strict=True)]  # fmt: skip
    return pd.DataFrame(rows)


def competences(people: Population) -> pd.DataFrame:
    """Make scores 0–100 of teachers by domain, method and wave; the growth is the school's own."""
    story, rng = people.story, stream(people.story.id, "competences")
    rows: list[dict[str, object]] = []
    for teacher in people.teachers["teacher"]:
        skill = rng.normal(0, 7)
        for domain, level in _DOMAINS.items():
            base = level + skill + 4 * story.ability[0] + rng.normal(0, 5)
            for wave, growth in (("начало", 0.0), ("конец", story.growth)):
                for method, shift in (("тест", 0.0), ("самооценка", 8.0)):
                    score = int(np.clip(round(base + growth + shift + rng.normal(0, 3.5)), 0, 100))
                    rows.append({"year": _YEAR, "teacher": teacher, "domain": domain, "wave": wave, "method": method,
                                 "score": score})  # fmt: skip
    return pd.DataFrame(rows)


def observations(people: Population) -> pd.DataFrame:
    """Make visited lessons, each seen by an observer and by its teacher, who is kinder to himself."""
    story, rng = people.story, stream(people.story.id, "observations")
    classes = people.roster[(people.roster["t"] == 2) & (people.roster["grade"] >= 5)]
    places = sorted(set(zip(classes["grade"], classes["letter"], strict=True)))
    rows: list[dict[str, object]] = []
    for number in range(1, story.lessons + 1):
        grade, letter = places[int(rng.integers(len(places)))]
        subject = str(rng.choice(["русский язык", "математика", "история", "биология", "английский язык"]))
        teacher = people.teacher(subject, int(grade), letter)
        day = dt.date(2025, 10, 6) + dt.timedelta(days=int(number * 200 / (story.lessons + 1)))
        day += dt.timedelta(days={5: 2, 6: 1}.get(day.weekday(), 0))
        quality = 1.0 + 0.25 * number / story.lessons * (story.growth > 5) + rng.normal(0, 0.25)
        techniques = "; ".join(
            str(value) for value in sorted(rng.choice(np.arange(1, 31), int(rng.integers(1, 5)), False))
        )
        for role, observer, shift in (("наблюдатель", people.teachers["teacher"].iloc[1], 0.0),
                                      ("самоанализ", teacher, 0.35)):  # fmt: skip
            for criterion in range(1, 13):
                score = int(
                    np.clip(np.floor(quality + shift - 0.25 * (criterion in (9, 10)) + rng.normal(0, 0.5) + 0.5), 0, 2)
                )
                rows.append({"lesson": f"УР-{number:03d}", "date": day, "school": story.id,
                             "class_": f"{grade} {letter}",
                             "subject": subject, "teacher": teacher, "observer": observer, "role": role,
                             "criterion": criterion, "score": score, "techniques": techniques})  # fmt: skip
    return pd.DataFrame(rows)


def second_observers(people: Population, seen: pd.DataFrame) -> pd.DataFrame:
    """Make the sheets of a second observer for two lessons of one school; empty for every other.

    Parameters
    ----------
    people : Population
    seen : DataFrame
        From :func:`observations`.
    """
    if people.story.id != TWICE_SEEN:
        return seen.head(0)
    rng = stream(people.story.id, "second-observers")
    parts = []
    for lesson in (AGREE, DISAGREE):
        first = seen[(seen["lesson"] == lesson) & (seen["role"] == "наблюдатель")]
        moved = rng.choice(12, 1 if lesson == AGREE else 9, replace=False)
        score = first["score"].to_numpy().copy()
        score[moved] = np.where(score[moved] == 1, rng.choice([0, 2], len(moved)), 1)
        code = next(one for one in people.teachers["teacher"].iloc[2:] if one not in set(first["teacher"]))
        parts.append(first.assign(observer=code, score=score))
    return pd.concat(parts, ignore_index=True)
