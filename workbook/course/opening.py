"""A lesson opened by a participant: found by its folder, answers found by a code, exercises shown where they stand.

Apart from reading because here the outside begins: folders, the notebook's screen, the participant at the keyboard.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from workbook.course.answers import AnswersFile
from workbook.course.attempt import Attempt
from workbook.course.exercise_page import ExercisePage
from workbook.course.lesson import Lesson, read_lesson
from workbook.errors import Reason, WorkbookError

__all__ = ["OpenLesson", "open_lesson"]

_ANSWERS = Path(".workbook") / "answers"
_NOBODY = "участник"


def open_lesson(slug: str, participant: str = "", lessons: Path | str = "") -> OpenLesson:
    """Open a lesson for a participant.

    Parameters
    ----------
    slug : str
        Name of the lesson's folder.
    participant : str
        A code; empty: the variable ``WORKBOOK_PARTICIPANT``, else «участник».
    lessons : path
        Folder of the lessons; empty: ``WORKBOOK_LESSONS``, else the folder «lessons» beside or above the working one.

    Raises
    ------
    WorkbookError
        No such lesson, or its source has faults.
    """
    root = Path(lessons or os.environ.get("WORKBOOK_LESSONS", "") or _nearest())
    folder = root / slug
    if not (folder / "lesson.md").is_file():
        known = sorted(path.parent.name for path in root.glob("*/lesson.md"))
        has = f" Есть: {', '.join(known)}." if known else ""
        raise WorkbookError(f"Занятия «{slug}» нет в папке {root}.{has}", Reason.LESSON)
    code = participant or os.environ.get("WORKBOOK_PARTICIPANT", "") or _NOBODY
    return OpenLesson(read_lesson(folder), AnswersFile(root.parent / _ANSWERS, slug, code))


class OpenLesson:
    """A lesson with the answers of one participant.

    Attributes
    ----------
    lesson : Lesson
    file : AnswersFile
    attempts : dict of str to Attempt
        By code of exercise; saved whole at every step.
    """

    def __init__(self, lesson: Lesson, file: AnswersFile) -> None:
        self.lesson = lesson
        self.file = file
        self.attempts = file.read()

    def exercise(self, code: str) -> Any:
        """Return the widgets of an exercise, with the answer given before.

        Raises
        ------
        WorkbookError
            The lesson has no such exercise.
        """
        if code not in self.lesson.exercises:
            known = ", ".join(f"«{name}»" for name in self.lesson.exercises)
            raise WorkbookError(f"Упражнения «{code}» в занятии нет. Есть: {known}.", Reason.LESSON)

        def save(attempt: Attempt) -> None:
            self.attempts[code] = attempt
            self.file.write(self.attempts)

        attempt = self.attempts.get(code, Attempt())
        return ExercisePage(self.lesson.exercises[code], attempt, save, self.file.participant).box


def _nearest() -> Path:
    here = Path.cwd()
    return next((folder / "lessons" for folder in (here, *here.parents) if (folder / "lessons").is_dir()), here)
