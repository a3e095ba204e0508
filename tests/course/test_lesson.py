"""Reading of a lesson: whole, or refused with all its faults; its notebooks are the same at every building."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest

from workbook.course import LessonRefused
from workbook.course.lesson import Lesson, read_lesson
from workbook.course.notebook_view import LEADER, LEARNER, notebook_bytes


@pytest.fixture
def lesson(folder: Path) -> Lesson:
    return read_lesson(folder)


def faults(folder: Path, old: str, new: str, name: str = "lesson.md") -> list[str]:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(LessonRefused) as caught:
        read_lesson(folder)
    return [str(fault) for fault in caught.value.faults]


class TestReading:
    def test_the_whole(self, lesson: Lesson) -> None:
        assert (lesson.slug, lesson.number, lesson.minutes, lesson.planned) == ("01-proba", 1, 20, 10)
        assert [sorted(cell.tags) for cell in lesson.cells] == [
            [], ["instructor"], ["exercise"], ["solution"], ["slide-only"], ["key-points"],
        ]  # fmt: skip
        assert [cell.exercise for cell in lesson.cells if cell.exercise] == ["доля"]

    def test_windows_line_ends_and_mark_of_order(self, folder: Path, lesson: Lesson) -> None:
        path = folder / "lesson.md"
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
        assert read_lesson(folder) == lesson

    def test_an_exercise_that_is_not_there(self, folder: Path) -> None:
        assert faults(folder, "`доля`", "`долья`") == [
            "lesson.md: упражнения «долья» нет в exercises.yml",
            "exercises.yml: упражнение «доля» не стоит в занятии",
        ]

    def test_an_unknown_tag(self, folder: Path) -> None:
        assert "метка «instrucktor» неизвестна" in faults(folder, '"instructor"', '"instrucktor"')[0]

    def test_minutes_in_words(self, folder: Path) -> None:
        assert (
            "«minutes» — целое число минут, написано «пять»" in faults(folder, '"minutes": 5', '"minutes": "пять"')[0]
        )

    def test_front_matter(self, folder: Path) -> None:
        assert faults(folder, "минут: 20\n", "минут: двадцать\nцель: одна\n") == [
            "lesson.md, шапка: «минут» — целое число",
            "lesson.md, шапка: ключ «цель» неизвестен; может быть, «цели»",
        ]

    def test_both_files_are_judged_at_once(self, folder: Path) -> None:
        (folder / "exercises.yml").unlink()
        said = faults(folder, "унесём: Список заданий для проверки\n", "")
        assert "exercises.yml: файла нет в папке занятия" in said
        assert "lesson.md, шапка: нет ключа «унесём» или он пуст" in said


class TestViews:
    @pytest.mark.parametrize("view", [LEARNER, LEADER])
    def test_building_twice_gives_the_same_bytes(self, folder: Path, lesson: Lesson, view: str) -> None:
        made = notebook_bytes(lesson, view)
        assert made == notebook_bytes(read_lesson(folder), view)
        node = nbformat.reads(made.decode(), as_version=4)
        nbformat.validate(node)
        assert len({cell.id for cell in node.cells}) == len(node.cells)

    def test_nothing_of_the_leader_is_in_the_learners_bytes(self, lesson: Lesson) -> None:
        assert "СЕКРЕТ" not in notebook_bytes(lesson, LEARNER).decode()

    def test_the_leader_has_everything(self, lesson: Lesson) -> None:
        text = notebook_bytes(lesson, LEADER).decode()
        for secret in ("ВЕДУЩЕГО", "РЕШЕНИЯ", "СЛАЙДА", "ЛОВУШКИ", "ПОДСКАЗКИ", "ОТВЕТА"):
            assert f"СЕКРЕТ-{secret}" in text
        assert "расписано 10: рассказ — 7, упражнения — 3" in text
        assert "**Верный ответ.** 0,5" in text

    def test_the_learner_runs_exercises_by_code(self, lesson: Lesson) -> None:
        cells = json.loads(notebook_bytes(lesson, LEARNER))["cells"]
        code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
        assert code == [
            'from workbook import course\n\nlesson = course.open_lesson("01-proba")',
            'lesson.exercise("доля")',
        ]


class TestDiagnostic:
    def diagnostic(self, folder: Path) -> Path:
        text = (folder / "lesson.md").read_text(encoding="utf-8")
        (folder / "lesson.md").write_text(text.replace("минут: 20", "минут: 20\nвид: диагностика"), encoding="utf-8")
        return folder

    def test_it_has_no_number_and_needs_no_hints(self, folder: Path) -> None:
        path = self.diagnostic(folder) / "exercises.yml"
        lines = path.read_text(encoding="utf-8").splitlines()
        path.write_text("\n".join(line for line in lines if "подсказки" not in line), encoding="utf-8")
        lesson = read_lesson(folder)
        assert (lesson.name, lesson.place) == ("Проба", "Диагностика")
        assert lesson.exercises["доля"].hints == ()
        assert "Подсказки" not in json.dumps(json.loads(notebook_bytes(lesson, LEADER)), ensure_ascii=False)

    def test_another_kind_is_refused(self, folder: Path) -> None:
        assert faults(folder, "минут: 20", "минут: 20\nвид: экзамен") == [
            "lesson.md, шапка: «вид» бывает только «диагностика»; у обычного занятия этого ключа нет"
        ]
