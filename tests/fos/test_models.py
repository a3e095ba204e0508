"""Calibration of one work: gates, refusals in words, tables, published numbers, planted faults, real data."""

import itertools
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from workbook.fos import Scored, State, calibrate, score
from workbook.fos.model_tables import BELOW, form_information, precise_range
from workbook.fos.models import DONE, REFUSED, ROUGH
from workbook.settings import Settings

RULES = Settings().models
SHARED = Path(os.environ.get("WORKBOOK_DATA_CANDIDATES", Path(__file__).parents[3] / "shared" / "data-candidates"))

LSAT6 = (
    3, 6, 2, 11, 1, 1, 3, 4, 1, 8, 0, 16, 0, 3, 2, 15, 10, 29, 14, 81, 3, 28, 15, 80, 16, 56, 21, 173, 11, 61, 28, 298,
)  # fmt: skip
"""Counts of the patterns 00000…11111, 1000 pupils (Bock, Lieberman, 1970, section 6)."""


def scored(matrix, tiers="Б", variants="", late=None):
    """Wrap pupils × items; NaN is an item that the variant lacks, `late` marks what was not reached."""
    frame = matrix.astype(float).set_axis([f"У-{n:04d}" for n in range(len(matrix))], axis=0)
    tops = frame.max().clip(lower=1)
    states = np.select(
        [frame.isna(), frame >= tops, frame > 0], [State.DESIGN, State.RIGHT, State.PARTIAL], State.WRONG
    ).astype(str)
    if late is not None:
        states = np.where(late, State.NOT_REACHED, states)
        frame = frame.mask(late)
    states = pd.DataFrame(states, frame.index, frame.columns)
    items = pd.DataFrame(
        {"content": "1.1", "tier": tiers, "max_score": tops.to_numpy()}, index=pd.Index(frame.columns, name="item")
    )
    nobody = pd.DataFrame(columns=["pupil", "item", "answer", "score", "reason"])
    return Scored("Т", frame, states, states, items, pd.Series(variants, index=frame.index, dtype=str), nobody)


def simulated(pupils, difficulties, seed=1, mean=0.0, sd=1.0):
    rng = np.random.default_rng(seed)
    theta = rng.normal(mean, sd, size=pupils)
    chance = 1 / (1 + np.exp(np.asarray(difficulties) - theta[:, None]))
    columns = [f"З{n + 1}" for n in range(len(difficulties))]
    return pd.DataFrame((rng.random(chance.shape) < chance) * 1.0, columns=columns), theta


def lsat6():
    rows = np.array(list(itertools.product((0, 1), repeat=5)))
    return pd.DataFrame(np.repeat(rows, LSAT6, axis=0), columns=["1", "2", "3", "4", "5"])


LADDER = np.linspace(-2, 2, 12)


@pytest.fixture(scope="module")
def found():
    matrix, _ = simulated(300, LADDER, seed=9)
    return calibrate(scored(matrix, tiers=["Б"] * 5 + ["П"] * 4 + ["В"] * 3), RULES)


class TestGates:
    def test_a_class_of_28_is_refused_calmly(self):
        found = calibrate(scored(simulated(28, LADDER)[0]), RULES)
        assert (found.verdict, found.curves) == (REFUSED, None)
        assert found.reason == (
            "Работ 28, для шкалы нужно не меньше 30: при меньшем числе трудность задания определяется слишком "
            "грубо. До тех пор судить по доле верных ответов с её интервалом."
        )

    def test_two_parameters_for_28_are_refused_with_the_reason(self):
        found = calibrate(scored(simulated(28, LADDER)[0]), RULES, "2PL")
        assert found.verdict == REFUSED
        assert "нужно не меньше 500 учеников, есть 28: крутизна каждого задания оказалась бы случайной" in found.reason

    def test_sixty_are_shown_roughly(self):
        found = calibrate(scored(simulated(60, LADDER)[0]), RULES)
        assert found.verdict == ROUGH
        assert "Работ 60, для уверенной шкалы нужно не меньше 100" in found.reason
        assert set(found.items["verdict"]) == {"мало данных"}
        assert not found.pupils["unusual"].any()
        assert set(found.pairs["verdict"]) == {"мало данных"}
        assert (found.items["high"] - found.items["low"]).min() > 1

    def test_the_gates_promise_what_errors_keep(self):
        """Linacre (1994): 30 pupils give ±1 logit, 100 pupils ±0.5 logit, for items not far from the pupils."""
        for pupils, half in ((30, 1.0), (100, 0.5)):
            matrix, _ = simulated(pupils, np.linspace(-1, 1, 15), seed=3)
            items = calibrate(scored(matrix), RULES).items
            assert 1.96 * items["se"].median() == pytest.approx(half, rel=0.2)

    def test_four_items(self):
        found = calibrate(scored(simulated(200, [-1, 0, 0.5, 1])[0]), RULES)
        assert "Заданий, пригодных для модели, 4, нужно не меньше 5" in found.reason

    def test_two_parameters_and_points(self):
        matrix, _ = simulated(600, LADDER)
        matrix["З1"] += matrix["З2"]
        found = calibrate(scored(matrix), RULES, "2PL")
        assert "берёт только задания «верно — неверно»" in found.reason

    def test_unknown_model(self):
        with pytest.raises(ValueError, match="unknown model"):
            calibrate(scored(simulated(28, LADDER)[0]), RULES, "3PL")


