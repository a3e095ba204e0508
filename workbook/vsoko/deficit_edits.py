"""Decisions typed on the live page: a row of the map, its cause and measure, its own weights; and weights of all rows.

Apart from the measures because here a person's text is read and refused in words; nothing is stored until the file is
taken away.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from workbook.errors import DataRefused, Reason
from workbook.school import Column, Kind
from workbook.school.dates import parse_date
from workbook.school.tables import TABLES
from workbook.settings import DeficitRules
from workbook.vsoko.deficit_measures import empty_measures, row_keys

__all__ = ["KEY_TITLES", "Edit", "edit_fields", "edit_text", "edited", "read_edit", "read_weights", "weight_choices"]

KEY_TITLES = {
    "успеваемость": "Успеваемость", "качество": "Качество знаний", "соу": "СОУ", "подтвердили": "Подтверждение отметок",
    "базовые задания": "Базовые задания", "темы и умения": "Темы и умения", "работы": "Работы к территории",
    "экзамены": "ОГЭ и ЕГЭ к территории", "метапредметные": "Метапредметные",
    "без низких результатов": "Без низких результатов", "вне риска": "Вне группы риска", "явка": "Явка на работы",
    "обновление фос": "Обновление ФОС", "сохранность": "Сохранность", "мотивация": "Мотивация",
    "удовлетворённость": "Удовлетворённость", "компетенции": "Компетенции учителей", "уроки": "Посещённые уроки",
}  # fmt: skip
"""Keys of the rules as a person reads them."""

_LEVELS = ("1", "2", "3")
_PAIRS = tuple(f"{importance} × {influence}" for importance in _LEVELS for influence in _LEVELS)
_WIPE = "—"
_EDITED = ("cause", "measure", "responsible", "due", "status", "evidence")
_NUMBER, _IMPORTANCE, _INFLUENCE = "№ строки карты", "Значимость", "Влияние школы"


@dataclass(frozen=True, slots=True)
class Edit:
    """A decision on one row.

    Attributes
    ----------
    number : int
        Number of the row in the map by the school's own rules.
    values : mapping
        Column of «Меры по дефицитам» → text, date, or None to empty the cell; columns not named stay.
    importance, influence : int
        Own weights of the row; 0 keeps those of the indicator.
    """

    number: int
    values: MappingProxyType[str, str | pd.Timestamp | None]
    importance: int = 0
    influence: int = 0


def edit_fields() -> tuple[Column, ...]:
    """Return the fields of one decision: the row, its weights, and the people's columns of the table."""
    table = TABLES["deficit_measures"]
    return (
        Column("number", _NUMBER, Kind.INTEGER, "Номер строки в карте", "1"),
        Column(
            "importance", _IMPORTANCE, Kind.CHOICE, "1–3; пусто — по методике", "3", required=False, allowed=_LEVELS
        ),
        Column("influence", _INFLUENCE, Kind.CHOICE, "1–3; пусто — по методике", "3", required=False, allowed=_LEVELS),
        *(table.column(name) for name in _EDITED),
    )


def edit_text(row: pd.Series) -> dict[str, str]:
    """Return the fields of a row of the map as they stand: header → text.

    Parameters
    ----------
    row : Series
        A row with number, cause, measure, responsible, due, state, evidence.
    """
    values = {"number": row["number"], **{name: row["state" if name == "status" else name] for name in _EDITED}}
    values["due"] = "" if pd.isna(row["due"]) else f"{row['due']:%d.%m.%Y}"
    return {column.header: str(values[column.name]) for column in edit_fields() if column.name in values}


def weight_choices() -> tuple[Column, ...]:
    """Return a field for the weights of each indicator: «значимость × влияние»."""
    return tuple(
        Column(f"weights_{place}", title, Kind.CHOICE, "Значимость × влияние школы; пусто — по методике", "3 × 2",
               required=False, allowed=_PAIRS)
        for place, title in enumerate(KEY_TITLES.values())
    )  # fmt: skip


def read_weights(text: str, rules: DeficitRules) -> DeficitRules:
    """Return the rules with other importance and influence: lines «Качество знаний: 2 × 3».

    Parameters
    ----------
    text : str
        Empty keeps the rules.
    rules : DeficitRules

    Raises
    ------
    DataRefused
        An unknown indicator or weights that are not from 1 to 3.

    Examples
    --------
    >>> dict(read_weights("СОУ: 3 × 2", DeficitRules()).importance)["соу"]
    3
    """
    keys = {title: key for key, title in KEY_TITLES.items()}
    importance, influence = dict(rules.importance), dict(rules.influence)
    for title, value in _lines(text).items():
        if title not in keys:
            raise DataRefused(f"Показатель «{title}» неизвестен. Есть: {', '.join(keys)}.", Reason.PARAMETER_TYPE)
        pair = " × ".join(value.replace("x", "×").replace("х", "×").replace(" ", "").split("×"))
        if pair not in _PAIRS:
            raise DataRefused(
                f"«{title}: {value}» не понято. Нужно «значимость × влияние», каждое от 1 до 3, например «3 × 2».",
                Reason.PARAMETER_TYPE,
            )
        importance[keys[title]], influence[keys[title]] = int(pair[0]), int(pair[-1])
    return dataclasses.replace(
        rules, importance=MappingProxyType(importance), influence=MappingProxyType(influence)
    )  # fmt: skip


