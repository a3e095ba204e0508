"""A feasible calendar: the fewest works moved, by the fewest days, so that every rule of days holds.

Apart from the rules because finding a schedule is a problem of its own: an integer programme for each class, solved
exactly (HiGHS through SciPy). Classes share no rule, so each is solved alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from workbook.settings import CalendarRules
from workbook.vsoko.calendar_days import SchoolDays
from workbook.vsoko.calendar_rules import GAP, PER_DAY, breaches, gap_days

__all__ = ["SHIFT", "Proposal", "propose"]

SHIFT = "сдвиг"
"""The rule that a work moves no farther than so many days; besides those of :data:`calendar_rules.RULES`."""

_WIDER = (2, 3)


@dataclass(frozen=True, eq=False)
class Proposal:
    """The proposed calendar.

    Attributes
    ----------
    works : DataFrame
        The works with new_date, days (calendar days of the move, signed; 0 for a work that stays) and held (bool: its
        day has passed, so it stays).
    blocked : DataFrame
        class_, works (how many), rule (which alone may be lifted; «» when none alone helps), words: the classes for
        which no schedule exists; their works keep their days.
    """

    works: pd.DataFrame
    blocked: pd.DataFrame

    @property
    def moves(self) -> pd.DataFrame:
        """The works to be moved: work, class_, grade, subject, title, source, date, new_date, days, words."""
        rows = self.works.loc[self.works["days"].ne(0)]
        rows = rows.assign(
            words=[
                f"{row.class_}, {row.subject}, {row.date:%d.%m} → {row.new_date:%d.%m}"
                for row in rows.itertuples(index=False)
            ]
        )
        names = ["work", "class_", "grade", "subject", "title", "source", "date", "new_date", "days", "words"]
        return rows[names].reset_index(drop=True)

    @property
    def proposed(self) -> pd.DataFrame:
        """The works on their new days, in the columns of the works."""
        return self.works.assign(date=self.works["new_date"]).drop(columns=["new_date", "days", "held"])


@dataclass(frozen=True)
class _Limits:
    """What a schedule of one class must keep; ``free`` are subjects whose gap is lifted."""

    days: SchoolDays
    per_day: int
    gap: int
    shift: int
    free: frozenset[str] = frozenset()

    def gap_of(self, subject: str) -> int:
        """Return the least days between two works of a subject; 1 when its gap is lifted."""
        return 1 if subject in self.free else self.gap


def propose(works: pd.DataFrame, days: SchoolDays, rules: CalendarRules, since: pd.Timestamp | None = None) -> Proposal:
    """Move the fewest works by the fewest days so that the rules of days hold.

    Parameters
    ----------
    works : DataFrame
        From :func:`workbook.vsoko.calendar_works.calendar_works`.
    days : SchoolDays
    rules : CalendarRules
        ``per_day``, ``gap_weeks``, ``shift_days``.
    since : Timestamp or None
        Works before this day are held already and stay; None moves any.

    Returns
    -------
    Proposal

    Notes
    -----
    For each class: minimise (works moved, calendar days of all moves, works moved to an earlier day) in this order.
    Binary x[w, d] = 1 when work w is written on lesson day d; each work has one day, each day at most ``per_day``
    works, each 18 days (2.5 weeks) at most one work of a subject. The share of hours cannot be mended by moving.
    """
    limits = _Limits(days, rules.per_day, gap_days(rules), rules.shift_days)
    table = works.assign(new_date=works["date"], days=0, held=False if since is None else works["date"] < since)
    broken = set(breaches(works, days, rules)[["class_", "date"]].itertuples(index=False, name=None))
    blocked: list[tuple[object, ...]] = []
    for name, part in _knots(table, limits):
        if part["held"].all() or not any((name, day) in broken for day in part["date"]):
            continue
        found = _solve(part, limits)
        if found is None:
            blocked += _blame(name, part, limits)
        else:
            table.loc[found.index, "new_date"] = found
    table["days"] = (table["new_date"] - table["date"]).dt.days.astype("int64")
    return Proposal(table, pd.DataFrame(blocked, columns=["class_", "works", "rule", "words"]))


def _knots(table: pd.DataFrame, limits: _Limits) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield the works of each class in groups too far apart in time to meet, however they move."""
    far = 2 * limits.shift + limits.gap
    for name, part in table.groupby("class_", sort=False):
        ordered = part.sort_values("date", kind="stable")
        number = (ordered["date"].diff().dt.days >= far).cumsum()
        for _, knot in ordered.groupby(number):
            yield str(name), knot


