"""Planted truths of the sample municipality seen from above: who inflates is found, nobody else is named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from workbook.school.municipality import read_municipality
from workbook.store import Store
from workbook.vsoko.district import district_of
from workbook.vsoko.district_compare import OUTSIDE, layers
from workbook.vsoko.district_matrix import marker_matrix, signs
from workbook.vsoko.district_rows import GROUPED

pytestmark = pytest.mark.slow


def test_inflating_schools_are_found_from_the_store_alone(reports: Any, municipality: Path) -> None:
    truth = yaml.safe_load((municipality / "truth.yml").read_text(encoding="utf-8"))
    found = district_of(read_municipality(municipality), Store(reports.out).rows(GROUPED))
    counted = signs(marker_matrix(found.rows, found.settings))
    assert sorted(counted.index[counted.gt(0)]) == truth["inflated_schools"]
    one = found.compared("confirmed-percent")
    assert set(one.table.index[one.table["zone"].eq(OUTSIDE)]) <= set(truth["inflated_schools"])
    assert layers(one.table)[0] == ["shkola-2"]
