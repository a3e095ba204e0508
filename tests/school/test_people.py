from __future__ import annotations

import pytest

from workbook.school import TABLES
from workbook.school.people import looks_like_name, name_header, name_in_code


class TestName:
    @pytest.mark.parametrize(
        "text",
        [
            "Иванова Мария", "Иванова Мария Петровна", "ИВАНОВА МАРИЯ", "Иванова М. П.", "Иванова М.П.",
            "М. П. Иванова", "Салтыков-Щедрин Михаил", "Иванова МП", "мария петровна",
            "Ivanova Maria", "Алиев Расул оглы",
        ],
    )  # fmt: skip
    def test_is_recognised(self, text: str) -> None:
        assert looks_like_name(text)

    @pytest.mark.parametrize(
        "text", ["У-0123", "7 А", "математика", "Русский язык", "МА7-ИТ", "", "итог", "контрольная", "2.3", "Х", "н/а"]
    )
    def test_is_not_seen_where_there_is_none(self, text: str) -> None:
        assert not looks_like_name(text)


class TestCode:
    pupil = TABLES["pupils"].column("pupil")
    team = TABLES["participations"].column("team")
    question = TABLES["survey"].column("question")

    @pytest.mark.parametrize("text", ["Иванова Мария", "Иванова", "иванова мария", "Мария 7А", "У-Петров"])
    def test_a_pupil_code_holds_no_words(self, text: str) -> None:
        assert name_in_code(text, self.pupil)

    def test_a_team_may_have_a_title_but_no_patronymic(self) -> None:
        assert not name_in_code("Юные Физики", self.team)
        assert name_in_code("Петрова А. И.", self.team)

    def test_an_ordinary_word_is_a_code(self) -> None:
        assert not name_in_code("итог", self.question)


class TestHeader:
    @pytest.mark.parametrize(
        "text", ["ФИО", "Ф.И.О.", "Ф. И. О. ученика", "Фамилия", "Фамилия, имя", "Имя", "Отчество"]
    )
    def test_announces_names(self, text: str) -> None:
        assert name_header(text)

    @pytest.mark.parametrize("text", ["Код ученика", "Класс", "Имеется ли", "Физика", "Финал"])
    def test_is_an_ordinary_one(self, text: str) -> None:
        assert not name_header(text)
