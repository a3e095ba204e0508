"""Counts and sums as strangers hand them in: a right answer or a refusal in Russian."""

import numpy as np
import pandas as pd
import pytest

from workbook.errors import DataRefused, MissingData
from workbook.fos import common_odds
from workbook.fos.equating import (
    METHODS,
    RandomGroups,
    ability_of,
    convert,
    count_scores,
    equipercentile,
    link,
    ranks,
    smooth,
)


def test_lists_are_counts():
    assert ranks([1, 2, 1]).tolist() == [0.125, 0.5, 0.875]
    assert equipercentile([1, 2, 1], [1, 2, 1]).tolist() == [0.0, 1.0, 2.0]


def test_nobody_wrote():
    for x, y in (([0, 0, 0], [1, 1, 1]), ([1, 1, 1], [0, 0, 0])):
        with pytest.raises(MissingData, match="никто не писал"):
            equipercentile(x, y)
    with pytest.raises(MissingData, match="сглаживать нечего"):
        smooth([0, 0, 0], 2)


@pytest.mark.parametrize("sums", [[3.0, np.nan], pd.Series([1, None], dtype="Int64"), [1, np.inf], [None]])
def test_a_pupil_without_a_sum(sums):
    with pytest.raises(MissingData, match="Не у всех учеников есть сумма"):
        count_scores(sums, 10)


@pytest.mark.parametrize("tables", [[1, 2, 3], [[[np.nan, 1], [1, 1]]], [[[-1, 1], [1, 1]]]])
def test_not_tables_of_counts(tables):
    with pytest.raises(ValueError, match="strata × 2 × 2"):
        common_odds(tables)


def test_a_form_nobody_wrote_has_no_errors_either():
    with pytest.raises(MissingData, match="никто не писал"):
        convert(RandomGroups(np.zeros(4), np.ones(4)), "линейное")


def test_a_method_nobody_knows_is_refused_with_those_there_are():
    with pytest.raises(DataRefused, match=r"^Способа выравнивания «на глаз» нет\. Есть: «дуга», «среднее», .+\.$"):
        convert(RandomGroups(np.ones(4), np.ones(4)), "на глаз")


@pytest.mark.parametrize("method", ["Такер", "Левин", "цепное линейное", "цепное процентильное"])
def test_a_method_of_common_items_needs_them(method):
    with pytest.raises(MissingData, match=f"^Способ «{method}» опирается на общие задания, а их нет\\.$"):
        convert(RandomGroups(np.ones(4), np.ones(4)), method)
    with pytest.raises(MissingData, match="опирается на общие задания, а их нет"):
        METHODS[method].convert(RandomGroups(np.ones(4), np.ones(4)), 2)


def test_an_item_written_twice_counts_once():
    new = pd.DataFrame({"item": ["а", "б"], "b": [0.0, 1.0]})
    old = pd.DataFrame({"item": ["а", "б"], "b": [0.2, 2.0]})
    once = link(new, old, drift=0.5)
    twice = link(new.loc[[0, 1, 1]], old.loc[[0, 1, 1]], drift=0.5)
    assert (twice.shift, twice.error) == (once.shift, once.error)
    assert once.shift == pytest.approx(0.6)


def test_an_item_with_two_difficulties_links_nothing():
    new = pd.DataFrame({"item": ["а", "б", "б"], "b": [0.0, 1.0, 1.5]})
    with pytest.raises(DataRefused, match=r"^У задания «б» две разные трудности в одной таблице"):
        link(new, new.loc[:1], drift=0.5)
    assert link(new.assign(b=[0.0, 1.0, np.nan]), new.loc[:1], drift=0.5).shift == 0


def test_an_unknown_sum_has_no_ability():
    assert np.isnan(ability_of([np.nan], [0.0, 1.0])).all()
