import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from workbook.fos.internal_consistency import kr21, lambda2, omega, splits, stratified
from workbook.fos.reliability import alpha, alpha_if_deleted, alpha_with_gaps, feldt_interval, pulling_down

QUIZ = "1111110110 1011011101 1111011001 0010001000 0000010010 1110111111 1101110111 1111111101 0101111101 1101101110"
ATTITUDE = """
43 51 30 39 61 92 45 63 64 51 54 63 73 47 71 70 68 69 76 86 48 61 63 45 47 54 84 35 81 78 56 66 71 83 47
43 55 49 44 54 49 34 58 67 42 56 66 68 35 71 75 50 55 70 66 41 72 82 72 67 71 83 31 67 61 45 47 62 80 41
64 53 53 58 58 67 34 67 60 47 39 59 74 41 69 62 57 42 55 63 25 68 83 83 45 59 77 35 77 77 54 72 79 77 46
81 90 50 72 60 54 36 74 85 64 69 79 79 63 65 60 65 75 55 80 60 65 70 46 57 75 85 46 50 58 68 54 64 78 52
50 40 33 34 43 64 33 64 61 52 62 66 80 41 53 66 52 50 63 80 37 40 37 42 58 50 57 49 63 54 42 48 66 75 33
66 77 66 63 88 76 72 78 75 58 74 80 78 49 48 57 44 45 51 83 38 85 85 71 71 77 74 55 82 82 39 59 64 78 39
"""
# Sijtsma's and pingouin's example: 15 respondents × 10 items, as the package ships it (data "cronbach_alpha").
PINGOUIN = """
3 2 2 4 1 4 5 1 4 3 5 5 4 6 3 5 1 2 5 5 7 5 3 5 5 6 4 3 3 6 2 3 4 3 3 2 2 2 6 6 6 5 5 6 5 4 4 4 6 7
1 2 2 3 4 2 5 2 3 5 4 3 3 5 3 5 2 1 2 4 2 5 4 4 3 7 2 2 4 6 6 2 5 5 5 1 6 5 2 3 5 2 4 6 4 3 5 3 1 7
4 1 3 5 2 5 3 2 3 4 4 4 2 3 2 5 3 4 2 3 5 5 5 6 2 3 3 2 4 4 6 5 5 5 4 2 2 1 4 6 4 4 3 5 5 3 1 3 2 3
"""
# The same package's "cronbach_wide_missing": 12 respondents × 11 items, «.» is missing.
MISSING = (
    "11111111111 11111111010 .011.111100 11101101100 11111000100 01.01111000 "
    "11110010000 11111000000 01011000010 10010100.00 11100000000 10010000000"
)


def matrix(text: str, columns: int) -> np.ndarray:
    return np.array([float(word) for word in text.split()]).reshape(-1, columns)


def quiz() -> np.ndarray:
    return np.array([[int(mark) for mark in row] for row in QUIZ.split()])


