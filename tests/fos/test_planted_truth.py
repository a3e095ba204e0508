"""The sample schools hide wrong keys, dead options, wrong tiers, holes: the report must find what was hidden."""

from pathlib import Path

import pandas as pd
import pytest
import yaml

from workbook import fos
from workbook.school import read_school

FOLDER = Path(__file__).parents[2] / "datasets" / "municipality"


@pytest.fixture(scope="module")
def truth():
    return yaml.safe_load((FOLDER / "truth.yml").read_text(encoding="utf-8"))["tests"]


@pytest.fixture(scope="module", params=["shkola-2", "shkola-4"])
def school(request):
    return read_school(FOLDER / request.param)


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


def test_a_class_of_six_gives_no_verdicts_on_items(truth):
    village = read_school(FOLDER / "selskaya-6")
    found = fos.gather(village, "РУ5-ВХ", village.settings.fos)
    assert set(found.items["action"]) == {"collect"}
    assert set(found.items["tier_verdict"]) == {"мало данных"}
    assert found.reliability["verdict"].tolist() == ["мало данных"]


def test_the_bank_fills_one_hole_and_not_the_other(truth):
    shop = read_school(FOLDER / "shkola-4")
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


def test_gaps_of_the_codifier_are_found(truth):
    shop = read_school(FOLDER / "shkola-4")
    for test, planted in truth.items():
        found = fos.codifier_check(shop.tables, test)
        gaps = [f"{kind} {code}" for kind, code in found.gaps[["kind", "code"]].to_numpy()]
        assert gaps == planted["codifier_without_items"]
        assert ", ".join(found.unknown["where"]) == ", ".join(planted["items_outside_codifier"])
        assert found.renamed.empty
