"""Progress in the sample schools: the false improver falls at ОГЭ, nothing is declared where nothing was planted."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from workbook.errors import MissingData
from workbook.school import School
from workbook.vsoko.progress import ABOVE, BELOW, FEW, progress_of, progress_pair_choice, progress_results
from workbook.vsoko.progress_store import schools_from_results
from workbook.vsoko.progress_sums import fit_sums, group_sums, sums_of

MUNICIPALITY = Path(__file__).parents[2] / "datasets" / "municipality"
SCHOOLS = ("selskaya-6", "shkola-2", "shkola-4", "shkola-7")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def schools(read_sample) -> dict[str, School]:
    return {name: read_sample(name) for name in SCHOOLS}


def test_false_improver_rises_in_its_own_works_and_falls_at_the_exam(schools):
    progress = progress_of(schools["shkola-4"])
    assert progress.differ
    assert progress.doubts == ("ВПР 2025/2026 (финиш)",)
    table = progress.classes
    exam = table.loc[table["pair"].eq("ВПР-8 → ОГЭ-9")]
    assert set(exam["verdict"]) == {BELOW}
    assert ABOVE not in set(exam["verdict"])
    assert table.loc[table["pair"].eq("стартовая-5 → ВПР-5"), "effect"].min() > 0


def test_honest_ordinary_school_has_no_class_named(schools):
    for subject in ("математика", "русский язык"):
        progress = progress_of(schools["shkola-7"], subject=subject)
        assert not progress.doubts
        assert not set(progress.classes["verdict"]) & {ABOVE, BELOW}


def test_village_classes_are_small_samples(schools):
    assert set(progress_of(schools["selskaya-6"]).classes["verdict"]) == {FEW}


@pytest.mark.parametrize("name", SCHOOLS)
def test_statsmodels_and_the_exact_fit_agree_in_every_school(schools, name):
    for subject in ("математика", "русский язык"):
        assert progress_of(schools[name], subject=subject).checked.reason == ""


def test_the_pair_asked_for_replaces_the_main_one(schools):
    school = schools["shkola-7"]
    assert progress_pair_choice(school)[:2] == ["ВПР-4 → ВПР-5", "стартовая-5 → ВПР-5"]
    asked = progress_of(school, pair="ВПР-4 → ВПР-5")
    assert set(asked.classes["pair"]) == {"ВПР-4 → ВПР-5"}
    assert "ВПР-4 → ВПР-5" not in set(progress_of(school).classes["pair"])
    with pytest.raises(MissingData, match=r"Нет пар «старт — финиш»: химия, ВПР-4 → ВПР-5, 2025/2026\."):
        progress_of(school, subject="химия", pair="ВПР-4 → ВПР-5")


def test_the_district_fits_from_the_store_what_pupils_would_give(schools):
    names = [name for name in SCHOOLS if name != "selskaya-6"]
    rows = pd.concat([progress_results(progress_of(schools[name])).assign(school=name) for name in names])
    table = schools_from_results(rows)
    one = table.loc[table["pair"].eq("ВПР-6 → ВПР-7, 2025/2026") & table["subject"].eq("математика")]
    pupils = []
    for name in names:
        every = progress_of(schools[name]).every
        chosen = every["pair"].eq("ВПР-6 → ВПР-7") & every["year"].eq("2025/2026") & every["subject"].eq("математика")
        pupils.append(every.loc[chosen].assign(school=name))
    stored = fit_sums(group_sums(one, "school"))
    direct = fit_sums(sums_of(pd.concat(pupils), "finish", ["start"], "school"))
    assert stored.params.to_numpy() == pytest.approx(direct.params.to_numpy(), rel=1e-6)
    assert stored.effects["effect"].to_dict() == pytest.approx(direct.effects["effect"].to_dict(), abs=1e-4)


def test_a_group_below_the_limit_leaves_nothing_in_the_store(schools):
    for name in SCHOOLS:
        progress = progress_of(schools[name])
        rows = progress_results(progress)
        assert rows.loc[rows["group"].str.contains("→"), "n"].ge(schools[name].settings.privacy.small_cell).all()
    village = progress_results(progress_of(schools["selskaya-6"]))
    assert list(village["indicator"]) == ["progress-classes-share"]
