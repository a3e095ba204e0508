"""Exercises as they stand on a page without widgets: to be read, printed and answered with a pen; with or without key.

Apart from the widgets because the site, the leader's page and the slides show the same exercise where nothing is typed.
Options, steps and pairs stand in an order that follows from the exercise's code, so every paper has the same letters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import singledispatch
from typing import Any

from workbook import display
from workbook.course.exercise import (
    Choice,
    Exercise,
    FreeText,
    Mistakes,
    NumberAnswer,
    Option,
    Order,
    OwnSchool,
    Pairs,
    Sheet,
    option_keys,
)
from workbook.course.fields import shuffled
from workbook.course.markdown import html
from workbook.display import escape
from workbook.display.vsoko_words import lower
from workbook.school.tables import TABLES

__all__ = ["Words", "answer_html", "exercise_html", "form_html", "printed_order"]

Words = Callable[[str], str]
"""Turns Markdown into safe HTML; a lesson's own knows its pictures and terms."""

_LINES = 6
_TICK = '<span class="cx-right">✓&nbsp;верно</span>'


def exercise_html(exercise: Exercise, *, key: bool, words: Words = html) -> str:
    """Return an exercise in its printed form.

    Parameters
    ----------
    exercise : Exercise
    key : bool
        With right answers, misconceptions, hints and the solution: for the leader alone.
    words : callable
        Markdown → HTML.

    Returns
    -------
    str
        One ``<article>``; everything from the author is escaped.
    """
    minutes = display.count(exercise.minutes, "минута", "минуты", "минут")
    return (
        f'<article class="cx" id="exercise-{escape(exercise.code)}">'
        f'<h3 class="cx-title">Упражнение. {escape(exercise.title)}</h3>'
        f'<p class="cx-meta">{escape(exercise.kind)} · {minutes}</p>'
        f'<div class="cx-question">{words(exercise.question)}</div>'
        f"{form_html(exercise, key=key)}{_key(exercise, words) if key else ''}</article>"
    )


def form_html(exercise: Exercise, *, key: bool) -> str:
    """Return what is filled in — options, lines, a table — without title and question; with the key, filled in."""
    return f'<div class="cx-form">{_form(exercise.body, exercise.code, key)}</div>'


def answer_html(exercise: Exercise, words: Words = html) -> str:
    """Return what the leader says when the answers are discussed: the filled-in form and the solution."""
    body = exercise.body
    letters = ""
    if isinstance(body, Choice):
        places = printed_order(len(body.options), exercise.code)
        right = [
            key for key, place in zip(option_keys(len(places)), places, strict=True) if body.options[place - 1].right
        ]
        letters = f'<p class="cx-right">Верно: {", ".join(right)}</p>'
    solution = f'<p class="cx-label">Решение</p>{words(exercise.solution)}'
    return f"{letters}{form_html(exercise, key=True)}{solution}"


def printed_order(count: int, code: str) -> tuple[int, ...]:
    """Return the numbers from 1 in the order in which every paper shows the options, steps or pairs of an exercise.

    Examples
    --------
    >>> sorted(printed_order(4, "доля"))
    [1, 2, 3, 4]
    """
    return tuple(shuffled(count, code))


@singledispatch
def _form(body: Any, code: str, key: bool) -> str:
    raise TypeError(f"no printed form for {type(body).__name__} of {code!r}, key={key}")


@_form.register
def _choice(body: Choice, code: str, key: bool) -> str:
    box = "cx-square" if body.several else "cx-round"
    letters = option_keys(len(body.options))
    shown = zip(letters, (body.options[place - 1] for place in printed_order(len(body.options), code)), strict=True)
    items = "".join(
        f'<li class="{box}{" cx-key" if key and option.right else ""}"><span class="cx-letter">{letter})</span> '
        f"<div>{_line(option.text)}{_about(option) if key else ''}</div></li>"
        for letter, option in shown
    )
    asked = "Отметьте все верные варианты." if body.several else "Отметьте один вариант."
    return f'<p class="cx-asked">{asked}</p><ul class="cx-options">{items}</ul>'


def _about(option: Option) -> str:
    if option.right:
        return f' {_TICK}<p class="cx-why">{_line(option.feedback)}</p>'
    return (
        f'<p class="cx-why"><b>Заблуждение:</b> {_line(lower(option.misconception))}</p>'
        f'<p class="cx-why">{_line(option.feedback)}</p>'
    )


@_form.register
def _number(body: NumberAnswer, code: str, key: bool) -> str:
    del code
    if not key:
        unit = f" {escape(body.unit)}" if body.unit else ""
        return f'<p class="cx-answer">Ответ: <span class="cx-blank"></span>{unit}</p>'
    slips = "".join(
        f"<li><b>{display.number(trap.value)}</b> — {_line(trap.misconception)}</li>" for trap in body.traps
    )
    told = f'<p class="cx-why"><b>О чём говорят неверные числа</b></p><ul>{slips}</ul>' if slips else ""
    return f'<p class="cx-answer">Ответ: <b class="cx-right">{_amount(body)}</b></p>{told}'


