"""The state of routes (состояние маршрутов): what was agreed, what was done by a day, what is missing.

Apart from the proposal, because here nothing is chosen: steps agreed with pupils meet the journal. Pupils stand in the
order of classes and codes and are never compared with each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import pandas as pd

from workbook.errors import MissingData, Reason
from workbook.rating.route_brief import report_day, routes_of, steps_of
from workbook.rating.route_forecast import confirmed
from workbook.rating.rules import hundredths, read_rules
from workbook.rating.season import season
from workbook.school import School

__all__ = ["Progress", "RouteState", "class_choice", "consenting", "day_choice", "known_routes", "route_state"]


@dataclass(frozen=True)
class Progress:
    """Steps of one route on a day.

    Attributes
    ----------
    pupil : str
    total, goal : int, int or None
        Hundredths of the season on the day; the goal is None where the pupil named none.
    steps : DataFrame
        ``card``, ``title``, ``direction``, ``starts``, ``ends``, ``state`` (as written by the school), ``result``
        (of the journal, empty), ``counted`` (hundredths), ``reflection``, ``standing``: «выполнено», «есть запись, шаг
        не отмечен», «отмечено, записи нет», «срок прошёл», «идёт», «впереди», «снято».
    """

    pupil: str
    total: int
    goal: int | None
    steps: pd.DataFrame


@dataclass(frozen=True)
class RouteState:
    """The routes of a school on a day.

    Attributes
    ----------
    day : datetime.date
    roster : DataFrame
        Pupils of the year from the grades that have routes: ``pupil``, ``class_``, ``grade``.
    routes : DataFrame
        One row per route in the order of classes and codes: ``pupil``, ``class_``, ``goal``, ``goal_points`` (Int64,
        hundredths), ``total`` (hundredths on the day), ``reached`` (boolean, missing without a goal in points),
        ``planned``, ``done``, ``dropped``, ``overdue``, ``undocumented`` (done without a record), ``unmarked`` (a
        record without a mark), ``silent`` (done or dropped steps without the pupil's words), ``consent``, ``support``,
        ``agreed``.
    steps : DataFrame
        All steps: columns of :attr:`Progress.steps` and ``pupil``.
    """

    day: date
    roster: pd.DataFrame
    routes: pd.DataFrame
    steps: pd.DataFrame

    def progress(self, pupil: str) -> Progress:
        """Return one pupil's steps.

        Raises
        ------
        MissingData
            The pupil has no route.
        """
        row = self.routes[self.routes["pupil"] == pupil]
        if row.empty:
            raise MissingData(
                f"У ученика «{pupil}» маршрут этого года не записан: отмечать пока нечего.",
                Reason.TABLE_EMPTY,
                ("routes",),
            )
        goal = row["goal_points"].iloc[0]
        steps = self.steps[self.steps["pupil"] == pupil].reset_index(drop=True)
        return Progress(pupil, int(row["total"].iloc[0]), None if pd.isna(goal) else int(goal), steps)


@lru_cache(maxsize=8)
def route_state(school: School, day: str = "") -> RouteState:
    """Compare what was agreed with what the journal knows on a day.

    Parameters
    ----------
    school : School
        Tables «Индивидуальные маршруты», «Ученики», «Технологические карты», «Участие в мероприятиях»; «Шаги
        маршрутов» when the school has it.
    day : str
        «15.01.2026»; empty for the last day of the journal.

    Raises
    ------
    MissingData
        A table is absent, or no route of this year belongs to a pupil of the roster.
    DataRefused
        The day is no date.
    """
    school.need("routes", "pupils", "cards", "participations")
    rules = read_rules(school.settings.rating)
    today = report_day(school, rules.period, day)
    known = season(school, on=today)
    people = known.roster[["pupil", "class_", "grade"]]
    rows = people.merge(routes_of(school), on="pupil")
    if rows.empty:
        raise MissingData(
            f"Маршрутов {school.year} учебного года у учеников школы нет: внесите их в таблицу «Индивидуальные "
            "маршруты» (routes.csv).",
            Reason.TABLE_EMPTY,
            ("routes",),
        )
    steps = _steps(school, known.ledger, today)
    steps = steps[steps["pupil"].isin(rows["pupil"])].reset_index(drop=True)
    totals = known.rating.set_index("pupil")["total"]
    goal = rows["goal_points"].map(lambda value: pd.NA if pd.isna(value) else hundredths(float(value))).astype("Int64")
    total = rows["pupil"].map(totals).fillna(0).astype("int64")
    table = rows[["pupil", "class_", "goal", "consent", "support", "agreed"]].assign(
        goal_points=goal, total=total, reached=(total >= goal).astype("boolean")
    )
    ended = steps["state"].isin(["выполнено", "снято"])
    for name, holds in (
        ("planned", steps["state"] == "запланировано"),
        ("done", steps["state"] == "выполнено"),
        ("dropped", steps["state"] == "снято"),
        ("overdue", steps["standing"] == "срок прошёл"),
        ("undocumented", steps["standing"] == "отмечено, записи нет"),
        ("unmarked", steps["standing"] == "есть запись, шаг не отмечен"),
        ("silent", ended & (steps["reflection"].fillna("").str.strip() == "")),
    ):
        table[name] = table["pupil"].map(steps[holds]["pupil"].value_counts()).fillna(0).astype("int64")
    floor = int(rows["grade"].min())
    return RouteState(today, people[people["grade"] >= floor].reset_index(drop=True), table, steps)


def known_routes(school: School, day: str = "") -> RouteState | None:
    """Return :func:`route_state`, or None where no pupil of the roster has a route: the rest of the report goes on."""
    listed = set(season(school).roster["pupil"])
    return route_state(school, day) if listed.intersection(routes_of(school)["pupil"]) else None


def consenting(school: School, class_: str) -> tuple[str, ...]:
    """Return the pupils of a class who have a route and whose parents agreed, by code: the booklet's pages."""
    rows = routes_of(school)
    agreed = set(rows.loc[rows["consent"] == "да", "pupil"])
    pupils = school["pupils"]
    here = pupils.loc[(pupils["year"] == school.year) & (pupils["class_"] == class_), "pupil"]
    return tuple(sorted(agreed.intersection(here)))


def class_choice(school: School) -> list[str]:
    """Return the classes that have routes, in the order of grades, for a control."""
    pupils = school["pupils"]
    have = pupils[(pupils["year"] == school.year) & pupils["pupil"].isin(routes_of(school)["pupil"])]
    return sorted(
        map(str, have["class_"].unique()), key=lambda name: (int("".join(filter(str.isdigit, name)) or 0), name)
    )


def day_choice(school: School) -> dict[str, str]:
    """Return the last days of the season's months, for a control of the day of the report."""
    period = read_rules(school.settings.rating).period
    days = [*pd.date_range(period.starts, period.ends, freq="ME").date]
    if not days or days[-1] != period.ends:
        days.append(period.ends)
    return {f"{day:%d.%m.%Y}": f"{day:%d.%m.%Y}" for day in days}


def _steps(school: School, ledger: pd.DataFrame, today: date) -> pd.DataFrame:
    steps = steps_of(school)
    cards = school["cards"].drop_duplicates("card")[["card", "title", "direction", "starts", "ends"]]
    real = confirmed(ledger).sort_values(["counted", "line"], ascending=[False, True])
    best = real.drop_duplicates(["pupil", "card"])[["pupil", "card", "result", "counted"]]
    table = steps.merge(cards, on="card", how="left").merge(best, on=["pupil", "card"], how="left")
    table["result"] = table["result"].fillna("").astype("str")
    table["counted"] = table["counted"].fillna(0).astype("int64")
    table["standing"] = pd.Series([_standing(row, today) for _, row in table.iterrows()], dtype="str")
    return table.sort_values(["pupil", "starts", "card"], ignore_index=True)


def _standing(step: pd.Series, today: date) -> str:
    recorded = bool(step["result"])
    if step["state"] == "снято":
        return "снято"
    if step["state"] == "выполнено":
        return "выполнено" if recorded else "отмечено, записи нет"
    if recorded:
        return "есть запись, шаг не отмечен"
    if pd.isna(step["ends"]) or step["starts"] > pd.Timestamp(today):
        return "впереди"
    return "идёт" if step["ends"] + timedelta(days=1) > pd.Timestamp(today) else "срок прошёл"
