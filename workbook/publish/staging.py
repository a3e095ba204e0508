"""Outputs that appear whole or not at all: written aside, forced to the disk, then renamed into place.

Apart because every file that the runner leaves behind goes through this one door: reports, results, the index.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from pathlib import Path

__all__ = ["Staging", "clean_aside", "clean_folder", "write_whole"]


_ASIDE = ("tmp", "part")
"""How files end that are not whole yet: those of :func:`write_whole`, and those of the cache of schools' tables."""


class Staging:
    """The files of one job before they are published.

    Parameters
    ----------
    folder : Path
        A folder of this job alone, on the disk of the reports folder.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, name: str, data: bytes) -> None:
        """Write a file under its final relative name and force it to the disk."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, data)

    def publish(self, out: Path, names: list[str]) -> None:
        """Rename the files into their places under ``out``, in this order, and remove the folder."""
        for name in names:
            target = out / name
            target.parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).replace(target)
            _sync_folder(target.parent)
        clean_folder(self.folder)


def write_whole(path: Path, data: bytes) -> None:
    """Write or replace one file; a reader sees the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        _write(aside, data)
        aside.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def clean_folder(folder: Path) -> None:
    """Remove a folder and what is in it, as far as the system lets us."""
    shutil.rmtree(folder, ignore_errors=True)


def clean_aside(*folders: Path) -> None:
    """Remove what somebody killed in the middle of writing has left beside whole files in these folders."""
    for folder in folders:
        for path in (path for ending in _ASIDE for path in folder.glob(f".*.{ending}")):
            with contextlib.suppress(OSError):
                path.unlink()


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
