"""An exercise as paper reads it: what is ticked, connected, ordered, filled in or written; without a word of the key.

Apart from the handout because the order of options and their printed letters are the same in the leader's key.
"""

from __future__ import annotations

from collections.abc import Mapping
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
    option_keys,
)
from workbook.course.exercise_print import printed_order
from workbook.course.paper import Node, line_nodes, nodes
from workbook.school.tables import TABLES

__all__ = ["exercise_node", "form_titles", "letters"]

_WORDS_A_LINE = 8
_LINES = (6, 14)
_WORKING = 2
"""Lines for one's own calculation beside a number."""

_FOUND = 3
"""Lines for what is wrong in a report: the same for every report, so that they do not give the count away."""


def exercise_node(exercise: Exercise, number: int, level: int, pictures: Mapping[str, bytes]) -> Node:
    """Return an exercise as the template of the handout reads it.

    Parameters
    ----------
    exercise : Exercise
    number : int
        Its place in the lesson.
    level : int
        Level of its heading.
    pictures : mapping of str to bytes
    """
    return {
        "kind": "exercise",
        "heading": f"Упражнение {number}. {exercise.title}",
        "level": level,
        "about": display.count(exercise.minutes, "минута", "минуты", "минут"),
        "question": nodes(exercise.question, level, pictures),
        "form": _form(exercise.body, exercise.code),
    }


def letters(count: int, code: str) -> dict[int, str]:
    """Return the printed letter of each option, pair or line by its number in the source."""
    return dict(zip(printed_order(count, code), option_keys(count), strict=True))


def form_titles(body: OwnSchool) -> str:
    """Name the sheets of the form as people see them."""
    return ", ".join(f"«{TABLES[name].title}»" for name in body.tables)


@singledispatch
def _form(body: Any, code: str) -> Node:
    raise TypeError(f"no printed form for {type(body).__name__} of {code!r}")


@_form.register
def _choice(body: Choice, code: str) -> Node:
    printed = letters(len(body.options), code)
    options = [
        {"letter": letter, "text": line_nodes(body.options[place - 1].text)} for place, letter in printed.items()
    ]
    asked = "Отметьте все верные варианты." if body.several else "Отметьте один вариант."
    return {"form": "choice", "asked": asked, "round": not body.several, "options": options}


@_form.register
def _number(body: NumberAnswer, code: str) -> Node:
    del code
    return {"form": "number", "unit": body.unit, "lines": _WORKING}


@_form.register
def _sheet(body: Sheet, code: str) -> Node:
    del code
    cells = [
        line_nodes(name if column == 0 else body.given.get(f"{row}|{column}", ""))
        for row, name in enumerate(body.rows, start=1)
        for column in range(len(body.columns))
    ]
    return {
        "form": "sheet",
        "columns": [line_nodes(name) for name in body.columns],
        "cells": cells,
        "named": max(map(len, body.rows)) > 18,
    }


@_form.register
def _pairs(body: Pairs, code: str) -> Node:
    printed = letters(len(body.right), code)
    return {
        "form": "pairs",
        "left": [line_nodes(text) for text in body.left],
        "right": [{"letter": letter, "text": line_nodes(body.right[place - 1])} for place, letter in printed.items()],
    }


@_form.register
def _order(body: Order, code: str) -> Node:
    return {
        "form": "order",
        "steps": [line_nodes(body.steps[place - 1]) for place in printed_order(len(body.steps), code)],
    }


@_form.register
def _mistakes(body: Mistakes, code: str) -> Node:
    del code
    return {"form": "mistakes", "report": [line_nodes(line) for line in body.lines], "lines": _FOUND}


@_form.register
def _free(body: FreeText, code: str) -> Node:
    del code
    low, high = _LINES
    words = display.count(body.words, "слова", "слов", "слов")
    return {
        "form": "text",
        "asked": f"Напишите сами, не короче {words}. Потом сверьте с образцом, который покажет ведущий.",
        "lines": min(high, max(low, 2 * body.words // _WORDS_A_LINE)),
    }


@_form.register
def _own(body: OwnSchool, code: str) -> Node:
    del code
    return {
        "form": "own",
        "sheets": form_titles(body),
        "notebook": body.notebook,
        "points": [line_nodes(point) for point in body.points],
        "lines": _LINES[0],
    }
