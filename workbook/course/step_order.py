"""Steps that are moved up and down until their order is right.

Apart from the other fields because its value is the order of its rows, and the focus goes with the step moved.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from workbook.course.exercise import Answer
from workbook.display.markup import escape

__all__ = ["StepOrder"]


class StepOrder:
    """Rows of steps with two buttons each.

    The rows stand still and the words move between them, so that a keyboard's focus is never lost to a row taken away.

    Attributes
    ----------
    box : Widget
        Its trait ``value`` is the list of step numbers, None until a step was moved.
    """

    def __init__(self, steps: Sequence[str], answer: Answer, first: Sequence[int]) -> None:
        import ipywidgets
        import traitlets

        whole = isinstance(answer, (list, tuple)) and sorted(map(str, answer)) == sorted(map(str, first))
        self._steps = steps
        self._order = [int(step) for step in answer] if whole else list(first)
        self._words = [ipywidgets.HTML() for _ in steps]
        self._up = [self._button("wb-up", self._mover(place, -1)) for place in range(len(steps))]
        self._down = [self._button("wb-down", self._mover(place, 1)) for place in range(len(steps))]
        self._told = ipywidgets.HTML()
        rows = []
        for parts in zip(self._words, self._up, self._down, strict=True):
            row = ipywidgets.Box(list(parts))
            row.add_class("wb-step")
            rows.append(row)
        self.box = ipywidgets.VBox([*rows, self._told], layout={"width": "100%"})
        self.box.add_traits(value=traitlets.Any(allow_none=True))
        self.box.value = list(self._order) if whole else None
        self._draw()

    @staticmethod
    def _button(name: str, react: Callable[[Any], None]) -> Any:
        import ipywidgets

        button = ipywidgets.Button(layout={"width": "44px", "height": "40px"})
        button.add_class("wb-move")
        button.add_class(name)
        button.on_click(react)
        return button

    def _mover(self, place: int, by: int) -> Callable[[Any], None]:
        def move(_: Any) -> None:
            other = place + by
            if not 0 <= other < len(self._order):
                return
            self._order[place], self._order[other] = self._order[other], self._order[place]
            self._draw()
            words = escape(self._steps[self._order[other] - 1])
            self._told.value = f'<div class="wb wb-heard" role="alert">{words}: теперь место {other + 1}</div>'
            edge = other in (0, len(self._order) - 1)
            following = (self._down if by < 0 else self._up) if edge else (self._up if by < 0 else self._down)
            following[other].focus()
            self.box.value = list(self._order)

        return move

    def _draw(self) -> None:
        last = len(self._order) - 1
        for place, step in enumerate(self._order):
            text = self._steps[step - 1]
            self._words[place].value = f'<div class="wb"><b>{place + 1}.</b> {escape(text)}</div>'
            self._up[place].tooltip, self._down[place].tooltip = f"Выше: {text}", f"Ниже: {text}"
            self._up[place].disabled, self._down[place].disabled = place == 0, place == last
