import numpy as np
import pandas as pd
import pytest

from workbook.fos.irt import rasch
from workbook.fos.irt.curves import ItemCurves
from workbook.fos.irt.local_dependence import linked, residual_correlations, residuals
from workbook.settings import Settings

RULES = Settings().models


def curves(*difficulties):
    steps = tuple(np.atleast_1d(np.asarray(b, dtype=float)) for b in difficulties)
    count = len(steps)
    return ItemCurves(
        "Раш", tuple(f"З{n + 1}" for n in range(count)), np.ones(count), steps, np.full(count, np.nan),
        tuple(b * np.nan for b in steps), 1.0, 0.0, count, 100, True, 1,
    )  # fmt: skip


def simulate(model, theta, rng):
    return pd.DataFrame((rng.random((len(theta), len(model.items))) < model.expected(theta)) * 1.0, columns=model.items)


@pytest.fixture
def rng():
    return np.random.default_rng(12)


class TestByHand:
    def test_residuals(self):
        # Two equal items, one right: θ = b, so residuals are ±1/2 and perfectly opposed.
        answers = pd.DataFrame([[1, 0], [0, 1], [1, 0], [0, 1]], columns=["З1", "З2"], dtype=float)
        found = residuals(curves(0.0, 0.0), answers)
        np.testing.assert_allclose(found, answers - 0.5, atol=1e-9)
        table = residual_correlations(curves(0.0, 0.0), answers)
        assert table["q3"][0] == pytest.approx(-1)
        assert table["expected"][0] == -1

    def test_pairs_never_given_together(self):
        answers = pd.DataFrame([[1, 0, np.nan], [0, 1, np.nan], [np.nan, 1, 0]] * 4, columns=["З1", "З2", "З3"])
        table = residual_correlations(curves(0, 0, 0), answers).set_index(["item", "item_2"])
        assert table.loc[("З1", "З3"), "n"] == 0
        assert np.isnan(table.loc[("З1", "З3"), "q3"])


class TestUnderTheModel:
    def test_average_is_near_minus_one_by_k_minus_one(self, rng):
        model = curves(*np.linspace(-1.5, 1.5, 10))
        table = residual_correlations(model, simulate(model, rng.normal(size=3000), rng))
        assert table["q3"].mean() == pytest.approx(-1 / 9, abs=0.02)
        assert table["expected"].unique().tolist() == [pytest.approx(-1 / 9)]
        assert table["above"].mean() == pytest.approx(0, abs=1e-12)

    def test_no_pair_is_named(self, rng):
        model, named = curves(*np.linspace(-2, 2, 15)), 0
        for _ in range(20):
            answers = simulate(model, rng.normal(size=200), rng)
            table = linked(residual_correlations(rasch(answers, spread=None, errors=False), answers), RULES)
            named += int((table["verdict"] == "связаны").sum())
        assert named <= 3  # of 2100 pairs; one work in twenty may name one


class TestPlanted:
    def test_two_items_on_one_text(self, rng):
        model = curves(*np.linspace(-1.5, 1.5, 12))
        theta = rng.normal(size=400)
        answers = simulate(model, theta, rng)
        both = rng.random(400) < 0.6
        answers.loc[both, "З9"] = answers.loc[both, "З4"]
        table = linked(residual_correlations(rasch(answers, spread=None), answers), RULES)
        assert table.loc[table["verdict"] == "связаны", ["item", "item_2"]].to_numpy().tolist() == [["З4", "З9"]]

    def test_too_few_pupils(self, rng):
        model = curves(*np.linspace(-1, 1, 6))
        table = linked(residual_correlations(model, simulate(model, rng.normal(size=60), rng)), RULES)
        assert set(table["verdict"]) == {"мало данных"}


class TestDefinition:
    def test_same_correlations_at_the_same_abilities(self, rng):
        """Q3 by the definition: Pearson's correlation of residuals at abilities found by another formula."""
        model = curves(*np.linspace(-1, 1, 6))
        answers = simulate(model, rng.normal(size=300), rng)
        apart = residuals(model, answers, "EAP").to_numpy()
        direct = np.corrcoef(apart.T)
        table = residual_correlations(model, answers, "EAP").set_index(["item", "item_2"])
        assert table.loc[("З2", "З5"), "q3"] == pytest.approx(direct[1, 4])