class TestPublishedValues:
    def test_alpha_of_base_r_attitude(self):
        # psych::alpha(attitude); the data are those of Chatterjee and Price, in base R
        assert alpha(matrix(ATTITUDE, 7)) == pytest.approx(0.843143, abs=1e-6)

    def test_alpha_of_attitude_with_its_items(self):
        # psych, vignette «psychTools: factor», 6.3: alpha(attitude); Feldt .74–.92
        scores = matrix(ATTITUDE, 7)
        assert feldt_interval(alpha(scores), 30, 7) == pytest.approx((0.74, 0.92), abs=5e-3)
        assert alpha_if_deleted(scores) == pytest.approx([0.81, 0.80, 0.83, 0.80, 0.80, 0.86, 0.84], abs=6e-3)

    def test_alpha_of_attitude_with_the_second_item_turned_round(self):
        # The same vignette, keys = c(1, -1, 1, 1, 1, 1, 1): .43 (.06–.70), and .80 without the turned item
        scores = matrix(ATTITUDE, 7) * [1, -1, 1, 1, 1, 1, 1]
        assert alpha(scores) == pytest.approx(0.43, abs=5e-3)
        assert feldt_interval(alpha(scores), 30, 7) == pytest.approx((0.06, 0.70), abs=5e-3)
        assert alpha_if_deleted(scores) == pytest.approx([0.32, 0.80, 0.27, 0.14, 0.14, 0.36, 0.21], abs=5e-3)
        assert omega(scores).opposed == (1,)

    def test_omega_of_attitude(self):
        # MBESS, ci.reliability(attitude, type = "omega"): .8563268 by maximum likelihood; ours is by least squares
        assert omega(matrix(ATTITUDE, 7)).value == pytest.approx(0.8563, abs=5e-3)

    def test_alpha_and_interval_of_pingouin(self):
        value = alpha(matrix(PINGOUIN, 10))
        assert value == pytest.approx(0.591719, abs=1e-6)
        assert feldt_interval(value, 15, 10) == pytest.approx((0.195, 0.840), abs=5e-4)

    def test_alpha_with_gaps_of_pingouin(self):
        marks = np.array([[np.nan if mark == "." else float(mark) for mark in row] for row in MISSING.split()])
        assert marks.shape == (12, 11)
        assert alpha_with_gaps(marks) == pytest.approx(0.732661, abs=1e-6)
        assert alpha(marks[np.isfinite(marks).all(axis=1)]) == pytest.approx(0.801695, abs=1e-6)

    def test_kr20_of_the_ecu_quiz_lies_above_its_kr21(self):
        # ECU, KR20.txt: mean 6.8, variance 5.84, Σpq 2.18; KR-21 by its formula from these printed figures
        sums = quiz().sum(axis=1)
        assert kr21(quiz()) == pytest.approx(10 / 9 * (1 - sums.mean() * (10 - sums.mean()) / (10 * 5.84)))
        assert kr21(quiz()) < alpha(quiz())


class TestByHand:
    def test_lambda2_of_two_equal_items(self):
        # cov = var = 1/4: α = 2(1 − ½) = 1 and λ2 = (½ + √(2·2/16)) / 1 = 1
        assert lambda2([[0, 0], [1, 1]]) == pytest.approx(1.0)

    def test_odd_even_of_a_small_table(self):
        scores = np.array([[1, 0, 1, 1], [0, 0, 1, 0], [1, 1, 1, 1], [0, 1, 0, 0], [1, 0, 0, 1]])
        odd, even = scores[:, [0, 2]].sum(axis=1), scores[:, [1, 3]].sum(axis=1)
        r = np.corrcoef(odd, even)[0, 1]
        assert splits(scores).odd_even == pytest.approx(2 * r / (1 + r))

    def test_stratified_alpha_of_one_stratum_is_alpha(self):
        assert stratified(quiz(), ["Б"] * 10) == pytest.approx(alpha(quiz()))

    def test_a_single_item_carries_no_true_variance(self):
        scores = quiz()
        parts = ["Б"] * 9 + ["В"]
        by_hand = 1 - (scores[:, :9].sum(axis=1).var() * (1 - alpha(scores[:, :9])) + scores[:, 9].var()) / (
            scores.sum(axis=1).var()
        )
        assert stratified(scores, parts) == pytest.approx(by_hand)

    def test_omega_of_a_perfect_factor(self):
        # Correlations are exactly λλ′ in the population; a huge sample leaves only a thousandth of error.
        rng = np.random.default_rng(5)
        loadings = np.array([0.9, 0.7, 0.5, 0.4])
        scores = rng.normal(size=(200_000, 1)) * loadings + rng.normal(size=(200_000, 4)) * np.sqrt(1 - loadings**2)
        expected = loadings.sum() ** 2 / (loadings.sum() ** 2 + (1 - loadings**2).sum())
        found = omega(scores)
        assert found.value == pytest.approx(expected, abs=3e-3)
        assert found.loadings == pytest.approx(loadings, abs=1e-2)
        assert found.misfit < 3e-3
        assert found.reason == ""


