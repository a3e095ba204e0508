"""The individual route (индивидуальный маршрут): which events bring the pupil to the goal with the least load.

Apart from its parts, because every section of the report asks for the same few answers: what is proposed, what it
brings for sure and with luck, what follows, and what stands in the way.

The goal is judged by the cautious sum first: taking part everywhere, no prizes. If that falls short, by the results to
be expected of this pupil; then by prizes everywhere; and what even those do not bring is said to be out of reach.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import pandas as pd

from workbook.errors import DataRefused, Reason
from workbook.rating.outcome import Outcome
from workbook.rating.route_brief import Brief, RouteWish, brief, report_day, routes_of, steps_of
from workbook.rating.route_count import Recount, added_records
from workbook.rating.route_events import Closed, new_directions, open_events, previous_stages, route_events
from workbook.rating.route_forecast import CAUTIOUS, SUCCESS, confirmed
from workbook.rating.route_model import Limits
from workbook.rating.route_search import Task, search
from workbook.rating.route_verdict import Relaxed, Verdict, cascade, relaxations
from workbook.rating.rules import hundredths, read_rules
from workbook.rating.season import Season, season
from workbook.school import School

__all__ = ["Route", "card_choice", "route", "route_choice"]


_IN_PLAY = (Outcome.COUNTED, Outcome.BEST_STAGE, Outcome.BEST_N, Outcome.OTHER_STAGE)


@dataclass(frozen=True)
class Route:
    """One pupil's route.

    Attributes
    ----------
    brief : Brief
    goal, base : int
        Hundredths of the season: wanted, and counted on the first day of the route.
    events : DataFrame
        See :func:`workbook.rating.route_events.route_events`; with ``new_to_class``.
    steps : DataFrame
        The events chosen, by first day: columns of `events`, ``counted_sure`` and ``counted_success`` (what the ledger
        leaves of the result under the limits), ``agreed`` (bool).
    continuations : DataFrame
        Next stages of the chosen events, open after a success: columns of `events`, ``after`` (title of the stage to
        pass), ``clash`` (titles of the steps on the same days).
    sure, expected, success : int
        Season's total, hundredths: all take part only, the expected results, prizes everywhere.
    verdict : Verdict
    proven : bool
        Whether nothing better exists.
    most : int
        Hundredths of the season that can be reached for sure under all restrictions; `sure` when the goal is.
    relaxed : tuple of Relaxed
        What each restriction costs; empty when the goal is reached for sure.
    refused : tuple of (str, str)
        Cards asked for or agreed that cannot stand in the route, with the Russian reason.
    """

    brief: Brief
    goal: int
    base: int
    events: pd.DataFrame
    steps: pd.DataFrame
    continuations: pd.DataFrame
    sure: int
    expected: int
    success: int
    verdict: Verdict
    proven: bool
    most: int
    relaxed: tuple[Relaxed, ...]
    refused: tuple[tuple[str, str], ...]

    @property
    def hours(self) -> int:
        """Hundredths of an hour that the steps take."""
        return int(self.steps["hours_spent"].sum())

    @property
    def directions(self) -> tuple[str, ...]:
        """Directions of the steps in the order of the calendar."""
        return tuple(dict.fromkeys(self.steps["direction"]))

    @property
    def shown(self) -> bool:
        """Whether the page may be shown outside the school: the parents agreed."""
        return self.brief.consent == "да"


@lru_cache(maxsize=64)
def route(school: School, wish: RouteWish) -> Route:
    """Propose a route.

    Parameters
    ----------
    school : School
        Tables «Ученики», «Технологические карты», «Участие в мероприятиях»; «Индивидуальные маршруты» and «Шаги
        маршрутов» when the school has them.
    wish : RouteWish
        An empty code of the pupil takes the first pupil with a route, else the first of the list.

    Raises
    ------
    MissingData
        A table is absent.
    DataRefused
        The roster has no such pupil, a card asked for is unknown, or the class has no number.
    SettingsRefused
        The school's rules contradict each other.
    """
    asked = _asked(school, wish)
    _check_cards(school, asked)
    known = season(school, on=asked.start)
    recount = _recount(school, asked, known)
    base = recount.total(school["cards"].iloc[:0], {})
    if asked.goal < 0:
        asked = replace(asked, goal=base + hundredths(school.settings.route.usual_gain))
    events = _events(school, asked, known, recount)
    choices = open_events(events)
    if choices.empty:
        return Route(
            asked, asked.goal, base, events, _dressed(choices, recount, asked, {}), _continued(events, choices, asked),
            base, base, base, Verdict.REACHED if base >= asked.goal else Verdict.NOTHING, True, base,
            (), _refused(asked, events, choices),
        )  # fmt: skip
    task, limits = _task(school, asked, choices, events, recount), _limits(asked)
    scenarios = _scenarios(choices)
    verdict, choice = cascade(task, limits, scenarios, asked.goal, base)
    steps = choices[choices["card"].isin(choice.cards)].reset_index(drop=True)
    totals = {name: recount.total(steps, _of(steps, results)) for name, results in scenarios.items()}
    told = verdict in (Verdict.EXPECTED, Verdict.SUCCESS, Verdict.SHORT)
    most = search(task, limits, scenarios["sure"], None) if told else None
    return Route(
        asked, asked.goal, base, events, _dressed(steps, recount, asked, scenarios), _continued(events, steps, asked),
        totals["sure"], totals["expected"], totals["success"], verdict, choice.proven,
        totals["sure"] if most is None else most.total,
        tuple(relaxations(task, limits, scenarios["sure"], asked.goal)) if told else (),
        _refused(asked, events, steps),
    )  # fmt: skip


def route_choice(school: School) -> dict[str, str]:
    """Return the year's pupils for a control, those with a route first.

    Raises
    ------
    MissingData
        The school handed in no list of pupils.
    """
    pupils = school["pupils"]
    rows = pupils.loc[pupils["year"] == school.year, ["pupil", "class_"]].drop_duplicates("pupil")
    have = set(routes_of(school)["pupil"])
    rows = rows.assign(_last=~rows["pupil"].isin(have)).sort_values(["_last", "pupil"])
    return {
        str(code): f"{code} ({name}){' — есть маршрут' if code in have else ''}"
        for code, name in zip(rows["pupil"], rows["class_"], strict=True)
    }


@lru_cache(maxsize=64)
def card_choice(school: School, pupil: str = "", day: str = "", later: int = 0) -> Mapping[str, str]:
    """Return the cards that a route of the pupil could take, by first day, for a control.

    Parameters
    ----------
    school : School
    pupil, day : str
    later : int
        As in :class:`workbook.rating.route_brief.RouteWish`.

    Raises
    ------
    MissingData, DataRefused, SettingsRefused
        As :func:`route`.
    """
    asked = _asked(school, RouteWish(pupil, later=later, keep=False, day=day))
    known = season(school, on=asked.start)
    rows = open_events(_events(school, asked, known, _recount(school, asked, known))).sort_values(["starts", "card"])
    days = rows["starts"].dt.strftime("%d.%m")
    return {
        str(card): f"{date} {title} ({card})"
        for card, date, title in zip(rows["card"], days, rows["title"], strict=True)
    }


def _asked(school: School, wish: RouteWish) -> Brief:
    school.need("pupils", "cards", "participations")
    rules = read_rules(school.settings.rating)
    given = report_day(school, rules.period, wish.day) if wish.day.strip() else None
    whole = season(school)
    if not wish.pupil:
        wish = replace(wish, pupil=next(iter(_codes(school, whole)), ""))
    return brief(school, wish, whole, given)


def _codes(school: School, season: Season) -> list[str]:
    listed = set(season.roster["pupil"])
    return [code for code in routes_of(school)["pupil"] if code in listed] or list(season.roster["pupil"])


def _check_cards(school: School, asked: Brief) -> None:
    known = set(school["cards"]["card"])
    unknown = [card for card in (*asked.take, *asked.leave) if card not in known]
    if unknown:
        raise DataRefused(
            f"Карты «{unknown[0]}» в школе нет. Проверьте код, например «{next(iter(sorted(known)), '—')}».",
            Reason.REFERENCE_UNKNOWN,
        )
    both = [card for card in asked.take if card in asked.leave]
    if both:
        raise DataRefused(
            f"Карту «{both[0]}» просят и взять, и не брать. Оставьте одно из двух.", Reason.PARAMETER_TYPE
        )


def _recount(school: School, asked: Brief, known: Season) -> Recount:
    own = school["card_points"] if school.has("card_points") else None
    carried = int(known.rating.set_index("pupil")["carried"].get(asked.pupil, 0))
    return Recount.known(asked.pupil, known, own, carried)


def _events(school: School, asked: Brief, known: Season, recount: Recount) -> pd.DataFrame:
    steps = steps_of(school)
    ledger = known.ledger if known.past is None else pd.concat([known.past, known.ledger], ignore_index=True)
    held = steps[steps["state"] != "снято"]
    events = route_events(asked, known.cards, ledger, held, recount, school.settings.route)
    classmates = known.roster.loc[known.roster["class_"] == asked.class_, "pupil"]
    return events.assign(new_to_class=events["direction"].isin(new_directions(confirmed(known.ledger), classmates)))


def _task(school: School, asked: Brief, choices: pd.DataFrame, events: pd.DataFrame, recount: Recount) -> Task:
    rules = school.settings.route
    new = events.groupby("direction")[["new_to_pupil", "new_to_class"]].any().sum(axis=1)
    return Task(
        events=choices, known=_known(recount), rules=recount.rules,
        count=lambda results: recount.total(choices, results), take=asked.take, agreed=asked.agreed,
        new={str(name): int(value) for name, value in new.items()}, interest=hundredths(rules.interest_hours),
        newness=hundredths(rules.gap_hours), carried=recount.carried, tries=rules.tries,
    )  # fmt: skip


def _known(recount: Recount) -> pd.DataFrame:
    rows = recount.counted()
    play = [str(code) for code in Outcome if code.capped or code in _IN_PLAY]
    rows = rows[rows["outcome"].isin(play)]
    worth = rows["earned"]
    if recount.rules.policy == "каждому полностью":
        worth = worth.mask(rows["members"].notna(), worth.clip(upper=recount.rules.team_cap))
    return pd.DataFrame(
        {
            "card": rows["card"],
            "event_key": ("событие " + rows["event"]).fillna("карта " + rows["card"]),
            "direction": rows["direction"],
            "scale": rows["scale"],
            "cap_group": rows["cap_group"].fillna("").astype("str"),
            "points": worth.astype("int64"),
        }
    )


def _limits(asked: Brief) -> Limits:
    return Limits(asked.hours, asked.most, asked.same, asked.least, asked.directions, asked.gap)


def _scenarios(choices: pd.DataFrame) -> dict[str, dict[str, str]]:
    cards = [str(card) for card in choices["card"]]
    return {
        "sure": dict.fromkeys(cards, CAUTIOUS),
        "expected": dict(zip(cards, choices["expected"].astype("str"), strict=True)),
        "success": dict.fromkeys(cards, SUCCESS),
    }


def _of(steps: pd.DataFrame, results: Mapping[str, str]) -> dict[str, str]:
    return {str(card): results[str(card)] for card in steps["card"]}


def _dressed(
    steps: pd.DataFrame, recount: Recount, asked: Brief, scenarios: Mapping[str, Mapping[str, str]]
) -> pd.DataFrame:
    dressed = steps.assign(agreed=steps["card"].isin(asked.agreed))
    for name in ("sure", "success"):
        results = scenarios.get(name, {})
        added = [
            record
            for row in steps.to_dict("records")
            for record in added_records(asked.pupil, row, results[str(row["card"])])
        ]
        points = recount.counted(added)["counted"].tail(len(steps)) if added else pd.Series(dtype="int64")
        dressed[f"counted_{name}"] = points.to_numpy(dtype="int64")
    return dressed


def _continued(events: pd.DataFrame, steps: pd.DataFrame, asked: Brief) -> pd.DataFrame:
    """Return the stages that a success in a step of the route opens."""
    previous = previous_stages(events)
    chosen = set(steps["card"])
    named = events.set_index("card")["title"]
    found = [
        (position, "; ".join(str(named[card]) for card in codes if card in chosen))
        for position, (codes, closed) in enumerate(zip(previous, events["closed"], strict=True))
        if closed == Closed.STAGE and chosen.intersection(codes)
    ]
    rows = events.iloc[[position for position, _ in found]].reset_index(drop=True)
    rows["after"] = pd.Series([titles for _, titles in found], dtype="str")
    rows["agreed"] = rows["card"].isin(asked.agreed)
    rows["clash"] = pd.Series(
        [
            "; ".join(steps.loc[(steps["starts"] <= last) & (steps["ends"] >= first), "title"])
            for first, last in zip(rows["starts"], rows["ends"], strict=True)
        ],
        dtype="str",
    )
    return rows


def _refused(asked: Brief, events: pd.DataFrame, steps: pd.DataFrame) -> tuple[tuple[str, str], ...]:
    closed = events.set_index("card")["closed"]
    chosen = set(steps["card"])
    found = []
    for card in (*asked.take, *asked.agreed):
        if card in chosen:
            continue
        if card not in closed.index:
            found.append((card, "не в этом периоде"))
        elif closed[card]:
            found.append((card, Closed(closed[card]).words))
        else:
            found.append((card, "не помещается: даты, часы или число мероприятий"))
    return tuple(found)
