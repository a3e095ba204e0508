"""Every view of a lesson and of the course, under the names they have in ``dist/``.

Apart from the build because it only knows which view lies where; the views make themselves.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from workbook.course.lesson import Lesson
from workbook.course.notebook_view import LEADER, LEARNER, notebook_bytes

__all__ = ["course_views", "lesson_views"]

_TITLE = re.compile(r"\A\s*# (?P<title>.+)\n")


def lesson_views(lesson: Lesson) -> dict[str, bytes]:
    """Make what participants and leaders of one lesson are given.

    Returns
    -------
    dict of str to bytes
        «participant/02-item-analysis.ipynb» → content.
    """
    from workbook.course.handout import handout_pdf
    from workbook.course.key import key_pdf
    from workbook.course.leader_page import leader_page
    from workbook.course.slides import slides_page

    return {
        f"participant/{lesson.slug}.ipynb": notebook_bytes(lesson, LEARNER),
        f"participant/{lesson.slug}.pdf": handout_pdf(lesson),
        f"leader/{lesson.slug}.ipynb": notebook_bytes(lesson, LEADER),
        f"leader/{lesson.slug}.html": leader_page(lesson).encode(),
        f"leader/{lesson.slug}-key.pdf": key_pdf(lesson),
        f"slides/{lesson.slug}.html": slides_page(lesson).encode(),
    }


def course_views(lessons: Sequence[Lesson], folder: Path) -> dict[str, bytes]:
    """Make what belongs to no single lesson: the site, papers, the player of slides.

    Parameters
    ----------
    lessons : sequence of Lesson
        In the order of the programme.
    folder : Path
        The folder of the lessons.
    """
    from workbook.course.certificate import certificate_pdf
    from workbook.course.feedback_cards import feedback_cards_pdf
    from workbook.course.reveal import reveal_files
    from workbook.course.site import site_files

    return {
        **_inside("site", site_files(lessons, folder)),
        **_inside("slides/reveal", reveal_files()),
        **_inside("papers", _guide(folder / "guide")),
        "papers/feedback-cards.pdf": feedback_cards_pdf(),
        "papers/certificate.pdf": certificate_pdf(),
    }


def _guide(folder: Path) -> dict[str, bytes]:
    from workbook.course.paper import markdown_pdf

    made = {}
    for path in sorted(folder.glob("*.md")):
        text = path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
        found = _TITLE.match(text)
        title, body = (found["title"], text[found.end() :]) if found else (path.stem, text)
        made[f"guide-{path.stem}.pdf"] = markdown_pdf(title, body, "Рабочая тетрадь ВСОКО")
    return made


def _inside(folder: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {f"{folder}/{name}": content for name, content in files.items()}