class TestCrossChecks:
    def test_alpha_against_pingouin(self):
        pingouin = pytest.importorskip("pingouin")
        rng = np.random.default_rng(11)
        for _ in range(5):
            scores = (rng.normal(size=(40, 1)) + rng.normal(size=(40, 8)) > 0).astype(float)
            assert alpha(scores) == pytest.approx(pingouin.cronbach_alpha(pd.DataFrame(scores))[0])
            gaps = np.where(rng.random(scores.shape) < 0.15, np.nan, scores)
            assert alpha_with_gaps(gaps) == pytest.approx(pingouin.cronbach_alpha(pd.DataFrame(gaps))[0])

    def test_one_factor_against_the_optimiser(self):
        from scipy.optimize import minimize

        scores = matrix(ATTITUDE, 7)
        correlations = np.corrcoef(scores, rowvar=False)
        above = np.triu_indices(7, 1)

        def residual(weights):
            return ((correlations - np.outer(weights, weights))[above] ** 2).sum()

        best = minimize(residual, np.full(7, 0.6), tol=1e-12).x
        assert omega(scores).loadings / scores.std(axis=0) == pytest.approx(best, abs=1e-5)


class TestWhenNotDefined:
    @pytest.mark.parametrize("scores", [[[1, 1]], [[1], [0]], [[1, 0], [0, 1]], np.ones((5, 4))])
    def test_no_spread(self, scores):
        assert np.isnan(lambda2(scores))
        assert np.isnan(kr21(scores))
        assert np.isnan(stratified(scores, ["Б"] * np.shape(scores)[1]))
        assert np.isnan(alpha_with_gaps(scores))

    def test_omega_says_why(self):
        assert omega(np.ones((5, 4))).reason == (
            "Для ω нужно не меньше трёх заданий, баллы за которые у учеников различаются."
        )
        twin = np.array([[0, 0, 1], [1, 1, 0], [1, 1, 1], [0, 0, 0], [1, 1, 1.0]])
        assert np.isnan(omega(twin).value)
        assert "объясняется им целиком" in omega(twin).reason

    def test_a_constant_item_changes_nothing_in_omega(self):
        rng = np.random.default_rng(2)
        scores = (rng.normal(size=(60, 1)) + rng.normal(size=(60, 5)) > 0).astype(float)
        assert omega(np.column_stack([scores, np.ones(60)])).value == pytest.approx(omega(scores).value)

    def test_reversed_items_are_counted(self):
        rng = np.random.default_rng(3)
        scores = (1.5 * rng.normal(size=(200, 1)) + rng.normal(size=(200, 6)) > 0).astype(float)
        scores[:, 4] = 1 - scores[:, 4]
        assert omega(scores).reason.startswith("Связаны с общим умением обратно: 1 из 6 заданий")
        assert omega(scores).opposed == (4,)

    def test_pairs_never_met_have_no_common_alpha(self):
        scores = np.array([[1, 0, np.nan], [0, 1, np.nan], [1, np.nan, 1], [0, np.nan, 0.0]])
        assert np.isnan(alpha_with_gaps(scores))

    def test_kr21_is_only_for_right_and_wrong(self):
        assert np.isnan(kr21([[2, 1], [0, 0], [1, 1]]))


class TestLaws:
    @settings(deadline=None)
    @given(hnp.arrays(np.int64, (12, 5), elements=st.integers(0, 1)))
    def test_order_of_measures(self, scores):
        whole = alpha(scores)
        if np.isfinite(whole):
            assert kr21(scores) <= whole + 1e-9
            assert whole <= lambda2(scores) + 1e-9

    @settings(deadline=None)
    @given(hnp.arrays(np.int64, (15, 4), elements=st.integers(0, 3)))
    def test_items_named_are_the_cause_of_a_negative_alpha(self, scores):
        found = pulling_down(pd.DataFrame(scores, columns=list("абвг")))
        if alpha(scores) < -1e-9:
            assert len(found) > 0
        assert (found["tie"] < 0).all()

    def test_splits_are_the_same_each_time(self):
        assert splits(quiz()) == splits(quiz())


class TestPullingDown:
    def test_the_reversed_item_is_named(self):
        rng = np.random.default_rng(7)
        scores = pd.DataFrame((1.5 * rng.normal(size=(80, 1)) + rng.normal(size=(80, 5)) > 0).astype(int))
        scores.columns = [f"М-{n}" for n in range(5)]
        scores["М-3"] = 1 - scores["М-3"]
        found = pulling_down(scores)
        assert found["item"].tolist() == ["М-3"]
        assert found["alpha_without"].iloc[0] == pytest.approx(alpha(scores.drop(columns="М-3")))
