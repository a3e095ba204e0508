"""The section of «методика школы» for the current journal: enough marks, the zone of a border, late marks.

Apart from the base indicators because these rules judge the way marks are collected, and never a pupil.
"""

from __future__ import annotations

from dataclasses import dataclass

from workbook.settings.declaring import rule

__all__ = ["JournalRules"]


@dataclass(frozen=True)
class JournalRules:
    """Current marks before the end of a period (методика раздела 6.2)."""

    min_marks_half: int = rule(
        5, "минимум_за_полугодие", "Наименьшее число отметок за полугодие; за год — вдвое больше",
        "методика раздела 6.2: обычно 5–6", low=1, high=100,
    )  # fmt: skip
    border_zone: float = rule(
        0.15, "зона_границы", "На сколько средневзвешенное может не доходить до порога, чтобы ученик был «у границы»",
        low=0.01, high=1,
    )  # fmt: skip
    control_works: str = rule(
        "контрольная", "контрольные_работы", "Какие виды работ считают контрольными, через точку с запятой"
    )
    last_control: str = rule(
        "напомнить", "последняя_контрольная_2",
        "Что делать, если последняя контрольная написана на «2», а порог следующей отметки пройден",
        "методика раздела 6.2: решает положение школы", allowed=("напомнить", "не учитывать"),
    )  # fmt: skip
    late_days: int = rule(
        14, "последние_дни", "Сколько последних дней периода проверяют на скопление отметок", low=1, high=60
    )
    late_share: float = rule(
        50, "доля_в_конце", "Доля отметок периода в последние дни, с которой это скопление, %", low=1, high=100
    )
    busy_ratio: float = rule(
        1.5, "густая_неделя", "Во сколько раз неделя класса гуще средней, чтобы назвать её густой", low=1.1, high=20
    )
    late_works: int = rule(
        3, "работ_для_скопления", "С какого числа работ за период судят о скоплении", low=2, high=100
    )
