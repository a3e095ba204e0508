"""The check of an answer: a state and words, from the exercise and the answer alone.

Apart from the widgets because the same check stands behind the page, the leader's view and the tests of the exercises
themselves. A check names the slip behind a wrong answer and never gives the right one away.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import singledispatch
from typing import Any

from workbook import display
from workbook.course.exercise import (
    Answer,
    Body,
    Choice,
    Exercise,
    FreeText,
    Mistakes,
    NumberAnswer,
    Order,
    OwnSchool,
    Pairs,
    Sheet,
    State,
)
from workbook.course.typed_number import read_number
from workbook.school import TABLES

__all__ = ["Verdict", "check", "check_school"]

_SHARE = 1e-9
"""Room for the binary fraction of a decimal tolerance."""


@dataclass(frozen=True)
class Verdict:
    """What the check says of an answer.

    Attributes
    ----------
    state : State
    words : str
        Feedback for the participant, Markdown.
    parts : mapping of str to bool
        Of answers that have parts: key of the part (cell, line, pair) → right or not. Empty parts are not named.
    misconceptions : tuple of str
        Beliefs that the answer betrays, for the leader's view of the group.
    """

    state: State
    words: str
    parts: Mapping[str, bool] = field(default_factory=dict)
    misconceptions: tuple[str, ...] = ()


def check(exercise: Exercise, answer: Answer) -> Verdict:
    """Check one answer.

    Parameters
    ----------
    exercise : Exercise
    answer : Answer
        One option: its key. Several: a list of keys. Number: the text as typed. Table: «строка|столбец» → text. Pairs:
        number on the left → number on the right. Order: list of step numbers. Mistakes: list of line numbers. Text:
        ``{"text": …, "points": [numbers ticked]}``. Own school: ``{"строк": {table: rows}, "ошибок": number, "сверено":
        [numbers ticked]}``. Anything that is not of this shape counts as not begun.

    Returns
    -------
    Verdict
    """
    return _check(exercise.body, answer)


@singledispatch
def _check(body: Body, answer: Answer) -> Verdict:
    raise TypeError(f"no check for {type(body).__name__} and {answer!r}")


def _not_started() -> Verdict:
    return Verdict(State.NOT_STARTED, "Ответа ещё нет.")


@_check.register
def _choice(body: Choice, answer: Answer) -> Verdict:
    options = {option.key: option for option in body.options}
    if not body.several:
        chosen = options.get(answer) if isinstance(answer, str) else None
        if chosen is None:
            return _not_started()
        if chosen.right:
            return Verdict(State.RIGHT, chosen.feedback)
        return Verdict(State.NOT_YET, chosen.feedback, misconceptions=_said(chosen.misconception))
    keys = [key for key in answer if key in options] if isinstance(answer, (list, tuple)) else []
    if not keys:
        return _not_started()
    extra = [option for key, option in options.items() if key in keys and not option.right]
    missing = [option for key, option in options.items() if key not in keys and option.right]
    if not extra and not missing:
        return Verdict(State.RIGHT, " ".join(options[key].feedback for key in options if key in keys))
    words = [option.feedback for option in extra]
    if missing:
        words.append(
            f"Выбрано не всё: не хватает {display.count(len(missing), 'ответа', 'ответов', 'ответов')}."
            if not extra
            else "И среди невыбранных есть верные."
        )
    found = tuple(option.misconception for option in extra if option.misconception)
    return Verdict(State.PARTIAL if not extra else State.NOT_YET, " ".join(words), misconceptions=found)


@_check.register
def _number(body: NumberAnswer, answer: Answer) -> Verdict:
    if not isinstance(answer, (str, int, float)) or isinstance(answer, bool) or not str(answer).strip():
        return _not_started()
    value = read_number(str(answer), body.unit)
    if value is None:
        return Verdict(State.NOT_YET, "Это не похоже на число. Напишите, например: 0,75 или 75.")
    if _near(value, body.value, body.tolerance):
        return Verdict(State.RIGHT, "Верно.")
    for trap in body.traps:
        if _near(value, trap.value, body.tolerance):
            return Verdict(State.NOT_YET, trap.misconception, misconceptions=(trap.misconception,))
    if body.unit == "%" and body.value and _near(value, body.value / 100, body.tolerance / 100):
        return Verdict(State.NOT_YET, "Похоже на долю от единицы. Нужен ответ в процентах.")
    return Verdict(State.NOT_YET, "Число другое. Проверьте, что взяли в расчёт, и пересчитайте.")


@_check.register
def _sheet(body: Sheet, answer: Answer) -> Verdict:
    given = answer if isinstance(answer, Mapping) else {}
    filled = {key: str(given[key]) for key in body.cells if str(given.get(key, "") or "").strip()}
    if not filled:
        return _not_started()
    parts = {key: _cell(body.cells[key], text) for key, text in filled.items()}
    empty, wrong = len(body.cells) - len(filled), sum(not right for right in parts.values())
    if wrong:
        words = f"Проверьте отмеченное: {display.count(wrong, 'клетка', 'клетки', 'клеток')}."
        return Verdict(State.NOT_YET, words, parts)
    if empty:
        words = f"Пока всё верно. Осталось заполнить: {display.count(empty, 'клетка', 'клетки', 'клеток')}."
        return Verdict(State.PARTIAL, words, parts)
    return Verdict(State.RIGHT, "Вся таблица заполнена верно.", parts)


@_check.register
def _pairs(body: Pairs, answer: Answer) -> Verdict:
    given = answer if isinstance(answer, Mapping) else {}
    chosen = {number: _whole(given.get(str(number))) for number in range(1, len(body.left) + 1)}
    parts = {str(n): value == body.answer[n - 1] for n, value in chosen.items() if value is not None}
    if not parts:
        return _not_started()
    wrong = sum(not right for right in parts.values())
    if wrong:
        return Verdict(State.NOT_YET, f"Не на месте: {display.count(wrong, 'пара', 'пары', 'пар')}.", parts)
    if len(parts) < len(body.left):
        left = display.count(len(body.left) - len(parts), "пара", "пары", "пар")
        return Verdict(State.PARTIAL, f"Пока всё верно. Осталось: {left}.", parts)
    return Verdict(State.RIGHT, "Все пары найдены.", parts)


@_check.register
def _order(body: Order, answer: Answer) -> Verdict:
    steps = [_whole(item) for item in answer] if isinstance(answer, (list, tuple)) else []
    if not any(step is not None for step in steps):
        return _not_started()
    if sorted(step for step in steps if step is not None) != list(range(1, len(body.steps) + 1)):
        return Verdict(State.PARTIAL, "Не все шаги расставлены, или один шаг назван дважды.")
    if steps == list(range(1, len(body.steps) + 1)):
        return Verdict(State.RIGHT, "Порядок верный.")
    start = next(place for place, step in enumerate(steps, start=1) if step != place)
    well = display.count(start - 1, "шаг", "шага", "шагов")
    before = "" if start == 1 else "Первый шаг на своём месте. " if start == 2 else f"Первые {well} на своих местах. "
    return Verdict(State.NOT_YET, f"{before}Посмотрите на место {start}: что должно случиться раньше?")


@_check.register
def _mistakes(body: Mistakes, answer: Answer) -> Verdict:
    numbers = {_whole(item) for item in answer} if isinstance(answer, (list, tuple)) else set()
    chosen = sorted(number for number in numbers if number is not None and 1 <= number <= len(body.lines))
    if not chosen:
        return _not_started()
    parts = {str(number): number in body.wrong for number in chosen}
    innocent = [number for number in chosen if number not in body.wrong]
    missing = len(body.wrong) - (len(chosen) - len(innocent))
    found = [f"Строка {number}: {body.wrong[number]}" for number in chosen if number in body.wrong]
    if not innocent and not missing:
        return Verdict(State.RIGHT, "\n\n".join(["Все ошибки найдены.", *found]), parts)
    words = [*found]
    words += [f"Строка {number} верна. {body.fine.get(number, '')}".strip() for number in innocent]
    if missing:
        words.append(f"Не найдено ещё: {display.count(missing, 'ошибка', 'ошибки', 'ошибок')}.")
    return Verdict(State.NOT_YET if innocent else State.PARTIAL, "\n\n".join(words), parts)


@_check.register
def _text(body: FreeText, answer: Answer) -> Verdict:
    given = answer if isinstance(answer, Mapping) else {}
    words = len(str(given.get("text", "") or "").split())
    if not words:
        return _not_started()
    if words < body.words:
        more = display.count(body.words - words, "слово", "слова", "слов")
        return Verdict(State.PARTIAL, f"Коротко: напишите ещё хотя бы {more}, потом сверьте с образцом.")
    ticked = given.get("points", ())
    done = {_whole(item) for item in ticked} if isinstance(ticked, (list, tuple)) else set()
    parts = {str(number): number in done for number in range(1, len(body.points) + 1)}
    if all(parts.values()):
        return Verdict(State.RIGHT, "Вы сверили ответ с образцом: всё нужное есть.", parts)
    left = display.count(list(parts.values()).count(False), "пункт", "пункта", "пунктов")
    return Verdict(State.PARTIAL, f"Сверьте текст с образцом и отметьте, что в нём есть. Не отмечено: {left}.", parts)


@_check.register
def _own(body: OwnSchool, answer: Answer) -> Verdict:
    given = answer if isinstance(answer, Mapping) else {}
    found = given.get("строк")
    if not isinstance(found, Mapping) or not found:
        return _not_started()
    if words := check_school(body, given):
        return Verdict(State.NOT_YET if _errors(given) else State.PARTIAL, words)
    ticked = given.get("сверено", ())
    done = {_whole(item) for item in ticked} if isinstance(ticked, (list, tuple)) else set()
    parts = {str(number): number in done for number in range(1, len(body.points) + 1)}
    if all(parts.values()):
        return Verdict(State.RIGHT, "Данные вашей школы приняты, всё нужное в тетради найдено.", parts)
    left = display.count(list(parts.values()).count(False), "пункт", "пункта", "пунктов")
    words = f"Данные приняты. Откройте тетрадь с вашей школой и отметьте, что сделано. Не отмечено: {left}."
    return Verdict(State.PARTIAL, words, parts)


def check_school(body: OwnSchool, found: Mapping[str, Any]) -> str:
    """Say why the data of a participant's school will not do yet; empty when they will.

    Parameters
    ----------
    body : OwnSchool
    found : mapping
        «строк»: table → rows, «ошибок»: a number.
    """
    if errors := _errors(found):
        count = display.count(errors, "ошибка", "ошибки", "ошибок")
        return f"В книге {count}. Исправьте отмеченное в списке и верните книгу."
    rows = found.get("строк")
    has = {name: _whole(rows.get(name)) or 0 if isinstance(rows, Mapping) else 0 for name in body.tables}
    short = [
        f"«{TABLES[name].title}» — {count}, нужно не меньше {body.least.get(name, 1)}"
        for name, count in has.items()
        if count < body.least.get(name, 1)
    ]
    return f"Строк пока мало: {'; '.join(short)}." if short else ""


def _errors(found: Mapping[str, Any]) -> int:
    return max(0, _whole(found.get("ошибок", 0)) or 0)


def _cell(expected: NumberAnswer | Sequence[str], text: str) -> bool:
    if isinstance(expected, NumberAnswer):
        value = read_number(text, expected.unit)
        return value is not None and _near(value, expected.value, expected.tolerance)
    return _same(text) in {_same(item) for item in expected}


def _near(value: float, aim: float, tolerance: float) -> bool:
    return abs(value - aim) <= tolerance + _SHARE * max(1.0, abs(aim))


def _same(text: str) -> str:
    return " ".join(text.casefold().replace("ё", "е").split()).strip(" .;,«»\"'")


def _whole(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return int(number) if math.isfinite(number) and number == int(number) else None


def _said(text: str) -> tuple[str, ...]:
    return (text,) if text else ()
