"""The section of «методика школы» for technological cards: which fields a card needs, what counts as a clash.

Apart from the points-and-rating rules because a card is judged before anybody has earned a point by it.
"""

from __future__ import annotations

from dataclasses import dataclass

from workbook.settings.declaring import rule

__all__ = ["CardRules"]


@dataclass(frozen=True)
class CardRules:
    """Technological cards of events: completeness, hours, clashes, load (раздел 8)."""

    required: str = rule(
        "организатор; параллели; ответственный; цель; подтверждение; версия; результаты; критерии; этапы; "
        "часов ученика",
        "нужные_поля",
        "Без каких полей карта неполна; названия — как в бланке, через точку с запятой. Риски, партнёр и число мест "
        "есть не у всякого мероприятия: их пустоту показывают, но полноту карты по ним не судят",
    )
    hour_minutes: int = rule(
        60, "минут_в_часе", "Сколько минут в одном часе ученика, когда сверяют часы карты с суммой этапов",
        "методика школы: час по часам; 45 — академический час", low=30, high=60,
    )  # fmt: skip
    hours_gap: float = rule(
        25, "допуск_часов", "Насколько сумма минут этапов может отличаться от часов карты, % часов", low=0, high=100
    )
    present_days: int = rule(
        3, "дней_присутствия",
        "Очное мероприятие не длиннее этого числа дней требует ученика каждый день: совпадение дней двух таких — "
        "накладка; более долгие и дистанционные можно совмещать", low=1, high=60,
    )  # fmt: skip
    month_events: int = rule(
        6, "событий_в_месяц", "Сколько событий одному классу за месяц — ещё не перегрузка", low=1, high=200
    )
