"""What the XML of a spreadsheet would make a parser allocate, counted while it streams by.

Apart from the archive reader because here stand the rules of the two formats: where a value lies, what a repetition
expands to. A cell at XFD1048576 in a 4 kB file makes calamine ask for 17 milliard cells and abort the process; so the
position of each value is known before calamine sees the file. The rules follow calamine 0.3x (``xlsx/cells_reader.rs``,
``ods.rs``), not the standards: it is calamine that must survive.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn
from xml.parsers import expat

from workbook.errors import Reason
from workbook.school.limits import Limits, refuse, thousands

__all__ = ["OdsStream", "XlsxStream", "XmlStream"]

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_GRID_ROWS, _GRID_COLUMNS = 1_048_576, 16_384
_ENCODINGS = {None, "utf-8", "utf8", "us-ascii", "ascii"}
_UTF16_STARTS = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
_SPLIT = "Разделите таблицу или сдайте её в CSV"
_RESAVE = "Откройте его в Excel или LibreOffice и сохраните заново как XLSX"

Handler = Callable[[dict[str, str]], None]


class XmlStream:
    """One XML member after another: no DTD, UTF-8, bounded depth and vocabulary; subclasses count cells.

    Parameters
    ----------
    path : Path
        The file on disk, for the message.
    limits : Limits
        What is allowed.
    """

    def __init__(self, path: Path, limits: Limits) -> None:
        self.path = path
        self.limits = limits
        self.member = ""
        self.cells = 0
        self.sheets = 0
        self._depth = 0
        self._parser: expat.XMLParserType | None = None
        self._starts: dict[str, Handler | None] = {}
        self._ends: dict[str, Callable[[], None] | None] = {}

    def open(self, member: str) -> None:
        """Begin a member."""
        self.member = member
        self._depth = 0
        self._starts, self._ends = {}, {}
        parser = expat.ParserCreate()
        parser.XmlDeclHandler = self._declaration
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._entity
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        self._parser = parser

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes of the member.

        Raises
        ------
        FileRefused
            The member would cost more than allowed.
        xml.parsers.expat.ExpatError
            The member is not well-formed.
        """
        if self._parser is not None:
            if self._parser.CurrentByteIndex <= 0 and chunk[:2] in _UTF16_STARTS:
                self._refuse_encoding()
            self._parser.Parse(chunk, False)

    def finish(self) -> None:
        """End the member."""
        if self._parser is not None:
            self._parser.Parse(b"", True)
            self._parser = None
            self.end_member()

    def close(self) -> None:
        """End the archive."""
        self._parser = None

    def on_start(self, local: str) -> Handler | None:  # noqa: ARG002
        """Return what to do at the start of an element with this local name."""
        return None

    def on_end(self, local: str) -> Callable[[], None] | None:  # noqa: ARG002
        """Return what to do at the end of an element with this local name."""
        return None

    def end_member(self) -> None:
        """Sum up a member."""

    def box(self, rows: int, columns: int) -> None:
        """Refuse a sheet whose values reach too far.

        Parameters
        ----------
        rows, columns : int
            Numbers (from 1) of the last row and column that hold a value.
        """
        limits = self.limits
        if rows > limits.rows or columns > limits.columns:
            refuse(
                self.path, Reason.FILE_TOO_LARGE,
                f"последнее значение стоит в строке {thousands(rows)}, столбце {thousands(columns)}, а допустимо "
                f"{thousands(limits.rows)} строк и {thousands(limits.columns)} столбцов",
                "Перейдите к нему клавишами Ctrl+End и удалите лишние строки и столбцы",
            )  # fmt: skip
        self.count(rows * columns)

    def count(self, cells: int) -> None:
        """Refuse when the finished sheets and this one together hold too many cells."""
        if self.cells + cells > self.limits.cells:
            refuse(self.path, Reason.FILE_TOO_LARGE, f"в книге больше {thousands(self.limits.cells)} ячеек", _SPLIT)

    def number(self, text: str) -> int:
        """Read a non-negative whole number from an attribute."""
        if not text.isascii() or not text.isdigit() or len(text) > 18:
            refuse(self.path, Reason.FILE_BROKEN, f"вместо числа стоит «{text[:20]}»", _RESAVE)
        return int(text)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > self.limits.depth:
            refuse(self.path, Reason.FILE_UNSAFE, f"вложенность разметки больше {self.limits.depth} уровней", _RESAVE)
        try:
            handler = self._starts[name]
        except KeyError:
            if len(self._starts) >= self.limits.xml_names:
                refuse(self.path, Reason.FILE_UNSAFE, "в разметке слишком много разных имён", _RESAVE)
            local = name.rpartition(":")[2]
            handler = self._starts[name] = self.on_start(local)
            self._ends[name] = self.on_end(local)
        if handler is not None:
            handler(attributes)

    def _end(self, name: str) -> None:
        self._depth -= 1
        handler = self._ends[name]
        if handler is not None:
            handler()

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if (encoding.lower() if encoding else None) not in _ENCODINGS:
            self._refuse_encoding()

    def _refuse_encoding(self) -> NoReturn:
        refuse(self.path, Reason.FILE_UNSAFE, "разметка книги записана не в UTF-8", _RESAVE)

    def _doctype(self, *_: object) -> None:
        refuse(self.path, Reason.FILE_UNSAFE, "в разметке есть объявление типа (DTD), которого в книгах нет", _RESAVE)

    def _entity(self, *_: object) -> None:
        self._doctype()


