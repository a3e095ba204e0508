"""A short run of `scripts/alarms.py`: markers are quiet in simulated honest schools and see what was planted."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

SCRIPTS = Path(__file__).parents[2] / "scripts"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def scripts():
    sys.path.insert(0, str(SCRIPTS))
    try:
        import alarms
        import simulated_schools

        yield alarms, simulated_schools
    finally:
        sys.path.remove(str(SCRIPTS))


@pytest.fixture(scope="module")
def table(scripts) -> pd.DataFrame:
    return scripts[0].alarm_table(range(1, 7), planted=2)


def test_no_marker_alarms_more_often_than_its_level(table):
    loud = table.loc[table["low"] > table["nominal"], ["marker", "n", "alarms"]]
    assert loud.to_dict("records") == []


def test_every_marker_could_be_checked_somewhere(table):
    assert list(table["marker"].str[:2]) == ["M1", "M2", "M3", "M4", "M5", "M6", "M7"]
    assert (table["n"] > 0).all()


def test_a_dictated_work_and_a_kind_journal_are_seen(table):
    found = table.set_index(table["marker"].str[:2])
    for code in ("M3", "M4"):
        assert found.loc[code, "found"] == found.loc[code, "planted"] > 0


class TestSchools:
    def test_the_same_number_is_the_same_school(self, scripts):
        simulated = scripts[1]
        region = simulated.simulate_region(schools=20)
        one, two = (simulated.simulate_school(region, 3) for _ in range(2))
        pd.testing.assert_frame_equal(one.procedures, two.procedures)

    def test_a_fault_leaves_the_other_years_as_they_were(self, scripts):
        simulated = scripts[1]
        region = simulated.simulate_region(schools=20)
        honest, spoilt = (simulated.simulate_school(region, 1, fault).procedures for fault in ("", "всплески"))
        before = honest["year"].ne("2025/2026")
        pd.testing.assert_frame_equal(honest.loc[before], spoilt.loc[before])
        assert not honest["primary_score"].equals(spoilt["primary_score"])

    def test_boundaries_are_quantiles_of_the_region(self, scripts):
        region = scripts[1].simulate_region(schools=40)
        assert all(three < four < five for three, four, five in region.bounds.values())
        assert np.isclose(region.references["sd"].median(), 8, atol=2)
