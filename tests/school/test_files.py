from __future__ import annotations

import os
import sys
import unicodedata
from pathlib import Path

import pytest

from workbook.errors import DataRefused, Reason
from workbook.school import input_digest, school_ids
from workbook.school.files import find_files

from .conftest import Folder


class TestFinding:
    @pytest.mark.parametrize(
        ("name", "table"),
        [
            ("pupils.csv", "pupils"), ("Ученики.csv", "pupils"), ("ученики.CSV", "pupils"), ("Ученики.xlsx", "pupils"),
            ("Текущие_отметки.tsv", "marks"), ("period_marks.parquet", "period_marks"), ("school.ods", ""),
            ("Школа.xls", ""),
        ],
    )  # fmt: skip
    def test_names(self, folder: Folder, name: str, table: str) -> None:
        folder.write(name, "x")
        (found,) = find_files(folder.path).own
        assert (found.name, found.table) == (name, table)

    def test_workbooks_come_first_then_texts_then_parquet(self, folder: Folder) -> None:
        for name in ("pupils.parquet", "pupils.csv", "school.xlsx", "marks.csv"):
            folder.write(name, "x")
        names = [file.name for file in find_files(folder.path).own]
        assert names == ["school.xlsx", "marks.csv", "pupils.csv", "pupils.parquet"]

    def test_locks_and_hidden_files_are_passed_over(self, folder: Folder) -> None:
        for name in ("~$school.xlsx", ".~lock.school.xlsx", ".pupils.csv", "Приказ.docx"):
            folder.write(name, "x")
        assert find_files(folder.path).own == find_files(folder.path).problems == ()

    def test_names_taken_apart_by_macos(self, folder: Folder) -> None:
        folder.write(unicodedata.normalize("NFD", "Посещённые уроки.csv"), "x")
        (found,) = find_files(folder.path).own
        assert (found.name, found.table) == ("Посещённые уроки.csv", "observations")

    @pytest.mark.skipif(os.name != "posix" or sys.platform == "darwin", reason="names there are always Unicode")
    def test_names_of_broken_bytes_can_still_be_reported(self, folder: Folder) -> None:
        Path(os.fsdecode(os.fsencode(folder.path) + b"/\xd3\xf7.csv")).write_text("x")
        (problem,) = find_files(folder.path).problems
        assert problem.message.encode()
        assert input_digest(folder.path)

    def test_unknown_table_file(self, folder: Folder) -> None:
        folder.write("Ученеки.csv", "x")
        folder.write("заметки.xlsx", "x")
        far, near = find_files(folder.path).problems
        assert (near.reason, near.suggestion) == (Reason.FILE_UNKNOWN, "Ученики.csv")
        assert near.message == (
            "Ученеки.csv: имя файла не совпадает ни с одной таблицей, файл не прочитан. Возможно, имелось в виду "
            "«Ученики.csv»: переименуйте файл."
        )
        assert far.message == (
            "заметки.xlsx: имя файла не совпадает ни с одной таблицей, файл не прочитан. Назовите файл по таблице, "
            "например «pupils.csv» или «Ученики.csv», книгу с листами — «school.xlsx»."
        )

    def test_shared_tables_of_the_municipality(self, folder: Folder) -> None:
        (folder.path.parent / "scales.csv").write_text("x")
        (folder.path.parent / "pupils.csv").write_text("x")
        (found,) = find_files(folder.path).shared
        assert (found.name, found.table) == ("../scales.csv", "scales")

    def test_no_folder(self, tmp_path: Path) -> None:
        with pytest.raises(DataRefused) as caught:
            find_files(tmp_path / "нет")
        assert caught.value.message == (
            f"Папки «{tmp_path / 'нет'}» нет или она не открывается. Проверьте путь к данным школы."
        )
        assert caught.value.reason is Reason.FILE_MISSING


class TestDigest:
    def test_changes_with_every_input(self, folder: Folder) -> None:
        seen = {input_digest(folder.path)}
        folder.write("pupils.csv", "a")
        seen.add(input_digest(folder.path))
        folder.write("pupils.csv", "b")
        seen.add(input_digest(folder.path))
        (folder.path / "pupils.csv").rename(folder.path / "Ученики.csv")
        seen.add(input_digest(folder.path))
        (folder.path.parent / "scales.csv").write_text("a")
        seen.add(input_digest(folder.path))
        folder.passport("школа: shkola-7\nназвание: Другая\n")
        seen.add(input_digest(folder.path))
        assert len(seen) == 6

    def test_is_steady_and_blind_to_the_rest(self, folder: Folder) -> None:
        before = input_digest(folder.path)
        folder.write("Приказ.docx", "x")
        (folder.path.parent / "pupils.csv").write_text("x")
        assert input_digest(folder.path) == before == input_digest(str(folder.path))
        assert len(before) == 64


class TestIds:
    def test_lists_schools_only(self, folder: Folder) -> None:
        root = folder.path.parent
        for name in ("gimnaziya-1", "Школа 7", "empty", "with-table"):
            (root / name).mkdir()
        (root / "gimnaziya-1" / "school.yml").write_text("")
        (root / "Школа 7" / "school.yml").write_text("")
        (root / "with-table" / "Ученики.csv").write_text("x")
        (root / "file").write_text("")
        assert school_ids(root) == ["gimnaziya-1", "shkola-7", "with-table"]

    def test_no_folder(self, tmp_path: Path) -> None:
        with pytest.raises(DataRefused):
            school_ids(tmp_path / "нет")
