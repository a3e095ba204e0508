"""Lessons on the home page: those that are built, by their own titles."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import nbformat

from workbook.live.lesson_pages import GROUP, LessonCard, lesson_cards
from workbook.live.mode import own_schools
from workbook.live.server import ServeOptions


def test_only_built_lessons_have_cards(tmp_path: Path) -> None:
    (tmp_path / "01-pustoe").mkdir()
    (tmp_path / "_template").mkdir()
    for name in ("02-proba", "_template"):
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        cell = nbformat.v4.new_markdown_cell("# Занятие 2. Проба\n\n**Решение школы.** Убрать ли?\n\nЕщё", id="t")
        nbformat.write(nbformat.v4.new_notebook(cells=[cell]), folder / "lesson.ipynb")
    assert lesson_cards(tmp_path) == [LessonCard("02-proba", "Занятие 2. Проба", "Убрать ли?")]
    assert lesson_cards(None) == []


def test_only_a_folder_of_this_very_name_is_ones_own(tmp_path: Path, monkeypatch: object) -> None:
    root = tmp_path / "schools"
    (root / "У-07").mkdir(parents=True)
    (tmp_path / "secret").mkdir()
    monkeypatch.setenv("WORKBOOK_OWN", str(root))  # type: ignore[attr-defined]
    assert own_schools("У-07") == root / "У-07"
    for code in ("", ".", "..", "../secret", "У-08", str(tmp_path / "secret")):
        assert own_schools(code) is None


def test_the_group_is_offered_to_the_leader_alone(tmp_path: Path) -> None:
    plain = ServeOptions(tmp_path, tmp_path, None, tmp_path, lessons=tmp_path, leader=True)
    assert not plain.offers_group
    (tmp_path / GROUP).write_text("{}", encoding="utf-8")
    assert plain.offers_group
    assert not replace(plain, leader=False).offers_group
    assert not replace(plain, lessons=None).offers_group
