"""The test of leaks: no sentence meant for the leader, and no answer, is in what participants are given.

Apart from the views because it knows nothing of how they are made, only what must not be in their bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from workbook.course.exercise import Exercise, FreeText, Mistakes, Option, Trap
from workbook.course.faults import Fault
from workbook.course.lesson import Lesson
from workbook.course.terms import linked

__all__ = ["leaks"]

_LEAST = 5
"""Words a sentence has at least to be known by: «Верно.» and «Посчитайте ещё раз.» stand everywhere."""

_SENTENCE = re.compile(r"(?<=[.!?…:;])\s+|\n+")
_WORD = re.compile(r"[^\W_]+")
_MARKUP = re.compile(r"<[^>]{0,300}>|&(?:[a-z]{2,8}|#\d{1,6});|\\n|!?\[|\]\([^)\s]*\)|[*_`>|\"\\]")


def leaks(lesson: Lesson, text: str, place: str) -> tuple[Fault, ...]:
    """Find what participants must not have.

    Parameters
    ----------
    lesson : Lesson
    text : str
        What a participant is given: a notebook's JSON, an HTML page.
    place : str
        Its name, for the faults.

    Returns
    -------
    tuple of Fault
        One for every sentence found: the leader's notes, solutions, hints, what is said of an answer, model answers.
    """
    given = f" {_words(text)} "
    found = {}
    for owner, secret in _secrets(lesson):
        for sentence in _SENTENCE.split(secret):
            words = _words(linked(sentence))
            if words.count(" ") >= _LEAST - 1 and f" {words} " in given:
                found[words] = Fault(place, f"участнику видно то, что не для него ({owner}): «{sentence.strip()}»")
    return tuple(found.values())


def _secrets(lesson: Lesson) -> Iterator[tuple[str, str]]:
    for cell in lesson.cells:
        if cell.tags & {"instructor", "solution"}:
            yield "ведущему", cell.source
    for code, exercise in lesson.exercises.items():
        for text in _of_exercise(exercise):
            yield f"упражнение «{code}»", text


def _of_exercise(exercise: Exercise) -> Iterator[str]:
    yield exercise.solution
    yield from exercise.hints
    yield from _of_body(exercise.body)


def _of_body(part: Any) -> Iterator[str]:
    """Walk through the answers of any kind of exercise for what is said after an answer."""
    match part:
        case Option():
            yield part.feedback
            yield part.misconception
        case Trap():
            yield part.misconception
        case Mistakes():
            yield from (*part.wrong.values(), *part.fine.values())
        case FreeText():
            yield part.model
        case tuple():
            for item in part:
                yield from _of_body(item)
        case _ if is_dataclass(part):
            for each in fields(part):
                yield from _of_body(getattr(part, each.name))


def _words(text: str) -> str:
    """Return the bare words, so that neither markup nor the breaking of lines hides a sentence."""
    return " ".join(_WORD.findall(_MARKUP.sub(" ", text).casefold()))
