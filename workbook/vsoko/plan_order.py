"""Rules between events of a plan: order, references, doubles, one person's day, one month's crowd.

Apart from the rules of one event because none of these can be seen in a single row.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

import pandas as pd

from workbook.vsoko.plan_cells import Inspection, PlanFinding, day_words
from workbook.vsoko.plan_events import MONTHS
from workbook.vsoko.plan_words import Link, alike, links_of, read_pairs, references

__all__ = ["ORDER_RULES", "links"]

_IN_MONTH = ("январе", "феврале", "марте", "апреле", "мае", "июне", "июле", "августе", "сентябре", "октябре", "ноябре",
             "декабре")  # fmt: skip


def links(seen: Inspection) -> list[Link]:
    """Find every «this before that» of the plan: by wording pairs and by references in the text.

    Parameters
    ----------
    seen : Inspection

    Returns
    -------
    list of Link
        With numbers of events instead of positions.
    """
    numbers = list(seen.events["number"])
    found = links_of(list(seen.events["event"].astype(str)), read_pairs(seen.rules.pairs))
    known = [Link(numbers[link.before], numbers[link.after], link.ground) for link in found]
    for row in seen.rows():
        known += [
            Link(number, row.number, f"ссылка на мероприятие {number}")
            for number in _referred(row)
            if number in numbers and number != row.number
        ]
    return known


def order(seen: Inspection) -> Iterator[PlanFinding]:
    """An event that begins before what it rests on."""
    events = seen.events.set_index("number")
    for link in links(seen):
        before, after = events.loc[link.before], events.loc[link.after]
        if after["start"] < before["start"]:
            value = f"{day_words(after['start'])} раньше {day_words(before['start'])}"
            what = f"начинается раньше мероприятия {link.before} «{before['event']}», на которое опирается"
            yield PlanFinding("порядок", link.after, "start", value, what, "Поменяйте даты или порядок мероприятий.")


def lost_references(seen: Inspection) -> Iterator[PlanFinding]:
    """A reference to an event that the list does not have, or to itself."""
    known = {*seen.every["number"], *(item.number for item in seen.unread)}
    for row in seen.rows():
        for number in _referred(row):
            if number not in known or number == row.number:
                what = "ссылка на само себя" if number == row.number else f"мероприятия {number} в плане нет"
                yield PlanFinding("ссылка", row.number, "event", str(row.event), what, "Исправьте номер.")


def doubles(seen: Inspection) -> Iterator[PlanFinding]:
    """One event in other words; a pair that must stand in order is two events."""
    ordered = {frozenset((link.before, link.after)) for link in links(seen)}
    for first, second in combinations(seen.rows(), 2):
        if frozenset((first.number, second.number)) in ordered:
            continue
        if alike(str(first.event), str(second.event)) >= seen.rules.alike:
            what = f"возможно, это мероприятие {first.number} «{first.event}» другими словами"
            yield PlanFinding("повтор", second.number, "event", str(second.event), what,
                              "Оставьте одно или скажите, чем они различаются.")  # fmt: skip


def one_day(seen: Inspection) -> Iterator[PlanFinding]:
    """More one-day events of one person on one day than one can hold."""
    held: dict[tuple[str, pd.Timestamp], list[int]] = defaultdict(list)
    for row in seen.rows():
        if pd.notna(row.responsible) and pd.notna(row.end) and row.start == row.end:
            for person in filter(None, (part.strip() for part in re.split("[,;]", row.responsible))):
                held[person.lower(), row.start].append(row.number)
    for (person, day), numbers in held.items():
        if len(numbers) > seen.rules.one_day:
            others = ", ".join(str(number) for number in numbers)
            yield PlanFinding("день", numbers[-1], "responsible", f"{person}, {day_words(day)}",
                              f"у одного ответственного в один день несколько мероприятий: {others}",
                              "Разведите по дням или назначьте второго ответственного.")  # fmt: skip


def clumps(seen: Inspection) -> Iterator[PlanFinding]:
    """A month that holds too large a part of the year's terms."""
    terms = seen.events["end"].fillna(seen.events["start"]).dropna()
    if terms.empty:
        return
    months = terms.dt.to_period("M").value_counts().sort_index()
    for month, n in months.items():
        share = 100 * n / len(terms)
        if n >= seen.rules.clump_n and share > seen.rules.clump_share:
            words = f"{_IN_MONTH[month.month - 1]} {month.year}"
            yield PlanFinding("сгущение", 0, "end", f"{MONTHS[month.month - 1]} {month.year}",
                              f"в {words} заканчиваются {n} из {len(terms)} мероприятий",
                              "Разнесите сроки: в один месяц всё не успеть.")  # fmt: skip


def _referred(row: object) -> list[int]:
    texts = [getattr(row, field) for field in ("event", "product", "evidence")]
    return list(dict.fromkeys(number for text in texts if isinstance(text, str) for number in references(text)))


ORDER_RULES = (order, lost_references, doubles, one_day, clumps)
