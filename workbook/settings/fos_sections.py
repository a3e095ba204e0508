"""Sections of «методика школы» for the fund of assessment tools beyond the single item: variants, models, cut scores.

Apart from the other sections because a school that only analyses marks never reads them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workbook.settings.declaring import Number, rule

__all__ = ["AgreementRules", "AssemblyRules", "DifRules", "EquatingRules", "ModelRules", "StandardRules"]


@dataclass(frozen=True)
class AssemblyRules:
    """Assembly of parallel variants from the bank."""

    tolerance: float = rule(
        3, "допуск", "Насколько вариант может отходить от цели по трудности или информации, %", low=0, high=50
    )
    time_limit: int = rule(20, "время_поиска", "Сколько секунд искать варианты", low=1, high=600)
    time_tolerance: float = rule(
        10, "допуск_времени", "Насколько время выполнения вариантов может отличаться от общего, %", low=0, high=100
    )
    balance_time: float = rule(
        2, "время_выравнивания", "Сколько секунд после находки делать варианты ещё ровнее", low=0, high=120
    )
    use_limit: int = rule(
        3, "повторов_задания", "Сколько раз задание может быть в работах, прежде чем отдохнёт; 0 — без ограничения",
        low=0, high=1000,
    )  # fmt: skip
    statuses: str = rule(
        "апробировано; новое", "статусы", "Задания каких статусов идут в варианты; задания без статуса идут всегда"
    )


@dataclass(frozen=True)
class ModelRules:
    """Rasch and other models of the answer: when a group is large enough for each."""

    rasch_n: int = rule(
        100, "раш_n", "Наименьшее число учеников для модели Раша",
        "Linacre, 1994: 100 учеников дают ошибку трудности около 0,5 логита с запасом", low=30, high=5000,
    )  # fmt: skip
    two_pl_n: int = rule(
        500, "двухпараметрическая_n", "Наименьшее число учеников для двухпараметрической модели",
        "de Ayala, 2009: от 500", low=100, high=10000,
    )  # fmt: skip


@dataclass(frozen=True)
class DifRules:
    """Items that work differently for equally prepared pupils of two groups (DIF)."""

    group_n: int = rule(40, "группа_n", "Наименьшее число учеников в каждой из сравниваемых групп", low=20, high=1000)
    total_n: int = rule(100, "всего_n", "Наименьшее число учеников в двух группах вместе", low=50, high=5000)
    alpha: float = rule(0.05, "уровень_значимости", "Уровень значимости с поправкой Холма", low=0.001, high=0.2)


@dataclass(frozen=True)
class AgreementRules:
    """Agreement of experts."""

    draws: int = rule(1000, "повторов", "Сколько повторных выборок брать для интервала согласия", low=200, high=20000)


@dataclass(frozen=True)
class StandardRules:
    """Cut scores of marks 2–5."""

    rounding: str = rule(
        "вверх", "округление_порога", "Как дробный порог становится баллом", allowed=("вверх", "к ближайшему", "вниз")
    )
    customary: Mapping[str, Number] = rule(
        {"3": 50, "4": 70, "5": 85}, "обычные_пороги", "Нижние границы отметок, принятые в школе, % максимума",
        low=0, high=100,
    )  # fmt: skip
    experts_n: int = rule(
        3, "экспертов_n", "Наименьшее число экспертов для порога с интервалом",
        "методика школы; для ответственных решений советуют 10–15: Brandon, 2004", low=2, high=30,
    )  # fmt: skip
    judged_share: float = rule(
        90, "оценено_доля", "Какую часть баллов работы эксперт должен оценить, чтобы его порог учитывался, %",
        low=50, high=100,
    )  # fmt: skip
    disputed_spread: float = rule(
        15, "спорное_задание", "Стандартное отклонение оценок экспертов, с которого задание обсуждают, п.п.",
        low=1, high=50,
    )  # fmt: skip
    severity_gap: float = rule(
        10, "строгость_эксперта", "Насколько средняя оценка эксперта может отличаться от средней остальных, п.п.",
        low=1, high=50,
    )  # fmt: skip
    response_probability: float = rule(
        0.67, "вероятность_решения", "С какой вероятностью ученик на границе решает задание с закладкой",
        "Lewis, Mitzel, Green, 1996; Huynh, 2006: 2/3", low=0.5, high=0.9,
    )  # fmt: skip
    borderline_n: int = rule(10, "пограничных_n", "Наименьшее число учеников в пограничной группе", low=5, high=200)
    curve_n: int = rule(
        30, "кривая_n", "Наименьшее число работ, чтобы сверять пороги с распределением баллов (Хофсти, Бойк)",
        low=10, high=1000,
    )  # fmt: skip
    decision_n: int = rule(
        30, "устойчивость_n", "Наименьшее число работ для вероятности другой отметки", low=20, high=1000
    )
    draws: int = rule(1000, "повторов", "Сколько повторных выборок брать для интервала порога", low=200, high=20000)


@dataclass(frozen=True)
class EquatingRules:
    """Equating of variants and years: when the scores of two forms must not be linked."""

    small_n: int = rule(
        50, "дуга_n", "Наименьшее число учеников на вариант; до линейного метода — только дуга окружности",
        "Skaggs, 2005: при 25 лучше не пересчитывать; Livingston, Kim, 2009", low=25, high=1000,
    )  # fmt: skip
    linear_n: int = rule(
        100, "линейное_n", "Наименьшее число учеников на вариант для линейных методов",
        "Kolen, Brennan, 2014: линейное от 100", low=30, high=5000,
    )  # fmt: skip
    equipercentile_n: int = rule(
        400, "процентильное_n", "Наименьшее число учеников на вариант для процентильного выравнивания",
        low=100, high=20000,
    )  # fmt: skip
    anchor_share: float = rule(
        20, "якорь_доля", "Наименьшая доля общих заданий в варианте, %", "Angoff, 1971: не меньше 20 %", low=5, high=100
    )
    anchor_r: float = rule(
        0.6, "якорь_связь", "Наименьшая связь балла за общие задания с суммой", "Kolen, Brennan, 2014: «высокая»",
        low=0, high=1,
    )  # fmt: skip
    matters: float = rule(
        0.5, "заметная_разница", "Разница пересчитанного и исходного балла, которая меняет округлённый балл",
        "Dorans, Feigelson, 1994: половина балла", low=0, high=5,
    )  # fmt: skip
    weights: str = rule(
        "пропорционально", "вес_групп", "Как группы двух вариантов складываются в общую",
        "Kolen, Brennan, 2014, гл. 4", allowed=("пропорционально", "поровну", "первая группа"),
    )  # fmt: skip
    degree: int = rule(
        3, "степень_сглаживания", "Сколько моментов распределения сохраняет сглаживание; 0 — выбрать по AIC",
        "Holland, Thayer, 2000", low=0, high=6,
    )  # fmt: skip
    draws: int = rule(500, "повторов", "Сколько повторных выборок брать для ошибки пересчёта", low=100, high=5000)
