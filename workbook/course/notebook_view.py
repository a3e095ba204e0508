"""Notebooks made from a lesson: the participant's, without a word meant for the leader, and the leader's, with all.

Apart from reading because the same lesson gives several notebooks, byte for byte the same at every building.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
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
from workbook.course.lesson import Cell, Lesson
from workbook.course.pictures import attached
from workbook.course.soft_lines import joined
from workbook.course.terms import anchor, linked
from workbook.display.vsoko_words import lower

__all__ = ["LEADER", "LEARNER", "notebook_bytes", "right_answer"]

LEARNER = "learner"
LEADER = "leader"

_HIDDEN = {"instructor", "solution", "slide-only"}
_BOXES = {"instructor": "**Ведущему.**", "solution": "**Решение.**", "slide-only": "**Только на слайде.**"}


def notebook_bytes(lesson: Lesson, view: str) -> bytes:
    """Make one notebook.

    Parameters
    ----------
    lesson : Lesson
    view : str
        :data:`LEARNER` or :data:`LEADER`.

    Returns
    -------
    bytes
        UTF-8 JSON of nbformat 4.5; ids of cells follow from place and text, so equal lessons give equal bytes.
    """
    cells = list(_leader(lesson) if view == LEADER else _learner(lesson))
    node = {
        "cells": [_node(number, *cell, lesson.pictures) for number, cell in enumerate(cells)],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
            "title": lesson.title,
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return (json.dumps(node, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


_Made = tuple[str, str, tuple[str, ...]]
"""Kind of the cell, its source, its tags."""


def _learner(lesson: Lesson) -> Iterator[_Made]:
    yield "markdown", _title(lesson), ()
    yield "code", _opening(lesson), ("hide-input",)
    for cell in lesson.cells:
        if cell.tags & _HIDDEN:
            continue
        if cell.exercise:
            yield "code", f'lesson.exercise("{cell.exercise}")', ("exercise", "hide-input")
        else:
            yield cell.kind, cell.source, tuple(sorted(cell.tags))
    yield from _end(lesson)


def _leader(lesson: Lesson) -> Iterator[_Made]:
    yield "markdown", _title(lesson), ()
    yield "markdown", _timing(lesson), ("instructor",)
    yield "code", _opening(lesson), ("hide-input",)
    for cell in lesson.cells:
        if cell.exercise:
            exercise = lesson.exercises[cell.exercise]
            yield "code", f'lesson.exercise("{cell.exercise}")', ("exercise", "hide-input")
            yield "markdown", _about(exercise), ("instructor", "solution")
            continue
        box = next((_BOXES[tag] for tag in _BOXES if tag in cell.tags), "")
        if box and cell.kind == "markdown":
            yield "markdown", _quoted(f"{box}{_taking(cell)}\n\n{cell.source}"), tuple(sorted(cell.tags))
        else:
            yield cell.kind, cell.source, tuple(sorted(cell.tags))
    yield from _end(lesson)


def right_answer(exercise: Exercise) -> str:
    """Say the right answer of an exercise in one line of Markdown, for the leader and the key on paper."""
    body = exercise.body
    match body:
        case Choice():
            return "; ".join(option.text for option in body.options if option.right)
        case NumberAnswer():
            return _number(body)
        case Sheet():
            return "; ".join(_cell(body, key) for key in body.cells)
        case Pairs():
            return "; ".join(
                f"{left} — {body.right[place - 1]}" for left, place in zip(body.left, body.answer, strict=True)
            )
        case Order():
            return " → ".join(body.steps)
        case Mistakes():
            return "; ".join(f"строка {number}: {words}" for number, words in body.wrong.items())
        case FreeText():
            return body.model
        case OwnSchool():
            return f"у каждой школы свой; участник сверяет сам: {'; '.join(body.points)}"


def _node(number: int, kind: str, source: str, tags: tuple[str, ...], pictures: Mapping[str, bytes]) -> dict[str, Any]:
    paths: tuple[str, ...] = ()
    if kind == "markdown":
        source, paths = attached(linked(joined(source), lambda term: f"#{anchor(term)}"), pictures)
    digest = hashlib.sha256(f"{number}\n{kind}\n{source}".encode()).hexdigest()[:8]
    node: dict[str, Any] = {
        "cell_type": kind,
        "id": f"{number:03d}-{digest}",
        "metadata": {"tags": list(tags)} if tags else {},
        "source": source.splitlines(keepends=True),
    }
    if paths:
        node["attachments"] = {
            path.removeprefix("images/"): {"image/png": base64.b64encode(pictures[path]).decode("ascii")}
            for path in paths
        }
    if kind == "code":
        node |= {"execution_count": None, "outputs": []}
        if "hide-input" in tags:
            node["metadata"]["jupyter"] = {"source_hidden": True}
    return node


def _title(lesson: Lesson) -> str:
    goals = "\n".join(f"- {goal}" for goal in lesson.objectives)
    known = "\n".join(f"- {item}" for item in lesson.prerequisites)
    return (
        f"# {lesson.name}\n\n**Решение школы.** {lesson.decision}\n\n"
        f"**{lesson.aims}**\n\n{goals}\n\n**Нужно знать**\n\n{known}\n\n**Унесём с собой.** {lesson.product}\n\n"
        f"Время: {_minutes(lesson.minutes)}."
    )


def _opening(lesson: Lesson) -> str:
    return f'from workbook import course\n\nlesson = course.open_lesson("{lesson.slug}")'


def _closing(lesson: Lesson) -> str:
    return "## К следующей встрече\n\n" + "\n".join(f"- {item}" for item in lesson.next_time)


def _end(lesson: Lesson) -> Iterator[_Made]:
    yield "markdown", _closing(lesson), ()
    if lesson.terms:
        yield "markdown", _words(lesson), ()


def _words(lesson: Lesson) -> str:
    """Set the words of this lesson; one that stands elsewhere in the glossary is named without a link."""
    here = {term.name for term in lesson.terms}

    def led(name: str) -> str | None:
        return f"#{anchor(name)}" if name in here else None

    parts = ["## Словарь занятия", ""]
    for term in lesson.terms:
        also = ", ".join(f"[[{name}]]" for name in term.see)
        text = f"{lower(term.definition)} Смотрите также: {also}." if also else lower(term.definition)
        parts.append(f'- <span id="{anchor(term.name)}"></span>**{term.name}** — {linked(text, led)}')
    return "\n".join(parts)


def _timing(lesson: Lesson) -> str:
    work = sum(item.minutes for item in lesson.exercises.values())
    lines = [
        f"**Ведущему. Время.** Занятие — {_minutes(lesson.minutes)}, расписано {lesson.planned}: рассказ — "
        f"{lesson.planned - work}, упражнения — {work}.",
        "",
        "| Упражнение | Вид | Минут |",
        "|---|---|---|",
        *(f"| {item.title} | {item.kind} | {item.minutes} |" for item in lesson.exercises.values()),
    ]
    return "\n".join(lines)


def _about(exercise: Exercise) -> str:
    lines = [f"**Ведущему. {exercise.title}** ({_minutes(exercise.minutes)})", "",
             f"**Верный ответ.** {right_answer(exercise)}", "", f"**Решение.** {exercise.solution}"]  # fmt: skip
    slips = _slips(exercise)
    if slips:
        lines += ["", "**О чём говорят неверные ответы**", "", *(f"- {slip}" for slip in slips)]
    if exercise.hints:
        hints = (f"{n}. {hint}" for n, hint in enumerate(exercise.hints, start=1))
        lines += ["", "**Подсказки по порядку**", "", *hints]
    return _quoted("\n".join(lines))


def _slips(exercise: Exercise) -> list[str]:
    body = exercise.body
    if isinstance(body, Choice):
        return [f"«{option.text}» — {option.misconception}" for option in body.options if option.misconception]
    if isinstance(body, NumberAnswer):
        return [f"{display.number(trap.value)} — {trap.misconception}" for trap in body.traps]
    return []


def _number(body: NumberAnswer) -> str:
    gap = f" (± {display.number(body.tolerance)})" if body.tolerance else ""
    return f"{display.number(body.value)}{f' {body.unit}' if body.unit else ''}{gap}"


def _cell(body: Sheet, key: str) -> str:
    row, _, column = key.partition("|")
    cell = body.cells[key]
    text = _number(cell) if isinstance(cell, NumberAnswer) else cell[0]
    return f"{body.rows[int(row) - 1]}, {body.columns[int(column)]}: {text}"


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


def _taking(cell: Cell) -> str:
    return f" {_minutes(cell.minutes)}." if cell.minutes else ""


def _minutes(count: int) -> str:
    return display.count(count, "минута", "минуты", "минут")