@_form.register
def _sheet(body: Sheet, code: str, key: bool) -> str:
    del code
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in body.columns)
    rows = "".join(
        f'<tr><th scope="row">{escape(name)}</th>{"".join(_cells(body, number, key))}</tr>'
        for number, name in enumerate(body.rows, start=1)
    )
    return (
        f'<div class="cp-scroll" tabindex="0" role="region" aria-label="Таблица упражнения"><table class="cx-sheet">'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _cells(body: Sheet, row: int, key: bool) -> Iterator[str]:
    for column in range(1, len(body.columns)):
        place = f"{row}|{column}"
        if place not in body.cells:
            yield f"<td>{escape(body.given.get(place, ''))}</td>"
        elif key:
            cell = body.cells[place]
            text = _amount(cell) if isinstance(cell, NumberAnswer) else escape(" или ".join(cell))
            yield f'<td class="cx-right">{text}</td>'
        else:
            yield '<td class="cx-empty"><span class="cp-hidden">впишите</span></td>'


@_form.register
def _pairs(body: Pairs, code: str, key: bool) -> str:
    order = printed_order(len(body.right), code)
    letters = dict(zip(order, option_keys(len(order)), strict=True))
    left = "".join(
        f'<li><span class="cx-box{" cx-right" if key else ""}">{letters[place] if key else ""}</span> '
        f"<div>{_line(text)}</div></li>"
        for text, place in zip(body.left, body.answer, strict=True)
    )
    right = "".join(
        f'<li><span class="cx-letter">{letters[place]})</span> <div>{_line(body.right[place - 1])}</div></li>'
        for place in order
    )
    return (
        '<p class="cx-asked">Впишите букву пары; буквы могут повторяться, лишние возможны.</p>'
        f'<div class="cx-pairs"><ul>{left}</ul><ul>{right}</ul></div>'
    )


@_form.register
def _order(body: Order, code: str, key: bool) -> str:
    items = "".join(
        f'<li><span class="cx-box{" cx-right" if key else ""}">{place if key else ""}</span> '
        f"<div>{_line(body.steps[place - 1])}</div></li>"
        for place in printed_order(len(body.steps), code)
    )
    return f'<p class="cx-asked">Впишите номера шагов по порядку.</p><ul class="cx-order">{items}</ul>'


@_form.register
def _mistakes(body: Mistakes, code: str, key: bool) -> str:
    del code
    items = "".join(
        f'<li class="cx-square{" cx-key" if key and number in body.wrong else ""}">'
        f'<span class="cx-letter">{number}.</span> '
        f"<div>{_line(line)}{_verdict(body, number) if key else ''}</div></li>"
        for number, line in enumerate(body.lines, start=1)
    )
    return f'<p class="cx-asked">Отметьте строки с ошибкой.</p><ul class="cx-options cx-report">{items}</ul>'


def _verdict(body: Mistakes, number: int) -> str:
    if number in body.wrong:
        return f'<p class="cx-why"><b class="cx-right">Ошибка.</b> {_line(body.wrong[number])}</p>'
    return f'<p class="cx-why">Верно: {_line(lower(body.fine[number]))}</p>' if number in body.fine else ""


@_form.register
def _free(body: FreeText, code: str, key: bool) -> str:
    del code
    if not key:
        return f'<div class="cx-lines" role="img" aria-label="Место для ответа">{"<i></i>" * _LINES}</div>'
    return (
        f'<p class="cx-why"><b class="cx-right">Образец.</b> {_line(body.model)}</p>'
        f'<p class="cx-why"><b>Что должно быть в ответе</b></p>{_list(body.points, "ul", _line)}'
    )


@_form.register
def _own(body: OwnSchool, code: str, key: bool) -> str:
    del code
    sheets = ", ".join(f"«{escape(TABLES[name].title)}»" for name in body.tables)
    points = "".join(f'<li class="cx-square"><div>{_line(point)}</div></li>' for point in body.points)
    lines = (
        ""
        if key
        else f'<div class="cx-lines" role="img" aria-label="Место для записей">{"<i></i>" * (_LINES // 2)}</div>'
    )
    return (
        f'<p class="cx-asked">Нужны листы формы: {sheets}. Тетрадь: <code>{escape(body.notebook)}</code>.</p>'
        f'<ul class="cx-options">{points}</ul>{lines}'
    )


def _key(exercise: Exercise, words: Words) -> str:
    hints = (
        f'<p class="cx-label">Подсказки по порядку</p>{_list(exercise.hints, "ol", words)}' if exercise.hints else ""
    )
    return f'<div class="cx-solution"><p class="cx-label">Решение</p>{words(exercise.solution)}{hints}</div>'


def _line(text: str) -> str:
    """Escape a line of plain words; `codes` in it are set apart, nothing else is markup, as in the widgets."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def _list(items: Sequence[str], kind: str, words: Words) -> str:
    return f"<{kind}>{''.join(f'<li>{words(item)}</li>' for item in items)}</{kind}>"


def _amount(body: NumberAnswer) -> str:
    gap = f" (± {display.number(body.tolerance)})" if body.tolerance else ""
    return f"{display.number(body.value)}{f' {escape(body.unit)}' if body.unit else ''}{gap}"
