"""Sections of «методика школы» for the fund of assessment tools beyond the single item: variants, models, cut scores.

Apart from the other sections because a school that only analyses marks never reads them.
"""

from __future__ import annotations

from dataclasses import dataclass

from workbook.settings.declaring import rule

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


@dataclass(frozen=True)
class EquatingRules:
    """Equating of variants and years: when the scores of two forms must not be linked."""

    linear_n: int = rule(
        100, "линейное_n", "Наименьшее число учеников на вариант для среднего и линейного выравнивания",
        "Kolen, Brennan, 2014: линейное от 100", low=30, high=5000,
    )  # fmt: skip
    equipercentile_n: int = rule(
        400, "процентильное_n", "Наименьшее число учеников на вариант для процентильного выравнивания",
        low=100, high=20000,
    )  # fmt: skip
    anchor_share: float = rule(
        20, "якорь_доля", "Наименьшая доля общих заданий в варианте, %", "Angoff, 1971: не меньше 20 %", low=5, high=100
    )
