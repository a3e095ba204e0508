"""The journal: the only truth about jobs, kept in SQLite so that a killed runner leaves no lie behind.

Apart from the runner because every other part asks it and only the runner writes it. Papermill's cell metadata is
never believed: after a crash it calls every cell «completed».
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import IO, Any

from workbook.errors import Reason, RunFailed
from workbook.publish.inputs import file_digest
from workbook.publish.jobs import Job
from workbook.publish.shard import Shard, shard_folders
from workbook.store import HIDDEN

__all__ = ["HIDDEN", "Entry", "Journal", "Status", "hold_folder", "lock_folder", "memory_file", "read_journal"]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS jobs (
    name TEXT PRIMARY KEY, school TEXT NOT NULL, school_title TEXT NOT NULL, slug TEXT NOT NULL, title TEXT NOT NULL,
    variant TEXT NOT NULL, key TEXT NOT NULL, parts TEXT NOT NULL, parameters TEXT NOT NULL, status TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '', message TEXT NOT NULL DEFAULT '', cell INTEGER NOT NULL DEFAULT 0,
    source TEXT NOT NULL DEFAULT '', incident TEXT NOT NULL DEFAULT '', seconds REAL NOT NULL DEFAULT 0,
    memory INTEGER NOT NULL DEFAULT 0, changed TEXT NOT NULL DEFAULT '', outputs TEXT NOT NULL DEFAULT '{}',
    made TEXT NOT NULL DEFAULT '', facts TEXT NOT NULL DEFAULT '{}', stamps TEXT NOT NULL DEFAULT '{}'
)
"""
_JSON = ("parts", "parameters", "outputs", "facts")
_FILE = "journal.sqlite"
_PATIENCE = 2.0
_LOOK = 0.05


class Status(StrEnum):
    """Where a job stands."""

    PLANNED = "planned"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Entry:
    """What the journal knows about one job.

    Attributes
    ----------
    name, school, school_title, slug, title, variant, key, parts, parameters
        As in :class:`~workbook.publish.jobs.Job`.
    status : Status
    reason, message : str
        Why it failed: a stable code and a Russian sentence; empty when it did not.
    cell : int
        The failing cell, counted from one; 0 when no cell is to blame.
    source : str
        The first line of the failing cell.
    incident : str
        The number under which the traceback lies in the logs.
    seconds : float
        Wall time of the last attempt.
    memory : int
        Largest memory seen, MB.
    changed : str
        When the status changed, ISO 8601 local time.
    outputs : mapping of str to str
        Files of the last finished report, relative to the reports folder, with their digests.
    made : str
        When that report was finished.
    facts : mapping
        What the worker found out about the school or the report.
    """

    name: str
    school: str
    school_title: str
    slug: str
    title: str
    variant: str
    key: str
    parts: Mapping[str, str]
    parameters: Mapping[str, Any]
    status: Status
    reason: str = ""
    message: str = ""
    cell: int = 0
    source: str = ""
    incident: str = ""
    seconds: float = 0.0
    memory: int = 0
    changed: str = ""
    outputs: Mapping[str, str] = field(default_factory=dict)
    made: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


_COLUMNS = (*Entry.__slots__, "stamps")
_SCHOOL = _COLUMNS.index("school")


