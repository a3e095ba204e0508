"""Two seasons of the same pupils: who is compared, over which days, by which rules, and what may be chance."""

from __future__ import annotations

import dataclasses
from datetime import date
from itertools import product
from math import comb
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook.errors import MissingData
from workbook.rating import (
    gini,
    known_change,
    reached_day,
    read_rules,
    results,
    season,
    season_under,
    totals,
    year_change,
)
from workbook.rating.year_change import _chance, _gini, share_change
from workbook.school import School
from workbook.settings import RatingRules, Settings

NOW = {f"У-{number:03d}": "7 А" if number <= 6 else "9 Б" for number in range(1, 11)}
THEN = dict.fromkeys(list(NOW)[:5], "6 А") | {"У-007": "8 Б", "У-900": "9 Б"}


def make_school(rules: RatingRules | None = None, **tables: pd.DataFrame) -> School:
    settings = Settings(rating=rules) if rules is not None else Settings()
    return School("shkola", "Школа", "Район", "2025/2026", Path(), settings, tables)


@pytest.fixture(scope="module")
def tables(records, cards, pupils):
    """Six pupils stand on both lists; У-006, У-008, … came this year, У-900 left.

    Points (K-03: win 3, prize 2, part 1; K-05: sport)    a year ago    now
    У-001                                                       1         3
    У-002                                                       3         1
    У-003                                                       3         —
    У-004                                                       —         3 + 3 (sport)
    У-005                                                  0 (open)       —
    У-007                                                       2         2
    У-008 (newly come)                                          —         3
    """
    last, this = {"date": "2024-12-01"}, {"date": "2025-12-01"}
    journal = records(
        {"pupil": "У-001", "result": "участник"} | last, {"pupil": "У-001"} | this,
        {"pupil": "У-002"} | last, {"pupil": "У-002", "result": "участник"} | this,
        {"pupil": "У-003"} | last,
        {"pupil": "У-004"} | this, {"pupil": "У-004", "card": "К-05", "date": "2025-09-20"},
        {"pupil": "У-005", "verified_by": None} | last,
        {"pupil": "У-007", "result": "призёр"} | last, {"pupil": "У-007", "result": "призёр"} | this,
        {"pupil": "У-008"} | this,
        {"pupil": "У-900"} | last,
    )  # fmt: skip
    people = pd.concat([pupils(NOW), pupils(THEN, "2024/2025")], ignore_index=True)
    return {"pupils": people, "cards": cards, "participations": journal}


@pytest.fixture(scope="module")
def unfinished(records, cards, pupils):
    """In January: a year ago half of the points came in spring."""
    journal = records(
        {"pupil": "У-001", "card": "К-05", "date": "2024-09-20"},
        {"pupil": "У-001", "date": "2025-04-01"},
        {"pupil": "У-001", "date": "2026-01-15"},
        {"pupil": "У-002", "date": "2025-04-01"},
        {"pupil": "У-003", "card": "К-05", "date": "2025-01-15"},
    )
    people = pd.concat([pupils(NOW), pupils(THEN, "2024/2025")], ignore_index=True)
    return make_school(RatingRules(carry_over=50), pupils=people, cards=cards, participations=journal)


@pytest.fixture(scope="module")
def change(tables):
    school = make_school(**tables)
    return year_change(school, season(school))


class TestWhoIsCompared:
    def test_only_those_on_both_lists(self, change):
        assert change.pupils["pupil"].tolist() == ["У-001", "У-002", "У-003", "У-004", "У-005", "У-007"]
        assert change.left_out == 4

    def test_points_and_growth(self, change):
        rows = change.pupils.set_index("pupil")
        assert rows["before"].tolist() == [100, 300, 300, 0, 0, 200]
        assert rows["now"].tolist() == [300, 100, 0, 600, 0, 200]
        assert rows["change"].tolist() == [200, -200, -300, 600, 0, 0]
        assert rows["class_before"].tolist() == ["6 А"] * 5 + ["8 Б"]

    def test_took_part_also_without_points(self, change):
        rows = change.pupils.set_index("pupil")
        assert rows["took_before"].tolist() == [True, True, True, False, True, True]
        assert rows["took"].tolist() == [True, True, False, True, False, True]

    def test_growth_of_the_list_is_the_same(self, tables, change):
        rating = season(make_school(**tables)).rating.set_index("pupil")["growth"]
        assert rating[change.pupils["pupil"]].tolist() == change.pupils["change"].tolist()
        assert rating[["У-006", "У-008"]].isna().all()

    def test_no_past_season(self, records, cards, pupils):
        school = make_school(pupils=pupils(NOW), cards=cards, participations=records({"pupil": "У-001"}))
        with pytest.raises(MissingData, match=r"^Записей прошлого периода нет: сравнивать год с годом не с чем\.$"):
            year_change(school, season(school))
        assert known_change(school, season(school)) is None

    def test_no_past_list(self, tables, pupils):
        school = make_school(**tables | {"pupils": pupils(NOW)})
        with pytest.raises(MissingData, match=r"^Списка учеников прошлого года нет: неизвестно, кто тогда учился"):
            year_change(school, season(school))

    def test_nobody_stayed(self, tables, pupils):
        people = pd.concat([pupils(NOW), pupils({"У-900": "9 Б"}, "2024/2025")], ignore_index=True)
        school = make_school(**tables | {"pupils": people})
        with pytest.raises(MissingData, match=r"^Ни один ученик списка не учился здесь год назад"):
            year_change(school, season(school))


