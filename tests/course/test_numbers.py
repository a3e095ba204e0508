"""Numbers of a lesson: computed in their order, kept with their recipes, read without computing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from workbook.course import LessonRefused
from workbook.course.facts import Sample
from workbook.course.faults import Fault
from workbook.course.numbers import Number, Recipe, compute_numbers, numbers_text, read_numbers, read_recipes

NOWHERE = Sample(Path("nowhere"))


def refused(recipes: dict[str, Recipe]) -> list[str]:
    with pytest.raises(LessonRefused) as caught:
        compute_numbers(recipes, NOWHERE)
    return [str(fault) for fault in caught.value.faults]


class TestRecipes:
    def test_a_line_and_a_mapping(self) -> None:
        faults: list[Fault] = []
        front = {"числа": {"а": "сосчитать:  1 / 2", "б": {"расчёт": "доля: школа; 5", "вид": "процент"}}}
        found = read_recipes(front, faults)
        assert found == {"а": Recipe("сосчитать: 1 / 2"), "б": Recipe("доля: школа; 5", "процент")}
        assert (found["б"].name, found["б"].words) == ("доля", ("школа", "5"))
        assert faults == []

    @pytest.mark.parametrize(
        ("entry", "words"),
        [
            ({"а б": "сосчитать: 1"}, "имя числа — буквы, цифры и «_», без пробелов, не с цифры"),
            ({"а": 5}, 'нужен расчёт в кавычках, например "сосчитать: 18 / 24"'),
            (
                {"а": {"расчёт": "x: 1", "вид": "проценты"}},
                "вид «проценты» неизвестен; бывают: число 0, число 1, число 2, число 3, процент, процент 1, текст",
            ),
            ({"а": {"расчет": "x: 1", "расчёт": "x: 1"}}, "ключ «расчет» неизвестен; бывают: расчёт, вид"),
        ],
    )
    def test_faults(self, entry: dict[str, object], words: str) -> None:
        faults: list[Fault] = []
        read_recipes({"числа": entry}, faults)
        assert [fault.words for fault in faults] == [words]


class TestComputing:
    def test_numbers_may_speak_of_those_below(self) -> None:
        made = compute_numbers(
            {"в": Recipe("сосчитать: б * 2"), "б": Recipe("сосчитать: а + 0,1"), "а": Recipe("сосчитать: 0,2")}, NOWHERE
        )
        assert {name: number.value for name, number in made.items()} == {"в": 0.6, "б": 0.3, "а": 0.2}

    def test_a_circle(self) -> None:
        said = refused({"а": Recipe("сосчитать: б"), "б": Recipe("сосчитать: а")})
        assert said[0].startswith("lesson.md, числа: числа считаются друг через друга: «")

    def test_every_fault_at_once(self) -> None:
        assert refused(
            {"а": Recipe("писали работы: x"), "б": Recipe("сосчитать: 1 / 0"), "в": Recipe("писали работу: shkola-7")}
        ) == [
            "lesson.md, числа, «а»: расчёта «писали работы» нет; может быть, «писали работу». "
            "Перечень: workbook lesson facts",
            "lesson.md, числа, «б»: делится на ноль",
            "lesson.md, числа, «в»: после «писали работу:» нужно: школа; работа",
        ]

    def test_a_school_that_is_not_there(self) -> None:
        said = refused({"а": Recipe("писали работу: shkola-77; МА7-ИТ")})
        assert said[0].startswith("lesson.md, числа, «а»: не посчиталось: ")


class TestWriting:
    @pytest.mark.parametrize(
        ("form", "text"),
        [("", "0,63"), ("число 0", "1"), ("число 1", "0,6"), ("процент", "63\xa0%"), ("процент 1", "62,5\xa0%")],
    )
    def test_forms_round_half_up(self, form: str, text: str) -> None:
        assert Number(0.625).written(form) == text

    def test_an_answer_in_percents_is_asked_in_percents(self) -> None:
        share = Number(0.625, "процент")
        assert (share.asked("", "%"), share.asked("", ""), share.asked("число 2", "%")) == (62.5, 0.625, 0.625)

    def test_a_text_is_no_number(self) -> None:
        with pytest.raises(ValueError, match="это текст, а нужно число"):
            Number("| а |", "текст").asked("", "")


class TestKeeping:
    RECIPES = {"а": Recipe("сосчитать: 1 / 8", "процент 1")}  # noqa: RUF012
    DRAWN = {"x.png": Recipe("карта: а")}  # noqa: RUF012

    def text(self) -> str:
        return numbers_text(self.RECIPES, {"а": Number(0.125)}, self.DRAWN)

    def test_there_and_back(self) -> None:
        assert read_numbers(self.text(), self.RECIPES, self.DRAWN, "01-a") == {"а": Number(0.125, "процент 1")}

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("", "числа занятия ещё не посчитаны. Постройте занятие: workbook lesson build 01-a"),
            ("{", "файл повреждён. Постройте занятие: workbook lesson build 01-a"),
            ('{"числа": {"а": {"расчёт": "x", "значение": null}}, "рисунки": {}}', "файл повреждён."),
            ("[" * 100_000, "файл повреждён."),
        ],
    )
    def test_missing_and_broken(self, text: str, words: str) -> None:
        with pytest.raises(LessonRefused) as caught:
            read_numbers(text, self.RECIPES, self.DRAWN, "01-a")
        assert caught.value.faults[0].words.startswith(words)

    def test_a_changed_recipe_is_noticed(self) -> None:
        changed = {"а": Recipe("сосчитать: 1 / 9"), "б": Recipe("сосчитать: 1")}
        with pytest.raises(LessonRefused) as caught:
            read_numbers(self.text(), changed, {}, "01-a")
        assert str(caught.value.faults[0]) == (
            "numbers.json: устарело: «а», «б», «x.png». Постройте занятие: workbook lesson build 01-a"
        )

    def test_a_lesson_without_numbers_needs_no_file(self) -> None:
        assert read_numbers("", {}, {}, "01-a") == {}

    def test_the_file_is_for_people(self) -> None:
        assert json.loads(self.text()) == {
            "числа": {"а": {"расчёт": "сосчитать: 1 / 8", "значение": 0.125}}, "рисунки": {"x.png": "карта: а"},
        }  # fmt: skip
        assert "сосчитать" in self.text()
