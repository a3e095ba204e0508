"""The school's own cells come back, the faulty one red."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from workbook.errors import WorkbookError
from workbook.school import read_school, write_marked_book


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    school = tmp_path / "shkola-9"
    school.mkdir()
    school.joinpath("school.yml").write_text("школа: shkola-9\nназвание: Школа № 9\n", encoding="utf-8")
    school.joinpath("pupils.csv").write_text(
        "Учебный год;Код ученика;Класс;Уровень образования\n2025/2026;У-0001;7 АБВ;ООО\n2025/2026;У-0002;7 А;ООО\n",
        encoding="utf-8",
    )
    return school


def test_the_faulty_cell_is_coloured_and_explained(folder: Path, tmp_path: Path) -> None:
    found = read_school(folder)
    path = write_marked_book(tmp_path / "проверка.xlsx", folder, found.problems)
    sheet = openpyxl.load_workbook(path)["pupils"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows(max_row=3)] == [
        ["Учебный год", "Код ученика", "Класс", "Уровень образования"],
        ["2025/2026", "У-0001", "7 АБВ", "ООО"],
        ["2025/2026", "У-0002", "7 А", "ООО"],
    ]
    assert sheet["C2"].comment is not None
    assert "7 АБВ" in sheet["C2"].comment.text
    assert sheet["C3"].comment is None


def test_not_into_the_schools_own_folder(folder: Path) -> None:
    with pytest.raises(WorkbookError, match="нельзя записать в папку школы"):
        write_marked_book(folder / "school.xlsx", folder, ())
    assert not (folder / "school.xlsx").exists()
