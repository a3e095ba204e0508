"""The sample schools hide wrong keys, dead options, wrong tiers, holes, an item harder for boys: all must be found."""

import pandas as pd
import pytest

from workbook import fos


@pytest.fixture(scope="module")
def truth(truth):
    return truth["tests"]


@pytest.fixture(scope="module", params=["shkola-2", "shkola-4"])
def school(request, sample):
    return sample(request.param)


@pytest.mark.parametrize("test", ["МА7-ИТ", "РУ5-ВХ", "ФИ9-ТМ"])
def test_planted_faults_are_found(school, truth, test):
    planted, found = truth[test], fos.gather(school, test, school.settings.fos)
    items = found.items.set_index("item")
    for item, right in planted["wrong_key_items"].items():
        assert items.loc[item, "action"] == "key"
        assert items.loc[item, "stronger"] == right["right"]
    for item, option in planted["dead_distractors"].items():
        assert option in items.loc[item, "dead"]
    for item, tier in planted["mistiered_items"].items():
        assert items.loc[item, ["tier", "observed_tier"]].tolist() == [tier["claimed"], tier["real"]]
        assert items.loc[item, "tier_verdict"] in ("ниже", "выше")
    hole = planted["specification_hole"]
    expected = [] if hole is None else [[hole["content"], hole["skill"], hole["tier"], -hole["items"]]]
    worst = found.coverage.worst()
    lacking = worst.loc[worst["difference"] < 0, ["content", "skill", "tier", "difference"]]
    assert lacking.to_numpy().tolist() == expected
    surplus = planted["specification_surplus"]
    unplanned = worst.loc[worst["status"] == "нет в плане", ["content", "skill", "tier"]].to_numpy().tolist()
    assert unplanned == ([] if surplus is None else [list(surplus.values())])
    severity = found.review.experts.set_index("expert")["severity"]
    assert severity.idxmin() == "Э-03"


def test_a_class_of_six_gives_no_verdicts_on_items(sample):
    village = sample("selskaya-6")
    found = fos.gather(village, "РУ5-ВХ", village.settings.fos)
    assert set(found.items["action"]) == {"collect"}
    assert set(found.items["tier_verdict"]) == {"мало данных"}
    assert found.reliability["verdict"].tolist() == ["мало данных"]


def test_the_bank_fills_one_hole_and_not_the_other(sample, truth):
    shop = sample("shkola-4")
    day = pd.Timestamp("2026-09-01")
    for test, variants in (("МА7-ИТ", 4), ("РУ5-ВХ", 4)):
        found = fos.bank_state(shop.tables, fos.Demand(test, day, variants), shop.settings.assembly)
        assert found.holes.empty
        assert found.overdue["item"].sort_values().tolist() == truth[test]["overdue_items"]
        assert found.statuses.set_index("status")["items"].to_dict() == truth[test]["bank"]
    hole = fos.bank_state(shop.tables, fos.Demand("ФИ9-ТМ", day, 2), shop.settings.assembly).holes
    planted = truth["ФИ9-ТМ"]["specification_hole"]
    cells = hole[["content", "skill", "tier", "planned"]].to_numpy().tolist()
    assert cells == [[planted["content"], planted["skill"], planted["tier"], planted["items"]]]


def test_gaps_of_the_codifier_are_found(sample, truth):
    shop = sample("shkola-4")
    for test, planted in truth.items():
        found = fos.codifier_check(shop.tables, test)
        gaps = [f"{kind} {code}" for kind, code in found.gaps[["kind", "code"]].to_numpy()]
        assert gaps == planted["codifier_without_items"]
        assert ", ".join(found.unknown["where"]) == ", ".join(planted["items_outside_codifier"])
        assert found.renamed.empty


@pytest.fixture(scope="module")
def schools(sample, truth):
    names = [*truth["РУ5-ВХ"]["dif_schools"], "shkola-2", "shkola-4"]
    return {name: sample(name) for name in names}


@pytest.fixture(scope="module")
def pooled(schools):
    def make(test):
        rows, groups = [], []
        for name, school in schools.items():
            mine = school["responses"]
            rows.append(mine.assign(pupil=name + mine["pupil"]))
            groups.append(fos.sex_groups(school["pupils"]).rename(lambda code, name=name: name + code))
        some = next(iter(schools.values()))
        scored = fos.score(pd.concat(rows, ignore_index=True), some["items"], test)
        return fos.dif_table(scored, pd.concat(groups), some.settings.dif).set_index("item")

    return make


