"""The municipality's own tidy results: how many schools, how many of them need a closer look.

Apart from the sections because these few numbers stand on the index page above the schools.
"""

from __future__ import annotations

from contextlib import suppress

import pandas as pd

from workbook.errors import MissingData
from workbook.estimates import Result, results_table
from workbook.vsoko.district import District
from workbook.vsoko.district_compare import OUTSIDE
from workbook.vsoko.district_matrix import common_deficits, marked_share, marker_matrix

__all__ = ["district_results"]


def district_results(district: District, indicator: str) -> pd.DataFrame:
    """Gather the key figures of the municipality; counts of schools only.

    Returns
    -------
    DataFrame
        :data:`workbook.estimates.RESULT_COLUMNS`.
    """
    rows = [_count("schools", "Школ рядом", len(district.schools), len(district.schools))]
    with suppress(MissingData):
        found = district.compared(indicator)
        apart = int(found.table["zone"].eq(OUTSIDE).sum())
        rows.append(_count("apart", f"За пределами случайного: {found.title}", apart, len(found.table)))
    with suppress(MissingData):
        marked, told = marked_share(marker_matrix(district.rows, district.settings))
        rows.append(_count("marked", "Школы с возможными признаками необъективности", marked, told))
    with suppress(MissingData):
        common = common_deficits(district.rows, district.settings)
        rows.append(_count("common-deficits", "Общие дефициты", int(common["common"].sum()), len(common)))
    return results_table(rows)


def _count(code: str, title: str, found: int, of: int) -> Result:
    return Result(f"district-{code}", title, found, n=of, headline=True)
