"""What the runner and a worker say to each other: one JSON object a line, over the worker's standard streams.

Apart because both ends must agree, and because the pipe is also the lifeline: when it closes, the other end has died.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

__all__ = ["Task", "decode", "encode"]


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker is asked to make.

    Attributes
    ----------
    name, key, school, school_title, slug, title, variant : str
        As in :class:`~workbook.publish.jobs.Job`.
    notebook : str
        Path, empty for the check of the data.
    folder : str
        The school's folder.
    given : mapping
        Parameter values.
    staging, scratch, cache, logs : str
        Folders: where to write the outputs, where the kernel works, where tables are kept, where traces go.
    keep : tuple of str
        Kinds of output: ``"html"``, ``"ipynb"``.
    kernel : str
        A name of :data:`~workbook.publish.kernels.KERNELS`.
    year : str
        The school year, as the check of the data found it.
    reports : str
        The reports folder, for a notebook of the municipality; empty for a school's.
    """

    name: str
    key: str
    school: str
    school_title: str
    slug: str
    title: str
    variant: str
    notebook: str
    folder: str
    given: Mapping[str, Any]
    staging: str
    scratch: str
    cache: str
    logs: str
    keep: tuple[str, ...] = ("html",)
    kernel: str = "plain"
    year: str = ""
    reports: str = ""

    def as_mapping(self) -> dict[str, Any]:
        """Return plain values for :func:`encode`."""
        return asdict(self)


def encode(message: Mapping[str, Any]) -> bytes:
    """Return the line of a message; ASCII, so that no system's encoding can spoil it."""
    return json.dumps(dict(message)).encode("ascii") + b"\n"


def decode(line: bytes) -> dict[str, Any]:
    """Return the message of a line.

    Raises
    ------
    ValueError
        The line was cut or is not a message.
    """
    message = json.loads(line)
    if not isinstance(message, dict):
        raise ValueError("a message is an object")
    return message
