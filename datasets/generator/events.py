"""Events with their technological cards, and the records of pupils who took part."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from generator import stream
from generator.people import Population

__all__ = ["card_points", "cards", "participations"]

# event; title; direction; scale; organizer; form; и — alone, г — team; grades; start; days; partner
_PLAN = """
ВСОШ-МА; Олимпиада по математике, школьный этап; интеллектуальное; школьный; школа; очно; и; 5–11; 05.10.2025; 7;
ВСОШ-МА; Олимпиада по математике, районный этап; интеллектуальное; районный; управление образования; очно; и; 7–11; 02.12.2025; 1;
ВСОШ-МА; Олимпиада по математике, региональный этап; интеллектуальное; региональный; министерство образования; очно; и; 9–11; 30.01.2026; 2; региональный вуз
ВСОШ-РУ; Олимпиада по русскому языку, школьный этап; интеллектуальное; школьный; школа; очно; и; 5–11; 12.10.2025; 6;
ВСОШ-РУ; Олимпиада по русскому языку, районный этап; интеллектуальное; районный; управление образования; очно; и; 7–11; 25.11.2025; 1;
ВСОШ-ФИ; Олимпиада по физике, школьный этап; интеллектуальное; школьный; школа; очно; и; 7–11; 28.09.2025; 3;
ВСОШ-ФИ; Олимпиада по физике, районный этап; интеллектуальное; районный; управление образования; очно; и; 7–11; 15.11.2025; 1;
ВСОШ-ФИ; Олимпиада по физике, региональный этап; интеллектуальное; региональный; министерство образования; очно; и; 9–11; 23.01.2026; 2; региональный вуз
ВСОШ-БИ; Олимпиада по биологии, школьный этап; интеллектуальное; школьный; школа; очно; и; 5–11; 09.10.2025; 3;
НПК; Конференция «Первые шаги в науку», школьный тур; интеллектуальное; школьный; школа; очно; и; 5–11; 02.02.2026; 3;
НПК; Конференция «Первые шаги в науку», районный тур; интеллектуальное; районный; центр развития образования; очно; и; 5–11; 03.03.2026; 2; Дом детского творчества
НПК; Конференция «Первые шаги в науку», региональный тур; интеллектуальное; региональный; региональный вуз; очно; и; 8–11; 15.04.2026; 2; региональный вуз
РОБОТ; Соревнования по робототехнике, районный тур; интеллектуальное; районный; Дом детского творчества; очно; г; 5–9; 18.11.2025; 1; Дом детского творчества
РОБОТ; Соревнования по робототехнике, городской финал; интеллектуальное; городской; технопарк; очно; г; 5–9; 21.02.2026; 2; детский технопарк
РОБОТ; Соревнования по робототехнике, всероссийский финал; интеллектуальное; всероссийский; ассоциация технопарков; очно; г; 5–9; 24.04.2026; 3; детский технопарк
; Интеллектуальный турнир «Что к чему»; интеллектуальное; школьный; школа; очно; г; 5–8; 14.11.2025; 1;
; Сетевая олимпиада «Точный ответ»; интеллектуальное; всероссийский; частная площадка; платный; и; 2–9; 10.11.2025; 20;
; Дистанционная олимпиада по английскому языку; интеллектуальное; международный; международная ассоциация; дистанционно; и; 5–11; 16.02.2026; 12;
; Марафон «Финансовая грамотность»; интеллектуальное; региональный; региональный банк; дистанционно; и; 7–11; 06.04.2026; 14;
ЧТЕЦЫ; Конкурс чтецов «Живое слово», школьный тур; творческое; школьный; школа; очно; и; 2–8; 20.10.2025; 3;
ЧТЕЦЫ; Конкурс чтецов «Живое слово», районный тур; творческое; районный; районная библиотека; очно; и; 2–8; 17.11.2025; 1; районная библиотека
ЧТЕЦЫ; Конкурс чтецов «Живое слово», городской тур; творческое; городской; городская библиотека; очно; и; 5–8; 08.12.2025; 1; городская библиотека
ХОР; Фестиваль хоров «Звонкие голоса»; творческое; районный; Дом культуры; очно; г; 2–8; 12.03.2026; 1; Дом культуры
; Выставка рисунков «Мой край»; творческое; школьный; школа; очно; и; 1–7; 10.11.2025; 10;
; Конкурс рисунков «Мир глазами детей»; творческое; международный; международный фонд; дистанционно; и; 1–8; 01.02.2026; 20;
; Театральный фестиваль «Кулисы»; творческое; городской; Дворец творчества; очно; г; 5–11; 26.03.2026; 2; Дворец творчества
; Творческий интернет-конкурс «Звёздочка»; творческое; международный; частная площадка; платный; и; 1–6; 15.12.2025; 20;
ЛЫЖНЯ; Лыжня школы; спортивное; школьный; школа; очно; и; 3–11; 30.01.2026; 1;
ЛЫЖНЯ; Лыжня района; спортивное; районный; спортивная школа; очно; и; 3–11; 14.02.2026; 1; спортивная школа
МЯЧ; Турнир по волейболу, районный тур; спортивное; районный; спортивная школа; очно; г; 8–11; 05.12.2025; 2; спортивная школа
МЯЧ; Турнир по волейболу, городской финал; спортивное; городской; спорткомитет; очно; г; 8–11; 13.02.2026; 2; спортивная школа
; Шахматный турнир «Белая ладья школы»; спортивное; школьный; школа; очно; и; 2–8; 19.01.2026; 3;
; Осенний кросс; спортивное; школьный; школа; очно; и; 2–11; 22.09.2025; 1;
; Добровольческая акция «Тёплый дом»; социальное; районный; волонтёрский центр; очно; г; 7–11; 01.12.2025; 14; волонтёрский центр
; Проект «Читаем младшим»; социальное; школьный; школа; очно; и; 7–10; 12.01.2026; 60;
; Военно-спортивная игра «Рубеж»; патриотическое; районный; центр патриотического воспитания; очно; г; 7–10; 20.02.2026; 1; центр патриотического воспитания
; Конкурс исследований «История моей семьи»; патриотическое; региональный; региональный архив; дистанционно; и; 5–11; 02.03.2026; 25; региональный архив
ЭКО; Экологический слёт, районный тур; экологическое; районный; станция юннатов; очно; г; 5–9; 18.09.2025; 2; станция юннатов
ЭКО; Экологический слёт, региональный тур; экологическое; региональный; эколого-биологический центр; очно; г; 5–9; 16.10.2025; 2; станция юннатов
; Летняя экологическая школа; экологическое; школьный; школа; очно; и; 6–8; 03.06.2026; 10; станция юннатов
; Школа ученического самоуправления; лидерское; школьный; школа; очно; и; 8–11; 10.09.2025; 30;
; Конкурс «Ученик года»; лидерское; районный; управление образования; очно; и; 9–11; 10.03.2026; 3;
"""
_PURPOSES = {
    "интеллектуальное": "Решать нестандартные задачи", "творческое": "Создавать и представлять свою работу",
    "спортивное": "Укреплять здоровье и держать слово перед командой", "социальное": "Помогать и видеть результат",
    "патриотическое": "Знать историю края и семьи", "экологическое": "Исследовать и беречь природу",
    "лидерское": "Организовывать дело и отвечать за него",
}  # fmt: skip
_REACH = {"школьный": 0.75, "районный": 0.22, "городской": 0.12, "региональный": 0.06, "всероссийский": 0.035,
          "международный": 0.09}  # fmt: skip
_POINTS = (
    ("НПК", "школьный", {"участник": 2, "призёр": 3, "победитель": 4}, "исследования"),
    ("НПК", "районный", {"участник": 3, "призёр": 5, "победитель": 8}, "исследования"),
    ("ЧТЕЦЫ", "школьный", {"участник": 1, "призёр": 2, "победитель": 3}, "конкурсы чтецов"),
    ("ЧТЕЦЫ", "районный", {"участник": 2, "призёр": 4, "победитель": 5}, "конкурсы чтецов"),
)  # fmt: skip


def cards(people: Population) -> pd.DataFrame:
    """Return the technological cards; events are common to the district, persons in charge are the school's."""
    rng = stream(people.story.id, "cards")
    staff = people.teachers["teacher"].tolist()
    rows: list[dict[str, object]] = []
    for number, line in enumerate(_PLAN.strip().splitlines(), 1):
        event, title, direction, scale, organizer, form, alone, grades, start, days, partner = (
            part.strip() for part in line.split(";")
        )
        first = dt.datetime.strptime(start, "%d.%m.%Y").date()
        rows.append(
            {"card": f"К-{number:03d}", "title": title, "event": event or None, "direction": direction, "scale": scale,
             "organizer": organizer, "form": form, "participation": "индивидуальное" if alone == "и" else "групповое",
             "partner": partner or None, "starts": first, "ends": first + dt.timedelta(days=int(days) - 1),
             "grades": grades, "responsible": str(rng.choice(staff)), "purpose": _PURPOSES[direction],
             "evidence": "сертификат площадки" if form == "платный" else "протокол", "version": "1"}
        )  # fmt: skip
    return pd.DataFrame(rows)


