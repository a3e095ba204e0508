"""Each rule of the lint is shown the fault it exists for, and a lesson without faults."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from workbook.course.exercise import Choice, Exercise, NumberAnswer, Option, OwnSchool
from workbook.course.lesson import Cell, Lesson
from workbook.course.lint import lint
from workbook.course.terms import Term

SOURCE = """упражнения:
  - код: у1
    вид: число
    ответ: "{{ доля }}"
  - код: у2
    вид: таблица
    клетки:
      - {строка: А, столбец: Б, число: "{{ доля }}"}
"""

CHOICE = Choice((
    Option("а", "Проверить ключ", True, "Да."),
    Option("б", "Убрать задание", False, "Причина неизвестна.", "трудное значит плохое"),
))  # fmt: skip


def exercise(code: str, body: Any = CHOICE, **other: Any) -> Exercise:
    kept: dict[str, Any] = {
        "kind": "один вариант", "title": "Ключ", "question": "Что сделать?", "minutes": 7, "hints": ("Раз.", "Два."),
        "solution": "Сначала ключ.", "accepts": ("а", "б"), "rejects": ("в", "г"),
    }  # fmt: skip
    return Exercise(code, body=body, **(kept | other))


@pytest.fixture
def lesson(tmp_path: Path) -> Lesson:
    """Ninety minutes: 40 of theory with 4 800 words, 49 of seven exercises."""
    (tmp_path / "exercises.yml").write_text(SOURCE, encoding="utf-8")
    (tmp_path / "beside.csv").write_text("а", encoding="utf-8")
    cells = (
        Cell("markdown", "## Трудность\n\n" + "слово " * 2400, minutes=20, slide="slide"),
        Cell("markdown", "### Пример\n\n" + "слово " * 2280, minutes=19, slide="slide"),
        Cell("markdown", "Спросите группу.", frozenset({"instructor"}), slide="slide"),
        Cell("markdown", "`у1`", frozenset({"exercise"}), exercise="у1"),
        Cell("markdown", "На слайде.", frozenset({"slide-only"}), slide="slide"),
        Cell("markdown", "## Главное\n\n- раз\n- два\n- три", frozenset({"key-points"}), minutes=1, slide="slide"),
    )
    exercises = [exercise(f"у{number}") for number in range(1, 7)]
    own = OwnSchool(("students",), "10_fos", {}, ("Найдено",))
    exercises.append(exercise("у7", own, kind="своя школа"))
    return Lesson(
        "01-proba", 1, "Проба", 90, "Убрать ли задание?", "Список заданий", ("Отличать ключ", "Сосчитать долю"),
        ("Что такое доля",), ("Принести ответы",), cells, {item.code: item for item in exercises}, tmp_path,
        glossary={"трудность": Term("трудность", "Доля верных.")},
    )  # fmt: skip


def said(lesson: Lesson, **changes: Any) -> list[str]:
    return [str(fault) for fault in lint(replace(lesson, **changes), lesson.glossary)]


def with_cell(lesson: Lesson, place: int, **changes: Any) -> list[str]:
    cells = list(lesson.cells)
    cells[place] = replace(cells[place], **changes)
    return said(lesson, cells=tuple(cells))


def with_text(lesson: Lesson, text: str) -> list[str]:
    """Say what is wrong with a text for the leader, which costs no reading time."""
    return with_cell(lesson, 2, source=text)


def with_exercise(lesson: Lesson, **changes: Any) -> list[str]:
    return said(lesson, exercises={**lesson.exercises, "у1": replace(lesson.exercises["у1"], **changes)})


HERE = "lesson.md, часть 3 («{}»): "


def test_a_good_lesson_has_no_fault(lesson: Lesson) -> None:
    assert said(lesson) == []


class TestTime:
    def test_more_than_the_meeting(self, lesson: Lesson) -> None:
        assert with_cell(lesson, 2, minutes=5) == ["lesson.md: расписано 94\xa0минуты, встреча длится 90: уберите 4"]

    def test_too_little_is_planned(self, lesson: Lesson) -> None:
        assert with_cell(lesson, 0, minutes=13) == [
            "lesson.md: расписано 82\xa0минуты из 90: не расписано 8, можно оставить не больше 5"
        ]

    def test_a_missing_minute(self, lesson: Lesson) -> None:
        found = with_cell(lesson, 1, minutes=0)
        assert (
            "lesson.md, часть 2 («### Пример»): нет минут, а читать 2281\xa0слово: допишите «minutes» в строку «+++»"
            in found
        )

    def test_a_linking_sentence_needs_no_minutes(self, lesson: Lesson) -> None:
        assert said(lesson, cells=(*lesson.cells, Cell("markdown", "Теперь сами."))) == []

    def test_theory_that_is_read_longer_than_planned(self, lesson: Lesson) -> None:
        assert with_cell(lesson, 0, source="## Трудность\n\n" + "слово " * 600) == [
            "lesson.md: на теорию расписано 40\xa0минут, а читать её 24,1 мин: разница больше 25 %"
        ]

    def test_share_of_exercises(self, lesson: Lesson) -> None:
        short = {code: replace(item, minutes=6) for code, item in lesson.exercises.items()}
        assert said(lesson, exercises=short, minutes=86) == []
        short["у7"] = replace(short["у7"], minutes=5)
        assert "exercises.yml: на упражнения расписано 41\xa0минута, нужно от 42 до 50" in said(lesson, exercises=short)

    def test_a_question_longer_than_its_minutes(self, lesson: Lesson) -> None:
        assert with_exercise(lesson, question="слово " * 600) == [
            "exercises.yml, упражнение «у1»: условие читают 5,0 мин из 7: сократите его или дайте больше минут"
        ]


class TestParts:
    def test_few_exercises_and_none_of_ones_own_school(self, lesson: Lesson) -> None:
        few = {code: replace(lesson.exercises[code], minutes=10) for code in ("у1", "у2", "у3", "у4", "у5")}
        assert said(lesson, exercises=few) == [
            "exercises.yml: упражнений 5, нужно не меньше 6",
            "exercises.yml: нет упражнения вида «своя школа»: участник уходит без работы на своих данных",
        ]

    def test_objectives(self, lesson: Lesson) -> None:
        place, words = "lesson.md, шапка → цели", "«отличать», «сосчитать», «решать»"
        assert said(lesson, objectives=("Понимать трудность", "Трудность задания", "Отличать ключ")) == [
            f"{place}: «Понимать трудность» — со стороны не видно; назовите действие: {words}",
            f"{place}: «Трудность задания» — цель начинается с действия: {words}",
        ]
        assert said(lesson, objectives=("Отличать ключ",)) == [f"{place}: целей от 2 до 5, написано 1"]

    def test_key_points(self, lesson: Lesson) -> None:
        assert with_cell(lesson, 5, tags=frozenset()) == [
            "lesson.md: нет части с меткой «key-points»: что главное на этом занятии"
        ]
        assert with_cell(lesson, 5, source="## Главное\n\n- раз") == [
            "lesson.md: в «главном» от 3 до 7 строк списка, написано 1"
        ]

    def test_slides(self, lesson: Lesson) -> None:
        assert with_cell(lesson, 5, slide="") == [
            "lesson.md: слайдов 4, нужно не меньше 5: допишите «slide» в строки «+++»"
        ]

    def test_proofs_of_an_exercise(self, lesson: Lesson) -> None:
        place = "exercises.yml, упражнение «у1»"
        assert with_exercise(lesson, rejects=("в",)) == [f"{place}: «отвергает» — не меньше 2\xa0ответов, написано 1"]
        assert with_exercise(lesson, body=NumberAnswer(0.5, 0.01), accepts=("0,5",)) == [
            f"{place}: «принимает» — запишите число двумя способами: «0,75» и «75 %» или «25» и «25,0»"
        ]

    def test_a_typed_number(self, lesson: Lesson) -> None:
        path = lesson.folder / "exercises.yml"
        path.write_text(SOURCE.replace('ответ: "{{ доля }}"', "ответ: 0,5").replace('"{{ доля }}"', "3"), "utf-8")
        words = 'вписано рукой; назовите расчёт в шапке занятия и поставьте его имя: "{{ имя }}"'
        assert said(lesson) == [
            f"exercises.yml, упражнение «у1»: «ответ: 0,5» {words}",
            f"exercises.yml, упражнение «у2» → клетки 1: «число: 3» {words}",
        ]


class TestTexts:
    def test_a_heading_of_the_first_level(self, lesson: Lesson) -> None:
        assert with_text(lesson, "# Спросите") == [
            HERE.format("# Спросите") + "заголовок «Спросите» с одной решёткой: так выделено название занятия, "
            "свои заголовки начинаются с двух"
        ]

    def test_a_skipped_level(self, lesson: Lesson) -> None:
        assert with_cell(lesson, 0, source="#### Трудность\n\n" + "слово " * 2400) == [
            "lesson.md, часть 1 («#### Трудность»): заголовок «Трудность» уровня 4 стоит сразу под уровнем 1: "
            "пропущен уровень 2"
        ]

    def test_a_picture_without_a_description(self, lesson: Lesson) -> None:
        assert with_text(lesson, "![](images/x.png)") == [
            HERE.format("![](images/x.png)") + "у рисунка «images/x.png» нет описания: напишите в квадратных скобках, "
            "что на нём видно"
        ]
        assert with_text(lesson, "![Рисунок один](images/x.png)") == [
            HERE.format("![Рисунок один](images/x.png)") + "описание рисунка «images/x.png» короче 4\xa0слов: "
            "«Рисунок один»; напишите, что на нём видно"
        ]

    def test_links(self, lesson: Lesson) -> None:
        assert with_text(lesson, "[да](beside.csv) и [закон](https://example.org)") == []
        assert with_text(lesson, "[да](gone.csv)") == [
            HERE.format("[да](gone.csv)") + "ссылка «gone.csv» никуда не ведёт: такого файла нет"
        ]
        assert with_text(lesson, "[да](http://a.ru)") == [
            HERE.format("[да](http://a.ru)") + "ссылка «http://a.ru»: бывают адреса https и файлы из папок занятий"
        ]
        assert with_text(lesson, "[](beside.csv)") == [HERE.format("[](beside.csv)") + "у ссылки «beside.csv» нет слов"]

    def test_a_dead_term(self, lesson: Lesson) -> None:
        assert with_text(lesson, "[[трудность|Трудности]]") == []
        assert with_text(lesson, "[[валидность]]") == [
            HERE.format("[[валидность]]") + "термина «валидность» нет в словаре lessons/glossary.yml"
        ]

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("Это validity.", "слово «validity» не по-русски; код и имя файла пишут в `обратных кавычках`"),
            ("Весит 5 kg.", "слово «kg» не по-русски; код и имя файла пишут в `обратных кавычках`"),
            ("Это cистема.", "в слове «cистема» смешаны русские и латинские буквы"),
            ('Это "ключ".', "прямые кавычки в «Это \"ключ\".»: по-русски «ёлочки»"),
            ("Ключ - это ответ.", "дефис вместо тире в «Ключ - это ответ.»: нужно « — »"),
            ("Доля 0.75 верна.", "«0.75»: по-русски 0,75, с запятой"),
            ("Это <b>да</b>.", "разметка HTML «<b>» будет напечатана буквами: пишите разметкой Markdown"),
            ("Знаки ::: тут.", "знаки «:::» будут напечатаны буквами: таких блоков в занятии нет"),
            ("| а | б |\n|---|---|\n| 1 | 2 | 3 |",
             "таблица не прочитана: в каждой строке столько же «|», сколько в первой, а в клетке их нет"),
        ],
    )  # fmt: skip
    def test_marks_and_foreign_words(self, lesson: Lesson, text: str, words: str) -> None:
        assert with_text(lesson, text)[0] == HERE.format(text.splitlines()[0]) + words

    @pytest.mark.parametrize(
        "text",
        [
            "Часть II, p и x², `code`.",
            "Упростите 2ab − (ab)² + xy², если xy = 5 и sin x = 0.",
            "Раздел 2.4, 01.09.2026.",
            "Файл form.xlsx в Excel.",
            "№ 273-ФЗ, 50 %.",
            "КР-1",
        ],
    )
    def test_what_is_allowed(self, lesson: Lesson, text: str) -> None:
        assert with_text(lesson, text) == []

    def test_texts_of_exercises_and_of_the_head(self, lesson: Lesson) -> None:
        assert with_exercise(lesson, hints=("Use key.", "Два.")) == [
            "exercises.yml, упражнение «у1»: слово «Use» не по-русски; код и имя файла пишут в `обратных кавычках`",
            "exercises.yml, упражнение «у1»: слово «key» не по-русски; код и имя файла пишут в `обратных кавычках`",
        ]
        assert said(lesson, product="Paper")[0].startswith("lesson.md, шапка → унесём: слово «Paper» не по-русски")

    def test_marks_where_they_do_not_work(self, lesson: Lesson) -> None:
        option = replace(CHOICE.options[0], text="Ключ `МА7`", feedback="Да, `МА7`.")
        assert with_exercise(lesson, body=replace(CHOICE, options=(option, CHOICE.options[1]))) == [
            "exercises.yml, упражнение «у1»: знаки «`» в «Ключ `МА7`» будут напечатаны: разметка работает в вопросе, "
            "ответах, подсказках и решении"
        ]
