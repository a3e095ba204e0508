"""A feasible calendar: the fewest works moved, by the fewest days, so that every rule of days holds.

Apart from the rules because finding a schedule is a problem of its own: an integer programme for each class, solved
exactly (HiGHS through SciPy). Classes share no rule, so each is solved alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from workbook.settings import CalendarRules
from workbook.vsoko.calendar_days import SchoolDays
from workbook.vsoko.calendar_lessons import Lessons
from workbook.vsoko.calendar_rules import EDGE, GAP, PER_DAY, breaches, gap_days

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
        which no schedule exists; their works keep their days. With a timetable a class that cannot keep the rule of
        lessons is planned without it, and stands here too.
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
    lessons: Lessons
    free: frozenset[str] = frozenset()

    def gap_of(self, subject: str) -> int:
        """Return the least days between two works of a subject; 1 when its gap is lifted."""
        return 1 if subject in self.free else self.gap

    def taught(self, work: _Work, day: int) -> bool:
        """Whether a work may stand at a lesson of the day: the timetable has a fitting one, or says nothing."""
        weekdays = self.lessons.weekdays(work.class_, work.subject)
        weekday = (day - 1) % 7
        if weekdays is None or weekday in weekdays:
            return True
        return day == work.day and not self.lessons.breach(work.class_, work.subject, weekday)


@dataclass(frozen=True, slots=True)
class _Work:
    """A work as the programme sees it: its row, class, subject, day number, and whether it stays."""

    place: int
    class_: str
    subject: str
    day: int
    held: bool


_Choice = tuple[int, _Work, int]
"""A column of the programme: number of the work, the work, the day."""

_Blame = tuple[str, int, str, str]


def propose(
    works: pd.DataFrame,
    days: SchoolDays,
    rules: CalendarRules,
    since: pd.Timestamp | None = None,
    lessons: Lessons | None = None,
) -> Proposal:
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
    lessons : Lessons, optional
        The timetable: a work moves only to a day on which its subject has a lesson neither first nor last.

    Returns
    -------
    Proposal

    Notes
    -----
    For each class: minimise (works moved, calendar days of all moves, works moved to an earlier day) in this order.
    Binary x[w, d] = 1 when work w is written on lesson day d; each work has one day, each day at most ``per_day``
    works, each 18 days (2.5 weeks) at most one work of a subject. A work that need not move stays even on a day
    without a lesson of its subject: lessons are swapped. The share of hours cannot be mended by moving.
    """
    lessons = lessons or Lessons()
    limits = _Limits(days, rules.per_day, gap_days(rules), rules.shift_days, lessons)
    table = works.assign(new_date=works["date"], days=0, held=False if since is None else works["date"] < since)
    broken = breaches(works, days, rules, lessons)
    hurt = set(zip(broken["class_"], (day.toordinal() for day in broken["date"]), strict=True))
    blocked: list[_Blame] = []
    new = [day.toordinal() for day in table["date"]]
    for knot in _knots(table, limits):
        if all(work.held for work in knot) or not any((work.class_, work.day) in hurt for work in knot):
            continue
        found = _solve(knot, limits)
        if found is None and lessons:
            found = _solve(knot, replace(limits, lessons=Lessons()))
            blocked += [_without_lessons(knot)] if found is not None else []
        if found is None:
            blocked += _blame(knot, limits)
        else:
            for place, day in found.items():
                new[place] = day
    table["new_date"] = pd.to_datetime([pd.Timestamp.fromordinal(day) for day in new])
    table["days"] = (table["new_date"] - table["date"]).dt.days.astype("int64")
    return Proposal(table, pd.DataFrame(blocked, columns=["class_", "works", "rule", "words"]))


def _knots(table: pd.DataFrame, limits: _Limits) -> Iterator[list[_Work]]:
    """Yield the works of each class in groups too far apart in time to meet, however they move."""
    far = 2 * limits.shift + limits.gap
    works = [
        _Work(place, str(row["class_"]), str(row["subject"]), row["date"].toordinal(), bool(row["held"]))
        for place, row in enumerate(table.to_dict("records"))
    ]
    works.sort(key=lambda work: (work.class_, work.day))
    knot: list[_Work] = []
    for work in works:
        if knot and (work.class_ != knot[-1].class_ or work.day - knot[-1].day >= far):
            yield knot
            knot = []
        knot.append(work)
    if knot:
        yield knot


