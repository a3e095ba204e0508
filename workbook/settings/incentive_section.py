"""The section of «методика школы» for the incentive sheet: points of each criterion and what gives them.

Apart from the other sections because money follows these numbers, and none of them may reward inflated marks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workbook.settings.declaring import Number, rule

__all__ = ["IncentiveRules"]

_SHEET = "методика раздела 6.4"


@dataclass(frozen=True)
class IncentiveRules:
    """Criteria of the incentive sheet (методика раздела 6.4); качество знаний is not among them on purpose."""

    caps: Mapping[str, Number] = rule(
        {
            "прирост результатов": 5, "подтверждение отметок": 3, "работа с группой А": 3,
            "наставничество и семинары": 4, "принятые ФОС": 3, "инновации": 2,
        },
        "наибольший_балл", "Наибольший балл по критерию", _SHEET, low=0, high=100, complete=True,
    )  # fmt: skip
    total: float = rule(20, "наибольшая_сумма", "Наибольшая сумма листа", _SHEET, low=1, high=1000)
    gain: Mapping[str, Number] = rule(
        {"выше ожидаемого": 5, "не меньше ожидаемого": 3, "меньше ожидаемого": 0}, "баллы_за_прирост",
        "Прирост внешних работ против прироста по региону: весь интервал выше нуля, интервал включает ноль, весь ниже",
        low=0, high=100, complete=True,
    )  # fmt: skip
    gain_n: int = rule(
        15, "прирост_учеников", "С какого числа учеников прирост даёт баллы без решения комиссии", low=5, high=1000
    )
    lowered: Mapping[str, Number] = rule(
        {"3": 10, "2": 20, "1": 30}, "понизили_не_больше",
        "Балл и доля работ, которые оценены ниже журнала, не больше, %; большая доля баллов не даёт",
        "методика школы: практика школ — 30 %", low=0, high=100, complete=True,
    )  # fmt: skip
    pairs_n: int = rule(
        20, "подтверждение_пар", "С какого числа пар отметок подтверждение даёт баллы без решения комиссии",
        "как разрыв_n раздела «объективность»", low=5, high=1000,
    )  # fmt: skip
    tools: Mapping[str, Number] = rule(
        {"1": 1, "2": 2, "3": 4}, "принято_фос_от",
        "Балл и число оценочных средств учителя, обновлённых за год и принятых экспертизой, не меньше",
        low=1, high=100, complete=True,
    )  # fmt: skip
    raised_talk: float = rule(
        30, "повысили_обсудить", "Доля работ, оценённых выше журнала, с которой обсуждают критерии отметок, %; "
        "на баллы не влияет", low=1, high=100,
    )  # fmt: skip
    commission: int = rule(3, "членов_комиссии", "Сколько человек в комиссии, не меньше", low=3, high=50)
