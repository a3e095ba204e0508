"""The expert's sheet goes out, is filled in Excel, and comes back; every fault is told with its cell."""

from __future__ import annotations

import datetime
import io
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from workbook.documents.expert_sheets import Tool, book_name, expert_book, expert_books, tools
from workbook.errors import Reason
from workbook.fos import SHEET
from workbook.school import Severity
from workbook.school.expert_sheets import read_expert_sheets
from workbook.school.guard import FileKind, admit
from workbook.settings import Settings

RULES = Settings().fos
TOOL = Tool("МА7-ИТ", (("Средство", "Итоговая работа"), ("Предмет", "математика")))


def first_row(page) -> int:
    """Row of the first criterion."""
    return next(cell.row for cell in page["A"] if cell.value == "№") + 1


def beside(page, label: str):
    """Cell beside a label."""
    return next(page.cell(cell.row, 3) for cell in page["B"] if cell.value == label)


def fill(path: Path, scores, *, expert="Э-02", day=datetime.date(2026, 3, 15), tool: Tool = TOOL, comments=()) -> Path:
    """Fill a blank sheet as an expert would."""
    book = openpyxl.load_workbook(io.BytesIO(expert_book([tool], RULES)))
    page = book.worksheets[0]
    beside(page, "Код эксперта").value, beside(page, "Дата экспертизы").value = expert, day
    start = first_row(page)
    for offset, score in enumerate(scores):
        page.cell(start + offset, 4).value = score
    for number, text in dict(comments).items():
        page.cell(start + number - 1, 5).value = text
    book.save(path)
    return path


class TestBlankSheet:
    @pytest.fixture
    def page(self):
        return openpyxl.load_workbook(io.BytesIO(expert_book([TOOL], RULES, "Э-07"))).worksheets[0]

    def test_passport_and_criteria(self, page):
        assert beside(page, "Код ФОС").value == "МА7-ИТ"
        assert beside(page, "Средство").value == "Итоговая работа"
        assert beside(page, "Код эксперта").value == "Э-07"
        start = first_row(page)
        assert [page.cell(start + offset, 1).value for offset in range(12)] == list(range(1, 13))
        assert page.cell(start, 2).value.endswith("(обязательный: 0 возвращает работу)")
        assert SHEET[5].scale in page.cell(start + 5, 3).value

    def test_only_cells_to_fill_are_open(self, page):
        assert page.protection.sheet
        assert not page.protection.password
        start = first_row(page)
        wanted = {beside(page, label).coordinate for label in ("Код эксперта", "Дата экспертизы")}
        wanted |= {f"{letter}{start + offset}" for letter in "DE" for offset in range(12)}
        assert {cell.coordinate for row in page.iter_rows() for cell in row if not cell.protection.locked} == wanted

    def test_nothing_is_hidden(self, page):
        assert page.sheet_state == "visible"
        assert not any(row.hidden for row in page.row_dimensions.values())
        assert not any(column.hidden for column in page.column_dimensions.values())

    def test_list_of_scores(self, page):
        start = first_row(page)
        lists = [check for check in page.data_validations.dataValidation if check.type == "list"]
        assert [(check.formula1, str(check.sqref)) for check in lists] == [('"0,1,2"', f"D{start}:D{start + 11}")]

    def test_formulas_are_only_our_sums(self, page):
        start = first_row(page)
        found = [cell.value for row in page.iter_rows() for cell in row if cell.data_type == "f"]
        assert found == [
            f"=COUNT(D{start}:D{start + 11})",
            f"=SUM(D{start}:D{start + 11})",
            f"=COUNTIF(D{start},0)+COUNTIF(D{start + 4},0)+COUNTIF(D{start + 6},0)",
        ]

    def test_hostile_texts_stay_texts(self):
        hostile = Tool("=1+1", (("Средство", "=HYPERLINK(\"http://x\")"), ("Предмет", "@SUM(A1)")))  # fmt: skip
        page = openpyxl.load_workbook(io.BytesIO(expert_book([hostile, Tool("a/b:c"), Tool("a b c")], RULES)))
        assert page.sheetnames == ["=1+1", "a b c", "a b c 2"]
        first = page.worksheets[0]
        assert beside(first, "Код ФОС").data_type == "s"
        assert beside(first, "Средство").data_type == "s"

    def test_same_bytes_each_time_and_the_door_lets_it_in(self, tmp_path):
        made = expert_book([TOOL], RULES)
        assert made == expert_book([TOOL], RULES)
        path = tmp_path / "лист.xlsx"
        path.write_bytes(made)
        assert admit(path) is FileKind.XLSX

    def test_one_book_for_each_expert(self):
        archive = zipfile.ZipFile(io.BytesIO(expert_books([TOOL], RULES, ["Э-01", "Э-02"])))
        assert archive.namelist() == ["Экспертиза МА7-ИТ Э-01.xlsx", "Экспертиза МА7-ИТ Э-02.xlsx"]
        assert book_name("", ["А", "Б"]) == "Экспертиза 2 средств.xlsx"
        assert book_name("Э-01", ["../А:Б"]) == "Экспертиза .. А Б Э-01.xlsx"

    def test_passports_come_from_the_plan(self):
        plan = pd.DataFrame({
            "fos": ["МА7"], "title": [None], "subject": ["математика"], "grade": pd.array([7], "Int64"),
            "control_type": ["итоговый"], "version": ["2"], "due": [pd.Timestamp("2026-04-27")],
        })  # fmt: skip
        known, unknown = tools(plan, ["МА7", "РУ5"])
        assert dict(known.lines) == {
            "Предмет": "математика", "Класс": "7", "Вид контроля": "итоговый", "Версия": "2",
            "Срок применения": "27.04.2026",
        }  # fmt: skip
        assert unknown == Tool("РУ5")
        assert tools(None, ["РУ5"]) == [Tool("РУ5")]
        with pytest.raises(ValueError, match="at least one"):
            expert_book([], RULES)


