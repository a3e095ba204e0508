"""Parses an XML file that came from outside: no document type, no entities, bounded depth and size.

Apart from Moodle because it trusts nothing and knows no question. The standard library's parser is enough once a
DOCTYPE is refused: entities, external or exploding, cannot be declared without one.
"""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from workbook.errors import Reason
from workbook.school.limits import Limits, refuse, thousands

__all__ = ["read_tree"]

_DEEPEST = 60
_ELEMENTS = 400_000
_AGAIN = "Выгрузите вопросы из Moodle ещё раз в формате «Moodle XML»"


def read_tree(path: Path, limits: Limits | None = None) -> Element:
    """Parse a file into elements.

    Parameters
    ----------
    path : Path
    limits : Limits, optional
        ``file_bytes`` bounds the file.

    Returns
    -------
    Element
        The root.

    Raises
    ------
    FileRefused
        Missing, too large, no well-formed XML, with a document type or nested beyond sense.
    """
    limits = limits or Limits()
    try:
        data = path.read_bytes() if path.stat().st_size <= limits.file_bytes else None
    except OSError:
        refuse(path, Reason.FILE_MISSING, "его нет или он не открывается", "Проверьте имя и папку")
    if data is None:
        size = thousands(-(-path.stat().st_size // 2**20))
        refuse(
            path, Reason.FILE_TOO_LARGE, f"он занимает {size} МБ, а допустимо {limits.file_bytes // 2**20} МБ",
            "Выгрузите вопросы по частям или без картинок",
        )  # fmt: skip
    if not data.strip():
        refuse(path, Reason.FILE_BROKEN, "он пуст", _AGAIN)
    builder = _Guarded(path)
    try:
        builder.parser.Parse(data, True)
    except (expat.ExpatError, ValueError) as error:
        refuse(path, Reason.FILE_BROKEN, f"разметка XML нарушена ({_where(error)})", _AGAIN)
    return builder.tree.close()


def _where(error: Exception) -> str:
    line = getattr(error, "lineno", None)
    return f"строка {line}" if line else "начало файла"


class _Guarded:
    """An expat parser that feeds a tree and refuses what a bank of questions never holds."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.tree = TreeBuilder()
        self.depth = 0
        self.elements = 0
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.EntityDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self.tree.data

    def _doctype(self, *_: object) -> None:
        refuse(
            self.path, Reason.FILE_UNSAFE, "в нём есть объявление типа документа (DOCTYPE) или сущности, которых в "
            "выгрузке Moodle не бывает", _AGAIN,
        )  # fmt: skip

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.elements += 1
        if self.depth > _DEEPEST or self.elements > _ELEMENTS:
            refuse(self.path, Reason.FILE_UNSAFE, "разметка слишком глубока или слишком велика", _AGAIN)
        self.tree.start(name, attributes)

    def _end(self, name: str) -> None:
        self.depth -= 1
        self.tree.end(name)
