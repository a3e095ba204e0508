"""The committed notebooks: no outputs, no logic, few cells, known tags, Russian words."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request: pytest.FixtureRequest) -> nbformat.NotebookNode:
    return nbformat.read(request.param, as_version=4)


def _code(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_three_notebooks_are_there() -> None:
    assert {"10_fos", "20_rating", "30_vsoko"} <= {path.stem for path in NOTEBOOKS}


def test_valid(notebook: nbformat.NotebookNode) -> None:
    nbformat.validate(notebook)


def test_no_outputs_and_no_traces_of_a_run(notebook: nbformat.NotebookNode) -> None:
    assert "papermill" not in notebook.metadata
    for cell in _code(notebook):
        assert not cell.outputs
        assert cell.execution_count is None
        assert "papermill" not in cell.metadata


def test_few_short_cells(notebook: nbformat.NotebookNode) -> None:
    code = _code(notebook)
    assert len(code) <= 15
    for cell in code:
        lines = [line for line in cell.source.splitlines() if line.strip()]
        assert len(lines) <= 25, cell.source


def test_no_logic(notebook: nbformat.NotebookNode) -> None:
    for cell in _code(notebook):
        for node in ast.walk(ast.parse(cell.source)):
            assert not isinstance(node, ast.For | ast.While | ast.If | ast.Try | ast.ClassDef), cell.source


def test_parameters_and_results_are_tagged(notebook: nbformat.NotebookNode) -> None:
    tags = [tag for cell in _code(notebook) for tag in cell.metadata.get("tags", [])]
    assert tags.count("parameters") == 1
    assert tags.count("results") == 1


def test_cell_ids_are_words_not_chance(notebook: nbformat.NotebookNode) -> None:
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)
    assert not [name for name in ids if re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f-]+)?", name)]


def test_words_are_russian(notebook: nbformat.NotebookNode) -> None:
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            words = re.sub(r"`[^`]*`", "", cell.source)
            assert not re.findall(r"\b[A-Za-z]{4,}\b", words), cell.source
    assert notebook.cells[0].source.startswith("# ")
