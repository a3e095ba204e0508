"""The kernelspec ``workbook-warm``: it travels with every kind of wheel, and plain papermill runs notebooks by it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

import workbook
from workbook.warm import ZYGOTE, Zygote, child_environment, fork_is_safe

ROOT = Path(__file__).resolve().parents[2]
SPEC = Path(workbook.__file__).parent / "warm" / "kernelspec"
CELLS = (
    "print('раз'); import sys; print('ошибка', file=sys.stderr)",
    "import pandas as pd\npd.DataFrame({'школа': [school], 'доля': [0.5]})",
    "import matplotlib.pyplot as plt\nplt.plot([1, 2]); plt.title('График')\nplt.show()",
    "from workbook import display\ndisplay.look()[:20]",
)
PARENT = "import os; open(f'/proc/{os.getppid()}/cmdline').read().split('\\0')[2]"


@pytest.fixture(scope="module")
def zygote(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zygote]:
    if not fork_is_safe():
        pytest.skip("без fork тёплых процессов нет")
    folder = tmp_path_factory.mktemp("ядро")
    warm = Zygote.own(folder / "zygote", folder / "log", child_environment(os.environ))
    yield warm
    warm.end()


@pytest.fixture(scope="module")
def made(zygote: Zygote, tmp_path_factory: pytest.TempPathFactory) -> dict[str, nbformat.NotebookNode]:
    folder = tmp_path_factory.mktemp("тетрадь")
    shutil.copytree(SPEC, folder / "jupyter" / "kernels" / "workbook-warm")
    cells = [
        new_code_cell('school: str = "нет"', id="p", metadata={"tags": ["parameters"]}),
        *(new_code_cell(source, id=f"c{number}") for number, source in enumerate((*CELLS, PARENT))),
    ]
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(new_notebook(cells=cells, metadata=metadata), folder / "notebook.ipynb")
    out = {}
    for fork in ("yes", "no"):
        environment = {
            **child_environment(os.environ), "JUPYTER_PATH": str(folder / "jupyter"), "WORKBOOK_FORK": fork,
            ZYGOTE: str(zygote.path), "IPYTHONDIR": str(folder / "ipython"),
        }  # fmt: skip
        command = ["-m", "papermill", "notebook.ipynb", f"{fork}.ipynb", "-k", "workbook-warm", "-p", "school",
                   "shkola-7", "--no-progress-bar"]  # fmt: skip
        done = subprocess.run(
            [sys.executable, *command], cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        out[fork] = nbformat.read(folder / f"{fork}.ipynb", as_version=4)
    return out


@pytest.mark.parametrize("kind", ["standard", "editable"])
def test_is_placed_where_jupyter_looks_by_both_kinds_of_wheel(kind: str, tmp_path: Path) -> None:
    builders = pytest.importorskip("hatchling.builders.wheel")
    (wheel,) = builders.WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=[kind])
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith("kernel.json"))
        assert name.endswith(".data/data/share/jupyter/kernels/workbook-warm/kernel.json")
        assert archive.read(name) == (SPEC / "kernel.json").read_bytes()


@pytest.mark.slow
class TestPapermill:
    def test_is_forked_from_the_zygote(self, made: dict[str, nbformat.NotebookNode]) -> None:
        parents = {fork: notebook.cells[-1].outputs[0].data["text/plain"] for fork, notebook in made.items()}
        assert parents == {"yes": "'workbook.warm.zygote'", "no": "'papermill'"}

    def test_without_fork_a_plain_kernel_says_the_same(self, made: dict[str, nbformat.NotebookNode]) -> None:
        warm, plain = ([(cell.source, cell.outputs) for cell in made[fork].cells[:-1]] for fork in ("yes", "no"))
        assert len(warm) == len(CELLS) + 2  # the defaults and the injected cell
        assert warm == plain
