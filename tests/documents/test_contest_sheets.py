"""The juror's sheet goes out, is filled in Excel, and comes back; every fault is told with its cell."""

from __future__ import annotations

import datetime
import io
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest

from workbook.documents.contest_sheets import juror_book, juror_books, juror_name, juror_paper
from workbook.errors import Reason
from workbook.school import Severity
from workbook.school.guard import FileKind, admit
from workbook.school.jury_form import JuryForm
from workbook.school.jury_sheets import read_jury_sheets

FORM = JuryForm(
    "Ученик года — 2026",
    {"Спорт": ("У-001", "У-002"), "Команда года": ("7а-робот",)},
    ("личный вклад", "речь"),
    10,
)
WORDS = {("Спорт", "У-001"): "международный: 1; школьный: 3"}
SCORES = {"У-001": (9, 8.5), "У-002": (7, 6), "7а-робот": (10, 0)}


def fill(path: Path, scores=SCORES, *, juror="Ж-01", form: JuryForm = FORM, units=(), contest="") -> Path:
    """Fill a blank sheet as a juror would; ``units`` overwrites codes of finalists."""
    book = openpyxl.load_workbook(io.BytesIO(juror_book(form, WORDS)))
    page = book.worksheets[0]
    labels = {cell.value: cell.row for cell in page["A"]}
    page.cell(labels["Код члена жюри"], 2).value = juror
    page.cell(labels["Дата"], 2).value = datetime.date(2026, 5, 20)
    if contest:
        page.cell(labels["Конкурс"], 2).value = contest
    changed = dict(units)
    for row in range(labels["Номинация"] + 1, page.max_row + 1):
        unit = page.cell(row, 2).value
        for column, score in enumerate(scores.get(unit, ()), 4):
            page.cell(row, column).value = score
        if unit in changed:
            page.cell(row, 2).value = changed[unit]
    book.save(path)
    return path


def said(problems) -> list[str]:
    return [problem.message for problem in problems]


class TestBlank:
    def test_passes_the_guard_and_repeats(self, tmp_path):
        path = tmp_path / juror_name("Ж-01")
        path.write_bytes(juror_book(FORM, WORDS, "Ж-01"))
        assert path.name == "Лист жюри Ж-01.xlsx"
        assert admit(path) is FileKind.XLSX
        assert juror_book(FORM, WORDS, "Ж-01") == juror_book(FORM, WORDS, "Ж-01")

    def test_what_stands_on_it(self):
        page = openpyxl.load_workbook(io.BytesIO(juror_book(FORM, WORDS, "Ж-01"))).worksheets[0]
        texts = [cell.value for row in page.iter_rows() for cell in row if cell.value]
        assert "Ж-01" in texts
        assert texts[texts.index("Номинация") :][:6] == [
            "Номинация", "Финалист", "Что в портфолио", "личный вклад", "речь", "Замечание",
        ]  # fmt: skip
        assert "международный: 1; школьный: 3" in texts
        assert page.protection.sheet

    def test_hostile_words_are_no_formulas(self):
        form = JuryForm('=HYPERLINK("x")', {"Спорт": ("=1+1",)}, ("@речь",), 10)
        page = openpyxl.load_workbook(io.BytesIO(juror_book(form, {}))).worksheets[0]
        assert all(cell.data_type != "f" for row in page.iter_rows() for cell in row)

    def test_zip_of_named_books(self):
        names = zipfile.ZipFile(io.BytesIO(juror_books(FORM, WORDS, ["Ж-01", "Ж-02"]))).namelist()
        assert names == ["Лист жюри Ж-01.xlsx", "Лист жюри Ж-02.xlsx"]

    def test_paper(self):
        document = docx.Document(io.BytesIO(juror_paper(FORM, WORDS, "Школа № 7")))
        assert [table.rows[0].cells[0].text for table in document.tables] == ["Финалист", "Финалист"]
        assert document.tables[0].rows[1].cells[1].text == "международный: 1; школьный: 3"
        assert "Школа № 7" in [paragraph.text for paragraph in document.paragraphs]


