"""A lesson as its author wrote it: front matter, cells with tags and minutes, exercises; read, checked, frozen.

Apart from the views because every view — the participant's, the leader's, slides, paper — is made from this one value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workbook.course.author_yaml import read_yaml
from workbook.course.cells import SLIDES, TAGS, Cell, part_place, read_cells
from workbook.course.exercise import Exercise
from workbook.course.exercise_file import read_exercises
from workbook.course.faults import Fault, LessonRefused
from workbook.course.front import Front, read_front
from workbook.course.numbers import Number, read_numbers
from workbook.course.pictures import named_pictures, read_pictures
from workbook.course.placeholders import fill_exercises, fill_text
from workbook.course.terms import Term, named_terms, read_glossary, term_faults

__all__ = ["SLIDES", "TAGS", "Cell", "Computed", "Lesson", "read_lesson", "source_text"]


@dataclass(frozen=True)
class Lesson:
    """One lesson.

    Attributes
    ----------
    slug : str
        Its folder: «01-fos-passport».
    number, minutes : int
        Place in the programme and the length of the meeting.
    title, decision, product : str
        Title; the decision of a school it begins with; what participants take with them.
    objectives, prerequisites, next_time : tuple of str
    cells : tuple of Cell
    exercises : mapping of str to Exercise
        By code, in the order of the file.
    folder : Path
        Where its source lies.
    numbers : mapping of str to Number
        By the names of «числа»; the texts are filled with them already.
    pictures : mapping of str to bytes
        Pictures the lesson shows: «images/x.png» → PNG.
    glossary : mapping of str to Term
        The whole glossary of the course.
    diagnostic : bool
        It only finds out what participants can do: a short meeting without theory, hints and school data.
    """

    slug: str
    number: int
    title: str
    minutes: int
    decision: str
    product: str
    objectives: tuple[str, ...]
    prerequisites: tuple[str, ...]
    next_time: tuple[str, ...]
    cells: tuple[Cell, ...]
    exercises: Mapping[str, Exercise]
    folder: Path = Path()
    numbers: Mapping[str, Number] = field(default_factory=dict)
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    glossary: Mapping[str, Term] = field(default_factory=dict)
    diagnostic: bool = False

    @property
    def place(self) -> str:
        """Where it stands in the programme, in words: «Занятие 3», «Диагностика»."""
        return "Диагностика" if self.diagnostic else f"Занятие {self.number}"

    @property
    def aims(self) -> str:
        """What its objectives are called: a diagnostic teaches nothing."""
        return "Зачем" if self.diagnostic else "Научимся"

    @property
    def name(self) -> str:
        """Its title with its place: «Занятие 3. От карты к листу», «Входная диагностика»."""
        return self.title if self.diagnostic else f"{self.place}. {self.title}"

    @property
    def planned(self) -> int:
        """Sum of the minutes of all cells and exercises."""
        return sum(cell.minutes for cell in self.cells) + sum(item.minutes for item in self.exercises.values())

    @property
    def terms(self) -> tuple[Term, ...]:
        """Words of the glossary that participants meet in this lesson, in the order of the alphabet."""
        texts = [cell.source for cell in self.cells if not cell.tags & {"instructor", "solution", "slide-only"}]
        texts += [exercise.question for exercise in self.exercises.values()]
        met = {name for text in texts for name in named_terms(text)}
        return tuple(term for name, term in self.glossary.items() if name in met)


@dataclass(frozen=True)
class Computed:
    """What the build has just made from the data, and is not yet in the folder.

    Attributes
    ----------
    numbers : mapping of str to Number
    pictures : mapping of str to bytes
        «images/x.png» → PNG.
    """

    numbers: Mapping[str, Number]
    pictures: Mapping[str, bytes]


def read_lesson(folder: Path, computed: Computed | None = None) -> Lesson:
    """Read ``lesson.md`` (MyST Markdown, as Jupytext reads it) and ``exercises.yml`` of a folder.

    Parameters
    ----------
    folder : Path
        The glossary lies beside it, in ``glossary.yml``.
    computed : Computed, optional
        Given by the build; else numbers come from ``numbers.json`` and pictures from ``images``, nothing is computed.

    Returns
    -------
    Lesson

    Raises
    ------
    LessonRefused
        With every fault of the files.
    """
    faults: list[Fault] = []
    text = _required(folder / "lesson.md", faults)
    front = read_front(text, faults) if text else Front({})
    questions = _required(folder / "exercises.yml", faults)
    glossary: dict[str, Term] = {}
    numbers: Mapping[str, Number] = {}
    try:
        glossary = read_glossary(source_text(folder.parent / "glossary.yml"))
        saved = source_text(folder / "numbers.json")
        numbers = computed.numbers if computed else read_numbers(saved, front.numbers, front.pictures, folder.name)
        read_yaml(questions, "exercises.yml")
    except LessonRefused as refused:
        raise LessonRefused([*refused.faults, *faults]) from refused
    exercises: tuple[Exercise, ...] = ()
    refused_exercises = not questions
    if questions:
        try:
            exercises = read_exercises(
                questions, fill=lambda source: fill_exercises(source, numbers, faults), hinted=not front.diagnostic
            )
        except LessonRefused as refused:
            faults += refused.faults
            refused_exercises = True
    by_code = {item.code: item for item in exercises}
    cells = read_cells(front.body, numbers, faults)
    if cells and not refused_exercises:
        faults += _exercise_faults(cells, by_code)
    paths = _shown(cells, exercises)
    pictures = read_pictures(folder, paths, computed.pictures if computed else {}, faults)
    faults += _term_faults(cells, exercises, glossary)
    texts = _texts(front, numbers, faults)
    if faults:
        raise LessonRefused(faults)
    return Lesson(
        folder.name, texts["занятие"], texts["название"], texts["минут"], texts["решение школы"], texts["унесём"],
        tuple(texts["цели"]), tuple(texts["нужно знать"]), tuple(texts["к следующей встрече"]), cells, by_code,
        folder, numbers, pictures, glossary, front.diagnostic,
    )  # fmt: skip


def source_text(path: Path) -> str:
    """Read a file of the source; empty when it is not there.

    Raises
    ------
    LessonRefused
        It is not in UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as error:
        raise LessonRefused([Fault(path.name, "сохраните файл в кодировке UTF-8")]) from error


