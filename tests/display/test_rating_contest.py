"""The contest on a page and on paper: the words a jury decides by, on a school that can be counted by hand."""

from __future__ import annotations

import html
import io
import re
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pandas as pd
import pytest

from workbook.display import rating_contest as show
from workbook.documents.contest_book import contest_book
from workbook.documents.contest_files import contest_files, jury_form
from workbook.documents.contest_protocol import contest_protocol
from workbook.errors import DataRefused, MissingData
from workbook.rating import check_winners, contest, contest_choice, contest_results, public_winners
from workbook.school import School
from workbook.settings import Settings

PEOPLE = [f"У-{number:03d}" for number in range(1, 6)]
CRITERIA = ("значимость достижений", "личный вклад", "представление работы")
SCORES = {
    "Ж-01": {"У-001": 9, "У-002": 6, "У-003": 4},
    "Ж-02": {"У-001": 9, "У-002": 7, "У-003": 5},
    "Ж-03": {"У-001": 6, "У-002": 4, "У-003": 2},
    "Ж-04": {"У-001": 9, "У-002": 6, "У-003": 4},
}


def table(columns: str, rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=columns.split()).astype("str")
    for name in frame.columns.intersection(["date", "starts", "ends", "left"]):
        frame[name] = pd.to_datetime(frame[name])
    return frame


PUPILS = table(
    "year pupil class_ level left leave_reason", [("2025/2026", code, "7 А", "ООО", None, None) for code in PEOPLE]
)
CARDS = table(
    "card title event direction scale form participation starts ends grades",
    [
        (f"К-{number}", f"Кросс <b>{number}</b>", None, "спортивное", "школьный", "очно", "индивидуальное",
         "2025-10-01", "2025-10-05", None)
        for number in range(1, 5)
    ],
)  # fmt: skip
WON = {"У-001": 4, "У-002": 3, "У-003": 2, "У-004": 1}
RECORDS = table(
    "record card pupil team role result date form verified_by evidence",
    [(f"Д-{code}-{card}", f"К-{card}", code, None, "исполнитель", "победитель", "2025-10-02", None, "П-01",
      None if code == "У-002" and card == 1 else "диплом")
     for code, n in WON.items() for card in range(1, n + 1)],
)  # fmt: skip


def jury(scores: dict[str, dict[str, float]], contest: str = "Год") -> pd.DataFrame:
    rows = [
        (contest, "Спорт", code, None, juror, criterion, float(score), pd.Timestamp("2026-05-20"))
        for juror, given in scores.items()
        for code, score in given.items()
        for criterion in CRITERIA
    ]
    columns = ["contest", "nomination", "pupil", "team", "expert", "criterion", "score", "date"]
    return pd.DataFrame(rows, columns=columns).astype({"team": "str"})


def make_school(**tables: pd.DataFrame) -> School:
    given = {"pupils": PUPILS, "cards": CARDS, "participations": RECORDS} | tables
    return School("shkola", "Школа", "Район", "2025/2026", Path(), Settings(), given)


@pytest.fixture(scope="module")
def held():
    return contest(make_school(jury=jury(SCORES)))


@pytest.fixture(scope="module")
def blank():
    return contest(make_school())


def said(block: Any) -> str:
    text = re.sub(r"<[^>]+>", " ", re.sub(r'(src|href)="data:[^"]*"', "", block.html()))
    return re.sub(r"\s+", " ", html.unescape(text))


class TestSummary:
    def test_the_minute(self, held):
        text = said(show.summary(held))
        for words in (
            "Главное: Год",
            "«Спорт»: победитель У-001, первый в 100 % повторов.",
            "Ж-03, возможно, строже других: в среднем на 2,3 балла по критерию",
            "сама строгость порядка не меняет: она одна для всех",
            "4 человека",
        ):
            assert words in text, words

    def test_before_the_jury(self, blank):
        text = said(show.summary(blank))
        assert "Оценок жюри нет: таблица «Оценки жюри» не сдана." in text
        assert "«Прорыв» не подводится: записей прошлого периода нет, прирост неизвестен." in text
        assert "«Интеллект»: финалистов нет, никто не набрал 3 баллов номинации." in text

    def test_next_steps(self, held, blank):
        assert "запросить документы к 1 записи финалистов" in said(show.next_steps(held))
        assert "Раздать чистые листы" in said(show.next_steps(blank))


