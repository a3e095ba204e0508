"""The fields an answer is typed into: widgets for each kind of exercise that give the answer back as plain values.

Apart from the exercise on the page because fields know how an answer is typed, and nothing of tries and hints.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import singledispatch
from typing import Any

from workbook.course.exercise import (
    Answer,
    Body,
    Choice,
    FreeText,
    Mistakes,
    NumberAnswer,
    Order,
    Pairs,
    Sheet,
    option_keys,
)
from workbook.display.markup import escape

__all__ = ["Fields", "answer_fields", "points_to_tick", "shuffled"]

_EMPTY = "— выберите —"
_WIDE = {"width": "100%"}
_NAME, _CELL = 120, 104
"""Narrowest columns of a table to fill, pixels: names of rows, and a cell that takes «не подтверждён»."""

_SHORT = 34
"""Letters up to which an option is whole in a closed list; longer ones stand in full above, under letters."""


@dataclass(frozen=True)
class Fields:
    """Widgets of one answer.

    Attributes
    ----------
    box : Widget
        What is shown.
    read : callable
        Returns the answer as :func:`workbook.course.check` takes it.
    inputs : tuple of Widget
        The widgets with a trait ``value``; a change of any may be a change of the answer.
    parts : mapping of str to Widget
        Key of a part of the answer, as a verdict names it → the widget that is marked right or wrong.
    """

    box: Any
    read: Callable[[], Answer]
    inputs: tuple[Any, ...]
    parts: Mapping[str, Any] = field(default_factory=dict)

    def mark(self, verdicts: Mapping[str, bool]) -> None:
        """Mark the parts that the check named; what it did not name loses its mark."""
        for key, widget in self.parts.items():
            for name, marked in (("wb-part-right", True), ("wb-part-wrong", False)):
                if verdicts.get(key) is marked:
                    widget.add_class(name)
                else:
                    widget.remove_class(name)


def answer_fields(body: Body, answer: Answer, seed: str) -> Fields:
    """Draw the fields of an answer, filled with what was saved.

    Parameters
    ----------
    body : Body
        Of any kind but «своя школа», whose fields need a place on the disk.
    answer : Answer
        What was saved; None for an empty sheet. What does not fit the body is left out.
    seed : str
        Decides the shuffled order of options: the same participant sees the same order again.
    """
    return _fields(body, answer, seed)


def shuffled(count: int, seed: str) -> list[int]:
    """Return the numbers from 1 in an order that the seed decides; the right order itself is avoided when it can be."""
    order = list(range(1, count + 1))
    dice = random.Random(seed)
    dice.shuffle(order)
    return order[1:] + order[:1] if count > 1 and order == sorted(order) else order


def points_to_tick(points: Sequence[str], ticked: object) -> list[Any]:
    """Draw a box to tick for each point; ``ticked`` holds the numbers from 1 of those ticked before."""
    numbers = ticked if isinstance(ticked, list) else []
    return [_tick(point, number in numbers) for number, point in enumerate(points, start=1)]


@singledispatch
def _fields(body: Body, answer: Answer, seed: str) -> Fields:
    raise TypeError(f"no fields for {type(body).__name__}, {answer!r}, {seed!r}")


@_fields.register
def _choice(body: Choice, answer: Answer, seed: str) -> Fields:
    import ipywidgets

    options = [body.options[place - 1] for place in shuffled(len(body.options), seed)]
    if not body.several:
        known = {option.key for option in options}
        radio = ipywidgets.RadioButtons(
            options=[(option.text, option.key) for option in options],
            value=answer if isinstance(answer, str) and answer in known else None,
            layout=_WIDE,
        )
        return Fields(radio, lambda: radio.value, (radio,))
    chosen = answer if isinstance(answer, list) else []
    boxes = {option.key: _tick(option.text, option.key in chosen) for option in options}
    return _ticked(boxes, lambda keys: list(keys))


@_fields.register
def _number(body: NumberAnswer, answer: Answer, seed: str) -> Fields:
    import ipywidgets

    del seed
    number = ipywidgets.Text(
        value=_text(answer), placeholder="например, 75" if body.unit == "%" else "например, 0,75",
        description="Ответ:", layout={"width": "260px", "max_width": "100%"},
    )  # fmt: skip
    number.add_class("wb-typed")
    box = ipywidgets.HBox([number, ipywidgets.Label(body.unit)])
    box.add_class("wb-number")
    return Fields(box, lambda: number.value, (number,))


@_fields.register
def _sheet(body: Sheet, answer: Answer, seed: str) -> Fields:
    import ipywidgets

    del seed
    saved = answer if isinstance(answer, Mapping) else {}
    inputs: dict[str, Any] = {}
    cells: list[Any] = [_words(name, "wb-sheet-head") for name in body.columns]
    for row, name in enumerate(body.rows, start=1):
        cells.append(_words(name, "wb-sheet-name"))
        for column in range(1, len(body.columns)):
            key = f"{row}|{column}"
            if key in body.cells:
                # The label is read aloud and not seen: the table itself says it to the eye.
                inputs[key] = ipywidgets.Text(
                    value=_text(saved.get(key)), description=f"{name}, {body.columns[column]}", placeholder="…",
                    layout=_WIDE,
                )  # fmt: skip
                inputs[key].add_class("wb-unseen-label")
                cells.append(inputs[key])
            else:
                cells.append(_words(body.given.get(key, ""), "wb-sheet-given"))
    # The first column holds names, the others take what is left; a phone scrolls the table alone.
    rest = len(body.columns) - 1
    grid = ipywidgets.GridBox(
        cells,
        layout={
            "grid_template_columns": f"minmax({_NAME}px, 1.4fr) repeat({rest}, minmax({_CELL}px, 1fr))",
            "min_width": f"{_NAME + rest * _CELL}px",
        },
    )
    grid.add_class("wb-sheet-fields")
    box = ipywidgets.Box([grid], layout=_WIDE)
    box.add_class("wb-scrolled")
    return Fields(box, lambda: {key: cell.value for key, cell in inputs.items()}, tuple(inputs.values()), inputs)


@_fields.register
def _pairs(body: Pairs, answer: Answer, seed: str) -> Fields:
    import ipywidgets

    saved = answer if isinstance(answer, Mapping) else {}
    order = shuffled(len(body.right), seed)
    long = any(len(text) > _SHORT for text in body.right)
    letters = [option_keys(number)[-1].upper() for number in range(1, len(order) + 1)]
    texts = [body.right[place - 1] for place in order]
    named = [f"{letter}. {_cut(text)}" for letter, text in zip(letters, texts, strict=True)] if long else texts
    options = [(_EMPTY, 0), *zip(named, order, strict=True)]
    lists = {str(number): _list(name, options, saved.get(str(number))) for number, name in enumerate(body.left, 1)}
    rows = []
    for name, chosen in zip(body.left, lists.values(), strict=True):
        row = ipywidgets.Box([_words(name, "wb-pair-name"), chosen])
        row.add_class("wb-pair")
        rows.append(row)
    above = []
    if long:
        pairs = zip(letters, texts, strict=True)
        items = "".join(f"<li><b>{letter}.</b> {escape(text)}</li>" for letter, text in pairs)
        above = [_html(f'<ul class="wb-letters">{items}</ul>')]
    return Fields(
        ipywidgets.VBox([*above, *rows], layout=_WIDE),
        lambda: {key: chosen.value for key, chosen in lists.items() if chosen.value},
        tuple(lists.values()),
        dict(zip(lists, rows, strict=True)),
    )


@_fields.register
def _order(body: Order, answer: Answer, seed: str) -> Fields:
    from workbook.course.step_order import StepOrder

    steps = StepOrder(body.steps, answer, shuffled(len(body.steps), seed))
    return Fields(steps.box, lambda: steps.box.value, (steps.box,))


@_fields.register
def _mistakes(body: Mistakes, answer: Answer, seed: str) -> Fields:
    del seed
    chosen = answer if isinstance(answer, list) else []
    boxes = {
        str(number): _tick(f"{number}. {line}", number in chosen) for number, line in enumerate(body.lines, start=1)
    }
    made = _ticked(boxes, lambda keys: [int(key) for key in keys])
    made.box.add_class("wb-report")
    return Fields(made.box, made.read, made.inputs, boxes)


@_fields.register
def _free(body: FreeText, answer: Answer, seed: str) -> Fields:
    import ipywidgets

    del seed
    saved = answer if isinstance(answer, Mapping) else {}
    area = ipywidgets.Textarea(
        value=_text(saved.get("text")), rows=6, description="Ваш ответ", placeholder="Пишите здесь", layout=_WIDE
    )
    area.add_class("wb-label-above")
    boxes = points_to_tick(body.points, saved.get("points"))
    model = ipywidgets.VBox(
        [_html(f"<p><b>Образец.</b> {escape(body.model)}</p><p><b>Отметьте, что есть в вашем ответе.</b></p>"), *boxes],
        layout=_WIDE,
    )

    def reveal(*_: Any) -> None:
        model.layout.display = "" if len(area.value.split()) >= body.words else "none"

    area.observe(reveal, names="value")
    reveal()

    def read() -> Answer:
        return {"text": area.value, "points": [number for number, box in enumerate(boxes, start=1) if box.value]}

    return Fields(ipywidgets.VBox([area, model], layout=_WIDE), read, (area, *boxes))


def _tick(text: str, value: bool) -> Any:
    import ipywidgets

    return ipywidgets.Checkbox(value=value, description=text, indent=False, layout=_WIDE)


def _ticked(boxes: Mapping[str, Any], made: Callable[[Sequence[str]], Answer]) -> Fields:
    import ipywidgets

    return Fields(
        ipywidgets.VBox(list(boxes.values()), layout=_WIDE),
        lambda: made([key for key, box in boxes.items() if box.value]),
        tuple(boxes.values()),
    )


def _list(name: str, options: list[tuple[str, int]], value: object) -> Any:
    import ipywidgets

    known = {place for _, place in options}
    chosen = ipywidgets.Dropdown(
        options=options, description=name, value=value if isinstance(value, int) and value in known else 0,
        layout=_WIDE,
    )  # fmt: skip
    chosen.add_class("wb-unseen-label")
    return chosen


def _words(text: str, name: str) -> Any:
    made = _html(escape(text))
    made.add_class(name)
    return made


def _html(body: str) -> Any:
    import ipywidgets

    return ipywidgets.HTML(f'<div class="wb">{body}</div>')


def _cut(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1].rstrip()}…"


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
