"""Files under false names, web pages with merged and hostile cells, titles and marks as journals write them."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook.errors import DataRefused, FileRefused
from workbook.school.layouts.book import open_book
from workbook.school.layouts.mark_words import Sign, journal_signs, period_sign
from workbook.school.layouts.roster import read_key
from workbook.school.layouts.titles import class_in, period_in, titles_of, year_in
from workbook.school.layouts.web_page import page_tables
from workbook.school.limits import Limits

from .conftest import SAMPLES


class TestBook:
    def test_a_web_page_in_an_old_code_page(self) -> None:
        book = open_book(SAMPLES / "сводная_ведомость_7А.xls")
        assert book.sheets[0].rows[2][:4] == ("№", "Код ученика", "Предметы", "")
        assert book.sheets[0].rows[3][:4] == ("", "", "Алгебра", "Геометрия")

    def test_a_book_under_an_old_name(self, tmp_path: Path) -> None:
        path = tmp_path / "отчёт.xls"
        shutil.copy(SAMPLES / "ОГЭ_математика.xlsx", path)
        book = open_book(path)
        assert book.sheets[0].place.file == "отчёт.xls"
        assert book.problems[0].message == "отчёт.xls: внутри книга XLSX под именем XLS: прочитана как XLSX."

    def test_a_text_under_an_old_name(self, tmp_path: Path) -> None:
        path = tmp_path / "отчёт.xls"
        shutil.copy(SAMPLES / "ЕГЭ.tsv", path)
        assert open_book(path).sheets[0].rows[1][:2] == ("Участник", "Класс")

    def test_a_page_too_large_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "отчёт.xls"
        path.write_text("<html><table>" + "<tr><td colspan=400>1</td></tr>" * 10 + "</table></html>", encoding="utf-8")
        with pytest.raises(FileRefused, match="в нём больше 1\u00a0000 ячеек"):
            open_book(path, Limits(cells=1_000))

    @pytest.mark.hostile
    def test_nothing_in_a_page_is_run_and_time_is_linear(self) -> None:
        seen = page_tables("<table><tr><td><script>alert(1)</script>7<!-- </td> -->А&lt;b&gt;</td></tr></table>", 10)
        assert seen == [[["7А<b>"]]]
        started = time.monotonic()
        for piece in (
            "<header",
            "<head>",
            "<!--",
            "<script>",
            "<td><br>",
            "<table>",
            "<td",
            "&#x41;",
            "<td rowspan=9999>",
        ):
            page_tables("<table><tr>" + piece * 100_000, 5_000_000)
        assert time.monotonic() - started < 30

    def test_merged_rows_keep_columns_in_place(self) -> None:
        text = "<table><tr><td rowspan=2>а</td><td colspan=2>б</td></tr><tr><td>в</td><td>г</td></tr></table>"
        assert page_tables(text, 100) == [[["а", "б", None], [None, "в", "г"]]]


class TestTitles:
    @pytest.mark.parametrize(
        ("text", "class_"),
        [
            ("Класс: 7 А", "7 А"), ("Ведомость 10б класса", "10 Б"), ("7-«в» класс", "7 В"), ("Класс 9A", "9 А"),
            ("за 2025 год", ""), ("15 класс", ""), ("12 А класс", ""),
        ],
    )  # fmt: skip
    def test_class(self, text: str, class_: str) -> None:
        assert class_in(text) == class_

    @pytest.mark.parametrize(
        ("text", "period"),
        [
            ("II четверть", "2 четверть"), ("за 3 триместр", "3 триместр"), ("1-е полугодие", "1 полугодие"),
            ("2 ч.", "2 четверть"), ("Годовая", "год"), ("5 четверть", ""), ("Алгебра", ""),
            ("4-я четв.", "4 четверть"), ("IV чет", "4 четверть"),
        ],
    )  # fmt: skip
    def test_period(self, text: str, period: str) -> None:
        assert period_in(text) == period

    def test_a_school_year_is_no_period(self) -> None:
        assert titles_of([["Ведомость за 2025/2026 учебный год"]]).period == ""
        assert titles_of([["Ведомость за год, 2025/2026 учебный год"]]).period == "год"
        assert year_in("2025-26 уч. год") == "2025/2026"
        assert year_in("2024/2026") == ""


class TestSigns:
    @given(st.text(max_size=6))
    def test_a_mark_is_never_made_of_what_has_no_digit(self, text: str) -> None:
        sign = period_sign(text)
        if sign in ("2", "3", "4", "5"):
            assert sign in text
        assert isinstance(sign, Sign) or sign in ("2", "3", "4", "5", "н/а", "осв", "зч", "незач")

    @given(st.lists(st.sampled_from(["5", "4", "3", "2", "н", "."]), min_size=1, max_size=4))
    def test_every_sign_of_a_cell_is_kept_in_order(self, signs: list[str]) -> None:
        assert journal_signs(" ".join(signs)) == signs
        assert journal_signs("/".join(signs)) == signs

    def test_absence_and_debt_are_no_marks(self) -> None:
        assert period_sign(".") is Sign.DEBT
        assert period_sign("н") is Sign.ABSENT
        assert period_sign("1") is Sign.UNKNOWN
        assert period_sign("Осв.") == "осв"


class TestKey:
    def test_namesakes_need_their_class(self, tmp_path: Path) -> None:
        path = tmp_path / "ключ.csv"
        path.write_text("Кто;Код\nИванов Иван;У-0701\nИванов  Иван;У-0702\n", encoding="utf-8")
        with pytest.raises(
            DataRefused, match=r"\(строка 3\) имя уже стоит с другим кодом\. Отличите однофамильцев классом"
        ):
            read_key(path)
        path.write_text("Кто;Код\nИванов Иван (7 А);У-0701\nИванов Иван (7 Б);У-0702\n", encoding="utf-8")
        assert read_key(path) == {"иванов иван (7 а)": "У-0701", "иванов иван (7 б)": "У-0702"}
