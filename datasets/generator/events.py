"""Events with their technological cards, and the records of pupils who took part, this season and the last."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from generator import stream
from generator.people import Population

__all__ = ["card_points", "cards", "participations"]

_PLAN = Path(__file__).with_name("events.csv")
_PURPOSES = {
    "интеллектуальное": "Решать нестандартные задачи", "творческое": "Создавать и представлять свою работу",
    "спортивное": "Укреплять здоровье и держать слово перед командой", "социальное": "Помогать и видеть результат",
    "патриотическое": "Знать историю края и семьи", "экологическое": "Исследовать и беречь природу",
    "лидерское": "Организовывать дело и отвечать за него",
}  # fmt: skip
_REACH = {"школьный": 0.75, "районный": 0.22, "городской": 0.12, "региональный": 0.06, "всероссийский": 0.035,
          "международный": 0.09}  # fmt: skip
_NOW = 2
_BEGAN_NOW = ("Проект «Читаем младшим»", "Школа ученического самоуправления", "Летняя экологическая школа")
_BEFORE = {"shkola-3": 0.5, "shkola-7": 0.75}
"""School → how active it was last season against this one; the others did not change."""
_POINTS = (
    ("НПК", "школьный", {"участник": 2, "призёр": 3, "победитель": 4}, "исследования"),
    ("НПК", "районный", {"участник": 3, "призёр": 5, "победитель": 8}, "исследования"),
    ("ЧТЕЦЫ", "школьный", {"участник": 1, "призёр": 2, "победитель": 3}, "конкурсы чтецов"),
    ("ЧТЕЦЫ", "районный", {"участник": 2, "призёр": 4, "победитель": 5}, "конкурсы чтецов"),
)  # fmt: skip


def cards(people: Population, season: int = 2) -> pd.DataFrame:
    """Return the technological cards; events are common to the district, persons in charge are the school's.

    Parameters
    ----------
    people : Population
    season : int
        Number of the year. Last season's cards are this season's a year (52 weeks) earlier under codes from К-101;
        events that began only this season are not among them.
    """
    past = season < _NOW
    rng = stream(people.story.id, "cards", *(("past",) if past else ()))
    staff = people.teachers["teacher"].tolist()
    rows: list[dict[str, object]] = []
    with _PLAN.open(encoding="utf-8", newline="") as handle:
        events = list(csv.DictReader(handle, delimiter=";"))
    for number, event in enumerate(events, 1):
        if past and event["title"] in _BEGAN_NOW:
            continue
        first = dt.datetime.strptime(event["starts"], "%d.%m.%Y").date() - dt.timedelta(weeks=52 * past)
        rows.append(
            {
                "card": f"К-{number + 100 * past:03d}",
                "title": event["title"],
                "event": event["event"] or None,
                **{name: event[name] for name in ("direction", "scale", "organizer", "form", "participation")},
                "partner": event["partner"] or None,
                "starts": first,
                "ends": first + dt.timedelta(days=int(event["days"]) - 1),
                "grades": event["grades"],
                "responsible": str(rng.choice(staff)),
                "purpose": _PURPOSES[event["direction"]],
                "evidence": "сертификат площадки" if event["form"] == "платный" else "протокол",
                "version": "1",
            }
        )
    return pd.DataFrame(rows)


def card_points(deck: pd.DataFrame) -> pd.DataFrame:
    """Return the points of the cards that have their own instead of the common scale."""
    rows = []
    for event, scale, points, group in _POINTS:
        card = deck.loc[(deck["event"] == event) & (deck["scale"] == scale), "card"].iloc[0]
        rows += [{"card": card, "role": "исполнитель", "result": result, "points": value, "cap_group": group}
                 for result, value in points.items()]  # fmt: skip
    return pd.DataFrame(rows)


def participations(people: Population, deck: pd.DataFrame, season: int = 2) -> pd.DataFrame:
    """Make the records: the able and the active take part more often and go further by the stages of an event.

    Parameters
    ----------
    people : Population
    deck : DataFrame
        Cards of the season.
    season : int
        Number of the year; who was active last season mostly is so in this one.
    """
    rng = stream(people.story.id, "participations")
    drive = rng.normal(0, 1, len(people.bent))
    if season < _NOW:
        rng = stream(people.story.id, "participations", "past")
        drive = 0.8 * drive + rng.normal(0, 0.6, len(drive))
        people = replace(people, story=replace(people.story, activity=people.story.activity * _BEFORE.get(
            people.story.id, 1.0)))  # fmt: skip
    pupils = people.present(season, dt.date(2023 + season, 9, 20))
    passed: dict[str, set[str]] = {}
    rows: list[dict[str, object]] = []
    for record in deck.to_dict("records"):
        card = {str(name): value for name, value in record.items()}
        low, high = (int(part) for part in str(card["grades"]).split("–"))
        able = pupils[(pupils["grade"] >= low) & (pupils["grade"] <= high)]
        event = card["event"]
        if isinstance(event, str) and event in passed and card["participation"] == "индивидуальное":
            able = able[able["pupil"].isin(passed[event])]
        made = _teams if card["participation"] == "групповое" else _singles
        records = made(people, card, able, drive, rng)
        rows += records
        if isinstance(event, str):
            passed[event] = {str(row["pupil"]) for row in records if row["result"] != "участник"}
    for number, row in enumerate(rows, 1):
        row["record"] = f"Д-{number:04d}" if season == _NOW else f"Д25-{number:04d}"
    return pd.DataFrame(rows)


def _power(card: dict[str, object], able: pd.DataFrame, drive: np.ndarray) -> np.ndarray:
    clever = able["theta"].to_numpy() if card["direction"] == "интеллектуальное" else 0.25 * able["theta"].to_numpy()
    return np.asarray(0.8 * clever + drive[able["index"].to_numpy()])


def _singles(
    people: Population, card: dict[str, object], able: pd.DataFrame, drive: np.ndarray, rng: np.random.Generator
) -> list[dict[str, object]]:
    scale, story = str(card["scale"]), people.story
    if able.empty:
        return []
    power = _power(card, able, drive) + rng.normal(0, 0.7, len(able))
    stage = scale != "школьный" and isinstance(card["event"], str)
    share = 0.4 + 0.2 * story.olympiad if stage else 0.1 * _REACH[scale] * (0.5 + story.activity)
    number = max(round(share * len(able)), 1 if stage else 0)
    chosen = np.argsort(-power)[:number]
    return [_record(people, card, (able, int(place)), (float(power[place]), "", "исполнитель"), rng)
            for place in sorted(chosen)]  # fmt: skip


def _teams(
    people: Population, card: dict[str, object], able: pd.DataFrame, drive: np.ndarray, rng: np.random.Generator
) -> list[dict[str, object]]:
    scale, story = str(card["scale"]), people.story
    rare = {"школьный": 0.7, "районный": 0.3, "городской": 0.2, "региональный": 0.12, "всероссийский": 0.06}[scale]
    rows: list[dict[str, object]] = []
    for class_, mates in able.groupby("class_", sort=True):
        if rng.random() >= rare * (0.25 + 0.4 * story.activity + 0.3 * story.olympiad):
            continue
        size = min(int(rng.integers(3, 8)), len(mates))
        power = _power(card, mates, drive) + rng.normal(0, 0.5, len(mates))
        chosen = np.argsort(-power)[:size]
        event = card["event"] if isinstance(card["event"], str) else f"к{str(card['card'])[2:]}"
        team = f"{str(class_).replace(' ', '')}-{event.lower()}"
        first = _record(people, card, (mates, int(chosen[0])), (float(power[chosen].mean()), team, "капитан"), rng)
        rows.append(first)
        for place in chosen[1:]:
            record = _record(people, card, (mates, int(place)), (0.0, team, "исполнитель"), rng)
            rows.append(record | {"result": first["result"], "date": first["date"], "evidence": first["evidence"],
                                  "verified_by": first["verified_by"]})  # fmt: skip
        if rng.random() < 0.15 and size < len(mates):
            helper = _record(people, card, (mates, int(np.argsort(-power)[size])), (-3.0, "", "организатор"), rng)
            rows.append(helper | {"result": "участник"})
    if scale == "школьный" and not able.empty:
        for place in rng.permutation(len(able))[: max(2, len(able) // 25)]:
            watcher = _record(people, card, (able, int(place)), (-3.0, "", "зритель"), rng)
            rows.append(watcher | {"result": "участник"})
    return rows


def _record(
    people: Population, card: dict[str, object], who: tuple[pd.DataFrame, int], part: tuple[float, str, str],
    rng: np.random.Generator,
) -> dict[str, object]:  # fmt: skip
    able, place = who
    power, team, role = part
    steps = {"школьный": 0.0, "районный": 0.5, "городской": 0.8, "региональный": 1.1, "всероссийский": 1.3,
             "международный": 0.6}  # fmt: skip
    level = power - steps[str(card["scale"])] + rng.normal(0, 0.6)
    result = "победитель" if level > 2.2 else "призёр" if level > 1.3 else "участник"
    if card["form"] == "платный":
        result = str(rng.choice(["победитель", "призёр"], p=[0.6, 0.4]))
    first, last = card["starts"], card["ends"]
    assert isinstance(first, dt.date)
    assert isinstance(last, dt.date)
    day = first + dt.timedelta(days=int(rng.integers(0, (last - first).days + 1)))
    staff = people.teachers["teacher"].tolist()
    checked = rng.random() >= 0.06
    return {
        "record": "", "card": card["card"], "pupil": able["pupil"].iloc[place], "team": team or None, "role": role,
        "result": result, "date": day,
        "form": "дистанционно" if card["form"] == "очно" and rng.random() < 0.01 else None,
        "evidence": f"{card['evidence']} № {int(rng.integers(1, 90))}" if checked or rng.random() < 0.5 else None,
        "entered_by": str(rng.choice(staff)), "verified_by": staff[1] if checked else None,
    }  # fmt: skip
