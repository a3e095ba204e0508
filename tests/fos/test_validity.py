"""Content validity: published tables, exact limits, and Wilson's interval behind Aiken's V."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbook.errors import MissingData
from workbook.estimates import share
from workbook.fos import Scale, aiken_v, cvr_limit, item_validity, scale_validity
from workbook.fos.content_ratio import content_validity_ratio, modified_kappa
from workbook.settings import Settings

RULES = Settings().agreement
# Ayre C., Scally A. J. (2014), MECD 47, table 2: panel, smallest number of «essential», exact CVR, one-sided p = .05.
AYRE_SCALLY = """
5 5 1.000; 6 6 1.000; 7 7 1.000; 8 7 .750; 9 8 .778; 10 9 .800; 11 9 .636; 12 10 .667; 13 10 .538; 14 11 .571;
15 12 .600; 16 12 .500; 17 13 .529; 18 13 .444; 19 14 .474; 20 15 .500; 21 15 .429; 22 16 .455; 23 16 .391; 24 17 .417;
25 18 .440; 26 18 .385; 27 19 .407; 28 19 .357; 29 20 .379; 30 20 .333; 31 21 .355; 32 22 .375; 33 22 .333; 34 23 .353;
35 23 .314; 36 24 .333; 37 24 .297; 38 25 .316; 39 26 .333; 40 26 .300
"""
# Polit D. F., Beck C. T., Owen S. V. (2007), RINAH 30, table 4: experts, agreeing, κ*. The paper
# rounds I-CVI and the chance to two and three places before it divides, so the last place may differ by one.
POLIT = [(3, 3, 1.00), (3, 2, 0.47), (4, 4, 1.00), (4, 3, 0.67), (5, 5, 1.00), (5, 4, 0.76), (6, 5, 0.81), (6, 4, 0.56),
         (7, 6, 0.85), (7, 5, 0.65), (8, 7, 0.88), (8, 6, 0.72), (9, 8, 0.89), (9, 7, 0.76)]  # fmt: skip
# PMC7253559, table 4: twelve items, six experts, scale 1 to 4; S-CVI/Ave .97, S-CVI/UA .83.
PUBLISHED = [
    "444444", "434434", "444444", "444444", "344444", "234334",
    "444444", "444444", "334234", "444344", "444344", "444344",
]  # fmt: skip


class TestCvr:
    @pytest.mark.parametrize("row", AYRE_SCALLY.replace("\n", " ").split(";"))
    def test_table_of_ayre_and_scally(self, row):
        experts, essential, cvr = row.split()
        found = cvr_limit(int(experts))
        assert found.essential == int(essential)
        assert found.cvr == pytest.approx(float(cvr), abs=5.01e-4)

    @pytest.mark.parametrize("experts", [0, 1, 2, 3, 4])
    def test_fewer_than_five_prove_nothing(self, experts):
        found = cvr_limit(experts)
        assert found.essential is None
        assert math.isnan(found.cvr)

    def test_against_the_binomial_tail_of_scipy(self):
        stats = pytest.importorskip("scipy.stats")
        for experts in range(5, 41):
            least = cvr_limit(experts, 0.01).essential
            if least is not None:
                assert stats.binom.sf(least - 1, experts, 0.5) <= 0.01 < stats.binom.sf(least - 2, experts, 0.5)

    @pytest.mark.parametrize("experts", [1100, 2000, 5001])
    def test_a_panel_of_thousands_has_a_limit(self, experts):
        bdtrc = pytest.importorskip("scipy.special").bdtrc  # beyond k successes
        essential = cvr_limit(experts).essential
        assert bdtrc(essential - 1, experts, 0.5) <= 0.05 < bdtrc(essential - 2, experts, 0.5)

    def test_lawshe_by_hand(self):
        assert [content_validity_ratio(n, 10) for n in (0, 5, 10)] == [-1, 0, 1]
        assert math.isnan(content_validity_ratio(0, 0))
        with pytest.raises(ValueError, match="impossible counts"):
            content_validity_ratio(6, 5)


class TestCvi:
    def test_thousands_of_experts_agree_by_chance_hardly_ever(self):
        assert modified_kappa(1500, 2000) == pytest.approx(0.75)
        assert modified_kappa(0, 2000) == 0

    @pytest.mark.parametrize(("experts", "agreeing", "kappa"), POLIT)
    def test_table_of_polit_beck_owen(self, experts, agreeing, kappa):
        assert modified_kappa(agreeing, experts) == pytest.approx(kappa, abs=0.01)

    def test_published_scale(self):
        ratings = pd.DataFrame([[int(mark) for mark in row] for row in PUBLISHED], index=range(1, 13))
        table = item_validity(ratings, Scale(), RULES)
        found = scale_validity(table, RULES)
        assert table.loc[table["i_cvi"] < 1, "item"].tolist() == [6, 9]
        assert table["i_cvi"].round(2).unique().tolist() == [1.0, 0.83]
        assert round(found.average, 2) == 0.97
        assert round(found.universal, 2) == 0.83
        assert found.enough
        assert (found.items, found.experts) == (12, 6)
        assert table.loc[5, "kappa_word"] == "отлично"
        assert table.loc[5, "essential"] == "нет"


class TestAiken:
    # Penfield, Giacobbi (2004): the score interval is Wilson's of n·k trials, so Newcombe's published intervals
    # (Statistics in Medicine, 1998, 17, 857–872, table I, method 3) are worked examples of it.
    @pytest.mark.parametrize(
        ("successes", "n", "low", "high"),
        [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
    )
    def test_newcombe_1998(self, successes, n, low, high):
        found = aiken_v([1.0] * successes + [0.0] * (n - successes), Scale(0, 1, 1))
        assert (found.low, found.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))

    @pytest.mark.parametrize(
        ("ratings", "scale"),
        [
            ([4, 4, 4, 4, 3], Scale(1, 5, 3)),
            ([3, 3, 3, 3, 2], Scale(0, 4, 2)),
            ([7.3] * 5, Scale(1, 10, 5)),
        ],
    )
    def test_same_v_on_three_scales(self, ratings, scale):
        # Merino-Soto (2022), Anales de Psicología 38(2): means 3.8 of 1–5, 2.8 of 0–4, 7.3 of 1–10 are all V = .70.
        assert aiken_v(ratings, scale).value == pytest.approx(0.70)

    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.integers(1, 4), min_size=1, max_size=12))
    def test_is_wilson_of_n_times_k(self, marks):
        found = aiken_v(marks, Scale())
        wilson = share(sum(marks) - len(marks), 3 * len(marks))
        assert found.value == pytest.approx(wilson.value / 100)
        assert found.low == pytest.approx(wilson.low / 100, abs=1e-12)
        assert found.high == pytest.approx(wilson.high / 100, abs=1e-12)
        assert 0 <= found.low <= found.value <= found.high <= 1

    @settings(max_examples=40, deadline=None)
    @given(st.lists(st.integers(1, 4), min_size=1, max_size=12))
    def test_mirrored_ratings_mirror_the_interval(self, marks):
        one, other = aiken_v(marks, Scale()), aiken_v([5 - mark for mark in marks], Scale())
        assert other.value == pytest.approx(1 - one.value)
        assert other.low == pytest.approx(1 - one.high)

    def test_outside_the_scale_is_refused(self):
        with pytest.raises(ValueError, match=r"outside the scale 1\.\.4"):
            aiken_v([5], Scale())
        assert math.isnan(aiken_v([np.nan], Scale()).value)


class TestItems:
    def test_verdicts(self):
        ratings = pd.DataFrame(
            {"Э-01": [4, 4, 1, 4], "Э-02": [4, 3, 4, np.nan], "Э-03": [4, 3, 4, np.nan]}, index=["а", "б", "в", "г"]
        )
        found = item_validity(ratings, Scale(), RULES).set_index("item")
        assert found["verdict"].tolist() == ["подтверждено", "мало данных", "не подтверждено", "мало данных"]
        assert found.loc["в", "reason"] == "уместным его считают не все"
        assert found.loc["г", "reason"] == "оценок 1, нужно не меньше 3"
        assert set(found["essential"]) == {"мало экспертов"}

    def test_no_ratings(self):
        with pytest.raises(MissingData, match="считать не по чему"):
            item_validity(pd.DataFrame({"Э-01": [np.nan]}), Scale(), RULES)

    def test_a_scale_must_tell_something(self):
        with pytest.raises(ValueError, match="impossible scale"):
            Scale(1, 4, 1)
