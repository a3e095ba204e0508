"""What became of one record of the journal: the codes and the Russian words that explain every point.

Apart from the counting, because the same words stand in the explanation sheet, the findings and the results store.
"""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Outcome"]


class Outcome(StrEnum):
    """Why a record brought the points that it brought; the code is stable, the words may change."""

    COUNTED = "counted"
    LEVEL_CAP = "level-cap"
    CARD_GROUP_CAP = "card-group-cap"
    DIRECTION_CAP = "direction-cap"
    TOTAL_CAP = "total-cap"
    TEAM_CAP = "team-cap"
    BEST_STAGE = "best-stage"
    BEST_N = "best-n"
    OTHER_STAGE = "other-stage"
    DOUBLE = "double"
    DRAFT = "draft"
    UNVERIFIED = "unverified"
    APPEALED = "appealed"
    REVOKED = "revoked"
    REPLACED = "replaced"
    OUTSIDE_PERIOD = "outside-period"
    CARD_UNKNOWN = "card-unknown"
    LEFT = "left"
    NOT_ON_ROSTER = "not-on-roster"
    TEAM_MISSING = "team-missing"
    TEAM_CONFLICT = "team-conflict"
    PAID = "paid"
    ZERO = "zero"

    @property
    def capped(self) -> bool:
        """Whether the record counts, but a limit took a part of its points or all of them."""
        return self in _CAPPED

    @property
    def words(self) -> str:
        """The reason in two or three Russian words."""
        return _TITLES[self]

    @property
    def advice(self) -> str:
        """What a person can do about it, Russian, or an empty text when nothing is to be done."""
        return _ADVICE.get(self, "")

    @property
    def fixable(self) -> bool:
        """Whether the school can make the record count by correcting the journal."""
        return self in _ADVICE


_CAPPED = frozenset(
    {Outcome.LEVEL_CAP, Outcome.CARD_GROUP_CAP, Outcome.DIRECTION_CAP, Outcome.TOTAL_CAP, Outcome.TEAM_CAP}
)

_TITLES = {
    Outcome.COUNTED: "зачтено",
    Outcome.LEVEL_CAP: "достигнут лимит уровня",
    Outcome.CARD_GROUP_CAP: "достигнут лимит группы карт",
    Outcome.DIRECTION_CAP: "достигнут лимит направления",
    Outcome.TOTAL_CAP: "достигнут общий лимит",
    Outcome.TEAM_CAP: "достигнут лимит команды",
    Outcome.BEST_STAGE: "засчитан лучший этап",
    Outcome.BEST_N: "не вошёл в число лучших",
    Outcome.OTHER_STAGE: "другой этап даёт больше",
    Outcome.DOUBLE: "повтор записи",
    Outcome.DRAFT: "черновик",
    Outcome.UNVERIFIED: "запись не подтверждена",
    Outcome.APPEALED: "обжалована, решения нет",
    Outcome.REVOKED: "отозвана",
    Outcome.REPLACED: "заменена другой записью",
    Outcome.OUTSIDE_PERIOD: "вне периода",
    Outcome.CARD_UNKNOWN: "карта не найдена",
    Outcome.LEFT: "ученик выбыл",
    Outcome.NOT_ON_ROSTER: "ученика нет в списке года",
    Outcome.TEAM_MISSING: "не указана команда",
    Outcome.TEAM_CONFLICT: "записи команды расходятся",
    Outcome.PAID: "платный конкурс",
    Outcome.ZERO: "правила дают 0 баллов",
}

_ADVICE = {
    Outcome.DOUBLE: "Проверьте, не внесён ли один результат дважды; лишнюю запись отзовите.",
    Outcome.DRAFT: "Проверьте документ и подтвердите запись или отзовите её.",
    Outcome.UNVERIFIED: "Проверьте документ и впишите код проверившего.",
    Outcome.APPEALED: "Рассмотрите апелляцию: оставьте запись в силе или отзовите.",
    Outcome.CARD_UNKNOWN: "Добавьте технологическую карту или исправьте код карты в записи.",
    Outcome.NOT_ON_ROSTER: "Проверьте код ученика: в списке года такого нет.",
    Outcome.TEAM_MISSING: "Впишите код команды: без него баллы команды не разделить.",
    Outcome.TEAM_CONFLICT: "У одной команды в один день указаны разные результаты или места; сверьте с протоколом.",
}