def card_points(deck: pd.DataFrame) -> pd.DataFrame:
    """Return the points of the cards that have their own instead of the common scale."""
    rows = []
    for event, scale, points, group in _POINTS:
        card = deck.loc[(deck["event"] == event) & (deck["scale"] == scale), "card"].iloc[0]
        rows += [{"card": card, "role": "исполнитель", "result": result, "points": value, "cap_group": group}
                 for result, value in points.items()]  # fmt: skip
    return pd.DataFrame(rows)


def participations(people: Population, deck: pd.DataFrame) -> pd.DataFrame:
    """Make the records: the able and the active take part more often and go further by the stages of an event."""
    rng = stream(people.story.id, "participations")
    pupils = people.present(2, dt.date(2025, 9, 20))
    drive = rng.normal(0, 1, len(people.bent))
    passed: dict[str, set[str]] = {}
    rows: list[dict[str, object]] = []
    for card in deck.to_dict("records"):
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
        row["record"] = f"Д-{number:04d}"
    return pd.DataFrame(rows)


def _power(people: Population, card: dict[str, object], able: pd.DataFrame, drive: np.ndarray) -> np.ndarray:
    clever = able["theta"].to_numpy() if card["direction"] == "интеллектуальное" else 0.25 * able["theta"].to_numpy()
    return np.asarray(0.8 * clever + drive[able["index"].to_numpy()])


def _singles(
    people: Population, card: dict[str, object], able: pd.DataFrame, drive: np.ndarray, rng: np.random.Generator
) -> list[dict[str, object]]:
    scale, story = str(card["scale"]), people.story
    if able.empty:
        return []
    power = _power(people, card, able, drive) + rng.normal(0, 0.7, len(able))
    stage = scale != "школьный" and isinstance(card["event"], str)
    share = min(0.9, 0.55 + 0.3 * story.olympiad) if stage else 0.13 * _REACH[scale] / 0.75 * (0.5 + story.activity)
    number = max(int(round(share * len(able))), 1 if stage else 0)
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
        if rng.random() >= rare * (0.4 + 0.5 * story.activity + 0.5 * story.olympiad):
            continue
        size = min(int(rng.integers(3, 8)), len(mates))
        power = _power(people, card, mates, drive) + rng.normal(0, 0.5, len(mates))
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
        "result": result, "date": day, "form": "дистанционно" if card["form"] == "очно" and rng.random() < 0.01 else None,
        "evidence": f"{card['evidence']} № {int(rng.integers(1, 90))}" if checked or rng.random() < 0.5 else None,
        "entered_by": str(rng.choice(staff)), "verified_by": staff[1] if checked else None,
    }  # fmt: skip
