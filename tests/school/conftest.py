"""A school's folder to fill by hand, one small file at a time."""

from __future__ import annotations

from pathlib import Path

import pytest


class Folder:
    """A folder with a passport; ``write`` adds a CSV whose lines are given as they stand in the file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(parents=True)
        self.passport(f"школа: {path.name}\nназвание: Школа № 7\nгод: 2025/2026\n")

    def passport(self, text: str) -> None:
        (self.path / "school.yml").write_text(text, encoding="utf-8")

    def write(self, name: str, *lines: str, encoding: str = "utf-8") -> Path:
        path = self.path / name
        path.write_bytes("\n".join([*lines, ""]).encode(encoding))
        return path


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "municipality" / "shkola-7")
