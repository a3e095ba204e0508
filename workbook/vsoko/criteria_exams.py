"""Criterion 3, ОГЭ and ЕГЭ: is the school above the mean of the region in every compulsory subject.

Apart from the markers of objectivity because the mean of the region comes from outside and is taken as it is.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbook.errors import MissingData, Reason
from workbook.estimates import Estimate, mean_table, percent
from workbook.settings import Settings
from workbook.vsoko.criterion import Criterion, judged, said, target_of

__all__ = ["EXAMS", "compulsory_of", "exam_criterion", "exam_gaps"]

EXAMS = {"ОГЭ": ("отметка", "mark"), "ЕГЭ": ("тестовый балл", "test_score")}
"""Exam → unit of its reference and column of its result."""

_DIGITS = {"отметка": 2, "тестовый балл": 1}
_KEY = ["procedure", "year", "grade", "subject"]


def compulsory_of(settings: Settings) -> list[str]:
    """Return the compulsory subjects."""
    return [name.strip() for name in settings.criteria.exam_subjects.split(";") if name.strip()]


def exam_gaps(procedures: pd.DataFrame, references: pd.DataFrame | None, settings: Settings) -> pd.DataFrame:
    """Mean of the school minus mean of the region, by exam, subject and year.

    Parameters
    ----------
    procedures : DataFrame
        Validated table; rows without a result did not write.
    references : DataFrame or None
        Validated table «Ориентиры»; rows of the region in the unit of the exam are used.
    settings : Settings
        Compulsory subjects, small sample.

    Returns
    -------
    DataFrame
        Columns procedure, year, grade, subject, unit, n, mean, low, high, region, gap, gap_low, gap_high, compulsory,
        small; the gap is missing without a mean of the region, its interval is Student's interval of the school's mean.
        Compulsory subjects first.
    """
    parts = []
    for exam, (unit, column) in EXAMS.items():
        rows = procedures.loc[procedures["procedure"].eq(exam)]
        rows = rows.assign(result=pd.to_numeric(rows[column]))
        parts.append(mean_table(rows, "result", _KEY).assign(unit=unit))
    table = pd.concat([part for part in parts if len(part)] or [parts[0]], ignore_index=True)
    table["region"] = np.nan
    if references is not None and len(table):
        known = references.loc[references["territory"].eq("регион"), [*_KEY, "unit", "mean"]]
        keys = [*_KEY, "unit"]
        table["region"] = table[keys].merge(known, on=keys, how="left", validate="many_to_one")["mean"].to_numpy()
    for name, source in (("gap", "mean"), ("gap_low", "low"), ("gap_high", "high")):
        table[name] = (table[source] - table["region"]).astype(float).round(9)
    order = compulsory_of(settings)
    table["compulsory"] = table["subject"].isin(order)
    table["small"] = table["n"] < settings.marks.small_n
    table["_exam"] = table["procedure"].map({name: place for place, name in enumerate(EXAMS)})
    table = table.sort_values(["year", "_exam", "compulsory", "subject"], ascending=[True, True, False, True])
    return table.drop(columns=["_exam", "sd"]).reset_index(drop=True)


def exam_criterion(table: pd.DataFrame, year: str, settings: Settings) -> Criterion:
    """Judge the compulsory subjects of the exams that the school had in the year.

    Parameters
    ----------
    table : DataFrame
        :func:`exam_gaps`.
    year : str
    settings : Settings

    Raises
    ------
    MissingData
        No result of an exam in the year.
    """
    rows = table.loc[table["year"].eq(year)]
    if rows.empty:
        raise MissingData(f"За {year} нет результатов ОГЭ и ЕГЭ.", Reason.TABLE_EMPTY, ("procedures",))
    below: dict[str, list[str]] = {}
    gaps, sure = [], 0
    wanted = [(exam, name) for exam in rows["procedure"].unique() for name in compulsory_of(settings)]
    for exam, name in wanted:
        one = rows.loc[rows["procedure"].eq(exam) & rows["subject"].eq(name)]
        if one.empty:
            gaps.append(f"{exam}, {name}: нет результатов")
            continue
        row = one.iloc[0]
        gap = said(row["gap"], _DIGITS[row["unit"]], signed=True)
        if np.isnan(row["gap"]):
            gaps.append(f"{exam}, {name}: нет среднего по региону")
        elif row["small"]:
            gaps.append(f"{exam}, {name}: малая выборка, n = {row['n']} (разница {gap})")
        elif not row["gap"] > 0:
            below.setdefault(exam, []).append(f"{name} {gap}")
        sure += bool(row["gap_low"] > 0)
    told = "; ".join(f"{exam}: {', '.join(names)}" for exam, names in below.items())
    state, reason = judged(
        [f"не выше региона — {told}"] if told else [], gaps,
        "выше региона во всех обязательных предметах, "
        + ("надёжно" if sure == len(wanted) else f"надёжно — в {sure} из {len(wanted)}"),
    )  # fmt: skip
    judged_rows = rows.loc[rows["compulsory"] & rows["gap"].notna()]
    above = int((judged_rows["gap"] > 0).sum())
    return Criterion(
        3, state, reason,
        target_of(3, settings),
        Estimate(percent(above, len(judged_rows)), np.nan, np.nan, int(judged_rows["n"].sum())), "%",
        ("работа", "работы", "работ"), _points(table.loc[table["year"].le(year)]),
        f"{above} из {len(judged_rows)}" if len(judged_rows) else "",
    )  # fmt: skip


def _points(table: pd.DataFrame) -> tuple[tuple[str, float], ...]:
    """Share of compulsory comparisons above the region, year by year."""
    told = table.loc[table["compulsory"] & table["gap"].notna()]
    by_year = (100 * told["gap"].gt(0).astype(float)).groupby(told["year"]).mean()
    return tuple((str(year), float(value)) for year, value in by_year.items())
