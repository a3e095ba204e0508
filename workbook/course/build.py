"""The build of the course: lessons are made and inspected, every view is made, then all is put in its place.

Apart from the views because here alone files are written, and only when everything was made and nothing was wrong.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from workbook.course.built import Built, build_lesson, lesson_folders, put
from workbook.course.facts import Sample
from workbook.course.faults import Fault, LessonRefused
from workbook.course.handout import handout_data
from workbook.course.inspection import inspect, stale
from workbook.course.leaks import leaks
from workbook.course.lesson import Lesson, read_lesson
from workbook.course.reading_time import timing
from workbook.course.staging import replace_folders
from workbook.course.views import course_views, lesson_views

__all__ = ["Places", "build_course", "check_course", "draft_course"]

Say = Callable[[str], None]


@dataclass(frozen=True)
class Places:
    """Where the course lies.

    Attributes
    ----------
    lessons : Path
        The folder of the lessons.
    data : Path
        The folder of the sample schools.
    dist : Path
        Where the views are put.
    """

    lessons: Path
    data: Path
    dist: Path


def build_course(places: Places, slugs: Sequence[str], say: Say) -> None:
    """Build lessons with all their views; with a fault in any of them nothing is written.

    Parameters
    ----------
    places : Places
    slugs : sequence of str
        Folders of lessons; empty: all.
    say : callable
        Takes each line for the builder: minutes beside reading time, files.

    Raises
    ------
    LessonRefused
        With every fault of all these lessons.
    """
    made = _made(places, slugs)
    _refuse({built.lesson.slug: inspect(built) for built in made})
    views: dict[str, bytes] = {}
    for built in made:
        for line in timing(built.lesson):
            say(line)
        views |= lesson_views(built.lesson)
    views |= course_views(_course(places, made), places.lessons)
    _refuse({built.lesson.slug: _published_leaks(built.lesson, views) for built in made})
    for built in made:
        for path in put(built):
            say(f"Записан {_short(path, places)}")
    replace_folders(places.dist, views, keep=bool(slugs))
    for folder in sorted({name.partition("/")[0] for name in views}):
        say(f"Готово: {_short(places.dist / folder, places)}")


def draft_course(places: Places, slugs: Sequence[str], say: Say) -> None:
    """Write numbers, pictures and the participants' notebook even of a lesson that has faults, and name them.

    Raises
    ------
    LessonRefused
        A lesson cannot be read at all.
    """
    for built in _made(places, slugs):
        for line in timing(built.lesson):
            say(line)
        for path in put(built):
            say(f"Записан {_short(path, places)}")
        faults = inspect(built)
        if faults:
            say(f"Это черновик. Чтобы занятие построилось целиком, исправьте: {len(faults)}")
        else:
            say(f"Ошибок нет. Построить целиком: workbook lesson build {built.lesson.slug}")
        for fault in faults:
            say(f"  {fault}")


def check_course(places: Places, slugs: Sequence[str], say: Say) -> None:
    """Inspect lessons and compare their committed files with what the source gives; nothing is written.

    Raises
    ------
    LessonRefused
        With every fault of all these lessons.
    """
    found = {}
    for built in _made(places, slugs):
        found[built.lesson.slug] = faults = (*inspect(built), *stale(built))
        proofs = sum(len(item.accepts) + len(item.rejects) for item in built.lesson.exercises.values())
        if not faults:
            say(f"{built.lesson.slug}: верно. Упражнений {len(built.lesson.exercises)}, проверено ответов {proofs}.")
    _refuse(found)


def _made(places: Places, slugs: Sequence[str]) -> tuple[Built, ...]:
    sample = Sample(places.data)
    made, refused = [], {}
    for folder in lesson_folders(places.lessons, slugs):
        try:
            made.append(build_lesson(folder, sample))
        except LessonRefused as error:
            refused[folder.name] = error.faults
    _refuse(refused)
    return tuple(made)


def _course(places: Places, made: Sequence[Built]) -> list[Lesson]:
    """Return all lessons in their order: those just made, and the others as they were built before."""
    fresh = {built.lesson.slug: built.lesson for built in made}
    found = []
    for folder in lesson_folders(places.lessons):
        if folder.name in fresh:
            found.append(fresh[folder.name])
            continue
        try:
            found.append(read_lesson(folder))
        except LessonRefused:
            continue  # it is not the lesson that is built now, and the site does without it until it is mended
    return sorted(found, key=lambda lesson: (lesson.number, lesson.slug))


def _published_leaks(lesson: Lesson, views: dict[str, bytes]) -> tuple[Fault, ...]:
    """Look through what participants are given beside their notebook; of the PDF, through what is set in it."""
    texts = {name: views[name].decode() for name in (f"site/{lesson.slug}.html", "site/search.html") if name in views}
    texts[f"participant/{lesson.slug}.pdf"] = json.dumps(handout_data(lesson), ensure_ascii=False)
    return tuple(fault for name, text in texts.items() for fault in leaks(lesson, text, name))


def _refuse(found: dict[str, tuple[Fault, ...]]) -> None:
    faults = [Fault(_place(slug, fault.place), fault.words) for slug, faults in found.items() for fault in faults]
    if faults:
        raise LessonRefused(list(dict.fromkeys(faults)))


def _place(slug: str, place: str) -> str:
    """Name a file from the folder of lessons; the glossary lies there for all of them, and its fault is told once."""
    return place if place.startswith("glossary.yml") else f"{slug}/{place}"


def _short(path: Path, places: Places) -> str:
    root = places.lessons.parent
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
