"""Social projects: who did them, who organised, with whom, class by class."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from workbook.display.rating_social import social_projects
from workbook.errors import MissingData
from workbook.rating import season, social
from workbook.school import School
from workbook.settings import PrivacyRules, Settings

CLASSES = {f"У-{number:03d}": "7 А" if number <= 12 else "9 Б" for number in range(1, 25)}


@pytest.fixture(scope="module")
def made(records, cards, pupils):
    """К-07 is a social project (К-04, a choir, is not); К-08 an ecological team event with a partner; К-09 is idle."""
    more = cards[cards["card"].isin(["К-07", "К-04"])].assign(
        card=["К-08", "К-09"], title=["Слёт «Родник»", "Акция"], direction=["экологическое", "патриотическое"],
        partner=["станция юннатов", None], grades=None,
    )  # fmt: skip
    mine = pd.concat([cards.assign(partner=None), more], ignore_index=True)
    team = {"card": "К-08", "team": "7а", "date": "2026-03-01"}
    journal = records(
        {"pupil": "У-001", "card": "К-07", "role": "организатор", "date": "2026-03-02"},
        {"pupil": "У-002", "card": "К-07", "verified_by": None, "date": "2026-03-02"},
        {"pupil": "У-002", "card": "К-07", "verified_by": None, "date": "2026-03-02"},
        {"pupil": "У-001", "role": "капитан"} | team, {"pupil": "У-003"} | team,
        {"pupil": "У-004", "card": "К-07", "date": "2025-03-02"},
        {"pupil": "У-005", "card": "К-04", "team": "хор", "date": "2026-03-01"},
        {"pupil": "У-999", "card": "К-07", "date": "2026-03-02"},
    )  # fmt: skip
    tables = {"pupils": pupils(CLASSES), "cards": mine, "participations": journal}
    return season(School("shkola", "Школа", "Район", "2025/2026", Path(), Settings(), tables))


class TestSocial:
    def test_people(self, made):
        found = social(made, 10)
        assert (found.pupils, found.organisers, found.leaders, found.roster) == (3, 1, 1, 24)

    def test_events(self, made):
        table = social(made, 10).events.set_index("card")
        assert list(table.index) == ["К-07", "К-08"]
        assert table.loc["К-07", ["pupils", "organisers", "captains", "classes"]].tolist() == [2, 1, 0, 1]
        assert table.loc["К-08", ["pupils", "organisers", "captains", "partner"]].tolist() == [
            2, 0, 1, "станция юннатов",
        ]  # fmt: skip

    def test_partners_and_idle_cards(self, made):
        found = social(made, 10)
        assert found.partners == {"станция юннатов": 1}
        assert found.idle["card"].tolist() == ["К-09"]

    def test_classes_and_small_ones(self, made):
        table = social(made, 10).classes.set_index("class_")
        assert table["k"].tolist() == [3, 0]
        assert table.loc["7 А", "percent"] == 25
        hidden = social(made, 13).classes
        assert (hidden["hidden"] != "").all()
        assert hidden[["n", "k", "organisers", "percent"]].isna().all(axis=None)

    def test_no_such_cards(self, records, cards, pupils):
        others = cards[cards["direction"] != "социальное"]
        tables = {"pupils": pupils(CLASSES), "cards": others, "participations": records({"pupil": "У-001"})}
        counted = season(School("shkola", "Школа", "Район", "2025/2026", Path(), Settings(), tables))
        with pytest.raises(MissingData, match="Социальных, экологических и патриотических мероприятий в картах этого"):
            social(counted, 10)


class TestPage:
    def test_text_first(self, made):
        text = social_projects(social(made, 10), PrivacyRules()).html().replace("\u00a0", " ")
        assert "Участвовали 3 из 24 (12,5 %, интервал 4,3–31,0) в 2 мероприятиях" in text
        assert "Организаторы — 1 ученик, вместе с капитанами — 1 из 3 учеников: «Проект», Слёт «Родник»." in text
        assert "С партнёрами: станция юннатов (1). Без партнёра мероприятий: 1." in text
        assert "Классы, где не участвовал никто: 9 Б." in text
        assert "Карта есть, записей нет: «Акция»." in text

    def test_small_classes_are_not_shown(self, made):
        text = social_projects(social(made, 13), PrivacyRules(small_cell=13)).html()
        assert "7 А" not in text
        assert "9 Б" not in text
