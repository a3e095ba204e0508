"""The section of «методика» for a municipality: limits of the funnel, similar schools, how many schools a claim needs.

Apart from the school's own rules because these compare schools, and no school decides them alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from workbook.settings.declaring import rule

__all__ = ["DistrictRules"]

_OWN = "методика муниципалитета"


@dataclass(frozen=True)
class DistrictRules:
    """Schools side by side (методика разделов 1.4, 2.4, 3.2)."""

    inner: float = rule(
        95, "предел_наблюдения", "Внутренний предел воронки, %: дальше него — наблюдать", "Spiegelhalter, 2005: 95 %",
        low=80, high=99.99,
    )  # fmt: skip
    outer: float = rule(
        99.8, "предел_внимания", "Внешний предел воронки, %: дальше него — разобраться в причинах",
        "Spiegelhalter, 2005: 99,8 %", low=80, high=99.999,
    )  # fmt: skip
    together: float = rule(
        95, "надёжность_мест", "Надёжность, с которой места всех школ сразу лежат в своих границах, %",
        "Klein, Wright, Wieczorek, 2020", low=50, high=99.99,
    )  # fmt: skip
    near: int = rule(3, "похожих_школ", "Сколько ближайших по контексту школ показывают рядом", _OWN, low=1, high=20)
    far: float = rule(
        2, "похожие_не_дальше", "Расстояние по контексту (в стандартных отклонениях), дальше которого школы не похожи",
        _OWN, low=0.5, high=10,
    )  # fmt: skip
    context_schools: int = rule(
        15, "школ_для_контекста", "Сколько школ нужно, чтобы предсказывать результат по контексту и называть школы "
        "резильентными", "методика раздела 3.2: от 15", low=8, high=1000,
    )  # fmt: skip
    third: float = rule(
        100 / 3, "доля_трети", "Нижняя часть школ по контексту и верхняя по результату для резильентной школы, %",
        "методика раздела 3.2: трети", low=5, high=50,
    )  # fmt: skip
    common_share: float = rule(
        50, "общий_дефицит_от", "Дефицит считают общим, если он подтверждён у такой доли школ с данными, %", _OWN,
        low=1, high=100,
    )  # fmt: skip
    trend_years: int = rule(3, "лет_для_тренда", "Со скольких лет говорят о направлении", _OWN, low=3, high=10)
    progress_schools: int = rule(
        5, "школ_для_прогресса", "Сколько школ нужно для модели прогресса по паре работ", _OWN, low=3, high=1000
    )
