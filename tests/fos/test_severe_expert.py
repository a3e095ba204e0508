"""One expert of the sample schools was made severe: severity must find that expert and no other."""

from pathlib import Path

import pytest
import yaml

from workbook import fos
from workbook.school import read_school

FOLDER = Path(__file__).parents[2] / "datasets" / "municipality"


@pytest.mark.parametrize("name", ["shkola-2", "licey-5", "selskaya-6", "shkola-8"])
def test_the_planted_expert_is_found(name):
    severe = yaml.safe_load((FOLDER / "truth.yml").read_text(encoding="utf-8"))["severe_expert"]
    school = read_school(FOLDER / name)
    fund = fos.fund_severity(school["expertise"], school.settings.agreement).set_index("expert")
    assert fund.index[fund["verdict"] == "строже"].tolist() == [severe]
    assert "мягче" not in set(fund["verdict"])
    for test in school["expertise"]["fos"].unique():
        found = fos.disagreements(school["expertise"], test, school.settings)
        stricter = found.severity.loc[found.severity["verdict"] == "строже", "expert"]
        assert set(stricter) <= {severe}
        assert len(found.agreement) == 5
