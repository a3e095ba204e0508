"""The schools to choose from: their ids with the names that people know."""

from __future__ import annotations

from pathlib import Path

from workbook.errors import WorkbookError
from workbook.school import school_ids
from workbook.school.passport import read_passport

__all__ = ["school_titles"]


def school_titles(root: Path) -> dict[str, str]:
    """Return ``id → title`` of every school folder under ``root``; a school whose passport is refused keeps its id.

    Parameters
    ----------
    root : Path
        The folder of the school folders.
    """
    titles = {}
    for name in school_ids(root):
        try:
            titles[name] = read_passport(root / name).title
        except WorkbookError:
            titles[name] = name
    return titles
