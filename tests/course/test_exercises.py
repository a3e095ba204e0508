"""Reading of exercises: every fault with its place; the exercises of a file check themselves."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from workbook.course import KINDS, Exercise, LessonRefused, State, check, read_exercises
from workbook.course.exercise import NumberAnswer, OwnSchool
from workbook.course.fields import Fields, answer_fields, shuffled
from workbook.course.own_school import Desk
from workbook.course.own_school_fields import own_school_fields

HEAD = "упражнения:\n"
COMMON = """
    название: Название
    вопрос: Вопрос?
    минут: 3
    подсказки: [Первая, Вторая]
    решение: Решение.
"""
BODIES = {
    "один вариант": """
    варианты:
      - {текст: Проверить ключ, верно: да, ответ: С ключа и начинают.}
      - {текст: Убрать задание, ответ: Рано., заблуждение: трудное значит плохое}
    принимает: [а]
    отвергает: [б, ж, null]
""",
    "несколько вариантов": """
    варианты:
      - {текст: Раз, верно: да, ответ: Верно.}
      - {текст: Два, верно: да, ответ: Тоже.}
      - {текст: Три, ответ: Нет., заблуждение: всё подряд}
    принимает: [[а, б], [б, а]]
    отвергает: [[а], [а, б, в], []]
""",
    "решение по случаю": """
    варианты:
      - {текст: Так, верно: да, ответ: Можно.}
      - {текст: И так, верно: да, ответ: Тоже можно.}
      - {текст: Нет, ответ: Нельзя., заблуждение: и так сойдёт}
    принимает: [а, б]
    отвергает: [в]
""",
    "число": """
    ответ: 75
    допуск: 0,5
    единица: "%"
    ловушки:
      - {число: 25, заблуждение: Посчитаны неверные ответы.}
    принимает: ["0,75", "75 %", "75", "75,5"]
    отвергает: ["25", "76", "много", "", "7500"]
""",
    "таблица": """
    столбцы: [Класс, Качество, Вывод]
    строки: [7 А, 7 Б]
    клетки:
      - {строка: 7 А, столбец: Качество, число: 60, единица: "%"}
      - {строка: 7 А, столбец: Вывод, дано: подтверждён}
      - {строка: 7 Б, столбец: Вывод, текст: [не подтверждён, требует наблюдения]}
    принимает: [{"1|1": "60 %", "2|2": Требует  наблюдения.}]
    отвергает: [{"1|1": "60"}, {"1|1": "6", "2|2": нет}, {}]
""",
    "пары": """
    пары:
      - {слева: р, справа: трудность}
      - {слева: r, справа: различение}
    лишние: [надёжность]
    принимает: [{"1": 1, "2": 2}]
    отвергает: [{"1": 2, "2": 2}, {"1": 1}]
""",
    "порядок": """
    шаги: [Раз, Два, Три]
    принимает: [[1, 2, 3]]
    отвергает: [[3, 2, 1], [1, 2], [1, 1, 3]]
""",
    "найти ошибку": """
    отчёт:
      - {строка: Качество 60 %, пояснение: Пересчитано.}
      - {строка: Учитель завышает отметки, ошибка: Вывод о человеке по одному числу.}
    принимает: [[2]]
    отвергает: [[1], [1, 2], []]
""",
    "свой текст": """
    образец: Образец ответа.
    сверить: [Есть срок, Есть ответственный]
    слов: 3
    принимает: [{text: три слова здесь, points: [1, 2]}]
    отвергает: [{text: два слова, points: [1, 2]}, {text: три слова здесь, points: [1]}, {text: ""}]
""",
    "своя школа": """
    формы: [items, responses]
    тетрадь: 10_fos
    не меньше: {responses: 10}
    сверить: [Найдено слабое задание, Решено о нём]
    принимает: [{строк: {items: 1, responses: 10}, ошибок: 0, сверено: [1, 2]}]
    отвергает:
      - {строк: {items: 1, responses: 9}, ошибок: 0, сверено: [1, 2]}
      - {строк: {items: 1, responses: 10}, ошибок: 1, сверено: [1, 2]}
      - {строк: {items: 1, responses: 10}, ошибок: 0, сверено: [2]}
""",
}


def written(kind: str, body: str = "", common: str = COMMON) -> str:
    return f"{HEAD}  - код: у-1\n    вид: {kind}{common}{(body or BODIES[kind]).lstrip(chr(10))}"


def fields(exercise: Exercise, answer: object) -> Fields:
    """The fields as the page draws them; those of one's own school need a place to keep it."""
    if isinstance(exercise.body, OwnSchool):
        return own_school_fields(exercise.body, answer, Desk(Path("нет"), "moya-1-1", Path("нет")))
    return answer_fields(exercise.body, answer, "У-07")


def one(kind: str) -> Exercise:
    return read_exercises(written(kind))[0]


def refusal(text: str) -> list[str]:
    with pytest.raises(LessonRefused) as caught:
        read_exercises(text)
    return [str(fault) for fault in caught.value.faults]


def test_every_kind_is_tried_here() -> None:
    assert set(BODIES) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
