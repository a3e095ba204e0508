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
    rough_n: int = rule(
        30, "ориентировочно_n", "Наименьшее число учеников, при котором трудность заданий показывают ориентировочно",
        "Linacre, 1994: 30 учеников дают трудность с точностью ±1 логит", low=20, high=1000,
    )  # fmt: skip
    common_items: int = rule(
        3, "общих_заданий", "Сколько общих заданий связывают два варианта в одну шкалу, не меньше", low=1, high=50
    )
    fit_low: float = rule(
        0.7, "согласие_от", "Средний квадрат infit, ниже которого ответы слишком предсказуемы",
        "Wright, Linacre, 1994: обычная работа 0,7–1,3", low=0.3, high=1,
    )  # fmt: skip
    fit_high: float = rule(
        1.3, "согласие_до", "Средний квадрат infit или outfit, выше которого ответы непредсказуемы",
        "Wright, Linacre, 1994: обычная работа 0,7–1,3", low=1, high=3,
    )  # fmt: skip
    fit_alpha: float = rule(
        0.05, "уровень_значимости", "Уровень значимости с поправкой Холма на число заданий или пар", low=0.001, high=0.2
    )
    curve_n: int = rule(
        200, "кривая_n", "Наименьшее число учеников, чтобы судить о форме кривой задания по S-X2",
        "Orlando, Thissen, 2000: ячейки с ожидаемым числом от 1", low=100, high=10000,
    )  # fmt: skip
    curve_rmsea: float = rule(
        0.05, "кривая_расхождение", "Расхождение кривой (RMSEA), с которого оно заметно на деле",
        "Maydeu-Olivares, Joe, 2014: до 0,05 — близкое согласие", low=0, high=0.5,
    )  # fmt: skip
    pair_gap: float = rule(
        0.2, "пара_q3", "Насколько Q3 пары заданий должен превышать средний по работе, чтобы пара считалась связанной",
        "Christensen, Makransky, Horton, 2017: 0,2 над средним", low=0.05, high=1,
    )  # fmt: skip
    person_items: int = rule(
        12, "ученик_заданий", "Наименьшее число заданий, чтобы судить о рисунке ответов ученика", low=5, high=200
    )
    person_limit: float = rule(
        -2.0, "ученик_lz", "Значение l_z*, ниже которого рисунок ответов ученика необычен",
        "Snijders, 2001: ниже −2 бывает примерно у 2 из 100 обычных учеников", low=-6, high=-1,
    )  # fmt: skip
    level_percent: float = rule(
        67, "уровень_процент", "Какую долю баллов за задания уровня ученик должен получать, чтобы уровень был освоен, %",
        "Mitzel и др., 2001: закладка с вероятностью 2/3", low=50, high=90,
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
