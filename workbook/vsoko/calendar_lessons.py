"""The lessons of a class's week as the timetable has them: hours of a subject, first and last lessons.

Apart from the days because a school may hand in no timetable, and then the rules of lessons are silent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from workbook.school import School

__all__ = ["Lessons", "lessons_of"]

_DAYS = ("пн", "вт", "ср", "чт", "пт", "сб")
_Pair = tuple[str, str]


@dataclass(frozen=True)
class Lessons:
    """The week of every class.

    Attributes
    ----------
    hours : mapping of (str, str) to int
        (class, subject) → lessons a week.
    taught : mapping of (str, str) to frozenset of int
        (class, subject) → weekdays (0 is Monday) with a lesson of the subject.
    within : mapping of (str, str) to frozenset of int
        (class, subject) → weekdays on which a work may stand: one of the subject's lessons is neither the first nor
        the last of the day. A subject with one lesson a week is free of the rule.
    edge : mapping of (str, str, int) to str
        (class, subject, weekday) → «первый урок», «последний урок» or «первый и последний урок» where the subject has
        no other lesson that day.

    References
    ----------
    Письмо Минпросвещения и Рособрнадзора от 06.08.2021: не на первом и не на последнем уроке, кроме предметов с одним
    часом в неделю, урок которых всегда стоит там.
    """

    hours: Mapping[_Pair, int] = field(default_factory=lambda: MappingProxyType({}))
    taught: Mapping[_Pair, frozenset[int]] = field(default_factory=lambda: MappingProxyType({}))
    within: Mapping[_Pair, frozenset[int]] = field(default_factory=lambda: MappingProxyType({}))
    edge: Mapping[tuple[str, str, int], str] = field(default_factory=lambda: MappingProxyType({}))

    def __bool__(self) -> bool:
        return bool(self.hours)

    def breach(self, class_: str, subject: str, weekday: int) -> str:
        """Say at which lesson a work of this day would stand against the rule; empty when it need not."""
        if self.hours.get((class_, subject)) == 1:
            return ""
        return self.edge.get((class_, subject, weekday), "")

    def off(self, class_: str, subject: str, weekday: int) -> bool:
        """Whether the timetable has the subject, but not on this day."""
        days = self.taught.get((class_, subject))
        return days is not None and weekday not in days

    def weekdays(self, class_: str, subject: str) -> frozenset[int] | None:
        """Return the weekdays to which a work may move; None when the timetable does not know the subject.

        A subject all of whose lessons are first or last keeps the days of its lessons: no move can mend that.
        """
        pair = (class_, subject)
        return self.within.get(pair) or self.taught.get(pair)


def lessons_of(school: School) -> Lessons:
    """Read the timetable of the school year; empty when there is none.

    Parameters
    ----------
    school : School
        ``timetable``: class_, subject, weekday, lesson; groups of a class may learn different subjects at one lesson.
    """
    if not school.has("timetable"):
        return Lessons()
    rows = school["timetable"]
    rows = rows.loc[rows["year"].eq(school.year), ["class_", "subject", "weekday", "lesson"]].dropna().drop_duplicates()
    day_ends = rows.groupby(["class_", "weekday"])["lesson"].agg(first="min", last="max").reset_index()
    rows = rows.merge(day_ends, on=["class_", "weekday"]).sort_values(["class_", "subject"], kind="stable")
    hours: dict[_Pair, int] = {}
    taught: dict[_Pair, set[int]] = {}
    within: dict[_Pair, set[int]] = {}
    words: dict[tuple[str, str, int], set[str]] = {}
    for row in rows.to_dict("records"):
        pair, day = (str(row["class_"]), str(row["subject"])), _DAYS.index(str(row["weekday"]))
        hours[pair] = hours.get(pair, 0) + 1
        taught.setdefault(pair, set()).add(day)
        said = {word for word, end in (("первый", "first"), ("последний", "last")) if row["lesson"] == row[end]}
        if said:
            words.setdefault((*pair, day), set()).update(said)
        else:
            within.setdefault(pair, set()).add(day)
    within |= {pair: taught[pair] for pair, n in hours.items() if n == 1}
    edge = {
        (class_, subject, day): f"{' и '.join(sorted(said))} урок"
        for (class_, subject, day), said in words.items()
        if day not in within.get((class_, subject), set())
    }
    return Lessons(
        MappingProxyType(hours), MappingProxyType({pair: frozenset(days) for pair, days in taught.items()}),
        MappingProxyType({pair: frozenset(days) for pair, days in within.items()}), MappingProxyType(edge),
    )  # fmt: skip
