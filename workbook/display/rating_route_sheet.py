"""The sheet of a route (лист маршрута): what a pupil and the parents read, written once for the page and for paper.

Apart from both, so that the paper never says what the page does not. No places, no other pupils stand in it.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from workbook.display import numbers
from workbook.display.rating_route_words import NO_CONSENT, days, hours, titled, verdict
from workbook.display.rating_words import points, scored
from workbook.rating import Route, Verdict
from workbook.school import School

__all__ = ["CONSENT", "REFLECTION", "Sheet", "Step", "sheet"]

REFLECTION = ("Что получилось?", "Что было трудно и что помогло?", "Что попробую дальше?")
"""Questions that a pupil answers after each step."""

CONSENT = (
    "Я, родитель (законный представитель) ученика, ознакомлен(а) с маршрутом и  □ согласен(на)   □ не согласен(на)  "
    "на участие ребёнка в этих мероприятиях и на показ листа вне школы."
)
"""The line that parents sign."""


@dataclass(frozen=True)
class Step:
    """One event as people read it.

    Attributes
    ----------
    when, title, about : str
        Days, name, direction with level and form of taking part.
    hours, purpose, helper : str
        Load, what it is for, code of the adult in charge.
    doing : str
        What the pupil does, stage by stage; empty when the card does not say.
    worth : str
        Points for taking part and for a prize.
    """

    when: str
    title: str
    about: str
    hours: str
    purpose: str
    helper: str
    doing: str
    worth: str


@dataclass(frozen=True)
class Sheet:
    """Everything that stands on the two pages of one pupil.

    Attributes
    ----------
    school, year, pupil, class_ : str
    shown : bool
        Whether the parents agreed; without it the page stays inside the school.
    consent : str
        The mark of consent.
    goal, interests : str
    start : str
        Events begin after this day.
    steps : tuple of Step
    follows : tuple of str
        What a success opens.
    points : str
        Where the goal is, for the pupil; the parents' page has no points.
    load : str
        Time of all steps.
    support : str
        Code of the adult who helps, or a place for it.
    reason : str
        Why there are no steps; empty when there are.
    reflection : str
        What the pupil has said already.
    """

    school: str
    year: str
    pupil: str
    class_: str
    shown: bool
    consent: str
    goal: str
    interests: str
    start: str
    steps: tuple[Step, ...]
    follows: tuple[str, ...]
    points: str
    load: str
    support: str
    reason: str
    reflection: str


def sheet(route: Route, school: School) -> Sheet:
    """Write a route for the pupil and the parents.

    Parameters
    ----------
    route : Route
    school : School
        «Этапы мероприятий» when the school has them.
    """
    asked = route.brief
    doing = _doing(school)
    steps = tuple(_step(row, doing.get(str(row["card"]), "")) for _, row in route.steps.iterrows())
    follows = tuple(
        f"{days(row['starts'], row['ends'])} — {row['title']}: после успеха — {titled(row['after'])}, ещё "
        f"{hours(int(row['hours_spent']))}" + (f" (даты совпадают: {titled(row['clash'])})" if row["clash"] else "")
        for _, row in route.continuations.iterrows()
    )
    return Sheet(
        school=school.title, year=school.year, pupil=asked.pupil, class_=asked.class_, shown=route.shown,
        consent="согласие родителей есть" if route.shown else NO_CONSENT,
        goal=asked.goal_words or "______________________________________________",
        interests=", ".join(asked.interests) or "пока не названо", start=numbers.date(asked.start), steps=steps,
        follows=follows, points=_points(route), load=_load(route),
        support=asked.support or "____________", reason="" if steps else verdict(route)[1],
        reflection=asked.reflection,
    )  # fmt: skip


def _step(row: pd.Series, doing: str) -> Step:
    way = f"команда из {int(row['team_size'])}" if row["team_size"] > 1 else "сам"
    form = ", дистанционно" if row["form"] == "дистанционно" else ""
    purpose = [
        str(row[name]).strip() for name in ("purpose", "skills") if pd.notna(row[name]) and str(row[name]).strip()
    ]
    return Step(
        when=days(row["starts"], row["ends"]), title=str(row["title"]),
        about=f"{row['direction']}, {row['scale']} уровень, {way}{form}",
        hours=hours(int(row["hours_spent"])) + ("" if row["hours_known"] else " (примерно)"),
        purpose=". Учит: ".join(purpose) if purpose else "спросить у ответственного",
        helper=str(row["responsible"]) if pd.notna(row["responsible"]) else "____________", doing=doing,
        worth=f"участник — {scored(row['counted_sure'])}, призёр — {scored(row['counted_success'])}",
    )  # fmt: skip


def _doing(school: School) -> dict[str, str]:
    if not school.has("card_stages"):
        return {}
    rows = school["card_stages"].sort_values(["card", "number"])
    rows = rows[rows["pupil_does"].notna()]
    return {str(card): "; ".join(part) for card, part in rows["pupil_does"].groupby(rows["card"])}


def _points(route: Route) -> str:
    if route.verdict is Verdict.NOTHING:
        return f"Сейчас у тебя {points(route.base)}, цель — {scored(route.goal)}."
    text = (
        f"Сейчас у тебя {points(route.base)}, цель — {scored(route.goal)}. Если примешь участие во всех шагах, будет "
        f"{scored(route.sure)}; если станешь призёром — до {scored(route.success)}."
    )
    if route.verdict in (Verdict.SUCCESS, Verdict.SHORT):
        return f"{text} Одним участием цели не достичь: обсуди её со взрослым."
    return text


def _load(route: Route) -> str:
    if route.steps.empty:
        return "—"
    weeks = max(1, -(-(route.steps["ends"].max().date() - route.brief.start).days // 7))
    return (
        f"{hours(route.hours)} до {route.steps['ends'].max():%d.%m.%Y}, около "
        f"{numbers.number(route.hours / 100 / weeks, 1)} ч в неделю"
    )