class TestRoundTrip:
    def test_everything_comes_back(self, tmp_path):
        fill(tmp_path / "а.xlsx")
        fill(tmp_path / "б.xlsx", juror="Ж-02")
        table, problems = read_jury_sheets(tmp_path, FORM)
        assert problems == ()
        assert len(table) == 12
        assert set(table["expert"]) == {"Ж-01", "Ж-02"}
        assert set(table["contest"]) == {"Ученик года — 2026"}
        one = table[table["expert"] == "Ж-01"]
        whole = one["pupil"].fillna(one["team"]) + ", " + one["criterion"]
        assert dict(zip(whole, one["score"], strict=True)) == {
            "У-001, личный вклад": 9, "У-001, речь": 8.5, "У-002, личный вклад": 7, "У-002, речь": 6,
            "7а-робот, личный вклад": 10, "7а-робот, речь": 0,
        }  # fmt: skip
        assert one["team"].notna().sum() == 2
        assert one["date"].dt.strftime("%d.%m.%Y").unique().tolist() == ["20.05.2026"]

    def test_case_and_dashes_of_codes(self, tmp_path):
        table, problems = read_jury_sheets(fill(tmp_path / "а.xlsx", units={"7а-робот": "7А–РОБОТ"}), FORM)
        assert (len(table), problems) == (6, ())
        assert table["team"].dropna().unique().tolist() == ["7а-робот"]


