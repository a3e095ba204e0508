"""The entry and exit diagnostics in every view: no number of a meeting, no promise to teach, not counted as one."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbook.course.leader_page import leader_page
from workbook.course.lesson import Lesson, read_lesson
from workbook.course.notebook_view import LEADER, LEARNER, notebook_bytes
from workbook.course.site import site_files
from workbook.course.slides import slides_page

LESSONS = Path(__file__).parents[2] / "lessons"


@pytest.fixture(scope="module", params=["00-entry", "15-exit"])
def lesson(request: pytest.FixtureRequest) -> Lesson:
    return read_lesson(LESSONS / request.param)


def test_no_view_numbers_it_or_promises_to_teach(lesson: Lesson) -> None:
    pages = site_files([lesson], LESSONS)
    views = {
        "learner": notebook_bytes(lesson, LEARNER).decode(),
        "leader": notebook_bytes(lesson, LEADER).decode(),
        "slides": slides_page(lesson),
        "page": leader_page(lesson),
        "site": pages[f"{lesson.slug}.html"].decode(),
        "index": pages["index.html"].decode(),
    }
    for name, view in views.items():
        assert lesson.title in view, name
        assert f"Занятие {lesson.number}" not in view, name
        assert "аучимся" not in view, name
    assert "**Зачем**" in views["learner"]


def test_it_is_not_counted_among_meetings() -> None:
    lessons = [read_lesson(LESSONS / slug) for slug in ("00-entry", "01-fos-passport")]
    index = site_files(lessons, LESSONS)["index.html"].decode().replace("\N{NO-BREAK SPACE}", " ")
    assert "Готово 1 занятие, 90 минут." in index
    assert index.index("Входная диагностика") < index.index("Занятие 1")
