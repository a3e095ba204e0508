"""A participant at work: typed, checked, hinted, closed and opened again with everything there."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ipywidgets import Button, Text

from workbook.course import Attempt, open_lesson, read_exercises
from workbook.course.exercise_page import ExercisePage, Seat
from workbook.course.fields import answer_fields
from workbook.errors import Reason, WorkbookError


@pytest.fixture
def folder(folder: Path, tmp_path: Path) -> Path:
    """The small lesson in a folder of lessons: answers are kept beside that."""
    return shutil.copytree(folder, tmp_path / "курс" / "lessons" / "01-proba")


def page(folder: Path, attempt: Attempt | None = None, question: str = "") -> tuple[ExercisePage, list[Attempt]]:
    text = (folder / "exercises.yml").read_text(encoding="utf-8")
    saved: list[Attempt] = []
    exercise = read_exercises(text.replace("Какова доля?", question or "Какова доля?"))[0]
    seat = Seat(lambda answer: answer_fields(exercise.body, answer, "У-07"), saved.append, lambda: "Верно 0 из 1.")
    return ExercisePage(exercise, attempt or Attempt(), seat), saved


def parts(box: Any) -> Iterator[Any]:
    yield box
    for part in getattr(box, "children", ()):
        yield from parts(part)


def words(box: Any) -> str:
    said = " ".join(f"{getattr(part, 'value', '')} {getattr(part, 'description', '')}" for part in parts(box))
    return re.sub(r"<style>.*?</style>", "", said, flags=re.S)


def button(box: Any, name: str) -> Any:
    return next(part for part in parts(box) if isinstance(part, Button) and part.description.startswith(name))


def field(box: Any) -> Any:
    return next(part for part in parts(box) if isinstance(part, Text))


class TestWay:
    def test_wrong_hint_wrong_solution(self, folder: Path) -> None:
        shown, saved = page(folder)
        assert "СЕКРЕТ-ОТВЕТА" not in words(shown.box)
        assert button(shown.box, "Решение — после 2").disabled
        field(shown.box).value = "2"
        button(shown.box, "Проверить").click()
        assert "поделили наоборот" in words(shown.box)
        button(shown.box, "Подсказка").click()
        assert "СЕКРЕТ-ПОДСКАЗКИ раз" in words(shown.box)
        assert button(shown.box, "Подсказка").description == "Подсказка (осталось 1)"
        button(shown.box, "Проверить").click()
        assert not button(shown.box, "Показать").disabled
        button(shown.box, "Показать").click()
        assert "СЕКРЕТ-ОТВЕТА" in words(shown.box)
        assert saved[-1] == Attempt("2", 2, 1, opened=True, wrong=("2",))

    def test_right_shows_the_solution(self, folder: Path) -> None:
        shown, saved = page(folder)
        field(shown.box).value = "0,5"
        button(shown.box, "Проверить").click()
        assert "СЕКРЕТ-ОТВЕТА" in words(shown.box)
        assert saved[-1].solved

    def test_typing_is_saved_before_it_is_checked(self, folder: Path) -> None:
        shown, saved = page(folder)
        field(shown.box).value = "4"
        assert saved == [Attempt("4")]

    def test_a_page_opened_again_does_not_judge_what_was_never_checked(self, folder: Path) -> None:
        shown, _ = page(folder, Attempt("2"))
        assert "заполнено частично" in words(shown.box)
        assert "наоборот" not in words(shown.box)

    def test_hostile_words_stay_words(self, folder: Path) -> None:
        shown, _ = page(folder, question="<script>alert(1)</script>")
        assert "<script>" not in words(shown.box)

    def test_what_is_changed_after_a_check_is_not_judged(self, folder: Path) -> None:
        shown, _ = page(folder)
        field(shown.box).value = "2"
        button(shown.box, "Проверить").click()
        field(shown.box).value = "3"
        assert "наоборот" not in words(shown.box)
        assert "заполнено частично" in words(shown.box)

    def test_enter_checks(self, folder: Path) -> None:
        shown, _ = page(folder)
        field(shown.box).value = "2"
        field(shown.box)._handle_custom_msg({"event": "submit"}, [])
        assert "поделили наоборот" in words(shown.box)

    def test_a_refused_save_is_said(self, folder: Path) -> None:
        exercise = read_exercises((folder / "exercises.yml").read_text(encoding="utf-8"))[0]

        def full(_: Attempt) -> None:
            raise WorkbookError("Файл не записан: нет места.", Reason.RUN_DISK)

        seat = Seat(lambda answer: answer_fields(exercise.body, answer, "У-07"), full, lambda: "Верно 0 из 1.")
        shown = ExercisePage(exercise, Attempt(), seat)
        field(shown.box).value = "2"
        assert "не сохранено" in words(shown.box)
        assert "Файл не записан: нет места." in words(shown.box)


class TestOpening:
    def test_answers_are_there_again(self, folder: Path) -> None:
        field(open_lesson("01-proba", "У-07", folder.parent).exercise("доля")).value = "0,4"
        again = open_lesson("01-proba", "У-07", folder.parent)
        assert again.attempts == {"доля": Attempt("0,4")}
        assert field(again.exercise("доля")).value == "0,4"
        assert open_lesson("01-proba", "У-08", folder.parent).attempts == {}

    def test_without_a_code_nothing_is_kept_until_it_is_typed(self, folder: Path) -> None:
        opened = open_lesson("01-proba", lessons=folder.parent)
        box = opened.exercise("доля")
        field(box).value = "0,4"
        assert "Ответы пока не сохраняются" in words(box)
        assert not (folder.parent.parent / ".workbook").exists()
        opened.page.enter(" у-07 ")
        assert opened.file is not None
        assert opened.file.read() == {"доля": Attempt("0,4")}
        assert "Ответы участника У-07: продолжаем." in words(opened.page.box)

    def test_another_code_shows_other_answers(self, folder: Path) -> None:
        opened = open_lesson("01-proba", "У-07", folder.parent)
        box = opened.exercise("доля")
        field(box).value = "0,5"
        button(box, "Проверить").click()
        assert "Верно 1 из 1" in words(opened.page.box)
        opened.page.enter("У-08")
        assert field(box).value == ""
        assert "Верно 0 из 1" in words(opened.page.box)
        opened.page.enter("У-07")
        assert field(box).value == "0,5"
        assert "СЕКРЕТ-ОТВЕТА" in words(box)

    def test_a_bad_code_changes_nothing(self, folder: Path) -> None:
        opened = open_lesson("01-proba", "У-07", folder.parent)
        opened.page.enter("Иванова")
        assert "Код участника «Иванова» не подходит." in words(opened.page.box)
        assert opened.file is not None
        assert opened.file.participant == "У-07"

    def test_two_pages_of_one_code_do_not_wipe_each_other(self, folder: Path) -> None:
        first = open_lesson("01-proba", "У-07", folder.parent)
        assert first.file is not None
        first.file.put("другое", Attempt("да"))
        field(first.exercise("доля")).value = "0,4"
        assert first.file.read() == {"другое": Attempt("да"), "доля": Attempt("0,4")}

    def test_the_file_is_taken_and_brought_to_another_computer(self, folder: Path, tmp_path: Path) -> None:
        here = open_lesson("01-proba", "У-07", folder.parent)
        field(here.exercise("доля")).value = "0,4"
        content = here.content()
        assert json.loads(content)["участник"] == "У-07"
        shutil.rmtree(folder.parent.parent / ".workbook", ignore_errors=True)
        there = open_lesson("01-proba", lessons=folder.parent)
        box = there.exercise("доля")
        there.bring(content)
        assert field(box).value == "0,4"
        assert there.file is not None
        assert there.file.read() == {"доля": Attempt("0,4")}

    def test_a_file_of_another_lesson_or_no_file_is_refused(self, folder: Path) -> None:
        opened = open_lesson("01-proba", "У-07", folder.parent)
        with pytest.raises(WorkbookError, match="Это ответы другого занятия: «02-items»"):
            opened.bring('{"занятие": "02-items", "участник": "У-07", "упражнения": {}}'.encode())
        for content in (b"", b"{", b"[]", b"\xff", '{"упражнения": {}}'.encode()):
            with pytest.raises(WorkbookError, match="Это не файл ответов, или он повреждён"):
                opened.bring(content)
        with pytest.raises(WorkbookError, match=r"Код участника «\.\./\.\./У-07» не подходит"):
            opened.bring('{"занятие": "01-proba", "участник": "../../У-07", "упражнения": {}}'.encode())

    def test_an_unknown_lesson_names_the_known(self, folder: Path) -> None:
        with pytest.raises(WorkbookError, match=r"Есть: 01-proba\."):
            open_lesson("02", "У-07", folder.parent)

    def test_an_unknown_exercise_names_the_known(self, folder: Path) -> None:
        with pytest.raises(WorkbookError, match="Есть: «доля»"):
            open_lesson("01-proba", "У-07", folder.parent).exercise("долья")
