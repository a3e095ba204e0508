"""The frame of pages made from lessons: templates that escape everything, one style sheet, a lesson's own Markdown.

Apart from the site because the leader's page and the slides stand in the same frame and show the same pictures.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

import workbook
from workbook import display
from workbook.course.exercise_print import Words
from workbook.course.lesson import Lesson
from workbook.course.markdown import html

__all__ = ["POLICY", "lesson_words", "minutes", "page_style", "render_page", "template_text"]

POLICY = "default-src 'none'; img-src data:; style-src 'self' file: 'unsafe-inline'; base-uri 'none'"
"""What a page may load: its own style sheet and pictures inside it."""

_TEMPLATES = Path(__file__).parent / "templates"


def render_page(template: str, **values: Any) -> str:
    """Render one of the package's own templates; every value is text unless it is ``Markup``."""
    given = {"policy": POLICY, "version": workbook.__version__, "contents": (), "menu": ()} | values
    return f"{_environment().get_template(template).render(**given).rstrip()}\n"


@cache
def page_style() -> str:
    """Return the style sheet of the pages: that of all blocks of the kit, of exercises, of the course's pages."""
    return "\n".join([display.look(), template_text("exercise_print.css"), template_text("style.css")])


def template_text(name: str) -> str:
    """Return a style sheet or a script that lies beside the templates."""
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def lesson_words(lesson: Lesson, link: Callable[[str], str] | None = None) -> Words:
    """Return what turns Markdown of one lesson into HTML with its pictures inside.

    Parameters
    ----------
    lesson : Lesson
    link : callable, optional
        Term of the glossary → address; without it terms are words.
    """

    def image(path: str) -> str:
        return f"data:image/png;base64,{base64.b64encode(lesson.pictures[path]).decode()}"

    return lambda text: html(text, terms=link, image=image)


def minutes(count: int) -> str:
    """Write minutes with their noun."""
    return display.count(count, "минута", "минуты", "минут")


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["minutes"] = minutes
    return made
