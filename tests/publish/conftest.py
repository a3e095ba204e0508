"""Two tiny notebooks and two tiny schools: enough for every fate of a job."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

os.environ.setdefault("JUPYTER_PLATFORM_DIRS", "1")

PUPILS = "учебный год;код ученика;класс;класс (номер);уровень\n"
RESULTS = """
from IPython.display import display
rows = [dict(indicator="answer", title="Ответ", value={value}, group="", low=None, high=None, n=3, unit="%",
             headline=True, verdict="хорошо", note="")]
made = {{"application/vnd.workbook.results+json": rows, "text/html": "<p>Показатели</p>", "text/plain": "r"}}
display(made, raw=True)
"""


def make_notebook(path: Path, *cells: str, title: str = "Малый отчёт", parameters: str = 'school: str = "a"') -> Path:
    """Write a notebook: a title, the parameters cell, the given code cells."""
    v4 = nbformat.v4
    made = [
        v4.new_markdown_cell(f"# {title}\n\n## Первый раздел"),
        v4.new_code_cell(parameters, metadata={"tags": ["parameters"]}),
        *(v4.new_code_cell(cell) for cell in cells),
        v4.new_markdown_cell("## Что делать дальше\n\nРешить."),
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(v4.new_notebook(cells=made, metadata={"kernelspec": {"name": "python3", "display_name": "x"}}), path)
    return path


def make_school(folder: Path, title: str | None = None) -> Path:
    """Write a school of three pupils."""
    folder.mkdir(parents=True, exist_ok=True)
    name = title or f"Школа {folder.name}"
    (folder / "school.yml").write_text(f"школа: {folder.name}\nназвание: {name}\nгод: 2025/2026\n", encoding="utf-8")
    return folder


@pytest.fixture
def notebook(tmp_path: Path) -> Callable[..., Path]:
    """Make a notebook in a folder with a Cyrillic name and spaces."""
    return lambda name, *cells, **more: make_notebook(tmp_path / "мои тетради" / f"{name}.ipynb", *cells, **more)


@pytest.fixture
def schools(tmp_path: Path) -> Path:
    """Two schools in a folder with a Cyrillic name and spaces."""
    root = tmp_path / "данные школ"
    make_school(root / "alfa", "Школа «Альфа»")
    make_school(root / "beta")
    return root