class TestGroups:
    def test_by_hand(self, change):
        table = change.groups(1).set_index(["kind", "group"])
        whole = table.loc[("школа", "сравниваемые ученики")]
        assert whole[["n", "k_before", "k", "kept", "gained", "lost"]].tolist() == [6, 5, 4, 3, 1, 2]
        assert whole["change"] == pytest.approx(-100 / 6)
        assert whole["word"] == "изменение может быть случайным"
        assert whole["mean"] == pytest.approx(50)  # 3 points grown in all by six pupils
        seventh = table.loc[("класс", "7 А")]
        assert seventh["class_before"] == "6 А"
        assert seventh[["n", "gained", "lost"]].tolist() == [5, 1, 2]

    def test_one_pupil_alone_is_hidden_and_the_other_class_with_him(self, change):
        table = change.groups(5).set_index(["kind", "group"])
        assert table.loc[("класс", "9 Б"), "hidden"] == "малая ячейка"
        assert table.loc[("класс", "7 А"), "hidden"] == "дополнительно"
        assert table.loc["класс", ["n", "k", "lost", "change", "mean"]].isna().all(axis=None)
        assert (table.loc["класс", "word"] == "").all()

    def test_sex_known_for_all_only(self, tables):
        known = tables["pupils"].assign(sex=["ж" if turn % 2 else "м" for turn in range(len(tables["pupils"]))])
        school = make_school(**tables | {"pupils": known})
        assert set(year_change(school, season(school)).groups(1)["kind"]) == {"школа", "уровень", "пол", "класс"}
        known.loc[0, "sex"] = None
        school = make_school(**tables | {"pupils": known})
        assert "пол" not in set(year_change(school, season(school)).groups(1)["kind"])

    def test_a_sure_change_is_called_so(self, records, cards, pupils):
        codes = {f"У-{number:03d}": "7 А" for number in range(20)}
        rows = [{"pupil": code} for code in codes] + [{"pupil": "У-000", "date": "2024-12-01"}]
        people = pd.concat([pupils(codes), pupils(dict.fromkeys(codes, "6 А"), "2024/2025")], ignore_index=True)
        school = make_school(pupils=people, cards=cards, participations=records(*rows))
        found = year_change(school, season(school)).groups(5)
        assert (found["word"] == "выросла").all()
        assert found["grew"].all()
        assert (found["low"] > 50).all()


class TestDirections:
    def test_same_pupils_each_direction_anew(self, change):
        table = change.directions.set_index("direction")
        assert list(table.index) == ["творческое", "спортивное"]
        assert table.loc["творческое", ["points_before", "points", "k_before", "k"]].tolist() == [900, 900, 5, 4]
        assert table.loc["спортивное", ["points_before", "points", "gained", "lost"]].tolist() == [0, 300, 1, 0]
        assert table["points"].sum() == change.pupils["now"].sum()
        assert table["points_before"].sum() == change.pupils["before"].sum()


