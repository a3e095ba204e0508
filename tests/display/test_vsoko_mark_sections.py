"""The notebook of marks as a reader meets it: sections, refusals, no names of children, files that open."""

from __future__ import annotations

import io
import re
from types import MappingProxyType

import numpy as np
import openpyxl
import pandas as pd
import pytest

from tests.display.test_vsoko_sections import YEARS, school, tables
from workbook.display import vsoko_mark_sections as show
from workbook.documents import mark_papers
from workbook.documents.mark_tables import class_book, school_book, teacher_book
from workbook.errors import DataRefused, MissingData
from workbook.school import School
from workbook.vsoko import journal_view, mark_results, marks_at, parts, weighing


def _journal() -> pd.DataFrame:
    rng = np.random.default_rng(5)
    days = ["2026-04-06", "2026-04-20", "2026-05-12", "2026-05-20"]
    kinds = ["контрольная", "урок", "домашняя", "контрольная"]
    shares = [0.3, 0.3, 0.25, 0.05, 0.05, 0.05]
    rows = [
        {"pupil": f"У-{place}{number:03d}", "subject": subject, "teacher": "П-01", "date": day, "work_type": kind,
         "weight": float("nan"), "mark": str(rng.choice(["5", "4", "3", "2", "н", "."], p=shares))}
        for place in (0, 1) for number in range(30) for subject in ("физика", "литература")
        for day, kind in zip(days, kinds, strict=True)
    ]  # fmt: skip
    return pd.DataFrame(rows).assign(date=lambda table: pd.to_datetime(table["date"]))


@pytest.fixture(scope="module")
def full() -> School:
    given = tables()
    quarter = given["period_marks"].loc[given["period_marks"]["year"].eq(YEARS[-1])]
    quarter = quarter.loc[quarter["pupil"].str.match("У-[01]")]
    both = [given["period_marks"], quarter.assign(period="3 четверть"), quarter.assign(period="4 четверть")]
    return school({**given, "period_marks": pd.concat(both, ignore_index=True), "marks": _journal()})


@pytest.fixture(scope="module")
def no_journal() -> School:
    return school(tables())


def words(block) -> str:
    return re.sub(r"<[^>]+>", " ", block.html()).replace("\u00a0", " ")


class TestSections:
    @pytest.mark.parametrize(("period", "part"), [("", ""), ("4 четверть", ""), ("", "7 А"), ("", "7"), ("", "СОО")])
    def test_every_section_is_built(self, full: School, period: str, part: str) -> None:
        look, rules = marks_at(full, "", period, part), full.settings
        for block in (show.summary(look, rules), show.base(look, rules), show.pupils(look, rules.weighted),
                      show.periods(look, rules), show.starting(look, rules), show.next_steps(look, rules)):  # fmt: skip
            assert "nan" not in words(block).lower().split()
            assert len(words(block)) > 100

    def test_journal_sections(self, full: School) -> None:
        look = marks_at(full)
        view = journal_view(look, full.settings.weighted)
        assert look.journal_term.name == "4 четверть"
        for block in (show.current(view), show.what_if(view), show.review(view), show.accumulation(view)):
            assert len(words(block)) > 50
        assert "Взяты веса и пороги школы." in words(show.what_if(view))

    def test_other_rules_say_what_would_move(self, full: School) -> None:
        other = weighing(full.settings.weighted, thresholds="4,5; 3,5; 2,5")
        assert "подсказка выше у" in words(show.what_if(journal_view(marks_at(full), other)))

    def test_the_day_cuts_the_journal(self, full: School) -> None:
        early = marks_at(full, "", "", "", "4 четверть", "2026-04-25")
        assert early.journal["date"].max() == pd.Timestamp("2026-04-20")
        assert "судить рано" in words(show.accumulation(journal_view(early, full.settings.weighted)))

    def test_without_a_journal_the_rest_stands(self, no_journal: School) -> None:
        look = marks_at(no_journal)
        with pytest.raises(MissingData, match="Текущие отметки"):
            journal_view(look, no_journal.settings.weighted)
        assert "текущих отметок нет" in words(show.pupils(look, no_journal.settings.weighted))
        assert "Передать выгрузку текущих отметок" in words(show.next_steps(look, no_journal.settings))

    def test_no_marks_say_so(self, full: School) -> None:
        with pytest.raises(MissingData) as gap:
            _ = marks_at(full, YEARS[0], "3 четверть", "7 А").records
        assert gap.value.message == (
            "Нет отметок для расчёта: 2023/2024, 3 четверть, 7 А. Выберите другой год, период или класс."
        )

    def test_teachers_are_not_ordered_by_result(self, full: School) -> None:
        text = words(show.starting(marks_at(full), full.settings))
        assert "Строки стоят по коду учителя, а не по результату." in text

    def test_choices(self, full: School) -> None:
        assert list(parts(full)) == ["ООО", "СОО", "7", "10", "7 А", "7 Б", "10 А"]


