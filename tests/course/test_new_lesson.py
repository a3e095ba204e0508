"""A new lesson: begun whole, and nothing that is there is touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbook.course.front import read_front
from workbook.course.new_lesson import new_lesson
from workbook.errors import WorkbookError


class TestBeginning:
    def test_number_and_title(self, tmp_path: Path) -> None:
        folder = new_lesson(tmp_path, "07-marks", "Отметка: что за ней  стоит")
        front = read_front((folder / "lesson.md").read_text(encoding="utf-8"), [])
        assert (front.texts["занятие"], front.texts["название"]) == (7, "Отметка: что за ней стоит")
        assert sorted(path.name for path in folder.iterdir()) == ["exercises.yml", "lesson.md"]

    @pytest.mark.parametrize("slug", ["marks", "7-marks", "07_marks", "07-Отметка", "00-marks", "07-", "../07-marks"])
    def test_names_that_do_not_fit(self, tmp_path: Path, slug: str) -> None:
        with pytest.raises(WorkbookError) as caught:
            new_lesson(tmp_path, slug, "Отметка")
        assert caught.value.message == (
            f"Имя папки «{slug}» не подходит. Нужны две цифры, дефис и латинские слова через дефис: 05-repeat-topic."
        )
        assert not list(tmp_path.iterdir())

    def test_the_number_is_taken(self, tmp_path: Path) -> None:
        new_lesson(tmp_path, "07-marks", "Отметка")
        with pytest.raises(WorkbookError, match=r"Номер 7 занят: папка «07-marks»\. Возьмите следующий свободный\."):
            new_lesson(tmp_path, "07-other", "Другое")
        with pytest.raises(WorkbookError, match="уже есть и не тронута"):
            new_lesson(tmp_path, "07-marks", "Другое")

    @pytest.mark.parametrize("title", ["", "  ", "а" * 121])
    def test_titles(self, tmp_path: Path, title: str) -> None:
        with pytest.raises(WorkbookError, match=r"Название занятия: от одного до 120 знаков\."):
            new_lesson(tmp_path, "07-marks", title)
