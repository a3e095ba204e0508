"""The files carry the truths of truth.yml: checked with a few lines of pandas, without the package's methods."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

YEARS = ("2023/2024", "2024/2025", "2025/2026")
SOUND = ("gimnaziya-1", "shkola-2", "shkola-3", "shkola-4", "licey-5", "selskaya-6", "shkola-7")
LARGE = ("gimnaziya-1", "shkola-2", "shkola-3", "shkola-4", "licey-5", "shkola-7")


@pytest.fixture(scope="module")
def answers(table):
    frames = []
    for school in SOUND:
        frame = table(school, "responses").merge(table(school, "items"), on="item")
        frames.append(frame.assign(school=school))
    answers = pd.concat(frames)
    answers["points"] = pd.to_numeric(answers["score"]).fillna(0)
    answers["share"] = answers["points"] / pd.to_numeric(answers["max_score"])
    total = answers.groupby(["test", "pupil"])["points"].transform("sum")
    return answers.assign(rest=total - answers["points"])


class TestFacts:
    """Numbers of truth.yml come out of the files."""

    @pytest.mark.parametrize("school", SOUND)
    def test_vpr_percent_and_share_of_two(self, truth, vpr, school):
        facts = truth["schools"][school]["facts"]
        wrote = vpr(school).dropna(subset=["primary_score"])
        for year, rows in wrote.groupby("year"):
            percent = rows["primary_score"].sum() / rows["max_score"].sum() * 100
            assert percent == pytest.approx(facts["vpr_percent"][year], abs=0.01)
            assert (rows["mark"] == 2).mean() * 100 == pytest.approx(facts["vpr_share_of_two"][year], abs=0.01)

    @pytest.mark.parametrize("school", SOUND)
    def test_gap_and_agreement(self, truth, vpr, school):
        facts = truth["schools"][school]["facts"]
        pairs = vpr(school).dropna(subset=["mark", "journal_mark"])
        gap = pairs["journal_mark"] - pairs["mark"]
        for year in YEARS:
            here = gap[pairs["year"] == year]
            assert here.mean() == pytest.approx(facts["journal_minus_vpr"][year], abs=0.001)
            assert (here == 0).mean() * 100 == pytest.approx(facts["confirmed_percent"][year], abs=0.01)

    @pytest.mark.parametrize("school", LARGE)
    def test_retention_of_grade_10(self, truth, table, school):
        pupils = table(school, "pupils")
        facts = truth["schools"][school]["facts"]["retention_grade_10"]
        for year, classes in facts.items():
            for class_, fact in classes.items():
                rows = pupils[(pupils["year"] == year) & (pupils["class_"] == class_)]
                gone = (rows["left"].notna() & (rows["leave_reason"] != "выпуск")).sum()
                assert (len(rows), gone) == (fact["began"], fact["left"])


class TestStories:
    """Each school tells its story."""

    def test_shkola_2_marks_the_journal_higher_by_about_four_fifths(self, truth):
        for gap in truth["schools"]["shkola-2"]["facts"]["journal_minus_vpr"].values():
            assert 0.7 < gap < 0.9
        for school in set(SOUND) - {"shkola-2"}:
            assert max(truth["schools"][school]["facts"]["journal_minus_vpr"].values()) < 0.3

    def test_spikes_stand_where_they_were_planted(self, truth, table, vpr):
        scales = table("", "scales")
        for school in LARGE:
            planted = truth["spikes"].get(school, {})
            for year in YEARS:
                for mark in "345":
                    at, below = _around(vpr(school), scales, year, mark)
                    if mark in planted.get(year, {}).get("marks", ()):
                        assert at > 3 * below, (school, year, mark)
                    elif year not in planted:
                        assert at < 1.6 * below + 12, (school, year, mark)

    def test_shkola_3_improves_honestly(self, truth):
        facts = truth["schools"]["shkola-3"]["facts"]
        ability = list(facts["ability_grades_4_9"].values())
        assert np.diff(ability) == pytest.approx([0.25, 0.25], abs=0.1)
        twos = list(facts["vpr_share_of_two"].values())
        assert twos[0] > 25
        assert twos[0] > twos[1] > twos[2]
        assert facts["oge_mark"]["2025/2026"] > facts["oge_mark"]["2023/2024"] + 0.15

    def test_shkola_3_had_low_results_in_several_procedures(self, vpr):
        wrote = vpr("shkola-3").dropna(subset=["mark"])
        first = wrote[wrote["year"] == YEARS[0]]
        low = first.groupby(["grade", "subject"])["mark"].agg(lambda marks: (marks == 2).mean()) >= 0.3
        last = wrote[wrote["year"] == YEARS[2]]
        still = last.groupby(["grade", "subject"])["mark"].agg(lambda marks: (marks == 2).mean()) >= 0.3
        assert low.sum() >= 5
        assert still.sum() <= 2

    def test_shkola_4_improves_on_paper_only(self, truth):
        facts = truth["schools"]["shkola-4"]["facts"]
        percent = list(facts["vpr_percent"].values())
        assert percent[2] > percent[0] + 8
        ability = list(facts["ability_grades_4_9"].values())
        assert abs(ability[2] - ability[0]) < 0.12
        assert abs(facts["oge_mark"]["2025/2026"] - facts["oge_mark"]["2023/2024"]) < 0.15

    def test_gimnaziya_loses_far_more_than_others(self, truth):
        def kept(school):
            facts = truth["schools"][school]["facts"]["retention_grade_10"]
            rows = [fact for classes in facts.values() for fact in classes.values()]
            return 1 - sum(row["left"] for row in rows) / sum(row["began"] for row in rows)

        assert kept("gimnaziya-1") < 0.86
        assert all(kept(school) > 0.95 for school in LARGE if school != "gimnaziya-1")

    def test_licey_leads_everywhere(self, truth, table):
        facts = {school: truth["schools"][school]["facts"] for school in SOUND}
        for name in ("vpr_percent", "oge_mark"):
            for year in YEARS:
                assert max(facts, key=lambda school: facts[school][name][year]) == "licey-5"
        high = {}
        for school in LARGE:
            records = table(school, "participations").merge(table(school, "cards")[["card", "scale"]], on="card")
            far = records["scale"].isin(["региональный", "всероссийский"])
            high[school] = (far & (records["result"] != "участник")).sum()
        assert max(high, key=lambda school: high[school]) == "licey-5"

    def test_selskaya_has_classes_under_ten(self, table):
        pupils = table("selskaya-6", "pupils")
        sizes = pupils.groupby(["year", "class_"]).size()
        assert sizes.max() < 12
        assert (sizes < 10).mean() > 0.85
        assert pupils["class_"].str.split().str[0].astype(int).max() == 9

    def test_average_school_is_average(self, truth, table, vpr):
        references = table("", "references")
        region = references[(references["territory"] == "регион") & (references["unit"] == "процент выполнения")]
        wrote = vpr("shkola-7").dropna(subset=["percent"]).assign(grade=lambda frame: frame["grade"].astype(str))
        mine = wrote.groupby(["year", "grade", "subject"])["percent"].mean().rename("mine").reset_index()
        both = mine.merge(region[region["procedure"] == "ВПР"], on=["year", "grade", "subject"])
        mean = both["mean"].str.replace(",", ".").astype(float)
        assert (both["mine"] - mean).mean() == pytest.approx(0, abs=4)


class TestCorrelations:
    """One ability drives everything, with realistic noise."""

    @pytest.mark.parametrize("school", LARGE)
    def test_journal_and_vpr(self, vpr, school):
        pairs = vpr(school).dropna(subset=["percent", "journal_mark"])
        assert 0.5 < pairs["percent"].corr(pairs["journal_mark"]) < 0.85

    def test_last_vpr_and_oge(self, vpr):
        later = vpr("shkola-7", "ОГЭ")
        later = later[(later["year"] == YEARS[2]) & (later["subject"] == "математика")]
        earlier = vpr("shkola-7")
        earlier = earlier[(earlier["year"] == YEARS[1]) & (earlier["subject"] == "математика")]
        both = later.merge(earlier, on="pupil").dropna(subset=["percent_x", "percent_y"])
        assert len(both) > 30
        assert 0.5 < both["percent_x"].corr(both["percent_y"]) < 0.95

    def test_subjects_go_together(self, vpr):
        wide = vpr("shkola-7").pivot_table(index=["year", "pupil"], columns="subject", values="percent")
        assert 0.5 < wide["русский язык"].corr(wide["математика"]) < 0.85

    def test_school_codes_are_kept_when_pupils_move_up(self, table):
        pupils = table("shkola-7", "pupils")
        grade = pupils["class_"].str.split().str[0].astype(int)
        wide = pupils.assign(grade=grade).pivot(index="pupil", columns="year", values="grade").dropna()
        assert len(wide) > 200
        assert (wide["2025/2026"] - wide["2023/2024"] == 2).all()


class TestTests:
    """Planted faults of items show in the answers, all sound schools together."""

    def _r(self, answers, item):
        rows = answers[answers["item"] == item]
        return rows["share"].corr(rows["rest"])

    def test_wrong_keys(self, truth, answers):
        for test in truth["tests"].values():
            for item, fault in test["wrong_key_items"].items():
                rows = answers[answers["item"] == item]
                assert self._r(answers, item) < 0
                assert rows["answer"].value_counts().idxmax() == fault["right"]
                assert rows["key"].unique().tolist() == [fault["key"]]

    def test_dead_distractors(self, truth, answers):
        for test in truth["tests"].values():
            for item, option in test["dead_distractors"].items():
                assert (answers.loc[answers["item"] == item, "answer"] == option).mean() == 0

    def test_items_that_do_not_discriminate(self, truth, answers):
        planted = [item for test in truth["tests"].values() for item in test["non_discriminating_items"]]
        wrong = [item for test in truth["tests"].values() for item in test["wrong_key_items"]]
        for item in planted:
            assert abs(self._r(answers, item)) < 0.2
        others = set(answers["item"]) - {*planted, *wrong}
        assert min(self._r(answers, item) for item in others) > 0.2

    def test_tiers(self, truth, answers):
        average = answers[answers["school"] == "shkola-7"]
        for test in truth["tests"].values():
            for item, fault in test["mistiered_items"].items():
                share = average.loc[average["item"] == item, "share"].mean()
                assert share > 0.7 if fault["real"] == "Б" else share < 0.4

    def test_specifications(self, truth, table):
        blueprint, items, responses = (table("shkola-7", name) for name in ("blueprint", "items", "responses"))
        for fos, test in truth["tests"].items():
            for variant in test["variants"]:
                used = responses[(responses["test"] == fos) & (responses["variant"] == variant)]["item"].unique()
                cells = items[items["item"].isin(used)].groupby(["content", "skill", "tier"]).size()
                plan = blueprint[blueprint["fos"] == fos].set_index(["content", "skill", "tier"])["items"].astype(int)
                both = pd.concat([plan.rename("plan"), cells.rename("fact")], axis=1).fillna(0)
                off = both[both["plan"] != both["fact"]]
                expected = [part for part in (test["specification_hole"], test["specification_surplus"]) if part]
                assert set(off.index) == {(part["content"], part["skill"], part["tier"]) for part in expected}

    def test_weak_content_is_weaker_than_in_other_schools(self, truth, answers):
        mean = answers.groupby(["school", "test", "content"])["share"].mean()
        all_items = answers.groupby(["school", "test"])["share"].mean()
        relative = mean - all_items.reindex(mean.index.droplevel("content")).to_numpy()
        for school in LARGE:
            for test, codes in truth["schools"][school]["planted"]["weak_content"].items():
                for code in codes:
                    others = relative.drop(index=school, level="school").xs((test, code), level=("test", "content"))
                    assert relative[school, test, code] < others.mean() - 0.08, (school, test, code)

    def test_blanks_and_tails(self, answers):
        blank = answers["answer"].isna()
        assert 0.03 < blank.mean() < 0.2
        assert (blank == answers["score"].isna()).all()
        last = answers.sort_values("item").groupby(["test", "pupil"]).tail(1)
        assert last["answer"].isna().mean() > blank.mean()


class TestExpertsAndPapers:
    def test_one_expert_is_severe(self, truth, table):
        scores = pd.concat([table(school, "expertise") for school in SOUND])
        mean = pd.to_numeric(scores["score"]).groupby(scores["expert"]).mean()
        assert mean.idxmin() == truth["severe_expert"]
        assert mean.drop(truth["severe_expert"]).min() - mean.min() > 0.5

    def test_plan_of_shkola_4_has_the_defects_of_real_plans(self, table):
        plan = table("shkola-4", "plan")
        start = pd.to_datetime(plan["start"], format="%d.%m.%Y")
        assert start[2] < start[0]
        assert plan[["end", "responsible", "product", "indicator"]].isna().any().all()
        assert plan["event"].str.contains("????", regex=False).any()
        for school in set(SOUND) - {"shkola-4"}:
            assert not table(school, "plan")[["end", "responsible", "product"]].isna().any(axis=None)

    def test_events_hold_what_the_rating_needs(self, table):
        cards, records = table("shkola-7", "cards"), table("shkola-7", "participations")
        assert {"школьный", "районный", "городской", "региональный", "всероссийский", "международный"} == set(
            cards["scale"]
        )
        assert {"очно", "дистанционно", "платный"} == set(cards["form"])
        assert cards["event"].value_counts().max() >= 3
        assert records["team"].notna().sum() > 30
        assert {"организатор", "капитан", "исполнитель", "зритель"} == set(records["role"])
        assert 0 < records["verified_by"].isna().mean() < 0.15
        dates = pd.to_datetime(records["date"], format="mixed", dayfirst=True)
        assert (dates > "2026-05-31").any()
        stages = records.merge(cards[["card", "event"]], on="card").dropna(subset=["event"])
        assert stages.groupby(["pupil", "event"])["card"].nunique().max() >= 2

    def test_motivation_moves_as_planted(self, truth, table):
        for school in ("shkola-3", "shkola-7"):
            survey = table(school, "survey")
            wide = survey[survey["instrument"] == "мотивация"].pivot(index="respondent", columns="wave", values="value")
            change = (pd.to_numeric(wide["конец"]) - pd.to_numeric(wide["начало"])).mean()
            assert change == pytest.approx(truth["schools"][school]["planted"]["motivation_change"], abs=0.5)


def _around(results: pd.DataFrame, scales: pd.DataFrame, year: str, mark: str) -> tuple[int, int]:
    """Count scores at the boundary of a mark and one point below, all subjects and grades of a year together."""
    rows = results[results["year"] == year].dropna(subset=["primary_score"])
    rows = rows.assign(grade=rows["grade"].astype(str))
    bounds = scales[(scales["procedure"] == "ВПР") & (scales["mark"] == mark)]
    both = rows.merge(bounds[["year", "grade", "subject", "min_score"]], on=["year", "grade", "subject"])
    distance = both["primary_score"] - both["min_score"].astype(float)
    return int((distance == 0).sum()), int((distance == -1).sum())
