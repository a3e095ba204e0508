"""Samples of exports, read whole or damaged by hand, and a school that knows their pupils."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from workbook.school.layouts import Imported, Known, Wishes, read_export, read_key

SAMPLES = Path(__file__).parents[3] / "datasets" / "layouts"
PUPILS = [("2025/2026", f"У-07{i:02d}", "7 А") for i in range(1, 13)]
PUPILS += [("2025/2026", f"У-09{i:02d}", "9 А") for i in range(1, 9)]
PUPILS += [("2025/2026", f"У-11{i:02d}", "11 А") for i in range(1, 4)]


class Desk:
    """Takes a sample, damages it in named cells or words, and reads it as the school would."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.known = Known("2025/2026", pd.DataFrame(PUPILS, columns=["year", "pupil", "class_"], dtype="str"))

    def book(self, name: str, sheet: str = "", **cells: Any) -> Path:
        """Copy a workbook with other values in some cells: ``C7="X"``; None empties a cell."""
        book = openpyxl.load_workbook(SAMPLES / name)
        page = book[sheet] if sheet else book.worksheets[0]
        for address, value in cells.items():
            page[address] = value
        path = self.folder / name
        book.save(path)
        return path

    def text(self, name: str, *pairs: tuple[str, str], encoding: str = "cp1251") -> Path:
        """Copy a text with some words replaced; each must stand there once at least."""
        text = (SAMPLES / name).read_bytes().decode(encoding)
        for before, after in pairs:
            assert before in text
            text = text.replace(before, after)
        path = self.folder / name
        path.write_bytes(text.encode(encoding))
        return path

    def read(self, path: Path, known: Known | None = None, **wishes: Any) -> Imported:
        return read_export(path, Wishes(**wishes), self.known if known is None else known)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def samples() -> Path:
    return SAMPLES


Told = Callable[[Imported], list[str]]


def sizes(found: Imported) -> dict[str, int]:
    """Count the rows of each table made."""
    return {name: len(frame) for name, frame in found.tables.items()}


def _told(found: Imported) -> list[str]:
    lines = []
    for problem in found.problems:
        place = f"{problem.file}, лист «{problem.sheet}»" if problem.sheet else problem.file
        assert problem.message.startswith(place)
        lines.append(f"{problem.severity}: {problem.message.removeprefix(place).lstrip(',: ')}")
    return lines


@pytest.fixture
def told() -> Callable[[Imported], list[str]]:
    """List all complaints of an import without their file and sheet, which are checked."""
    return _told


@pytest.fixture
def names(samples: Path) -> dict[str, str]:
    """Participants of «Ф1» and their pupils' codes."""
    return read_key(samples / "ключ_участников.csv")


@pytest.fixture
def school(tmp_path: Path) -> Path:
    """An empty school that has its passport."""
    folder = tmp_path / "район" / "shkola-12"
    folder.mkdir(parents=True)
    (folder / "school.yml").write_text("школа: shkola-12\nназвание: Школа № 12\nгод: 2025/2026\n", encoding="utf-8")
    return folder
