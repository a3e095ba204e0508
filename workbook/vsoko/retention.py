"""Retention of pupils (сохранность контингента): who began the year in a class and was still there at its end.

Apart from the marks because the unit is a pupil of a class and the figures are a full count, not a sample.
"""

from __future__ import annotations

import pandas as pd

from workbook.estimates import share_table
from workbook.settings import MarkRules
from workbook.vsoko.marks import grade_of, period_end

__all__ = ["retention"]

_STARTED = (9, 20)
"""Pupils enrolled by 20 September are the class of the start: the day of the state statistical form ОО-1."""

_MOVED = "переезд"
_FINISHED = "выпуск"


def retention(pupils: pd.DataFrame, rules: MarkRules) -> pd.DataFrame:
    """Count the start, the losses and the end of each class and year.

    Parameters
    ----------
    pupils : DataFrame
        Validated table; one row a pupil in a year.
    rules : MarkRules
        ``period_ends``: the last day of the year; ``no_profile``: entries that make no profile class.

    Returns
    -------
    DataFrame
        Columns year, class_, grade, level, profile («» when the class has none), profiled (bool), start, moved
        (left: переезд), lost (left for other reasons), end, percent (end / start), low, high (Wilson, for comparison
        with other years only), adjusted_percent (those who moved house taken out of the start), arrived (came
        during the year, not in the start).

    Notes
    -----
    Criterion 4 of the internal quality system: |начало ∩ конец| / |начало| · 100 by class, 100 % expected in profile
    classes; «переезд» is shown apart (методика школы).
    """
    years = pd.Index(pupils["year"].unique())
    started = pd.to_datetime(pupils["year"].map({y: pd.Timestamp(int(y[:4]), *_STARTED) for y in years}))
    opened = pd.to_datetime(pupils["year"].map({y: pd.Timestamp(int(y[:4]), 9, 1) for y in years}))
    closed = pd.to_datetime(pupils["year"].map({y: period_end(y, "год", rules) for y in years}))
    gone = pupils["left"].notna() & (pupils["left"] < closed) & pupils["leave_reason"].ne(_FINISHED)
    here = (pupils["enrolled"].isna() | (pupils["enrolled"] <= started)) & ~(pupils["left"] < opened)
    frame = pupils[["year", "class_", "level", "profile"]].assign(
        start=here.astype(int),
        moved=(here & gone & pupils["leave_reason"].eq(_MOVED)).astype(int),
        lost=(here & gone & ~pupils["leave_reason"].eq(_MOVED)).astype(int),
        arrived=(~here & ~(pupils["left"] < opened)).astype(int),
    )
    frame["profile"] = frame["profile"].fillna("").astype("str")
    grouped = frame.groupby(["year", "class_"], observed=True)
    table = grouped[["start", "moved", "lost", "arrived"]].sum().join(grouped[["level", "profile"]].agg("first"))
    table = table.loc[table["start"] > 0].reset_index()
    table["end"] = table["start"] - table["moved"] - table["lost"]
    table["grade"] = grade_of(table["class_"])
    none = {word.strip().lower() for word in rules.no_profile.split(";")}
    table["profiled"] = ~table["profile"].str.strip().str.lower().isin({"", *none})
    table = share_table(table, "end", "start")
    table["adjusted_percent"] = 100 * table["end"] / (table["start"] - table["moved"]).where(lambda left: left > 0)
    order = ["year", "class_", "grade", "level", "profile", "profiled", "start", "moved", "lost", "end", "percent",
             "low", "high", "adjusted_percent", "arrived"]  # fmt: skip
    return table.sort_values(["year", "grade", "class_"])[order].reset_index(drop=True)