class TestEveryKind:
    def test_accepts_and_rejects(self, kind: str) -> None:
        exercise = one(kind)
        for answer in exercise.accepts:
            assert check(exercise, answer).state is State.RIGHT, answer
        for answer in exercise.rejects:
            assert check(exercise, answer).state is not State.RIGHT, answer

    def test_nothing_is_not_started(self, kind: str) -> None:
        exercise = one(kind)
        for nothing in (None, [], {}, "", 17.5j, True):
            assert check(exercise, nothing).state is State.NOT_STARTED

    def test_words_do_not_give_the_solution_away(self, kind: str) -> None:
        exercise = one(kind)
        for answer in exercise.rejects:
            assert exercise.solution not in check(exercise, answer).words

    def test_missing_keys_are_named_all_at_once(self, kind: str) -> None:
        said = refusal(f"{HEAD}  - код: у-1\n    вид: {kind}\n")
        for key in ("минут", "подсказки", "решение", "вопрос", "название", "принимает", "отвергает"):
            assert any(f"«{key}»" in line for line in said), key


class TestWords:
    def test_a_trap_is_named_and_kept_for_the_leader(self) -> None:
        verdict = check(one("число"), "25")
        assert verdict.words == "Посчитаны неверные ответы."
        assert verdict.misconceptions == ("Посчитаны неверные ответы.",)

    def test_a_partial_choice_says_how_many_are_missing(self) -> None:
        verdict = check(one("несколько вариантов"), ["а"])
        assert verdict.state is State.PARTIAL
        assert verdict.words == "Выбрано не всё: не хватает 1\u00a0ответа."

    def test_a_table_marks_its_cells(self) -> None:
        verdict = check(one("таблица"), {"1|1": "61", "2|2": "не подтверждён"})
        assert dict(verdict.parts) == {"1|1": False, "2|2": True}
        assert verdict.words == "Проверьте отмеченное: 1\u00a0клетка."

    def test_an_innocent_line_is_cleared(self) -> None:
        assert "Строка 1 верна. Пересчитано." in check(one("найти ошибку"), [1, 2]).words

    def test_order_says_where_to_look(self) -> None:
        assert "место 2" in check(one("порядок"), [1, 3, 2]).words
        assert check(one("порядок"), [1, 3, 2]).words.startswith("Первый шаг на своём месте. ")


class TestFaults:
    def test_an_unknown_kind_names_the_nearest(self) -> None:
        said = refusal(f"{HEAD}  - код: у-1\n    вид: адин вариант\n")
        assert said == ["exercises.yml, упражнение «у-1»: вид «адин вариант» неизвестен; может быть, «один вариант»"]

    def test_an_unknown_key_names_the_nearest(self) -> None:
        said = refusal(written("порядок") + "    подсказка: лишняя\n")
        assert said == ["exercises.yml, упражнение «у-1»: ключ «подсказка» неизвестен; может быть, «подсказки»"]

    def test_a_comma_in_braces_is_told_from_a_wrong_key(self) -> None:
        said = refusal(written("таблица").replace("число: 60, единица", "число: 60, допуск: 0,006, единица"))
        assert said == [
            "exercises.yml, упражнение «у-1» → клетки 1: запятая разделила число; внутри фигурных скобок возьмите его "
            'в кавычки: «допуск: "0,006"»'
        ]

    def test_a_repeated_key(self) -> None:
        said = refusal(written("порядок") + "    минут: 4\n")
        assert said == ["exercises.yml, строка 12: ключ «минут» написан дважды"]

    def test_a_repeated_code(self) -> None:
        second = written("порядок").removeprefix(HEAD)
        assert "код «у-1» встречается 2 раза" in refusal(written("порядок") + second)[0]

    def test_a_distractor_without_a_misconception(self) -> None:
        text = written("один вариант").replace(", заблуждение: трудное значит плохое", "")
        assert refusal(text) == [
            "exercises.yml, упражнение «у-1» → варианты 2: нет ключа «заблуждение» или он пуст"
        ]  # fmt: skip

    def test_two_right_options_of_one(self) -> None:
        text = written("один вариант").replace(
            "ответ: Рано., заблуждение: трудное значит плохое", "верно: да, ответ: Да."
        )
        assert "верных вариантов больше одного" in refusal(text)[0]

    def test_a_trap_inside_the_tolerance(self) -> None:
        assert "ловушка 75,2" in refusal(written("число").replace("число: 25", "число: '75,2'"))[0]

    def test_one_hint_is_too_few(self) -> None:
        said = refusal(written("порядок").replace("[Первая, Вторая]", "[Первая]"))
        assert said == ["exercises.yml, упражнение «у-1»: подсказок две или три, написано 1"]

    @pytest.mark.parametrize("text", ["", "- раз", "упражнения: {}", "упражнения:\n  - [", "упражнения:\n\t- а: б"])
    def test_not_a_list_of_exercises(self, text: str) -> None:
        assert refusal(text)

    def test_a_cell_outside_the_table(self) -> None:
        said = refusal(written("таблица").replace("{строка: 7 Б", "{строка: 7 Г"))
        assert "нет клетки «7 Г» × «Вывод» среди строк и столбцов таблицы" in said[0]


