"""One season of one school: its rules, roster, ledger and rating list, counted together.

Apart from the parts, because every section of the report asks for several of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache

import pandas as pd

from workbook.estimates import Estimate
from workbook.rating.classes import class_totals
from workbook.rating.engagement import engagement, engagement_of_all, participants
from workbook.rating.ledger import ledger, within
from workbook.rating.offer import offer
from workbook.rating.rating_list import rating_list, totals
from workbook.rating.record_states import stated
from workbook.rating.roster import roster
from workbook.rating.rules import Period, Rules, check_bonuses, read_rules
from workbook.school import School

__all__ = ["Season", "pupil_choice", "reached_day", "season", "season_under"]

_DATED = ("marks", "participations", "record_steps")
"""Tables whose days show how far the school's data have come."""


@dataclass(frozen=True, eq=False)
class Season:
    """What was counted for one school and one period; what many sections ask of it is counted once.

    Attributes
    ----------
    rules : Rules
    cards : DataFrame
        Technological cards of the school.
    roster, ledger, rating : DataFrame
        See the functions of the same names; ``rating`` holds all directions.
    before : DataFrame or None
        The ledger of the previous season under the same rules, up to the same day a year earlier while this season is
        not over: growth compares like with like. None when that season has no records.
    before_pupils : frozenset of str or None
        Who was at school then; None when the school handed in no list of that year.
    journal : DataFrame
        Records with their states, see :func:`workbook.rating.record_states.stated`.
    steps : DataFrame or None
        The log of the records; None when the school keeps none.
    on : datetime.date or None
        The day at whose end the journal is looked at; None takes all steps.
    past : DataFrame or None
        The ledger of the whole previous season: what is carried over rests on it. The very ``before`` once this season
        is over.
    """

    rules: Rules
    cards: pd.DataFrame
    roster: pd.DataFrame
    ledger: pd.DataFrame
    rating: pd.DataFrame
    before: pd.DataFrame | None
    before_pupils: frozenset[str] | None
    journal: pd.DataFrame = field(default_factory=pd.DataFrame)
    steps: pd.DataFrame | None = None
    on: date | None = None
    past: pd.DataFrame | None = None

    @cached_property
    def example(self) -> str:
        """The pupil whose sheet explains most rules: most records, then best place; empty on an empty roster."""
        if self.rating.empty:
            return ""
        return str(self.rating.sort_values("records", ascending=False, kind="stable")["pupil"].iloc[0])

    @cached_property
    def taking(self) -> pd.DataFrame:
        """Who took part and in which direction, see :func:`workbook.rating.engagement.participants`."""
        return participants(self.ledger)

    @cached_property
    def taking_before(self) -> pd.DataFrame:
        """The same of ``before``; empty without a previous season."""
        return participants(self.ledger.iloc[:0] if self.before is None else self.before)

    @cached_property
    def reach(self) -> Estimate:
        """Engagement of the whole roster."""
        return engagement_of_all(self.ledger, self.roster)

    @cached_property
    def reach_by_class(self) -> pd.DataFrame:
        """Engagement by ``class_``, see :func:`workbook.rating.engagement.engagement`."""
        return engagement(self.ledger, self.roster, "class_")

    @cached_property
    def reach_by_level(self) -> pd.DataFrame:
        """Engagement by ``level``."""
        return engagement(self.ledger, self.roster, "level")

    @cached_property
    def reach_by_direction(self) -> pd.DataFrame:
        """Engagement of the whole ``school`` by ``direction``."""
        return engagement(self.ledger, self.roster.assign(school=""), "school", by_direction=True)

    @cached_property
    def offer(self) -> pd.DataFrame:
        """Events open to each class by direction, see :func:`workbook.rating.offer.offer`."""
        return offer(self.cards, self.roster, self.rules)

    @cached_property
    def class_totals(self) -> pd.DataFrame:
        """The list by class, see :func:`workbook.rating.classes.class_totals`."""
        return class_totals(self.rating)

    def rating_of(self, direction: str = "") -> pd.DataFrame:
        """Return the rating list of all directions or of one."""
        if not direction:
            return self.rating
        then = _points(self.before, self.before_pupils, direction)
        return rating_list(self.ledger, self.roster, self.rules, then, direction)


