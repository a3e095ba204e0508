"""Schools and where they work: similar schools, the index of context, results beside what the context lets expect.

Apart from the comparison because a school with other children is not worse for that; this is where such a judgement
would begin, and where it is refused when schools are few.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from workbook.errors import MissingData, Reason
from workbook.settings import DistrictRules

__all__ = [
    "CONTEXT",
    "RESILIENT",
    "THIRDS",
    "context_index",
    "context_thirds",
    "expected",
    "nearest_schools",
    "resilient",
]

CONTEXT = {
    "parents_higher": "родители с высшим образованием, %", "special_needs": "дети с ОВЗ, %",
    "other_language": "неродной русский, %", "pupils": "учеников",
}  # fmt: skip
"""Column of the table of schools → its name."""

THIRDS = ("нижняя", "средняя", "верхняя")
RESILIENT = "резильентная"
_SIGNS = {"parents_higher": 1.0, "special_needs": -1.0, "other_language": -1.0}
_LEAST = 6
"""Schools below which thirds would be pairs."""


def context_index(schools: pd.DataFrame) -> pd.Series:
    """Sum of signed z-scores: more parents with higher education, fewer children in need of support (методика 3.2).

    Parameters
    ----------
    schools : DataFrame
        Columns parents_higher, special_needs, other_language, percent; index school.

    Returns
    -------
    Series of float64
        0 is the mean of the schools; missing where one of the three is not told.
    """
    scores = [sign * _scored(schools[name]) for name, sign in _SIGNS.items()]
    total = scores[0]
    for score in scores[1:]:
        total = total + score
    return total.rename("context")


def context_thirds(index: pd.Series) -> pd.Series:
    """Part schools into thirds of the index; fewer than six known ones are not parted.

    Returns
    -------
    Series
        Of :data:`THIRDS`; missing where the index is. Equal values stand in one third, the lower.
    """
    known = index.dropna()
    if len(known) < _LEAST:
        return pd.Series(pd.NA, index=index.index, dtype="object")
    share = known.rank(method="min").sub(1) / len(known)
    names = pd.Series([THIRDS[min(int(3 * one + 1e-9), 2)] for one in share], index=known.index)
    return names.reindex(index.index)


def nearest_schools(schools: pd.DataFrame, rules: DistrictRules) -> pd.DataFrame:
    """Find for each school those that work with the most similar children.

    Parameters
    ----------
    schools : DataFrame
        Columns of :data:`CONTEXT`; index school. Pupils count by their logarithm: 60 and 120 differ as 400 and 800.
    rules : DistrictRules
        How many, and how far at most.

    Returns
    -------
    DataFrame
        Columns school, other, distance (root mean square of differences in standard deviations), similar (not farther
        than the rules allow), position (1 is the nearest). Schools whose context is not fully told are left out.
    """
    known = schools[list(CONTEXT)].astype("float64").assign(pupils=lambda one: np.log(one["pupils"])).dropna()
    scores = pd.DataFrame({name: _scored(known[name]) for name in CONTEXT})
    x = scores.to_numpy("float64")
    rows: list[dict[str, Any]] = []
    for i, school in enumerate(known.index):
        distance = np.sqrt(((x - x[i]) ** 2).mean(axis=1))
        order = [j for j in np.argsort(distance, kind="stable") if j != i][: rules.near]
        rows += [
            {"school": school, "other": known.index[j], "distance": float(distance[j]),
             "similar": bool(distance[j] <= rules.far), "position": place}
            for place, j in enumerate(order, start=1)
        ]  # fmt: skip
    columns = ["school", "other", "distance", "similar", "position"]
    return pd.DataFrame(rows, columns=columns).astype({"distance": "float64", "similar": "bool"})


def expected(table: pd.DataFrame, index: pd.Series, rules: DistrictRules) -> pd.DataFrame:
    """Set results beside what a straight line through all schools expects at their context.

    Parameters
    ----------
    table : DataFrame
        :attr:`workbook.vsoko.district_compare.Comparison.table`.
    index : Series
        From :func:`context_index`.
    rules : DistrictRules

    Returns
    -------
    DataFrame
        Index school; columns value, context, expected, low, high (95 % prediction interval for a school of such a
        context), gap (value − expected), said («выше ожидаемого», «ниже ожидаемого», «как ожидалось»).

    Raises
    ------
    MissingData
        Fewer schools with both than the rules ask for, or all of one context.
    """
    both = table[["value"]].join(index.rename("context"), how="inner").dropna()
    if len(both) < rules.context_schools:
        raise MissingData(
            f"Школ с известным контекстом и этим показателем {len(both)}, а чтобы отделить вклад контекста, нужно не "
            f"меньше {rules.context_schools}. Вместо этого сравнивайте школу с похожими.", Reason.TABLE_EMPTY,
        )  # fmt: skip
    x, y, schools = both["context"].to_numpy("float64"), both["value"].to_numpy("float64"), len(both)
    centred = x - x.mean()
    squares = float((centred**2).sum())
    if squares == 0:
        raise MissingData("Контекст всех школ одинаков: ожидать разных результатов не от чего.", Reason.TABLE_EMPTY)
    from scipy.special import stdtrit

    slope = float((centred * y).sum()) / squares
    line = y.mean() + slope * centred
    variance = float(((y - line) ** 2).sum()) / (schools - 2)
    half = float(stdtrit(schools - 2, 0.975)) * np.sqrt(variance * (1 + 1 / schools + centred**2 / squares))
    said = np.where(y > line + half, "выше ожидаемого", np.where(y < line - half, "ниже ожидаемого", "как ожидалось"))
    return both.assign(expected=line, low=line - half, high=line + half, gap=y - line, said=said)


def resilient(table: pd.DataFrame, index: pd.Series, rules: DistrictRules) -> list[str]:
    """Name schools with the hardest context and results among the best: both by the share of the rules.

    A school counts only when all places it may have lie in the upper part, not its number alone.

    Raises
    ------
    MissingData
        Fewer schools with both than the rules ask for.
    """
    both = table[["value", "place_to"]].join(index.rename("context"), how="inner").dropna()
    if len(both) < rules.context_schools:
        raise MissingData(
            f"Резильентные школы не выделены: школ с контекстом и показателем {len(both)}, нужно не меньше "
            f"{rules.context_schools}.", Reason.TABLE_EMPTY,
        )  # fmt: skip
    share = rules.third / 100
    hard = both["context"].rank(method="max") <= share * len(both)
    good = both["place_to"] <= share * len(table)
    return sorted(str(school) for school in both.index[hard & good])


def _scored(values: pd.Series) -> pd.Series:
    """Return z-scores; a column without differences says nothing and gives zeros."""
    numbers = values.astype("float64")
    spread = float(numbers.std(ddof=0))
    return (numbers - numbers.mean()) / spread if spread > 0 else numbers * 0.0
