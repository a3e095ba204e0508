"""Writes down what is planted for the quality system: what, where, and what a method must find.

Apart from the other truths because these are about decisions of people and days of works.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from generator.incentives import planted_claims
from generator.late_marks import LATE
from generator.level_moves import planted_moves
from generator.measures import planted_measures
from generator.office import TWO_YEARS
from generator.opinions import AGREE, DISAGREE, TWICE_SEEN
from generator.school_works import INTERIM, META, interim_lift
from generator.self_indicators import CONTRADICTS, head_count
from generator.timetable import ALWAYS_FIRST, ALWAYS_LAST

if TYPE_CHECKING:
    from generator.build import Handed

__all__ = ["quality"]

_PLAN = (
    {"event": 3, "what": "даты предыдущего учебного года: май 2025 раньше сентября 2025",
     "find": ["год", "порядок", "просрочено"]},
    {"event": 4, "what": "нет срока, ответственного, показателя и значений",
     "find": ["срок", "ответственный", "показатель"]},
    {"event": 7, "what": "нет продукта и ответственного, не начато после срока",
     "find": ["продукт", "ответственный", "просрочено"]},
    {"event": 10, "what": "цель ниже исходного значения, не начато после срока", "find": ["цель", "просрочено"]},
    {"event": 13, "what": "заглушка «????», нет срока и продукта, цель равна исходному значению",
     "find": ["заглушка", "срок", "продукт", "цель"]},
)  # fmt: skip


def quality(handed: Mapping[str, Handed]) -> dict[str, Any]:
    """Return the section of the truth file.

    Parameters
    ----------
    handed : mapping of str to Handed
        Tables before writing.
    """
    counted = head_count(handed[str(CONTRADICTS["school"])].people, int(CONTRADICTS["calendar_year"]))
    return {
        "procedures_of_the_school": {
            "year": "2025/2026",
            INTERIM: "4–8 и 10 классы, русский язык и математика, отметки с 40, 60 и 80 %",
            META: "читательская и математическая грамотность в 4–8 классах, групповой проект в 9–10, без отметок",
            "interim_lift_latent": {school: round(interim_lift(one.people), 3) for school, one in handed.items()},
        },
        "late_marks": {**LATE, "find": "больше половины отметок периода — в последние 14 дней"},
        "lessons_of_two_observers": {"school": TWICE_SEEN, "agree": AGREE, "disagree": DISAGREE},
        "profile_years": {"schools": list(TWO_YEARS), "years": ["2024/2025", "2025/2026"]},
        "plan": {"school": "shkola-4", "defects": [dict(defect) for defect in _PLAN]},
        "timetable": {
            "days": 5,
            "hours": "как в методике графика; в 4 классах ещё час ОРКСЭ",
            "single_lesson_always_first": {"class_": ALWAYS_FIRST[0], "subject": ALWAYS_FIRST[1], "schools": "все"},
            "two_lessons_always_last": {"class_": ALWAYS_LAST[0], "subject": ALWAYS_LAST[1], "schools": "все"},
        },
        "self_indicators": {**CONTRADICTS, "counted": counted, "written": counted + int(CONTRADICTS["surplus"])},
        "deficit_measures": {
            school: planted_measures(one.tables["deficit_measures"]) for school, one in handed.items()
        },
        "level_moves": {school: planted_moves(one.tables["level_moves"]) for school, one in handed.items()},
        "incentives": {
            school: planted_claims(one.people, one.tables["procedures"], one.tables["incentives"])
            for school, one in handed.items()
        },
    }
