"""The section of «методика школы» for the selection to profile classes: what is added, which minimum, how ties break.

Apart from the other sections because these rules stand in a regional act and the school's own order of admission.
"""

from __future__ import annotations

from dataclasses import dataclass

from workbook.settings.declaring import rule

__all__ = ["SelectionRules"]

_ACT = "порядок индивидуального отбора субъекта РФ (ст. 67 ч. 5 закона «Об образовании»); впишите свой"


@dataclass(frozen=True)
class SelectionRules:
    """Rating of applicants, places, ties, reserve and commission (методика раздела 5.4)."""

    weights: str = rule(
        "ОГЭ: 1; средний балл аттестата: 1", "веса",
        "Вес показателя в сумме: «начало названия: вес», через точку с запятой; не названный весит 1", _ACT,
    )  # fmt: skip
    tops: str = rule(
        "ОГЭ: 100; средний балл аттестата: 5", "наибольшие",
        "Наибольший балл показателя: в сумму входит балл / наибольший · 100; не названный — 100", _ACT,
    )  # fmt: skip
    minima: str = rule(
        "ОГЭ: 40", "минимумы", "Наименьший балл показателя; ниже — заявление в рейтинг не входит, причина названа", _ACT
    )
    ties: str = rule(
        "преимущество; профильный; ОГЭ математика; ОГЭ русский язык; средний балл аттестата", "при_равенстве",
        "Что сравнивают при равной сумме, по порядку: «преимущество», «профильный» (предмет, которого нет у всех "
        "профилей) или название показателя", _ACT,
    )  # fmt: skip
    places: str = rule(
        "", "места", "Мест в профиле: «технологический: 25; гуманитарный: 20»; не названный — как «мест_в_классе»",
        "приказ школы о наборе",
    )  # fmt: skip
    class_places: int = rule(25, "мест_в_классе", "Мест в профиле, для которого число не названо", low=1, high=500)
    reserve: int = rule(5, "резерв", "Сколько заявлений подряд после последнего места входит в резерв", low=0, high=100)
    weight_shift: float = rule(
        20, "сдвиг_весов", "На сколько процентов меняют вес каждого показателя, чтобы увидеть, кто у границы меняется",
        low=1, high=100,
    )  # fmt: skip
    commission: int = rule(
        5, "комиссия_от", "Наименьшее число членов комиссии", "методика раздела 5.4: от 5", low=3, high=50
    )
    appeal_days: int = rule(2, "апелляция_дней", "Сколько рабочих дней принимают апелляции", _ACT, low=1, high=30)
    retention_n: int = rule(
        20, "прогноз_от", "С какого числа учеников прошлых лет показывают прогноз сохранности", low=5, high=1000
    )
