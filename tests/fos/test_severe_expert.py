"""One expert of the sample schools was made severe: severity must find that expert and no other."""

import pytest

from workbook import fos


@pytest.mark.parametrize("name", ["shkola-2", "licey-5", "selskaya-6", "shkola-8"])
def test_the_planted_expert_is_found(sample, truth, name):
    severe, school = truth["severe_expert"], sample(name)
    fund = fos.fund_severity(school["expertise"], school.settings.agreement).set_index("expert")
    assert fund.index[fund["verdict"] == "строже"].tolist() == [severe]
    assert "мягче" not in set(fund["verdict"])
    for test in school["expertise"]["fos"].unique():
        found = fos.disagreements(school["expertise"], test, school.settings)
        stricter = found.severity.loc[found.severity["verdict"] == "строже", "expert"]
        assert set(stricter) <= {severe}
        assert len(found.agreement) == 5
