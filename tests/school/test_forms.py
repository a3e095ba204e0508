"""A form opens in Excel's own terms: lists, limits, notes and formats are there, and what is typed comes back."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.utils import get_column_letter

from workbook.errors import FileRefused, Reason
from workbook.school import forms
from workbook.school.form_columns import LISTS, Lists, comment, validation, width
from workbook.school.forms import GUIDE, write_form, write_problems_workbook
from workbook.school.guard import FileKind, admit
from workbook.school.isolation import read_cells
from workbook.school.remarks import REMARKS, address, safe_text
from workbook.school.schema import Kind
from workbook.school.tables import TABLES

ALL = list(TABLES.values())
HOSTILE = ["=1+1", "@SUM(A1)", "+7", "-2", "<b>Ё</b>", "http://example.org", "a\nb", "  пробелы  ", "{=A1}", "'5"]


@dataclass(frozen=True)
class Note:
    cell: str
    severity: str
    message: str = "Так нельзя. Сделайте иначе."
    sheet: str = "Ученики"
    file: str = "school.xlsx"
    header: str = "Класс"
    value: str = "7Ы"
    reason: str = "value-type"
    suggestion: str = ""
    cells: tuple[str, ...] = ()
    count: int = 1


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> openpyxl.Workbook:
    path = tmp_path_factory.mktemp("forms") / "school.xlsx"
    write_form(path, ALL, passport={"Школа": "Школа № 7 & Ко", "Учебный год": "2025/2026"})
    return openpyxl.load_workbook(path)


def rules(book: openpyxl.Workbook, title: str) -> dict[str, object]:
    """Header → validation of its column."""
    page = book[title]
    by_letter = {
        str(rule.sqref).split(":")[0].rstrip("0123456789"): rule for rule in page.data_validations.dataValidation
    }
    return {cell.value: by_letter.get(cell.column_letter) for cell in page[1]}


class TestBlankForm:
    def test_sheets_and_headers_are_those_of_the_schemas(self, blank):
        assert blank.sheetnames == [GUIDE, *(table.title for table in ALL), LISTS]
        for table in ALL:
            page = blank[table.title]
            assert [cell.value for cell in page[1]] == [column.header for column in table.columns]
            assert page.max_row == 1
            assert page.freeze_panes == "A2"

    @pytest.mark.parametrize("table", ALL, ids=[table.name for table in ALL])
    def test_every_column_has_note_prompt_and_format(self, blank, table):
        page = blank[table.title]
        checks = rules(blank, table.title)
        for index, column in enumerate(table.columns, start=1):
            cell = page.cell(1, index)
            note = cell.comment.text
            assert column.meaning in note
            assert f"Пример: {column.example}" in note
            assert ("Обязательно" in note) == column.required
            assert cell.font.bold is column.required
            assert all(value in note for value in column.allowed)
            rule = checks[column.header]
            assert rule.prompt.startswith(column.meaning[:100])
            assert len(rule.prompt) <= 255
            assert len(rule.promptTitle) <= 32
            form = page.column_dimensions[get_column_letter(index)]
            assert form.width >= len(column.header) + 2

    def test_choice_is_a_list_through_a_named_range(self, blank):
        rule = rules(blank, "Ученики")["Уровень образования"]
        assert rule.type == "list"
        assert rule.formula1 == "Список_Ученики_Уровень_образования"
        assert rule.errorStyle in (None, "stop")
        assert rule.error == "Выберите значение из списка: НОО, ООО, СОО."
        place = blank.defined_names[rule.formula1].attr_text
        sheet, _, area = place.partition("!")
        assert sheet == LISTS
        assert [cell.value for (cell,) in blank[LISTS][area.replace("$", "")]] == ["НОО", "ООО", "СОО"]

    def test_every_list_names_a_range_with_its_values(self, blank):
        for table in ALL:
            for column in table.columns:
                if not column.allowed:
                    continue
                rule = rules(blank, table.title)[column.header]
                area = blank.defined_names[rule.formula1].attr_text.partition("!")[2].replace("$", "")
                cells = blank[LISTS][area]
                assert tuple(str(cell.value) for (cell,) in cells) == column.allowed
                digits = [cell.value for (cell,) in cells if str(cell.value).isdigit()]
                assert all(isinstance(value, int) for value in digits), "typed 5 is a number and must pass"

    def test_dates_and_numbers_have_limits_with_russian_words(self, blank):
        date = rules(blank, "Ученики")["Дата прибытия"]
        assert (date.type, date.operator) == ("date", None) or (date.type, date.operator) == ("date", "between")
        assert "ДД.ММ.ГГГГ" in date.error
        grade = rules(blank, "Результаты процедур")["Параллель"]
        assert (grade.type, grade.formula1, grade.formula2) == ("whole", "1", "11")
        assert grade.error == "Нужно целое число от 1 до 11."
        free = rules(blank, "План мероприятий")["Исходное значение"]
        assert free.type == "decimal"
        assert free.error == "Нужно число. Дробную часть отделяйте запятой."

    def test_codes_are_text(self, blank):
        page = blank["Спецификация"]
        for index, column in enumerate(TABLES["blueprint"].columns, start=1):
            style = page.column_dimensions[get_column_letter(index)]
            expected = "@" if column.kind in {Kind.CODE, Kind.TEXT} else None
            if expected:
                assert style.number_format == expected, column.header
        assert blank["Ученики"].column_dimensions["G"].number_format == "dd.mm.yyyy"

    def test_codes_offer_those_of_their_own_sheet(self, blank):
        rule = rules(blank, "Баллы карты")["Код карты"]
        assert (rule.type, rule.errorStyle) == ("list", "warning")
        place = blank.defined_names[rule.formula1].attr_text
        assert place.startswith("'Технологические карты'!$A$2:INDEX(")

    def test_print_set_up(self, blank):
        for table in ALL:
            page = blank[table.title]
            assert page.page_setup.orientation == "landscape"
            assert str(page.page_setup.paperSize) == "9"
            assert page.page_setup.fitToHeight == 0
            assert page.print_title_rows == "$1:$1"
            assert page.oddHeader.left.text == "Школа № 7 && Ко · 2025/2026"
            assert "&P из &N" in page.oddFooter.right.text

    def test_guide_names_every_sheet(self, blank):
        words = [str(cell.value) for line in blank[GUIDE].iter_rows() for cell in line if cell.value]
        assert "Школа № 7 & Ко" in words
        assert all(table.title in words and table.row in words for table in ALL)
        assert any("Вместо фамилий пишите коды" in text for text in words)
        links = {line[0].hyperlink.location for line in blank[GUIDE].iter_rows() if line[0].hyperlink}
        assert {f"'{table.title}'!A1" for table in ALL} <= links

    def test_required_blanks_are_shown(self, blank):
        formulas = [rule.formula[0] for area in blank["Ученики"].conditional_formatting for rule in area.rules]
        assert "AND(COUNTA($A2:$I2)>0,LEN(TRIM(B2))=0)" in formulas
        assert len(formulas) == sum(column.required for column in TABLES["pupils"].columns)


class TestWords:
    def test_no_prompt_or_error_is_too_long_for_excel(self):
        lists = Lists(ALL, 100)
        for table in ALL:
            for column in table.columns:
                rule = validation(column, lists)
                for key, most in [("input_title", 32), ("input_message", 255), ("error_title", 32)]:
                    assert len(rule.get(key, "")) <= most
                assert len(rule.get("error_message", "")) <= 255
                assert not re.search("[a-z]{3,}", rule.get("error_message", ""))

    def test_first_note_shows_a_whole_row(self):
        table = TABLES["pupils"]
        assert "Пример строки: 2025/2026 | У-0123 | 7 А" in comment(table.columns[0], table)
        assert "Пример строки" not in comment(table.columns[0])

    def test_width_is_bounded(self):
        assert all(12 <= width(column) <= 44 for table in ALL for column in table.columns)

    def test_address(self):
        assert address("XFD1048576") == (1_048_575, 16_383)
        assert [address(text) for text in ("", "A0", "XFE1", "A1048577", "c3", "A1:B2")] == [None] * 6


class TestFilledForm:
    def test_rows_come_back(self, tmp_path):
        rows = {
            "pupils": pd.DataFrame({
                "year": ["2025/2026"] * 2, "pupil": ["У-0001", "У-0002"], "class_": ["7 А", pd.NA],
                "enrolled": pd.to_datetime(["2025-09-01", None]),
            }),
            "period_marks": [
                {"year": "2025/2026", "pupil": "У-0001", "subject": "алгебра", "period": "год", "mark": "4"},
                {"pupil": "У-0002", "mark": "н/а"},
            ],
            "blueprint": [{"fos": "МА7-ИТ", "content": "2.3", "skill": "1.10", "items": "2", "score": "1,5"}],
            "teachers": [{"teacher": "П-001", "experience_years": 12.0}],
            "marks": [{"date": "12.11.2025", "weight": "много"}, {"date": "31.02.2025"}],
        }  # fmt: skip
        path = write_form(tmp_path / "school.xlsx", ALL, rows=rows)
        assert admit(path) is FileKind.XLSX
        sheets = read_cells(path)
        start = datetime.date(2025, 9, 1)
        assert sheets["Ученики"][1:] == [
            ["2025/2026", "У-0001", "7 А", None, None, None, start, None, None],
            ["2025/2026", "У-0002", None, None, None, None, None, None, None],
        ]
        assert [row[4] for row in sheets["Отметки за период"][1:]] == [4, "н/а"]
        assert sheets["Спецификация"][1][:2] == ["МА7-ИТ", "2.3"]
        assert sheets["Спецификация"][1][3] == "1.10"
        assert sheets["Спецификация"][1][6:] == [2, 1.5]
        assert sheets["Учителя"][1][3] == 12
        assert [row[3] for row in sheets["Текущие отметки"][1:]] == [datetime.date(2025, 11, 12), "31.02.2025"]
        assert sheets["Текущие отметки"][1][5] == "много"

    def test_text_never_becomes_a_formula_or_a_link(self, tmp_path):
        rows = {"teachers": [{"teacher": text, "subjects": text} for text in HOSTILE]}
        path = write_form(tmp_path / "a.xlsx", [TABLES["teachers"]], rows=rows, passport={"Школа": "=1+1"})
        page = openpyxl.load_workbook(path)["Учителя"]
        assert [page.cell(row, 1).value for row in range(2, 12)] == HOSTILE
        assert {page.cell(row, 1).data_type for row in range(2, 12)} == {"s"}
        assert not page._hyperlinks
        assert [row[0] for row in read_cells(path)["Учителя"][1:]] == HOSTILE

    def test_same_form_same_bytes(self, tmp_path):
        tables = [TABLES["pupils"]]
        first = write_form(tmp_path / "a.xlsx", tables).read_bytes()
        assert write_form(tmp_path / "b.xlsx", tables).read_bytes() == first

    def test_problems_are_painted_explained_and_listed(self, tmp_path):
        rows = {"pupils": [{"pupil": f"У-{number:03}", "class_": "7Ы"} for number in range(4)]}
        notes = [
            Note("C2", "исправлено", "Мелочь."), Note("C2", "ошибка", "Беда."), Note("C3", "предупреждение"),
            Note("D2", "исправлено", cells=("D2", "D3"), count=2), Note("", "ошибка", "Нет таблицы."),
        ]  # fmt: skip
        path = write_form(tmp_path / "a.xlsx", [TABLES["pupils"]], rows=rows, problems=notes)
        book = openpyxl.load_workbook(path)
        page = book["Ученики"]
        colours = {name: page[name].fill.fgColor.rgb for name in ("C2", "C3", "D2", "D3")}
        assert colours == {"C2": "FFF8C9C4", "C3": "FFFFE699", "D2": "FFD3DCE8", "D3": "FFD3DCE8"}
        assert page["C2"].comment.text.split("\n\n") == ["Мелочь.", "Беда."]
        assert page["B2"].comment is None
        listed = [[cell.value for cell in line] for line in book[REMARKS].iter_rows(min_row=2)]
        assert [line[1] for line in listed] == ["ошибка", "ошибка", "предупреждение", "исправлено", "исправлено"]
        assert listed[0][7] == "Беда."
        assert book[REMARKS]["E2"].hyperlink.location == "'Ученики'!C2"

    def test_nothing_half_written(self, tmp_path, monkeypatch):
        path = tmp_path / "a.xlsx"
        path.write_bytes(b"old")
        monkeypatch.setattr(forms, "write_remarks", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            write_form(path, [TABLES["pupils"]], problems=[Note("A1", "ошибка")])
        assert path.read_bytes() == b"old"
        assert list(tmp_path.iterdir()) == [path]

    def test_open_in_another_program(self, tmp_path, monkeypatch):
        def denied(self: Path, target: Path) -> None:
            raise PermissionError

        monkeypatch.setattr(Path, "replace", denied)
        with pytest.raises(FileRefused) as caught:
            write_form(tmp_path / "a.xlsx", [TABLES["pupils"]])
        assert caught.value.reason is Reason.RUN_DISK
        assert "Закройте его" in caught.value.message
        assert not list(tmp_path.iterdir())


class TestProblemsWorkbook:
    def test_own_cells_come_back_with_marks(self, tmp_path):
        day = datetime.date(2025, 9, 1)
        raw = {
            "Ученики": [["Код", "Класс"], ["У-1", "7Ы"], [None, day, 3.5, True], ["=1+1", "x" * 40_000]],
            "marks.csv": [["Отметка"], ["6"]],
        }
        notes = [
            Note("B2", "ошибка"),
            Note("D2", "ошибка", "Пусто."),
            Note("A2", "предупреждение", "Нет такой.", sheet="", file="marks.csv"),
            Note("A1", "ошибка", sheet="Другой"),
        ]
        path = write_problems_workbook(tmp_path / "marked.xlsx", raw, notes)
        assert admit(path) is FileKind.XLSX
        back = read_cells(path)
        assert list(back) == ["Ученики", "marks", REMARKS]
        assert back["Ученики"][1] == ["У-1", "7Ы", None, None]
        assert back["Ученики"][2] == [None, day, 3.5, True]
        assert back["Ученики"][3][0] == "=1+1"
        assert len(back["Ученики"][3][1]) == 32_767
        book = openpyxl.load_workbook(path)
        assert book["Ученики"]["B2"].fill.fgColor.rgb == "FFF8C9C4"
        assert book["Ученики"]["D2"].comment.text == "Пусто."
        assert book["marks"]["A2"].fill.fgColor.rgb == "FFFFE699"
        assert len(back[REMARKS]) == 5

    def test_titles_that_excel_refuses(self, tmp_path):
        raw = {
            "а" * 40: [[1]],
            "а" * 39 + "б": [[2]],
            "a/b:c": [[3]],
            REMARKS: [[4]],
            GUIDE: [[5]],
            LISTS: [[6]],
            "'": [[7]],
        }
        titles = list(read_cells(write_problems_workbook(tmp_path / "a.xlsx", raw, [])))
        assert titles == ["а" * 31, "а" * 29 + " 2", "a b c", "Лист", REMARKS]

    def test_no_cells_at_all(self, tmp_path):
        assert list(read_cells(write_problems_workbook(tmp_path / "a.xlsx", {}, [Note("", "ошибка")]))) == [REMARKS]

    def test_lone_surrogate(self):
        assert safe_text("a\udcff") == "a?"
