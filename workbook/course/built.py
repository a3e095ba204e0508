"""A lesson made from its source with fresh numbers, and the files that are committed beside it.

Apart from the build because the same is made to be compared with what lies in the folder, and nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from workbook.course.facts import Sample
from workbook.course.faults import Fault, LessonRefused
from workbook.course.front import read_front
from workbook.course.lesson import Computed, Lesson, read_lesson, source_text
from workbook.course.notebook_view import LEARNER, notebook_bytes
from workbook.course.numbers import compute_numbers, numbers_text
from workbook.course.pictures import draw_pictures
from workbook.errors import Reason, WorkbookError
from workbook.school.exchange.folder import write_whole

__all__ = ["Built", "build_lesson", "lesson_folders", "put"]


@dataclass(frozen=True)
class Built:
    """A lesson that was read with fresh numbers, and the files that are committed beside its source.

    Attributes
    ----------
    lesson : Lesson
    files : mapping of str to bytes
        Path inside the lesson's folder → content.
    """

    lesson: Lesson
    files: Mapping[str, bytes]


def lesson_folders(lessons: Path, slugs: Iterable[str] = ()) -> tuple[Path, ...]:
    """Return the folders of the lessons that are named; of all when none is.

    Raises
    ------
    WorkbookError
        There is no such lesson, or none at all.
    """
    known = {path.parent.name: path.parent for path in sorted(lessons.glob("[0-9]*/lesson.md"))}
    wanted = tuple(dict.fromkeys(Path(slug).name for slug in slugs))
    for slug in wanted:
        if slug not in known:
            has = f" Есть: {', '.join(known)}." if known else ""
            raise WorkbookError(f"Занятия «{slug}» нет в папке {lessons}.{has}", Reason.LESSON)
    if not known:
        raise WorkbookError(f"В папке {lessons} нет ни одного занятия.", Reason.LESSON)
    return tuple(known[slug] for slug in wanted or known)


def build_lesson(folder: Path, sample: Sample) -> Built:
    """Compute a lesson's numbers and pictures and make what is committed; nothing is written.

    Parameters
    ----------
    folder : Path
    sample : Sample
        The sample schools.

    Raises
    ------
    LessonRefused
        With the faults of the source.
    """
    faults: list[Fault] = []
    front = read_front(source_text(folder / "lesson.md"), faults)
    if faults:
        raise LessonRefused(faults)
    computed = Computed(compute_numbers(front.numbers, sample), draw_pictures(front.pictures, sample))
    lesson = read_lesson(folder, computed)
    files = dict(computed.pictures)
    if front.numbers or front.pictures:
        files["numbers.json"] = numbers_text(front.numbers, computed.numbers, front.pictures).encode()
    files["lesson.ipynb"] = notebook_bytes(lesson, LEARNER)
    return Built(lesson, files)


def put(built: Built) -> tuple[Path, ...]:
    """Write what is committed beside the source, each file whole.

    Returns
    -------
    tuple of Path
        The files that changed.
    """
    changed = []
    for name, content in built.files.items():
        path = built.lesson.folder / name
        if not path.is_file() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, content)
            changed.append(path)
    return tuple(changed)
