"""Exercises in their printed form: every kind, without a word of the answer and with all of it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from workbook.course.exercise import Choice, Order, Pairs
from workbook.course.exercise_print import answer_html, exercise_html, form_html, printed_order
from workbook.course.lesson import Lesson, read_lesson
from workbook.course.outline import words_of

FOLDER = Path(__file__).parent / "all_kinds" / "lessons" / "07-all-kinds"
CODES = (
    "ключ", "признаки", "случай", "доля", "таблица", "пары", "порядок", "отчёт", "вывод", "своя-школа",
)  # fmt: skip


@pytest.fixture(scope="module")
def lesson() -> Lesson:
    return read_lesson(FOLDER)


def html_of(lesson: Lesson, code: str, *, key: bool = False) -> str:
    return exercise_html(lesson.exercises[code], key=key, words=lambda text: f"<p>{text}</p>")


class TestWithoutKey:
    @pytest.mark.parametrize("code", CODES)
    def test_no_word_of_the_answer(self, lesson: Lesson, code: str) -> None:
        made = html_of(lesson, code)
        assert "СЕКРЕТ" not in made
        assert "cx-key" not in made
        assert "cx-right" not in made
        assert lesson.exercises[code].solution not in made
        assert all(hint not in words_of(made).split() for hint in lesson.exercises[code].hints)

    def test_options_stand_under_letters_in_an_order_of_their_own(self, lesson: Lesson) -> None:
        made = words_of(html_of(lesson, "признаки"))
        assert "Отметьте все верные варианты." in made
        assert re.findall(r"([абв])\) ", made) == ["а", "б", "в"]

    def test_the_right_option_is_not_first_everywhere(self) -> None:
        assert len({printed_order(4, code) for code in CODES}) > 5

    def test_the_right_order_is_not_printed(self, lesson: Lesson) -> None:
        body = lesson.exercises["порядок"].body
        assert isinstance(body, Order)
        assert printed_order(len(body.steps), "порядок") != (1, 2, 3, 4)

    def test_a_table_has_cells_to_fill_in(self, lesson: Lesson) -> None:
        made = html_of(lesson, "таблица")
        assert made.count('class="cx-empty"') == 2
        assert '<th scope="row">7 А</th><td>12</td><td>24</td>' in made

    def test_own_data_names_the_sheets(self, lesson: Lesson) -> None:
        assert "Нужны листы формы: «Банк заданий», «Ответы на задания»." in html_of(lesson, "своя-школа")


class TestWithKey:
    def test_an_option_is_marked_and_a_misconception_is_named(self, lesson: Lesson) -> None:
        made = html_of(lesson, "ключ", key=True)
        assert "✓&nbsp;верно" in made
        assert "<b>Заблуждение:</b> СЕКРЕТ-ЗАБЛУЖДЕНИЯ трудное значит плохое" in made
        assert "СЕКРЕТ-ОТВЕТА сначала ключ." in made
        assert "СЕКРЕТ-ПОДСКАЗКИ кто выбрал «б»?" in made

    def test_a_number_with_tolerance_and_traps(self, lesson: Lesson) -> None:
        made = words_of(html_of(lesson, "доля", key=True))
        assert "Ответ: 0,5 (± 0,01)" in made
        assert "2 — СЕКРЕТ-ЛОВУШКИ поделили наоборот" in made

    def test_letters_of_pairs_lead_to_their_texts(self, lesson: Lesson) -> None:
        body = lesson.exercises["пары"].body
        assert isinstance(body, Pairs)
        made = html_of(lesson, "пары", key=True)
        boxes = re.findall(r'cx-box cx-right">(.)</span> <div>(.*?)</div>', made)
        right = dict(re.findall(r'cx-letter">(.)\)</span> <div>(.*?)</div>', made))
        assert [(text, right[letter]) for letter, text in boxes] == [
            (left, body.right[place - 1]) for left, place in zip(body.left, body.answer, strict=True)
        ]

    def test_numbers_of_steps_give_the_right_order(self, lesson: Lesson) -> None:
        body = lesson.exercises["порядок"].body
        assert isinstance(body, Order)
        steps = dict(re.findall(r'cx-right">(\d)</span> <div>(.*?)</div>', html_of(lesson, "порядок", key=True)))
        assert tuple(steps[str(number)] for number in range(1, 5)) == body.steps

    def test_mistakes_and_innocent_lines(self, lesson: Lesson) -> None:
        made = words_of(html_of(lesson, "отчёт", key=True))
        assert "Ошибка. СЕКРЕТ-ОШИБКИ верно 0,125" in made
        assert "Верно: числа верны" in made

    def test_the_answer_names_letters_first(self, lesson: Lesson) -> None:
        exercise = lesson.exercises["ключ"]
        assert isinstance(exercise.body, Choice)
        letter = "абв"[printed_order(3, "ключ").index(1)]
        assert answer_html(exercise).startswith(f'<p class="cx-right">Верно: {letter}</p>')


class TestHostile:
    def test_an_author_s_markup_is_text(self, lesson: Lesson) -> None:
        exercise = lesson.exercises["порядок"]
        hostile = replace(exercise, title="<script>", body=Order(("<img src=x onerror=a()>", "`код`", 'a"b')))
        made = exercise_html(hostile, key=True)
        assert "<script" not in made
        assert "<img" not in made
        assert "<code>код</code>" in form_html(hostile, key=False)
