"""What is remembered of schools' files: nothing that has changed, nothing too young to be believed."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from workbook.publish import memory
from workbook.publish.inputs import settings_digest
from workbook.publish.memory import Memory
from workbook.school import input_digest


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "память" / "inputs.sqlite"


def _aged(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the files grow old: the status time cannot be set, the age that counts as young can."""
    for path in folder.rglob("*"):
        os.utime(path, (1_700_000_000, 1_700_000_000))
    monkeypatch.setattr(memory, "_YOUNG", -(10**12))


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the schools whose files were read."""
    read: list[str] = []

    def digest(folder: Path, shared: bytes | None = None) -> str:
        read.append(folder.name)
        return input_digest(folder, shared)

    monkeypatch.setattr(memory, "input_digest", digest)
    return read


def plan(schools: Path, file: Path | None) -> dict[str, tuple[str, str, str]]:
    known = Memory(schools, file)
    found = {name: known.handed(name) for name in ("alfa", "beta")}
    known.keep()
    return {name: (one.title, one.inputs, one.settings) for name, one in found.items()}


class TestMemory:
    def test_unchanged_schools_are_not_read_again(self, schools, file, counted, monkeypatch):
        _aged(schools, monkeypatch)
        first, second = plan(schools, file), plan(schools, file)
        assert first == second
        assert first["alfa"] == ("Школа «Альфа»", input_digest(schools / "alfa"), settings_digest(schools / "alfa"))
        assert counted == ["alfa", "beta"]

    @pytest.mark.parametrize("change", ["content", "added", "renamed", "removed"])
    def test_a_changed_school_is(self, schools, file, counted, monkeypatch, change):
        (schools / "alfa" / "pupils.csv").write_text("Код ученика\nУ-001\n", encoding="utf-8")
        _aged(schools, monkeypatch)
        before = plan(schools, file)
        table = schools / "alfa" / "pupils.csv"
        if change == "content":  # the same size and the same time of writing: the time of status tells
            table.write_text("Код ученика\nУ-002\n", encoding="utf-8")
            os.utime(table, (1_700_000_000, 1_700_000_000))
        elif change == "added":
            (schools / "alfa" / "marks.csv").write_text("x", encoding="utf-8")
        elif change == "renamed":
            table.rename(schools / "alfa" / "teachers.csv")
        else:
            table.unlink()
        after = plan(schools, file)
        assert after["alfa"][1] != before["alfa"][1]
        assert after["beta"] == before["beta"]
        assert counted == ["alfa", "beta", "alfa"]

    def test_a_changed_table_of_the_municipality_concerns_all(self, schools, file, counted, monkeypatch):
        _aged(schools, monkeypatch)
        plan(schools, file)
        (schools / "scales.csv").write_text("x", encoding="utf-8")
        plan(schools, file)
        assert counted == ["alfa", "beta", "alfa", "beta"]

    def test_young_files_are_always_read(self, schools, file, counted):
        plan(schools, file)
        plan(schools, file)
        assert counted == ["alfa", "beta", "alfa", "beta"]

    def test_a_spoilt_memory_costs_time_only(self, schools, file, monkeypatch):
        _aged(schools, monkeypatch)
        first = plan(schools, file)
        file.write_bytes(b"not a base" * 100)
        assert plan(schools, file) == first
        file.unlink()
        with sqlite3.connect(file) as base:
            base.execute("CREATE TABLE inputs (other)")
        base.close()
        assert plan(schools, file) == first
        assert plan(schools, None) == first
