"""Rebuilds the whole municipality: people first, then what they leave in the tables, then the dirt and the truth."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import yaml

from generator import YEARS, card_details, events, fund, judgements, office, opinions
from generator.dirt import write_dirty
from generator.district import MUNICIPALITY, municipal_references, risk_profile, schools
from generator.incentives import incentives
from generator.journal import Journal, keep_journal
from generator.jury import CONTESTS, jury
from generator.late_marks import late_marks
from generator.level_moves import level_moves
from generator.measures import deficit_measures
from generator.people import Population, populate
from generator.procedures import Region, hold_procedures, simulate_region
from generator.record_log import keep_log
from generator.routes import routes
from generator.school_works import OWN_PROCEDURES, school_works
from generator.self_indicators import self_indicators
from generator.stories import STORIES
from generator.timetable import timetable
from generator.truth import tell
from generator.writing import write_municipal, write_school

__all__ = ["Handed", "build", "hand_in"]

_PUPILS = ["year", "pupil", "class_", "level", "sex", "profile", "enrolled", "left", "leave_reason"]


@dataclass(frozen=True)
class Handed:
    """What one school hands in, and what stands behind it.

    Attributes
    ----------
    people : Population
    tables : mapping of str to DataFrame
    lifted : dict
        Year → share of ВПР scores near a boundary that were lifted onto it.
    slips : dict
        Slip of the journal of achievements → number of the record.
    """

    people: Population
    tables: Mapping[str, pd.DataFrame]
    lifted: dict[str, float]
    slips: dict[str, str]


def hand_in(people: Population, region: Region) -> Handed:
    """Make all tables of one school."""
    journal = keep_journal(people)
    results, lifted = hold_procedures(people, journal, region)
    deck, old_deck = events.cards(people), events.cards(people, 1)
    log = keep_log(people, events.participations(people, deck))
    both = card_details.detailed(pd.concat([deck, old_deck], ignore_index=True))
    plans, plan_steps = routes(people, deck, log.participations)
    week = timetable(people, journal.current)
    current = journal.current.sort_values(["date", "subject", "pupil"], kind="stable", ignore_index=True)
    periods, visited = _handed_periods(journal), opinions.observations(people)
    tables = {
        "pupils": people.roster[_PUPILS],
        "teachers": people.teachers,
        "marks": _joined(current, late_marks(people, periods, week)),
        "period_marks": periods,
        "procedures": _joined(results, school_works(people)),
        "fos_plan": fund.fos_plan(people),
        "codifier": fund.codifier(),
        "blueprint": fund.blueprint(),
        "items": fund.items(people),
        "responses": fund.responses(people),
        "expertise": fund.expertise(people),
        "cards": both,
        "card_stages": card_details.card_stages(deck),
        "card_points": pd.concat([events.card_points(deck), events.card_points(old_deck)], ignore_index=True),
        "participations": pd.concat(
            [log.participations, events.participations(people, old_deck, 1)], ignore_index=True
        ),
        "routes": plans,
        "route_steps": plan_steps,
        "survey": opinions.survey(people),
        "group_results": opinions.group_results(people),
        "competences": opinions.competences(people),
        "observations": _joined(visited, opinions.second_observers(people, visited)),
        "plan": office.plan(people.story),
        "requests": office.requests(people.story),
        "self_indicators": self_indicators(people),
        "timetable": week,
    }
    tables["deficit_measures"] = deficit_measures(people, periods, results)
    tables["level_moves"] = level_moves(people, tables["responses"])
    tables["incentives"] = incentives(people, results, tables["fos_plan"])
    if log.steps is not None:
        tables["record_steps"] = log.steps
    opinion = judgements.judgements(people, tables["responses"])
    if opinion is not None:
        tables["judgements"] = opinion
    if people.story.id in CONTESTS:
        tables["jury"] = jury(people, tables)
    if people.story.grades == 11:
        tables["applications"] = office.applications(people)
    if people.story.id in office.TWO_YEARS:
        tables["applications"] = _joined(tables["applications"], office.past_applications(people))
    return Handed(people, tables, lifted, log.planted)


def _joined(table: pd.DataFrame, more: pd.DataFrame) -> pd.DataFrame:
    """Put later rows under a table whose rows must stay where they are."""
    return pd.concat([table, more], ignore_index=True) if len(more) else table


def _handed_periods(journal: Journal) -> pd.DataFrame:
    table = journal.periods
    return table[(table["t"] == 2) | (table["period"] == "год")].drop(columns="t").reset_index(drop=True)


def _regional(results: pd.DataFrame) -> pd.DataFrame:
    """Leave out the works that each school sets itself: they have no references."""
    return results[~results["procedure"].isin(OWN_PROCEDURES)]


def build(target: Path) -> dict[str, Handed]:
    """Write the municipality into a folder, replacing what is there.

    Parameters
    ----------
    target : Path
        ``datasets/municipality``.

    Returns
    -------
    dict of str to Handed
        School → tables as they were before they were written (and, for shkola-8, before they were made dirty).
    """
    if target.exists():
        shutil.rmtree(target)
    region = simulate_region()
    handed = {story.id: hand_in(populate(story), region) for story in STORIES}
    people = {school: one.people for school, one in handed.items()}
    results = {school: _regional(one.tables["procedures"]) for school, one in handed.items()}
    municipal = {
        "schools": schools(people),
        "risk_profile": risk_profile(),
        "scales": region.scales,
        "references": municipal_references(region, results),
    }
    write_municipal(target, municipal)
    for story in STORIES:
        folder = target / story.id
        tables = handed[story.id].tables
        if story.id == "shkola-8":
            write_dirty(folder, tables, target / "shkola-8-problems.csv")
        else:
            passport = {"Школа": story.title, "Муниципалитет": MUNICIPALITY, "Учебный год": YEARS[-1]}
            write_school(folder, tables, story.style, passport)
        (folder / "school.yml").write_text(_passport(story.id, story.title), encoding="utf-8", newline="\n")
    truth = yaml.safe_dump(tell(handed), allow_unicode=True, sort_keys=False, width=110)
    (target / "truth.yml").write_text(truth, encoding="utf-8", newline="\n")
    return handed


def _passport(school: str, title: str) -> str:
    return (
        "# Учебные данные: школа вымышленная, люди вымышленные.\n"
        f"школа: {school}\nназвание: {title}\nмуниципалитет: {MUNICIPALITY}\nгод: {YEARS[-1]}\n"
    )
