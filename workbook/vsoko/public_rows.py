"""Which groups a stored row may speak of: no small group, and none that follows from the others and the whole.

Apart from the results of single notebooks because all of them leave the school by the same door.
"""

from __future__ import annotations

import pandas as pd

from workbook.estimates import suppress

__all__ = ["public_means", "public_steps"]


def public_means(table: pd.DataFrame, key: str, minimum: int, count: str = "pupils") -> pd.DataFrame:
    """Leave the rows that tell of many pupils, and take away one more when the hidden one would follow from the whole.

    Parameters
    ----------
    table : DataFrame
        One group a row; the mean of all groups together is printed beside.
    key, count : str
        Columns of the group and of how many pupils are in it.
    minimum : int
        ``settings.privacy.small_cell``.
    """
    done = suppress(table[[key, count]].reset_index(drop=True), count, [key], minimum)
    return table.reset_index(drop=True).loc[done["suppressed"].eq("")].reset_index(drop=True)


def public_steps(table: pd.DataFrame, minimum: int, count: str = "pupils") -> pd.DataFrame:
    """Leave whole steps only: a step with one small group stays inside the school.

    Groups of a step make up those of the step above, so a single hidden class would follow from its parallel and the
    other classes, and a hidden parallel from its level. A step without small groups has nothing to hide.

    Parameters
    ----------
    table : DataFrame
        From :func:`workbook.vsoko.mark_steps.ladder` or ``category_ladder``: step and the column of counts.
    minimum : int
        ``settings.privacy.small_cell``.
    count : str
        Column of how many pupils are in the group.

    Returns
    -------
    DataFrame
        Rows of the steps whose every group has at least ``minimum`` pupils.
    """
    fine = table[count].ge(minimum).groupby(table["step"]).transform("all")
    return table.loc[fine]
