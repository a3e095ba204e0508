"""One season of a school, and its tidy results."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from workbook.errors import MissingData, SettingsRefused
from workbook.estimates import RESULT_COLUMNS
from workbook.rating import pupil_choice, results, season
from workbook.school import School
from workbook.settings import RatingRules, Settings, read_settings


def make_school(settings: Settings | None = None, **tables: pd.DataFrame) -> School:
    return School("shkola", "Школа", "Район", "2025/2026", Path(), settings or Settings(), tables)


@pytest.fixture(scope="module")
def tables(records, cards, pupils):
    people = pd.concat(
        [pupils({"У-001": "7 А", "У-002": "7 А", "У-003": "9 Б"}), pupils({"У-001": "6 А"}, "2024/2025")],
        ignore_index=True,
    )
    journal = records(
        {},
        {"card": "К-04", "team": "хор", "date": "2026-03-01"},
        {"card": "К-04", "team": "хор", "date": "2026-03-01", "pupil": "У-002"},
        {"pupil": "У-003", "verified_by": None},
        {"date": "2024-12-01", "result": "участник"},
    )
    return {"pupils": people, "cards": cards, "participations": journal}


class TestSeason:
    def test_counts_and_growth(self, tables):
        found = season(make_school(**tables))
        rating = found.rating.set_index("pupil")
        assert rating["total"].to_dict() == {"У-001": 750, "У-002": 450, "У-003": 0}
        assert rating.loc["У-001", "growth"] == 650
        assert pd.isna(rating.loc["У-002", "growth"])  # not at school a year ago
        assert found.example == "У-001"
        assert found.rating_of("") is found.rating

    def test_direction(self, tables):
        found = season(make_school(**tables)).rating_of("спортивное")
        assert found["total"].sum() == 0

    def test_what_if(self, tables):
        found = season(make_school(**tables), policy="каждому полностью", caps=False)
        assert found.rating["total"].max() == 1200
        assert found.rules.assumed == (
            "баллы команды делятся «каждому полностью», а по методике школы «поровну»",
            "лимиты уровней и групп карт сняты",
        )

    def test_missing_tables_are_named(self, tables):
        with pytest.raises(MissingData, match="Участие в мероприятиях"):
            season(make_school(pupils=tables["pupils"], cards=tables["cards"]))

    def test_contradicting_rules_stop_the_season(self, tables):
        kit = {level: dict(row) for level, row in RatingRules().points.items()}
        rules = read_settings({"рейтинг": {"баллы": kit | {"школьный": kit["школьный"] | {"участник": 100}}}})
        with pytest.raises(SettingsRefused, match="рейтинг → баллы → школьный"):
            season(make_school(rules, **tables))

    def test_choice_of_pupils(self, tables):
        assert pupil_choice(make_school(**tables)) == {
            "У-001": "У-001 (7 А)", "У-002": "У-002 (7 А)", "У-003": "У-003 (9 Б)"
        }  # fmt: skip


class TestResults:
    def test_headlines_and_numbers(self, tables):
        table = results(season(make_school(**tables)))
        assert tuple(table.columns) == RESULT_COLUMNS
        head = table[table["headline"]].set_index("indicator")
        assert head["value"].to_dict() == {
            "rated-pupils": 2, "engagement-percent": 100, "records-to-fix": 1, "mean-points": 6
        }  # fmt: skip
        assert head.loc["records-to-fix", "verdict"] == "внимание"
        by_class = table[table["indicator"] == "class-points-per-head"].set_index("group")["value"]
        assert by_class.to_dict() == {"7 А": 6, "9 Б": 0}

    def test_school_without_records(self, tables):
        empty = tables | {"participations": tables["participations"].iloc[:0]}
        table = results(season(make_school(**empty))).set_index("indicator")
        assert table.loc["rated-pupils", "value"] == 0
        assert pd.isna(table.loc["mean-points", "value"])
