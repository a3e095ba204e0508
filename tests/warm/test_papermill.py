"""Those who call papermill themselves keep its habits over a warm kernel, over the plain one, and when a cell fails."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
import psutil
import pytest

import workbook
from workbook.warm import fork_is_safe

SPEC = Path(workbook.__file__).parent / "warm" / "kernelspec"
WARM = (["-k", "workbook-warm"], ["--engine", "workbook-warm"])
PLAIN = {"WORKBOOK_FORK": "no"}


@dataclass(frozen=True)
class Run:
    """What a command left."""

    status: int
    words: str
    notebook: nbformat.NotebookNode

    @property
    def tags(self) -> list[str]:
        return [tag for cell in self.notebook.cells for tag in cell.metadata.get("tags", [])]

    @property
    def said(self) -> list[str]:
        return [output.text for cell in self.notebook.cells for output in cell.get("outputs", []) if "text" in output]


def papermill(folder: Path, cells: list[str], options: list[str], surroundings: dict[str, str]) -> Run:
    v4 = nbformat.v4
    parameters = v4.new_code_cell('school: str = "a"', metadata={"tags": ["parameters"]})
    source = v4.new_notebook(
        cells=[parameters, *map(v4.new_code_cell, cells)],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )
    folder.mkdir()
    nbformat.write(source, folder / "in.ipynb")
    done = subprocess.run(
        [sys.executable, "-m", "papermill", "in.ipynb", "out.ipynb", "-p", "school", "б", "--log-output",
         "--no-progress-bar", *options],
        cwd=folder, env=os.environ | surroundings, capture_output=True, text=True, encoding="utf-8", check=False,
        timeout=300,
    )  # fmt: skip
    return Run(done.returncode, done.stdout + done.stderr, nbformat.read(folder / "out.ipynb", 4))


@pytest.fixture(scope="module")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A place for this test's own shared zygote, which would stay for a quarter of an hour."""
    folder = tmp_path_factory.mktemp("runtime")
    folder.chmod(0o700)
    shutil.copytree(SPEC, folder / "jupyter" / "kernels" / "workbook-warm")
    yield {"XDG_RUNTIME_DIR": str(folder), "JUPYTER_PATH": str(folder / "jupyter")}
    for process in psutil.process_iter(["cmdline"]):
        if any(str(folder) in word for word in process.info["cmdline"] or ()):
            process.kill()


@pytest.mark.skipif(not fork_is_safe(), reason="без fork тёплых процессов нет")
@pytest.mark.parametrize("options", WARM, ids=["kernel", "engine"])
def test_a_warm_kernel_keeps_papermills_habits(options: list[str], runtime: dict[str, str], tmp_path: Path) -> None:
    told = "import os\nprint(school, open(f'/proc/{os.getppid()}/cmdline').read().split(chr(0))[2])"
    run = papermill(tmp_path / "a", [told], options, runtime)
    assert run.status == 0
    assert run.tags == ["parameters", "injected-parameters"]
    assert run.said == ["б workbook.warm.zygote\n"]
    assert "б workbook.warm.zygote" in run.words
    assert all(cell.metadata.papermill.status == "completed" for cell in run.notebook.cells)
    assert run.notebook.metadata.papermill.parameters == {"school": "б"}


@pytest.mark.skipif(not fork_is_safe(), reason="без fork тёплых процессов нет")
def test_a_failing_cell_is_told_as_papermill_tells_it(runtime: dict[str, str], tmp_path: Path) -> None:
    run = papermill(tmp_path / "a", ["print(school)", "1 / 0", "print('дальше')"], WARM[0], runtime)
    assert run.status != 0
    assert "ZeroDivisionError" in run.words
    assert run.tags.count("papermill-error-cell-tag") == 2
    assert "An Exception was encountered" in "".join(cell.source for cell in run.notebook.cells)
    assert run.said == ["б\n"]


@pytest.mark.parametrize("options", WARM, ids=["kernel", "engine"])
def test_without_fork_a_plain_kernel_does_the_same(options: list[str], runtime: dict[str, str], tmp_path: Path) -> None:
    told = "import os, sys\nprint(school, 'workbook.warm' in sys.modules)"
    run = papermill(tmp_path / "a", [told], options, runtime | PLAIN)
    assert run.status == 0
    assert run.tags == ["parameters", "injected-parameters"]
    assert run.said == ["б False\n"]
