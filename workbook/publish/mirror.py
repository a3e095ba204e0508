"""The near copy of a far data folder: what has changed there is brought, what is gone there goes.

Apart from reading because schools are read from files and folders only; where those came from is nobody's concern.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from workbook.errors import DataRefused, Reason
from workbook.publish.remote import Remote
from workbook.publish.staging import write_whole

__all__ = ["bring_data"]

_KNOWN = ".brought.json"
_SCHOOL = "school.yml"


def bring_data(
    remote: Remote, folder: Path, choose: Callable[[list[str]], list[str]] = lambda schools: schools
) -> list[str]:
    """Make a folder equal to a far one, as far as the chosen schools go.

    Parameters
    ----------
    remote : Remote
        A folder of school folders.
    folder : Path
        The near copy; made when absent. A file that has not changed is not touched.
    choose : callable
        Given the ids of all schools there, returns those to be brought; files beside the school folders always come.

    Returns
    -------
    list of str
        The ids of the chosen schools.

    Raises
    ------
    DataRefused
        There are no schools, or a name points outside the folder.
    RunFailed
        The store does not answer.
    """
    there = {name: stamp for name, stamp in remote.stamps().items() if not _is_hidden(name)}
    for name in there:
        if ".." in PurePosixPath(name).parts or "\\" in name:
            raise DataRefused(f"В хранилище {remote.url} недопустимое имя файла: {name!r}.", Reason.FILE_MISSING)
    schools = sorted({name.split("/")[0] for name in there if name.count("/") == 1 and name.endswith(f"/{_SCHOOL}")})
    if not schools:
        raise DataRefused(
            f"По адресу {remote.url} нет ни одной школы: у каждой школы — своя папка с файлом {_SCHOOL}.",
            Reason.FILE_MISSING,
        )
    chosen = choose(schools)
    known = _known(folder)
    try:
        for name in sorted(set(known) - set(there)):
            (folder / name).unlink(missing_ok=True)
            _drop_empty((folder / name).parent, folder)
            del known[name]
        for name, stamp in there.items():
            wanted = "/" not in name or name.split("/")[0] in chosen
            if (
                wanted
                and not (known.get(name) == stamp and (folder / name).is_file())
                and remote.bring(name, folder / name)
            ):
                known[name] = stamp
    finally:
        write_whole(folder / _KNOWN, json.dumps(known, ensure_ascii=False, indent=0, sort_keys=True).encode())
    return chosen


def _known(folder: Path) -> dict[str, str]:
    """Return what was brought before; a lost or damaged list costs only time."""
    try:
        known = json.loads((folder / _KNOWN).read_bytes())
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _drop_empty(folder: Path, root: Path) -> None:
    """Remove a folder whose last file has gone: a school without files is no school."""
    while folder != root and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") for part in PurePosixPath(name).parts)
