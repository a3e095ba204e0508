"""Words, pictures and tables are counted as a reader meets them."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbook.course.lesson import read_lesson
from workbook.course.reading_time import Reading, exercise_reading, reading, theory, timing
from workbook.settings.course_section import CourseRules


@pytest.mark.parametrize(
    ("text", "words", "pictures"),
    [
        ("Доля верных — **0,75**.", 3, 0),
        ("[[трудность|Трудности]] и `код`", 3, 0),
        ("## Заголовок\n\n- раз\n- два", 3, 0),
        ("![что видно на рисунке](images/x.png)", 0, 1),
        ("| а | б |\n|---|---|\n| 1 | 2 |", 4, 1),
        ("", 0, 0),
    ],
)
def test_a_text(text: str, words: int, pictures: int) -> None:
    assert reading(text) == Reading(words, pictures)


def test_minutes() -> None:
    assert Reading(240, 2).minutes(CourseRules()) == 3.0
    assert Reading(100, 0).minutes(CourseRules(words_a_minute=50)) == 2.0


def test_only_what_participants_read_is_theory(folder: Path) -> None:
    assert theory(read_lesson(folder)) == Reading(15, 0)  # the heading, one sentence, the key point


def test_an_exercise_is_read_without_hints_and_solution(folder: Path) -> None:
    assert exercise_reading(read_lesson(folder).exercises["доля"]) == Reading(7, 0)


def test_lines_for_the_builder(folder: Path) -> None:
    assert timing(read_lesson(folder)) == (
        "Занятие 1 «Проба»: расписано 10\xa0минут из 20",
        "  теория: 2\xa0минуты; чтение ≈ 0,1 мин (15\xa0слов)",
        "  разговор и показ ведущего: 5\xa0минут",
        "  упражнения: 1\xa0упражнение, 3\xa0минуты (15\xa0% встречи); чтение условий ≈ 0,1 мин (7\xa0слов)",
    )