class TestResults:
    def test_codes_of_the_dashboard_stay_and_new_ones_join(self, full: School) -> None:
        table = mark_results(marks_at(full), full.settings)
        assert {"success-percent", "quality-percent", "sou-percent", "mean-mark", "general-quality-percent",
                "reserve-percent", "near-border", "few-marks", "debts"} <= set(table["indicator"])  # fmt: skip
        assert table["headline"].sum() == 4

    def test_without_a_journal(self, no_journal: School) -> None:
        assert "near-border" not in set(mark_results(marks_at(no_journal), no_journal.settings)["indicator"])


class TestForms:
    def test_the_books_open_and_add_up(self, full: School) -> None:
        look = marks_at(full)
        book = openpyxl.load_workbook(io.BytesIO(school_book(look, full.settings)))
        assert book.sheetnames == ["По параллелям", "По классам", "От школы до класса", "По предметам"]
        sheet = book["По параллелям"]
        total = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "Всего")
        assert len(total) == 16
        assert total[1] == total[2] + total[8] + total[11] + total[15]
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.print_title_rows == "$5:$6"

    def test_the_book_of_a_class(self, full: School) -> None:
        look = marks_at(full, "", "", "7 А")
        book = openpyxl.load_workbook(io.BytesIO(class_book(look, full.settings)))
        assert book.sheetnames == ["Отчёт кл. руководителя", "Ведомость класса", "Резерв"]
        said = [row[0] for row in book["Отчёт кл. руководителя"].iter_rows(values_only=True)]
        assert {"Отличники (всего)", "Хорошисты (с одной «4»)", "Оставлены на повторный год"} <= set(said)
        assert book["Ведомость класса"].max_row > 30

    def test_the_report_of_a_teacher(self, full: School) -> None:
        book = openpyxl.load_workbook(io.BytesIO(teacher_book(marks_at(full), full.settings, "П-01")))
        assert book.sheetnames == ["Отчёт учителя", "Стартовый уровень"]
        with pytest.raises(MissingData, match="У учителя П-99 нет отметок: 2025/2026, год"):
            teacher_book(marks_at(full), full.settings, "П-99")

    def test_bytes_repeat(self, full: School) -> None:
        look = marks_at(full, "", "", "7 А")
        assert class_book(look, full.settings) == class_book(look, full.settings)

    def test_texts_are_never_formulas(self, full: School) -> None:
        given = dict(full.tables)
        given["period_marks"] = given["period_marks"].replace({"subject": {"физика": "=1+1"}})
        hostile = School("test-2", "=2+2", "Район", YEARS[-1], full.folder, full.settings, MappingProxyType(given))
        book = openpyxl.load_workbook(io.BytesIO(school_book(marks_at(hostile), hostile.settings)))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert not [cell for cell in cells if cell.data_type == "f"]

    def test_the_page_offers_three_files_and_refuses_the_unknown(self, full: School) -> None:
        look = marks_at(full)
        assert mark_papers.papers(look, full.settings).html().count('wb-download"') == 3
        with pytest.raises(DataRefused) as refusal:
            mark_papers.papers(look, full.settings, class_="8 А")
        assert refusal.value.message == ("Класса «8 А» с отметками в этом году нет. Есть: «7 А», «7 Б», «10 А».")


class TestHonesty:
    def test_a_small_sample_has_no_level(self) -> None:
        tiny = school({name: table for name, table in tables(size=5).items() if name != "procedures"})
        text = words(show.base(marks_at(tiny, "", "", "7 А"), tiny.settings))
        assert "Малая выборка (меньше 10 учеников): 7 А." in text
        assert "высокое" not in text

    def test_unconfirmed_marks_are_not_called_good(self) -> None:
        given = tables()
        given["procedures"] = given["procedures"].assign(mark="2", journal_mark="5")
        doubted = school(given)
        look = marks_at(doubted)
        assert "Внешние работы не подтверждают отметки года: завышение возможно" in words(
            show.summary(look, doubted.settings)
        )
        assert "хорошо" not in mark_results(look, doubted.settings)["verdict"].tolist()