class Journal:
    """The journal of one reports folder, opened for writing by the runner that holds the lock.

    Parameters
    ----------
    out : Path
        The reports folder.
    folder : Path, optional
        Where the file stands when it is not the folder's own: a share of a run keeps its journal apart.
    """

    def __init__(self, out: Path, folder: Path | None = None) -> None:
        self._out = out
        self._base = sqlite3.connect((folder or out / HIDDEN) / _FILE, isolation_level=None)
        self._base.execute("PRAGMA journal_mode=WAL")
        self._base.execute("PRAGMA synchronous=FULL")
        self._base.execute(_SCHEMA)
        if "stamps" not in {row[1] for row in self._base.execute("PRAGMA table_info(jobs)")}:
            self._base.execute("ALTER TABLE jobs ADD COLUMN stamps TEXT NOT NULL DEFAULT '{}'")

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    def __iter__(self) -> Iterator[Entry]:
        yield from _entries(self._base)

    def get(self, name: str) -> Entry | None:
        """Return what is known about a job, or None."""
        return next(_entries(self._base, name), None)

    def absorb(self, folder: Path, schools: Collection[str] | None = None) -> int:
        """Take in what another journal of the same reports folder knows and this one does not, or knew earlier.

        Parameters
        ----------
        folder : Path
            Where the other journal stands; without one nothing happens.
        schools : collection of str, optional
            Only the jobs of these schools, and leave the other journal as it is; without it all jobs, of which the
            other journal is relieved.

        Returns
        -------
        int
            How many jobs were taken in.
        """
        if not (folder / _FILE).is_file():
            return 0
        with closing(sqlite3.connect(folder / _FILE, isolation_level=None)) as other:
            if not other.execute("SELECT 1 FROM sqlite_master WHERE name='jobs'").fetchone():
                return 0
            rows = other.execute(f"SELECT {', '.join(_COLUMNS)} FROM jobs").fetchall()
            taken = self._take_in([row for row in rows if schools is None or row[_SCHOOL] in schools])
            if schools is None:
                other.execute("DELETE FROM jobs")
        return taken

    def _take_in(self, rows: Sequence[Sequence[Any]]) -> int:
        before = self._base.total_changes
        kept = ", ".join(f"{name}=excluded.{name}" for name in _COLUMNS[1:])
        with self.together():
            self._base.executemany(
                f"INSERT INTO jobs ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"
                f" ON CONFLICT (name) DO UPDATE SET {kept} WHERE excluded.changed > jobs.changed",
                rows,
            )
        return self._base.total_changes - before

    def begin(self) -> bool:
        """Note that a run is on; return whether the one before came to no end, its list of reports included."""
        (open_,) = self._base.execute("PRAGMA user_version").fetchone()
        self._base.execute("PRAGMA user_version=1")
        return bool(open_)

    def end(self) -> None:
        """Note that the run came to its end."""
        self._base.execute("PRAGMA user_version=0")

    def recover(self) -> int:
        """Call every job stopped that a killed runner left running; return how many there were."""
        cursor = self._base.execute(
            "UPDATE jobs SET status=?, reason=?, message=? WHERE status IN (?, ?)",
            (Status.STOPPED, Reason.RUN_STOPPED, "Прошлый запуск был прерван.", Status.RUNNING, Status.PLANNED),
        )
        return cursor.rowcount

    def is_done(self, job: Job) -> bool:
        """Whether the job was finished with the same key and its files are there, unchanged."""
        return not self.undone([job])

    def undone(self, jobs: Collection[Job], kinds: Collection[str] = ()) -> list[Job]:
        """Return, in their order, the jobs not finished with the same key, or whose files are gone or changed.

        A file of the size and time that were noted when it was put in place is not read again.

        Parameters
        ----------
        jobs : collection of Job
        kinds : collection of str, optional
            Kinds of report (``html``, ``ipynb``) that are asked for: a job that was finished without one is undone.
        """
        query = "SELECT name, key, stamps FROM jobs WHERE status=?"
        if len(jobs) == 1:
            found = self._base.execute(f"{query} AND name=?", (Status.DONE, *(job.name for job in jobs)))
        else:
            found = self._base.execute(query, (Status.DONE,))
        known = {name: rest for name, *rest in found}
        return [job for job in jobs if not self._stands(job, known.get(job.name), kinds)]

    def _stands(self, job: Job, known: Sequence[str] | None, kinds: Collection[str]) -> bool:
        if known is None or known[0] != job.key:
            return False
        stamps = json.loads(known[1])
        if not stamps or not all(stamp and self._stamp(name) == stamp for name, stamp in stamps.items()):
            (outputs,) = self._base.execute("SELECT outputs FROM jobs WHERE name=?", (job.name,)).fetchone()
            stamps = json.loads(outputs)
            if not all(self._is_same(self._out / name, digest) for name, digest in stamps.items()):
                return False
        return job.is_check or all(f"{job.name}.{kind}" in stamps for kind in kinds)

    def _is_same(self, path: Path, digest: str) -> bool:
        return path.is_file() and file_digest(path) == digest

    def _stamp(self, name: str) -> str:
        """Name the state of a file by its size and its time of writing; a file that is not there has no name."""
        try:
            state = os.stat(f"{self._out}/{name}")  # noqa: PTH116 - a Path for each of a million files takes seconds
        except OSError:
            return ""
        return f"{state.st_size}-{state.st_mtime_ns}"

    @contextmanager
    def together(self) -> Iterator[None]:
        """Write many lines as one: all of them stay, or none."""
        self._base.execute("BEGIN")
        try:
            yield
        except BaseException:
            self._base.execute("ROLLBACK")
            raise
        self._base.execute("COMMIT")

    def strangers(self, root: Path) -> list[str]:
        """Return the schools of the journal that have no folder under this one."""
        schools = self._base.execute("SELECT DISTINCT school FROM jobs ORDER BY school").fetchall()
        with os.scandir(root) as entries:
            folders = {entry.name for entry in entries if entry.is_dir()}
        return [school for (school,) in schools if school not in folders]

    def of_school(self, school: str) -> list[Entry]:
        """Return what is known of the jobs of one school."""
        return list(_entries(self._base, school, "school"))

    def planned(self, job: Job) -> None:
        """Note that the job is to be made; the last finished report of the same name stays known."""
        self._base.execute(
            "INSERT INTO jobs (name, school, school_title, slug, title, variant, key, parts, parameters, status,"
            " changed) VALUES (?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (name) DO UPDATE SET"
            " school_title=excluded.school_title,"
            " title=excluded.title, key=excluded.key, parts=excluded.parts, parameters=excluded.parameters,"
            " status=excluded.status, changed=excluded.changed, reason='', message='', cell=0, source='', incident='',"
            " seconds=0, memory=0",
            (job.name, job.school, job.school_title, job.slug, job.title, job.variant, job.key, _text(job.parts),
             _text(job.given), Status.PLANNED, _now()),
        )  # fmt: skip

    def running(self, job: Job) -> None:
        """Note that a worker has taken the job."""
        self._base.execute("UPDATE jobs SET status=?, changed=? WHERE name=?", (Status.RUNNING, _now(), job.name))

    def done(self, job: Job, outputs: Mapping[str, str], facts: Mapping[str, Any], seconds: float, memory: int) -> None:
        """Note that the job's files are in place."""
        stamps = {name: self._stamp(name) for name in outputs}
        self._base.execute(
            "UPDATE jobs SET status=?, outputs=?, stamps=?, facts=?, seconds=?, memory=?, changed=?, made=?"
            " WHERE name=?",
            (Status.DONE, _text(outputs), _text(stamps), _text(facts), seconds, memory, _now(), _now(), job.name),
        )

    def forget(self, name: str) -> None:
        """Remove a job."""
        self._base.execute("DELETE FROM jobs WHERE name=?", (name,))

    def failed(self, job: Job, fault: Mapping[str, Any], seconds: float, memory: int) -> None:
        """Note why the job was not finished; ``fault`` holds reason, message, cell, source, incident and status."""
        self._base.execute(
            "UPDATE jobs SET status=?, reason=?, message=?, cell=?, source=?, incident=?, seconds=?, memory=?,"
            " changed=? WHERE name=?",
            (fault.get("status", Status.FAILED), fault["reason"], fault["message"], fault.get("cell", 0),
             fault.get("source", ""), fault.get("incident", ""), seconds, memory, _now(), job.name),
        )  # fmt: skip