def _required(path: Path, faults: list[Fault]) -> str:
    if not path.is_file():
        faults.append(Fault(path.name, "файла нет в папке занятия"))
    return source_text(path)


def _texts(front: Front, numbers: Mapping[str, Number], faults: list[Fault]) -> dict[str, Any]:
    """Fill the keys of the head that are read by people."""

    def filled(key: str, value: Any) -> Any:
        place = f"lesson.md, шапка, «{key}»"
        if isinstance(value, list):
            return [fill_text(item, numbers, place, faults) for item in value]
        return fill_text(value, numbers, place, faults) if isinstance(value, str) else value

    return {key: filled(key, value) for key, value in front.texts.items()}


def _shown(cells: tuple[Cell, ...], exercises: tuple[Exercise, ...]) -> dict[str, str]:
    """Return the paths of pictures with the place of each."""
    texts = [(part_place(place, cell.source), cell.source) for place, cell in enumerate(cells, start=1)]
    for exercise in exercises:
        words = f"{exercise.question}\n{exercise.solution}"
        texts.append((f"exercises.yml, упражнение «{exercise.code}»", words))
    return {path: place for place, text in reversed(texts) for _, path in reversed(named_pictures(text))}


def _term_faults(cells: tuple[Cell, ...], exercises: tuple[Exercise, ...], glossary: Mapping[str, Term]) -> list[Fault]:
    faults = []
    for place, cell in enumerate(cells, start=1):
        faults += term_faults(cell.source, glossary, part_place(place, cell.source))
    for exercise in exercises:
        faults += term_faults(exercise.question, glossary, f"exercises.yml, упражнение «{exercise.code}»")
    return faults


def _exercise_faults(cells: tuple[Cell, ...], exercises: Mapping[str, Exercise]) -> list[Fault]:
    """Each exercise of the file stands in the lesson once; each one named is in the file."""
    named = [cell.exercise for cell in cells if cell.exercise]
    faults = [Fault("lesson.md", f"упражнения «{code}» нет в exercises.yml") for code in named if code not in exercises]
    faults += [
        Fault("lesson.md", f"упражнение «{code}» стоит дважды")
        for code in sorted({c for c in named if named.count(c) > 1})
    ]
    faults += [
        Fault("exercises.yml", f"упражнение «{code}» не стоит в занятии") for code in exercises if code not in named
    ]
    return faults
