"""The sample schools, read once for all tests of planted truths."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from workbook.school import School

MUNICIPALITY = Path(__file__).parents[2] / "datasets" / "municipality"


@pytest.fixture(scope="session")
def sample_schools(read_sample) -> dict[str, School]:
    names = yaml.safe_load((MUNICIPALITY / "truth.yml").read_text(encoding="utf-8"))["schools"]
    return {name: read_sample(name) for name in names}
