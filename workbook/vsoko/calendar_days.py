"""The days on which a school teaches and the hours that a subject has: read from the rules, for the tables lack them.

Apart from the works because a calendar is the same for every class.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from workbook.errors import Reason, SettingsRefused
from workbook.settings import CalendarRules
from workbook.vsoko.plan_events import SchoolYear

__all__ = ["SchoolDays", "school_days", "weekly_hours"]

_HOURS = re.compile(r"\s*(?P<subject>.+?)(?:\s+(?P<low>[0-9]{1,2})(?:\s*[–-]\s*(?P<high>[0-9]{1,2}))?)?\s*:"
                    r"\s*(?P<hours>[0-9]+(?:[.,][0-9]+)?)\s*")  # fmt: skip


@dataclass(frozen=True)
class SchoolDays:
    """The lesson days of one school year.

    Attributes
    ----------
    year : SchoolYear
    first, last : Timestamp
        The first and the last day of lessons.
    breaks : tuple of (Timestamp, Timestamp)
        Holidays, both ends within them.
    off : frozenset of Timestamp
        Public holidays, with the weekdays to which they passed.
    week : int
        5 or 6 lesson days a week.
    """

    year: SchoolYear
    first: pd.Timestamp
    last: pd.Timestamp
    breaks: tuple[tuple[pd.Timestamp, pd.Timestamp], ...]
    off: frozenset[pd.Timestamp]
    week: int

    def why_closed(self, day: pd.Timestamp) -> str:
        """Say why nobody learns on a day; empty for a lesson day."""
        if not self.first <= day <= self.last:
            return "уроков ещё или уже нет"
        if any(start <= day <= end for start, end in self.breaks):
            return "каникулы"
        if day in self.off:
            return "праздничный день"
        return "выходной день" if day.weekday() >= self.week else ""

    @cached_property
    def open(self) -> tuple[pd.Timestamp, ...]:
        """Every lesson day in order."""
        return tuple(day for day in pd.date_range(self.first, self.last) if not self.why_closed(day))

    @cached_property
    def ordinals(self) -> tuple[int, ...]:
        """The lesson days as day numbers of the calendar, in order."""
        return tuple(day.toordinal() for day in self.open)

    def near(self, day: int, shift: int) -> tuple[int, ...]:
        """Return the lesson days at most so many calendar days away, as day numbers."""
        return self.ordinals[bisect_left(self.ordinals, day - shift) : bisect_right(self.ordinals, day + shift)]


def school_days(year: SchoolYear, rules: CalendarRules) -> SchoolDays:
    """Read the lesson days of a year from the rules.

    Parameters
    ----------
    year : SchoolYear
    rules : CalendarRules
        ``span``, ``holidays``, ``days_off``, ``week_days``.

    Raises
    ------
    SettingsRefused
        A day or a span cannot be read.
    """
    spans = [_span(part, year, "каникулы") for part in _parts(rules.holidays)]
    first, last = _span(rules.span, year, "уроки")
    off = {_day(part, year, "праздники") for part in _parts(rules.days_off)}
    for day in sorted(off):
        moved = day
        while moved.weekday() >= rules.week_days or (moved in off and moved != day):
            moved += pd.Timedelta(days=1)
        off.add(moved)
    return SchoolDays(year, first, last, tuple(spans), frozenset(off), rules.week_days)


def weekly_hours(subject: str, grade: int, rules: CalendarRules) -> float | None:
    """Return the lessons of a subject in a week; None when the rules do not name it.

    Parameters
    ----------
    subject : str
    grade : int
    rules : CalendarRules
        ``hours``: «математика 5–6: 5; физика: 2»; a line with grades goes before one without.

    Raises
    ------
    SettingsRefused
        A line cannot be read.

    Examples
    --------
    >>> weekly_hours("математика", 7, CalendarRules()), weekly_hours("астрономия", 11, CalendarRules())
    (6.0, None)
    """
    general: float | None = None
    for part in _parts(rules.hours):
        found = _HOURS.fullmatch(part)
        if found is None:
            raise _refused("часов_в_неделю", part, "«математика 5–6: 5»")
        if found["subject"].casefold() != subject.casefold():
            continue
        hours = float(found["hours"].replace(",", "."))
        if found["low"] is None:
            general = hours
        elif int(found["low"]) <= grade <= int(found["high"] or found["low"]):
            return hours
    return general


def _parts(text: str) -> Iterable[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _span(text: str, year: SchoolYear, key: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    ends = re.split("[–—-]", text)
    if len(ends) != 2:
        raise _refused(key, text, "«28.03–05.04»")
    first, last = (_day(end, year, key) for end in ends)
    if last < first:
        raise _refused(key, text, "«28.03–05.04»")
    return first, last


def _day(text: str, year: SchoolYear, key: str) -> pd.Timestamp:
    try:
        return year.day(text)
    except ValueError as error:
        raise _refused(key, text, "«04.11»") from error


def _refused(key: str, text: str, example: str) -> SettingsRefused:
    return SettingsRefused(
        f"методика → график → {key}: «{text}» не читается. Запишите так: {example}; через точку с запятой.",
        Reason.SETTING_VALUE,
    )
