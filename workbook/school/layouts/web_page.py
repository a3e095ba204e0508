"""Reads tables of a web page: electronic journals save one under the name «отчёт.xls».

Apart from opening files because a page is text of strangers: it is cut into cells by signs alone, nothing in it is ever
run, fetched or nested, and every step takes time in proportion to the length of the text.
"""

from __future__ import annotations

import html
import re

__all__ = ["decoded_page", "is_page", "page_tables"]

Cell = str | None

_PAGE = re.compile(rb"<(!doctype\s+html|html|head|body|meta|style|table)\b", re.IGNORECASE)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([A-Za-z0-9_-]{3,20})", re.IGNORECASE)
_KNOWN = {"utf-8": "utf-8-sig", "utf8": "utf-8-sig", "windows-1251": "cp1251", "cp1251": "cp1251", "koi8-r": "koi8-r"}
_SILENT = ("!--", "script", "style", "head")
_TAG = re.compile(r"<(/?)(table|tr|td|th|br|p)\b([^<>]{0,2000})>", re.IGNORECASE)
_OTHER = re.compile(r"<[^<>]{0,2000}>")
_SPAN = re.compile(r"(col|row)span\s*=\s*[\"']?\s*(\d{1,4})", re.IGNORECASE)
_WIDEST = 500
_PREFIX = 2_048


def is_page(head: bytes) -> bool:
    """Whether the first bytes of a file begin a web page."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<") and _PAGE.search(head[:_PREFIX]) is not None


def decoded_page(data: bytes) -> str:
    """Decode a page by its own word, else as UTF-8, else as Windows-1251."""
    told = _CHARSET.search(data[:_PREFIX])
    names = [_KNOWN.get(told[1].decode().casefold(), "utf-8-sig") if told else "utf-8-sig", "utf-8-sig"]
    for name in names:
        try:
            return data.decode(name)
        except UnicodeDecodeError:
            continue
    return data.decode("cp1251", errors="replace")


def page_tables(text: str, most: int) -> list[list[list[Cell]]]:
    """Cut a page into tables of cells.

    A cell that spans several columns or rows stands in the first of them, the others are empty, as in a workbook.

    Parameters
    ----------
    text : str
    most : int
        Most cells of the whole page.

    Returns
    -------
    list of list of list
        Tables in the order of the page, nested ones as tables of their own; empty ones are left out.

    Raises
    ------
    OverflowError
        The page has more cells than allowed.

    Examples
    --------
    >>> page_tables("<table><tr><th colspan=2>Класс</th></tr><tr><td>7&nbsp;А</td><td>25</td></tr></table>", 100)
    [[['Класс', None], ['7\\xa0А', '25']]]
    """
    text = _spoken(text)
    tables: list[_Rows] = []
    stack: list[_Rows] = []
    for tag in _TAG.finditer(text):
        closing, name = bool(tag[1]), tag[2].lower()
        if name == "table" and not closing:
            stack.append(_Rows(most))
            tables.append(stack[-1])
        elif name == "table" and stack:
            stack.pop()
        elif not stack or name in ("br", "p"):
            continue
        elif name == "tr" and not closing:
            stack[-1].begin_row()
        elif name in ("td", "th") and not closing:
            spans = {kind.lower(): int(count) for kind, count in _SPAN.findall(tag[3])}
            stack[-1].add(_cell(text, tag.end()), spans.get("col", 1), spans.get("row", 1))
    return [table.rows for table in tables if any(cell for row in table.rows for cell in row)]


class _Rows:
    """The rows of one table while it is cut; spans are the only state that must outlive a row."""

    def __init__(self, most: int) -> None:
        self.rows: list[list[Cell]] = []
        self._held: dict[int, int] = {}
        self._left = most

    def begin_row(self) -> None:
        self.rows.append([])
        self._held = {column: rows - 1 for column, rows in self._held.items() if rows > 1}

    def add(self, cell: Cell, columns: int, rows: int) -> None:
        if not self.rows:
            self.begin_row()
        row = self.rows[-1]
        while self._held.get(len(row), 0) and len(row) < _WIDEST:
            row.append(None)
        columns = max(1, min(columns, _WIDEST - len(row)))
        self._left -= columns
        if self._left < 0:
            raise OverflowError
        for column in range(len(row), len(row) + columns):
            # The row that begins the span is spent when the next row begins.
            if rows > 1:
                self._held[column] = rows
        row += [cell, *[None] * (columns - 1)]


def _spoken(text: str) -> str:
    """Drop comments, scripts and styles: what no reader of the page sees."""
    for name in _SILENT:
        begin, end = ("<!--", "-->") if name == "!--" else (f"<{name}", f"</{name}")
        lowered = text.lower()
        parts, at = [], 0
        while (found := lowered.find(begin, at)) >= 0:
            parts.append(text[at:found])
            if name == "head" and lowered[found + len(begin) : found + len(begin) + 2] == "er":  # <header> is seen
                at = found + len(begin)
                continue
            closed = lowered.find(end, found)
            if closed < 0:
                at = len(text) if name != "head" else found + len(begin)
                break
            shut = closed if name == "!--" else lowered.find(">", closed)
            at = closed + len(end) if shut < 0 else max(closed + len(end), shut + (name != "!--"))
        text = "".join([*parts, text[at:]])
    return text


def _cell(text: str, start: int) -> Cell:
    """Take the text from a cell's beginning to the next cell, row or table."""
    at, pieces = start, []
    for tag in _TAG.finditer(text, start):
        pieces.append(text[at : tag.start()])
        at = tag.end()
        if tag[2].lower() not in ("br", "p"):
            break
        pieces.append(" ")
    else:
        pieces.append(text[at:])
    return " ".join(html.unescape(_OTHER.sub("", "".join(pieces))).split(" ")).strip() or None
