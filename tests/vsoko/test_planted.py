"""What was planted in the sample municipality is found, and what was not planted is not."""

from pathlib import Path

import pytest
import yaml

from workbook.vsoko import CONFIRMED, Scope, deficits_of

MUNICIPALITY = Path(__file__).parents[2] / "datasets" / "municipality"
TRUTH = yaml.safe_load((MUNICIPALITY / "truth.yml").read_text(encoding="utf-8"))

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def scopes(sample_schools) -> dict[str, Scope]:
    return {name: Scope(school) for name, school in sample_schools.items()}


@pytest.mark.parametrize("name", TRUTH["inflated_schools"])
def test_inflated_school_is_doubted(scopes, name):
    assert scopes[name].doubtful


@pytest.mark.parametrize("name", TRUTH["honest_schools"])
def test_honest_school_is_not(scopes, name):
    assert not scopes[name].doubtful
    assert scopes[name].agreement([])["verdict"].item() == "хорошо"


def test_spikes_stand_at_the_planted_marks_and_years(scopes):
    for name, planted in TRUTH["spikes"].items():
        for year, how in planted.items():
            found = Scope(scopes[name].school, year=year).spikes
            marks = found.loc[found["status"].eq("возможный признак"), "boundary"].str[-1]
            assert len(marks) >= 5
            assert set(marks) <= set(how["marks"])


def test_false_improver_was_clean_before(scopes):
    first = Scope(scopes[TRUTH["false_improver"]].school, year=TRUTH["years"][0])
    assert not first.doubtful


def test_journal_of_the_first_inflated_school_runs_far_above(scopes):
    assert scopes["shkola-2"].agreement([])["verdict"].item() == "внимание"


def test_honest_improver_grows_beyond_the_error(scopes):
    changes = scopes[TRUTH["honest_improver"]].changes.set_index("indicator")["direction"]
    assert changes["Качество знаний"] == "рост"
    assert changes["Доля «2», ВПР"] == "снижение"


def test_profile_losses_are_found_only_where_they_are(scopes):
    for name, scope in scopes.items():
        table = scope.retention.loc[scope.retention["profiled"]]
        lost = table.groupby("year")["lost"].sum()
        if name == TRUTH["loses_profile_pupils"]:
            assert (lost >= 4).all()
            kept = deficits_of(scope.school).rows.query("key == 'сохранность'")
            assert kept["status"].eq(CONFIRMED).all()
            assert len(kept) >= 2
        else:
            assert (lost <= 3).all()


def test_small_school_is_spared(scopes):
    scope = scopes["selskaya-6"]
    assert scope.agreement(["subject", "grade"])["verdict"].eq("мало данных").all()
    assert scope.spikes["status"].isin(["мало данных", "границы не заданы"]).all()
    confirmed = deficits_of(scope.school).confirmed
    assert not confirmed["level"].isin(["класс", "предмет, параллель"]).any()


def test_honest_classes_are_hardly_ever_flagged(scopes):
    flagged = total = 0
    for name in TRUTH["honest_schools"]:
        table = scopes[name].agreement(["class_", "subject"])
        flagged += table["verdict"].eq("внимание").sum()
        total += len(table)
    assert flagged <= 0.02 * total
