"""The section of «методика школы» for the seven criteria of the internal quality system: what «выполнен» means.

Apart from the deficit map because a criterion is met or not by the school's own act, and the map only orders gaps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workbook.settings.declaring import Number, rule

__all__ = ["CriteriaRules"]

_METHOD = "методика раздела 5.1"
_SCALE = "опросник Дубовицкой: 0–10 внешняя, 11–20 внутренняя"


@dataclass(frozen=True)
class CriteriaRules:
    """Seven criteria of ВСОКО and their instruments (методика разделов 5.1 и 5.2)."""

    success: float = rule(
        98, "успеваемость_от", "Успеваемость школы в каждом из лет не ниже, %", _METHOD, low=0, high=100
    )
    success_range: float = rule(
        2, "разброс_успеваемости", "Разница между лучшим и худшим годом не больше, п.п.", _METHOD, low=0, high=100
    )
    success_class: float = rule(
        95, "успеваемость_класса", "Ни в одном классе за эти годы успеваемость не ниже, %", _METHOD, low=0, high=100
    )
    success_years: int = rule(3, "лет_успеваемости", "Сколько лет подряд смотрят успеваемость", _METHOD, low=2, high=6)
    motivation: str = rule("мотивация", "методика_мотивации", "Как опросник мотивации назван в таблице «Опросы»")
    motivation_total: str = rule("итог", "итог_мотивации", "Как в опросе назван общий балл")
    motivation_internal: float = rule(
        11, "внутренняя_от", "С какого балла мотивация внутренняя", _SCALE, low=1, high=100
    )
    motivation_top: float = rule(20, "балл_мотивации_до", "Наибольший балл опросника", _SCALE, low=2, high=1000)
    motivation_bands: Mapping[str, Number] = rule(
        {"средний": 6, "высокий": 15}, "уровни_мотивации", "Нижние границы уровней внутренней мотивации",
        "опросник Дубовицкой: 0–5, 6–14, 15–20", low=0, high=1000,
    )  # fmt: skip
    motivation_n: int = rule(
        20, "пар_для_вывода", "С какого числа учеников изменение мотивации проверяют; меньше — только направление",
        "методика раздела 5.1: n ≥ 20", low=5, high=1000,
    )  # fmt: skip
    motivation_p: float = rule(
        0.05, "мотивация_p", "Изменение мотивации не объясняется случаем: p ниже", "методика раздела 5.1: 0,05",
        low=0.001, high=0.2,
    )  # fmt: skip
    exam_subjects: str = rule(
        "русский язык; математика", "обязательные_экзамены", "Обязательные предметы ОГЭ и ЕГЭ, через точку с запятой"
    )
    kept: float = rule(
        100,
        "сохранность_от",
        "Сохранность каждого профильного класса без уехавших не ниже, %",
        _METHOD,
        low=0,
        high=100,
    )
    satisfaction: str = rule(
        "удовлетворённость", "методика_удовлетворённости", "Как опрос удовлетворённости назван в таблице «Опросы»"
    )
    satisfied_from: float = rule(
        3, "удовлетворён_от", "С какого ответа человек удовлетворён: 3 — скорее, 4 — полностью", low=1, high=100
    )
    satisfied_top: float = rule(
        4, "ответ_до", "Наибольший ответ опроса; ответы от 1 до него входят в расчёт", low=2, high=100
    )
    satisfied: float = rule(
        80, "удовлетворены_от", "Доля удовлетворённых в каждой группе не ниже, %", _METHOD, low=0, high=100
    )
    response: float = rule(
        50, "ответили_от", "Доля ответивших от приглашённых, ниже которой вывода нет, %", _METHOD, low=0, high=100
    )
    survey_grade: int = rule(
        5, "опрос_с_параллели", "С какой параллели в опрос зовут учеников и их родителей", low=1, high=11
    )
    fos: float = rule(
        100, "фос_от", "Доля средств плана ФОС, принятых экспертизой и обновлённых в срок, не ниже, %", _METHOD,
        low=0, high=100,
    )  # fmt: skip
