"""A file to take away: it travels inside the page, so that the button works offline, in a report and live alike.

Apart from the other blocks because it is the only one that carries bytes.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import PurePath

from workbook.display.blocks import Block
from workbook.display.markup import escape

__all__ = ["FILE_TYPES", "Download", "Downloads"]

FILE_TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xml": "application/xml",
    ".txt": "text/plain;charset=utf-8",
    ".csv": "text/csv;charset=utf-8",
    ".yml": "application/yaml;charset=utf-8",
    ".json": "application/json",
    ".zip": "application/zip",
}
"""Ending of a file → its media type; none of them is a kind that a browser would show as a page."""


@dataclass(frozen=True)
class Download:
    """One file.

    Attributes
    ----------
    title : str
        What the button says: «Варианты для печати (Word)».
    name : str
        Name of the saved file with its extension.
    content : bytes
        The file.
    """

    title: str
    name: str
    content: bytes

    def __post_init__(self) -> None:
        """Refuse a kind of file that no exporter of the kit makes."""
        if PurePath(self.name).suffix not in FILE_TYPES:
            raise ValueError(f"unknown kind of file: {self.name!r}; known: {', '.join(FILE_TYPES)}")

    def button(self) -> str:
        """Return the link that saves the file."""
        coded = base64.b64encode(self.content).decode()
        kind = FILE_TYPES[PurePath(self.name).suffix]
        size = f"{max(len(self.content) // 1024, 1)} КБ"
        return (
            f'<a class="wb-download" download="{escape(self.name)}" href="data:{kind};base64,{coded}">'
            f"{escape(self.title)}<span>{escape(size)}</span></a>"
        )


class Downloads(Block):
    """Buttons in a row, each saving its file."""

    def __init__(self, files: list[Download]) -> None:
        self.files = tuple(files)

    def body(self) -> str:
        """Return the row of buttons; nothing without files."""
        return f'<p class="wb-downloads">{"".join(file.button() for file in self.files)}</p>' if self.files else ""