def read_edit(text: str, rows: int, number: int = 0) -> Edit | None:
    """Read one decision from lines «Заголовок: значение»; a dash empties a cell.

    Parameters
    ----------
    text : str
        Empty: no decision.
    rows : int
        How many rows the map has.
    number : int
        The row meant when the text names none; 0 for none.

    Raises
    ------
    DataRefused
        A field is unknown, there is no such row, the term or the status cannot be read.

    Examples
    --------
    >>> read_edit("№ строки карты: 2\\nСтатус: идёт", rows=5).values["status"]
    'идёт'
    """
    given = _lines(text)
    if not given:
        return None
    fields = {column.header: column for column in edit_fields()}
    for header in given:
        if header not in fields:
            known = ", ".join(f"«{name}»" for name in fields)
            raise DataRefused(f"Поле «{header}» неизвестно. Поля решения: {known}.", Reason.STEP_REFUSED)
    place = given.pop(_NUMBER, str(number or ""))
    if not place.isdecimal() or not 1 <= int(place) <= rows:
        raise DataRefused(
            f"Строки «{place}» в карте нет. Нужен номер от 1 до {rows} из столбца «№».", Reason.STEP_REFUSED
        )
    weights = [_level(given.pop(header, ""), header) for header in (_IMPORTANCE, _INFLUENCE)]
    values = {fields[header].name: _value(fields[header], value) for header, value in given.items()}
    return Edit(int(place), MappingProxyType(values), *weights)


def edited(measures: pd.DataFrame | None, rows: pd.DataFrame, edits: Sequence[Edit], year: str) -> pd.DataFrame:
    """Return «Меры по дефицитам» with the decisions written in; rows of other years and other rows stay.

    Parameters
    ----------
    measures : DataFrame or None
        The table as the school has it; None begins one.
    rows : DataFrame
        The map with number, indicator, group.
    edits : sequence of Edit
        Later ones win. An edit of weights alone writes nothing.
    year : str
        Year of the map.

    Returns
    -------
    DataFrame
        The table's columns. A row already there takes the map's own words for indicator and group.
    """
    table = empty_measures() if measures is None else measures.copy()
    table = table.astype({"due": "datetime64[us]"}).reset_index(drop=True)
    named = rows.set_index("number")
    for edit in edits:
        if not edit.values:
            continue
        row = named.loc[edit.number]
        key = row_keys(pd.DataFrame([row[["indicator", "group"]]])).iloc[0]
        same = table["year"].eq(year) & row_keys(table).eq(key)
        place = int(same.to_numpy().argmax()) if same.any() else len(table)
        if not same.any():
            table = pd.concat([table, empty_measures().reindex([0])], ignore_index=True)
        told = {"year": year, "indicator": row["indicator"], "group": row["group"], **edit.values}
        for name, value in told.items():
            table.loc[place, name] = pd.NaT if name == "due" and value is None else value
    return table


def _lines(text: str) -> dict[str, str]:
    """Read «Заголовок: значение»; lines of one header are one text."""
    values: dict[str, str] = {}
    for line in filter(str.strip, text.splitlines()):
        header, colon, value = (part.strip() for part in line.partition(":"))
        if not colon:
            raise DataRefused(f"Строка «{line.strip()}» не понята. Нужно «Заголовок: значение».", Reason.STEP_REFUSED)
        values[header] = f"{values[header]} {value}" if header in values else value
    return values


def _level(text: str, header: str) -> int:
    if text and text not in _LEVELS:
        raise DataRefused(f"{header}: «{text}» не подходит. Нужно 1, 2 или 3.", Reason.STEP_REFUSED)
    return int(text or 0)


def _value(column: Column, text: str) -> str | pd.Timestamp | None:
    if text == _WIPE:
        return None
    if column.kind is Kind.DATE:
        day, _ = parse_date(text)
        if day is None:
            raise DataRefused(f"Срок «{text}» не читается. Нужно, например, 15.03.2026.", Reason.STEP_REFUSED)
        return pd.Timestamp(day)
    if column.allowed and text not in column.allowed:
        choices = ", ".join(f"«{one}»" for one in column.allowed)
        raise DataRefused(f"{column.header}: «{text}» не подходит. Допустимо: {choices}.", Reason.STEP_REFUSED)
    return text
