"""What a lesson of the course must keep to: time, shares, reading speed, lengths; each with its reason.

Apart from the sections of «методика школы» because a lesson is the same for every school: its author keeps to these
rules, a school does not set them.
"""

from __future__ import annotations

from dataclasses import dataclass

from workbook.settings.declaring import rule

__all__ = ["CourseRules"]

_KIT = "методика комплекта"
_LATIN = (
    "CSV; DOCX; Excel; Google; HTML; HTTP; ITEMAN; JPEG; JSON; Jupyter; JupyterLab; KR; LibreOffice; Markdown; Moodle; "
    "MyOffice; ODS; PDF; PISA; PIRLS; PNG; Python; R; TIMSS; USB; Word; XLSX; Windows; Linux"
)


@dataclass(frozen=True)
class CourseRules:
    """Time of a meeting, share of work, reading speed, sizes of what is read (проверка занятия)."""

    slot_slack: int = rule(
        5, "запас_минут", "Сколько минут встречи могут остаться нерасписанными: на вопросы и опоздания", _KIT,
        low=0, high=30,
    )  # fmt: skip
    work_low: float = rule(
        46, "упражнения_от", "Упражнения занимают не меньше этой доли встречи, %: из 90 минут — 42",
        f"{_KIT}: половина времени — работа руками", low=0, high=100,
    )  # fmt: skip
    work_high: float = rule(
        56, "упражнения_до", "Упражнения занимают не больше этой доли встречи, %: из 90 минут — 50",
        f"{_KIT}: половина времени — работа руками", low=0, high=100,
    )  # fmt: skip
    words_a_minute: int = rule(
        120, "слов_в_минуту", "Сколько слов теории читают с пониманием или рассказывают за минуту",
        f"{_KIT}: темп неторопливой устной речи; проверяют на встречах", low=40, high=300,
    )  # fmt: skip
    minutes_a_picture: float = rule(
        0.5, "минут_на_рисунок", "Сколько минут рассматривают один рисунок или одну таблицу", _KIT, low=0, high=10
    )
    theory_gap: float = rule(
        25, "расхождение_времени", "На сколько процентов минуты теории могут отличаться от времени чтения", _KIT,
        low=0, high=100,
    )  # fmt: skip
    question_share: float = rule(
        60, "чтение_упражнения", "Какую долю минут упражнения, %, может занимать чтение его условия",
        f"{_KIT}: остальное — подумать и ответить", low=0, high=100,
    )  # fmt: skip
    untimed_words: int = rule(
        15, "слов_без_минут", "До скольких слов часть занятия может не иметь своих минут: заголовок, связка", _KIT,
        low=0, high=100,
    )  # fmt: skip
    exercises_least: int = rule(6, "упражнений_от", "Наименьшее число упражнений", _KIT, low=1, high=30)
    objectives_least: int = rule(2, "целей_от", "Наименьшее число целей", _KIT, low=1, high=10)
    objectives_most: int = rule(
        5, "целей_до", "Наибольшее число целей: больше за встречу не проверить", _KIT, low=1, high=10
    )
    slides_least: int = rule(5, "слайдов_от", "Наименьшее число слайдов", _KIT, low=1, high=60)
    key_points_least: int = rule(3, "главного_от", "Наименьшее число строк в «главном»", _KIT, low=1, high=10)
    key_points_most: int = rule(7, "главного_до", "Наибольшее число строк в «главном»", _KIT, low=1, high=20)
    alt_words: int = rule(
        4, "слов_описания", "Наименьшее число слов в описании рисунка: что на нём видно", _KIT, low=1, high=30
    )
    rejects_least: int = rule(
        2, "отвергает_от", "Сколько неверных ответов проверяют упражнение, не меньше", _KIT, low=1, high=20
    )
    latin: str = rule(
        _LATIN, "латиница", "Слова латиницей, которые в русском тексте остаются, через точку с запятой", _KIT
    )
