"""Sections on firmness and involvement: places never alone, findings first, small groups hidden, codes folded."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from workbook.display import rating_robustness, rating_sections
from workbook.rating import firmness, season
from workbook.school import School
from workbook.settings import PrivacyRules, RatingRules, Settings

PUPILS = [f"У-{number:03d}" for number in range(1, 31)]


def words(block) -> str:
    return block.html().replace("\u00a0", " ").replace("\u00ad", "")


def make_school(head: int = 6) -> School:
    """Thirty pupils, ten events: one won everything, five most, the others a little."""
    rng = np.random.default_rng(7)
    numbers = range(10)
    cards = pd.DataFrame(
        {
            "card": [f"К-{n:02d}" for n in numbers],
            "title": [f"Смотр «{n}»" if n else "Бег" for n in numbers],
            "event": pd.Series([None] * 10, dtype="str"),
            "direction": ["социальное", "спортивное"] * 5,
            "scale": "районный", "form": "очно", "participation": "индивидуальное", "grades": None,
            "starts": pd.Timestamp("2025-10-01"), "ends": pd.Timestamp("2025-10-02"),
        }
    )  # fmt: skip
    rows = [("У-001", card, "победитель") for card in cards["card"]]
    rows += [(pupil, card, "призёр") for pupil in PUPILS[1:6] for card in rng.choice(cards["card"], 6, replace=False)]
    rows += [(pupil, card, "участник") for pupil in PUPILS[6:20] for card in rng.choice(cards["card"], 1)]
    journal = pd.DataFrame(rows, columns=["pupil", "card", "result"]).assign(
        record=None, team=None, role="исполнитель", form="очно", verified_by="П-01", date=pd.Timestamp("2025-10-01")
    )
    journal[["record", "team"]] = journal[["record", "team"]].astype("str")
    pupils = pd.DataFrame(
        {
            "year": "2025/2026", "pupil": PUPILS, "class_": ["7 А"] * 12 + ["7 Б"] * 15 + ["8 А"] * 3, "level": "ООО",
            "left": pd.NaT, "leave_reason": None, "sex": ["ж", "м"] * 15,
        }
    )  # fmt: skip
    rules = RatingRules(head=head, level_caps=dict.fromkeys(RatingRules().level_caps, 1000))
    tables = {"pupils": pupils, "cards": cards, "participations": journal}
    return School("ш", "Школа", "Район", "2025/2026", Path(), Settings(rating=rules), tables)


@pytest.fixture(scope="module")
def school():
    return make_school()


class TestFirmPlaces:
    def test_places_are_never_alone(self, school):
        firm = firmness(school)
        shown = words(rating_sections.places(season(school), top=5, firm=firm))
        assert "Не различимы" in shown
        assert rating_robustness.ranges(firm)["У-001"] == "1"
        unknown = words(rating_sections.places(season(school), top=5))
        assert unknown.count("не оценено") == 5  # each row; the note says why
        assert "не оценены: событий или учеников с баллами слишком мало" in unknown

    def test_findings_first(self, school):
        firm = firmness(school)
        shown = words(rating_sections.firm_places(season(school), firm, 6))
        assert "Из 6 мест верхушки уверенно различаются 2 группы (учеников: 1, 5)." in shown
        assert (
            shown.index("Из 6 мест") < shown.index("Какие позиции нельзя отличить") < shown.index("Что и кого двигает")
        )
        assert "Уверенно (с надёжностью 95 %)" in shown
        assert "«Смотр «" not in shown  # quotes do not double

    def test_the_head_that_is_everybody_says_nothing_of_leaving(self):
        found = make_school(head=100)
        said = [item.text for item in rating_robustness.firm_findings(season(found), firmness(found))]
        assert len(said) == 1
        assert "верхушки" in said[0]

    def test_equal_totals_cannot_be_told_apart(self):
        same = make_school()
        journal = same["participations"]
        even = journal[journal["pupil"] == "У-001"]
        rows = pd.concat([even.assign(pupil=pupil) for pupil in PUPILS[:8]], ignore_index=True)
        other = School("ш", "Школа", "Район", "2025/2026", Path(), Settings(), dict(same.tables, participations=rows))
        text = rating_robustness.firm_findings(season(other), firmness(other))[0].text
        assert text.startswith("Первые 8\u00a0мест уверенно не различаются")

    def test_beside_one_pupil(self, school):
        firm = firmness(school)
        said = rating_robustness.beside(firm, "У-001").text.replace("\u00a0", " ")
        assert (
            said
            == "Место 1 уверенно отличается от всех остальных: уверенно выше 0 учеников, не различимы 0 учеников, "
            + ("уверенно ниже 19 учеников.")
        )
        assert "места и сравнения с другими тоже нет" in rating_robustness.beside(firm, "У-030").text
        assert "уверенно ниже" in words(rating_sections.explained(season(school), "У-001", firm))

    def test_the_minute_names_the_groups(self, school):
        assert "верхушки уверенно" in words(rating_sections.summary(season(school), firmness(school)))


class TestInvolved:
    def test_groups_and_codes(self, school):
        sex = school["pupils"].set_index("pupil")["sex"]
        shown = words(rating_sections.involved(season(school), sex, PrivacyRules()))
        assert "девочки" in shown
        assert "Охват мальчиков и девочек уверенно не различается" in shown
        assert "Ни одной записи за период: 10 учеников. Коды — только для школы" in shown
        assert "8 А" not in shown.split("Ни одной записи")[0]  # three pupils: hidden, and 7 А so that it stays so
        assert "Не показано: 2 группы (меньше 10 учеников" in shown
        assert "Записей прошлого периода нет" in shown

    def test_without_sex(self, school):
        shown = words(rating_sections.involved(season(school), None, PrivacyRules()))
        assert "девочк" not in shown
