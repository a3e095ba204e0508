"""Papers of the school's office: applications to profile classes, the plan, requests to the consulting service."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from generator import stream
from generator.people import Population
from generator.stories import Story

__all__ = ["applications", "plan", "requests"]

_COMPONENTS = {
    "технологический": ("ОГЭ русский язык", "ОГЭ математика", "ОГЭ информатика", "средний балл аттестата"),
    "гуманитарный": ("ОГЭ русский язык", "ОГЭ математика", "ОГЭ обществознание", "средний балл аттестата"),
    "естественно-научный": ("ОГЭ русский язык", "ОГЭ математика", "ОГЭ биология", "средний балл аттестата"),
    "универсальный": ("ОГЭ русский язык", "ОГЭ математика", "средний балл аттестата"),
}

# event; start; end; audience; product; responsible; indicator; baseline; target; status; evidence
_PLAN = """
Мониторинг дефицитов учеников, родителей и педагогов; 10.09.2025; 30.09.2025; ученики, родители, педагоги; Карта дефицитов; заместитель директора; охват мониторингом; 60; 95; выполнено; справка № 1
Входные работы в 5 и 10 классах; 08.09.2025; 19.09.2025; 5 и 10 классы; Аналитическая справка; руководители объединений; доля работ с разбором; 70; 100; выполнено; справка № 2
Обновление фонда оценочных средств; 01.10.2025; 20.04.2026; учителя; Банк оценочных материалов; заместитель директора; доля обновлённых ФОС; 58; 100; идёт; реестр ФОС
Экспертиза оценочных материалов; 10.11.2025; 30.03.2026; эксперты; Листы экспертизы; руководители объединений; доля принятых ФОС; 55; 90; идёт; листы экспертизы
Семинар «Объективность оценивания»; 12.11.2025; 12.11.2025; учителя; Материалы семинара; заместитель директора; доля участников; 0; 80; выполнено; лист регистрации
Перекрёстная проверка работ; 20.11.2025; 28.11.2025; учителя; Протокол проверки; заместитель директора; согласие проверяющих; 70; 90; выполнено; протокол № 3
Взаимопосещение уроков; 06.10.2025; 24.04.2026; учителя; Карты уроков; заместитель директора; посещений на педагога; 1; 3; идёт; карты уроков
Промежуточные итоги первого полугодия; 22.12.2025; 26.12.2025; педагогический совет; Протокол педсовета; директор; доля отметок «2»; 5; 3; выполнено; протокол № 4
Диагностика учебной мотивации; 19.01.2026; 30.01.2026; 5–11 классы; Справка психолога; педагог-психолог; охват диагностикой; 80; 95; выполнено; справка № 5
Сравнение отметок журнала и ВПР; 20.04.2026; 15.05.2026; учителя; Аналитическая справка; заместитель директора; доля подтвердивших отметку; 58; 70; выполнено; справка № 7
Всероссийские проверочные работы; 13.04.2026; 15.05.2026; 4–8 и 10 классы; Протоколы; заместитель директора; явка; 92; 97; выполнено; протоколы ВПР
Опрос об удовлетворённости; 11.05.2026; 20.05.2026; ученики, родители, педагоги; Справка по опросу; заместитель директора; доля ответивших; 45; 60; выполнено; справка № 8
Пакет локальных нормативных актов; 01.10.2025; 29.05.2026; администрация; Положения о ВСОКО и о ФОС; директор; принято актов; 6; 13; идёт; приказы
Итоги года и самообследование; 01.04.2026; 20.04.2026; администрация; Отчёт о самообследовании; директор; показателей с выводом; 60; 100; выполнено; отчёт на сайте
"""
_THEMES = (
    ("экспертиза ФОС", ("как заполнить лист экспертизы", "согласовать критерии двух экспертов", "проверить ключи")),
    ("разработка ФОС", ("как составить кодификатор", "сколько заданий базового уровня нужно", "шкала перевода баллов")),
    ("анализ результатов", ("как прочитать доверительный интервал", "почему разошлись журнал и ВПР", "карта дефицитов")),
    ("учёт достижений", ("как засчитать лучший этап", "разделить баллы команды", "подтвердить участие")),
)
_CLIENTS = ("учителя школы", "учителя района и города", "ученики", "родители", "педагоги ДО")


def applications(people: Population) -> pd.DataFrame:
    """Make applications to the profile classes of grade 10 by components of the rating, spring of 2026."""
    story, rng = people.story, stream(people.story.id, "applications")
    rows: list[dict[str, object]] = []
    number = 0
    for profile in story.profiles.values():
        for _ in range(30 if len(story.profiles) > 1 else 26):
            number += 1
            talent = story.ability[2] + rng.normal(0.2, 0.8)
            for component in _COMPONENTS[profile]:
                share = 1 / (1 + np.exp(-(0.5 + talent + rng.normal(0, 0.4))))
                score = round(2.6 + 2.4 * share, 2) if component.startswith("средний") else int(round(100 * share))
                rows.append({"year": "2025/2026", "applicant": f"З-{number:03d}", "profile": profile,
                             "component": component, "score": score,
                             "minimum_met": "да" if score >= 40 or component.startswith("средний") else "нет",
                             "privilege": "да" if number % 17 == 0 else "нет"})  # fmt: skip
    return pd.DataFrame(rows)


def plan(story: Story) -> pd.DataFrame:
    """Return the year's plan; shkola-4 hands in one with the defects of real plans (methods: циклограмма)."""
    names = ("event", "start", "end", "audience", "product", "responsible", "indicator", "baseline", "target", "status",
             "evidence")  # fmt: skip
    rows: list[dict[str, object]] = []
    for line in _PLAN.strip().splitlines():
        values: dict[str, object] = dict(zip(names, (part.strip() for part in line.split(";")), strict=True))
        for name in ("start", "end"):
            values[name] = dt.datetime.strptime(str(values[name]), "%d.%m.%Y").date()
        rows.append({"plan": "План ВСОКО"} | values | {"baseline": int(str(values["baseline"])),
                                                      "target": int(str(values["target"]))})  # fmt: skip
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
             "outcome": "в работе" if open_ else "решено", "score": None if open_ else int(rng.choice([5, 4, 3], p=[0.6, 0.3, 0.1]))}
        )  # fmt: skip
    return pd.DataFrame(rows).sort_values("date", kind="stable", ignore_index=True)
