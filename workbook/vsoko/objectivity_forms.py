"""The three tables that people outside the kit know by sight: comparison of marks, the regional list, the share of «2».

Apart from the markers because these are forms: they count and judge nothing.
"""

from __future__ import annotations

import math

import pandas as pd

from workbook.estimates import half_up
from workbook.settings import ObjectivityRules
from workbook.vsoko.marker_terms import previous_year
from workbook.vsoko.precision import change, share_ratio

__all__ = ["BETTER", "WORSE", "comparison", "low_shares", "regional"]

BETTER, WORSE = "положительная", "отрицательная"
_MARKS = ("2", "3", "4", "5")


def comparison(pairs: pd.DataFrame) -> pd.DataFrame:
    """Make «Сравнение отметок с отметками по журналу» as ФИС ОКО words it.

    Parameters
    ----------
    pairs : DataFrame
        From :func:`workbook.vsoko.journal.mark_pairs`.

    Returns
    -------
    DataFrame
        group, count, percent: three groups and «Всего».
    """
    total = int(pairs["pair"].sum())
    rows = [
        ("Понизили (Отметка < Отметка по журналу)", int(pairs["lowered"].sum())),
        ("Подтвердили (Отметка = Отметка по журналу)", int(pairs["confirmed"].sum())),
        ("Повысили (Отметка > Отметка по журналу)", int(pairs["raised"].sum())),
        ("Всего", total),
    ]
    return pd.DataFrame(
        {"group": [name for name, _ in rows], "count": [count for _, count in rows],
         "percent": [100 * count / total if total else math.nan for _, count in rows]}
    )  # fmt: skip


def regional(procedures: pd.DataFrame, *, year: str, procedure: str = "ВПР") -> pd.DataFrame:
    """Make the rows of the regional table «Необъективные результаты ВПР» for the school's own works.

    Parameters
    ----------
    procedures : DataFrame
        year, pupil, procedure, grade, subject, mark, journal_mark.
    year, procedure : str
        Which works.

    Returns
    -------
    DataFrame
        subject, grade, n (participants: works with a mark), vpr_2 … vpr_5 and journal_2 … journal_5 (percent of the
        participants; journal: of those with a journal mark). Every work is listed: the form names no work unobjective.
    """
    rows = procedures.loc[
        procedures["year"].eq(year) & procedures["procedure"].eq(procedure) & procedures["mark"].notna()
    ]
    flags = rows[["subject", "grade", "pupil"]].assign(n=1, known=rows["journal_mark"].notna().astype(int))
    for mark in _MARKS:
        flags[f"vpr_{mark}"] = rows["mark"].eq(mark).astype(int)
        flags[f"journal_{mark}"] = rows["journal_mark"].eq(mark).astype(int)
    table = flags.drop(columns="pupil").groupby(["grade", "subject"], observed=True).sum().reset_index()
    for mark in _MARKS:
        table[f"vpr_{mark}"] = 100 * table[f"vpr_{mark}"] / table["n"]
        table[f"journal_{mark}"] = 100 * table[f"journal_{mark}"] / table["known"].where(table["known"] > 0)
    columns = [f"{name}_{mark}" for name in ("vpr", "journal") for mark in _MARKS]
    return table[["subject", "grade", "n", *columns]]


def low_shares(procedures: pd.DataFrame, rules: ObjectivityRules, *, year: str, procedure: str = "ВПР") -> pd.DataFrame:
    """Share of «2» and its change on the year before: the whole school first, then by work.

    Parameters
    ----------
    procedures : DataFrame
        year, pupil, procedure, grade, subject, mark.
    rules : ObjectivityRules
        ``low_rise``, ``marker_n``.
    year, procedure : str
        The later year.

    Returns
    -------
    DataFrame
        work, n, before, now (percent), change, low, high (percentage points), dynamics («положительная» at or below
        zero, «отрицательная» at ``low_rise`` and more, «умеренный рост», «мало данных», «нет года для сравнения») and
        sure (the interval of the change excludes zero).

    Notes
    -----
    ФИОКО, 2026, as quoted. Other pupils sit in the same parallel a year later, and years compare only when the work
    checks the same skills.
    """
    rows = procedures.loc[procedures["procedure"].eq(procedure) & procedures["mark"].notna()]
    rows = rows.assign(two=rows["mark"].eq("2").astype(int), one=1)
    found = []
    for by in ([], ["grade", "subject"]):
        table = share_ratio(rows, [*by, "year"], "two", "one").reset_index()
        old = table.loc[table["year"].eq(previous_year(year))].drop(columns="year")
        new = table.loc[table["year"].eq(year)].drop(columns="year")
        both = new.merge(old, on=by, how="left", suffixes=("", "_old")) if by else _beside(new, old)
        for row in both.to_dict("records"):
            name = f"{row['subject']}, {row['grade']} кл." if by else "все работы"
            found.append(_change(name, {str(key): value for key, value in row.items()}, rules))
    columns = ["work", "n", "before", "now", "change", "low", "high", "dynamics", "sure"]
    return pd.DataFrame(found, columns=columns)


def _beside(new: pd.DataFrame, old: pd.DataFrame) -> pd.DataFrame:
    return new.assign(one=1).merge(old.assign(one=1), on="one", how="left", suffixes=("", "_old"))


def _change(name: str, row: dict[str, float], rules: ObjectivityRules) -> dict[str, object]:
    n = int(row["n"])
    head: dict[str, object] = {"work": name, "n": n, "before": row["percent_old"], "now": row["percent"]}
    if math.isnan(row["percent_old"]):
        return {**head, "change": math.nan, "dynamics": "нет года для сравнения", "sure": False}
    value, low, high = change(
        (row["percent_old"], row["low_old"], row["high_old"]), (row["percent"], row["low"], row["high"])
    )
    said = half_up(value, 1)  # a hundredth of a point is no growth
    words = BETTER if said <= 0 else WORSE if said >= rules.low_rise else "умеренный рост"
    few = min(n, int(row["n_old"])) < rules.marker_n
    return {**head, "change": value, "low": low, "high": high, "dynamics": "мало данных" if few else words,
            "sure": not low <= 0 <= high}  # fmt: skip
