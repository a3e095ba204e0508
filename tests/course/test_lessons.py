"""The lessons that are given out: every exercise proved by its own answers, every built file fresh."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest

from workbook.course.build import Places, check_course
from workbook.course.built import lesson_folders
from workbook.course.leaks import leaks
from workbook.course.lesson import Lesson, read_lesson
from workbook.course.lint import lint
from workbook.course.notebook_view import LEARNER, notebook_bytes
from workbook.course.proofs import proof_faults

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = lesson_folders(ROOT / "lessons")
SLUGS = [folder.name for folder in FOLDERS]


@pytest.fixture(scope="module", params=FOLDERS, ids=SLUGS)
def lesson(request: pytest.FixtureRequest) -> Lesson:
    folder: Path = request.param
    return read_lesson(folder)


class TestLesson:
    def test_its_exercises_accept_and_reject_what_their_author_says(self, lesson: Lesson) -> None:
        assert [str(fault) for fault in proof_faults(lesson)] == []

    def test_the_lint_finds_nothing(self, lesson: Lesson) -> None:
        assert [str(fault) for fault in lint(lesson, lesson.glossary)] == []

    def test_the_notebook_of_participants_is_fresh_and_tells_no_answer(self, lesson: Lesson) -> None:
        committed = (lesson.folder / "lesson.ipynb").read_bytes()
        assert committed == notebook_bytes(lesson, LEARNER), f"workbook lesson build {lesson.slug}"
        assert [str(fault) for fault in leaks(lesson, committed.decode(), "lesson.ipynb")] == []


def test_the_four_lessons_are_there() -> None:
    assert {"01-fos-passport", "02-item-analysis", "03-card-to-rating", "04-deficit-map"} <= set(SLUGS)


@pytest.mark.slow
def test_numbers_and_pictures_are_fresh() -> None:
    check_course(Places(ROOT / "lessons", ROOT / "datasets" / "municipality", ROOT / "dist"), [], lambda _: None)


@pytest.mark.slow
def test_every_cell_of_every_notebook_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lessons = tmp_path / "lessons"
    shutil.copytree(ROOT / "lessons", lessons)
    monkeypatch.setenv("WORKBOOK_LESSONS", str(lessons))
    for path in [*sorted(lessons.glob("*/lesson.ipynb")), lessons / "group.ipynb"]:
        names: dict[str, object] = {}
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "code":
                exec(cell.source, names)
        assert names, path
