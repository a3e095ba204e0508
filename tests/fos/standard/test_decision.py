"""Accuracy and consistency: a published run, a simulation with parallel forms, and what is refused."""

import numpy as np
import pytest

from workbook.errors import MissingData
from workbook.fos.reliability import alpha
from workbook.fos.standard import (
    Scale,
    decision,
    effective_length,
    fit_beta,
    hanson_brennan,
    livingston_lewis,
    lords_k,
    true_moments,
)
from workbook.fos.standard.decision import classify
from workbook.fos.standard.true_scores import Beta

# 151,050 pupils, 40 items, scores 0–40: data «act288m» of BB-CLASS (Brennan, 2004), also run in BBClassify 1.0.0.
ACT288 = [
    0, 23, 98, 384, 986, 2161, 3722, 5623, 7533, 8817, 9597, 9809, 9674, 8971, 8033, 7384, 6758, 6004, 5463, 4896, 4367,
    4083, 3651, 3333, 3191, 2899, 2644, 2597, 2287, 2197, 1967, 1874, 1710, 1581, 1503, 1349, 1181, 994, 827, 585, 294,
]  # fmt: skip


@pytest.fixture(scope="module")
def act288():
    return np.repeat(np.arange(41.0), ACT288)


class TestPublishedRun:
    """BBClassify 1.0.0 (Haakstad, 2025), outputs «ccHB» and «ccLL_act»: five printed digits."""

    def test_the_data(self, act288):
        assert act288.mean() == pytest.approx(16.4987, abs=5e-5)
        assert act288.var() == pytest.approx(64.7823, abs=5e-4)

    def test_true_score_moments_and_beta(self, act288):
        m1, m2, *_ = true_moments(act288, 40)
        assert (m1, m2 - m1**2) == pytest.approx((0.41247, 0.03531), abs=6e-6)
        beta = fit_beta(true_moments(act288, 40))
        assert (beta.alpha, beta.beta, beta.low, beta.high) == pytest.approx((0.52378, 1.62569, 0.22317, 1), abs=5e-6)
        assert beta.moments == 3

    def test_kr21_means_no_lords_k(self, act288):
        mean, variance = act288.mean(), act288.var()
        kr21 = 40 / 39 * (1 - mean * (40 - mean) / (40 * variance))
        assert kr21 == pytest.approx(0.87217, abs=5e-6)
        assert lords_k(variance, mean, 40, kr21) == pytest.approx(0, abs=1e-9)

    def test_hanson_brennan(self, act288):
        found = hanson_brennan(act288, 40, 0.872171033051376, [24])
        assert found.true == pytest.approx(np.array([[0.78247, 0.03795], [0.01778, 0.16180]]), abs=1e-5)
        assert found.same == pytest.approx(np.array([[0.76127, 0.03898], [0.03898, 0.16076]]), abs=1e-5)
        assert np.trace(found.same) == pytest.approx(0.92203, abs=1e-5)

    def test_livingston_lewis_with_two_cuts(self, act288):
        """The effective length is rounded to 40 there; with KR-21 it is 40 here without rounding."""
        found = livingston_lewis(act288, 40, 0.872171033051376, [22, 24])
        assert found.length == pytest.approx(40, abs=1e-6)
        assert found.true == pytest.approx(
            np.array([[0.73124, 0.02566, 0.01802], [0.01452, 0.01105, 0.01992], [0.00674, 0.01104, 0.16180]]), abs=1e-5
        )
        assert found.same == pytest.approx(
            np.array([[0.70700, 0.02297, 0.02253], [0.02297, 0.00834, 0.01645], [0.02253, 0.01645, 0.16076]]), abs=1e-5
        )
        assert np.trace(found.true) == pytest.approx(0.90409, abs=1e-5)
        assert np.trace(found.same) == pytest.approx(0.87610, abs=1e-5)

    def test_effective_length_rounds_to_the_published_one(self, act288):
        assert round(effective_length(act288.mean(), act288.var(), 0.873, 40)) == 40


class TestBetaFit:
    def test_four_moments_come_back(self):
        """E τʳ of a beta on 0.25…0.75 with shapes 5 and 3, by quadrature."""
        t = (np.arange(200_000) + 0.5) / 200_000
        weight = t**4 * (1 - t) ** 2
        tau = 0.25 + 0.5 * t
        moments = np.array([np.average(tau**r, weights=weight) for r in range(1, 5)])
        beta = fit_beta(moments)
        assert beta.moments == 4
        assert (beta.alpha, beta.beta, beta.low, beta.high) == pytest.approx((5, 3, 0.25, 0.75), abs=1e-4)

    def test_binomial_factorial_moments_recover_true_moments(self):
        rng = np.random.default_rng(2)
        tau = 0.2 + 0.7 * rng.beta(4, 3, 400_000)
        found = true_moments(rng.binomial(30, tau), 30)
        assert found == pytest.approx([np.mean(tau**r) for r in range(1, 5)], abs=1e-3)

    def test_nobody_wrote(self):
        assert livingston_lewis([], 20, 0.7, [10]) is None
        assert hanson_brennan([], 20, 0.7, [10]) is None

    def test_no_spread_at_all(self):
        assert fit_beta(np.array([0.5, 0.25, 0.125, 0.0625])) is None

    def test_chances_add_up(self):
        found = classify(Beta(2, 3, 0.1, 0.9, 4), lambda tau: tau[None, :] ** 3, np.array([0.5]), 10.0)
        assert found.same.sum() == pytest.approx(1, abs=1e-9)
        assert found.true.sum() == pytest.approx(1, abs=1e-9)


