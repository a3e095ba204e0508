"""What JupyterLab finds: Russian, quiet, a tile for each built lesson, copies that may be written into."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest
import yaml

from workbook.lab import lab_command, prepare_lab


@pytest.fixture
def kit(tmp_path: Path) -> Path:
    lesson = tmp_path / "lessons" / "02-proba"
    lesson.mkdir(parents=True)
    notebook = nbformat.v4.new_notebook()
    notebook.cells.append(
        nbformat.v4.new_markdown_cell("# Занятие 2. Проба: «да»\n\n**Решение школы.** Убрать ли?", id="title")
    )
    nbformat.write(notebook, lesson / "lesson.ipynb")
    (tmp_path / "lessons" / "03-ne-postroeno").mkdir()
    return tmp_path


def test_tiles_open_copies_and_run_them(kit: Path) -> None:
    folder = kit / ".workbook" / "lab"
    seen = prepare_lab(kit, folder)
    tiles = yaml.safe_load((folder / "tiles" / "jp_app_launcher_lessons.yaml").read_text(encoding="utf-8"))
    assert [tile["title"] for tile in tiles] == ["Занятие 2. Проба: «да»"]
    assert tiles[0]["description"] == "Убрать ли?"
    assert tiles[0]["catalog"] == "Занятия"
    assert [step["id"] for step in tiles[0]["source"]] == [
        "docmanager:open", "notebook:restart-kernel", "notebook:reconnect-to-kernel", "notebook:run-all-cells",
    ]  # fmt: skip
    assert tiles[0]["source"][0]["args"]["path"] == ".workbook/lab/Занятие 2.ipynb"
    copy, built = folder / "Занятие 2.ipynb", kit / "lessons" / "02-proba" / "lesson.ipynb"
    assert copy.read_bytes() == built.read_bytes()
    icon = Path(tiles[0]["icon"]).read_text(encoding="utf-8")
    assert icon.startswith("<svg")
    assert ">2</text>" in icon
    assert seen == {"JUPYTER_APP_LAUNCHER_PATH": str(folder / "tiles"), "WORKBOOK_LESSONS": str(kit / "lessons")}


def test_the_tiles_are_those_that_the_launcher_understands(kit: Path) -> None:
    from jupyter_app_launcher.utils import parse_config

    prepare_lab(kit, kit / "lab")
    tiles = kit / "lab" / "tiles"
    assert len(parse_config(str(tiles), str(tiles / "jp_app_launcher_lessons.yaml"))) == 1


def test_russian_and_quiet(kit: Path) -> None:
    prepare_lab(kit, kit / "lab")
    settings = kit / "lab" / "@jupyterlab"
    language = json.loads((settings / "translation-extension" / "plugin.jupyterlab-settings").read_text())
    news = json.loads((settings / "apputils-extension" / "notification.jupyterlab-settings").read_text())
    assert language == {"locale": "ru_RU"}
    assert news == {"fetchNews": "false", "checkForUpdates": False}


def test_the_command_stays_on_this_computer(kit: Path) -> None:
    command = lab_command("python", kit, kit / "lab", browser=False)
    assert "--ip=127.0.0.1" in command
    assert command[-1] == "--no-browser"
