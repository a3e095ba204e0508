"""Positions of values, merged ranges, shared strings and relations of an XLSX book, seen before calamine sees it.

Apart from ODS because the two formats place values by different rules. A cell at XFD1048576 in a 4 kB file makes
calamine ask for 17 milliard cells and abort the process. The rules follow calamine (``xlsx/cells_reader.rs``), not the
standard: it is calamine that must survive.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from workbook.errors import Reason
from workbook.school.limits import Limits, refuse, thousands
from workbook.school.xml_stream import Handler, XmlStream

__all__ = ["XlsxStream"]

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_GRID_ROWS, _GRID_COLUMNS = 1_048_576, 16_384
_SPLIT = "Разделите таблицу или сдайте её в CSV"
_RESAVE = "Откройте его в Excel или LibreOffice и сохраните заново как XLSX"


class XlsxStream(XmlStream):
    """Positions of values, merged ranges, shared strings and relations of an XLSX book."""

    def __init__(self, path: Path, limits: Limits) -> None:
        super().__init__(path, limits)
        self._columns: dict[str, int] = {}
        self._reset()

    def _reset(self) -> None:
        self._row = self._column = self._at = 0
        self._in_cell = False
        self._last_row = self._last_column = 0
        self._merges = self._strings = 0

    def open(self, member: str) -> None:
        """Begin a member with no rows seen."""
        super().open(member)
        self._reset()

    def on_start(self, local: str) -> Handler | None:
        """Choose the handler by local name: calamine ignores namespaces."""
        return {
            "c": self._cell, "v": self._value, "is": self._value, "row": self._open_row, "dimension": self._dimension,
            "mergeCell": self._merge, "sst": self._string_table, "si": self._string, "sheet": self._sheet,
            "Relationship": self._relation, "Override": self._content_type, "Default": self._content_type,
            "oleObject": self._embedded,
        }.get(local)  # fmt: skip

    def on_end(self, local: str) -> Callable[[], None] | None:
        """Follow cells and rows that carry no address of their own."""
        return {"c": self._close_cell, "row": self._close_row}.get(local)

    def end_member(self) -> None:
        """Add the sheet's area from A1: leading empty rows and columns are kept when read."""
        self.cells += self._last_row * self._last_column

    def _open_row(self, attributes: dict[str, str]) -> None:
        if "r" in attributes:
            self._row = self.number(attributes["r"]) - 1

    def _close_row(self) -> None:
        self._row += 1
        self._column = 0

    def _cell(self, attributes: dict[str, str]) -> None:
        self._in_cell = True
        reference = attributes.get("r")
        if reference:
            self._at, self._column = self._address(reference)
        else:
            self._at = self._row

    def _close_cell(self) -> None:
        self._in_cell = False
        self._column += 1

    def _value(self, _attributes: dict[str, str]) -> None:
        # Cells with a format and no value reach to XFD1048576 in honest books; calamine drops them, and so do we.
        if not self._in_cell:
            return
        if self._at >= self._last_row or self._column >= self._last_column:
            self._last_row = max(self._last_row, self._at + 1)
            self._last_column = max(self._last_column, self._column + 1)
            self.box(self._last_row, self._last_column)

    def _address(self, reference: str) -> tuple[int, int]:
        """Turn «B17» into (16, 1)."""
        letters = reference.rstrip("0123456789")
        digits = reference[len(letters) :]
        column = self._columns.get(letters)
        if column is None or not digits or len(digits) > 7:
            match = _REFERENCE.fullmatch(reference)
            if match is None:
                refuse(self.path, Reason.FILE_BROKEN, f"адрес ячейки «{reference[:20]}» не читается", _RESAVE)
            column = 0
            for letter in match[1].upper():
                column = column * 26 + ord(letter) - 64
            column -= 1
            if "$" not in reference:
                self._columns[letters] = column
            digits = match[2]
        return int(digits) - 1, column

    def _range(self, reference: str) -> tuple[int, int]:
        """Turn «A1:B17» into (17 rows, 2 columns)."""
        first, _, last = reference.partition(":")
        (top, left), (bottom, right) = self._address(first), self._address(last or first)
        return abs(bottom - top) + 1, abs(right - left) + 1

    def _dimension(self, attributes: dict[str, str]) -> None:
        # LibreOffice declares A1:AMJ1048576 for small sheets and calamine reserves nothing for it; only nonsense is
        # refused.
        reference = attributes.get("ref", "")
        if reference:
            rows, columns = self._range(reference)
            if rows > _GRID_ROWS or columns > _GRID_COLUMNS:
                refuse(self.path, Reason.FILE_TOO_LARGE, f"размеры листа «{reference[:30]}» больше возможных", _RESAVE)

    def _merge(self, attributes: dict[str, str]) -> None:
        self._merges += 1
        rows, columns = self._range(attributes.get("ref", ""))
        if self._merges > self.limits.merges or rows * columns > self.limits.merged_cells:
            refuse(
                self.path, Reason.FILE_TOO_LARGE, "объединено слишком много ячеек",
                "Отмените объединение («Главная» → «Объединить и поместить в центре») и сохраните книгу",
            )  # fmt: skip

    def _string_table(self, attributes: dict[str, str]) -> None:
        # calamine reserves memory for uniqueCount as declared.
        if self.number(attributes.get("uniqueCount", "0")) > self.limits.strings:
            self._refuse_strings()

    def _string(self, _attributes: dict[str, str]) -> None:
        self._strings += 1
        if self._strings > self.limits.strings:
            self._refuse_strings()

    def _refuse_strings(self) -> NoReturn:
        refuse(
            self.path, Reason.FILE_TOO_LARGE, f"в книге больше {thousands(self.limits.strings)} разных строк", _SPLIT
        )

    def _sheet(self, _attributes: dict[str, str]) -> None:
        if self.member.lower() == "xl/workbook.xml":
            self.sheets += 1
            if self.sheets > self.limits.sheets:
                refuse(self.path, Reason.FILE_TOO_LARGE, f"в книге больше {self.limits.sheets} листов", _SPLIT)

    def _relation(self, attributes: dict[str, str]) -> None:
        kind = attributes.get("Type", "").rpartition("/")[2]
        if kind == "vbaProject":
            self._refuse_macros()
        outside = attributes.get("TargetMode", "").lower() == "external" and kind != "hyperlink"
        if outside or kind in {"externalLink", "externalLinkPath"}:
            refuse(
                self.path, Reason.FILE_UNSAFE, "книга ссылается на другие файлы",
                "В Excel выберите «Данные» → «Изменить связи» → «Разорвать связь» и сохраните книгу",
            )  # fmt: skip

    def _content_type(self, attributes: dict[str, str]) -> None:
        kind = attributes.get("ContentType", "").lower()
        if "macroenabled" in kind or kind.endswith("vbaproject"):
            # Excel lists vbaProject as a default type only in books with macros.
            self._refuse_macros()

    def _refuse_macros(self) -> NoReturn:
        refuse(self.path, Reason.FILE_UNSAFE, "в книге есть макросы", "Сохраните её как «Книга Excel (*.xlsx)»")

    def _embedded(self, _attributes: dict[str, str]) -> None:
        refuse(self.path, Reason.FILE_UNSAFE, "в книгу вставлены посторонние объекты", "Удалите их и сохраните книгу")
