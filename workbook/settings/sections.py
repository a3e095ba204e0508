"""The sections of «методика школы»: every threshold, weight and scale with its Russian key, meaning and source.

This is the one place where such a number stands. A mark «методика школы» says that the field has not standardised it
and the school's own act decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

__all__ = [
    "DeficitRules",
    "FosRules",
    "MarkRules",
    "Number",
    "ObjectivityRules",
    "PrivacyRules",
    "RatingRules",
    "WeightedRules",
    "freeze",
]

_OWN = "методика школы"

Number = float | int


def _rule(
    default: Any,
    key: str,
    meaning: str,
    source: str = _OWN,
    *,
    low: float | None = None,
    high: float | None = None,
    allowed: tuple[str, ...] = (),
) -> Any:
    metadata = {"key": key, "meaning": meaning, "source": source, "low": low, "high": high, "allowed": allowed}
    if isinstance(default, Mapping):
        frozen = freeze(default)
        return field(default_factory=lambda: frozen, metadata=metadata)
    return field(default=default, metadata=metadata)


def freeze(value: Mapping[str, Any]) -> MappingProxyType[str, Any]:
    """Return the mapping, and every mapping in it, unchangeable."""
    return MappingProxyType({k: freeze(v) if isinstance(v, Mapping) else v for k, v in value.items()})


@dataclass(frozen=True)
class MarkRules:
    """Base indicators of marks (методика раздела 1: успеваемость, качество, СОУ)."""

    sou_weights: Mapping[str, Number] = _rule(
        {"5": 100, "4": 64, "3": 36, "2": 16},
        "веса_соу",
        "Веса отметок в СОУ: (отметка / 5)² · 100",
        "В. П. Симонов; справка «Сетевого Города»",
        low=0,
        high=100,
    )
    sou_absent: str = _rule(
        "7",
        "н_а_в_соу",
        "Как входит «н/а» в СОУ: вес 7, вес 0 или вне расчёта",
        "справка «Сетевого Города»: 7",
        allowed=("7", "0", "вне расчёта"),
    )
    sou_bands: Mapping[str, Number] = _rule(
        {"высокий": 64, "допустимый": 36}, "уровни_соу", "Нижние границы уровней СОУ, %", low=0, high=100
    )
    quality_bands: Mapping[str, Number] = _rule(
        {"высокое": 50, "допустимое": 30}, "уровни_качества", "Нижние границы уровней качества знаний, %",
        low=0, high=100,
    )  # fmt: skip
    small_n: int = _rule(
        10, "малая_выборка", "Меньше этого числа учеников — «малая выборка»",
        "по аналогии с минимумом группы ФИОКО", low=2, high=100,
    )  # fmt: skip
    no_mark_grades: str = _rule("1", "безотметочные_параллели", "Параллели без отметок, через точку с запятой")
    period_ends: str = _rule(
        "1 четверть: 31.10; 2 четверть: 31.12; 3 четверть: 31.03; 4 четверть: 31.05; 1 триместр: 30.11; "
        "2 триместр: 28.02; 3 триместр: 31.05; 1 полугодие: 31.12; 2 полугодие: 31.05; год: 31.05",
        "концы_периодов",
        "Последний день периода: кто выбыл раньше, в расчёт не входит",
        "календарный учебный график школы",
    )


@dataclass(frozen=True)
class ObjectivityRules:
    """Journal against assessment procedures and the markers of possible inflation (разделы 2.2–2.4)."""

    base_enough: float = _rule(
        60, "базовый_достаточно", "Выполнение задания уровня Б, не ниже, %", "ФИОКО, 2026 (по цитате)", low=0, high=100
    )
    base_zone: float = _rule(
        3, "базовый_зона", "Зона неопределённости уровня Б, п.п.", "ФИОКО, 2026 (по цитате)", low=0, high=50
    )
    raised_enough: float = _rule(
        30, "повышенный_достаточно", "Выполнение заданий уровней П и В, не ниже, %", "ФИОКО, 2026 (по цитате)",
        low=0, high=100,
    )  # fmt: skip
    raised_zone: float = _rule(
        1.5, "повышенный_зона", "Зона неопределённости уровней П и В, п.п.", "ФИОКО, 2026 (по цитате)", low=0, high=50
    )
    spike_p: float = _rule(0.01, "всплеск_p", "Всплеск у границы: p не выше", low=0.0001, high=0.2)
    spike_excess: int = _rule(3, "всплеск_разница", "Всплеск у границы: разница соседних баллов не меньше", low=1)
    spike_n: int = _rule(50, "всплеск_n", "Всплеск у границы: участников не меньше", "ФИОКО, 2026: от 50", low=10)
    gap_share: float = _rule(
        30, "разрыв_доля", "Разность долей «понизили» и «повысили», больше которой нужна проверка, п.п.",
        "практика школ", low=0, high=100,
    )  # fmt: skip
    gap_n: int = _rule(20, "разрыв_n", "Наименьшее число пар отметок для вывода", low=5)
    large_gap: int = _rule(
        2, "большой_разрыв", "Разрыв отметок, который разбирают поимённо внутри школы", "ФИОКО, 2026", low=1, high=3
    )
    large_gap_share: float = _rule(
        15, "большой_разрыв_доля", "Доля пар с большим разрывом в классе, больше которой нужна проверка, %",
        low=0, high=100,
    )  # fmt: skip


@dataclass(frozen=True)
class FosRules:
    """Specification, item analysis and readiness of an assessment tool (разделы 2.2, 5.6)."""

    p_low: float = _rule(
        0.2, "трудность_от", "Доля верных ответов, ниже которой задание слишком трудное", low=0, high=1
    )
    p_high: float = _rule(
        0.9, "трудность_до", "Доля верных ответов, выше которой задание слишком лёгкое", low=0, high=1
    )
    r_min: float = _rule(
        0.2, "различение_от", "Наименьшая скорректированная корреляция задания с остатком работы",
        "Ebel, Frisbie, 1991: от 0,2", low=-1, high=1,
    )  # fmt: skip
    alpha_min: float = _rule(0.6, "надёжность_от", "Наименьший коэффициент α Кронбаха", low=0, high=1)
    alpha_n: int = _rule(30, "надёжность_n", "Наименьшее число учеников для вывода о надёжности", low=5)
    item_n: int = _rule(20, "задание_n", "Наименьшее число ответов для вывода о задании", low=5)
    dead_share: float = _rule(
        0.05, "дистрактор_доля", "Доля выбора, ниже которой неверный вариант не работает",
        "Haladyna, Downing, 1993: 5 %", low=0, high=0.5,
    )  # fmt: skip
    dead_p: float = _rule(
        0.05, "дистрактор_p", "Редкость неверного варианта не объясняется случаем: p не выше", low=0.0001, high=0.2
    )
    key_p: float = _rule(
        0.01, "ключ_p", "Неверный вариант выбирают более сильные ученики, а не случай: двустороннее p не выше",
        low=0.0001, high=0.2,
    )  # fmt: skip
    group_share: float = _rule(
        0.27, "крайние_группы", "Доля лучших и доля слабейших работ для индекса различения D",
        "Kelley, 1939: 27 %", low=0.1, high=0.5,
    )  # fmt: skip
    skip_share: float = _rule(
        0.2, "пропуски_доля", "Доля пропусков или недошедших, выше которой смотрят на условие и время", low=0, high=1
    )
    version_years: int = _rule(
        3, "годность_лет", "Сколько лет версия оценочного средства считается обновлённой", low=1, high=10
    )
    tier_bands: Mapping[str, Number] = _rule(
        {"Б": 60, "П": 40, "В": 0},
        "уровни_выполнения",
        "Нижняя граница ожидаемого выполнения заданий уровня, %: Б 60–100, П 40–60, В ниже 40",
        "обычай спецификаций",
        low=0,
        high=100,
    )
    accept_sum: int = _rule(20, "экспертиза_принять", "Сумма баллов листа экспертизы «принять», из 24", low=0, high=24)
    rework_sum: int = _rule(15, "экспертиза_доработать", "Сумма баллов «доработать»", low=0, high=24)
    must_criteria: str = _rule("1; 5; 7", "экспертиза_обязательные", "Критерии, по которым нельзя получить 0")


@dataclass(frozen=True)
class RatingRules:
    """Points-and-rating system of extracurricular achievements (раздел 8)."""

    points: Mapping[str, Mapping[str, Number]] = _rule(
        {
            "школьный": {"участник": 1, "призёр": 2, "победитель": 3},
            "районный": {"участник": 2, "призёр": 4, "победитель": 6},
            "городской": {"участник": 3, "призёр": 6, "победитель": 9},
            "региональный": {"участник": 4, "призёр": 8, "победитель": 12},
            "всероссийский": {"участник": 6, "призёр": 12, "победитель": 18},
            "международный": {"участник": 8, "призёр": 16, "победитель": 24},
        },
        "баллы",
        "Баллы за результат на уровне",
        low=0,
        high=1000,
    )
    level_caps: Mapping[str, Number] = _rule(
        {"школьный": 15, "районный": 20, "городской": 25, "региональный": 30, "всероссийский": 40, "международный": 40},
        "лимиты_уровней",
        "Наибольшая сумма за период по уровню",
        low=0,
        high=10000,
    )
    roles: Mapping[str, Number] = _rule(
        {"организатор": 1.5, "капитан": 1.25, "исполнитель": 1, "зритель": 0.5}, "роли", "Множитель роли",
        low=0, high=10,
    )  # fmt: skip
    forms: Mapping[str, Number] = _rule(
        {"очно": 1, "дистанционно": 0.5, "платный": 0}, "формы", "Множитель формы участия", low=0, high=10
    )
    group_policy: str = _rule(
        "поровну", "деление_команды", "Как баллы команды делятся между учениками",
        allowed=("поровну", "по ролям", "каждому полностью"),
    )  # fmt: skip
    group_cap: float = _rule(
        10, "лимит_команды", "Лимит ученика за одну команду при делении «каждому полностью»", low=0, high=1000
    )
    tie_order: str = _rule(
        "победы; уровень",
        "при_равенстве",
        "Чем различают равные суммы: по очереди, через точку с запятой",
        allowed=("победы; уровень", "уровень; победы", "не различать"),
    )
    card_role: str = _rule(
        "умножать", "роль_в_баллах_карты",
        "Если баллы заданы в самой карте: умножать их на множитель роли или роль в них уже учтена",
        allowed=("умножать", "уже учтена"),
    )  # fmt: skip
    card_group_cap: float = _rule(
        20, "лимит_группы_карт", "Наибольшая сумма за период по одной группе карт с общим лимитом", low=0, high=10000
    )
    leagues: str = _rule("1–4; 5–7; 8–9; 10–11", "лиги", "Параллели, внутри которых считают место в лиге")
    top_share: float = _rule(
        10, "доля_верхушки", "Доля учеников с наибольшими суммами, для которой считают концентрацию баллов, %",
        low=1, high=50,
    )  # fmt: skip
    starts: str = _rule("01.09.2025", "период_с", "Первый день периода рейтинга")
    ends: str = _rule("31.05.2026", "период_по", "Последний день периода рейтинга")


@dataclass(frozen=True)
class WeightedRules:
    """Weighted mean of current marks (раздел 6.2)."""

    weights: Mapping[str, Number] = _rule(
        {
            "контрольная": 5, "проект": 4, "сочинение": 4, "самостоятельная": 3, "устный ответ": 2, "урок": 2,
            "тетрадь": 1, "домашняя": 1,
        },
        "веса_работ", "Вес вида работы", low=0, high=100,
    )  # fmt: skip
    thresholds: Mapping[str, Number] = _rule(
        {"5": 4.65, "4": 3.65, "3": 2.65}, "пороги", "Средневзвешенное, с которого ставится отметка", low=2, high=5
    )
    min_marks: int = _rule(3, "минимум_отметок", "Наименьшее число отметок за четверть", low=1, high=50)


@dataclass(frozen=True)
class DeficitRules:
    """Targets and weights of the deficit map (раздел 5.3)."""

    targets: Mapping[str, Number] = _rule(
        {
            "успеваемость": 98, "качество": 50, "соу": 64, "подтвердили": 60, "базовые задания": 60,
            "обновление фос": 100, "сохранность": 100,
        },
        "цели", "Целевые значения показателей, %", low=0, high=100,
    )  # fmt: skip
    importance: Mapping[str, Number] = _rule(
        {
            "успеваемость": 3, "качество": 2, "соу": 1, "подтвердили": 3, "базовые задания": 3, "обновление фос": 2,
            "сохранность": 2,
        },
        "значимость", "Значимость показателя от 1 до 3", low=1, high=3,
    )  # fmt: skip
    influence: Mapping[str, Number] = _rule(
        {
            "успеваемость": 2, "качество": 2, "соу": 2, "подтвердили": 3, "базовые задания": 3, "обновление фос": 3,
            "сохранность": 1,
        },
        "влияние", "Насколько школа может повлиять, от 1 до 3", low=1, high=3,
    )  # fmt: skip
    fos_fresh_days: int = _rule(
        365, "срок_обновления_фос", "ФОС считается обновлённым, если дата обновления не старше стольких дней к сроку",
        low=30, high=3650,
    )  # fmt: skip


@dataclass(frozen=True)
class PrivacyRules:
    """What may leave the school (раздел 9)."""

    small_cell: int = _rule(
        10, "малая_ячейка", "Группы меньше этого числа в публикацию не идут", "раздел 6.1: не ниже 5", low=5, high=100
    )
    k_anonymity: int = _rule(5, "k_анонимность", "Наименьшая группа неразличимых записей", low=2, high=100)
