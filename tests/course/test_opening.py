"""A participant at work: typed, checked, hinted, closed and opened again with everything there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from workbook.course import Attempt, open_lesson, read_exercises
from workbook.course.exercise_page import ExercisePage
from workbook.errors import WorkbookError


def page(folder: Path, attempt: Attempt | None = None, question: str = "") -> tuple[ExercisePage, list[Attempt]]:
    text = (folder / "exercises.yml").read_text(encoding="utf-8")
    saved: list[Attempt] = []
    exercise = read_exercises(text.replace("Какова доля?", question or "Какова доля?"))[0]
    return ExercisePage(exercise, attempt or Attempt(), saved.append, "У-07"), saved


def words(box: Any) -> str:
    inside = getattr(box, "children", ())
    own = f"{getattr(box, 'value', '')} {getattr(box, 'description', '')}"
    return " ".join([own, *(words(part) for part in inside)])


def button(shown: ExercisePage, name: str) -> Any:
    row = next(part for part in shown.box.children if hasattr(part, "children") and len(part.children) == 3)
    return next(part for part in row.children if part.description.startswith(name))


def field(box: Any) -> Any:
    return next(part for part in box.children if hasattr(part, "children")).children[0]


class TestWay:
    def test_wrong_hint_wrong_solution(self, folder: Path) -> None:
        shown, saved = page(folder)
        assert "СЕКРЕТ-ОТВЕТА" not in words(shown.box)
        assert button(shown, "Показать").disabled
        field(shown.box).value = "2"
        button(shown, "Проверить").click()
        assert "поделили наоборот" in words(shown.box)
        button(shown, "Подсказка").click()
        assert "СЕКРЕТ-ПОДСКАЗКИ раз" in words(shown.box)
        assert button(shown, "Подсказка").description == "Подсказка (осталось 1)"
        button(shown, "Проверить").click()
        assert not button(shown, "Показать").disabled
        button(shown, "Показать").click()
        assert "СЕКРЕТ-ОТВЕТА" in words(shown.box)
        assert saved[-1] == Attempt("2", 2, 1, opened=True)

    def test_right_shows_the_solution(self, folder: Path) -> None:
        shown, saved = page(folder)
        field(shown.box).value = "0,5"
        button(shown, "Проверить").click()
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


class TestOpening:
    def test_answers_are_there_again(self, folder: Path) -> None:
        field(open_lesson("01-proba", "У-07", folder.parent).exercise("доля")).value = "0,4"
        again = open_lesson("01-proba", "У-07", folder.parent)
        assert again.attempts == {"доля": Attempt("0,4")}
        assert field(again.exercise("доля")).value == "0,4"
        assert open_lesson("01-proba", "У-08", folder.parent).attempts == {}

    def test_an_unknown_lesson_names_the_known(self, folder: Path) -> None:
        with pytest.raises(WorkbookError, match=r"Есть: 01-proba\."):
            open_lesson("02", "У-07", folder.parent)

    def test_an_unknown_exercise_names_the_known(self, folder: Path) -> None:
        with pytest.raises(WorkbookError, match="Есть: «доля»"):
            open_lesson("01-proba", "У-07", folder.parent).exercise("долья")
