"""How evenly points lie, whom the season left out, and two seasons beside each other."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook.rating import absent, gini, involvement, results, retention, season
from workbook.school import School
from workbook.settings import Settings

CLASSES = {f"У-{number:03d}": "7 А" if number <= 6 else "9 Б" for number in range(1, 11)}
BEFORE = dict.fromkeys(list(CLASSES)[:5], "6 А") | {"У-900": "9 Б"}


def make_school(**tables: pd.DataFrame) -> School:
    return School("shkola", "Школа", "Район", "2025/2026", Path(), Settings(), tables)


@pytest.fixture(scope="module")
def two_seasons(records, cards, pupils):
    """Seven in the first season of whom five stay; a year later growth, loss, a newcomer and a transferred pupil."""
    last, this = {"date": "2024-12-01"}, {"date": "2025-12-01"}
    journal = records(
        {"pupil": "У-001", "result": "участник"} | last,  # 1 → 3
        {"pupil": "У-001"} | this,
        {"pupil": "У-002"} | last,  # 3 → 1
        {"pupil": "У-002", "result": "участник"} | this,
        {"pupil": "У-003"} | last,  # 3 → nothing
        {"pupil": "У-004"} | this,  # at school, took part in nothing → 3
        {"pupil": "У-007"} | this,  # came from another school
        {"pupil": "У-900"} | last,  # graduated
        {"pupil": "У-005", "verified_by": None} | last,  # took part, not verified, then nothing
    )
    people = pd.concat([pupils(CLASSES), pupils(BEFORE, "2024/2025")], ignore_index=True)
    return season(make_school(pupils=people, cards=cards, participations=journal))


class TestGini:
    def test_by_hand(self):
        # |xᵢ − xⱼ| over all pairs of 1, 3, 8: 2·(2 + 7 + 5) = 28; divided by 2·n²·mean = 2·9·4 = 72.
        assert gini(pd.Series([8, 1, 3])) == pytest.approx(28 / 72)

    def test_nobody(self):
        assert math.isnan(gini(pd.Series([0, 0])))
        assert math.isnan(gini(pd.Series([], dtype="int64")))

    @given(st.lists(st.integers(0, 5000), min_size=1, max_size=30).filter(any), st.integers(1, 9))
    def test_laws(self, points, factor):
        value = gini(pd.Series(points))
        assert -1e-12 <= value <= 1 - 1 / len(points) + 1e-12
        assert gini(pd.Series(points) * factor) == pytest.approx(value)
        assert gini(pd.Series(points[::-1])) == pytest.approx(value)
        assert gini(pd.Series(points * 2)) == pytest.approx(value)


class TestTwoSeasons:
    def test_growth(self, two_seasons):
        growth = two_seasons.rating.set_index("pupil")["growth"]
        assert growth[["У-001", "У-002", "У-003", "У-004", "У-005"]].tolist() == [200, -200, -300, 300, 0]
        assert growth[["У-006", "У-007"]].isna().all()  # not at school a year ago

    def test_growth_of_one_direction(self, two_seasons):
        other = two_seasons.rating_of("спортивное").set_index("pupil")["growth"]
        assert other["У-001"] == 0
        same = two_seasons.rating_of("творческое").set_index("pupil")["growth"]
        assert same["У-001"] == 200

    def test_retention(self, two_seasons):
        found = retention(two_seasons)
        assert (found.returned, found.gone, found.newcomers) == (2, 2, 1)
        assert (found.stayed.value, found.stayed.n) == (50, 4)

    def test_one_season_only(self, records, cards, pupils):
        only = season(make_school(pupils=pupils(CLASSES), cards=cards, participations=records({"pupil": "У-001"})))
        assert retention(only) is None
        assert only.rating["growth"].isna().all()

    def test_results_know_the_year_before(self, two_seasons):
        table = results(two_seasons).set_index("indicator")
        assert table.loc["retention-percent", "value"] == 50
        assert table.loc["points-gini", "value"] == pytest.approx(0.66)  # (1·3 + 3·(5 + 7 + 9)) / (10·10)
        assert table["headline"].sum() == 4


class TestGroups:
    def test_by_hand(self, two_seasons):
        table = involvement(two_seasons, None, 1).set_index(["kind", "group"])
        assert table.index.get_level_values("kind").unique().tolist() == ["школа", "уровень", "класс"]
        whole = table.loc[("школа", "все ученики")]
        assert whole[["n", "k", "absent", "scorers"]].tolist() == [10, 4, 6, 4]
        assert table.loc[("класс", "7 А"), ["n", "k", "absent"]].tolist() == [6, 3, 3]
        assert round(whole["low"], 1) == 16.8  # Wilson, 4 of 10

    def test_by_sex(self, two_seasons):
        sex = pd.Series({pupil: "ж" if turn < 5 else "м" for turn, pupil in enumerate(CLASSES)})
        table = involvement(two_seasons, sex, 1).set_index("group")
        assert table.loc["девочки", ["n", "k"]].tolist() == [5, 3]
        assert table.loc["мальчики", ["n", "k"]].tolist() == [5, 1]

    def test_sex_known_for_some_is_left_out(self, two_seasons):
        table = involvement(two_seasons, pd.Series({"У-001": "ж"}), 1)
        assert "пол" not in set(table["kind"])

    def test_small_groups_are_hidden_and_so_is_what_gives_them_away(self, two_seasons):
        table = involvement(two_seasons, None, 5).set_index("group")
        assert table.loc["9 Б", "hidden"] == "малая ячейка"
        assert table.loc["7 А", "hidden"] == "дополнительно"
        assert table.loc[["9 Б", "7 А"], ["n", "k", "absent", "percent", "gini"]].isna().all(axis=None)
        assert table.loc["все ученики", "n"] == 10

    def test_absent_are_codes(self, two_seasons):
        table = absent(two_seasons)
        assert list(table.columns) == ["pupil", "class_"]
        assert table["pupil"].tolist() == ["У-003", "У-005", "У-006", "У-008", "У-009", "У-010"]
