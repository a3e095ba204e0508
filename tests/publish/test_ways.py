"""Every way of computing a report gives the same notebook: plain papermill, a forked kernel, a forked worker."""

from __future__ import annotations

import json
import re
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from workbook import publish
from workbook.publish.kernels import HERE, PLAIN, WARM
from workbook.warm import fork_is_safe

ROOT = Path(__file__).resolve().parents[2]
WAYS = (HERE, WARM, PLAIN)

REPORTS = ("10_fos", "23_contest", "36_growth", "39_progress")
"""A report of each room, with files inside the page and with statsmodels; each further one costs half a minute here."""

CELLS = (
    "print('раз'); print('два')",
    "import sys; print('ошибка', file=sys.stderr)",
    "from IPython.display import HTML, Markdown, clear_output, display\n"
    "shown = display(HTML('<b>x</b>'), display_id='d1')\nprint('между')\ndisplay(Markdown('**m**'))\n42",
    "shown.update(HTML('<i>новое</i>'))",
    "print('а'); clear_output(wait=True); print('б')",
    "import numpy as np, pandas as pd\npd.DataFrame(np.arange(60).reshape(2, 30))",
    "import asyncio\nawait asyncio.sleep(0)\n'после'",
    "import matplotlib.pyplot as plt\nplt.plot([1, 2]); plt.title('График')\nplt.show()",
    "import os\nos.environ['MPLBACKEND'], plt.get_backend()",
    "%%capture quiet\nprint('тихо')",
    "!echo оболочка",
    "__name__, __doc__, school",
    "class Shown:\n    def _repr_html_(self): return '<p>A</p>'\n    def __repr__(self): return 'A'\nShown()",
    "x = 1\nx;",
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, municipality: Path) -> dict[str, Path]:
    if not fork_is_safe():
        pytest.skip("без fork есть только один путь")
    folder = tmp_path_factory.mktemp("пути")
    notebook = new_notebook(
        cells=[
            new_markdown_cell("# Всё, что умеет ячейка", id="title"),
            new_code_cell('school: str = "shkola-7"  # Школа', id="p", metadata={"tags": ["parameters"]}),
            *(new_code_cell(source, id=f"c{number}") for number, source in enumerate(CELLS)),
        ],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )
    nbformat.write(notebook, folder / "05_kletki.ipynb")
    notebooks = [folder / "05_kletki.ipynb", *(ROOT / "notebooks" / f"{name}.ipynb" for name in REPORTS)]
    out = {}
    for way in WAYS:
        out[way] = folder / way
        plan = publish.make_plan(notebooks, municipality, schools=["selskaya-6"])
        summary = publish.run(plan, out[way], publish.RunOptions(kernel=way, keep=("html", "ipynb")))
        assert summary.exit_status == 0, summary.lines()
    return out


def notebook_of(path: Path) -> dict:
    """Read a finished notebook; neighbouring pieces of one stream are one piece, however the kernel cut them."""
    node = json.loads(path.read_text(encoding="utf-8"))
    for cell in node["cells"]:
        joined: list[dict] = []
        for output in cell.get("outputs", []):
            same = joined and output["output_type"] == "stream" == joined[-1]["output_type"]
            if same and output["name"] == joined[-1]["name"]:
                joined[-1]["text"] = [*joined[-1]["text"], *output["text"]]
            else:
                joined.append(output)
        if "outputs" in cell:
            cell["outputs"] = joined
    return node


@pytest.mark.slow
class TestWays:
    @pytest.mark.parametrize("way", [HERE, WARM])
    def test_every_cell_of_every_report_is_equal(self, made: dict[str, Path], way: str) -> None:
        reports = sorted(path.relative_to(made[PLAIN]) for path in made[PLAIN].glob("*/*.ipynb"))
        assert len(reports) >= 4
        for report in reports:
            assert notebook_of(made[way] / report) == notebook_of(made[PLAIN] / report), report

    @pytest.mark.parametrize("way", [HERE, WARM])
    def test_pages_differ_in_the_time_of_making_only(self, made: dict[str, Path], way: str) -> None:
        for page in made[PLAIN].glob("*/*.html"):
            ours, plain = (
                re.sub(r"\d\d\.\d\d\.\d{4} \d\d:\d\d", "", path.read_text(encoding="utf-8"))
                for path in (made[way] / page.relative_to(made[PLAIN]), page)
            )
            assert ours == plain, page.name

    @pytest.mark.parametrize("way", [HERE, WARM])
    def test_results_are_equal(self, made: dict[str, Path], way: str) -> None:
        ours, plain = (
            publish.read_results(made[name]).sort_values(["run", "indicator", "group"], ignore_index=True)
            for name in (way, PLAIN)
        )
        assert len(ours)
        assert ours.equals(plain)
