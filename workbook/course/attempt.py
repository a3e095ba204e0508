"""One participant's way through one exercise: tries, hints, the solution; every step gives a new value.

Apart from the check because the check knows only an answer, and here stands what may be shown when.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from workbook.course.checking import Verdict, check
from workbook.course.exercise import Answer, Exercise, State

__all__ = ["TRIES", "Attempt"]

TRIES = 2
"""Wrong tries after which the solution may be opened."""

_KEPT = 12
"""Wrong answers that are remembered: more of one exercise say nothing new."""


@dataclass(frozen=True)
class Attempt:
    """The state of one exercise for one participant.

    Attributes
    ----------
    answer : Answer
        The last answer, also an unchecked one.
    tries : int
        How often a whole answer was checked and was not right.
    hints : int
        How many hints are open.
    opened : bool
        The solution was opened before the right answer.
    solved : bool
        The right answer was given at least once.
    wrong : tuple of Answer
        Whole wrong answers that were checked, each once, the first of them: what the leader's view of the group reads
        beliefs from.
    """

    answer: Answer = None
    tries: int = 0
    hints: int = 0
    opened: bool = False
    solved: bool = False
    wrong: tuple[Answer, ...] = ()

    def write(self, answer: Answer) -> Attempt:
        """Keep what is typed without judging it."""
        return replace(self, answer=answer)

    def submit(self, exercise: Exercise) -> tuple[Attempt, Verdict]:
        """Check the answer; only a whole wrong answer costs a try."""
        verdict = check(exercise, self.answer)
        right, wrong = verdict.state is State.RIGHT, verdict.state is State.NOT_YET
        new = wrong and self.answer not in self.wrong and len(self.wrong) < _KEPT
        kept = (*self.wrong, self.answer) if new else self.wrong
        return replace(self, tries=self.tries + wrong, solved=self.solved or right, wrong=kept), verdict

    def hint(self, exercise: Exercise) -> Attempt:
        """Open the next hint, if there is one."""
        return replace(self, hints=min(self.hints + 1, len(exercise.hints)))

    @property
    def may_open(self) -> bool:
        """Whether the solution may be shown."""
        return self.solved or self.opened or self.tries >= TRIES

    @property
    def begun(self) -> bool:
        """Whether anything was done."""
        return self != Attempt()

    @property
    def reach(self) -> tuple[bool, int, int, bool]:
        """How far it went, to be compared with another attempt at the same exercise."""
        return self.solved, self.tries, self.hints, self.answer is not None

    def open(self) -> Attempt:
        """Open the solution.

        Raises
        ------
        ValueError
            Too early: there were fewer than :data:`TRIES` tries.
        """
        if not self.may_open:
            raise ValueError("the solution opens after two tries")
        return self if self.solved else replace(self, opened=True)

    def as_mapping(self) -> dict[str, Any]:
        """Return plain values for the file of answers."""
        return {
            "ответ": self.answer, "попыток": self.tries, "подсказок": self.hints, "решение открыто": self.opened,
            "решено": self.solved, "неверные": list(self.wrong),
        }  # fmt: skip

    @classmethod
    def from_mapping(cls, source: Mapping[str, Any]) -> Attempt:
        """Read the values back; what is missing or of another kind counts as not begun."""
        tries, hints, wrong = (source.get(key) for key in ("попыток", "подсказок", "неверные"))
        return cls(
            source.get("ответ"),
            max(0, tries) if isinstance(tries, int) else 0,
            max(0, hints) if isinstance(hints, int) else 0,
            source.get("решение открыто") is True,
            source.get("решено") is True,
            tuple(wrong[:_KEPT]) if isinstance(wrong, list) else (),
        )
