"""The leader's key on paper: right answers with the letters of the handout, what wrong ones betray, hints.

Apart from the handout because nothing of it may reach a participant.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import singledispatch
from typing import Any

from workbook import display
from workbook.course.exercise import (
    Choice,
    Exercise,
    FreeText,
    Mistakes,
    NumberAnswer,
    Order,
    OwnSchool,
    Pairs,
    Sheet,
)
from workbook.course.exercise_paper import form_titles, letters
from workbook.course.exercise_print import printed_order
from workbook.course.lesson import Lesson
from workbook.course.paper import Node, line_nodes, nodes, pdf
from workbook.school.tables import TABLES

__all__ = ["key_data", "key_pdf"]


def key_pdf(lesson: Lesson) -> bytes:
    """Typeset the leader's key of a lesson.

    Parameters
    ----------
    lesson : Lesson

    Returns
    -------
    bytes
        A tagged A4 PDF.

    Raises
    ------
    WorkbookError
        A sign that cannot be printed.
    """
    return pdf("key", key_data(lesson), lesson.pictures)


def key_data(lesson: Lesson) -> Node:
    """Return everything the template of the key reads: exercises in the order of the handout."""
    named = [cell.exercise for cell in lesson.cells if cell.exercise]
    work = sum(exercise.minutes for exercise in lesson.exercises.values())
    return {
        "title": f"Ключи ведущего. {lesson.name}",
        "name": lesson.title,
        "number": lesson.place,
        "about": f"{display.count(len(named), 'упражнение', 'упражнения', 'упражнений')}, {_minutes(work)} из "
        f"{lesson.minutes}",
        "exercises": [_exercise(lesson.exercises[code], number, lesson) for number, code in enumerate(named, start=1)],
    }


def _exercise(exercise: Exercise, number: int, lesson: Lesson) -> Node:
    hints = [[_paragraph(line_nodes(hint))] for hint in exercise.hints]
    return {
        "heading": f"Упражнение {number}. {exercise.title}",
        "about": f"{exercise.kind} · {_minutes(exercise.minutes)}",
        "answer": list(_answer(exercise.body, exercise.code)),
        "solution": nodes(exercise.solution, 3, lesson.pictures),
        "hints": [{"kind": "numbers", "items": hints, "tight": True, "start": 1}] if hints else [],
    }


@singledispatch
def _answer(body: Any, code: str) -> Iterator[Node]:
    raise TypeError(f"no key for {type(body).__name__} of {code!r}")


@_answer.register
def _choice(body: Choice, code: str) -> Iterator[Node]:
    printed = letters(len(body.options), code)
    options = [(letter, body.options[place - 1]) for place, letter in printed.items()]
    right = [letter for letter, option in options if option.right]
    join = " и " if body.several else " или "
    yield _label(f"Верно: {join.join(f'{letter})' for letter in right)}")
    rows = [
        (f"{letter})", option.text, "верно" if option.right else option.misconception, option.feedback)
        for letter, option in options
    ]
    yield _table(("", "Вариант", "О чём говорит", "Что ответить"), rows, (0, 30, 28, 34))


@_answer.register
def _number(body: NumberAnswer, code: str) -> Iterator[Node]:
    del code
    yield _label(f"Верно: {_amount(body)}")
    if body.traps:
        rows = [(display.number(trap.value), trap.misconception) for trap in body.traps]
        yield _table(("Если ответили", "О чём это говорит"), rows, (0, 1))


@_answer.register
def _sheet(body: Sheet, code: str) -> Iterator[Node]:
    del code
    rows = [
        [name, *(_filled(body, f"{row}|{column}") for column in range(1, len(body.columns)))]
        for row, name in enumerate(body.rows, start=1)
    ]
    yield _paragraph([{"kind": "text", "text": "Жирным — то, что заполняют."}])
    yield _table(body.columns, rows, [0 if max(map(len, body.rows)) <= 18 else 1.6, *([1] * (len(body.columns) - 1))])


def _filled(body: Sheet, place: str) -> str | Node:
    if place not in body.cells:
        return body.given.get(place, "")
    cell = body.cells[place]
    return _bold(_amount(cell) if isinstance(cell, NumberAnswer) else " или ".join(cell))


@_answer.register
def _pairs(body: Pairs, code: str) -> Iterator[Node]:
    printed = letters(len(body.right), code)
    chosen = [(number, printed[place]) for number, place in enumerate(body.answer, start=1)]
    yield _label(f"Верно: {'; '.join(f'{number} — {letter})' for number, letter in chosen)}")
    rows = [
        (f"{number}. {left}", f"{printed[place]}) {body.right[place - 1]}")
        for number, (left, place) in enumerate(zip(body.left, body.answer, strict=True), start=1)
    ]
    yield _table(("Слева", "Пара"), rows, (1, 1))


@_answer.register
def _order(body: Order, code: str) -> Iterator[Node]:
    places = ", ".join(map(str, printed_order(len(body.steps), code)))
    yield _label(f"Верно: в клетках сверху вниз {places}")
    items = [[_paragraph(line_nodes(step))] for step in body.steps]
    yield {"kind": "numbers", "items": items, "tight": True, "start": 1}


@_answer.register
def _mistakes(body: Mistakes, code: str) -> Iterator[Node]:
    del code
    wrong = ", ".join(map(str, body.wrong))
    yield _label(f"Ошибки в строках: {wrong}")
    rows = [(str(number), line, _judged(body, number)) for number, line in enumerate(body.lines, start=1)]
    yield _table(("", "Строка отчёта", "Разбор"), rows, (0, 1, 1))


def _judged(body: Mistakes, number: int) -> str:
    said, words = ("Ошибка.", body.wrong[number]) if number in body.wrong else ("Верно.", body.fine.get(number, ""))
    return f"{said} {words[:1].upper()}{words[1:]}".rstrip()


@_answer.register
def _free(body: FreeText, code: str) -> Iterator[Node]:
    del code
    yield _label("Образец ответа")
    yield {"kind": "quote", "inside": nodes(body.model, 3)}
    yield _label("Что должно быть в ответе")
    yield _bullets(body.points)


@_answer.register
def _own(body: OwnSchool, code: str) -> Iterator[Node]:
    del code
    least = "; ".join(f"«{TABLES[name].title}» — от {count}" for name, count in body.least.items())
    yield _label(f"Листы формы: {form_titles(body)}{f'. Строк: {least}' if least else ''}")
    yield _label("Что участник находит и решает сам")
    yield _bullets(body.points)


def _bullets(texts: Iterable[str]) -> Node:
    return {"kind": "bullets", "items": [[_paragraph(line_nodes(text))] for text in texts], "tight": True, "start": 1}


def _table(head: Sequence[str], rows: Iterable[Sequence[str | Node]], widths: Sequence[float]) -> Node:
    return {
        "kind": "table",
        "head": [line_nodes(name) for name in head],
        "cells": [line_nodes(cell) if isinstance(cell, str) else [cell] for row in rows for cell in row],
        "sides": ["left"] * len(head),
        "widths": list(widths),
        "tight": False,
    }


def _paragraph(inside: list[Node]) -> Node:
    return {"kind": "paragraph", "inside": inside, "leads": False}


def _label(text: str) -> Node:
    return {"kind": "label", "inside": line_nodes(text)}


def _bold(text: str) -> Node:
    return {"kind": "strong", "inside": line_nodes(text)}


def _amount(body: NumberAnswer) -> str:
    gap = f" (± {format(body.tolerance, 'g').replace('.', ',')})" if body.tolerance else ""
    return f"{display.number(body.value)}{f' {body.unit}' if body.unit else ''}{gap}"


def _minutes(count: int) -> str:
    return display.count(count, "минута", "минуты", "минут")
