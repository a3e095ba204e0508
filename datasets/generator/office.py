"""Papers of the school's office: applications to profile classes, the plan, requests to the consulting service."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd

from generator import stream
from generator.people import Population
from generator.stories import Story

__all__ = ["TWO_YEARS", "applications", "past_applications", "plan", "requests"]

_COMPONENTS = {
    "технологический": ("ОГЭ русский язык", "ОГЭ математика", "ОГЭ информатика", "средний балл аттестата"),
    "гуманитарный": ("ОГЭ русский язык", "ОГЭ математика", "ОГЭ обществознание", "средний балл аттестата"),
    "естественно-научный": ("ОГЭ русский язык", "ОГЭ математика", "ОГЭ биология", "средний балл аттестата"),
    "универсальный": ("ОГЭ русский язык", "ОГЭ математика", "средний балл аттестата"),
}

TWO_YEARS = ("gimnaziya-1", "licey-5")
"""Schools that keep the applications of the year before too."""

_PLAN = Path(__file__).with_name("plan.csv")
_THEMES = (
    ("экспертиза ФОС", ("как заполнить лист экспертизы", "согласовать критерии двух экспертов", "проверить ключи")),
    ("разработка ФОС", ("как составить кодификатор", "сколько заданий базового уровня нужно", "шкала перевода баллов")),
    (
        "анализ результатов",
        ("как прочитать доверительный интервал", "почему разошлись журнал и ВПР", "карта дефицитов"),
    ),
    ("учёт достижений", ("как засчитать лучший этап", "разделить баллы команды", "подтвердить участие")),
)
_CLIENTS = ("учителя школы", "учителя района и города", "ученики", "родители", "педагоги ДО")


def applications(people: Population) -> pd.DataFrame:
    """Make applications to the profile classes of grade 10 by components of the rating, spring of 2026."""
    return _applied(people, "2025/2026", stream(people.story.id, "applications"))


def past_applications(people: Population) -> pd.DataFrame:
    """Make the applications of spring 2025 in the same manner."""
    return _applied(people, "2024/2025", stream(people.story.id, "applications", "2024/2025"))


def _applied(people: Population, year: str, rng: np.random.Generator) -> pd.DataFrame:
    story = people.story
    rows: list[dict[str, object]] = []
    number = 0
    for profile in story.profiles.values():
        for _ in range(30 if len(story.profiles) > 1 else 26):
            number += 1
            talent = story.ability[int(year[:4]) - 2023] + rng.normal(0.2, 0.8)
            for component in _COMPONENTS[profile]:
                share = 1 / (1 + np.exp(-(0.5 + talent + rng.normal(0, 0.4))))
                score = round(2.6 + 2.4 * share, 2) if component.startswith("средний") else round(100 * share)
                rows.append({"year": year, "applicant": f"З-{number:03d}", "profile": profile,
                             "component": component, "score": score,
                             "minimum_met": "да" if score >= 40 or component.startswith("средний") else "нет",
                             "privilege": "да" if number % 17 == 0 else "нет"})  # fmt: skip
    return pd.DataFrame(rows)


def plan(story: Story) -> pd.DataFrame:
    """Return the year's plan; shkola-4 hands in one with the defects of real plans (methods: циклограмма)."""
    rows: list[dict[str, object]] = []
    with _PLAN.open(encoding="utf-8", newline="") as handle:
        for line in csv.DictReader(handle, delimiter=";"):
            days = {name: dt.datetime.strptime(line[name], "%d.%m.%Y").date() for name in ("start", "end")}
            rows.append({"plan": "План ВСОКО", **line, **days, "baseline": int(line["baseline"]),
                         "target": int(line["target"])})  # fmt: skip
    if story.id == "shkola-4":
        rows[2] |= {"start": dt.date(2025, 5, 12), "end": dt.date(2025, 5, 30)}
        rows[3] |= {"end": None, "responsible": None, "indicator": None, "baseline": None, "target": None}
        rows[6] |= {"product": None, "responsible": None, "status": "не начато", "evidence": None}
        rows[12] |= {"event": "Пакет локальных актов ????", "end": None, "product": None, "baseline": 13, "target": 13}
        rows[9] |= {"status": "не начато", "evidence": None, "baseline": 70, "target": 60}
    return pd.DataFrame(rows)


def requests(story: Story) -> pd.DataFrame:
    """Make the log of the consulting service."""
    rng = stream(story.id, "requests")
    rows: list[dict[str, object]] = []
    for _ in range(20 + int(25 * story.activity)):
        direction, topics = _THEMES[int(rng.integers(len(_THEMES)))]
        day = dt.date(2025, 9, 8) + dt.timedelta(days=int(rng.integers(0, 255)))
        open_ = rng.random() < 0.1
        rows.append(
            {"date": day, "direction": direction,
             "executor": str(rng.choice(["учителя — разработчики ФОС", "зам. директора по информатизации",
                                         "руководитель службы"], p=[0.4, 0.2, 0.4])),
             "client": str(rng.choice(_CLIENTS, p=[0.45, 0.2, 0.12, 0.15, 0.08])), "topic": str(rng.choice(topics)),
             "form": str(rng.choice(["очно", "дистанционно", "письменно"], p=[0.5, 0.3, 0.2])),
             "minutes": int(rng.integers(2, 13)) * 5,
             "answered": None if open_ else day + dt.timedelta(days=int(rng.geometric(0.4)) - 1),
             "outcome": "в работе" if open_ else "решено",
             "score": None if open_ else int(rng.choice([5, 4, 3], p=[0.6, 0.3, 0.1]))}
        )  # fmt: skip
    return pd.DataFrame(rows).sort_values("date", kind="stable", ignore_index=True)
