"""Two tiny notebooks and two tiny schools: enough for every fate of a job."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest


def _make_notebook(path: Path, *cells: str, title: str = "Малый отчёт", parameters: str = 'school: str = "a"') -> Path:
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


def _make_school(folder: Path, title: str | None = None) -> Path:
    """Write a school of three pupils."""
    folder.mkdir(parents=True, exist_ok=True)
    name = title or f"Школа {folder.name}"
    (folder / "school.yml").write_text(f"школа: {folder.name}\nназвание: {name}\nгод: 2025/2026\n", encoding="utf-8")
    return folder


@pytest.fixture(autouse=True)
def _pinned(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the package's own digest still: a source file saved during a test must not redo its jobs."""
    monkeypatch.setattr("workbook.publish.jobs.package_digest", lambda: "pinned")


@pytest.fixture(scope="session")
def make_notebook() -> Callable[..., Path]:
    """Make a notebook file anywhere."""
    return _make_notebook


@pytest.fixture(scope="session")
def make_school() -> Callable[..., Path]:
    """Make a school's folder anywhere."""
    return _make_school


@pytest.fixture
def notebook(tmp_path: Path) -> Callable[..., Path]:
    """Make a notebook in a folder with a Cyrillic name and spaces."""
    return lambda name, *cells, **more: _make_notebook(tmp_path / "мои тетради" / f"{name}.ipynb", *cells, **more)


@pytest.fixture
def schools(tmp_path: Path) -> Path:
    """Two schools in a folder with a Cyrillic name and spaces."""
    root = tmp_path / "данные школ"
    _make_school(root / "alfa", "Школа «Альфа»")
    _make_school(root / "beta")
    return root
