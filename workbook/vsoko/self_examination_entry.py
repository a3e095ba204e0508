"""What is written in by hand: fields of a form, their reading, and the table that goes back into the school's folder.

Apart from the counting because a hand-written number never replaces a counted one in silence: both are kept.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd

from workbook.school import Column, Kind
from workbook.school.cells import read_cell
from workbook.school.tables import TABLES
from workbook.vsoko.self_examination_form import COUNT, FORM, SHARE, YES_NO, Indicator

__all__ = ["ENTRY_COLUMNS", "entry_fields", "entry_sample", "merged_entries", "read_entry"]

ENTRY_COLUMNS = tuple(column.name for column in TABLES["self_indicators"].columns)
"""Columns of the table «Показатели самообследования»."""

_LABELS = {
    "0.3": "работников", "1.14": "без атт., 9", "1.15": "без атт., 11", "1.16": "отличие, 9", "1.17": "отличие, 11",
    "1.20": "углублён.", "1.22": "дистанц.", "1.23": "сетевая", "1.25": "высшее", "1.26": "ВО пед.", "1.27": "СПО",
    "1.28": "СПО пед.", "1.31": "до 30 лет", "1.32": "от 55 лет", "1.33": "ПК за 5 лет", "1.34": "ПК по ФГОС",
    "2.1": "компьютеры", "2.2": "книги", "2.3": "эл. докум.", "2.4": "чит. зал", "2.4.1": "компьют.",
    "2.4.2": "медиатека", "2.4.3": "сканер", "2.4.4": "Интернет", "2.4.5": "печать", "2.5": "Интернет",
    "2.6": "площадь",
}  # fmt: skip
"""A word beside the number, as much as the narrow label of a field takes; the whole title is its tooltip."""

_LARGEST = 100_000


def entry_fields() -> tuple[Column, ...]:
    """Return a field for each line of the form that no table holds; whole people are whole numbers."""
    return tuple(_field(item) for item in FORM.values() if item.manual)


def _field(item: Indicator) -> Column:
    header, name = f"{item.number} {_LABELS[item.number]}", f"line_{item.number.replace('.', '_')}"
    if item.unit == YES_NO:
        return Column(name, header, Kind.CHOICE, item.title, "да", required=False, allowed=("да", "нет"))
    kind = Kind.INTEGER if item.unit in (COUNT, SHARE) else Kind.NUMBER
    return Column(name, header, kind, item.title, "0", required=False, low=0, high=_LARGEST)


def read_entry(text: str) -> tuple[dict[str, float | str], str]:
    """Read the lines «1.14 без атт., 9: 0» of the form: one wrong field does not take the others away.

    Parameters
    ----------
    text : str
        One field a line; empty fields have no line.

    Returns
    -------
    dict
        Number of the indicator → number, or «да», «нет».
    str
        All faults in one text: an unknown line, a value that cannot be; empty without faults.

    Examples
    --------
    >>> read_entry("1.14 без атт., 9: 0\\n2.3 эл. докум.: да")
    ({'1.14': 0.0, '2.3': 'да'}, '')
    """
    fields = {column.header: column for column in entry_fields()}
    values: dict[str, float | str] = {}
    faults: list[str] = []
    for line in filter(str.strip, text.splitlines()):
        header, _, value = (part.strip() for part in line.partition(":"))
        if header not in fields:
            faults.append(f"строки «{header[:60]}» в форме нет")
            continue
        reading = read_cell(value, fields[header])
        if reading.fault is not None:
            faults.append(reading.fault.text)
        elif reading.value is not None:
            given = reading.value
            values[header.split(" ")[0]] = given if isinstance(given, str) else float(given)  # type: ignore[arg-type]
    refusal = f"Вписанное не принято. {' '.join(_sentence(fault) for fault in faults)}" if faults else ""
    return values, refusal


def _sentence(text: str) -> str:
    said = text[:1].upper() + text[1:]
    return said if said.endswith((".", "!", "?")) else f"{said}."


def merged_entries(table: pd.DataFrame | None, calendar_year: int, entry: Mapping[str, float | str]) -> pd.DataFrame:
    """Put the values just written in into the whole table; rows of other years and other lines stay as they are.

    Parameters
    ----------
    table : DataFrame or None
        «Показатели самообследования» as the school has it.
    calendar_year : int
    entry : mapping
        :func:`read_entry`.

    Returns
    -------
    DataFrame
        :data:`ENTRY_COLUMNS`, in the order of years and of the form; a note stays when its value does.
    """
    known = pd.DataFrame(columns=list(ENTRY_COLUMNS)) if table is None else table[list(ENTRY_COLUMNS)]
    rows = {(int(row["calendar_year"]), str(row["number"])): row for row in known.to_dict("records")}
    for number, value in entry.items():
        said = value if isinstance(value, str) else None
        amount = math.nan if isinstance(value, str) else value
        old = rows.get((calendar_year, number))
        same = old is not None and (old["value"] == amount if said is None else old["yes_no"] == said)
        rows[calendar_year, number] = {
            "calendar_year": calendar_year, "number": number, "value": amount, "yes_no": said,
            "note": old["note"] if old is not None and same else None,
        }  # fmt: skip
    order = {number: place for place, number in enumerate(FORM)}
    keys = sorted(rows, key=lambda key: (key[0], order.get(key[1], len(order)), key[1]))
    result = pd.DataFrame([rows[key] for key in keys], columns=list(ENTRY_COLUMNS))
    types = {"calendar_year": "Int64", "number": "str", "value": "float64", "yes_no": "str", "note": "str"}
    return result.astype(types)


def entry_sample(table: pd.DataFrame | None, calendar_year: int) -> dict[str, str]:
    """Return what the table holds for the year as texts of the fields: ``header → text``."""
    if table is None:
        return {}
    rows = table.loc[table["calendar_year"].eq(calendar_year)]
    headers = {column.header.split(" ")[0]: column.header for column in entry_fields()}
    filled = {}
    for row in rows.to_dict("records"):
        number = str(row["number"])
        if number not in headers:
            continue
        if not pd.isna(row["yes_no"]):
            filled[headers[number]] = str(row["yes_no"])
        elif not pd.isna(row["value"]):
            filled[headers[number]] = f"{row['value']:.15g}".replace(".", ",")
    return filled