@pytest.mark.slow
class TestDifference:
    """РУ5-005 was made harder for boys in three schools; nothing else was."""

    def test_found_in_all_schools_together_and_nothing_else(self, pooled, truth):
        planted = truth["РУ5-ВХ"]["dif_items"]
        table = pooled("РУ5-ВХ")
        for item, about in planted.items():
            worse = {"м": "мальчики", "ж": "девочки"}[about["harder_for"]]
            assert table.loc[item, ["size", "verdict"]].tolist() == ["C", "сильное"]
            assert table.loc[item, "easier"] != worse
        assert not (table.drop(list(planted))["size"] == "C").any()

    @pytest.mark.parametrize("test", ["МА7-ИТ", "ФИ9-ТМ"])
    def test_no_strong_alarm_where_nothing_was_planted(self, pooled, test):
        assert not (pooled(test)["size"] == "C").any()

    def test_found_in_one_school(self, schools):
        tool = fos.tool(schools["shkola-7"], "РУ5-ВХ")
        found = tool.dif.set_index("item")
        assert found.loc["РУ5-005", "verdict"] == "сильное"
        assert not found.drop("РУ5-005")["verdict"].isin(fos.FLAGGED).any()
        assert tool.items.set_index("item").loc["РУ5-005", "action"] == "dif"
        assert tool.passports[0].item == "РУ5-005"
        assert "мальчики справляются реже, чем девочки" in tool.passports[0].advice.text

    @pytest.mark.parametrize("name", ["gimnaziya-1", "licey-5"])
    def test_no_false_alarm_in_the_other_two(self, schools, name):
        found = fos.tool(schools[name], "РУ5-ВХ").dif.set_index("item")
        assert not found.drop("РУ5-005")["verdict"].isin(fos.FLAGGED).any()
        assert found.loc["РУ5-005", "verdict"] in ("сильное", "под вопросом", "различий нет")

    def test_a_school_of_fifty_pupils_is_refused(self, schools):
        found = fos.tool(schools["shkola-2"], "РУ5-ВХ").dif
        assert set(found["verdict"]) == {"мало данных"}
        assert "не хватает" in found["reason"].iloc[0]


class TestPassports:
    @pytest.mark.parametrize("test", ["МА7-ИТ", "РУ5-ВХ", "ФИ9-ТМ"])
    def test_planted_items_come_first_with_their_words(self, school, truth, test):
        tool = fos.tool(school, test)
        cards = {card.item: card for card in tool.passports}
        assert set(cards) == set(tool.items["item"])
        for item, right in truth[test]["wrong_key_items"].items():
            assert cards[item].advice.code == "key"
            assert f"«{right['right']}»" in cards[item].advice.text
            assert [card.item for card in tool.passports].index(item) < len(truth[test]["wrong_key_items"])
        for item, option in truth[test]["dead_distractors"].items():
            curve = cards[item].curves
            assert curve.loc[curve["option"] == option.lower(), "share_percent"].mean() < 5
        for card in cards.values():
            assert card.text
            assert not card.curves.empty

    def test_a_class_of_six_has_cards_without_verdicts(self, sample):
        village = fos.tool(sample("selskaya-6"), "РУ5-ВХ")
        assert {card.advice.code for card in village.passports} == {"collect"}
        assert all(card.curves.empty for card in village.passports)
        assert village.precision.verdict == "мало данных"
        assert village.precision.measures["code"].tolist() == ["alpha"]
        assert village.calibration.curves is None
        assert set(village.level_groups["sure"]) == {False}


def test_precision_of_every_work_agrees_with_itself(school):
    for test in ("МА7-ИТ", "РУ5-ВХ", "ФИ9-ТМ"):
        found = fos.tool(school, test).precision
        assert found.value("lambda2") >= found.value("alpha") - 1e-9
        assert abs(found.value("omega") - found.value("alpha")) < 0.15
        assert 1 <= found.gap <= 8
        for table in found.errors.values():
            assert (table["low"] <= table["raw"]).all()
            assert (table["raw"] <= table["high"]).all()
