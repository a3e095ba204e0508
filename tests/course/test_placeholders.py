"""Placeholders: texts get the number as it is read, answers get it in full, tables stand alone."""

from __future__ import annotations

from typing import Any

import pytest

from workbook.course.faults import Fault
from workbook.course.numbers import Number
from workbook.course.placeholders import fill_exercises, fill_text

NUMBERS = {"доля": Number(1 / 3), "часть": Number(0.6251, "процент"), "таблица": Number("| а |\n|---|", "текст")}


def filled(text: str) -> tuple[str, list[str]]:
    faults: list[Fault] = []
    return fill_text(text, NUMBERS, "место", faults), [fault.words for fault in faults]


class TestText:
    @pytest.mark.parametrize(
        ("text", "made"),
        [
            ("Доля {{ доля }}.", "Доля 0,33."),
            ("{{доля|процент}}, {{ часть }}", "33\xa0%, 63\xa0%"),
            ("{{ часть |  число  1 }}", "0,6"),
            ("до\n{{ таблица }}\nпосле", "до\n| а |\n|---|\nпосле"),
            ("без чисел { } {{{", "без чисел { } {{{"),
        ],
    )
    def test_filled(self, text: str, made: str) -> None:
        assert filled(text) == (made, [])

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("{{ дола }}", "числа «дола» нет среди «числа» занятия; может быть, «доля»"),
            (
                "{{ доля | проц }}",
                "{{ доля | проц }}: вид «проц» неизвестен; "
                "бывают: число 0, число 1, число 2, число 3, процент, процент 1",
            ),
            ("{{ таблица | процент }}", "{{ таблица | процент }}: это текст, у него нет вида числа"),
            ("Доля {{ доля } верных", "скобки в «{{ доля }» не закрыты: нужно {{ имя }}"),
            ("Доля { доля }} верных", "скобки в «{ доля }}» не закрыты: нужно {{ имя }}"),
            ("Вот {{ таблица }}", "таблица {{ таблица }} стоит одна на своей строке"),
        ],
    )
    def test_faults(self, text: str, words: str) -> None:
        assert filled(text)[1] == [words]


class TestExercises:
    def fill(self, **item: Any) -> tuple[dict[str, Any], list[str]]:
        faults: list[Fault] = []
        made = fill_exercises({"упражнения": [{"код": "а", **item}]}, NUMBERS, faults)
        return made["упражнения"][0], [str(fault) for fault in faults]

    def test_an_answer_is_given_in_full_and_what_proves_it_as_it_is_read(self) -> None:
        made, _ = self.fill(вид="число", ответ="{{ доля }}", принимает=["{{ доля }}"], ловушки=[{"число": "{{доля}}"}])
        assert made["ответ"] == pytest.approx(1 / 3)
        assert made["ловушки"][0]["число"] == pytest.approx(1 / 3)
        assert made["принимает"] == ["0,33"]

    def test_an_answer_in_percents(self) -> None:
        made, _ = self.fill(вид="число", ответ="{{ часть }}", единица="%", клетки=[{"число": "{{ часть }}"}])
        assert made["ответ"] == 62.51
        assert self.fill(вид="число", ответ="{{ часть }}")[0]["ответ"] == 0.6251

    def test_a_cell_has_a_unit_of_its_own(self) -> None:
        made, _ = self.fill(вид="таблица", клетки=[{"число": "{{ часть }}", "единица": "%"}, {"число": "{{ часть }}"}])
        assert [cell["число"] for cell in made["клетки"]] == [62.51, 0.6251]

    def test_feedback_of_an_option_is_a_text(self) -> None:
        made, _ = self.fill(вид="один вариант", варианты=[{"ответ": "{{ доля }}"}])
        assert made["варианты"][0]["ответ"] == "0,33"

    def test_keys_of_answers_are_filled(self) -> None:
        made, _ = self.fill(вид="таблица", принимает=[{"1|2": "{{ доля }}"}])
        assert made["принимает"] == [{"1|2": "0,33"}]

    def test_faults_name_the_exercise(self) -> None:
        assert self.fill(вид="число", ответ="{{ таблица }}", вопрос="{{ нет }}")[1] == [
            "exercises.yml, упражнение «а»: {{ таблица }}: это текст, а нужно число",
            "exercises.yml, упражнение «а»: числа «нет» нет среди «числа» занятия",
        ]

    @pytest.mark.parametrize("source", [None, [], {}, {"упражнения": None}, {"упражнения": ["строка", None]}])
    def test_what_is_no_exercise_is_left_for_its_reader(self, source: Any) -> None:
        assert fill_exercises(source, NUMBERS, []) == source
