"""Faults of a lesson's source: all of one lesson at once, each with its place and what to do.

Apart from the tables' problems because the author of a lesson has lines and keys, no sheets and cells.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from workbook.errors import Reason, WorkbookError

__all__ = ["Fault", "LessonRefused"]


@dataclass(frozen=True, order=True)
class Fault:
    """One fault: where it stands and what is wrong, in one sentence."""

    place: str
    words: str

    def __str__(self) -> str:
        return f"{self.place}: {self.words}"


class LessonRefused(WorkbookError):
    """The source of a lesson has faults; nothing was built from it."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        lines = "\n".join(f"  {fault}" for fault in self.faults)
        super().__init__(f"Найдено ошибок: {len(self.faults)}\n{lines}", Reason.LESSON)

    def __reduce__(self) -> tuple[type[LessonRefused], tuple[tuple[Fault, ...]]]:  # type: ignore[override]
        return type(self), (self.faults,)
