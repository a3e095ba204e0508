"""What was known of each school's files when they were last read: unchanged files need no second reading.

Apart from the journal because it may be lost at any time: without it a plan is the same, only slower. A school's files
count as unchanged when the names, sizes and both times (of contents and of status) of everything in its folder are the
same; files younger than two seconds are always read again, for the clock of the disk may not tell two writes apart.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path

from workbook.publish.inputs import settings_digest, text_digest
from workbook.publish.passport_title import school_title
from workbook.school import input_digest, shared_digest

__all__ = ["Handed", "Memory"]

_YOUNG = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Handed:
    """What a plan needs to know of a school's folder.

    Attributes
    ----------
    title : str
        How ``school.yml`` calls the school.
    inputs, settings : str
        Digests of everything that reading the school would use, and of its rules alone.
    """

    title: str
    inputs: str
    settings: str


class Memory:
    """Remembers schools of one municipality's folder between plans.

    Parameters
    ----------
    root : Path
        The folder of the school folders.
    file : Path or None
        Where to remember; None forgets everything at once. A file that cannot be opened is as good as none.
    """

    def __init__(self, root: Path, file: Path | None) -> None:
        self._root = root
        self._shared = shared_digest(root)
        self._file = file
        self._now = time.time_ns()
        self._known = self._load()
        self._learnt: dict[str, tuple[str, Handed]] = {}

    def handed(self, school: str) -> Handed:
        """Return what is to be known of a school, reading its files only when they have changed.

        Raises
        ------
        DataRefused
            There is no such folder.
        """
        folder = self._root / school
        stamp = self._stamp(folder)
        known = self._known.get(str(folder))
        if stamp and known is not None and known[0] == stamp:
            return known[1]
        found = Handed(school_title(folder), input_digest(folder, self._shared), settings_digest(folder))
        if stamp:
            self._learnt[str(folder)] = (stamp, found)
        return found

    def keep(self) -> None:
        """Write down what was learnt; a disk that refuses costs time at the next plan and nothing else."""
        if self._file is None or not self._learnt:
            return
        with contextlib.suppress(sqlite3.Error, OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with contextlib.closing(sqlite3.connect(self._file)) as base, base:
                base.execute(
                    "CREATE TABLE IF NOT EXISTS inputs (folder TEXT PRIMARY KEY, stamp, title, inputs, settings)"
                )
                base.executemany(
                    "INSERT OR REPLACE INTO inputs VALUES (?,?,?,?,?)",
                    [
                        (folder, stamp, found.title, found.inputs, found.settings)
                        for folder, (stamp, found) in self._learnt.items()
                    ],
                )

    def _load(self) -> dict[str, tuple[str, Handed]]:
        if self._file is None or not self._file.is_file():
            return {}
        with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(self._file)) as base:
            rows = base.execute("SELECT folder, stamp, title, inputs, settings FROM inputs").fetchall()
            return {folder: (stamp, Handed(*rest)) for folder, stamp, *rest in rows}
        return {}

    def _stamp(self, folder: Path) -> str:
        """Name the state of a folder's files, or return an empty text when they are too young to be believed."""
        try:
            with os.scandir(folder) as entries:
                seen = sorted((entry.name, entry.stat()) for entry in entries)
        except OSError:
            return ""
        youngest = max((max(state.st_mtime_ns, state.st_ctime_ns) for _, state in seen), default=0)
        if youngest > self._now - _YOUNG:
            return ""
        lines = (f"{name}\0{state.st_size}\0{state.st_mtime_ns}\0{state.st_ctime_ns}" for name, state in seen)
        return text_digest(self._shared.hex(), "\n".join(lines).encode("utf-8", "surrogateescape").hex())
