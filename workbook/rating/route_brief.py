"""What a route is asked for (запрос): the pupil's interests, goal and hours, and the day after which events are taken.

Apart from the choice of events, because half of it may be unknown: what the pupil did not say is taken from the
school's rules or from the pupil's own journal, and every such guess is named.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import pandas as pd

from workbook.errors import DataRefused, Reason, SettingsRefused
from workbook.rating.offer import DIRECTIONS
from workbook.rating.rules import Period, hundredths
from workbook.rating.season import Season
from workbook.school import School
from workbook.settings import RouteRules

__all__ = ["Brief", "RouteWish", "brief", "report_day", "routes_of"]


@dataclass(frozen=True)
class RouteWish:
    """A route of one pupil as asked for; −1, 0 or an empty text leave what the pupil and the school said.

    Attributes
    ----------
    pupil : str
    goal : int
        Points of the season to reach; −1 keeps the pupil's.
    hours : int
        Hours to spare; −1 keeps the pupil's.
    most, same : int
        Most events, most events of one direction; 0 keeps the school's.
    gap : int
        Free days between two events; −1 keeps the school's.
    later : int
        Days to wait after the day of the talk.
    take, leave : tuple of str
        Codes of cards that must and must not stand in the route; empty texts mean nothing.
    keep : bool
        Whether the steps already agreed with the pupil stay and those dropped stay out.
    day : str
        Day of the report, 15.01.2026; empty for the last day of the journal.
    """

    pupil: str
    goal: int = -1
    hours: int = -1
    most: int = 0
    same: int = 0
    gap: int = -1
    later: int = 0
    take: tuple[str, ...] = ()
    leave: tuple[str, ...] = ()
    keep: bool = True
    day: str = ""


@dataclass(frozen=True)
class Brief:
    """What the route has to satisfy.

    Attributes
    ----------
    pupil, class_, grade : str, str, int
    has_route : bool
        Whether the school has agreed a route with the pupil this year.
    interests : tuple of str
        Directions, the strongest first.
    goal_words : str
    goal : int
        Hundredths of a point for the whole season.
    hours : int
        Hundredths of an hour.
    start : datetime.date
        Events begin after this day.
    talked : bool
        Whether `start` rests on a recorded day of the talk.
    most, least, same, directions, gap : int
        Limits of the route: events, events of one direction, different directions, free days between.
    take, agreed, leave : tuple of str
        Cards asked for by the person at the page, agreed with the pupil before, and left out.
    support, consent, reflection : str
        Code of the adult; «да», «нет» or empty; the pupil's words.
    assumed : tuple of str
        Russian notes on what was not said and was guessed.
    """

    pupil: str
    class_: str
    grade: int
    has_route: bool
    interests: tuple[str, ...]
    goal_words: str
    goal: int
    hours: int
    start: date
    talked: bool
    most: int
    least: int
    same: int
    directions: int
    gap: int
    take: tuple[str, ...]
    agreed: tuple[str, ...]
    leave: tuple[str, ...]
    support: str
    consent: str
    reflection: str
    assumed: tuple[str, ...]


def routes_of(school: School) -> pd.DataFrame:
    """Return the routes of the school's year by code of the pupil; no rows when there are none."""
    return _of_year(school, "routes", ("year", "pupil", "interests", "goal", "goal_points", "hours", "agreed",
                                       "support", "consent", "reflection"))  # fmt: skip


def steps_of(school: School) -> pd.DataFrame:
    """Return the steps of this year's routes; no rows when there are none."""
    return _of_year(school, "route_steps", ("year", "pupil", "card", "state", "reflection"))


def report_day(school: School, period: Period, text: str = "") -> date:
    """Read the day of the report; without it the last day of the season that the journal knows.

    Raises
    ------
    DataRefused
        The text is no date.
    """
    if text.strip():
        for pattern in ("%d.%m.%Y", "%Y-%m-%d"):
            try:
                return datetime.strptime(text.strip(), pattern).date()
            except ValueError:
                continue
        raise DataRefused(
            f"Параметр «День отчёта» (day): «{text}» не читается как дата. Нужно, например, 15.01.2026.",
            Reason.PARAMETER_TYPE,
        )
    dates = school["participations"]["date"]
    inside = dates[dates.between(pd.Timestamp(period.starts), pd.Timestamp(period.ends))]
    return inside.max().date() if len(inside) else period.ends


