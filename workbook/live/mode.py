"""Whether somebody is watching: the one question that separates a live page from a report.

Under Voilà the kernel knows the server's address; under papermill, nbclient and JupyterLab it does not. Nothing else in
the package asks for the environment.
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import parse_qsl

__all__ = ["cache_folder", "data_root", "is_live", "own_schools", "reports_root", "request_parameters"]

_NEAREST = ("datasets", "municipality")
_REPORTS = "reports"


def is_live() -> bool:
    """Whether the notebook is being served as a page by Voilà."""
    return "VOILA_BASE_URL" in os.environ


def request_parameters() -> dict[str, str]:
    """Return the parameters after «?» in the page's address, waiting for the visitor when the kernel was preheated."""
    if os.environ.get("VOILA_PREHEAT", "False") != "False":
        from voila.utils import wait_for_request  # brings the whole server into the kernel: 20 MB and a quarter second

        wait_for_request()
    return dict(parse_qsl(os.environ.get("QUERY_STRING", ""), max_num_fields=50))


def data_root(given: str = "") -> Path:
    """Return the folder that holds the school folders.

    The value of the notebook's ``data`` parameter wins, then the variable ``WORKBOOK_DATA`` set by the runner and the
    server, then the sample municipality beside or above the working folder.
    """
    if given:
        return Path(given)
    if configured := os.environ.get("WORKBOOK_DATA"):
        return Path(configured)
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (candidate := folder.joinpath(*_NEAREST)).is_dir():
            return candidate
    return here


def own_schools(code: str) -> Path | None:
    """Return the folder of the schools that a participant of a lesson brought, or None.

    Parameters
    ----------
    code : str
        The participant's code as it stands in the page's address; the folder named in ``WORKBOOK_OWN`` has one of this
        very name, and nothing outside it can be asked for.
    """
    root = os.environ.get("WORKBOOK_OWN", "")
    if not code or not root or not Path(root).is_dir():
        return None
    return next((folder for folder in Path(root).iterdir() if folder.name == code and folder.is_dir()), None)


def reports_root(given: str = "") -> Path:
    """Return the reports folder whose results store a page of the municipality reads.

    The value of the notebook's ``reports`` parameter wins, then the variable ``WORKBOOK_REPORTS`` set by the runner and
    the server, then the folder ``reports`` beside or above the working folder.
    """
    if given:
        return Path(given)
    if configured := os.environ.get("WORKBOOK_REPORTS"):
        return Path(configured)
    here = Path.cwd()
    return next((folder / _REPORTS for folder in (here, *here.parents) if (folder / _REPORTS).is_dir()), here)


def cache_folder() -> Path | None:
    """Return where validated tables are kept between kernels, or None."""
    configured = os.environ.get("WORKBOOK_CACHE")
    return Path(configured) if configured else None
