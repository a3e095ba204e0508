"""The section of «методика школы» for progress from start to finish: enough classes, what counts as similar.

Apart from the sections of marks because these numbers decide what may be said of the growth of a class.
"""

from __future__ import annotations

from dataclasses import dataclass

from workbook.settings.declaring import rule

__all__ = ["ProgressRules"]


@dataclass(frozen=True)
class ProgressRules:
    """Progress of pupils from one work to another (раздел «Прогресс учеников»)."""

    least_classes: int = rule(
        5, "классов_для_модели",
        "Меньше этого числа классов во всех парах работ — модель не строят: разброс между классами не оценить",
        "методика школы: по двум–трём классам дисперсия почти не определена", low=3, high=50,
    )  # fmt: skip
    similar_n: int = rule(
        20, "похожих_не_меньше", "Наименьшее число учеников, по которым судят, чего достигают с похожим стартом",
        low=10, high=1000,
    )  # fmt: skip
    similar_middle: float = rule(
        50, "около_ожидаемого",
        "Сколько из ста учеников с похожим стартом считают закончившими «около ожидаемого»; остальные поровну выше и "
        "ниже",
        low=20, high=90,
    )  # fmt: skip
    p_classes: float = rule(
        0.05, "различия_классов_p", "Различия классов не объясняются случаем: p отношения правдоподобий не выше",
        low=0.0001, high=0.2,
    )  # fmt: skip
