"""What a control may offer: the days from which new rules hold."""

from __future__ import annotations

from workbook.rating import Wish, draft, effect_choice, read_rules
from workbook.settings import RatingRules, Settings


class TestEffectChoice:
    def test_first_days_of_the_seasons_months(self):
        assert effect_choice(Settings()) == [
            f"01.{month}" for month in ("10.2025", "11.2025", "12.2025", "01.2026", "02.2026", "03.2026", "04.2026",
                                        "05.2026")
        ]  # fmt: skip

    def test_a_season_that_begins_inside_a_month(self):
        rules = RatingRules(starts="15.01.2026", ends="20.03.2026")
        assert effect_choice(Settings(rating=rules)) == ["01.02.2026", "01.03.2026"]

    def test_every_day_offered_is_a_rule(self):
        for day in effect_choice(Settings()):
            rules = read_rules(draft(RatingRules(), Wish(effective=day)))
            assert f"{rules.effective:%d.%m.%Y}" == day