@lru_cache(maxsize=8)
def season(school: School, *, policy: str = "", caps: bool = True, on: date | None = None) -> Season:
    """Count one season of a school under its own rules, or under a «что если».

    Parameters
    ----------
    school : School
        Tables «Ученики», «Технологические карты», «Участие в мероприятиях»; «Баллы карты» when the school has it.
    policy, caps
        As in :func:`workbook.rating.rules.read_rules`.
    on : datetime.date, optional
        As it was at the end of this day (как было на …).

    Returns
    -------
    Season
        The sections of one report that ask the same share one answer; a school read anew is a new question.

    Raises
    ------
    MissingData
        A table is absent.
    SettingsRefused
        The school's rules contradict each other.
    """
    return season_under(school, read_rules(school.settings.rating, policy=policy, caps=caps), on)


def season_under(school: School, rules: Rules, on: date | None = None) -> Season:
    """Count one season of a school under any rules: those of a draft, of another year, of a neighbour.

    Parameters
    ----------
    school : School
        As in :func:`season`.
    rules : Rules
    on : datetime.date, optional
        As in :func:`season`.

    Raises
    ------
    MissingData
        A table is absent.
    SettingsRefused
        The rules name bonus cards that the school does not have.
    """
    school.need("pupils", "cards", "participations")
    pupils, cards = school["pupils"], school["cards"]
    steps = school["record_steps"] if school.has("record_steps") else None
    journal = stated(school["participations"], steps, on)
    check_bonuses(rules, cards["card"])
    own = school["card_points"] if school.has("card_points") else None
    people = roster(pupils, school.year, rules)
    enrolled = pupils.loc[pupils["year"] == school.year, "pupil"]
    now = ledger(journal, cards, own, rules, people["pupil"], enrolled)
    earlier = rules.previous()
    held = journal[within(journal["date"], earlier)]
    past = ledger(held, cards, own, earlier) if len(held) else None
    last_year = frozenset(pupils.loc[pupils["year"] == _year_before(school.year), "pupil"]) or None
    before, day = past, reached_day(school, rules) if on is None else min(on, reached_day(school, rules))
    if past is not None and rules.period.starts <= day < rules.period.ends:
        part = replace(earlier, period=Period(rules.period.starts, day).previous())
        before = ledger(held[within(held["date"], part)], cards, own, part)
    then, whole = (_points(rows, last_year) for rows in (before, past))
    rating = rating_list(now, people, rules, then, carried_from=whole)
    return Season(rules, cards, people, now, rating, before, last_year, journal, steps, on, past)


def reached_day(school: School, rules: Rules) -> date:
    """Return the last day of the season that the school's data have reached; the season's last day when it is over."""
    last = pd.Timestamp(rules.period.ends)
    days = [school[name]["date"] for name in _DATED if school.has(name)]
    inside = [day[day <= last].max() for day in days if (day <= last).any()]
    over = any((day > last).any() for day in days)
    reached = last if over or not inside else max(inside)
    return max(reached, pd.Timestamp(rules.period.starts)).date()


def pupil_choice(school: School) -> dict[str, str]:
    """Return the year's pupils as ``code → «код (класс)»`` for a control.

    Raises
    ------
    MissingData
        The school handed in no list of pupils.
    """
    pupils = school["pupils"]
    rows = pupils.loc[pupils["year"] == school.year, ["pupil", "class_"]].sort_values("pupil")
    return {str(code): f"{code} ({name})" for code, name in zip(rows["pupil"], rows["class_"], strict=True)}


def _points(rows: pd.DataFrame | None, pupils: frozenset[str] | None, direction: str = "") -> pd.Series | None:
    if rows is None:
        return None
    points = totals(rows, direction)
    return points if pupils is None else points.reindex(sorted(pupils), fill_value=0)


def _year_before(year: str) -> str:
    first, _, last = year.partition("/")
    return f"{int(first) - 1}/{int(last) - 1}" if last else ""
