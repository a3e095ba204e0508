"""The rating list: sums, places, ties, growth, leagues."""

from __future__ import annotations

import pandas as pd
import pytest

from workbook.rating import directions, ledger, rating_list, roster, totals

CLASSES = {"У-001": "7 А", "У-002": "7 А", "У-003": "9 Б", "У-004": "9 Б", "У-005": "10 А"}


@pytest.fixture(scope="module")
def people(pupils, rules):
    return roster(pupils(CLASSES), "2025/2026", rules)


@pytest.fixture(scope="module")
def count(records, cards, people, rules):
    """The rating list of these records by pupil."""

    def make(*rows, before=None, direction="", by=rules):
        table = ledger(records(*rows), cards, None, by, people["pupil"])
        return rating_list(table, people, by, before, direction).set_index("pupil")

    return make


class TestRoster:
    def test_year_leavers_and_leagues(self, pupils, rules):
        table = pd.concat([pupils(CLASSES), pupils({"У-009": "7 А"}, "2024/2025")], ignore_index=True)
        table.loc[0, "left"] = pd.Timestamp("2026-01-15")
        table.loc[0, "leave_reason"] = "переезд"
        table.loc[1, "left"] = pd.Timestamp("2026-05-25")
        table.loc[1, "leave_reason"] = "выпуск"
        found = roster(table, "2025/2026", rules)
        assert found["pupil"].tolist() == ["У-002", "У-003", "У-004", "У-005"]
        assert found["grade"].tolist() == [7, 9, 9, 10]
        assert found["league"].tolist() == ["5–7", "8–9", "8–9", "10–11"]


class TestSums:
    def test_directions_team_and_total(self, count):
        table = count(
            {},
            {"card": "К-05", "result": "участник"},
            {"card": "К-04", "team": "хор", "date": "2026-03-01"},
            {"card": "К-04", "team": "хор", "date": "2026-03-01", "pupil": "У-002"},
            {"verified_by": None, "pupil": "У-003"},
        )
        row = table.loc["У-001"]
        assert row[["творческое", "спортивное", "group", "total"]].tolist() == [300, 100, 450, 850]
        assert row[["wins", "records", "counted_records"]].tolist() == [2, 3, 3]
        assert table.loc["У-003", ["records", "counted_records", "total"]].tolist() == [1, 0, 0]
        assert len(table) == 5

    def test_pupil_without_points_has_no_place(self, count):
        table = count({})
        assert table["place"].tolist()[0] == 1
        assert table["place"].isna().tolist() == [False, True, True, True, True]

    def test_one_direction(self, count):
        table = count({}, {"card": "К-05", "pupil": "У-002"}, direction="спортивное")
        assert table.loc["У-002", "place"] == 1
        assert table.loc["У-001", "total"] == 0
        assert "творческое" not in table

    def test_nobody_took_part(self, count):
        table = count()
        assert table["total"].sum() == 0
        assert table["place"].isna().all()


class TestPlaces:
    def test_dense_with_equal_places(self, count):
        table = count({}, {"pupil": "У-002"}, {"pupil": "У-003", "result": "призёр"})
        assert table.loc[["У-001", "У-002", "У-003"], "place"].tolist() == [1, 1, 2]

    def test_wins_then_level(self, count):
        rows = [
            {"card": "К-02", "result": "победитель", "date": "2025-11-12"},  # 6 points, one win
            {"pupil": "У-002", "card": "К-03"},  # 3 + 3 points, two wins
            {"pupil": "У-002", "card": "К-05"},
            {"pupil": "У-003", "card": "К-02", "date": "2025-11-12"},
            {"pupil": "У-004", "card": "К-02", "result": "призёр", "date": "2025-11-12"},  # 4 + 2 points, no win
            {"pupil": "У-004", "card": "К-03", "result": "призёр"},
        ]
        table = count(*rows)
        assert table["total"].head(4).tolist() == [600] * 4
        assert table.loc[["У-002", "У-001", "У-003", "У-004"], "place"].tolist() == [1, 2, 2, 3]

    def test_level_first(self, count, make_rules):
        rows = [
            {"card": "К-02", "date": "2025-11-12"},
            {"pupil": "У-002", "card": "К-03"},
            {"pupil": "У-002", "card": "К-05"},
        ]
        table = count(*rows, by=make_rules(tie_order="уровень; победы"))
        assert table.loc[["У-001", "У-002"], "place"].tolist() == [1, 2]
        equal = count(*rows, by=make_rules(tie_order="не различать"))
        assert equal.loc[["У-001", "У-002"], "place"].tolist() == [1, 1]

    def test_the_odd_hundredth_of_a_team_decides_no_place(self, count):
        team = {"card": "К-04", "team": "хор", "date": "2026-03-01", "result": "участник", "form": "дистанционно"}
        table = count(*(team | {"pupil": pupil} for pupil in ("У-001", "У-002", "У-003", "У-004")))
        assert table["total"].head(4).tolist() == [38, 38, 37, 37]  # 1,50 / 4
        assert table["place"].head(4).tolist() == [1, 1, 1, 1]

    def test_league_place(self, count):
        table = count({"result": "участник"}, {"pupil": "У-003"}, {"pupil": "У-004", "result": "призёр"})
        assert table.loc[["У-003", "У-004", "У-001"], "place"].tolist() == [1, 2, 3]
        assert table.loc[["У-003", "У-004", "У-001"], "league_place"].tolist() == [1, 2, 1]

    def test_capped(self, count, make_rules):
        rules = make_rules(level_caps=dict.fromkeys(make_rules().levels, 2))
        table = count({}, {"pupil": "У-002", "result": "призёр"}, by=rules)
        assert table.loc[["У-001", "У-002"], "capped"].tolist() == [True, False]
        assert table.loc[["У-001", "У-002"], "total"].tolist() == [200, 200]


class TestGrowth:
    def test_against_the_previous_season(self, count, records, cards, rules):
        past = ledger(records({"result": "участник", "date": "2024-12-01"}), cards, None, rules.previous())
        before = totals(past).reindex(["У-001", "У-002"], fill_value=0)
        table = count({}, {"pupil": "У-002"}, {"pupil": "У-005"}, before=before)
        assert table.loc[["У-001", "У-002"], "growth"].tolist() == [200, 300]
        assert pd.isna(table.loc["У-005", "growth"])

    def test_no_previous_season(self, count):
        assert count({})["growth"].isna().all()


def test_directions(records, cards, rules):
    table = ledger(records({}, {"card": "К-05"}, {"card": "нет"}), cards, None, rules)
    assert directions(table) == ["спортивное", "творческое"]
