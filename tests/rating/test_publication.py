"""The public list and the check that stands before it."""

from __future__ import annotations

import pandas as pd
import pytest

from workbook.errors import SettingsRefused
from workbook.rating import PUBLIC_COLUMNS, SCHEMES, check_publication, ledger, public_list, rating_list, roster
from workbook.settings import PrivacyRules

PRIVACY = PrivacyRules()
PEOPLE = {f"У-{number:03d}": "7 А" for number in range(23)} | {f"У-1{number:02d}": "9 Б" for number in range(3)}


@pytest.fixture(scope="module")
def rating(records, cards, pupils, rules):
    results = ["участник", "призёр", "победитель"]
    rows = [{"pupil": pupil, "result": results[number % 3]} for number, pupil in enumerate(PEOPLE)]
    people = roster(pupils(PEOPLE), "2025/2026", rules)
    return rating_list(ledger(records(*rows), cards, None, rules), people, rules)


@pytest.fixture
def public(rating):
    return public_list(rating, PRIVACY)


class TestPublicList:
    def test_only_codes_league_and_band(self, public):
        assert list(public.columns) == list(PUBLIC_COLUMNS)
        assert check_publication(public, PRIVACY) == ()

    def test_small_league_is_left_out(self, public):
        assert set(public["league"]) == {"5–7"}

    def test_bands_follow_places_and_never_part_equals(self, public, rating):
        both = public.merge(rating, on="pupil")
        assert both.groupby("total")["band"].nunique().eq(1).all()
        assert both.groupby("band")["place"].max().sort_index().is_monotonic_increasing
        assert public.groupby("band").size().min() >= PRIVACY.k_anonymity

    def test_first_places_are_one_group(self, rating):
        public = public_list(rating, PRIVACY, scheme="первые", top=1)
        assert public["band"].nunique() == 1
        assert len(public) == (rating["place"] == 1).sum()
        assert check_publication(public, PRIVACY) == ()

    def test_first_places_are_not_published_when_too_few(self, rating):
        few = rating[rating["class_"] == "9 Б"]
        assert public_list(few, PRIVACY, scheme="первые").empty

    def test_unknown_scheme(self, rating):
        with pytest.raises(SettingsRefused, match="«полосы», «первые»"):
            public_list(rating, PRIVACY, scheme="всё")

    @pytest.mark.parametrize("scheme", SCHEMES)
    def test_order_says_nothing_more(self, rating, scheme):
        public = public_list(rating, PRIVACY, scheme=scheme)
        for _, group in public.groupby(["league", "band"]):
            assert group["pupil"].is_monotonic_increasing


class TestCheck:
    @pytest.mark.parametrize("column", ["class_", "sex", "total", "place", "team", "Фамилия"])
    def test_one_identifying_column_is_enough(self, public, column):
        reasons = check_publication(public.assign(**{column: "х"}), PRIVACY)
        assert f"Столбец «{column}» раскрывает больше" in reasons[0]

    def test_group_of_one(self, public):
        table = public.copy()
        table.loc[0, "band"] = "лучший"
        assert "Групп меньше 5 учеников: 1 (например: 5–7, лучший)" in check_publication(table, PRIVACY)[0]

    def test_missing_band_is_a_group_too(self, public):
        table = public.copy()
        table.loc[0, "band"] = None
        assert check_publication(table, PRIVACY)

    def test_name_instead_of_code(self, public):
        table = public.copy()
        table.loc[0, "pupil"] = "Иванова Маша"
        reasons = check_publication(table, PRIVACY)
        assert "не код" in reasons[0]
        assert "Иванова" not in " ".join(reasons)

    def test_repeated_code(self, public):
        assert "повторяется" in check_publication(pd.concat([public, public]), PRIVACY)[0]

    def test_codes_alone(self, public):
        assert check_publication(public[["pupil"]], PRIVACY) == ()
        assert "меньше 5 учеников" in check_publication(public[["pupil"]].head(4), PRIVACY)[0]

    def test_nothing_to_publish(self, public):
        assert "Публиковать нечего" in check_publication(public.head(0), PRIVACY)[0]

    def test_the_internal_list_never_passes(self, rating):
        assert len(check_publication(rating, PRIVACY)) > 5
