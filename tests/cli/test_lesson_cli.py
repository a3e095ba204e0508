"""``workbook lesson …``: help and refusals in Russian, a lesson begun, drafted and checked from the command line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from workbook.cli import main

ROOT = Path(__file__).resolve().parents[2]


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lesson", "--help"]) == 0
    said = capsys.readouterr().out
    assert "Занятия: создать, построить все виды, проверить, показать." in said
    assert all(f"\n  {name}  " in said for name in ("new", "build", "check", "serve", "facts"))


def test_facts_are_found_by_a_word(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lesson", "facts", "СОСЧИТАТЬ-НЕТ"]) == 0
    none = capsys.readouterr().out
    assert "выполнение задания" not in none
    assert "И всегда: сосчитать: выражение из чисел, имён других чисел, + − * / и скобок." in none
    assert main(["lesson", "facts", "выполнение"]) == 0
    assert "выполнение задания: школа; работа;" in capsys.readouterr().out


def test_an_unknown_lesson(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["lesson", "check", "07", "--lessons", str(tmp_path)]) == 1
    assert f"Занятия «07» нет в папке {tmp_path}." in capsys.readouterr().err


@pytest.mark.slow
def test_a_new_lesson_is_built_and_found_fresh(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    lessons = tmp_path / "lessons"
    lessons.mkdir()
    shutil.copy(ROOT / "lessons" / "glossary.yml", lessons)
    where = ["--lessons", str(lessons), "--data", str(ROOT / "datasets" / "municipality")]
    assert main(["lesson", "new", "05-repeat-topic", "--title", "Какую тему повторить", *where]) == 0
    assert "Это черновик" not in capsys.readouterr().out, "the template has no fault"
    assert main(["lesson", "check", *where]) == 0
    assert "05-repeat-topic: верно. Упражнений 7, проверено ответов 26." in capsys.readouterr().out
    assert main(["lesson", "build", "--out", str(tmp_path / "dist"), *where]) == 0
    assert (tmp_path / "dist" / "leader" / "05-repeat-topic-key.pdf").read_bytes().startswith(b"%PDF")
