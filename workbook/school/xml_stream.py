"""XML of a spreadsheet streaming by: refused when it is no plain UTF-8 markup, measured against the limits.

Apart from the two formats because DTD, encoding, depth, vocabulary and the count of cells are judged alike in both.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NoReturn
from xml.parsers import expat

from workbook.errors import Reason
from workbook.school.limits import Limits, refuse, thousands

__all__ = ["Handler", "XmlStream"]

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
        self._parser: expat.XMLParserType | None = None

    def open(self, member: str) -> None:
        """Begin a member."""
        self.member = member
        parser = expat.ParserCreate()
        parser.XmlDeclHandler = self._declaration
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._entity
        self._watch(parser)
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

    def _watch(self, parser: expat.XMLParserType) -> None:
        """Set the handlers of elements; closures, for they run a million times in a large book."""
        starts: dict[str, Handler | None] = {}
        ends: dict[str, Callable[[], None] | None] = {}
        deepest = self.limits.depth
        depth = 0

        def start(name: str, attributes: dict[str, str]) -> None:
            nonlocal depth
            depth += 1
            if depth > deepest:
                refuse(self.path, Reason.FILE_UNSAFE, f"вложенность разметки больше {deepest} уровней", _RESAVE)
            if name not in starts:
                if len(starts) >= self.limits.xml_names:
                    refuse(self.path, Reason.FILE_UNSAFE, "в разметке слишком много разных имён", _RESAVE)
                local = name.rpartition(":")[2]
                starts[name], ends[name] = self.on_start(local), self.on_end(local)
            handler = starts[name]
            if handler is not None:
                handler(attributes)

        def end(name: str) -> None:
            nonlocal depth
            depth -= 1
            handler = ends[name]
            if handler is not None:
                handler()

        parser.StartElementHandler = start
        parser.EndElementHandler = end

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if (encoding.lower() if encoding else None) not in _ENCODINGS:
            self._refuse_encoding()

    def _refuse_encoding(self) -> NoReturn:
        refuse(self.path, Reason.FILE_UNSAFE, "разметка книги записана не в UTF-8", _RESAVE)

    def _doctype(self, *_: object) -> None:
        refuse(self.path, Reason.FILE_UNSAFE, "в разметке есть объявление типа (DTD), которого в книгах нет", _RESAVE)

    def _entity(self, *_: object) -> None:
        self._doctype()
