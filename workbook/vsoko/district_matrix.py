"""Schools × questions: markers of objectivity, the seven criteria, deficits that many schools share.

Apart from the comparison because here stands what each school's own report concluded, not a number set against others.
"""

from __future__ import annotations

import pandas as pd

from workbook.errors import MissingData, Reason
from workbook.settings import Settings
from workbook.vsoko.district_rows import FEW

__all__ = [
    "CLEAR",
    "CRITERIA",
    "DOUBTFUL",
    "FAILED",
    "MARKERS",
    "MET",
    "POSSIBLE",
    "common_deficits",
    "criteria_matrix",
    "marked_share",
    "marker_matrix",
]

MARKERS = {
    "marker-m1": "М1 всплеск у границы", "marker-m2": "М2 слишком высокий результат", "marker-m3": "М3 малый разброс",
    "marker-m4": "М4 разрыв с журналом", "marker-m5": "М5 скачок одной параллели", "marker-m6": "М6 ВПР и ОГЭ врозь",
    "marker-m7": "М7 слабые решают лучше",
}  # fmt: skip
"""Code of the row → how a municipality calls the marker of objectivity (методика раздела 2.4)."""

CRITERIA = {
    "criterion-1": "1 успеваемость", "criterion-2": "2 мотивация", "criterion-3": "3 ОГЭ и ЕГЭ",
    "criterion-4": "4 сохранность", "criterion-5": "5 удовлетворённость", "criterion-6": "6 обновление ФОС",
    "criterion-7": "7 компетенции педагогов",
}  # fmt: skip
"""Code of the row → how a municipality calls the criterion of ВСОКО (методика раздела 5.1)."""

POSSIBLE, CLEAR = "возможный признак", "признака нет"
MET, FAILED, DOUBTFUL = "выполнен", "не выполнен", "нужна проверка"
_MARKER_WORDS = {"внимание": POSSIBLE, "плохо": POSSIBLE, "хорошо": CLEAR, "": "наблюдать", FEW: FEW}
_CRITERION_WORDS = {"хорошо": MET, "внимание": FAILED, "плохо": FAILED, "": DOUBTFUL, FEW: FEW}
_BELOW = ("внимание", "плохо")


def marker_matrix(rows: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Gather what the schools' reports on objectivity concluded.

    Parameters
    ----------
    rows : DataFrame
        Settled rows of one year; the rows of :data:`MARKERS` are taken.
    settings : Settings
        ``privacy.small_cell``: a conclusion on fewer pupils is «мало данных» here.

    Returns
    -------
    DataFrame
        Index school; a column for each marker that some school has: :data:`POSSIBLE`, «наблюдать», :data:`CLEAR` or
        «мало данных».

    Raises
    ------
    MissingData
        No school has recorded markers.
    """
    return _matrix(rows, MARKERS, _MARKER_WORDS, settings, "Маркеры объективности школы ещё не посчитали: постройте их "
                   "отчёты «Объективность» (32_objectivity).")  # fmt: skip


def marked_share(matrix: pd.DataFrame) -> tuple[int, int]:
    """Return how many schools have a possible marker, and how many have enough data for at least one marker."""
    told = ~matrix.isin([FEW]).all(axis=1)
    return int(matrix.isin([POSSIBLE]).any(axis=1).sum()), int(told.sum())


def criteria_matrix(rows: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Gather the states of the seven criteria.

    Returns
    -------
    DataFrame
        Index school; a column for each criterion: :data:`MET`, :data:`FAILED`, :data:`DOUBTFUL` (met, while markers of
        inflation stand beside it) or «мало данных».

    Raises
    ------
    MissingData
        No school has recorded criteria.
    """
    return _matrix(rows, CRITERIA, _CRITERION_WORDS, settings, "Семь критериев школы ещё не посчитали: постройте их "
                   "отчёты «ВСОКО» (30_vsoko).")  # fmt: skip


def common_deficits(rows: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Count the schools whose own report found an indicator below its target or norm.

    Parameters
    ----------
    rows : DataFrame
        Settled rows of one year; those of whole schools with a verdict are taken, markers and criteria left to their
        own tables.
    settings : Settings
        ``privacy.small_cell`` and which share of the schools makes a deficit common.

    Returns
    -------
    DataFrame
        Columns indicator, title, below, told (schools with enough data), percent, common; the widest first. Only
        indicators that at least two schools can judge and one found below.

    Raises
    ------
    MissingData
        No school found anything below.
    """
    own = (*MARKERS, *CRITERIA, "markers-count", "criteria-met", "deficits-confirmed", "spike-boundaries")
    mine = rows.loc[
        rows["group"].eq("") & ~rows["indicator"].isin(own) & rows["verdict"].isin([*_BELOW, "хорошо", ""])
        & rows["unit"].isin(["%", "п.п.", "баллов", "отметка"]) & rows["n"].ge(settings.privacy.small_cell)
    ].drop_duplicates(["school", "indicator"], keep="last")  # fmt: skip
    judged = mine.groupby("indicator")["verdict"].transform(lambda words: words.ne("").any())
    mine = mine.loc[judged.astype("bool")]
    found = (
        mine.assign(down=mine["verdict"].isin(_BELOW))
        .groupby("indicator")
        .agg(title=("title", "last"), below=("down", "sum"), told=("school", "nunique"))
        .reset_index()
    )
    found = found.loc[found["told"].ge(2) & found["below"].gt(0)]
    if found.empty:
        raise MissingData("Показателей, которые ниже цели или нормы, отчёты школ не нашли.", Reason.TABLE_EMPTY)
    percent = 100 * found["below"] / found["told"]
    found = found.assign(percent=percent, common=percent.ge(settings.district.common_share))
    return found.sort_values(["percent", "below", "title"], ascending=[False, False, True], ignore_index=True)


def _matrix(
    rows: pd.DataFrame, names: dict[str, str], words: dict[str, str], settings: Settings, absent: str
) -> pd.DataFrame:
    mine = rows.loc[rows["indicator"].isin(names) & rows["group"].eq("")]
    mine = mine.drop_duplicates(["school", "indicator"], keep="last")
    if mine.empty:
        raise MissingData(absent, Reason.TABLE_EMPTY)
    small = mine["n"].gt(0) & mine["n"].lt(settings.privacy.small_cell)
    said = mine["verdict"].map(words).fillna(FEW).mask(small, FEW)
    wide = mine.assign(said=said).pivot(index="school", columns="indicator", values="said").fillna(FEW)
    order = [code for code in names if code in wide]
    return wide[order].rename(columns=names).rename_axis(columns=None)
