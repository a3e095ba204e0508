"""The sections of «методика школы» for the composite of a subject and for groups of levels.

Apart from the marks because here different procedures are brought to one scale, and every step of that is a choice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workbook.settings.declaring import Number, rule

__all__ = ["CompositeRules", "LevelRules"]


@dataclass(frozen=True)
class CompositeRules:
    """The composite of one pupil in one subject (методика раздела 6.1)."""

    weights: Mapping[str, Number] = rule(
        {"текущее": 0.30, "тематическое": 0.25, "промежуточная": 0.25, "ВПР": 0.20},
        "веса", "Вес источника в комплексной оценке по предмету", low=0, high=1, complete=True,
    )  # fmt: skip
    mark_points: Mapping[str, Number] = rule(
        {"5": 100, "4": 75, "3": 50, "2": 25},
        "баллы_отметок", "Сколько баллов из 100 стоит отметка; между отметками — по прямой",
        low=0, high=100, complete=True,
    )  # fmt: skip
    coverage: float = rule(
        0.5, "полнота", "Доля веса имеющихся источников, ниже которой оценка не показывается",
        "методика раздела 6.1", low=0.1, high=1,
    )  # fmt: skip
    bands: Mapping[str, Number] = rule(
        {"высокий": 85, "повышенный": 65, "базовый": 40},
        "уровни", "С какого значения называют уровень результата по предмету; ниже последнего — «ниже базового»",
        low=1, high=100, complete=True,
    )  # fmt: skip
    spread: float = rule(
        30, "разброс", "Расхождение источников одного ученика по предмету, с которого его разбирают, баллов",
        low=5, high=100,
    )  # fmt: skip
    shift: float = rule(
        0.3, "сдвиг_весов", "На какую долю меняют каждый вес, чтобы проверить, держится ли уровень", low=0.05, high=0.9
    )


@dataclass(frozen=True)
class LevelRules:
    """Groups of levels in a subject (методика раздела 6.3); the zones of Б and П/В are those of «объективность»."""

    min_works: int = rule(
        2, "работ_не_меньше", "По скольким работам определяют группу; по меньшему числу она предварительная",
        "методика раздела 6.3", low=1, high=10,
    )  # fmt: skip
    weeks_from: int = rule(
        6, "пересмотр_от", "Через сколько недель группы пересматривают, не раньше", "методика раздела 6.3", low=1,
        high=40,
    )  # fmt: skip
    weeks_to: int = rule(
        8, "пересмотр_до", "Через сколько недель группы пересматривают, не позже", "методика раздела 6.3", low=1,
        high=40,
    )  # fmt: skip