def _solve(part: pd.DataFrame, limits: _Limits) -> pd.Series | None:
    """Return the new days of the works of one class that may move, or None when there is no schedule."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    free = part.loc[~part["held"]]
    chosen = [_candidates(row, part, limits) for row in free.itertuples(index=False)]
    if not all(chosen):
        return None
    owner = np.repeat(np.arange(len(free)), [len(each) for each in chosen])
    day = np.array([one.toordinal() for each in chosen for one in each], dtype="int64")
    planned = np.array([one.toordinal() for one in free["date"]], dtype="int64")[owner]
    subject = free["subject"].astype(str).to_numpy()[owner]
    rows: list[Any] = [owner == work for work in range(len(free))]
    lower, upper = [1.0] * len(free), [1.0] * len(free)
    for columns, most in _ceilings(owner, day, subject, (part.loc[part["held"]], limits)):
        rows.append(columns)
        lower.append(0.0)
        upper.append(most)
    matrix = csr_array(np.array(rows, dtype="float64"))
    cost = _cost(day - planned, len(free), limits.shift)
    answer = milp(
        cost, integrality=np.ones(len(cost)), bounds=Bounds(0, 1),
        constraints=LinearConstraint(matrix, np.array(lower), np.array(upper)), options={"mip_rel_gap": 0.0},
    )  # fmt: skip
    if answer.x is None:
        return None
    taken = np.flatnonzero(answer.x > 0.5)
    return pd.Series([pd.Timestamp.fromordinal(int(one)) for one in day[taken]], index=free.index[owner[taken]])


def _cost(move: Any, n: int, shift: int) -> Any:
    """Weigh a move so that works count before days, and days before their direction."""
    earlier, by_day = 1, n + 1
    return np.where(move == 0, 0, by_day * (n * shift + 1) + by_day * np.abs(move) + earlier * (move < 0))


def _candidates(row: Any, part: pd.DataFrame, limits: _Limits) -> list[pd.Timestamp]:
    """Return the lesson days on which a work may stand beside the works already held."""
    held = part.loc[part["held"]]
    same = list(held.loc[held["subject"].eq(row.subject), "date"])
    full = held["date"].value_counts()
    gap = limits.gap_of(row.subject)
    return [
        day
        for day in limits.days.near(row.date, limits.shift)
        if full.get(day, 0) < limits.per_day and all(abs((day - other).days) >= gap for other in same)
    ]


def _ceilings(owner: Any, day: Any, subject: Any, how: tuple[pd.DataFrame, _Limits]) -> Iterator[tuple[Any, float]]:
    """Yield the columns of which only so many may be chosen: works of a day, works of a subject within a gap."""
    held, limits = how
    full = held["date"].map(lambda one: one.toordinal()).value_counts() if len(held) else {}
    for one in np.unique(day):
        columns, room = day == one, limits.per_day - int(full.get(one, 0))
        if len(np.unique(owner[columns])) > room:
            yield columns, float(room)
    for name in np.unique(subject):
        mine, gap, last = subject == name, limits.gap_of(name), b""
        for first in np.unique(day[mine]):
            columns = mine & (day >= first) & (day < first + gap)
            if len(np.unique(owner[columns])) > 1 and columns.tobytes() != last:
                last = columns.tobytes()
                yield columns, 1.0


def _blame(name: str, part: pd.DataFrame, limits: _Limits) -> list[tuple[object, ...]]:
    """Lift one rule at a time and say which of them alone lets a schedule exist."""
    n = len(part)
    span = f"{part['date'].min():%d.%m}–{part['date'].max():%d.%m}"
    head = f"{name}: расставить {n} {_works(n)} ({span}) по правилам нельзя."
    found = [
        (name, n, rule, f"{head} Мешает {words}: если его ослабить, расстановка есть.")
        for rule, words, weaker in _weaker(part, limits)
        if _solve(part, weaker) is not None
    ]
    return found or [(name, n, "", f"{head} Не помогает ослабить ни одно правило по отдельности: уберите часть работ.")]


def _weaker(part: pd.DataFrame, limits: _Limits) -> Iterator[tuple[str, str, _Limits]]:
    counts = part["subject"].value_counts()
    several = [str(subject) for subject in sorted(counts.index) if counts[subject] > 1]
    for subject in several:
        free = replace(limits, free=frozenset([subject]))
        yield GAP, f"правило «{GAP}» ({subject}, не меньше {limits.gap} дней)", free
    if len(several) > 1:
        free = replace(limits, free=frozenset(several))
        yield GAP, f"правило «{GAP}» по всем предметам (не меньше {limits.gap} дней)", free
    more = limits.per_day + 1
    yield PER_DAY, f"правило «{PER_DAY}» (с {more} хватает)", replace(limits, per_day=more)
    for times in _WIDER:
        reach = times * limits.shift
        words = f"правило «{SHIFT}» (не дальше {limits.shift} дней; {reach} хватает)"
        yield SHIFT, words, replace(limits, shift=reach)


def _works(n: int) -> str:
    tens, ones = n % 100, n % 10
    return "работу" if ones == 1 and tens != 11 else "работы" if 2 <= ones <= 4 and not 12 <= tens <= 14 else "работ"
