"""Finds the header row and says which column of a sheet is which column of the table.

Apart from checking values because headers go wrong in their own ways: title rows, synonyms, doubles, misspellings.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from workbook.errors import Reason
from workbook.school.origin import Finding, Origin, column_letter
from workbook.school.people import name_header
from workbook.school.problems import Problem, Severity
from workbook.school.repairs import clean, fold, shown
from workbook.school.schema import Column, Table

__all__ = ["Headers", "find_headers", "header_score"]

_SEARCHED = 20  # rows in which a header is looked for: exports put up to a dozen title rows above it
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|[*]")


@dataclass(frozen=True, slots=True)
class Headers:
    """Which sheet column holds which table column.

    Attributes
    ----------
    row : int
        Position of the header row among the rows of the sheet, from 0.
    positions : dict of str to int
        English column name → position of the sheet column, from 0.
    strangers : dict of int to str
        Position → text of headers that belong to no column.
    doubles : dict of int to str
        Position → English name of a column that was met before.
    """

    row: int
    positions: dict[str, int]
    strangers: dict[int, str]
    doubles: dict[int, str]

    @property
    def letters(self) -> dict[str, str]:
        """English column name → letter."""
        return {name: column_letter(position) for name, position in self.positions.items()}

    def problems(self, origin: Origin) -> list[Problem]:
        """Complain about missing, unknown and double headers."""
        table = origin.table
        absent = [column for column in table.columns if column.name not in self.positions]
        near = {position: _nearest(text, table, absent) for position, text in self.strangers.items()}
        found = []
        for column in absent:
            if not column.required:
                continue
            meant = next((position for position, name in near.items() if name == column.name), None)
            hint = (
                f"Возможно, это столбец {column_letter(meant)} «{shown(self.strangers[meant])}»: переименуйте его."
                if meant is not None
                else f"Добавьте столбец с заголовком «{column.header}»."
            )
            text = f"в таблице «{table.title}» нет обязательного столбца «{column.header}». {hint} Таблица не учтена."
            found.append(
                origin.of_table(
                    Finding(Reason.HEADER_MISSING, Severity.ERROR, text, suggestion=column.header), column.name
                )
            )
        for position, text in self.strangers.items():
            cell = f"{column_letter(position)}{self.row + 1}"
            found.append(origin.of_table(_stranger(text, near[position], table), cell=cell, row=self.row + 1))
        for position, name in self.doubles.items():
            cell = f"{column_letter(position)}{self.row + 1}"
            header = table.column(name).header
            text = (
                f"столбец «{header}» встретился второй раз. Учтён первый, {column_letter(self.positions[name])}; "
                "удалите или переименуйте лишний столбец."
            )
            found.append(
                origin.of_table(Finding(Reason.HEADER_DOUBLE, Severity.WARNING, text, header), name, cell, self.row + 1)
            )
        return found


def find_headers(rows: Sequence[Sequence[object]], table: Table) -> Headers:
    """Find the row that names most columns of the table; the first such row wins.

    Parameters
    ----------
    rows : sequence of rows
        The sheet from its first row, cells as plain values.
    table : Table

    Returns
    -------
    Headers
        When no row names any column, the first row that holds something stands as the header and all its texts are
        strangers.
    """
    searched = rows[:_SEARCHED]
    scores = [header_score(row, table) for row in searched]
    best = max(scores, default=0)
    if best:
        return _match(scores.index(best), searched[scores.index(best)], table)
    first = next((i for i, row in enumerate(searched) if any(_text(cell) for cell in row)), 0)
    return _match(first, searched[first] if searched else (), table)


def header_score(row: Sequence[object], table: Table) -> int:
    """Count the columns of the table that a row names."""
    known = _known(table)
    return len({known[key][0] for cell in row if (key := _key(_text(cell))) in known})


def _match(index: int, row: Sequence[object], table: Table) -> Headers:
    known = _known(table)
    positions: dict[str, int] = {}
    doubles: dict[int, str] = {}
    strangers: dict[int, str] = {}
    named = {i: _text(cell) for i, cell in enumerate(row) if _text(cell)}
    for rank in (0, 1):
        for i, text in named.items():
            name, own = known.get(_key(text), ("", -1))
            if own != rank:
                continue
            if name in positions:
                doubles[i] = name
            else:
                positions[name] = i
    strangers = {i: text for i, text in named.items() if _key(text) not in known}
    return Headers(index, positions, strangers, dict(sorted(doubles.items())))


@lru_cache(maxsize=64)
def _known(table: Table) -> dict[str, tuple[str, int]]:
    """Map header keys to (English name, 0 for the column's own names and 1 for synonyms)."""
    known: dict[str, tuple[str, int]] = {}
    for column in table.columns:
        for synonym in column.synonyms:
            known[_key(synonym)] = (column.name, 1)
    for column in table.columns:
        known[_key(column.name)] = (column.name, 0)
        known[_key(f"{column.header}, {column.unit}")] = (column.name, 0)
    for column in table.columns:
        known[_key(column.header)] = (column.name, 0)
    return known


def _key(text: str) -> str:
    return " ".join(_BRACKETS.sub(" ", fold(text)).replace("_", " ").split()).strip(" .:;,")


def _text(cell: object) -> str:
    return clean(cell)[0].strip() if isinstance(cell, str) else "" if cell is None else str(cell)


def _nearest(text: str, table: Table, absent: Sequence[Column]) -> str:
    known = {key: name for key, (name, _) in _known(table).items() if table.column(name) in absent}
    near = difflib.get_close_matches(_key(text), known, n=1, cutoff=0.7)
    return known[near[0]] if near else ""


def _stranger(text: str, near: str, table: Table) -> Finding:
    if name_header(text):
        return Finding(
            Reason.NAME_NOT_CODE,
            Severity.ERROR,
            f"столбец «{shown(text)}», похоже, хранит имена. Имён в файлах школы быть не должно: удалите столбец, "
            "а ключ «имя — код» храните вне папки школы. Столбец не прочитан.",
            shown(text),
        )
    hint = f" Возможно, имелось в виду «{table.column(near).header}»." if near else ""
    return Finding(
        Reason.HEADER_UNKNOWN,
        Severity.WARNING,
        f"столбец «{shown(text)}» неизвестен в таблице «{table.title}» и не учтён.{hint}",
        shown(text),
        table.column(near).header if near else "",
    )
