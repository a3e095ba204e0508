"""Fit of items: published numbers, cases by hand, and behaviour under the model and against planted misfit."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest

from workbook.fos.irt import conditional, partial_credit, rasch
from workbook.fos.irt.curves import ItemCurves
from workbook.fos.irt.item_fit import item_fit, judged, standardised
from workbook.fos.irt.sum_scores import chances_given_sum, sum_distribution
from workbook.settings import Settings

RULES = Settings().models

LSAT7 = (
    12, 19, 1, 7, 3, 19, 3, 17, 10, 5, 3, 7, 7, 23, 8, 28,
    7, 39, 11, 34, 14, 51, 15, 90, 6, 25, 7, 35, 18, 136, 32, 308,
)  # fmt: skip
"""Counts of the patterns 00000…11111 (Bock, Lieberman, 1970, section 7; the set LSAT7 of R mirt)."""


def curves(*difficulties, slopes=None, spread=1.0):
    steps = tuple(np.atleast_1d(np.asarray(b, dtype=float)) for b in difficulties)
    count = len(steps)
    return ItemCurves(
        "Раш", tuple(f"З{n + 1}" for n in range(count)),
        np.ones(count) if slopes is None else np.asarray(slopes, dtype=float), steps, np.full(count, np.nan),
        tuple(b * np.nan for b in steps), spread, 0.0, count, 100, True, 1,
    )  # fmt: skip


def frame(values):
    return pd.DataFrame(np.asarray(values, dtype=float), columns=[f"З{n + 1}" for n in range(np.shape(values)[1])])


def patterns(counts):
    rows = list(itertools.product((0, 1), repeat=int(math.log2(len(counts)))))
    return frame(np.repeat(rows, counts, axis=0))


def simulate(model, theta, rng):
    values = [(rng.random((len(theta), 1)) > np.cumsum(p, axis=1)).sum(axis=1) for p in model.probabilities(theta)]
    return frame(np.column_stack(values))


@pytest.fixture
def rng():
    return np.random.default_rng(33)


class TestSums:
    def test_distribution_against_all_patterns(self):
        p = np.array([0.2, 0.5, 0.9])
        exact = np.zeros(4)
        for row in itertools.product((0, 1), repeat=3):
            exact[sum(row)] += np.prod([q if x else 1 - q for x, q in zip(row, p, strict=True)])
        found = sum_distribution([np.array([[1 - q, q]]) for q in p])
        np.testing.assert_allclose(found[0], exact)

    def test_given_the_sum_ability_does_not_matter(self):
        # e^−b as weights: of two items with b = 0 and ln 3, one right answer belongs to the easy one 3 times of 4.
        first, second = chances_given_sum(curves(0.0, math.log(3)), [0, 1])
        np.testing.assert_allclose(first[:, 1], [0, 0.75, 1])
        np.testing.assert_allclose(second[:, 1], [0, 0.25, 1])

    def test_unequal_slopes_average_over_pupils(self):
        first, second = chances_given_sum(curves(0.0, 0.0, slopes=[1.0, 2.0]), [0, 1])
        np.testing.assert_allclose(first[1, 1] + second[1, 1], 1)
        # Both are at 0: by symmetry of the pupils each is as likely.
        assert first[1, 1] == pytest.approx(0.5)


class TestPublished:
    def test_two_parameter_law_school_test(self):
        """LSAT7 with the slopes and intercepts that R mirt prints (philchalmers.github.io/mirt, PLCI.mirt).

        The S-X2 here are those of the package mirt 1.2 (PyPI) at these parameters, to three digits.
        """
        a = np.array([0.9879254, 1.0808847, 1.7058006, 0.7651853, 0.7357980])
        d = np.array([1.8560605, 0.8079786, 1.8042187, 0.4859966, 1.8545127])
        table = item_fit(curves(*(-d / a), slopes=a), patterns(LSAT7))
        np.testing.assert_allclose(table["sx2"], [4.749, 14.453, 1.270, 5.238, 0.941], atol=2e-3)
        assert table["sx2_df"].tolist() == [2] * 5
        np.testing.assert_allclose(table["sx2_p"], [0.093, 0.001, 0.530, 0.073, 0.625], atol=6e-4)
        np.testing.assert_allclose(table["sx2_rmsea"], [0.037, 0.079, 0, 0.040, 0], atol=6e-4)


class TestByHand:
    def test_infit_and_outfit_of_two_items(self):
        # Sum 1 of two items b = 0, ln 3: E = 0.75, V = 0.1875. Three pupils solved the easy item, one the hard one.
        table = item_fit(curves(0.0, math.log(3)), frame([[1, 0]] * 3 + [[0, 1]] + [[1, 1], [0, 0]]))
        expected = (3 * 0.25**2 + 0.75**2) / (4 * 0.1875)
        assert table["n"].tolist() == [6, 6]
        assert table["told"].tolist() == [4, 4]
        np.testing.assert_allclose(table[["infit", "outfit"]], expected)
        assert expected == 1

    def test_normal_score_of_a_mean_square(self):
        # Wright, Masters (1982), p. 100: t = (v^(1/3) − 1)(3/q) + q/3.
        assert float(standardised(1.331, 0.3)) == pytest.approx(0.1 * 10 + 0.1)
        assert math.isnan(standardised(1.0, 0.0))

    def test_usual_statistics_at_given_abilities(self):
        # θ = b: P = 1/2, every squared residual 1/4 is its variance, so both mean squares are 1 whatever the answers.
        table = item_fit(curves(0.0, 0.0), frame([[1, 0], [0, 1], [1, 1]]), theta=np.zeros(3))
        assert table["infit"].tolist() == [1.0, 1.0]
        assert table["outfit"].tolist() == [1.0, 1.0]

    def test_surprise_weighs_more_in_outfit(self):
        # θ = ln 9: P = 0.9; the wrong answer has z² = 9. Of ten pupils one errs more than expected: none, then two.
        answers = frame([[1, 1]] * 8 + [[0, 0]] * 2)
        table = item_fit(curves(0.0, 0.0), answers, theta=np.full(10, math.log(9)))
        np.testing.assert_allclose(table["outfit"], (8 * (0.1**2 / 0.09) + 2 * 9) / 10)

    def test_pupils_without_ability_are_left_out(self):
        table = item_fit(curves(0.0, 0.0), frame([[1, 0], [0, 1], [1, 1]]), theta=np.array([0.0, 0.0, np.nan]))
        assert table["told"].tolist() == [2, 2]


class TestEdges:
    def test_too_few_pupils_give_no_number(self):
        table = item_fit(curves(0.0, 0.0, 0.0), frame([[1, 1, 1], [0, 0, 0], [1, 0, 0]]))
        assert table["infit"].isna().all()
        assert table["sx2"].isna().all()

    def test_two_items_leave_no_degrees_of_freedom(self, rng):
        model = curves(0.0, 1.0)
        table = item_fit(model, simulate(model, rng.normal(size=200), rng))
        assert table["sx2"].isna().all()
        assert table["infit"].notna().all()

    def test_variants_with_common_items(self, rng):
        model = curves(*np.linspace(-1.5, 1.5, 9))
        answers = simulate(model, rng.normal(size=600), rng)
        answers.iloc[:300, 7:] = np.nan
        answers.iloc[300:, :2] = np.nan
        table = item_fit(model, answers)
        assert table["told"].between(200, 600).all()
        assert table["infit"].between(0.8, 1.2).all()
        assert (table["sx2_p"] > 0.001).all()

    def test_several_points(self, rng):
        model = curves((-0.5, 0.5), 0.0, (-1.0, 0.0, 1.0), 0.5, -0.5, (0.0, 0.2))
        table = item_fit(model, simulate(model, rng.normal(size=800), rng))
        assert table["infit"].between(0.85, 1.15).all()
        assert (table["sx2_df"] >= 3).all()
        assert (table["sx2_p"] > 0.005).all()

    def test_conditional_estimates_know_no_spread(self, rng):
        answers = simulate(curves(*np.linspace(-1, 1, 8)), rng.normal(size=300), rng)
        marginal, own = item_fit(rasch(answers, spread=None), answers), item_fit(conditional(answers), answers)
        np.testing.assert_allclose(own["infit"], marginal["infit"], atol=0.02)
        np.testing.assert_allclose(own["sx2"], marginal["sx2"], rtol=0.1)

    def test_order_of_pupils_and_items_does_not_matter(self, rng):
        model = curves(-1.0, 0.0, (0.0, 0.5), 1.0, 0.3)
        answers = simulate(model, rng.normal(size=150), rng)
        shuffled = answers.sample(frac=1, random_state=1)[["З4", "З2", "З5", "З1", "З3"]]
        pd.testing.assert_frame_equal(item_fit(model, answers), item_fit(model, shuffled))


class TestUnderTheModel:
    """Rejections near the nominal level when the model holds, with difficulties estimated from the same answers."""

    def test_sizes(self, rng):
        model = curves(*np.linspace(-2, 2, 12))
        tables = []
        for _ in range(40):
            answers = simulate(model, rng.normal(size=300), rng)
            tables.append(item_fit(rasch(answers, spread=None, errors=False), answers))
        table = pd.concat(tables)
        # 480 tests at 5 %: two standard errors are 2 points.
        assert (table["sx2_p"] < 0.05).mean() == pytest.approx(0.05, abs=0.025)
        assert (table["infit_z"].abs() > 1.96).mean() < 0.075
        assert (table["outfit_z"].abs() > 1.96).mean() < 0.075
        assert table["infit"].mean() == pytest.approx(1, abs=0.01)
        assert table["infit_z"].std() == pytest.approx(1, abs=0.1)
        assert table["outfit_z"].std() == pytest.approx(1, abs=0.1)

    def test_sizes_with_known_difficulties_and_several_points(self, rng):
        model = curves((-0.5, 0.5), 0.0, (-1.0, 0.0, 1.0), 0.5, -0.5, (0.0, 0.2), 1.0)
        answers = [simulate(model, rng.normal(size=300), rng) for _ in range(60)]
        known = pd.concat([item_fit(model, one, own=False) for one in answers])
        fitted = pd.concat([item_fit(partial_credit(one, spread=None, errors=False), one) for one in answers])
        for table in (known, fitted):
            assert table["infit_z"].std() == pytest.approx(1, abs=0.1)
            assert table["outfit_z"].std() == pytest.approx(1, abs=0.1)
        assert (fitted["sx2_p"] < 0.05).mean() == pytest.approx(0.05, abs=0.025)

    def test_a_sound_work_is_rarely_blamed(self, rng):
        model, blamed = curves(*np.linspace(-2.5, 2.5, 14)), 0
        for _ in range(60):
            answers = simulate(model, rng.normal(size=150), rng)
            table = judged(item_fit(rasch(answers, spread=None, errors=False), answers), RULES)
            blamed += int((table["verdict"] != "согласуется").any())
        assert blamed <= 7  # one work in twenty; two standard errors above that are 6.4

    def test_short_works_are_not_found_too_predictable(self, rng):
        """What the usual statistics at estimated abilities do with five items, and those given the sum do not."""
        from workbook.fos.irt.ability import abilities

        model = curves(-1.0, -0.5, 0.0, 0.5, 1.0)
        answers = simulate(model, rng.normal(size=2000), rng)
        usual = item_fit(model, answers, abilities(model, answers, "WLE")["theta"].to_numpy())
        assert usual["infit"].max() < 0.95
        assert item_fit(model, answers)["infit"].between(0.95, 1.05).all()


class TestPlanted:
    def test_guessing_and_a_wrong_key_are_named(self, rng):
        model = curves(*np.linspace(-2, 2, 14))
        theta = rng.normal(size=500)
        answers = simulate(model, theta, rng)
        answers["З7"] = (rng.random(500) < 0.5).astype(float)  # everybody guesses
        answers["З10"] = 1 - answers["З10"]  # the key is wrong
        table = judged(item_fit(rasch(answers, spread=None), answers), RULES).set_index("item")
        assert table.loc[["З7", "З10"], "verdict"].tolist() == ["непредсказуемо", "непредсказуемо"]
        # The two spoil the sums a little; the others must not be accused for it.
        assert (table.drop(index=["З7", "З10"])["verdict"] != "непредсказуемо").all()
        assert "ошибка в ключе" in table.loc["З10", "said"]

    def test_a_much_steeper_item(self, rng):
        model = curves(*np.linspace(-1.5, 1.5, 12), slopes=[1.0] * 5 + [6.0] + [1.0] * 6)
        answers = simulate(model, rng.normal(size=1000), rng)
        table = judged(item_fit(rasch(answers, spread=None), answers), RULES).set_index("item")
        assert table.loc["З6", "verdict"] in ("слишком предсказуемо", "кривая иная")
        assert table.loc["З6", "infit_z"] < -4

    def test_few_pupils_get_no_verdict(self, rng):
        model = curves(*np.linspace(-1, 1, 8))
        answers = simulate(model, rng.normal(size=60), rng)
        table = judged(item_fit(model, answers), RULES)
        assert set(table["verdict"]) == {"мало данных"}
        assert set(table["said"]) == {""}
