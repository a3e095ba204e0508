"""The files of the deficit map: the book as a meeting opens it, the measures as the kit reads them back."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from workbook.documents.deficit_book import HEADERS, deficit_book
from workbook.documents.deficit_papers import measures_form
from workbook.school import School, read_school
from workbook.vsoko.deficit_look import deficits_of

FOLDER = Path(__file__).parents[2] / "datasets" / "municipality" / "selskaya-6"
HOSTILE = '=HYPERLINK("http://x","у")'


@pytest.fixture(scope="module")
def school() -> School:
    return read_school(FOLDER)


@pytest.fixture(scope="module")
def look(school):
    return deficits_of(school, decisions=(f"№ строки карты: 2\nМера: {HOSTILE}\nСрок: 15.03.2026\nСтатус: идёт",))


@pytest.fixture(scope="module")
def book(look):
    return load_workbook(io.BytesIO(deficit_book(look)))


def test_the_columns_are_those_of_the_method(book):
    page = book["Карта дефицитов"]
    assert [cell.value for cell in page[4]] == list(HEADERS)
    assert HEADERS[1:-1] == (
        "Объект", "Уровень", "Показатель", "Целевое", "Факт", "Разрыв", "n и ДИ", "Источник", "Причина",
        "Значимость 1–3", "Влияние школы 1–3", "Приоритет", "Мера", "Ответственный", "Срок", "Статус",
    )  # fmt: skip


def test_every_row_of_the_map_is_there_and_follows_its_weights(book, look):
    page = book["Карта дефицитов"]
    assert page.max_row == 4 + len(look.rows)
    assert [page.cell(row, 1).value for row in (5, 6, 7)] == look.rows["number"].head(3).tolist()
    assert page["G5"].value == "=E5-F5"
    assert page["M5"].value == "=IF(E5>0,MIN(1,MAX(0,G5)/E5),1)*K5*L5"


def test_the_sheet_is_ready_for_a_meeting(book, look):
    page = book["Карта дефицитов"]
    assert page.freeze_panes == "E5"
    assert page.auto_filter.ref == f"A4:R{4 + len(look.rows)}"
    assert (page.page_setup.orientation, page.print_title_rows) == ("landscape", "$4:$4")
    lists = {str(one.sqref).split(":")[0]: one.formula1 for one in page.data_validations.dataValidation}
    assert lists["Q5"] == '"не начато,идёт,выполнено,отменено"'
    assert lists["K5"] == '"1,2,3"'


def test_words_of_people_are_never_formulas(book, look):
    page = book["Карта дефицитов"]
    place = 5 + look.rows["number"].tolist().index(2)
    assert (page.cell(place, 14).value, page.cell(place, 14).data_type) == (HOSTILE, "s")


def test_measures_go_round_through_the_schools_folder(look, tmp_path):
    folder = tmp_path / "selskaya-6"
    shutil.copytree(FOLDER, folder)
    (folder / "Меры по дефицитам.csv").unlink()
    (folder / "Меры по дефицитам.xlsx").write_bytes(measures_form(look.sheet))
    again = read_school(folder)
    written, read = look.sheet.reset_index(drop=True), again["deficit_measures"].reset_index(drop=True)
    pd.testing.assert_frame_equal(
        read.astype("object").where(read.notna(), None), written.astype("object").where(written.notna(), None)
    )
    assert not [problem for problem in again.problems if problem.table == "deficit_measures"]
    row = deficits_of(again).rows.set_index("number").loc[2]
    assert (row["measure"], row["state"], row["due"]) == (HOSTILE, "идёт", pd.Timestamp("2026-03-15"))
