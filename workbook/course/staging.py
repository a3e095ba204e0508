"""Folders of made files are put in their place whole: first beside, then in one step instead of the former ones.

Apart from the build because a break in the middle must leave the former files as they were.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from workbook.errors import FileRefused, Reason

__all__ = ["replace_folders"]


def replace_folders(target: Path, files: Mapping[str, bytes], *, keep: bool) -> None:
    """Write files into folders of a target.

    Parameters
    ----------
    target : Path
        «dist».
    files : mapping of str to bytes
        «site/index.html» → content; the first part is the folder that is replaced.
    keep : bool
        Whether files of these folders that are not made now stay: only some lessons were built.

    Raises
    ------
    FileRefused
        The disk or another program does not let it be written; the former folders stay.
    """
    staged = target / ".new"
    try:
        shutil.rmtree(staged, ignore_errors=True)
        folders = sorted({PurePosixPath(name).parts[0] for name in files})
        for folder in folders:
            if keep and (target / folder).is_dir():
                shutil.copytree(target / folder, staged / folder)
        for name, content in files.items():
            path = staged / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        for folder in folders:
            _swap(staged / folder, target / folder, target / f".old-{folder}")
    except OSError as error:
        raise FileRefused(
            f"Папка «{target}» не записана: {error.strerror or 'ошибка записи'}. Закройте её файлы в других программах "
            "и повторите.",
            Reason.RUN_DISK,
        ) from error
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def _swap(fresh: Path, place: Path, aside: Path) -> None:
    shutil.rmtree(aside, ignore_errors=True)
    if place.exists():
        place.rename(aside)
    try:
        fresh.rename(place)
    except OSError:
        if aside.exists():
            aside.rename(place)
        raise
    shutil.rmtree(aside, ignore_errors=True)
