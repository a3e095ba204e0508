"""What was planted in the sample schools stands in their maps; strong schools carry few confirmed gaps."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from workbook.school import School
from workbook.vsoko import deficit_results, deficits_of
from workbook.vsoko.deficit_look import Deficits
from workbook.vsoko.deficits import CONFIRMED, ROW

MUNICIPALITY = Path(__file__).parents[2] / "datasets" / "municipality"
SCHOOLS = ("gimnaziya-1", "selskaya-6", "shkola-2", "shkola-3", "shkola-7")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def looks(sample_schools: dict[str, School]) -> dict[str, Deficits]:
    return {name: deficits_of(sample_schools[name]) for name in SCHOOLS}


@pytest.fixture(scope="module")
def truth() -> dict[str, object]:
    return yaml.safe_load((MUNICIPALITY / "truth.yml").read_text(encoding="utf-8"))


def test_names_of_rows_never_repeat(looks):
    for look in looks.values():
        assert not look.compared.duplicated(list(ROW)).any()
        assert look.rows["number"].tolist() == list(range(1, len(look.rows) + 1))


def test_the_school_that_loses_profile_pupils(looks, truth):
    look = looks[truth["loses_profile_pupils"]]
    kept = look.confirmed[look.confirmed["key"] == "сохранность"]
    assert len(kept) == 2
    assert kept["group"].str.startswith("10 ").all()


def test_the_inflating_school_has_unconfirmed_marks_first(looks):
    share = {
        name: (look.confirmed["key"] == "подтвердили").sum() / (look.compared["key"] == "подтвердили").sum()
        for name, look in looks.items()
    }
    assert looks["shkola-2"].first[0].key == "подтвердили"
    assert share["shkola-2"] > 0.5
    assert max(value for name, value in share.items() if name != "shkola-2") < 0.2


def test_weak_content_is_below_its_target(looks, truth):
    for name in ("shkola-2", "shkola-3", "shkola-7"):
        topics = looks[name].rows
        topics = topics[topics["indicator"] == "Тема (КЭС)"]
        for test, codes in truth["schools"][name]["planted"]["weak_content"].items():
            found = [code for code in codes if topics["group"].str.startswith(f"{test}: {code}").any()]
            assert found == codes, (name, test)


def test_the_weakest_topic_of_shkola_7_is_confirmed(looks):
    row = looks["shkola-7"].confirmed.set_index("group").loc["МА7-ИТ: 5.3 Параллельные прямые"]
    assert row["firm"]


def test_renewal_of_tools_is_below_a_hundred_everywhere(looks):
    for look in looks.values():
        row = look.rows[look.rows["key"] == "обновление фос"].iloc[0]
        assert (row["status"], row["sphere"]) == (CONFIRMED, "условия")


def test_the_small_school_is_spared(looks):
    small, big = looks["selskaya-6"], looks["shkola-7"]
    assert len(small.small) > len(small.confirmed)
    assert len(small.confirmed) < len(big.confirmed)


def test_the_stronger_the_school_the_fewer_its_gaps(looks):
    counts = {name: len(look.confirmed) for name, look in looks.items()}
    assert counts["gimnaziya-1"] < counts["shkola-7"] < min(counts["shkola-2"], counts["shkola-3"])


def test_results_hold_for_every_school(looks):
    for look in looks.values():
        table = deficit_results(look).set_index(["indicator", "group"])["value"]
        assert table["deficits-confirmed"].sum() == len(look.confirmed)
        assert table["deficits-total", ""] == len(look.rows)
        assert table["measures-total", ""] == len(look.states)