class TestFilledSheet:
    def test_comes_back_whole(self, tmp_path):
        fill(
            tmp_path / "а.xlsx",
            [2, 1, 2, 2, 0, 2, 2, 2, 2, 2, 2, 1],
            comments={5: "Ошибка в задании 4", 12: "Мелкий  шрифт"},
        )
        table, problems = read_expert_sheets(tmp_path, tools=["МА7-ИТ"])
        assert not problems
        assert table["score"].tolist() == [2, 1, 2, 2, 0, 2, 2, 2, 2, 2, 2, 1]
        assert table["criterion"].tolist() == list(range(1, 13))
        assert set(table["fos"]) == {"МА7-ИТ"}
        assert set(table["expert"]) == {"Э-02"}
        assert table["comment"].iloc[4] == "Ошибка в задании 4"
        assert table["comment"].iloc[11] == "Мелкий шрифт"
        assert table["comment"].isna().sum() == 10
        assert table["date"].iloc[0] == pd.Timestamp("2026-03-15")
        assert dict(table.dtypes.astype(str)) == {
            "fos": "str", "expert": "str", "criterion": "Int64", "score": "Int64", "comment": "str",
            "date": "datetime64[us]",
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("wrong", "reason", "suggestion"),
        [
            ("да", Reason.VALUE_TYPE, "2"),
            ("нет", Reason.VALUE_TYPE, "0"),
            ("частично", Reason.VALUE_TYPE, "1"),
            ("2 балла", Reason.VALUE_TYPE, "2"),
            (3, Reason.VALUE_RANGE, ""),
            (-1, Reason.VALUE_RANGE, "1"),
            (1.5, Reason.VALUE_TYPE, ""),
            (None, Reason.VALUE_MISSING, ""),
            (datetime.date(2026, 2, 1), Reason.VALUE_TYPE, ""),
        ],
    )
    def test_a_wrong_score_is_told_and_not_guessed(self, tmp_path, wrong, reason, suggestion):
        path = fill(tmp_path / "а.xlsx", [2, 2, 2, wrong, *[2] * 8])
        table, problems = read_expert_sheets(path)
        assert len(table) == 11
        assert 4 not in set(table["criterion"])
        (problem,) = problems
        assert (problem.reason, problem.severity) == (reason, Severity.ERROR)
        assert problem.cell == f"D{first_row(openpyxl.load_workbook(path).worksheets[0]) + 3}"
        assert problem.message.startswith(f"а.xlsx, лист «МА7-ИТ», ячейка {problem.cell}: ")
        assert "Нужно целое число от 0 до 2" in problem.message
        assert "0 — нет, 1 — частично, 2 — да" in problem.message
        assert problem.message.endswith("Критерий 4 без оценки, лист неполный.")
        if reason is not Reason.VALUE_RANGE:
            assert problem.suggestion == suggestion

    def test_texts_that_are_scores_are_read(self, tmp_path):
        table, problems = read_expert_sheets(fill(tmp_path / "а.xlsx", ["2", " 1 ", "0,0", 2.0, *[2] * 8]))
        assert table["score"].tolist()[:4] == [2, 1, 0, 2]
        assert {problem.severity for problem in problems} <= {Severity.REPAIR}

    def test_sheet_of_another_tool(self, tmp_path):
        path = fill(tmp_path / "а.xlsx", [2] * 12, tool=Tool("МА7-ВХ"))
        table, (problem,) = read_expert_sheets(path, tools=["МА7-ИТ", "РУ5-ВХ"])
        assert table.empty
        assert problem.reason is Reason.REFERENCE_UNKNOWN
        assert problem.suggestion == "МА7-ИТ"
        assert "лист про «МА7-ВХ», а на экспертизу выдавали другие средства" in problem.message

    def test_without_an_expert_nothing_counts(self, tmp_path):
        table, (problem,) = read_expert_sheets(fill(tmp_path / "а.xlsx", [2] * 12, expert=None))
        assert table.empty
        assert problem.message.endswith("Заполните ячейку. Лист не учтён.")

    def test_a_name_is_never_repeated(self, tmp_path):
        table, (problem,) = read_expert_sheets(fill(tmp_path / "а.xlsx", [2] * 12, expert="Иванова Мария"))
        assert table.empty
        assert problem.reason is Reason.NAME_NOT_CODE
        assert "Иванова" not in problem.message + problem.value

    def test_latin_code_is_repaired_and_told(self, tmp_path):
        table, (problem,) = read_expert_sheets(fill(tmp_path / "а.xlsx", [2] * 12, expert="э-05"))
        assert set(table["expert"]) == {"Э-05"}
        assert problem.severity is Severity.REPAIR

    def test_a_wrong_date_costs_only_the_date(self, tmp_path):
        table, (problem,) = read_expert_sheets(fill(tmp_path / "а.xlsx", [2] * 12, day="вчера"))
        assert len(table) == 12
        assert table["date"].isna().all()
        assert problem.severity is Severity.WARNING

    def test_an_empty_sheet_is_one_warning(self, tmp_path):
        table, (problem,) = read_expert_sheets(fill(tmp_path / "а.xlsx", []))
        assert table.empty
        assert (problem.reason, problem.severity) == (Reason.TABLE_EMPTY, Severity.WARNING)

    def test_the_same_sheet_twice(self, tmp_path):
        fill(tmp_path / "а.xlsx", [2] * 12)
        fill(tmp_path / "б.xlsx", [2] * 12)
        fill(tmp_path / "в.xlsx", [1] * 12)
        table, problems = read_expert_sheets(tmp_path)
        assert table["score"].tolist() == [2] * 12
        assert [problem.severity for problem in problems] == [Severity.WARNING, Severity.ERROR]
        assert "оставьте один, верный" in problems[1].message

    def test_a_foreign_book_and_a_lost_row(self, tmp_path):
        book = openpyxl.Workbook()
        book.active.append(["Класс", "7 А"])
        book.save(tmp_path / "класс.xlsx")
        path = fill(tmp_path / "лист.xlsx", [2] * 12)
        cut = openpyxl.load_workbook(path)
        cut.worksheets[0].delete_rows(first_row(cut.worksheets[0]) + 11)
        cut.save(path)
        (tmp_path / "заметки.txt").write_text("…", encoding="utf-8")
        table, problems = read_expert_sheets(tmp_path)
        assert len(table) == 11
        assert [problem.reason for problem in problems] == [
            Reason.FILE_KIND, Reason.FILE_UNKNOWN, Reason.VALUE_MISSING,
        ]  # fmt: skip
        assert "нет строк критериев 12" in problems[2].message

    @pytest.mark.hostile
    def test_hostile_files_stay_outside(self, tmp_path):
        (tmp_path / "а.xlsx").write_bytes(b"PK\x03\x04" + b"\0" * 40)
        (tmp_path / "б.xlsx").write_bytes(b"MZ" + b"\0" * 400)
        far = fill(tmp_path / "в.xlsx", [2] * 12)
        book = openpyxl.load_workbook(far)
        book.worksheets[0]["XFD1048576"] = 1
        book.save(far)
        table, problems = read_expert_sheets(tmp_path)
        assert table.empty
        assert len(problems) == 3
        assert all(problem.severity is Severity.ERROR for problem in problems)
        assert all(problem.message.startswith("Файл «") for problem in problems)

    def test_an_empty_folder(self, tmp_path):
        table, (problem,) = read_expert_sheets(tmp_path)
        assert table.empty
        assert "нет книг с листами экспертизы" in problem.message
