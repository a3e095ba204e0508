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
    "EXPLAINED",
    "FAILED",
    "MARKERS",
    "MET",
    "POSSIBLE",
    "WATCH",
    "common_deficits",
    "criteria_matrix",
    "marked_share",
    "marker_matrix",
    "signs",
]

MARKERS = tuple(f"marker-m{number}" for number in range(1, 8))
"""Codes of the markers of objectivity (методика раздела 2.4)."""

CRITERIA = tuple(f"criterion-{number}" for number in range(1, 8))
"""Codes of the seven criteria of ВСОКО (методика раздела 5.1)."""

POSSIBLE, WATCH, EXPLAINED, CLEAR = "возможный признак", "наблюдать", "объяснено", "признака нет"
MET, FAILED, DOUBTFUL = "выполнен", "не выполнен", "нужна проверка"
_MARKER_WORDS = {"внимание": POSSIBLE, "плохо": POSSIBLE, "хорошо": CLEAR, "": WATCH, FEW: FEW}
_CRITERION_WORDS = {"хорошо": MET, "внимание": FAILED, "плохо": FAILED, "": DOUBTFUL, FEW: FEW}
_OF_ITEMS = ("M7", "М7")
"""Points at an item of a work and not at the marks of a school: it does not count among the signs of a school."""

_BELOW = ("внимание", "плохо")
_SPHERES = "deficits-confirmed"
_UNITS = ("%", "п.п.", "баллов", "отметка")


def marker_matrix(rows: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Gather what the schools' reports on objectivity concluded.

    Parameters
    ----------
    rows : DataFrame
        Settled rows of one year; the rows of :data:`MARKERS` are taken.
    settings : Settings
        ``privacy.small_cell``: a sign found among fewer pupils is «мало данных» here.

    Returns
    -------
    DataFrame
        Index school; a column for each marker that some school has, named by its title: :data:`POSSIBLE`,
        :data:`WATCH`, :data:`EXPLAINED`, :data:`CLEAR` or «мало данных».

    Raises
    ------
    MissingData
        No school has recorded markers.
    """
    mine = rows.loc[rows["indicator"].isin(MARKERS)]
    told = mine["note"].str.split(";").str[0].str.strip()
    told = told.where(told.isin([POSSIBLE, WATCH, EXPLAINED, CLEAR]), mine["verdict"].map(_MARKER_WORDS))
    few = _small(mine, settings) & told.isin([POSSIBLE, WATCH])
    return _matrix(mine, told.mask(few, FEW), "Признаки необъективности школы ещё не посчитали: постройте их отчёты "
                   "«Объективность» (32_objectivity).")  # fmt: skip


def signs(matrix: pd.DataFrame) -> pd.Series:
    """Count the possible signs of each school, M7 aside.

    Returns
    -------
    Series of Int64
        Missing for a school that has enough data for no marker.
    """
    own = matrix[[name for name in matrix if not str(name).startswith(_OF_ITEMS)]]
    told = ~own.isin([FEW]).all(axis=1)
    return own.isin([POSSIBLE]).sum(axis=1).astype("Int64").where(told)


def marked_share(matrix: pd.DataFrame) -> tuple[int, int]:
    """Return how many schools have a possible sign, and how many have enough data for at least one marker."""
    counted = signs(matrix)
    return int(counted.gt(0).sum()), int(counted.notna().sum())


def criteria_matrix(rows: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Gather the states of the seven criteria.

    Returns
    -------
    DataFrame
        Index school; a column for each criterion, named by its title: :data:`MET`, :data:`FAILED`, :data:`DOUBTFUL`
        (met, while signs of inflation stand beside it) or «мало данных», also when fewer than ``privacy.small_cell``
        people stand behind it.

    Raises
    ------
    MissingData
        No school has recorded criteria.
    """
    mine = rows.loc[rows["indicator"].isin(CRITERIA)]
    said = mine["verdict"].map(_CRITERION_WORDS).mask(_small(mine, settings), FEW)
    named = mine.assign(title=mine["title"].str.removeprefix("Критерий "))
    return _matrix(named, said, "Семь критериев школы ещё не посчитали: постройте их отчёты «ВСОКО» (30_vsoko).")


def common_deficits(rows: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Count the schools whose own report found an indicator below its target or norm.

    Parameters
    ----------
    rows : DataFrame
        Settled rows of one year; those of whole schools with a verdict are taken, markers and criteria left to their
        own tables; then the spheres of the deficit maps.
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
    mine = rows.loc[
        rows["group"].eq("") & ~rows["indicator"].isin((*MARKERS, *CRITERIA)) & rows["unit"].isin(_UNITS)
        & rows["verdict"].isin([*_BELOW, "хорошо", ""]) & rows["n"].ge(settings.privacy.small_cell)
    ].drop_duplicates(["school", "indicator"], keep="last")  # fmt: skip
    judged = mine.groupby("indicator")["verdict"].transform(lambda words: words.ne("").any())
    mine = mine.loc[judged.astype("bool")]
    whole = mine.assign(down=mine["verdict"].isin(_BELOW)).groupby("indicator")
    found = whole.agg(title=("title", "last"), below=("down", "sum"), told=("school", "nunique")).reset_index()
    found = pd.concat([found, _spheres(rows)], ignore_index=True)
    found = found.loc[found["told"].ge(2) & found["below"].gt(0)]
    if found.empty:
        raise MissingData("Показателей, которые ниже цели или нормы, отчёты школ не нашли.", Reason.TABLE_EMPTY)
    percent = 100 * found["below"] / found["told"]
    found = found.assign(percent=percent, common=percent.ge(settings.district.common_share))
    return found.sort_values(["percent", "below", "title"], ascending=[False, False, True], ignore_index=True)


def _spheres(rows: pd.DataFrame) -> pd.DataFrame:
    """Count the schools that have a confirmed deficit in each sphere of their maps."""
    mine = rows.loc[rows["indicator"].eq(_SPHERES) & rows["group"].ne("") & rows["value"].notna()]
    mine = mine.drop_duplicates(["school", "group"], keep="last")
    spheres = mine.assign(down=mine["value"].gt(0)).groupby("group")
    found = spheres.agg(below=("down", "sum"), told=("school", "nunique")).reset_index()
    found = found.assign(indicator=_SPHERES, title="Дефициты сферы «" + found["group"].astype("str") + "»")
    return found[["indicator", "title", "below", "told"]]


def _small(rows: pd.DataFrame, settings: Settings) -> pd.Series:
    return rows["n"].gt(0) & rows["n"].lt(settings.privacy.small_cell)


def _matrix(rows: pd.DataFrame, said: pd.Series, absent: str) -> pd.DataFrame:
    mine = rows.assign(said=said.fillna(FEW)).loc[rows["group"].eq("")]
    mine = mine.drop_duplicates(["school", "indicator"], keep="last")
    if mine.empty:
        raise MissingData(absent, Reason.TABLE_EMPTY)
    titles = mine.drop_duplicates("indicator", keep="last").set_index("indicator")["title"]
    wide = mine.pivot(index="school", columns="indicator", values="said").fillna(FEW)
    return wide[sorted(wide.columns)].rename(columns=dict(titles)).rename_axis(columns=None)
