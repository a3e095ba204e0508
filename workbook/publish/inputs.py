"""What a run depends on, as digests: the notebook, the school's files, the package and its libraries.

Apart from the jobs because a digest answers one question only: has this changed since the report was made?
"""

from __future__ import annotations

import hashlib
import json
import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import nbformat

import workbook

__all__ = ["file_digest", "libraries_digest", "notebook_digest", "package_digest", "settings_digest", "text_digest"]

_LENGTH = 16
_PACKAGE_KINDS = (".py", ".css", ".j2", ".json", ".yml")
_LIBRARIES = ("numpy", "pandas", "scipy", "matplotlib", "seaborn", "papermill", "nbclient", "nbconvert", "ipykernel")


def text_digest(*parts: str) -> str:
    """Return sixteen hexadecimal digits of the parts, whose borders count."""
    state = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        state.update(f"{len(data)}:".encode())
        state.update(data)
    return state.hexdigest()[:_LENGTH]


def file_digest(path: Path) -> str:
    """Return the digest of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:_LENGTH]


def notebook_digest(notebook: nbformat.NotebookNode) -> str:
    """Return the digest of what a notebook says: kinds, sources and tags of its cells, no outputs, ids or versions."""
    cells: list[Any] = [
        [cell.cell_type, cell.source, sorted(cell.get("metadata", {}).get("tags", []))] for cell in notebook.cells
    ]
    return text_digest(json.dumps(cells, ensure_ascii=False))


def settings_digest(folder: Path) -> str:
    """Return the digest of the school's own rules (the file ``school.yml``), or of their absence."""
    path = folder / "school.yml"
    return file_digest(path) if path.is_file() else text_digest("")


@cache
def package_digest() -> str:
    """Return the digest of the package: its version and every source, style and template file."""
    root = Path(workbook.__file__).parent
    files = sorted(
        path for path in root.rglob("*") if path.suffix in _PACKAGE_KINDS and "__pycache__" not in path.parts
    )
    return text_digest(
        workbook.__version__, *(f"{path.relative_to(root).as_posix()}={file_digest(path)}" for path in files)
    )


@cache
def libraries_digest() -> str:
    """Return the digest of Python's minor version and of the libraries that draw and count."""
    found = [f"python={platform.python_version_tuple()[:2]}"]
    for name in _LIBRARIES:
        try:
            found.append(f"{name}={version(name)}")
        except PackageNotFoundError:
            found.append(f"{name}=")
    return text_digest(*found)
