"""Reads dates as people, journals and spreadsheets write them.

Apart from the other cells because a date has more spellings than all other kinds together.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from workbook.school.repairs import hyphens

__all__ = ["EARLIEST", "LATEST", "day_and_month", "parse_date", "parse_month"]

EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)
"""Dates outside are misprints, not school life."""

_DAY_FIRST = re.compile(r"([0-9]{1,2}) ?[./-] ?([0-9]{1,2}) ?[./-] ?([0-9]{4}|[0-9]{2})(?: ?г\.?)?")
_PLAIN_DATE = re.compile(r"[0-9]{2}\.[0-9]{2}\.[0-9]{4}|[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ISO = re.compile(
    r"([0-9]{4})[-./]([0-9]{1,2})[-./]([0-9]{1,2})(?:[T ]([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?))?"
)
_IN_WORDS = re.compile(r"([0-9]{1,2}) ([а-я]{3,8}) ([0-9]{4})(?: ?(?:г\.?|года))?")
_MONTH_ONLY = re.compile(r"([а-я]{3,8})\.? ?([0-9]{4})(?: ?(?:г\.?|года))?")
_SERIAL = re.compile(r"[0-9]{5}")
_MONTHS = ("янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_EXCEL_EPOCH = date(1899, 12, 30)


def parse_date(text: str) -> tuple[date | None, str]:
    """Read a date in any way that leaves no doubt.

    Parameters
    ----------
    text : str
        «01.11.2025», «2025-11-01», «1.11.25», «1 ноября 2025 г.», «45962» (a day number of Excel).

    Returns
    -------
    date or None
        None when the text is no date or there is no such day.
    str
        What was repaired, or empty: 01.11.2025 and 2025-11-01 are two accepted notations.
    """
    plain = hyphens(text)
    if match := _ISO.fullmatch(plain):
        note = "" if _PLAIN_DATE.fullmatch(plain) else "дата записана как ДД.ММ.ГГГГ"
        if match[4]:
            note = "" if not match[4].strip("0:.") else "время суток отброшено"
        return _day(int(match[1]), int(match[2]), int(match[3])), note
    if match := _DAY_FIRST.fullmatch(plain):
        year = int(match[3]) + (2000 if len(match[3]) == 2 else 0)
        note = "" if _PLAIN_DATE.fullmatch(plain) else "дата записана как ДД.ММ.ГГГГ"
        return _day(year, int(match[2]), int(match[1])), note
    if match := _IN_WORDS.fullmatch(plain.casefold()):
        return _day(int(match[3]), _month(match[2]), int(match[1])), "дата записана как ДД.ММ.ГГГГ"
    if _SERIAL.fullmatch(plain):
        return _EXCEL_EPOCH + timedelta(days=int(plain)), "номер дня из Excel прочитан как дата"
    return None, ""


def parse_month(text: str, which: str) -> tuple[date | None, str]:
    """Read a date that names only its month: terms of plans are written so.

    Parameters
    ----------
    text : str
        «март 2026», «Март 2026 г.».
    which : str
        «первый» or «последний» day of the month.

    Returns
    -------
    date or None
        None when the text is no month.
    str
        What was taken, or empty.

    Examples
    --------
    >>> parse_month("март 2026 г.", "последний")
    (datetime.date(2026, 3, 31), 'назван только месяц: взят последний день')
    """
    match = _MONTH_ONLY.fullmatch(hyphens(text).casefold())
    month = _month(match[1]) if match else 0
    if match is None or not month:
        return None, ""
    last = calendar.monthrange(int(match[2]), month)[1]
    day = _day(int(match[2]), month, 1 if which == "первый" else last)
    return day, f"назван только месяц: взят {which} день"


def _month(word: str) -> int:
    return next((i for i, stem in enumerate(_MONTHS, 1) if word.startswith(stem)), 0)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def day_and_month(text: str) -> tuple[int, int, str] | None:
    """Return day, month and «02.03.2026» of an ISO date: what a spreadsheet made of «2.3»."""
    match = _ISO.fullmatch(text)
    found = None if match is None else _day(int(match[1]), int(match[2]), int(match[3]))
    return None if found is None else (found.day, found.month, f"{found:%d.%m.%Y}")
