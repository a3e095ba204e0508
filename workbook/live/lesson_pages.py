"""Built lessons as pages beside the notebooks: their cards on the home page and the page of each, without its code.

Apart from the notebooks because lessons lie in folders of their own and are known by the folder's name.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from jupyter_server.services.contents.filemanager import FileContentsManager
from tornado import web

from workbook.live.admission import AdmittedPage

__all__ = ["GROUP", "LESSON", "GroupPage", "LessonCard", "LessonPage", "lesson_cards"]

LESSON = "lesson.ipynb"
"""The built notebook of participants in a lesson's folder."""

GROUP = "group.ipynb"
"""The leader's notebook in the folder of lessons: it tells wrong answers and what stands behind them."""

_PURPOSE = "**Решение школы.**"


@dataclass(frozen=True)
class LessonCard:
    """One lesson on the home page: its folder's name, its title and the decision of a school that it is about."""

    slug: str
    title: str
    purpose: str


def lesson_cards(folder: Path | None) -> list[LessonCard]:
    """Return a card for each built lesson of the folder, in the order of their numbers.

    Parameters
    ----------
    folder : Path or None
        None and a folder without built lessons give no cards.
    """
    cards = []
    for path in sorted(folder.glob(f"[0-9]*/{LESSON}")) if folder is not None else ():
        first = nbformat.read(path, as_version=4).cells[0].source
        lines = [line.strip() for line in first.splitlines() if line.strip()]
        title = lines[0].lstrip("# ") if lines else path.parent.name
        about = next((line.removeprefix(_PURPOSE).strip() for line in lines if line.startswith(_PURPOSE)), "")
        cards.append(LessonCard(path.parent.name, title, about))
    return cards


class LessonPage(AdmittedPage):
    """One lesson as a page; a lesson built while the server runs is found at once."""

    def initialize(self, **given: Any) -> None:
        """Remember where the lessons lie: the folder given as ``folder``."""
        self._lessons: Path = given.pop("folder")
        self._files = FileContentsManager(root_dir=str(self._lessons), parent=None)
        super().initialize(**given)

    @property
    def contents_manager(self) -> Any:
        """Read from the folder of the lessons: that of the notebooks knows nothing of them."""
        return self._files

    @web.authenticated
    async def get(self, name: str) -> None:
        """Show the lesson."""
        if not (self._lessons / name / LESSON).is_file():
            raise web.HTTPError(404)
        await self.build(f"{name}/{LESSON}")


class GroupPage(LessonPage):
    """The answers of the group, for the leader's computer alone."""

    @web.authenticated
    async def get(self) -> None:
        """Show the group."""
        await self.build(GROUP)
