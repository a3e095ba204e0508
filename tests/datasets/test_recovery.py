"""The package's own analyses find what was planted in the sample municipality, and accuse nobody else."""

from __future__ import annotations

import pandas as pd
import pytest

from workbook import fos, rating, vsoko

LARGE = ("gimnaziya-1", "shkola-2", "shkola-3", "shkola-4", "licey-5", "shkola-7")
HONEST = ("gimnaziya-1", "shkola-3", "licey-5", "shkola-7")
POSSIBLE = "возможный признак"


class TestObjectivity:
    def _spikes(self, school):
        counts = vsoko.score_counts(school["procedures"])
        table = vsoko.boundary_spikes(counts, school["scales"], school.settings.objectivity)
        return table[table["status"] == POSSIBLE]

    def test_spikes_of_shkola_2_in_every_year(self, truth, school):
        found = self._spikes(school("shkola-2")).groupby("year").size()
        for year in truth["spikes"]["shkola-2"]:
            assert found[year] >= 5

    def test_spikes_of_shkola_4_in_the_last_year_only(self, truth, school):
        found = self._spikes(school("shkola-4")).groupby("year").size()
        last = truth["years"][-1]
        assert found[last] >= 4
        assert found.drop(last).sum() <= 1

    @pytest.mark.parametrize("name", HONEST)
    def test_honest_schools_have_at_most_chance_spikes(self, school, name):
        assert len(self._spikes(school(name))) <= 2

    def test_journal_above_vpr_is_flagged_in_shkola_2_alone(self, school):
        words = {}
        for name in LARGE:
            one = school(name)
            pairs = vsoko.mark_pairs(one["procedures"], one["pupils"])
            words[name] = vsoko.agreement(pairs, ["year"], one.settings.objectivity)["verdict"].tolist()
        assert words.pop("shkola-2") == ["внимание"] * 3
        assert not [name for name, verdicts in words.items() if "внимание" in verdicts]


class TestYears:
    def test_share_of_two_falls_in_shkola_3(self, truth, school):
        table = vsoko.low_marks(school("shkola-3")["procedures"]).set_index("year")
        facts = truth["schools"]["shkola-3"]["facts"]["vpr_share_of_two"]
        assert table["value"].to_dict() == pytest.approx(facts, abs=0.01)
        assert table["high"].iloc[-1] < table["low"].iloc[0]

    def test_retention_of_gimnaziya(self, truth, school):
        one = school("gimnaziya-1")
        table = vsoko.retention(one["pupils"], one.settings.marks).set_index(["year", "class_"])
        for year, classes in truth["schools"]["gimnaziya-1"]["facts"]["retention_grade_10"].items():
            for class_, fact in classes.items():
                row = table.loc[(year, class_)]
                assert row["profiled"]
                assert row["percent"] == pytest.approx(fact["percent"], abs=0.01)
                assert row["moved"] == fact["of_them_moved"]

    def test_profile_classes_of_licey_hold(self, school):
        one = school("licey-5")
        table = vsoko.retention(one["pupils"], one.settings.marks)
        tenth = table[table["profiled"] & (table["grade"] == 10)]
        assert tenth["end"].sum() / tenth["start"].sum() > 0.97


class TestItems:
    """In the average school the item analysis names the planted faults."""

    @pytest.fixture(params=["МА7-ИТ", "РУ5-ВХ", "ФИ9-ТМ"])
    def test(self, request):
        return request.param

    @pytest.fixture
    def found(self, school, test):
        one = school("shkola-7")
        scored = fos.score(one["responses"], one["items"], test)
        rules = one.settings.fos
        return fos.item_table(scored, rules).set_index("item"), fos.option_table(scored, rules)

    def test_wrong_keys(self, truth, found, test):
        table, options = found
        planted = truth["tests"][test]["wrong_key_items"]
        assert sorted(table.index[table["action"] == "key"]) == sorted(planted)
        for item, fault in planted.items():
            stronger = options[(options["item"] == item) & (options["verdict"] == "сильнее ключа")]
            assert [option.upper() for option in stronger["option"]] == [fault["right"]]

    def test_dead_distractors(self, truth, found, test):
        _, options = found
        dead = options[options["verdict"] == "не работает"]
        named = set(zip(dead["item"], dead["option"].str.upper(), strict=True))
        assert set(truth["tests"][test]["dead_distractors"].items()) <= named

    def test_weak_items(self, truth, found, test):
        table, _ = found
        planted = truth["tests"][test]["non_discriminating_items"]
        assert set(planted) <= set(table.index[table["r"] < 0.2])

    def test_tiers(self, truth, found, test):
        table, _ = found
        for item, fault in truth["tests"][test]["mistiered_items"].items():
            assert table.loc[item, "observed_tier"] == fault["real"]
            assert table.loc[item, "tier_verdict"] == ("выше" if fault["real"] == "В" else "ниже")

    def test_specification(self, truth, school, test):
        one = school("shkola-7")
        coverage = fos.coverage(one["blueprint"], one["items"], test, one["responses"])
        planted = truth["tests"][test]
        for frame, part in ((coverage.holes, "specification_hole"), (coverage.surpluses, "specification_surplus")):
            cells = set(frame[["content", "skill", "tier"]].itertuples(index=False, name=None))
            wanted = planted[part]
            assert cells == ({(wanted["content"], wanted["skill"], wanted["tier"])} if wanted else set())

    def test_reliability_is_sufficient(self, school, test):
        one = school("shkola-7")
        scored = fos.score(one["responses"], one["items"], test)
        assert fos.overall(fos.reliability(scored, one.settings.fos))["alpha"] > 0.6

    def test_severe_expert(self, truth, school, test):
        experts = fos.review(school("shkola-7")["expertise"], test, school("shkola-7").settings.fos).experts
        severity = experts.set_index("expert")["severity"]
        assert severity.idxmin() == truth["severe_expert"]
        assert severity.min() < -0.3


class TestRating:
    @pytest.mark.parametrize("name", ["shkola-7", "licey-5", "selskaya-6"])
    def test_unconfirmed_and_late_records_do_not_count(self, school, name):
        one = school(name)
        ledger, records = rating.season(one).ledger, one["participations"]
        set_aside = records["verified_by"].isna() | (records["date"] > pd.Timestamp("2026-05-31"))
        assert len(ledger) == len(records)
        set_aside |= records["date"] < pd.Timestamp("2025-09-01")
        assert set_aside.sum() > 5
        assert (ledger["counted"].to_numpy()[set_aside.to_numpy()] == 0).all()
        now = records["date"] >= pd.Timestamp("2025-09-01")
        assert (ledger["counted"] > 0)[now].mean() > 0.4

    def test_licey_earns_most(self, school):
        means = {}
        for name in LARGE:
            one = school(name)
            season = rating.season(one)
            means[name] = season.rating["total"].sum() / len(season.roster)
        assert max(means, key=lambda name: means[name]) == "licey-5"
