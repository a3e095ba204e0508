"""The leader's page: the whole lesson on one sheet with minutes in the margin, answers, misconceptions and pitfalls.

Apart from the site because it holds everything a participant must not see, and is one file to be carried and printed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from markupsafe import Markup

from workbook.course.exercise_print import Words, exercise_html
from workbook.course.lesson import Cell, Lesson
from workbook.course.outline import Part, outlined
from workbook.course.pages import lesson_words, minutes, page_style, render_page, template_text
from workbook.course.terms import anchor

__all__ = ["leader_page"]

_BOXES = {
    "instructor": ("cl-talk", "Ведущему"),
    "solution": ("cl-solved", "Решение"),
    "slide-only": ("cl-slide", "На слайде"),
    "key-points": ("cl-keys", "С этим уйдут"),
}


_APART = {"instructor", "solution", "slide-only"}
"""Their headings are not parts of the lesson and stay out of its plan."""

_HEADING = re.compile(r"<(/?)h[1-6]>")


@dataclass(frozen=True)
class _Step:
    """One row of the page.

    Attributes
    ----------
    start, end : str
        Since the lesson began: «0:05»; empty when it takes no time of its own.
    taken : str
        «5 минут».
    body : Markup
    kind, label : str
        Class and title of the box around it; empty for what participants read.
    """

    start: str
    end: str
    taken: str
    body: Markup
    kind: str = ""
    label: str = ""


def leader_page(lesson: Lesson) -> str:
    """Make the leader's page of a lesson.

    Parameters
    ----------
    lesson : Lesson

    Returns
    -------
    str
        One HTML page with style and pictures inside; terms lead to the site's glossary in ``../site``.
    """
    words = lesson_words(lesson, lambda term: f"../site/glossary.html#{anchor(term)}")
    clock = 0
    rows: list[tuple[str, str, str, str, str]] = []
    for cell in lesson.cells:
        if cell.kind == "code" and not cell.exercise:
            continue
        taken = lesson.exercises[cell.exercise].minutes if cell.exercise else cell.minutes
        times = (_clock(clock), _clock(clock + taken), minutes(taken)) if taken else ("", "", "")
        clock += taken
        kind, body = _body(lesson, cell, words)
        rows.append((*times, kind, body))
    bodies, parts = _named([body for *_, body in rows])
    steps = [
        _Step(start, end, taken, Markup(body), *_box(kind))
        for (start, end, taken, kind, _), body in zip(rows, bodies, strict=True)
    ]
    work = sum(exercise.minutes for exercise in lesson.exercises.values())
    return render_page(
        "leader.html.j2",
        title=f"Ведущему. {lesson.name}",
        lesson=lesson,
        steps=steps,
        contents=[part for part in parts if part.level <= 3],
        work=work,
        style=Markup(f"{page_style()}\n{template_text('leader.css')}"),
    )


_SEAM = "<!-- seam -->"


def _named(bodies: list[str]) -> tuple[list[str], tuple[Part, ...]]:
    """Give the headings of all rows addresses that do not repeat on the page."""
    whole, parts = outlined(_SEAM.join(bodies))
    return whole.split(_SEAM), parts


def _body(lesson: Lesson, cell: Cell, words: Words) -> tuple[str, str]:
    """Return the tag that decides about the box, and the HTML."""
    if cell.exercise:
        return "exercise", exercise_html(lesson.exercises[cell.exercise], key=True, words=words)
    kind = next((tag for tag in _BOXES if tag in cell.tags), "")
    body = words(cell.source)
    return kind, _HEADING.sub(r"<\1h4>", body) if kind in _APART else body


def _box(kind: str) -> tuple[str, str]:
    return _BOXES.get(kind, ("", ""))


def _clock(count: int) -> str:
    return f"{count // 60}:{count % 60:02d}"
