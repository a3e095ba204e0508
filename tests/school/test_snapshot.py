from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from workbook.school import TABLES, School, read_school, snapshot
from workbook.school import school as reader

from .conftest import Folder


def rows(table: str) -> tuple[str, str]:
    columns = TABLES[table].columns
    return "|".join(column.header for column in columns), "|".join(column.example for column in columns)


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "снимки"


@pytest.fixture
def filled(folder: Folder) -> Folder:
    for name in ("pupils", "teachers", "cards", "survey", "references"):
        folder.write(f"{name}.csv", *rows(name))
    folder.write("plan.csv", "План;Мероприятие;Начало", "План;Событие;1.9.25", "План;Другое;завтра")
    return folder


def same(left: School, right: School) -> bool:
    assert left.problems == right.problems
    assert list(left.tables) == list(right.tables)
    for name in left.tables:
        pd.testing.assert_frame_equal(left[name], right[name])
        assert {c: t.name for c, t in left[name].dtypes.items()} == {c: t.name for c, t in right[name].dtypes.items()}
    return True


class TestSnapshot:
    def test_comes_back_equal_without_reading(
        self, filled: Folder, cache: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        plain = read_school(filled.path)
        first = read_school(filled.path, cache)
        monkeypatch.setattr(reader, "_read_tables", lambda _: pytest.fail("the files were read again"))
        assert same(plain, first)
        assert same(plain, read_school(filled.path, cache))
        assert [path.suffix for path in cache.iterdir()] == [".zip"]

    def test_a_table_is_made_when_it_is_asked_for(
        self, filled: Folder, cache: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        filled.passport("школа: shkola-7\nгод: 2025/2026\n")
        plain = read_school(filled.path, cache)
        made: list[list[str]] = []
        frame = snapshot._frame
        monkeypatch.setattr(snapshot, "_frame", lambda table: made.append(table.column_names) or frame(table))
        kept = read_school(filled.path, cache)
        assert kept.has("cards")
        assert set(kept.tables) == set(plain.tables)
        assert not made
        pd.testing.assert_frame_equal(kept["pupils"], plain["pupils"])
        pd.testing.assert_frame_equal(kept["pupils"], plain["pupils"])
        assert made == [list(plain["pupils"].columns)]

    def test_follows_every_change(self, filled: Folder, cache: Path) -> None:
        read_school(filled.path, cache)
        filled.write("teachers.csv", "Код учителя;Предметы", "П-999;химия")
        assert read_school(filled.path, cache)["teachers"]["teacher"].tolist() == ["П-999"]
        filled.passport("школа: shkola-7\nметодика:\n  отметки:\n    малая_выборка: 12\n")
        assert read_school(filled.path, cache).settings.marks.small_n == 12

    @pytest.mark.parametrize("damage", ["cut", "empty", "noise", "flip", "folder"])
    def test_damage_costs_only_time(self, filled: Folder, cache: Path, damage: str) -> None:
        plain = read_school(filled.path, cache)
        (path,) = cache.iterdir()
        data = path.read_bytes()
        if damage == "folder":
            path.unlink()
            path.mkdir()
        else:
            middle = len(data) // 2
            flipped = data[:middle] + bytes([data[middle] ^ 255]) + data[middle + 1 :]
            path.write_bytes({"cut": data[:middle], "empty": b"", "noise": b"x" * 999, "flip": flipped}[damage])
        assert same(plain, read_school(filled.path, cache))
        assert same(plain, read_school(filled.path, cache))
        assert not list(cache.glob("*.part"))

    def test_a_cache_that_cannot_be_written_costs_only_time(self, filled: Folder, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        assert same(read_school(filled.path), read_school(filled.path, tmp_path / "file"))
