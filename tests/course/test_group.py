"""The leader's view of a group: counted by hand, codes only."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from workbook.course import Attempt, Exercise, read_exercises
from workbook.course.answers import AnswersFile, answers_bytes
from workbook.course.group import look_at_group, named_codes
from workbook.course.group_desk import GroupDesk
from workbook.course.group_page import group_page
from workbook.course.lesson import read_lesson
from workbook.errors import WorkbookError


@pytest.fixture
def exercise(folder: Path) -> Exercise:
    return read_exercises((folder / "exercises.yml").read_text(encoding="utf-8"))[0]


def tried(exercise: Exercise, *answers: str) -> dict[str, Attempt]:
    attempt = Attempt()
    for answer in answers:
        attempt, _ = attempt.write(answer).submit(exercise)
    return {exercise.code: attempt}


class TestCounts:
    def test_three_participants(self, exercise: Exercise) -> None:
        group = {
            "У-1": tried(exercise, "2", "2", "0,5"),
            "У-2": tried(exercise, "2", "7"),
            "У-3": tried(exercise, "0,5"),
            "У-4": {},
        }
        seen = look_at_group({"доля": exercise}, group, ["У-3", "У-5"])
        item = seen.exercises[0]
        assert (item.begun, item.wrong, item.right, item.unsolved) == (3, 2, 2, 1)
        assert item.beliefs == (("СЕКРЕТ-ЛОВУШКИ поделили наоборот", 2),)
        assert seen.solved == {"У-1": 1, "У-2": 0, "У-3": 1}
        assert seen.silent == ("У-4", "У-5")
        assert seen.hardest == (item,)

    def test_exercises_that_are_gone_are_left_out(self, exercise: Exercise) -> None:
        seen = look_at_group({"доля": exercise}, {"У-1": {"старое": Attempt("да", solved=True)}})
        assert seen.exercises[0].begun == 0
        assert seen.silent == ("У-1",)


class TestCodes:
    def test_ranges_and_single_codes(self) -> None:
        assert named_codes("у-08…У-10; М-3, м-3") == ("У-08", "У-09", "У-10", "М-3")
        assert named_codes("1—3") == ("1", "2", "3")
        assert named_codes("  ") == ()

    @pytest.mark.parametrize("text", ["У-9…У-1", "У-1…У-999", "Иванова"])
    def test_what_is_no_list(self, text: str) -> None:
        with pytest.raises(WorkbookError, match=r"не читается|не подходит"):
            named_codes(text)


class TestPage:
    def test_words_for_the_leader(self, folder: Path, exercise: Exercise) -> None:
        group = {"У-1": tried(exercise, "2", "0,5"), "У-2": tried(exercise, "2")}
        page = group_page(read_lesson(folder), look_at_group({"доля": exercise}, group, ["У-3"]), ("х.json: Плохо.",))
        assert "Упражнение 1 «Доля верных»: с ошибкой — 2 из 2; верного ответа пока нет — у 1." in page
        assert "Чаще всего: СЕКРЕТ-ЛОВУШКИ поделили наоборот." in page
        assert "Файл не прочитан. х.json: Плохо." in page
        assert "У-3" in page
        assert "http" not in page.replace("http://www.w3.org", "")

    def test_nobody_yet(self, folder: Path) -> None:
        page = group_page(read_lesson(folder), look_at_group({}, {}))
        assert "Ответов пока нет: никто не начал или файлы участников ещё не собраны." in page


class TestDesk:
    def test_files_are_brought_and_seen(self, folder: Path, exercise: Exercise, tmp_path: Path) -> None:
        lessons = tmp_path / "курс" / "lessons"
        shutil.copytree(folder, lessons / "01-proba")
        desk = GroupDesk(lessons, "", "У-1…У-2")
        assert "Ответов пока нет" in desk._group.value
        brought = answers_bytes("01-proba", "У-1", tried(exercise, "2"))
        files = [{"name": "а.json", "content": memoryview(brought)}, {"name": "б.json", "content": memoryview(b"{")}]
        desk._on_files({"new": files})
        assert "а.json: ответы участника У-1 добавлены." in desk._told.value
        assert "б.json: Это не файл ответов" in desk._told.value
        assert "с ошибкой — 1 из 1" in desk._group.value
        assert AnswersFile(tmp_path / "курс" / ".workbook" / "answers", "01-proba", "У-1").read() == tried(
            exercise, "2"
        )

    def test_no_such_lesson(self, folder: Path) -> None:
        with pytest.raises(WorkbookError, match=r"Занятия «02» нет в папке"):
            GroupDesk(folder.parent, "02", "")
