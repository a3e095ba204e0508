"""Events of a route (что открыто ученику): every card of the season, whether the pupil can take it, and why not.

Apart from the choice, because a closed door must be named: the reasons are what a route that falls short is explained
by.

A later stage of an event is open only to a pupil who has passed the stage before it: the school's records say so. A
stage that is itself only planned opens nothing; what follows it is a continuation, named but never counted.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbook.rating.offer import DIRECTIONS
from workbook.rating.route_brief import Brief
from workbook.rating.route_count import Recount
from workbook.rating.route_forecast import CAUTIOUS, SUCCESS, confirmed, forecast
from workbook.rating.rules import Rules, hundredths
from workbook.school import TABLES
from workbook.settings import RouteRules

__all__ = ["Closed", "new_directions", "open_events", "previous_stages", "route_events"]


class Closed(StrEnum):
    """Why an event cannot stand in a route; the code is stable, the words may change."""

    BEFORE = "before"
    AFTER = "after"
    GRADE = "grade"
    PAID = "paid"
    STAGE = "stage"
    FULL = "full"
    DONE = "done"
    WORTHLESS = "worthless"
    LEFT = "left"

    @property
    def words(self) -> str:
        """The reason in a few Russian words."""
        return _WORDS[self]


_WORDS = {
    Closed.BEFORE: "начинается не позже дня беседы",
    Closed.AFTER: "кончается после периода рейтинга",
    Closed.GRADE: "не для этой параллели",
    Closed.PAID: "платный конкурс",
    Closed.STAGE: "не пройден предыдущий этап",
    Closed.FULL: "мест не осталось",
    Closed.DONE: "ученик уже участвовал",
    Closed.WORTHLESS: "по правилам не приносит баллов",
    Closed.LEFT: "решено не брать",
}


def route_events(
    brief: Brief, cards: pd.DataFrame, ledger: pd.DataFrame, taken: pd.DataFrame, recount: Recount, rules: RouteRules
) -> pd.DataFrame:
    """Look at every card of the season through the eyes of one pupil.

    Parameters
    ----------
    brief : Brief
    cards : DataFrame
        Table «Технологические карты».
    ledger : DataFrame
        Ledger of the whole school as known on the first day of the route, the season before included where known.
    taken : DataFrame
        ``card``, ``pupil``: whose routes hold which cards this year; they take places.
    recount : Recount
        Of the same pupil; its rules price the results.
    rules : RouteRules

    Returns
    -------
    DataFrame
        One row per card whose days touch the season, by first day and code: the columns of the card,
        ``hours_spent`` (hundredths of an hour), ``hours_known``, ``team_size``, ``places_left`` (Int64, missing:
        no limit), ``interest`` (steps: as many as there are interests for the strongest, 0 for none), ``new_to_pupil``
        (the pupil has nothing in this direction this season), ``previous`` (titles of the stages that must be
        passed), ``sure``, ``success`` (hundredths that taking part and a prize bring before limits; nought where the
        door is closed for another reason than a stage), ``sure_group``, ``success_group`` (groups of cards with a
        common limit), ``expected`` (result), ``own_prizes``, ``own``, ``school_prizes``, ``school``, and ``closed``: a
        code of :class:`Closed`, empty when the pupil can take it.
    """
    period = recount.rules.period
    starts, ends = pd.Timestamp(period.starts), pd.Timestamp(period.ends)
    rows = cards[(cards["starts"] <= ends) & (cards["ends"] >= starts)]
    rows = rows.sort_values(["starts", "card"], ignore_index=True)
    real = confirmed(ledger)
    now = real[real["date"].between(starts, ends)]
    mine = now[now["pupil"] == brief.pupil]
    told = rows["hours"].map(lambda value: -1 if pd.isna(value) else hundredths(float(value))).astype("int64")
    usual = rows["scale"].map({name: hundredths(value) for name, value in rules.usual_hours.items()})
    rows = rows.assign(
        hours_known=told >= 0,
        hours_spent=told.where(told >= 0, usual.fillna(0)).astype("int64"),
        team_size=_team_sizes(rows, real, rules),
        places_left=_places_left(rows, now, taken, brief.pupil),
        interest=rows["direction"].map(_steps(brief.interests)).fillna(0).astype("int64"),
        new_to_pupil=~rows["direction"].isin(mine["direction"]),
    )
    passed = _passed(rows, mine, rules)
    previous = previous_stages(rows)
    closed = _closed(brief, rows, recount.rules, mine, previous, passed)
    rows["previous"] = ["; ".join(rows["title"][rows["card"].isin(codes)]) for codes in previous]
    rows = _priced(rows, closed.isin(["", str(Closed.STAGE)]), recount)
    worthless = (rows["sure"] == 0) & (rows["success"] == 0)
    rows["closed"] = closed.mask((closed == "") & worthless, str(Closed.WORTHLESS))
    kinds = list(zip(rows["direction"].astype("str"), rows["scale"].astype("str"), strict=True))
    known = {(one, level): forecast(real, brief.pupil, one, level, rules) for one, level in sorted(set(kinds))}
    hopes = [known[kind] for kind in kinds]
    for name in ("own_prizes", "own", "school_prizes", "school"):
        rows[name] = [getattr(hope, name) for hope in hopes]
    rows["expected"] = pd.Series([hope.result for hope in hopes], index=rows.index, dtype="str")
    return rows


def new_directions(now: pd.DataFrame, people: pd.Series) -> frozenset[str]:
    """Return the directions in which none of these pupils has a record."""
    return frozenset(DIRECTIONS) - frozenset(now.loc[now["pupil"].isin(people), "direction"].dropna())


def open_events(events: pd.DataFrame) -> pd.DataFrame:
    """Return the events that the pupil can take."""
    return events[events["closed"] == ""].reset_index(drop=True)


def previous_stages(cards: pd.DataFrame) -> list[tuple[str, ...]]:
    """Return, card by card, the stages of the same event one level below that begin earlier.

    Levels that the school does not hold are skipped: the nearest lower one counts.
    """
    levels = _level_ranks(cards)
    found: list[tuple[str, ...]] = []
    for position, (event, start) in enumerate(zip(cards["event"], cards["starts"], strict=True)):
        if pd.isna(event):
            found.append(())
            continue
        lower = (cards["event"] == event).to_numpy() & (cards["starts"] < start).to_numpy()
        lower &= levels < levels[position]
        nearest = lower & (levels == levels[lower].max(initial=-1))
        found.append(tuple(cards["card"].to_numpy()[nearest]))
    return found


_SCALES = TABLES["cards"].column("scale").allowed


def _level_ranks(cards: pd.DataFrame) -> NDArray[np.int64]:
    ranks = cards["scale"].map({name: rank for rank, name in enumerate(_SCALES)}).fillna(-1)
    return np.asarray(ranks, dtype="int64")


def _closed(
    brief: Brief, rows: pd.DataFrame, rules: Rules, mine: pd.DataFrame, previous: list[tuple[str, ...]],
    passed: frozenset[str],
) -> pd.Series:  # fmt: skip
    limits = rows["grades"].str.extract(r"^\s*(\d{1,2})(?:\s*[–-]\s*(\d{1,2}))?\s*$")
    first = pd.to_numeric(limits[0]).fillna(1)
    last = pd.to_numeric(limits[1]).fillna(pd.to_numeric(limits[0])).fillna(11)
    locked = pd.Series([bool(codes) and not passed.intersection(codes) for codes in previous], index=rows.index)
    closed = pd.Series("", index=rows.index, dtype="str")
    for code, holds in (
        (Closed.DONE, rows["card"].isin(mine["card"])),
        (Closed.BEFORE, rows["starts"] <= pd.Timestamp(brief.start)),
        (Closed.AFTER, rows["ends"] > pd.Timestamp(rules.period.ends)),
        (Closed.PAID, rows["form"] == "платный"),
        (Closed.GRADE, ~((first <= brief.grade) & (brief.grade <= last))),
        (Closed.STAGE, locked),
        (Closed.FULL, rows["places_left"].fillna(1) <= 0),
        (Closed.LEFT, rows["card"].isin(brief.leave)),
    ):
        closed = closed.mask((closed == "") & holds, str(code))
    return closed


def _steps(interests: tuple[str, ...]) -> dict[str, int]:
    return {name: len(interests) - place for place, name in enumerate(interests)}


def _passed(rows: pd.DataFrame, mine: pd.DataFrame, rules: RouteRules) -> frozenset[str]:
    enough = [part.strip() for part in rules.stage_passes.split(";")]
    return frozenset(mine.loc[mine["result"].isin(enough) & mine["card"].isin(rows["card"]), "card"])


def _places_left(rows: pd.DataFrame, now: pd.DataFrame, taken: pd.DataFrame, pupil: str) -> pd.Series:
    others = pd.concat([now[["card", "pupil"]], taken[["card", "pupil"]]], ignore_index=True)
    others = others[others["pupil"] != pupil].drop_duplicates()
    used = rows["card"].map(others["card"].value_counts()).fillna(0).astype("int64")
    return (rows["places"].astype("Int64") - used).astype("Int64")


def _team_sizes(rows: pd.DataFrame, real: pd.DataFrame, rules: RouteRules) -> pd.Series:
    """Return how many will share a team's points: the middle of former teams of the card, event or school."""
    teams = real[real["members"].notna()].drop_duplicates(["card", "team", "date"])
    sizes = []
    for card in rows.to_dict("records"):
        if card["participation"] != "групповое":
            sizes.append(1)
            continue
        same = teams["card"] == card["card"]
        event = teams["event"] == card["event"] if pd.notna(card["event"]) else same
        former = next((part for part in (teams[same], teams[event], teams) if len(part) >= rules.least_teams), None)
        size = rules.usual_team
        if former is not None:
            size = int(former["members"].astype("int64").sort_values().iloc[len(former) // 2])
        sizes.append(size)
    return pd.Series(sizes, index=rows.index, dtype="int64")


def _priced(rows: pd.DataFrame, ajar: pd.Series, recount: Recount) -> pd.DataFrame:
    prices = recount.prices(rows[ajar], (CAUTIOUS, SUCCESS))
    cards = rows["card"].astype("str")
    for name, result in (("sure", CAUTIOUS), ("success", SUCCESS)):
        found = [prices.get((card, result), (0, "")) for card in cards]
        rows[name] = pd.Series([points for points, _ in found], index=rows.index, dtype="int64")
        rows[f"{name}_group"] = pd.Series([group for _, group in found], index=rows.index, dtype="str")
    return rows
