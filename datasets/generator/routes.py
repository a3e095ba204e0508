"""Individual routes: a dozen pupils of a school, what they want, what was agreed, what became of it."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from generator import YEARS, stream
from generator.people import Population

__all__ = ["AGREED", "routes"]

AGREED = dt.date(2026, 1, 15)
"""The day when all routes were talked over."""
_SIZE = 12
_GOALS = {
    "интеллектуальное": "дойти до районного этапа олимпиады",
    "творческое": "показать свою работу не только в школе",
    "спортивное": "пробежать лыжню района",
    "социальное": "довести до конца дело, которое нужно людям",
    "патриотическое": "узнать историю своей семьи и рассказать её",
    "экологическое": "провести своё наблюдение за природой",
    "лидерское": "собрать команду и отвечать за неё",
}
_WORDS = ("получилось не сразу, но довёл до конца", "понравилось работать вместе", "хочу попробовать ещё раз")


def routes(people: Population, deck: pd.DataFrame, records: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make the tables «Индивидуальные маршруты» and «Шаги маршрутов».

    Parameters
    ----------
    people : Population
    deck, records : DataFrame
        Cards and records of the season: a planned event that the pupil took part in is done.

    Returns
    -------
    tuple of DataFrame
        Routes and steps. Of the pupils in order the fourth's parents said no, the eighth's said nothing, the sixth
        has no goal in points, the tenth named no interests.
    """
    rng = stream(people.story.id, "routes")
    pupils = people.present(2, AGREED)
    pupils = pupils[pupils["grade"].between(5, 10)].sort_values("pupil")
    chosen = pupils.iloc[sorted(rng.permutation(len(pupils))[:_SIZE])]
    staff = people.teachers["teacher"].tolist()
    names = list(_GOALS)
    rows: list[dict[str, object]] = []
    steps: list[dict[str, object]] = []
    taken = set(zip(records["pupil"], records["card"], strict=True))
    for place, (pupil, grade) in enumerate(zip(chosen["pupil"], chosen["grade"], strict=True), 1):
        wishes = [names[number] for number in rng.permutation(len(names))[:2]]
        rows.append(
            {
                "year": YEARS[2],
                "pupil": pupil,
                "interests": "; ".join(wishes) if place != 10 else None,
                "goal": _GOALS[wishes[0]],
                "goal_points": float(rng.integers(4, 13)) if place != 6 else None,
                "hours": float(5 * rng.integers(4, 11)),
                "agreed": AGREED,
                "support": str(rng.choice(staff)),
                "consent": "нет" if place == 4 else None if place == 8 else "да",
                "reflection": str(rng.choice(_WORDS)) if place % 3 == 0 else None,
            }
        )
        steps += _steps(str(pupil), _open(deck, int(grade)), taken, wishes, place)
    return pd.DataFrame(rows), pd.DataFrame(steps, columns=["year", "pupil", "card", "state", "reflection"])


def _open(deck: pd.DataFrame, grade: int) -> pd.DataFrame:
    ends = deck["grades"].str.extract(r"(\d+)–(\d+)").astype("int64")
    later = (deck["starts"] > AGREED) & (deck["starts"] < dt.date(2026, 6, 1))
    return deck[later & (ends[0] <= grade) & (grade <= ends[1]) & (deck["form"] != "платный")]


def _steps(
    pupil: str, able: pd.DataFrame, taken: set[tuple[str, str]], wishes: list[str], place: int
) -> list[dict[str, object]]:
    wanted = able[able["direction"].isin(wishes)].head(3)
    done = able[[(pupil, card) in taken for card in able["card"]]].head(2)
    cards = list(dict.fromkeys([*done["card"], *wanted["card"]]))[:4]
    return [
        {"year": YEARS[2], "pupil": pupil, "card": card,
         "state": "выполнено" if (pupil, card) in taken else "снято" if (place + number) % 5 == 0 else "запланировано",
         "reflection": _WORDS[(place + number) % 3] if (pupil, card) in taken and number % 2 == 0 else None}
        for number, card in enumerate(cards)
    ]  # fmt: skip
