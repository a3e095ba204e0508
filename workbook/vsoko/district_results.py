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
    schools = len(district.schools)
    rows = [Result("district-schools", "Школ рядом", schools, n=schools, unit="шт.", headline=True)]
    with suppress(MissingData):
        found = district.compared(indicator)
        apart = int(found.table["zone"].eq(OUTSIDE).sum())
        rows.append(
            Result("district-apart", f"За пределами случайного: {found.title}", apart, n=len(found.table), unit="шт.",
                   headline=True, note="школы выше и ниже вместе")
        )  # fmt: skip
    with suppress(MissingData):
        marked, told = marked_share(marker_matrix(district.rows, district.settings))
        rows.append(
            Result("district-marked", "Школы с возможными признаками необъективности", marked, n=told, unit="шт.",
                   headline=True, note=f"из {told} школ с данными")
        )  # fmt: skip
    with suppress(MissingData):
        common = common_deficits(district.rows, district.settings)
        rows.append(
            Result("district-common-deficits", "Общие дефициты", int(common["common"].sum()), n=len(common), unit="шт.",
                   headline=True)
        )  # fmt: skip
    return results_table(rows)