def memory_file(out: Path) -> Path:
    """Return where a reports folder keeps the memory of its schools' files."""
    return out.resolve() / HIDDEN / "inputs.sqlite"


def read_journal(out: Path) -> list[Entry]:
    """Read a reports folder's journal; an absent one reads as empty."""
    path = out / HIDDEN / _FILE
    if not path.is_file():
        return []
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as base:
        begun = base.execute("SELECT 1 FROM sqlite_master WHERE name='jobs'").fetchone()
        return list(_entries(base)) if begun else []


@contextmanager
def lock_folder(out: Path, shard: Shard | None = None) -> Iterator[None]:
    """Hold the reports folder for one runner; the system frees it when the runner dies, however it dies.

    A whole run holds the folder alone. Shares of a run hold each their own place in it, so that they can work at the
    same time, and no whole run may work beside them.

    Raises
    ------
    RunFailed
        Another runner works in the folder, or the folder cannot be written.
    """
    with ExitStack() as held:
        if shard is None:
            held.enter_context(hold_folder(out, out / HIDDEN))
            others = shard_folders(out)
        else:
            held.enter_context(hold_folder(out, shard.folder(out)))
            others = [out / HIDDEN]
        for other in others:
            with hold_folder(out, other, _PATIENCE):
                pass
        yield


@contextmanager
def hold_folder(out: Path, folder: Path, patience: float = 0.0) -> Iterator[None]:
    """Hold one lock file; a runner that only looks whether it is free lets go at once, so a little patience is due."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / "lock").open("a+b")
    except OSError as error:
        raise RunFailed(
            f"Папка отчётов {out} недоступна для записи ({error.strerror}). Укажите другую папку или освободите место.",
            Reason.RUN_DISK,
        ) from error
    with file:
        until = time.monotonic() + patience
        while True:
            try:
                _lock(file)
            except OSError as error:
                if time.monotonic() < until:
                    time.sleep(_LOOK)
                    continue
                raise RunFailed(
                    f"В папке {out} уже работает другой запуск. Дождитесь его конца или укажите другую папку.",
                    Reason.RUN_STOPPED,
                ) from error
            break
        yield


def _lock(file: IO[bytes]) -> None:
    if sys.platform == "win32":
        import msvcrt

        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.set_inheritable(file.fileno(), False)


def _entries(base: sqlite3.Connection, value: str | None = None, column: str = "name") -> Iterator[Entry]:
    names = Entry.__slots__
    query = f"SELECT {', '.join(names)} FROM jobs"
    rows = (
        base.execute(f"{query} WHERE {column}=? ORDER BY name", (value,))
        if value
        else base.execute(f"{query} ORDER BY name")
    )
    for row in rows.fetchall():
        values = dict(zip(names, row, strict=True))
        values.update({key: json.loads(values[key]) for key in _JSON})
        yield Entry(**{**values, "status": Status(values["status"])})


def _text(value: Mapping[str, Any]) -> str:
    return json.dumps(dict(value), ensure_ascii=False, sort_keys=True)


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")
