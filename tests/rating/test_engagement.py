"""Engagement, offer, concentration and closeness: who is reached and how much places mean."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from workbook.rating import (
    DIRECTIONS,
    closeness,
    concentration,
    engagement,
    engagement_of_all,
    ledger,
    offer,
    participants,
    rating_list,
    roster,
)
from workbook.rating.record_states import stated

CLASSES = {f"У-0{number:02d}": "7 А" if number < 4 else "9 Б" for number in range(10)}


@pytest.fixture(scope="module")
def people(pupils, rules):
    return roster(pupils(CLASSES), "2025/2026", rules)


@pytest.fixture(scope="module")
def journal(records, cards, people, rules):
    rows = records(
        {"pupil": "У-000"},
        {"pupil": "У-000", "card": "К-05"},
        {"pupil": "У-001", "verified_by": None},
        {"pupil": "У-005", "card": "К-06"},
        {"pupil": "У-006", "card": "нет"},
        {"pupil": "У-007", "date": "2026-07-01"},
        {"pupil": "У-999"},
    )
    return ledger(rows, cards, None, rules, people["pupil"])


class TestEngagement:
    def test_taking_part_needs_no_points(self, journal):
        assert set(participants(journal)["pupil"]) == {"У-000", "У-001", "У-005"}

    def test_a_draft_took_part_a_withdrawn_record_did_not(self, records, cards, people, rules):
        rows = records(
            {"pupil": "У-000", "record": "Д-1"}, {"pupil": "У-000", "record": "Д-2"},  # one participation entered twice
            {"pupil": "У-001", "record": "Д-3", "verified_by": None},
            {"pupil": "У-002", "record": "Д-4"},
            {"pupil": "У-003", "record": "Д-5", "card": "К-05", "replaces": "Д-6"},
            {"pupil": "У-003", "record": "Д-6"},
            {"pupil": "У-004", "record": "Д-7"},
        )  # fmt: skip
        steps = pd.DataFrame(
            [("Д-4", 1, "2025-12-02", "внесена"), ("Д-4", 2, "2025-12-03", "подтверждена"),
             ("Д-4", 3, "2025-12-09", "отозвана"), ("Д-7", 1, "2025-12-02", "внесена"),
             ("Д-7", 2, "2025-12-03", "подтверждена"), ("Д-7", 3, "2025-12-04", "обжалована")],
            columns=["record", "number", "date", "step"],
        ).assign(by="П-01", ground=None)  # fmt: skip
        steps["date"] = pd.to_datetime(steps["date"])
        found = participants(ledger(stated(rows, steps), cards, None, rules, people["pupil"]))
        assert sorted(zip(found["pupil"], found["direction"], strict=True)) == [
            ("У-000", "творческое"), ("У-001", "творческое"), ("У-003", "спортивное"), ("У-004", "творческое"),
        ]  # fmt: skip

    def test_school(self, journal, people):
        whole = engagement_of_all(journal, people)
        assert (whole.value, whole.n) == (30.0, 10)
        assert round(whole.low, 1) == 10.8  # methods.md §2.4: 3 of 10
        assert round(whole.high, 1) == 60.3

    def test_by_class(self, journal, people):
        table = engagement(journal, people, "class_").set_index("class_")
        assert table["k"].tolist() == [2, 1]
        assert table["n"].tolist() == [4, 6]
        assert table.loc["7 А", "percent"] == 50
        assert (table["low"] < table["percent"]).all()

    def test_by_class_and_direction(self, journal, people):
        table = engagement(journal, people, "class_", by_direction=True).set_index(["class_", "direction"])
        assert len(table) == 2 * len(DIRECTIONS)
        assert table.loc[("7 А", "творческое"), "k"] == 2
        assert table.loc[("7 А", "спортивное"), "percent"] == 25
        assert table.loc[("9 Б", "интеллектуальное"), "k"] == 1
        assert table.loc[("9 Б", "лидерское"), "k"] == 0

    def test_nobody(self, records, cards, people, rules):
        table = engagement(ledger(records(), cards, None, rules), people, "class_")
        assert table["percent"].tolist() == [0, 0]


class TestOffer:
    def test_grades_season_and_stages(self, cards, people, rules):
        table = offer(cards, people, rules).set_index(["class_", "direction"])["events"]
        assert table["7 А", "интеллектуальное"] == 1  # two stages are one event; the paid lesson is no offer
        assert table["7 А", "социальное"] == 0
        assert table["9 Б", "социальное"] == 1
        assert table["9 Б", "лидерское"] == 0

    def test_events_of_another_season(self, cards, people, rules):
        assert offer(cards, people, rules.previous())["events"].sum() == 0


class TestConcentration:
    def test_top_tenth(self, journal, people, rules):
        assert concentration(rating_list(journal, people, rules), rules) == 100  # one of ten holds all

    def test_no_points(self, records, cards, people, rules):
        assert math.isnan(concentration(rating_list(ledger(records(), cards, None, rules), people, rules), rules))


class TestCloseness:
    def test_gaps_below_one_participation(self, records, cards, people, rules):
        rows = records(
            {"pupil": "У-000"},  # 3
            {"pupil": "У-001"},  # 3, the same place
            {"pupil": "У-002", "role": "организатор", "result": "призёр"},  # 3, without a win
            {"pupil": "У-003", "result": "призёр"},  # 2
            {"pupil": "У-004", "role": "организатор", "result": "участник"},  # 1,5
        )
        found = closeness(rating_list(ledger(rows, cards, None, rules), people, rules), rules)
        assert (found.pupils, found.places, found.sharing) == (5, 4, 2)
        assert (found.close, found.groups, found.step) == (5, 2, 100)

    def test_empty(self, records, cards, people, rules):
        found = closeness(rating_list(ledger(records(), cards, None, rules), people, rules), rules)
        assert (found.pupils, found.places, found.groups) == (0, 0, 0)
