"""Progress of schools seen from the municipality: shrunken estimates from sums, no pupil's result at hand.

Apart from the other comparisons because the start is taken into account here, and the estimate of a small school is
drawn to the mean.
"""

from __future__ import annotations

import pandas as pd

from workbook.errors import MissingData, Reason
from workbook.settings import Settings
from workbook.vsoko.progress_store import schools_from_results
from workbook.vsoko.progress_sums import GroupFit, fit_sums, group_sums

__all__ = ["progress_choices", "school_progress"]

_BAR = " | "


def progress_choices(rows: pd.DataFrame, settings: Settings) -> list[str]:
    """Return the pairs of works that enough schools have, «математика | ВПР-6 → ВПР-7», those of most schools first."""
    sums = schools_from_results(rows)
    sums = sums.loc[sums["n"].ge(settings.privacy.small_cell)]
    counted = sums.groupby(["subject", "pair"])["school"].nunique()
    enough = counted.loc[counted.ge(settings.district.progress_schools)]
    ordered = enough.reset_index(name="schools").sort_values(
        ["schools", "subject", "pair"], ascending=[False, True, True]
    )
    return [f"{row.subject}{_BAR}{row.pair}" for row in ordered.itertuples()]


def school_progress(rows: pd.DataFrame, choice: str, settings: Settings) -> GroupFit:
    """Fit the schools of one pair of works.

    Parameters
    ----------
    rows : DataFrame
        Settled rows of one year, with the sums of :mod:`workbook.vsoko.progress_store`.
    choice : str
        One of :func:`progress_choices`; empty for the first.
    settings : Settings

    Returns
    -------
    GroupFit
        ``effects`` is indexed by school.

    Raises
    ------
    MissingData
        No pair of works that enough schools have, or a model that cannot be fitted.
    """
    offered = progress_choices(rows, settings)
    if not offered:
        raise MissingData(
            f"Пары «старт — финиш», которая есть хотя бы у {settings.district.progress_schools} школ, в папке отчётов "
            "нет. Постройте отчёты школ «Прогресс» (39_progress).", Reason.TABLE_EMPTY,
        )  # fmt: skip
    subject, _, pair = (choice if choice in offered else offered[0]).partition(_BAR)
    sums = schools_from_results(rows)
    mine = sums.loc[
        sums["subject"].eq(subject) & sums["pair"].eq(pair) & sums["n"].ge(settings.privacy.small_cell)
    ]  # fmt: skip
    return fit_sums(group_sums(mine, "school"))
