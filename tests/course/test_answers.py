"""Answers survive closing, breaks and damage."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbook.course import Attempt
from workbook.course.answers import AnswersFile, answers_bytes, merged, read_group
from workbook.errors import FileRefused, WorkbookError

ATTEMPTS = {"у-1": Attempt("0,75", 1, 2), "у-2": Attempt({"1|1": "60 %"}, solved=True)}


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    file = AnswersFile(tmp_path, "01-fos", "У-07")
    assert file.read() == {}
    file.write(ATTEMPTS)
    assert AnswersFile(tmp_path, "01-fos", "У-07").read() == ATTEMPTS
    assert [path.name for path in (tmp_path / "01-fos").iterdir()] == ["У-07.json"]


@pytest.mark.parametrize("code", ["", "../У-07", "Иван Петров", "Иванова", "У/7", "у" * 20 + "7", "a\n7", "com1"])
def test_only_a_code_is_a_code(tmp_path: Path, code: str) -> None:
    with pytest.raises(WorkbookError, match="не подходит"):
        AnswersFile(tmp_path, "01-fos", code)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"упражнения": []}', '{"упражнения": {"у": 5}}', "[" * 100_000])
def test_a_damaged_file_is_named_and_left_alone(tmp_path: Path, text: str) -> None:
    file = AnswersFile(tmp_path, "01-fos", "У-07")
    file.write({})
    file.path.write_text(text, encoding="utf-8")
    with pytest.raises(WorkbookError, match=r"У-07\.json повреждён"):
        file.read()
    assert file.path.read_text(encoding="utf-8") == text


def test_a_break_keeps_the_former_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = AnswersFile(tmp_path, "01-fos", "У-07")
    file.write(ATTEMPTS)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(FileRefused, match="не записан"):
        file.write({})
    assert file.read() == ATTEMPTS
    assert len(list((tmp_path / "01-fos").iterdir())) == 1


def test_a_group_is_read_and_bad_files_are_named(tmp_path: Path) -> None:
    AnswersFile(tmp_path, "01-fos", "У-07").write(ATTEMPTS)
    AnswersFile(tmp_path, "01-fos", "У-08").write({})
    (tmp_path / "01-fos" / "У-09.json").write_text("{", encoding="utf-8")
    (tmp_path / "01-fos" / "Иван Петров.json").write_text("{}", encoding="utf-8")
    group, refused = read_group(tmp_path, "01-fos")
    assert group == {"У-07": ATTEMPTS, "У-08": {}}
    assert len(refused) == 2
    assert refused[0].startswith("Иван Петров.json: Это не файл ответов, или он повреждён.")


def test_files_of_a_group_may_have_any_name_and_come_twice(tmp_path: Path) -> None:
    AnswersFile(tmp_path, "01-fos", "У-07").write({"у-1": Attempt("1", 2)})
    brought = answers_bytes("01-fos", "У-07", {"у-1": Attempt("0,75", solved=True), "у-2": Attempt("да")})
    (tmp_path / "01-fos" / "01-fos-У-07 (1).json").write_bytes(brought)
    group, refused = read_group(tmp_path, "01-fos")
    assert group == {"У-07": {"у-1": Attempt("0,75", solved=True), "у-2": Attempt("да")}}
    assert refused == ()


def test_the_further_attempt_wins() -> None:
    begun, wrong, right = Attempt("1"), Attempt("2", 1), Attempt("3", solved=True)
    assert merged({"у": wrong}, {"у": begun}) == {"у": wrong}
    assert merged({"у": wrong}, {"у": right}) == {"у": right}
    assert merged({"у": right}, {"у": Attempt("4", 9)}) == {"у": right}
    assert merged({}, {"у": begun}) == {"у": begun}
