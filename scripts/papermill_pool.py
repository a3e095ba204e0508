"""One report by papermill's API in a process of a pool: the rival of `bench.py runner`, kept apart to be importable."""

from __future__ import annotations

from pathlib import Path
from typing import Any

_KEPT: dict[str, Any] = {}


def make_report(notebook: str, school: str, out: str) -> None:
    """Execute and render one notebook; the exporter is kept for the next.

    Parameters
    ----------
    notebook, school, out : str
        The notebook's file, the school's id, the folder of reports.
    """
    import papermill
    from nbconvert import HTMLExporter

    exporter = _KEPT.setdefault("exporter", HTMLExporter())
    made = Path(out) / school / Path(notebook).name
    made.parent.mkdir(parents=True, exist_ok=True)
    papermill.execute_notebook(notebook, str(made), {"school": school}, kernel_name="python3", progress_bar=False)
    made.with_suffix(".html").write_text(exporter.from_filename(str(made))[0], encoding="utf-8")