def _solve(knot: list[_Work], limits: _Limits) -> dict[int, int] | None:
    """Return place → new day of the works that may move, or None when there is no schedule."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    free = [work for work in knot if not work.held]
    held = [work for work in knot if work.held]
    choices = [(number, work, day) for number, work in enumerate(free) for day in _candidates(work, held, limits)]
    columns: list[set[int]] = [set() for _ in free]
    for column, (number, _, _) in enumerate(choices):
        columns[number].add(column)
    if not all(columns):
        return None
    ceilings = list(_ceilings(choices, Counter(work.day for work in held), limits))
    sets = [*columns, *(chosen for chosen, _ in ceilings)]
    rows = np.repeat(np.arange(len(sets)), [len(chosen) for chosen in sets])
    cells = np.array([column for chosen in sets for column in sorted(chosen)])
    matrix = csr_array((np.ones(len(cells)), (rows, cells)), shape=(len(sets), len(choices)))
    lower = np.array([1.0] * len(free) + [0.0] * len(ceilings))
    upper = np.array([1.0] * len(free) + [float(most) for _, most in ceilings])
    move = np.array([day - work.day for _, work, day in choices])
    answer = milp(
        _cost(move, len(free), limits.shift), integrality=np.ones(len(choices), dtype="int64"), bounds=Bounds(0, 1),
        constraints=LinearConstraint(matrix, lower, upper), options={"mip_rel_gap": 0.0},
    )  # fmt: skip
    if answer.x is None:
        return None
    return {choices[column][1].place: choices[column][2] for column in np.flatnonzero(answer.x > 0.5)}


def _cost(move: Any, n: int, shift: int) -> Any:
    """Weigh a move so that works count before days, and days before their direction."""
    earlier, by_day = 1, n + 1
    return np.where(move == 0, 0, by_day * (n * shift + 1) + by_day * np.abs(move) + earlier * (move < 0))


def _candidates(work: _Work, held: list[_Work], limits: _Limits) -> list[int]:
    """Return the lesson days on which a work may stand beside the works already held."""
    full = Counter(other.day for other in held)
    same = [other.day for other in held if other.subject == work.subject]
    gap = limits.gap_of(work.subject)
    return [
        day
        for day in limits.days.near(work.day, limits.shift)
        if full[day] < limits.per_day and all(abs(day - other) >= gap for other in same) and limits.taught(work, day)
    ]


def _ceilings(choices: list[_Choice], full: Counter[int], limits: _Limits) -> Iterator[tuple[set[int], int]]:
    """Yield the columns of which only so many may be chosen: works of a day, works of a subject within a gap."""
    by_day: dict[int, set[int]] = defaultdict(set)
    by_subject: dict[str, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for column, (_, work, day) in enumerate(choices):
        by_day[day].add(column)
        by_subject[work.subject][day].add(column)
    for day in sorted(by_day):
        room = limits.per_day - full[day]
        if len(by_day[day]) > room:
            yield by_day[day], room
    for subject in sorted(by_subject):
        days = by_subject[subject]
        last: set[int] = set()
        for first in sorted(days):
            inside = {column for day in days if 0 <= day - first < limits.gap_of(subject) for column in days[day]}
            if len({choices[column][0] for column in inside}) > 1 and not inside <= last:
                yield inside, 1
                last = inside


def _without_lessons(knot: list[_Work]) -> _Blame:
    name, n = knot[0].class_, len(knot)
    first, last = (pd.Timestamp.fromordinal(knot[end].day) for end in (0, -1))
    words = (
        f"{name}: расставить {n} {_works(n)} ({first:%d.%m}–{last:%d.%m}) по урокам расписания нельзя. Предложены дни "
        f"без учёта уроков: урок поменяйте или расширьте срок."
    )
    return name, n, EDGE, words


def _blame(knot: list[_Work], limits: _Limits) -> list[_Blame]:
    """Lift one rule at a time and say which of them alone lets a schedule exist."""
    n, name = len(knot), knot[0].class_
    first, last = (pd.Timestamp.fromordinal(knot[end].day) for end in (0, -1))
    head = f"{name}: расставить {n} {_works(n)} ({first:%d.%m}–{last:%d.%m}) по правилам нельзя."
    found: list[_Blame] = []
    for rule, words, weaker in _weaker(knot, limits):
        told = rule == SHIFT and any(known == SHIFT for _, _, known, _ in found)
        if not told and _solve(knot, weaker) is not None:
            found.append((name, n, rule, f"{head} Мешает {words}: если его ослабить, расстановка есть."))
    return found or [(name, n, "", f"{head} Не помогает ослабить ни одно правило по отдельности: уберите часть работ.")]


def _weaker(knot: list[_Work], limits: _Limits) -> Iterator[tuple[str, str, _Limits]]:
    counts = Counter(work.subject for work in knot)
    several = sorted(subject for subject, n in counts.items() if n > 1)
    for subject in several:
        free = replace(limits, free=frozenset([subject]))
        yield GAP, f"правило «{GAP}» ({subject}, не меньше {limits.gap} дн.)", free
    if len(several) > 1:
        free = replace(limits, free=frozenset(several))
        yield GAP, f"правило «{GAP}» по всем предметам (не меньше {limits.gap} дн.)", free
    more = limits.per_day + 1
    yield PER_DAY, f"правило «{PER_DAY}» ({more} хватает)", replace(limits, per_day=more)
    for times in _WIDER:
        reach = times * limits.shift
        words = f"правило «{SHIFT}» (не дальше {limits.shift} дн.; {reach} хватает)"
        yield SHIFT, words, replace(limits, shift=reach)


def _works(n: int) -> str:
    tens, ones = n % 100, n % 10
    return "работу" if ones == 1 and tens != 11 else "работы" if 2 <= ones <= 4 and not 12 <= tens <= 14 else "работ"
