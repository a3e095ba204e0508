"""The form of one's own school: taken, filled, brought back, kept only when it was read."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from workbook.course.exercise import OwnSchool
from workbook.course.own_school import Desk, blank_form, marked_book, sample_form, take_school
from workbook.errors import DataRefused, FileRefused
from workbook.school import read_school

BODY = OwnSchool(("pupils",), "20_rating", {"pupils": 2}, ("Найдено",), "selskaya-6")


@pytest.fixture
def desk(tmp_path: Path, municipality: Path) -> Desk:
    return Desk(tmp_path / "schools" / "У-07", "moya-1-2", municipality, "/page/")


def filled(*rows: tuple[str, str]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(blank_form(BODY)))
    sheet = book["Ученики"]
    headers = [cell.value for cell in sheet[1]]
    for number, row in enumerate(rows, start=2):
        whole = {"Учебный год": "2025/2026", "Уровень образования": "ООО", "Код ученика": row[0], "Класс": row[1]}
        for header, value in whole.items():
            sheet.cell(number, headers.index(header) + 1, value)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def test_a_blank_form_holds_the_named_tables_and_no_row(desk: Desk) -> None:
    taken = take_school(BODY, desk, blank_form(BODY))
    assert taken.rows == {"pupils": 0}
    assert not taken.kept
    assert not (desk.folder / desk.name).exists()


def test_the_sample_form_is_read_back_whole_and_kept(desk: Desk) -> None:
    taken = take_school(BODY, desk, sample_form(BODY, desk))
    sample = read_school(desk.samples / "selskaya-6")
    kept = read_school(desk.folder / desk.name)
    assert taken.errors == 0
    assert taken.rows == {"pupils": len(sample["pupils"])} == {"pupils": len(kept["pupils"])}
    assert (kept.id, kept.title) == ("moya-1-2", "Моя школа")


def test_faults_are_named_by_cell_and_marked_in_the_book(desk: Desk) -> None:
    taken = take_school(BODY, desk, filled(("У-0001", "7 А"), ("У-0002", "семь")))
    assert taken.errors == 1
    assert [problem.cell for problem in taken.problems if "семь" in problem.value]
    assert taken.kept
    assert marked_book(desk, taken.problems).startswith(b"PK")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"not a book", "Ученики".encode()])
def test_what_is_no_book_is_refused_in_words_and_the_former_school_stays(desk: Desk, content: bytes) -> None:
    take_school(BODY, desk, filled(("У-0001", "7 А"), ("У-0002", "7 А")))
    taken = take_school(BODY, desk, content)
    assert not taken.kept
    assert taken.errors
    assert len(read_school(desk.folder / desk.name)["pupils"]) == 2


def test_too_large_a_book(desk: Desk) -> None:
    with pytest.raises(FileRefused, match="больше 5 МБ не принимается"):
        take_school(BODY, desk, b"PK" + bytes(5_000_000))


def test_nothing_else_is_left_beside(desk: Desk) -> None:
    take_school(BODY, desk, filled(("У-0001", "7 А")))
    take_school(BODY, desk, filled(("У-0001", "7 А")))
    assert [path.name for path in desk.folder.iterdir()] == ["moya-1-2"]


def test_an_unknown_sample(desk: Desk) -> None:
    with pytest.raises(DataRefused):
        sample_form(OwnSchool(("pupils",), "10_fos", {}, ("Раз",), "net"), desk)
