"""The inspection of a built lesson: as a lesson, by its own proofs, for leaks, and against what lies in its folder.

Apart from the build because a lesson is inspected without being written, and each part is a judge of its own.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from workbook.course.built import Built
from workbook.course.exercise import OwnSchool
from workbook.course.faults import Fault
from workbook.course.leaks import leaks
from workbook.course.lesson import Lesson
from workbook.course.lint import lint
from workbook.course.proofs import proof_faults

__all__ = ["inspect", "stale"]


def inspect(built: Built) -> tuple[Fault, ...]:
    """Find what forbids to give a lesson out.

    Returns
    -------
    tuple of Fault
        What the lint says, answers that prove an exercise wrong, a notebook of the kit that is not there, what leaks
        into the participants' notebook.
    """
    lesson = built.lesson
    return (
        *lint(lesson, lesson.glossary),
        *proof_faults(lesson),
        *_tools(lesson),
        *leaks(lesson, built.files["lesson.ipynb"].decode(), "lesson.ipynb"),
    )


def stale(built: Built) -> tuple[Fault, ...]:
    """Find the files beside the source that are not what the source gives now."""
    lesson = built.lesson
    command = f"Постройте занятие: workbook lesson build {lesson.slug}"
    found = []
    for name, content in built.files.items():
        path = lesson.folder / name
        if not path.is_file():
            found.append(Fault(name, f"файла нет. {command}"))
        elif path.read_bytes() != content:
            found.append(Fault(name, f"устарел: источник даёт другое. {command}"))
    made = {*built.files, *lesson.pictures}
    found += [
        Fault(f"images/{path.name}", "рисунок нигде не показан: покажите его или уберите файл")
        for path in sorted((lesson.folder / "images").glob("*"))
        if f"images/{path.name}" not in made and not path.name.startswith(".")
    ]
    return tuple(found)


def _tools(lesson: Lesson) -> Iterator[Fault]:
    """Name the notebooks that «своя школа» would open in vain; lessons kept apart from the kit are not judged."""
    known = sorted(path.stem for path in (lesson.folder.parent.parent / "notebooks").glob("[0-9]*.ipynb"))
    for item in lesson.exercises.values():
        if isinstance(item.body, OwnSchool) and known and item.body.notebook not in known:
            near = difflib.get_close_matches(item.body.notebook, known, n=1)
            yield Fault(
                f"exercises.yml, упражнение «{item.code}»",
                f"тетради «{item.body.notebook}» нет в папке notebooks; "
                + (f"может быть, «{near[0]}»" if near else f"есть: {', '.join(known)}"),
            )
