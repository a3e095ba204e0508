"""The plan as events with numbers, the school year around them, and what reading could not take in.

Apart from the rules because they need every event with its place, also the ones whose row was set aside.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from workbook.errors import MissingData, Reason
from workbook.school import Problem, School, Severity

__all__ = [
    "HEADERS",
    "MONTHS",
    "SchoolYear",
    "Unread",
    "guessed_month",
    "numbered",
    "plan_days",
    "plans",
    "start_days",
    "unread_cells",
]

HEADERS = {
    "event": "Мероприятие", "start": "Начало", "end": "Окончание", "audience": "Участники", "product": "Продукт",
    "responsible": "Ответственный", "indicator": "Показатель", "baseline": "Исходное значение",
    "target": "Целевое значение", "status": "Статус", "evidence": "Подтверждение",
}  # fmt: skip
"""Columns of the plan → their Russian headers."""

_MONTHS = ("январ", "феврал", "март", "апрел", "ма", "июн", "июл", "август", "сентябр", "октябр", "ноябр", "декабр")
MONTHS = ("январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь",
              "декабрь")  # fmt: skip
_MONTH_YEAR = re.compile(r"([а-я]{3,8})\.?\s*([0-9]{4})[0-9]*(?:\s*г(?:ода?|\.)?)?")


@dataclass(frozen=True, slots=True)
class SchoolYear:
    """A school year with its first and last day.

    Attributes
    ----------
    title : str
        «2025/2026».
    first, last : Timestamp
        1 September and 31 August.
    """

    title: str
    first: pd.Timestamp
    last: pd.Timestamp

    @classmethod
    def of(cls, title: str) -> SchoolYear:
        """Make the year of a title.

        Raises
        ------
        MissingData
            The title names no year.
        """
        found = re.fullmatch(r"([0-9]{4})/([0-9]{4})", title)
        if found is None:
            raise MissingData("Учебный год неизвестен: укажите «год» в паспорте школы.", Reason.VALUE_MISSING)
        return cls(title, pd.Timestamp(int(found[1]), 9, 1), pd.Timestamp(int(found[2]), 8, 31))

    def day(self, text: str) -> pd.Timestamp:
        """Return the day «31.10» of this year.

        Raises
        ------
        ValueError
            No such day.
        """
        found = re.fullmatch(r"\s*([0-9]{1,2})\.([0-9]{1,2})\s*", text)
        if found is None:
            raise ValueError(text)
        day, month = int(found[1]), int(found[2])
        return pd.Timestamp(self.first.year if month >= 9 else self.last.year, month, day)


@dataclass(frozen=True, slots=True)
class Unread:
    """A cell of the plan that reading could not take in.

    Attributes
    ----------
    number : int
        Which event of the list it belongs to; 0 when the place in the list is not certain.
    field, value, place : str
        English column, what stood there, «plan.csv, C5».
    message, suggestion : str
        As reading said it.
    lost : bool
        The whole row was set aside.
    """

    number: int
    field: str
    value: str
    place: str
    message: str
    suggestion: str
    lost: bool


def plans(school: School) -> list[str]:
    """Return the titles of the school's plans in the order of the file."""
    return list(dict.fromkeys(school["plan"]["plan"])) if school.has("plan") else []


def plan_days(school: School, day: str = "") -> dict[str, str]:
    """Return the days for which a plan may be checked: the ends of the months of the school year, and the day given."""
    year = SchoolYear.of(school.year)
    return _labelled([*pd.date_range(year.first, year.last, freq="ME")], day)


def start_days(school: School, since: str = "") -> dict[str, str]:
    """Return the days from which works may be moved: the first days of the months, and the day given."""
    year = SchoolYear.of(school.year)
    return _labelled([*pd.date_range(year.first, year.last, freq="MS")], since)


def _labelled(days: list[pd.Timestamp], given: str) -> dict[str, str]:
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", given):
        known = pd.to_datetime(given, errors="coerce")
        days = sorted({*days, *([] if pd.isna(known) else [known])})
    return {f"{day:%Y-%m-%d}": f"{day:%d.%m.%Y}" for day in days}


def unread_cells(problems: Iterable[Problem]) -> list[Unread]:
    """Keep the complaints of reading about cells and rows of the plan; repairs are no complaints.

    Parameters
    ----------
    problems : iterable of Problem
        All problems of the school.
    """
    cells = []
    for item in problems:
        if item.table != "plan" or item.severity is Severity.REPAIR or item.row is None:
            continue
        if item.reason in _NOT_CELLS or not item.column:
            continue
        place = f"{item.sheet or item.file}, {item.cell or f'строка {item.row}'}"
        lost = item.reason in _LOSING or item.column in _REQUIRED
        # The header stands in the first row of nearly every plan, so event 1 is row 2.
        number = item.row - 1 if item.count == 1 else 0
        cells.append(Unread(number, item.column, item.value, place, item.message, item.suggestion, lost))
    return cells


def numbered(events: pd.DataFrame, unread: Iterable[Unread]) -> pd.DataFrame:
    """Number the events as they stand in the list, rows that were set aside included.

    Parameters
    ----------
    events : DataFrame
        The validated plan.
    unread : iterable of Unread

    Returns
    -------
    DataFrame
        The plan with a first column number (int from 1).
    """
    lost = {item.number for item in unread if item.lost and item.number}
    free = [place for place in range(1, len(events) + len(lost) + 1) if place not in lost]
    places = free[: len(events)] if len(free) >= len(events) else range(1, len(events) + 1)
    table = events.reset_index(drop=True)
    table.insert(0, "number", pd.Series(list(places), dtype="int64"))
    return table


def guessed_month(text: str) -> tuple[str, str] | None:
    """Read «Декабрь20222» as far as a person would: the month in words and its first day.

    Returns
    -------
    tuple of str or None
        («декабрь 2022», «01.12.2022»); None when no month and year are seen.
    """
    found = _MONTH_YEAR.search(text.lower().replace("ё", "е"))
    if found is None:
        return None
    month = next((i for i, stem in enumerate(_MONTHS) if found[1].startswith(stem)), None)
    if month is None:
        return None
    return f"{MONTHS[month]} {found[2]}", f"01.{month + 1:02d}.{found[2]}"


_REQUIRED = ("plan", "event", "start")
_LOSING = (Reason.ROW_WIDE, Reason.ROW_DOUBLE)
_NOT_CELLS = (Reason.HEADER_UNKNOWN, Reason.HEADER_MISSING, Reason.HEADER_DOUBLE, Reason.TABLE_EMPTY)
