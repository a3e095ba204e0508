"""Base indicators of marks: успеваемость, качество знаний, СОУ, средний балл, with the denominators of a school.

Subject indicators count *marks*; indicators of a class as a group of pupils stand in
:mod:`workbook.vsoko.categories`. The two are never mixed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from workbook.errors import Reason, SettingsRefused
from workbook.settings import MarkRules
from workbook.vsoko.precision import Clusters

__all__ = ["grade_of", "indicators", "level_word", "period_end", "period_records"]

_VALUES = ("5", "4", "3", "2")
_ABSENT = "н/а"
_EXEMPT = "осв"
_PASS_FAIL = ("зч", "незач")
_PERIOD_END = re.compile(r"\s*(?P<period>[^:]+?)\s*:\s*(?P<day>\d{1,2})\.(?P<month>\d{1,2})\s*")


def period_records(
    period_marks: pd.DataFrame, pupils: pd.DataFrame, rules: MarkRules, *, period: str = "год"
) -> pd.DataFrame:
    """Join the marks of one period to classes and keep the rows that the formulas may see.

    Left out: parallels without marks (class 1), pass/fail marks («зч», «незач») with the «н/а» of their subjects (a
    subject that gives a parallel no mark at all has no share of marks), pupils who left before the end of the period,
    pupils without a class in that year.

    Parameters
    ----------
    period_marks, pupils : DataFrame
        Validated tables.
    rules : MarkRules
        ``no_mark_grades`` and ``period_ends`` are used here.
    period : str
        «год», «1 четверть» …

    Returns
    -------
    DataFrame
        Rows of marks with year, pupil, subject, period, mark, teacher, class_, grade (int), level, profile and the
        counted columns in_n, success, good (0/1), value, valued.
    """
    marks = period_marks.loc[
        period_marks["period"].eq(period), ["year", "pupil", "subject", "period", "mark", "teacher"]
    ]
    known = pupils[["year", "pupil", "class_", "level", "profile", "left"]].drop_duplicates(["year", "pupil"])
    known = known.assign(grade=grade_of(known["class_"]))
    rows = marks.merge(known, on=["year", "pupil"], how="inner", validate="many_to_one")
    ends = rows["year"].map({year: period_end(year, period, rules) for year in rows["year"].unique()})
    stayed = rows["left"].isna() | (rows["left"] >= pd.to_datetime(ends))
    course = [rows["year"], rows["subject"], rows["grade"]]
    passed, marked = (rows["mark"].isin(kind).groupby(course).transform("any") for kind in (_PASS_FAIL, _VALUES))
    stayed &= rows["mark"].isin([*_VALUES, _ABSENT, _EXEMPT]) & ~(passed & ~marked)
    silent = {int(word) for word in re.findall(r"\d+", rules.no_mark_grades)}
    rows = rows.loc[stayed & ~rows["grade"].isin(silent)].drop(columns="left").reset_index(drop=True)
    rows["in_n"] = rows["mark"].ne(_EXEMPT).astype(int)
    rows["success"] = rows["mark"].isin(["5", "4", "3"]).astype(int)
    rows["good"] = rows["mark"].isin(["5", "4"]).astype(int)
    rows["value"] = rows["mark"].map({mark: int(mark) for mark in _VALUES}).fillna(0).astype(int)
    rows["valued"] = rows["value"].gt(0).astype(int)
    return rows


def indicators(records: pd.DataFrame, by: Sequence[str], rules: MarkRules) -> pd.DataFrame:
    """Успеваемость, качество, СОУ and the mean mark by any grouping: counts are summed first, then divided.

    Parameters
    ----------
    records : DataFrame
        From :func:`period_records`.
    by : sequence of str
        Grouping columns, e.g. ``["class_"]``, ``["subject", "grade"]``, ``["teacher", "subject"]``; empty for the
        school as a whole.
    rules : MarkRules
        Weights of СОУ, the reading of «н/а» in it, bands, small sample.

    Returns
    -------
    DataFrame
        ``by`` columns, pupils, n5, n4, n3, n2, absent (н/а), exempt (осв), n (the denominator: all but exempt),
        success_percent, quality_percent, sou_percent, mean_mark, each with ``*_low`` and ``*_high`` (95 %), small
        (fewer pupils than ``rules.small_n``), quality_level, sou_level.

    Notes
    -----
    У = (n5+n4+n3)/N·100; КЗ = (n5+n4)/N·100; СОУ = (100·n5+64·n4+36·n3+16·n2+w·н/а)/N (В. П. Симонов; справка
    «Сетевого Города»); the mean mark leaves «н/а» out. Intervals treat the marks of one pupil as one cluster.

    Examples
    --------
    5 × «5», 10 × «4», 8 × «3», 1 × «2», 1 × «н/а» give N = 25, У = 92,0, КЗ = 60,0, СОУ = 58,04, mean 3,79.
    """
    columns = {name: records[name] for name in (*by, "pupil", "in_n", "success", "good", "value", "valued")}
    rows = pd.DataFrame(columns | _mark_columns(records) | _sou_columns(records, rules))
    pupils = Clusters(rows.dropna(subset=list(by)), by, list(rows.columns.difference([*by, "pupil"])))
    table = pupils.sums[[*(f"n{mark}" for mark in _VALUES), "absent", "exempt", "in_n"]].astype(int)
    table = table.rename(columns={"in_n": "n"})
    table.insert(0, "pupils", pupils.having("in_n"))
    for name, part, limits in (
        ("success", pupils.share("success", "in_n"), None),
        ("quality", pupils.share("good", "in_n"), None),
        ("sou", pupils.mean("sou", "sou_n"), (0, 100)),
        ("mean", pupils.mean("value", "valued"), (2, 5)),
    ):
        table["mean_mark" if name == "mean" else f"{name}_percent"] = part.iloc[:, 0]
        ends = part[["low", "high"]] if limits is None else part[["low", "high"]].clip(*limits)
        table[f"{name}_low"], table[f"{name}_high"] = ends["low"], ends["high"]
    table["small"] = table["pupils"] < rules.small_n
    table["quality_level"] = level_word(table["quality_percent"], rules.quality_bands, "низкое")
    table["sou_level"] = level_word(table["sou_percent"], rules.sou_bands, "низкий")
    return table.reset_index(drop=not by)


def level_word(values: pd.Series, bands: Mapping[str, float], lowest: str) -> pd.Series:
    """Name the band of each value: the highest band whose lower bound is reached, else ``lowest``.

    Parameters
    ----------
    values : Series of float
        Percent.
    bands : mapping of str to float
        Lower bounds by name.
    lowest : str
        The word below all bounds.

    Returns
    -------
    Series of str
        Empty string for a missing value.
    """
    ordered = sorted(bands.items(), key=lambda item: -item[1])
    words = np.select([values >= bound for _, bound in ordered], [word for word, _ in ordered], lowest)
    return pd.Series(words, index=values.index, dtype="str").where(values.notna(), "")


def grade_of(classes: pd.Series) -> pd.Series:
    """Return the parallel of each class: «7 А» → 7."""
    return classes.str.extract(r"^(\d{1,2})", expand=False).astype("Int64").astype(int)


def period_end(year: str, period: str, rules: MarkRules) -> pd.Timestamp:
    """Return the last day of a period in a school year, by the school's own calendar.

    Parameters
    ----------
    year : str
        «2025/2026».
    period : str
        «год», «1 четверть» …
    rules : MarkRules
        ``period_ends``: «1 четверть: 31.10; …; год: 31.05».

    Raises
    ------
    SettingsRefused
        The rule does not name the period or cannot be read.

    Examples
    --------
    >>> period_end("2025/2026", "год", MarkRules()).date().isoformat()
    '2026-05-31'
    """
    for part in rules.period_ends.split(";"):
        found = _PERIOD_END.fullmatch(part)
        if found and found["period"] == period:
            first = int(year[:4])
            month, day = int(found["month"]), int(found["day"])
            calendar_year = first if month >= 8 else first + 1
            try:
                return pd.Timestamp(calendar_year, month, day)
            except ValueError:
                break
    raise SettingsRefused(
        f"методика → отметки → концы_периодов: нет последнего дня периода «{period}». "
        "Запишите его так: «год: 31.05», периоды через точку с запятой.",
        Reason.SETTING_VALUE,
    )


def _mark_columns(records: pd.DataFrame) -> dict[str, pd.Series]:
    """Return 0 or 1 of each row for every mark: n5, n4, n3, n2, absent, exempt."""
    counted = {f"n{mark}": records["value"].eq(int(mark)).astype(int) for mark in _VALUES}
    return counted | {"absent": records["in_n"] - records["valued"], "exempt": 1 - records["in_n"]}


def _sou_columns(records: pd.DataFrame, rules: MarkRules) -> dict[str, pd.Series]:
    """Weights of СОУ by mark and what counts in its denominator."""
    weights = {int(mark): float(rules.sou_weights.get(mark, 0.0)) for mark in _VALUES}
    points = records["value"].map(weights).fillna(0.0)
    if rules.sou_absent == "вне расчёта":
        return {"sou": points, "sou_n": records["valued"]}
    absent = records["in_n"] - records["valued"]
    return {"sou": points + float(rules.sou_absent) * absent, "sou_n": records["in_n"]}
