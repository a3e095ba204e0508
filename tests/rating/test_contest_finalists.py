"""Shortlists of the contest on a school that can be counted by hand."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbook.errors import SettingsRefused
from workbook.rating import NOMINATIONS, candidates, criteria, feeds, finalists, portfolio, season
from workbook.rating.contest_firmness import shortlist_firmness
from workbook.school import School
from workbook.settings import ContestRules, Settings, read_settings

RULES = ContestRules()
PEOPLE = {f"У-{number:03d}": "7 А" for number in range(1, 9)}


def make_school(**tables: pd.DataFrame) -> School:
    return School("shkola", "Школа", "Район", "2025/2026", Path(), Settings(), tables)


def units(found: pd.DataFrame, nomination: str) -> list[str]:
    rows = found[found["nomination"] == nomination]
    return list(rows["pupil"].fillna(rows["team"]))


@pytest.fixture(scope="module")
def count(records, cards, pupils):
    """Count a season of these records."""

    def counted(*rows, past=()):
        people = [pupils(PEOPLE), *([pupils(dict(past), "2024/2025")] if past else [])]
        return season(make_school(pupils=pd.concat(people, ignore_index=True), cards=cards,
                                  participations=records(*rows)))  # fmt: skip

    return counted


class TestFeeds:
    def test_default(self):
        assert {feed.nomination: feed.words for feed in feeds(RULES)} == {
            "Интеллект": "направление: интеллектуальное",
            "Творчество": "направление: творческое",
            "Спорт": "направление: спортивное",
            "Волонтёр": "направления: социальное, экологическое, патриотическое",
            "Лидер": "направление: лидерское; роли: организатор, капитан",
        }

    def test_unknown_direction(self):
        rules = read_settings({"конкурс": {"направления_номинаций": {"Спорт": "спорт"}}}).contest
        with pytest.raises(SettingsRefused) as refusal:
            feeds(rules)
        assert str(refusal.value) == (
            "конкурс → направления_номинаций → Спорт: направления «спорт» нет. Допустимо: интеллектуальное, "
            "творческое, спортивное, социальное, патриотическое, экологическое, лидерское."
        )

    def test_unknown_role(self):
        with pytest.raises(SettingsRefused, match="конкурс → роли_лидера: роли «вожатый» нет"):
            feeds(ContestRules(leader_roles="вожатый"))

    def test_a_nomination_without_sources_is_not_held(self):
        rules = read_settings({"конкурс": {"направления_номинаций": {"Спорт": ""}}}).contest
        assert "Спорт" not in [feed.nomination for feed in feeds(rules)]

    def test_criteria(self):
        assert criteria(RULES) == ("значимость достижений", "личный вклад", "представление работы")
        with pytest.raises(SettingsRefused, match="критерии: критерий «вклад» назван дважды"):
            criteria(ContestRules(criteria="вклад; речь; вклад"))
        with pytest.raises(SettingsRefused, match="критерии: не назван ни один критерий"):
            criteria(ContestRules(criteria=" ; "))


class TestFinalists:
    def test_three_of_four(self, count):
        found = finalists(
            count(
                {"pupil": "У-001"},
                {"pupil": "У-002"},
                {"pupil": "У-003", "role": "организатор"},
                {"pupil": "У-004", "role": "капитан"},
            ),
            RULES,
        )
        # К-03 is a school contest: 3 points for a win, × 1,5 for an organiser, × 1,25 for a captain.
        assert units(found, "Творчество") == ["У-003", "У-004", "У-001", "У-002"]
        rows = found[found["nomination"] == "Творчество"]
        assert rows["points"].tolist() == [450, 375, 300, 300]
        assert rows["place"].tolist() == [1, 2, 3, 3]
        assert rows["border"].tolist() == [False, False, True, True]  # equals at the border are all taken

    def test_a_role_feeds_the_leader(self, count):
        found = finalists(count({"pupil": "У-003", "role": "организатор"}, {"pupil": "У-001"}), RULES)
        assert units(found, "Лидер") == ["У-003"]

    def test_least_points(self, count):
        found = candidates(count({"result": "призёр"}), RULES)
        assert found["finalist"].tolist() == [False]
        assert found["points"].tolist() == [200]

    def test_volunteer_takes_three_directions(self, count):
        assert units(finalists(count({"card": "К-07"}), RULES), "Волонтёр") == ["У-001"]

    def test_unverified_and_left_bring_nothing(self, count):
        assert finalists(count({"verified_by": None}, {"pupil": "У-999"}), RULES).empty

    def test_the_odd_hundredth_decides_nothing(self, count):
        team = [
            {"card": "К-04", "team": "хор", "date": "2026-03-01", "pupil": f"У-00{n}"} for n in (1, 2, 3, 4, 5, 6, 7)
        ]
        found = finalists(count(*team), ContestRules(least_points=1))
        rows = found[found["nomination"] == "Творчество"]
        assert sorted(set(rows["points"])) == [128, 129]  # 9 points among seven
        assert set(rows["place"]) == {1}
        assert len(rows) == 7

    def test_no_nominations_at_all(self, count):
        found = finalists(count(), RULES)
        assert found.empty
        assert list(found.columns) == list(candidates(count(), RULES).columns)


class TestTeams:
    def test_a_team_is_worth_its_results(self, count):
        found = finalists(
            count(
                {"card": "К-04", "team": "хор", "date": "2026-03-01", "pupil": "У-001"},
                {"card": "К-04", "team": "хор", "date": "2026-03-01", "pupil": "У-002"},
                {"card": "К-04", "team": "один", "date": "2026-03-01", "pupil": "У-003"},
            ),
            RULES,
        )
        rows = found[found["nomination"] == "Команда года"]
        assert rows["team"].tolist() == ["хор"]  # one pupil is no team
        assert rows["points"].tolist() == [900]
        assert rows["class_"].isna().all()

    def test_per_head(self, count):
        rows = [{"card": "К-04", "team": "хор", "date": "2026-03-01", "pupil": f"У-00{n}"} for n in (1, 2)]
        found = finalists(count(*rows), ContestRules(team_points="на участника"))
        assert found.loc[found["nomination"] == "Команда года", "points"].tolist() == [450]

    def test_sharing_among_members_does_not_matter(self, records, cards, pupils):
        rows = [{"card": "К-04", "team": "хор", "date": "2026-03-01", "pupil": f"У-00{n}"} for n in (1, 2)]
        school = make_school(pupils=pupils(PEOPLE), cards=cards, participations=records(*rows))
        for policy in ("поровну", "по ролям", "каждому полностью"):
            found = finalists(season(school, policy=policy), RULES)
            assert found.loc[found["nomination"] == "Команда года", "points"].tolist() == [900], policy


class TestBreakthrough:
    def test_growth_only_for_those_who_were_here(self, count):
        found = finalists(
            count(
                {"pupil": "У-001"},
                {"pupil": "У-002"},
                {"pupil": "У-002", "date": "2024-12-01", "result": "призёр"},
                past={"У-001": "6 А", "У-002": "6 А"}.items(),
            ),
            ContestRules(least_points=1),
        )
        rows = found[found["nomination"] == "Прорыв"]
        assert dict(zip(rows["pupil"], rows["points"], strict=True)) == {"У-001": 300, "У-002": 100}

    def test_newcomers_never(self, count):
        rows = count({"pupil": "У-003"}, {"date": "2024-12-01"}, past={"У-001": "6 А"}.items())
        assert "У-003" not in units(finalists(rows, ContestRules(least_points=0)), "Прорыв")

    def test_without_a_past_season_it_is_not_held(self, count):
        assert units(finalists(count({}), RULES), "Прорыв") == []


class TestFirmness:
    def test_everybody_in(self, count):
        found = shortlist_firmness(count({}), RULES)
        assert found[["unit", "verdict", "close", "events"]].values.tolist() == [["У-001", "все вошли", 0, 1]]
        assert found["gap"].isna().all()

    def test_few_events_are_not_judged_and_near_misses_are_counted(self, count):
        rows = [{"pupil": f"У-00{n}"} for n in (1, 2, 3)] + [{"pupil": "У-004", "role": "зритель"}]
        found = shortlist_firmness(count(*rows), ContestRules(finalists=2))
        assert found["verdict"].tolist() == ["событий мало"] * 3
        assert found["gap"].tolist() == [150] * 3
        assert not found["small"].any()

    def test_near_misses_are_counted(self, count):
        found = shortlist_firmness(
            count({"pupil": "У-001", "role": "капитан"}, {"pupil": "У-002"}), ContestRules(finalists=1)
        )
        leader = found[found["unit"] == "У-001"].set_index("nomination")
        assert leader.loc["Творчество", ["gap", "small", "close"]].tolist() == [75, True, 1]


class TestPortfolio:
    def test_each_record_is_traced(self, count, records):
        journal = records({"record": "Д-7"}, {"card": "К-05", "date": "2025-09-20"}).assign(
            evidence=["диплом № 1", None]
        )
        counted = count({"record": "Д-7"}, {"card": "К-05", "date": "2025-09-20"})
        found = portfolio(counted, journal, RULES, "Творчество", "У-001")
        assert found[["record", "card", "scale", "points", "evidence"]].values.tolist() == [
            ["Д-7", "К-03", "школьный", 300, "диплом № 1"]
        ]
        other = portfolio(counted, journal, RULES, "Спорт", "У-001")
        assert other["record"].tolist() == ["строка 2"]
        assert other["evidence"].isna().all()

    def test_a_portfolio_adds_up(self, count, records):
        rows = [{"pupil": "У-001"}, {"card": "К-01", "date": "2025-10-02"}, {"card": "К-02", "date": "2025-11-11"}]
        counted = count(*rows)
        journal = records(*rows).assign(evidence=None)
        for row in candidates(counted, RULES).to_dict("records"):
            own = portfolio(counted, journal, RULES, row["nomination"], row["pupil"])
            assert own["points"].sum() == row["points"]
            assert len(own) == row["records"]


@settings(max_examples=8, deadline=None)
@given(order=st.permutations(range(6)))
def test_order_of_records_is_irrelevant(order, records_by_hand):
    rows, count_rows = records_by_hand
    straight = finalists(count_rows(*rows), RULES)
    mixed = finalists(count_rows(*(rows[number] for number in order)), RULES)
    pd.testing.assert_frame_equal(straight, mixed)
    assert set(straight["nomination"]) <= set(NOMINATIONS)


@pytest.fixture(scope="module")
def records_by_hand(count):
    rows = [
        {"pupil": "У-001"},
        {"pupil": "У-002", "role": "капитан"},
        {"pupil": "У-003"},
        {"card": "К-04", "team": "хор", "date": "2026-03-01", "pupil": "У-004"},
        {"card": "К-04", "team": "хор", "date": "2026-03-01", "pupil": "У-005"},
        {"card": "К-05", "date": "2025-09-20", "pupil": "У-005"},
    ]
    return rows, count
