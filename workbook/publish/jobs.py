"""A job: one notebook for one school with one set of parameters, and the key that says whether it was done already.

Apart from the runner because planning touches nothing: it reads, refuses and names what is to be made.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from json.encoder import encode_basestring_ascii as _quoted
from pathlib import Path
from typing import Any

from workbook.errors import DataRefused, Reason, RunFailed
from workbook.publish.inputs import libraries_digest, notebook_digest, package_digest, text_digest
from workbook.publish.memory import Handed, Memory
from workbook.publish.parameters import check_parameters, parameter_from_text, read_notebook, read_parameters
from workbook.school import is_school_id, school_ids, shared_digest

__all__ = ["CHECK", "MUNICIPALITY", "Job", "Plan", "make_plan"]

CHECK = "problems"
"""The name of the job that checks a school's data before its reports are made."""

MUNICIPALITY = "_municipality"
"""Stands for the school in jobs that read what the reports of all schools found; no school's id begins so."""

_SLUG = re.compile(r"[\w-][\w .-]{0,79}")
_GIVEN_BY_PLAN = ("school", "data", "reports")
_MUNICIPAL = "reports"
"""A notebook that asks for the reports folder, and for no school, is made once, after the schools' reports."""


@dataclass(frozen=True, slots=True)
class Job:
    """One notebook × school × parameters.

    Attributes
    ----------
    school, school_title : str
        The school's id and how ``school.yml`` calls it.
    slug, title : str
        The notebook's file name without its ending (:data:`CHECK` for the check of the data) and its first heading.
    variant : str
        Empty for the notebook's own parameter values, else six digits that tell the sets of values apart.
    notebook : Path or None
        None for the check of the data.
    folder : Path
        The school's folder.
    given : mapping of str to object
        Values to be injected.
    parts : mapping of str to str
        Digests by what they are of; :attr:`key` is made of all of them.
    """

    school: str
    school_title: str
    slug: str
    title: str
    variant: str
    notebook: Path | None
    folder: Path
    given: Mapping[str, Any] = field(hash=False)
    parts: Mapping[str, str] = field(hash=False)

    @property
    def name(self) -> str:
        """The job's stable name: where its report stands under the reports folder, without the ending."""
        return f"{self.school}/{self.slug}" + (f"-{self.variant}" if self.variant else "")

    @property
    def key(self) -> str:
        """The digest of everything the report depends on."""
        parts = ", ".join(f"{_quoted(name)}: {_quoted(digest)}" for name, digest in sorted(self.parts.items()))
        return text_digest(f"{{{parts}}}")  # as json.dumps writes it: at 400,000 jobs its encoder costs seconds

    @property
    def is_check(self) -> bool:
        """Whether this job checks a school's data and runs no notebook."""
        return self.notebook is None


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be made: jobs in the order of schools, the check of each school's data first.

    Attributes
    ----------
    root : Path
        The folder of the school folders.
    jobs : tuple of Job
    municipal : tuple of Job
        Made once, after the others; their keys lack what the results store then holds.
    """

    root: Path
    jobs: tuple[Job, ...]
    municipal: tuple[Job, ...] = ()

    def __iter__(self) -> Iterator[Job]:
        return iter((*self.jobs, *self.municipal))

    def __len__(self) -> int:
        return len(self.jobs) + len(self.municipal)


@dataclass(frozen=True, slots=True)
class _Notebook:
    path: Path
    slug: str
    title: str
    digest: str
    given: Mapping[str, Any]
    own: str
    variant: str
    municipal: bool


def make_plan(
    notebooks: Sequence[Path | str],
    schools_root: Path | str,
    *,
    schools: Sequence[str] = (),
    parameters: Mapping[str, Any] | None = None,
    texts: Mapping[str, str] | None = None,
    memory: Path | None = None,
) -> Plan:
    """Plan every notebook for every school, and those of the municipality once.

    A notebook of the municipality has the parameter ``reports: str`` and no ``school``. It is left out when schools are
    chosen and other notebooks are asked for: «only this school» means so.

    Parameters
    ----------
    notebooks : sequence of Path
        Notebook files.
    schools_root : Path
        The folder of the school folders, or one school's folder.
    schools : sequence of str
        School ids; empty means all schools of the folder.
    parameters : mapping of str to object, optional
        Values for the notebooks' parameters, ``school`` and ``data`` excepted: the plan sets them.
    texts : mapping of str to str, optional
        The same, as typed on the command line: each notebook turns the text into its parameter's type.
    memory : Path, optional
        A file that remembers the digests of schools whose files have not changed, see
        :class:`~workbook.publish.memory.Memory`.

    Returns
    -------
    Plan

    Raises
    ------
    DataRefused
        A folder's name is not a school id, an unknown school, no schools.
    RunFailed
        A notebook or a parameter is refused.
    """
    root = Path(schools_root).resolve()
    if (root / "school.yml").is_file():
        schools = schools or (root.name,)
        root = root.parent
    read = [_read(Path(path).resolve(), parameters or {}, texts or {}) for path in notebooks]
    if not read:
        raise RunFailed("Не указано ни одной тетради.", Reason.NOTEBOOK)
    doubles = sorted({item.slug for item in read if sum(other.slug == item.slug for other in read) > 1})
    if doubles:
        raise RunFailed(f"Две тетради с одним именем: {doubles[0]}. Переименуйте одну из них.", Reason.NOTEBOOK)
    chosen = _choose(root, schools)
    known = Memory(root, memory)
    own = [item for item in read if not item.municipal]
    jobs = [job for school in chosen for job in _school_jobs(root / school, known.handed(school), own)] if own else []
    known.keep()
    shared = [item for item in read if item.municipal] if not (schools and own) else []
    return Plan(root, tuple(jobs), tuple(_municipal_jobs(root, shared)))


def _read(path: Path, typed: Mapping[str, Any], texts: Mapping[str, str]) -> _Notebook:
    slug = path.stem
    if slug == CHECK or not _SLUG.fullmatch(slug):
        raise RunFailed(
            f"Тетрадь {path.name}: такое имя файла занято или не подходит. Назовите её, например, 40_otchet.ipynb.",
            Reason.NOTEBOOK,
        )
    node = read_notebook(path)
    parameters = read_parameters(node, path.name)
    municipal = "school" not in parameters and _MUNICIPAL in parameters
    needed = _MUNICIPAL if municipal else "school"
    if needed not in parameters or parameters[needed].kind != "str":
        raise RunFailed(
            f"Тетрадь {path.name}: нет параметра «school: str». Без него тетрадь нельзя применить к каждой школе.",
            Reason.NOTEBOOK,
        )
    given = dict(typed)
    for name, text in texts.items():
        given[name] = parameter_from_text(parameters[name], text) if name in parameters else text
    for name in _GIVEN_BY_PLAN:
        if name in given:
            raise RunFailed(
                f"Параметр «{name}» задаётся выбором школ и папки с данными, а не списком параметров.",
                Reason.PARAMETER_UNKNOWN,
            )
    values = check_parameters(parameters, {**given, needed: ""}, path.name)
    own = {name: value for name, value in values.items() if name not in _GIVEN_BY_PLAN}
    usual = {name: parameters[name].default for name in own}
    text = json.dumps(own, ensure_ascii=False, sort_keys=True)
    variant = "" if own == usual else text_digest(text)[:6]
    return _Notebook(path, slug, _heading(node) or slug, notebook_digest(node), given, text, variant, municipal)


def _heading(node: Any) -> str:
    for cell in node.cells:
        if cell.cell_type == "markdown":
            for line in cell.source.splitlines():
                if line.startswith("# "):
                    return str(line[2:].strip().strip("*_` "))
    return ""


def _choose(root: Path, wanted: Sequence[str]) -> list[str]:
    found = school_ids(root)
    known = set(found)  # a country has 40,000 schools, and each is looked for
    others = (path for path in root.iterdir() if not is_school_id(path.name))
    strays = sorted(path.name for path in others if (path / "school.yml").is_file())
    for name in wanted or [*strays, *found]:
        if not is_school_id(name):
            raise DataRefused(
                f"Папка школы «{name}»: имя не подходит. Допустимы строчные латинские буквы, цифры и дефис, "
                "до 32 знаков, например shkola-7.",
                Reason.SCHOOL_ID,
            )
        if name not in known:
            near = difflib.get_close_matches(name, found, n=1, cutoff=0.5)
            hint = f" Возможно, имелась в виду «{near[0]}»." if near else f" Есть: {', '.join(found) or 'ни одной'}."
            raise DataRefused(f"Школы «{name}» в папке {root} нет (нужен файл {name}/school.yml).{hint}",
                              Reason.SCHOOL_ID)  # fmt: skip
    if not found:
        raise DataRefused(
            f"В папке {root} нет ни одной школы: у каждой школы — своя папка с файлом school.yml.", Reason.FILE_MISSING
        )
    return list(dict.fromkeys(wanted)) or found


def _school_jobs(folder: Path, handed: Handed, notebooks: Sequence[_Notebook]) -> Iterator[Job]:
    title = handed.title
    common = {"inputs": handed.inputs, "settings": handed.settings, **_tools()}
    yield Job(folder.name, title, CHECK, "Проверка данных", "", None, folder, {}, common)
    for item in notebooks:
        parts = {**common, "notebook": item.digest, "parameters": text_digest(item.own, folder.name)}
        yield Job(
            folder.name, title, item.slug, item.title, item.variant, item.path, folder,
            {"school": folder.name, **item.given}, parts,
        )  # fmt: skip


def _municipal_jobs(root: Path, notebooks: Sequence[_Notebook]) -> Iterator[Job]:
    if not notebooks:
        return
    common = {"inputs": text_digest(shared_digest(root).hex()), **_tools()}
    for item in notebooks:
        parts = {**common, "notebook": item.digest, "parameters": text_digest(item.own)}
        yield Job(
            MUNICIPALITY, "Муниципалитет", item.slug, item.title, item.variant, item.path, root, dict(item.given), parts
        )


def _tools() -> dict[str, str]:
    return {"package": package_digest(), "libraries": libraries_digest()}
