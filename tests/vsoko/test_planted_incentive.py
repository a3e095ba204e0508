"""Planted in the sample schools: an inflated journal and inflated works earn nothing, an empty claim shows."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from workbook.vsoko.incentive import IncentiveSheet, incentive_of
from workbook.vsoko.incentive_evidence import ABOVE, DOUBT, confirmed, taught
from workbook.vsoko.incentive_rows import COUNTED, GAIN, MARKS

MUNICIPALITY = Path(__file__).parents[2] / "datasets" / "municipality"
TRUTH = yaml.safe_load((MUNICIPALITY / "truth.yml").read_text(encoding="utf-8"))

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def sheets(read_sample) -> dict[str, IncentiveSheet]:
    return {name: incentive_of(read_sample(name)) for name in ("shkola-2", "shkola-4", "shkola-7")}


def test_an_inflated_journal_confirms_nothing(sheets):
    part = sheets["shkola-2"].evidence[MARKS]
    assert (part["points"] == 0).all()
    assert (sheets["shkola-7"].evidence[MARKS]["points"] > 0).any()


def test_works_with_spikes_give_no_points_of_growth(sheets):
    part = sheets["shkola-4"].evidence[GAIN]
    assert part["word"].eq(ABOVE).all()  # the growth is there to see, and it is the works' own
    assert part["why"].eq(DOUBT).all()
    assert part["points"].isna().all()
    assert sheets["shkola-7"].doubts == (False, False)
    assert sheets["shkola-7"].rows.query("criterion == @GAIN")["state"].eq(COUNTED).any()


def test_lifting_the_journal_of_a_real_school_lowers_its_sums(sheets):
    """Every journal mark of shkola-7 one higher: no teacher gains, most of those with points lose."""
    sheet = sheets["shkola-7"]
    school, rules = sheet.school, sheet.rules
    works = school["procedures"].copy()
    works["journal_mark"] = works["journal_mark"].map({"2": "3", "3": "4", "4": "5", "5": "5"})
    after = confirmed(works, school["pupils"], taught(school["period_marks"], sheet.year), sheet.year, rules)
    change = after.set_index("teacher")["points"] - sheet.evidence[MARKS].set_index("teacher")["points"]
    assert (change.dropna() <= 0).all()
    assert change.sum() < 0


def test_planted_claims_are_spoken_of(sheets):
    planted = TRUTH.get("quality", {}).get("incentives", {})
    if "shkola-7" not in planted:
        pytest.skip("в truth.yml нет заявок")
    rows = sheets["shkola-7"].rows.set_index(["teacher", "criterion"])
    above, unproved = planted["shkola-7"]["growth_not_borne_out"], planted["shkola-7"]["without_evidence"]
    assert "в сумму входит по данным" in rows.loc[(above["teacher"], GAIN), "remark"]
    assert "Нет ссылки" in rows.loc[(unproved["teacher"], unproved["criterion"]), "remark"]
