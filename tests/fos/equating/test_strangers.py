"""Counts and sums as strangers hand them in: a right answer or a refusal in Russian."""

import numpy as np
import pandas as pd
import pytest

from workbook.errors import MissingData
from workbook.fos import common_odds
from workbook.fos.equating import RandomGroups, ability_of, convert, count_scores, equipercentile, ranks, smooth


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


def test_an_unknown_sum_has_no_ability():
    assert np.isnan(ability_of([np.nan], [0.0, 1.0])).all()