class TestOwnSchool:
    def test_words_name_what_is_missing(self) -> None:
        exercise = one("своя школа")
        few, faulty, untold = (check(exercise, answer) for answer in exercise.rejects)
        assert few.words == "Строк пока мало: «Ответы на задания» — 9, нужно не меньше 10."
        assert faulty.words == "В книге 1\xa0ошибка. Исправьте отмеченное в списке и верните книгу."
        assert faulty.state is State.NOT_YET
        assert untold.words.endswith("Не отмечено: 1\xa0пункт.")

    def test_faults_of_its_keys(self) -> None:
        text = written("своя школа").replace("[items, responses]", "[items, responces]")
        assert refusal(text) == [
            "exercises.yml, упражнение «у-1»: таблицы «responces» нет; может быть, «responses»",
            "exercises.yml, упражнение «у-1»: «не меньше»: таблицы «responses» нет среди форм",
        ]
        said = refusal(written("своя школа").replace("[items, responses]", "[Банк заданий, responses, Журнал]"))
        assert said[:2] == [
            "exercises.yml, упражнение «у-1»: таблицы «Банк заданий» нет; может быть, «items»",
            "exercises.yml, упражнение «у-1»: таблицы «Журнал» нет; имена таблиц — в datasets/DICTIONARY.md",
        ]
        said = refusal(written("своя школа").replace("responses: 10}\n    сверить", "responses: много}\n    сверить"))
        assert said == [
            "exercises.yml, упражнение «у-1»: «не меньше»: число строк таблицы «responses» — целое число больше нуля"
        ]


class TestMarks:
    def test_cells_are_marked_and_lose_their_mark(self) -> None:
        exercise = one("таблица")
        shown = fields(exercise, {"1|1": "60", "2|2": "да"})
        shown.mark(check(exercise, shown.read()).parts)
        right, wrong = shown.parts["1|1"], shown.parts["2|2"]
        assert "wb-part-right" in right._dom_classes
        assert "wb-part-wrong" in wrong._dom_classes
        shown.mark({})
        assert not {"wb-part-right", "wb-part-wrong"} & {*right._dom_classes, *wrong._dom_classes}

    def test_long_pairs_stand_in_full_above_the_lists(self) -> None:
        body = BODIES["пары"].replace("справа: трудность", f"справа: трудность {'и ещё слова ' * 5}")
        exercise = read_exercises(written("пары", body))[0]
        box = fields(exercise, None).box
        assert "трудность и ещё слова и ещё слова и ещё слова" in box.children[0].value
        labels = [label for label, _ in box.children[1].children[1].options]
        assert labels[0] == "— выберите —"
        assert [label[:2] for label in labels[1:]] == ["А.", "Б.", "В."]


class TestSteps:
    def test_a_step_moves_and_only_then_is_begun(self) -> None:
        exercise = one("порядок")
        shown = fields(exercise, None)
        first = [row.children[0].value for row in shown.box.children[:-1]]
        assert shown.read() is None
        shown.box.children[1].children[1].click()
        second = [row.children[0].value for row in shown.box.children[:-1]]
        assert [text.split("</b>")[1] for text in second[:2]] == [text.split("</b>")[1] for text in first[1::-1]]
        assert sorted(shown.read()) == [1, 2, 3]

    def test_the_ends_go_no_further(self) -> None:
        rows = fields(one("порядок"), [3, 1, 2]).box.children[:-1]
        assert rows[0].children[1].disabled
        assert rows[-1].children[2].disabled
        assert rows[0].children[2].tooltip == "Ниже: Три"


def test_cells_take_units() -> None:
    body = one("таблица").body
    assert body.cells["1|1"] == NumberAnswer(60, 0, "%")  # type: ignore[union-attr]


@pytest.mark.parametrize("kind", KINDS)
class TestFields:
    def test_a_saved_right_answer_stands_in_the_fields_again(self, kind: str) -> None:
        exercise = one(kind)
        for answer in exercise.accepts:
            read = fields(exercise, answer).read()
            assert check(exercise, json.loads(json.dumps(read))).state is State.RIGHT

    def test_nothing_typed_is_not_started(self, kind: str) -> None:
        exercise = one(kind)
        assert check(exercise, fields(exercise, None).read()).state is State.NOT_STARTED

    def test_an_answer_of_another_shape_leaves_fields_that_work(self, kind: str) -> None:
        for strange in (5, "ж", ["ж"], {"ж": 5}, {"text": 5, "points": "1"}, [None], True, {"строк": 5}):
            fields(one(kind), strange).read()


@pytest.mark.parametrize("count", [2, 3, 5])
def test_shuffling_is_the_same_for_one_and_not_the_right_order(count: int) -> None:
    for seed in ("У-01|а", "У-02|а", "У-03|а"):
        assert shuffled(count, seed) == shuffled(count, seed)
        assert sorted(shuffled(count, seed)) == list(range(1, count + 1))
        assert shuffled(count, seed) != list(range(1, count + 1))
