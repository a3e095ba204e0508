"""A matrix of points as strangers hand it in: every method reads it alike or refuses it in Russian."""

import numpy as np
import pandas as pd
import pytest

from workbook.errors import DataRefused
from workbook.fos import alpha, alpha_if_deleted, kr21, lambda2, omega, splits, stratified
from workbook.fos.irt import (
    abilities,
    conditional,
    item_fit,
    partial_credit,
    person_fit,
    rasch,
    residual_correlations,
    two_parameter,
)
from workbook.fos.measurement_error import error_table, feldt_qualls
from workbook.fos.reliability import alpha_with_gaps, pulling_down

MODELS = (rasch, conditional, two_parameter, partial_credit)
MEASURES = (alpha, alpha_with_gaps, kr21, lambda2)


@pytest.fixture(scope="module")
def scores():
    rng = np.random.default_rng(7)
    chance = 1 / (1 + np.exp(np.linspace(-1.5, 1.5, 6) - rng.normal(size=(200, 1)) * 1.3))
    return pd.DataFrame((rng.random(chance.shape) < chance).astype(int), columns=[f"З{k}" for k in range(6)])


FORMS = {
    "array": pd.DataFrame.to_numpy,
    "lists": lambda scores: scores.to_numpy().tolist(),
    "bool": lambda scores: scores.astype(bool),
    "nullable": lambda scores: scores.astype("Int64"),
    "nullable bool": lambda scores: scores.astype("boolean"),
    "words of digits": lambda scores: scores.astype(str),
    "one name for all pupils": lambda scores: scores.set_axis(["У-1"] * len(scores)),
    "numbers for names": lambda scores: scores.set_axis(range(6), axis=1),
    "two levels of names": lambda scores: scores.set_axis(pd.MultiIndex.from_product([["5 А"], range(200)])),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
class TestOneAnswer:
    def test_measures(self, scores, form):
        for measure in MEASURES:
            assert measure(form(scores)) == pytest.approx(measure(scores))
        assert omega(form(scores)).value == pytest.approx(omega(scores).value)
        assert splits(form(scores)).mean == pytest.approx(splits(scores).mean)
        assert alpha_if_deleted(form(scores)) == pytest.approx(alpha_if_deleted(scores))
        assert feldt_qualls(form(scores)) == pytest.approx(feldt_qualls(scores))
        assert error_table(form(scores), 6)["error"].to_numpy() == pytest.approx(
            error_table(scores, 6)["error"].to_numpy(), nan_ok=True
        )
        assert pulling_down(form(scores)).empty

    def test_models(self, scores, form):
        for model in MODELS:
            known, found = model(scores), model(form(scores))
            assert np.concatenate(found.thresholds) == pytest.approx(np.concatenate(known.thresholds))

    def test_what_is_read_off_curves(self, scores, form):
        given = form(scores)
        curves = rasch(given)
        known = rasch(scores)
        assert abilities(curves, given)["theta"].tolist() == pytest.approx(abilities(known, scores)["theta"].tolist())
        assert item_fit(curves, given)["infit"].tolist() == pytest.approx(item_fit(known, scores)["infit"].tolist())
        assert len(person_fit(curves, given)) == len(scores)
        assert len(residual_correlations(curves, given)) == 15


def test_gaps_of_nullable_columns_are_gaps(scores):
    holes = scores.astype("Int64").mask(np.arange(1200).reshape(200, 6) % 7 == 0)
    assert alpha_with_gaps(holes) == pytest.approx(alpha_with_gaps(holes.astype(float)))
    assert np.isnan(alpha(holes))
    assert rasch(holes).loglik == pytest.approx(rasch(holes.astype(float)).loglik)


def test_a_bare_array_takes_the_names_of_the_curves(scores):
    curves = rasch(scores)
    assert abilities(curves, scores.to_numpy())["theta"].equals(abilities(curves, scores)["theta"])


class TestRefusals:
    @pytest.mark.parametrize("given", [None, [1, 0, 1], [[1, 0], [1]], np.zeros((2, 2, 2)), pd.Series([1, 0])])
    def test_not_a_table(self, scores, given):
        for model in MODELS:
            with pytest.raises(DataRefused, match="Нужна таблица баллов"):
                model(given)
        with pytest.raises(DataRefused, match="Нужна таблица баллов"):
            abilities(rasch(scores), given)

    def test_an_item_named_twice(self, scores):
        double = pd.concat([scores, scores[["З0"]]], axis=1)
        for ask in (abilities, item_fit, person_fit, residual_correlations):
            with pytest.raises(DataRefused, match="«З0»"):
                ask(rasch(scores), double)

    def test_words_and_infinities(self, scores):
        for wrong, words in (("а", "не являются числами"), (np.inf, "бесконечные")):
            spoilt = scores.astype(object)
            spoilt.iloc[0, 0] = wrong
            for measure in (*MEASURES, omega, splits, feldt_qualls, pulling_down):
                with pytest.raises(DataRefused, match=words):
                    measure(spoilt)
        with pytest.raises(DataRefused, match="балл ∞"):
            abilities(rasch(scores), scores.astype(float).replace(1.0, np.inf))

    def test_parts_must_be_named_for_every_item(self, scores):
        with pytest.raises(ValueError, match="each of 6 items, not for 2"):
            stratified(scores, ["а", "б"])
