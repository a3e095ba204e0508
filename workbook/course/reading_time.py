"""How long a lesson is read: words, pictures and tables of its theory and of its exercises, beside the minutes planned.

Apart from the lint because the build prints these lines also of a lesson without a fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from workbook import display
from workbook.course.exercise import Choice, Exercise, FreeText, Mistakes, NumberAnswer, Order, OwnSchool, Pairs, Sheet
from workbook.course.lesson import Cell, Lesson
from workbook.course.markdown_tree import plain, tree, walk
from workbook.settings.course_section import CourseRules

__all__ = ["Reading", "exercise_reading", "read_by_participants", "reading", "theory", "timing"]

_WORD = re.compile(r"\w+(?:[-,.’]\w+)*")
_HIDDEN = {"instructor", "solution", "slide-only", "exercise"}


@dataclass(frozen=True)
class Reading:
    """What is to be read.

    Attributes
    ----------
    words : int
    pictures : int
        Pictures and tables.
    """

    words: int = 0
    pictures: int = 0

    def __add__(self, other: Reading) -> Reading:
        return Reading(self.words + other.words, self.pictures + other.pictures)

    def minutes(self, rules: CourseRules) -> float:
        """Return the time of reading."""
        return self.words / rules.words_a_minute + self.pictures * rules.minutes_a_picture


def reading(text: str) -> Reading:
    """Measure a Markdown text.

    Examples
    --------
    >>> reading("Доля верных — **0,75**.")
    Reading(words=3, pictures=0)
    """
    nodes = tree(text)
    seen = sum(token["type"] in ("image", "table") for token in walk(nodes))
    return Reading(len(_WORD.findall(plain(nodes))), seen)


def read_by_participants(cell: Cell) -> bool:
    """Whether a cell is theory that participants read."""
    return cell.kind == "markdown" and not cell.tags & _HIDDEN


def theory(lesson: Lesson) -> Reading:
    """Measure the theory of a lesson."""
    return sum((reading(cell.source) for cell in lesson.cells if read_by_participants(cell)), Reading())


def exercise_reading(exercise: Exercise) -> Reading:
    """Measure what a participant reads before answering: the question and what stands in the fields."""
    return sum((reading(text) for text in _asked(exercise)), Reading(0, isinstance(exercise.body, Sheet)))


def timing(lesson: Lesson, rules: CourseRules | None = None) -> tuple[str, ...]:
    """Say the planned minutes of a lesson beside its reading time.

    Parameters
    ----------
    lesson : Lesson
    rules : CourseRules, optional

    Returns
    -------
    tuple of str
        The lines that the build prints.
    """
    rules = rules or CourseRules()
    told = sum(cell.minutes for cell in lesson.cells if read_by_participants(cell))
    talk = sum(cell.minutes for cell in lesson.cells) - told
    work = sum(item.minutes for item in lesson.exercises.values())
    read = theory(lesson)
    asked = sum((exercise_reading(item) for item in lesson.exercises.values()), Reading())
    share = display.percent(100 * work / lesson.minutes, 0) if lesson.minutes else "—"
    return (
        f"{lesson.place} «{lesson.title}»: расписано {_minutes(lesson.planned)} из {lesson.minutes}",
        f"  теория: {_minutes(told)}; чтение {_about(read, rules)}",
        f"  разговор и показ ведущего: {_minutes(talk)}",
        f"  упражнения: {display.count(len(lesson.exercises), 'упражнение', 'упражнения', 'упражнений')}, "
        f"{_minutes(work)} ({share} встречи); чтение условий {_about(asked, rules)}",
    )


def _asked(exercise: Exercise) -> Iterator[str]:
    yield exercise.question
    body = exercise.body
    match body:
        case Choice():
            yield from (option.text for option in body.options)
        case Sheet():
            yield from (*body.columns, *body.rows, *body.given.values())
        case Pairs():
            yield from (*body.left, *body.right)
        case Order():
            yield from body.steps
        case Mistakes():
            yield from body.lines
        case FreeText() | OwnSchool():
            yield from body.points
        case NumberAnswer():
            yield body.unit


def _about(read: Reading, rules: CourseRules) -> str:
    pictures = f", рисунков и таблиц: {read.pictures}" if read.pictures else ""
    words = display.count(read.words, "слово", "слова", "слов")
    return f"≈ {display.number(read.minutes(rules), 1)} мин ({words}{pictures})"


def _minutes(count: int) -> str:
    return display.count(count, "минута", "минуты", "минут")
