"""What the runs of `scripts/chaos.py` are made of: a few small schools and two ages of three tiny notebooks.

Apart because it knows nothing of kills. The later age records more rows, so that an old file is never a right one.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from nbformat import v4, write
from simulate import make_schools

__all__ = ["make_data"]

ROOT = Path(__file__).resolve().parent.parent
SCHOOL = "selskaya-6"
ROWS = """
import subprocess, time
from IPython.display import display
child = subprocess.Popen(["sleep", "600"])
time.sleep({pause})
rows = [dict(indicator=f"i{{n}}", title="Показатель", value=float(n + len(school)), group="", low=None, high=None, n=n,
             unit="%", headline=n < 2, verdict="хорошо", note="") for n in range({count})]
made = {{"application/vnd.workbook.results+json": rows, "text/html": "<p>Показатели</p>", "text/plain": "r"}}
display(made, raw=True)
"""
"""The started program is what must not outlive the run either."""

DISTRICT = """
from pathlib import Path
from workbook.store import Store
rows = Store(Path(reports)).rows()
print(len(rows), rows["value"].sum(), rows.duplicated(["school", "notebook", "indicator"]).sum())
"""


def make_data(folder: Path, count: int) -> None:
    """Make ``schools``, ``old`` and ``new`` in a folder: two notebooks of a school, one of the municipality."""
    source = ROOT / "datasets" / "municipality"
    others = [path.name for path in source.iterdir() if path.is_dir() and path.name != SCHOOL]
    shutil.copytree(source, folder / "sample", ignore=shutil.ignore_patterns(*others))
    make_schools(folder / "sample", folder / "schools", count)
    for age, rows in (("old", 2), ("new", 3)):
        (folder / age).mkdir()
        _write(folder / age / "10_first.ipynb", 'school: str = "a"', ROWS.format(count=rows, pause=0.2))
        _write(folder / age / "20_second.ipynb", 'school: str = "a"', ROWS.format(count=rows + 1, pause=0.05))
        _write(folder / age / "90_all.ipynb", 'reports: str = "reports"', DISTRICT)


def _write(path: Path, given: str, cell: str) -> None:
    cells = [
        v4.new_markdown_cell(f"# Отчёт {path.stem}", id="title"),
        v4.new_code_cell(given, id="given", metadata={"tags": ["parameters"]}),
        v4.new_code_cell(cell, id="cell"),
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    write(v4.new_notebook(cells=cells, metadata=kernel), path)
