"""Slides of a lesson for reveal.js: what is on the screen, what the leader alone sees, how long each slide lasts.

Apart from the pages because a slide has a size: long text goes on to the next one, and what is told is in the notes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from markupsafe import Markup

from workbook import display
from workbook.course.exercise import Exercise, FreeText, NumberAnswer
from workbook.course.exercise_print import Words, answer_html, form_html
from workbook.course.lesson import Cell, Lesson
from workbook.course.markdown import html
from workbook.course.outline import words_of
from workbook.course.pages import lesson_words, minutes, render_page, template_text
from workbook.course.reveal import reveal_files
from workbook.course.slide_size import fits, pages

__all__ = ["reveal_files", "slides_page"]

_TALK = {"instructor": "Ведущему", "solution": "Решение"}
_KEYS = (
    "Клавиши: стрелки — дальше и назад, S — это окно, F — во весь экран, B — погасить экран, O — все слайды, "
    "? — все клавиши."
)


@dataclass
class _Slide:
    """One slide while it is being put together.

    Attributes
    ----------
    body : list of str
        HTML of the screen.
    notes, after : list of str
        HTML for the leader; ``after`` is seen at the next step, when the answer is discussed.
    told : int
        Minutes.
    under : bool
        It lies under the slide before it.
    kind : str
        Class of the section.
    """

    body: list[str]
    notes: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    told: int = 0
    under: bool = False
    kind: str = ""


def slides_page(lesson: Lesson) -> str:
    """Make the slides of a lesson.

    On the screen stand the cells with a kind of slide and those for slides alone, key points, and exercises without
    answers. What is read in the notebook meanwhile, the leader's cells, minutes and answers are in the notes.

    Parameters
    ----------
    lesson : Lesson

    Returns
    -------
    str
        A page that opens from a folder where :func:`reveal_files` lie in ``reveal/``.
    """
    slides = _slides(lesson)
    clock = 0
    groups: list[list[dict[str, object]]] = []
    for slide in slides:
        clock += slide.told
        row = {
            "body": Markup("".join(slide.body)), "kind": slide.kind, "seconds": slide.told * 60,
            "notes": Markup(_clock(slide.told, clock) + "".join(slide.notes)),
            "after": Markup("".join([*slide.after, *slide.notes])) if slide.after else "",
        }  # fmt: skip
        if slide.under and groups:
            groups[-1].append(row)
        else:
            groups.append([row])
    return render_page(
        "slides.html.j2",
        title=f"{lesson.name} — слайды",
        foot=lesson.name,
        groups=groups,
        style=Markup(_style()),
        script=Markup(template_text("slides.js")),
    )


def _slides(lesson: Lesson) -> list[_Slide]:
    words = lesson_words(lesson)
    slides = list(_opening(lesson))
    waiting: list[Cell] = []
    """Cells of the notebook that are told while a slide not yet met is on the screen."""
    for cell in lesson.cells:
        if cell.tags & _TALK.keys():
            _tell(slides[-1], waiting)
            _say(slides[-1], cell)
        elif cell.exercise and cell.slide != "skip":
            _tell(slides[-1], waiting)
            slides += _asked(lesson.exercises[cell.exercise], words, under=cell.slide == "subslide")
        elif cell.exercise:
            slides[-1].told += lesson.exercises[cell.exercise].minutes
        elif cell.kind == "code" or not _shown(cell):
            waiting.append(cell)
        elif cell.slide == "fragment":
            _tell(slides[-1], waiting)
            slides[-1].body.append(f'<div class="fragment">{words(cell.source)}</div>')
            slides[-1].told += cell.minutes
        else:
            made = _pages_of(cell, words)
            _tell(made[0], waiting)
            slides += made
    _tell(slides[-1], waiting)
    return [*slides, _closing(lesson)]


def _opening(lesson: Lesson) -> Iterator[_Slide]:
    title = f'<p class="sl-number">{lesson.place} · {minutes(lesson.minutes)}</p><h1>{_text(lesson.title)}</h1>'
    decision = f'<div class="sl-decision"><b>Решение школы</b><p>{_text(lesson.decision)}</p></div>'
    yield _Slide([title, decision], [f"<p>{_KEYS}</p>"], kind="sl-first")
    goals = "".join(f"<li>{_text(goal)}</li>" for goal in lesson.objectives)
    product = f'<p class="sl-product"><b>Унесём с собой.</b> {_text(lesson.product)}</p>'
    aims = lesson.aims if lesson.diagnostic else "Сегодня научимся"
    yield _Slide([f"<h2>{aims}</h2><ul>{goals}</ul>{product}"])


def _closing(lesson: Lesson) -> _Slide:
    tasks = "".join(f"<li>{_text(task)}</li>" for task in lesson.next_time)
    return _Slide([f"<h2>К следующей встрече</h2><ul>{tasks}</ul>"])


def _shown(cell: Cell) -> bool:
    """Say whether a cell is on the screen: one with a kind of slide, one for slides alone, key points; never «skip»."""
    return cell.slide != "skip" and bool(cell.slide or cell.tags & {"slide-only", "key-points"})


def _pages_of(cell: Cell, words: Words) -> list[_Slide]:
    """Return the slides of one cell: a long one goes on under the first."""
    kind = "sl-keys" if "key-points" in cell.tags else ""
    source = cell.source if kind == "" or cell.source.lstrip().startswith("#") else f"## Главное\n\n{cell.source}"
    made = [_Slide([words(part)], kind=kind, under=number > 0) for number, part in enumerate(pages(source))]
    made[0].told, made[0].under = cell.minutes, cell.slide == "subslide"
    return made


def _asked(exercise: Exercise, words: Words, *, under: bool) -> list[_Slide]:
    """Return the slides of one exercise: question and options; the answer is seen in the notes one step later."""
    head = f"<h2>{_text(exercise.title)}</h2>"
    meta = f'<p class="sl-meta">Упражнение · {minutes(exercise.minutes)}</p>'
    if isinstance(exercise.body, (FreeText, NumberAnswer)):
        form = '<p class="cx-asked">Ответ запишите в тетради или на листе.</p>'
    else:
        form = form_html(exercise, key=False)
    hints = "".join(f"<li>{html(hint)}</li>" for hint in exercise.hints)
    notes = [f"<h3>Подсказки</h3><ol>{hints}</ol>"] if hints else []
    after = [f"<h3>Ответ</h3>{answer_html(exercise)}"]
    rows = [words_of(row) for row in re.split(r"(?=<li|<tr)", form)]
    if len(rows) == 1 or fits(exercise.question, rows):
        body = f'<div class="cx-question">{words(exercise.question)}</div>{form}'
        return [_Slide([meta, head, body], notes, after, exercise.minutes, under, "sl-asked")]
    made = [
        _Slide([meta, head, f'<div class="cx-question">{words(part)}</div>'], under=True, kind="sl-asked")
        for part in pages(exercise.question)
    ]
    made[0].notes, made[0].told, made[0].under = notes, exercise.minutes, under
    return [*made, _Slide([meta, head, form], [], after, 0, under=True, kind="sl-asked")]


def _tell(slide: _Slide, waiting: list[Cell]) -> None:
    """Put what is read in the notebook meanwhile into the notes of a slide."""
    for cell in waiting:
        slide.told += cell.minutes
        if cell.kind == "markdown":
            time = f", {minutes(cell.minutes)}" if cell.minutes else ""
            slide.notes.append(f"<h3>Рассказ по тетради{time}</h3>{html(cell.source)}")
    waiting.clear()


def _say(slide: _Slide, cell: Cell) -> None:
    label = next(words for tag, words in _TALK.items() if tag in cell.tags)
    time = f", {minutes(cell.minutes)}" if cell.minutes else ""
    slide.notes.append(f"<h3>{label}{time}</h3>{html(cell.source)}")
    slide.told += cell.minutes


def _clock(told: int, until: int) -> str:
    if not told:
        return ""
    return f"<p><b>{minutes(told)}.</b> К концу слайда от начала занятия — {minutes(until)}.</p>"


def _style() -> str:
    variables = display.look().partition("\n")[0]
    return "\n".join([variables, template_text("exercise_print.css"), template_text("slides.css")])


def _text(value: str) -> str:
    return display.escape(value)
