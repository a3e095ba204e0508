"""The participant's handout: what was told, exercises to be answered with a pen, what is worth keeping.

Apart from the notebook because paper is given to those who work without a computer, and stays after the meeting.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbook import display
from workbook.course.exercise_paper import exercise_node
from workbook.course.lesson import Lesson
from workbook.course.paper import Node, headed, line_nodes, nodes, pdf

__all__ = ["handout_data", "handout_pdf"]

_HIDDEN = {"instructor", "solution", "slide-only"}
_NEW_PART = re.compile(r"\s*##?\s")


def handout_pdf(lesson: Lesson) -> bytes:
    """Typeset the handout of a lesson.

    Parameters
    ----------
    lesson : Lesson

    Returns
    -------
    bytes
        A tagged A4 PDF; nothing meant for the leader is in it.

    Raises
    ------
    WorkbookError
        A sign that cannot be printed.
    """
    return pdf("handout", handout_data(lesson), lesson.pictures)


def handout_data(lesson: Lesson) -> Node:
    """Return everything the template of the handout reads."""
    return {
        "title": lesson.name,
        "running": lesson.name,
        "number": lesson.place,
        "name": lesson.title,
        "minutes": display.count(lesson.minutes, "минута", "минуты", "минут"),
        "decision": line_nodes(lesson.decision),
        "objectives": [line_nodes(goal) for goal in lesson.objectives],
        "prerequisites": [line_nodes(item) for item in lesson.prerequisites],
        "product": line_nodes(lesson.product),
        "next-time": [line_nodes(item) for item in lesson.next_time],
        "parts": list(_parts(lesson)),
        "terms": [{"name": term.name, "definition": line_nodes(term.definition)} for term in lesson.terms],
    }


def _parts(lesson: Lesson) -> Iterator[Node]:
    above, number, answered = 1, 0, False
    for cell in lesson.cells:
        if cell.tags & _HIDDEN or (cell.kind != "markdown" and not cell.exercise):
            continue
        if cell.exercise:
            number += 1
            yield exercise_node(lesson.exercises[cell.exercise], number, min(above + 1, 3), lesson.pictures)
            answered = True
            continue
        kind = "key-points" if "key-points" in cell.tags else "text"
        # a text that goes on with what was just asked gives the answer away
        overleaf = answered and not _NEW_PART.match(cell.source)
        yield {"kind": kind, "inside": nodes(cell.source, above, lesson.pictures), "overleaf": overleaf}
        above, answered = headed(cell.source, above), False
