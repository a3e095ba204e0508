"""Facts about pupils over all works of a year: low results, the group of risk, who came, works across subjects.

Apart from the facts of single works because here the unit is a pupil with everything he wrote.
"""

from __future__ import annotations

import pandas as pd

from workbook.settings import Settings
from workbook.vsoko.deficit_rows import PROCESS, RESULTS, fact_rows, in_parallel
from workbook.vsoko.marks import grade_of
from workbook.vsoko.precision import mean_ratio, share_ratio

__all__ = ["ACROSS", "across_facts", "attendance_facts", "low_result_facts", "risk_facts"]

ACROSS = "метапредметная"
"""Procedure whose «subjects» are reading, mathematical literacy and the group project."""

_LOW_MARKS = ("2", "н/а")
_SOURCE = "Результаты процедур"


def low_result_facts(procedures: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Share of works without «2» by procedure and parallel (100 − ИНР, методика раздела 2.4).

    Parameters
    ----------
    procedures : DataFrame
        Rows of one year; works without a mark (ЕГЭ) and works across subjects are left out.
    settings : Settings
        Small sample.
    """
    rows = procedures.loc[procedures["mark"].notna() & procedures["procedure"].ne(ACROSS)]
    rows = rows.assign(one=1, fine=rows["mark"].ne("2").astype(int))
    return _by_procedure(
        rows, ("fine", "one"), settings, key="без низких результатов", sphere=RESULTS,
        indicator="Работы без низкого результата", counted="работы",
    )  # fmt: skip


def attendance_facts(procedures: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Явка: share of listed works that were written, by procedure and parallel.

    Parameters
    ----------
    procedures : DataFrame
        Rows of one year; a row without any score or mark is a pupil who did not write. A procedure whose rows are all
        written lists writers only and says nothing of those absent.
    settings : Settings
        Small sample.
    """
    wrote = procedures[["primary_score", "test_score", "mark"]].notna().any(axis=1)
    rows = procedures.assign(one=1, wrote=wrote.astype(int))
    told = rows.groupby("procedure")["wrote"].transform("min").eq(0)
    return _by_procedure(
        rows.loc[told], ("wrote", "one"), settings, key="явка", sphere=PROCESS, indicator="Явка на работы",
        counted="работы по списку",
    )  # fmt: skip


def across_facts(procedures: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Mean percent of the maximum at works across subjects (метапредметные результаты).

    Parameters
    ----------
    procedures : DataFrame
        Rows of one year.
    settings : Settings
        Small sample.
    """
    rows = procedures.loc[procedures["procedure"].eq(ACROSS) & procedures["primary_score"].notna()]
    rows = rows.assign(done=100 * rows["primary_score"] / rows["max_score"], one=1)
    table = mean_ratio(rows, ["subject", "grade"], "done", "one").reset_index()
    table = table.rename(columns={"mean": "work_percent", "low": "work_low", "high": "work_high"})
    table["small"] = table["clusters"] < settings.marks.small_n
    return fact_rows(
        table, "work", in_parallel(table), key="метапредметные", sphere=RESULTS, level="параллель",
        indicator="Метапредметные результаты", counted="ученики", source=_SOURCE,
    )  # fmt: skip


def risk_facts(records: pd.DataFrame, works: pd.DataFrame, pupils: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Share of pupils outside the group of risk by parallel.

    Parameters
    ----------
    records : DataFrame
        From :func:`workbook.vsoko.marks.period_records`, one year; may be empty.
    works : DataFrame
        Procedures of the year; may be empty.
    pupils : DataFrame
        Validated table of the year: those whose marks or works are known are counted.
    settings : Settings
        ``deficits.risk_results``: in how many subjects a pupil has «2» or «н/а», for the year or for a work.

    Notes
    -----
    A subject counts once, however many low results stand in it: one hard subject is not yet a risk.
    """
    columns = ["pupil", "subject", "mark"]
    told = pd.concat([records[records["in_n"] > 0][columns], works[works["mark"].notna()][columns]])
    low = told.loc[told["mark"].isin(_LOW_MARKS)].groupby("pupil")["subject"].nunique()
    people = pupils.loc[pupils["pupil"].isin(told["pupil"].unique()), ["pupil", "class_"]].drop_duplicates("pupil")
    people = people.assign(
        grade=grade_of(people["class_"]), one=1,
        safe=(people["pupil"].map(low).fillna(0) < settings.deficits.risk_results).astype(int),
    )  # fmt: skip
    table = share_ratio(people, ["grade"], "safe", "one").reset_index()
    table = table.rename(columns={"percent": "safe_percent", "low": "safe_low", "high": "safe_high"})
    table["small"] = table["clusters"] < settings.marks.small_n
    return fact_rows(
        table, "safe", table["grade"].astype(str) + " класс", key="вне риска", sphere=RESULTS, level="параллель",
        indicator="Ученики вне группы риска", counted="ученики", source="Отметки за период; результаты процедур",
    )  # fmt: skip


def _by_procedure(rows: pd.DataFrame, ratio: tuple[str, str], settings: Settings, **words: str) -> pd.DataFrame:
    table = share_ratio(rows, ["procedure", "grade"], *ratio).reset_index()
    table = table.rename(columns={"percent": "work_percent", "low": "work_low", "high": "work_high"})
    table["small"] = table["clusters"] < settings.marks.small_n
    group = table["procedure"] + ", " + table["grade"].astype(str) + " класс"
    return fact_rows(table, "work", group, level="параллель", source=_SOURCE, **words)
