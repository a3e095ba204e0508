"""The season before, the log of the journal and the routes hold what was planted."""

from __future__ import annotations

import pandas as pd
import pytest

from workbook import rating

LARGE = ("gimnaziya-1", "shkola-2", "shkola-3", "shkola-4", "licey-5", "shkola-7")


class TestSeasonBefore:
    def test_it_lies_a_year_earlier_under_its_own_cards(self, school):
        cards, records = school("shkola-7")["cards"], school("shkola-7")["participations"]
        old = records["record"].str.startswith("Д25")
        assert 200 < old.sum() < (~old).sum()
        assert records.loc[old, "date"].max() < pd.Timestamp("2025-09-01") <= records.loc[~old, "date"].min()
        assert records.loc[old, "card"].str.match(r"К-1\d\d").all()
        assert set(records["card"]) <= set(cards["card"])

    @pytest.mark.parametrize(("name", "grew"), [("shkola-3", True), ("shkola-7", True), ("shkola-4", False)])
    def test_two_schools_were_less_active(self, school, name, grew):
        records, cards = school(name)["participations"], school(name)["cards"]
        lone = records[records["team"].isna()].merge(
            cards[cards["event"].isna() | (cards["scale"] == "школьный")], on="card"
        )
        begun = ("Проект «Читаем младшим»", "Школа ученического самоуправления", "Летняя экологическая школа")
        lone = lone[~lone["title"].isin(begun)]
        old = lone["record"].str.startswith("Д25").sum()
        assert bool((len(lone) - old) / old > 1.08) is grew


class TestLog:
    @pytest.mark.parametrize("name", [one for one in LARGE if one != "shkola-3"])
    def test_every_slip_stands_in_the_log(self, school, truth, name):
        slips = truth["schools"][name]["facts"]["slips_of_the_journal"]
        steps, records = school(name)["record_steps"], school(name)["participations"].set_index("record")
        walks = steps.groupby("record")["step"].agg(list)
        entered = ["внесена", "подтверждена"]
        assert walks[slips["апелляция отклонена"]] == [*entered, "обжалована", "оставлена в силе"]
        assert walks[slips["апелляция удовлетворена"]] == [*entered, "обжалована", "отозвана"]
        assert walks[slips["апелляция не рассмотрена"]] == [*entered, "обжалована"]
        late = steps[steps["record"] == slips["апелляция с опозданием"]].set_index("step")["date"]
        assert (late["обжалована"] - late["подтверждена"]).days > 5
        same = records.loc[slips["проверил тот, кто внёс"]]
        assert same["entered_by"] == same["verified_by"]
        assert (records["entered_by"] == records["verified_by"])[~records.index.str.startswith("Д25")].sum() == 1
        right = records.loc[slips["взамен отозванной"]]
        assert (right["replaces"], right["result"]) == (slips["апелляция удовлетворена"], "участник")
        first, second = (records.loc[slips[name]] for name in ("внесена дважды", "второй раз"))
        assert (
            first[["card", "pupil", "result", "evidence"]].tolist()
            == second[["card", "pupil", "result", "evidence"]].tolist()
        )

    def test_a_step_says_what_the_journal_says(self, school):
        steps, records = school("licey-5")["record_steps"], school("licey-5")["participations"]
        now = records[~records["record"].str.startswith("Д25")].set_index("record")
        confirmed = set(steps.loc[steps["step"] == "подтверждена", "record"])
        assert confirmed == set(now.index[now["verified_by"].notna()])
        assert set(steps["record"]) == set(now.index)
        assert (
            steps.groupby("record")["number"].agg(
                lambda numbers: sorted(numbers.astype(int)) == list(range(1, len(numbers) + 1))
            )
        ).all()


class TestRoutes:
    @pytest.mark.parametrize("name", LARGE)
    def test_a_dozen_with_gaps(self, school, name):
        routes = school(name)["routes"].sort_values("pupil")
        assert len(routes) == 12
        assert routes["consent"].fillna("").tolist().count("да") == 10
        assert routes["consent"].fillna("").tolist().count("нет") == 1
        assert routes["goal_points"].isna().sum() == 1
        assert routes["interests"].isna().sum() == 1
        steps = school(name)["route_steps"]
        assert set(steps["pupil"]) <= set(routes["pupil"])
        assert {"запланировано", "снято"} <= set(steps["state"])


class TestCards:
    def test_some_are_incomplete(self, school):
        cards = school("shkola-7")["cards"]
        assert (cards["criteria"].isna().sum(), cards["skills"].isna().sum(), cards["hours"].isna().sum()) == (9, 7, 6)
        bare = set(cards.loc[~cards["card"].str.match(r"К-1\d\d"), "card"]) - set(
            school("shkola-7")["card_stages"]["card"]
        )
        assert 6 <= len(bare) <= 10


class TestJury:
    @pytest.mark.parametrize("name", ["gimnaziya-1", "licey-5", "shkola-7"])
    def test_severe_juror_tie_and_gap(self, school, truth, name):
        jury, planted = school(name)["jury"], truth["contest"]
        means = jury.groupby("expert")["score"].mean()
        others = means.drop(planted["severe_juror"]).mean()
        assert 1.2 < others - means[planted["severe_juror"]] < 2.8
        tied = jury[jury["nomination"] == planted["tied_nomination"]]
        first, second = (rows["score"].tolist() for _, rows in list(tied.groupby("pupil", sort=False))[:2])
        assert first == second
        entries = jury.groupby(["nomination", jury["pupil"].fillna(jury["team"])]).size()
        assert sorted(entries.unique()) == [10, 12]
        assert (entries == 10).sum() == 1

    @pytest.mark.parametrize("name", ["gimnaziya-1", "licey-5", "shkola-7"])
    def test_the_jury_met_the_finalists(self, school, name):
        one = school(name)
        shortlist = rating.finalists(rating.season(one), one.settings.contest)
        code = shortlist["pupil"].fillna(shortlist["team"])
        jury = one["jury"]
        assert set(zip(jury["nomination"], jury["pupil"].fillna(jury["team"]), strict=True)) == set(
            zip(shortlist["nomination"], code, strict=True)
        )
