"""Russian words of a route that the page, the printed sheet and the state of routes share.

Apart from the sections, because a pupil, a parent and a deputy must read the same sentence.
"""

from __future__ import annotations

import pandas as pd

from workbook.display import numbers
from workbook.display.rating_words import points, scored
from workbook.rating import Closed, Relaxed, Route, Verdict

__all__ = [
    "LIMITS",
    "NO_CONSENT",
    "closed_doors",
    "days",
    "events",
    "experience",
    "hours",
    "of_hours",
    "reason",
    "relaxed",
    "titled",
    "verdict",
]

NO_CONSENT = "согласия нет: страницу не показывать вне школы"
"""The mark of a page whose parents have not agreed."""

LIMITS = {
    "hours": "часы в запасе",
    "most": "число мероприятий",
    "dates": "пересечение дат",
    "variety": "разнообразие направлений",
    "agreed": "шаги, выбранные заранее",
    "all": "все ограничения сразу",
}
"""Restrictions of a route as people call them."""


def hours(value: int) -> str:
    """Write hundredths of an hour: «17 ч», «4,5 ч»."""
    return f"{numbers.number(value / 100)}{numbers.NBSP}ч"


def of_hours(value: int) -> str:
    """Write hundredths of an hour in the genitive: «17 часов», «1 часа», «4,5 часа»."""
    whole, rest = divmod(value, 100)
    word = "часа" if rest else numbers.plural(whole, "часа", "часов", "часов")
    return f"{numbers.number(value / 100)}{numbers.NBSP}{word}"


def events(n: int) -> str:
    """Write how many events: «1 мероприятие», «4 мероприятия», «6 мероприятий»."""
    return numbers.count(n, "мероприятие", "мероприятия", "мероприятий")


def titled(name: object) -> str:
    """Write a name in quotes, unless it has quotes of its own: doubled ones cannot be read."""
    return str(name) if "«" in str(name) else f"«{name}»"


def days(first: pd.Timestamp, last: pd.Timestamp) -> str:
    """Write the days of an event: «30.01», «02.02–04.02»."""
    ends = f"{first:%d.%m}", f"{last:%d.%m}"
    return ends[0] if ends[0] == ends[1] else "–".join(ends)


def verdict(route: Route) -> tuple[str, str]:
    """Return the tone and the sentence: is the goal within reach, and on what it depends."""
    goal, base, start = scored(route.goal), points(route.base), numbers.date(route.brief.start)
    if route.verdict is Verdict.NOTHING:
        return "bad", f"Маршрута нет: после {start} ученику не открыто ни одно мероприятие. {closed_doors(route)}"
    if route.verdict is Verdict.REACHED:
        return "ok", (
            f"Цель ({goal}) уже достигнута: на {start} засчитано {base}. "
            + ("Маршрут предложен ради дела, а не ради баллов." if len(route.steps) else closed_doors(route))
        )
    if route.verdict is Verdict.SURE:
        return "ok", (
            f"Цель — {goal}; на {start} засчитано {base}. Маршрут приводит к ней и без призовых мест: "
            f"будет {points(route.sure)}."
        )
    cautious = f"Цель — {goal}; на {start} засчитано {base}. Одно участие даст {points(route.sure)}"
    other = f" (самое большее, что можно набрать участием, — {scored(route.most)})" if route.most > route.sure else ""
    if route.verdict is Verdict.EXPECTED:
        return "info", (
            f"{cautious}{other}. Цель достижима, если ученик выступит как прежде: {points(route.expected)}."
        )
    if route.verdict is Verdict.SUCCESS:
        return "warn", (
            f"{cautious}{other}. Цель достижима только с призовыми местами: если призёр во всех шагах, будет "
            f"{points(route.success)}. Обещать их нельзя."
        )
    return "bad", (
        f"Цель — {goal} — не достигается. На {start} засчитано {base}; самое большее, что можно набрать участием, — "
        f"{points(route.most)}, а если во всех шагах стать призёром — {points(route.success)}. Цель стоит обсудить."
    )


def closed_doors(route: Route) -> str:
    """Say in one sentence why the season's events are closed to the pupil."""
    counts = route.events["closed"].value_counts()
    counts = counts[counts.index != ""]
    if counts.empty:
        return "В картах школы нет мероприятий этого периода."
    told = [f"{Closed(str(code)).words} — {counts[code]}" for code in map(str, Closed) if code in counts.index]
    return f"Карты периода: {'; '.join(told)}."


def relaxed(found: Relaxed, route: Route) -> str:
    """Say what lifting one restriction would change."""
    name = LIMITS[found.limit]
    limit = f"Если снять ограничение «{name}»" if found.limit != "all" else "Если снять все ограничения сразу"
    load = f"{events(found.events)} и {hours(found.hours)}"
    if found.reaches:
        need = {
            "hours": f"нужно не {hours(route.brief.hours)}, а {hours(found.hours)}",
            "most": f"нужно не больше {route.brief.most}, а {events(found.events)}",
        }
        return f"{limit}, цель достигается одним участием: {need.get(found.limit, load)}."
    if found.total > route.most:
        return f"{limit}, участием можно набрать {points(found.total)} вместо {scored(route.most)} ({load})."
    return f"{limit}, ничего не изменится."


def experience(step: pd.Series) -> str:
    """Say on what the expected result rests."""
    own, school = int(step["own"]), int(step["school"])
    told = []
    if own:
        told.append(f"призовых мест в направлении {int(step['own_prizes'])} из {own}")
    if school:
        told.append(f"в школе в таких мероприятиях {int(step['school_prizes'])} из {school}")
    rest = "; ".join(told) or "опыта нет"
    return f"{step['expected']} ({rest})"


def reason(step: pd.Series, route: Route) -> str:
    """Say why an event stands in the route."""
    told = []
    if step["card"] in route.brief.take:
        told.append("выбрано человеком")
    if step["agreed"]:
        told.append("договорились в беседе")
    if step["interest"]:
        place = len(route.brief.interests) - int(step["interest"]) + 1
        told.append("главный интерес" if place == 1 else f"{place}-й по важности интерес")
    if step["new_to_pupil"]:
        told.append("новое для ученика и класса" if step["new_to_class"] else "новое для ученика")
    if not told:
        told.append(f"{points(int(step['sure']))} за {hours(int(step['hours_spent']))}")
    return "; ".join(told)
