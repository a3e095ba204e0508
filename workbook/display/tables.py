"""A table of a report: only the columns named, in their order, formatted for a Russian reader and escaped.

Apart from pandas' own HTML, which is raw, English and wide.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from workbook.display import numbers
from workbook.display.blocks import Block, badge
from workbook.display.markup import escape

__all__ = ["Column", "Table", "col"]

_TALL = 25
"""Rows from which a table scrolls inside its own frame, so that the header stays in sight."""

_DENSE = 6
"""Columns from which a printed table is set in smaller letters."""

_WIDE = 10
"""Columns from which a printed table gets a page of its own, turned on its side."""


@dataclass(frozen=True, slots=True)
class Column:
    """How one column of a frame is shown.

    Attributes
    ----------
    header : str
        Russian header, with the unit where the kind does not show it.
    kind : str
        One of the kinds of :func:`col`.
    digits : int or None
        Decimal places.
    align : str
        ``"left"``, ``"right"``, ``"center"``, or empty for the kind's own.
    low, high : str
        For the kind ``"interval"``: columns with the ends of the interval.
    """

    header: str
    kind: str = "text"
    digits: int | None = None
    align: str = ""
    low: str = ""
    high: str = ""


def col(
    header: str, kind: str = "text", digits: int | None = None, align: str = "", *, low: str = "", high: str = ""
) -> Column:
    """Say how a column is shown.

    Parameters
    ----------
    header : str
        Russian header.
    kind : str
        ``text``; ``int``; ``number``; ``percent`` (0..100); ``change`` (signed number); ``date``; ``share_bar`` (0..100
        with a bar); ``flag`` (True → «да» with a mark, False → empty, a verdict word → the word with its icon);
        ``interval`` (from the columns ``low`` and ``high``).
    digits : int or None
        Decimal places; by default 0 for ``int``, 1 for shares and intervals, 2 for ``number``.
    align : str
        ``"left"``, ``"right"`` or ``"center"`` instead of the kind's own.
    low, high : str
        Columns of the ends of an ``interval``.

    Returns
    -------
    Column

    Raises
    ------
    ValueError
        An unknown kind, or an interval without its columns.
    """
    if kind not in _KINDS:
        raise ValueError(f"unknown kind of column: {kind!r}; known: {', '.join(_KINDS)}")
    if kind == "interval" and not (low and high):
        raise ValueError("an interval needs the columns low and high")
    return Column(header, kind, digits, align, low, high)


def _text(value: Any, _: Column) -> str:
    return numbers.MISSING if value is None or value is pd.NA or pd.isna(value) else escape(value)


def _int(value: Any, column: Column) -> str:
    return escape(numbers.number(_plain(value), column.digits or 0))


def _number(value: Any, column: Column) -> str:
    return escape(numbers.number(_plain(value), 2 if column.digits is None else column.digits))


def _percent(value: Any, column: Column) -> str:
    return escape(numbers.percent(_plain(value), 1 if column.digits is None else column.digits))


def _change(value: Any, column: Column) -> str:
    return escape(numbers.number(_plain(value), 1 if column.digits is None else column.digits, signed=True))


def _date(value: Any, _: Column) -> str:
    return escape(numbers.date(value))


def _share_bar(value: Any, column: Column) -> str:
    text = _percent(value, column)
    if text == numbers.MISSING:
        return text
    width = min(max(float(value), 0.0), 100.0)
    bar = f'<span class="wb-bar"><i style="width:{width:.1f}%"></i></span>'
    return f'<span class="wb-share">{bar}<span>{text}</span></span>'


def _flag(value: Any, _: Column) -> str:
    if value is None or pd.isna(value):
        return numbers.MISSING
    if isinstance(value, str):
        return badge(value) if value else ""
    return badge("да", "warn") if value else ""


def _plain(value: Any) -> Any:
    return None if value is None or pd.isna(value) else value


_KINDS: dict[str, tuple[str, Callable[[Any, Column], str]]] = {
    "text": ("left", _text),
    "int": ("right", _int),
    "number": ("right", _number),
    "percent": ("right", _percent),
    "change": ("right", _change),
    "date": ("left", _date),
    "share_bar": ("right", _share_bar),
    "flag": ("left", _flag),
    "interval": ("right", _text),
}


class Table(Block):
    """Rows of a frame under Russian headers.

    Parameters
    ----------
    frame : DataFrame
        What is shown; the index is not.
    columns : mapping of str to Column
        Frame column → how it is shown, in this order. For an interval the key is free.
    caption, note : str
        Above and below the table. The note says what the reader must know to read it right.
    limit : int or None
        Rows shown; the table says how many are left out.
    row_class : callable or None
        Row (Series) → ``"ok"``, ``"warn"``, ``"bad"``, ``"info"``, ``"neutral"``, ``"total"`` or "".
    """

    def __init__(
        self,
        frame: pd.DataFrame,
        columns: Mapping[str, Column],
        caption: str = "",
        note: str = "",
        limit: int | None = None,
        row_class: Callable[[pd.Series], str] | None = None,
    ) -> None:
        needed = [
            name
            for key, column in columns.items()
            for name in ((column.low, column.high) if column.kind == "interval" else (key,))
        ]
        absent = [name for name in needed if name not in frame.columns]
        if absent:
            raise KeyError(f"the frame has no columns {absent}; it has {list(frame.columns)}")
        self.frame = frame
        self.columns = dict(columns)
        self.caption = caption
        self.note = note
        self.limit = limit
        self.row_class = row_class

    def body(self) -> str:
        """Return the table; of no rows, one line that says so."""
        caption = f"<caption>{escape(self.caption)}</caption>" if self.caption else ""
        note = f'<p class="wb-note">{escape(self.note)}</p>' if self.note else ""
        if self.frame.empty:
            title = f"{self.caption}: " if self.caption else ""
            return f'<p class="wb-quiet">{escape(title)}нет данных.</p>'
        shown = self.frame if self.limit is None else self.frame.head(self.limit)
        hidden = len(self.frame) - len(shown)
        if hidden:
            rows = numbers.count(len(self.frame), "строки", "строк", "строк")
            note = f'<p class="wb-note">Показаны первые {numbers.number(len(shown), 0)} из {rows}.</p>' + note
        head = "".join(
            f'<th scope="col" class="{self._align(column)}">{escape(column.header)}</th>'
            for column in self.columns.values()
        )
        size = " wb-tall" if len(shown) > _TALL else ""
        size += " wb-wide" if len(self.columns) > _WIDE else " wb-dense" if len(self.columns) > _DENSE else ""
        label = escape(self.caption or "Таблица")
        return (
            f'<div class="wb-scroll{size}" tabindex="0" role="region" aria-label="{label}">'
            f'<table class="wb-table">{caption}<thead><tr>{head}</tr></thead><tbody>{self._rows(shown)}</tbody></table>'
            f"</div>{note}"
        )

    @staticmethod
    def _align(column: Column) -> str:
        align = column.align or _KINDS[column.kind][0]
        return f"wb-a-{align}" if align in ("left", "right", "center") else "wb-a-left"

    def _rows(self, shown: pd.DataFrame) -> str:
        cells = [self._cells(shown, key, column) for key, column in self.columns.items()]
        classes = [""] * len(shown) if self.row_class is None else [self.row_class(row) for _, row in shown.iterrows()]
        rows = []
        for name, row in zip(classes, zip(*cells, strict=True), strict=True):
            mark = f' class="wb-row-{escape(name)}"' if name else ""
            rows.append(f"<tr{mark}>{''.join(row)}</tr>")
        return "".join(rows)

    def _cells(self, shown: pd.DataFrame, key: str, column: Column) -> list[str]:
        align = self._align(column)
        if column.kind == "interval":
            digits = 1 if column.digits is None else column.digits
            ends = zip(shown[column.low], shown[column.high], strict=True)
            texts = [escape(numbers.interval(_plain(low), _plain(high), digits)) for low, high in ends]
        else:
            write = _KINDS[column.kind][1]
            texts = [write(value, column) for value in shown[key]]
        return [f'<td class="{align}">{text}</td>' for text in texts]
