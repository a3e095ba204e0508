"""A lesson as its author wrote it: front matter, cells with tags and minutes, exercises; read, checked, frozen.

Apart from the views because every view — the participant's, the leader's, slides, paper — is made from this one value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from workbook.course.exercise import Exercise
from workbook.course.exercise_file import read_exercises
from workbook.course.faults import Fault, LessonRefused

__all__ = ["SLIDES", "TAGS", "Cell", "Lesson", "read_lesson"]

TAGS = ("instructor", "solution", "exercise", "slide-only", "key-points")
"""Tags of cells: for the leader alone, a solution, an exercise, for slides alone, what is worth remembering."""

SLIDES = ("slide", "subslide", "fragment", "skip")
"""Kinds of slides a cell may begin; without one the cell is not on the slides."""

_FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*\n", re.S)
_CODE_LINE = re.compile(r"\A`(?P<code>[^`]+)`\s*\Z")
_NEEDED = {
    "занятие": int, "название": str, "минут": int, "решение школы": str, "цели": list, "нужно знать": list,
    "унесём": str, "к следующей встрече": list,
}  # fmt: skip
_KNOWN_CELL = ("tags", "minutes", "slide")


@dataclass(frozen=True)
class Cell:
    """One piece of a lesson.

    Attributes
    ----------
    kind : str
        «markdown» or «code».
    source : str
    tags : frozenset of str
        Of :data:`TAGS`.
    minutes : int
        How long it takes; 0 when it belongs to the time of the cell before.
    slide : str
        Of :data:`SLIDES` or empty.
    exercise : str
        The code of the exercise that stands here, or empty.
    """

    kind: str
    source: str
    tags: frozenset[str] = frozenset()
    minutes: int = 0
    slide: str = ""
    exercise: str = ""


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

    @property
    def planned(self) -> int:
        """Sum of the minutes of all cells and exercises."""
        return sum(cell.minutes for cell in self.cells) + sum(item.minutes for item in self.exercises.values())


def read_lesson(folder: Path) -> Lesson:
    """Read ``lesson.md`` (MyST Markdown, as Jupytext reads it) and ``exercises.yml`` of a folder.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    Lesson

    Raises
    ------
    LessonRefused
        With every fault of both files.
    """
    faults: list[Fault] = []
    exercises: tuple[Exercise, ...] = ()
    try:
        exercises = read_exercises(_text(folder / "exercises.yml"), "exercises.yml")
    except LessonRefused as refused:
        faults += refused.faults
    by_code = {item.code: item for item in exercises}
    front: dict[str, Any] = {}
    cells: tuple[Cell, ...] = ()
    try:
        text = _text(folder / "lesson.md")
    except LessonRefused as refused:
        faults += refused.faults
    else:
        front = _front(text, faults)
        cells = tuple(_cells(_FRONT.sub("", text, count=1), faults))
        faults += _exercise_faults(cells, by_code)
    if faults:
        raise LessonRefused(faults)
    return Lesson(
        folder.name, front["занятие"], front["название"], front["минут"], front["решение школы"], front["унесём"],
        tuple(front["цели"]), tuple(front["нужно знать"]), tuple(front["к следующей встрече"]), cells, by_code,
    )  # fmt: skip


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    except FileNotFoundError as error:
        raise LessonRefused([Fault(path.name, "файла нет в папке занятия")]) from error
    except UnicodeDecodeError as error:
        raise LessonRefused([Fault(path.name, "сохраните файл в кодировке UTF-8")]) from error


def _front(text: str, faults: list[Fault]) -> dict[str, Any]:
    """Read the block between the two lines «---»; a wrong key is a fault."""
    place = "lesson.md, шапка"
    found = _FRONT.match(text)
    try:
        front = yaml.safe_load(found.group(1)) if found else None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"lesson.md, строка {mark.line + 2}" if mark else place
        faults.append(Fault(where, "шапка не читается: проверьте отступы, кавычки и двоеточия"))
        return {}
    if not isinstance(front, dict):
        faults.append(Fault(place, "файл начинается строкой «---», ключами занятия и второй строкой «---»"))
        return {}
    for key, kind in _NEEDED.items():
        value = front.get(key)
        if not value:
            faults.append(Fault(place, f"нет ключа «{key}» или он пуст"))
        elif not isinstance(value, kind):
            words = {int: "целое число", str: "текст", list: "список через дефис"}[kind]
            faults.append(Fault(place, f"«{key}» — {words}"))
        elif isinstance(value, list):
            front[key] = [str(item) for item in value]
    faults += [Fault(place, f"ключ «{key}» неизвестен") for key in front if key not in _NEEDED]
    return front


def _cells(body: str, faults: list[Fault]) -> list[Cell]:
    import jupytext

    cells: list[Cell] = []
    for number, node in enumerate(jupytext.reads(body, fmt="md:myst").cells, start=1):
        place = f"lesson.md, часть {number} («{_begin(node.source)}»)"
        meta = dict(node.metadata)
        tags = frozenset(map(str, meta.get("tags", ())))
        faults += [
            Fault(place, f"метка «{tag}» неизвестна; бывают: {', '.join(TAGS)}") for tag in sorted(tags - {*TAGS})
        ]
        faults += [Fault(place, f"свойство «{key}» неизвестно") for key in meta if key not in _KNOWN_CELL]
        minutes, slide = meta.get("minutes", 0), str(meta.get("slide", ""))
        if isinstance(minutes, bool) or not isinstance(minutes, int) or minutes < 0:
            faults.append(Fault(place, f"«minutes» — целое число минут, написано «{minutes}»"))
            minutes = 0
        if slide and slide not in SLIDES:
            faults.append(Fault(place, f"слайд «{slide}» неизвестен; бывают: {', '.join(SLIDES)}"))
        code = ""
        if "exercise" in tags:
            named = _CODE_LINE.match(node.source.strip())
            code = named["code"] if named else ""
            if not code:
                faults.append(
                    Fault(place, "в части с меткой «exercise» стоит одна строка: код упражнения в `обратных кавычках`")
                )
            if minutes:
                faults.append(Fault(place, "минуты упражнения пишут в exercises.yml"))
        cells.append(Cell(node.cell_type, node.source, tags, minutes, slide, code))
    return cells


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


def _begin(source: str) -> str:
    words = source.strip().splitlines()[0] if source.strip() else "пусто"
    return words if len(words) <= 30 else f"{words[:29].rstrip()}…"
