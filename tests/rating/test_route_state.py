"""Routes of a school on a day: steps against the journal, what is missing, never who is better."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from workbook.errors import MissingData
from workbook.rating import (
    RouteWish,
    class_choice,
    consenting,
    day_choice,
    known_routes,
    route,
    route_results,
    route_state,
)
from workbook.school import School, read_school

FOLDER = {
    "school.yml": "школа: proba\nназвание: Школа № 1\nмуниципалитет: Район\nгод: 2025/2026\n",
    "pupils.csv": "Учебный год;Код ученика;Класс;Уровень\n2025/2026;У-001;7 А;ООО\n2025/2026;У-002;10 Б;СОО\n"
    "2025/2026;У-003;7 А;ООО\n2025/2026;У-004;3 А;НОО\n",
    "cards.csv": "Код карты;Название;Направление;Уровень;Форма;Участие;Начало;Окончание\n"
    "К-001;Кросс;спортивное;школьный;очно;индивидуальное;20.02.2026;20.02.2026\n"
    "К-002;Рисунок;творческое;школьный;очно;индивидуальное;25.02.2026;28.02.2026\n"
    "К-003;Чтецы;творческое;школьный;очно;индивидуальное;10.03.2026;10.03.2026\n",
    "participations.csv": "Номер записи;Код карты;Код ученика;Роль;Результат;Дата;Кто проверил\n"
    "Д-0001;К-001;У-001;исполнитель;призёр;20.02.2026;П-001\n"
    "Д-0002;К-002;У-002;исполнитель;победитель;26.02.2026;П-001\n",
    "routes.csv": "Учебный год;Код ученика;Цель ученика;Цель в баллах;День беседы;Согласие родителей;Кто помогает\n"
    "2025/2026;У-002;рисовать;;15.01.2026;нет;\n2025/2026;У-001;бег;2;15.01.2026;да;П-009\n",
    "route_steps.csv": "Учебный год;Код ученика;Код карты;Состояние;Что получилось\n"
    "2025/2026;У-001;К-001;выполнено;\n2025/2026;У-001;К-002;запланировано;\n2025/2026;У-001;К-003;запланировано;\n"
    "2025/2026;У-002;К-002;запланировано;\n2025/2026;У-002;К-001;выполнено;устал\n"
    "2025/2026;У-002;К-003;снято;не успел\n",
}


@pytest.fixture(scope="module")
def school(tmp_path_factory) -> School:
    folder = tmp_path_factory.mktemp("schools") / "proba"
    folder.mkdir()
    for name, text in FOLDER.items():
        (folder / name).write_text(text, encoding="utf-8")
    return read_school(folder)


def standing(state, pupil) -> dict[str, str]:
    steps = state.progress(pupil).steps
    return dict(zip(steps["card"], steps["standing"], strict=True))


class TestState:
    def test_steps_against_the_journal(self, school):
        state = route_state(school, "05.03.2026")
        assert standing(state, "У-001") == {"К-001": "выполнено", "К-002": "срок прошёл", "К-003": "впереди"}
        assert standing(state, "У-002") == {
            "К-001": "отмечено, записи нет", "К-002": "есть запись, шаг не отмечен", "К-003": "снято"
        }  # fmt: skip

    def test_a_day_in_the_middle(self, school):
        assert standing(route_state(school, "25.02.2026"), "У-001")["К-002"] == "идёт"
        assert standing(route_state(school, "25.02.2026"), "У-002")["К-002"] == "идёт"  # the record came a day later
        assert route_state(school, "01.02.2026").progress("У-001").total == 0

    def test_day_of_the_journal_by_default(self, school):
        assert route_state(school).day == date(2026, 2, 26)

    def test_own_goal_and_what_is_missing(self, school):
        table = route_state(school, "05.03.2026").routes.set_index("pupil")
        assert list(table.index) == ["У-001", "У-002"]  # by class, never by points
        assert table.loc["У-001", ["total", "goal_points", "reached"]].tolist() == [200, 200, True]
        assert pd.isna(table.loc["У-002", "reached"])
        names = ["planned", "done", "dropped", "overdue", "undocumented", "unmarked", "silent"]
        assert table.loc["У-001", names].tolist() == [2, 1, 0, 1, 0, 0, 1]
        assert table.loc["У-002", names].tolist() == [1, 1, 1, 0, 1, 1, 0]

    def test_grades_below_the_first_route_are_not_expected_to_have_one(self, school):
        assert set(route_state(school).roster["pupil"]) == {"У-001", "У-002", "У-003"}

    def test_who_has_no_route(self, school):
        with pytest.raises(MissingData) as gap:
            route_state(school).progress("У-003")
        assert gap.value.message == "У ученика «У-003» маршрут этого года не записан: отмечать пока нечего."


class TestWithoutRoutes:
    def test_the_table_is_named(self, school):
        bare = School(school.id, school.title, "", school.year, school.folder, school.settings,
                      {name: table for name, table in school.tables.items() if name != "routes"})  # fmt: skip
        with pytest.raises(MissingData, match="Индивидуальные маршруты"):
            route_state(bare)
        assert known_routes(bare) is None
        assert consenting(bare, "7 А") == ()
        assert class_choice(bare) == []

    def test_routes_of_another_year(self, school):
        other = school["routes"].assign(year="2024/2025")
        old = School(school.id, school.title, "", school.year, school.folder, school.settings,
                     {**school.tables, "routes": other})  # fmt: skip
        with pytest.raises(MissingData) as gap:
            route_state(old)
        assert gap.value.message == (
            "Маршрутов 2025/2026 учебного года у учеников школы нет: внесите их в таблицу «Индивидуальные маршруты» "
            "(routes.csv)."
        )


class TestChoices:
    def test_controls(self, school):
        assert consenting(school, "7 А") == ("У-001",)
        assert consenting(school, "10 Б") == ()
        assert class_choice(school) == ["7 А", "10 Б"]
        assert list(day_choice(school))[:2] == ["30.09.2025", "31.10.2025"]
        assert list(day_choice(school))[-1] == "31.05.2026"


class TestResults:
    def test_numbers(self, school):
        table = route_results(route_state(school, "05.03.2026"), route(school, RouteWish("У-001")))
        values = table.set_index("indicator")["value"]
        assert (values["routes"], values["routes-without-consent"], values["steps-overdue"]) == (2, 1, 1)
        assert values["steps-done-percent"] == pytest.approx(100 * 2 / 6)
        assert values["goals-reached-percent"] == 100
        assert "У-" not in " ".join(table[["title", "group", "note"]].to_numpy().ravel())

    def test_without_routes(self, school):
        assert list(route_results(None, route(school, RouteWish("У-003")))["indicator"]) == [
            "route-events",
            "route-hours",
        ]
