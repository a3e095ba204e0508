"""Progress in the results store: sums of a school that let a district fit schools without one pupil's result.

Apart from the model because these codes are an agreement between a school's report and the district's.
"""

from __future__ import annotations

import pandas as pd

from workbook.estimates import Result

__all__ = ["SUM_INDICATORS", "schools_from_results", "sum_rows"]

SUM_INDICATORS = {
    "progress-sum-start": "sum_x",
    "progress-sum-finish": "sum_y",
    "progress-sum-start-squared": "sum_xx",
    "progress-sum-start-finish": "sum_xy",
    "progress-sum-finish-squared": "sum_yy",
}
"""Indicator code → the column of :data:`workbook.vsoko.progress_sums.SUM_COLUMNS`; ``n`` is the row's own."""

_TITLES = {
    "progress-sum-start": "Прогресс: сумма старта",
    "progress-sum-finish": "Прогресс: сумма финиша",
    "progress-sum-start-squared": "Прогресс: сумма квадратов старта",
    "progress-sum-start-finish": "Прогресс: сумма произведений старта и финиша",
    "progress-sum-finish-squared": "Прогресс: сумма квадратов финиша",
}
_BAR = " | "


def sum_rows(table: pd.DataFrame, least: int) -> list[Result]:
    """Write the sums of pairs of works as rows of results.

    Parameters
    ----------
    table : DataFrame
        One pair of works and subject a row: pair, subject, n, sum_x, sum_y, sum_xx, sum_xy, sum_yy (percent of the
        maximum, 0..100, and its products).
    least : int
        Pairs with fewer pupils are not handed over (``privacy.small_cell``).

    Returns
    -------
    list of Result
        Five rows a pair, group «ВПР-6 → ВПР-7, 2025/2026 | математика».
    """
    return [
        Result(code, _TITLES[code], float(row[column]), f"{row['pair']}{_BAR}{row['subject']}", n=int(row["n"]))
        for row in table.loc[table["n"] >= least].to_dict("records")
        for code, column in SUM_INDICATORS.items()
    ]


def schools_from_results(rows: pd.DataFrame) -> pd.DataFrame:
    """Gather the sums of schools from the results store.

    The codes are the keys of :data:`SUM_INDICATORS`; the group of such a row is «пара | предмет», for example
    «ВПР-6 → ВПР-7, 2025/2026 | математика»; start (x) and finish (y) are percents of the maximum score, 0..100, so
    the same pair of works means the same in every school. ``n`` pupils stand behind each sum.

    Parameters
    ----------
    rows : DataFrame
        As :func:`workbook.publish.store.read_results` gives them: at least school, indicator, group, value, n; other
        indicators are left aside.

    Returns
    -------
    DataFrame
        One school, pair and subject a row: school, pair, subject, n, sum_x, sum_y, sum_xx, sum_xy, sum_yy; sorted.
        A pair that lacks one of its sums is left out; a repeated row counts once, the last one.

    Examples
    --------
    Fit the schools of one pair of works::

        table = schools_from_results(rows)
        one = table.loc[table["pair"].eq(pair) & table["subject"].eq(subject)]
        fit = fit_sums(group_sums(one, "school"))  # fit.effects: effect, low, high of each school
    """
    kept = rows.loc[rows["indicator"].isin(SUM_INDICATORS) & rows["value"].notna()]
    kept = kept.assign(column=kept["indicator"].map(SUM_INDICATORS))
    kept = kept.drop_duplicates(["school", "group", "column"], keep="last")
    columns = ["school", "pair", "subject", "n", *SUM_INDICATORS.values()]
    if kept.empty:
        return pd.DataFrame({name: pd.Series(dtype=_dtype(name)) for name in columns})
    wide = kept.pivot_table(index=["school", "group", "n"], columns="column", values="value", aggfunc="last")
    wide = wide.reindex(columns=list(SUM_INDICATORS.values())).dropna().reset_index()
    parts = wide["group"].str.rsplit(_BAR, n=1, expand=True).reindex(columns=[0, 1])
    wide = wide.assign(pair=parts[0], subject=parts[1]).dropna(subset=["subject"])
    table = wide[columns].sort_values(["subject", "pair", "school"], ignore_index=True)
    return table.astype({name: _dtype(name) for name in columns}).rename_axis(columns=None)


def _dtype(name: str) -> str:
    if name in ("school", "pair", "subject"):
        return "str"
    return "int64" if name == "n" else "float64"
