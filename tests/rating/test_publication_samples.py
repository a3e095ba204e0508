"""The public lists of the eight sample schools: they pass, one column more and they fail, and nobody is singled out."""

from __future__ import annotations

import pandas as pd
import pytest

from workbook.rating import SCHEMES, Season, check_publication, public_list
from workbook.school import School

FROM_LIST = ("class_", "level", "grade", "total", "place", "league_place", "growth", "group", "wins", "capped")


def known_of(school: School, season: Season) -> pd.DataFrame:
    """Return what the school knows about its pupils: everything that might be added to a public list."""
    known = season.rating[["pupil", *FROM_LIST]].copy()
    pupils = school["pupils"]
    now = pupils[pupils["year"] == school.year].drop_duplicates("pupil").set_index("pupil")
    for name in ("sex", "profile", "enrolled"):
        if name in now and now[name].notna().any():
            known[name] = known["pupil"].map(now[name])
    journal = school["participations"].drop_duplicates("pupil").set_index("pupil")
    for name in ("evidence", "team", "record", "date"):
        known[name] = known["pupil"].map(journal[name])
    return known


@pytest.mark.parametrize("scheme", SCHEMES)
class TestSampleSchools:
    def test_passes(self, sample: tuple[School, Season], scheme: str) -> None:
        school, season = sample
        public = public_list(season.rating, school.settings.privacy, scheme=scheme)
        assert len(public) >= school.settings.privacy.k_anonymity
        assert check_publication(public, school.settings.privacy) == ()

    def test_fails_with_one_identifying_column(self, sample: tuple[School, Season], scheme: str) -> None:
        school, season = sample
        public = public_list(season.rating, school.settings.privacy, scheme=scheme)
        known = known_of(school, season).set_index("pupil")
        assert {"class_", "total", "place", "evidence"} <= set(known.columns)
        assert ("sex" in known.columns) == (school.id != "shkola-3")
        for name in known.columns:
            added = public.assign(**{name: public["pupil"].map(known[name]).to_numpy()})
            assert check_publication(added, school.settings.privacy)[0] == (
                f"Столбец «{name}» раскрывает больше, чем код и группа: уберите его."
            )

    def test_nobody_can_be_singled_out(self, sample: tuple[School, Season], scheme: str) -> None:
        """Somebody who holds the public list, the sizes of leagues and one pupil's class, total and place.

        From the class follows the league, from the place and the sizes of the printed groups follows the group: this
        is all that the list can be asked. Whatever the pupil, at least k codes answer.
        """
        school, season = sample
        k = school.settings.privacy.k_anonymity
        public = public_list(season.rating, school.settings.privacy, scheme=scheme)
        scored = season.rating[season.rating["total"] > 0].set_index("pupil")
        sizes = public.groupby(["league", "band"]).size()
        for pupil, target in scored.iterrows():
            league = target["league"] if scheme == "полосы" else ""
            ends = sizes[league].cumsum() if league in sizes.index.get_level_values(0) else pd.Series(dtype="int64")
            place = "league_place" if scheme == "полосы" else "place"
            rivals = scored[scored["league"] == league] if league else scored
            before = int((rivals[place] < target[place]).sum())
            band = next((name for name, end in ends.items() if before < end), None)
            codes = set(public.loc[(public["league"] == league) & (public["band"] == band), "pupil"])
            assert not codes or len(codes) >= k
            assert (pupil in codes) == (pupil in set(public["pupil"])), "the attack must find the right group"

    def test_order_and_repeats_say_nothing(self, sample: tuple[School, Season], scheme: str) -> None:
        school, season = sample
        public = public_list(season.rating, school.settings.privacy, scheme=scheme)
        again = public_list(season.rating.sample(frac=1, random_state=1), school.settings.privacy, scheme=scheme)
        pd.testing.assert_frame_equal(public, again)
        assert public["pupil"].is_unique
        for _, group in public.groupby(["league", "band"]):
            assert group["pupil"].is_monotonic_increasing


def test_two_lists_together_are_refused(sample: tuple[School, Season]) -> None:
    """Bands and first places are harmless one by one; the brute force over both finds groups below k."""
    school, season = sample
    privacy = school.settings.privacy
    bands, first = (public_list(season.rating, privacy, scheme=scheme) for scheme in SCHEMES)
    in_first = bands["pupil"].isin(first["pupil"])
    cells = bands.groupby([bands["league"], bands["band"], in_first]).size().tolist()
    cells.append(int((~first["pupil"].isin(bands["pupil"])).sum()))
    smallest = min(cell for cell in cells if cell)
    reasons = check_publication(bands, privacy, [first])
    assert bool(reasons) == (smallest < privacy.k_anonymity)
    assert not reasons or "публикуйте только один из них" in reasons[0]
    assert check_publication(bands, privacy, [bands]) == ()