class TestLists:
    def test_shortlist(self, held):
        text = said(show.shortlists(held, "Спорт"))
        assert "У-003" in text
        assert "У-004" not in text
        assert "событий мало" in text
        assert "Волонтёр — направления: социальное, экологическое, патриотическое." in text

    def test_nobody(self, held):
        with pytest.raises(MissingData) as refusal:
            show.shortlists(held, "Лидер")
        assert str(refusal.value) == "В номинации «Лидер» финалистов нет: не набрано 3\u00a0баллов."

    def test_portfolio(self, held):
        text = said(show.portfolios(held, RECORDS, "Спорт"))
        assert "«Спорт», У-002: без документа 1 запись из 3. Попросите подтверждение до заседания." in text
        assert "Д-У-002-1" in text
        assert "документа нет" in text
        assert "<b>" not in show.portfolios(held, RECORDS).html().replace("&lt;b&gt;", "")


class TestJury:
    def test_agreement(self, held):
        assert "W нигде не ниже 0,5" in said(show.agreement(held))

    def test_scores(self, held):
        assert "Каждый член жюри оценил каждого финалиста по каждому критерию." in said(show.scores(held))
        assert "Кому сколько поставил каждый член жюри?" in said(show.scores(held, "Спорт"))

    @pytest.mark.parametrize("section", [show.scores, show.agreement, show.severity, show.decisions, show.what_if])
    def test_without_a_jury(self, blank, section):
        with pytest.raises(MissingData, match="Оценок жюри нет"):
            section(blank)

    def test_another_nomination(self, held):
        with pytest.raises(MissingData) as refusal:
            show.decisions(held, "Лидер")
        assert str(refusal.value) == "В номинации «Лидер» оценок жюри нет."


class TestDecision:
    def test_table(self, held):
        text = said(show.decisions(held))
        assert "Итог = 60 % оценки жюри + 40 % рейтинга." in text
        assert "победитель" in text

    def test_nothing_turns(self, held):
        assert "Первое место не меняет ни один разобранный случай: Спорт." in said(show.what_if(held))

    def test_what_turns(self):
        others = {juror: {"У-001": 6, "У-002": 7, "У-003": 4} for juror in SCORES}
        text = said(show.what_if(contest(make_school(jury=jury(others)))))
        assert "«Спорт»: жюри само поставило бы первым У-002; при доле жюри 60 % порядок решил рейтинг." in text

    def test_few_jurors(self):
        two = {juror: SCORES[juror] for juror in ("Ж-01", "Ж-02")}
        text = said(show.decisions(contest(make_school(jury=jury(two)))))
        assert "«Спорт»: всех финалистов оценили полностью 2 члена жюри, а нужно 3. Победитель не назван" in text

    def test_a_finalist_without_scores(self):
        partly = {juror: {code: given[code] for code in ("У-001", "У-002")} for juror, given in SCORES.items()}
        text = said(show.decisions(contest(make_school(jury=jury(partly)))))
        assert (
            "«Спорт»: жюри не оценило финалистов У-003. Победитель не назван; по тому, что есть, первый У-001." in text
        )

    def test_a_tie_of_the_jury(self):
        even = {juror: {"У-001": 6, "У-002": 6, "У-003": 4} for juror in SCORES}
        text = said(show.what_if(contest(make_school(jury=jury(even)))))
        assert "«Спорт»: у жюри поровну У-001 и У-002; первое место решили баллы рейтинга или победы." in text

    def test_unknown_contest(self):
        with pytest.raises(DataRefused) as refusal:
            contest(make_school(jury=jury(SCORES)), name="Другой")
        assert str(refusal.value) == "Конкурса «Другой» в оценках жюри нет. Есть: «Год»."
        assert contest_choice(make_school(jury=jury(SCORES))) == {"Год": "Год"}
        assert contest_choice(make_school()) == {}


