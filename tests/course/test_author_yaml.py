"""YAML that a person without code broke: the line to mend and what to do with it."""

from __future__ import annotations

import pytest

from workbook.course.author_yaml import read_yaml
from workbook.course.faults import LessonRefused

TAB = "здесь нажата клавиша Tab; замените её пробелами, как в соседних строках"
QUOTE = "кавычка открыта и не закрыта; в строке их должно быть две, в начале и в конце текста"
BRACES = 'двойные фигурные скобки без кавычек; возьмите весь текст с ними в кавычки: "{{ имя }}"'
COLON = "в тексте есть двоеточие; возьмите весь текст после ключа в кавычки"
INNER = "после закрывающей кавычки есть ещё текст; внутри текста пишите «ёлочки»"
UNSURE = "проверьте отступы, кавычки и двоеточия здесь и строкой выше"


class TestReadYaml:
    @pytest.mark.parametrize(
        ("text", "line", "words"),
        [
            ("цели:\n  - а\n\t- б\n", 3, TAB),
            ("минут:\t4\nвид:\tчисло\n", 1, TAB),
            ('доля: "сосчитать: 1\nдругая: "сосчитать: 2"\nещё: {расчёт: "а"}\n', 1, QUOTE),
            ('название: "Доля\n', 1, QUOTE),
            ('название: "Доля"\nответ: {{ доля }}\n', 2, BRACES),
            ("вопрос: {{ доля }} верных\n", 1, BRACES),
            ("клетки:\n  - {строка: А, число: {{ доля }}, допуск: 1}\n", 2, BRACES),
            ("принимает: [{{ доля }}]\n", 1, BRACES),
            ("решение школы: Вопрос: какую\n", 1, COLON),
            ('вопрос: "Что значит "доля"?"\n', 1, INNER),
            ("а:\n  б: 1\n в: 2\n", 3, UNSURE),
        ],
    )
    def test_the_line_to_mend_and_what_to_do(self, text: str, line: int, words: str) -> None:
        with pytest.raises(LessonRefused) as caught:
            read_yaml(text, "lesson.md", line=1, what="шапка")
        assert [str(fault) for fault in caught.value.faults] == [
            f"lesson.md, строка {line + 1}: шапка не читается: {words}"
        ]

    def test_braces_inside_a_text_are_read(self) -> None:
        assert read_yaml('вопрос: Доля {{ доля }}\nответ: "{{ доля }}"\nверно: да\n', "lesson.md") == {
            "вопрос": "Доля {{ доля }}",
            "ответ": "{{ доля }}",
            "верно": "да",
        }