class TestFaults:
    def test_above_the_top(self, tmp_path):
        table, problems = read_jury_sheets(fill(tmp_path / "а.xlsx", SCORES | {"У-002": (11, 6)}), FORM)
        assert said(problems) == [
            "а.xlsx, лист «Лист жюри», ячейка D10: балл «11» выше наибольшего (10). У-002, «личный вклад»: балл не "
            "учтён и нулём не заменён. Допустимо от 0 до 10; исправьте ячейку."
        ]
        assert (problems[0].reason, problems[0].cell, problems[0].value) == (Reason.SCORE_ABOVE_MAX, "D10", "11")
        assert len(table) == 5

    @pytest.mark.parametrize("score", [-1, "много", "+"])
    def test_other_scores_that_cannot_be(self, tmp_path, score):
        table, problems = read_jury_sheets(fill(tmp_path / "а.xlsx", SCORES | {"У-002": (score, 6)}), FORM)
        assert len(table) == 5
        assert len(problems) == 1
        assert problems[0].severity is Severity.ERROR
        assert "балл не учтён и нулём не заменён" in problems[0].message

    def test_empty_cells(self, tmp_path):
        table, problems = read_jury_sheets(fill(tmp_path / "а.xlsx", SCORES | {"У-002": (None, None)}), FORM)
        assert said(problems) == [
            "а.xlsx, лист «Лист жюри», ячейка D10: нет балла: У-002, номинация «Спорт», «личный вклад», «речь». Пустая "
            "клетка — не ноль: заполните её или оставьте пустой, если не можете судить."
        ]
        assert (problems[0].severity, problems[0].count) == (Severity.WARNING, 2)
        assert 0 not in table.loc[table["pupil"] == "У-002", "score"].tolist()

    def test_unknown_finalist(self, tmp_path):
        table, problems = read_jury_sheets(fill(tmp_path / "а.xlsx", units={"У-002": "У-003"}), FORM)
        assert said(problems) == [
            "а.xlsx, лист «Лист жюри», ячейка B10: «У-003» — не финалист номинации «Спорт». Финалисты: У-001, У-002. "
            "Возможно, имелось в виду «У-002». Строка не учтена.",
            "а.xlsx, лист «Лист жюри»: нет строк финалистов: У-002 («Спорт»). Лист неполный: возьмите выданный бланк.",
        ]
        assert len(table) == 4

    def test_one_code_for_two(self, tmp_path):
        fill(tmp_path / "а.xlsx")
        fill(tmp_path / "б.xlsx", SCORES | {"У-001": (1, 1)})
        table, problems = read_jury_sheets(tmp_path, FORM)
        assert said(problems) == [
            "б.xlsx, лист «Лист жюри»: лист члена жюри Ж-01 уже прочитан (а.xlsx, лист «Лист жюри»), и они "
            "различаются: возможно, у двух людей один код. Учтён первый; дайте второму свой код."
        ]
        assert problems[0].severity is Severity.ERROR
        assert len(table) == 6

    def test_the_same_sheet_twice(self, tmp_path):
        fill(tmp_path / "а.xlsx")
        fill(tmp_path / "б.xlsx")
        table, problems = read_jury_sheets(tmp_path, FORM)
        assert problems[0].message.endswith("они одинаковы. Повтор не учтён.")
        assert problems[0].severity is Severity.WARNING
        assert len(table) == 6

    def test_a_finalist_twice(self, tmp_path):
        _, problems = read_jury_sheets(fill(tmp_path / "а.xlsx", units={"У-002": "У-001"}), FORM)
        assert problems[0].message == (
            "а.xlsx, лист «Лист жюри», ячейка B10: финалист У-001 в номинации «Спорт» стоит второй раз (первый — в "
            "строке 9). Учтена первая строка."
        )

    def test_no_code_of_the_juror(self, tmp_path):
        table, problems = read_jury_sheets(fill(tmp_path / "а.xlsx", juror=None), FORM)
        assert table.empty
        assert said(problems) == [
            "а.xlsx, лист «Лист жюри», ячейка B5: не заполнено «Код члена жюри». Впишите код вида «Ж-02». "
            "Лист не учтён."
        ]

    def test_a_name_is_not_repeated(self, tmp_path):
        table, problems = read_jury_sheets(fill(tmp_path / "а.xlsx", juror="Иванова Мария Петровна"), FORM)
        assert table.empty
        assert problems[0].reason is Reason.NAME_NOT_CODE
        assert "Иванова" not in problems[0].message + problems[0].value

    def test_another_contest(self, tmp_path):
        table, problems = read_jury_sheets(fill(tmp_path / "а.xlsx", contest="Ученик года — 2025"), FORM)
        assert len(table) == 6
        assert problems[0].severity is Severity.WARNING
        assert problems[0].message.endswith(
            "лист конкурса «Ученик года — 2025», а собирают листы конкурса «Ученик года — 2026». Оценки "
            "учтены: проверьте."
        )

    def test_blank_and_foreign_sheets(self, tmp_path):
        (tmp_path / "а.xlsx").write_bytes(juror_book(FORM, WORDS, "Ж-01"))
        book = openpyxl.Workbook()
        book.active.append(["Список", "покупок"])
        book.save(tmp_path / "б.xlsx")
        (tmp_path / "в.txt").write_text("что-то", encoding="utf-8")
        table, problems = read_jury_sheets(tmp_path, FORM)
        assert table.empty
        assert said(problems) == [
            "а.xlsx, лист «Лист жюри»: не поставлено ни одного балла, лист не заполнен и не учтён.",
            "б.xlsx, лист «Sheet»: это не лист жюри (нет строки с заголовками «Номинация» и «Финалист»), лист не "
            "прочитан. Заполняйте выданный бланк.",
            "в.txt: это не книга Excel, файл не прочитан. Листы жюри сдаются в XLSX.",
        ]

    def test_an_empty_folder(self, tmp_path):
        table, problems = read_jury_sheets(tmp_path, FORM)
        assert table.empty
        assert said(problems) == [f"В папке «{tmp_path.name}» нет книг с листами жюри (*.xlsx)."]

    def test_a_criterion_cut_out(self, tmp_path):
        path = fill(tmp_path / "а.xlsx")
        book = openpyxl.load_workbook(path)
        book.worksheets[0].cell(8, 5).value = "другое"
        book.save(path)
        table, problems = read_jury_sheets(path, FORM)
        assert len(table) == 3
        assert "нет столбцов критериев «речь». Лист неполный: возьмите выданный бланк." in problems[0].message
