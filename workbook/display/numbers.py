"""Numbers, counts and dates as a Russian reader writes them.

Apart because sections, tables, charts and the index page must agree: decimal comma, a space that does not break, a true
minus, «1 ученик — 2 ученика — 5 учеников», and a dash where there is nothing.
"""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import pandas as pd

from workbook.estimates import Estimate, half_up

__all__ = ["MISSING", "count", "date", "estimate", "interval", "number", "percent", "plural", "points"]

MISSING = "—"
NBSP = "\u00a0"
THIN = "\u202f"
_MINUS = "\u2212"
_EN_DASH = "\u2013"


def _gone(value: Any) -> bool:
    if value is None or value is pd.NA or value is pd.NaT:
        return True
    return isinstance(value, float) and not math.isfinite(value)


def number(value: Any, digits: int | None = None, *, signed: bool = False) -> str:
    """Write a number: decimal comma, thousands apart, true minus, rounded half up.

    Parameters
    ----------
    value : number or missing
    digits : int or None
        Decimal places, always written; None means none for whole numbers and at most two otherwise.
    signed : bool
        Write a plus before positive numbers (changes).

    Returns
    -------
    str
        «—» when the value is missing or infinite.

    Examples
    --------
    >>> number(3.14159, 1), number(-0.04, 1), number(2.50)
    ('3,1', '0,0', '2,5')
    """
    if _gone(value):
        return MISSING
    places = 2 if digits is None else digits
    rounded = half_up(float(value), places)
    text = f"{abs(rounded):,.{max(places, 0)}f}"
    if digits is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    text = text.replace(",", THIN).replace(".", ",")
    if len(text.split(",")[0]) == 5 and THIN in text:  # four digits read well together: 1234, but 12 345
        text = text.replace(THIN, "")
    if rounded < 0:
        return _MINUS + text
    return f"+{text}" if signed and rounded > 0 else text


def percent(value: Any, digits: int = 1, *, signed: bool = False) -> str:
    """Write a percentage given on the scale 0..100.

    Examples
    --------
    >>> percent(58.04)
    '58,0\\xa0%'
    """
    text = number(value, digits, signed=signed)
    return text if text == MISSING else f"{text}{NBSP}%"


def points(value: Any, digits: int = 1) -> str:
    """Write a change of a percentage: signed, in percentage points («п.п.»).

    Examples
    --------
    >>> points(-3.25)
    '−3,3\\xa0п.п.'
    """
    text = number(value, digits, signed=True)
    return text if text == MISSING else f"{text}{NBSP}п.п."


def plural(n: int, one: str, few: str, many: str) -> str:
    """Choose the form of a noun that goes with a whole number.

    Examples
    --------
    >>> [plural(n, "ученик", "ученика", "учеников") for n in (1, 3, 11, 25)]
    ['ученик', 'ученика', 'учеников', 'учеников']
    """
    tail, last = abs(int(n)) % 100, abs(int(n)) % 10
    if last == 1 and tail != 11:
        return one
    return few if 2 <= last <= 4 and not 12 <= tail <= 14 else many


def count(n: Any, one: str, few: str, many: str) -> str:
    """Write a whole number with its noun.

    Examples
    --------
    >>> count(28, "ученик", "ученика", "учеников")
    '28\\xa0учеников'
    """
    if _gone(n):
        return MISSING
    return f"{number(int(n), 0)}{NBSP}{plural(int(n), one, few, many)}"


def interval(low: Any, high: Any, digits: int = 1) -> str:
    """Write the two ends of an interval; with a minus in it, in words, for «−3–2» cannot be read.

    Examples
    --------
    >>> interval(16.7, 47.9), interval(-3, 2, 0)
    ('16,7–47,9', 'от\\xa0−3 до\\xa02')
    """
    if _gone(low) or _gone(high):
        return MISSING
    ends = number(low, digits), number(high, digits)
    if ends[0].startswith(_MINUS):
        return f"от{NBSP}{ends[0]} до{NBSP}{ends[1]}"
    return _EN_DASH.join(ends)


def estimate(e: Estimate, unit: str = "%", digits: int = 1) -> str:
    """Write an estimate with all that makes it honest: value, interval and n.

    Parameters
    ----------
    e : Estimate
    unit : str
        Written after the value; may be empty.
    digits : int
        Decimal places of the value and of the interval.

    Examples
    --------
    >>> estimate(Estimate(30.0, 16.66, 47.88, 30)).replace("\\xa0", " ")
    '30,0 % (16,7–47,9; n = 30)'
    """
    size = f"n{NBSP}={NBSP}{number(e.n, 0)}"
    if _gone(float(e.value)):
        return f"{MISSING} ({size})"
    ends = interval(e.low, e.high, digits)
    inside = size if ends == MISSING else f"{ends}; {size}"
    return f"{number(e.value, digits)}{NBSP + unit if unit else ''} ({inside})"


def date(value: Any) -> str:
    """Write a date as 12.11.2025.

    Parameters
    ----------
    value : Timestamp, datetime, date, or missing

    Examples
    --------
    >>> date(pd.Timestamp("2025-11-12"))
    '12.11.2025'
    """
    if _gone(value) or pd.isna(value):
        return MISSING
    if not isinstance(value, dt.date):
        value = pd.Timestamp(value)
    return f"{value.day:02d}.{value.month:02d}.{value.year:04d}"
