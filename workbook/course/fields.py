"""The fields an answer is typed into: widgets for each kind of exercise that give the answer back as plain values.

Apart from the exercise on the page because fields know how an answer is typed, and nothing of tries and hints.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
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
)

__all__ = ["Fields", "answer_fields", "shuffled"]

_EMPTY = "— выберите —"
_WIDE = {"width": "100%"}


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
    """

    box: Any
    read: Callable[[], Answer]
    inputs: tuple[Any, ...]


def answer_fields(body: Body, answer: Answer, seed: str) -> Fields:
    """Draw the fields of an answer, filled with what was saved.

    Parameters
    ----------
    body : Body
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
            layout={"width": "max-content", "max_width": "100%"},
        )  # fmt: skip
        return Fields(radio, lambda: radio.value, (radio,))
    chosen = answer if isinstance(answer, list) else []
    boxes = {option.key: _tick(option.text, option.key in chosen) for option in options}
    return _ticked(boxes, lambda keys: list(keys))


@_fields.register
def _number(body: NumberAnswer, answer: Answer, seed: str) -> Fields:
    import ipywidgets

    del seed
    field = ipywidgets.Text(value=_text(answer), placeholder="например, 0,75", description="Ответ:",
                            layout={"width": "260px"})  # fmt: skip
    box = ipywidgets.HBox([field, ipywidgets.Label(body.unit)])
    return Fields(box, lambda: field.value, (field,))


@_fields.register
def _sheet(body: Sheet, answer: Answer, seed: str) -> Fields:
    import ipywidgets

    del seed
    saved = answer if isinstance(answer, Mapping) else {}
    inputs: dict[str, Any] = {}
    cells: list[Any] = [ipywidgets.HTML(f"<b>{_escaped(name)}</b>") for name in body.columns]
    for row, name in enumerate(body.rows, start=1):
        cells.append(ipywidgets.Label(name))
        for column in range(1, len(body.columns)):
            key = f"{row}|{column}"
            if key in body.cells:
                inputs[key] = ipywidgets.Text(
                    value=_text(saved.get(key)), layout=_WIDE,
                    tooltip=f"{name}, {body.columns[column]}", placeholder="…",
                )  # fmt: skip
                cells.append(inputs[key])
            else:
                cells.append(ipywidgets.Label(body.given.get(key, "")))
    layout = {"grid_template_columns": f"repeat({len(body.columns)}, minmax(90px, 1fr))", "max_width": "760px"}
    box = ipywidgets.GridBox(cells, layout=layout)
    return Fields(box, lambda: {key: field.value for key, field in inputs.items()}, tuple(inputs.values()))


@_fields.register
def _pairs(body: Pairs, answer: Answer, seed: str) -> Fields:
    saved = answer if isinstance(answer, Mapping) else {}
    options = [(body.right[place - 1], place) for place in shuffled(len(body.right), seed)]
    lists = {
        str(number): _list(name, options, saved.get(str(number))) for number, name in enumerate(body.left, start=1)
    }
    return _listed(lists, lambda: {key: field.value for key, field in lists.items() if field.value})


@_fields.register
def _order(body: Order, answer: Answer, seed: str) -> Fields:
    saved = list(answer) if isinstance(answer, (list, tuple)) else []
    saved += [None] * (len(body.steps) - len(saved))
    options = [(body.steps[place - 1], place) for place in shuffled(len(body.steps), seed)]
    lists = {str(place): _list(f"{place}-й шаг", options, saved[place - 1]) for place in range(1, len(body.steps) + 1)}
    return _listed(lists, lambda: [field.value or None for field in lists.values()])


@_fields.register
def _mistakes(body: Mistakes, answer: Answer, seed: str) -> Fields:
    del seed
    chosen = answer if isinstance(answer, list) else []
    boxes = {
        str(number): _tick(f"{number}. {line}", number in chosen) for number, line in enumerate(body.lines, start=1)
    }
    return _ticked(boxes, lambda keys: [int(key) for key in keys])


@_fields.register
def _free(body: FreeText, answer: Answer, seed: str) -> Fields:
    import ipywidgets

    del seed
    saved = answer if isinstance(answer, Mapping) else {}
    points = saved.get("points")
    ticked = points if isinstance(points, list) else []
    area = ipywidgets.Textarea(value=_text(saved.get("text")), rows=6, placeholder="Ваш ответ", layout=_WIDE)
    boxes = [_tick(point, number in ticked) for number, point in enumerate(body.points, start=1)]
    model = ipywidgets.VBox([ipywidgets.HTML(f"<b>Образец.</b> {_escaped(body.model)}"),
                             ipywidgets.Label("Отметьте, что есть в вашем ответе:"), *boxes])  # fmt: skip

    def reveal(*_: Any) -> None:
        model.layout.display = "" if len(area.value.split()) >= body.words else "none"

    area.observe(reveal, names="value")
    reveal()

    def read() -> Answer:
        return {"text": area.value, "points": [number for number, box in enumerate(boxes, start=1) if box.value]}

    return Fields(ipywidgets.VBox([area, model], layout=_WIDE), read, (area, *boxes))


def _tick(text: str, value: bool) -> Any:
    import ipywidgets

    return ipywidgets.Checkbox(value=value, description=text, indent=False, layout={"width": "100%"})


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
    return ipywidgets.Dropdown(
        options=[(_EMPTY, 0), *options], description=name,
        value=value if isinstance(value, int) and value in known else 0,
        style={"description_width": "45%"}, layout={"width": "min(640px, 100%)"},
    )  # fmt: skip


def _listed(lists: Mapping[str, Any], read: Callable[[], Answer]) -> Fields:
    import ipywidgets

    return Fields(ipywidgets.VBox(list(lists.values()), layout=_WIDE), read, tuple(lists.values()))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _escaped(text: str) -> str:
    from workbook.display.markup import escape

    return escape(text)