class TestSetAside:
    def test_constant_items_do_not_stop_the_rest(self):
        matrix, _ = simulated(120, LADDER)
        matrix["З3"], matrix["З9"] = 1.0, 0.0
        found = calibrate(scored(matrix), RULES)
        assert found.verdict == DONE
        assert found.aside.to_numpy().tolist() == [["З3", "все верно"], ["З9", "все неверно"]]
        assert len(found.items) == 10

    def test_everybody_right_everywhere(self):
        found = calibrate(scored(pd.DataFrame(np.ones((50, 6)), columns=list("абвгде"))), RULES)
        assert found.verdict == REFUSED
        assert len(found.aside) == 6


class TestVariants:
    def test_joined_by_common_items(self):
        matrix, theta = simulated(400, np.linspace(-2, 2, 20), seed=4)
        variant = np.where(np.arange(400) < 200, "1", "2")
        matrix.loc[variant == "1", matrix.columns[14:]] = np.nan
        matrix.loc[variant == "2", matrix.columns[:6]] = np.nan
        found = calibrate(scored(matrix, variants=variant), RULES)
        assert found.verdict == DONE
        np.testing.assert_allclose(found.items["b"], np.linspace(-2, 2, 20), atol=0.55)
        assert np.corrcoef(found.pupils["theta"], theta)[0, 1] > 0.8
        assert sorted(found.scale["variant"].unique()) == ["1", "2"]
        # The second variant is harder, so the same sum is a higher place.
        place = found.scale.set_index(["variant", "raw"])["theta"]
        assert place["2", 7] > place["1", 7] + 0.5

    def test_nothing_in_common_is_refused(self):
        matrix, _ = simulated(300, LADDER)
        variant = np.where(np.arange(300) < 150, "А", "Б")
        matrix.loc[variant == "А", matrix.columns[6:]] = np.nan
        matrix.loc[variant == "Б", matrix.columns[:6]] = np.nan
        found = calibrate(scored(matrix, variants=variant), RULES)
        assert found.verdict == REFUSED
        assert found.reason.startswith("У вариантов А и Б нет общих заданий")


class TestTables:
    def test_one_row_for_each(self, found):
        assert len(found.items) == 12
        assert len(found.pupils) == 300
        assert len(found.pairs) == 66
        assert found.items["low"].lt(found.items["b"]).all()

    def test_sum_decides_the_place_and_the_scale_says_so(self, found):
        scale = found.scale.set_index("raw")["theta"]
        np.testing.assert_allclose(found.pupils["theta"], scale.loc[found.pupils["raw"]], atol=1e-8)

    def test_levels_rise_with_the_place(self, found):
        assert found.cuts["tier"].tolist() == ["Б", "П", "В"]
        assert found.cuts["cut"].is_monotonic_increasing
        means = found.pupils.groupby("level")["theta"].mean()
        assert means[BELOW] < means["базовый"] < means["повышенный"]

    def test_a_tier_of_one_item_is_no_level(self):
        matrix, _ = simulated(150, LADDER)
        found = calibrate(scored(matrix, tiers=["Б"] * 11 + ["В"]), RULES)
        assert found.cuts["tier"].tolist() == ["Б"]

    def test_reliability_is_that_of_the_simulation(self, found):
        # Known spread 1 and errors: marginal reliability = 1 / (1 + mean squared error) near 0.65 here.
        assert found.separation.person == pytest.approx(0.65, abs=0.12)
        assert found.separation.posterior == pytest.approx(0.67, abs=0.08)
        assert found.separation.strata == pytest.approx((4 * (1 / 0.35 - 1) ** 0.5 + 1) / 3, abs=0.6)

    def test_targeting(self):
        easy = calibrate(scored(simulated(200, LADDER - 1.5)[0]), RULES)
        assert easy.offset == pytest.approx(1.5, abs=0.3)

    def test_precise_range(self, found):
        information = form_information(found.curves, found.forms, np.linspace(-6, 6, 121)).mean(axis=1)
        top, low, high = precise_range(information)
        assert low < top < high
        assert information[low] >= information.max() / 2
        assert top == pytest.approx(0, abs=0.4)

    def test_not_reached_counts_for_the_pupil_not_for_the_item(self):
        matrix, _ = simulated(150, LADDER, seed=2)
        late = np.zeros(matrix.shape, dtype=bool)
        late[:60, 10:] = True
        found = calibrate(scored(matrix, late=late), RULES)
        assert found.items["n"].tolist() == [150] * 10 + [90] * 2
        assert found.pupils["possible"].tolist() == [12] * 150


