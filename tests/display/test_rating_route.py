"""What the route report says: the verdict in words, what holds the goal back, no comparison of children."""

from __future__ import annotations

import re
from datetime import date

import pandas as pd
import pytest

from workbook.display import rating_route as show
from workbook.display.rating_route_sheet import sheet
from workbook.display.rating_route_words import days, hours, of_hours, relaxed, titled, verdict
from workbook.rating import Relaxed, RouteWish, route, route_state
from workbook.school import School, read_school

END = date(2026, 5, 31)
FOLDER = {
    "school.yml": "школа: proba\nназвание: Школа № 1\nмуниципалитет: Район\nгод: 2025/2026\n",
    "pupils.csv": "Учебный год;Код ученика;Класс;Уровень\n2025/2026;У-001;7 А;ООО\n2025/2026;У-002;7 А;ООО\n",
    "cards.csv": "Код карты;Название;Событие;Направление;Уровень;Форма;Участие;Начало;Окончание;Часов ученика\n"
    "К-001;Кросс;КРОСС;спортивное;школьный;очно;индивидуальное;20.02.2026;20.02.2026;3\n"
    "К-002;<b>Рисунок</b>;;творческое;районный;очно;индивидуальное;25.02.2026;28.02.2026;\n"
    "К-003;Чтецы;;творческое;школьный;очно;индивидуальное;10.03.2026;10.03.2026;4\n"
    "К-004;Кросс района;КРОСС;спортивное;районный;очно;индивидуальное;10.03.2026;11.03.2026;5\n"
    "К-005;Осень;;творческое;школьный;очно;индивидуальное;25.09.2025;25.09.2025;2\n",
    "participations.csv": "Номер записи;Код карты;Код ученика;Роль;Результат;Дата;Кто проверил\n"
    "Д-0001;К-005;У-001;исполнитель;призёр;25.09.2025;П-001\n",
    "routes.csv": "Учебный год;Код ученика;Интересы;Цель ученика;Цель в баллах;Часов в запасе;День беседы;"
    "Согласие родителей;Кто помогает\n"
    "2025/2026;У-001;спортивное;пробежать кросс;6;30;15.01.2026;да;П-009\n"
    "2025/2026;У-002;;;;;15.01.2026;нет;\n",
    "route_steps.csv": "Учебный год;Код ученика;Код карты;Состояние\n2025/2026;У-001;К-004;запланировано\n",
}


@pytest.fixture(scope="module")
def school(tmp_path_factory) -> School:
    folder = tmp_path_factory.mktemp("schools") / "proba"
    folder.mkdir()
    for name, text in FOLDER.items():
        (folder / name).write_text(text, encoding="utf-8")
    return read_school(folder)


def said(block) -> str:
    return re.sub(r"<[^>]+>", " ", block.body()).replace("\xa0", " ").replace("&lt;", "<").replace("&gt;", ">")


class TestVerdict:
    @pytest.mark.parametrize(
        ("goal", "sentence"),
        [
            (2, "Цель (2) уже достигнута: на 15.01.2026 засчитано 2 балла. Маршрут предложен ради дела, а не ради "
                "баллов."),
            (6, "Цель — 6; на 15.01.2026 засчитано 2 балла. Маршрут приводит к ней и без призовых мест: будет "
                "6 баллов."),
            (9, "Цель — 9; на 15.01.2026 засчитано 2 балла. Одно участие даст 6 баллов. Цель достижима только с "
                "призовыми местами: если призёр во всех шагах, будет 10 баллов. Обещать их нельзя."),
            (40, "Цель — 40 — не достигается. На 15.01.2026 засчитано 2 балла; самое большее, что можно набрать "
                 "участием, — 6 баллов, а если во всех шагах стать призёром — 10 баллов. Цель стоит обсудить."),
        ],
    )  # fmt: skip
    def test_sentences(self, school, goal, sentence):
        assert verdict(route(school, RouteWish("У-001", goal=goal)))[1].replace("\xa0", " ") == sentence

    def test_nothing_is_open(self, school):
        found = route(school, RouteWish("У-001", later=100))
        sentence = verdict(found)[1]
        assert sentence == (
            "Маршрута нет: после 25.04.2026 ученику не открыто ни одно мероприятие. Карты периода: начинается не позже "
            "дня беседы — 4; ученик уже участвовал — 1."
        )
        assert sentence in said(show.summary(found))
        assert "Шагов нет: причина названа выше." in said(show.steps(found, END))
        assert sentence == sheet(found, school).reason


class TestReport:
    def test_summary_tells_consent_and_steps_that_cannot_be(self, school):
        text = said(show.summary(route(school, RouteWish("У-001"))))
        assert "Согласие родителей есть." in text
        assert "«Кросс района» (К-004) — продолжение: откроется после успеха — «Кросс»." in text
        refused = said(show.summary(route(school, RouteWish("У-002"))))
        assert "Родители отказали; согласия нет: страницу не показывать вне школы." in refused
        assert "Часы в запасе не названы: взято 30 ч (методика школы)." in refused

    def test_steps_names_are_text_and_hours_marked(self, school):
        block = show.steps(route(school, RouteWish("У-001")), END)
        assert "<b>Рисунок" not in block.body()
        assert "* — часов в карте нет, взято по уровню (методика школы)." in said(block)
        assert "На следующий этап направляют только прошедших предыдущий" in said(block)

    def test_obstacles_name_the_restriction(self, school):
        text = said(show.obstacles(route(school, RouteWish("У-001", goal=6, hours=8))))
        assert "Если снять ограничение «часы в запасе», цель достигается одним участием: нужно не 8 ч, а 13 ч." in text

    def test_few_events_are_told(self, school):
        text = said(show.summary(route(school, RouteWish("У-001", leave=("К-001", "К-002")))))
        assert "Помещается только 1 мероприятие; маршрутом школа называет от 3." in text
        assert "В маршруте одно направление" in text

    def test_pages_of_a_child_without_consent_are_marked(self, school):
        pages = said(show.pages(sheet(route(school, RouteWish("У-002")), school)))
        assert "Согласия нет: страницу не показывать вне школы." in pages
        assert "рейтинг" not in pages

    def test_state_is_no_rating(self, school):
        state = route_state(school, "01.04.2026")
        text = said(show.state(state))
        assert "Порядок — по классу и коду; это не рейтинг." in text
        assert "Родители отказали: 1 ученик (У-002). Страницу вне школы не показывать." in text
        assert "Срок шага прошёл, а он не отмечен: 1 шаг — 1 ученик (У-001)." in text
        progress = said(show.progress(state.progress("У-001"), state))
        assert "На 01.04.2026 засчитано 2 балла; до цели 6 не хватает 4 баллов." in progress


class TestWords:
    def test_hours_and_days(self):
        assert hours(450).replace("\xa0", " ") == "4,5 ч"
        assert [of_hours(value).replace("\xa0", " ") for value in (100, 1700, 450)] == [
            "1 часа",
            "17 часов",
            "4,5 часа",
        ]
        assert days(pd.Timestamp("2026-02-02"), pd.Timestamp("2026-02-04")) == "02.02–04.02"
        assert (titled("Кросс"), titled("Тур «Чтецы»")) == ("«Кросс»", "Тур «Чтецы»")

    def test_a_restriction_that_does_nothing(self, school):
        found = route(school, RouteWish("У-001", goal=40))
        text = relaxed(Relaxed("dates", found.most, 100, 1, reaches=False), found)
        assert text == "Если снять ограничение «пересечение дат», ничего не изменится."
