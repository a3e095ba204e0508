"""A participant's own school: the form to fill, the book brought back, read as any school and kept for the notebooks.

Apart from the fields because it touches the disk: nothing of it is kept unless it was read whole.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import yaml

from workbook import school as intake
from workbook.course.exercise import OwnSchool
from workbook.errors import FileRefused, Reason
from workbook.school import TABLES, Problem, School, Severity

__all__ = ["Desk", "Taken", "blank_form", "marked_book", "sample_form", "take_school"]

_TITLE = "Моя школа"
_BOOK = "school.xlsx"
_LARGEST = 5_000_000


@dataclass(frozen=True)
class Desk:
    """Where a participant's own school is kept.

    Attributes
    ----------
    folder : Path
        Folder of this participant's schools, as a municipality.
    name : str
        The school's id: small Latin letters, digits, hyphen.
    samples : Path
        Folder of the sample schools.
    page : str
        Address of the live pages («/page/»); empty where there are none, as in JupyterLab.
    """

    folder: Path
    name: str
    samples: Path
    page: str = ""


@dataclass(frozen=True)
class Taken:
    """What was found in the book that a participant brought.

    Attributes
    ----------
    rows : mapping of str to int
        Rows that were taken, by English name of each table of the form.
    problems : tuple of Problem
    kept : bool
        Something could be read; else the school kept before stays.
    """

    rows: Mapping[str, int]
    problems: tuple[Problem, ...]
    kept: bool

    @property
    def errors(self) -> int:
        """How many cells or tables were not taken."""
        return sum(problem.count for problem in self.problems if problem.severity is Severity.ERROR)


def blank_form(body: OwnSchool) -> bytes:
    """Write the blank form of the exercise's tables."""
    with _room() as folder:
        path: Path = intake.write_form(folder / _BOOK, [TABLES[name] for name in body.tables])
        return path.read_bytes()


def sample_form(body: OwnSchool, desk: Desk) -> bytes:
    """Write the same form filled from the sample school.

    Raises
    ------
    DataRefused
        No such sample school.
    """
    school = intake.read_school(desk.samples / body.sample)
    rows = {name: school[name] for name in body.tables if school.has(name)}
    with _room() as folder:
        path: Path = intake.write_form(folder / _BOOK, [TABLES[name] for name in body.tables], rows=rows)
        return path.read_bytes()


def take_school(body: OwnSchool, desk: Desk, content: bytes) -> Taken:
    """Read the book that was brought and keep it as a school.

    Parameters
    ----------
    body : OwnSchool
    desk : Desk
    content : bytes
        An XLSX book as it came, trusted in nothing: the school's own reading guards and isolates it.

    Returns
    -------
    Taken

    Raises
    ------
    FileRefused
        Too large to be a form. The school kept before stays as it was.
    """
    if len(content) > _LARGEST:
        raise FileRefused(
            f"Файл весит {len(content) // 1_000_000} МБ, больше 5 МБ не принимается. Оставьте в книге только листы "
            "формы.",
            Reason.FILE_TOO_LARGE,
        )
    desk.folder.mkdir(parents=True, exist_ok=True)
    # The name is the school's own already, for reading compares it with the passport; the parent is hidden.
    with tempfile.TemporaryDirectory(prefix=".", dir=desk.folder) as scene:
        fresh = Path(scene) / desk.name
        fresh.mkdir()
        passport = yaml.safe_dump({"школа": desk.name, "название": _TITLE}, allow_unicode=True, sort_keys=False)
        (fresh / "school.yml").write_text(passport, encoding="utf-8")
        (fresh / _BOOK).write_bytes(content)
        school = intake.read_school(fresh)
        if school.tables:
            _replace(fresh, desk.folder / desk.name)
    rows = {name: len(school.tables[name]) if school.has(name) else 0 for name in body.tables}
    return Taken(rows, _told(school, body), bool(school.tables))


def marked_book(desk: Desk, problems: tuple[Problem, ...]) -> bytes:
    """Give the book back with its faulty cells marked."""
    with _room() as folder:
        path: Path = intake.write_marked_book(folder / "zamechaniya.xlsx", desk.folder / desk.name, problems)
        return path.read_bytes()


def _told(school: School, body: OwnSchool) -> tuple[Problem, ...]:
    """Leave out complaints about tables that the exercise did not ask for."""
    return tuple(problem for problem in school.problems if not problem.table or problem.table in body.tables)


def _replace(fresh: Path, place: Path) -> None:
    former = fresh.parent / "former"
    if place.exists():
        place.rename(former)
    fresh.rename(place)
    shutil.rmtree(former, ignore_errors=True)


@contextmanager
def _room() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix=f"workbook-{os.getpid()}-") as folder:
        yield Path(folder)
