"""Days of quarters, half-years and the year: apart because the journal has dates and the table of periods has names."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

from workbook.settings import JournalRules, MarkRules, WeightedRules
from workbook.vsoko.marks import period_end

__all__ = ["Term", "enough_marks", "kind_of", "term_days", "terms_in_order"]

_NAME = re.compile(r"\s*(?P<name>[^:;]+?)\s*:\s*\d{1,2}\.\d{1,2}\s*")


@dataclass(frozen=True)
class Term:
    """A period with its first and last day.

    Attributes
    ----------
    name : str
        «1 четверть», «год» …
    starts, ends : Timestamp
        Both belong to it.
    """

    name: str
    starts: pd.Timestamp
    ends: pd.Timestamp

    @property
    def days(self) -> int:
        """How many calendar days it lasts."""
        return int((self.ends - self.starts).days) + 1


def kind_of(period: str) -> str:
    """Return the kind of a period: «1 четверть» → «четверть»."""
    return period.split(" ")[-1]


def terms_in_order(rules: MarkRules) -> list[str]:
    """Return the periods that the school's calendar names, in its own order."""
    found = (_NAME.fullmatch(part) for part in rules.period_ends.split(";"))
    return [match["name"] for match in found if match]


def term_days(year: str, period: str, rules: MarkRules) -> Term:
    """Return a period with its days: from the day after the period of its kind before it, or from 1 September.

    Parameters
    ----------
    year : str
        «2025/2026».
    period : str
        «1 четверть», «год» …
    rules : MarkRules
        ``period_ends``.

    Raises
    ------
    SettingsRefused
        The rule does not name the period.

    Examples
    --------
    >>> term = term_days("2025/2026", "2 четверть", MarkRules())
    >>> f"{term.starts:%d.%m.%Y}–{term.ends:%d.%m.%Y}"
    '01.11.2025–31.12.2025'
    """
    ends = period_end(year, period, rules)
    kin = [name for name in terms_in_order(rules) if kind_of(name) == kind_of(period) and name != period]
    earlier = [end for end in (period_end(year, name, rules) for name in kin) if end < ends]
    starts = max(earlier) + pd.Timedelta(days=1) if earlier else pd.Timestamp(int(year[:4]), 9, 1)
    return Term(period, starts, ends)


def enough_marks(period: str, weighted: WeightedRules, journal: JournalRules) -> int:
    """Return how many marks the school wants for a mark of this period; for a year twice those of a half-year."""
    kind = kind_of(period)
    if kind == "год":
        return 2 * journal.min_marks_half
    return journal.min_marks_half if kind == "полугодие" else weighted.min_marks
