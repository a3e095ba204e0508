"""The papers of the rating: the book, the class list, the explanation sheets, the file that may leave the school."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pandas as pd
import pytest

from workbook.documents.rating_book import rating_book
from workbook.documents.rating_papers import papers, public_papers
from workbook.documents.rating_sheets import class_list, explanation_sheets
from workbook.errors import DataRefused, MissingData
from workbook.rating import SCHEMES, Season, season
from workbook.school import School
from workbook.settings import RatingRules, Settings

HOSTILE = '=HYPERLINK("http://x") <b>Кросс</b> & «Ёлка»'
DRAFT = "Черновик — решение принимает человек"


def table(columns: str, rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=columns.split()).astype("str")
    for name in frame.columns.intersection(["date", "starts", "ends", "left"]):
        frame[name] = pd.to_datetime(frame[name])
    return frame


CARDS = table(
    "card title event direction scale form participation starts ends grades",
    [
        ("К-1", "Олимпиада", None, "интеллектуальное", "школьный", "очно", "индивидуальное",
         "2025-10-01", "2025-10-05", None),
        ("К-2", HOSTILE, None, "спортивное", "районный", "очно", "групповое", "2025-10-01", "2025-10-05", None),
    ],
)  # fmt: skip


def make_school(heads: int, rules: RatingRules | None = None, **more: pd.DataFrame) -> School:
    """Half of the pupils in 7 А and half in 9 Б; all but the last two of each class won; a team of three."""
    half = heads // 2
    people = [("2025/2026", f"У-{number:03d}", "7 А" if number < half else "9 Б", "ООО", None, None)
              for number in range(heads)]  # fmt: skip
    absent = {half - 1, half - 2, heads - 1, heads - 2}
    rows = [(f"Д-{number}", "К-1", f"У-{number:03d}", None, "исполнитель", "призёр" if number % 2 else "победитель",
             "2025-10-02", None, "П-01") for number in range(heads) if number not in absent]  # fmt: skip
    rows += [(f"Д-9{number}", "К-2", f"У-00{number}", "7а", "исполнитель", "призёр", "2025-10-03", None, "П-01")
             for number in range(3)]  # fmt: skip
    rows.append((None, "К-1", f"У-{half - 1:03d}", None, "исполнитель", "призёр", "2025-10-02", None, None))
    given = {
        "pupils": table("year pupil class_ level left leave_reason", people),
        "cards": CARDS,
        "participations": table("record card pupil team role result date form verified_by", rows),
    }
    settings = Settings(rating=rules) if rules is not None else Settings()
    return School("shkola", "Школа <№ 1>", "Район", "2025/2026", Path(), settings, given | more)


@pytest.fixture(scope="module")
def school() -> School:
    return make_school(28)


@pytest.fixture(scope="module")
def counted(school: School) -> Season:
    return season(school)


@pytest.fixture(scope="module")
def book(school: School, counted: Season) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(rating_book(school, counted)))


def rows_of(sheet: Any, first: str) -> list[dict[str, Any]]:
    """Return the rows under the header that begins with `first`."""
    lines = list(sheet.iter_rows(values_only=True))
    start = next(place for place, line in enumerate(lines) if line[0] == first)
    heads = [head for head in lines[start] if head]
    body = []
    for line in lines[start + 1 :]:
        if line[0] is None:
            break
        body.append(dict(zip(heads, line, strict=False)))
    return body


def words_of(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for grid in document.tables for row in grid.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


class TestBook:
    def test_sheets(self, book):
        assert book.sheetnames == ["Рейтинг-лист", "По классам", "Классы", "Журнал", "Правила", "Публичный вариант"]

    def test_the_schools_form(self, book, counted):
        rows = rows_of(book["Рейтинг-лист"], "Место")
        assert list(rows[0]) == ["Место", "Код ученика", "Класс", "Интеллек-\nтуальное", "Групповые", "Итого",
                                 "Прирост", "Достигнут лимит", "Лига", "Место в лиге"]  # fmt: skip
        expected = counted.rating[counted.rating["place"].notna()]
        assert [row["Код ученика"] for row in rows] == expected["pupil"].tolist()
        assert [round(100 * row["Итого"]) for row in rows] == expected["total"].tolist()
        for row in rows:
            parts = [row[name] for name in ("Интеллек-\nтуальное", "Групповые") if row[name] != "—"]
            assert round(sum(parts), 2) == round(row["Итого"], 2)

    def test_every_pupil_stands_in_the_list_by_class(self, book, counted):
        rows = rows_of(book["По классам"], "Класс")
        assert sorted(row["Код ученика"] for row in rows) == sorted(counted.rating["pupil"])
        assert [row["Класс"] for row in rows] == ["7 А"] * 14 + ["9 Б"] * 14
        assert [row["Итого"] for row in rows].count("—") == 4

    def test_classes(self, book):
        rows = {row["Класс"]: row for row in rows_of(book["Классы"], "Место")}
        # 7 А: six wins and six prizes alone are 30 points; the team brought 4 more, nobody lost a hundredth.
        assert (rows["7 А"]["Сумма"], rows["7 А"]["Групповые"], rows["7 А"]["На ученика"]) == (34, 4, 2.43)
        assert (rows["9 Б"]["Сумма"], rows["9 Б"]["На ученика"], rows["9 Б"]["Место"]) == (30, 2.14, 2)

    def test_journal_says_what_and_why(self, book, counted):
        rows = rows_of(book["Журнал"], "Запись")
        assert len(rows) == len(counted.ledger)
        assert round(sum(row["Засчитано"] for row in rows), 2) == 64
        team = next(row for row in rows if row["Запись"] == "Д-90")
        assert team["Как посчитано"] == "4 по шкале на команду, поровну на\u00a03"
        open_record = next(row for row in rows if row["Запись"].startswith("строка"))
        assert open_record["Что стало с записью"].startswith("Запись не подтверждена. Проверьте документ")

    def test_rules_with_version_and_day(self, book, school):
        facts = {row["Сведения"]: row["Значение"] for row in rows_of(book["Правила"], "Сведения")}
        assert facts["Методика"] == "Методика комплекта, версия 1"
        assert facts["Отпечаток методики"] == school.settings.digest
        assert facts["Правила действуют с"] == "01.09.2025"
        assert facts["Публичный вариант"] == "прошёл проверку, отдельный лист"
        keys = {row["Правило"] for row in rows_of(book["Правила"], "Правило")}
        assert {"баллы", "перенос", "при_равенстве"} <= keys

    def test_print_set_up(self, book):
        for sheet in book:
            assert sheet.page_setup.orientation == ("portrait" if sheet.title == "Публичный вариант" else "landscape")
            assert sheet.sheet_properties.pageSetUpPr.fitToPage
            assert (sheet.page_setup.paperSize, sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (
                9,
                1,
                0,
            )
            assert "Страница &P из &N" in sheet.oddFooter.right.text
            assert DRAFT in sheet.oddHeader.right.text
            assert sheet["A2"].value == DRAFT
            if sheet.title != "Правила":
                assert sheet.freeze_panes
                assert sheet.print_title_rows

    def test_nothing_is_a_formula_or_a_link(self, school, counted):
        with zipfile.ZipFile(io.BytesIO(rating_book(school, counted))) as parts:
            sheets = [parts.read(name) for name in parts.namelist() if "worksheets" in name]
            assert not any(b"<f>" in sheet or b"hyperlink" in sheet for sheet in sheets)
            assert any(b"HYPERLINK" in parts.read(name) for name in parts.namelist() if "sharedStrings" in name)

    def test_same_bytes(self, school, counted):
        assert rating_book(school, counted) == rating_book(school, counted)

    def test_internal_sheets_say_so(self, book):
        for name in ("Рейтинг-лист", "По классам", "Классы", "Журнал"):
            assert book[name]["A4"].value == "Внутренний документ: показаны коды, за пределы школы он не выходит."

    def test_what_if_is_said(self, school):
        found = openpyxl.load_workbook(io.BytesIO(rating_book(school, season(school, caps=False))))
        assert "Расчёт «что если»" in found["Рейтинг-лист"]["A5"].value

    def test_no_public_sheet_when_the_check_fails(self):
        few = make_school(6)
        found = openpyxl.load_workbook(io.BytesIO(rating_book(few, season(few))))
        assert "Публичный вариант" not in found.sheetnames
        facts = {row["Сведения"]: row["Значение"] for row in rows_of(found["Правила"], "Сведения")}
        assert facts["Публичный вариант"] == "Публиковать нечего: ни одной группы хотя бы из 5 учеников."

    def test_carry_over_has_its_column(self, school):
        rows = [("Д-1", "К-1", "У-001", None, "исполнитель", "победитель", "2024-10-02", None, "П-01"),
                ("Д-2", "К-1", "У-001", None, "исполнитель", "призёр", "2025-10-02", None, "П-01")]  # fmt: skip
        past = school["pupils"].assign(year="2024/2025")
        two = make_school(
            28, RatingRules(carry_over=50), pupils=pd.concat([past, school["pupils"]], ignore_index=True),
            participations=table("record card pupil team role result date form verified_by", rows),
        )  # fmt: skip
        book = openpyxl.load_workbook(io.BytesIO(rating_book(two, season(two))))
        row = rows_of(book["Рейтинг-лист"], "Место")[0]
        assert (row["Код ученика"], row["Перенос"], row["Итого"], row["Прирост"]) == ("У-001", 1.5, 3.5, -1)
        assert len(rows_of(book["Журнал"], "Запись")) == 1


class TestClassList:
    def test_all_of_the_class(self, school, counted):
        document = docx.Document(io.BytesIO(class_list(school, counted, "7 А")))
        rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
        assert rows[0] == ["Место", "В лиге", "Код", "Личные", "Командные", "Итого", "Прирост", "Лимит"]
        assert len(rows) == 1 + 14
        assert rows[1][:6] == ["1", "1", "У-000", "3", "1,34", "4,34"]
        assert rows[-1][:6] == ["—", "—", "У-013", "0", "0", "0"]
        words = "\n".join(paragraph.text for paragraph in document.paragraphs)
        assert "В списке 14\u00a0учеников, с баллами 12. Сумма класса 34, на ученика 2,43." in words
        assert document.sections[0].header.paragraphs[0].text == DRAFT

    def test_unknown_class(self, school, counted):
        with pytest.raises(DataRefused, match=r"^Класса «8 В» нет в списке этого года\. Есть: «7 А», «9 Б»\.$"):
            class_list(school, counted, "8 В")


class TestExplanationSheets:
    def test_one_page_each_and_sums_hold(self, school, counted):
        pupils = ["У-000", "У-001", "У-013"]
        document = docx.Document(io.BytesIO(explanation_sheets(school, counted, pupils)))
        titles = [p for p in document.paragraphs if p.text.startswith("Из чего сложился балл: ")]
        assert [p.text.split(": ")[1] for p in titles] == pupils
        assert [bool(p.paragraph_format.page_break_before) for p in titles] == [False, True, True]
        totals = [p.text for p in document.paragraphs if p.text.startswith("Итого баллов: ")]
        assert totals == ["Итого баллов: 4,34", "Итого баллов: 3,33", "Итого баллов: 0"]
        last = [cell.text for cell in document.tables[0].rows[-1].cells]
        assert last[1:] == ["Всего", "", "", "4,34", "4,34", ""]
        body = [[cell.text for cell in row.cells] for row in document.tables[0].rows][1:-1]
        assert body[0][0] == "02.10.2025\nД-0"
        assert body[1][1] == HOSTILE

    def test_an_open_record_says_what_to_do(self, school, counted):
        words = words_of(explanation_sheets(school, counted, ["У-013"]))
        assert "Запись не подтверждена: 1\u00a0запись. Школе: Проверьте документ и впишите код проверившего." in words

    def test_nobody_elses_points_on_a_page(self, school, counted):
        words = words_of(explanation_sheets(school, counted, ["У-000"]))
        assert set(re.findall(r"У-\d{3}", words)) == {"У-000"}

    def test_nothing_entered(self, school, counted):
        assert "Записей об участии за период нет." in words_of(explanation_sheets(school, counted, ["У-012"]))

    def test_unknown_pupil(self, school, counted):
        with pytest.raises(DataRefused, match="Ученика «У-999» нет в списке этого года"):
            explanation_sheets(school, counted, ["У-999"])

    @pytest.mark.parametrize("pupils", [["У-000"], ["У-000", "У-001"]])
    def test_same_bytes(self, school, counted, pupils):
        assert explanation_sheets(school, counted, pupils) == explanation_sheets(school, counted, pupils)


class TestOffered:
    def test_internal(self, school, counted):
        text = papers(school, counted).html()
        assert re.findall(r'download="([^"]+)"', text) == [
            "shkola рейтинг-лист.xlsx", "shkola 7 А список.docx", "shkola 7 А листы.docx", "shkola У-000 лист.docx",
        ]  # fmt: skip
        assert "9 Б" in papers(school, counted, "9 Б").html()

    def test_empty_list(self, school):
        empty = make_school(28, pupils=school["pupils"].iloc[:0])
        with pytest.raises(MissingData, match=r"^Печатать нечего: в списке этого года нет учеников\.$"):
            papers(empty, season(empty))

    def test_public_file_holds_allowed_columns_only(self, school, counted):
        block = public_papers(school, counted)
        files = {file.name: file.content for part in block.blocks for file in getattr(part, "files", ())}
        text = files["shkola публичный.csv"].decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text), delimiter=";"))
        assert rows[0] == ["Код ученика", "Лига", "Группа"]
        assert len(rows) == 1 + 24
        book = openpyxl.load_workbook(io.BytesIO(files["shkola публичный.xlsx"]))
        assert book.sheetnames == ["Публичный вариант"]
        shown = [tuple(row.values()) for row in rows_of(book["Публичный вариант"], "Код ученика")]
        assert shown == [tuple(row) for row in rows[1:]]
        whole = b"".join(zipfile.ZipFile(io.BytesIO(files["shkola публичный.xlsx"])).read(name) for name in
                         zipfile.ZipFile(io.BytesIO(files["shkola публичный.xlsx"])).namelist()).decode()  # fmt: skip
        assert "7 А" not in whole

    @pytest.mark.parametrize("scheme", SCHEMES)
    def test_no_file_without_the_check(self, scheme):
        few = make_school(6)
        text = public_papers(few, season(few), scheme).html()
        assert "download=" not in text
        assert "Файла для публикации нет" in text
        assert "Публиковать нечего: ни одной группы хотя бы из 5 учеников." in text

    def test_a_what_if_is_not_published(self, school):
        text = public_papers(school, season(school, caps=False)).html()
        assert "download=" not in text
        assert "Расчёт «что если» не публикуют: верните правила школы." in text
