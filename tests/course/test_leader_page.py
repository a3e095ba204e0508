"""The leader's page: minutes in the margin, answers, one file."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from workbook.course.leader_page import leader_page
from workbook.course.lesson import Lesson, read_lesson

FOLDER = Path(__file__).parent / "all_kinds" / "lessons" / "07-all-kinds"


@pytest.fixture(scope="module")
def lesson() -> Lesson:
    return read_lesson(FOLDER)


@pytest.fixture(scope="module")
def page(lesson: Lesson) -> str:
    return leader_page(lesson)


class TestLeaderPage:
    def test_the_clock_runs_to_the_planned_minutes(self, lesson: Lesson, page: str) -> None:
        times = re.findall(r"<span>(\d:\d\d)–(\d:\d\d)</span>", page)
        assert times[0] == ("0:00", "0:05")
        assert all(before[1] == after[0] for before, after in pairwise(times))
        assert times[-1][1] == f"{lesson.planned // 60}:{lesson.planned % 60:02d}"

    def test_everything_for_the_leader_is_there(self, page: str) -> None:
        for words in ("ВЕДУЩЕГО", "РЕШЕНИЯ", "ОТВЕТА", "ПОДСКАЗКИ", "ЗАБЛУЖДЕНИЯ", "ЛОВУШКИ", "ОБРАЗЦА", "СВЕРКИ"):
            assert f"СЕКРЕТ-{words}" in page
        assert "На этой странице есть ответы. Участникам её не показывают и не раздают." in page

    def test_the_plan_holds_parts_of_the_lesson_alone(self, page: str) -> None:
        plan = page.split('<details class="cl-plan">')[1].split("</details>")[0]
        assert "Трудность задания" in plan
        assert "Упражнение. Что проверить первым" in plan
        assert "Куда смотреть" not in plan

    def test_one_file(self, lesson: Lesson, page: str) -> None:
        assert "<link" not in page
        assert "<script" not in page
        assert not re.search(r"https?://", page)
        assert page == leader_page(lesson)

    def test_terms_lead_to_the_site(self, page: str) -> None:
        assert '<a href="../site/glossary.html#term-trudnost">Трудность</a>' in page

    def test_an_author_s_markup_is_text(self, page: str) -> None:
        assert "&lt;b&gt;12 %&lt;/b&gt;" in page
