"""The rating sections: the words a reader decides by, on a school that can be counted by hand."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from workbook.display import rating_sections as show
from workbook.display.rating_words import grade_ranges, groups, listed, of_points, points, scored
from workbook.errors import DataRefused, MissingData
from workbook.rating import season
from workbook.school import School
from workbook.settings import Settings, read_settings

SECTIONS = [show.summary, show.places, show.distribution, show.explained, show.classes, show.directions, show.journal,
            show.next_steps]  # fmt: skip


def table(columns: str, rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=columns.split()).astype("str")
    for name in frame.columns.intersection(["date", "starts", "ends", "left"]):
        frame[name] = pd.to_datetime(frame[name])
    return frame


PUPILS = table(
    "year pupil class_ level left leave_reason",
    [("2025/2026", f"У-{number:03d}", "7 А" if number < 12 else "9 Б", "ООО", None, None) for number in range(24)],
)
CARDS = table(
    "card title event direction scale form participation starts ends grades",
    [
        ("К-1", "Олимпиада", None, "интеллектуальное", "школьный", "очно", "индивидуальное",
         "2025-10-01", "2025-10-05", None),
        ("К-2", "Кросс <b>всех</b>", None, "спортивное", "школьный", "очно", "индивидуальное",
         "2025-10-01", "2025-10-05", "9"),
    ],
)  # fmt: skip
RECORDS = table(
    "record card pupil team role result date form verified_by",
    [(f"Д-{number}", "К-1", f"У-{number:03d}", None, "исполнитель", "победитель", "2025-10-02", None, "П-01")
     for number in range(11)]
    + [("Д-90", "К-1", "У-011", None, "исполнитель", "призёр", "2025-10-02", None, None),
       ("Д-91", "К-2", "У-000", None, "капитан", "призёр", "2025-10-02", None, "П-01")],
)  # fmt: skip


def make_school(settings: Settings | None = None, **tables: pd.DataFrame) -> School:
    given = {"pupils": PUPILS, "cards": CARDS, "participations": RECORDS} | tables
    return School("shkola", "Школа", "Район", "2025/2026", Path(), settings or Settings(), given)


@pytest.fixture(scope="module")
def counted():
    return season(make_school())


@pytest.fixture(scope="module")
def silent():
    return season(make_school(participations=RECORDS.iloc[:0]))


def said(block: Any) -> str:
    text = re.sub(r"<[^>]+>", " ", re.sub(r'src="data:[^"]*"', "", block.html()))
    return re.sub(r"\s+", " ", html.unescape(text))


class TestSummary:
    def test_the_minute(self, counted):
        text = said(show.summary(counted))
        for words in (
            "Не подтверждена 1 запись: за ними до 2 баллов.",
            "Охват заметно ниже школьного (50,0 %): 9 Б (0 из 12).",
            "Направления без единого мероприятия: творческое, социальное, патриотическое",
            "Параллели, которым направление не предложено: спортивное (7).",
            "Мест 2, но если не различать соседей, между которыми меньше 1 балла, остаются 2 группы.",
            "10 % списка с наибольшими суммами держат 32,4 % всех баллов.",
        ):
            assert words in text, words

    def test_most_urgent_first(self, counted):
        tones = re.findall(r'class="wb-finding wb-(\w+)"', show.summary(counted).html())
        assert tones == sorted(tones, key=["bad", "warn", "neutral", "info", "ok"].index)

    def test_what_if_is_said(self):
        text = said(show.summary(season(make_school(), caps=False)))
        assert "Расчёт «что если»: лимиты уровней и групп карт сняты." in text

    def test_odd_rules_are_said(self):
        rules = read_settings({"рейтинг": {"формы": {"платный": 1}}})
        text = said(show.summary(season(make_school(rules))))
        assert "Правила (рейтинг → формы → платный): платные конкурсы приносят баллы" in text


class TestPlaces:
    def test_list_and_its_meaning(self, counted):
        text = said(show.places(counted, top=5))
        assert "Мест 2 на 11 учеников." in text
        assert "Делят место с другими: 10 учеников." in text
        assert "Показаны первые 5; ещё 6 учеников с баллами." in text
        assert "за пределы школы он не выходит" in text
        assert "1 в лиге 1 не оценено У-000 7 А 5,50" in text
        assert "У-005" not in text

    def test_direction(self, counted):
        text = said(show.places(counted, "спортивное"))
        assert "Рейтинг-лист: спортивное направление" in text
        assert "2,5" in text

    def test_direction_without_points(self, counted):
        assert "баллов за период ни у кого нет" in said(show.places(counted, "лидерское"))

    def test_distribution(self, counted):
        text = said(show.distribution(counted))
        assert "набрала не больше 3 баллов, наибольшая сумма — 5,5. Без баллов: 13 учеников." in text


class TestExplained:
    def test_example_adds_up(self, counted):
        text = said(show.explained(counted))
        assert "Из чего сложился балл: У-000" in text
        assert "Засчитано 5,5 балла: столько же, сколько в рейтинг-листе." in text
        assert "2 по шкале × 1,25 (капитан)" in text
        assert "школьный, призёр, капитан" in text

    def test_records_of_the_season_before_are_counted_and_left_out(self):
        older = RECORDS.head(1).assign(record="Д-П", date=pd.Timestamp("2024-10-02"))
        later = RECORDS.head(1).assign(record="Д-С", date=pd.Timestamp("2026-07-02"))
        found = season(make_school(participations=pd.concat([RECORDS, older, later], ignore_index=True)))
        text = said(show.explained(found, "У-000"))
        assert "Ещё 1 запись прошлого периода: к этому списку она не относится." in text
        assert "Д-П" not in text
        assert "Д-С 02.07.2026" in text
        assert "вне периода" in text
        assert "вне периода 1 — " in said(show.journal(found))
        assert "Ещё 1 запись прошлого периода" in said(show.journal(found))

    def test_advice(self, counted):
        text = said(show.explained(counted, "У-011"))
        assert "Запись не подтверждена: 1 запись, не засчитано баллов: 2. Проверьте документ" in text

    def test_pupil_without_records(self, counted):
        assert "Записей об участии у ученика нет." in said(show.explained(counted, "У-020"))

    def test_unknown_pupil(self, counted):
        with pytest.raises(DataRefused):
            show.explained(counted, "У-999")

    def test_titles_are_escaped(self, counted):
        assert "<b>всех</b>" not in show.explained(counted).html()


class TestReach:
    def test_classes(self, counted):
        text = said(show.classes(counted))
        assert "7 А 12 12 100,0 % (75,8–100,0)" in text
        assert "2,96" in text  # 35,5 / 12

    def test_directions(self, counted):
        text = said(show.directions(counted))
        assert "интеллектуальное 1 12 50,0 %" in text
        assert show.directions(counted).html().count("data:image/svg+xml") == 1

    def test_offered_in_vain(self):
        text = said(show.directions(season(make_school(participations=RECORDS.iloc[:3]))))
        assert "Предложено, но не участвовал никто: спортивное." in text


class TestJournal:
    def test_what_became_of_records(self, counted):
        text = said(show.journal(counted))
        assert "зачтено 12 0,00" in text
        assert "запись не подтверждена 1 2,00 Проверьте документ" in text
        assert "Д-90" in text

    def test_all_in_order(self):
        text = said(show.journal(season(make_school(participations=RECORDS.iloc[:3]))))
        assert "Все записи за период подтверждены и внесены без ошибок." in text

    def test_publication(self, counted):
        text = said(show.publication(counted, Settings().privacy))
        assert "Публичный вариант «полосы» прошёл проверку" in text
        assert "Сам рейтинг-лист проверку не проходит" in text

    def test_publication_follows_the_control(self, counted):
        text = said(show.publication(counted, Settings().privacy, scheme="первые"))
        assert "За пределами школы увидят: все с баллами — 11 учеников, без порядка." in text
        assert "Лига" not in text

    def test_too_few_to_publish(self):
        few = season(make_school(participations=RECORDS.iloc[:3]))
        assert "Публиковать нечего" in said(show.publication(few, Settings().privacy))


class TestAnySchool:
    @pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.__name__)
    def test_school_without_records(self, silent, section):
        text = said(section(silent))
        assert "nan" not in text.lower()
        assert "<NA>" not in text

    @pytest.mark.parametrize("section", [s for s in SECTIONS if s is not show.explained], ids=lambda s: s.__name__)
    def test_nobody_on_the_roster(self, section):
        text = said(section(season(make_school(pupils=PUPILS.assign(year="2024/2025")))))
        assert "nan" not in text.lower()

    def test_nobody_to_explain(self):
        with pytest.raises(MissingData, match="нет ни одного ученика"):
            show.explained(season(make_school(pupils=PUPILS.assign(year="2024/2025"))))

    @pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.__name__)
    def test_words_are_russian(self, counted, section):
        words = re.findall(r"[A-Za-z]{3,}", said(section(counted)))
        assert not words

    def test_next_steps(self, counted, silent):
        text = said(show.next_steps(counted))
        assert "проверить 1 запись из раздела «Журнал достижений», начиная с самых дорогих (до 2 баллов)" in text
        assert "Классным руководителям 9 Б" in text
        assert "решения принимают люди" in text
        assert "Награждать" not in said(show.next_steps(silent))


class TestWords:
    def test_points(self):
        assert [points(value).replace("\u00a0", " ") for value in (100, 200, 500, 250, 4117)] == [
            "1 балл", "2 балла", "5 баллов", "2,5 балла", "41,17 балла"
        ]  # fmt: skip
        assert [of_points(value).replace("\u00a0", " ") for value in (100, 200, 2100, 50)] == [
            "1 балла", "2 баллов", "21 балла", "0,5 балла"
        ]  # fmt: skip
        assert scored(None) == "—"

    def test_groups(self):
        assert [groups(n).replace("\u00a0", " ") for n in (1, 3, 13)] == [
            "остаётся 1 группа", "остаются 3 группы", "остаётся 13 групп"
        ]  # fmt: skip

    def test_lists(self):
        assert listed("абв") == "а, б, в"
        assert listed(range(10), 3) == "0, 1, 2 и ещё 7"
        assert grade_ranges([4, 1, 2, 3, 10, 2]) == "1–4, 10"