class XlsxStream(XmlStream):
    """Positions of values, merged ranges, shared strings and relations of an XLSX book."""

    def __init__(self, path: Path, limits: Limits) -> None:
        super().__init__(path, limits)
        self._columns: dict[str, int] = {}
        self._reset()

    def _reset(self) -> None:
        self._row = self._column = 0
        self._reference = ""
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
        self._reference = attributes.get("r", "")
        if self._reference:
            self._column = self._address(self._reference)[1]

    def _close_cell(self) -> None:
        self._in_cell = False
        self._column += 1

    def _value(self, _attributes: dict[str, str]) -> None:
        # Cells with a format and no value reach to XFD1048576 in honest books; calamine drops them, and so do we.
        if not self._in_cell:
            return
        row = self._address(self._reference)[0] if self._reference else self._row
        if row >= self._last_row or self._column >= self._last_column:
            self._last_row = max(self._last_row, row + 1)
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


_ODS_VALUES = (
    "office:value", "office:string-value", "office:date-value", "office:time-value", "office:boolean-value",
    "table:formula",
)  # fmt: skip


class OdsStream(XmlStream):
    """What the repeated cells and rows of an ODS book expand to.

    LibreOffice ends a sheet with rows repeated a million times and a row with cells repeated 16 384 times, all empty.
    They cost nothing unless a value follows, so empty repetitions wait until one does.
    """

    def __init__(self, path: Path, limits: Limits) -> None:
        super().__init__(path, limits)
        self._spaces = 0
        self._reset()

    def _reset(self) -> None:
        self._rows = self._empty_rows = self._repeat = 0
        self._column = self._width = self._widest = self._held = 0

    def on_start(self, local: str) -> Handler | None:
        """Count in the book's own content, not in the charts inside it."""
        if self.member == "META-INF/manifest.xml":
            return {"encryption-data": self._encrypted, "file-entry": self._entry}.get(local)
        if self.member != "content.xml":
            return None
        return {
            "table": self._open_table, "table-row": self._open_row, "table-cell": self._cell,
            "covered-table-cell": self._cell, "s": self._space, "table-source": self._link, "dde-source": self._link,
            "cell-range-source": self._link,
        }.get(local)  # fmt: skip

    def on_end(self, local: str) -> Callable[[], None] | None:
        """Sum up rows and tables."""
        if self.member != "content.xml":
            return None
        return {"table-row": self._close_row, "table": self._close_table}.get(local)

    def _encrypted(self, _attributes: dict[str, str]) -> None:
        refuse(self.path, Reason.FILE_PASSWORD, "книга защищена паролем", "Снимите пароль и сохраните её заново")

    def _entry(self, attributes: dict[str, str]) -> None:
        if "oleobject" in attributes.get("manifest:media-type", "").lower():
            refuse(
                self.path, Reason.FILE_UNSAFE, "в книгу вставлены посторонние объекты", "Удалите их и сохраните книгу"
            )

    def _link(self, _attributes: dict[str, str]) -> None:
        refuse(
            self.path, Reason.FILE_UNSAFE, "книга ссылается на другие файлы",
            "В LibreOffice выберите «Правка» → «Связи» → «Разорвать связь» и сохраните книгу",
        )  # fmt: skip

    def _open_table(self, _attributes: dict[str, str]) -> None:
        self.sheets += 1
        if self.sheets > self.limits.sheets:
            refuse(self.path, Reason.FILE_TOO_LARGE, f"в книге больше {self.limits.sheets} листов", _SPLIT)
        self._reset()

    def _open_row(self, attributes: dict[str, str]) -> None:
        self._repeat = self.number(attributes.get("table:number-rows-repeated", "1"))
        self._column = self._width = 0

    def _cell(self, attributes: dict[str, str]) -> None:
        self._column += self.number(attributes.get("table:number-columns-repeated", "1"))
        holds = attributes.get("office:value-type") == "string" or any(key in attributes for key in _ODS_VALUES)
        if holds:
            self._width = self._column
            self.box(self._rows + self._empty_rows + self._repeat, self._width)

    def _close_row(self) -> None:
        if not self._width:
            self._empty_rows += self._repeat
            return
        self._rows += self._empty_rows + self._repeat
        self._empty_rows = 0
        self._widest = max(self._widest, self._width)
        self._held += self._width
        self.box(self._rows, self._widest)
        self.count(self._held)

    def _close_table(self) -> None:
        self.cells += max(self._rows * self._widest, self._held)
        self._reset()

    def _space(self, attributes: dict[str, str]) -> None:
        self._spaces += self.number(attributes.get("text:c", "1"))
        if self._spaces > self.limits.spaces:
            refuse(self.path, Reason.FILE_UNSAFE, "в тексте ячеек слишком много пробелов подряд", _RESAVE)