class TestSameDays:
    def test_reached_day(self, unfinished):
        rules = read_rules(unfinished.settings.rating)
        assert reached_day(unfinished, rules) == date(2026, 1, 15)
        marks = pd.DataFrame({"date": pd.to_datetime(["2026-02-03"])})
        later = make_school(unfinished.settings.rating, **unfinished.tables | {"marks": marks})
        assert reached_day(later, rules) == date(2026, 2, 3)
        over = marks.assign(date=pd.to_datetime(["2026-06-03"]))
        done = make_school(unfinished.settings.rating, **unfinished.tables | {"marks": over})
        assert reached_day(done, rules) == date(2026, 5, 31)

    def test_growth_is_counted_to_the_same_day(self, unfinished):
        counted = season(unfinished)
        even = counted.rating.set_index("pupil")["growth"]
        assert even[["У-001", "У-002", "У-003"]].tolist() == [0, 0, -300]
        whole = totals(counted.past)
        assert whole[["У-001", "У-002", "У-003"]].tolist() == [600, 300, 300]  # more than the same days brought
        assert totals(counted.before)[["У-001", "У-003"]].tolist() == [300, 300]

    def test_a_look_back_compares_the_days_till_then(self, unfinished):
        early = season(unfinished, on=date(2025, 9, 2))
        assert early.before.empty
        assert len(early.past) == len(season(unfinished).past)

    def test_carry_over_is_of_the_whole_last_season_and_not_growth(self, unfinished):
        rating = season(unfinished).rating.set_index("pupil")
        codes = ["У-001", "У-002", "У-003"]
        assert rating.loc[codes, "carried"].tolist() == [300, 150, 150]  # half of 6, 3 and 3 points
        assert rating.loc[codes, "total"].tolist() == [600, 150, 150]

    def test_year_says_the_days(self, unfinished):
        found = year_change(unfinished, season(unfinished))
        assert (found.until_before, found.until, found.partial) == (date(2025, 1, 15), date(2026, 1, 15), True)
        assert found.pupils.set_index("pupil").loc["У-001", ["before", "now", "change"]].tolist() == [300, 300, 0]

    def test_one_direction_is_in_step_too(self, unfinished):
        even = season(unfinished).rating_of("творческое").set_index("pupil")["growth"]
        assert even["У-001"] == 300

    def test_a_finished_season_stays_as_it_is(self, tables):
        marks = pd.DataFrame({"date": pd.to_datetime(["2026-06-03"])})
        school = make_school(**tables | {"marks": marks})
        counted = season(school)
        assert counted.before is counted.past

    def test_both_seasons_by_one_set_of_rules(self, tables):
        """Doubled prices double both years: the past is converted, not remembered."""
        school = make_school(**tables)
        rules = read_rules(school.settings.rating)
        dear = dataclasses.replace(rules, points={key: 2 * value for key, value in rules.points.items()})
        plain, doubled = (year_change(school, season_under(school, one)).pupils for one in (rules, dear))
        assert (doubled["before"] == 2 * plain["before"]).all()
        assert (doubled["change"] == 2 * plain["change"]).all()


class TestChance:
    def test_published_method_by_hand(self):
        # 14 gained, 3 lost of 100: p1 = 15/102, p2 = 4/102; SE² = (19/102 − (11/102)²) / 102.
        half = 1.959964 * ((19 / 102 - (11 / 102) ** 2) / 102) ** 0.5
        found = share_change(14, 3, 100)
        assert (found.value, found.n) == (11.0, 100)
        assert (found.low, found.high) == pytest.approx((100 * (11 / 102 - half), 100 * (11 / 102 + half)), abs=1e-4)

    @given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40))
    def test_laws(self, gained, lost, rest):
        n = gained + lost + rest
        if not n:
            assert share_change(0, 0, 0).n == 0
            return
        one, other = share_change(gained, lost, n), share_change(lost, gained, n)
        assert one.value == pytest.approx(-other.value)
        assert (one.low, one.high) == pytest.approx((-other.high, -other.low))
        assert -100 <= one.low <= one.high <= 100

    @pytest.mark.parametrize(("gained", "lost"), [(0, 1), (3, 0), (5, 1), (4, 4), (7, 2)])
    def test_sign_test_by_brute_force(self, gained, lost):
        n, far = gained + lost, abs(gained - lost)
        as_uneven = sum(abs(2 * sum(flips) - n) >= far for flips in product((0, 1), repeat=n))
        assert _chance(gained, lost) == pytest.approx(as_uneven / 2**n)
        assert comb(n, gained) <= 2**n

    def test_gini_of_many_samples_is_that_of_one(self):
        points = np.array([[0.0, 3, 8, 1], [5, 5, 5, 5]])
        assert _gini(points, -1).tolist() == pytest.approx([gini(pd.Series(row)) for row in points])


def test_results_of_the_year(tables, change):
    table = results(season(make_school(**tables)), None, change).set_index("indicator")
    assert table.loc["engagement-change", "value"] == pytest.approx(-100 / 6)
    assert table.loc[["compared-pupils", "engagement-came", "engagement-lost"], "value"].tolist() == [6, 1, 2]
    assert table.loc["points-change", "value"] == pytest.approx(0.5)
