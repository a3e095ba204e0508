"""One exercise on the page: question, fields, «Проверить», hints, the solution when it may be seen.

Apart from the fields because it shows how far a participant is; it judges nothing, the check does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mistune

from workbook import display
from workbook.course.attempt import Attempt
from workbook.course.checking import Verdict, check
from workbook.course.exercise import Exercise, State
from workbook.course.fields import answer_fields
from workbook.display.blocks import badge

__all__ = ["ExercisePage"]

_TONES = {State.NOT_STARTED: "neutral", State.PARTIAL: "info", State.NOT_YET: "warn", State.RIGHT: "ok"}
_MARKDOWN = mistune.create_markdown(escape=True, plugins=["table"])


class ExercisePage:
    """The widgets of one exercise, kept in step with one attempt.

    Attributes
    ----------
    exercise : Exercise
    attempt : Attempt
        The present one; every step replaces it and hands it to ``save``.
    box : Widget
        What is displayed.
    """

    def __init__(
        self, exercise: Exercise, attempt: Attempt, save: Callable[[Attempt], None], participant: str = ""
    ) -> None:
        import ipywidgets

        self.exercise, self.attempt, self._save = exercise, attempt, save
        self._fields = answer_fields(exercise.body, attempt.answer, f"{participant}|{exercise.code}")
        self._head, self._said, self._more = (ipywidgets.HTML() for _ in range(3))
        self._said.add_class("wb-said")
        self._check = self._button("Проверить", self._on_check, "primary")
        self._hint = self._button("Подсказка", self._on_hint)
        self._open = self._button("Показать решение", self._on_open)
        for field in self._fields.inputs:
            field.observe(self._on_typing, names="value")
        self.box = ipywidgets.VBox(
            [
                self._head,
                ipywidgets.HTML(_block(f'<div class="wb-question">{_MARKDOWN(exercise.question)}</div>')),
                self._fields.box,
                ipywidgets.HBox([self._check, self._hint, self._open], layout={"flex_flow": "row wrap"}),
                self._said,
                self._more,
            ],
            layout={"width": "100%", "margin": "0 0 1.5em"},
        )
        self.box.add_class("wb-exercise")
        verdict = check(exercise, attempt.answer)
        self._tell(verdict if attempt.tries or attempt.solved else Verdict(_quiet(verdict.state), ""))

    def _button(self, text: str, react: Callable[[Any], None], style: str = "") -> Any:
        import ipywidgets

        button = ipywidgets.Button(description=text, button_style=style, layout={"width": "auto"})
        button.on_click(react)
        return button

    def _on_typing(self, _: Any) -> None:
        self.attempt = self.attempt.write(self._fields.read())
        self._save(self.attempt)

    def _on_check(self, _: Any) -> None:
        self.attempt, verdict = self.attempt.write(self._fields.read()).submit(self.exercise)
        self._save(self.attempt)
        self._tell(verdict)

    def _on_hint(self, _: Any) -> None:
        self.attempt = self.attempt.hint(self.exercise)
        self._save(self.attempt)
        self._show_more()

    def _on_open(self, _: Any) -> None:
        if self.attempt.may_open:
            self.attempt = self.attempt.open()
            self._save(self.attempt)
            self._show_more()

    def _tell(self, verdict: Verdict) -> None:
        minutes = display.count(self.exercise.minutes, "минута", "минуты", "минут")
        self._head.value = _block(
            f"<h4>Упражнение. {display.escape(self.exercise.title)}</h4>"
            f'<p class="wb-note">{minutes} · {badge(verdict.state.value, _TONES[verdict.state])}</p>'
        )
        self._said.value = (
            _block(f'<div role="status" aria-live="polite">{_MARKDOWN(verdict.words)}</div>') if verdict.words else ""
        )
        self._show_more()

    def _show_more(self) -> None:
        shown = self.exercise.hints[: self.attempt.hints]
        parts = [f"**Подсказка {number}.** {hint}" for number, hint in enumerate(shown, start=1)]
        if self.attempt.opened or self.attempt.solved:
            parts.append(f"**Решение.** {self.exercise.solution}")
        self._more.value = _block(str(_MARKDOWN("\n\n".join(parts)))) if parts else ""
        self._hint.disabled = self.attempt.hints >= len(self.exercise.hints)
        self._open.disabled = not self.attempt.may_open or self.attempt.opened or self.attempt.solved
        left = len(self.exercise.hints) - self.attempt.hints
        self._hint.description = f"Подсказка (осталось {left})" if left else "Подсказок больше нет"


def _quiet(state: State) -> State:
    """Say no more than that something is typed while it was never checked."""
    return state if state is State.NOT_STARTED else State.PARTIAL


def _block(body: str) -> str:
    return f'<div class="wb">{body}</div>'