class TestPublished:
    def test_law_school_test(self):
        """Rizopoulos (2006), JSS 17(5); values of fos.md: the free-variance Rasch model, and 2PL."""
        found = calibrate(scored(lsat6()), RULES)
        np.testing.assert_allclose(found.items["b"], [-2.7300, -0.9986, -0.2399, -1.3065, -2.0994], atol=1e-3)
        table = found.comparison.set_index("model")
        np.testing.assert_allclose(table.loc[["Раш", "2PL"], "loglik"], [-2466.938, -2466.653], atol=1e-3)
        assert table["parameters"].tolist() == [6, 10]
        np.testing.assert_allclose(table["aic"], [4945.876, 4953.306], atol=0.01)  # 2·6 + 2·2466.938, …
        # Twice the difference, 0.57, with 4 degrees of freedom.
        assert table.loc["2PL", "p"] == pytest.approx(0.967, abs=1e-3)
        assert set(found.items["verdict"]) == {"согласуется"}


class TestPlanted:
    def test_wrong_key_twins_and_a_careless_pupil(self):
        matrix, _ = simulated(400, np.linspace(-2, 2, 16), seed=7)
        matrix["З8"] = 1 - matrix["З8"]
        twins = np.random.default_rng(1).random(400) < 0.7
        matrix.loc[twins, "З12"] = matrix.loc[twins, "З5"]
        matrix.loc[0] = [0.0] * 5 + [1.0] * 11
        found = calibrate(scored(matrix), RULES)
        assert found.items.loc[found.items["verdict"] == "непредсказуемо", "item"].tolist() == ["З8"]
        tied = found.pairs[found.pairs["verdict"] == "связаны"]
        assert tied[["item", "item_2"]].to_numpy().tolist() == [["З5", "З12"]]
        assert found.pupils["unusual"].iloc[0]
        assert "возможно" in found.pupils["said"].iloc[0]
        assert found.pupils["unusual"].mean() < 0.1

    def test_unequal_slopes_are_noticed(self):
        rng = np.random.default_rng(5)
        slopes, theta = np.repeat([0.5, 2.5], 8), rng.normal(size=600)
        chance = 1 / (1 + np.exp(-slopes * (theta[:, None] - np.tile(np.linspace(-1.2, 1.2, 8), 2))))
        matrix = pd.DataFrame((rng.random(chance.shape) < chance) * 1.0, columns=[f"З{n + 1}" for n in range(16)])
        found = calibrate(scored(matrix), RULES)
        table = found.comparison.set_index("model")
        assert table.loc["2PL", "aic"] < table.loc["Раш", "aic"] - 50
        two = calibrate(scored(matrix), RULES, "2PL")
        assert two.curves.slopes[8:].min() > two.curves.slopes[:8].max()
        assert two.scale.empty


@pytest.mark.slow
@pytest.mark.slow
class TestSampleSchools:
    """One school has too few pupils for the model; the works of all schools together show what was planted."""

    @pytest.mark.parametrize("test", ["МА7-ИТ", "ФИ9-ТМ"])
    def test_wrong_keys_and_items_without_discrimination(self, municipality, sample, truth, test):
        schools = [sample(place.parent.name) for place in sorted(municipality.glob("*/school.yml"))]
        held = [school for school in schools if "responses" in school.tables]
        answers = pd.concat([school["responses"] for school in held])
        bank = pd.concat([school["items"] for school in held]).drop_duplicates("item")
        found = calibrate(score(answers, bank, test), RULES)
        about = truth["tests"][test]
        planted = {*about["wrong_key_items"], *about["non_discriminating_items"]}
        named = set(found.items.loc[found.items["verdict"] == "непредсказуемо", "item"])
        assert found.verdict == DONE
        assert planted <= named
        assert len(named - planted) <= 1


@pytest.mark.skipif(not SHARED.is_dir(), reason="real data are not here")
class TestRealData:
    """Public sets of workbook's owners; only sanity and stability, for nobody published these figures."""

    def test_concept_inventory(self):
        frame = pd.read_csv(SHARED / "hci_scored.csv")
        found = calibrate(scored(frame[[name for name in frame if name.lower().startswith(("item", "i"))]]), RULES)
        assert found.verdict == DONE
        assert found.n == 651
        assert found.separation.posterior == pytest.approx(0.71, abs=0.06)  # α of this test is 0.71

    def test_fractions(self):
        frame = pd.read_csv(SHARED / "fraction_subtraction.csv")
        found = calibrate(scored(frame), RULES)
        assert (found.verdict, found.n) == (DONE, 536)
        assert (found.pairs["verdict"] == "связаны").sum() >= 10  # items of one skill, known to be tied

    def test_leaving_exam_with_points(self):
        frame = pd.read_csv(SHARED / "cz_matura_math_2019_sample.csv")
        found = calibrate(scored(frame[[name for name in frame if name.startswith("b")]]), RULES)
        assert (found.verdict, found.model) == (DONE, "частичный кредит")
        assert np.corrcoef(found.pupils["theta"], frame["IRTscore"])[0, 1] > 0.97
        tied = found.pairs[found.pairs["verdict"] == "связаны"]
        tied = set(zip(tied["item"], tied["item_2"], strict=True))
        assert {("b8.1", "b8.2"), ("b3.1", "b3.2"), ("b9.1", "b9.2")} <= tied  # parts of one task