def simulate(n, b, tops, seed):
    """Two strictly parallel writings of items with so many points each; returns both sums and the scores of one."""
    rng = np.random.default_rng(seed)
    ability = rng.normal(0.3, 1.1, n)
    chance = 1 / (1 + np.exp(-(ability[:, None] - b)))
    first, second = (rng.binomial(tops, chance) for _ in range(2))
    return first, second, chance @ tops


class TestSimulation:
    @pytest.mark.parametrize(
        ("tops", "cuts"), [(np.ones(25, int), [12, 17, 22]), (np.array([1] * 15 + [2] * 5), [11, 16, 21])]
    )
    def test_parallel_writings_agree_with_the_forecast(self, tops, cuts):
        """Livingston and Lewis report errors of about one percentage point; here two are allowed."""
        first, second, true = simulate(60_000, np.linspace(-1.5, 1.5, len(tops)), tops, 11)
        sums, again = first.sum(axis=1), second.sum(axis=1)
        marks, others, right = (np.digitize(values, np.array(cuts) - 1e-9) for values in (sums, again, true))
        found = livingston_lewis(sums, tops.sum(), alpha(first), cuts)
        assert np.trace(found.same) == pytest.approx(np.mean(marks == others), abs=0.02)
        assert np.trace(found.true) == pytest.approx(np.mean(marks == right), abs=0.02)

    def test_hanson_brennan_is_closer_for_items_of_unequal_difficulty(self):
        b = np.linspace(-2.5, 2.5, 25)
        first, second, _ = simulate(60_000, b, np.ones(25, int), 12)
        sums, again = first.sum(axis=1), second.sum(axis=1)
        marks, others = (np.digitize(values, [11.5, 16.5, 20.5]) for values in (sums, again))
        found = hanson_brennan(sums, 25, alpha(first), [12, 17, 21])
        assert np.trace(found.same) == pytest.approx(np.mean(marks == others), abs=0.012)


class TestRefusal:
    SCALE = Scale({3: 2.0, 4: 3.0, 5: 4.0}, 4, "свои пороги")

    def test_a_small_class(self, work, rules):
        found = decision(work({"М-1": 4}, [1, 2, 3]), self.SCALE, rules)
        assert found.verdict == "мало данных"
        assert found.reason == "Работ 3, нужно не меньше 30: надёжность известна слишком грубо."
        assert np.isnan(found.another)

    def test_equal_sums(self, work, rules):
        found = decision(work({"М-1": 4}, [2] * 40, alpha=float("nan")), self.SCALE, rules)
        assert found.reason == "Надёжность не определена: у всех учеников одинаковая сумма."

    def test_a_negative_alpha(self, work, rules):
        found = decision(work({"М-1": 4}, [1, 2] * 20, alpha=-0.3), self.SCALE, rules)
        assert found.reason.startswith("Надёжность не положительна")

    def test_less_spread_than_chance(self, work, rules):
        found = decision(work({"М-1": 10, "М-2": 10}, [10, 10, 10, 11] * 10, alpha=0.5), self.SCALE, rules)
        assert found.verdict in ("мало данных", "есть")

    def test_nobody_wrote(self, work, rules):
        with pytest.raises(MissingData, match="ещё не писали"):
            decision(work({"М-1": 4}), self.SCALE, rules)

    def test_right_wrong_items_of_one_variant_go_to_hanson_and_brennan(self, work, rules):
        first, _, _ = simulate(300, np.linspace(-1, 1, 12), np.ones(12, int), 3)
        given = work({f"М-{place}": 1 for place in range(12)}, first.sum(axis=1), alpha=alpha(first))
        found = decision(given, Scale({3: 5.0, 4: 7.0, 5: 10.0}, 12, "Ангофф"), rules)
        assert found.method == "Хэнсон–Бреннан"
        assert found.consistency + found.another == pytest.approx(100)
        assert found.same.to_numpy().sum() == pytest.approx(100, abs=1e-6)
        assert found.by_cut["mark"].tolist() == [3, 4, 5]
        assert (
            found.by_cut["accuracy"] + found.by_cut["too_high"] + found.by_cut["too_low"]
        ).tolist() == pytest.approx([100] * 3)
