import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from workbook.fos.mantel_haenszel import CommonOdds, common_odds, ets_class, points_gap

# R, datasets::UCBAdmissions: for departments A–F admitted men, admitted women, rejected men, rejected women.
ADMISSIONS = [
    (512, 89, 313, 19), (353, 17, 207, 8), (120, 202, 205, 391), (138, 131, 279, 244), (53, 94, 138, 299),
    (22, 24, 351, 317),
]  # fmt: skip


def departments():
    return [[[men, men_not], [women, women_not]] for men, women, men_not, women_not in ADMISSIONS]


class TestPublishedValues:
    def test_r_mantelhaen_test_of_the_berkeley_admissions(self):
        found = common_odds(departments())
        assert found.ratio == pytest.approx(0.904697, abs=1e-6)
        assert found.chi2 == pytest.approx(1.427, abs=5e-4)
        assert found.chi2_plain == pytest.approx(1.5246, abs=5e-5)
        assert (found.low, found.high) == pytest.approx((0.7719, 1.0603), abs=5e-5)
        assert found.p == pytest.approx(0.2323, abs=5e-5)

    def test_the_trap_of_tables_added_up(self):
        # Simpson's paradox: together men seem twice as likely to be admitted, within departments they are not.
        whole = np.sum(departments(), axis=0)
        assert common_odds([whole]).ratio == pytest.approx(1.8411, abs=1e-4)

    def test_against_statsmodels(self):
        stats = pytest.importorskip("statsmodels.stats.contingency_tables")
        rng = np.random.default_rng(8)
        tables = rng.integers(3, 30, (7, 2, 2)).astype(float)
        theirs, mine = stats.StratifiedTable(list(tables)), common_odds(tables)
        assert mine.ratio == pytest.approx(theirs.oddsratio_pooled)
        assert (mine.low, mine.high) == pytest.approx(theirs.oddsratio_pooled_confint())
        assert mine.chi2 == pytest.approx(theirs.test_null_odds(correction=True).statistic)


class TestDelta:
    def test_sign_says_for_whom_the_item_is_harder(self):
        # The focal group (second row) is right less often: the ratio is above 1 and delta negative.
        found = common_odds([[[30, 10], [15, 25]]])
        assert found.ratio == pytest.approx(5.0)
        assert found.delta == pytest.approx(-2.35 * np.log(5))

    def test_no_table_with_both_groups(self):
        found = common_odds([[[0, 0], [3, 4]]])
        assert np.isnan(found.ratio)
        assert np.isnan(found.chi2)

    def test_nobody_errs(self):
        found = common_odds([[[9, 0], [8, 0]]])
        assert np.isnan(found.delta)
        assert ets_class(found, 0.05) == ""


class TestClasses:
    @staticmethod
    def odds(delta: float, error: float) -> CommonOdds:
        ratio, log_error = float(np.exp(-delta / 2.35)), error / 2.35
        chi2 = (delta / error) ** 2
        from scipy.special import chdtrc

        return CommonOdds(ratio, 0.0, 9.0, log_error, chi2, float(chdtrc(1, chi2)), chi2, 0.0)

    @pytest.mark.parametrize(
        ("delta", "error", "letter"),
        [
            (-0.9, 0.1, "A"),  # sure, but small
            (-1.2, 1.0, "A"),  # large enough, but chance explains it
            (1.2, 0.3, "B"),
            (-1.7, 0.6, "B"),  # above 1.5, but not surely above 1: (1.7 − 1)/0.6 = 1.17 < 1.645
            (-1.7, 0.3, "C"),  # (1.7 − 1)/0.3 = 2.33
            (1.51, 0.1, "C"),
        ],
    )
    def test_ets(self, delta, error, letter):
        assert ets_class(self.odds(delta, error), 0.05) == letter


class TestPoints:
    def test_for_right_and_wrong_it_is_mantel_haenszel_without_correction(self):
        rng = np.random.default_rng(9)
        right, group, place = rng.integers(0, 2, 300), rng.integers(0, 2, 300), rng.integers(0, 6, 300)
        tables = [[[((place == k) & (group == g) & (right == r)).sum() for r in (1, 0)] for g in (0, 1)]
                  for k in range(6)]  # fmt: skip
        assert points_gap(right, group == 1, place).chi2 == pytest.approx(common_odds(tables).chi2_plain)

    def test_gap_by_hand(self):
        # stratum 0: focal 1 against 2 (two focal pupils), stratum 1: focal 3 against 2 (one): (2·(−1) + 1·1) / 3
        points, focal = [2, 2, 1, 1, 2, 3], [False, False, True, True, False, True]
        assert points_gap(points, focal, [0, 0, 0, 0, 1, 1]).gap == pytest.approx(-1 / 3)

    def test_strata_of_one_group_tell_nothing(self):
        found = points_gap([1, 0, 1], [True, True, True], [0, 0, 1])
        assert np.isnan(found.gap)
        assert np.isnan(found.p)


class TestLaws:
    @settings(deadline=None)
    @given(hnp.arrays(np.int64, (4, 2, 2), elements=st.integers(1, 20)))
    def test_changing_the_groups_turns_the_difference_round(self, tables):
        one, other = common_odds(tables), common_odds(tables[:, ::-1])
        assert one.ratio * other.ratio == pytest.approx(1)
        assert one.chi2 == pytest.approx(other.chi2, abs=1e-9)
        assert one.low <= one.ratio <= one.high