def brief(school: School, wish: RouteWish, season: Season, day: date | None = None) -> Brief:
    """Gather what the pupil, the school and the visitor said about a route.

    Parameters
    ----------
    school : School
    wish : RouteWish
    season : Season
        The roster and the rules are taken from it.
    day : datetime.date or None
        Day of the report as the person gave it: where the talk is not recorded, events are taken after it; None for
        the school's usual day of talks.

    Raises
    ------
    DataRefused
        The roster has no such pupil, or the class has no number.
    SettingsRefused
        The usual day of talks is no day.
    """
    rules, people = school.settings.route, season.roster.set_index("pupil")
    wish = replace(wish, take=tuple(filter(None, wish.take)), leave=tuple(filter(None, wish.leave)))
    if wish.pupil not in people.index:
        raise DataRefused(
            f"Ученика «{wish.pupil}» нет в списке этого года. Проверьте код, например "
            f"«{next(iter(people.index), '—')}».",
            Reason.REFERENCE_UNKNOWN,
        )
    class_, grade = str(people.at[wish.pupil, "class_"]), people["grade"].to_dict()[wish.pupil]
    if pd.isna(grade):
        raise DataRefused(
            f"Ученик «{wish.pupil}»: в названии класса «{class_}» нет номера параллели, мероприятия по нему не "
            "отобрать. Исправьте класс, например «7 А».",
            Reason.VALUE_PATTERN,
        )
    rows = routes_of(school)
    row = rows[rows["pupil"] == wish.pupil]
    said = row.iloc[0] if len(row) else pd.Series(dtype="object")
    assumed: list[str] = []
    steps = steps_of(school)
    mine = steps[steps["pupil"] == wish.pupil]
    dropped = tuple(mine.loc[mine["state"] == "снято", "card"]) if wish.keep else ()
    agreed = tuple(mine.loc[mine["state"] != "снято", "card"]) if wish.keep else ()
    leave = tuple(dict.fromkeys([*wish.leave, *(card for card in dropped if card not in wish.take)]))
    talked = bool(pd.notna(said.get("agreed")))
    first = _start(said, day, rules, season.rules.period, assumed)
    return Brief(
        pupil=wish.pupil, class_=class_, grade=int(grade), has_route=bool(len(row)),
        interests=_interests(said, wish.pupil, season, first, assumed),
        goal_words=_text(said.get("goal")), goal=_goal(said, wish, rules, assumed),
        hours=_hours(said, wish, rules, assumed), start=first + timedelta(days=wish.later), talked=talked,
        most=wish.most or rules.most_events, least=min(rules.least_events, wish.most or rules.most_events),
        same=wish.same or rules.most_of_direction, directions=rules.least_directions,
        gap=wish.gap if wish.gap >= 0 else rules.gap_days,
        take=tuple(dict.fromkeys(wish.take)),
        agreed=tuple(card for card in agreed if card not in {*wish.take, *wish.leave}), leave=leave,
        support=_text(said.get("support")), consent=_text(said.get("consent")),
        reflection=_text(said.get("reflection")), assumed=tuple(assumed),
    )  # fmt: skip


def _of_year(school: School, name: str, columns: tuple[str, ...]) -> pd.DataFrame:
    if not school.has(name):
        return pd.DataFrame({column: pd.Series(dtype="str") for column in columns})
    rows = school[name]
    return rows[rows["year"] == school.year].sort_values("pupil", kind="stable", ignore_index=True)


def _interests(said: pd.Series, pupil: str, season: Season, start: date, assumed: list[str]) -> tuple[str, ...]:
    named = [part.strip().lower() for part in _text(said.get("interests")).split(";") if part.strip()]
    unknown = [name for name in named if name not in DIRECTIONS]
    if unknown:
        assumed.append(f"таких направлений нет, они не учтены: {', '.join(f'«{name}»' for name in unknown)}")
    known = tuple(dict.fromkeys(name for name in named if name in DIRECTIONS))
    if known:
        return known
    own = season.ledger[(season.ledger["pupil"] == pupil) & season.ledger["direction"].notna()]
    own = own[own["date"] <= pd.Timestamp(start)]
    if own.empty:
        assumed.append("интересы не названы и участия ещё нет: направления считаются равными")
        return ()
    counts = own["direction"].value_counts()
    order = sorted(counts.index, key=lambda name: (-int(counts[name]), DIRECTIONS.index(name)))
    assumed.append(f"интересы не названы: взяты направления, в которых ученик уже участвовал ({', '.join(order)})")
    return tuple(order)


def _goal(said: pd.Series, wish: RouteWish, rules: RouteRules, assumed: list[str]) -> int:
    """Return the goal in hundredths, or −1 where only the usual gain is known."""
    if wish.goal >= 0:
        return wish.goal * 100
    if pd.notna(said.get("goal_points")):
        return hundredths(float(said["goal_points"]))
    gain = f"{rules.usual_gain:g}".replace(".", ",")
    assumed.append(f"цель в баллах не названа: взято «сколько есть и ещё {gain}» (методика школы)")
    return -1


def _hours(said: pd.Series, wish: RouteWish, rules: RouteRules, assumed: list[str]) -> int:
    if wish.hours >= 0:
        return wish.hours * 100
    if pd.notna(said.get("hours")):
        return hundredths(float(said["hours"]))
    spare = f"{rules.spare_hours:g}".replace(".", ",")
    assumed.append(f"часы в запасе не названы: взято {spare} ч (методика школы)")
    return hundredths(rules.spare_hours)


def _start(said: pd.Series, day: date | None, rules: RouteRules, period: Period, assumed: list[str]) -> date:
    if pd.notna(said.get("agreed")):
        return pd.Timestamp(said["agreed"]).date()
    if day is not None:
        assumed.append("день беседы не записан: планируем со дня отчёта")
        return day
    try:
        found = datetime.strptime(f"{rules.talk_day.strip()}.2000", "%d.%m.%Y")
    except ValueError:
        raise SettingsRefused(
            f"Методика: «маршрут → день_бесед»: «{rules.talk_day}» не читается как день и месяц. Нужно, например, "
            "15.01.",
            Reason.SETTING_VALUE,
        ) from None
    year = period.starts.year + ((found.month, found.day) < (period.starts.month, period.starts.day))
    start = date(year, found.month, min(found.day, 28) if found.month == 2 else found.day)
    assumed.append(f"день беседы не записан: планируем с {start:%d.%m.%Y} (методика школы)")
    return start


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""