class TestPublication:
    def test_nothing_leaves_without_consent(self, held):
        public = public_winners(held)
        assert public.to_dict("records") == [{"nomination": "Спорт", "winner": "У-001", "consent": ""}]
        assert check_winners(public) == (
            "Согласие на публикацию не отмечено (строк: 1): до него эти строки не выходят.",
        )
        assert check_winners(public.assign(consent="да")) == ()

    def test_a_column_more_is_refused(self, held):
        public = public_winners(held).assign(consent="да", class_="7 А")
        assert check_winners(public) == ("Столбец «class_» раскрывает больше, чем номинация и код: уберите его.",)

    def test_a_name_is_refused(self, held):
        public = public_winners(held).assign(consent="да", winner="Иванов Пётр")
        assert check_winners(public) == ("В столбце кодов не код, а другое значение (строк: 1): возможно, имя.",)

    def test_section(self, held):
        assert "Согласие на публикацию не отмечено (строк: 1)" in said(show.publication(held))


class TestPapers:
    def test_protocol(self, held):
        document = docx.Document(io.BytesIO(contest_protocol(held, "Школа № 7")))
        text = "\n".join(paragraph.text for paragraph in document.paragraphs)
        for words in (
            "Протокол жюри конкурса достижений",
            "«Год»",
            "Особое мнение (кто и почему): ",
            "победитель У-001",
        ):
            assert words in text, words
        assert "Черновик — решение принимает человек" in document.sections[0].header.paragraphs[0].text
        assert document.tables[-1].rows[1].cells[0].text == "Председатель"

    def test_book(self, held, blank):
        book = openpyxl.load_workbook(io.BytesIO(contest_book(held)))
        assert book.sheetnames == ["Финалисты", "Оценки", "Итоги", "Если", "Дипломы"]
        diplomas = [[cell.value for cell in row[:3]] for row in book["Дипломы"].iter_rows(min_row=4)]
        assert diplomas[0] == ["Спорт", "победитель", "У-001"]
        assert openpyxl.load_workbook(io.BytesIO(contest_book(blank))).sheetnames == ["Финалисты"]

    def test_a_gap_stays_empty_in_the_book(self):
        rows = jury(SCORES)
        gap = (rows["expert"] == "Ж-02") & (rows["pupil"] == "У-003") & (rows["criterion"] == CRITERIA[0])
        book = openpyxl.load_workbook(io.BytesIO(contest_book(contest(make_school(jury=rows[~gap])))))
        values = {(row[1].value, row[2].value): row[4].value for row in book["Оценки"].iter_rows(min_row=4)}
        assert values["У-003", CRITERIA[0]] in (None, "")
        assert values["У-002", CRITERIA[0]] == 7

    def test_files(self, held, blank):
        assert "Протокол жюри (Word)" in said(contest_files(held, "Школа"))
        text = said(contest_files(blank, "Школа"))
        assert "Чистый лист жюри (Excel)" in text
        assert "Протокол жюри (Word)" not in text
        assert jury_form(blank).contest == "Конкурс достижений — 2026"
        assert jury_form(held).finalists == {"Спорт": ("У-001", "У-002", "У-003")}


class TestResults:
    def test_no_codes_in_the_store(self, held, blank):
        for one in (held, blank):
            frame = contest_results(one)
            assert not frame.astype("str").apply(lambda column: column.str.contains("У-0")).to_numpy().any()
        values = contest_results(held).set_index("indicator")["value"]
        assert values["contest-winners"] == 1
        assert contest_results(blank).set_index("indicator")["value"].isna()["contest-winners"]
