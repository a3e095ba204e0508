"""JupyterLab as a school opens it: in Russian, asking nobody for news, with a tile for each lesson.

Apart from the command line because what is written before JupyterLab starts is a folder of its own, made anew.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from workbook.live.lesson_pages import LESSON, lesson_cards

__all__ = ["lab_command", "prepare_lab"]

_SETTINGS: Mapping[str, Mapping[str, Any]] = {
    "@jupyterlab/translation-extension/plugin": {"locale": "ru_RU"},
    "@jupyterlab/notebook-extension/tracker": {"autoStartDefaultKernel": True},
    "@jupyterlab/apputils-extension/sessionDialogs": {"skipKernelRestartDialog": True},
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}
"""Russian, no question about kernels and none about news: a school's computer asks nobody for anything."""

_GROUP = "group.ipynb"
_NO_NAME = re.compile(r"[^\w -]")
_PLACE = re.compile(r"Занятие (\d+)")
_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48">'
    '<rect x="5" y="7" width="38" height="34" rx="4" fill="#00609c"/>{inside}</svg>\n'
)
_NUMBER = (
    '<text x="24" y="32" font-family="sans-serif" font-size="22" font-weight="700" fill="#fff" '
    'text-anchor="middle">{number}</text>'
)
_PEOPLE = (
    '<circle cx="17" cy="20" r="5" fill="#fff"/><circle cx="31" cy="20" r="5" fill="#fff"/>'
    '<path d="M8 36c0-6 4-9 9-9s9 3 9 9zM28 36c0-3-1-5-2-7 1-1 3-2 5-2 5 0 9 3 9 9z" fill="#fff"/>'
)


def prepare_lab(root: Path, folder: Path) -> dict[str, str]:
    """Write the settings and the tiles.

    Parameters
    ----------
    root : Path
        The kit's folder, with ``lessons`` and ``notebooks``.
    folder : Path
        Where JupyterLab's settings and the tiles go.

    Returns
    -------
    dict of str to str
        Variables that the JupyterLab to be started must see.
    """
    for plugin, settings in _SETTINGS.items():
        _write(folder / f"{plugin}.jupyterlab-settings", json.dumps(settings))
    tiles = folder / "tiles"
    listed = []
    for card in lesson_cards(root / "lessons"):
        number = _PLACE.match(card.title)
        sign = number[1] if number else "Д"  # a diagnostic has no number among the meetings
        icon = _write(tiles / f"{card.slug}.svg", _ICON.format(inside=_NUMBER.format(number=sign)))
        # The name of the file is what the tab says: «Занятие 2».
        name = _NO_NAME.sub("", card.title.partition(".")[0]).strip() or card.slug
        path = _copied(root, root / "lessons" / card.slug / LESSON, folder / f"{name}.ipynb")
        listed.append(_tile(card.title, card.purpose, icon, path))
    if (root / "lessons" / _GROUP).is_file():
        icon = _write(tiles / "group.svg", _ICON.format(inside=_PEOPLE))
        path = _copied(root, root / "lessons" / _GROUP, folder / "Ответы группы.ipynb")
        listed.append(_tile("Ответы группы", "Для ведущего: где ошибались чаще", icon, path))
    text = yaml.safe_dump(listed, allow_unicode=True, sort_keys=False)
    _write(tiles / "jp_app_launcher_lessons.yaml", text)
    return {"JUPYTER_APP_LAUNCHER_PATH": str(tiles), "WORKBOOK_LESSONS": str(root / "lessons")}


def lab_command(python: str, root: Path, folder: Path, *, browser: bool) -> list[str]:
    """Return the command that starts JupyterLab over the kit, its file list open at the notebooks."""
    command = [
        python, "-m", "jupyterlab", f"--LabApp.user_settings_dir={folder}", "--ip=127.0.0.1",
        f"--ServerApp.root_dir={root}", f"--ServerApp.preferred_dir={root / 'notebooks'}",
        "--ContentsManager.allow_hidden=True",  # the copies of the lessons lie in a hidden folder
    ]  # fmt: skip
    return command if browser else [*command, "--no-browser"]


def _tile(title: str, about: str, icon: Path, path: str) -> dict[str, Any]:
    """Open the notebook and run it: a participant sees the exercises at once, without a word of code.

    JupyterLab opens a notebook before its kernel has started. Of its commands only the restart waits for that; cells
    sent right after it are lost with the connection that the restart leaves behind, so a new one is made first.
    """
    return {
        "title": title,
        "description": about,
        "icon": str(icon),
        "type": "jupyterlab-commands",
        "catalog": "Занятия",
        "source": [
            {"label": title, "id": "docmanager:open", "args": {"path": path, "factory": "Notebook"}},
            {"label": title, "id": "notebook:restart-kernel", "args": {}},
            {"label": title, "id": "notebook:reconnect-to-kernel", "args": {}},
            {"label": title, "id": "notebook:run-all-cells", "args": {}},
        ],
    }


def _copied(root: Path, source: Path, copy: Path) -> str:
    """Copy a built notebook for JupyterLab, which saves outputs into what it opens; return its path from the root."""
    return _write(copy, source.read_text(encoding="utf-8")).relative_to(root).as_posix()


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    return path
