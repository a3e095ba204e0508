"""What was planted against objectivity is found; honest schools, the improver and the small one are spared."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from workbook.school import School
from workbook.vsoko import Objectivity, objectivity_of, objectivity_results
from workbook.vsoko.item_zones import DEFICIT

MUNICIPALITY = Path(__file__).parents[2] / "datasets" / "municipality"
TRUTH = yaml.safe_load((MUNICIPALITY / "truth.yml").read_text(encoding="utf-8"))
LAST = TRUTH["years"][-1]
SCHOOLS = ("shkola-2", "shkola-3", "shkola-4", "licey-5", "selskaya-6")
"""One of each story; reading all eight takes too long for what the others would add."""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def schools(read_sample) -> dict[str, School]:
    return {name: read_sample(name) for name in SCHOOLS}


@pytest.fixture(scope="module")
def looks(schools) -> dict[str, Objectivity]:
    return {name: objectivity_of(school, LAST) for name, school in schools.items()}


def raised(look: Objectivity) -> set[str]:
    return {marker.code for marker in look.markers if marker.raised}


def test_inflating_school_has_its_spikes_and_its_gap(looks):
    assert raised(looks["shkola-2"]) == {"M1", "M4"}
    gap = next(marker for marker in looks["shkola-2"].markers if marker.code == "M4")
    assert gap.group == "все пары"
    assert gap.low > 50


def test_false_improver_is_found_by_its_spikes_in_the_last_year_only(schools, looks):
    assert raised(looks[TRUTH["false_improver"]]) == {"M1"}
    first = objectivity_of(schools[TRUTH["false_improver"]], TRUTH["years"][0])
    assert raised(first) == set()


def test_spikes_stand_only_at_the_planted_boundaries(looks):
    for name, planted in TRUTH["spikes"].items():
        table = looks[name].checks("M1")
        places = table.loc[table["status"].eq("возможный признак"), "group"]
        assert set(places.str[-1]) <= set(planted[LAST]["marks"])


@pytest.mark.parametrize("name", sorted(set(TRUTH["honest_schools"]) & set(SCHOOLS)))
def test_honest_schools_are_not_raised(looks, name):
    assert raised(looks[name]) == set()


def test_honest_improver_was_not_raised_before_either(schools):
    assert raised(objectivity_of(schools[TRUTH["honest_improver"]], TRUTH["years"][1])) == set()


def test_strong_school_is_explained_by_its_exams(looks):
    marker = next(one for one in looks[TRUTH["leader"]].markers if one.code == "M2")
    assert marker.status == "объяснено"
    assert marker.possible > 5


def test_small_school_is_told_that_data_are_few(looks):
    look = looks["selskaya-6"]
    few = {marker.code: marker.reason for marker in look.markers if marker.status == "мало данных"}
    assert few == {
        "M1": "работ меньше 50", "M3": "работ меньше 20", "M5": "учеников меньше 20", "M6": "учеников меньше 20",
        "M7": "нет двух групп от 10 учеников",
    }  # fmt: skip
    rows = objectivity_results(look).set_index("indicator")
    assert rows.loc["markers-count", ["value", "verdict"]].tolist() == [0, "мало данных"]
    assert rows.loc["skills-deficit", "verdict"] == "мало данных"
    assert look.items["small"].all()


def test_weak_content_shows_among_its_items(looks):
    """Items of a planted weak element lie below the other items of the same work and tier."""
    lower = total = 0
    for name, look in looks.items():
        for test, contents in TRUTH["schools"][name]["planted"]["weak_content"].items():
            items = look.items.loc[look.items["test"].eq(test)]
            usual = items.groupby("tier")["percent"].transform("median")
            weak = items["content"].isin(contents)
            lower += int((items["percent"] < usual)[weak].sum())
            total += int(weak.sum())
    assert lower > 0.6 * total


def test_improver_of_low_results_has_weak_skills_and_the_leader_none(looks):
    assert looks["shkola-3"].skills["status"].eq(DEFICIT).sum() >= 3
    assert looks["licey-5"].skills["status"].eq(DEFICIT).sum() == 0


def test_results_have_their_codes(looks):
    rows = objectivity_results(looks["shkola-2"]).set_index("indicator")
    assert [f"marker-m{k}" for k in range(1, 8)] == [code for code in rows.index if code.startswith("marker-m")]
    assert rows.loc["markers-count", ["value", "n", "verdict", "note"]].tolist() == [
        2, 6, "внимание", "возможные признаки: M1, M4; проверено маркеров: 6 из 6",
    ]  # fmt: skip
    public = objectivity_results(looks["shkola-2"], public=True).set_index("indicator")
    assert public.loc["marker-m1", "note"] == "возможный признак"
    assert public.loc["marker-m1", "n"] == 0
