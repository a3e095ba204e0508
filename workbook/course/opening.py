"""A lesson opened by a participant: found by its folder, answers found by a code, exercises shown where they stand.

Apart from reading because here the outside begins: folders, the notebook's screen, the participant at the keyboard.
"""

from __future__ import annotations

import base64
import os
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from workbook.course import markdown
from workbook.course.answers import AnswersFile, answers_bytes, merged, parse_answers
from workbook.course.attempt import Attempt
from workbook.course.exercise import Answer, OwnSchool
from workbook.course.exercise_page import ExercisePage, Seat
from workbook.course.fields import Fields, answer_fields
from workbook.course.lesson import Lesson, read_lesson
from workbook.course.opening_page import OpeningPage
from workbook.course.own_school import Desk
from workbook.course.own_school_fields import own_school_fields
from workbook.errors import Reason, WorkbookError

__all__ = ["OpenLesson", "answers_folder", "lessons_folder", "open_lesson"]

_UNSAVED = "Ответы пока не сохраняются: введите свой код в начале страницы."


def open_lesson(slug: str, participant: str = "", lessons: Path | str = "") -> OpenLesson:
    """Open a lesson for a participant; in a notebook, show whose answers they are and how far they go.

    Parameters
    ----------
    slug : str
        Name of the lesson's folder.
    participant : str
        A code; empty: the code in the page's address, the variable ``WORKBOOK_PARTICIPANT``, else none yet, and answers
        are kept once it is typed.
    lessons : path
        Folder of the lessons; empty: ``WORKBOOK_LESSONS``, else the folder «lessons» beside or above the working one.

    Raises
    ------
    WorkbookError
        No such lesson, or its source has faults.
    """
    root = Path(lessons) if lessons else lessons_folder()
    folder = root / slug
    if not (folder / "lesson.md").is_file():
        known = sorted(path.parent.name for path in root.glob("*/lesson.md"))
        has = f" Есть: {', '.join(known)}." if known else ""
        raise WorkbookError(f"Занятия «{slug}» нет в папке {root}.{has}", Reason.LESSON)
    asked = parse_qs(os.environ.get("QUERY_STRING", "")).get("participant", [""])[0]
    opened = OpenLesson(read_lesson(folder), answers_folder(root))
    opened.begin(participant or asked or os.environ.get("WORKBOOK_PARTICIPANT", ""))
    if _in_notebook():
        from IPython.display import display as show

        show(opened.page.box)
    return opened


def lessons_folder() -> Path:
    """Return the folder of the lessons: ``WORKBOOK_LESSONS``, else the nearest «lessons» at or above this one."""
    if configured := os.environ.get("WORKBOOK_LESSONS"):
        return Path(configured)
    here = Path.cwd()
    return next((folder / "lessons" for folder in (here, *here.parents) if (folder / "lessons").is_dir()), here)


def answers_folder(lessons: Path) -> Path:
    """Return where answers to the lessons of this folder are kept."""
    return lessons.absolute().parent / ".workbook" / "answers"


class OpenLesson:
    """A lesson with the answers of one participant.

    Attributes
    ----------
    lesson : Lesson
    file : AnswersFile or None
        None until a code is known; then nothing is kept.
    attempts : dict of str to Attempt
        By code of exercise.
    page : OpeningPage
        The field for the code and the progress.
    """

    def __init__(self, lesson: Lesson, folder: Path) -> None:
        self.lesson = lesson
        self.file: AnswersFile | None = None
        self.attempts: dict[str, Attempt] = {}
        self._folder = folder
        self._pages: dict[str, ExercisePage] = {}
        self.page = OpeningPage(self)

    def begin(self, code: str) -> None:
        """Open with a code given beforehand; one that will not do is said on the page."""
        if code:
            self.page.enter(code)

    def enter(self, code: str) -> None:
        """Open the answers kept under a code; what was done without a code goes along.

        Raises
        ------
        WorkbookError
            It is no code, or its file is damaged; everything stays as it was.
        """
        file = AnswersFile(self._folder, self.lesson.slug, code)
        kept = file.read()
        homeless = {name: done for name, done in self.attempts.items() if done.begun} if self.file is None else {}
        attempts = merged(homeless, kept)
        if homeless:
            file.write(attempts)
        self.file, self.attempts = file, attempts
        self._redraw()

    def bring(self, content: bytes) -> None:
        """Take a file of answers brought from another computer and open its code.

        Raises
        ------
        WorkbookError
            It is no such file, or one of another lesson.
        """
        code, brought = parse_answers(content, self.lesson.slug)
        file = AnswersFile(self._folder, self.lesson.slug, code)
        known = {name: attempt for name, attempt in brought.items() if name in self.lesson.exercises}
        attempts = merged(file.read(), known)
        file.write(attempts)
        self.file, self.attempts = file, attempts
        self._redraw()

    def content(self) -> bytes:
        """Return the file of answers as it may be taken along; empty without a code."""
        return answers_bytes(self.lesson.slug, self.file.participant, self.attempts) if self.file else b""

    @property
    def states(self) -> dict[str, Attempt]:
        """The attempt at every exercise of the lesson, in its order."""
        return {code: self.attempts.get(code, Attempt()) for code in self.lesson.exercises}

    @property
    def progress(self) -> str:
        """How far the participant is, in words."""
        done = sum(attempt.solved for attempt in self.states.values())
        return f"Верно {done} из {len(self.lesson.exercises)}"

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
        attempt = self.attempts.get(code, Attempt())
        self._pages[code] = ExercisePage(self.lesson.exercises[code], attempt, self._seat(code))
        return self._pages[code].box

    def _redraw(self) -> None:
        for code, page in self._pages.items():
            page.take(self.attempts.get(code, Attempt()), self._seat(code))
        self.page.refresh()

    def _seat(self, code: str) -> Seat:
        place = f"{list(self.lesson.exercises).index(code) + 1} из {len(self.lesson.exercises)}"

        def save(attempt: Attempt) -> None:
            self.attempts[code] = attempt
            if self.file is not None:
                self.file.put(code, attempt)
            self.page.refresh()

        def told() -> str:
            return f"{self.progress}." if self.file else f"{self.progress}. {_UNSAVED}"

        return Seat(lambda answer: self._draw(code, answer), save, told, place, self._html)

    def _draw(self, code: str, answer: Answer) -> Fields:
        body = self.lesson.exercises[code].body
        whose = self.file.participant if self.file else ""
        if not isinstance(body, OwnSchool):
            return answer_fields(body, answer, f"{whose}|{code}")
        number = list(self.lesson.exercises).index(code) + 1
        return own_school_fields(body, answer, self._desk(whose, number) if whose else None)

    def _desk(self, whose: str, number: int) -> Desk:
        root = self._folder.parent
        near = root.parent / "datasets" / "municipality"
        samples = near if near.is_dir() else Path(os.environ.get("WORKBOOK_DATA", near))
        base = os.environ.get("VOILA_BASE_URL", "")
        return Desk(
            root / "schools" / whose, f"moya-{self.lesson.number}-{number}", samples, f"{base}page/" if base else ""
        )

    def _html(self, text: str) -> str:
        return markdown.html(text, image=self._image)

    def _image(self, path: str) -> str:
        coded = base64.b64encode(self.lesson.pictures.get(path, b"")).decode()
        return f"data:image/png;base64,{coded}"


def _in_notebook() -> bool:
    """Whether a kernel runs the cell: only then is there a screen to show anything on."""
    if "IPython" not in sys.modules:
        return False
    from IPython import get_ipython

    shell = get_ipython()
    return shell is not None and hasattr(shell, "kernel")
