"""One exercise on the page: question, fields, «Проверить», hints, the solution when it may be seen.

Apart from the fields because it shows how far a participant is; it judges nothing, the check does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbook import display
from workbook.course import markdown
from workbook.course.attempt import TRIES, Attempt
from workbook.course.checking import Verdict, check
from workbook.course.exercise import Answer, Exercise, State
from workbook.course.fields import Fields
from workbook.display.blocks import badge
from workbook.errors import WorkbookError

__all__ = ["TONES", "ExercisePage", "Seat", "style"]

TONES = {State.NOT_STARTED: "neutral", State.PARTIAL: "info", State.NOT_YET: "warn", State.RIGHT: "ok"}
"""State of an answer → the tone whose icon and colour stand beside its word."""


@dataclass(frozen=True)
class Seat:
    """What an exercise on the page has from outside: it knows neither files nor other exercises.

    Attributes
    ----------
    draw : callable
        Draws the fields with an answer in them.
    save : callable
        Takes each new attempt; raises a WorkbookError when it cannot be kept.
    told : callable
        Says how far the whole lesson is: «Верно 3 из 8».
    place : str
        Number of the exercise: «3 из 8».
    html : callable
        Markdown of the author → HTML, with the pictures of the lesson.
    """

    draw: Callable[[Answer], Fields]
    save: Callable[[Attempt], None]
    told: Callable[[], str]
    place: str = ""
    html: Callable[[str], str] = markdown.html


class ExercisePage:
    """The widgets of one exercise, kept in step with one attempt.

    Attributes
    ----------
    exercise : Exercise
    attempt : Attempt
        The present one; every step replaces it and hands it to the seat.
    box : Widget
        What is displayed.
    """

    def __init__(self, exercise: Exercise, attempt: Attempt, seat: Seat) -> None:
        import ipywidgets

        self.exercise = exercise
        self._head, self._said, self._more, self._told = (ipywidgets.HTML() for _ in range(4))
        self._check = self._button("Проверить", self._on_check, "primary")
        self._hint = self._button("Подсказка", self._on_hint)
        self._open = self._button("Показать решение", self._on_open)
        self._buttons = ipywidgets.HBox([self._check, self._hint, self._open])
        self._buttons.add_class("wb-buttons")
        self.box = ipywidgets.VBox([])
        self.box.add_class("wb-exercise")
        self.take(attempt, seat)

    def take(self, attempt: Attempt, seat: Seat) -> None:
        """Show another participant's attempt in the same place: fields are drawn anew."""
        import ipywidgets

        self.attempt, self._seat = attempt, seat
        self._fields = seat.draw(attempt.answer)
        for field in self._fields.inputs:
            field.observe(self._on_typing, names="value")
            if isinstance(field, ipywidgets.Text):
                field.on_msg(self._on_message)
        question = f'<div class="wb-question">{seat.html(self.exercise.question)}</div>'
        self.box.children = (
            ipywidgets.HTML(style()), self._head, ipywidgets.HTML(_block(question)), self._fields.box, self._buttons,
            self._said, self._more, self._told,
        )  # fmt: skip
        verdict = check(self.exercise, attempt.answer)
        if attempt.tries or attempt.solved:
            self._tell(verdict)
        else:
            self._quieten(verdict)

    def _button(self, text: str, react: Callable[[Any], None], look: str = "") -> Any:
        import ipywidgets

        button = ipywidgets.Button(description=text, button_style=look, layout={"width": "auto"})
        button.on_click(react)
        return button

    def _keep(self, attempt: Attempt) -> None:
        self.attempt = attempt
        try:
            self._seat.save(attempt)
        except WorkbookError as refusal:
            self._told.value = _block(f'<p role="alert">{badge("не сохранено", "bad")} {display.escape(refusal)}</p>')
        else:
            self._told.value = _block(f'<p class="wb-note">{display.escape(self._seat.told())}</p>')

    def _on_message(self, _: Any, content: Any, __: Any) -> None:
        """Check when Enter was pressed in a field of one line."""
        if isinstance(content, dict) and content.get("event") == "submit":
            self._on_check(None)

    def _on_typing(self, _: Any) -> None:
        self._fields.mark({})
        self._keep(self.attempt.write(self._fields.read()))
        self._quieten(check(self.exercise, self.attempt.answer))

    def _on_check(self, _: Any) -> None:
        attempt, verdict = self.attempt.write(self._fields.read()).submit(self.exercise)
        self._keep(attempt)
        self._tell(verdict)

    def _on_hint(self, _: Any) -> None:
        self._keep(self.attempt.hint(self.exercise))
        self._show_more()

    def _on_open(self, _: Any) -> None:
        if self.attempt.may_open:
            self._keep(self.attempt.open())
            self._show_more()

    def _tell(self, verdict: Verdict) -> None:
        self._title(verdict.state)
        tone = TONES[verdict.state]
        words = f"<p>{badge(verdict.state.value, tone)}</p>{self._seat.html(verdict.words)}"
        self._said.value = ""  # the same words said again are heard again
        self._said.value = _block(f'<div role="alert" class="wb-verdict wb-{tone}">{words}</div>')
        self._fields.mark(verdict.parts)
        self._show_more()

    def _quieten(self, verdict: Verdict) -> None:
        """Say no more than that something is typed while it is not checked."""
        self._title(verdict.state if verdict.state is State.NOT_STARTED else State.PARTIAL)
        self._said.value = ""
        self._show_more()

    def _title(self, state: State) -> None:
        minutes = display.count(self.exercise.minutes, "минута", "минуты", "минут")
        place = f" {self._seat.place}" if self._seat.place else ""
        head = _block(
            f"<h3>Упражнение{place}. {display.escape(self.exercise.title)}</h3>"
            f'<p class="wb-note">{minutes} · {badge(state.value, TONES[state])}</p>'
        )
        if self._head.value != head:
            self._head.value = head

    def _show_more(self) -> None:
        shown = self.exercise.hints[: self.attempt.hints]
        parts = [_help(f"**Подсказка {n}.** {hint}", self._seat.html) for n, hint in enumerate(shown, start=1)]
        if self.attempt.opened or self.attempt.solved:
            parts.append(_help(f"**Решение.** {self.exercise.solution}", self._seat.html, " wb-solved"))
        more = _block("".join(parts)) if parts else ""
        if self._more.value != more:
            self._more.value = more
        left = len(self.exercise.hints) - self.attempt.hints
        self._hint.disabled = not left
        self._hint.layout.display = "" if self.exercise.hints else "none"
        self._hint.description = f"Подсказка (осталось {left})" if left else "Подсказок больше нет"
        seen = self.attempt.opened or self.attempt.solved
        self._open.disabled = not self.attempt.may_open or seen
        tries = display.count(TRIES, "попытки", "попыток", "попыток")
        self._open.description = (
            "Решение открыто" if seen else "Показать решение" if self.attempt.may_open else f"Решение — после {tries}"
        )


def style() -> str:
    """Return the rules of exercises on the page, as HTML."""
    rules = (Path(__file__).parent / "exercise.css").read_text(encoding="utf-8")
    return f"<style>{rules}</style>"


def _help(text: str, html: Callable[[str], str], more: str = "") -> str:
    return f'<div class="wb-help{more}" role="alert">{html(text)}</div>'


def _block(body: str) -> str:
    return f'<div class="wb">{body}</div>'
