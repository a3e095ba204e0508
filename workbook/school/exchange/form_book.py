"""Writes a school's form anew with further rows; the values that stood in it stay as they were typed.

Apart from adding to texts because a workbook cannot be lengthened in place: it is read, checked to be the kit's own
form, and written whole.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from workbook.errors import DataRefused, Reason
from workbook.school.form_columns import LISTS
from workbook.school.form_guide import GUIDE
from workbook.school.forms import write_form
from workbook.school.headers import find_headers
from workbook.school.intake.place import listed
from workbook.school.isolation import read_cells
from workbook.school.remarks import REMARKS
from workbook.school.repairs import fold, shown
from workbook.school.school import School
from workbook.school.tables import TABLES

__all__ = ["form_with"]

_SERVICE = frozenset(map(fold, (GUIDE, LISTS, REMARKS)))


def form_with(path: Path, tables: Mapping[str, pd.DataFrame], school: School) -> bytes:
    """Return the workbook with rows added to some of its sheets.

    Parameters
    ----------
    path : Path
        A form of the kit: every filled sheet is one of its tables, with its headers.
    tables : mapping of str to DataFrame
        English table name → further rows.
    school : School
        Whose labels are printed in the form.

    Returns
    -------
    bytes
        The form, laid out anew.

    Raises
    ------
    DataRefused
        The workbook holds sheets or columns of the school's own, which a new form would lose.
    FileRefused
        The guard refuses the workbook.
    """
    present: dict[str, pd.DataFrame] = {}
    strange: list[str] = []
    for title, rows in read_cells(path).items():
        filled = any(cell is not None for row in rows for cell in row)
        name = next((n for n, t in TABLES.items() if fold(title.strip()) in (fold(n), fold(t.title))), "")
        if not filled or fold(title) in _SERVICE:
            continue
        if not name:
            strange.append(f"лист «{shown(title)}»")
            continue
        headers = find_headers(rows, TABLES[name])
        strange += [f"столбец «{shown(text)}» листа «{shown(title)}»" for text in headers.strangers.values()]
        body = [row for row in rows[headers.row + 1 :] if any(cell is not None for cell in row)]
        present[name] = pd.DataFrame(
            {column: [row[i] for row in body] for column, i in headers.positions.items()}, dtype=object
        )
    if strange:
        raise DataRefused(
            f"В книге «{path.name}» есть своё, чего нет в бланке ({listed(strange)}): программа не станет её "
            "переписывать. Запишите ответы в отдельную папку (--into другая папка) и скопируйте строки в книгу сами.",
            Reason.HEADER_UNKNOWN,
        )
    for name, further in tables.items():
        added = further.astype(object).where(further.notna(), None)
        present[name] = pd.concat([present[name], added], ignore_index=True) if name in present else added
    chosen = [table for name, table in TABLES.items() if name in present]
    with tempfile.TemporaryDirectory() as folder:
        labels = {"Школа": school.title, "Муниципалитет": school.municipality, "Учебный год": school.year}
        made = write_form(Path(folder) / path.name, chosen, rows=present, passport=labels)
        return made.read_bytes()
