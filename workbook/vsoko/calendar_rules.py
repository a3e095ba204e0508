"""The rules of the calendar of works: what is broken, where, and by how much.

Apart from the works because the same rules judge the schedule as it is and the one proposed.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable, Iterator
from itertools import pairwise
from typing import Any

import pandas as pd

from workbook.settings import CalendarRules
from workbook.vsoko.calendar_days import SchoolDays, weekly_hours
from workbook.vsoko.calendar_lessons import Lessons
from workbook.vsoko.calendar_works import class_sort

__all__ = [
    "BREACH_COLUMNS",
    "CLOSED",
    "EDGE",
    "GAP",
    "LOAD",
    "PER_DAY",
    "RULES",
    "TABLE",
    "TYPED",
    "breaches",
    "gap_days",
    "hour_load",
]

PER_DAY, GAP, CLOSED, EDGE, LOAD = "одна в день", "промежуток", "учебный день", "номер урока", "доля часов"
TABLE, TYPED = "расписание", "методика школы"
"""Where the hours of a week come from."""

RULES = {
    PER_DAY: "процедур у класса в один день",
    GAP: "промежуток между работами по предмету",
    CLOSED: "работа стоит в учебный день",
    EDGE: "работа не на первом и не на последнем уроке",
    LOAD: "доля часов предмета за год",
}
"""Rules that are checked → what they are about; their numbers stand in the settings."""

BREACH_COLUMNS = ("rule", "class_", "grade", "subject", "date", "other", "over", "unit", "words")


def gap_days(rules: CalendarRules) -> int:
    """Return the least number of calendar days from one work of a subject to the next: 2.5 weeks are 18 days."""
    return math.ceil(7 * rules.gap_weeks)


def breaches(
    works: pd.DataFrame, days: SchoolDays, rules: CalendarRules, lessons: Lessons | None = None
) -> pd.DataFrame:
    """List every breach of the rules of days.

    Parameters
    ----------
    works : DataFrame
        From :func:`workbook.vsoko.calendar_works.calendar_works`.
    days : SchoolDays
    rules : CalendarRules
    lessons : Lessons, optional
        The timetable; without it the rule of first and last lessons is silent.

    Returns
    -------
    DataFrame
        Columns :data:`BREACH_COLUMNS`: rule (a key of :data:`RULES`), class_, grade, subject («математика, химия» for
        works of one day), date, other (the work before it; missing for other rules), over (by how much, in unit),
        words; by class, date and rule.
    """
    records = works.sort_values("date", kind="stable").to_dict("records")
    rows = [*_days_of(records, rules), *_gaps_of(records, rules), *_closed_of(records, days)]
    if lessons:
        rows += _edges_of(records, lessons)
    frame = pd.DataFrame(rows, columns=list(BREACH_COLUMNS)).astype({"grade": "int64", "over": "int64"})
    for name in ("date", "other"):
        frame[name] = pd.to_datetime(frame[name])
    order = frame.assign(key=frame["class_"].map(class_sort)) if len(frame) else frame.assign(key="")
    order = order.sort_values(["key", "date", "rule", "subject"], kind="stable", ignore_index=True)
    return order[list(BREACH_COLUMNS)]


def hour_load(
    works: pd.DataFrame, undated: pd.DataFrame, rules: CalendarRules, lessons: Lessons | None = None
) -> pd.DataFrame:
    """Compare the hours of the works with the hours of the subject.

    Parameters
    ----------
    works : DataFrame
    undated : DataFrame
        From :func:`workbook.vsoko.calendar_works.undated_works`.
    rules : CalendarRules
        ``hours_share``, ``hours``, ``weeks``, ``work_hours``.
    lessons : Lessons, optional
        The timetable: hours of a class and subject that it knows go before those of the rules.

    Returns
    -------
    DataFrame
        class_, grade, subject, works (dated), undated, total, hours (of the year; missing when neither timetable nor
        rules name the subject), hours_from (:data:`TABLE` or :data:`TYPED`), share (%), allowed (works), over (works
        beyond, 0 when within), words (empty when within); the largest excess first.
    """
    keys = ["class_", "grade", "subject"]
    table = works.groupby(keys, sort=False, observed=True).size().rename("works").reset_index()
    table = table.merge(undated, on=["class_", "subject"], how="left")
    table["undated"] = table["undated"].fillna(0).astype(int)
    table["total"] = table["works"] + table["undated"]
    known = lessons.hours if lessons else {}
    typed = {
        pair: weekly_hours(str(pair[0]), int(pair[1]), rules)
        for pair in table[["subject", "grade"]].drop_duplicates().itertuples(index=False, name=None)
    }
    pairs = list(table[["class_", "subject"]].itertuples(index=False, name=None))
    each = [known.get(pair, typed[pair[1], grade]) for pair, grade in zip(pairs, table["grade"], strict=True)]
    table["hours"] = pd.Series(each, table.index, dtype="float64") * rules.weeks
    table["hours_from"] = pd.Series([TABLE if pair in known else TYPED for pair in pairs], table.index, dtype="str")
    table["share"] = 100 * table["total"] * rules.work_hours / table["hours"]
    room = (rules.hours_share * table["hours"] / (100 * rules.work_hours) + 1e-9).fillna(0)
    table["allowed"] = room.astype(int)
    table["over"] = (table["total"] - table["allowed"]).clip(lower=0).where(table["hours"].notna(), 0).astype(int)
    table["words"] = [_load_words(row) for row in table.to_dict("records")]
    table["key"] = table["class_"].map(class_sort)
    table = table.sort_values(["over", "key", "subject"], ascending=[False, True, True], kind="stable")
    return table.drop(columns="key").reset_index(drop=True)


_Records = list[dict[Hashable, Any]]


def _groups(records: _Records, *names: str) -> Iterator[_Records]:
    """Yield the works that agree in these columns."""
    found: dict[tuple[Any, ...], _Records] = defaultdict(list)
    for row in records:
        found[tuple(row[name] for name in names)].append(row)
    yield from found.values()


def _days_of(records: _Records, rules: CalendarRules) -> Iterator[tuple[object, ...]]:
    for same in _groups(records, "class_", "date"):
        over = len(same) - rules.per_day
        if over > 0:
            name, grade, day = (same[0][key] for key in ("class_", "grade", "date"))
            listed = ", ".join(row["subject"] for row in same)
            words = f"{name}, {day:%d.%m.%Y}: {_many(len(same))} в один день ({listed}), лишних {over}"
            yield PER_DAY, name, grade, listed, day, pd.NaT, over, "работ", words


def _gaps_of(records: _Records, rules: CalendarRules) -> Iterator[tuple[object, ...]]:
    least = gap_days(rules)
    for same in _groups(records, "class_", "subject"):
        name, grade, subject = (same[0][key] for key in ("class_", "grade", "subject"))
        for before, after in pairwise(row["date"] for row in same):
            apart = (after - before).days
            if apart < least:
                words = (
                    f"{name}, {subject}: {before:%d.%m.%Y} и {after:%d.%m.%Y} — {_days(apart)} между работами, "
                    f"не хватает {least - apart}"
                )
                yield GAP, name, grade, subject, after, before, least - apart, "дней", words


def _closed_of(records: _Records, days: SchoolDays) -> Iterator[tuple[object, ...]]:
    why = {day: days.why_closed(day) for day in {row["date"] for row in records}}
    for row in records:
        if why[row["date"]]:
            words = f"{row['class_']}, {row['subject']}: {row['date']:%d.%m.%Y} — {why[row['date']]}"
            yield CLOSED, row["class_"], row["grade"], row["subject"], row["date"], pd.NaT, 1, "работ", words


def _edges_of(records: _Records, lessons: Lessons) -> Iterator[tuple[object, ...]]:
    for row in records:
        said = lessons.breach(str(row["class_"]), str(row["subject"]), row["date"].weekday())
        if said:
            words = f"{row['class_']}, {row['subject']}: {row['date']:%d.%m.%Y} — {said}"
            yield EDGE, row["class_"], row["grade"], row["subject"], row["date"], pd.NaT, 1, "работ", words


def _load_words(one: dict[Any, Any]) -> str:
    if not one["over"]:
        return ""
    share = f"{one['share']:.1f}".replace(".", ",")
    return (
        f"{one['class_']}, {one['subject']}: {_many(one['total'])} на {one['hours']:.15g} часов за год ({share} %), "
        f"допустимо {one['allowed']}"
    )


def _many(n: int) -> str:
    return f"{n} {_form(n, 'работа', 'работы', 'работ')}"


def _days(n: int) -> str:
    return f"{n} {_form(n, 'день', 'дня', 'дней')}"


def _form(n: int, one: str, few: str, many: str) -> str:
    tens, ones = n % 100, n % 10
    if ones == 1 and tens != 11:
        return one
    return few if 2 <= ones <= 4 and not 12 <= tens <= 14 else many
