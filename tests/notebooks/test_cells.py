"""A notebook reads like the method: few cells in all, and what several views need is named once."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = tuple(path.stem for path in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb")))


@pytest.fixture(params=NOTEBOOKS)
def notebook(request: pytest.FixtureRequest) -> nbformat.NotebookNode:
    return nbformat.read(ROOT / "notebooks" / f"{request.param}.ipynb", as_version=4)


def test_at_most_fifteen_cells_words_included(notebook: nbformat.NotebookNode) -> None:
    assert len(notebook.cells) <= 15


def test_what_three_views_need_is_a_value_of_the_page(notebook: nbformat.NotebookNode) -> None:
    calls = Counter(
        ast.unparse(node)
        for cell in notebook.cells
        if cell.cell_type == "code"
        for node in ast.walk(ast.parse(cell.source))
        if isinstance(node, ast.Call) and len(node.args) > 1
    )
    assert [call for call, times in calls.items() if times > 2] == []
